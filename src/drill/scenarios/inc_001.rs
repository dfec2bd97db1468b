//! The function is down, in six ways.
//!
//! The story: 41 keeps ducklings in the common table. 42, promoted yesterday, gave them a table of
//! their own; nobody came back to verify it. 43 renames that table, and its migration drops the old
//! name before the code knows the new one. So 43 fails, and 42 cannot come back either: it looks for
//! the table that is gone. Only 41 works.

use super::deploy_log::{self, Row, row};
use super::lessons;
use super::{ordinary, traffic};
use crate::drill::dice::Dice;
use crate::drill::scenario::{Line, Scenario};
use crate::drill::world::{Alias, Behaviour, LATEST, Outcome, World};
use chrono::TimeDelta;
use duckops_core::time::Utc;
use std::time::Duration;

const KIND: &str = "TableNotFound";
const MESSAGE: &str = "table ducklings not found";
const TABLE_GONE: Behaviour = Behaviour::Raises { kind: KIND, message: MESSAGE };

/// How long ago the newest version was promoted.
fn promoted(dice: Dice) -> TimeDelta {
    TimeDelta::seconds(dice.number("promoted", 11 * 60 + 12, 10 * 60..=14 * 60))
}

/// How long ago the first call failed.
fn failing(dice: Dice) -> TimeDelta {
    promoted(dice) - TimeDelta::seconds(dice.number("first failure", 128, 40..=180))
}

fn rename(dice: Dice) -> Row {
    row(43, promoted(dice), "promoted", "tom", "Rename the ducklings table to flock")
}

const OWN_TABLE: &str = "Read ducklings from a table of their own";

/// Why 43 was promoted while the database was away already.
const PATIENTLY: &str = "Retry the database more patiently";

const WHY: Line = Line::Answer { step: "target", field: "why", value: "errors began with the last promotion" };
const APPROVED: Line = Line::Approved { step: "promote", by: "Josh" };
const WORDS: Line = Line::Words { step: "promote" };
const GO_BACK: &[Line] = &[Line::Default { step: "target", field: "version" }, WHY, APPROVED, WORDS];
const CHOOSE: &[Line] = &[Line::Version { step: "target", field: "version", version: 41 }, WHY, APPROVED, WORDS];
const STAY: &[Line] = &[Line::Answer { step: "older", field: "anyway", value: "no" }];

pub const BROKEN: Scenario = Scenario {
    id: "inc-001",
    runbook: "inc-001",
    title: "The last promotion broke the API",
    what: "prod points at a version that fails, and the one before it was never verified",
    build: broken,
    deploy_log: trap_log,
    repaired: World::answers,
    lesson: lessons::inc_001::BROKEN,
    play: GO_BACK,
};

pub const WEIGHTED: Scenario = Scenario {
    id: "inc-001-weighted",
    runbook: "inc-001",
    title: "Half of the calls fail",
    what: "prod points at a good version, and weights feed half of the calls to a broken one",
    build: weighted,
    deploy_log: canary_log,
    repaired: World::answers,
    lesson: lessons::inc_001::WEIGHTED,
    play: GO_BACK,
};

pub const OLDER: Scenario = Scenario {
    id: "inc-001-older",
    runbook: "inc-001",
    title: "The errors are older than the promotion",
    what: "the database is unreachable, so every version fails and going back does not help",
    build: older,
    deploy_log: attempt_log,
    repaired: World::answers,
    lesson: lessons::inc_001::OLDER,
    play: STAY,
};

pub const ALL_WELL: Scenario = Scenario {
    id: "inc-001-all-well",
    runbook: "inc-001",
    title: "Nothing is wrong",
    what: "the API answers and prod is where the deploy log says",
    build: all_well,
    deploy_log: quiet_log,
    repaired: World::answers,
    lesson: lessons::inc_001::ALL_WELL,
    play: &[],
};

pub const LOG_BEHIND: Scenario = Scenario {
    id: "inc-001-log-behind",
    runbook: "inc-001",
    title: "Only the deploy log is wrong",
    what: "nothing: the API answers from the version before, and the deploy log says that the newest was promoted",
    build: all_well,
    deploy_log: trap_log,
    repaired: World::answers,
    lesson: lessons::inc_001::LOG_BEHIND,
    play: &[],
};

pub const NO_LOG: Scenario = Scenario {
    id: "inc-001-no-log",
    runbook: "inc-001",
    title: "The API is down, and nobody kept a log",
    what: "prod points at a version that fails, and there is no deploy log",
    build: broken,
    deploy_log: |_, _| None,
    repaired: World::answers,
    lesson: lessons::inc_001::NO_LOG,
    play: CHOOSE,
};

pub const TIMEOUT: Scenario = Scenario {
    id: "inc-001-timeout",
    runbook: "inc-001",
    title: "The API hangs",
    what: "prod points at a version that never answers, and logs no error while it hangs",
    build: hanging,
    deploy_log: trap_log,
    repaired: World::answers,
    lesson: lessons::inc_001::TIMEOUT,
    play: GO_BACK,
};

/// 41 works; 42, 43 and what is being edited do as told.
fn company(now: Utc, dice: Dice, from_42: &Behaviour) -> World {
    let mut world = ordinary::company(now, dice);
    for version in [dice.version(42), dice.version(43), LATEST.to_owned()] {
        world.function.set_behaviour(&version, from_42.clone());
    }
    world
}

/// Two hours of 42, then 43 until it begins to fail.
/// About so many.
fn many(dice: Dice, plain: i32) -> i32 {
    let about = i64::from(plain);
    let number = dice.number(&format!("calls {plain}"), about, about * 2 / 3..=about * 2);
    i32::try_from(number).unwrap_or(plain)
}

fn calm_before(world: &mut World, now: Utc, dice: Dice) {
    traffic::quiet_hours(world, &dice.version(42), now, now - promoted(dice));
    traffic::answered(world, &dice.version(43), now - promoted(dice), now - failing(dice));
}

pub fn broken(now: Utc, dice: Dice) -> World {
    let mut world = company(now, dice, &TABLE_GONE);
    calm_before(&mut world, now, dice);
    let since = (now - failing(dice), now);
    traffic::failed(&mut world, &dice.version(43), &Outcome::raised(KIND, MESSAGE), many(dice, 28), since);
    let spell = (now - TimeDelta::minutes(6), now - TimeDelta::minutes(3));
    traffic::failed(&mut world, &dice.version(43), &Outcome::TimedOut, 3, spell);
    world
}

pub fn weighted(now: Utc, dice: Dice) -> World {
    let mut world = company(now, dice, &TABLE_GONE);
    traffic::quiet_hours(&mut world, &dice.version(41), now, now);
    traffic::failed(
        &mut world,
        &dice.version(43),
        &Outcome::raised(KIND, MESSAGE),
        many(dice, 14),
        (now - failing(dice), now),
    );
    world.alias = Alias::at(&dice.version(41));
    world.alias.weights = [(dice.version(43), 0.5)].into();
    world
}

pub fn older(now: Utc, dice: Dice) -> World {
    let mut world = ordinary::company(now, dice);
    world.function.describe(&dice.version(43), PATIENTLY);
    let outage = now - promoted(dice) - TimeDelta::minutes(40);
    traffic::quiet_hours(&mut world, &dice.version(42), now, outage);
    let unreachable = Outcome::database_down();
    traffic::failed(&mut world, &dice.version(42), &unreachable, many(dice, 80), (outage, now - promoted(dice)));
    traffic::failed(&mut world, &dice.version(43), &unreachable, many(dice, 22), (now - promoted(dice), now));
    world.database_up = false;
    world
}

fn all_well(now: Utc, dice: Dice) -> World {
    let mut world = ordinary::company(now, dice);
    traffic::quiet_hours(&mut world, &dice.version(42), now, now);
    world.alias = Alias::at(&dice.version(42));
    world
}

fn hanging(now: Utc, dice: Dice) -> World {
    let mut world = company(now, dice, &Behaviour::Hangs);
    world.function.timeout = Duration::from_secs(29);
    calm_before(&mut world, now, dice);
    traffic::failed(&mut world, &dice.version(43), &Outcome::TimedOut, many(dice, 17), (now - failing(dice), now));
    world
}

pub fn trap_log(now: Utc, dice: Dice) -> Option<String> {
    let own_table = row(42, TimeDelta::minutes(21 * 60 - 9), "promoted", "ana", OWN_TABLE);
    Some(deploy_log::text(now, dice, &[own_table, rename(dice)]))
}

pub fn canary_log(now: Utc, dice: Dice) -> Option<String> {
    let canary = row(43, promoted(dice), "promoted", "tom", "Rename the ducklings table, half at first");
    Some(deploy_log::text(now, dice, &[canary]))
}

pub fn attempt_log(now: Utc, dice: Dice) -> Option<String> {
    let own_table = row(42, TimeDelta::minutes(21 * 60 - 9), "verified", "ana", OWN_TABLE);
    let attempt = row(43, promoted(dice), "promoted", "tom", PATIENTLY);
    Some(deploy_log::text(now, dice, &[own_table, attempt]))
}

pub fn quiet_log(now: Utc, dice: Dice) -> Option<String> {
    let own_table = row(42, TimeDelta::minutes(21 * 60 - 9), "verified", "ana", OWN_TABLE);
    Some(deploy_log::text(now, dice, &[own_table]))
}
