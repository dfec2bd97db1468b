//! The fleet of agents is dead, or looks so, in seven ways. Nothing here can be repaired from outside: agents are
//! restarted by their own team.

use super::ordinary;
use crate::drill::scenario::{Right, Scenario};
use crate::drill::world::{Figures, World};
use chrono::TimeDelta;
use duckops_core::time::Utc;

/// How many agents the company has bonded.
const FLEET: u64 = 19;
/// Agents are restarted by their own team.
const RESTARTED_BY: Right = Right::HandedTo("spaceduck-bot team");
/// How many minutes before the drill the first of them died, and the last.
const FIRST_DEATH: i64 = 48;
const LAST_DEATH: i64 = 14;

pub const BROKEN: Scenario = scenario(
    "inc-003",
    "The fleet died within the last hour",
    "all agents died within the last hour, and callback errors rise with them",
    broken,
);

pub const DEATHS_ONLY: Scenario = scenario(
    "inc-003-deaths-only",
    "The fleet died, and nobody was called",
    "all agents died within the last hour, and callback errors stay as they are",
    deaths_only,
);

pub const FIRST_LOOK: Scenario = scenario(
    "inc-003-first-look",
    "The fleet is dead, and nobody looked before",
    "all agents are dead, and no earlier look tells since when",
    first_look,
);

pub const UNREPORTED: Scenario = scenario(
    "inc-003-unreported",
    "Status does not say how many agents are bonded",
    "all agents are dead, and status does not report how many are bonded",
    unreported,
);

pub const NONE_BONDED: Scenario = scenario(
    "inc-003-none-bonded",
    "No agent is bonded yet",
    "nothing: no agent is alive because none is bonded yet",
    none_bonded,
);

pub const SOME_ALIVE: Scenario = scenario(
    "inc-003-some-alive",
    "Most agents are dead",
    "three agents are alive; the others have been dead for days",
    some_alive,
);

pub const DYING: Scenario = Scenario {
    repaired: |_| false,
    ..scenario(
        "inc-003-dying",
        "Agents are dying",
        "three agents are alive, and the others died within the last hour",
        dying,
    )
};

const fn scenario(id: &'static str, title: &'static str, what: &'static str, build: fn(Utc) -> World) -> Scenario {
    Scenario {
        id,
        runbook: "inc-003",
        title,
        what,
        build,
        deploy_log: |_| None,
        repaired: fleet_lives,
        right: RESTARTED_BY,
        play: &[],
    }
}

/// Somebody is alive, or there is nobody who could be.
fn fleet_lives(world: &World) -> bool {
    world.figures.alive > 0 || world.figures.total_bonded == 0
}

/// So many are alive at the beginning of the drill; the pulse of the last one to die was a while ago.
fn fleet(now: Utc, alive: u64) -> World {
    let mut world = ordinary::company(now);
    world.figures = Figures { alive, dead: FLEET - alive, total_bonded: FLEET, ..world.figures };
    if alive == 0 {
        world.audit.stop("agent.pulse", now - TimeDelta::minutes(LAST_DEATH));
    }
    world
}

/// A good hour ago two were dead; then one after the other died.
pub fn deaths(figures: &mut Figures, minutes: i64) {
    let living = figures.total_bonded.saturating_sub(2).saturating_sub(figures.alive);
    let (from, to) = (-FIRST_DEATH, -LAST_DEATH);
    let yet_to_come = (to - minutes).clamp(0, to - from).unsigned_abs();
    let still_alive = living * yet_to_come / (to - from).unsigned_abs();
    figures.alive += still_alive;
    figures.dead -= still_alive;
}

/// One callback error in two minutes since the first death.
pub fn callback_errors(figures: &mut Figures, minutes: i64) {
    figures.callback_error += (minutes + FIRST_DEATH).max(0).unsigned_abs() / 2;
}

fn both(figures: &mut Figures, minutes: i64) {
    deaths(figures, minutes);
    callback_errors(figures, minutes);
}

fn broken(now: Utc) -> World {
    let mut world = fleet(now, 0);
    world.course.change = both;
    world
}

fn deaths_only(now: Utc) -> World {
    let mut world = fleet(now, 0);
    world.course.change = deaths;
    world
}

fn first_look(now: Utc) -> World {
    let mut world = broken(now);
    world.course.watched.clear();
    world
}

fn unreported(now: Utc) -> World {
    let mut world = broken(now);
    world.unreported.push("/agents/total_bonded");
    world
}

fn none_bonded(now: Utc) -> World {
    let mut world = fleet(now, 0);
    world.figures = Figures { dead: 0, total_bonded: 0, ..world.figures };
    world.audit.beats.retain(|beat| beat.event_type != "agent.pulse");
    world
}

fn some_alive(now: Utc) -> World {
    fleet(now, 3)
}

fn dying(now: Utc) -> World {
    let mut world = fleet(now, 3);
    world.course.change = deaths;
    world
}
