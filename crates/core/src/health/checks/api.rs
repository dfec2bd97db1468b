//! Checks of the API and of what serves it.

use super::{Check, Context, Level, Metric, real};
use crate::health::drift::drift;
use crate::health::score::age;
use crate::health::seen::Seen;
use crate::text::Clean;
use crate::world::{Known, Why, WhyKind};

pub fn status(seen: Seen<'_>, context: &Context<'_>) -> Check {
    let answer = seen.text("beak.status.answer").map_or_else(|_| "no answer".into(), |answer| answer.to_string());
    let code = seen.int("beak.status.code").map_or_else(|_| answer.clone(), |code| code.to_string());
    match seen.yes("beak.status.up") {
        Err(why) => Check::unknown("status", &why),
        Ok(false) => Check::new("status", Level::Critical, format!("status {code}"), answer),
        Ok(true) => answered(seen, context, &answer),
    }
}

fn answered(seen: Seen<'_>, context: &Context<'_>, answer: &str) -> Check {
    let mut check = match lacks(seen) {
        Ok(None) => Check::new("status", Level::Ok, "status 200", answer),
        Ok(Some((level, brief, lacks))) => Check::new("status", level, brief, format!("{answer}, but {lacks}")),
        Err(why) => return Check::unknown("status", &why),
    };
    if let Ok(latency) = seen.duration("beak.status.latency") {
        check = check.with(Metric::new("status_time", latency.as_secs_f64(), "s"));
    }
    match age(seen) {
        Ok(age) => stale(check, Metric::new("status_age", age.as_secs_f64(), "s").limited("status", context)),
        // Without a timestamp of its own, a reply is of the moment at which it came.
        Err(why) if why.kind == WhyKind::NotReported => check,
        Err(why) if check.level < Level::Unknown => Check { metrics: check.metrics, ..Check::unknown("status", &why) },
        Err(_) => check,
    }
}

fn stale(check: Check, age: Metric) -> Check {
    let check = match age.level() {
        Level::Ok => check,
        level if level <= check.level => check,
        level => {
            let text = format!("{}, but {:.0} s old by its own timestamp", check.text, age.value);
            Check {
                level,
                brief: Clean::new(format!("status stale {:.0}s", age.value)),
                text: Clean::new(text),
                ..check.by(&age)
            }
        }
    };
    check.with(age)
}

/// What the reply should hold and does not: how bad that is, in few words and in more. One that did not come whole is
/// no answer.
fn lacks(seen: Seen<'_>) -> Known<Option<(Level, String, String)>> {
    let missing = seen.texts("beak.status.missing");
    let named = |missing: &[Clean]| missing.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ");
    match (seen.yes("beak.status.well_formed"), missing) {
        (Ok(true), _) => Ok(None),
        (Ok(false), Ok(missing)) => {
            Ok(Some((Level::Warning, "status incomplete".into(), format!("without {}", named(&missing)))))
        }
        (Ok(false), Err(why)) => Ok(Some(reply(Level::Warning, &why))),
        (Err(_), Ok(missing)) if missing.is_empty() => Ok(None),
        (Err(_), Ok(missing)) => Err(Why::not_reported(&named(&missing))),
        (Err(_), Err(why)) => match why.kind {
            WhyKind::TimedOut | WhyKind::Network => Ok(Some(reply(Level::Critical, &why))),
            WhyKind::BadReply => Ok(Some(reply(Level::Warning, &why))),
            _ => Err(why),
        },
    }
}

/// The API answered, and what came is the finding.
fn reply(level: Level, why: &Why) -> (Level, String, String) {
    (level, format!("status: {}", why.text), why.text.to_string())
}

pub fn routes(seen: Seen<'_>, context: &Context<'_>) -> Check {
    let read = || -> Known<_> {
        let (ok, count) = (seen.int("beak.routes.ok")?, seen.int("beak.routes.count")?);
        Ok((ok, count, seen.texts("beak.routes.down")?, seen.real("beak.routes.availability")?))
    };
    let (ok, count, down, availability) = match read() {
        Ok(read) => read,
        Err(why) => return Check::unknown("routes", &why),
    };
    let wanted = context.settings.real("sla_availability");
    let p95 = seen
        .duration("beak.routes.p95")
        .map(|p95| Metric::new("p95", p95.as_secs_f64(), "s").limited("routes", context));
    let level = match () {
        () if !down.is_empty() => Level::Critical,
        () if availability < wanted => Level::Warning,
        () => Level::Ok,
    };
    let level = level.max(p95.as_ref().map_or(Level::Unknown, Metric::level));
    let by_figure = down.is_empty() && availability >= wanted;
    let brief = if ok == count { slow(level, ok, count, &p95) } else { format!("routes {ok}/{count}") };
    let mut check = Check::new("routes", level, brief, text(seen, ok, count, availability))
        .with(Metric::new("routes", real(ok), "").up_to(real(count)))
        .with(Metric::new("availability", availability, "%").up_to(100.0));
    if let Ok(p95) = p95 {
        let reached = p95.reached().filter(|_| by_figure);
        check = Check { reached, ..check }.with(p95);
    }
    check
}

fn slow(level: Level, ok: i64, count: i64, p95: &Known<Metric>) -> String {
    match p95 {
        Ok(p95) if level > Level::Ok => format!("routes {ok}/{count}, p95 {:.1}s", p95.value),
        _ => format!("routes {ok}/{count}"),
    }
}

/// `3/3 gave 200 in every look, 100 % of looks, p50 30 ms, p95 50 ms`, and how those answer that do not.
fn text(seen: Seen<'_>, ok: i64, count: i64, availability: f64) -> String {
    let time = |name: &str| {
        let known = seen.duration(&format!("beak.routes.{name}"));
        known.map_or_else(|_| String::new(), |time| format!(", {name} {}", crate::world::duration_text(time)))
    };
    let failing = seen.texts("beak.routes.failing").map_or_else(|_| String::new(), |failing| answers(seen, &failing));
    format!("{ok}/{count} gave 200 in every look, {availability:.0} % of looks{}{}{failing}", time("p50"), time("p95"))
}

fn answers(seen: Seen<'_>, failing: &[Clean]) -> String {
    let rows = seen.table("beak.routes.table").map_or_else(|_| Vec::new(), |table| table.rows);
    let of = |row: &&Vec<Clean>| row.first().is_some_and(|route| failing.contains(route));
    let one = |row: &Vec<Clean>| Some(format!("; {} {}", row.first()?, row.get(1)?));
    rows.iter().filter(of).filter_map(one).collect()
}

pub fn alias_drift(seen: Seen<'_>, _: &Context<'_>) -> Check {
    let found = drift(seen);
    match found.drifted {
        Ok(true) => Check::new("drift", Level::Warning, format!("drift: {}", found.sides), found.sides.as_str()),
        Ok(false) => Check::new("drift", Level::Ok, "no drift", found.sides.as_str()),
        Err(why) => {
            let unknown = Check::unknown("drift", &why);
            Check { text: Clean::new(format!("{} ({})", found.sides, unknown.text)), ..unknown }
        }
    }
}
