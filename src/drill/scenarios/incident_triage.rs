//! First response: something is wrong with the platform, and nobody knows yet what.

use super::inc_003::Dying;
use super::lessons;
use super::{inc_001, ordinary, traffic};
use crate::drill::dice::Dice;
use crate::drill::scenario::{Line, Scenario};
use crate::drill::world::{Alias, Figures, World};
use duckops_core::time::Utc;

const SEVERITY: Line = Line::Answer { step: "declare", field: "severity", value: "P1" };
const TITLE: Line = Line::Answer { step: "declare", field: "title", value: "pecks are not delivered" };
const BOTH_ON: Line = Line::Answer { step: "browser", field: "on", value: "yes" };
const BOTH_OFF: Line = Line::Answer { step: "browser-off", field: "off", value: "yes" };
const NOTHING: Line = Line::Answer { step: "destructive", field: "what", value: "none" };

const RESOLVED: Line = Line::Answer { step: "over", field: "said", value: "resolved" };

/// The fleet is still dead: somebody says that it is over, and answers for it.
const ANYWAY: Line = Line::Answer { step: "still", field: "anyway", value: "yes" };

const fn after(field: &'static str, value: &'static str) -> Line {
    Line::Answer { step: "after", field, value }
}

const fn known(field: &'static str) -> Line {
    Line::Default { step: "after", field }
}

pub const FLEET: Scenario = Scenario {
    id: "incident-triage",
    runbook: "incident-triage",
    title: "Pecks are not delivered",
    what: "the fleet died within the last hour, and callback errors rise; a certificate has to be revoked",
    build: fleet,
    deploy_log,
    repaired: |_| false,
    lesson: lessons::incident_triage::FLEET,
    play: &[
        SEVERITY,
        TITLE,
        BOTH_ON,
        Line::Answer { step: "destructive", field: "what", value: "certificate revocation" },
        Line::Answer { step: "exactly", field: "target", value: "certificate of duckling-1198" },
        Line::Answer { step: "exactly", field: "why", value: "its key was read from a log" },
        Line::Approved { step: "consent", by: "Josh" },
        Line::Words { step: "consent" },
        Line::Answer { step: "done", field: "result", value: "revoked, the registry shows it" },
        RESOLVED,
        ANYWAY,
        after("severity", "P1"),
        known("began"),
        known("detected"),
        known("resolved"),
        after("components", "agent fleet, peck callbacks"),
        after("cause", "the agents' network lost its route"),
        after("actions", "watch the pulses from cron"),
        BOTH_OFF,
    ],
};

pub const DOWN: Scenario = Scenario {
    id: "incident-triage-down",
    runbook: "incident-triage",
    title: "Everything is red",
    what: "prod points at a version that fails: status tells nothing",
    build: inc_001::broken,
    deploy_log: inc_001::trap_log,
    repaired: World::answers,
    lesson: lessons::incident_triage::DOWN,
    play: &[
        SEVERITY,
        Line::Answer { step: "declare", field: "title", value: "the API answers 502" },
        BOTH_ON,
        Line::Answer { step: "destructive", field: "what", value: "rollback" },
        Line::Answer { step: "rollback", field: "done", value: "no" },
        Line::Answer { step: "over", field: "said", value: "not resolved yet" },
    ],
};

pub const CALM: Scenario = Scenario {
    id: "incident-triage-calm",
    runbook: "incident-triage",
    title: "A false alarm",
    what: "nothing: somebody was worried",
    build: calm,
    deploy_log,
    repaired: World::answers,
    lesson: lessons::incident_triage::CALM,
    play: &[
        Line::Answer { step: "declare", field: "severity", value: "P2" },
        Line::Answer { step: "declare", field: "title", value: "somebody is worried" },
        BOTH_ON,
        NOTHING,
        RESOLVED,
        after("severity", "P2"),
        known("began"),
        known("detected"),
        known("resolved"),
        after("components", "none"),
        after("cause", "a false alarm"),
        after("actions", "none"),
        BOTH_OFF,
    ],
};

fn deploy_log(now: Utc, dice: Dice) -> Option<String> {
    inc_001::quiet_log(now, dice)
}

fn calm(now: Utc, dice: Dice) -> World {
    let mut world = ordinary::company(now, dice);
    traffic::quiet_hours(&mut world, &dice.version(42), now, now);
    world.alias = Alias::at(&dice.version(42));
    world.mail.production = true;
    world.figures = Figures { alive: world.figures.total_bonded, dead: 0, ..world.figures };
    world
}

fn fleet(now: Utc, dice: Dice) -> World {
    let mut world = calm(now, dice);
    world.mail.production = false;
    world.figures = Figures { alive: 0, dead: world.figures.total_bonded, ..world.figures };
    let dying = Dying::of(dice);
    world.course.change = Box::new(move |figures, minutes| dying.both(figures, minutes));
    world.audit.stop("agent.pulse", dying.last_pulse(now));
    world
}
