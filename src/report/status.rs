//! Mission Control on one screen: the score and what is wrong first, then each tile.

mod json;
#[cfg(test)]
mod tests;

pub use json::json;

use super::rows::{Columns, Row, aligned, hints, row};
use crate::console::render::{Detail, NARROW, Page, clock, table};
use duckops_core::health::checks::Level;
use duckops_core::health::tiles::Tile;
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::world::{Known, Table, duration_text, minutes_text};
use std::time::Duration;

/// What is shown.
pub struct Board {
    pub at: Utc,
    /// The scenario, when the stack is simulated.
    pub drill: Option<Clean>,
    /// That this machine's clock is not the API's.
    pub skew: Option<Clean>,
    /// The incident that is on: how the platform stood when it was declared, beside how it stands now.
    pub incident: Option<Incident>,
    /// `34–61, 3 unknown`.
    pub score: String,
    pub low: i64,
    pub high: i64,
    /// From under here it is red.
    pub red_under: i64,
    /// points, what.
    pub penalties: Vec<(Clean, Clean)>,
    /// What is wrong, and the command that is for it.
    pub anomalies: Vec<(Clean, Option<String>)>,
    pub tiles: Vec<Tile>,
    /// What to type next.
    pub next: Option<String>,
}

/// An incident that is on.
pub struct Incident {
    pub id: String,
    /// `P1 the API is slow`.
    pub title: Clean,
    pub since: Utc,
    /// Why there is nothing to hold against now.
    pub compared: Known<Compared>,
}

/// A snapshot, and what is otherwise now.
pub struct Compared {
    pub then: Utc,
    /// The tiles of which something changed.
    pub tiles: Vec<&'static str>,
    /// What, then, now.
    pub changed: Vec<[Clean; 3]>,
    /// What is as it was: its value.
    pub same: Vec<(Clean, Clean)>,
}

const COLUMNS: Columns = Columns { name: 14, word: 4, lines: 2 };
/// The screen that everything is to fit on, and the most anomalies that are shown on it.
const SCREEN: usize = 40;
const ANOMALIES: usize = 5;
/// The most of an incident's title: two lines of it.
const TITLE: usize = 80;
/// The most of what an incident changed.
const CHANGES: usize = 6;

/// As much of each tile as there is room for on one screen; with `--verbose`, or stacked at 40 columns, it may be
/// longer.
pub fn text(page: &Page, board: &Board) -> String {
    let every = || board.tiles.iter().map(|tile| tile.name).collect::<Vec<_>>();
    let with_all = |lines: usize| screen(page, lines, &every(), board);
    let fits = |screen: &String| screen.lines().count() <= SCREEN;
    match (page.detail, page.width) {
        (Detail::More, _) => with_all(usize::MAX / 2),
        (_, ..60) => with_all(2),
        _ => [3, 2].map(with_all).into_iter().find(fits).unwrap_or_else(|| as_much_as_fits(page, board)),
    }
}

fn as_much_as_fits(page: &Page, board: &Board) -> String {
    let lines = if screen(page, 2, &[], board).lines().count() <= SCREEN { 2 } else { 1 };
    let room = SCREEN.saturating_sub(screen(page, lines, &[], board).lines().count());
    let columns = Columns { lines, ..COLUMNS };
    let cost = |tile: &Tile| aligned(page, columns, &shown(tile)).lines().count();
    screen(page, lines, &with_rows(&board.tiles, room, cost), board)
}

/// Which tiles show what they are made of in so many lines: what is not well comes first.
pub(super) fn with_rows(tiles: &[Tile], room: usize, cost: impl Fn(&Tile) -> usize) -> Vec<&'static str> {
    let mut worst: Vec<_> = tiles.iter().filter(|tile| !tile.rows.is_empty()).collect();
    worst.sort_by_key(|tile| std::cmp::Reverse(tile.level));
    let mut left = room;
    let fits = |tile: &&&Tile| {
        let rest = left.checked_sub(cost(tile));
        left = rest.unwrap_or(left);
        rest.is_some()
    };
    worst.iter().filter(fits).map(|tile| tile.name).collect()
}

/// `lines`: the most of a tile's text; `made_of`: the tiles that show what they are made of.
fn screen(page: &Page, lines: usize, made_of: &[&str], board: &Board) -> String {
    let columns = Columns { lines, ..COLUMNS };
    let mut out = head(page, board);
    out.push('\n');
    out.push_str(&anomalies(page, columns, board));
    for tile in &board.tiles {
        let right = age_of(board, tile);
        let (level, word) = (tile.level, word(tile.level));
        let one = Row { name: tile.name, level, word, text: tile.text.as_str(), right: &right };
        out.push_str(&row(page, columns, &one));
        if made_of.contains(&tile.name) {
            out.push_str(&aligned(page, columns, &shown(tile)));
        }
    }
    out.push('\n');
    out.push_str(&hints(page, board.tiles.iter().filter_map(|tile| Some((tile.name, tile.why.as_ref()?)))));
    if let Some(next) = &board.next {
        out.push_str(&format!("next: {next}\n"));
    }
    out
}

/// What a tile is made of, as it reads.
pub(super) fn shown(tile: &Tile) -> Vec<Vec<&str>> {
    tile.rows.iter().map(|row| row.iter().map(|cell| cell.shown.as_str()).collect()).collect()
}

/// When, how bad, in what, and what an incident changed.
fn head(page: &Page, board: &Board) -> String {
    let left = format!("Mission Control  {}", stamp(board.at));
    let mut out = page.edges(&left, &format!("health {}{}", board.score, board.redness()));
    if let Some(scenario) = &board.drill {
        out.push_str(&format!("DRILL {scenario}: nothing here is real\n"));
    }
    out.extend(board.skew.as_ref().map(|skew| page.paragraph(&clock(skew))));
    out.extend(board.incident.as_ref().map(|incident| then_and_now(page, board.at, incident)));
    out
}

impl Board {
    /// Whether the low end of the score is red.
    pub fn is_red(&self) -> bool {
        self.low < self.red_under
    }

    /// `RED` goes by the low end; where the high end is not red, that is said.
    pub(super) fn redness(&self) -> &'static str {
        match (self.is_red(), self.high < self.red_under) {
            (true, true) => "  RED",
            (true, false) => "  RED at worst",
            (false, _) => "",
        }
    }
}

/// What changed since the incident was declared; with `--verbose` what did not, too.
fn then_and_now(page: &Page, now: Utc, incident: &Incident) -> String {
    let head = format!("INCIDENT {} {}", incident.id, incident.title.shortened(TITLE));
    let mut out = page.title(&head, None, &lasts(now, incident.since));
    let compared = match &incident.compared {
        Ok(compared) => compared,
        Err(why) => return out + &page.paragraph(&format!("?  then and now: {}", why.text)),
    };
    let (then, at) =
        (format!("then {}", compared.then.format("%H:%M:%SZ")), format!("now {}", now.format("%H:%M:%SZ")));
    let mut rows = Table::new(["what", &then, &at]);
    let most = if page.detail == Detail::More { usize::MAX } else { CHANGES };
    compared.changed.iter().take(most).for_each(|row| rows.row(row.clone()));
    if page.detail == Detail::More {
        compared.same.iter().for_each(|(name, value)| rows.row([name.clone(), value.clone(), Clean::new("the same")]));
    }
    if !rows.rows.is_empty() {
        out.push_str(&table(page, &rows));
    }
    if page.detail != Detail::More {
        let all = page.again("all: duckops status -v");
        out.push_str(&page.paragraph(&format!("{}; {all}", not_shown(compared))));
    }
    out
}

/// `2 more changed, 21 values are as at 02:14:07Z`: when they were kept, which need not be when it began.
fn not_shown(compared: &Compared) -> String {
    let more = match compared.changed.len().saturating_sub(CHANGES) {
        0 => String::new(),
        more => format!("{more} more changed, "),
    };
    format!("{more}{} values are as at {}", compared.same.len(), compared.then.format("%H:%M:%SZ"))
}

/// The tile of what is wrong, one line each: the worst first.
fn anomalies(page: &Page, columns: Columns, board: &Board) -> String {
    let (level, word, none) = match board.anomalies.is_empty() {
        false => (Some(Level::Critical), "", ""),
        true => nothing_wrong(board),
    };
    let mut out = String::new();
    let most = if page.detail == Detail::More { usize::MAX } else { ANOMALIES };
    for (at, (what, command)) in board.anomalies.iter().take(most).enumerate() {
        let command = command.as_ref().map(|command| page.again(command));
        // On a narrow screen a command has a line of its own.
        let (beside, below) = if page.width < NARROW { (None, command) } else { (command, None) };
        let text = beside.map_or_else(|| what.to_string(), |command| format!("{what}: {command}"));
        let name = if at == 0 { "Anomalies" } else { "" };
        let (right, word) = ("", if at == 0 { board.anomalies.len().to_string() } else { String::new() });
        out.push_str(&row(page, columns, &Row { name, level, word: &word, text: &text, right }));
        out.push_str(&below.map(|command| format!("  {command}\n")).unwrap_or_default());
    }
    let all = board.anomalies.len();
    if all > most {
        let text = page.again(&format!("{most} of {all} shown, the worst first; all: duckops status -v"));
        out.push_str(&row(page, columns, &Row { name: "", level, word, text: &text, right: "" }));
    }
    if board.anomalies.is_empty() {
        out.push_str(&row(page, columns, &Row { name: "Anomalies", level, word, text: none, right: "" }));
    }
    out
}

/// Where nothing is known to be wrong: how far that goes.
pub(super) fn nothing_wrong(board: &Board) -> (Option<Level>, &'static str, &'static str) {
    // What stands is told by this machine: it is no check.
    let mut checked = board.tiles.iter().filter(|tile| tile.check.is_some()).filter_map(|tile| tile.level);
    let nothing = checked.clone().all(|level| level == Level::Unknown);
    match checked.any(|level| level == Level::Unknown) {
        true if nothing => (Some(Level::Unknown), "?", "nothing could be checked"),
        true => (Some(Level::Unknown), "?", "nothing that could be checked is wrong"),
        false => (Some(Level::Ok), "ok", "nothing is wrong"),
    }
}

pub(super) fn word(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Ok) => "ok",
        Some(Level::Warning) => "warn",
        Some(Level::Critical) => "FAIL",
        Some(Level::Unknown) => "?",
        None => "",
    }
}

/// How old a tile's look is; nothing where it told nothing.
pub(super) fn age_of(board: &Board, tile: &Tile) -> String {
    tile.at.filter(|_| tile.why.is_none()).map(|at| age(board.at, at)).unwrap_or_default()
}

/// `since 02:05Z, 30 min`.
pub(super) fn lasts(now: Utc, since: Utc) -> String {
    let age = age(now, since);
    format!("since {}, {}", since.format("%H:%MZ"), if age == "now" { "just begun" } else { &age })
}

/// `now`, `3 s`, `5 min`.
pub fn age(now: Utc, at: Utc) -> String {
    match (now - at).to_std() {
        Ok(age) if age >= Duration::from_secs(60) => minutes_text(age),
        Ok(age) if age >= Duration::from_secs(1) => duration_text(Duration::from_secs(age.as_secs())),
        _ => "now".into(),
    }
}
