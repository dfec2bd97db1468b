//! No mail goes out, in five ways, and three times it is something else.
//!
//! The story: a newsletter on Friday brought many new ducklings. Each gets a mail to verify the signup and one with
//! the certificate, and the account still is in the sandbox: 200 mails a day.

use super::lessons;
use super::mails::{moved, publish, unsent};
use super::{ordinary, traffic};
use crate::drill::dice::Dice;
use crate::drill::scenario::{Line, Scenario};
use crate::drill::world::{Alias, Review, World};
use duckops_core::time::Utc;

/// Mails in each of the last hours, the newest first; 200 in all, and none in the last three hours.
const RUSH: [u32; 24] = [0, 0, 0, 34, 41, 28, 19, 12, 9, 8, 7, 6, 5, 4, 3, 3, 2, 2, 1, 1, 2, 3, 4, 6];
/// 164 in all, and still going out.
const BUSY: [u32; 24] = [4, 6, 9, 14, 21, 28, 19, 12, 9, 8, 7, 6, 5, 4, 3, 2, 2, 1, 1, 1, 1, 0, 1, 0];

const QUOTA: &str = "An error occurred (LimitExceededException) when calling the SendEmail operation: \
                     Daily message quota exceeded";
const PAUSED_WORDS: &str =
    "An error occurred (AccountSuspendedException) when calling the SendEmail operation: sending is paused";

const TOLD: Line = Line::Answer { step: "tell", field: "told", value: "yes" };
const APPLY: Line = Line::Answer { step: "decide", field: "apply", value: "yes" };
const WEBSITE: Line = Line::Answer { step: "details", field: "website", value: "https://spaceduckling.example" };
const USE: Line = Line::Answer {
    step: "details",
    field: "use_case",
    value: "Signup verification, birth certificates and password resets, only to people who signed up",
};
const KIND: Line = Line::Default { step: "details", field: "mail_type" };
const CONTACT: Line = Line::Answer { step: "details", field: "contact", value: "ops@spaceduckling.example" };
const WORDS: Line = Line::Words { step: "request" };
const USERS: Line = Line::Answer { step: "impact", field: "users", value: "40" };
const MAILS: Line =
    Line::Answer { step: "impact", field: "mails", value: "signup verification, certificates, password resets" };

pub const USED_UP: Scenario = Scenario {
    id: "inc-005",
    runbook: "inc-005",
    title: "The mail quota is used up",
    what: "all 200 mails of the sandbox are sent, and nobody has asked to leave it",
    build: used_up,
    deploy_log: |_, _| None,
    repaired: is_asked_for,
    lesson: lessons::inc_005::USED_UP,
    play: &[TOLD, APPLY, WEBSITE, USE, KIND, CONTACT, WORDS, USERS, MAILS],
};

pub const PAUSED: Scenario = Scenario {
    id: "inc-005-paused",
    runbook: "inc-005",
    title: "AWS has stopped the account",
    what: "mails bounced too often and AWS has shut sending down: the quota is not the reason",
    build: paused,
    deploy_log: |_, _| None,
    repaired: sends,
    lesson: lessons::inc_005::PAUSED,
    play: &[
        Line::Answer { step: "paused-impact", field: "users", value: "25" },
        Line::Answer { step: "paused-impact", field: "mails", value: "all mails" },
    ],
};

pub const REVIEW_OPEN: Scenario = Scenario {
    id: "inc-005-review-open",
    runbook: "inc-005",
    title: "Somebody has asked already",
    what: "the quota is used up, and a review of production access is open",
    build: review_open,
    deploy_log: |_, _| None,
    repaired: is_granted,
    lesson: lessons::inc_005::REVIEW_OPEN,
    play: &[TOLD, USERS, MAILS],
};

pub const DENIED: Scenario = Scenario {
    id: "inc-005-denied",
    runbook: "inc-005",
    title: "AWS has said no",
    what: "the quota is used up, and AWS has denied production access",
    build: denied,
    deploy_log: |_, _| None,
    repaired: is_granted,
    lesson: lessons::inc_005::DENIED,
    play: &[TOLD, USERS, MAILS],
};

pub const AMBER: Scenario = Scenario {
    id: "inc-005-amber",
    runbook: "inc-005",
    title: "The mail quota is nearly used up",
    what: "164 of 200 mails are sent: nothing fails yet",
    build: amber,
    deploy_log: |_, _| None,
    repaired: is_asked_for,
    lesson: lessons::inc_005::AMBER,
    play: &[APPLY, WEBSITE, USE, KIND, CONTACT, WORDS],
};

pub const ALL_WELL: Scenario = Scenario {
    id: "inc-005-all-well",
    runbook: "inc-005",
    title: "There is room for mail",
    what: "57 of 200 mails are sent, and sending works",
    build: company,
    deploy_log: |_, _| None,
    repaired: sends,
    lesson: lessons::inc_005::ALL_WELL,
    play: &[],
};

pub const LATE: Scenario = Scenario {
    id: "inc-005-late",
    runbook: "inc-005",
    title: "The mail quota is used up, and CloudWatch does not know it",
    what: "the metrics have 57 of the 200 mails, so nobody can tell when room comes back",
    build: late,
    deploy_log: |_, _| None,
    repaired: is_asked_for,
    lesson: lessons::inc_005::LATE,
    play: &[
        Line::Answer { step: "no-time", field: "told", value: "yes" },
        APPLY,
        WEBSITE,
        USE,
        KIND,
        CONTACT,
        WORDS,
        USERS,
        MAILS,
    ],
};

pub const BOUNCES: Scenario = Scenario {
    id: "inc-005-bounces",
    runbook: "inc-005",
    title: "The mail quota is used up, by mails that bounce",
    what: "more than 10 of 100 mails bounce: AWS may pause the account",
    build: bouncing,
    deploy_log: |_, _| None,
    repaired: is_asked_for,
    lesson: lessons::inc_005::BOUNCES,
    play: &[
        TOLD,
        Line::Answer { step: "bounces-high", field: "cause", value: "mails to invented addresses of a signup form" },
        Line::Answer { step: "decide", field: "apply", value: "no" },
        Line::Answer { step: "declined", field: "why", value: "AWS would refuse it while so many mails bounce" },
        USERS,
        MAILS,
    ],
};

/// All that a person can do tonight: AWS decides.
fn is_asked_for(world: &World) -> bool {
    world.mail.production || world.mail.review.as_ref().is_some_and(|review| review.status == "PENDING")
}

fn is_granted(world: &World) -> bool {
    world.mail.production
}

fn sends(world: &World) -> bool {
    world.mail.sending && world.mail.enforcement != "SHUTDOWN"
}

/// A good day: the API answers, and mail goes out.
fn company(now: Utc, dice: Dice) -> World {
    let mut world = ordinary::company(now, dice);
    traffic::quiet_hours(&mut world, &dice.version(42), now, now);
    world.alias = Alias::at(&dice.version(42));
    world
}

/// Far from what AWS minds.
fn few(dice: Dice) -> f64 {
    dice.number("bounced", 175, 60..=320) as f64 / 100.0
}

/// More than AWS puts up with.
fn too_many(dice: Dice, plain: i64) -> f64 {
    dice.number("bounced", plain, 1_080..=1_800) as f64 / 100.0
}

fn sending(now: Utc, dice: Dice, mails: [u32; 24], bounced: f64) -> World {
    let mut world = company(now, dice);
    publish(&mut world.metrics, now, moved(mails, dice), bounced);
    world
}

fn used_up(now: Utc, dice: Dice) -> World {
    let mut world = sending(now, dice, RUSH, few(dice));
    unsent(&mut world, now, dice, QUOTA);
    world
}

fn amber(now: Utc, dice: Dice) -> World {
    sending(now, dice, BUSY, few(dice))
}

fn paused(now: Utc, dice: Dice) -> World {
    let mut world = sending(now, dice, BUSY, too_many(dice, 1_250));
    unsent(&mut world, now, dice, PAUSED_WORDS);
    world.mail.sending = false;
    world.mail.enforcement = "SHUTDOWN";
    world
}

fn bouncing(now: Utc, dice: Dice) -> World {
    let mut world = sending(now, dice, RUSH, too_many(dice, 1_300));
    unsent(&mut world, now, dice, QUOTA);
    world
}

fn late(now: Utc, dice: Dice) -> World {
    let mut world = company(now, dice);
    unsent(&mut world, now, dice, QUOTA);
    world.mail.unpublished = 143.0;
    world
}

fn reviewed(now: Utc, dice: Dice, status: &'static str) -> World {
    let mut world = used_up(now, dice);
    world.mail.review = Some(Review { status, case: "case-drill-2026-1".to_owned() });
    world
}

fn review_open(now: Utc, dice: Dice) -> World {
    reviewed(now, dice, "PENDING")
}

fn denied(now: Utc, dice: Dice) -> World {
    reviewed(now, dice, "DENIED")
}
