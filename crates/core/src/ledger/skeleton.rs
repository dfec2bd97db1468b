//! A ledger's text with some spans cut out, as Markdown sees it.
//!
//! Only a CommonMark parser knows whether a line is within a fence, a list's fence, an HTML comment. Each cut
//! leaves an empty heading behind: where the parser sees that heading, the cut stood in the open.

use super::scan::Found;
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::iter::repeat_n;
use std::ops::Range;

/// What a cut leaves behind. A heading ends paragraphs, lists and quotes, as the entry's own heading does.
const STUB: &str = "##\n";
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// More comments that quote whole entries than any person writes; what is hidden after that stays prose.
const ROUNDS: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Open,
    Code,
    Hidden,
}

#[derive(Default)]
pub(super) struct Skeleton {
    pub text: String,
    /// Where pieces of the text come from: offset here, offset in the file; ascending.
    pieces: Vec<(usize, usize)>,
    stubs: Vec<Stub>,
    /// Up to here the file is in it.
    at: usize,
}

/// What was left of one cut, or of several that stand in the same place.
struct Stub {
    start: usize,
    cuts: usize,
    /// Nothing but an empty line is between it and the one before it.
    goes_on: bool,
}

impl Skeleton {
    /// `cuts` are in the order of the file and do not overlap.
    pub fn new<'a>(bytes: &[u8], cuts: impl Iterator<Item = &'a Range<usize>>) -> Self {
        // Markdown parsers do not know a byte order mark: a heading behind one would be prose.
        let mut made = Self { at: if bytes.starts_with(BOM) { BOM.len() } else { 0 }, ..Self::default() };
        cuts.for_each(|cut| made.cut(bytes, cut));
        made.keep(&bytes[made.at..], made.at);
        made
    }

    /// Most entries of ours follow each other. The first of them may still stand in something that its own empty line
    /// ends; the second one stands as all that come after it, and one stub is enough for them.
    fn cut(&mut self, bytes: &[u8], cut: &Range<usize>) {
        let between = &bytes[self.at..cut.start.max(self.at)];
        let goes_on = !self.stubs.is_empty() && matches!(between, b"\n" | b"\r\n");
        self.at = cut.end;
        match self.stubs.last_mut() {
            Some(last) if goes_on && last.goes_on => last.cuts += 1,
            _ => {
                self.keep(between, cut.start - between.len());
                self.stubs.push(Stub { start: self.text.len(), cuts: 1, goes_on });
                self.text.push_str(STUB);
            }
        }
    }

    fn keep(&mut self, bytes: &[u8], start: usize) {
        self.pieces.push((self.text.len(), start));
        push_same_length(&mut self.text, bytes);
    }

    /// Where each cut stood.
    fn places(&self) -> Vec<Place> {
        let mut places = vec![Place::Hidden; self.stubs.len()];
        let from = |offset: usize| self.stubs.partition_point(|stub| stub.start < offset);
        for (event, range) in Parser::new_ext(&self.text, options()).into_offset_iter() {
            let first = from(range.start);
            match event {
                Event::Start(Tag::Heading { .. })
                    if self.stubs.get(first).is_some_and(|stub| stub.start == range.start) =>
                {
                    places[first] = Place::Open;
                }
                Event::Start(Tag::CodeBlock(_)) => places[first..from(range.end)].fill(Place::Code),
                _ => {}
            }
        }
        self.stubs.iter().zip(places).flat_map(|(stub, place)| repeat_n(place, stub.cuts)).collect()
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
pub(super) fn in_the_open<'a>(bytes: &[u8], mut found: Vec<Found<'a>>) -> Vec<Found<'a>> {
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

/// Whether a span of what is added at the end stands in the open.
pub(super) fn is_open<'s>(
    bytes: &[u8],
    cuts: impl Iterator<Item = &'s Range<usize>>,
    added: &[u8],
    span: Range<usize>,
) -> bool {
    let before = &bytes[..span.start.min(bytes.len())];
    let mut made = Skeleton::new(before, cuts);
    let added = &added[..span.start.saturating_sub(bytes.len())];
    made.keep(added, bytes.len());
    let stub = made.text.len();
    made.text.push_str(STUB);
    made.stubs.push(Stub { start: stub, cuts: 1, goes_on: false });
    made.places().last() == Some(&Place::Open)
}

/// The Markdown of code hosts: tables, ~~struck out~~ text, task lists.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// Bytes that are not UTF-8 become as many question marks, so that offsets stay what they are.
fn push_same_length(out: &mut String, bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return out.push_str(text);
    }
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| '?'));
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Skeleton};
    use proptest::prelude::*;

    /// Each cut with a stub of its own.
    fn one_by_one(bytes: &[u8], cuts: &[std::ops::Range<usize>]) -> Vec<Place> {
        let mut made = Skeleton::default();
        for cut in cuts {
            made.cut(bytes, cut);
            made.stubs.iter_mut().for_each(|stub| stub.goes_on = false);
        }
        made.places()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// Whatever stands before them, and wherever there is something between them.
        #[test]
        fn what_follows_each_other_stands_in_the_same_place(
            before in prop::collection::vec(prop::sample::select(vec![
                "```\n", "~~~\n", "- ```\n", "> ```\n", "<!--\n", "-->\n", "<div>\n", "<pre>\n", "<?\n", "[x]:\n", "a\n",
                "| a |\n| - |\n", "    code\n", "\n", "1. x\n", "<a>\n", "- a\n\n", "[x]: /y \"t\n",
            ]), 0..5),
            pieces in prop::collection::vec(prop::sample::select(vec!["E", "E", "E", "\n", "\n", "\n", "\r\n", "a\n", "```\n", "<!--\n", "-->\n"]), 0..24),
        ) {
            let (mut bytes, mut cuts) = (before.concat().into_bytes(), Vec::new());
            for piece in pieces {
                let start = bytes.len();
                bytes.extend(piece.as_bytes());
                if piece == "E" {
                    bytes.extend(b"\n");
                    cuts.push(start..bytes.len());
                }
            }
            prop_assert_eq!(Skeleton::new(&bytes, cuts.iter()).places(), one_by_one(&bytes, &cuts));
        }
    }
}
