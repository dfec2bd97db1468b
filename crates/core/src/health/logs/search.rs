//! `logs.search`: counted, grouped, the newest first.

use super::contains;
use super::kind::{example, kind};
use crate::health::{clock_text, counted};
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::observations::LogsSearch;
use crate::world::{Known, Table, Why, WhyKind};
use chrono::TimeDelta;
use std::collections::HashMap;

/// More kinds than this are not kept apart.
const KINDS: usize = 2000;

/// What is found so soon after the beginning of the search may be older than it.
const AT_EDGE: TimeDelta = TimeDelta::minutes(1);

struct Group {
    times: u64,
    first: Utc,
    last: Utc,
    text: Clean,
}

/// Adds up the events of `logs.search`, page by page, in any order.
pub struct Search {
    any: Vec<Clean>,
    newest: usize,
    from: Utc,
    count: i64,
    groups: HashMap<String, Group>,
    too_many_kinds: bool,
    span: Option<(Utc, Utc)>,
    last_text: Clean,
}

impl Search {
    /// `from` is where the search begins.
    pub fn new(any: Vec<Clean>, newest: usize, from: Utc) -> Self {
        let last_text = Clean::default();
        Self { any, newest, from, count: 0, groups: HashMap::new(), too_many_kinds: false, span: None, last_text }
    }

    pub fn add(&mut self, at: Utc, message: &str) {
        if !contains(message, &self.any) {
            return;
        }
        let text = example(message);
        self.count += 1;
        let (first, last) = self.span.unwrap_or((at, at));
        if at >= last {
            self.last_text = text.clone();
        }
        self.span = Some((first.min(at), last.max(at)));
        self.group(at, text);
    }

    fn group(&mut self, at: Utc, text: Clean) {
        let kind = kind(&text);
        if self.groups.len() >= KINDS && !self.groups.contains_key(&kind) {
            self.too_many_kinds = true;
            return;
        }
        let group =
            self.groups.entry(kind).or_insert_with(|| Group { times: 0, first: at, last: at, text: text.clone() });
        group.times += 1;
        group.first = group.first.min(at);
        if at >= group.last {
            (group.last, group.text) = (at, text);
        }
    }

    /// The facts, when every page was read; `until` is where the search ended.
    pub fn facts(self, until: Utc) -> LogsSearch {
        let none = Why::absent(format!("none found up to {} (events arrive late)", clock_text(until)));
        let (first, last) =
            self.span.map_or((Err(none.clone()), Err(none.clone())), |(first, last)| (Ok(first), Ok(last)));
        let began = first.clone().map(|first| Clean::new(began(first, self.from, self.is_at_edge())));
        let newest = if self.count > 0 { Ok(first_line(&self.last_text)) } else { Err(none) };
        LogsSearch { count: Ok(self.count), first, began, last, newest, groups: self.table(), until: Ok(until) }
    }

    /// `28 events of 2 kinds, first 02:05:03Z (searched from 01:59:07Z), newest 02:14:01Z`.
    pub fn summary(&self, until: Utc) -> String {
        let Some((first, last)) = self.span else {
            return format!("none found up to {} (events arrive late)", clock_text(until));
        };
        let (count, kinds) = (counted(self.count, "event", "events"), self.groups.len());
        let kinds = counted(i64::try_from(kinds).unwrap_or(i64::MAX), "kind", "kinds");
        let (first_text, last, from) = (clock_text(first), clock_text(last), clock_text(self.from));
        match self.is_at_edge() {
            true => {
                format!("{count} of {kinds}, newest {last}; they may have begun before {from}, where the search begins")
            }
            false => format!("{count} of {kinds}, first {first_text} (searched from {from}), newest {last}"),
        }
    }

    /// The quiet before the first one says nothing when it is no longer than that between them: they may be older.
    fn is_at_edge(&self) -> bool {
        let Some((first, last)) = self.span else { return false };
        let gaps = i32::try_from(self.count - 1).unwrap_or(i32::MAX).max(1);
        first - self.from <= ((last - first) / gaps).max(AT_EDGE)
    }

    fn table(self) -> Known<Table> {
        if self.too_many_kinds {
            return Err(Why::new(WhyKind::BadReply, format!("more than {KINDS} different texts: not grouped")));
        }
        let mut groups: Vec<_> = self.groups.into_values().collect();
        groups.sort_by(|a, b| (b.last, b.times, &a.text).cmp(&(a.last, a.times, &b.text)));
        let all = groups.len();
        let mut table = Table::new(["times", "first", "last", "text"]);
        for group in groups.into_iter().take(self.newest) {
            let (first, last) = (clock_text(group.first), clock_text(group.last));
            table.row([Clean::new(group.times.to_string()), Clean::new(first), Clean::new(last), group.text]);
        }
        Ok(table.first_of(all, "newest first"))
    }
}

fn began(first: Utc, from: Utc, at_edge: bool) -> String {
    match at_edge {
        true => format!("{} or earlier: the search begins {}", stamp(first), clock_text(from)),
        false => format!("{} (searched from {})", stamp(first), clock_text(from)),
    }
}

/// What a text to paste needs of a message.
fn first_line(text: &Clean) -> Clean {
    text.as_str().split_once("\\n").map_or_else(|| text.clone(), |(first, _)| Clean::new(first.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn texts(any: &[&str]) -> Vec<Clean> {
        any.iter().map(Clean::new).collect()
    }

    fn at(second: i64) -> Utc {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn cells(table: &Table) -> Vec<String> {
        table.rows.iter().map(|row| row.iter().map(Clean::as_str).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn events_are_counted_grouped_and_the_newest_shown_first() {
        let mut search = Search::new(texts(&["ERROR", "Task timed out"]), 2, at(-90));
        for (second, message) in [
            (50, "ERROR table 1 not found\n"),
            (10, "ERROR disk 7 full"),
            (30, "ERROR table 2 not found"),
            (70, "error of another case"),
            (40, "Task timed out after 3 seconds"),
            (20, "ERROR table 3 not found"),
        ] {
            search.add(at(second), message);
        }
        assert_eq!(
            search.summary(at(60)),
            "5 events of 3 kinds, first 00:00:10Z (searched from 23:58:30Z), newest 00:00:50Z"
        );
        let facts = search.facts(at(60));
        assert_eq!((facts.count, facts.first, facts.last), (Ok(5), Ok(at(10)), Ok(at(50))));
        assert_eq!(facts.newest.unwrap().as_str(), "ERROR table 1 not found");
        assert_eq!(
            cells(&facts.groups.unwrap()),
            ["3|00:00:20Z|00:00:50Z|ERROR table 1 not found", "1|00:00:40Z|00:00:40Z|Task timed out after 3 seconds",]
        );
    }

    /// The search begins at 00:16:40Z.
    fn found(seconds: &[i64]) -> (String, String) {
        let mut search = Search::new(texts(&["ERROR"]), 20, at(1000));
        seconds.iter().for_each(|second| search.add(at(1000 + second), "ERROR disk full"));
        (search.summary(at(2000)), search.facts(at(2000)).began.unwrap().to_string())
    }

    #[test]
    fn the_edge_of_the_search_is_not_taken_for_the_beginning_of_the_errors() {
        for (seconds, at_edge) in [
            (&[0][..], true),
            (&[60], true),
            (&[61], false),
            (&[61, 120], false),
            (&[120, 240, 360], true),
            (&[121, 240, 360], false),
            (&[-5], true),
        ] {
            let (summary, began) = found(seconds);
            assert_eq!(summary.contains("may have begun before"), at_edge, "{seconds:?}: {summary}");
            assert_eq!(began.contains("or earlier"), at_edge, "{seconds:?}: {began}");
        }
    }

    #[test]
    fn where_the_search_begins_is_said() {
        let (summary, began) = found(&[20]);
        let edge = "1 event of 1 kind, newest 00:17:00Z; they may have begun before 00:16:40Z, where the search begins";
        assert_eq!(
            (summary.as_str(), began.as_str()),
            (edge, "1970-01-01T00:17:00Z or earlier: the search begins 00:16:40Z")
        );
        let (summary, began) = found(&[100]);
        let within = "1 event of 1 kind, first 00:18:20Z (searched from 00:16:40Z), newest 00:18:20Z";
        assert_eq!((summary.as_str(), began.as_str()), (within, "1970-01-01T00:18:20Z (searched from 00:16:40Z)"));
    }

    #[test]
    fn none_found_is_absent_up_to_a_moment_and_never_a_time() {
        let facts = Search::new(texts(&["ERROR"]), 20, at(0)).facts(at(8047));
        let why = facts.first.unwrap_err();
        assert_eq!((why.kind, why.text.as_str()), (WhyKind::Absent, "none found up to 02:14:07Z (events arrive late)"));
        assert_eq!(facts.count, Ok(0));
        assert_eq!(facts.groups.unwrap().rows.len(), 0);
        assert!(facts.last.is_err() && facts.newest.is_err() && facts.began.is_err());
    }

    #[test]
    fn fifty_thousand_events_are_a_few_kinds_and_too_many_kinds_are_said() {
        let mut search = Search::new(texts(&["ERROR"]), 20, at(0));
        for n in 0..50_000 {
            search.add(at(n), &format!("ERROR request {n} failed"));
        }
        assert_eq!(search.groups.len(), 1);
        assert_eq!(cells(&search.facts(at(0)).groups.unwrap())[0].split('|').next(), Some("50000"));
        let mut search = Search::new(texts(&["ERROR"]), 20, at(0));
        let letters = |n: usize| n.to_string().bytes().map(|b| char::from(b - b'0' + b'g')).collect::<String>();
        (0..KINDS + 5).for_each(|n| search.add(at(0), &format!("ERROR {}", letters(n))));
        let facts = search.facts(at(0));
        assert_eq!(facts.count, Ok(2005));
        assert!(facts.groups.is_err());
    }
}
