use super::*;
use std::path::Path;

const FILE: &str = "docs/status.schema.json";

/// The committed schema is the one of the types; `UPDATE_EXPECT=1` writes it anew.
#[test]
fn the_schema_is_that_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(Status)).unwrap() + "\n";
    expect_test::expect_file![path].assert_eq(&schema);
}

/// What a reader may rely on: each field of the schema by its place. Lines are added here, none is taken away.
#[test]
fn what_was_published_stays() {
    let mut found = Vec::new();
    fields("", &serde_json::to_value(schemars::schema_for!(Status)).unwrap(), &mut found);
    found.sort();
    let published = include_str!("published.txt");
    let missing: Vec<_> = published.lines().filter(|line| !found.iter().any(|field| field == line)).collect();
    assert!(missing.is_empty(), "these fields were published, and are gone or of another type: {missing:#?}");
    let new: Vec<_> = found.iter().filter(|field| !published.lines().any(|line| line == *field)).collect();
    assert!(new.is_empty(), "add these to {}: {new:#?}", "src/report/status/json/published.txt");
}

/// `Score.low: integer`.
fn fields(at: &str, schema: &Value, found: &mut Vec<String>) {
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        found.push(format!("{at}{name}: {}", kind(field)));
    }
    for (name, kind) in schema["$defs"].as_object().into_iter().flatten() {
        fields(&format!("{name}."), kind, found);
    }
}

fn kind(field: &Value) -> String {
    let name = |value: &Value| match (&value["$ref"], &value["type"]) {
        (Value::String(to), _) => to.rsplit('/').next().unwrap().to_owned(),
        (_, Value::String(kind)) if kind == "array" => format!("array of {}", self::kind(&value["items"])),
        (_, Value::String(kind)) => kind.clone(),
        (_, Value::Array(kinds)) => {
            let names = kinds.iter().map(|kind| {
                if kind == "array" {
                    format!("array of {}", self::kind(&value["items"]))
                } else {
                    kind.as_str().unwrap().to_owned()
                }
            });
            names.collect::<Vec<_>>().join(" or ")
        }
        _ => "anything".into(),
    };
    match &field["anyOf"] {
        Value::Array(any) => any.iter().map(name).collect::<Vec<_>>().join(" or "),
        _ => name(field),
    }
}
