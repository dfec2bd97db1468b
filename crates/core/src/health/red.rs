//! What a status reply itself reports as not green.

use super::json;
use crate::text::Clean;
use crate::world::observations::BeakStatus;
use crate::world::{Known, Why, WhyKind};
use serde_json::Value;

/// Words that say of a part that it is not well.
const BAD_WORDS: [&str; 13] = [
    "broken",
    "critical",
    "dead",
    "degraded",
    "down",
    "error",
    "failed",
    "failing",
    "outage",
    "red",
    "unavailable",
    "unhealthy",
    "unreachable",
];
/// Keys whose `false` says the same.
const GOOD_WHEN_TRUE: [&str; 6] = ["available", "connected", "healthy", "ok", "reachable", "up"];
/// Keys that are there only when something is wrong.
const ERRORS: [&str; 4] = ["error", "error_message", "errorMessage", "errors"];
/// A hostile reply may list thousands.
const SHOWN: usize = 20;
const WIDTH: usize = 120;

/// Everything red, each in one phrase. That nothing is red is known only when all that should tell was readable.
pub fn found(status: &Value, facts: &BeakStatus) -> Known<Vec<Clean>> {
    let known = [drift(facts), agents(facts), sandbox(facts), quota(status)];
    let mut red: Vec<Clean> = known.into_iter().flatten().map(Clean::new).collect();
    for (key, value) in status.as_object().into_iter().flatten() {
        red.extend(judged(key, key, value));
        let parts = value.as_object().into_iter().flatten();
        red.extend(parts.filter_map(|(part, value)| judged(&format!("{key}.{part}"), part, value)));
    }
    if red.is_empty() { all_told(facts).map(|()| red) } else { Ok(red) }
}

/// The first of them; a list without end helps nobody.
pub fn shown(mut red: Vec<Clean>) -> Vec<Clean> {
    let rest = red.len().saturating_sub(SHOWN);
    red.truncate(SHOWN);
    if rest > 0 {
        red.push(Clean::new(format!("{SHOWN} of {} shown", rest + SHOWN)));
    }
    red
}

/// A missing field is not a good one: without it, "nothing is red" is not known.
fn all_told(facts: &BeakStatus) -> Known<()> {
    let whys = [
        facts.version.as_ref().err(),
        facts.alias_version.as_ref().err(),
        facts.agents_alive.as_ref().err(),
        facts.agents_dead.as_ref().err(),
        facts.ses_sandbox.as_ref().err(),
    ];
    match whys.into_iter().flatten().next() {
        None => Ok(()),
        Some(why) => Err(Why::new(WhyKind::NotReported, format!("nothing that is reported is red, but {}", why.text))),
    }
}

fn drift(facts: &BeakStatus) -> Option<String> {
    let (Ok(version), Ok(alias)) = (&facts.version, &facts.alias_version) else { return None };
    (version != alias)
        .then(|| format!("drift: version {} answers, but says that the alias is at {}", version.0, alias.0))
}

fn agents(facts: &BeakStatus) -> Option<String> {
    let dead = *facts.agents_dead.as_ref().ok().filter(|dead| **dead > 0)?;
    match facts.agents_alive {
        Ok(0) => Some(format!("agents: all {dead} dead")),
        Ok(alive) => Some(format!("agents: {dead} of {} dead", alive.saturating_add(dead))),
        Err(_) => Some(format!("agents: {dead} dead")),
    }
}

fn sandbox(facts: &BeakStatus) -> Option<String> {
    matches!(facts.ses_sandbox, Ok(true)).then(|| "SES is in the sandbox: unverified recipients get no mail".into())
}

fn quota(status: &Value) -> Option<String> {
    let quota = ["ses.quota", "ses.daily_quota"].iter().find_map(|path| json::count(status, path).ok())?;
    let sent = json::count(status, "ses.sent_last_24h").ok()?;
    (sent >= quota).then(|| format!("SES quota is used up: {sent} of {quota} in 24 h"))
}

/// The phrase for one field, if it says that something is wrong.
fn judged(path: &str, key: &str, value: &Value) -> Option<Clean> {
    let phrase = match value {
        Value::Bool(true) if path == "sns.sandbox" => "SNS is in the sandbox: unverified numbers get no message".into(),
        Value::Bool(false) if key == "sending_enabled" => format!("{path} is false: no mail goes out"),
        Value::Bool(false) if GOOD_WHEN_TRUE.contains(&key) => format!("{path} is false"),
        Value::String(text) if BAD_WORDS.contains(&text.to_lowercase().as_str()) => format!("{path}: {text}"),
        value if ERRORS.contains(&key) && says_something(value) => format!("{path}: {}", plain(value)),
        _ => return None,
    };
    Some(Clean::new(phrase).shortened(WIDTH))
}

/// Counters are no state: an `errors` of 3 may be of last year.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Number(_) | Value::Bool(false) => false,
        Value::Bool(true) => true,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use crate::health::status::reported;
    use serde_json::{Value, json};

    fn green() -> Value {
        json!({
            "lambda": {"version": "43"}, "lambda_alias_version": "43",
            "agents": {"alive": 4, "dead": 0, "total_bonded": 4}, "ses": {"sandbox": false},
        })
    }

    fn red(changes: Value) -> Vec<String> {
        let mut status = green();
        for (key, value) in changes.as_object().unwrap() {
            status[key] = value.clone();
        }
        let facts = reported(&status);
        let red = facts.red.unwrap();
        assert_eq!(facts.red_count, Ok(red.len() as i64));
        red.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_kind_of_red_has_its_phrase() {
        for (changes, phrase) in [
            (json!({"agents": {"alive": 0, "dead": 12}}), "agents: all 12 dead"),
            (json!({"agents": {"alive": 9, "dead": 3}}), "agents: 3 of 12 dead"),
            (json!({"agents": {"dead": 3}}), "agents: 3 dead"),
            (json!({"ses": {"sandbox": true}}), "SES is in the sandbox: unverified recipients get no mail"),
            (json!({"sns": {"sandbox": true}}), "SNS is in the sandbox: unverified numbers get no message"),
            (
                json!({"ses": {"sandbox": false, "sending_enabled": false}}),
                "ses.sending_enabled is false: no mail goes out",
            ),
            (
                json!({"ses": {"sandbox": false, "quota": 200, "sent_last_24h": 200}}),
                "SES quota is used up: 200 of 200 in 24 h",
            ),
            (json!({"lambda_alias_version": 41}), "drift: version 43 answers, but says that the alias is at 41"),
            (json!({"status": "degraded"}), "status: degraded"),
            (json!({"ok": false}), "ok is false"),
            (json!({"database": {"status": "ERROR"}}), "database.status: ERROR"),
            (json!({"database": {"ok": false}}), "database.ok is false"),
            (json!({"database": {"error": "table ducklings not found"}}), "database.error: table ducklings not found"),
            (json!({"errors": ["a", "b"]}), "errors: [\"a\",\"b\"]"),
        ] {
            assert_eq!(red(changes.clone()), [phrase], "{changes}");
        }
    }

    #[test]
    fn what_is_green_is_not_named() {
        for changes in [
            json!({}),
            json!({"status": "operational", "ok": true, "note": "no errors"}),
            json!({"error": null, "errors": [], "database": {"error": "", "errors": 3}}),
            json!({"peck_protocol": {"failure_breakdown": {"callback_error": 9, "denied": 1, "expired": 4}}}),
            json!({"ses": {"sandbox": false, "quota": 200, "sent_last_24h": 57, "sending_enabled": true}}),
            json!({"feature": {"deep": {"status": "error"}}}),
        ] {
            assert_eq!(red(changes.clone()), [""; 0], "{changes}");
        }
    }

    #[test]
    fn nothing_red_is_not_known_while_something_that_should_tell_is_missing() {
        for (field, why) in [
            ("agents", "nothing that is reported is red, but agents.alive is not reported"),
            ("ses", "nothing that is reported is red, but ses.sandbox is not reported"),
            ("lambda", "nothing that is reported is red, but lambda.version is not reported"),
        ] {
            let mut status = green();
            status[field] = Value::Null;
            let facts = reported(&status);
            assert_eq!(facts.red_count.unwrap_err().text.as_str(), why);
            assert!(facts.red.is_err());
        }
    }

    #[test]
    fn a_list_without_end_is_cut() {
        let parts: Value = (0..500).map(|n| (format!("part{n}"), json!({"ok": false}))).collect();
        let mut status = green();
        status.as_object_mut().unwrap().extend(parts.as_object().unwrap().clone());
        let facts = reported(&status);
        assert_eq!(facts.red_count, Ok(500));
        assert_eq!(facts.red.unwrap().last().unwrap().as_str(), "20 of 500 shown");
    }
}
