//! Rows of a name, a mark and a text: below each other at 40 columns.

use crate::console::render::{Detail, Mark, NARROW, Page};
use crate::console::width_of;
use duckops_core::health::checks::Level;
use duckops_core::text::commands;
use duckops_core::world::Why;

/// One row; at most so many lines of text, and what is cut is said by an ellipsis.
pub struct Row<'t> {
    pub name: &'t str,
    pub level: Option<Level>,
    pub word: &'t str,
    pub text: &'t str,
    pub right: &'t str,
}

/// How wide the columns of names and of marks are.
#[derive(Clone, Copy)]
pub struct Columns {
    pub name: usize,
    pub word: usize,
    pub lines: usize,
}

pub fn row(page: &Page, columns: Columns, row: &Row<'_>) -> String {
    let Columns { name, word, lines } = columns;
    let painted = page.painted(row.word, mark(row.level));
    let pad = " ".repeat(word.saturating_sub(row.word.chars().count()));
    if page.width < NARROW {
        if row.name.is_empty() {
            return joined(&wrapped(row.text, page.width.saturating_sub(4), lines * 2), "    ");
        }
        let head = format!("{}  {painted}", row.name).trim_end().to_owned();
        let right = if row.right.is_empty() { String::new() } else { format!("  {}", row.right) };
        return format!(
            "{head}{right}\n{}",
            joined(&wrapped(row.text, page.width.saturating_sub(4), lines * 2), "    ")
        );
    }
    let indent = name + word + 4;
    let beside = if row.right.is_empty() { 0 } else { 7 };
    let room = page.width.saturating_sub(indent + beside);
    let mut text = wrapped(row.text, room, lines).into_iter();
    let first = format!("{:<room$} {:>6}", text.next().unwrap_or_default(), row.right);
    let first = format!("{:<name$}  {painted}{pad}  {first}", row.name);
    format!("{}\n{}", first.trim_end(), joined(&text.collect::<Vec<_>>(), &" ".repeat(indent)))
}

/// Rows of cells below a row, each cell below the one above it; a row that is too wide goes on below itself.
pub fn aligned(page: &Page, columns: Columns, rows: &[Vec<&str>]) -> String {
    let indent = if page.width < NARROW { 4 } else { columns.name + columns.word + 4 };
    let room = page.width.saturating_sub(indent);
    joined(&laid_out(rows, room), &" ".repeat(indent))
}

/// The lines of such rows, none wider than `room`.
pub fn laid_out(rows: &[Vec<&str>], room: usize) -> Vec<String> {
    let wide = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| width_of(cell)).max().unwrap_or(0);
    let padded = |(at, cell): (usize, &&str)| format!("{cell}{}", " ".repeat(wide(at).saturating_sub(width_of(cell))));
    let line = |row: &Vec<&str>| row.iter().enumerate().map(padded).collect::<Vec<_>>().join("  ");
    let lines = rows.iter().map(|row| line(row).trim_end().to_owned());
    lines.flat_map(|line| folded_at(&line, room, "  ")).collect()
}

fn folded_at(line: &str, room: usize, below: &str) -> Vec<String> {
    let options = options(room.max(10)).break_words(true).subsequent_indent(below);
    filled(line, options)
}

/// A command stays in one line where it has room in one.
fn filled(text: &str, options: textwrap::Options<'_>) -> Vec<String> {
    let held = commands::held(text, options.width.saturating_sub(options.subsequent_indent.len()));
    textwrap::wrap(&held, options).iter().map(|line| commands::let_go(line)).collect()
}

fn joined(lines: &[String], indent: &str) -> String {
    lines.iter().map(|line| format!("{indent}{line}\n")).collect()
}

/// The lines of a text, none wider than that: what stands on a screen of its own cannot be copied as one anyway.
pub fn folded(text: &str, width: usize) -> Vec<String> {
    folded_at(text, width, "")
}

fn wrapped(text: &str, width: usize, most: usize) -> Vec<String> {
    let all = folded(text, width);
    let mut lines: Vec<_> = all.iter().take(most).cloned().collect();
    if all.len() > most
        && let Some(last) = lines.last_mut()
    {
        let kept: String = last.chars().take(width.saturating_sub(2)).collect();
        *last = format!("{} …", kept.trim_end());
    }
    lines
}

/// Lines break at spaces alone: a route broken at its slash is misread.
fn options<'a>(width: usize) -> textwrap::Options<'a> {
    let options = textwrap::Options::new(width).word_separator(textwrap::WordSeparator::AsciiSpace);
    options.break_words(false).word_splitter(textwrap::WordSplitter::NoHyphenation)
}

fn mark(level: Option<Level>) -> Mark {
    match level {
        Some(Level::Ok) => Mark::Ok,
        Some(Level::Critical) => Mark::Fail,
        Some(Level::Unknown | Level::Warning) => Mark::Unknown,
        None => Mark::Seen,
    }
}

/// So many hints leave the screen to what is wrong.
const HINTS: usize = 2;

/// What can be done about what is not known, each once; what is for one of them alone, says for which.
pub fn hints<'w>(page: &Page, whys: impl Iterator<Item = (&'w str, &'w Why)>) -> String {
    let mut hints: Vec<(Option<&str>, &str)> = Vec::new();
    for (name, hint) in whys.filter_map(|(name, why)| Some((name, why.hint.as_ref()?.as_str()))) {
        match hints.iter_mut().find(|(_, known)| *known == hint) {
            Some((of, _)) => *of = None,
            None => hints.push((Some(name), hint)),
        }
    }
    let options = options(page.width).subsequent_indent("    ");
    let most = if page.detail == Detail::More { usize::MAX } else { HINTS };
    let of = |name: &Option<&str>| name.map_or_else(String::new, |name| format!(", for {name}"));
    let line = |(name, hint): &(Option<&str>, &str)| page.again(&format!("do{}: {hint}", of(name)));
    let lines = hints.iter().take(most).flat_map(|hint| filled(&line(hint), options.clone()));
    let shown: String = lines.map(|line| line + "\n").collect();
    let left_out = hints.len().saturating_sub(most);
    if left_out == 0 {
        shown
    } else {
        format!("{shown}and {left_out} more to do about what could not be checked: add -v\n")
    }
}
