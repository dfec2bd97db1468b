//! Checks of what is ours: this machine's clock, and what earlier probes left.

use super::{Check, Context, Level, Metric, real};
use crate::health::clock::Apart;
use crate::health::counted;
use crate::health::seen::Seen;
use crate::world::{WhyKind, duration_text};

/// A clock that is wrong makes every time in the logs wrong, and from 5 minutes on AWS refuses what is signed with it.
pub fn clock(seen: Seen<'_>, context: &Context<'_>) -> Check {
    let (by, ahead) = match (seen.duration("clock.api.apart"), seen.yes("clock.api.ahead")) {
        (Ok(by), Ok(ahead)) => (by, ahead),
        // There is nothing to compare it with, and nothing goes by it.
        (Err(why), _) if why.kind == WhyKind::Absent => {
            return Check::new("clock", Level::Ok, "clock not compared", why.text.as_str());
        }
        (Err(why), _) | (_, Err(why)) => return Check::unknown("clock", &why),
    };
    let metric = Metric::new("clock_apart", by.as_secs_f64(), "s").limited("clock", context);
    let way = if ahead { "ahead" } else { "behind" };
    let (brief, text) = match metric.level() {
        Level::Ok => ("clock right".to_owned(), "this machine's clock is the API's".to_owned()),
        _ => (format!("clock {}s {way}", by.as_secs()), Apart { by, ahead }.words()),
    };
    Check::new("clock", metric.level(), brief, text).by(&metric).with(metric)
}

/// Without samples trends are unknown, and only they.
pub fn history(seen: Seen<'_>, context: &Context<'_>) -> Check {
    let (samples, unreadable) = match (seen.int("history.kept.samples"), seen.int("history.kept.unreadable")) {
        (Ok(samples), Ok(unreadable)) => (samples, unreadable),
        (Err(why), _) | (_, Err(why)) => return Check::unknown("history", &why),
    };
    let newest = seen.duration("history.kept.newest");
    let lines = format!("{} of the history cannot be read", counted(unreadable, "line", "lines"));
    let mut check = match &newest {
        _ if unreadable > 0 => {
            Check::new("history", Level::Warning, format!("history: {unreadable} unreadable"), lines)
        }
        Err(why) => Check::unknown("history", why),
        Ok(newest) => known(samples, Metric::new("history_age", newest.as_secs_f64(), "s").limited("history", context)),
    };
    check.metrics.insert(0, Metric::new("history_samples", real(samples), ""));
    check
}

fn known(samples: i64, age: Metric) -> Check {
    let samples = counted(samples, "sample", "samples");
    let text = format!("{samples}, the newest {} old", duration_text(std::time::Duration::from_secs_f64(age.value)));
    let brief = match age.level() {
        Level::Ok => format!("history {samples}"),
        _ => format!("history {:.0}s old", age.value),
    };
    Check::new("history", age.level(), brief, text).by(&age).with(age)
}
