//! A person at a terminal.

use super::served::{GO_BACK, Served, request, resumed, walk};
use super::terminal::{LIMIT, Terminal, begun, to};
use crate::support::duckops::Duckops;
use crate::support::{ring, until};

const CTRL_C: &str = "\x03";
const CTRL_U: &str = "\x15";
const CTRL_Z: &str = "\x1a";
const UP: &str = "k";

#[test]
fn a_drill_walked_by_hand_and_approved_from_a_second_terminal() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "RESOLVED");
    person.ended(0);
    assert!(person.screen().contains("DRILL inc-001: the simulated stack was left healthy"), "{}", person.screen());
}

/// The naive mistake, by hand: the version before the broken one.
#[test]
fn whoever_chooses_the_version_before_is_not_told_that_it_is_repaired() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "arrows and Enter");
    person.answers("arrows and Enter", UP).until("> 42").types("\r");
    person.answers("why>", "it is the one before\r").until("when you know better");
    person.answers("step 5 of 12 >", "c").answers("approval next", "c").until("[t] they");
    let said = place.run(&["approve", "QE34-1", "--approver", "Josh", "--method", "call", "--reference", "#1"]);
    assert_eq!(said.code, 0, "{said:?}");
    person.answers("to do it", "prod 43 -> 42\r");
    person.goes_on_to("ESCALATED");
    person.ended(1);
    assert!(person.screen().contains("DRILL inc-001: the simulated stack was left broken"), "{}", person.screen());
}

#[test]
fn ctrl_c_at_each_kind_of_prompt_gives_the_terminal_back() {
    let _ring = ring::enter("drill");
    std::thread::scope(|scope| {
        for prompt in ["step 1 of", "arrows and Enter", "why>", "[t] they", "to do it"] {
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
    assert!(out.contains("1/12 Probe the status route") && !out.contains("[c]ontinue"), "{out}");
    assert!(!person.screen().contains("1/12 Probe the status route"), "{}", person.screen());
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
    person.answers("Certificates by mail", "q");
    person.ended(4);
}

/// Whoever comes back from the shell sees what they are to type, and `?` names it.
#[test]
fn back_from_the_shell_the_words_to_type_are_shown_again() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "to do it");
    let shown = || person.screen().matches("Type  prod 43 -> 41  to do it").count();
    let before = shown();
    person.answers("to do it", CTRL_Z);
    assert!(until(LIMIT, || (shown() == before + 1).then_some(())).is_some(), "{}", person.screen());
    person.answers("to do it", "?\r").until("typed as they stand: prod 43 -> 41").answers("as they stand", "q\r");
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

/// A line is copied with its end, and nobody sees that: it is said that it waits for Enter, and nothing is glued to it.
#[test]
fn a_pasted_line_with_its_end_waits_for_enter_and_says_so() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "why>");
    person.pastes("errors since 43\r").until("(pasted: press Enter to take it)");
    person.types(CTRL_U).types("typed anew");
    person.until("why> typed anew").reads().types("\r").until("step 6 of 12 >");
    assert!(!person.screen().contains("pasted"), "{}", person.screen());
    person.answers("step 6 of 12 >", "q");
    person.ended(4);
}

/// What a screen folds is there for whoever asks, and it answers nothing.
#[test]
fn all_of_the_evidence_is_shown_in_the_pager() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().with("PAGER", "sed 's/^/| /'");
    let mut person = begun(&place);
    person.answers("step 1 of", "c").answers("step 2 of", "e");
    person.shows("| ").shows("|     errors until").answers("step 2 of", "q");
    person.ended(4);
}

#[test]
fn a_pager_that_is_not_there_costs_nothing_but_the_pager() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().with("PAGER", "no-such-pager");
    let mut person = begun(&place);
    person.answers("step 1 of", "e").shows("status up at").answers("step 1 of", "q");
    person.ended(4);
}

/// A draft that was given up is no note: an editor that fails took nothing.
#[test]
fn a_long_note_is_written_in_the_editor() {
    let _ring = ring::enter("drill");
    for (editor, said) in [
        ("printf 'first line\\nand the second\\n' >", "first line and the second"),
        ("printf x > /dev/null; false", "the editor ended with exit status: 1: nothing was taken"),
    ] {
        let place = Duckops::new().at_a_set_time().with("EDITOR", editor);
        let mut person = begun(&place);
        person.answers("step 1 of", "n").answers("note>", "e\r").shows(said);
        match said.starts_with("first") {
            true => person.answers("step 1 of", "q"),
            false => person.answers("note>", "q\r"),
        };
        person.ended(4);
    }
}

/// What was typed for one question answers no other, and it is said that it is lost.
#[test]
fn a_decision_from_elsewhere_says_that_what_was_typed_is_lost() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "[t] they");
    person.answers("[t] they", "d").until("who said no");
    person.types("Jo");
    let said = place.run(&["approve", "QE34-1", "--approver", "Josh", "--method", "call", "--reference", "#1"]);
    assert_eq!(said.code, 0, "{said:?}");
    person.shows("Your answer was not recorded: it was decided meanwhile.").shows("approved by Josh (call)");
    person.types("sh\r").until("to do it");
    person.answers("to do it", "q").until("> q").answers("> q", "\r");
    person.ended(4);
    let screen = person.screen();
    assert!(!screen.contains("> sh") && !screen.contains("Those are not the words"), "{screen}");
}

/// Nothing of a drill in this process is left to approve when it has ended.
#[test]
fn what_a_drill_asked_for_is_withdrawn_when_it_is_left() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "[t] they");
    person.answers("[t] they", "q");
    person.ended(4);
    let screen = person.screen();
    let left = screen.split("Left at").nth(1).unwrap_or_else(|| panic!("{screen}"));
    assert!(!left.contains("duckops approve") && left.contains("was left broken"), "{left}");
    assert_eq!(place.run(&["approvals"]).out, "no request waits for an approval\n");
    let late = place.run(&["approve", "QE34-1"]);
    let why = "QE34-1 is decided already: withdrawn at 2026-11-22T02:14:07Z: the simulated stack is gone";
    assert!(late.code == 5 && late.err.contains(why), "{late:?}");
}

/// A time before it was asked for is refused when it is typed, not four questions later.
#[test]
fn each_answer_of_an_approval_is_checked_at_once() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "[t] they");
    person.answers("[t] they", "t");
    person.answers("who said yes", "Josh\r").answers("how (one of: call", "call\r").answers("reference:", "#1\r");
    person.answers("when, HH:MM", "01:00\r").until("and not said before");
    person.answers("when, HH:MM", "\r").answers("reason", "\r").until("to do it");
    person.answers("to do it", "q\r");
    person.ended(4);
}

/// `approve` asks a person for what they did not say.
#[test]
fn approve_asks_at_a_terminal_for_what_is_missing() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let id = request(&walk(&place, &GO_BACK));
    let mut person = Terminal::start(&place, &["approve", &id], false);
    person.picks("Who approves it?", "j", "Josh");
    person.picks("How was it said?", "j", "call");
    person.answers("found again?", "#7\r");
    person.ended(0);
    assert!(person.screen().contains(&format!("approved {id}: prod 43 -> 41")), "{}", person.screen());
}

/// The approver reads what the operator reads, and it is what the digest is of.
#[test]
fn who_asks_and_who_approves_see_the_same_words() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let person = begun(&place);
    to(&place, &person, "[t] they");
    let shown = |text: &str| {
        let (_, from) = text.split_once("request                QE34-1 of T-JOSH").unwrap_or_else(|| panic!("{text}"));
        let (lines, rest) = from.split_once("digest").unwrap();
        let mark = rest.lines().next().unwrap();
        format!("{lines} {mark}").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let approver = shown(&place.run(&["approve", "QE34-1"]).out);
    assert_eq!(approver, shown(&place.plain(&person.screen())));
    for part in ["before prod 43", "after prod 41", "revision=", "account 121546003735", "until 2026-11-22T02:44:07Z"] {
        assert!(approver.contains(part), "{part}: {approver}");
    }
}

/// Also in the middle of typing. Whoever comes too late is told, and nothing was changed.
#[test]
fn the_countdown_ends_in_not_approved() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().at_a_moved_time();
    let mut person = Terminal::start(&place, &["triage", "inc-001"], false);
    to(&place, &person, "[t] they");
    person.until("30:00 left");
    place.move_clock("2026-11-22T02:44:07Z");
    person.until(" 0:00 left").types("d").until("who said no");
    place.move_clock("2026-11-22T02:44:08Z");
    person.shows("Your answer was not recorded: it is too late.");
    person.ended(3);
    let screen = person.screen();
    assert!(screen.contains("the approval request expired: not approved"), "{screen}");
    assert!(screen.contains("Nothing was changed"), "{screen}");
    let late = place.run(&["approve", "QE34-1", "--approver", "Josh", "--method", "call", "--reference", "#1"]);
    assert!(late.code == 3 && late.err.contains("the request expired at 2026-11-22T02:44:07Z"), "{late:?}");
    assert_eq!(served.alias()["FunctionVersion"], "43");
}

/// Somebody said no: a drill ends with that, and its run is not called left.
#[test]
fn a_drill_that_ended_with_a_denial_is_listed_so() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "[t] they");
    let said = place.run(&["deny", "QE34-1", "--reason", "not during the launch", "--operator", "Josh"]);
    assert_eq!(said.code, 0, "{said:?}");
    person.ended(1);
    let listed = place.run(&["runs", "list"]).out;
    assert!(listed.contains("denied"), "{listed}");
}

/// A drill that somebody walks is not called gone from outside.
#[test]
fn a_handoff_of_a_drill_that_is_walked_says_that_it_is() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    person.until("step 1 of");
    let run = super::served::run_of(&place);
    let page = place.run(&["handoff", &run]).out;
    assert!(page.contains("there is nothing to take over") && !page.contains("is gone"), "{page}");
    person.types("q");
    person.ended(4);
}
