//! An answer as text, read as what was asked for. Pure; the same for a person and for a file of answers.

use chrono::{DateTime, NaiveTime, TimeDelta};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::walk::ports::{AskFor, Excluded};
use duckops_core::world::{Table, UNKNOWN, Value, address};

/// Reads an answer. `now` dates a time given as `HH:MM`; without it only a full time is one.
pub fn read(kind: &AskFor, text: &str, now: Option<Utc>) -> Result<Value, String> {
    let text = text.trim();
    match kind {
        AskFor::Text => Ok(Value::Text(Clean::new(text))),
        AskFor::YesNo => yes_no(text).map(Value::Bool),
        AskFor::Number => number(text),
        AskFor::Count => count(text),
        AskFor::Url => address(text, address::is_website(text), URL),
        AskFor::Mail => address(text, address::is_mail(text), MAIL),
        AskFor::Time => moment(text, now).map(Value::Time),
        AskFor::Choice(words) => one_of(text, words.iter()).map(Value::Text),
        AskFor::Row { table, not } => row(text, table, not.as_ref()).map(Value::Text),
    }
}

/// What an answer has to be, in words.
pub fn wants(kind: &AskFor) -> String {
    match kind {
        AskFor::Text => "a text".into(),
        AskFor::YesNo => "yes or no".into(),
        AskFor::Number => "a number".into(),
        AskFor::Count => COUNT.into(),
        AskFor::Url => URL.into(),
        AskFor::Mail => MAIL.into(),
        AskFor::Time => "a time such as 2026-11-22T02:14:07Z".into(),
        AskFor::Choice(words) => format!("one of {}", joined(words.iter())),
        AskFor::Row { table, not } => {
            format!(
                "one of {}",
                joined(names(table).into_iter().filter(|name| not.as_ref().is_none_or(|not| not.row != **name)))
            )
        }
    }
}

/// How it is typed, where the question alone does not tell.
pub fn form(kind: &AskFor) -> Option<&'static str> {
    (*kind == AskFor::Time).then_some(TIME)
}

/// The first column of a table.
pub fn names(table: &Table) -> Vec<&Clean> {
    table.rows.iter().filter_map(|row| row.first()).collect()
}

fn yes_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" => Ok(true),
        "no" | "n" | "false" => Ok(false),
        _ => Err(format!("`{text}` is neither yes nor no")),
    }
}

fn number(text: &str) -> Result<Value, String> {
    if let Ok(whole) = text.parse() {
        return Ok(Value::Int(whole));
    }
    let real = text.parse::<f64>().ok().filter(|real| real.is_finite());
    real.map(Value::Real).ok_or_else(|| format!("`{text}` is not a number"))
}

const COUNT: &str = "a whole number, 0 or more, or unknown";

fn count(text: &str) -> Result<Value, String> {
    if text.eq_ignore_ascii_case(UNKNOWN) {
        return Ok(Value::Text(Clean::new(UNKNOWN)));
    }
    let count = text.parse().ok().filter(|count| *count >= 0);
    count.map(Value::Int).ok_or_else(|| format!("`{text}` is no count: {COUNT}"))
}

const TIME: &str = "HH:MM in UTC, or 2026-11-22T02:14:07Z";
const URL: &str = "a website such as https://duck.example";
const MAIL: &str = "a mail address such as ana@duck.example";

fn address(text: &str, fits: bool, wanted: &str) -> Result<Value, String> {
    if fits { Ok(Value::Text(Clean::new(text))) } else { Err(format!("`{text}` is not {wanted}")) }
}

/// RFC 3339, or `HH:MM` and `HH:MM:SS` in UTC: the last time it was so late, where that is not long ago. Never in the
/// future.
pub fn moment(text: &str, now: Option<Utc>) -> Result<Utc, String> {
    let full = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
    let moment = match (full, now) {
        (Ok(at), _) => at,
        (Err(_), Some(now)) => time_of_day(text, now)
            .ok_or_else(|| format!("`{text}` is not a time: {TIME}"))
            .and_then(|at| not_long_ago(text, at, now))?,
        (Err(_), None) => return Err(format!("`{text}` is not a full time such as 2026-11-22T02:14:07Z")),
    };
    match now {
        Some(now) if moment > now => Err(format!("`{text}` has not come yet")),
        _ => Ok(moment),
    }
}

/// A time of day that is still to come was hardly meant of yesterday: it is rather that of another zone.
fn not_long_ago(text: &str, at: Utc, now: Utc) -> Result<Utc, String> {
    if at.date_naive() == now.date_naive() || now - at <= LONGEST_AGO {
        return Ok(at);
    }
    let clock = now.format("%H:%MZ");
    Err(format!("`{text}` in UTC is still to come, it is {clock}; of yesterday it would be {}", stamp(at)))
}

/// The night before, at most.
const LONGEST_AGO: TimeDelta = TimeDelta::hours(12);

fn time_of_day(text: &str, now: Utc) -> Option<Utc> {
    let text = text.trim_end_matches(['Z', 'z']);
    let time =
        NaiveTime::parse_from_str(text, "%H:%M").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S")).ok()?;
    let today = now.date_naive().and_time(time).and_utc();
    Some(if today > now { today - TimeDelta::days(1) } else { today })
}

fn one_of<'a>(text: &str, mut words: impl Iterator<Item = &'a Clean> + Clone) -> Result<Clean, String> {
    let all = words.clone();
    words.find(|word| word.as_str() == text).cloned().ok_or_else(|| format!("`{text}` is not one of {}", joined(all)))
}

fn row(text: &str, table: &Table, not: Option<&Excluded>) -> Result<Clean, String> {
    let name = one_of(text, names(table).into_iter())?;
    not.filter(|not| not.row == name).map_or(Ok(name), |not| Err(refused(not)))
}

/// `43 cannot be chosen: it is the version that is live`.
pub fn refused(not: &Excluded) -> String {
    format!("{} cannot be chosen: {}", not.row, not.why)
}

fn joined<'a>(words: impl Iterator<Item = &'a Clean>) -> String {
    words.map(Clean::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use duckops_core::time::stamp;

    pub fn versions() -> AskFor {
        let mut table = Table::new(["version", "published"]);
        for (version, published) in [("43", "2026-11-20"), ("42", "2026-11-02"), ("41", "2026-10-30")] {
            table.row([version.into(), published.into()]);
        }
        let why = "it is the version that is live".into();
        AskFor::Row { table, not: Some(Excluded { row: "43".into(), why }) }
    }

    pub fn at(text: &str) -> Utc {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn answers_read_as_what_was_asked_for() {
        let text = |text: &str| Value::Text(Clean::new(text));
        let choice = || AskFor::Choice(vec!["call".into(), "chat".into()]);
        for (kind, written, value) in [
            (AskFor::Text, " words ", Some(text("words"))),
            (AskFor::YesNo, "Yes", Some(Value::Bool(true))),
            (AskFor::YesNo, "false", Some(Value::Bool(false))),
            (AskFor::YesNo, "maybe", None),
            (AskFor::Number, "42", Some(Value::Int(42))),
            (AskFor::Number, "-1.5", Some(Value::Real(-1.5))),
            (AskFor::Number, "inf", None),
            (AskFor::Count, "40", Some(Value::Int(40))),
            (AskFor::Count, "0", Some(Value::Int(0))),
            (AskFor::Count, "-5", None),
            (AskFor::Count, "1.5", None),
            (AskFor::Count, "some", None),
            (AskFor::Count, "Unknown", Some(text("unknown"))),
            (AskFor::Url, "https://duck.example", Some(text("https://duck.example"))),
            (AskFor::Url, "http://x", None),
            (AskFor::Url, "c", None),
            (AskFor::Mail, "ana@duck.example", Some(text("ana@duck.example"))),
            (AskFor::Mail, "x", None),
            (AskFor::Number, "", None),
            (choice(), "chat", Some(text("chat"))),
            (choice(), "Chat", None),
            (versions(), "42", Some(text("42"))),
            (versions(), "43", None),
            (versions(), "4", None),
        ] {
            assert_eq!(read(&kind, written, None).ok(), value, "{written:?} for {kind:?}");
        }
    }

    #[test]
    fn a_time_of_day_is_the_last_one() {
        let now = at("2026-11-22T00:05:30Z");
        for (written, read) in [
            ("00:05", Some("2026-11-22T00:05:00Z")),
            ("00:05:30Z", Some("2026-11-22T00:05:30Z")),
            ("23:59", Some("2026-11-21T23:59:00Z")),
            ("2026-11-22T00:01:00+01:00", Some("2026-11-21T23:01:00Z")),
            ("2026-11-22T01:00:00Z", None),
            ("5 past", None),
            ("25:00", None),
        ] {
            assert_eq!(moment(written, Some(now)).ok().map(stamp).as_deref(), read, "{written}");
        }
        assert!(moment("00:05", None).is_err(), "without the day it is no time");
        assert_eq!(moment("2026-11-22T01:00:00Z", None).map(stamp).as_deref(), Ok("2026-11-22T01:00:00Z"));
    }

    #[test]
    fn what_is_wanted_leaves_out_what_is_refused() {
        assert_eq!(wants(&versions()), "one of 42, 41");
    }
}
