//! What a settings file can hold beside the settings that walks name, and what every key is as JSON.

pub use duckops_core::runbook::keys::Key;
use duckops_core::runbook::keys::key;
use duckops_core::world::Type;
use duckops_core::world::settings::{SETTINGS, Setting};
use serde_json::{Value, json};

/// Places and names, each with a flag as well. None of them has a default that could be written down.
pub const OTHERS: [Key; 6] = [
    key("log_dir", "Where the ledgers are"),
    key("state_dir", "Where runs, approvals, incident mode, the freeze and snapshots are kept"),
    key("runbook_dir", "A team's own runbooks"),
    key("operator", "Who you are, in the logs"),
    key("profile", "AWS profile"),
    key("endpoint_url", "Where AWS is, when it is not AWS"),
];

/// What is secret beside what is secret everywhere. It is known before anything else is read, so it is no setting that
/// a walk names, and no flag.
pub const SECRET: [Key; 2] = [
    key("redact", "Regular expressions; what they match is replaced: ['DUCK-[0-9]{4,6}']"),
    key("redact_emails", "Mail addresses are replaced as well"),
];

/// Every key that a file can have.
pub fn names() -> impl Iterator<Item = &'static str> {
    SETTINGS.iter().map(|setting| setting.name).chain(OTHERS.iter().chain(&SECRET).map(|key| key.name))
}

/// The default of a key of [`SECRET`].
pub fn default_of_secret(name: &str) -> Value {
    if name == "redact" { json!([]) } else { json!(false) }
}

/// A setting's default as it would be in JSON, and so in TOML.
pub fn default_of(setting: &Setting) -> Value {
    let number = |text: &str| {
        text.parse::<i64>().map(Value::from).or_else(|_| text.parse::<f64>().map(Value::from)).unwrap_or(Value::Null)
    };
    match setting.ty {
        Type::Int | Type::Real | Type::Percent | Type::PerHour => number(setting.default),
        Type::Bool => json!(setting.default == "true"),
        Type::Texts => setting.default.split(',').map(str::trim).filter(|text| !text.is_empty()).collect(),
        _ => json!(setting.default),
    }
}

/// As it is written in TOML: of what settings can be, JSON differs from it in nothing but the room between two texts.
pub fn toml(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        value => value.to_string(),
    }
}
