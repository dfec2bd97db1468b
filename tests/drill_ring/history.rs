//! What status reported is kept: a later look is held against an earlier one of the same stack.

use super::served::Served;
use crate::support::duckops::Duckops;
use crate::support::ring;
use duckops_core::runbook::{Library, Origin, Source};
use std::os::unix::fs::PermissionsExt;

#[test]
fn the_second_walk_can_tell_what_the_first_could_not() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-004-first-look");
    let place = served.duckops();
    let first = place.run(&["triage", "inc-004"]);
    assert!(first.code == 3 && first.out.contains("It cannot be told yet"), "{}{}", first.out, first.err);
    let place = place.with("DUCKOPS_NOW", "2026-11-22T02:20:07Z").with("DUCKOPS_SEED", "8");
    let second = place.run(&["triage", "inc-004"]);
    assert!(second.out.contains("callback_error 4 -> 4 since 02:14:07Z: not rising"), "{}", second.out);
    assert!(second.code == 0 && second.out.contains("NOT AN INCIDENT"), "{}{}", second.out, second.err);
    let file = place.state().join("drill/history.jsonl");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!place.state().join("history.jsonl").exists(), "a drill is kept apart from the real stack");
}

#[test]
fn one_drill_does_not_see_another() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    assert_eq!(place.run(&["drill", "inc-004-first-look", "--auto"]).code, 3);
    let later = place.with("DUCKOPS_NOW", "2026-11-22T02:20:07Z").with("DUCKOPS_SEED", "8");
    let again = later.run(&["drill", "inc-004-first-look", "--auto"]);
    assert!(again.code == 3 && again.out.contains("It cannot be told yet"), "{}{}", again.out, again.err);
}

#[test]
fn a_look_is_as_good_when_it_cannot_be_kept_and_that_is_said_once() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    std::fs::create_dir_all(place.state().join("drill/history.jsonl")).unwrap();
    let ran = place.run(&["drill", "inc-003-none-bonded", "--auto"]);
    assert_eq!((ran.code, ran.err.matches("is not kept for trends").count()), (0, 1), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("history.jsonl"), "{}", ran.err);
}

/// `l` takes the looks of a step again: what is held against the past must be among them.
#[test]
fn whoever_asks_how_a_figure_changed_looks_at_status_in_the_same_step() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks");
    let read = |file: std::fs::DirEntry| Source {
        file: format!("runbooks/{}", file.file_name().to_string_lossy()),
        text: std::fs::read_to_string(file.path()).unwrap(),
        origin: Origin::Embedded,
    };
    let library = Library::load(std::fs::read_dir(dir).unwrap().flatten().map(read).collect());
    let mut seen = 0;
    for step in library.runbooks().flat_map(|runbook| &runbook.steps) {
        let looks: Vec<_> = step.looks.iter().map(|look| look.observation.name).collect();
        if looks.iter().any(|name| name.starts_with("history.")) {
            assert!(looks.contains(&"beak.status"), "{} judges an old look: {looks:?}", step.id);
            seen += 1;
        }
    }
    assert!(seen > 0);
}
