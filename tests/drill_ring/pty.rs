//! A person at a terminal.

use super::served::{Served, resumed, walk};
use super::terminal::{LIMIT, Terminal, begun, to};
use crate::support::duckops::Duckops;
use crate::support::{ring, until};

const CTRL_C: &str = "\x03";
const CTRL_Z: &str = "\x1a";
const UP: &str = "k";

#[test]
fn a_drill_walked_by_hand_and_approved_from_a_second_terminal() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "RESOLVED");
    person.ended(0);
    assert!(person.screen().contains("DRILL inc-001: the simulated stack is healthy"), "{}", person.screen());
}

/// The naive mistake, by hand: the version before the broken one.
#[test]
fn whoever_chooses_the_version_before_is_not_told_that_it_is_repaired() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "arrows and Enter");
    person.answers("arrows and Enter", &format!("{UP}\r")).until("> 42");
    person.answers("why>", "it is the one before\r").answers("approval next", "c").until("[t]ype");
    let said = place.run(&["approve", "QE34-1", "--approver", "Josh"]);
    assert_eq!(said.code, 0, "{said:?}");
    person.answers("to do it", "prod 43 -> 42\r");
    person.goes_on_to("ESCALATED");
    person.ended(1);
    assert!(person.screen().contains("DRILL inc-001: the simulated stack is still broken"), "{}", person.screen());
}

#[test]
fn ctrl_c_at_each_kind_of_prompt_gives_the_terminal_back() {
    let _ring = ring::enter("drill");
    std::thread::scope(|scope| {
        for prompt in ["step 1 of", "arrows and Enter", "why>", "[t]ype", "to do it"] {
            scope.spawn(move || {
                let place = Duckops::new().at_a_set_time();
                let mut person = begun(&place);
                to(&place, &person, prompt);
                person.types(CTRL_C);
                person.ended(130);
                let screen = person.screen();
                assert!(screen.contains("the simulated stack is gone"), "{prompt}:\n{screen}");
            });
        }
    });
}

#[test]
fn a_walk_left_with_ctrl_c_is_taken_up_again() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &["triage", "inc-001"], false);
    to(&place, &person, "to do it");
    person.types(CTRL_C);
    person.ended(130);
    assert!(person.screen().contains("duckops triage inc-001 --resume=QE34"), "{}", person.screen());
    assert_eq!(served.alias()["FunctionVersion"], "43");
    let ran = walk(&place, &resumed());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    served.is_repaired_once();
}

/// Between the approval and the words that are typed for it.
#[test]
fn an_approval_taken_back_while_the_words_are_typed_is_not_used() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "to do it");
    let back = place.run(&["deny", "QE34-1", "--reason", "wait for Mina", "--operator", "Josh"]);
    assert_eq!(back.code, 0, "{back:?}");
    person.answers("to do it", "prod 43 -> 41\r").until("denied by Josh");
    person.ended(1);
    let screen = person.screen();
    assert!(screen.contains("Nothing was changed") && !screen.contains("applied"), "{screen}");
}

/// `duckops … | tee file`: prompts need stdin and stderr, never stdout.
#[test]
fn with_stdout_elsewhere_it_still_prompts() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = Terminal::start(&place, &["drill", "inc-001"], true);
    person.answers("step 1 of", "c").answers("step 2 of", "q");
    person.ended(4);
    let out = person.stdout();
    assert!(out.contains("Probe the status route") && !out.contains("[c]ontinue"), "{out}");
    assert!(!person.screen().contains("Probe the status route"), "{}", person.screen());
}

/// Nobody could continue this process, so it goes on by itself: it has heard the key and draws the list again.
#[test]
fn ctrl_z_is_heard_in_a_list() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "arrows and Enter");
    let lists = || person.screen().matches("version  deploy log").count();
    let before = lists();
    person.types(CTRL_Z);
    assert!(until(LIMIT, || (lists() == before + 1).then_some(())).is_some(), "{}", person.screen());
    person.types("q");
    person.ended(4);
}

/// What is pasted at a key line answers nothing.
#[test]
fn a_paste_answers_no_prompt() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    person.until("step 1 of").pastes("c\rc\rc\r").until("like a paste");
    person.answers("step 1 of", "q");
    person.ended(4);
}
