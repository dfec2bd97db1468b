//! The status route's JSON, read leniently: any field may be absent, null, of another type or nonsense, and is
//! then unknown; never zero.

use super::{json, red};
use crate::text::Clean;
use crate::world::observations::BeakStatus;
use crate::world::{Facts, Known, Version, Why};
use serde_json::Value;

/// What every reply of the route should say; for an entry with two places, either.
const EXPECTED: &[&[&str]] = &[
    &["lambda.version"],
    ALIAS_VERSION,
    &["database.ducklings"],
    &["database.birth_certificates"],
    &["agents.alive"],
    &["agents.dead"],
    &["agents.total_bonded"],
    &["peck_protocol.failure_breakdown.callback_error"],
    &["peck_protocol.failure_breakdown.denied"],
    &["peck_protocol.failure_breakdown.expired"],
    &["ses"],
];

const ALIAS_VERSION: &[&str] = &["lambda_alias_version", "lambda.lambda_alias_version", "lambda.alias_version"];
const BREAKDOWN: &str = "peck_protocol.failure_breakdown";

/// What a body reports. `up`, `code`, `answer` and `latency` are not in a body: the adapter sets them.
pub fn read(body: &[u8]) -> BeakStatus {
    json::document(body).and_then(object).map_or_else(|why| BeakStatus::unknown(&why), |status| reported(&status))
}

fn object(document: Value) -> Known<Value> {
    if document.is_object() { Ok(document) } else { Err(json::unlike("the body", "an object", &document)) }
}

/// The facts that one document holds.
pub fn reported(status: &Value) -> BeakStatus {
    let count = |path: &str| json::count(status, path);
    let failures = |kind: &str| json::count(status, &format!("{BREAKDOWN}.{kind}"));
    let mut facts = BeakStatus {
        version: version(status, &["lambda.version"]),
        alias_version: version(status, ALIAS_VERSION),
        timestamp: json::at(status, "timestamp").and_then(|value| json::time("timestamp", value)),
        ducklings: count("database.ducklings"),
        certificates: count("database.birth_certificates"),
        agents_alive: count("agents.alive"),
        agents_dead: count("agents.dead"),
        agents_bonded: count("agents.total_bonded"),
        callback_error: failures("callback_error"),
        denied: failures("denied"),
        expired: failures("expired"),
        ses_sandbox: ses_sandbox(status),
        missing: Ok(missing(status)),
        ..BeakStatus::unknown(&Why::not_looked("what the reply does not hold"))
    };
    let found = red::found(status, &facts);
    facts.red_count = found.as_ref().map(|all| i64::try_from(all.len()).unwrap_or(i64::MAX)).map_err(Clone::clone);
    facts.red = found.map(red::shown);
    facts
}

fn version(status: &Value, paths: &[&str]) -> Known<Version> {
    json::version(paths[0], json::first(status, paths)?)
}

/// `ses.sandbox`, or the same said the other way round or in a word.
fn ses_sandbox(status: &Value) -> Known<bool> {
    let said = |path: &str| json::at(status, path).ok().and_then(Value::as_bool);
    let not = ["ses.production_access", "ses.production_access_enabled", "ses.production"];
    let direct = said("ses.sandbox").or_else(|| not.iter().find_map(|path| said(path)).map(|production| !production));
    direct.or_else(|| sandbox_word(status)).ok_or_else(|| match json::at(status, "ses.sandbox") {
        Ok(value) => json::unlike("ses.sandbox", "yes or no", value),
        Err(why) => why,
    })
}

fn sandbox_word(status: &Value) -> Option<bool> {
    let words = ["ses", "ses.mode", "ses.posture", "ses.status"];
    let said = |path: &&str| json::at(status, path).ok().and_then(Value::as_str).map(str::to_lowercase);
    words.iter().filter_map(said).find_map(|word| match word.as_str() {
        "sandbox" => Some(true),
        "production" => Some(false),
        _ => None,
    })
}

fn missing(status: &Value) -> Vec<Clean> {
    let absent = |paths: &&&[&str]| json::first(status, paths).is_err();
    EXPECTED.iter().filter(absent).map(|paths| Clean::new(paths[0])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Fact, WhyKind};
    use proptest::prelude::*;
    use serde_json::json;

    fn healthy() -> Value {
        json!({
            "lambda": {"version": "43"}, "lambda_alias_version": 43, "timestamp": "2026-11-22T02:14:07Z",
            "database": {"ducklings": 120, "birth_certificates": 118},
            "agents": {"alive": 4, "dead": 0, "total_bonded": 4},
            "peck_protocol": {"failure_breakdown": {"callback_error": 1, "denied": 2, "expired": 3}},
            "ses": {"sandbox": false}, "sns": {"sandbox": false},
        })
    }

    fn shown(facts: BeakStatus, name: &str) -> String {
        match &facts.into_facts()[name] {
            Fact::Known(value) => value.to_string(),
            Fact::Unknown(why) => format!("? {}", why.text),
        }
    }

    #[test]
    fn a_whole_reply_is_read_whole() {
        for (fact, value) in [
            ("version", "43"),
            ("alias_version", "43"),
            ("timestamp", "2026-11-22T02:14:07Z"),
            ("ducklings", "120"),
            ("certificates", "118"),
            ("agents_alive", "4"),
            ("agents_dead", "0"),
            ("agents_bonded", "4"),
            ("callback_error", "1"),
            ("denied", "2"),
            ("expired", "3"),
            ("ses_sandbox", "no"),
            ("missing", ""),
            ("red_count", "0"),
        ] {
            assert_eq!(shown(reported(&healthy()), fact), value, "{fact}");
        }
    }

    #[test]
    fn a_field_is_found_in_each_of_its_places() {
        for (status, fact, value) in [
            (json!({"lambda": {"lambda_alias_version": "41"}}), "alias_version", "41"),
            (json!({"lambda_alias_version": null, "lambda": {"lambda_alias_version": 41}}), "alias_version", "41"),
            (json!({"ses": "sandbox"}), "ses_sandbox", "yes"),
            (json!({"ses": {"mode": "Production"}}), "ses_sandbox", "no"),
            (json!({"ses": {"production_access": false}}), "ses_sandbox", "yes"),
            (json!({"ses": {"sandbox": "perhaps"}}), "ses_sandbox", "? ses.sandbox is not yes or no: \"perhaps\""),
            (json!({"agents": {"dead": "many"}}), "agents_dead", "? agents.dead is not a count: \"many\""),
            (json!({"agents": "gone"}), "agents_dead", "? agents.dead is not reported"),
        ] {
            assert_eq!(shown(reported(&status), fact), value, "{status}");
        }
    }

    #[test]
    fn what_is_no_object_leaves_every_fact_unknown_for_one_reason() {
        for body in ["", "[]", "43", "\"fine\"", "<html>", "null", "{"] {
            let facts = read(body.as_bytes()).into_facts();
            assert!(facts.values().all(|fact| matches!(fact, Fact::Unknown(_))), "{body}");
        }
    }

    #[test]
    fn a_removed_field_turns_its_fact_unknown_and_is_named() {
        for (path, fact) in [
            ("/lambda/version", "version"),
            ("/lambda_alias_version", "alias_version"),
            ("/timestamp", "timestamp"),
            ("/database/ducklings", "ducklings"),
            ("/database/birth_certificates", "certificates"),
            ("/agents/alive", "agents_alive"),
            ("/agents/dead", "agents_dead"),
            ("/agents/total_bonded", "agents_bonded"),
            ("/peck_protocol/failure_breakdown/callback_error", "callback_error"),
            ("/peck_protocol/failure_breakdown/denied", "denied"),
            ("/peck_protocol/failure_breakdown/expired", "expired"),
        ] {
            for gone in [Value::Null, json!("nonsense that is rather long, even for this"), json!([]), json!(-1.5)] {
                let mut status = healthy();
                *status.pointer_mut(path).unwrap() = gone.clone();
                let facts = reported(&status);
                let named = path[1..].replace('/', ".");
                let is_missing = facts.missing.as_ref().unwrap().iter().any(|field| field.as_str() == named);
                assert_eq!(is_missing, gone.is_null() && path != "/timestamp", "{path}");
                match &facts.into_facts()[fact] {
                    Fact::Unknown(why) if gone.is_null() => assert_eq!(why.kind, WhyKind::NotReported),
                    Fact::Unknown(why) => assert_eq!(why.kind, WhyKind::BadReply),
                    Fact::Known(value) => panic!("{fact} is {value} although {path} is {gone}"),
                }
            }
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            let key = prop_oneof![Just("sandbox".to_owned()), Just("error".to_owned()), any::<String>()];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(key, inner, 0..4).prop_map(|map| json!(map)),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_crash(body in prop::collection::vec(any::<u8>(), 0..200)) {
            read(&body);
        }

        /// Whatever stands in one place, the facts of the other places stay as they are, and a fact is never
        /// known that was not written there.
        #[test]
        fn nonsense_stays_where_it_is(
            place in prop::sample::select(vec!["lambda", "lambda_alias_version", "database", "agents",
                "peck_protocol", "ses", "sns", "timestamp", "other"]),
            nonsense in any_json(),
        ) {
            let mut status = healthy();
            status[place] = nonsense;
            let text = status.to_string();
            let facts = read(text.as_bytes());
            if place != "agents" {
                prop_assert_eq!(&facts.agents_alive, &Ok(4));
            }
            if place != "database" {
                prop_assert_eq!(&facts.ducklings, &Ok(120));
            }
            prop_assert_eq!(facts.red.is_ok(), facts.red_count.is_ok());
        }

        /// Taking fields away never makes a red status look green.
        #[test]
        fn missing_fields_never_turn_red_to_green(gone in prop::collection::vec(0usize..EXPECTED.len(), 0..6)) {
            let mut status = healthy();
            status["agents"] = json!({"alive": 0, "dead": 12, "total_bonded": 12});
            for field in gone {
                let pointer = format!("/{}", EXPECTED[field][0].replace('.', "/"));
                if let Some(value) = status.pointer_mut(&pointer) {
                    *value = Value::Null;
                }
            }
            prop_assert_ne!(reported(&status).red_count, Ok(0));
        }
    }
}
