//! The past of the mail: what was sent, what bounced, what the function could not send.

use crate::drill::dice::Dice;
use crate::drill::ids;
use crate::drill::world::{Metrics, World};
use chrono::{SecondsFormat, TimeDelta};
use duckops_core::time::Utc;

/// What the function could not send, minutes ago.
const UNSENT: [(i64, &str); 9] = [
    (53, "signup verification"),
    (47, "certificate"),
    (44, "signup verification"),
    (38, "signup verification"),
    (31, "password reset"),
    (22, "signup verification"),
    (15, "certificate"),
    (9, "signup verification"),
    (2, "signup verification"),
];

/// As many mails in all, some of them an hour earlier. The newest three hours stay as they are.
pub fn moved(mut mails: [u32; 24], dice: Dice) -> [u32; 24] {
    for hour in 3..23 {
        let some = u64::from(mails[hour] / 3);
        let some = u32::try_from(dice.count(&format!("mails moved {hour}"), 0, 0..=some)).unwrap_or(0);
        mails[hour] -= some;
        mails[hour + 1] += some;
    }
    mails
}

/// The metrics of a day: mails in each of the last hours, the newest first, of which so many in a hundred bounced.
pub fn publish(metrics: &mut Metrics, now: Utc, mails: [u32; 24], bounced: f64) {
    *metrics = Metrics::default();
    let mut due = 0.0;
    for (hours, mails) in (0..).zip(mails) {
        let at = now - TimeDelta::hours(hours) - TimeDelta::minutes(20);
        metrics.publish("AWS/SES", "Reputation.BounceRate", at, bounced / 100.0);
        for _ in 0..mails {
            metrics.publish("AWS/SES", "Send", at, 1.0);
            due += bounced / 100.0;
            if due >= 1.0 {
                due -= 1.0;
                metrics.publish("AWS/SES", "Bounce", at, 1.0);
            }
        }
    }
}

/// So many mails in the last day, as many in each hour, few of which bounced.
pub fn many(world: &mut World, now: Utc, count: u32) {
    let mut mails = [count / 24; 24];
    mails[0] += count % 24;
    publish(&mut world.metrics, now, mails, 1.0);
}

/// Mails of the last hour that the function could not send, and why.
pub fn unsent(world: &mut World, now: Utc, dice: Dice, why: &str) {
    let unsent = &UNSENT[dice.number("unsent", 0, 0..=4).unsigned_abs() as usize..];
    for (number, (minutes, what)) in (0..).zip(unsent.iter().copied()) {
        write(world, (now, dice), ("unsent", number), minutes, &format!("[ERROR]\t{{}}\t{what} not sent: {why}"));
    }
}

/// What the function noted of certificates in the last hour.
pub fn noted(world: &mut World, now: Utc, dice: Dice, what: &str) {
    for (number, minutes) in (0..).zip([56, 41, 30, 18, 6]) {
        write(world, (now, dice), ("noted", number), minutes, &format!("[INFO]\t{{}}\t{what}"));
    }
}

/// One line, minutes ago; `{}` in it becomes its time and the id of its request.
fn write(world: &mut World, (now, dice): (Utc, Dice), (kind, number): (&str, u64), minutes: i64, line: &str) {
    let at = now - TimeDelta::minutes(minutes);
    let (written, id) = (at.to_rfc3339_opts(SecondsFormat::Millis, true), ids::uuid(kind, number));
    world.logs.write(&dice.version(42), at, &[line.replace("{}", &format!("{written}\t{id}")) + "\n"]);
}
