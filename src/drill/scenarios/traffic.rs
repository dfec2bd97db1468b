//! The past of the log group: calls of users before the drill began.

use crate::drill::ids;
use crate::drill::world::{Outcome, World};
use chrono::{SecondsFormat, TimeDelta};
use duckops_core::time::Utc;

/// Somebody looks at the company this often.
const EVERY: TimeDelta = TimeDelta::seconds(15);

/// Calls that were answered by `version`, regularly from one moment up to another.
pub fn answered(world: &mut World, version: &str, from: Utc, to: Utc) {
    let mut at = from;
    while at < to {
        world.remember(version, Outcome::Answered, at);
        at += EVERY;
    }
}

/// `count` calls that ended in the same way: the first at `from`, the others spread up to `to`.
pub fn failed(world: &mut World, version: &str, ended: &Outcome, count: i32, (from, to): (Utc, Utc)) {
    let step = (to - from) / count.max(1);
    for number in 0..count {
        world.remember(version, ended.clone(), from + step * number);
    }
}

/// A good day's two hours up to `until`, with one old error that has nothing to do with anything.
pub fn quiet_hours(world: &mut World, version: &str, now: Utc, until: Utc) {
    let mail = Outcome::raised("Throttling", "mail digest: maximum sending rate exceeded");
    world.remember(version, mail, now - TimeDelta::minutes(121));
    answered(world, version, now - TimeDelta::minutes(120), until);
    retried(world, version, now);
}

/// Words that look like an error to whoever ignores case.
fn retried(world: &mut World, version: &str, now: Utc) {
    let at = now - TimeDelta::minutes(4);
    let (written, id) = (at.to_rfc3339_opts(SecondsFormat::Millis, true), ids::uuid("retry", 0));
    let line = format!("[INFO]\t{written}\t{id}\tretried after error 1 of 3, then answered\n");
    world.logs.write(version, at, &[line]);
}
