//! A Markdown text as the lines in which an entry can stand.

use crate::ledger::skeleton::options;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

/// A line of text, or a table; where it begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Block {
    pub offset: usize,
    pub kind: Kind,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Heading(HeadingLevel),
    /// How deep in lists, at which offset the outermost list begins, and whether its box is ticked.
    Item {
        depth: usize,
        list: usize,
        ticked: Option<bool>,
    },
    /// Within how many lists.
    Paragraph {
        depth: usize,
    },
    /// The first row is the head; each row with its offset.
    Table(Vec<(usize, Vec<String>)>),
}

/// All blocks; what is quoted, fenced, struck out or in a comment is left out.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(tag) => reader.start(&tag, range.start),
            Event::End(tag) => reader.end(tag),
            Event::Text(text) | Event::Code(text) => reader.text(&text),
            Event::SoftBreak | Event::HardBreak => reader.line_break(range.end),
            Event::TaskListMarker(ticked) => reader.tick(ticked),
            Event::InlineHtml(_) => reader.text(" "),
            _ => {}
        }
    }
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// Within quotes, fences, struck out text: how many of them.
    hidden: usize,
    /// Where each list that is open begins.
    lists: Vec<usize>,
    /// The block to which text belongs.
    open: bool,
}

impl Reader {
    fn start(&mut self, tag: &Tag, offset: usize) {
        match tag {
            Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Strikethrough => self.hidden += 1,
            _ if self.hidden > 0 => {}
            Tag::Heading { level, .. } => self.push(offset, Kind::Heading(*level)),
            Tag::List(_) => self.lists.push(offset),
            Tag::Item => {
                let list = self.lists.first().copied().unwrap_or(offset);
                self.push(offset, Kind::Item { depth: self.lists.len(), list, ticked: None });
            }
            // The first paragraph of an item is the item's own text.
            Tag::Paragraph if self.open => {}
            Tag::Paragraph => self.push(offset, Kind::Paragraph { depth: self.lists.len() }),
            Tag::Table(_) => self.push(offset, Kind::Table(Vec::new())),
            Tag::TableHead | Tag::TableRow => self.rows(|rows| rows.push((offset, Vec::new()))),
            Tag::TableCell => self.rows(|rows| rows.last_mut().into_iter().for_each(|row| row.1.push(String::new()))),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Strikethrough => self.hidden -= 1,
            _ if self.hidden > 0 => {}
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Heading(_) | TagEnd::Item | TagEnd::Paragraph | TagEnd::Table => self.open = false,
            _ => {}
        }
    }

    fn push(&mut self, offset: usize, kind: Kind) {
        self.blocks.push(Block { offset, kind, text: String::new() });
        self.open = true;
    }

    fn rows(&mut self, change: impl FnOnce(&mut Vec<(usize, Vec<String>)>)) {
        if let Some(Block { kind: Kind::Table(rows), .. }) = self.blocks.last_mut() {
            change(rows);
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden > 0 || !self.open {
            return;
        }
        match self.blocks.last_mut() {
            Some(Block { kind: Kind::Table(rows), .. }) => {
                rows.last_mut()
                    .and_then(|(_, cells)| cells.last_mut())
                    .into_iter()
                    .for_each(|cell| cell.push_str(text));
            }
            Some(block) => block.text.push_str(text),
            None => {}
        }
    }

    /// Lines of a paragraph are lines; those of an item go on.
    fn line_break(&mut self, next: usize) {
        match self.blocks.last() {
            Some(Block { kind: Kind::Paragraph { depth }, .. }) if self.open && self.hidden == 0 => {
                let depth = *depth;
                self.push(next, Kind::Paragraph { depth });
            }
            _ => self.text(" "),
        }
    }

    fn tick(&mut self, box_ticked: bool) {
        if let Some(Block { kind: Kind::Item { ticked, .. }, .. }) = self.blocks.last_mut() {
            *ticked = Some(box_ticked);
        }
    }
}
