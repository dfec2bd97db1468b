//! The fleet of agents is dead, or looks so, in seven ways. Nothing here can be repaired from outside: agents are
//! restarted by their own team.

use super::lessons;
use super::ordinary;
use crate::drill::dice::Dice;
use crate::drill::lesson::Lesson;
use crate::drill::scenario::Scenario;
use crate::drill::world::{Figures, World};
use chrono::TimeDelta;
use duckops_core::time::Utc;

pub const BROKEN: Scenario = scenario(
    lessons::inc_003::BROKEN,
    "inc-003",
    "The fleet died within the last hour",
    "all agents died within the last hour, and callback errors rise with them",
    broken,
);

pub const DEATHS_ONLY: Scenario = scenario(
    lessons::inc_003::DEATHS_ONLY,
    "inc-003-deaths-only",
    "The fleet died, and nobody was called",
    "all agents died within the last hour, and callback errors stay as they are",
    deaths_only,
);

pub const FIRST_LOOK: Scenario = scenario(
    lessons::inc_003::FIRST_LOOK,
    "inc-003-first-look",
    "The fleet is dead, and nobody looked before",
    "all agents are dead, and no earlier look tells since when",
    first_look,
);

pub const UNREPORTED: Scenario = scenario(
    lessons::inc_003::UNREPORTED,
    "inc-003-unreported",
    "Status does not say how many agents are bonded",
    "all agents are dead, and status does not report how many are bonded",
    unreported,
);

pub const NONE_BONDED: Scenario = scenario(
    lessons::inc_003::NONE_BONDED,
    "inc-003-none-bonded",
    "No agent is bonded yet",
    "nothing: no agent is alive because none is bonded yet",
    none_bonded,
);

pub const SOME_ALIVE: Scenario = scenario(
    lessons::inc_003::SOME_ALIVE,
    "inc-003-some-alive",
    "Most agents are dead",
    "a few agents are alive; the others have been dead for days",
    some_alive,
);

pub const DYING: Scenario = Scenario {
    repaired: |_| false,
    ..scenario(
        lessons::inc_003::DYING,
        "inc-003-dying",
        "Agents are dying",
        "a few agents are alive, and the others died within the last hour",
        dying,
    )
};

const fn scenario(
    lesson: Lesson,
    id: &'static str,
    title: &'static str,
    what: &'static str,
    build: fn(Utc, Dice) -> World,
) -> Scenario {
    Scenario {
        id,
        runbook: "inc-003",
        title,
        what,
        build,
        deploy_log: |_, _| None,
        repaired: fleet_lives,
        lesson,
        play: &[],
    }
}

/// Somebody is alive, or there is nobody who could be.
fn fleet_lives(world: &World) -> bool {
    world.figures.alive > 0 || world.figures.total_bonded == 0
}

/// How the fleet dies: the first agent so many minutes before the drill, and the last.
#[derive(Clone, Copy)]
pub struct Dying {
    first: i64,
    last: i64,
}

impl Dying {
    pub fn of(dice: Dice) -> Self {
        Self { first: dice.number("first death", 48, 36..=53), last: dice.number("last death", 14, 6..=21) }
    }

    /// When the last of them was heard of.
    pub fn last_pulse(self, now: Utc) -> Utc {
        now - TimeDelta::minutes(self.last)
    }

    /// A good hour ago two were dead; then one after the other died.
    pub fn deaths(self, figures: &mut Figures, minutes: i64) {
        let living = figures.total_bonded.saturating_sub(2).saturating_sub(figures.alive);
        let (from, to) = (-self.first, -self.last);
        let yet_to_come = (to - minutes).clamp(0, to - from).unsigned_abs();
        let still_alive = living * yet_to_come / (to - from).unsigned_abs();
        figures.alive += still_alive;
        figures.dead -= still_alive;
    }

    /// One callback error in two minutes since the first death.
    pub fn callback_errors(self, figures: &mut Figures, minutes: i64) {
        figures.callback_error += (minutes + self.first).max(0).unsigned_abs() / 2;
    }

    pub fn both(self, figures: &mut Figures, minutes: i64) {
        self.deaths(figures, minutes);
        self.callback_errors(figures, minutes);
    }
}

/// So many are alive at the beginning of the drill.
fn fleet(now: Utc, dice: Dice, alive: u64) -> World {
    let mut world = ordinary::company(now, dice);
    world.figures = Figures { alive, dead: world.figures.total_bonded - alive, ..world.figures };
    if alive == 0 {
        world.audit.stop("agent.pulse", Dying::of(dice).last_pulse(now));
    }
    world
}

fn broken(now: Utc, dice: Dice) -> World {
    let mut world = fleet(now, dice, 0);
    let dying = Dying::of(dice);
    world.course.change = Box::new(move |figures, minutes| dying.both(figures, minutes));
    world
}

fn deaths_only(now: Utc, dice: Dice) -> World {
    let mut world = fleet(now, dice, 0);
    let dying = Dying::of(dice);
    world.course.change = Box::new(move |figures, minutes| dying.deaths(figures, minutes));
    world
}

fn first_look(now: Utc, dice: Dice) -> World {
    let mut world = broken(now, dice);
    world.course.watched.clear();
    world
}

fn unreported(now: Utc, dice: Dice) -> World {
    let mut world = broken(now, dice);
    world.unreported.push("/agents/total_bonded");
    world
}

fn none_bonded(now: Utc, dice: Dice) -> World {
    let mut world = fleet(now, dice, 0);
    world.figures = Figures { dead: 0, total_bonded: 0, ..world.figures };
    world.audit.beats.retain(|beat| beat.event_type != "agent.pulse");
    world
}

fn some_alive(now: Utc, dice: Dice) -> World {
    fleet(now, dice, dice.count("alive", 3, 2..=6))
}

fn dying(now: Utc, dice: Dice) -> World {
    let mut world = some_alive(now, dice);
    let dying = Dying::of(dice);
    world.course.change = Box::new(move |figures, minutes| dying.deaths(figures, minutes));
    world
}
