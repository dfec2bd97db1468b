//! The status route's JSON, read leniently: any field may be absent, null, of another type or nonsense, and is
//! then unknown; never zero.

use super::{json, red};
use crate::text::Clean;
use crate::time::{Utc, passed};
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

/// Without these a reply is not one of the status route.
const FORM: &[&str] = &["lambda.version", "database", "agents"];

/// How much of `ses` is told, in keys and in characters.
const KEYS: usize = 12;
const WIDTH: usize = 200;

/// What the body of a 200 reports. `up`, `code`, `answer` and `latency` are not in a body: the adapter sets them.
/// A body that cannot be read leaves all unknown but that it is not well-formed.
pub fn read(body: &[u8]) -> BeakStatus {
    let read = json::document(body).and_then(object);
    read.map_or_else(
        |why| BeakStatus { well_formed: Ok(false), ..BeakStatus::unknown(&why) },
        |status| reported(&status),
    )
}

/// The same with the age of the reply's own timestamp. One of the future has none: a clock is wrong.
pub fn aged(facts: BeakStatus, now: Utc) -> BeakStatus {
    let age = facts.timestamp.clone().map(|at| passed(at, now));
    BeakStatus { age, ..facts }
}

/// `without agents, database`: what keeps a reply that is JSON from being well-formed; nothing when it is.
pub fn misses_form(facts: &BeakStatus) -> Option<String> {
    let missing = facts.missing.as_ref().ok().filter(|_| facts.well_formed == Ok(false))?;
    let fields = |part: &str| EXPECTED.iter().map(|paths| paths[0]).filter(|field| field.starts_with(part)).collect();
    let gone = |part: &&&str| {
        let fields: Vec<&str> = fields(part);
        fields.iter().all(|field| missing.iter().any(|missing| missing.as_str() == *field))
    };
    Some(format!("without {}", FORM.iter().filter(gone).copied().collect::<Vec<_>>().join(", ")))
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
        well_formed: Ok(FORM.iter().all(|path| json::at(status, path).is_ok())),
        timestamp: json::at(status, "timestamp").and_then(|value| json::time("timestamp", value)),
        ducklings: count("database.ducklings"),
        certificates: count("database.birth_certificates"),
        agents_alive: count("agents.alive"),
        agents_dead: count("agents.dead"),
        agents_bonded: count("agents.total_bonded"),
        callback_error: failures("callback_error"),
        denied: failures("denied"),
        expired: failures("expired"),
        ses_sandbox: sandbox(status, "ses"),
        ses: json::at(status, "ses").map(in_words),
        sns_sandbox: sandbox(status, "sns"),
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

/// `ses.sandbox`, or the same said the other way round or in a word; of SNS likewise.
fn sandbox(status: &Value, service: &str) -> Known<bool> {
    let path = format!("{service}.sandbox");
    let said = |path: &str| json::at(status, path).ok().and_then(Value::as_bool);
    let not = ["production_access", "production_access_enabled", "production"];
    let production = || not.iter().find_map(|key| said(&format!("{service}.{key}")));
    let direct = said(&path).or_else(|| production().map(|production| !production));
    direct.or_else(|| sandbox_word(status, service)).ok_or_else(|| match json::at(status, &path) {
        Ok(value) => json::unlike(&path, "yes or no", value),
        Err(why) => why,
    })
}

fn sandbox_word(status: &Value, service: &str) -> Option<bool> {
    let words =
        [service.to_owned()].into_iter().chain(["mode", "posture", "status"].map(|key| format!("{service}.{key}")));
    let said = |path: String| json::at(status, &path).ok().and_then(Value::as_str).map(str::to_lowercase);
    words.filter_map(said).find_map(|word| match word.as_str() {
        "sandbox" => Some(true),
        "production" => Some(false),
        _ => None,
    })
}

/// `sandbox: yes, quota: 200`: the keys of an object, or what stands there instead of one.
fn in_words(value: &Value) -> Clean {
    let Some(map) = value.as_object() else { return Clean::new(word(value)).shortened(WIDTH) };
    let mut parts: Vec<_> = map.iter().take(KEYS).map(|(key, value)| format!("{key}: {}", word(value))).collect();
    if map.len() > KEYS {
        parts.push(format!("{KEYS} of {} shown", map.len()));
    }
    Clean::new(parts.join(", ")).shortened(WIDTH)
}

fn word(value: &Value) -> String {
    match value {
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Value::String(text) => text.clone(),
        Value::Null => "nothing".into(),
        other => other.to_string(),
    }
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
    use std::time::Duration;

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
            ("ses", "sandbox: no"),
            ("sns_sandbox", "no"),
            ("well_formed", "yes"),
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
            (json!({"sns": {"mode": "sandbox"}}), "sns_sandbox", "yes"),
            (json!({"ses": {"sandbox": true}}), "sns_sandbox", "? sns.sandbox is not reported"),
            (
                json!({"ses": {"sandbox": true, "quota": 200, "region": "us\u{1b}[31m-east-1", "sent": null}}),
                "ses",
                "quota: 200, region: us\\x1b[31m-east-1, sandbox: yes, sent: nothing",
            ),
            (json!({"ses": "production"}), "ses", "production"),
            (json!({"agents": {"dead": "many"}}), "agents_dead", "? agents.dead is not a count: \"many\""),
            (json!({"agents": "gone"}), "agents_dead", "? agents.dead is not reported"),
        ] {
            assert_eq!(shown(reported(&status), fact), value, "{status}");
        }
    }

    #[test]
    fn what_is_no_object_is_not_well_formed_and_leaves_every_other_fact_unknown() {
        for body in ["", "[]", "43", "\"fine\"", "<html>", "null", "{"] {
            let facts = read(body.as_bytes());
            assert_eq!((&facts.well_formed, misses_form(&facts)), (&Ok(false), None), "{body}");
            let mut facts = facts.into_facts();
            facts.remove("well_formed");
            assert!(facts.values().all(|fact| matches!(fact, Fact::Unknown(_))), "{body}");
        }
    }

    #[test]
    fn a_reply_without_its_parts_is_not_well_formed_and_says_which() {
        for (gone, says) in [
            (&["lambda"][..], Some("without lambda.version")),
            (&["database", "agents"], Some("without database, agents")),
            (&["ses", "timestamp", "peck_protocol"], None),
        ] {
            let mut status = healthy();
            gone.iter().for_each(|key| status[*key] = Value::Null);
            let facts = reported(&status);
            assert_eq!(facts.well_formed, Ok(says.is_none()), "{gone:?}");
            assert_eq!(misses_form(&facts).as_deref(), says, "{gone:?}");
        }
    }

    #[test]
    fn the_age_is_that_of_the_replys_own_timestamp() {
        let age = |now: &str| aged(reported(&healthy()), now.parse().unwrap()).age;
        assert_eq!(age("2026-11-22T02:19:07Z"), Ok(Duration::from_secs(300)));
        assert_eq!(age("2026-11-22T02:00:00Z"), Ok(Duration::ZERO), "of the future");
        let why = aged(reported(&json!({})), "2026-11-22T02:14:07Z".parse().unwrap()).age.unwrap_err();
        assert_eq!(why.text.as_str(), "timestamp is not reported");
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

    #[test]
    fn an_object_that_is_cut_says_of_how_many() {
        let keys: serde_json::Map<_, _> = (10..25).map(|n| (format!("k{n}"), json!(1))).collect();
        let mut status = healthy();
        status["ses"] = json!(keys);
        let shown = reported(&status).ses.unwrap().to_string();
        assert!(shown.ends_with("k21: 1, 12 of 15 shown"), "{shown}");
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
