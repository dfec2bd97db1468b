//! Where words go on a line of so many columns. Pure.

use duckops_core::text::Clean;
use duckops_core::world::Table;
use std::time::Duration;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

const GUTTER: usize = 2;
/// A column narrower than this says nothing.
const NARROWEST: usize = 6;

pub fn width_of(text: &str) -> usize {
    text.width()
}

/// At most `width` columns; what is cut is said by an ellipsis.
pub fn cut(text: &str, width: usize) -> String {
    if width_of(text) <= width {
        return text.to_owned();
    }
    let kept = taken(text.chars(), width.saturating_sub(1));
    if width == 0 { kept } else { kept + "…" }
}

/// The end of a text, in at most `width` columns.
pub fn tail(text: &str, width: usize) -> String {
    if width_of(text) <= width {
        return text.to_owned();
    }
    let kept = taken(text.chars().rev(), width.saturating_sub(1));
    "…".chars().chain(kept.chars().rev()).collect()
}

/// The first word and the end: of a request, the verb and where the path leads.
pub fn squeezed(text: &str, width: usize) -> String {
    match text.split_once(' ') {
        Some((first, rest)) if width_of(text) > width && width > width_of(first) + GUTTER => {
            format!("{first} {}", tail(rest, width - width_of(first) - 1))
        }
        _ => cut(text, width),
    }
}

fn taken(chars: impl Iterator<Item = char>, width: usize) -> String {
    let mut used = 0;
    chars
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= width
        })
        .collect()
}

/// Items on as few lines as they need, two columns apart. An item is never broken, only cut.
pub fn flow(items: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        let item = cut(item, width);
        match lines.last_mut() {
            Some(line) if width_of(line) + GUTTER + width_of(&item) <= width => {
                line.push_str("  ");
                line.push_str(&item);
            }
            _ => lines.push(item),
        }
    }
    lines
}

/// Text wrapped to the width, each line behind `indent`.
pub fn wrap(text: &str, width: usize, indent: &str) -> Vec<String> {
    hang(text, width, indent, indent)
}

/// Text wrapped to the width, its first line behind one indent and the others behind another.
pub fn hang(text: &str, width: usize, first: &str, others: &str) -> Vec<String> {
    // A word stays whole, also when it is too long: the terminal breaks it, and it can be copied as one.
    let options = textwrap::Options::new(width.max(20)).initial_indent(first).subsequent_indent(others);
    let options = options.word_separator(textwrap::WordSeparator::AsciiSpace);
    let whole = options.break_words(false).word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, whole).into_iter().map(|line| line.into_owned()).collect()
}

/// A table's rows as aligned lines, the heading first. The first column, which is what is answered, is never
/// cut; the last one gives way first, and is left out when it has no room at all.
pub fn columns(table: &Table, width: usize) -> Vec<String> {
    let lines: Vec<&Vec<Clean>> = std::iter::once(&table.columns).chain(&table.rows).collect();
    let mut widths: Vec<usize> = (0..table.columns.len())
        .map(|n| lines.iter().filter_map(|cells| cells.get(n)).map(|cell| width_of(cell.as_str())).max().unwrap_or(0))
        .collect();
    shrink(&mut widths, width);
    lines.iter().map(|cells| aligned(cells, &widths)).collect()
}

fn shrink(widths: &mut Vec<usize>, width: usize) {
    let total = |widths: &[usize]| widths.iter().sum::<usize>() + GUTTER * widths.len().saturating_sub(1);
    while total(widths) > width && widths.len() > 1 {
        match widths.last_mut() {
            Some(last) if *last > NARROWEST => *last -= 1,
            _ => drop(widths.pop()),
        }
    }
}

fn aligned(cells: &[Clean], widths: &[usize]) -> String {
    let mut line = String::new();
    for (n, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let cell = if n == 0 { cell.as_str().to_owned() } else { cut(cell.as_str(), *width) };
        let gap = width.saturating_sub(width_of(&cell)) + GUTTER;
        line.push_str(&cell);
        line.push_str(&" ".repeat(gap));
    }
    line.trim_end().to_owned()
}

/// `29:41`, `1:02:03`.
pub fn clock_face(left: Duration) -> String {
    let (hours, minutes, seconds) = (left.as_secs() / 3600, left.as_secs() / 60 % 60, left.as_secs() % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The first of these that fits; the last one cut, when none does.
pub fn fitting<const N: usize>(variants: [String; N], width: usize) -> String {
    let fits = variants.iter().find(|line| width_of(line) <= width).cloned();
    fits.unwrap_or_else(|| variants.last().map(|line| cut(line, width)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_counts_columns_and_says_so() {
        for (text, width, head, end) in [
            ("prod", 4, "prod", "prod"),
            ("production", 5, "prod…", "…tion"),
            ("鴨鴨鴨", 4, "鴨…", "…鴨"),
            ("x", 0, "", "…"),
        ] {
            assert_eq!((cut(text, width).as_str(), tail(text, width).as_str()), (head, end), "{text} in {width}");
        }
    }

    #[test]
    fn a_request_keeps_its_verb_and_its_end() {
        for (text, width, squeezed_text) in [
            ("GET https://example.com/prod/beak/status", 16, "GET …beak/status"),
            ("GET /status", 16, "GET /status"),
            ("FilterLogEvents", 8, "FilterL…"),
            ("GET /status", 4, "GET…"),
        ] {
            assert_eq!(squeezed(text, width), squeezed_text);
        }
    }

    #[test]
    fn items_flow_and_none_is_broken() {
        let items = ["[c]ontinue", "[l]ook again", "[n]ote", "[q]uit"].map(String::from);
        assert_eq!(flow(&items, 80), ["[c]ontinue  [l]ook again  [n]ote  [q]uit"]);
        assert_eq!(flow(&items, 24), ["[c]ontinue  [l]ook again", "[n]ote  [q]uit"]);
        assert_eq!(flow(&items, 6), ["[c]on…", "[l]oo…", "[n]ote", "[q]uit"]);
    }

    #[test]
    fn rows_line_up_and_fit() {
        let mut table = Table::new(["version", "published", "description"]);
        table.row(["43".into(), "2026-11-20".into(), "faster pecks, and a longer word about it".into()]);
        table.row(["42".into(), "2026-11-02".into(), "".into()]);
        assert_eq!(
            columns(&table, 40),
            ["version  published   description", "43       2026-11-20  faster pecks, and …", "42       2026-11-02",]
        );
        assert!(columns(&table, 16).iter().all(|line| width_of(line) <= 16), "{:?}", columns(&table, 16));
    }

    #[test]
    fn a_clock_counts_down() {
        for (seconds, face) in [(1781, "29:41"), (59, "0:59"), (3723, "1:02:03"), (0, "0:00")] {
            assert_eq!(clock_face(Duration::from_secs(seconds)), face);
        }
    }
}
