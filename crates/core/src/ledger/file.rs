//! A ledger's bytes as pieces: what people wrote, and entries.

use super::parse::Reading;
use super::scan::{self, Found};
use super::skeleton;
use crate::time::Utc;
use std::collections::HashSet;
use std::ops::Range;

/// A run's id has few characters, and in a ledger of years another clone's run may bear the same. An entry
/// further away in time than this is not the one that a key names.
const SAME_RUN_DAYS: i64 = 7;

/// Whether one key, at these two times, is that of one run.
pub(super) fn of_one_run(one: Utc, other: Utc) -> bool {
    (one - other).num_days().abs() < SAME_RUN_DAYS
}

/// A ledger as it was read. The pieces are the file, byte for byte and in order.
#[derive(Clone, Debug)]
pub struct Ledger<'a> {
    bytes: &'a [u8],
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Written by people: any bytes at all, also fenced code that looks like an entry.
    Prose(Range<usize>),
    Entry(Found),
}

impl<'a> Ledger<'a> {
    pub fn parse(bytes: &'a [u8]) -> Self {
        let entries = skeleton::in_the_open(bytes, scan::candidates(bytes));
        Self { bytes, pieces: pieces(bytes.len(), entries) }
    }

    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Found> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Entry(found) => Some(found),
            Piece::Prose(_) => None,
        })
    }

    /// What an entry says.
    pub fn read(&self, found: &Found) -> Reading {
        std::str::from_utf8(&self.bytes[found.span.clone()]).map_or(Reading::Unreadable, Reading::of)
    }

    /// The digests of the entries that no other entry names as its parent. An entry whose text was edited is
    /// still the one that others name: its mark counts, not its text.
    pub fn heads(&self) -> Vec<String> {
        let marks: Vec<_> = self.entries().filter_map(|found| found.mark.as_ref()).collect();
        let named: HashSet<_> = marks.iter().flat_map(|mark| &mark.parents).collect();
        let mut seen = HashSet::new();
        let heads = marks.iter().map(|mark| &mark.digest).filter(|digest| !named.contains(digest));
        heads.filter(|digest| seen.insert(*digest)).cloned().collect()
    }

    /// The entry that was written under this key at about this time.
    pub fn find(&self, key: &str, at: Utc) -> Option<&Found> {
        let near = |found: &Found| found.at.is_none_or(|then| of_one_run(then, at));
        self.entries().find(|found| found.mark.as_ref().is_some_and(|mark| mark.key == key) && near(found))
    }
}

fn pieces(end: usize, entries: Vec<Found>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for found in entries {
        if at < found.span.start {
            pieces.push(Piece::Prose(at..found.span.start));
        }
        at = found.span.end;
        pieces.push(Piece::Entry(found));
    }
    if at < end {
        pieces.push(Piece::Prose(at..end));
    }
    pieces
}
