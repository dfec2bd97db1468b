//! Any bytes in the place of what is read. What is asserted is the answer: nothing is made up of them.

use super::is_harmless;
use duckops::console::Answers;
use duckops_core::health::status;
use duckops_core::runbook::{Library, Origin, Source};
use duckops_core::world::{Fact, Facts};
use proptest::prelude::*;
use serde_json::Value;

fn known(bytes: &[u8]) -> Vec<(String, String)> {
    let facts = status::read(bytes).into_facts();
    let known = facts.into_iter().filter_map(|(name, fact)| match fact {
        Fact::Known(value) => Some((name.to_string(), value.to_string())),
        Fact::Unknown(_) => None,
    });
    known.collect()
}

/// Every number and text in it, as text.
fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| leaves(field, found)),
        Value::String(text) => found.push(text.clone()),
        Value::Null => {}
        other => found.push(other.to_string()),
    }
}

/// JSON that has the names of a status, and anything under them.
fn like_a_status() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let names = prop::sample::select(vec![
        "agents",
        "alive",
        "dead",
        "total_bonded",
        "database",
        "ducklings",
        "birth_certificates",
        "lambda",
        "version",
        "lambda_alias_version",
        "ses",
        "quota",
        "sandbox",
        "sent_last_24h",
        "sending_enabled",
        "timestamp",
        "sns",
        "peck_protocol",
        "failure_breakdown",
        "callback_error",
    ]);
    leaf.prop_recursive(3, 40, 6, move |inner| {
        prop::collection::vec((names.clone(), inner), 0..6)
            .prop_map(|pairs| Value::Object(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()))
    })
}

fn source(text: String) -> Source {
    Source { file: "inc-001.md".into(), text, origin: Origin::Embedded }
}

/// A mistake is placed in the document, and says what it is without acting on anything.
fn is_told(text: &str) -> Result<(), TestCaseError> {
    let library = Library::load(vec![source(text.to_owned())]);
    for report in library.reports() {
        prop_assert!(!report.mistakes.is_empty());
        for mistake in &report.mistakes {
            prop_assert!(mistake.start <= mistake.end && mistake.end <= text.len(), "{mistake:?} of {}", text.len());
            prop_assert!(!mistake.message.is_empty());
        }
        is_harmless(&duckops::report::mistakes::report(report).replace('\n', ""), "a mistake");
    }
    for runbook in library.runbooks() {
        prop_assert!(text.contains(&runbook.id) && !runbook.steps.is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn of_bytes_that_are_no_json_only_that_is_known(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assume!(serde_json::from_slice::<Value>(&bytes).is_err());
        prop_assert_eq!(known(&bytes), [("well_formed".to_owned(), "no".to_owned())]);
    }

    /// No number that was not there, and none where there was none.
    #[test]
    fn a_number_of_a_status_was_reported(status in like_a_status()) {
        let mut reported = Vec::new();
        leaves(&status, &mut reported);
        for (name, value) in known(status.to_string().as_bytes()) {
            let number = value.parse::<f64>();
            if ["ducklings", "certificates", "alive", "version", "alias_version"].contains(&name.as_str()) && number.is_ok() {
                let there = reported.iter().any(|text| *text == value || text.parse::<f64>() == number);
                prop_assert!(there, "{name} is {value}, of {status}");
            }
        }
    }

    #[test]
    fn any_bytes_are_no_runbook(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        is_told(&text)?;
        prop_assert_eq!(Library::load(vec![source(text)]).runbooks().count(), 0);
    }

    #[test]
    fn any_bytes_are_no_answers(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let read = Answers::read(Some(("answers.toml", &text)), &[]).map(|answers| answers.keys().count());
        match text.parse::<toml::Table>() {
            Err(_) => prop_assert!(read.is_err_and(|mistake| mistake.origin.as_str() == "answers.toml" && !mistake.text.is_empty())),
            Ok(table) if table.is_empty() => prop_assert_eq!(read, Ok(0)),
            Ok(_) => prop_assert!(read.is_err(), "{text:?} answers something"),
        }
    }

    /// As many answers as were written, each under its own key, or a mistake.
    #[test]
    fn what_is_answered_was_written(
        written in prop::collection::btree_map("[a-z]{1,6}(\\.[a-z]{1,6})?", "[ -~]{0,20}", 0..6),
    ) {
        let line = |(key, value): (&String, &String)| format!("{} = {}\n", Value::from(key.as_str()), Value::from(value.as_str()));
        let text = format!("[answers]\n{}", written.iter().map(line).collect::<String>());
        let read = Answers::read(Some(("answers.toml", &text)), &[]);
        let keys = read.map(|answers| answers.keys().map(ToString::to_string).collect::<Vec<_>>());
        prop_assert_eq!(keys, Ok(written.into_keys().collect::<Vec<_>>()));
    }
}

proptest! {
    // A whole runbook is read for each.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_runbook_with_other_bytes_in_it_is_told(at in any::<prop::sample::Index>(), out in 0usize..60, put in ".{0,40}") {
        let text = include_str!("../../runbooks/inc-001.md");
        let floor = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor(at.index(text.len()));
        let end = floor((start + out).min(text.len())).max(start);
        is_told(&format!("{}{put}{}", &text[..start], &text[end..]))?;
    }
}
