//! A drill whose process was killed: its simulated stack ended with it, so nobody is told to go on with it.

use super::served::run_of;
use super::terminal::Terminal;
use crate::support::duckops::Duckops;
use crate::support::ring;

fn killed() -> (Duckops, String) {
    let place = Duckops::new().at_a_set_time();
    let mut person = Terminal::start(&place, &["drill", "rollback"], false);
    person.answers("step 1 of 8", "c").shows("Go back to which version");
    person.kill();
    let run = run_of(&place);
    (place, run)
}

#[test]
fn it_is_said_how_to_practise_anew() {
    let _ring = ring::enter("drill");
    let (place, run) = killed();
    let resume = ["checklist", "rollback", &format!("--resume={run}")];
    let shown = ["runs", "show", &run];
    for (args, code) in
        [(&[][..], 0), (&shown, 0), (&["runs", "list"], 0), (&resume, 2), (&["checklist", "--resume"], 2)]
    {
        let ran = place.run(args);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(ran.code == code && !said.contains("--resume="), "{args:?}: {said}");
    }
    for args in [&[][..], &shown, &resume] {
        let ran = place.run(args);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(
            said.contains("simulated stack is gone") && said.contains("duckops drill rollback"),
            "{args:?}: {said}"
        );
    }
    let list = place.run(&["runs", "list"]).out;
    assert!(list.contains("ended with its drill"), "{list}");
}

/// It is put away when the next drill begins, so that it is not told for ever.
#[test]
fn the_next_drill_puts_it_away() {
    let _ring = ring::enter("drill");
    let (place, run) = killed();
    let place = place.with("DUCKOPS_SEED", "8");
    place.run(&["drill", "incident-triage-calm", "--auto"]);
    let bare = place.run::<&str>(&[]).out;
    assert!(!bare.contains(&run), "{bare}");
    assert!(place.run(&["runs", "list"]).out.contains("abandoned"));
}

/// What it changed is gone with its stack: no command to take it back is shown, neither by itself nor with its end.
#[test]
fn no_way_back_is_shown_into_a_stack_that_is_gone() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let answers = ["--answer", "target.version=41", "--answer", "target.why=x", "--answer", "browser.on=yes"];
    let left = place.run(&[&["drill", "rollback"], &answers[..]].concat());
    assert!(left.code == 4 && left.err.contains("What was changed stays changed"), "{left:?}");
    assert!(left.err.contains("gone with the simulated stack") && !left.err.contains("incident end"), "{left:?}");
    let place = place.with("DUCKOPS_SEED", "8");
    let escalated = place.run(&["drill", "rollback-no-better", "--auto"]);
    let end = escalated.out.split("ESCALATED").last().unwrap();
    assert!(end.contains("incident mode on at") && !end.contains("duckops incident end"), "{end}");
}

/// Whoever leaves may want to try again: what was wrong is told when it is asked for.
#[test]
fn one_that_is_left_tells_how_to_be_told() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let left = place.run(&["drill", "inc-001", "--seed", "7", "--no-input"]);
    let run = run_of(&place);
    let (_, end) = left.err.split_once("\nLEFT").unwrap();
    let wanted = format!(
        "  DRILL inc-001 seed 7\n    what was wrong, and what to do: duckops runs \
         show {run}\n    another one: duckops drill inc-001 --seed 8\nDRILL inc-001 seed 7: the simulated stack was left \
         broken\n"
    );
    assert_eq!((left.code, end), (4, wanted.as_str()));
    let shown = place.run(&["runs", "show", &run]).out;
    assert!(shown.contains("\nLEFT  ") && shown.contains("What a calm expert would have done"), "{shown}");
    place.run(&["drill", "inc-001", "--auto"]);
    let list = place.run(&["runs", "list"]).out;
    assert!(list.contains("abandoned") && list.contains("WON") && !list.contains("LOST"), "{list}");
}

/// A look that several steps take is called by the step that was come to.
#[test]
fn the_expert_speaks_of_steps_that_were_walked() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let won = place.run(&["drill", "inc-002", "--auto"]);
    let expert = won.err.split("What a calm expert would have done").last().unwrap();
    assert!(expert.contains("\"What the audit feed says of certificates\""), "{expert}");
}
