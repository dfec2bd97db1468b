//! Finds what looks like an entry, line by line. Whether it is one, or only quoted in a fence, is decided by
//! [`skeleton`](super::skeleton).

use super::mark::{END, Mark, START};
use super::parse;
use super::skeleton::BOM;
use crate::time::Utc;
use memchr::memchr;
use std::borrow::Cow;
use std::ops::Range;

/// No mark of ours has more lines.
const LONGEST: usize = 12;

/// A place in the file that ends in an entry's mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<'a> {
    pub span: Range<usize>,
    /// Of its heading, from 1.
    pub line: usize,
    /// The time in its heading; none when the heading is gone.
    pub at: Option<Utc>,
    /// What its mark says, even where the text above was edited; none when the mark itself makes no sense.
    pub mark: Option<Mark<'a>>,
}

/// Every candidate, in the order of the file.
pub(super) fn candidates(bytes: &[u8]) -> Vec<Found<'_>> {
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
    lines_from(bytes, if bytes.starts_with(BOM) { BOM.len() } else { 0 }, 1)
}

/// The lines from a place on that begins one.
pub(super) fn lines_from(bytes: &[u8], start: usize, number: usize) -> impl Iterator<Item = Line<'_>> {
    let mut end = start;
    (number..).map_while(move |number| {
        let (start, rest) = (end, &bytes[end..]);
        // A ledger of years has a million lines: this is quick.
        let len = memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        end += Some(len).filter(|len| *len > 0)?;
        Some(Line { start, end, number, text: text_of(&bytes[start..end]) })
    })
}

/// Where something began: byte and line.
type Place = (usize, usize);

/// What was begun and is not ended, so that one can go on from here.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scan {
    heading: Option<(Place, Utc)>,
    /// Where the mark being read began, and how many lines of it were read.
    mark: Option<(Place, usize)>,
    /// A line begins as git's conflict markers do.
    pub may_conflict: bool,
    /// How many there are.
    pub lines: usize,
}

impl Scan {
    /// Every candidate, and how the file ends.
    pub fn of(bytes: &[u8]) -> (Vec<Found<'_>>, Self) {
        let (mut scan, mut found) = (Self::default(), Vec::new());
        lines(bytes).for_each(|line| found.extend(scan.line(bytes, &line)));
        (found, scan)
    }

    /// Where the last candidate lies that bytes added at the end make, and the digest that it names.
    pub fn goes_on(&self, bytes: &[u8], added: &[u8]) -> Option<(Range<usize>, String)> {
        // What is begun and not ended is read again, together with what is added.
        let begun = self.heading.map(|(place, _)| place).into_iter().chain(self.mark.map(|(place, _)| place));
        let start = begun.map(|(start, _)| start).min().unwrap_or(bytes.len());
        let tail = [&bytes[start..], added].concat();
        let (mut scan, mut found) = (Self::default(), None);
        lines_from(&tail, 0, 1).for_each(|line| found = scan.line(&tail, &line).or(found.take()));
        let found: Found = found?;
        Some((start + found.span.start..start + found.span.end, found.mark?.digest().to_owned()))
    }

    fn line<'a>(&mut self, bytes: &'a [u8], line: &Line) -> Option<Found<'a>> {
        self.lines = line.number;
        self.may_conflict |= matches!(line.text, [b'<', b'<', ..] | [b'>', b'>', ..]);
        // Most lines are rows of tables: a look at their first byte is enough.
        if self.mark.is_none() && !matches!(line.text, [b'#' | b'<' | b'`' | b'~' | b' ' | b'\t', ..]) {
            return None;
        }
        match self.mark.take() {
            Some((place, lines)) => return self.marked(bytes, place, lines, line),
            None if line.text.starts_with(START.as_bytes()) => self.mark = Some(((line.start, line.number), 1)),
            None if is_heading(line.text) => {
                self.heading = heading(line.text).map(|at| ((line.start, line.number), at));
            }
            // No entry holds a fence: its heading is quoted, or it belongs to somebody else.
            None if is_fence(line.text) => self.heading = None,
            None => {}
        }
        None
    }

    fn marked<'a>(&mut self, bytes: &'a [u8], place: Place, lines: usize, line: &Line) -> Option<Found<'a>> {
        let (ended, holds_end) = ends(line.text);
        let foreign = holds_end || line.text.starts_with(b"<!--") || is_fence(line.text) || is_heading(line.text);
        if !ended && (foreign || lines >= LONGEST) {
            self.heading = None;
            return self.line(bytes, line);
        }
        if !ended {
            self.mark = Some((place, lines + 1));
            return None;
        }
        let heading = self.heading.take();
        let (start, number) = heading.map_or(place, |(place, _)| place);
        let at = heading.map(|(_, at)| at);
        let mark = lossy(&bytes[place.0..line.start + line.text.len()]);
        let mark = if mark.contains('\r') { mark.replace("\r\n", "\n").into() } else { mark };
        Some(Found { span: start..line.end, line: number, at, mark: Mark::parse(mark) })
    }
}

/// Whether a line is the end of a mark, and whether it holds one.
fn ends(line: &[u8]) -> (bool, bool) {
    // Most lines of a mark hold nothing of the sort.
    if memchr(b'>', line).is_none() {
        return (false, false);
    }
    let text = lossy(line);
    (text.trim_end() == END, text.contains(END))
}

/// The line without its end.
fn text_of(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// What is UTF-8, as nearly all of it is, is only checked.
pub(super) fn lossy(text: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(text).map_or_else(|_| String::from_utf8_lossy(text), Cow::Borrowed)
}

fn is_heading(text: &[u8]) -> bool {
    text.starts_with(b"# ") || text.starts_with(b"## ")
}

pub(super) fn heading(text: &[u8]) -> Option<Utc> {
    parse::heading(&lossy(text)).map(|(at, _)| at)
}

fn is_fence(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    text.starts_with(b"```") || text.starts_with(b"~~~")
}
