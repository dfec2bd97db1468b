//! Time as duckops uses it: UTC everywhere, whole seconds on screen.

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, TimeDelta};
use std::time::Duration;

/// A moment in UTC (rule: UTC on disk, UTC on screen).
pub type Utc = DateTime<chrono::Utc>;

/// `2026-11-22T02:14:07Z`: the form used on disk, in JSON and in ledgers (RFC 3339).
pub fn stamp(at: Utc) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The time between two moments; none where a clock was set back in between.
pub fn passed(from: Utc, to: Utc) -> Duration {
    (to - from).to_std().unwrap_or(Duration::ZERO)
}

/// A moment as people write it: RFC 3339, a day in UTC, or how long ago: `24h`.
pub fn moment(text: &str, now: Utc) -> Option<Utc> {
    let text = text.trim();
    let full = || DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
    let day = || text.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let ago = || now.checked_sub_signed(TimeDelta::from_std(crate::world::parse_duration(text)?).ok()?);
    full().or_else(day).or_else(ago)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_people_write_it() {
        let now = "2026-11-22T02:14:07Z".parse().unwrap();
        for (written, read) in [
            ("2026-11-22T01:00:00Z", Some("2026-11-22T01:00:00Z")),
            ("2026-11-22T02:00:00+01:00", Some("2026-11-22T01:00:00Z")),
            ("2026-11-20", Some("2026-11-20T00:00:00Z")),
            (" 24h ", Some("2026-11-21T02:14:07Z")),
            ("7d", Some("2026-11-15T02:14:07Z")),
            ("yesterday", None),
            ("", None),
            ("999999999999d", None),
        ] {
            assert_eq!(moment(written, now).map(stamp).as_deref(), read, "{written}");
        }
    }
}
