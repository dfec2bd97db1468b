//! Answers as they were written, in a file or on the command line. Pure.

use duckops_core::text::Clean;
use duckops_core::walk::StepId;
use serde::de::{Deserialize, Deserializer, Error as _};
use std::collections::BTreeMap;
use std::fmt;

/// What an answer is for: `step`, or `step.field`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub step: StepId,
    pub field: Option<String>,
}

impl Key {
    pub fn new(step: &str, field: Option<&str>) -> Self {
        Self { step: step.into(), field: field.map(str::to_owned) }
    }

    /// `inc-003/pulse.version`. A step's id has no dot.
    fn read(text: &str) -> Option<Self> {
        let (step, field) = match text.split_once('.') {
            Some((step, field)) => (step, Some(field)),
            None => (text, None),
        };
        (!step.is_empty() && field != Some("")).then(|| Self::new(step, field))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{}.{field}", self.step),
            None => write!(f, "{}", self.step),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    Text(String),
    Skip(Clean),
}

/// Everything given for one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// One for each visit.
    pub given: Vec<Given>,
    pub used: usize,
    /// `{ skip = "…" }` that is not in a list holds for every visit.
    pub always: bool,
}

/// What is wrong with an answer as written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file, or the flag.
    pub origin: Clean,
    /// May have several lines: the line quoted, with a caret.
    pub text: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.text.trim_end())
    }
}

pub type Entries = BTreeMap<Key, Entry>;

/// `[answers]` of a file.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    answers: BTreeMap<String, Written>,
}

/// A value, a list of values, or the fields of a step: `target.version = "42"` is a table to TOML.
enum Written {
    Entry(Entry),
    Fields(BTreeMap<String, Entry>),
}

pub fn read_file(name: &str, text: &str) -> Result<Entries, Mistake> {
    let mistake = |text: String| Mistake { origin: Clean::new(name), text };
    let file: File = toml::from_str(text).map_err(|error| mistake(error.to_string()))?;
    let mut entries = Entries::new();
    for (key, written) in file.answers {
        let found: Vec<(String, Entry)> = match written {
            Written::Entry(entry) => vec![(key, entry)],
            Written::Fields(fields) => fields.into_iter().map(|(f, entry)| (format!("{key}.{f}"), entry)).collect(),
        };
        for (key, entry) in found {
            let read = Key::read(&key).ok_or_else(|| mistake(format!("`{key}` is neither STEP nor STEP.FIELD")))?;
            if entries.insert(read, entry).is_some() {
                return Err(mistake(format!("`{key}` is answered twice; for several visits give a list")));
            }
        }
    }
    Ok(entries)
}

/// `--answer STEP[.FIELD]=VALUE`; the same key again is the next visit.
pub fn read_flags(flags: &[String]) -> Result<Entries, Mistake> {
    let mut entries = Entries::new();
    for flag in flags {
        let parts = flag.split_once('=').and_then(|(key, value)| Some((Key::read(key.trim())?, value)));
        let (key, value) = parts.ok_or_else(|| Mistake {
            origin: Clean::new(format!("--answer {flag}")),
            text: "it is --answer STEP=VALUE or --answer STEP.FIELD=VALUE".into(),
        })?;
        let entry = entries.entry(key).or_insert(Entry { given: vec![], used: 0, always: false });
        entry.given.push(Given::Text(value.to_owned()));
    }
    Ok(entries)
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(input)? {
            toml::Value::Table(fields) if !fields.contains_key("skip") => {
                let entry = |(name, value)| Ok((name, entry(value)?));
                fields.into_iter().map(entry).collect::<Result<_, _>>().map(Written::Fields)
            }
            value => entry(value).map(Written::Entry),
        }
        .map_err(D::Error::custom)
    }
}

fn entry(value: toml::Value) -> Result<Entry, String> {
    match value {
        toml::Value::Array(values) => {
            let given = values.into_iter().map(given).collect::<Result<_, _>>()?;
            Ok(Entry { given, used: 0, always: false })
        }
        value => {
            let given = given(value)?;
            Ok(Entry { always: matches!(given, Given::Skip(_)), given: vec![given], used: 0 })
        }
    }
}

fn given(value: toml::Value) -> Result<Given, String> {
    let skip = |value: &toml::Value| value.as_str().map(str::trim).filter(|reason| !reason.is_empty()).map(Clean::new);
    match value {
        toml::Value::String(text) => Ok(Given::Text(text)),
        toml::Value::Boolean(yes) => Ok(Given::Text(yes.to_string())),
        toml::Value::Integer(n) => Ok(Given::Text(n.to_string())),
        toml::Value::Float(n) => Ok(Given::Text(n.to_string())),
        toml::Value::Datetime(at) => Ok(Given::Text(at.to_string())),
        toml::Value::Table(fields) if fields.len() == 1 => {
            let reason = fields.get("skip").and_then(skip);
            reason.map(Given::Skip).ok_or_else(|| "a skip gives its reason: { skip = \"why\" }".into())
        }
        _ => Err("an answer is a value, a list of values, or { skip = \"why\" }".into()),
    }
}
