//! A ledger's bytes as pieces: what people wrote, and entries.

use super::entry::Entry;
use super::mark::Mark;
use super::parse::Reading;
use super::scan::{self, Found, Line, Scan, lines_from};
use super::skeleton::{self, BOM};
use crate::time::Utc;
use std::collections::HashSet;
use std::ops::Range;

/// A run's id has few characters, and in a ledger of years another clone's run may bear the same. An entry
/// further away in time than this is not the one that a key names.
pub(super) const SAME_RUN_DAYS: i64 = 7;

/// Whether one key, at these two times, is that of one run.
pub(super) fn of_one_run(one: Utc, other: Utc) -> bool {
    (one - other).num_days().abs() < SAME_RUN_DAYS
}

/// A ledger as it was read.
#[derive(Clone, Debug)]
pub struct Ledger<'a> {
    bytes: &'a [u8],
    entries: Vec<Found<'a>>,
    end: Scan,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Piece<'l> {
    /// Written by people: any bytes at all, also fenced code that looks like an entry.
    Prose(Range<usize>),
    Entry(&'l Found<'l>),
}

impl<'a> Ledger<'a> {
    pub fn parse(bytes: &'a [u8]) -> Self {
        let (candidates, end) = Scan::of(bytes);
        Self { bytes, entries: skeleton::in_the_open(bytes, candidates), end }
    }

    /// The end of one, from the first entry of which all is there; nothing where there is none. What stands before it is
    /// not known: a fence or a comment that it leaves open would hide these entries.
    pub fn of_end(bytes: &'a [u8]) -> Option<Self> {
        let start = lines_from(bytes, 0, 1).skip(1).find(|line| scan::heading(line.text).is_some())?.start;
        Some(Self::parse(&bytes[start..]))
    }

    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The file, byte for byte and in order.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let gaps = self.gaps().map(|gap| Some(gap).filter(|gap| !gap.is_empty()).map(Piece::Prose));
        let entries = self.entries.iter().map(|found| Some(Piece::Entry(found))).chain([None]);
        gaps.zip(entries).flat_map(|(prose, entry)| prose.into_iter().chain(entry))
    }

    /// What stands before each entry, and after the last; often nothing.
    pub(super) fn gaps(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = [0].into_iter().chain(self.entries.iter().map(|found| found.span.end));
        let ends = self.entries.iter().map(|found| found.span.start).chain([self.bytes.len()]);
        starts.zip(ends).map(|(start, end)| start..end)
    }

    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Found<'a>> + ExactSizeIterator {
        self.entries.iter()
    }

    /// The lines of what stands between entries, counted from the beginning of the file.
    pub(super) fn lines_of(&self, gap: &Range<usize>) -> impl Iterator<Item = Line<'a>> {
        let next = self.entries.partition_point(|found| found.span.start < gap.end);
        let after = self.entries.get(next).map_or(self.lines() + 1, |found| found.line);
        let start = if gap.start == 0 && self.bytes.starts_with(BOM) { BOM.len() } else { gap.start };
        let many = lines_from(&self.bytes[..gap.end], start, 1).count();
        lines_from(&self.bytes[..gap.end], start, after - many)
    }

    /// How many lines there are.
    pub(super) fn lines(&self) -> usize {
        self.end.lines
    }

    /// What an entry says.
    pub fn read(&self, found: &Found) -> Reading {
        std::str::from_utf8(&self.bytes[found.span.clone()]).map_or(Reading::Unreadable, Reading::of)
    }

    /// The digests of the entries that no other entry names as its parent. An entry whose text was edited is
    /// still the one that others name: its mark counts, not its text.
    pub fn heads(&self) -> Vec<String> {
        let marks = || self.entries.iter().filter_map(|found| found.mark.as_ref());
        let named: HashSet<_> = marks().flat_map(Mark::parents).collect();
        let mut seen = HashSet::new();
        let heads = marks().map(Mark::digest).filter(|digest| !named.contains(digest));
        heads.filter(|digest| seen.insert(*digest)).map(str::to_owned).collect()
    }

    /// Whether it is worth looking for conflict markers.
    pub(super) fn may_conflict(&self) -> bool {
        self.end.may_conflict
    }

    /// The digests that the entries name as their own.
    pub fn digests(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|found| found.mark.as_ref()).map(Mark::digest)
    }

    /// What stands here under a key.
    pub fn find(&self, entry: &Entry) -> Standing<'_> {
        let near = |found: &&Found| found.at.is_none_or(|then| of_one_run(then, entry.at));
        let of_key = |found: &&Found| found.mark.as_ref().is_some_and(|mark| mark.key() == entry.key.as_str());
        let mut standing = Standing::Nothing;
        for found in self.entries.iter().filter(of_key).filter(near) {
            match self.read(found) {
                Reading::Intact(written) if written.tells_the_same(entry) => return Standing::Written(found),
                _ => standing = Standing::Other(found),
            }
        }
        standing
    }

    /// Whether bytes added at the end are an entry that stands in the open.
    pub(super) fn shows(&self, added: &[u8], digest: &str) -> bool {
        let Some((span, named)) = self.end.goes_on(self.bytes, added) else { return false };
        let is_it = named == digest && span.end == self.bytes.len() + added.len();
        is_it && skeleton::is_open(self.bytes, self.entries.iter().map(|found| &found.span), added, span)
    }
}

/// What a ledger has under the key of an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing<'l> {
    /// That entry, as it was written.
    Written(&'l Found<'l>),
    /// One that was edited, or that says something else.
    Other(&'l Found<'l>),
    Nothing,
}
