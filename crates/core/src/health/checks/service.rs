//! Checks of what the API reports and of the mail account.

use super::{Check, Context, Level, Metric, real};
use crate::health::seen::Seen;
use crate::text::Clean;
use crate::world::observations::MAIL_SENT;
use crate::world::{Known, Why, WhyKind};

pub fn fleet(seen: Seen<'_>, context: &Context<'_>) -> Check {
    let [alive, dead, bonded] = ["alive", "dead", "bonded"].map(|name| seen.int(&format!("beak.status.agents_{name}")));
    let check = match (&alive, &dead, &bonded) {
        (Ok(0), Ok(0), Ok(0)) => Check::new("fleet", Level::Ok, "no agents", "no agent is bonded"),
        (Ok(0), Ok(0), Ok(bonded)) => {
            let why = format!("{bonded} agents are bonded, and none is alive or dead");
            Check::unknown("fleet", &Why::new(WhyKind::BadReply, why))
        }
        (Ok(0), Ok(0), Err(why)) | (_, Err(why), _) | (Err(why), Ok(0), _) => Check::unknown("fleet", why),
        (Ok(0), Ok(dead), _) => {
            let brief = format!("fleet: all {dead} dead");
            Check::new("fleet", Level::Critical, &brief, format!("all {dead} agents are dead"))
        }
        (Ok(alive), Ok(dead), _) => some(*alive, *dead, context),
        (Err(_), Ok(dead), _) => Check::new(
            "fleet",
            Level::Warning,
            format!("fleet: {dead} dead"),
            format!("{dead} dead, how many live is not reported"),
        ),
    };
    counted(check, alive, dead, context)
}

fn some(alive: i64, dead: i64, context: &Context<'_>) -> Check {
    let figure = Metric::new("dead", real(dead), "").limited("fleet", context);
    let text = format!("{alive} alive, {dead} dead");
    let brief = if dead == 0 {
        format!("fleet {alive} alive")
    } else {
        format!("fleet {dead}/{} dead", alive.saturating_add(dead))
    };
    Check::new("fleet", figure.level(), brief, text).by(&figure)
}

fn counted(mut check: Check, alive: Known<i64>, dead: Known<i64>, context: &Context<'_>) -> Check {
    check.metrics.extend(alive.map(|alive| Metric::new("alive", real(alive), "")).ok());
    check.metrics.extend(dead.map(|dead| Metric::new("dead", real(dead), "").limited("fleet", context)).ok());
    check
}

/// Status has no denominator: only failures over time tell. More than `peck_failures_per_hour` is high, unless a
/// threshold was said.
pub fn pecks(seen: Seen<'_>, context: &Context<'_>) -> Check {
    let rate = seen.real("history.pecks.per_hour");
    let metric = rate.map(|rate| Metric::new("pecks_per_hour", rate, "").limited("pecks", context));
    let said = metric.as_ref().is_ok_and(|metric| metric.warn.is_some() || metric.crit.is_some());
    let level = match (&metric, seen.yes("history.pecks.high")) {
        (Ok(metric), _) if said => Ok(metric.level()),
        (_, Ok(high)) => Ok(if high { Level::Warning } else { Level::Ok }),
        (_, Err(why)) => Err(why),
    };
    let failed = failed(seen);
    let mut check = match (level, &metric) {
        (Ok(level), Ok(metric)) => {
            let brief = format!("pecks {:.0} failed/h", metric.value);
            Check::new("pecks", level, brief, format!("{:.1} failed an hour; {failed}", metric.value)).by(metric)
        }
        (Ok(level), Err(_)) => Check::new("pecks", level, "pecks fail", failed.as_str()),
        (Err(why), _) if nothing(seen) => Check::unknown("pecks", &why),
        (Err(why), _) => {
            let unknown = Check::unknown("pecks", &why);
            Check { text: Clean::new(format!("{failed} (how fast: {})", why.text)), ..unknown }
        }
    };
    for kind in ["callback_error", "denied", "expired"] {
        check.metrics.extend(seen.int(&format!("beak.status.{kind}")).map(|n| Metric::new(kind, real(n), "c")).ok());
    }
    check.metrics.extend(metric.ok());
    check
}

fn nothing(seen: Seen<'_>) -> bool {
    ["callback_error", "denied", "expired"].iter().all(|kind| seen.int(&format!("beak.status.{kind}")).is_err())
}

/// `4 callback errors, 2 denied, 3 expired in all`.
fn failed(seen: Seen<'_>) -> String {
    let [callback, denied, expired] = ["callback_error", "denied", "expired"]
        .map(|kind| seen.int(&format!("beak.status.{kind}")).map_or_else(|_| "?".to_owned(), |n| n.to_string()));
    format!("{callback} callback errors, {denied} denied, {expired} expired in all")
}

pub fn quota(seen: Seen<'_>, context: &Context<'_>) -> Check {
    let read = || {
        let (used, sent) = (seen.real("ses.account.used")?, seen.int("ses.account.sent")?);
        let stop = stopped(seen)?;
        let watched = if stop.is_some() { None } else { watched(seen)? };
        Ok((used, sent, (stop, watched)))
    };
    let (used, sent, stop) = match read() {
        Ok(read) => read,
        Err(why) => return Check::unknown("quota", &why),
    };
    let of = seen.int("ses.account.quota").map_or_else(|_| "no limit".to_owned(), |quota| quota.to_string());
    let metric = Metric::new("quota", used, "%").up_to(100.0).limited("quota", context);
    let text = |note: &str| format!("{sent} of {of} in 24 h, {used:.0} %{note}");
    let quota = format!("quota {sent}/{of}");
    let check = match stop {
        (Some(Stopped(brief, what)), _) => {
            let what = format!("; {what}: waiting does not help");
            Check::new("quota", Level::Critical, format!("{brief}, {sent}/{of}"), text(&what))
        }
        (None, Some(word)) => {
            let level = metric.level().max(Level::Warning);
            Check::new("quota", level, format!("{quota}, {word}"), text(&format!(", {word}{}", forecast(seen))))
                .by(&metric)
        }
        (None, None) => Check::new("quota", metric.level(), quota, text(&forecast(seen))).by(&metric),
    };
    check.with(metric)
}

/// Nothing is sent, whatever the quota: in few words and in more.
pub struct Stopped(&'static str, &'static str);

/// When the quota is used up if it goes on like this; nothing where it does not, or nobody knows.
fn forecast(seen: Seen<'_>) -> String {
    let (Ok(left), Ok(rate)) = (seen.int("ses.account.left"), seen.per_hour(MAIL_SENT)) else { return String::new() };
    let hours = real(left) / rate;
    if rate > 0.0 && left > 0 && hours < 24.0 {
        format!("; used up in {hours:.1} h if it goes on like this")
    } else {
        String::new()
    }
}

/// AWS has stopped the account, or sending is switched off.
pub fn stopped(seen: Seen<'_>) -> Known<Option<Stopped>> {
    if seen.text("ses.account.enforcement").is_ok_and(|word| word.as_str() == "SHUTDOWN") {
        return Ok(Some(Stopped("mail SHUTDOWN", "AWS has stopped sending (SHUTDOWN)")));
    }
    let sends = seen.yes("ses.account.sending_enabled")?;
    Ok((!sends).then_some(Stopped("mail switched off", "sending is disabled")))
}

/// What AWS says of an account that it watches.
fn watched(seen: Seen<'_>) -> Known<Option<Clean>> {
    let word = seen.text("ses.account.enforcement")?;
    Ok((word.as_str() != "HEALTHY").then_some(word))
}

pub fn sandbox(seen: Seen<'_>, _: &Context<'_>) -> Check {
    let ses = match (seen.yes("ses.account.sandbox"), seen.yes("beak.status.ses_sandbox")) {
        (Ok(sandbox), _) => Ok(sandbox),
        (Err(_), Ok(true)) => Ok(true),
        (Err(why), _) => Err(why),
    };
    let sns = seen.yes("beak.status.sns_sandbox");
    let text = match (&ses, &sns) {
        (Ok(true), Ok(true)) => "SES, SNS",
        (Ok(true), _) => "SES",
        (_, Ok(true)) => "SNS",
        (Ok(false), Ok(false)) => {
            return Check::new("sandbox", Level::Ok, "no sandbox", "SES and SNS are in production");
        }
        (Err(why), _) | (_, Err(why)) => return Check::unknown("sandbox", why),
    };
    let blocked = format!("{text}: unverified recipients get nothing");
    Check::new("sandbox", Level::Warning, format!("sandbox {text}"), blocked)
}
