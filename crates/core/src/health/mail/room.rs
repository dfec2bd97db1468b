//! When room in the quota comes back, from the hours in which mails were sent.

use super::whole;
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::observations::SesRoom;
use crate::world::{Known, Table, Why, WhyKind};
use chrono::{DateTime, DurationRound, FixedOffset, TimeDelta};

/// The hours and the account agree when they are this near to each other: so many mails, or one in so many.
const NEAR: i64 = 5;
const ONE_IN: i64 = 10;
const HOUR: TimeDelta = TimeDelta::hours(1);
const DAY: TimeDelta = TimeDelta::hours(24);

/// What the account says.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub quota: i64,
    pub sent: i64,
    pub now: Utc,
}

/// Some mails stop to count.
struct Freed {
    at: Utc,
    mails: i64,
    /// Room from then on.
    room: i64,
}

/// The forecast. `hours`: the begin of each hour and what was sent in it, in any order. `local`: a moment in the
/// person's own zone.
pub fn room(asked: Asked, mut hours: Vec<(Utc, f64)>, local: impl Fn(Utc) -> DateTime<FixedOffset>) -> SesRoom {
    hours.sort_by_key(|(hour, _)| *hour);
    let published = published(&hours);
    let agrees = agrees(asked.sent, &published);
    let freed = match &agrees {
        Ok(true) => Ok(freed(asked, &hours)),
        _ => Err(disagreement(asked.sent, &published)),
    };
    let free = (asked.quota - asked.sent).max(0);
    let first_at = if free > 0 { Err(Why::absent("there is room now")) } else { from(&freed, 1) };
    let is_half_free = 2 * free >= asked.quota;
    let half_at =
        if is_half_free { Err(Why::absent("half of it is free now")) } else { from(&freed, (asked.quota + 1) / 2) };
    let local = in_zone(&first_at, &half_at, local);
    let [first_about, half_about] = [&first_at, &half_at].map(|at| at.clone().map(about));
    let table = freed.map(|freed| table(&freed));
    SesRoom { now: Ok(free), first_at, half_at, first_about, half_about, local, published, agrees, table }
}

/// `22:00 UTC on Sunday 29 November`: for people who wait. An estimate by the hour is a whole hour, and rather too late.
fn about(at: Utc) -> Clean {
    let hour = at.duration_trunc(HOUR).unwrap_or(at);
    let hour = if hour < at { hour + HOUR } else { hour };
    Clean::new(hour.format("%H:%M UTC on %A %-d %B").to_string())
}

fn published(hours: &[(Utc, f64)]) -> Known<f64> {
    match hours {
        [] => Err(Why::absent("no datapoint of Send: an empty series is not zero")),
        hours => Ok(hours.iter().map(|(_, sum)| sum).sum()),
    }
}

/// An account that has sent nothing needs no hours to agree with.
fn agrees(sent: i64, published: &Known<f64>) -> Known<bool> {
    match published {
        Err(_) if sent == 0 => Ok(true),
        published => Ok((whole(published.clone()?) - sent).abs() <= NEAR.max(sent / ONE_IN)),
    }
}

fn disagreement(sent: i64, published: &Known<f64>) -> Why {
    let text = match published {
        Ok(published) => format!("CloudWatch's hours add up to {published}, the account says {sent}"),
        Err(_) => format!("CloudWatch has no hour in which mail was sent, the account says {sent}"),
    };
    Why::new(WhyKind::BadReply, format!("{text}: when room comes back cannot be told"))
        .hint("look again in some minutes: metrics arrive late; a whole day after the last mail all of it is free")
}

/// What was sent in an hour stops to count a day after its end, at the earliest a day after it was sent. Where the
/// two sums differ a little, the later moment is taken: what the hours have too much is the oldest and gone
/// already, what they lack was sent just now.
fn freed(asked: Asked, hours: &[(Utc, f64)]) -> Vec<Freed> {
    let total: i64 = hours.iter().map(|(_, sum)| whole(*sum)).sum();
    let (mut gone, mut counted) = ((total - asked.sent).max(0), asked.sent);
    let mut found = Vec::new();
    for (hour, sum) in hours {
        let old = whole(*sum).min(gone);
        gone -= old;
        let mails = (whole(*sum) - old).min(counted);
        counted -= mails;
        found.push(Freed { at: (*hour + HOUR).min(asked.now) + DAY, mails, room: (asked.quota - counted).max(0) });
    }
    found.push(Freed { at: asked.now + DAY, mails: counted, room: asked.quota.max(0) });
    found.retain(|freed| freed.mails > 0);
    found
}

/// From when on there is so much room.
fn from(freed: &Known<Vec<Freed>>, room: i64) -> Known<Utc> {
    let freed = freed.as_ref().map_err(Clone::clone)?;
    let first = freed.iter().find(|freed| freed.room >= room).map(|freed| freed.at);
    first.ok_or_else(|| Why::absent("this quota never has so much room"))
}

/// Whoever has room at once still asks when half of it is free, but not the other way round.
fn in_zone(first: &Known<Utc>, half: &Known<Utc>, local: impl Fn(Utc) -> DateTime<FixedOffset>) -> Known<Clean> {
    let one = |what: &str, at: &Known<Utc>| {
        let at = local(*at.as_ref().ok()?);
        Some(format!("{what} {}", at.format("%a %-d %b %H:%M %:z")))
    };
    let both: Vec<_> = [one("first room", first), one("half of the quota", half)].into_iter().flatten().collect();
    match half {
        Err(why) if both.is_empty() => Err(why.clone()),
        _ => Ok(Clean::new(both.join(", "))),
    }
}

fn table(freed: &[Freed]) -> Table {
    let mut table = Table::new(["when", "mails that stop to count", "room then"]);
    for freed in freed {
        table.row([stamp(freed.at), freed.mails.to_string(), freed.room.to_string()].map(Clean::new));
    }
    table
}

/// `no room now; the first at 2026-11-22T03:14:00Z, half at 2026-11-22T09:14:00Z`.
pub fn summary(facts: &SesRoom) -> String {
    let now = match &facts.now {
        Ok(0) => "no room now".to_owned(),
        Ok(room) => format!("room for {room} now"),
        Err(why) => why.text.to_string(),
    };
    let later = match (&facts.first_at, &facts.half_at) {
        (Ok(first), Ok(half)) => format!("the first at {}, half at {}", stamp(*first), stamp(*half)),
        (Err(_), Ok(half)) => format!("half at {}", stamp(*half)),
        (_, Err(why)) if why.kind == WhyKind::Absent => why.text.to_string(),
        (_, Err(_)) => "when more comes back is not known".to_owned(),
    };
    format!("{now}; {later}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(n: i64) -> Utc {
        DateTime::UNIX_EPOCH + TimeDelta::hours(n)
    }

    /// Now is 24:00 of the first day.
    fn asked(quota: i64, sent: i64) -> Asked {
        Asked { quota, sent, now: hour(24) }
    }

    fn forecast(asked: Asked, hours: &[(i64, f64)]) -> SesRoom {
        room(asked, hours.iter().map(|(n, sum)| (hour(*n), *sum)).collect(), |at| at.fixed_offset())
    }

    fn rows(facts: &SesRoom) -> Vec<String> {
        let table = facts.table.clone().unwrap();
        table.rows.iter().map(|row| row.iter().map(Clean::as_str).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn the_mails_of_an_hour_stop_to_count_a_day_after_its_end() {
        // Not sorted, as CloudWatch gives them.
        let facts = forecast(asked(200, 200), &[(9, 120.0), (2, 30.0), (5, 50.0)]);
        assert_eq!((facts.first_at.clone(), facts.half_at.clone()), (Ok(hour(27)), Ok(hour(34))));
        assert_eq!((facts.now.clone(), facts.agrees.clone()), (Ok(0), Ok(true)));
        assert_eq!(
            rows(&facts),
            ["1970-01-02T03:00:00Z|30|30", "1970-01-02T06:00:00Z|50|80", "1970-01-02T10:00:00Z|120|200"]
        );
        assert_eq!(summary(&facts), "no room now; the first at 1970-01-02T03:00:00Z, half at 1970-01-02T10:00:00Z");
        assert_eq!(
            facts.local.unwrap().as_str(),
            "first room Fri 2 Jan 03:00 +00:00, half of the quota Fri 2 Jan 10:00 +00:00"
        );
    }

    /// The naive mistake: the quota taken for a calendar day's, or for one that is free whole, at once, after 24 hours.
    #[test]
    fn nothing_comes_back_at_midnight_and_the_first_mail_not_after_a_whole_day() {
        let facts = forecast(asked(200, 200), &[(0, 1.0), (23, 199.0)]);
        assert_eq!((facts.first_at.clone(), facts.half_at.clone()), (Ok(hour(25)), Ok(hour(48))));
        assert_ne!(facts.first_at, Ok(hour(24)));
    }

    #[test]
    fn what_is_free_already_has_no_forecast() {
        let amber = forecast(asked(200, 160), &[(1, 20.0), (20, 140.0)]);
        assert_eq!(amber.first_at.clone().unwrap_err().kind, WhyKind::Absent);
        assert_eq!((amber.now.clone(), amber.half_at.clone()), (Ok(40), Ok(hour(45))));
        assert_eq!(summary(&amber), "room for 40 now; half at 1970-01-02T21:00:00Z");
        assert_eq!(amber.local.unwrap().as_str(), "half of the quota Fri 2 Jan 21:00 +00:00");
        let green = forecast(asked(200, 57), &[(1, 57.0)]);
        assert!(green.first_at.is_err() && green.half_at.is_err() && green.local.is_err());
        let quiet = forecast(asked(200, 0), &[]);
        assert_eq!((quiet.now.clone(), quiet.agrees.clone(), rows(&quiet).len()), (Ok(200), Ok(true), 0));
    }

    #[test]
    fn hours_that_disagree_with_the_account_forecast_nothing() {
        for (sent, hours, agree) in [
            (200, &[(3, 180.0)][..], true),
            (200, &[(3, 220.0)], true),
            (200, &[(3, 179.0)], false),
            (200, &[(3, 221.0)], false),
            (20, &[(3, 15.0)], true),
            (20, &[(3, 14.0)], false),
        ] {
            let facts = forecast(asked(sent, sent), hours);
            assert_eq!(facts.agrees, Ok(agree), "{sent} {hours:?}");
            assert_eq!(facts.first_at.is_ok() && facts.half_at.is_ok() && facts.local.is_ok(), agree);
            assert_eq!(facts.table.is_ok(), agree);
        }
        let unknown = forecast(asked(200, 200), &[(3, 71.0)]);
        assert_eq!(summary(&unknown), "no room now; when more comes back is not known");
        let why = unknown.half_at.unwrap_err();
        assert_eq!(
            (why.kind, why.text.as_str()),
            (
                WhyKind::BadReply,
                "CloudWatch's hours add up to 71, the account says 200: when room comes back cannot be told"
            )
        );
    }

    /// The naive mistake: an empty series read as nothing sent.
    #[test]
    fn an_empty_series_is_not_zero() {
        let facts = forecast(asked(200, 200), &[]);
        assert!(facts.published.is_err() && facts.agrees.is_err());
        let why = facts.first_at.unwrap_err();
        assert_eq!(why.kind, WhyKind::BadReply);
        assert!(why.text.as_str().starts_with("CloudWatch has no hour in which mail was sent, the account says 200"));
    }

    #[test]
    fn where_the_sums_differ_a_little_the_later_moment_is_taken() {
        let more = forecast(asked(200, 200), &[(0, 10.0), (5, 200.0)]);
        assert_eq!(rows(&more), ["1970-01-02T06:00:00Z|200|200"], "10 of them are gone already");
        let less = forecast(asked(200, 200), &[(0, 90.0), (5, 100.0)]);
        assert_eq!(
            rows(&less),
            ["1970-01-02T01:00:00Z|90|90", "1970-01-02T06:00:00Z|100|190", "1970-01-03T00:00:00Z|10|200"]
        );
        let over = forecast(asked(200, 203), &[(0, 2.0), (5, 201.0)]);
        assert_eq!(over.first_at, Ok(hour(30)), "203 of 200: the first two make no room");
    }

    /// An hour that is not over yet ends now.
    #[test]
    fn no_mail_counts_longer_than_a_day_from_now() {
        let facts = forecast(Asked { now: hour(24) - TimeDelta::minutes(20), ..asked(200, 200) }, &[(23, 200.0)]);
        assert_eq!(facts.first_at, Ok(hour(48) - TimeDelta::minutes(20)));
        assert_eq!(facts.first_about.unwrap().as_str(), "00:00 UTC on Saturday 3 January", "rather too late");
    }
}
