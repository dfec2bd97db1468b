//! What is written to a terminal or a pipe.

use super::{Clean, sanitise};
use std::fmt;

/// Lines of which nothing acts on a terminal but the line feeds that end them (and, for programs, tabs). Streams write nothing else, so that a
/// text which was forgotten on its way cannot get past it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown(String);

impl Shown {
    pub fn lines(text: &str) -> Self {
        Self(sanitise::lines(text))
    }

    /// Lines whose columns are set apart by tabs, for a program that asked for them.
    pub fn columns(text: &str) -> Self {
        Self(text.split('\t').map(sanitise::lines).collect::<Vec<_>>().join("\t"))
    }

    /// Lines of which each is from outside: secrets are replaced as well.
    pub fn outside(text: &str) -> Self {
        let one = |line: &str| Clean::new(line.strip_suffix('\r').unwrap_or(line)).to_string();
        Self(text.split('\n').map(one).collect::<Vec<_>>().join("\n"))
    }

    /// JSON as it was written, whatever its strings hold.
    pub fn json(written: &str) -> Self {
        Self(sanitise::json(written))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
