//! What was said of each key, where, and what stands over what.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where a value was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Flag(&'static str),
    Variable(&'static str),
    File {
        path: PathBuf,
        line: usize,
    },
    /// Nobody set it; why it is so.
    Found(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Flag(name) | Origin::Variable(name) | Origin::Found(name) => f.write_str(name),
            Origin::File { path, line } => write!(f, "{}:{line}", path.display()),
        }
    }
}

/// One time that a key was set.
#[derive(Clone, Debug, PartialEq)]
pub struct Saying {
    pub origin: Origin,
    /// As it was written there; of patterns for secrets only how many.
    pub value: Value,
}

/// All of it, of each key the weakest first: the last one counts.
#[derive(Clone, Debug, Default)]
pub struct Told(BTreeMap<&'static str, Vec<Saying>>);

impl Told {
    pub fn add(&mut self, key: &'static str, origin: Origin, value: Value) {
        self.0.entry(key).or_default().push(Saying { origin, value });
    }

    pub fn all(&self, key: &str) -> &[Saying] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    pub fn last(&self, key: &str) -> Option<&Saying> {
        self.all(key).last()
    }

    pub fn origin(&self, key: &str) -> Option<&Origin> {
        self.last(key).map(|saying| &saying.origin)
    }

    /// What the strongest file says, whatever flags and variables say.
    pub(super) fn in_a_file(&self, key: &str) -> Option<(&str, &Path)> {
        self.all(key).iter().rev().find_map(|saying| match &saying.origin {
            Origin::File { path, .. } => Some((saying.value.as_str()?, path.as_path())),
            _ => None,
        })
    }
}
