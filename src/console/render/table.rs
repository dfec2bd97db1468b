//! Tables: the rows that decide, in columns that fit.

use super::layout::Page;
use comfy_table::{ContentArrangement, Table as Grid, presets::NOTHING};
use duckops_core::text::Clean;
use duckops_core::world::Table;

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
    for row in table.rows.iter().take(rows) {
        grid.add_row(row.iter().map(|cell| first_line(cell).shortened(160).to_string()));
    }
    for column in grid.column_iter_mut() {
        column.set_padding((1, 1));
    }
    grid.lines().map(|line| format!("   {}\n", line.trim_end())).collect()
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
