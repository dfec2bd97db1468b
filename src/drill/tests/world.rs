//! The world as a value: the alias and what it feeds, the audit feed.

use super::noon;
use crate::drill::world::{AliasChange, Behaviour, Gateway, Refused, Route, World};
use crate::drill::{Dice, find};
use chrono::TimeDelta;
use serde_json::json;

fn world(id: &str) -> World {
    (find(id).unwrap().build)(noon(), Dice::PLAIN)
}

fn to(version: &str) -> AliasChange {
    AliasChange { version: Some(version.to_owned()), ..AliasChange::default() }
}

/// Which of so many calls of a route without warm environments are answered.
fn answered(world: &mut World, calls: usize) -> Vec<bool> {
    (0..calls).map(|_| matches!(world.serve(Route::Beak, noon()), Gateway::Answered(..))).collect()
}

#[test]
fn moving_the_alias_to_a_working_version_repairs() {
    let mut world = world("inc-001");
    assert_eq!(answered(&mut world, 3), [false; 3]);
    assert!(!world.answers());
    world.move_alias(to("41")).unwrap();
    assert!(world.answers());
    assert_eq!(answered(&mut world, 3), [true; 3]);
}

#[test]
fn the_version_before_is_broken_too() {
    let mut world = world("inc-001");
    world.move_alias(to("42")).unwrap();
    assert!(!world.answers());
    assert_eq!(answered(&mut world, 2), [false; 2]);
}

#[test]
fn a_stale_revision_moves_nothing() {
    let mut world = world("inc-001");
    let seen = Some(world.alias.revision());
    world.move_alias(AliasChange { revision: seen.clone(), ..to("42") }).unwrap();
    assert_ne!(seen, Some(world.alias.revision()));
    let late = world.move_alias(AliasChange { revision: seen, ..to("41") });
    assert_eq!(late, Err(Refused::StaleRevision));
    assert_eq!(world.alias.version, "42");
}

#[test]
fn a_version_that_does_not_exist_is_refused() {
    let mut world = world("inc-001");
    assert_eq!(world.move_alias(to("77")), Err(Refused::NoSuchVersion("77".into())));
}

#[test]
fn weights_are_obeyed_to_the_call() {
    let mut world = world("inc-001-weighted");
    assert_eq!(answered(&mut world, 6), [false, true, false, true, false, true]);
    let change = AliasChange { weights: Some([("43".into(), 0.25)].into()), ..AliasChange::default() };
    world.move_alias(change).unwrap();
    assert_eq!(answered(&mut world, 8).iter().filter(|answered| **answered).count(), 6);
}

#[test]
fn weights_stay_unless_they_are_cleared() {
    let mut world = world("inc-001-weighted");
    world.move_alias(to("41")).unwrap();
    assert!(!world.answers(), "a promotion alone leaves the weights in place");
    world.move_alias(AliasChange { weights: Some([].into()), ..to("41") }).unwrap();
    assert!(world.answers());
    assert_eq!(answered(&mut world, 4), [true; 4]);
}

#[test]
fn weights_that_make_no_sense_are_refused() {
    let mut world = world("inc-001");
    let weigh = |weights: &[(&str, f64)]| AliasChange {
        weights: Some(weights.iter().map(|(version, share)| ((*version).to_owned(), *share)).collect()),
        ..AliasChange::default()
    };
    for bad in [&[("43", 0.5)][..], &[("41", 1.5)], &[("41", 0.1), ("42", 0.1)]] {
        assert!(matches!(world.move_alias(weigh(bad)), Err(Refused::BadWeights(_))), "{bad:?}");
    }
    assert_eq!(world.move_alias(weigh(&[("77", 0.5)])), Err(Refused::NoSuchVersion("77".into())));
}

#[test]
fn a_warm_environment_gives_the_first_status_after_a_move() {
    let mut world = world("inc-001-all-well");
    world.move_alias(to("41")).unwrap();
    let mut versions = || match world.serve(Route::Status, noon()) {
        Gateway::Answered(page, _) => {
            let body: serde_json::Value = serde_json::from_str(&page.body).unwrap();
            (body["lambda"]["version"].clone(), body["lambda_alias_version"].clone())
        }
        _ => panic!("status must answer"),
    };
    assert_eq!(versions(), ("42".into(), "42".into()));
    assert_eq!(versions(), ("41".into(), "41".into()));
}

#[test]
fn the_audit_feed_goes_on_until_it_stops() {
    let mut world = world("inc-001-all-well");
    let newest = |world: &World, minutes| {
        let page = world.audit.page(noon() + TimeDelta::minutes(minutes));
        page["entries"][0]["timestamp"].clone()
    };
    assert_eq!(newest(&world, 0), "2026-11-22T11:59:20Z");
    assert_eq!(newest(&world, 30), "2026-11-22T12:29:30Z");
    for beat in &mut world.audit.beats {
        beat.stopped = Some(noon());
    }
    assert_eq!(newest(&world, 30), "2026-11-22T11:59:20Z");
}

/// Every way in which a call starts and ends, for scenarios to choose from.
#[test]
fn a_call_starts_and_ends_as_the_scenario_says() {
    let mut world = world("inc-001-all-well");
    let event = json!({ "httpMethod": "GET", "path": "/beak/system/status" });
    let call = |world: &mut World, version: &str| {
        let invoked = world.invoke(Some(version), &event, noon()).unwrap();
        (invoked.failed, invoked.payload["statusCode"].clone(), invoked.lines)
    };
    let (failed, status, lines) = call(&mut world, "39");
    assert_eq!((failed, status), (false, json!(200)));
    assert!(lines.starts_with("INIT_START ") && lines.contains("\tInit Duration: 611.00 ms\t"), "{lines}");
    let (_, _, lines) = call(&mut world, "39");
    assert!(!lines.contains("INIT_START") && !lines.contains("Init Duration"), "warm: {lines}");
    world.function.ready.insert("40".into());
    assert!(!call(&mut world, "40").2.contains("Init Duration"), "provisioned concurrency");
    world.function.set_snap_start("41");
    let (_, _, lines) = call(&mut world, "41");
    assert!(lines.starts_with("RESTORE_START ") && !lines.contains("Init Duration"), "{lines}");
    assert!(lines.contains("\tRestore Duration: 634.00 ms\tBilled Restore Duration: 634 ms\t"), "{lines}");
    world.function.set_behaviour("42", Behaviour::Answers { status: 502, body: "no database" });
    let (failed, status, lines) = call(&mut world, "42");
    assert_eq!((failed, status), (false, json!(502)), "to Lambda it is a success");
    assert!(lines.contains("answered with 502: no database"), "{lines}");
    assert!(matches!(world.serve(Route::Beak, noon()), Gateway::Refused(502, page) if page.body == "no database"));
    assert!(!world.answers());
}
