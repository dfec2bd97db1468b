//! Times as people write them.

use crate::text::Clean;
use crate::time::{Utc, stamp};
use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone};

#[cfg(test)]
mod tests;

/// When something was, as exactly as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    At(Utc),
    /// Only the day, or a time of a zone that is not known here.
    Day(NaiveDate),
    Unsaid,
}

impl When {
    /// The moment, when it is known as one.
    pub fn exact(self) -> Option<Utc> {
        match self {
            When::At(at) => Some(at),
            When::Day(_) | When::Unsaid => None,
        }
    }

    pub fn day(self) -> Option<NaiveDate> {
        match self {
            When::At(at) => Some(at.date_naive()),
            When::Day(day) => Some(day),
            When::Unsaid => None,
        }
    }

    pub fn text(self) -> Clean {
        match self {
            When::At(at) => Clean::new(stamp(at)),
            When::Day(day) => Clean::new(day.to_string()),
            When::Unsaid => Clean::new("-"),
        }
    }
}

/// Zones by name have no offset that can be trusted: CST has three. A time in one is known to the day.
const ZONES: [&str; 20] = [
    "CET", "CEST", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "BST", "IST", "JST", "MSK", "AEST", "AEDT",
    "WET", "WEST", "EET", "EEST",
];
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A date, perhaps with a time, at the beginning of a text; and what follows it.
pub(super) fn leading(text: &str) -> Option<(When, &str)> {
    let (day, rest) = iso_date(text).or_else(|| day_month_year(text)).or_else(|| month_day_year(text))?;
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let Some((time, after)) = time(rest) else { return Some((When::Day(day), rest)) };
    let (offset, after) = zone(after);
    let at = offset.and_then(|offset| offset.from_local_datetime(&day.and_time(time)).single());
    Some((at.map_or(When::Day(day), |at| When::At(at.to_utc())), after))
}

/// The first date anywhere in a text.
pub(super) fn anywhere(text: &str) -> Option<When> {
    let begins = |at: usize| text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
    let words = text.char_indices().filter(|(at, c)| c.is_alphanumeric() && begins(*at));
    words.map(|(at, _)| at).find_map(|at| leading(&text[at..])).map(|(when, _)| when)
}

/// `2026-11-20`, `2026/11/20`, `2026.11.20`.
fn iso_date(text: &str) -> Option<(NaiveDate, &str)> {
    let (year, rest) = number(text, 4..=4)?;
    let mark = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (month, rest) = number(rest.strip_prefix(mark)?, 1..=2)?;
    let (day, rest) = number(rest.strip_prefix(mark)?, 1..=2)?;
    Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, rest))
}

/// `20 Nov 2026`, `20. November 2026`, `20th November 2026`.
fn day_month_year(text: &str) -> Option<(NaiveDate, &str)> {
    let (day, rest) = number(text, 1..=2)?;
    let (month, rest) = month(ordinal(rest).trim_start())?;
    let (year, rest) = number(rest.trim_start_matches([' ', ',']), 4..=4)?;
    Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, rest))
}

/// `Nov 20, 2026`.
fn month_day_year(text: &str) -> Option<(NaiveDate, &str)> {
    let (month, rest) = month(text)?;
    let (day, rest) = number(rest.trim_start(), 1..=2)?;
    let (year, rest) = number(ordinal(rest).trim_start_matches([' ', ',']), 4..=4)?;
    Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, rest))
}

fn ordinal(rest: &str) -> &str {
    let strip = |suffix| rest.strip_prefix(suffix);
    ["st", "nd", "rd", "th", "."].into_iter().find_map(strip).unwrap_or(rest)
}

fn month(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let word = text[..end].to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| word.starts_with(month))?;
    Some((u32::try_from(month).ok()? + 1, text[end..].trim_start_matches('.')))
}

/// `T10:00:00.5`, ` 10:00`, `, 10:00`, ` at 10:00`.
fn time(rest: &str) -> Option<(NaiveTime, &str)> {
    let rest = rest.strip_prefix(['T', 't', ',', '_']).unwrap_or(rest).trim_start();
    let rest = rest.strip_prefix("at ").unwrap_or(rest);
    let (hour, rest) = number(rest, 1..=2)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 2..=2)?;
    let seconds = rest.strip_prefix(':').and_then(|rest| number(rest, 2..=2));
    let (second, rest) = seconds.unwrap_or((0, rest));
    let rest = rest.strip_prefix('.').map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    Some((NaiveTime::from_hms_opt(hour, minute, second)?, rest))
}

/// The offset that a time is written with, UTC when with none; nothing when it is not known.
fn zone(after: &str) -> (Option<FixedOffset>, &str) {
    let utc = FixedOffset::east_opt(0);
    let rest = after.trim_start_matches([' ', '(']);
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (word, tail) = rest.split_at(end);
    let tail = tail.strip_prefix(')').unwrap_or(tail);
    match word.to_ascii_uppercase().as_str() {
        "Z" | "UTC" | "GMT" => match offset(tail) {
            Some((east, rest)) => (FixedOffset::east_opt(east), rest),
            None => (utc, tail),
        },
        // With twelve hours to the clock and no certainty whether noon is meant.
        "AM" | "PM" => (None, tail),
        name if ZONES.contains(&name) => (None, tail),
        "" => offset(rest).map_or((utc, after), |(east, rest)| (FixedOffset::east_opt(east), rest)),
        _ => (utc, after),
    }
}

/// `+01:00`, `-0500`, `+1`, in seconds east of UTC.
fn offset(text: &str) -> Option<(i32, &str)> {
    let sign = match text.chars().next()? {
        '+' => 1,
        // A dash with space around it is a dash.
        '-' => -1,
        _ => return None,
    };
    let (hours, rest) = number(&text[1..], 1..=2)?;
    let minutes = number(rest.strip_prefix(':').unwrap_or(rest), 2..=2);
    let (minutes, rest) = minutes.unwrap_or((0, rest));
    Some((sign * i32::try_from(hours * 3600 + minutes * 60).ok()?, rest))
}

/// A number of so many digits.
fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    // Digits may run together in an offset: `0100` is two and two.
    let end = end.min(*digits.end());
    if !digits.contains(&end) {
        return None;
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}
