//! A ledger's bytes as pieces: what people wrote, and entries.

use super::entry::Entry;
use super::parse::Reading;
use super::scan::{Found, Scan};
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
    end: Scan,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Written by people: any bytes at all, also fenced code that looks like an entry.
    Prose(Range<usize>),
    Entry(Found),
}

impl<'a> Ledger<'a> {
    pub fn parse(bytes: &'a [u8]) -> Self {
        let (candidates, end) = Scan::of(bytes);
        Self { bytes, pieces: pieces(bytes.len(), skeleton::in_the_open(bytes, candidates)), end }
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

    /// Whether it is worth looking for conflict markers.
    pub(super) fn may_conflict(&self) -> bool {
        self.end.may_conflict
    }

    /// The digests that the entries name as their own.
    pub fn digests(&self) -> impl Iterator<Item = &String> {
        self.entries().filter_map(|found| found.mark.as_ref()).map(|mark| &mark.digest)
    }

    /// What stands here under a key.
    pub fn find(&self, entry: &Entry) -> Standing<'_> {
        let near = |found: &Found| found.at.is_none_or(|then| of_one_run(then, entry.at));
        let of_key = |found: &&Found| found.mark.as_ref().is_some_and(|mark| mark.key == entry.key.as_str());
        let mut standing = Standing::Nothing;
        for found in self.entries().filter(of_key).filter(|found| near(found)) {
            match self.read(found) {
                Reading::Intact(written) if written.tells_the_same(entry) => return Standing::Written(found),
                _ => standing = Standing::Other(found),
            }
        }
        standing
    }

    /// Whether bytes added at the end are an entry that stands in the open.
    pub(super) fn shows(&self, added: &[u8], digest: &str) -> bool {
        let all = [self.bytes, added].concat();
        let found = self.end.goes_on(added, self.bytes.len()).pop();
        let is_it = |found: &Found| found.mark.as_ref().is_some_and(|mark| mark.digest == digest);
        let Some(found) = found.filter(|found| is_it(found) && found.span.end == all.len()) else { return false };
        skeleton::last_is_open(&all, self.entries().map(|found| &found.span).chain([&found.span]))
    }
}

/// What a ledger has under the key of an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing<'l> {
    /// That entry, as it was written.
    Written(&'l Found),
    /// One that was edited, or that says something else.
    Other(&'l Found),
    Nothing,
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
