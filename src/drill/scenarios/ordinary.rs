//! The simulated company on a good day: every version works, the newest one serves.

use super::{mails, pecks};
use crate::drill::dice::Dice;
use crate::drill::world::{
    Alias, AuditFeed, Beat, Behaviour, Course, Execution, Figures, Function, LATEST, LogGroup, Mail, Metrics, Status,
    Version, Workflow, World,
};
use chrono::TimeDelta;
use duckops_core::time::Utc;
use std::collections::BTreeSet;
use std::time::Duration;

/// Each published version: its number in the story, how many hours ago it was published, its size, and the start
/// of its environment in milliseconds.
const VERSIONS: [(u32, i64, u64, u64, &str); 5] = [
    (39, 9 * 24, 4_811_204, 611, "Certificates by mail as PDF"),
    (40, 6 * 24, 4_815_990, 2_740, "Fleet view: agents by flock"),
    (41, 3 * 24, 4_820_377, 634, "Peck callbacks give up after 5 s"),
    (42, 22, 4_902_113, 652, "Read ducklings from a table of their own"),
    (43, 1, 4_907_846, 658, "Rename the ducklings table to flock"),
];

/// Mails in each of the last hours, the newest first; 57 in all.
const MAILS: [u32; 24] = [1, 2, 0, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1, 1, 1, 1, 1, 0];

/// The company at this moment, with the alias at the newest version.
pub fn company(now: Utc, dice: Dice) -> World {
    World {
        function: function(now, dice),
        alias: Alias::at(&dice.version(43)),
        database_up: true,
        logs: LogGroup::default(),
        figures: figures(dice),
        course: Course::steady(now),
        unreported: Vec::new(),
        audit: audit(now, dice),
        mail: mail(),
        metrics: metrics(now, dice),
        workflow: workflow(now),
        runs: 0,
        slow: None,
    }
}

fn function(now: Utc, dice: Dice) -> Function {
    let mut versions: Vec<_> = VERSIONS.map(|row| version(row, now, dice)).into();
    if let Some(newest) = versions.last().cloned() {
        versions.push(Version { number: LATEST.to_owned(), description: String::new(), ..newest });
    }
    Function { versions, timeout: Duration::from_secs(10), memory_mb: 256, ready: BTreeSet::new() }
}

fn version(row: (u32, i64, u64, u64, &str), now: Utc, dice: Dice) -> Version {
    let (number, hours, code_size, init, description) = row;
    Version {
        number: dice.version(number),
        description: description.to_owned(),
        published: now - TimeDelta::hours(hours) - TimeDelta::minutes(7),
        code_size,
        code: format!("mission-control-api {}", dice.version(number)),
        init: Duration::from_millis(init),
        snap_start: false,
        behaviour: Behaviour::Works,
    }
}

fn figures(dice: Dice) -> Figures {
    let ducklings = dice.count("ducklings", 1_204, 600..=4_800);
    let (bonded, dead) = (dice.count("bonded", 19, 14..=34), dice.count("dead", 2, 1..=2));
    Figures {
        ducklings,
        birth_certificates: ducklings - dice.count("gap", 6, 3..=40),
        alive: bonded - dead,
        dead,
        total_bonded: bonded,
        callback_error: dice.count("callback errors", 4, 2..=60),
        denied: dice.count("denied", 2, 0..=30),
        expired: dice.count("expired", 3, 0..=30),
    }
}

fn audit(now: Utc, dice: Dice) -> AuditFeed {
    let issued = dice.number("certificate issued", 210, 60..=330);
    let pulse = dice.number("pulse", 40, 5..=70);
    let beat = |event_type, subject, minutes, seconds| Beat {
        event_type,
        subject,
        every: TimeDelta::minutes(minutes),
        anchor: now - TimeDelta::seconds(seconds),
        stopped: None,
    };
    AuditFeed {
        beats: vec![
            beat("agent.pulse", "duck-0412", 2, pulse),
            beat("peck_requested", "duck-0388", pecks::EVERY.num_minutes(), pecks::NEWEST.num_seconds()),
            beat("peck_notify", "duck-0388", 6, 93),
            beat("duck.cert_issued", "duckling-1198", 11, issued),
        ],
    }
}

fn mail() -> Mail {
    Mail {
        production: false,
        sending: true,
        enforcement: "HEALTHY",
        quota: 200.0,
        per_second: 1.0,
        unpublished: 0.0,
        details: None,
        review: None,
    }
}

fn metrics(now: Utc, dice: Dice) -> Metrics {
    let mut metrics = Metrics::default();
    for (hours, mails) in (0..).zip(mails::moved(MAILS, dice)) {
        let at = now - TimeDelta::hours(hours) - TimeDelta::minutes(20);
        for _ in 0..mails {
            metrics.publish("AWS/SES", "Send", at, 1.0);
        }
        metrics.publish("AWS/SES", "Reputation.BounceRate", at, 0.0175);
    }
    metrics.publish("AWS/SES", "Bounce", now - TimeDelta::hours(12), 1.0);
    metrics
}

/// Every request is delivered; one of yesterday never was, and one is being waited for.
fn workflow(now: Utc) -> Workflow {
    let other = |name: &str, status, started, stopped| Execution {
        name: name.to_owned(),
        status,
        started,
        stopped,
        error: None,
        cause: None,
    };
    let yesterday = now - TimeDelta::hours(26);
    let expired = Execution {
        error: Some("States.Timeout"),
        cause: Some("no answer to the callback within 60 minutes"),
        ..other("peck-7101", Status::TimedOut, yesterday, Some(yesterday + TimeDelta::hours(1)))
    };
    let waiting = other("peck-7342", Status::Running, now - TimeDelta::minutes(14), None);
    let delivered = pecks::executions(now, |_| pecks::DELIVERED);
    Workflow { executions: delivered.chain([expired, waiting]).collect() }
}
