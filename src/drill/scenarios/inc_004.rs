//! Peck callbacks fail, or seem to, in seven ways. Nothing here can be repaired by the tool: addresses are the agents'
//! team's, and executions are terminated by nobody without consent.

use super::{inc_003, ordinary};
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
    "inc-004",
    "The agents' address cannot be reached",
    "agents are alive, and every callback to them fails",
    broken,
    never,
    Right::HandedTo("spaceduck-bot team"),
);

pub const TIMED_OUT: Scenario = scenario(
    "inc-004-timed-out",
    "Callbacks are never answered",
    "callbacks are not refused but never answered: no execution fails, all of them time out",
    timed_out,
    never,
    Right::HandedTo("spaceduck-bot team"),
);

pub const ALL_DEAD: Scenario = scenario(
    "inc-004-all-dead",
    "There is nobody to call",
    "callbacks fail because all agents are dead",
    all_dead,
    never,
    Right::HandedTo("spaceduck-bot team"),
);

pub const STUCK: Scenario = scenario(
    "inc-004-stuck",
    "Requests are stuck and block new ones",
    "executions have been running for hours, and new requests do not become executions",
    stuck,
    never,
    Right::HandedTo("T-JOSH"),
);

pub const SLOW: Scenario = scenario(
    "inc-004-slow",
    "Requests are stuck and block nobody",
    "executions have been running for hours, and new requests start all the same",
    slow,
    never,
    Right::Deferred,
);

pub const FIRST_LOOK: Scenario = scenario(
    "inc-004-first-look",
    "Nobody looked before",
    "perhaps nothing: no earlier look tells whether callback errors rise",
    first_look,
    always,
    Right::Repaired,
);

pub const ALL_WELL: Scenario = scenario(
    "inc-004-all-well",
    "Callbacks are delivered",
    "nothing: a few callbacks failed long ago",
    all_well,
    always,
    Right::Repaired,
);

const fn scenario(
    id: &'static str,
    title: &'static str,
    what: &'static str,
    build: fn(Utc) -> World,
    repaired: fn(&World) -> bool,
    right: Right,
) -> Scenario {
    Scenario { id, runbook: "inc-004", title, what, build, deploy_log: |_| None, repaired, right, play: &[] }
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
fn company(now: Utc, end: impl Fn(i64) -> End) -> World {
    let mut world = ordinary::company(now);
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
fn waiting(world: &mut World, now: Utc, count: i64) {
    let one = |n: i64| Execution {
        name: format!("peck-{}", 7_290 + n),
        status: Status::Running,
        started: now - TimeDelta::minutes(190 - 4 * n),
        stopped: None,
        error: None,
        cause: None,
    };
    world.workflow.executions.extend((0..count).map(one));
}

/// Callbacks fail since about eight requests ago.
fn failing(now: Utc, end: End) -> World {
    let mut world = company(now, |n| if n < 8 { end } else { DELIVERED });
    world.audit.stop("peck_notify", now - TimeDelta::minutes(8 * EVERY));
    world
}

fn broken(now: Utc) -> World {
    let mut world = failing(now, REFUSED);
    for n in [4, 6] {
        let timed_out = execution(now, n, UNANSWERED);
        world.workflow.executions.retain(|execution| execution.name != timed_out.name);
        world.workflow.executions.push(timed_out);
    }
    world.course.change = inc_003::callback_errors;
    world
}

fn timed_out(now: Utc) -> World {
    failing(now, UNANSWERED)
}

fn all_dead(now: Utc) -> World {
    let mut world = failing(now, REFUSED);
    world.figures = Figures { alive: 0, dead: 19, ..world.figures };
    world.audit.stop("agent.pulse", now - TimeDelta::minutes(14));
    world.course.change = |figures, minutes| {
        inc_003::deaths(figures, minutes);
        inc_003::callback_errors(figures, minutes);
    };
    world
}

fn stuck(now: Utc) -> World {
    let mut world = company(now, |_| DELIVERED);
    let last = now - TimeDelta::minutes(50);
    world.workflow.executions.retain(|execution| execution.started < last);
    waiting(&mut world, now, 12);
    // A request that is a moment old proves nothing yet.
    world.audit.shift("peck_requested", TimeDelta::seconds(-100));
    world.audit.stop("peck_notify", last);
    world
}

fn slow(now: Utc) -> World {
    let mut world = company(now, |_| DELIVERED);
    waiting(&mut world, now, 2);
    world
}

fn all_well(now: Utc) -> World {
    company(now, |_| DELIVERED)
}

fn first_look(now: Utc) -> World {
    let mut world = all_well(now);
    world.course.watched.clear();
    world
}
