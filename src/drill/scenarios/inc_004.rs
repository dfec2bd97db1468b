//! Peck callbacks fail, or seem to, in eight ways. Nothing here can be repaired by the tool: addresses are the agents'
//! team's, and executions are terminated by nobody without consent.

use super::pecks::{self, DELIVERED, EVERY, End};
use super::{inc_003, ordinary};
use crate::drill::scenario::{Right, Scenario, always, never};
use crate::drill::world::{Execution, Figures, Status, World};
use chrono::TimeDelta;
use duckops_core::time::Utc;

/// How long an execution waits for its callback.
const PATIENCE: TimeDelta = TimeDelta::minutes(20);
/// Callbacks fail since about so many requests ago.
const FAILED: i32 = 8;

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

pub const NOT_STARTED: Scenario = scenario(
    "inc-004-not-started",
    "Requests become no executions",
    "no execution started for half an hour, though requests come and none is stuck",
    not_started,
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
fn company(now: Utc, end: impl Fn(i32) -> End) -> World {
    let mut world = ordinary::company(now);
    let executions = &mut world.workflow.executions;
    executions.retain(|execution| execution.status == Status::TimedOut);
    executions.extend(pecks::executions(now, end));
    world
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

fn failing(now: Utc, end: impl Fn(i32) -> End) -> World {
    let mut world = company(now, |n| if n < FAILED { end(n) } else { DELIVERED });
    world.audit.stop("peck_notify", now - EVERY * FAILED);
    world
}

fn broken(now: Utc) -> World {
    let mut world = failing(now, |n| if [4, 6].contains(&n) { UNANSWERED } else { REFUSED });
    world.course.change = inc_003::callback_errors;
    world
}

fn timed_out(now: Utc) -> World {
    failing(now, |_| UNANSWERED)
}

fn all_dead(now: Utc) -> World {
    let mut world = failing(now, |_| REFUSED);
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
    world.audit.stop("peck_notify", last);
    world
}

fn not_started(now: Utc) -> World {
    let mut world = company(now, |_| DELIVERED);
    let last = now - TimeDelta::minutes(30);
    world.workflow.executions.retain(|execution| execution.started < last);
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
