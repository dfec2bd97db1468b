//! What a terminal does to a walk, and a walk to a terminal.

use super::served::Served;
use super::terminal::{Terminal, to};
use crate::support::duckops::Duckops;
use crate::support::ring;
use rustix::process::Signal;
use std::process::Command;
use std::thread;

const WALK: [&str; 2] = ["triage", "inc-001"];
/// A prompt of each kind: keys, a list, a text, an approval, the words that do it.
const PROMPTS: [&str; 5] = ["step 1 of", "arrows and Enter", "why>", "[t] they", "to do it"];

/// What a terminal was sent, judged.
type Wrong = fn(&str) -> bool;

/// A walk in a shell, with what the shell does to its streams.
fn in_a_shell(place: &Duckops, streams: &str) -> Terminal {
    let known = place.command(&WALK);
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &format!("exec \"$@\" {streams}"), "sh"]).arg(known.get_program()).args(known.get_args());
    shell.current_dir(&place.dir).envs(known.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Terminal::of(&shell)
}

/// It can be gone on with.
fn is_resumable(place: &Duckops) {
    let run = place.run(&["runs", "show", "QE34"]);
    assert!(run.out.contains("Left at") && run.out.contains("--resume=QE34"), "{run:?}");
}

#[test]
fn a_signal_at_each_kind_of_prompt_gives_the_terminal_back_and_the_run_goes_on() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    thread::scope(|scope| {
        for prompt in PROMPTS {
            let served = &served;
            scope.spawn(move || {
                for (signal, code) in [(Signal::TERM, 128 + 15), (Signal::HUP, 128 + 1)] {
                    let place = served.duckops();
                    let mut person = Terminal::start(&place, &WALK, false);
                    to(&place, &person, prompt);
                    person.signal(signal);
                    person.ended(code);
                    is_resumable(&place);
                }
            });
        }
    });
    assert_eq!(served.alias()["FunctionVersion"], "43");
}

#[test]
fn the_end_of_input_leaves_the_walk_at_each_kind_of_prompt() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    for prompt in PROMPTS {
        let place = served.duckops();
        let mut person = Terminal::start(&place, &WALK, false);
        to(&place, &person, prompt);
        person.answers(prompt, "\x04");
        person.ended(4);
        is_resumable(&place);
    }
}

/// Somebody types on and on while the second person approves: none of it is a yes.
#[test]
fn keys_before_the_words_are_asked_for_do_not_answer() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &WALK, false);
    to(&place, &person, "[t] they");
    thread::scope(|scope| {
        let said = scope
            .spawn(|| place.run(&["approve", "QE34-1", "--approver", "Josh", "--method", "call", "--reference", "#1"]));
        while !person.screen().contains("to do it") {
            person.types("y");
        }
        person.types("yyy");
        assert_eq!(said.join().unwrap().code, 0);
    });
    person.answers("to do it", "q\r");
    person.ended(4);
    assert!(!person.screen().contains("> y"), "{}", person.screen());
    assert_eq!(served.alias()["FunctionVersion"], "43");
}

#[test]
fn what_was_stopped_from_outside_goes_on() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    for prompt in ["step 1 of", "arrows and Enter"] {
        let mut person = Terminal::start(&place, &["triage", "inc-001", "--new"], false);
        to(&place, &person, prompt);
        person.signal(Signal::STOP).signal(Signal::CONT);
        person.answers(prompt, "q");
        person.ended(4);
    }
}

#[test]
fn a_window_of_another_size_keeps_the_prompt() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let command = || {
        let mut command = place.command(&["triage", "inc-001", "--new"]);
        command.env_remove("COLUMNS");
        command
    };
    for prompt in ["step 1 of", "arrows and Enter", "why>", "[t] they"] {
        let mut person = Terminal::of(&command());
        to(&place, &person, prompt);
        person.resize(24, 40).resize(45, 100).reads().types("\x04");
        person.ended(4);
    }
}

/// Nothing that a locale, a terminal or a person cannot take is sent.
#[test]
fn what_cannot_be_shown_is_not_sent() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let never: [(&str, &str, Wrong); 3] = [
        ("LC_ALL", "C", |raw| !raw.is_ascii()),
        ("TERM", "dumb", |raw| raw.contains('\x1b')),
        ("NO_COLOR", "1", |raw| raw.contains("\x1b[1m") || raw.contains("\x1b[38;")),
    ];
    for (name, value, is_wrong) in never {
        let place = served.duckops().with(name, value);
        let mut person = Terminal::start(&place, &WALK, false);
        for step in ["step 1 of", "step 2 of", "step 3 of", "step 4 of"] {
            person.answers(step, "c");
        }
        person.until(if value == "dumb" { "version>" } else { "arrows and Enter" }).types("\x04");
        person.ended(4);
        let raw = person.raw();
        assert!(!is_wrong(&raw), "{name}={value}: {raw:?}");
    }
}

/// Nobody can be asked, or nobody reads: it ends, says how to go on where it can, and changes nothing.
#[test]
fn without_its_streams_a_walk_ends() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    for (streams, code) in [("2>&-", 4), (">&- 2>&-", 4), ("</dev/null", 4), ("| head -1", 0)] {
        let place = served.duckops();
        let mut person = in_a_shell(&place, streams);
        person.ended(code);
        assert!(!person.screen().contains("panicked"), "{streams}: {}", person.screen());
    }
    assert_eq!(served.alias()["FunctionVersion"], "43");
}
