//! A checklist that is unfinished: gone on with by itself, or put away.

use super::{GO_BACK, checklist, through};
use crate::drill_ring::served::{Served, approved, entries, run_of};
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

#[test]
fn starting_it_again_goes_on_with_it() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let left = checklist(&place, "rollback", &[]);
    assert!(left.code == 4 && left.err.contains("target.version is not answered"), "{left:?}");
    let run = run_of(&place);
    let ran = checklist(&place, "rollback", &GO_BACK);
    assert!(ran.out.contains("resumed 2026-11-22T02:14:07Z") && !ran.out.contains("\n1/8"), "{}", ran.out);
    assert_eq!((ran.code, run_of(&place)), (4, run), "it waits for the approval, in the same run");
}

#[test]
fn several_unfinished_ones_are_named() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    assert_eq!(checklist(&place, "rollback", &[]).code, 4);
    assert_eq!(checklist(&place, "rollback", &["--new"]).code, 4);
    let ran = checklist(&place, "rollback", &["--reset"]);
    expect![[r#"
        duckops: rollback has unfinished runs: QE34, WGSR
          say which: duckops checklist rollback --reset --resume=QE34
    "#]]
    .assert_eq(&ran.err);
    assert_eq!((ran.code, ran.out.as_str()), (4, ""));
    let ran = checklist(&place, "rollback", &["--reset", "--resume=qe34"]);
    expect![[r#"
        run QE34 is closed as abandoned; what was changed stays changed
    "#]]
    .assert_eq(&ran.out);
    assert_eq!(ran.code, 0);
    assert_eq!(checklist(&place, "rollback", &["--reset"]).code, 0, "the other one");
    assert_eq!(checklist(&place, "rollback", &["--reset"]).code, 2, "none is left");
}

#[test]
fn putting_it_away_closes_it_and_undoes_nothing() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let none = checklist(&place, "rollback", &["--reset"]);
    expect![[r#"
        duckops: rollback has no unfinished run
          duckops runs list
    "#]]
    .assert_eq(&none.err);
    assert_eq!(none.code, 2);
    assert_eq!(checklist(&place, "rollback", &GO_BACK).code, 4);
    let reset = checklist(&place, "rollback", &["--reset"]);
    expect![[r#"
        run QE34 is closed as abandoned; what was changed stays changed
    "#]]
    .assert_eq(&reset.out);
    assert_eq!(reset.code, 0);
    assert!(place.run(&["runs", "list"]).out.contains("abandoned"));
    assert!(place.run(&["incident", "status"]).out.contains("incident mode is on"), "what was changed stays changed");
    let anew = checklist(&place, "rollback", &[]);
    assert!(anew.code == 4 && anew.out.contains("\n1/8"), "{anew:?}");
}

/// What a process leaves that ended between its intent and what came of it.
fn cut_off_in_the_change(place: &Duckops) {
    let path = place.state().join("drill/runs").join(run_of(place)).join("events.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let sent = |line: &&str| line.contains("\"event\":\"intended\"") && line.contains("lambda.promote");
    let at = text.lines().position(|line| sent(&line)).unwrap();
    let kept: String = text.lines().take(at + 1).map(|line| format!("{line}\n")).collect();
    std::fs::write(&path, kept).unwrap();
}

/// Whether the alias was moved must be found out first: by going on, which looks and does not repeat.
#[test]
fn while_a_change_is_not_found_out_about_it_is_not_put_away() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let declared = place.run(&["incident", "start", "--severity", "P0", "--title", "the API is down"]);
    assert_eq!(declared.code, 0, "{declared:?}");
    approved(&place, &checklist(&place, "rollback", &GO_BACK));
    let leave_on = [&GO_BACK[..], &["--answer", "over.end=no"]].concat();
    assert_eq!(checklist(&place, "rollback", &leave_on).code, 0);
    cut_off_in_the_change(&place);
    let refused = checklist(&place, "rollback", &["--reset"]);
    expect![[r#"
        duckops: run QE34 sent a change, and whether it was made is not known
          find out first: --resume=QE34
    "#]]
    .assert_eq(&refused.err);
    assert_eq!(refused.code, 4);
    let ran = through(&place, "rollback", &leave_on);
    assert!(ran.code == 0 && ran.out.contains("found by looking back"), "{}{}", ran.out, ran.err);
    assert_eq!(entries(&place), (1, 3), "approved; promoted, rolled back, verified: each once");
    served.is_repaired_once();
}

/// A drill that was cut off says nothing of the real checklist, and is not in its way.
#[test]
fn a_drills_run_is_not_the_real_ones() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    assert_eq!(checklist(&place, "rollback", &GO_BACK).code, 4);
    assert!(checklist(&place, "rollback", &["--list"]).out.starts_with("DRILL: nothing here is real\n"));
    let real = ["--api", "https://stack.example/prod"];
    let listed = checklist(&place, "rollback", &[&["--list"], &real[..]].concat());
    assert!(listed.out.contains("not begun") && !listed.out.contains("DRILL"), "{listed:?}");
    let reset = checklist(&place, "rollback", &[&["--reset"], &real[..]].concat());
    assert_eq!((reset.code, reset.err.contains("no unfinished run")), (2, true), "{reset:?}");
}
