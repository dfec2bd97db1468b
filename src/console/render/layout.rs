//! How text lies on the page: widths, columns, marks. States are words; colour is added, never instead.

use crate::console::paint;
use duckops_core::text::commands;
use duckops_core::world::{Hint, Why};
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;

/// The page that is written on.
#[derive(Clone, Debug)]
pub struct Page {
    pub width: usize,
    pub colour: bool,
    pub detail: Detail,
    /// The flags that a command to type must repeat.
    pub repeat: Arc<[String]>,
    /// Of a run that is shown again: when something was seen, and not how old it was at that moment.
    pub dated: bool,
}

/// How much is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Findings only: no guidance, no requests (`-q`).
    Less,
    #[default]
    Usual,
    /// Every fact of every look (`-v`).
    More,
}

/// How a thing stands, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Ok,
    /// It holds, and is near to not holding.
    Amber,
    Fail,
    Unknown,
    Seen,
}

const INDENT: usize = 4;
/// Labels of facts stand in a column of this width, when there is room.
const LABEL: usize = 22;
/// A page with fewer columns has no room for one.
pub const NARROW: usize = 60;

impl Mark {
    pub fn word(self) -> &'static str {
        match self {
            Mark::Ok => "ok",
            Mark::Amber => "amber",
            Mark::Fail => "FAIL",
            Mark::Unknown => "?",
            Mark::Seen => "",
        }
    }
}

impl Page {
    fn mark(&self, mark: Mark) -> String {
        self.painted(mark.word(), mark)
    }

    /// A word in the colour of a mark.
    pub fn painted(&self, word: &str, mark: Mark) -> String {
        if !self.colour {
            return word.into();
        }
        match mark {
            Mark::Ok => paint::ok(word),
            Mark::Fail => paint::fail(word),
            Mark::Amber | Mark::Unknown => paint::unknown(word),
            Mark::Seen => word.into(),
        }
    }

    pub fn bold(&self, text: &str) -> String {
        if self.colour { paint::bold(text) } else { text.into() }
    }

    /// Text at the left and text at the right edge; below each other when the line is too short.
    pub fn edges(&self, left: &str, right: &str) -> String {
        let left = self.folded(left);
        let last = left.lines().last().unwrap_or_default();
        let room = self.width.saturating_sub(last.width() + right.width());
        if right.is_empty() {
            return format!("{left}\n");
        }
        if room < 2 {
            return format!("{left}\n{right:>width$}\n", width = self.width);
        }
        format!("{left}{}{right}\n", " ".repeat(room))
    }

    /// Folded between words when it is too long for a line. A path stays whole, on the line that names it.
    fn folded(&self, text: &str) -> String {
        if text.width() <= self.width || text.contains(" /") {
            return text.into();
        }
        let indent = text.len() - text.trim_start().len();
        let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
        let options = options(self.width).initial_indent(&first).subsequent_indent(&rest);
        textwrap::fill(text.trim_start(), options.word_splitter(textwrap::WordSplitter::NoHyphenation))
    }

    /// Text at the left and a mark at the right edge; colour takes no room.
    pub fn marked(&self, left: &str, mark: Mark) -> String {
        let line = self.edges(left, mark.word());
        if self.colour && !mark.word().is_empty() { replace_last(&line, mark.word(), &self.mark(mark)) } else { line }
    }

    /// A step's line: where it stands, its title, its mark and how old that is.
    pub fn title(&self, title: &str, mark: Option<Mark>, note: &str) -> String {
        let word = mark.map_or("", Mark::word);
        let right = [word, note].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("  ");
        let room = self.width.saturating_sub(right.width() + 2);
        let lines = textwrap::wrap(title, options(room.max(20)));
        let first = lines.first().map(ToString::to_string).unwrap_or_default();
        let mut out = self.edges(&first, &right);
        if let Some(mark) = mark.filter(|_| self.colour && !word.is_empty()) {
            out = replace_last(&out, word, &self.mark(mark));
        }
        out = out.replacen(&first, &self.bold(&first), 1);
        for line in lines.iter().skip(1) {
            out.push_str(&format!("    {line}\n"));
        }
        out
    }

    /// Indented and wrapped.
    pub fn paragraph(&self, text: &str) -> String {
        self.wrapped(text, INDENT, INDENT)
    }

    /// A paragraph that stays within a narrow page: what is too long for one line goes on in the next. On a wide one a
    /// path is whole, to be copied.
    pub fn filled(&self, text: &str) -> String {
        let indent = " ".repeat(INDENT);
        let options = options(self.width).break_words(self.width < NARROW);
        let options = options.initial_indent(&indent).subsequent_indent(&indent);
        textwrap::wrap(text, options).iter().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    /// A list's item.
    pub fn item(&self, text: &str) -> String {
        self.wrapped(&format!("- {text}"), INDENT, INDENT + 2)
    }

    /// Wrapped, with an indent for the first line and one for the rest.
    pub fn wrapped(&self, text: &str, first: usize, rest: usize) -> String {
        let (first, rest) = (" ".repeat(first), " ".repeat(rest));
        let options = options(self.width).initial_indent(&first).subsequent_indent(&rest);
        textwrap::wrap(text, options).iter().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    /// A label and its value; the value is wrapped in its own column.
    pub fn fact(&self, label: &str, value: &str) -> String {
        if self.width < NARROW {
            return self.wrapped(&format!("{label}: {value}"), INDENT, INDENT + 2);
        }
        let label = format!("{label:<LABEL$}");
        let gap = if label.width() > LABEL { " " } else { "" };
        let first = format!("{}{label}{gap} ", " ".repeat(INDENT));
        let rest = " ".repeat(INDENT + LABEL + 1);
        let options = options(self.width).initial_indent(&first).subsequent_indent(&rest);
        let value = if value.is_empty() { "-" } else { value };
        textwrap::wrap(value, options).iter().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    /// What can be done about it.
    pub fn hint(&self, why: &Why) -> String {
        match &why.hint {
            Some(Hint::Command { command }) => self.command("do", command.as_str()),
            Some(Hint::Words(words)) => self.paragraph(&self.again(&format!("do: {words}"))),
            None => String::new(),
        }
    }

    /// Each command of duckops in a text, with the flags that this one was given.
    pub fn again(&self, text: &str) -> String {
        commands::duckops_with(text, &self.repeat)
    }

    /// A command, whole and on one line however long: it is there to be copied.
    pub fn command(&self, label: &str, command: &str) -> String {
        // What git is told may hold the words of a person, which stay as they are.
        let command = if command.starts_with("git ") { command.to_owned() } else { self.again(command) };
        let label = if label.is_empty() { String::new() } else { format!("{label}: ") };
        format!("{}{label}{command}\n", " ".repeat(INDENT))
    }
}

/// Lines break at spaces: a time broken at its hyphen is misread, a path broken at its slash cannot be copied. What
/// is too long for a line is the terminal's to break.
fn options<'a>(width: usize) -> textwrap::Options<'a> {
    let options = textwrap::Options::new(width).word_separator(textwrap::WordSeparator::AsciiSpace);
    options.break_words(false).word_splitter(textwrap::WordSplitter::NoHyphenation)
}

fn replace_last(text: &str, from: &str, to: &str) -> String {
    match text.rfind(from) {
        Some(at) => format!("{}{to}{}", &text[..at], &text[at + from.len()..]),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_keeps_its_mark_at_the_right_edge() {
        let page = Page { width: 40, colour: false, detail: Detail::Usual, repeat: [].into(), dated: false };
        assert_eq!(page.title("1/9 Probe", Some(Mark::Fail), "just now"), "1/9 Probe                 FAIL  just now\n");
        let long = page.title("7/9 Compare the alias with what should be there", Some(Mark::Ok), "");
        assert_eq!(long, "7/9 Compare the alias with what       ok\n    should be there\n");
    }

    #[test]
    fn a_command_repeats_the_flags_and_a_commits_message_does_not() {
        let repeat = ["--state-dir s".to_owned()].into();
        let page = Page { width: 40, colour: false, detail: Detail::Usual, repeat, dated: false };
        assert_eq!(page.command("next", "duckops triage"), "    next: duckops triage --state-dir s\n");
        let commit = "git -C . commit -m 'first duckops triage, then call'";
        assert_eq!(page.command("", commit), format!("    {commit}\n"));
    }

    #[test]
    fn a_long_line_is_folded_and_a_path_is_not() {
        let page = Page { width: 40, colour: false, detail: Detail::Usual, repeat: [].into(), dated: false };
        let look = "    02:14:08Z  look 2: 200 OK after 0 ms, from version 41";
        let folded = "    02:14:08Z  look 2: 200 OK after 0\n      ms, from version 41             ok\n";
        assert_eq!(page.marked(look, Mark::Ok), folded);
        let path = "/home/ana/.local/state/duckops/ledgers/GOVERNANCE-LOG.md";
        assert_eq!(page.edges(&format!("log  {path}"), ""), format!("log  {path}\n"));
    }

    #[test]
    fn a_path_and_a_command_are_not_broken() {
        let path = "/home/ana/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/GOVERNANCE-LOG.md";
        let command = "duckops log incident add --title WHAT --log-dir /home/ana/.local/state/duckops/ledgers";
        for width in [40, 80] {
            let page = Page { width, colour: false, detail: Detail::Usual, repeat: [].into(), dated: false };
            let hint = page.hint(&Why::absent("x").command(command));
            assert_eq!(hint, format!("    do: {command}\n"));
            let words =
                page.hint(&Why::absent("x").hint("duckops has no such look: ask whoever wrote the runbook of it"));
            assert_eq!(words.lines().count() > 1, width == 40, "what only begins like a command: {words}");
            for text in [page.paragraph(&format!("< read {path}")), page.fact("path", path), page.item(path)] {
                assert!(text.contains(path), "broken at {width}:\n{text}");
            }
        }
    }

    #[test]
    fn facts_stand_in_columns_when_there_is_room() {
        let wide = Page { width: 80, colour: false, detail: Detail::Usual, repeat: [].into(), dated: false };
        assert_eq!(wide.fact("version", "41"), "    version                41\n");
        let narrow = Page { width: 40, colour: false, detail: Detail::Usual, repeat: [].into(), dated: false };
        assert_eq!(narrow.fact("version", "41"), "    version: 41\n");
    }

    #[test]
    fn colour_changes_no_word() {
        let plain = Page { width: 60, colour: false, detail: Detail::Usual, repeat: [].into(), dated: false }.title(
            "1/9 Probe",
            Some(Mark::Fail),
            "",
        );
        let coloured = Page { width: 60, colour: true, detail: Detail::Usual, repeat: [].into(), dated: false }.title(
            "1/9 Probe",
            Some(Mark::Fail),
            "",
        );
        assert_ne!(coloured, plain);
        assert_eq!(coloured.replace(|c: char| ('\u{fdd0}'..='\u{fdd4}').contains(&c), ""), plain);
    }
}
