//! Entries written by hand: tables, lists and headings with what stands below them.

use super::blocks::{Block, Kind, blocks};
use super::phrase::{self, Phrase};
use super::row::{Role, Row, role, zone};
use super::when::When;
use super::{Draft, Group, Said};
use crate::ledger::skeleton::Skeleton;
use crate::text::Clean;
use std::ops::Range;

/// Every entry in what is left of the file when `cuts` are taken away.
pub(super) fn drafts<'a>(bytes: &[u8], cuts: impl Iterator<Item = &'a Range<usize>>) -> Vec<Draft> {
    let skeleton = Skeleton::new(bytes, cuts);
    let places = Places { skeleton: &skeleton, breaks: line_breaks(bytes) };
    let mut reader = Reader { places, rows: Vec::new(), under: Vec::new() };
    for block in blocks(&skeleton.text) {
        reader.block(block);
    }
    reader.rows.into_iter().filter(Node::counts).flat_map(|node| node.row.drafts()).collect()
}

fn line_breaks(bytes: &[u8]) -> Vec<usize> {
    bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at).collect()
}

/// Where something of the skeleton stands in the file.
struct Places<'a> {
    skeleton: &'a Skeleton,
    breaks: Vec<usize>,
}

impl Places<'_> {
    fn line(&self, offset: usize) -> usize {
        let at = self.skeleton.in_file(offset);
        self.breaks.partition_point(|line_break| *line_break < at) + 1
    }
}

/// An entry, and what was found below it.
struct Node {
    row: Row,
    heading: bool,
    /// Entries below a heading tell what happened; the heading itself then only names their version or date.
    has_children: bool,
}

impl Node {
    /// A heading that only names a version, with nothing said of it anywhere, is no entry.
    fn counts(&self) -> bool {
        let said = self.row.said != Said::Nothing;
        !self.heading || said || (!self.has_children && self.row.when != When::Unsaid)
    }
}

struct Reader<'a> {
    places: Places<'a>,
    rows: Vec<Node>,
    /// The headings and items that the next block stands under: how deep, and which entry each is.
    under: Vec<(usize, usize)>,
}

impl Reader<'_> {
    fn block(&mut self, block: Block) {
        match &block.kind {
            Kind::Heading(level) => self.heading(*level as usize, &block),
            Kind::Item { depth, list, ticked } => {
                // Deeper than any heading.
                self.leave(HEADINGS + depth);
                if !self.field(&block.text) {
                    self.item(HEADINGS + depth, Group::Block(*list), *ticked, &block);
                }
            }
            Kind::Paragraph { depth } => {
                self.leave(HEADINGS + depth + 1);
                self.field(&block.text);
            }
            Kind::Table(rows) => self.table(block.offset, rows),
        }
    }

    /// What is as deep or deeper no longer has anything below it.
    fn leave(&mut self, depth: usize) {
        self.under.retain(|(over, _)| *over < depth);
    }

    fn add(&mut self, depth: usize, heading: bool, row: Row) {
        for (_, over) in &self.under {
            self.rows[*over].has_children |= row.mention.is_some();
        }
        self.under.push((depth, self.rows.len()));
        self.rows.push(Node { row, heading, has_children: false });
    }

    fn heading(&mut self, level: usize, block: &Block) {
        self.leave(level);
        let phrase = self.inherited(phrase::read(&block.text), false);
        self.add(level, true, Row::of_phrase(phrase, self.places.line(block.offset), block.offset, Group::Headings));
    }

    fn item(&mut self, depth: usize, group: Group, ticked: Option<bool>, block: &Block) {
        let phrase = phrase::read(&block.text);
        let tells = phrase.when != When::Unsaid && phrase.said.state().is_some();
        let is_entry = match phrase.mention {
            Some(_) => phrase.begins_as_entry || tells,
            // Of the version that it stands under.
            None => phrase.begins_as_event && phrase.said != Said::Nothing,
        };
        if !is_entry {
            return;
        }
        let phrase = self.inherited(phrase, true);
        let mut row = Row::of_phrase(phrase, self.places.line(block.offset), block.offset, group);
        if ticked == Some(false) {
            row.said = Said::Unclear(Clean::new(format!("not ticked: {}", row.said.text())));
        }
        self.add(depth, false, row);
    }

    /// A date, and for events a version, that a line does not say is that of what it stands under.
    fn inherited(&self, mut phrase: Phrase, version: bool) -> Phrase {
        for (_, over) in self.under.iter().rev() {
            let over = &self.rows[*over].row;
            if phrase.when == When::Unsaid {
                phrase.when = over.when;
            }
            if version && phrase.mention.is_none() {
                phrase.mention = over.mention.clone();
            }
        }
        phrase
    }

    /// Reads `State: verified` into the entry that it stands under.
    fn field(&mut self, line: &str) -> bool {
        let (Some((key, value)), Some((_, node))) = (line.split_once(':'), self.under.last()) else { return false };
        let Some(role) = role(key).filter(|role| *role != Role::From && key.to_lowercase().trim() != "to") else {
            return false;
        };
        self.rows[*node].row.set(role, value);
        true
    }

    fn table(&mut self, offset: usize, rows: &[(usize, Vec<String>)]) {
        let Some(((_, head), rows)) = rows.split_first() else { return };
        let roles: Vec<_> = head.iter().map(|head| role(head)).collect();
        if !roles.contains(&Some(Role::Version)) {
            return;
        }
        for (at, cells) in rows {
            let mut row = Row::of_phrase(phrase::read(""), self.places.line(*at), *at, Group::Block(offset));
            fill(&mut row, head, &roles, cells);
            self.rows.push(Node { row, heading: false, has_children: false });
        }
    }
}

/// Deeper than the deepest heading.
const HEADINGS: usize = 6;

/// In this order, since the words on what changed can take a state back, and `From` adds to the version.
fn fill(row: &mut Row, head: &[String], roles: &[Option<Role>], cells: &[String]) {
    for wanted in [Role::What, Role::Version, Role::From, Role::When, Role::State, Role::Operator] {
        let columns = (0..cells.len()).filter(|at| roles.get(*at) == Some(&Some(wanted)));
        let text = |at: usize| match zone(&head[at]).filter(|_| wanted == Role::When) {
            Some(zone) => format!("{} {zone}", cells[at]),
            None => cells[at].clone(),
        };
        let texts: Vec<_> = columns.map(text).collect();
        if !texts.is_empty() {
            row.set(wanted, &texts.join(" "));
        }
    }
    if !roles.contains(&Some(Role::State)) {
        let phrase = phrase::read(row.what.as_str());
        row.said = phrase.said;
        row.operator = row.operator.take().or(phrase.operator);
    }
}
