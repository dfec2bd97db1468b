//! One of a list, drawn over itself: its rows as dialoguer draws them, its keys our own. In dialoguer's raw mode
//! Ctrl-Z is just another key, and a list is where a person stops to look something up.

use super::Console;
use super::burst::{Key, Press};
use super::layout::wrap;
use super::lists::{List, PASTED, Picked};
use super::session::{Session, Turn};
use super::streams::{Draw, Gone, Streams};
use super::ways::{NOWHERE, Way, Ways, no_key, show_help};
use dialoguer::theme::{SimpleTheme, Theme};
use duckops_core::walk::ports::Left;

const HELP: [(&str, &str); 2] = [("up, down", "mark a row; so do k and j"), ("Enter", "takes the marked row")];
const WHICH: &str = "the arrows mark a row, Enter takes it";

pub async fn ask(console: &mut Console, list: List<'_>) -> Result<Picked, Left> {
    let label = format!("{}{}:", console.mark(), list.label);
    // Opened first: it throws away what was typed before, and nothing is thrown away that answers the label.
    let mut session = Session::open(&console.streams, &mut console.signals).await?;
    let streams = session.streams;
    list.ways.show(streams, &[&label, "arrows and Enter"])?;
    let mut block = Block { streams, lines: 0, width: streams.width() };
    let (mut at, mut remark) = (list.at, Vec::new());
    loop {
        block.draw(&shown(list, at, streams).into_iter().chain(std::mem::take(&mut remark)).collect::<Vec<_>>())?;
        match session.turn(None).await? {
            Turn::Press(Press::Lone(key)) => match chosen(key, at, list) {
                Chosen::Row(row) => at = Some(row),
                Chosen::Picked(picked) => {
                    block.clear()?;
                    return Ok(picked);
                }
                Chosen::Quit => {
                    block.clear()?;
                    return Err(Left::Quit);
                }
                Chosen::Help => {
                    block.clear()?;
                    show_help(streams, &list.ways.help(&HELP))?;
                }
                Chosen::Nothing(why) => remark = remarked(&why, streams),
            },
            Turn::Press(Press::Burst) => remark = remarked(PASTED, streams),
            // What stands there now is the shell's: all of it is shown again below.
            Turn::Back => {
                block.lines = 0;
                list.ways.show(streams, &[&label, "arrows and Enter"])?;
            }
            Turn::Resized => block.resized(),
            Turn::Tick => {}
        }
    }
}

/// In as many lines as it takes: half a reason helps nobody.
fn remarked(why: &str, streams: &Streams) -> Vec<String> {
    let width = streams.width().saturating_sub(1);
    wrap(why, width, "").iter().map(|line| streams.fitted(line, width)).collect()
}

#[derive(Debug, PartialEq, Eq)]
enum Chosen {
    Row(usize),
    Picked(Picked),
    Quit,
    Help,
    Nothing(String),
}

fn chosen(key: Key, at: Option<usize>, list: List<'_>) -> Chosen {
    let last = list.rows.len().saturating_sub(1);
    match (key, at) {
        (Key::Up | Key::Char('k'), at) => Chosen::Row(at.filter(|at| *at > 0).map_or(last, |at| at - 1)),
        (Key::Down | Key::Char('j'), at) => Chosen::Row(at.filter(|at| *at < last).map_or(0, |at| at + 1)),
        (Key::Enter | Key::Char(' '), Some(at)) => Chosen::Picked(Picked::Row(at)),
        (Key::Enter, None) if list.may_stay_open => Chosen::Picked(Picked::Open),
        (key, _) => way(key, list.ways),
    }
}

fn way(key: Key, ways: Ways) -> Chosen {
    match ways.of_key(key) {
        Some(Way::Back) => Chosen::Picked(Picked::Back),
        Some(Way::Skip) => Chosen::Picked(Picked::Skip),
        Some(Way::Quit) => Chosen::Quit,
        Some(Way::Help) => Chosen::Help,
        Some(Way::Nowhere) => Chosen::Nothing(NOWHERE.into()),
        None => Chosen::Nothing(no_key(key, WHICH)),
    }
}

/// `> 41` where the mark is.
fn row(text: &str, is_marked: bool) -> String {
    let mut row = String::new();
    // Writing to a string does not fail.
    let _ = SimpleTheme.format_select_prompt_item(&mut row, text, is_marked);
    row
}

/// The page of the list on which the row is, with its heading.
fn shown(list: List<'_>, at: Option<usize>, streams: &Streams) -> Vec<String> {
    let (width, page) = (streams.width().saturating_sub(4), longest(streams.height()));
    let first = at.unwrap_or(0) / page * page;
    let pages = list.rows.len().div_ceil(page);
    let number = if pages > 1 { format!(" [page {}/{pages}]", first / page + 1) } else { String::new() };
    let heading = list.heading.or((pages > 1).then_some("")).map(|heading| {
        let heading = streams.fitted(heading, width.saturating_sub(number.len()));
        format!("  {heading}{number}")
    });
    let row = |(n, (_, text)): (usize, &(_, String))| row(&streams.fitted(text, width), Some(n) == at);
    heading.into_iter().chain(list.rows.iter().enumerate().skip(first).take(page).map(row)).collect()
}

/// A page of a list leaves room for what was asked, and for some of what it is asked about.
fn longest(height: usize) -> usize {
    height.saturating_sub(10).clamp(3, 12)
}

/// Lines that are drawn over themselves.
struct Block<'a> {
    streams: &'a Streams,
    lines: usize,
    /// Of the window that they were drawn in.
    width: usize,
}

impl Block<'_> {
    fn draw(&mut self, lines: &[String]) -> Result<(), Gone> {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let over = self.over();
        (self.lines, self.width) = (lines.len(), self.streams.width());
        self.streams.draw(&[Draw::Control(&over), Draw::Text(&text)])
    }

    /// In a narrower window terminals wrap what was there each in its own way: it is left, and drawn again below it.
    fn resized(&mut self) {
        if self.streams.width() < self.width {
            self.lines = 0;
        }
    }

    fn clear(&mut self) -> Result<(), Gone> {
        let over = self.over();
        self.lines = 0;
        self.streams.draw(&[Draw::Control(&over)])
    }

    /// To the first of the lines; everything from there on is wiped.
    fn over(&self) -> String {
        if self.lines == 0 { String::new() } else { format!("\r\x1b[{}A\x1b[J", self.lines) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Facts;
    use crate::console::ways::Leaving;
    use duckops_core::text::Clean;

    const WAYS: Ways = Ways { back: Some("back a step"), skip: false, leaving: Leaving::Resumable };

    #[test]
    fn keys_move_take_and_lead_away() {
        let rows: Vec<_> = ["43", "42", "41"].map(|name| (Clean::new(name), name.to_owned())).into();
        let list = List {
            label: "version",
            ways: WAYS,
            heading: None,
            rows: &rows,
            others: &[],
            at: None,
            may_stay_open: false,
        };
        for (key, at, expected) in [
            (Key::Down, None, Chosen::Row(0)),
            (Key::Up, None, Chosen::Row(2)),
            (Key::Down, Some(1), Chosen::Row(2)),
            (Key::Char('j'), Some(2), Chosen::Row(0)),
            (Key::Char('k'), Some(0), Chosen::Row(2)),
            (Key::Up, Some(2), Chosen::Row(1)),
            (Key::Enter, Some(1), Chosen::Picked(Picked::Row(1))),
            (Key::Enter, None, Chosen::Nothing(format!("Enter alone answers nothing: {WHICH}."))),
            (Key::Char('q'), Some(1), Chosen::Quit),
            (Key::Control('d'), Some(1), Chosen::Quit),
            (Key::Char('b'), Some(1), Chosen::Picked(Picked::Back)),
            (Key::Escape, None, Chosen::Picked(Picked::Back)),
            (Key::Char('?'), None, Chosen::Help),
            (Key::Char('x'), Some(1), Chosen::Nothing(format!("x is no key here: {WHICH}."))),
        ] {
            assert_eq!(chosen(key, at, list), expected, "{key:?} at {at:?}");
        }
    }

    #[test]
    fn a_long_list_is_shown_by_pages() {
        let (streams, _) = Streams::memory(Facts { utf8: true, columns: Some(24), ..Facts::default() });
        let rows: Vec<_> =
            (0..14).map(|n| (Clean::new(n.to_string()), format!("{n} a rather long row of it"))).collect();
        let heading = Some("version  published");
        let list =
            List { label: "version", ways: WAYS, heading, rows: &rows, others: &[], at: None, may_stay_open: false };
        let page = shown(list, Some(13), &streams);
        assert_eq!(page, ["  version … [page 2/2]", "  12 a rather long ro…", "> 13 a rather long ro…"]);
        let page = shown(list, None, &streams);
        assert_eq!((page.len(), page[1].as_str()), (13, "  0 a rather long row…"));
        let short = shown(List { rows: &rows[..2], heading: None, ..list }, Some(0), &streams);
        assert_eq!(short, ["> 0 a rather long row…", "  1 a rather long row…"]);
    }

    #[test]
    fn it_is_drawn_over_itself() {
        let (streams, captured) = Streams::memory(Facts::default());
        let mut block = Block { streams: &streams, lines: 0, width: 80 };
        block.draw(&["> a".into(), "  b".into()]).unwrap();
        block.draw(&["  a".into(), "> b".into()]).unwrap();
        block.clear().unwrap();
        assert_eq!(captured.err(), "> a\n  b\n\r\x1b[2A\x1b[J  a\n> b\n\r\x1b[2A\x1b[J");
    }
}
