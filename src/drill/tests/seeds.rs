//! A seed varies a drill, and leaves true what its scenario says.

use super::noon;
use crate::drill::world::{AliasChange, Gateway, Route};
use crate::drill::{Drill, scenarios};
use chrono::TimeDelta;

/// Every scenario with many seeds.
fn all() -> impl Iterator<Item = Drill> {
    scenarios().iter().flat_map(|one| (0..6).filter_map(|seed| Drill::find(one.id, Some(seed))))
}

#[test]
fn doing_nothing_repairs_no_more_than_without_a_seed() {
    for drill in all() {
        let plain = Drill::find(drill.scenario.id, None).unwrap().build(noon());
        let mut world = drill.build(noon());
        for minute in 0..30 {
            world.serve(Route::Status, noon() + TimeDelta::minutes(minute));
        }
        let repaired = drill.scenario.repaired;
        assert_eq!(repaired(&world), repaired(&plain), "{}: {}", drill.name(), drill.scenario.id);
    }
}

#[test]
fn the_same_seed_is_the_same_drill() {
    for drill in all() {
        let told = || {
            let world = drill.build(noon());
            let log = drill.deploy_log(noon());
            (world.past(), log, world.audit.page(noon()), world.alias.version, world.figures)
        };
        assert_eq!(told(), told(), "{}", drill.name());
    }
}

/// Whatever the versions are called.
#[test]
fn going_back_to_the_verified_version_repairs_and_to_the_one_before_does_not() {
    for seed in 0..60 {
        let drill = Drill::find("rollback", Some(seed)).unwrap();
        if drill.scenario.id != "rollback" {
            continue;
        }
        for (version, repaired) in [(42, false), (41, true)] {
            let mut world = drill.build(noon());
            let version = Some(drill.dice().version(version));
            world.move_alias(AliasChange { version, ..AliasChange::default() }).unwrap();
            world.serve(Route::Status, noon());
            let answered = matches!(world.serve(Route::Status, noon()), Gateway::Answered(..));
            assert_eq!((world.answers(), answered), (repaired, repaired), "{}", drill.name());
        }
    }
}

#[test]
fn seeds_differ() {
    let figures = |seed| Drill::find("inc-003", Some(seed)).unwrap().build(noon()).figures.ducklings;
    let seen: std::collections::BTreeSet<_> = (0..100).map(figures).collect();
    assert!(seen.len() > 90, "{seen:?}");
}
