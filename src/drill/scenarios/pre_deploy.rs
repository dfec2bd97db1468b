//! Before a deployment: nothing is broken yet. 42 serves, 43 is to be promoted.

use super::deploy_log::{self, row};
use super::lessons;
use super::{mails, ordinary, traffic};
use crate::drill::dice::Dice;
use crate::drill::scenario::{Line, Scenario};
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
    what: "nothing: a good version serves, and the newest one is ready",
    build: ready,
    deploy_log,
    repaired: World::answers,
    lesson: lessons::pre_deploy::READY,
    play: &[LAMBDA, NEWEST, NO_BANNER, CALL, CHANGE, APPROVED, NOW, WORDS],
};

pub const RAISES: Scenario = Scenario {
    id: "pre-deploy-raises",
    runbook: "pre-deploy",
    title: "The version that shall go out fails",
    what: "nothing yet: a good version serves, and the newest one, which shall go out, raises an error",
    build: raises,
    deploy_log,
    repaired: World::answers,
    lesson: lessons::pre_deploy::RAISES,
    play: CHECKED,
};

pub const SLOW: Scenario = Scenario {
    id: "pre-deploy-slow",
    runbook: "pre-deploy",
    title: "The version that shall go out starts slowly",
    what: "nothing yet: a good version serves, and a new environment of the newest one starts slowly",
    build: slow,
    deploy_log,
    repaired: World::answers,
    lesson: lessons::pre_deploy::SLOW,
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
    what: "nothing yet: an environment of the newest version is warm, so a call says nothing about its start",
    build: warm,
    deploy_log,
    repaired: World::answers,
    lesson: lessons::pre_deploy::WARM,
    play: CHECKED,
};

pub const AMBER: Scenario = Scenario {
    id: "pre-deploy-amber",
    runbook: "pre-deploy",
    title: "There is little room for mail",
    what: "nothing yet: more than 160 of 200 mails are sent",
    build: amber,
    deploy_log,
    repaired: World::answers,
    lesson: lessons::pre_deploy::AMBER,
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
    lesson: lessons::pre_deploy::RED,
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

fn deploy_log(now: Utc, dice: Dice) -> Option<String> {
    let serves =
        row(42, TimeDelta::minutes(21 * 60 - 9), "verified", "ana", "Read ducklings from a table of their own");
    Some(deploy_log::text(now, dice, &[serves]))
}

fn ready(now: Utc, dice: Dice) -> World {
    let mut world = ordinary::company(now, dice);
    traffic::quiet_hours(&mut world, &dice.version(42), now, now);
    world.alias = Alias::at(&dice.version(42));
    world
}

fn raises(now: Utc, dice: Dice) -> World {
    let mut world = ready(now, dice);
    world.function.set_behaviour(
        &dice.version(43),
        Behaviour::Raises { kind: "TableNotFound", message: "table flock not found" },
    );
    world
}

fn slow(now: Utc, dice: Dice) -> World {
    let mut world = ready(now, dice);
    for version in world.function.versions.iter_mut().filter(|version| version.number == dice.version(43)) {
        version.init = Duration::from_millis(dice.count("slow start", 2_740, 2_150..=4_900));
    }
    world
}

fn warm(now: Utc, dice: Dice) -> World {
    let mut world = ready(now, dice);
    world.function.ready.insert(dice.version(43));
    world
}

fn amber(now: Utc, dice: Dice) -> World {
    let mut world = ready(now, dice);
    mails::many(&mut world, now, u32::try_from(dice.number("mails", 164, 162..=196)).unwrap_or(164));
    world
}

fn red(now: Utc, dice: Dice) -> World {
    let mut world = raises(now, dice);
    world.alias = Alias::at(&dice.version(41));
    world.unreported = vec!["/database"];
    world.figures = Figures { alive: 0, dead: world.figures.total_bonded, ..world.figures };
    world.course.change = Box::new(|figures, minutes| {
        figures.callback_error = figures.callback_error.saturating_add_signed(minutes + 60);
    });
    for event_type in ["agent.pulse", "peck_requested", "peck_notify", "duck.cert_issued"] {
        world.audit.stop(event_type, now - TimeDelta::minutes(dice.number("events stopped", 31, 31..=70)));
    }
    mails::many(&mut world, now, 200);
    world
}
