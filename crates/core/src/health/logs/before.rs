//! `logs.before`: were the errors of now there already?

use super::contains;
use super::kind::{example, kind};
use crate::health::counted;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::observations::LogsBefore;
use crate::world::{Known, Table, Why, WhyKind};
use chrono::{DurationRound, NaiveTime, TimeDelta};
use std::collections::HashSet;

/// The longest that a change of the alias is waited for until it shows everywhere.
const SETTLES: TimeDelta = TimeDelta::minutes(1);

/// Adds up the events of `logs.before`.
pub struct Before {
    any: Vec<Clean>,
    kinds: HashSet<String>,
    /// That errors were seen, and every one is older than the moment.
    all_older: bool,
    count: i64,
    same: i64,
    first: Option<Utc>,
}

impl Before {
    /// `like`: the groups of a [`Search`](super::Search) up to `until`. Those of them that came no more after the
    /// moment `at` are no errors of now.
    pub fn new(any: Vec<Clean>, like: &Table, at: Utc, until: Option<Utc>) -> Known<Self> {
        let (text, last) = (column(like, "text")?, column(like, "last")?);
        let came_since = |row: &&Vec<Clean>| {
            let times = until.zip(row.get(last)).and_then(|(until, last)| Some((until, latest(last.as_str(), until)?)));
            times.is_none_or(|(until, last)| last >= truncated(settled(at, until)))
        };
        let since: Vec<_> = like.rows.iter().filter(came_since).collect();
        let all_older = since.is_empty() && !like.rows.is_empty();
        let kinds = since.into_iter().filter_map(|row| row.get(text)).map(kind).collect();
        Ok(Self { any, kinds, all_older, count: 0, same: 0, first: None })
    }

    pub fn add(&mut self, at: Utc, message: &str) {
        if !contains(message, &self.any) {
            return;
        }
        self.count += 1;
        if self.kinds.contains(&kind(&example(message))) {
            self.same += 1;
            self.first = Some(self.first.map_or(at, |first| first.min(at)));
        }
    }

    pub fn facts(&self) -> LogsBefore {
        let first = self.first.ok_or_else(|| Why::absent("none of the same kind was found there"));
        LogsBefore { count: Ok(self.count), same: Ok(self.same), first }
    }

    pub fn summary(&self) -> String {
        match self.same {
            0 if self.all_older => "every error that was seen came before it had settled: none came since".into(),
            0 if self.kinds.is_empty() => "there is no error of now to look for".into(),
            0 => "the errors of now were not there before it: it may have brought them".into(),
            same => {
                let events = counted(same, "event", "events");
                format!("the errors of now were there before it: {events}; going back is unlikely to help")
            }
        }
    }
}

fn column(like: &Table, name: &str) -> Known<usize> {
    let place = like.columns.iter().position(|column| column.as_str() == name);
    let words = || format!("`like` is not a table of log groups: no column `{name}`");
    place.ok_or_else(|| Why::new(WhyKind::BadReply, words()))
}

/// The latest moment up to `until` at which a clock showed this: the groups tell the time of day alone.
fn latest(clock: &str, until: Utc) -> Option<Utc> {
    let time = NaiveTime::parse_from_str(clock, "%H:%M:%SZ").ok()?;
    let today = until.date_naive().and_time(time).and_utc();
    Some(if today > until { today - TimeDelta::days(1) } else { today })
}

/// A change takes a moment: what was on its way when it was made still ends as it would have before.
fn settled(at: Utc, until: Utc) -> Utc {
    at + ((until - at) / 2).clamp(TimeDelta::zero(), SETTLES)
}

/// The groups tell whole seconds.
fn truncated(at: Utc) -> Utc {
    at.duration_trunc(TimeDelta::seconds(1)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::logs::Search;
    use chrono::DateTime;

    fn texts(any: &[&str]) -> Vec<Clean> {
        any.iter().map(Clean::new).collect()
    }

    fn at(second: i64) -> Utc {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    #[test]
    fn what_was_there_before_is_told_from_what_is_new() {
        let mut now = Search::new(texts(&["ERROR"]), 20, at(0));
        now.add(at(100), "ERROR table 1 not found");
        let like = now.facts(at(100)).groups.unwrap();
        let mut before = Before::new(texts(&["ERROR"]), &like, at(50), None).unwrap();
        for (second, message) in
            [(9, "ERROR table 77 not found"), (5, "ERROR table 4 not found"), (1, "ERROR disk full")]
        {
            before.add(at(second), message);
        }
        assert_eq!(before.facts(), LogsBefore { count: Ok(3), same: Ok(2), first: Ok(at(5)) });
        let none = Before::new(texts(&["ERROR"]), &like, at(50), None).unwrap().facts();
        assert_eq!((none.count, none.same, none.first.unwrap_err().kind), (Ok(0), Ok(0), WhyKind::Absent));
        assert!(Before::new(vec![], &Table::new(["a"]), at(50), None).is_err());
    }

    /// After a rollback that helped, the errors of before it are still in the window of the search.
    #[test]
    fn what_came_no_more_after_the_moment_is_no_error_of_now() {
        let mut seen = Search::new(texts(&["ERROR"]), 20, at(0));
        for (second, message) in [(100, "ERROR table 1 not found"), (300, "ERROR disk full")] {
            seen.add(at(second), message);
        }
        let like = seen.facts(at(400)).groups.unwrap();
        let moved = |second| {
            let mut before = Before::new(texts(&["ERROR"]), &like, at(second), Some(at(400))).unwrap();
            for message in ["ERROR table 77 not found", "ERROR disk full"] {
                before.add(at(90), message);
            }
            (before.same, before.summary())
        };
        assert_eq!(moved(30).0, 2);
        assert_eq!(moved(100).0, 1, "it came at that very second");
        assert_eq!(moved(200).0, 1, "the other kind goes on");
        assert_eq!(moved(300).0, 0, "it came at that very second");
        assert_eq!(moved(380), (0, "every error that was seen came before it had settled: none came since".into()));
        let day = DateTime::UNIX_EPOCH + TimeDelta::days(3);
        assert_eq!(latest("23:59:58Z", day + TimeDelta::minutes(5)), Some(day - TimeDelta::seconds(2)));
    }
}
