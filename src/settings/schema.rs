//! What a settings file can hold, as JSON Schema, for editors: made from the one list of settings.

use super::address::PATTERN;
use super::file::{MOST_DIGITS, is_of_thresholds};
use super::keys::{Key, OTHERS, SECRET, default_of};
use duckops_core::health::checks::CHECKS;
use duckops_core::world::Type;
use duckops_core::world::settings::{SETTINGS, Setting};
use serde_json::{Map, Value, json};

/// As it is called beside the file that it is of.
pub const FILE: &str = "duckops.schema.json";

/// What [`crate::settings`] takes, in the draft of JSON Schema that editors of TOML know. Where it cannot say as much,
/// it takes more: a regular expression of another dialect, and what only the other settings show to be wrong.
pub fn schema() -> Value {
    let settings = SETTINGS.iter().map(|setting| (setting.name, setting_of(setting)));
    let others = OTHERS.iter().map(|key| (key.name, described(text_of(key.name), key)));
    let secret = SECRET.iter().map(|key| (key.name, described(secret_of(key), key)));
    let all = settings.chain(others).chain(secret).map(|(name, schema)| (name.to_owned(), schema));
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "duckops.toml",
        "description": "The settings of duckops",
        "type": "object",
        "additionalProperties": false,
        "properties": all.collect::<Map<_, _>>(),
    })
}

fn described(mut schema: Value, key: &Key) -> Value {
    schema["description"] = json!(key.doc);
    schema
}

fn secret_of(key: &Key) -> Value {
    match key.name {
        "redact" => json!({ "type": "array", "items": { "type": "string", "format": "regex" }, "default": [] }),
        _ => json!({ "type": "boolean", "default": false }),
    }
}

fn setting_of(setting: &Setting) -> Value {
    let mut schema = match setting.ty {
        Type::Bool => json!({ "type": "boolean" }),
        Type::Int => json!({ "type": "integer", "minimum": 0 }),
        Type::Real | Type::Percent | Type::PerHour => json!({ "type": "number", "minimum": 0 }),
        Type::Word(words) => json!({ "type": "string", "enum": words }),
        Type::Duration => json!({ "type": "string", "pattern": duration() }),
        Type::Texts => json!({ "type": "array", "items": { "type": "string", "pattern": item(setting) } }),
        Type::Text | Type::Version | Type::Time | Type::Table => text_of(setting.name),
    };
    schema["description"] = json!(setting.doc);
    schema["default"] = default_of(setting);
    schema
}

fn text_of(name: &str) -> Value {
    match name {
        "api" | "endpoint_url" => json!({ "type": "string", "pattern": PATTERN }),
        _ => json!({ "type": "string" }),
    }
}

/// `30s`, `15 min`
fn duration() -> String {
    format!(r"^[0-9]{{1,{MOST_DIGITS}}}\s*(ms|s|m|min|h|d)\s*$")
}

/// Something is written there; where thresholds stand, one.
fn item(setting: &Setting) -> String {
    if !is_of_thresholds(setting) {
        return r"\S".into();
    }
    let checks: Vec<_> = CHECKS.iter().filter(|check| check.figure.is_some()).map(|check| check.name).collect();
    format!(r"^\s*({})=\+?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$", checks.join("|"))
}

/// As a file.
pub fn text() -> String {
    format!("{:#}\n", schema())
}

#[cfg(test)]
mod tests;
