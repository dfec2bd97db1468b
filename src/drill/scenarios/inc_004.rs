//! Peck callbacks fail, or seem to, in eight ways. Nothing here can be repaired by the tool: addresses are the agents'
//! team's, and executions are terminated by nobody without consent.

use super::inc_003::Dying;
use super::lessons;
use super::ordinary;
use super::pecks::{self, DELIVERED, EVERY, End};
use crate::drill::dice::Dice;
use crate::drill::lesson::Lesson;
use crate::drill::scenario::{Scenario, always, never};
use crate::drill::world::{Execution, Figures, Status, World};
use chrono::TimeDelta;
use duckops_core::time::Utc;

/// How long an execution waits for its callback.
const PATIENCE: TimeDelta = TimeDelta::minutes(20);

pub const BROKEN: Scenario = scenario(
    lessons::inc_004::BROKEN,
    "inc-004",
    "The agents' address cannot be reached",
    "agents are alive, and every callback to them fails",
    broken,
    never,
);

pub const TIMED_OUT: Scenario = scenario(
    lessons::inc_004::TIMED_OUT,
    "inc-004-timed-out",
    "Callbacks are never answered",
    "callbacks are not refused but never answered: no execution fails, all of them time out",
    timed_out,
    never,
);

pub const ALL_DEAD: Scenario = scenario(
    lessons::inc_004::ALL_DEAD,
    "inc-004-all-dead",
    "There is nobody to call",
    "callbacks fail because all agents are dead",
    all_dead,
    never,
);

pub const STUCK: Scenario = scenario(
    lessons::inc_004::STUCK,
    "inc-004-stuck",
    "Requests are stuck and block new ones",
    "executions have been running for hours, and new requests do not become executions",
    stuck,
    never,
);

pub const NOT_STARTED: Scenario = scenario(
    lessons::inc_004::NOT_STARTED,
    "inc-004-not-started",
    "Requests become no executions",
    "no execution started for half an hour, though requests come and none is stuck",
    not_started,
    never,
);

pub const SLOW: Scenario = scenario(
    lessons::inc_004::SLOW,
    "inc-004-slow",
    "Requests are stuck and block nobody",
    "executions have been running for hours, and new requests start all the same",
    slow,
    never,
);

pub const FIRST_LOOK: Scenario = scenario(
    lessons::inc_004::FIRST_LOOK,
    "inc-004-first-look",
    "Nobody looked before",
    "perhaps nothing: no earlier look tells whether callback errors rise",
    first_look,
    always,
);

pub const ALL_WELL: Scenario = scenario(
    lessons::inc_004::ALL_WELL,
    "inc-004-all-well",
    "Callbacks are delivered",
    "nothing: a few callbacks failed long ago",
    all_well,
    always,
);

const fn scenario(
    lesson: Lesson,
    id: &'static str,
    title: &'static str,
    what: &'static str,
    build: fn(Utc, Dice) -> World,
    repaired: fn(&World) -> bool,
) -> Scenario {
    Scenario { id, runbook: "inc-004", title, what, build, deploy_log: |_, _| None, repaired, lesson, play: &[] }
}

const REFUSED: End = End {
    status: Status::Failed,
    after: TimeDelta::seconds(9),
    error: Some("CallbackFailed"),
    cause: Some("POST https://agents.spaceduck.example/duck-0388/peck: connection refused"),
};
const UNANSWERED: End = End {
    status: Status::TimedOut,
    after: PATIENCE,
    error: Some("States.Timeout"),
    cause: Some("no answer to the callback within 20 minutes"),
};

/// The company in which each request becomes an execution that ends so.
fn company(now: Utc, dice: Dice, end: impl Fn(i64) -> End) -> World {
    let mut world = ordinary::company(now, dice);
    let executions = &mut world.workflow.executions;
    executions.retain(|execution| execution.status == Status::TimedOut);
    executions.extend(pecks::executions(now, end));
    world
}

/// So many executions that have been waiting for hours.
fn waiting(world: &mut World, now: Utc, count: i64, since: i64) {
    let one = |n: i64| Execution {
        name: format!("peck-{}", 7_290 + n),
        status: Status::Running,
        started: now - TimeDelta::minutes(since - 4 * n),
        stopped: None,
        error: None,
        cause: None,
    };
    world.workflow.executions.extend((0..count).map(one));
}

/// Callbacks fail since about eight requests ago.
fn failing(now: Utc, dice: Dice, end: impl Fn(i64) -> End) -> World {
    let failed = dice.number("requests that failed", 8, 7..=13);
    let mut world = company(now, dice, |n| if n < failed { end(n) } else { DELIVERED });
    world.audit.stop("peck_notify", now - TimeDelta::minutes(failed * EVERY.num_minutes()));
    world
}

fn broken(now: Utc, dice: Dice) -> World {
    let mut world = failing(now, dice, |n| if [4, 6].contains(&n) { UNANSWERED } else { REFUSED });
    let dying = Dying::of(dice);
    world.course.change = Box::new(move |figures, minutes| dying.callback_errors(figures, minutes));
    world
}

fn timed_out(now: Utc, dice: Dice) -> World {
    failing(now, dice, |_| UNANSWERED)
}

fn all_dead(now: Utc, dice: Dice) -> World {
    let mut world = failing(now, dice, |_| REFUSED);
    let dying = Dying::of(dice);
    world.figures = Figures { alive: 0, dead: world.figures.total_bonded, ..world.figures };
    world.audit.stop("agent.pulse", dying.last_pulse(now));
    world.course.change = Box::new(move |figures, minutes| dying.both(figures, minutes));
    world
}

fn stuck(now: Utc, dice: Dice) -> World {
    let mut world = company(now, dice, |_| DELIVERED);
    let last = now - TimeDelta::minutes(dice.number("last start", 50, 35..=58));
    world.workflow.executions.retain(|execution| execution.started < last);
    waiting(&mut world, now, dice.number("stuck", 12, 8..=22), dice.number("stuck since", 190, 170..=330));
    world.audit.stop("peck_notify", last);
    world
}

fn not_started(now: Utc, dice: Dice) -> World {
    let mut world = company(now, dice, |_| DELIVERED);
    let last = now - TimeDelta::minutes(dice.number("last start", 30, 25..=58));
    world.workflow.executions.retain(|execution| execution.started < last);
    world.audit.stop("peck_notify", last);
    world
}

fn slow(now: Utc, dice: Dice) -> World {
    let mut world = company(now, dice, |_| DELIVERED);
    waiting(&mut world, now, dice.number("stuck", 2, 1..=4), dice.number("stuck since", 190, 100..=330));
    world
}

fn all_well(now: Utc, dice: Dice) -> World {
    company(now, dice, |_| DELIVERED)
}

fn first_look(now: Utc, dice: Dice) -> World {
    let mut world = all_well(now, dice);
    world.course.watched.clear();
    world
}
