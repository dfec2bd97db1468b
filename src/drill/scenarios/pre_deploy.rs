//! Before a deployment: nothing is broken yet. 42 serves, 43 is to be promoted.

use super::deploy_log::{self, row};
use super::{mails, ordinary, traffic};
use crate::drill::scenario::{Line, Right, Scenario};
use crate::drill::world::{Alias, Behaviour, Figures, World};
use chrono::TimeDelta;
use duckops_core::time::Utc;
use std::time::Duration;

const LAMBDA: Line = Line::Answer { step: "what", field: "kind", value: "lambda version" };
const NEWEST: Line = Line::Default { step: "candidate", field: "version" };
const NO_BANNER: Line = Line::Answer { step: "banner", field: "shown", value: "no" };
const CALL: Line = Line::Words { step: "invoke" };
const CHANGE: Line = Line::Answer { step: "planned", field: "change", value: "Rename the ducklings table to flock" };
const APPROVED: Line = Line::Approved { step: "approval", by: "Josh" };
const NOW: Line = Line::Answer { step: "offer", field: "now", value: "yes" };
const WORDS: Line = Line::Words { step: "promote" };

const CHECKED: &[Line] = &[LAMBDA, NEWEST, NO_BANNER, CALL, CHANGE];

pub const READY: Scenario = Scenario {
    id: "pre-deploy",
    runbook: "pre-deploy",
    title: "A version is ready to go out",
    what: "nothing: 42 serves, and 43 shall be promoted",
    build: ready,
    deploy_log,
    repaired: World::answers,
    right: Right::Repaired,
    play: &[LAMBDA, NEWEST, NO_BANNER, CALL, CHANGE, APPROVED, NOW, WORDS],
};

pub const RAISES: Scenario = Scenario {
    id: "pre-deploy-raises",
    runbook: "pre-deploy",
    title: "The version that shall go out fails",
    what: "nothing yet: 42 serves, and 43, which shall be promoted, raises an error",
    build: raises,
    deploy_log,
    repaired: World::answers,
    right: Right::Repaired,
    play: CHECKED,
};

pub const SLOW: Scenario = Scenario {
    id: "pre-deploy-slow",
    runbook: "pre-deploy",
    title: "The version that shall go out starts slowly",
    what: "nothing yet: 42 serves, and a new environment of 43 takes 2.7 s to start",
    build: slow,
    deploy_log,
    repaired: World::answers,
    right: Right::Repaired,
    play: &[
        LAMBDA,
        NEWEST,
        NO_BANNER,
        CALL,
        Line::Answer { step: "slow", field: "fine", value: "yes" },
        CHANGE,
        APPROVED,
        NOW,
        WORDS,
    ],
};

pub const WARM: Scenario = Scenario {
    id: "pre-deploy-warm",
    runbook: "pre-deploy",
    title: "Nobody can tell how the version starts",
    what: "nothing yet: an environment of 43 is warm, so a call says nothing about its start",
    build: warm,
    deploy_log,
    repaired: World::answers,
    right: Right::Repaired,
    play: CHECKED,
};

pub const AMBER: Scenario = Scenario {
    id: "pre-deploy-amber",
    runbook: "pre-deploy",
    title: "There is little room for mail",
    what: "nothing yet: 164 of 200 mails are sent",
    build: amber,
    deploy_log,
    repaired: World::answers,
    right: Right::Repaired,
    play: &[LAMBDA, NEWEST, Line::Answer { step: "amber", field: "what", value: "put it off" }],
};

pub const RED: Scenario = Scenario {
    id: "pre-deploy-red",
    runbook: "pre-deploy",
    title: "A bad moment for a deployment",
    what: "the alias has drifted, status is not whole, the fleet is dead, pecks fail, audit events stopped, mail is used up",
    build: red,
    deploy_log,
    repaired: |_| false,
    right: Right::Deferred,
    play: &[
        LAMBDA,
        NEWEST,
        Line::Answer { step: "amber", field: "what", value: "the gate is told" },
        Line::Answer { step: "told", field: "who", value: "Josh, by chat" },
        NO_BANNER,
        CALL,
        CHANGE,
    ],
};

fn deploy_log(now: Utc) -> Option<String> {
    let serves =
        row("42", TimeDelta::minutes(21 * 60 - 9), "verified", "ana", "Read ducklings from a table of their own");
    Some(deploy_log::text(now, &[serves]))
}

fn ready(now: Utc) -> World {
    let mut world = ordinary::company(now);
    traffic::quiet_hours(&mut world, "42", now, now);
    world.alias = Alias::at("42");
    world
}

fn raises(now: Utc) -> World {
    let mut world = ready(now);
    world.function.set_behaviour("43", Behaviour::Raises { kind: "TableNotFound", message: "table flock not found" });
    world
}

fn slow(now: Utc) -> World {
    let mut world = ready(now);
    for version in world.function.versions.iter_mut().filter(|version| version.number == "43") {
        version.init = Duration::from_millis(2_740);
    }
    world
}

fn warm(now: Utc) -> World {
    let mut world = ready(now);
    world.function.ready.insert("43".to_owned());
    world
}

fn amber(now: Utc) -> World {
    let mut world = ready(now);
    mails::many(&mut world, now, 164);
    world
}

fn red(now: Utc) -> World {
    let mut world = raises(now);
    world.alias = Alias::at("41");
    world.unreported = vec!["/database"];
    world.figures = Figures { alive: 0, dead: 19, ..world.figures };
    world.course.change = |figures, minutes| {
        figures.callback_error = figures.callback_error.saturating_add_signed(minutes + 60);
    };
    for event_type in ["agent.pulse", "peck_requested", "peck_notify", "duck.cert_issued"] {
        world.audit.stop(event_type, now - TimeDelta::minutes(31));
    }
    mails::many(&mut world, now, 200);
    world
}
