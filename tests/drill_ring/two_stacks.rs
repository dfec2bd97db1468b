//! Two simulated stacks and one home: what was begun on one is of no use on the other.

use super::served::{Served, run_of};
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::expect;

/// The same home, pointed at a stack.
fn at(place: &Duckops, served: &Served, args: &[&str]) -> Ran {
    place.ran(place.command(args).envs(served.vars.clone()))
}

/// A rollback that waits on the first stack, and the second one, from where it is nothing to go on with.
fn waits_elsewhere() -> (Served, Served, Duckops, String) {
    let (first, second) = (Served::start("rollback"), Served::start("rollback"));
    let place = first.duckops();
    assert_eq!(place.run(&["checklist", "rollback"]).code, 4);
    let run = run_of(&place);
    (first, second, place, run)
}

#[test]
fn a_run_of_another_stack_is_not_offered() {
    let _ring = ring::enter("drill");
    let (_first, second, place, run) = waits_elsewhere();
    for (args, code) in [
        (&[][..], 0),
        (&["checklist", "rollback", "--list"], 0),
        (&["checklist", "rollback", "--reset"], 2),
        (&["checklist", "--resume"], 2),
    ] {
        let ran = at(&place, &second, args);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(ran.code == code && !said.contains(&run), "{args:?}: {ran:?}");
    }
    assert!(place.run::<&str>(&[]).out.contains(&run), "it is offered where it can be gone on with");
    let place = place.with("DUCKOPS_SEED", "8");
    let begun = at(&place, &second, &["checklist", "rollback"]);
    assert!(begun.code == 4 && begun.out.contains("\n1/8"), "it begins one of its own: {begun:?}");
}

#[test]
fn whoever_names_it_is_told_where_it_lives() {
    let _ring = ring::enter("drill");
    let (_first, second, place, run) = waits_elsewhere();
    let named = format!("--resume={run}");
    let ran = at(&place, &second, &["checklist", "rollback", &named]);
    expect![[r#"
        duckops: run QE34 is of the drill rollback at http://127.0.0.1:PORT/prod; this is another stack
          export what `duckops drill serve` printed for it, then: duckops checklist rollback --resume=QE34; where that has ended: duckops checklist rollback --reset --resume=QE34
    "#]]
    .assert_eq(&ran.err);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(at(&place, &second, &["checklist", &named]).code, 2);
    assert_eq!(at(&place, &second, &["checklist", "rollback", "--resume"]).code, 2);
    assert_eq!(at(&place, &second, &["checklist", "rollback", "--reset", &named]).code, 0, "it can be put away");
}

/// The port is taken again by another one: what was begun there before is not of it.
#[test]
fn a_stack_that_began_later_at_the_same_address_is_another() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let begun = place.ran(place.command(&["checklist", "rollback"]).env("DUCKOPS_NOW", "2026-11-21T20:00:00Z"));
    assert_eq!(begun.code, 4, "{begun:?}");
    let ran = place.run(&["checklist", "rollback", &format!("--resume={}", run_of(&place))]);
    assert!(ran.code == 2 && ran.err.contains("which has ended"), "{ran:?}");
}

/// A real run waits as well: whoever practises is told, and offered nothing that would be refused.
#[test]
fn in_a_drill_a_real_run_is_only_said_to_be_there() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = Duckops::new().at_a_set_time();
    let nobody = ["--api", "http://127.0.0.1:9/prod", "--endpoint-url", "http://127.0.0.1:9"];
    assert_eq!(place.run(&[&["checklist", "rollback"], &nobody[..]].concat()).code, 4);
    let bare = at(&place, &served, &[]);
    expect![[r#"
        DRILL rollback: nothing here is real
        1 real run is unfinished: duckops runs list
        no incident · no freeze · no approval waits
        no probe has looked from here yet: duckops probe

        next: duckops status · duckops triage · duckops drill list
    "#]]
    .assert_eq(&bare.out);
}

#[test]
fn what_a_probe_found_is_of_its_stack() {
    let _ring = ring::enter("drill");
    let (first, second) = (Served::start("inc-001"), Served::start("rollback"));
    let place = first.duckops();
    assert_eq!(place.run(&["probe"]).code, 2);
    assert!(place.run::<&str>(&[]).out.contains("DRILL last probe just now: CRITICAL"));
    assert!(at(&place, &second, &[]).out.contains("no probe has looked from here yet"));
}

/// It is gone on with as whoever is here now.
#[test]
fn the_header_of_a_run_that_is_taken_up_says_who_is_here_now() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let begun = place.run(&["checklist", "rollback", "--profile", "nobody"]);
    assert!(begun.out.contains("(AWS identity unknown)"), "{begun:?}");
    let resumed = place.run(&["checklist", "rollback"]);
    assert!(resumed.out.contains("as assumed-role/duckops-drill/operator\n"), "{}", resumed.out);
    assert!(!resumed.out.contains("AWS identity unknown"), "{}", resumed.out);
}
