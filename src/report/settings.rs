//! Every setting as it counts here, and why: what somebody set first.

use crate::console::render::{Detail, Page};
use duckops_core::text::Clean;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

/// All of it.
pub struct Settings {
    /// Where a settings file was looked for, the weakest first.
    pub files: Vec<File>,
    pub parts: Vec<Part>,
}

pub struct File {
    pub path: Clean,
    pub read: bool,
    /// Who named it, or where else it was looked for.
    pub note: String,
}

/// Settings of one subject.
pub struct Part {
    pub title: &'static str,
    pub keys: Vec<Key>,
}

/// One setting.
pub struct Key {
    pub name: &'static str,
    pub doc: &'static str,
    /// As a settings file has it; null where there is none.
    pub value: Value,
    /// What it is when nobody says otherwise; null where that depends.
    pub default: Value,
    /// Who set it; nothing where nobody did.
    pub by: Option<Place>,
    /// Why it is so, where nobody set it.
    pub why: Option<&'static str>,
    /// What else was said, the strongest first: it does not count, or it counts as well.
    pub others: Vec<(Value, Place)>,
    /// What is said in several places adds up.
    pub adds_up: bool,
}

/// Where something was set.
#[derive(Clone, Debug)]
pub enum Place {
    Flag(&'static str),
    Variable(&'static str),
    File(Clean, usize),
}

/// The column of values.
const NAME: usize = 23;

/// With `--quiet` only what is set.
pub fn text(page: &Page, settings: &Settings) -> String {
    let mut out = files(page, &settings.files);
    let all = || settings.parts.iter().flat_map(|part| &part.keys);
    out.push_str(&format!("\n{}\n", page.bold("set")));
    out.extend(all().filter(|key| key.by.is_some()).map(|key| row(page, key)));
    if all().all(|key| key.by.is_none()) {
        out.push_str("    nothing\n");
    }
    if page.detail == Detail::Less {
        return out;
    }
    out.push_str(&format!("\n{}\n", page.bold("defaults")));
    for part in &settings.parts {
        let usual: Vec<_> = part.keys.iter().filter(|key| key.by.is_none()).collect();
        if !usual.is_empty() {
            out.push_str(&format!("  {}\n", part.title));
        }
        out.extend(usual.into_iter().map(|key| row(page, key)));
    }
    out
}

fn files(page: &Page, files: &[File]) -> String {
    let mut out = format!("{}\n", page.bold("files, the stronger last"));
    for File { path, read, note } in files {
        out.push_str(&line(page, if *read { "read" } else { "not there" }, path.as_str()));
        if !note.is_empty() {
            out.push_str(&page.wrapped(note, 8, 8));
        }
    }
    out
}

fn row(page: &Page, key: &Key) -> String {
    let value = Clean::new(shown(key));
    let mut out = line(page, key.name, value.as_str());
    let line = |text: String| page.wrapped(&text, 8, 10);
    if let Some(by) = &key.by {
        out.push_str(&line(format!("by {}", by.text())));
        out.extend(key.others.iter().map(|(value, place)| line(other(key, value, place))));
        if !key.default.is_null() {
            out.push_str(&line(format!("default {}", plain(&key.default))));
        }
    }
    out + &key.why.map_or_else(String::new, |why| line(format!("default: {why}")))
}

fn other(key: &Key, value: &Value, place: &Place) -> String {
    match key.adds_up {
        true => format!("and by {}", place.text()),
        false => format!("over {} of {}", plain(value), place.text()),
    }
}

/// Below each other where the line is too short: what cannot be broken is not.
fn line(page: &Page, name: &str, value: &str) -> String {
    match page.width {
        60.. if NAME + 4 + value.width() <= page.width => format!("    {name:<NAME$}{value}\n"),
        ..60 if name.len() + 6 + value.width() <= page.width => format!("    {name}: {value}\n"),
        _ => format!("    {name}\n{}", page.wrapped(value, 6, 6)),
    }
}

fn shown(key: &Key) -> String {
    match (&key.value, key.name) {
        (Value::Number(n), "redact") => match n.as_u64() {
            Some(0) => "none".into(),
            Some(1) => "1 pattern".into(),
            _ => format!("{n} patterns"),
        },
        (value, _) => plain(value),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "not set".into(),
        Value::String(text) if text.is_empty() => "none".into(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "none".into(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

impl Place {
    fn text(&self) -> String {
        match self {
            Place::Flag(name) | Place::Variable(name) => (*name).to_owned(),
            Place::File(path, line) => format!("{path}:{line}"),
        }
    }

    fn json(&self) -> Value {
        match self {
            Place::Flag(name) => json!({ "kind": "flag", "name": name }),
            Place::Variable(name) => json!({ "kind": "variable", "name": name }),
            Place::File(path, line) => json!({ "kind": "file", "path": path, "line": line }),
        }
    }
}

/// One value: the files, and every key.
pub fn json(settings: &Settings) -> Value {
    let file = |file: &File| json!({ "path": file.path, "read": file.read });
    let keys = settings.parts.iter().flat_map(|part| &part.keys);
    json!({
        "files": settings.files.iter().map(file).collect::<Vec<_>>(),
        "settings": keys.map(one).collect::<Vec<_>>(),
    })
}

fn one(key: &Key) -> Value {
    let by = key.by.as_ref().map_or_else(|| json!({ "kind": "default", "why": key.why }), Place::json);
    let other = |(value, place): &(Value, Place)| json!({ "value": clean(value), "by": place.json() });
    let others = if key.adds_up { "and" } else { "over" };
    json!({
        "name": key.name, "doc": key.doc, "value": clean(&key.value), "default": key.default, "by": by,
        others: key.others.iter().map(other).collect::<Vec<_>>(),
    })
}

/// Its texts are from outside.
fn clean(value: &Value) -> Value {
    match value {
        Value::String(text) => json!(Clean::new(text)),
        Value::Array(items) => items.iter().map(clean).collect(),
        other => other.clone(),
    }
}
