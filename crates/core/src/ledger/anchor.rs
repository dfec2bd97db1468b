//! What is known of a ledger besides the ledger itself.

use super::file::Ledger;
use super::verify::Anchor;
use crate::world::Known;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// An entry that is about to be written: its bytes and their place are kept before the ledger is touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub anchor: Anchor,
    /// Where in the file it begins, in bytes.
    pub offset: usize,
    /// What is written there: the entry, and what stands before it on its own lines.
    pub text: String,
}

/// What became of an entry that was about to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    Whole,
    /// The file ends within it, after so many of its bytes.
    Part(usize),
    /// Nothing that is surely of it is in the file.
    Nothing,
}

impl Pending {
    pub fn came(&self, ledger: &Ledger) -> Came {
        let digest = &self.anchor.digest;
        if ledger.digests().any(|there| there == digest) {
            return Came::Whole;
        }
        let tail = ledger.bytes().get(self.offset..).unwrap_or_default();
        // The empty lines before an entry may be anybody's.
        let is_part = self.text.as_bytes().starts_with(tail) && tail.len() < self.text.len();
        if is_part && !tail.trim_ascii().is_empty() { Came::Part(tail.len()) } else { Came::Nothing }
    }
}

/// Everything that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    pub written: Vec<Anchor>,
    pub pending: Option<Pending>,
}

impl Noted {
    /// The entries that the file should have: one that was begun counts when a part of it is there.
    pub fn expected(self, ledger: &Ledger) -> Vec<Anchor> {
        let begun = self.pending.filter(|pending| pending.came(ledger) != Came::Nothing);
        self.written.into_iter().chain(begun.map(|pending| pending.anchor)).collect()
    }
}

/// Keeps what is known, for each ledger by where it lies. Whoever appends holds the ledger's lock meanwhile.
pub trait Keep: Send + Sync {
    fn noted(&self, ledger: &Path) -> Known<Noted>;
    /// The newest entry: written, or about to be.
    fn newest(&self, ledger: &Path) -> Known<Option<Newest>>;
    /// Durable when it returns.
    fn begin(&self, ledger: &Path, pending: &Pending) -> Known<()>;
    /// What was begun last is in the ledger; or it never came there.
    fn end(&self, ledger: &Path, anchor: &Anchor, written: bool) -> Known<()>;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Newest {
    Written(Anchor),
    Pending(Pending),
}
