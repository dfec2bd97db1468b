//! The tiles of Mission Control: one line each, with how it stands and how old that is; some with rows of what they
//! are made of.

mod rows;
#[cfg(test)]
mod tests;

pub use rows::{Cell, Row};

use super::checks::{CHECKS, Check, Context, Level, Limits, kind};
use super::score::Score;
use super::seen::Seen;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::{Known, Why, WhyKind};

/// One tile.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    pub name: &'static str,
    /// The observation that it is of; nothing for what is of all of them.
    pub of: &'static str,
    /// The check that judges it, where one does.
    pub check: Option<&'static str>,
    /// Nothing for what is neither good nor bad.
    pub level: Option<Level>,
    pub text: Clean,
    /// Why it is not known.
    pub why: Option<Why>,
    /// When it was looked at.
    pub at: Option<Utc>,
    /// What it is made of, where that tells more.
    pub rows: Vec<Row>,
}

/// Everything that is looked at for the tiles, in their order; the score and its anomalies come after them.
/// `production`: the command that asks for production access of SES.
pub fn tiles(seen: Seen<'_>, context: &Context<'_>, production: Option<&str>) -> Vec<Tile> {
    let check = |name: &'static str, of: &'static str, observe: &'static str| {
        let tile = of_check(name, kind(of).unwrap_or(&CHECKS[0]).judged(seen, context), seen, observe);
        Tile { check: Some(of), ..tile }
    };
    vec![
        check("Alias Drift", "drift", "lambda.alias"),
        version(seen),
        route_health(check("Route Health", "routes", "beak.routes"), seen, context),
        check("Status", "status", "beak.status"),
        check("Agent Fleet", "fleet", "beak.status"),
        pecks(check("Peck Failures", "pecks", "beak.status"), seen, context),
        audit(seen),
        mail(check("SES Quota", "quota", "ses.account"), seen),
        sandbox(check("Sandbox Exit", "sandbox", "ses.account"), seen, production),
        freeze(seen),
        incident(seen),
    ]
}

fn of_check(name: &'static str, check: Check, seen: Seen<'_>, observe: &'static str) -> Tile {
    let at = seen.look(observe).map(|evidence| evidence.at);
    let level = Some(check.level);
    Tile { name, of: observe, check: None, level, text: check.text, why: check.why, at, rows: Vec::new() }
}

fn tile(name: &'static str, seen: Seen<'_>, observe: &'static str, said: Known<(Option<Level>, String)>) -> Tile {
    let at = seen.look(observe).map(|evidence| evidence.at);
    let (level, text, why) = match said {
        Ok((level, text)) => (level, text, None),
        Err(why) => (Some(Level::Unknown), format!("could not check: {}", why.text), Some(why)),
    };
    Tile { name, of: observe, check: None, level, text: Clean::new(text), why, at, rows: Vec::new() }
}

fn version(seen: Seen<'_>) -> Tile {
    let said = seen.text("lambda.alias.version").map(|version| {
        let name = seen.text("lambda.alias.name").map_or_else(|_| "alias".into(), |name| name.to_string());
        let itself = match seen.text("beak.status.version") {
            Ok(itself) => format!("version {itself} answers"),
            Err(_) => "which version answers is not known".into(),
        };
        (None, format!("{name} points to {version}, {itself}"))
    });
    tile("Lambda Version", seen, "lambda.alias", said)
}

/// Beside the routes, what they are to keep, of which these looks are a sample: `3/3 gave 200 in every look; these looks
/// keep the SLA (99 %, p95 2 s)`.
fn route_health(tile: Tile, seen: Seen<'_>, context: &Context<'_>) -> Tile {
    let rows = rows::routes(seen);
    let (Ok(ok), Ok(count), false) = (seen.int("beak.routes.ok"), seen.int("beak.routes.count"), rows.is_empty())
    else {
        return tile;
    };
    let kept = match tile.level {
        Some(Level::Ok) => "these looks keep the SLA",
        Some(Level::Unknown) | None => "not known whether these looks keep the SLA",
        Some(Level::Warning | Level::Critical) => "these looks do not keep the SLA",
    };
    let text = format!("{ok}/{count} gave 200 in every look; {kept} ({})", agreed(context));
    Tile { text: Clean::new(text), rows, ..tile }
}

/// `99 %, p95 2 s`.
fn agreed(context: &Context<'_>) -> String {
    let availability = context.settings.get("sla_availability").map(|percent| format!("{percent} %"));
    let p95 = context.limits.warn.get("routes").map(|seconds| format!("p95 {seconds} s"));
    availability.into_iter().chain(p95).collect::<Vec<_>>().join(", ")
}

/// How fast, and what leads; each kind has a row.
fn pecks(tile: Tile, seen: Seen<'_>, context: &Context<'_>) -> Tile {
    let rows = rows::pecks(seen);
    if rows.is_empty() {
        return tile;
    }
    let text = match (seen.real("history.pecks.per_hour"), seen.int("history.pecks.total")) {
        (Ok(rate), _) => format!("{rate:.1} failed an hour{}", high(context)),
        (Err(why), Ok(total)) => format!("{total} failed in all; how fast: {}", why.text),
        (Err(_), Err(_)) => tile.text.to_string(),
    };
    let leading = seen.text("history.pecks.leading").ok().filter(|kind| rows::suggests(kind.as_str()).is_some());
    let leads = leading.map_or_else(String::new, |kind| format!("; {} leads", kind.as_str().replace('_', " ")));
    let rising = if seen.rising("callback_error") == Ok(true) { "; callback errors are rising" } else { "" };
    Tile { text: Clean::new(format!("{text}{leads}{rising}")), rows, ..tile }
}

/// ` (high over 10)`: what the rate is held against, unless thresholds were said.
fn high(context: &Context<'_>) -> String {
    let Limits { warn, crit } = context.limits;
    match (warn.get("pecks").or(crit.get("pecks")), context.settings.get("peck_failures_per_hour")) {
        (Some(from), _) => format!(" (high from {from})"),
        (None, Some(over)) => format!(" (high over {over})"),
        (None, None) => String::new(),
    }
}

fn audit(seen: Seen<'_>) -> Tile {
    let said = seen.yes("audit.activity.abnormal").and_then(|abnormal| {
        let types = seen.texts("audit.activity.abnormal_types")?;
        let types = types.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ");
        Ok(match abnormal {
            true => (Some(Level::Warning), format!("not as usual: {types}")),
            false => (Some(Level::Ok), "no type is far from usual".into()),
        })
    });
    Tile { rows: rows::audit(seen), ..tile("Audit Activity", seen, "audit.activity", said) }
}

/// A bar beside the numbers, where there is a limit; when room comes back, where little is left.
fn mail(tile: Tile, seen: Seen<'_>) -> Tile {
    let tile = Tile { rows: rows::room(seen), ..tile };
    match (seen.real("ses.account.used"), seen.int("ses.account.quota")) {
        (Ok(used), Ok(_)) => Tile { text: Clean::new(format!("{} {}", bar(used), tile.text)), ..tile },
        _ => tile,
    }
}

/// Twenty blocks are the whole.
fn bar(percent: f64) -> String {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped between 0 and 20")]
    let full = (percent / 5.0).clamp(0.0, 20.0) as usize;
    "█".repeat(full) + &"░".repeat(20 - full)
}

fn sandbox(tile: Tile, seen: Seen<'_>, production: Option<&str>) -> Tile {
    let review = match (seen.yes("ses.account.sandbox"), seen.text("ses.account.review")) {
        (Ok(true), Ok(review)) => format!("; production access: {review}"),
        (Ok(true), Err(why)) if why.kind == WhyKind::Absent => format!("; {}", why.text),
        _ => String::new(),
    };
    let rows = rows::sandbox(seen, production);
    Tile { text: Clean::new(format!("{}{review}", tile.text)), rows, ..tile }
}

fn freeze(seen: Seen<'_>) -> Tile {
    let said = seen.yes("freeze.state.on").map(|on| match on {
        true => (Some(Level::Warning), format!("on{}", since(seen, "freeze.state", "reason"))),
        false => (None, "off".into()),
    });
    tile("Change Freeze", seen, "freeze.state", said)
}

fn incident(seen: Seen<'_>) -> Tile {
    let said = seen.yes("incident.state.on").map(|on| match on {
        true => (Some(Level::Critical), format!("{}{}", severity(seen), since(seen, "incident.state", "title"))),
        false => (None, "off".into()),
    });
    tile("Incident Mode", seen, "incident.state", said)
}

fn severity(seen: Seen<'_>) -> String {
    seen.text("incident.state.severity").map_or_else(|_| "on".into(), |severity| severity.to_string())
}

/// ` since 2026-11-22T02:14:07Z, ana: why`.
fn since(seen: Seen<'_>, observe: &str, about: &str) -> String {
    let at = seen
        .time(&format!("{observe}.since"))
        .map_or_else(|_| String::new(), |at| format!(" since {}", crate::time::stamp(at)));
    let by = seen.text(&format!("{observe}.by")).map_or_else(|_| String::new(), |by| format!(", {by}"));
    let about = seen.text(&format!("{observe}.{about}")).map_or_else(|_| String::new(), |about| format!(": {about}"));
    format!("{at}{by}{about}")
}

/// The tile of the score: the penalties that are certain, then what the unknown may cost.
/// It is `ok` only when nothing costs a point: beside something that fails no number reads as well.
pub fn score(score: &Score, red: &Known<bool>) -> Tile {
    let certain: Vec<_> = score.certain().map(|(penalty, cost)| format!("-{} {}", cost.least, penalty.name)).collect();
    let may: Vec<_> = score.costs.iter().filter(|(_, cost)| cost.why.is_some()).collect();
    let may: Vec<_> =
        may.iter().map(|(penalty, cost)| format!("{} {}", cost.most - cost.least, penalty.name)).collect();
    let mut parts: Vec<String> = if certain.is_empty() { Vec::new() } else { vec![certain.join(", ")] };
    if !may.is_empty() {
        parts.push(format!("unknown, may cost {}", may.join(", ")));
    }
    if parts.is_empty() {
        parts.push("nothing costs a point".into());
    }
    let level = match red {
        Ok(true) => Some(Level::Critical),
        _ if !may.is_empty() => Some(Level::Unknown),
        Ok(false) if certain.is_empty() => Some(Level::Ok),
        Ok(false) => None,
        Err(_) => Some(Level::Unknown),
    };
    let (text, rows) = (Clean::new(parts.join("; ")), Vec::new());
    Tile { name: "Health Score", of: "", check: None, level, text, why: None, at: None, rows }
}

/// The values of a snapshot that a tile is of, by their names there: what changed of them, changed the tile.
pub const TOLD: [(&str, &[&str]); 7] = [
    ("Alias Drift", &["alias.version", "alias.weights", "lambda.version", "lambda.alias_version"]),
    ("Lambda Version", &["alias.version", "lambda.version"]),
    ("Status", &["api.up", "api.code", "api.answer"]),
    ("Agent Fleet", &["pipeline.agents_alive", "pipeline.agents_dead", "pipeline.agents_bonded"]),
    ("Peck Failures", &["pipeline.callback_error", "pipeline.denied", "pipeline.expired"]),
    ("SES Quota", &["ses.sending_enabled", "ses.quota", "ses.sent", "ses.enforcement"]),
    ("Sandbox Exit", &["sandbox.ses_sandbox", "sandbox.sns_sandbox", "ses.sandbox", "ses.review"]),
];
