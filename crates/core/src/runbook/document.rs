//! Markdown into sections: a heading, its prose, its commands, its `toml` block.

use super::code::Code;
use super::mistake::Mistake;
use super::template::Template;
use crate::text::commands;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// A piece of guidance.
#[derive(Clone, Debug)]
pub enum Prose {
    Paragraph(Template),
    Item(Template),
    /// A fenced block that is neither `sh` nor `toml`: shown as it is.
    Code(String),
}

/// A fenced `toml runbook` or `toml step` block and where its text lies in the file.
#[derive(Clone, Debug)]
pub struct Block<'a> {
    pub text: &'a str,
    pub offset: usize,
}

/// Everything under one heading.
#[derive(Clone, Debug, Default)]
pub struct Section<'a> {
    pub title: String,
    pub title_span: Range<usize>,
    /// `{#anchor}` of the heading.
    pub anchor: Option<String>,
    pub is_title: bool,
    /// A heading of the third level: a further step of the one above it.
    pub is_part: bool,
    pub prose: Vec<(ProseKind, String, Range<usize>)>,
    pub commands: Vec<(String, Range<usize>)>,
    pub runbook: Option<Block<'a>>,
    pub steps: Vec<Block<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProseKind {
    Paragraph,
    Item,
    Code,
}

/// Splits a document at its headings of the first, second and third level.
pub fn sections<'a>(source: usize, text: &'a str, mistakes: &mut Vec<Mistake>) -> Vec<Section<'a>> {
    let mut reading = Reading { source, text, done: Vec::new(), now: Section::default(), words: None, mistakes };
    let options = Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_TABLES;
    let mut events = Parser::new_ext(text, options).into_offset_iter();
    while let Some((event, span)) = events.next() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => reading.code(&kind, span, &mut events),
            other => reading.event(other, span),
        }
    }
    reading.finish()
}

struct Reading<'a, 'm> {
    source: usize,
    text: &'a str,
    done: Vec<Section<'a>>,
    now: Section<'a>,
    /// The paragraph, item or heading whose words are being gathered, and where it began.
    words: Option<(String, usize)>,
    mistakes: &'m mut Vec<Mistake>,
}

impl<'a> Reading<'a, '_> {
    fn event(&mut self, event: Event<'a>, span: Range<usize>) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) if level <= HeadingLevel::H3 => {
                self.open(level, id.map(|id| id.to_string()), span);
            }
            Event::End(TagEnd::Heading(level)) if level <= HeadingLevel::H3 => {
                self.now.title = self.words.take().map(|(words, _)| words).unwrap_or_default();
            }
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::TableRow | Tag::TableHead) => self.begin(span),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableRow | TagEnd::TableHead) => {
                self.end(ProseKind::Paragraph, span);
            }
            Event::Start(Tag::Item) => self.begin(span),
            Event::End(TagEnd::Item) => self.end(ProseKind::Item, span),
            Event::End(TagEnd::TableCell) => self.push("  "),
            Event::Text(words) => self.push(&words),
            // Where a command ends in a sentence stays to be seen.
            Event::Code(words) if !commands::of_duckops(&words).is_empty() => self.push(&format!("`{words}`")),
            Event::Code(words) => self.push(&words),
            Event::SoftBreak | Event::HardBreak => self.push(" "),
            _ => {}
        }
    }

    fn open(&mut self, level: HeadingLevel, anchor: Option<String>, span: Range<usize>) {
        let (is_title, is_part) = (level == HeadingLevel::H1, level == HeadingLevel::H3);
        let opened = Section { is_title, is_part, anchor, title_span: span.clone(), ..Section::default() };
        let last = std::mem::replace(&mut self.now, opened);
        self.done.push(last);
        self.words = Some((String::new(), span.start));
    }

    fn begin(&mut self, span: Range<usize>) {
        if self.words.is_none() {
            self.words = Some((String::new(), span.start));
        }
    }

    fn push(&mut self, words: &str) {
        if let Some((gathered, _)) = &mut self.words {
            gathered.push_str(words);
        }
    }

    fn end(&mut self, kind: ProseKind, span: Range<usize>) {
        if let Some((words, start)) = self.words.take()
            && !words.trim().is_empty()
        {
            self.now.prose.push((kind, words.trim().to_string(), start..span.end));
        }
    }

    /// Takes a whole fenced block. Its text is the file's own slice, so that offsets into it are exact.
    fn code(
        &mut self,
        kind: &CodeBlockKind<'_>,
        span: Range<usize>,
        events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
    ) {
        let mut inside: Option<Range<usize>> = None;
        for (event, at) in events.by_ref() {
            match event {
                Event::Text(_) => inside = Some(inside.map_or(at.clone(), |range| range.start..at.end)),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let inside = inside.unwrap_or(span.end..span.end);
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.to_string(),
            CodeBlockKind::Indented => String::new(),
        };
        self.file_block(&info, span, inside);
    }

    fn file_block(&mut self, info: &str, span: Range<usize>, inside: Range<usize>) {
        let block = Block { text: &self.text[inside.clone()], offset: inside.start };
        let words: Vec<&str> = info.split_whitespace().collect();
        match words.as_slice() {
            ["toml", "runbook"] if self.now.runbook.is_none() => self.now.runbook = Some(block),
            ["toml", "runbook"] => self.say(Code::SECOND_BLOCK, span, "a second `toml runbook` block"),
            ["toml", "step"] => self.now.steps.push(block),
            ["sh" | "bash" | "shell", ..] => self.now.commands.push((block.text.trim_end().into(), inside)),
            ["toml", ..] => {
                self.say(Code::UNKNOWN_BLOCK, span, &format!("`{info}` is neither `toml runbook` nor `toml step`"));
            }
            _ => self.now.prose.push((ProseKind::Code, block.text.trim_end().into(), inside)),
        }
    }

    fn say(&mut self, code: Code, span: Range<usize>, message: &str) {
        let line = span.start..self.text[span.start..].find('\n').map_or(span.end, |end| span.start + end);
        self.mistakes.push(Mistake::new(code, self.source, line, message));
    }

    fn finish(mut self) -> Vec<Section<'a>> {
        self.done.push(self.now);
        self.done.retain(|section| section.title_span.end > 0);
        self.done
    }
}
