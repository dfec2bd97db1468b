//! The function is down, in six ways.
//!
//! The story: 41 keeps ducklings in the common table. 42, promoted yesterday, gave them a table of
//! their own; nobody came back to verify it. 43 renames that table, and its migration drops the old
//! name before the code knows the new one. So 43 fails, and 42 cannot come back either: it looks for
//! the table that is gone. Only 41 works.

use super::deploy_log::{self, Row, row};
use super::{ordinary, traffic};
use crate::drill::scenario::{Line, Right, Scenario};
use crate::drill::world::{Alias, Behaviour, LATEST, Outcome, World};
use chrono::TimeDelta;
use duckops_core::time::Utc;
use std::time::Duration;

const KIND: &str = "TableNotFound";
const MESSAGE: &str = "table ducklings not found";
const TABLE_GONE: Behaviour = Behaviour::Raises { kind: KIND, message: MESSAGE };

/// How long ago the newest version was promoted.
const PROMOTED: TimeDelta = TimeDelta::seconds(11 * 60 + 12);
/// How long ago the first call failed.
const FAILING: TimeDelta = TimeDelta::seconds(9 * 60 + 4);

const RENAME: Row = row("43", PROMOTED, "promoted", "tom", "Rename the ducklings table to flock");
const OWN_TABLE: &str = "Read ducklings from a table of their own";

/// Why 43 was promoted while the database was away already.
const PATIENTLY: &str = "Retry the database more patiently";

const WHY: Line = Line::Answer { step: "target", field: "why", value: "errors began with the last promotion" };
const APPROVED: Line = Line::Approved { step: "promote", by: "Josh" };
const WORDS: Line = Line::Words { step: "promote" };
const GO_BACK: &[Line] = &[Line::Default { step: "target", field: "version" }, WHY, APPROVED, WORDS];
const CHOOSE: &[Line] = &[Line::Answer { step: "target", field: "version", value: "41" }, WHY, APPROVED, WORDS];
const STAY: &[Line] = &[Line::Answer { step: "older", field: "anyway", value: "no" }];

pub const BROKEN: Scenario = Scenario {
    id: "inc-001",
    runbook: "inc-001",
    title: "The last promotion broke the API",
    what: "prod points at a version that fails, and the one before it was never verified",
    build: broken,
    deploy_log: trap_log,
    repaired: World::answers,
    right: Right::Repaired,
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
    right: Right::Repaired,
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
    right: Right::HandedTo("T-JOSH"),
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
    right: Right::Repaired,
    play: &[],
};

pub const LOG_BEHIND: Scenario = Scenario {
    id: "inc-001-log-behind",
    runbook: "inc-001",
    title: "Only the deploy log is wrong",
    what: "nothing: the API answers from 42, and the deploy log says that 43 was promoted",
    build: all_well,
    deploy_log: trap_log,
    repaired: World::answers,
    right: Right::Repaired,
    play: &[],
};

pub const NO_LOG: Scenario = Scenario {
    id: "inc-001-no-log",
    runbook: "inc-001",
    title: "The last promotion broke the API, and nobody kept a log",
    what: "prod points at a version that fails, and there is no deploy log",
    build: broken,
    deploy_log: |_| None,
    repaired: World::answers,
    right: Right::Repaired,
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
    right: Right::Repaired,
    play: GO_BACK,
};

/// 41 works; 42, 43 and what is being edited do as told.
fn company(now: Utc, from_42: &Behaviour) -> World {
    let mut world = ordinary::company(now);
    for version in ["42", "43", LATEST] {
        world.function.set_behaviour(version, from_42.clone());
    }
    world
}

/// Two hours of 42, then 43 until it begins to fail.
fn calm_before(world: &mut World, now: Utc) {
    traffic::quiet_hours(world, "42", now, now - PROMOTED);
    traffic::answered(world, "43", now - PROMOTED, now - FAILING);
}

pub fn broken(now: Utc) -> World {
    let mut world = company(now, &TABLE_GONE);
    calm_before(&mut world, now);
    let since = (now - FAILING, now);
    traffic::failed(&mut world, "43", &Outcome::raised(KIND, MESSAGE), 28, since);
    let spell = (now - TimeDelta::minutes(6), now - TimeDelta::minutes(3));
    traffic::failed(&mut world, "43", &Outcome::TimedOut, 3, spell);
    world
}

pub fn weighted(now: Utc) -> World {
    let mut world = company(now, &TABLE_GONE);
    traffic::quiet_hours(&mut world, "41", now, now);
    traffic::failed(&mut world, "43", &Outcome::raised(KIND, MESSAGE), 14, (now - FAILING, now));
    world.alias = Alias::at("41");
    world.alias.weights = [("43".to_owned(), 0.5)].into();
    world
}

pub fn older(now: Utc) -> World {
    let mut world = ordinary::company(now);
    world.function.describe("43", PATIENTLY);
    let outage = now - PROMOTED - TimeDelta::minutes(40);
    traffic::quiet_hours(&mut world, "42", now, outage);
    let unreachable = Outcome::database_down();
    traffic::failed(&mut world, "42", &unreachable, 80, (outage, now - PROMOTED));
    traffic::failed(&mut world, "43", &unreachable, 22, (now - PROMOTED, now));
    world.database_up = false;
    world
}

fn all_well(now: Utc) -> World {
    let mut world = ordinary::company(now);
    traffic::quiet_hours(&mut world, "42", now, now);
    world.alias = Alias::at("42");
    world
}

fn hanging(now: Utc) -> World {
    let mut world = company(now, &Behaviour::Hangs);
    world.function.timeout = Duration::from_secs(29);
    calm_before(&mut world, now);
    traffic::failed(&mut world, "43", &Outcome::TimedOut, 17, (now - FAILING, now));
    world
}

pub fn trap_log(now: Utc) -> Option<String> {
    let own_table = row("42", TimeDelta::minutes(21 * 60 - 9), "promoted", "ana", OWN_TABLE);
    Some(deploy_log::text(now, &[own_table, RENAME]))
}

pub fn canary_log(now: Utc) -> Option<String> {
    let canary = row("43", PROMOTED, "promoted", "tom", "Rename the ducklings table, half at first");
    Some(deploy_log::text(now, &[canary]))
}

pub fn attempt_log(now: Utc) -> Option<String> {
    let own_table = row("42", TimeDelta::minutes(21 * 60 - 9), "verified", "ana", OWN_TABLE);
    let attempt = row("43", PROMOTED, "promoted", "tom", PATIENTLY);
    Some(deploy_log::text(now, &[own_table, attempt]))
}

pub fn quiet_log(now: Utc) -> Option<String> {
    let own_table = row("42", TimeDelta::minutes(21 * 60 - 9), "verified", "ana", OWN_TABLE);
    Some(deploy_log::text(now, &[own_table]))
}
