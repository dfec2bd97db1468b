//! Certificates are not issued, or do not arrive, or only seem so. Nothing here can be repaired by the tool: the code
//! of the function is reviewed by people, and the sandbox is left by AWS.

use super::inc_003::Dying;
use super::lessons;
use super::{mails, ordinary};
use crate::drill::dice::Dice;
use crate::drill::lesson::Lesson;
use crate::drill::scenario::{Scenario, always, never};
use crate::drill::world::{Figures, World};
use chrono::TimeDelta;
use duckops_core::time::Utc;

pub const BROKEN: Scenario = scenario(
    lessons::inc_002::BROKEN,
    "inc-002",
    "Ducklings come, certificates do not",
    "ducklings register, and no certificate was written for more than an hour",
    not_written,
    never,
);

pub const MAIL_ONLY: Scenario = scenario(
    lessons::inc_002::MAIL_ONLY,
    "inc-002-mail-only",
    "Certificates are written and do not arrive",
    "certificates are written, and the sandbox refuses their mail to everybody who is not verified",
    mail_only,
    never,
);

pub const DEAD: Scenario = scenario(
    lessons::inc_002::DEAD,
    "inc-002-dead-fleet",
    "No certificates, because there is no fleet",
    "all agents are dead, so nothing is certified",
    dead_fleet,
    never,
);

pub const FIRST_LOOK: Scenario = scenario(
    lessons::inc_002::FIRST_LOOK,
    "inc-002-first-look",
    "Nobody looked before",
    "perhaps nothing: no earlier look tells whether certificates grow, and nobody registers now",
    first_look,
    always,
);

pub const ALL_WELL: Scenario = scenario(
    lessons::inc_002::ALL_WELL,
    "inc-002-all-well",
    "An old gap",
    "nothing: many ducklings of long ago have no certificate, and every new one gets its own",
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
    Scenario { id, runbook: "inc-002", title, what, build, deploy_log: |_, _| None, repaired, lesson, play: &[] }
}

/// So many more by now than at the beginning; fewer in the past.
fn plus(count: u64, more: i64) -> u64 {
    count.saturating_add_signed(more)
}

/// A duckling registers in so many minutes.
fn every(dice: Dice) -> i64 {
    dice.number("a duckling every", 4, 2..=5)
}

/// How many minutes ago certificates stopped.
fn stopped(dice: Dice) -> i64 {
    dice.number("certificates stopped", 70, 62..=105)
}

fn both(figures: &mut Figures, minutes: i64, every: i64) {
    figures.ducklings = plus(figures.ducklings, minutes.div_euclid(every));
    figures.birth_certificates = plus(figures.birth_certificates, minutes.div_euclid(every));
}

/// Certificates went with the ducklings until they stopped.
fn until_stopped(figures: &mut Figures, minutes: i64, every: i64, stopped: i64) {
    figures.ducklings = plus(figures.ducklings, minutes.div_euclid(every));
    let before = (minutes + stopped).min(0);
    figures.birth_certificates = plus(figures.birth_certificates, before.div_euclid(every));
}

fn not_written(now: Utc, dice: Dice) -> World {
    let mut world = ordinary::company(now, dice);
    let (every, stopped) = (every(dice), stopped(dice));
    world.course.change = Box::new(move |figures, minutes| until_stopped(figures, minutes, every, stopped));
    world.audit.stop("duck.cert_issued", now - TimeDelta::minutes(stopped));
    mails::noted(&mut world, now, dice, "cert for the new duckling is due");
    world
}

/// Ducklings come, and each gets its certificate.
fn growing(now: Utc, dice: Dice) -> World {
    let mut world = ordinary::company(now, dice);
    let every = every(dice);
    world.course.change = Box::new(move |figures, minutes| both(figures, minutes, every));
    world
}

fn mail_only(now: Utc, dice: Dice) -> World {
    let mut world = growing(now, dice);
    mails::unsent(&mut world, now, dice, "MessageRejected: Email address is not verified");
    world
}

fn all_well(now: Utc, dice: Dice) -> World {
    let mut world = growing(now, dice);
    world.figures.birth_certificates -= dice.count("old gap", 94, 50..=400);
    world.mail.production = true;
    mails::noted(&mut world, now, dice, "cert issued");
    world
}

fn dead_fleet(now: Utc, dice: Dice) -> World {
    let mut world = ordinary::company(now, dice);
    let dying = Dying::of(dice);
    world.figures = Figures { alive: 0, dead: world.figures.total_bonded, ..world.figures };
    world.course.change = Box::new(move |figures, minutes| dying.deaths(figures, minutes));
    world.audit.stop("agent.pulse", dying.last_pulse(now));
    world.audit.stop("duck.cert_issued", dying.last_pulse(now));
    world
}

fn first_look(now: Utc, dice: Dice) -> World {
    let mut world = ordinary::company(now, dice);
    world.course.watched.clear();
    world
}
