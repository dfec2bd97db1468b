//! `status --watch`: a screen of its own at a terminal, a block a look elsewhere.

use super::served::Served;
use super::terminal::{LIMIT, Terminal};
use crate::support::{ring, until};
use rustix::process::Signal;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

const WATCH: [&str; 2] = ["status", "--watch=3600"];
const DOWN: &str = "\x1b[B";

#[test]
fn a_tile_is_opened_and_the_runbook_that_fits_is_started() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &WATCH, false);
    person.until("next look in").shows("! the mail quota is used up: duckops triage inc-005");
    person.shows("> Health Score").answers("next look in", "j").shows("> Alias Drift");
    person.answers("next look in", "\r").shows("< lambda GetAlias mission-control-api prod").shows("[Enter] back");
    person.answers("next look in", "\r").shows("> Alias Drift");
    person.answers("next look in", "s").until("step 1 of 11");
    assert!(!person.screen().contains("Mission Control"), "the screen is the walk's: {}", person.screen());
    person.answers("step 1 of 11", "q");
    person.ended(4);
}

#[test]
fn looking_again_and_leaving_give_the_terminal_back() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &WATCH, false);
    person.answers("next look in", "l").until("next look in").answers("next look in", DOWN);
    person.answers("next look in", "q");
    person.ended(0);
    let mut person = Terminal::start(&place, &WATCH, false);
    person.answers("next look in", "\u{3}");
    person.ended(130);
}

#[test]
fn stopped_and_brought_back_it_is_drawn_again() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005");
    let place = served.duckops();
    let mut person = Terminal::under_a_shell(&place, &WATCH);
    person.answers("next look in", "\u{1a}").shows("> Health Score").until("next look in");
    person.answers("next look in", "q");
    person.ended(0);
}

#[test]
fn without_a_terminal_it_is_a_block_a_look_until_nobody_reads() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005");
    let place = served.duckops();
    for (flag, begin) in [("--plain", "Mission Control  "), ("--json", "{\"anomalies\":")] {
        let mut command = place.command(&["status", "--watch=1", flag]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert_eq!(lines.filter(|line| line.starts_with(begin)).take(2).count(), 2, "{flag}");
        assert_eq!(child.wait().unwrap().code(), Some(4), "{flag}");
    }
}

#[test]
fn how_often_is_a_whole_number_of_seconds() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005");
    let place = served.duckops();
    for wrong in ["--watch=0", "--watch=soon", "--watch=3601"] {
        assert_eq!(place.run(&["status", wrong]).code, 2, "{wrong}");
    }
}

/// What a terminal obeys: the second screen, a hidden cursor, marked pastes; and what takes each back.
const TAKEN: [(&str, &str); 3] =
    [("\x1b[?1049h", "\x1b[?1049l"), ("\x1b[?25l", "\x1b[?25h"), ("\x1b[?2004h", "\x1b[?2004l")];

/// By its bytes, whatever reads them.
fn gave_back(person: &Terminal) {
    let raw = person.raw();
    for (taken, given) in TAKEN {
        let last = |sequence| raw.rfind(sequence).unwrap_or_else(|| panic!("no {sequence:?} in {raw:?}"));
        assert!(last(given) > last(taken), "{given:?} is missing at the end of {raw:?}");
    }
}

#[test]
fn a_signal_that_ends_it_gives_the_terminal_back() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005");
    for (signal, code) in [(Signal::TERM, 128 + 15), (Signal::HUP, 128 + 1), (Signal::INT, 128 + 2)] {
        let place = served.duckops();
        let mut person = Terminal::start(&place, &WATCH, false);
        person.until("next look in").is_taken().signal(signal);
        person.ended(code);
        gave_back(&person);
        assert!(!person.screen().contains("Mission Control"), "{}", person.screen());
    }
}

/// The API takes 29 seconds to answer: nobody waits for it.
#[test]
fn a_signal_is_obeyed_while_it_looks() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-timeout");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &WATCH, false);
    person.until("looking").is_taken().signal(Signal::TERM);
    person.ended(128 + 15);
    gave_back(&person);
}

#[test]
fn a_panic_gives_the_terminal_back_before_its_message() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005");
    let place = served.duckops();
    // The first drawing, and one after a look.
    for at in ["1", "4"] {
        let mut person = Terminal::of(place.command(&WATCH).env("DUCKOPS_PANICS_AT", at));
        person.ended(101);
        gave_back(&person);
        let raw = person.raw();
        let (before, message) = raw.split_once("panicked at").unwrap_or_else(|| panic!("no message: {raw:?}"));
        assert!(message.contains("this drawing was to panic"), "{raw:?}");
        TAKEN.iter().for_each(|(taken, given)| assert!(before.contains(given) && !message.contains(taken), "{raw:?}"));
        assert!(person.screen().contains("this drawing was to panic"), "it stays to be read: {}", person.screen());
    }
}

/// Where the cursor was put since some byte, once the old screen was wiped: row and column, from 1.
fn places(person: &Terminal, since: usize) -> Vec<(u16, u16)> {
    let raw = person.raw();
    let (_, drawn) = raw[since..].split_once("\x1b[2J").unwrap_or_else(|| panic!("it was not wiped: {raw:?}"));
    let place = |sequence: &str| {
        let (row, column) = sequence.split_once('H')?.0.split_once(';')?;
        Some((row.parse().ok()?, column.parse().ok()?))
    };
    drawn.split("\x1b[").filter_map(place).collect()
}

/// Of another size; once it is drawn, its keys stand on its last line and nothing was written beyond it.
fn resized(person: &Terminal, rows: u16, columns: u16, keys: &str) {
    let since = person.raw().len();
    person.resize(rows, columns);
    let is_whole = |line: &str| line.starts_with(keys) && line.contains("next ");
    let drawn = || person.screen().lines().nth(usize::from(rows) - 1).is_some_and(is_whole).then_some(());
    assert!(until(LIMIT, drawn).is_some(), "{keys} is not on line {rows}:\n{}", person.screen());
    let places = places(person, since);
    assert!(places.contains(&(rows, 1)), "{places:?}");
    assert!(places.iter().all(|(row, column)| *row <= rows && *column <= columns), "{places:?}");
    let screen = person.screen();
    assert_eq!(screen.matches("[Enter]").count(), 1, "something of the old size is left:\n{screen}");
    assert_eq!(screen.matches("Mission Control").count(), 1, "{screen}");
}

#[test]
fn another_size_of_the_window_is_drawn_anew_within_it() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005");
    let place = served.duckops();
    let mut person = Terminal::of(place.command(&WATCH).env_remove("COLUMNS"));
    person.until("next look in").shows("> Health Score");
    let wide = person.screen();
    resized(&person, 20, 40, "[l] [Enter]");
    person.shows("> Health Score");
    resized(&person, 45, 80, "[l]ook");
    let without_time = |screen: &str| screen.lines().take(44).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(without_time(&person.screen()), without_time(&wide));
    person.answers("next look in", "q");
    person.ended(0);
}
