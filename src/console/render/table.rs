//! Tables: the rows that decide, in columns that fit.

use super::layout::Page;
use comfy_table::{ColumnConstraint, ContentArrangement, Table as Grid, Width, presets::NOTHING};
use duckops_core::text::Clean;
use duckops_core::world::Table;
use unicode_width::UnicodeWidthStr;

/// A longer word is a link or a path: it is broken wherever it must.
const LONGEST_WORD: u16 = 30;
/// Longer than a time: a name in parts is folded, where the table is too wide.
const NAME: usize = 20;
/// Left and right of a column.
const PADDING: u16 = 2;

/// At most `rows` rows; how many more there are is said.
pub fn table(page: &Page, table: &Table, rows: usize) -> String {
    if table.rows.is_empty() {
        return "    none\n".into();
    }
    let mut out = if page.width < 60 { stacked(page, table, rows) } else { grid(page, table, rows) };
    if table.rows.len() > rows {
        out.push_str(&format!("    ... {} more\n", table.rows.len() - rows));
    }
    out
}

fn grid(page: &Page, table: &Table, rows: usize) -> String {
    let mut grid = Grid::new();
    let width = u16::try_from(page.width.saturating_sub(3)).unwrap_or(u16::MAX);
    grid.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    grid.set_header(table.columns.iter().map(ToString::to_string));
    let cells: Vec<Vec<String>> = table.rows.iter().take(rows).map(|row| row.iter().map(shown).collect()).collect();
    let cells = if fits(table, &cells, width) { cells } else { folded(cells) };
    let lowest = lowest(table, &cells, width);
    for row in cells {
        grid.add_row(row);
    }
    for (column, lowest) in grid.column_iter_mut().zip(lowest) {
        column.set_padding((1, 1));
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(lowest)));
    }
    grid.lines().map(|line| format!("   {}\n", line.trim_end())).collect()
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

/// So wide at least that no word is broken: a time or a name broken in the middle is misread. Where that is more
/// than there is room for, the longest words give way.
fn lowest(table: &Table, cells: &[Vec<String>], width: u16) -> Vec<u16> {
    let word = |cell: &str| cell.split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or(0);
    let columns = 0..table.columns.len();
    let mut lowest: Vec<_> = columns.map(|n| of_column(table, cells, n, word).min(LONGEST_WORD) + PADDING).collect();
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
        let shown = table(&Page { width: 80, colour: false, detail: Detail::Usual }, &rows, usize::MAX);
        for word in row.iter().flat_map(|cell| cell.split([' ', '/'])) {
            assert!(shown.contains(word), "{word} is broken:\n{shown}");
        }
        assert!(shown.lines().all(|line| line.width() <= 80), "{shown}");
    }

    #[test]
    fn words_give_way_where_there_is_no_room() {
        let mut rows = Table::new(["a", "b"]);
        rows.row(["x".repeat(40), "y".repeat(40)].map(Clean::new));
        let cells = vec![vec!["x".repeat(40), "y".repeat(40)]];
        assert_eq!(lowest(&rows, &cells, 80), [32, 32]);
        assert_eq!(lowest(&rows, &cells, 40).iter().sum::<u16>(), 40);
    }
}
