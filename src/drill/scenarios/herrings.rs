//! What a seed adds to a drill to lead astray: each is true, and has nothing to do with what is broken. Harmless by
//! construction: nothing of it is within the windows, the limits or the figures by which anything is decided.

use super::deploy_log::{Row, row};
use crate::drill::dice::Dice;
use crate::drill::world::{Execution, Outcome, Route, Status, World};
use chrono::TimeDelta;
use duckops_core::time::Utc;
use std::time::Duration;

/// Each is there in half of the drills.
const ONE_IN: u64 = 2;

type Herring = fn(&mut World, Utc, Dice);

/// Puts them there.
pub fn add(world: &mut World, now: Utc, dice: Dice) {
    let all: [(&str, Herring); 4] = [
        ("old error", old_error),
        ("stale description", stale_description),
        ("slow route", slow_route),
        ("old execution", old_execution),
    ];
    for (name, herring) in all {
        if dice.is(name, ONE_IN) {
            herring(world, now, dice);
        }
    }
}

/// An error of before anything broke, further back than any look at errors goes.
fn old_error(world: &mut World, now: Utc, dice: Dice) {
    let kinds = [("ValueError", "bad beak header"), ("ReadTimeout", "weather service did not answer")];
    let (kind, message) = dice.choose("old error of", ("KeyError", "'flock'"), &kinds);
    let at = now - TimeDelta::minutes(dice.number("old error at", 100, 96..=118));
    world.remember(&dice.version(41), Outcome::raised(kind, message), at);
}

/// What the alias says of itself was not kept up: a drift of words alone.
fn stale_description(world: &mut World, _: Utc, dice: Dice) {
    world.alias.description = format!("{} since the last release", dice.version(39));
}

/// A route that nobody decides by takes its time, and far less than the SLA allows.
fn slow_route(world: &mut World, _: Utc, dice: Dice) {
    let route = dice.choose("slow route is", Route::Metrics, &[Route::Beak]);
    world.slow = Some((route, Duration::from_millis(dice.count("slow by", 300, 250..=700))));
}

/// A request that failed hours ago, and was forgotten.
fn old_execution(world: &mut World, now: Utc, dice: Dice) {
    let started = now - TimeDelta::minutes(dice.number("old execution at", 300, 150..=900));
    world.workflow.executions.push(Execution {
        name: "peck-7260".to_owned(),
        status: Status::Failed,
        started,
        stopped: Some(started + TimeDelta::seconds(9)),
        error: Some("CallbackFailed"),
        cause: Some("POST https://agents.spaceduck.example/duck-0399/peck: 503"),
    });
}

/// An entry of the deploy log that looks good, and the one after it that takes it back.
pub fn rolled_back(dice: Dice) -> Vec<Row> {
    if !dice.is("rolled back", ONE_IN) {
        return Vec::new();
    }
    let ago = |minutes| TimeDelta::minutes(minutes);
    let verified = dice.number("looked good", 2_900, 2_400..=3_600);
    vec![
        row(40, ago(verified), "verified", "tom", "Fleet view again, quicker to start"),
        row(40, ago(verified - 190), "rolled-back", "mina", "Fleet view leaks memory; {41} serves again"),
    ]
}
