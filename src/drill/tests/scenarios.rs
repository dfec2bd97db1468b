//! Each scenario is broken as it says, and can be repaired as it says.

use super::noon;
use crate::drill::world::{AliasChange, Details, Gateway, LogQuery, Pattern, Route, World};
use crate::drill::{Dice, Left, find, scenarios};
use chrono::TimeDelta;
use duckops_core::walk::event::Outcome;
use std::collections::BTreeSet;

/// The times, in minutes before now, of the events of the last so many minutes that match.
fn found(world: &World, pattern: &str, minutes: i64) -> Vec<i64> {
    let now = noon().timestamp_millis();
    let mut query = LogQuery {
        pattern: Pattern::parse(pattern).unwrap(),
        from: now - TimeDelta::minutes(minutes).num_milliseconds(),
        to: now,
        limit: 10_000,
        start: 0,
    };
    let mut times = Vec::new();
    loop {
        let (events, next) = world.logs.search(&query);
        times.extend(events.iter().map(|event| (now - event.at) / 60_000));
        match next {
            Some(next) => query.start = next,
            None => return times,
        }
    }
}

fn build(id: &str) -> World {
    (find(id).unwrap().build)(noon(), Dice::PLAIN)
}

fn promote(world: &mut World, version: &str) {
    let weights = Some([].into());
    let change = AliasChange { version: Some(version.to_owned()), weights, ..AliasChange::default() };
    world.move_alias(change).unwrap();
}

#[test]
fn ids_are_unique_and_found_in_any_case() {
    let ids: BTreeSet<_> = scenarios().iter().map(|scenario| scenario.id).collect();
    assert_eq!(ids.len(), scenarios().len());
    assert_eq!(find("INC-001").unwrap().id, scenarios()[0].id);
    assert!(find("inc-999").is_none());
}

/// Where nothing is broken in the first place.
const WELL: [&str; 12] = [
    "all-well",
    "log-behind",
    "none-bonded",
    "alive",
    "004-first-look",
    "002-first-look",
    "pre-deploy",
    "pre-deploy-raises",
    "pre-deploy-slow",
    "pre-deploy-warm",
    "pre-deploy-amber",
    "triage-calm",
];

#[test]
fn doing_nothing_repairs_nothing() {
    for scenario in scenarios() {
        let mut world = (scenario.build)(noon(), Dice::PLAIN);
        let well = WELL.iter().any(|end| scenario.id.ends_with(end));
        for minute in 0..90 {
            world.serve(Route::Status, noon() + TimeDelta::minutes(minute));
        }
        assert_eq!((scenario.repaired)(&world), well, "{}", scenario.id);
    }
}

#[test]
fn every_scenario_gives_the_same_world_twice() {
    for scenario in scenarios() {
        let logs = |world: &World| found(world, "", 150);
        assert_eq!(logs(&(scenario.build)(noon(), Dice::PLAIN)), logs(&(scenario.build)(noon(), Dice::PLAIN)));
        assert_eq!((scenario.deploy_log)(noon(), Dice::PLAIN), (scenario.deploy_log)(noon(), Dice::PLAIN));
    }
}

#[test]
fn the_broken_promotion_left_28_errors_since_nine_minutes() {
    let world = build("inc-001");
    let errors = found(&world, "ERROR", 15);
    assert_eq!(errors.len(), 28);
    assert_eq!(errors[0], 9);
    assert_eq!(found(&world, "\"Task timed out after 10.00 seconds\"", 15).len(), 3);
    assert_eq!(found(&world, "ERROR", 150), [vec![121], errors].concat());
    assert_eq!(found(&world, "error", 15), [4], "a lower-case error is not an ERROR");
}

#[test]
fn the_newest_other_entry_of_the_log_is_the_trap() {
    let log = (find("inc-001").unwrap().deploy_log)(noon(), Dice::PLAIN).unwrap();
    let rows: Vec<_> = log.lines().filter(|line| line.starts_with("| 4")).collect();
    assert!(rows[3].starts_with("| 43 | 2026-11-22 11:48 | promoted"), "{}", rows[3]);
    assert!(rows[2].starts_with("| 42 | 2026-11-21 15:09 | promoted"), "{}", rows[2]);
    assert!(rows[1].contains("| verified |"), "{}", rows[1]);
    for (version, repaired) in [("42", false), ("41", true)] {
        let mut world = build("inc-001");
        promote(&mut world, version);
        assert_eq!(world.answers(), repaired, "{version}");
    }
}

#[test]
fn each_call_of_the_broken_version_adds_an_error() {
    let mut world = build("inc-001");
    for route in [Route::Beak, Route::Metrics, Route::Status, Route::Audit] {
        assert!(matches!(world.serve(route, noon()), Gateway::Failed(_)));
    }
    assert_eq!(found(&world, "ERROR \"table ducklings not found\"", 15).len(), 32);
}

#[test]
fn errors_older_than_the_promotion_do_not_go_away_by_going_back() {
    let mut world = build("inc-001-older");
    let errors = found(&world, "ERROR", 60);
    assert_eq!(errors[0], 51);
    assert!(found(&world, "ERROR", 15).iter().any(|minutes| *minutes >= 12), "some precede the promotion");
    for version in ["39", "41", "42"] {
        promote(&mut world, version);
        assert!(matches!(world.serve(Route::Beak, noon()), Gateway::Failed(_)));
    }
    assert!(!world.answers());
}

#[test]
fn a_hanging_version_logs_no_error() {
    let mut world = build("inc-001-timeout");
    assert!(found(&world, "ERROR", 15).is_empty());
    assert_eq!(found(&world, "\"Task timed out after 29.00 seconds\"", 15).len(), 17);
    promote(&mut world, "41");
    assert!(world.answers());
}

#[test]
fn where_all_is_well_the_log_agrees() {
    let world = build("inc-001-all-well");
    let log = (find("inc-001-all-well").unwrap().deploy_log)(noon(), Dice::PLAIN).unwrap();
    assert!(log.lines().last().unwrap().starts_with(&format!("| {} |", world.alias.version)));
    assert!(found(&world, "?ERROR ?\"Task timed out\"", 15).is_empty());
    assert!((find("inc-001-no-log").unwrap().deploy_log)(noon(), Dice::PLAIN).is_none());
}

#[test]
fn the_mails_of_the_sandbox_are_used_up_and_asking_is_all_that_can_be_done() {
    let mut world = build("inc-005");
    assert_eq!(world.metrics.last_day("AWS/SES", "Send", noon()), world.mail.quota);
    assert_eq!(found(&world, "\"Daily message quota exceeded\"", 60).len(), 9);
    let scenario = find("inc-005").unwrap();
    assert!(!(scenario.repaired)(&world));
    let details = Details {
        mail_type: "TRANSACTIONAL".to_owned(),
        website: "https://ducks.example".to_owned(),
        language: None,
        use_case: None,
        contacts: Vec::new(),
    };
    assert_eq!(world.mail.request(details), Ok(()));
    assert!((scenario.repaired)(&world));
}

/// A right escalation ended with "left broken".
#[test]
fn what_cannot_be_repaired_from_here_is_rightly_handed_over() {
    let left = |id: &str, ended: Option<Outcome>| find(id).unwrap().left(&build(id), noon(), ended.as_ref());
    let to = |whom: &str| Some(Outcome::Escalated(whom.into()));
    for (id, whom) in [
        ("inc-001-older", "T-JOSH"),
        ("inc-002", "T-JOSH"),
        ("inc-002-dead-fleet", "spaceduck-bot team"),
        ("inc-003", "spaceduck-bot team"),
        ("inc-004", "spaceduck-bot team"),
        ("inc-004-stuck", "T-JOSH"),
        ("inc-004-not-started", "T-JOSH"),
    ] {
        assert_eq!(left(id, to(whom)), Left::HandedTo(whom), "{id}");
        for other in [None, to("the wrong team"), Some(Outcome::Deferred), Some(Outcome::NotAnIncident)] {
            assert_eq!(left(id, other.clone()), Left::Broken, "{id} {other:?}");
        }
    }
    assert_eq!(left("inc-004-slow", Some(Outcome::Deferred)), Left::Deferred);
    assert_eq!(left("inc-005-amber", None), Left::NotYet, "nothing fails yet");
    assert_eq!(left("inc-001", to("T-JOSH")), Left::Broken, "what can be repaired is to be repaired");
}
