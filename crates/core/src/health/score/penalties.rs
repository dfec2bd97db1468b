//! Each penalty: what it is for, what it may cost, and how it is judged.

use super::Cost;
use crate::health::drift::drift;
use crate::health::routes::STATUS;
use crate::health::seen::Seen;
use crate::time::Utc;
use crate::world::settings::Settings;
use crate::world::{Known, Why, WhyKind, duration_text};

/// One row of the table of penalties.
#[derive(Debug)]
pub struct Penalty {
    pub name: &'static str,
    pub most: i64,
    /// How many points for what.
    pub doc: &'static str,
    /// The facts that it rests on.
    pub rests: &'static [&'static str],
    pub(super) judge: fn(Seen<'_>, &Settings) -> Cost,
}

/// What stops everything is red by itself: 100 less this is under the default of `health_red`.
const DOWN: i64 = 45;

/// What says that the Lambda function is down.
pub const LAMBDA: &[&str] = &["beak.status.up", "beak.status.code"];

/// Every penalty, in the order of the reference docs. Together they may be more than 100: the score ends at 0.
pub const PENALTIES: &[Penalty] = &[
    Penalty { name: "Lambda", most: DOWN, doc: "the status route does not answer 200", rests: LAMBDA, judge: lambda },
    Penalty {
        name: "routes",
        most: 20,
        doc: "10 for each other route that does not always answer 200",
        rests: &["beak.routes.all_ok", "beak.routes.ok", "beak.routes.failing", "beak.routes.down"],
        judge: routes,
    },
    Penalty {
        name: "agents",
        most: DOWN,
        doc: "all agents are dead; while some live 20 times the share of the dead: half of them 10",
        rests: &["beak.status.agents_dead", "beak.status.agents_alive"],
        judge: agents,
    },
    Penalty {
        name: "alias drift",
        most: 15,
        doc: "alias, status and deploy log do not all say the same version, or part of the traffic goes elsewhere",
        rests: &["lambda.alias.version", "lambda.alias.weighted", "beak.status.version", "beak.status.alias_version"],
        judge: alias_drift,
    },
    Penalty {
        name: "stale status",
        most: 10,
        doc: "status is older than `stale_after` by its own timestamp",
        rests: &["beak.status.age", "beak.status.timestamp"],
        judge: stale,
    },
    Penalty {
        name: "peck failures",
        most: 10,
        doc: "more an hour than `peck_failures_per_hour`, or callback errors rise",
        rests: &[
            "history.pecks.high",
            "history.change.rising",
            "beak.status.callback_error",
            "beak.status.denied",
            "beak.status.expired",
        ],
        judge: pecks,
    },
    Penalty {
        name: "mail",
        most: 10,
        doc: "10 when the mail quota is used up or sending is disabled, 5 from `ses_amber` on",
        rests: &["ses.account.exhausted", "ses.account.used", "ses.account.sending_enabled"],
        judge: quota,
    },
    Penalty {
        name: "SES sandbox",
        most: 5,
        doc: "SES is in the sandbox",
        rests: &["ses.account.sandbox", "beak.status.ses_sandbox"],
        judge: ses_sandbox,
    },
    Penalty {
        name: "SNS sandbox",
        most: 5,
        doc: "SNS is in the sandbox, as status says",
        rests: &["beak.status.sns_sandbox"],
        judge: sns_sandbox,
    },
];

/// A penalty for something that is so, or not, or not known.
fn whether(bad: Known<bool>, points: i64, what: &str) -> Cost {
    match bad {
        Ok(true) => Cost::exactly(points, what),
        Ok(false) => Cost::exactly(0, what),
        Err(why) => Cost::between(0, points, what, why),
    }
}

fn lambda(seen: Seen<'_>, _: &Settings) -> Cost {
    let answer = seen.text("beak.status.answer").map_or_else(|_| String::new(), |answer| format!(": {answer}"));
    whether(seen.yes("beak.status.up").map(|up| !up), DOWN, &format!("Lambda down{answer}"))
}

/// The status route is the Lambda's penalty already when that is down.
fn routes(seen: Seen<'_>, _: &Settings) -> Cost {
    let failing = match seen.texts("beak.routes.failing") {
        Ok(failing) => failing,
        Err(why) => return Cost::between(0, 20, "routes", why),
    };
    let what =
        format!("routes not always 200: {}", failing.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", "));
    let points = |counted: usize| 10 * i64::try_from(counted.min(2)).unwrap_or(2);
    let others = points(failing.iter().filter(|route| route.as_str() != STATUS).count());
    match seen.yes("beak.status.up") {
        Ok(true) => Cost::exactly(points(failing.len()), what),
        Ok(false) => Cost::exactly(others, what),
        Err(_) if others == points(failing.len()) => Cost::exactly(others, what),
        Err(why) => Cost::between(others, points(failing.len()), what, why),
    }
}

fn agents(seen: Seen<'_>, _: &Settings) -> Cost {
    let (alive, dead) = (seen.int("beak.status.agents_alive"), seen.int("beak.status.agents_dead"));
    let bonded = seen.int("beak.status.agents_bonded");
    match (alive, dead) {
        (Ok(0), Ok(0)) => match bonded {
            Ok(0) => Cost::exactly(0, "no agent is bonded"),
            Ok(bonded) => {
                let why = Why::new(WhyKind::BadReply, format!("{bonded} agents are bonded, and none is alive or dead"));
                Cost::between(0, DOWN, "agents", why)
            }
            Err(why) => Cost::between(0, DOWN, "agents", why),
        },
        (Ok(alive), Ok(dead)) if alive >= 0 && dead >= 0 => {
            let all = alive.saturating_add(dead);
            Cost::exactly(share(dead, all), format!("{dead} of {all} agents dead"))
        }
        (Ok(_), Ok(_)) => Cost::between(0, DOWN, "agents", Why::new(WhyKind::BadReply, "a negative number of agents")),
        (_, Err(why)) => Cost::between(0, DOWN, "agents", why),
        (Err(why), Ok(dead)) => Cost::between(i64::from(dead > 0), DOWN, format!("{dead} agents dead"), why),
    }
}

/// Nobody left is an outage. While some live, up to 20 points; a single dead one costs something.
fn share(dead: i64, all: i64) -> i64 {
    if dead == all {
        return DOWN;
    }
    let points = (i128::from(dead) * 20 + i128::from(all) - 1) / i128::from(all.max(1));
    i64::try_from(points).unwrap_or(20).clamp(0, 20)
}

fn alias_drift(seen: Seen<'_>, _: &Settings) -> Cost {
    let found = drift(seen);
    whether(found.drifted, 15, &format!("alias drift: {}", found.sides))
}

/// By the status's own timestamp, held against the moment of the look.
fn stale(seen: Seen<'_>, settings: &Settings) -> Cost {
    let limit = settings.duration("stale_after");
    match age(seen) {
        Ok(age) => whether(Ok(age > limit), 10, &format!("status is {} old", duration_text(age))),
        Err(why) => Cost::between(0, 10, "stale status", why),
    }
}

/// How old status is by its own timestamp. One from the future tells nothing.
pub fn age(seen: Seen<'_>) -> Known<std::time::Duration> {
    let said: Utc = seen.time("beak.status.timestamp")?;
    let looked = seen.look("beak.status").ok_or_else(|| Why::not_looked("beak.status"))?.at;
    // Within a second the clocks of two machines always differ.
    let age = looked - said + chrono::TimeDelta::seconds(1);
    match age.to_std() {
        Ok(age) => Ok(age.saturating_sub(std::time::Duration::from_secs(1))),
        Err(_) => Err(Why::new(WhyKind::BadReply, "the timestamp of status is in the future: a clock is wrong")),
    }
}

fn pecks(seen: Seen<'_>, _: &Settings) -> Cost {
    let (high, rising) = (seen.yes("history.pecks.high"), seen.rising("callback_error"));
    let rate = seen.real("history.pecks.per_hour");
    match (high, rising) {
        (Ok(true), _) => {
            Cost::exactly(10, rate.map_or("peck failures high".into(), |n| format!("{n:.0} failed pecks an hour")))
        }
        (_, Ok(true)) => Cost::exactly(10, "callback errors are rising"),
        (Ok(false), Ok(false)) => Cost::exactly(0, "peck failures"),
        (Err(why), _) | (_, Err(why)) => Cost::between(0, 10, "peck failures", why),
    }
}

fn quota(seen: Seen<'_>, settings: &Settings) -> Cost {
    let amber = settings.real("ses_amber");
    match (seen.yes("ses.account.sending_enabled"), seen.real("ses.account.used")) {
        (Ok(false), _) => Cost::exactly(10, "SES sending is disabled"),
        (_, Ok(used)) if used >= 100.0 => Cost::exactly(10, "the mail quota is used up"),
        (Ok(true), Ok(used)) if used >= amber => Cost::exactly(5, format!("{used:.0} % of the mail quota used")),
        (Ok(true), Ok(_)) => Cost::exactly(0, "mail"),
        (Err(why), Ok(used)) if used >= amber => {
            Cost::between(5, 10, format!("{used:.0} % of the mail quota used"), why)
        }
        (Err(why), _) | (_, Err(why)) => Cost::between(0, 10, "mail", why),
    }
}

/// AWS knows; status may say of itself what once was.
fn ses_sandbox(seen: Seen<'_>, _: &Settings) -> Cost {
    let said = match (seen.yes("ses.account.sandbox"), seen.yes("beak.status.ses_sandbox")) {
        (Ok(sandbox), _) => Ok(sandbox),
        (Err(_), Ok(true)) => Ok(true),
        (Err(why), _) => Err(why),
    };
    whether(said, 5, "SES in the sandbox")
}

fn sns_sandbox(seen: Seen<'_>, _: &Settings) -> Cost {
    whether(seen.yes("beak.status.sns_sandbox"), 5, "SNS in the sandbox")
}
