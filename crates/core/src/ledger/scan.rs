//! Finds what looks like an entry, line by line. Whether it is one, or only quoted in a fence, is decided by
//! [`skeleton`](super::skeleton).

use super::mark::{END, Mark, START};
use super::parse;
use super::skeleton::BOM;
use crate::time::Utc;
use std::io::BufRead;
use std::ops::Range;

/// No mark of ours has more lines.
const LONGEST: usize = 12;

/// A place in the file that ends in an entry's mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub span: Range<usize>,
    /// Of its heading, from 1.
    pub line: usize,
    /// The time in its heading; none when the heading is gone.
    pub at: Option<Utc>,
    /// What its mark says, even where the text above was edited; none when the mark itself makes no sense.
    pub mark: Option<Mark>,
}

/// Every candidate, in the order of the file.
pub(super) fn candidates(bytes: &[u8]) -> Vec<Found> {
    Scan::of(bytes).0
}

pub(super) struct Line<'a> {
    pub start: usize,
    pub end: usize,
    /// From 1.
    pub number: usize,
    /// Without its end.
    pub text: &'a [u8],
}

/// A mark of byte order is of no line.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut end = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
    (1..).map_while(move |number| {
        let (start, mut rest) = (end, &bytes[end..]);
        // Reading from memory does not fail. A ledger of years has a hundred thousand lines: this is quick.
        end += rest.skip_until(b'\n').ok().filter(|len| *len > 0)?;
        Some(Line { start, end, number, text: text_of(&bytes[start..end]) })
    })
}

/// Where something began: byte and line.
type Place = (usize, usize);

/// What was begun and is not ended, so that one can go on from here.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    found: Vec<Found>,
    heading: Option<(Place, Utc)>,
    /// The lines of the mark being read, and where it began.
    mark: Option<(Place, Vec<String>)>,
    /// A line begins as git's conflict markers do.
    pub may_conflict: bool,
}

impl Scan {
    /// Every candidate, and how the file ends.
    pub fn of(bytes: &[u8]) -> (Vec<Found>, Self) {
        let mut scan = Self::default();
        lines(bytes).for_each(|line| scan.line(&line));
        (std::mem::take(&mut scan.found), scan)
    }

    /// The candidates that bytes added at `start` make. Their lines are counted from there.
    pub fn goes_on(&self, added: &[u8], start: usize) -> Vec<Found> {
        let mut scan = self.clone();
        lines(added).for_each(|line| scan.line(&Line { start: start + line.start, end: start + line.end, ..line }));
        scan.found
    }

    fn line(&mut self, line: &Line) {
        self.may_conflict |= matches!(line.text, [b'<', b'<', ..] | [b'>', b'>', ..]);
        // Most lines are rows of tables: a look at their first byte is enough.
        if self.mark.is_none() && !matches!(line.text, [b'#' | b'<' | b'`' | b'~' | b' ' | b'\t', ..]) {
            return;
        }
        match self.mark.take() {
            Some((place, lines)) => self.marked(place, lines, line),
            None if line.text.starts_with(START.as_bytes()) => {
                self.mark = Some(((line.start, line.number), vec![lossy(line.text)]));
            }
            None if is_heading(line.text) => {
                self.heading = heading(line.text).map(|at| ((line.start, line.number), at));
            }
            // No entry holds a fence: its heading is quoted, or it belongs to somebody else.
            None if is_fence(line.text) => self.heading = None,
            None => {}
        }
    }

    fn marked(&mut self, place: Place, mut lines: Vec<String>, line: &Line) {
        let text = lossy(line.text);
        let ended = text.trim_end() == END;
        let foreign = text.contains(END) || text.starts_with("<!--") || is_fence(line.text) || is_heading(line.text);
        if !ended && (foreign || lines.len() >= LONGEST) {
            self.heading = None;
            return self.line(line);
        }
        lines.push(text);
        if !ended {
            self.mark = Some((place, lines));
            return;
        }
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let heading = self.heading.take();
        let (start, number) = heading.map_or(place, |(place, _)| place);
        let at = heading.map(|(_, at)| at);
        self.found.push(Found { span: start..line.end, line: number, at, mark: Mark::parse(&lines) });
    }
}

/// The line without its end.
fn text_of(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

fn is_heading(text: &[u8]) -> bool {
    text.starts_with(b"# ") || text.starts_with(b"## ")
}

pub(super) fn heading(text: &[u8]) -> Option<Utc> {
    parse::heading(&String::from_utf8_lossy(text)).map(|(at, _)| at)
}

fn is_fence(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    text.starts_with(b"```") || text.starts_with(b"~~~")
}
