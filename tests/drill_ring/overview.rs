//! Bare `duckops`: what lies on this machine, in at most eight lines, without a network.

use super::served::{GO_BACK, Served, walk};
use crate::support::duckops::{Duckops, NOW};
use crate::support::ring;
use expect_test::expect;

#[test]
fn a_machine_that_knows_nothing_names_three_commands() {
    let _ring = ring::enter("drill");
    let ran = Duckops::new().at_a_set_time().run::<&str>(&[]);
    expect![[r#"
        no incident · no freeze · no unfinished run · no approval waits
        no probe has looked from here yet: duckops probe

        next: duckops status · duckops triage · duckops drill list
    "#]]
    .assert_eq(&ran.out);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

/// What holds for everybody comes first, and the whole stays within eight lines.
#[test]
fn an_incident_and_a_freeze_come_first() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().without_a_network();
    let title = "the API answers 502 on every route, and every tile of Mission Control is red";
    assert_eq!(place.run(&["incident", "start", "--severity", "P0", "--title", title]).code, 0);
    assert_eq!(place.run(&["freeze", "on", "--reason", "the sale"]).code, 0);
    let ran = place.run::<&str>(&[]);
    expect![[r#"
        INCIDENT I-QE34 P0 the API answers 502 on every route, and every tile of Missio…
        FREEZE the sale (since 2026-11-22T02:14:07Z, by ana)
        no unfinished run · no approval waits
        no probe has looked from here yet: duckops probe

        next: duckops status · duckops triage · duckops drill list
    "#]]
    .assert_eq(&ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80) && ran.out.lines().count() <= 8, "{}", ran.out);
    let json: serde_json::Value = serde_json::from_str(&place.run(&["--json"]).out).unwrap();
    assert_eq!((&json["incident"]["severity"], &json["freeze"]["reason"]), (&"P0".into(), &"the sale".into()));
}

#[test]
fn what_is_unfinished_and_what_waits_is_said_with_its_command() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    assert_eq!(walk(&place, &GO_BACK).code, 4);
    assert_eq!(place.run(&["probe"]).code, 2);
    let there = place.run::<&str>(&[]).out;
    assert!(there.contains("DRILL last probe just now: CRITICAL  status 502"), "{there}");
    let json: serde_json::Value = serde_json::from_str(&place.run(&["--json"]).out).unwrap();
    assert_eq!((&json["last_probe"]["state"], &json["last_probe"]["at"]), (&"CRITICAL".into(), &NOW.into()));
    // Nothing of the stack is needed, but to know what a probe of it found.
    drop(served);
    let ran = place.run::<&str>(&[]);
    expect![[r#"
        DRILL run QE34  inc-001 at promote:
            duckops triage inc-001 --resume=QE34 --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
        DRILL approval QE34-1 waits: prod 43 -> 41: duckops approvals
        no incident · no freeze
        no probe has looked from here yet: duckops probe
        http://127.0.0.1:PORT/prod does not answer: whether it is a drill is not known

        next: duckops status · duckops triage · duckops drill list
    "#]]
    .assert_eq(&ran.out);
    assert!(ran.out.lines().count() <= 8, "{}", ran.out);
    let json: serde_json::Value = serde_json::from_str(&place.run(&["--json"]).out).unwrap();
    assert_eq!(json["unfinished"].as_array().unwrap().len(), 1);
}

/// A part that is well says nothing of the rest: what was found of everything stays.
#[test]
fn a_probe_of_a_part_does_not_hide_what_the_whole_one_found() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let last = || place.run::<&str>(&[]).out.lines().find(|line| line.contains("last probe")).unwrap().to_owned();
    assert_eq!(place.run(&["probe", "--check", "quota"]).code, 0);
    expect!["DRILL last probe just now, quota only: OK"].assert_eq(&last());
    assert_eq!(place.run(&["probe"]).code, 2);
    assert!(!last().contains("quota only"), "{}", last());
    assert_eq!(place.run(&["probe", "--check", "quota"]).code, 0);
    expect!["DRILL last probe just now: CRITICAL  status 502, rout…; quota only, just now: OK"].assert_eq(&last());
    assert_eq!(place.run(&["incident", "start", "--severity", "P0", "--title", "down"]).code, 0);
    let ended = place.run(&["incident", "end", "--components", "x", "--root-cause", "x", "--actions", "x"]).out;
    assert!(ended.contains("CRITICAL"), "{ended}");
}

/// The worst that is known is what to do first; nothing of it is broken in a narrow window.
#[test]
fn what_a_probe_found_wrong_is_the_first_command_and_commands_stay_whole() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    assert_eq!(walk(&place, &GO_BACK).code, 4);
    assert_eq!(place.run(&["probe"]).code, 2);
    let place = place.with("COLUMNS", "40");
    let ran = place.run::<&str>(&[]);
    expect![[r#"
        DRILL run QE34  inc-001 at promote:
            duckops triage inc-001 --resume=QE34 --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
        DRILL approval QE34-1 waits: prod 43 -> 41:
            duckops approvals
        no incident · no freeze
        DRILL last probe just now: CRITICAL
        next: duckops triage inc-001 ·
            duckops status · duckops drill list
    "#]]
    .assert_eq(&ran.out);
    assert!(ran.out.lines().count() <= 8, "{}", ran.out);
    let json: serde_json::Value = serde_json::from_str(&place.run(&["--json"]).out).unwrap();
    assert_eq!(json["last_probe"]["runbook"], "inc-001");
}
