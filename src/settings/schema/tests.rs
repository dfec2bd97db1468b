use super::*;
use crate::settings::document::{document, uncommented};
use crate::settings::{address, file};
use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::select;
use std::path::Path;

fn validator() -> Validator {
    jsonschema::draft7::options().should_validate_formats(true).build(&schema()).unwrap()
}

/// A file as editors give it to the schema.
fn as_json(text: &str) -> Value {
    serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
}

/// Whether duckops takes a file.
fn is_taken(text: &str) -> bool {
    let mut mistakes = Vec::new();
    let read = file::parse(text, &mut mistakes);
    let addresses = read.values.iter().filter(|line| line.key.name == "api").map(|line| &line.written);
    let addresses =
        addresses.chain(read.rest.iter().filter(|line| line.key == "endpoint_url").map(|line| &line.written));
    mistakes.is_empty() && addresses.filter_map(Value::as_str).all(|text| address::mistake(text).is_none())
}

/// `UPDATE_EXPECT=1` writes it anew.
#[test]
fn the_schema_in_the_repository_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(FILE);
    expect_test::expect_file![path].assert_eq(&text());
}

#[test]
fn it_is_a_schema_and_describes_every_key() {
    let schema = schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let keys = schema["properties"].as_object().unwrap();
    assert_eq!(keys.len(), crate::settings::keys::names().count());
    for (name, key) in keys {
        assert!(key["description"].as_str().is_some_and(|doc| !doc.is_empty()), "{name}");
        let has_default = key.get("default").is_some();
        assert_eq!(has_default, OTHERS.iter().all(|other| other.name != name), "{name}");
    }
}

#[test]
fn what_init_writes_is_valid_with_every_line_uncommented() {
    let validator = validator();
    for text in [document(), uncommented()] {
        let json = as_json(&text);
        let wrong: Vec<_> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(wrong, [""; 0], "{text}");
    }
}

/// Each is refused by both, or taken by both.
#[test]
fn what_duckops_refuses_the_schema_refuses() {
    let validator = validator();
    for wrong in [
        "soka = \"5s\"",
        "soak = 5",
        "soak = \"5\"",
        "soak = \"5 parsecs\"",
        "soak = \"-3s\"",
        "soak = \"1234567s\"",
        "soak = \"\"",
        "errors_newest = \"3\"",
        "errors_newest = -3",
        "errors_newest = 2.5",
        "errors_newest = true",
        "ses_amber = \"80%\"",
        "ses_amber = -1",
        "region = 5",
        "account = 121546003735",
        "region = true",
        "region = [\"us-east-1\"]",
        "approvals = \"both\"",
        "approvals = 1",
        "approvers = \"Josh, Mina\"",
        "approvers = [\"\"]",
        "approvers = [1]",
        "approvers = [[\"Josh\"]]",
        "approvers = 1979-05-27",
        "warn = [\"fleet\"]",
        "warn = [\"mail=3\"]",
        "warn = [\"drift=1\"]",
        "warn = [\"quota=much\"]",
        "crit = [\"quota=-1\"]",
        "crit = [\"quota=nan\"]",
        "crit = \"quota=95\"",
        "api = \"example.org/prod\"",
        "api = \"http:///prod\"",
        "endpoint_url = \"http://127.0.0.1:http\"",
        "log_dir = 5",
        "operator = [\"ana\"]",
        "redact_emails = 1",
        "redact = 'a'",
        "redact = [5]",
        "redact = ['(']",
        "[soak]\nlimit = \"5s\"",
    ] {
        assert!(!is_taken(wrong), "duckops takes {wrong}");
        assert!(!validator.is_valid(&as_json(wrong)), "the schema takes {wrong}");
    }
    for right in [
        "soak = \"5 min\"",
        "errors_newest = 0x10",
        "ses_amber = 80",
        "ses_amber = 82.5",
        "approvers = []",
        "warn = [\"fleet=2\", \" history=9e2 \"]",
        "contact = \"\"",
        "endpoint_url = \"http://127.0.0.1:4566\"",
        "redact = ['DUCK-[0-9]{4,6}']",
    ] {
        assert!(is_taken(right), "duckops refuses {right}");
        assert!(validator.is_valid(&as_json(right)), "the schema refuses {right}");
    }
}

/// A TOML value, often of the type that is wanted, often nearly.
fn value() -> impl Strategy<Value = String> {
    let duration =
        (0..12_345_678_u64, "[ \t]{0,2}", "ms|s|m|min|h|d|w||S").prop_map(|(n, gap, unit)| format!("{n}{gap}{unit}"));
    let threshold = ("status|routes|drift|fleet|pecks|mail|quota|", "=|", "-?[0-9]{0,3}[.]?[0-9]{0,2}(e[0-9])?")
        .prop_map(|(check, is, figure)| format!("{check}{is}{figure}"));
    let text = prop_oneof![duration, threshold, "recorded|signed|Josh|", "[a-z0-9 =.:/-]{0,12}"];
    let quoted = text.prop_map(|text| format!("\"{text}\"")).boxed();
    // 3.0 is a whole number for JSON Schema, and none for TOML.
    let number =
        prop_oneof![(-50..2000_i64).prop_map(|n| n.to_string()), (-50..2000_i64).prop_map(|n| format!("{n}.5"))];
    let scalar =
        prop_oneof![4 => quoted.clone(), 2 => number.boxed(), 1 => select(vec!["true".to_owned(), "false".to_owned()])];
    let list = prop::collection::vec(scalar.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", ")));
    let texts = prop::collection::vec(quoted, 0..3).prop_map(|items| format!("[{}]", items.join(", ")));
    prop_oneof![3 => scalar, 1 => list, 2 => texts]
}

/// Patterns for secrets are regular expressions, whose dialects differ: they are tried above.
fn key() -> impl Strategy<Value = &'static str> {
    let known: Vec<_> = crate::settings::keys::names().filter(|name| *name != "redact").collect();
    prop_oneof![20 => select(known), 1 => select(vec!["soka", "logdir", "Soak", "x"])]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    /// What an editor underlines is what duckops refuses.
    #[test]
    fn the_schema_and_duckops_agree(key in key(), value in value()) {
        let validator = {
            static VALIDATOR: std::sync::LazyLock<Validator> = std::sync::LazyLock::new(validator);
            &*VALIDATOR
        };
        let text = format!("{key} = {value}\n");
        prop_assert_eq!(validator.is_valid(&as_json(&text)), is_taken(&text), "{}", text);
    }
}
