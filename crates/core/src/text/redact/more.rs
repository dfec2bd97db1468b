//! What only a team knows to be secret.

use super::{GONE, between};
use regex_lite::Regex;

/// An address of mail, as far as it takes to know one: RFC 5321 allows much that nobody has.
const MAIL: &str = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}";

/// Replaced beside what is replaced always.
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    patterns: Vec<Regex>,
}

impl Redaction {
    /// Mail addresses.
    pub fn emails() -> Self {
        Self { patterns: Regex::new(MAIL).into_iter().collect() }
    }

    /// What a regular expression matches; or why it is none.
    pub fn pattern(written: &str) -> Result<Self, String> {
        let pattern = Regex::new(written).map_err(|cause| format!("this is not a regular expression: {cause}"))?;
        match pattern.is_match("") {
            true => Err("this matches nothing at all, so it would match everywhere".into()),
            false => Ok(Self { patterns: vec![pattern] }),
        }
    }

    /// And what the other one names.
    pub fn and(mut self, other: Self) -> Self {
        self.patterns.extend(other.patterns);
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    pub(super) fn apply(&self, text: &str) -> String {
        let one = |text: String, pattern: &Regex| between(&text, |part| pattern.replace_all(part, GONE).into_owned());
        self.patterns.iter().fold(text.to_owned(), one)
    }
}
