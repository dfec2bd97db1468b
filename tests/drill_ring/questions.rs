//! Every question speaks the same: the keys that answer it, then back, quit and help.

use super::runbooks::{tried, with_runbook};
use super::served::Served;
use super::terminal::{LIMIT, Terminal, begun, to};
use crate::support::duckops::Duckops;
use crate::support::{ring, until};

const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const CTRL_Z: &str = "\x1a";
const ESCAPE: &str = "\x1b";
const YES_NO: &str = "[y]es  [n]o  [s]kip  [b]ack  [q]uit  [?]";

/// A walk of the runbook that asks everything, at its first question.
fn at_the_questions(place: &Duckops) -> Terminal {
    let person = Terminal::start(place, &["triage", "inc-006"], false);
    goes_on_to_the_questions(&person);
    person
}

fn goes_on_to_the_questions(person: &Terminal) {
    person.answers("step 1 of 5", "c").answers("step 2 of 5", "c").answers("step 3 of 5", "c");
    person.shows("4/5 Ask everything");
}

/// The place, and the stack that it looks at.
fn begun_at_the_questions() -> (Served, Duckops, Terminal) {
    let served = Served::start("inc-001-all-well");
    let place = with_runbook(served.duckops(), "inc-006.md", &tried());
    let person = at_the_questions(&place);
    (served, place, person)
}

/// How often a text is on the screen becomes so much.
fn comes(person: &Terminal, text: &str, times: usize) {
    let seen = || (person.screen().matches(text).count() == times).then_some(());
    assert!(until(LIMIT, seen).is_some(), "`{text}` is not there {times} times:\n{}", person.screen());
}

/// From a yes or no, and what was answered before it is offered.
#[test]
fn back_from_a_question_leads_to_the_one_before_and_offers_its_answer() {
    let _ring = ring::enter("drill");
    let (_served, _place, mut person) = begun_at_the_questions();
    person.answers("word>", "quack\r").until(YES_NO).answers("sure>", "b");
    person.until("Enter alone: quack").answers("word>", "\r");
    person.answers("sure>", ESCAPE).until("Enter alone: quack").answers("word>", "b\r");
    person.until("step 3 of 5").answers("step 3 of 5", "c").answers("word>", "q\r");
    person.ended(4);
}

/// With a reason; whoever thinks better of it is asked the question again.
#[test]
fn a_question_can_be_skipped() {
    let _ring = ring::enter("drill");
    let (_served, _place, mut person) = begun_at_the_questions();
    person.answers("word>", "s\r").answers("why skip it>", "b\r").answers("word>", "quack\r");
    person.answers("sure>", "s").answers("why skip it>", "nobody knows\r");
    person.shows("skipped                nobody knows").goes_on_to("step 5 of 5");
    person.answers("step 5 of 5", "c").shows("Sure?: nobody knows");
    person.ended(1);
}

#[test]
fn a_question_is_left_and_taken_up_again() {
    let _ring = ring::enter("drill");
    let (_served, place, mut person) = begun_at_the_questions();
    person.answers("word>", "quack\r").answers("sure>", "q");
    person.ended(4);
    assert!(person.screen().contains("duckops triage inc-006 --resume="), "{}", person.screen());
    let mut person = Terminal::start(&place, &["triage", "--resume"], false);
    person.until("Sure?").answers("sure>", CTRL_D);
    person.ended(4);
}

/// Nobody could continue this process, so it goes on by itself: it has heard the key and draws the line again.
#[test]
fn ctrl_z_is_heard_at_a_yes_or_no_and_at_a_line() {
    let _ring = ring::enter("drill");
    let (_served, _place, mut person) = begun_at_the_questions();
    person.answers("word>", "quack\r").answers("sure>", CTRL_Z);
    comes(&person, YES_NO, 2);
    person.answers("sure>", "y").answers("many>", CTRL_Z);
    person.answers("many>", "12\r").until("Since when?").answers("when>", "q\r");
    person.ended(4);
}

/// The shell has written over what was drawn: it is drawn again, with what was typed so far.
#[test]
fn what_was_stopped_comes_back_where_it_was() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let place = with_runbook(served.duckops(), "inc-006.md", &tried());
    let word = ["--answer", "ask.word=quack"];
    for (given, prompt, typed, drawn) in [(&[][..], "word>", "qua", "word> qua"), (&word, "sure>", "", YES_NO)] {
        let mut person = Terminal::under_a_shell(&place, &[&["triage", "inc-006", "--new"], given].concat());
        goes_on_to_the_questions(&person);
        person.answers(prompt, typed).until(drawn).types(CTRL_Z).until("stopped");
        let back = || person.screen().split("stopped").nth(1).is_some_and(|after| after.contains(drawn)).then_some(());
        assert!(until(LIMIT, back).is_some(), "{}", person.screen());
        person.types(CTRL_C);
        person.ended(130);
    }
}

/// It says what would answer, in one line that takes the place of the one before.
#[test]
fn a_key_that_answers_nothing_says_which_would() {
    let _ring = ring::enter("drill");
    let (_served, _place, mut person) = begun_at_the_questions();
    person.answers("word>", "\r").until("Enter alone answers nothing: type the answer first.");
    person.answers("word>", "quack\r");
    person.answers("sure>", "\r").until("Enter alone answers nothing: y is yes, n is no, ? says the rest.");
    person.types("x").until("x is no key here: y is yes, n is no, ? says the rest.");
    let remark = "Enter alone answers nothing: y";
    assert!(!person.screen().contains(remark), "it scrolled:\n{}", person.screen());
    person.pastes("y\r").until("like a paste").answers("sure>", "?").until("nothing is lost, --resume comes back here");
    person.answers("sure>", "y").answers("many>", "3\r").answers("when>", "02:00\r");
    person.answers("arrows and Enter", "\r").until("Enter alone answers nothing: the arrows mark a row");
    person.types("j").until("> first").types("q");
    person.ended(4);
}

#[test]
fn a_count_is_never_negative() {
    let _ring = ring::enter("drill");
    let (_served, place, mut person) = begun_at_the_questions();
    person.answers("word>", "quack\r").answers("sure>", "y");
    person.answers("many>", "-5\r").until("`-5` is no count: a whole number, 0 or more");
    person.answers("many>", "2.5\r").until("`2.5` is no count");
    person.answers("many>", "5\r").until("Since when?").answers("when>", "q\r");
    person.ended(4);
    let resume = ["triage", "inc-006", "--new", "--answer", "ask.word=quack", "--answer", "ask.sure=yes"];
    let ran = place.run(&[&resume[..], &["--answer", "ask.many=-5"]].concat());
    assert!(ran.code == 4 && ran.err.contains("`-5` is no count: a whole number"), "{ran:?}");
}

/// A wrong time is asked for again alone; going back asks for the answer before, and offers what was typed.
#[test]
fn one_wrong_answer_of_an_approval_costs_no_other() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "[t] they");
    person.answers("[t] they", "\r").until("Enter alone answers nothing: t, d, s, p, b or q");
    person.answers("[t] they", "t").answers("who said yes", "Josh\r").answers("how (one of: call", "chat\r");
    person.answers("reference:", "#1\r").answers("when, HH:MM", "01:00\r").until("and not said before");
    person.answers("when, HH:MM", "b\r").until("(Enter: #1)").answers("reference:", ESCAPE);
    person.until("(Enter: chat)").answers("how (one of: call", "\r").answers("(Enter: #1)", "\r");
    person.answers("when, HH:MM", "\r").answers("reason", "\r").shows("approved by Josh (chat)");
    person.answers("to do it", "?\r").until("typed as they stand").answers("> ", "q\r");
    person.ended(4);
}

#[test]
fn a_version_that_cannot_be_chosen_says_why_in_words() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let mut person = begun(&place);
    to(&place, &person, "arrows and Enter");
    person.answers("arrows and Enter", "kk").until("> 43").types("\r").until("43 cannot be chosen: live now.");
    person.answers("arrows and Enter", "b").until("step 4 of").answers("step 4 of", "q");
    person.ended(4);
}

/// While two versions share the traffic, none of the rows is the one that is live: that is said above them.
#[test]
fn who_chooses_among_versions_knows_that_two_are_live() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-weighted");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &["triage", "inc-001"], false);
    for step in 1..5 {
        person.answers(&format!("step {step} of 12"), "c");
    }
    person.shows("live now: no single version gets all of the traffic: prod 41, with 43: 50 %");
    person.answers("arrows and Enter", "q");
    person.ended(4);
}
