//! A ledger's text with some spans cut out, as Markdown sees it.
//!
//! Only a CommonMark parser knows whether a line is within a fence, a list's fence, an HTML comment. Each cut
//! leaves an empty heading behind: where the parser sees that heading, the cut stood in the open.

use super::scan::Found;
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::ops::Range;

/// What a cut leaves behind. A heading ends paragraphs, lists and quotes, as the entry's own heading does.
const STUB: &str = "##\n";
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// More comments that quote whole entries than any person writes; what is hidden after that stays prose.
const ROUNDS: usize = 64;

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Open,
    Code,
    Hidden,
}

pub(super) struct Skeleton {
    pub text: String,
    /// Where pieces of the text come from: offset here, offset in the file; ascending.
    pieces: Vec<(usize, usize)>,
    stubs: Vec<usize>,
}

impl Skeleton {
    /// `cuts` are in the order of the file and do not overlap.
    pub fn new<'a>(bytes: &[u8], cuts: impl Iterator<Item = &'a Range<usize>>) -> Self {
        let mut made = Self { text: String::new(), pieces: Vec::new(), stubs: Vec::new() };
        // Markdown parsers do not know a byte order mark: a heading behind one would be prose.
        let mut at = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
        for cut in cuts {
            made.keep(bytes, at..cut.start.max(at));
            made.stubs.push(made.text.len());
            made.text.push_str(STUB);
            at = cut.end;
        }
        made.keep(bytes, at..bytes.len());
        made
    }

    fn keep(&mut self, bytes: &[u8], span: Range<usize>) {
        self.pieces.push((self.text.len(), span.start));
        push_same_length(&mut self.text, &bytes[span]);
    }

    /// Where each cut stood.
    fn places(&self) -> Vec<Place> {
        let mut places = vec![Place::Hidden; self.stubs.len()];
        for (event, range) in Parser::new_ext(&self.text, options()).into_offset_iter() {
            let stubs = self.stubs.partition_point(|at| *at < range.start)..;
            match event {
                Event::Start(Tag::Heading { .. }) if self.stubs.get(stubs.start) == Some(&range.start) => {
                    places[stubs.start] = Place::Open;
                }
                Event::Start(Tag::CodeBlock(_)) => {
                    let end = self.stubs.partition_point(|at| *at < range.end);
                    places[stubs.start..end].fill(Place::Code);
                }
                _ => {}
            }
        }
        places
    }

    /// What is code, fenced or indented: spans of the file.
    pub fn code(&self) -> Vec<Range<usize>> {
        let events = Parser::new_ext(&self.text, options()).into_offset_iter();
        let code = events.filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_))));
        code.map(|(_, range)| self.in_file(range.start)..self.in_file(range.end.saturating_sub(1)) + 1).collect()
    }

    /// The offset in the file of an offset in this text.
    pub fn in_file(&self, offset: usize) -> usize {
        let piece = self.pieces.partition_point(|(here, _)| *here <= offset).saturating_sub(1);
        self.pieces.get(piece).map_or(offset, |(here, there)| offset.saturating_sub(*here) + there)
    }
}

/// Those of the candidates that stand in the open, not in a fence and not in a comment.
pub(super) fn in_the_open(bytes: &[u8], mut found: Vec<Found>) -> Vec<Found> {
    for round in 1..=ROUNDS {
        let places = Skeleton::new(bytes, found.iter().map(|found| &found.span)).places();
        let first = places.iter().position(|place| *place == Place::Hidden).unwrap_or(places.len());
        // A candidate within a comment ends that comment with its own mark, so what comes after it is judged
        // again, with its text in place. In a fence nothing of a candidate can end the fence.
        let keep = |at: usize| places[at] == Place::Open || (at > first && round < ROUNDS);
        let mut at = 0..;
        found.retain(|_| at.next().is_some_and(keep));
        if found.len() == places.len() {
            break;
        }
    }
    found
}

/// Whether the last of these spans stands in the open.
pub(super) fn last_is_open<'s>(bytes: &[u8], spans: impl Iterator<Item = &'s Range<usize>>) -> bool {
    Skeleton::new(bytes, spans).places().last() == Some(&Place::Open)
}

/// The Markdown of code hosts: tables, ~~struck out~~ text, task lists.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// Bytes that are not UTF-8 become as many question marks, so that offsets stay what they are.
fn push_same_length(out: &mut String, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| '?'));
    }
}
