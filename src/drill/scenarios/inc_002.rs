//! Certificates are not issued, or do not arrive, or only seem so. Nothing here can be repaired by the tool: the code
//! of the function is reviewed by people, and the sandbox is left by AWS.

use super::{inc_003, mails, ordinary};
use crate::drill::scenario::{Right, Scenario, always, never};
use crate::drill::world::{Figures, World};
use chrono::TimeDelta;
use duckops_core::time::Utc;

/// How many minutes ago certificates stopped.
const STOPPED: i64 = 70;
/// A duckling registers in so many minutes.
const EVERY: i64 = 4;

pub const BROKEN: Scenario = scenario(
    "inc-002",
    "Ducklings come, certificates do not",
    "ducklings register, and no certificate was written for more than an hour",
    not_written,
    never,
    Right::HandedTo("T-JOSH"),
);

pub const MAIL_ONLY: Scenario = scenario(
    "inc-002-mail-only",
    "Certificates are written and do not arrive",
    "certificates are written, and the sandbox refuses their mail to everybody who is not verified",
    mail_only,
    never,
    Right::HandedTo("T-JOSH"),
);

pub const DEAD: Scenario = scenario(
    "inc-002-dead-fleet",
    "No certificates, because there is no fleet",
    "all agents are dead, so nothing is certified",
    dead_fleet,
    never,
    Right::HandedTo("spaceduck-bot team"),
);

pub const FIRST_LOOK: Scenario = scenario(
    "inc-002-first-look",
    "Nobody looked before",
    "perhaps nothing: no earlier look tells whether certificates grow, and nobody registers now",
    first_look,
    always,
    Right::Repaired,
);

pub const ALL_WELL: Scenario = scenario(
    "inc-002-all-well",
    "An old gap",
    "nothing: a hundred ducklings of long ago have no certificate, and every new one gets its own",
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
    Scenario { id, runbook: "inc-002", title, what, build, deploy_log: |_| None, repaired, right, play: &[] }
}

/// So many more by now than at the beginning; fewer in the past.
fn plus(count: u64, more: i64) -> u64 {
    count.saturating_add_signed(more)
}

fn ducklings(figures: &mut Figures, minutes: i64) {
    figures.ducklings = plus(figures.ducklings, minutes.div_euclid(EVERY));
}

fn both(figures: &mut Figures, minutes: i64) {
    ducklings(figures, minutes);
    figures.birth_certificates = plus(figures.birth_certificates, minutes.div_euclid(EVERY));
}

/// Certificates went with the ducklings until they stopped.
fn until_stopped(figures: &mut Figures, minutes: i64) {
    ducklings(figures, minutes);
    let before = (minutes + STOPPED).min(0);
    figures.birth_certificates = plus(figures.birth_certificates, before.div_euclid(EVERY));
}

fn not_written(now: Utc) -> World {
    let mut world = ordinary::company(now);
    world.course.change = until_stopped;
    world.audit.stop("duck.cert_issued", now - TimeDelta::minutes(STOPPED));
    mails::noted(&mut world, now, "cert for the new duckling is due");
    world
}

fn mail_only(now: Utc) -> World {
    let mut world = ordinary::company(now);
    world.course.change = both;
    mails::unsent(&mut world, now, "MessageRejected: Email address is not verified");
    world
}

fn all_well(now: Utc) -> World {
    let mut world = ordinary::company(now);
    world.figures.birth_certificates -= 94;
    world.course.change = both;
    world.mail.production = true;
    mails::noted(&mut world, now, "cert issued");
    world
}

fn dead_fleet(now: Utc) -> World {
    let mut world = ordinary::company(now);
    world.figures = Figures { alive: 0, dead: 19, ..world.figures };
    world.course.change = inc_003::deaths;
    world.audit.stop("agent.pulse", now - TimeDelta::minutes(14));
    world.audit.stop("duck.cert_issued", now - TimeDelta::minutes(14));
    world
}

fn first_look(now: Utc) -> World {
    let mut world = ordinary::company(now);
    world.course.watched.clear();
    world
}
