//! Tables: the rows that decide, in columns that fit.

use super::layout::{NARROW, Page};
use comfy_table::{ColumnConstraint, ContentArrangement, Table as Grid, Width, presets::NOTHING};
use duckops_core::text::Clean;
use duckops_core::world::Table;
use unicode_width::UnicodeWidthStr;

/// A longer word is broken wherever it must, unless it is a link or a path.
const LONGEST_WORD: usize = 30;
/// Longer than a time: a name in parts is folded, where the table is too wide.
const NAME: usize = 20;
/// Left and right of a column.
const PADDING: u16 = 2;

/// A table of which all rows are shown that are there.
pub fn table(page: &Page, whole: &Table) -> String {
    cut_table(page, whole, usize::MAX, "")
}

/// At most `rows` rows. That some are left out is said, how many there are in all, and how to see `more`.
pub fn cut_table(page: &Page, table: &Table, rows: usize, more: &str) -> String {
    if table.rows.is_empty() {
        return "    none\n".into();
    }
    let columns = if page.width < NARROW { None } else { grid(page, table, rows) };
    let mut out = columns.unwrap_or_else(|| stacked(page, table, rows));
    let shown = table.rows.len().min(rows);
    let (of, order) = match &table.cut {
        Some(cut) => (cut.of, format!(", {}", cut.order)),
        None => (table.rows.len(), String::new()),
    };
    if shown < of {
        let more = if more.is_empty() { String::new() } else { format!("; more: {more}") };
        out.push_str(&page.paragraph(&format!("{shown} of {of} shown{order}{more}")));
    }
    out
}

/// In columns, when no link has to be broken for it: half of one cannot be copied.
fn grid(page: &Page, table: &Table, rows: usize) -> Option<String> {
    let mut grid = Grid::new();
    let width = u16::try_from(page.width.saturating_sub(3)).unwrap_or(u16::MAX);
    grid.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    grid.set_header(table.columns.iter().map(ToString::to_string));
    let cells: Vec<Vec<String>> = table.rows.iter().take(rows).map(|row| row.iter().map(shown).collect()).collect();
    let cells = if fits(table, &cells, width) { cells } else { folded(cells) };
    let lowest = lowest(table, &cells);
    let links = cells.iter().flatten().flat_map(|cell| cell.split_whitespace()).any(is_long_link);
    if links && lowest.iter().sum::<u16>() > width {
        return None;
    }
    let lowest = giving_way(lowest, width);
    for row in cells {
        grid.add_row(row);
    }
    for (column, lowest) in grid.column_iter_mut().zip(lowest) {
        column.set_padding((1, 1));
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(lowest)));
    }
    Some(grid.lines().map(|line| format!("   {}\n", line.trim_end())).collect())
}

fn shown(cell: &Clean) -> String {
    first_line(cell).shortened(160).to_string()
}

/// Whether every cell has its line.
fn fits(table: &Table, cells: &[Vec<String>], width: u16) -> bool {
    let widths = (0..table.columns.len()).map(|n| of_column(table, cells, n, |cell| cell.width()) + PADDING);
    widths.sum::<u16>() <= width
}

/// A long name in parts, `assumed-role/` and so on, is folded between them; a link is a link.
fn folded(cells: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let word = |word: &str| match word.width() > NAME && !word.contains("://") {
        true => word.split_inclusive('/').collect::<Vec<_>>().join("\n"),
        false => word.to_owned(),
    };
    let cell = |cell: String| cell.split(' ').map(word).collect::<Vec<_>>().join(" ");
    cells.into_iter().map(|row| row.into_iter().map(cell).collect()).collect()
}

fn is_long_link(word: &str) -> bool {
    word.width() > LONGEST_WORD && (word.contains("://") || word.starts_with(['/', '~']))
}

/// So wide at least that no word is broken: a time or a name broken in the middle is misread.
fn lowest(table: &Table, cells: &[Vec<String>]) -> Vec<u16> {
    let of_word = |word: &str| if is_long_link(word) { word.width() } else { word.width().min(LONGEST_WORD) };
    let of_cell = |cell: &str| cell.split_whitespace().map(of_word).max().unwrap_or(0);
    (0..table.columns.len()).map(|n| of_column(table, cells, n, of_cell) + PADDING).collect()
}

/// Where that is more than there is room for, the longest words give way.
fn giving_way(mut lowest: Vec<u16>, width: u16) -> Vec<u16> {
    let mut over = lowest.iter().sum::<u16>().saturating_sub(width);
    while let Some(longest) = lowest.iter_mut().max().filter(|longest| over > 0 && **longest > PADDING + 1) {
        *longest -= 1;
        over -= 1;
    }
    lowest
}

/// The most of a column, its heading too.
fn of_column(table: &Table, cells: &[Vec<String>], n: usize, measure: impl Fn(&str) -> usize) -> u16 {
    let heading = table.columns.get(n).map(Clean::as_str).into_iter();
    let most = heading.chain(cells.iter().filter_map(|row| row.get(n)).map(String::as_str)).map(measure).max();
    u16::try_from(most.unwrap_or(0)).unwrap_or(u16::MAX / 2)
}

/// A cell's first line; that there were more is said.
fn first_line(cell: &Clean) -> Clean {
    match cell.as_str().split_once("\\n") {
        Some((first, _)) => Clean::new(format!("{} …", first.trim_end())),
        None => cell.clone(),
    }
}

/// Narrow: a row is a block of `column: value` lines.
fn stacked(page: &Page, table: &Table, rows: usize) -> String {
    let row = |cells: &Vec<Clean>| {
        let pairs = table.columns.iter().zip(cells).filter(|(_, cell)| !cell.as_str().is_empty());
        pairs.map(|(column, cell)| format!("{column} {}", first_line(cell))).collect::<Vec<_>>().join(", ")
    };
    table.rows.iter().take(rows).map(|cells| page.item(&row(cells))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::render::Detail;

    /// Wide columns took from all others alike: `2026-11-22T02:14:0` and `7Z` stood below each other.
    #[test]
    fn only_text_between_words_is_broken() {
        let mut rows = Table::new(["request", "change", "asked by", "until", "reason"]);
        let reason = "errors began with the last promotion and the version before it never served production well";
        let row = ["QE34-1", "DRILL prod 43 -> 41", "assumed-role/ops/ana", "2026-11-22T02:44:07Z", reason];
        rows.row(row.map(Clean::new));
        let shown =
            table(&Page { width: 80, colour: false, detail: Detail::Usual, repeat: [].into(), dated: false }, &rows);
        for word in row.iter().flat_map(|cell| cell.split([' ', '/'])) {
            assert!(shown.contains(word), "{word} is broken:\n{shown}");
        }
        assert!(shown.lines().all(|line| line.width() <= 80), "{shown}");
    }

    #[test]
    fn what_is_cut_says_of_how_many() {
        let page = Page { width: 80, colour: false, detail: Detail::Usual, repeat: [].into(), dated: false };
        let mut rows = Table::new(["n"]);
        (0..5).for_each(|n| rows.row([Clean::new(format!("{n}"))]));
        assert!(!table(&page, &rows).contains("shown"));
        let last = |table: String| table.lines().last().unwrap().to_owned();
        assert_eq!(last(cut_table(&page, &rows, 3, "-v")), "    3 of 5 shown; more: -v");
        let rows = rows.first_of(12, "newest first");
        assert_eq!(last(table(&page, &rows)), "    5 of 12 shown, newest first");
    }

    #[test]
    fn words_give_way_where_there_is_no_room() {
        let mut rows = Table::new(["a", "b"]);
        rows.row(["x".repeat(40), "y".repeat(40)].map(Clean::new));
        let cells = vec![vec!["x".repeat(40), "y".repeat(40)]];
        assert_eq!(lowest(&rows, &cells), [32, 32]);
        assert_eq!(giving_way(vec![32, 32], 40).iter().sum::<u16>(), 40);
    }

    #[test]
    fn where_a_link_would_be_broken_rows_stand_below_each_other() {
        let mut rows = Table::new(["name", "cause"]);
        let link = format!("https://agents.spaceduck.example/{}/peck", "duck".repeat(12));
        rows.row([Clean::new("peck-7400"), Clean::new(format!("POST {link}: refused"))]);
        let shown =
            table(&Page { width: 80, colour: false, detail: Detail::Usual, repeat: [].into(), dated: false }, &rows);
        assert!(shown.starts_with("    - name peck-7400, cause POST") && shown.contains(&link), "{shown}");
    }
}
