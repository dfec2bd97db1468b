//! Peck callbacks fail, or seem to, in seven ways. Nothing here can be repaired by the tool: addresses are the agents'
//! team's, and executions are terminated by nobody without consent.

use super::inc_003::Dying;
use super::lessons;
use super::ordinary;
use crate::drill::dice::Dice;
use crate::drill::lesson::Lesson;
use crate::drill::scenario::{Right, Scenario, always, never};
use crate::drill::world::{Execution, Figures, Status, World};
use chrono::TimeDelta;
use duckops_core::time::Utc;

/// A peck is requested this often; the newest request is so many seconds old when the drill begins.
const EVERY: i64 = 6;
const NEWEST: i64 = 95;
/// How long an execution waits for its callback.
const PATIENCE: TimeDelta = TimeDelta::minutes(20);

pub const BROKEN: Scenario = scenario(
    lessons::inc_004::BROKEN,
    "inc-004",
    "The agents' address cannot be reached",
    "agents are alive, and every callback to them fails",
    broken,
    never,
    Right::HandedTo("spaceduck-bot team"),
);

pub const TIMED_OUT: Scenario = scenario(
    lessons::inc_004::TIMED_OUT,
    "inc-004-timed-out",
    "Callbacks are never answered",
    "callbacks are not refused but never answered: no execution fails, all of them time out",
    timed_out,
    never,
    Right::HandedTo("spaceduck-bot team"),
);

pub const ALL_DEAD: Scenario = scenario(
    lessons::inc_004::ALL_DEAD,
    "inc-004-all-dead",
    "There is nobody to call",
    "callbacks fail because all agents are dead",
    all_dead,
    never,
    Right::HandedTo("spaceduck-bot team"),
);

pub const STUCK: Scenario = scenario(
    lessons::inc_004::STUCK,
    "inc-004-stuck",
    "Requests are stuck and block new ones",
    "executions have been running for hours, and new requests do not become executions",
    stuck,
    never,
    Right::HandedTo("T-JOSH"),
);

pub const SLOW: Scenario = scenario(
    lessons::inc_004::SLOW,
    "inc-004-slow",
    "Requests are stuck and block nobody",
    "executions have been running for hours, and new requests start all the same",
    slow,
    never,
    Right::Deferred,
);

pub const FIRST_LOOK: Scenario = scenario(
    lessons::inc_004::FIRST_LOOK,
    "inc-004-first-look",
    "Nobody looked before",
    "perhaps nothing: no earlier look tells whether callback errors rise",
    first_look,
    always,
    Right::Repaired,
);

pub const ALL_WELL: Scenario = scenario(
    lessons::inc_004::ALL_WELL,
    "inc-004-all-well",
    "Callbacks are delivered",
    "nothing: a few callbacks failed long ago",
    all_well,
    always,
    Right::Repaired,
);

const fn scenario(
    lesson: Lesson,
    id: &'static str,
    title: &'static str,
    what: &'static str,
    build: fn(Utc, Dice) -> World,
    repaired: fn(&World) -> bool,
    right: Right,
) -> Scenario {
    Scenario { id, runbook: "inc-004", title, what, build, deploy_log: |_, _| None, repaired, right, lesson, play: &[] }
}

/// How one request's execution ends.
type End = (Status, Option<&'static str>, Option<&'static str>);

const DELIVERED: End = (Status::Succeeded, None, None);
const REFUSED: End = (
    Status::Failed,
    Some("CallbackFailed"),
    Some("POST https://agents.spaceduck.example/duck-0388/peck: connection refused"),
);
const UNANSWERED: End = (Status::TimedOut, Some("States.Timeout"), Some("no answer to the callback within 20 minutes"));

/// The company in which each request of the last three hours became an execution that ended so; those that could
/// not have ended yet are running.
fn company(now: Utc, dice: Dice, end: impl Fn(i64) -> End) -> World {
    let mut world = ordinary::company(now, dice);
    world.workflow.executions.retain(|execution| execution.stopped.is_some());
    world.workflow.executions.extend((0..30).map(|n| execution(now, n, end(n))));
    world
}

/// The execution of the n-th newest request.
fn execution(now: Utc, n: i64, (status, error, cause): End) -> Execution {
    let started = now - TimeDelta::minutes(n * EVERY) - TimeDelta::seconds(NEWEST - 2);
    let took = match status {
        Status::TimedOut => PATIENCE,
        Status::Failed => TimeDelta::seconds(9),
        _ => TimeDelta::minutes(4),
    };
    let stopped = Some(started + took).filter(|stopped| *stopped <= now);
    let name = format!("peck-{}", 7_400 - n);
    match stopped {
        Some(_) => Execution { name, status, started, stopped, error, cause },
        None => Execution { name, status: Status::Running, started, stopped, error: None, cause: None },
    }
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
fn failing(now: Utc, dice: Dice, end: End) -> World {
    let failed = dice.number("requests that failed", 8, 7..=13);
    let mut world = company(now, dice, |n| if n < failed { end } else { DELIVERED });
    world.audit.stop("peck_notify", now - TimeDelta::minutes(failed * EVERY));
    world
}

fn broken(now: Utc, dice: Dice) -> World {
    let mut world = failing(now, dice, REFUSED);
    for n in [4, 6] {
        let timed_out = execution(now, n, UNANSWERED);
        world.workflow.executions.retain(|execution| execution.name != timed_out.name);
        world.workflow.executions.push(timed_out);
    }
    let dying = Dying::of(dice);
    world.course.change = Box::new(move |figures, minutes| dying.callback_errors(figures, minutes));
    world
}

fn timed_out(now: Utc, dice: Dice) -> World {
    failing(now, dice, UNANSWERED)
}

fn all_dead(now: Utc, dice: Dice) -> World {
    let mut world = failing(now, dice, REFUSED);
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
    // A request that is a moment old proves nothing yet.
    world.audit.shift("peck_requested", TimeDelta::seconds(-100));
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
