//! `status --watch`: a screen of its own at a terminal, a block a look elsewhere.

use super::served::Served;
use super::terminal::Terminal;
use crate::support::ring;
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
