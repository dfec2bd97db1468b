//! What a stack says, walked to the end: at a terminal, in the entries of ledgers, in the report of a run.

use super::proxy::Into;
use super::sources::{files, place};
use super::{arrives, both_harmless, characters, is_harmless, is_visible};
use crate::drill_ring::served::{GO_BACK, approved, resumed, walk};
use crate::drill_ring::terminal::Terminal;
use crate::support::duckops::Duckops;
use std::fs;

/// Every ledger of a place that has an entry.
fn ledgers(place: &Duckops) -> String {
    let logs = files(&place.state()).into_iter().filter(|path| path.to_string_lossy().ends_with("-LOG.md"));
    let texts = logs.map(|path| fs::read_to_string(path).unwrap());
    texts.filter(|text| text.contains("<!-- duckops-entry@v1")).collect()
}

/// Runs that are over, and what they wrote, as they are read afterwards.
fn read_again(place: &Duckops, scenario: &str) {
    let runs = fs::read_dir(place.state().join("drill/runs")).unwrap();
    let runs: Vec<_> = runs.map(|run| run.unwrap().file_name().into_string().unwrap()).collect();
    let mut shown = String::new();
    for run in &runs {
        for args in [&["runs", "show", run][..], &["runs", "show", run, "--json"]] {
            let ran = place.run(args);
            both_harmless(&ran, &format!("{scenario}: {args:?}"));
            shown.push_str(&ran.out);
        }
    }
    is_visible(&shown, &format!("{scenario}: runs show"));
    for args in [&["log", "show"][..], &["log", "show", "--json"], &["log", "verify"], &["incident", "status"]] {
        both_harmless(&place.run(args), &format!("{scenario}: {args:?}"));
    }
}

/// What failed executions say, and AWS's refusals: they stand in the entry, and are nothing but text there. The other
/// walk shows the agents' events and writes nothing.
#[test]
fn what_the_stack_says_is_text_in_a_ledger() {
    for (into, scenario) in [(Into::Texts, "inc-004"), (Into::Refusals, "inc-004"), (Into::Texts, "inc-003")] {
        let (_served, place) = place(into, scenario);
        let ran = place.run(&["triage", scenario, "--no-input"]);
        both_harmless(&ran, &format!("{into:?}, {scenario}"));
        let written = ledgers(&place);
        is_harmless(&written, &format!("{into:?}, {scenario}: the ledger"));
        if scenario == "inc-004" {
            is_visible(&written, &format!("{into:?}: the ledger"));
        }
        read_again(&place, &format!("{into:?}, {scenario}"));
    }
}

/// Log lines and descriptions of versions on the way to the entries: of a promotion, and of one that is left.
#[test]
fn a_promotion_on_a_hostile_stack_is_written_down_harmlessly() {
    let (served, place) = place(Into::Texts, "inc-001");
    approved(&place, &walk(&place, &GO_BACK));
    both_harmless(&walk(&place, &resumed()), "a promotion");
    assert_eq!(served.alias()["FunctionVersion"], "41");
    is_harmless(&ledgers(&place), "the ledgers of a promotion");
    read_again(&place, "inc-001");

    let (_served, place) = super::sources::place(Into::Texts, "inc-001");
    let answers = "[answers]\n\"target.version\" = '41'\n\"target.why\" = 'x'\n\"promote\" = { skip = 'later' }\n";
    fs::write(place.dir.join("answers.toml"), answers).unwrap();
    let ran = walk(&place, &["--answers", "answers.toml"]);
    both_harmless(&ran, "no promotion");
    is_harmless(&ledgers(&place), "the ledgers without a promotion");
    is_visible(&ledgers(&place), "a log line in an entry");
}

/// With its colours, its cursor and its list to choose from: what a terminal would obey is duckops's own.
#[test]
fn at_a_terminal_what_the_stack_says_acts_on_nothing() {
    let (_served, place) = place(Into::Texts, "inc-001");
    let mut person = Terminal::start(&place, &["triage", "inc-001"], false);
    for step in ["step 1 of", "step 2 of", "step 3 of", "step 4 of"] {
        person.answers(step, "c");
    }
    person.answers("arrows and Enter", "\r").answers("why>", "errors\r").answers("approval next", "q");
    person.ended(4);
    let raw = person.raw();
    assert!(raw.contains('\u{1b}'), "a terminal's own escapes are there");
    for c in characters() {
        assert!(!arrives(&raw, c), "U+{:04X} arrives at the terminal", c as u32);
    }
    is_visible(&raw, "the terminal");
}
