//! `status --watch`: Mission Control on a screen of its own. What changed is marked, one tile can be opened.

use super::rows::{folded, laid_out};
use super::status::{Board, age_of, lasts, nothing_wrong, shown, with_rows, word};
use crate::console::fitting;
use crate::console::render::NARROW;
use duckops_core::health::checks::Level;
use duckops_core::health::tiles::Tile;
use duckops_core::time::stamp;
use duckops_core::walk::settle::label;
use duckops_core::world::{Evidence, duration_text, minutes_text};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use std::time::Duration;

#[cfg(test)]
mod tests;

/// One look at everything.
pub struct Glance {
    pub board: Board,
    pub looks: Vec<Evidence>,
    /// How the figure of a tile went, in a few bars, by the name of its check.
    pub trends: Vec<(&'static str, String)>,
    /// The runbook that fits.
    pub runbook: Option<String>,
}

/// What is shown.
#[derive(Default)]
pub struct Watching {
    before: Option<Glance>,
    now: Option<Glance>,
    at: usize,
    open: bool,
    helped: bool,
    scrolled: usize,
}

/// What the last line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It is being looked, for so long already.
    Looking(Duration),
    /// The next look, in so long.
    In(Duration),
}

impl Watching {
    pub fn saw(&mut self, glance: Glance) {
        self.before = self.now.replace(glance);
    }

    pub fn now(&self) -> Option<&Glance> {
        self.now.as_ref()
    }

    fn tiles(&self) -> &[Tile] {
        self.now.as_ref().map_or(&[], |glance| &glance.board.tiles)
    }

    pub fn up(&mut self) {
        match self.open {
            _ if self.helped => {}
            true => self.scrolled = self.scrolled.saturating_sub(1),
            false => self.at = self.at.saturating_sub(1),
        }
    }

    pub fn down(&mut self) {
        match self.open {
            _ if self.helped => {}
            true => self.scrolled += 1,
            false => self.at = (self.at + 1).min(self.tiles().len().saturating_sub(1)),
        }
    }

    /// Opens the marked tile, or closes it.
    pub fn turn_over(&mut self) {
        (self.open, self.scrolled) = (!self.open && !self.helped && self.now.is_some(), 0);
        self.helped = false;
    }

    /// Closes what is open. Nothing, when nothing is.
    pub fn close(&mut self) {
        (self.open, self.helped) = (self.open && self.helped, false);
    }

    /// Says what the keys and marks are, or no more.
    pub fn help(&mut self) {
        self.helped = !self.helped;
    }

    fn has_changed(&self, tile: &Tile) -> bool {
        let before = self.before.iter().flat_map(|glance| &glance.board.tiles).find(|other| other.name == tile.name);
        before.is_some_and(|before| (before.level, &before.text) != (tile.level, &tile.text))
    }

    /// `*` since the look before, `+` since the incident that is on was declared.
    fn mark(&self, board: &Board, tile: &Tile) -> &'static str {
        let compared = board.incident.iter().filter_map(|incident| incident.compared.as_ref().ok());
        let mut tiles = compared.flat_map(|compared| &compared.tiles);
        match (self.has_changed(tile), tiles.any(|name| *name == tile.name)) {
            (true, _) => "*",
            (false, true) => "+",
            (false, false) => " ",
        }
    }
}

pub fn render(frame: &mut Frame<'_>, watching: &Watching, due: Due) {
    let [body, foot] = Layout::vertical([Constraint::Min(1), Constraint::Length(1)]).areas(frame.area());
    let (width, height) = (usize::from(body.width), usize::from(body.height));
    let lines = match watching.now() {
        _ if watching.helped => help(width),
        None => vec![Line::from("Mission Control: looking for the first time")],
        Some(glance) if watching.open => opened(watching, glance, width, height),
        Some(glance) => overview(watching, glance, width, height),
    };
    frame.render_widget(Paragraph::new(lines), body);
    frame.render_widget(Paragraph::new(keys(watching, due, width)), foot);
}

fn keys(watching: &Watching, due: Due, width: usize) -> String {
    let when = match due {
        Due::Looking(time) if time < Duration::from_secs(1) => "looking".to_owned(),
        Due::Looking(time) => format!("looking, {} s", time.as_secs()),
        Due::In(time) if time > MINUTE => format!("next look in {}", minutes_text(time)),
        Due::In(time) => format!("next look in {}", duration_text(whole(time))),
    };
    let start = watching.now().and_then(|glance| glance.runbook.as_ref());
    let start = start.map_or_else(String::new, |id| format!("  [s]tart {id}"));
    let turn = if watching.open || watching.helped { "[Enter] back" } else { "[Enter] evidence" };
    let full = format!("[l]ook  arrows  {turn}{start}  [q]uit  [?]  {when}");
    let some = format!("[l]ook  {turn}{start}  [q]uit  [?]  {when}");
    let when = when.replacen("next look in", "next in", 1);
    let short = format!("[l] [Enter]{} [q] [?]  {when}", if start.is_empty() { "" } else { " [s]" });
    fitting([full, some, short], width)
}

/// What each key does, and what the marks are.
const HELP: [(&str, &str); 9] = [
    ("l", "look again now"),
    ("up, down", "mark a tile, or move in its evidence; so do k and j"),
    ("Enter", "what the marked tile was seen by, and back"),
    ("s", "leave this screen and walk the runbook that fits"),
    ("q", "quit; so do Ctrl-D and Ctrl-C"),
    ("Ctrl-Z", "to the shell, and back with fg"),
    ("*", "changed since the look before"),
    ("+", "changed since the incident was declared"),
    ("bars", "how a figure went over the last day, the newest at the right"),
];

fn help(width: usize) -> Vec<Line<'static>> {
    let rows: Vec<_> = HELP.iter().map(|(key, does)| vec![*key, *does]).collect();
    laid_out(&rows, width).into_iter().map(Line::from).collect()
}

/// Nobody counts the seconds of what is further away.
const MINUTE: Duration = Duration::from_secs(60);

/// A part of a second still to come is one.
fn whole(time: Duration) -> Duration {
    Duration::from_secs(time.as_secs() + u64::from(time.subsec_nanos() > 0))
}

fn overview(watching: &Watching, glance: &Glance, width: usize, height: usize) -> Vec<Line<'static>> {
    let marks: Vec<_> = glance.board.tiles.iter().map(|tile| watching.mark(&glance.board, tile)).collect();
    let mut lines = head(&glance.board, &marks, width, height);
    let room = height.saturating_sub(lines.len());
    let (mut tiles, mut first, mut last) = (Vec::new(), 0, 0);
    for (at, (tile, below)) in with_below(&glance.board, width, room).into_iter().enumerate() {
        if at == watching.at {
            first = tiles.len();
        }
        tiles.extend(row(watching, glance, tile, at == watching.at, width));
        tiles.extend(below);
        if at == watching.at {
            last = tiles.len();
        }
    }
    let (whole, room) = (room, beside_the_count(tiles.len(), room));
    // The marked tile is always on the screen.
    let skip = if last <= room { 0 } else { last.saturating_sub(room).min(first) };
    let below = tiles.len().saturating_sub(skip + room);
    lines.extend(tiles.into_iter().skip(skip).take(room));
    lines.extend(more(skip, below).filter(|_| room < whole));
    lines
}

/// What does not fit is counted in the last line, where a line is to spare for that.
fn beside_the_count(lines: usize, room: usize) -> usize {
    if lines > room && room > SPARE { room - 1 } else { room }
}

/// A tile and what it is made of.
const SPARE: usize = 4;

/// What has no room on the screen, and how to get there.
fn more(above: usize, below: usize) -> Option<Line<'static>> {
    let parts = [(above, "above"), (below, "below")].into_iter().filter(|(lines, _)| *lines > 0);
    let parts: Vec<_> = parts.map(|(lines, place)| format!("{lines} {place}")).collect();
    (!parts.is_empty()).then(|| Line::from(format!("lines not shown: {} (arrows)", parts.join(", "))))
}

/// Where, how bad, what is wrong, and since when an incident is on.
fn head(board: &Board, marks: &[&str], width: usize, height: usize) -> Vec<Line<'static>> {
    let red = board.redness();
    let style = if red.is_empty() { Style::default() } else { painted(Some(Level::Critical)) };
    let (left, right) = (format!("Mission Control  {}", stamp(board.at)), format!("health {}{red}", board.score));
    let room = width.saturating_sub(right.chars().count());
    let (left, right) = (Span::styled(padded(&left, room), bold()), Span::styled(right, style));
    let mut lines = if width < NARROW { vec![left.into(), right.into()] } else { vec![Line::from(vec![left, right])] };
    lines.extend(
        board.drill.iter().map(|drill| Line::from(fitted(&format!("DRILL {drill}: nothing here is real"), width))),
    );
    lines.extend(board.incident.iter().flat_map(|incident| {
        let head = format!("INCIDENT {} {}, {}", incident.id, incident.title, lasts(board.at, incident.since));
        let changed = incident.compared.iter().flat_map(|compared| &compared.changed);
        let changed = changed.map(|[what, then, now]| format!("  since then {what}: {then} -> {now}"));
        let changed: Vec<_> = changed.take(CHANGES).map(|line| Line::from(fitted(&line, width))).collect();
        [Line::styled(fitted(&head, width), painted(Some(Level::Critical)))].into_iter().chain(changed)
    }));
    let most = if height < LOW { 2 } else { ANOMALIES };
    lines.extend(board.anomalies.iter().take(most).flat_map(|(what, command)| {
        let command = command.as_ref().map_or_else(String::new, |command| format!(": {command}"));
        let lines = folded(&format!("! {what}{command}"), width).into_iter();
        lines.map(|line| Line::styled(line, painted(Some(Level::Critical))))
    }));
    if let more @ 1.. = board.anomalies.len().saturating_sub(most) {
        lines.push(Line::from(format!("! and {more} more")));
    }
    if board.anomalies.is_empty() {
        lines.push(Line::from(nothing_wrong(board).2));
    }
    lines.push(Line::from(fitted(&legend(marks), width)));
    lines
}

/// What the marks mean that are on the screen.
fn legend(marks: &[&str]) -> String {
    let meanings = [("*", "* changed since the look before"), ("+", "+ since the incident was declared")];
    let shown = meanings.into_iter().filter(|(mark, _)| marks.contains(mark)).map(|(_, meaning)| meaning);
    shown.collect::<Vec<_>>().join("  ")
}

/// The tiles, each with its rows where there is room for them.
fn with_below(board: &Board, width: usize, room: usize) -> Vec<(&Tile, Vec<Line<'static>>)> {
    let left = room.saturating_sub(board.tiles.len() * each(width));
    let made_of = with_rows(&board.tiles, left, |tile| below(tile, width).len());
    let rows = |tile: &Tile| if made_of.contains(&tile.name) { below(tile, width) } else { Vec::new() };
    board.tiles.iter().map(|tile| (tile, rows(tile))).collect()
}

/// How many lines a tile is without its rows.
fn each(width: usize) -> usize {
    if width < NARROW { 2 } else { 1 }
}

/// What a tile is made of, below its text.
fn below(tile: &Tile, width: usize) -> Vec<Line<'static>> {
    let indent = if width < NARROW { 4 } else { 24 };
    let lines = laid_out(&shown(tile), width.saturating_sub(indent)).into_iter();
    lines.map(|line| Line::from(format!("{}{line}", " ".repeat(indent)))).collect()
}

/// A window of fewer lines shows less of what is wrong.
const LOW: usize = 30;
/// What is wrong leaves room for the tiles.
const ANOMALIES: usize = 4;
const CHANGES: usize = 4;

fn row(watching: &Watching, glance: &Glance, tile: &Tile, marked: bool, width: usize) -> Vec<Line<'static>> {
    let cursor = if marked { ">" } else { " " };
    let changed = watching.mark(&glance.board, tile);
    let right = age_of(&glance.board, tile);
    let trend = glance.trends.iter().find(|(check, _)| tile.check == Some(*check));
    let trend = trend.map_or_else(String::new, |(_, bars)| format!(" {bars}"));
    let name = if marked { bold() } else { Style::default() };
    let state = Span::styled(format!("{:<4}", word(tile.level)), painted(tile.level));
    let end = format!("{trend} {right:>6}");
    if width < NARROW {
        let head = vec![
            Span::styled(format!("{cursor}{changed}{}  ", tile.name), name),
            state,
            Span::from(format!("  {right}")),
        ];
        return vec![Line::from(head), Line::from(fitted(&format!("    {}", tile.text), width))];
    }
    let room = width.saturating_sub(24 + end.chars().count());
    vec![Line::from(vec![
        Span::styled(format!("{cursor}{changed}{:<14}  ", tile.name), name),
        state,
        Span::from(format!("  {}", padded(&fitted(tile.text.as_str(), room), room))),
        Span::from(end),
    ])]
}

/// The marked tile and all that its look brought.
fn opened(watching: &Watching, glance: &Glance, width: usize, height: usize) -> Vec<Line<'static>> {
    let Some(tile) = glance.board.tiles.get(watching.at) else { return Vec::new() };
    let mut lines = vec![Line::from(vec![
        Span::styled(format!("{}  ", tile.name), bold()),
        Span::styled(word(tile.level).to_owned(), painted(tile.level)),
    ])];
    let mut wrapped = |text: &str| lines.extend(folded(text, width).into_iter().map(Line::from));
    wrapped(tile.text.as_str());
    if let Some(hint) = tile.why.as_ref().and_then(|why| why.hint.as_ref()) {
        wrapped(&format!("do: {hint}"));
    }
    laid_out(&shown(tile), width).iter().for_each(|line| wrapped(line));
    if tile.of.is_empty() {
        let penalties = glance.board.penalties.iter();
        penalties.for_each(|(points, what)| wrapped(&format!("{points:>4}  {what}")));
    }
    for look in glance.looks.iter().filter(|look| look.query.observe.as_str() == tile.of) {
        wrapped("");
        wrapped(&format!("< {}  {}", look.request, stamp(look.at)));
        look.shown().for_each(|(name, value)| wrapped(&format!("{:<22} {value}", label(name))));
    }
    let room = beside_the_count(lines.len(), height);
    let below = lines.len().saturating_sub(room);
    let above = watching.scrolled.min(below);
    let shown = lines.into_iter().skip(above).take(room);
    shown.chain(more(above, below - above).filter(|_| room < height)).collect()
}

fn bold() -> Style {
    Style::default().add_modifier(Modifier::BOLD)
}

/// The colours of the palette that the rest is painted with; the word stands beside it.
fn painted(level: Option<Level>) -> Style {
    match level {
        Some(Level::Ok) => Style::default().fg(Color::Indexed(14)),
        Some(Level::Critical) => bold().fg(Color::Indexed(9)),
        Some(Level::Warning | Level::Unknown) => bold().fg(Color::Indexed(11)),
        None => Style::default(),
    }
}

fn fitted(text: &str, width: usize) -> String {
    crate::console::cut(text, width)
}

fn padded(text: &str, width: usize) -> String {
    format!("{text:<width$}")
}
