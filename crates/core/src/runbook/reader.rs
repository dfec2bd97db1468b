//! Reads a `toml` block's tables, keeping where everything stands in the document.

use super::code::Code;
use super::document::Block;
use super::mistake::Mistake;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A text of a block and where it stands. `exact` when the document has it letter by letter (no escapes),
/// so that a position inside it is a position in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub text: String,
    pub span: Range<usize>,
    pub exact: bool,
}

/// One table of a block: keys are taken from it, and what is left at the end is a mistake.
pub struct Reader<'a> {
    pub source: usize,
    /// Where the block's text begins in the document.
    offset: usize,
    text: &'a str,
    entries: Vec<(Written, &'a Spanned<DeValue<'a>>)>,
    pub span: Range<usize>,
}

/// Parses a block; a syntax error is a mistake, placed.
pub fn parse<'a>(source: usize, block: &Block<'a>, mistakes: &mut Vec<Mistake>) -> Option<Spanned<DeTable<'a>>> {
    match DeTable::parse(block.text) {
        Ok(table) => Some(table),
        Err(error) => {
            let span = error.span().unwrap_or(0..block.text.len().min(1));
            let at = block.offset + span.start..block.offset + span.end;
            mistakes.push(Mistake::new(Code::NOT_TOML, source, at, format!("this is not TOML: {}", error.message())));
            None
        }
    }
}

impl<'a> Reader<'a> {
    pub fn new(source: usize, block: &Block<'a>, table: &'a Spanned<DeTable<'a>>) -> Self {
        Self::of_table(source, block.offset, block.text, table.get_ref(), block.offset..block.offset + block.text.len())
    }

    fn of_table(source: usize, offset: usize, text: &'a str, table: &'a DeTable<'a>, span: Range<usize>) -> Self {
        let mut reader = Self { source, offset, text, entries: Vec::new(), span };
        let mut entries: Vec<_> = table.iter().map(|(key, value)| (reader.key(key), value)).collect();
        entries.sort_by_key(|(key, _)| key.span.start);
        reader.entries = entries;
        reader
    }

    fn key(&self, key: &Spanned<std::borrow::Cow<'a, str>>) -> Written {
        Written { text: key.get_ref().to_string(), span: self.at(key.span()), exact: false }
    }

    fn at(&self, span: Range<usize>) -> Range<usize> {
        self.offset + span.start..self.offset + span.end
    }

    fn take(&mut self, key: &str) -> Option<(Written, &'a Spanned<DeValue<'a>>)> {
        let at = self.entries.iter().position(|(known, _)| known.text == key)?;
        Some(self.entries.remove(at))
    }

    /// Whether a key is there, without taking it.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(known, _)| known.text == key)
    }

    /// A text, number or truth value as it is written.
    fn scalar(&self, value: &Spanned<DeValue<'a>>) -> Option<Written> {
        let span = value.span();
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(n) => n.to_string(),
            DeValue::Float(n) => n.to_string(),
            DeValue::Boolean(yes) => yes.to_string(),
            DeValue::Datetime(at) => at.to_string(),
            DeValue::Array(_) | DeValue::Table(_) => return None,
        };
        let inner = self.text[span.clone()].find(&text).map(|at| span.start + at..span.start + at + text.len());
        let exact = inner.is_some();
        Some(Written { text, span: self.at(inner.unwrap_or(span)), exact })
    }

    pub fn text(&mut self, key: &str, mistakes: &mut Vec<Mistake>) -> Option<Written> {
        let (written, value) = self.take(key)?;
        let scalar = self.scalar(value);
        if scalar.is_none() {
            mistakes.push(Mistake::new(Code::WRONG_VALUE, self.source, written.span, format!("`{key}` is one text")));
        }
        scalar
    }

    pub fn needed(&mut self, key: &str, mistakes: &mut Vec<Mistake>) -> Option<Written> {
        if !self.has(key) {
            mistakes.push(Mistake::new(
                Code::MISSING_KEY,
                self.source,
                self.span.clone(),
                format!("`{key}` is missing"),
            ));
        }
        self.text(key, mistakes)
    }

    pub fn bool(&mut self, key: &str, mistakes: &mut Vec<Mistake>) -> bool {
        let Some((written, value)) = self.take(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            mistakes.push(Mistake::new(
                Code::WRONG_VALUE,
                self.source,
                written.span,
                format!("`{key}` is true or false"),
            ));
            false
        })
    }

    /// A list of texts; one text alone counts as a list of one.
    pub fn texts(&mut self, key: &str, mistakes: &mut Vec<Mistake>) -> Vec<Written> {
        let Some((written, value)) = self.take(key) else { return Vec::new() };
        self.list(&written, value, mistakes)
    }

    fn list(&self, key: &Written, value: &'a Spanned<DeValue<'a>>, mistakes: &mut Vec<Mistake>) -> Vec<Written> {
        let values: Vec<_> = match value.get_ref() {
            DeValue::Array(values) => values.iter().collect(),
            _ => vec![value],
        };
        let texts: Option<Vec<_>> = values.iter().map(|value| self.scalar(value)).collect();
        texts.unwrap_or_else(|| {
            mistakes.push(Mistake::new(
                Code::WRONG_VALUE,
                self.source,
                key.span.clone(),
                format!("`{}` is a list of texts", key.text),
            ));
            Vec::new()
        })
    }

    /// A list whose items are texts or tables.
    pub fn items(&mut self, key: &str) -> Vec<Item<'a>> {
        let Some((_, value)) = self.take(key) else { return Vec::new() };
        let values: Vec<_> = match value.get_ref() {
            DeValue::Array(values) => values.iter().collect(),
            _ => vec![value],
        };
        values.into_iter().map(|value| self.item(value)).collect()
    }

    fn item(&self, value: &'a Spanned<DeValue<'a>>) -> Item<'a> {
        match (value.get_ref(), self.scalar(value)) {
            (DeValue::Table(table), _) => Item::Table(self.inner(table, value.span())),
            (_, Some(text)) => Item::Text(text),
            _ => Item::Other(self.at(value.span())),
        }
    }

    fn inner(&self, table: &'a DeTable<'a>, span: Range<usize>) -> Reader<'a> {
        Reader::of_table(self.source, self.offset, self.text, table, self.at(span))
    }

    /// A text or a table under a key.
    pub fn either(&mut self, key: &str) -> Option<Item<'a>> {
        let (_, value) = self.take(key)?;
        Some(self.item(value))
    }

    pub fn table(&mut self, key: &str, mistakes: &mut Vec<Mistake>) -> Option<Reader<'a>> {
        match self.either(key)? {
            Item::Table(reader) => Some(reader),
            Item::Text(Written { span, .. }) | Item::Other(span) => {
                mistakes.push(Mistake::new(Code::WRONG_VALUE, self.source, span, format!("`{key}` is a table")));
                None
            }
        }
    }

    /// Every entry that is left, in the document's order.
    pub fn rest(&mut self) -> Vec<(Written, Item<'a>)> {
        let entries = std::mem::take(&mut self.entries);
        entries.into_iter().map(|(key, value)| (key, self.item(value))).collect()
    }

    /// Every entry that is left, each a text or a list of texts.
    pub fn rest_lists(&mut self, mistakes: &mut Vec<Mistake>) -> Vec<(Written, Vec<Written>)> {
        let entries = std::mem::take(&mut self.entries);
        entries
            .into_iter()
            .map(|(key, value)| {
                let list = self.list(&key, value, mistakes);
                (key, list)
            })
            .collect()
    }

    /// What is left over is unknown.
    pub fn end(self, known: &[&str], mistakes: &mut Vec<Mistake>) {
        for (key, _) in self.entries {
            let mistake =
                Mistake::new(Code::UNKNOWN_KEY, self.source, key.span, format!("`{}` is no key here", key.text));
            mistakes.push(mistake.nearest(&key.text, known.iter().copied()));
        }
    }
}

pub enum Item<'a> {
    Text(Written),
    Table(Reader<'a>),
    Other(Range<usize>),
}
