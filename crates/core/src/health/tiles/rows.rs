//! What a tile is made of, a row each: every route, every kind of failed peck, every type of audit event.

use crate::health::checks::stopped;
use crate::health::seen::Seen;
use crate::text::Clean;
use crate::time::stamp;
use crate::world::{Known, Table};
use std::fmt::Display;

/// One figure of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// As JSON calls it.
    pub name: &'static str,
    pub value: Clean,
    /// As it reads beside the others.
    pub shown: Clean,
}

/// Figures that belong together, the first names what they are of.
pub type Row = Vec<Cell>;

fn cell(name: &'static str, value: impl Display, shown: impl Display) -> Cell {
    Cell { name, value: Clean::new(value.to_string()), shown: Clean::new(shown.to_string()) }
}

fn bare(name: &'static str, value: impl Display) -> Cell {
    cell(name, &value, &value)
}

/// Nothing where the look brought no table.
fn of(table: Known<Table>, row: impl Fn(&[Clean]) -> Option<Row>) -> Vec<Row> {
    table.map_or_else(|_| Vec::new(), |table| table.rows.iter().filter_map(|cells| row(cells)).collect())
}

/// Each route: its codes, and how long its looks took.
pub fn routes(seen: Seen<'_>) -> Vec<Row> {
    of(seen.table("beak.routes.table"), |cells| {
        let [route, answers, p50, p95, ..] = cells else { return None };
        let time = |name, time: &Clean| cell(name, time, format!("{name} {time}"));
        Some(vec![bare("route", route), bare("answers", codes(answers.as_str())), time("p50", p50), time("p95", p95)])
    })
}

/// `200` for `200 OK 5 times`; `200 4 times, 502 once` where they differ.
fn codes(answers: &str) -> String {
    let parts: Vec<_> = answers.split(", ").map(|part| code(part, answers.contains(", "))).collect();
    parts.join(", ")
}

fn code(part: &str, counted: bool) -> String {
    let mut words = part.split(' ');
    let first = words.next().filter(|first| first.len() == 3 && first.bytes().all(|byte| byte.is_ascii_digit()));
    match (first, counted) {
        (Some(code), true) => format!("{code} {}", times(part)),
        (Some(code), false) => code.to_owned(),
        (None, _) => part.to_owned(),
    }
}

/// `once`, or `4 times`, at the end.
fn times(part: &str) -> &str {
    let mut ends = part.rmatch_indices(' ').map(|(at, _)| &part[at + 1..]);
    match (ends.next(), ends.next()) {
        (Some("once"), _) => "once",
        (_, Some(end)) => end,
        (end, None) => end.unwrap_or(part),
    }
}

/// What a kind of failed pecks suggests: the original checklist, step 7 of incident triage.
const SUGGESTS: [(&str, &str); 3] =
    [("callback_error", "webhook delivery"), ("denied", "auth config drift"), ("expired", "slow responses")];

/// What the kind that leads suggests.
pub fn suggests(kind: &str) -> Option<&'static str> {
    SUGGESTS.iter().find(|(known, _)| *known == kind).map(|(_, suggests)| *suggests)
}

/// Each kind of failed pecks: how many in all, which share, how fast, and what it suggests while it fails.
pub fn pecks(seen: Seen<'_>) -> Vec<Row> {
    of(seen.table("history.pecks.table"), |cells| {
        let [kind, in_all, share, _, an_hour, ..] = cells else { return None };
        let suggests = suggests(kind.as_str())?;
        let quiet = matches!(an_hour.as_str(), "0.0" | "-0.0") || in_all.as_str() == "0";
        Some(vec![
            cell("kind", kind, kind.as_str().replace('_', " ")),
            cell("in_all", in_all, format!("{in_all} in all")),
            bare("share", share),
            cell("an_hour", an_hour, format!("{an_hour}/h")),
            cell("suggests", suggests, if quiet { "" } else { suggests }),
        ])
    })
}

/// Each type of audit event: how many came lately, beside how many usually come.
pub fn audit(seen: Seen<'_>) -> Vec<Row> {
    let table = seen.table("audit.activity.table");
    let window = table.as_ref().ok().and_then(|table| Some(table.columns.get(1)?.as_str().to_owned()));
    let window = window.map_or_else(String::new, |window| window.replacen("last", "in", 1));
    of(table, |cells| {
        let [kind, lately, usually, meaning, ..] = cells else { return None };
        let as_usual = meaning.as_str() == "as usual";
        // So few that none at all is no sign.
        let none = as_usual && lately.as_str() == "0" && !matches!(usually.as_str(), "0" | "?");
        let meaning = if none { &Clean::new("too few to tell") } else { meaning };
        Some(vec![
            bare("type", kind),
            cell("lately", lately, format!("{lately} {window}")),
            cell("usually", usually, format!("usually {usually}")),
            cell("meaning", meaning, if as_usual && !none { "" } else { meaning.as_str() }),
        ])
    })
}

/// When room in a quota that is nearly used up comes back: in UTC, and in the person's own zone where that is another.
pub fn room(seen: Seen<'_>) -> Vec<Row> {
    // Where AWS or somebody has stopped sending, no room helps.
    if !matches!(stopped(seen), Ok(None)) {
        return Vec::new();
    }
    let row = |name: &str, at: &str, about: &str| {
        let at = seen.time(&format!("ses.room.{at}")).ok()?;
        let about = seen.text(&format!("ses.room.{about}")).ok()?;
        Some(vec![bare("room", name), cell("at", stamp(at), format!("about {about}"))])
    };
    let first = row("first mail", "first_at", "first_about");
    let half = row("half free", "half_at", "half_about");
    let local = seen.text("ses.room.local").ok().filter(|local| !local.as_str().contains("+00:00"));
    let parts = local.iter().flat_map(|local| local.as_str().split("; "));
    let local = parts.map(|part| vec![bare("local", part)]);
    first.into_iter().chain(half).chain(local).collect()
}

/// How to leave each sandbox. `production`: the command that tells how to ask for production access.
pub fn sandbox(seen: Seen<'_>, production: Option<&str>) -> Vec<Row> {
    let is = |path| seen.yes(path) == Ok(true);
    let ses = (is("ses.account.sandbox") || is("beak.status.ses_sandbox")).then(|| ("SES", ses(seen, production)));
    let sns = is("beak.status.sns_sandbox").then(|| ("SNS", SNS.to_owned()));
    ses.into_iter().chain(sns).map(|(service, what)| vec![bare("service", service), bare("do", what)]).collect()
}

/// <https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox-moving-to-production.html>
const SNS: &str = "leave it: AWS console, SNS, Exit SMS sandbox";

fn ses(seen: Seen<'_>, production: Option<&str>) -> String {
    let case = seen.text("ses.account.case").map_or_else(|_| String::new(), |case| format!(" {case}"));
    match (seen.yes("ses.account.pending"), seen.yes("ses.account.denied"), production) {
        (Ok(true), ..) => format!("wait for AWS: the review is open, support case{case}"),
        (_, Ok(true), _) => format!("AWS said no: answer in support case{case}"),
        (.., Some(command)) => format!("leave it: {command}"),
        (.., None) => "leave it: AWS console, SES, Request production access".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_by_their_codes() {
        for (answers, expected) in [
            ("200 OK 5 times", "200"),
            ("200 OK once", "200"),
            ("200 OK 4 times, 502 Bad Gateway once", "200 4 times, 502 once"),
            ("timed out after 30 s 5 times", "timed out after 30 s 5 times"),
            ("200 OK 3 times, connection refused 2 times", "200 3 times, connection refused 2 times"),
        ] {
            assert_eq!(codes(answers), expected);
        }
    }
}
