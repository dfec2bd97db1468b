//! What is known of a ledger besides the ledger itself.

use super::file::Ledger;
use super::left::Left;
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
    /// The file ends within it, after so many of its bytes; there may be zeros after these.
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
        let is_anybodys = tail.trim_ascii().is_empty();
        let part = part_of(self.text.as_bytes(), tail).filter(|_| !is_anybodys);
        part.map_or(Came::Nothing, Came::Part)
    }
}

/// How many bytes of a text are there, where what is there ends within it: the write was cut off, or its size came onto
/// the disk and its bytes did not, so that it ends in zeros.
pub fn part_of(text: &[u8], there: &[u8]) -> Option<usize> {
    let part = without_zeros(there);
    (there.len() <= text.len() && part.len() < text.len() && text.starts_with(part)).then_some(part.len())
}

/// Without the zeros at its end. No text of ours has any.
pub(super) fn without_zeros(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    &bytes[..end]
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
    /// How the last write left the ledger; nothing where that is not known, for whatever reason: then it is read.
    fn left(&self, ledger: &Path) -> Option<Left>;
    /// It need not be durable, nor be kept at all.
    fn leave(&self, ledger: &Path, left: &Left);
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Newest {
    Written(Anchor),
    Pending(Pending),
}
