//! The remains of an entry that stand between the others.
//!
//! A person may quote an entry in a fence. What begins like a mark in the open, and is none, is the rest of one: cut off,
//! damaged, or hidden in a comment that was not closed.

use super::super::anchor::without_zeros;
use super::super::entry::DOT;
use super::super::file::Ledger;
use super::super::mark::{self, is_digest};
use super::super::scan::{Line, heading, lines, lossy};
use super::super::skeleton::Skeleton;
use super::{Anchor, Finding, Names, What, digest_line, short};
use crate::text::Clean;
use crate::time::{Utc, stamp};

/// How a mark of any format begins.
const ANY_MARK: &[u8] = b"<!-- duckops-entry@";
/// A mark has six lines: of one that was damaged in one place, at least so many are left.
const REMAINS: usize = 2;

pub(super) struct Seen<'l> {
    pub last_line: usize,
    remains: Vec<Remains>,
    /// The headings of entries, and a last line without its end, which may be a part of one.
    headings: Vec<(usize, &'l [u8])>,
}

/// Lines of a mark that is none.
#[derive(Clone, Default)]
struct Remains {
    /// Of the heading above, else of the first of them.
    line: usize,
    at: Option<Utc>,
    lines: usize,
    begun: bool,
    digest: Option<String>,
    torn: bool,
}

impl<'l> Seen<'l> {
    pub fn of(ledger: &Ledger<'l>, names: &Names) -> Self {
        let bytes = ledger.bytes();
        let code = Skeleton::new(bytes, ledger.entries().map(|found| &found.span)).code();
        let in_code = |line: &Line| code.iter().any(|span| span.contains(&line.start));
        let mut seen = Self { last_line: ledger.lines().max(1), remains: Vec::new(), headings: Vec::new() };
        for gap in ledger.gaps().filter(|gap| !gap.is_empty()) {
            let mut reading = Reading::default();
            for line in ledger.lines_of(&gap).filter(|line| !in_code(line)) {
                let cut_off = line.end == bytes.len() && line.start + line.text.len() == line.end;
                if cut_off || heading(line.text).is_some() {
                    seen.headings.push((line.number, without_zeros(line.text)));
                }
                seen.remains.extend(reading.line(&line));
            }
            let ended = reading.ended();
            seen.remains.extend(if gap.end == bytes.len() { ended.map(|one| one.at_the_end(bytes)) } else { ended });
        }
        // A copy of what stands in the open is a person's.
        seen.remains.retain(|remains| remains.digest.as_ref().is_none_or(|digest| names.place(digest).is_none()));
        seen
    }

    /// Whether remains name this digest.
    pub fn has(&self, digest: &str) -> bool {
        self.remains.iter().any(|remains| remains.digest.as_deref() == Some(digest))
    }

    /// Whether remains are of an entry of this time, and no longer name it.
    pub fn is_damaged(&self, anchor: &Anchor) -> bool {
        self.remains.iter().any(|remains| remains.digest.is_none() && remains.at == Some(anchor.at))
    }

    /// The line where this entry begins, and does not end.
    pub fn begun(&self, anchor: &Anchor) -> Option<usize> {
        let heading = format!("## {}{DOT}", stamp(anchor.at)).into_bytes();
        let whole = self.headings.iter().rev().find(|(_, text)| text.starts_with(&heading));
        let begins = || self.headings.iter().rev().find(|(_, text)| heading.starts_with(text));
        whole.or_else(begins).map(|(line, _)| *line)
    }

    pub fn findings(&self) -> impl Iterator<Item = Finding> {
        self.remains.iter().map(Remains::finding)
    }
}

impl Remains {
    /// The last ones of the file: nothing came after them, or only a part of what ends a mark.
    fn at_the_end(self, bytes: &[u8]) -> Self {
        let last = lines(bytes).last().map_or(&b""[..], |line| line.text);
        let stops = last.starts_with(mark::DIGEST.as_bytes()) || matches!(last, b"-" | b"--") || last.ends_with(&[0]);
        let torn = self.digest.is_none() || stops;
        Self { torn, ..self }
    }

    fn finding(&self) -> Finding {
        let (what, text) = match self.torn {
            true => (What::Torn, "the entry stops before its end"),
            false => (What::HandEdited, "the comment at the end of this entry is damaged, or hidden by one before it"),
        };
        let entry = self.digest.as_deref().map(|digest| short(digest).to_owned());
        Finding { line: self.line, entry, what, text: Clean::new(text) }
    }
}

/// Reads lines of prose for remains.
#[derive(Default)]
struct Reading {
    heading: Option<(usize, Utc)>,
    remains: Remains,
}

impl Reading {
    fn line(&mut self, line: &Line) -> Option<Remains> {
        let begins = line.text.starts_with(ANY_MARK);
        if let Some(at) = heading(line.text) {
            let heading = Some((line.number, at));
            return std::mem::replace(self, Self { heading, ..Self::default() }).ended();
        }
        let before = (begins && self.remains.lines > 0).then(|| std::mem::take(self)).and_then(Self::ended);
        let text = lossy(line.text);
        if begins || is_of_a_mark(&text) {
            if self.remains.lines == 0 {
                self.remains.line = self.heading.map_or(line.number, |(line, _)| line);
                self.remains.at = self.heading.map(|(_, at)| at);
            }
            self.remains.lines += 1;
            self.remains.begun |= begins;
            self.remains.digest = digest_line(&text).or(self.remains.digest.take());
        }
        before
    }

    fn ended(self) -> Option<Remains> {
        (self.remains.begun || self.remains.lines >= REMAINS).then_some(self.remains)
    }
}

fn is_of_a_mark(text: &str) -> bool {
    let digests = |text: &str| text == mark::NONE || text.split(' ').all(is_digest);
    text.starts_with("ledger: \"")
        || text.starts_with("key: \"")
        || text.strip_prefix("parents: ").is_some_and(digests)
        || text.strip_prefix(mark::DIGEST).is_some_and(is_digest)
}
