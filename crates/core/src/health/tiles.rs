//! The tiles of Mission Control: one line each, with how it stands and how old that is.

use super::checks::{CHECKS, Check, Context, Level, kind};
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
}

/// Everything that is looked at for the tiles, in their order; the score and its anomalies come after them.
pub fn tiles(seen: Seen<'_>, context: &Context<'_>) -> Vec<Tile> {
    let check = |name: &'static str, of: &'static str, observe: &'static str| {
        let tile = of_check(name, kind(of).unwrap_or(&CHECKS[0]).judged(seen, context), seen, observe);
        Tile { check: Some(of), ..tile }
    };
    vec![
        check("Alias Drift", "drift", "lambda.alias"),
        version(seen),
        check("Route Health", "routes", "beak.routes"),
        check("Status", "status", "beak.status"),
        check("Agent Fleet", "fleet", "beak.status"),
        pecks(check("Peck Failures", "pecks", "beak.status"), seen),
        audit(seen),
        mail(check("SES Quota", "quota", "ses.account"), seen),
        sandbox(check("Sandbox Exit", "sandbox", "ses.account"), seen),
        freeze(seen),
        incident(seen),
    ]
}

fn of_check(name: &'static str, check: Check, seen: Seen<'_>, observe: &'static str) -> Tile {
    let at = seen.look(observe).map(|evidence| evidence.at);
    Tile { name, of: observe, check: None, level: Some(check.level), text: check.text, why: check.why, at }
}

fn tile(name: &'static str, seen: Seen<'_>, observe: &'static str, said: Known<(Option<Level>, String)>) -> Tile {
    let at = seen.look(observe).map(|evidence| evidence.at);
    match said {
        Ok((level, text)) => Tile { name, of: observe, check: None, level, text: Clean::new(text), why: None, at },
        Err(why) => {
            let text = Clean::new(format!("could not check: {}", why.text));
            Tile { name, of: observe, check: None, level: Some(Level::Unknown), text, why: Some(why), at }
        }
    }
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

/// What each kind suggests stands beside the one that leads.
fn pecks(tile: Tile, seen: Seen<'_>) -> Tile {
    let hint = match seen.text("history.pecks.leading") {
        Ok(leading) if leading.as_str() == "callback_error" => "callback errors lead: delivery to the agents",
        Ok(leading) if leading.as_str() == "denied" => "denials lead: authorisation may have drifted",
        Ok(leading) if leading.as_str() == "expired" => "expiries lead: answers come too late",
        _ => "",
    };
    // Without an earlier look it is of the totals.
    let of = if seen.real("history.pecks.per_hour").is_ok() { "; " } else { "; of all since ever, " };
    let hint = if hint.is_empty() { String::new() } else { format!("{of}{hint}") };
    let rising = if seen.rising("callback_error") == Ok(true) { "; callback errors are rising" } else { "" };
    Tile { text: Clean::new(format!("{}{hint}{rising}", tile.text)), ..tile }
}

fn audit(seen: Seen<'_>) -> Tile {
    let said = seen.yes("audit.activity.abnormal").and_then(|abnormal| {
        let types = seen.texts("audit.activity.abnormal_types")?;
        let types = types.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ");
        Ok(match abnormal {
            true => (Some(Level::Warning), format!("not as usual: {types}")),
            false => (Some(Level::Ok), "as many of each type as usual".into()),
        })
    });
    tile("Audit Activity", seen, "audit.activity", said)
}

/// A bar beside the numbers, where there is a limit.
fn mail(tile: Tile, seen: Seen<'_>) -> Tile {
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

fn sandbox(tile: Tile, seen: Seen<'_>) -> Tile {
    let review = match (seen.yes("ses.account.sandbox"), seen.text("ses.account.review")) {
        (Ok(true), Ok(review)) => format!("; production access: {review}"),
        (Ok(true), Err(why)) if why.kind == WhyKind::Absent => format!("; {}", why.text),
        _ => String::new(),
    };
    Tile { text: Clean::new(format!("{}{review}", tile.text)), ..tile }
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
    Tile { name: "Health Score", of: "", check: None, level, text: Clean::new(parts.join("; ")), why: None, at: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::checks::Limits;
    use crate::health::score;
    use crate::health::seen::testing::{all_well, set};
    use crate::world::Evidence;
    use crate::world::settings::Settings;

    fn lines(looks: &[Evidence]) -> Vec<String> {
        let settings = Settings::default();
        let context = Context { settings: &settings, limits: &Limits::of(&settings) };
        let word = |tile: &Tile| tile.level.map_or("-", Level::word);
        let mut tiles = tiles(Seen(looks), &context);
        let found = score::score(Seen(looks), &settings);
        tiles.push(super::score(&found, &found.red(&settings)));
        tiles.iter().map(|tile| format!("{} {} {}", tile.name, word(tile), tile.text)).collect()
    }

    #[test]
    fn each_tile_says_how_it_stands() {
        let shown = [
            "Alias Drift OK prod 42, status 42, log 42",
            "Lambda Version - prod points to 42, version 42 answers",
            "Route Health OK 3/3 always 200, 100 % of looks, p50 30 ms, p95 50 ms",
            "Status OK 200 OK",
            "Agent Fleet OK 19 alive, 0 dead",
            "Peck Failures OK 0.0 failed an hour; 4 callback errors, 2 denied, 3 expired in all",
            "Audit Activity UNKNOWN could not check: audit.activity was not looked at",
            "SES Quota OK ░░░░░░░░░░░░░░░░░░░░ 57 of 50000 in 24 h, 0 %",
            "Sandbox Exit OK SES and SNS are in production",
            "Change Freeze - off",
            "Incident Mode - off",
            "Health Score OK nothing costs a point",
        ];
        assert_eq!(lines(&all_well()), shown);
    }

    #[test]
    fn nothing_known_is_nothing_well() {
        assert!(lines(&[]).iter().all(|line| line.contains("UNKNOWN")), "{:?}", lines(&[]));
    }

    #[test]
    fn a_score_is_ok_only_when_nothing_costs_a_point() {
        let last = |changes: &[(&str, &str)]| {
            let mut looks = all_well();
            changes.iter().for_each(|(path, written)| set(&mut looks, path, written));
            lines(&looks).pop().unwrap()
        };
        assert_eq!(last(&[("ses.account.used", "100")]), "Health Score - -10 mail quota");
        let dead = [("beak.status.agents_alive", "0"), ("beak.status.agents_dead", "19")];
        assert_eq!(last(&dead), "Health Score CRITICAL -45 agents");
    }

    #[test]
    fn a_freeze_and_an_incident_say_since_when_and_by_whom() {
        let mut looks = all_well();
        for (path, written) in [
            ("freeze.state.on", "yes"),
            ("freeze.state.since", "2026-11-22T02:00:00Z"),
            ("freeze.state.by", "mina"),
            ("freeze.state.reason", "quarter end"),
            ("incident.state.on", "yes"),
            ("incident.state.severity", "P0"),
            ("incident.state.since", "2026-11-22T02:10:00Z"),
            ("incident.state.by", "ana"),
        ] {
            set(&mut looks, path, written);
        }
        let found = lines(&looks);
        assert_eq!(found[9], "Change Freeze WARNING on since 2026-11-22T02:00:00Z, mina: quarter end");
        assert_eq!(found[10], "Incident Mode CRITICAL P0 since 2026-11-22T02:10:00Z, ana");
    }
}
