//! The audit feed of the API, read leniently.

use super::{as_count, counted, json};
use crate::text::Clean;
use crate::time::{Utc, passed, stamp};
use crate::world::observations::AuditEvents;
use crate::world::{Facts, Known, Table, Why, WhyKind, duration_text};
use serde_json::Value;
use std::time::Duration;

/// Which events are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    /// Part of the type, in any case.
    pub containing: &'a str,
    /// How many are shown.
    pub newest: usize,
    /// How old one is of which the consequences must have come.
    pub older_than: Option<Duration>,
}

/// What the feed's body says of the events that are looked for.
pub fn read(body: &[u8], sought: Sought, now: Utc) -> AuditEvents {
    let facts = json::document(body).and_then(|document| {
        let entries = entries(&document)?;
        Ok(facts(entries, sought, now))
    });
    facts.unwrap_or_else(|why| AuditEvents::unknown(&why))
}

/// `"cert": 3 of 57 entries`.
pub fn summary(facts: &AuditEvents, containing: &str) -> String {
    match (&facts.count, &facts.total) {
        (Ok(count), Ok(total)) => {
            format!("\"{containing}\": {count} of {}", counted(*total, "entry", "entries"))
        }
        (Err(why), _) | (_, Err(why)) => why.text.as_str().to_owned(),
    }
}

pub(super) fn entries(document: &Value) -> Known<&Vec<Value>> {
    let entries = if document.is_array() { document } else { json::at(document, "entries")? };
    entries.as_array().ok_or_else(|| json::unlike("entries", "a list", entries))
}

fn facts(entries: &[Value], sought: Sought, now: Utc) -> AuditEvents {
    let wanted = sought.containing.to_lowercase();
    let kind = |entry: &Value| json::at(entry, "event_type").ok().and_then(Value::as_str).map(str::to_owned);
    let kinds: Vec<_> = entries.iter().map(|entry| (kind(entry), entry)).collect();
    let untyped = kinds.iter().filter(|(kind, _)| kind.is_none()).count();
    let mut found: Vec<(Known<Utc>, String)> = kinds
        .into_iter()
        .filter_map(|(kind, entry)| Some((when(entry), kind.filter(|kind| kind.to_lowercase().contains(&wanted))?)))
        .collect();
    // The unreadable last; among equals the feed's order stays.
    found.sort_by_key(|(at, _)| std::cmp::Reverse(at.clone().ok()));
    let last = last(&found, sought.containing);
    AuditEvents {
        count: counted_all(found.len(), untyped, entries.len()),
        total: Ok(as_count(entries.len())),
        age: last.clone().map(|at| passed(at, now)),
        last,
        settled: settled(&found, sought.older_than, now),
        list: Ok(table(&found, sought.newest)),
    }
}

pub(super) fn when(entry: &Value) -> Known<Utc> {
    json::time("timestamp", json::at(entry, "timestamp")?)
}

/// An entry without a readable type could be one of them.
fn counted_all(found: usize, untyped: usize, total: usize) -> Known<i64> {
    if untyped == 0 {
        return Ok(as_count(found));
    }
    Err(Why::new(WhyKind::BadReply, format!("{untyped} of {total} entries have no readable event_type")))
}

fn last(found: &[(Known<Utc>, String)], containing: &str) -> Known<Utc> {
    let (newest, _) = found.first().ok_or_else(|| Why::absent(format!("no entry contains \"{containing}\"")))?;
    newest.clone()
}

/// The newest of those whose consequences must have come by now.
fn settled(found: &[(Known<Utc>, String)], older_than: Option<Duration>, now: Utc) -> Known<Utc> {
    let older_than = older_than.ok_or_else(|| Why::not_looked("an event of a certain age"))?;
    let is_settled = |at: &&Utc| passed(**at, now) > older_than;
    let newest = found.iter().filter_map(|(at, _)| at.as_ref().ok()).find(is_settled);
    newest.copied().ok_or_else(|| Why::absent(format!("none is older than {}", duration_text(older_than))))
}

fn table(found: &[(Known<Utc>, String)], newest: usize) -> Table {
    let mut table = Table::new(["when", "type"]);
    for (at, kind) in found.iter().take(newest) {
        let at = at.as_ref().map_or_else(|why| why.text.as_str().to_owned(), |at| stamp(*at));
        table.row([Clean::new(at), Clean::new(kind).shortened(200)]);
    }
    table.first_of(found.len(), "newest first")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Utc {
        text.parse().unwrap()
    }

    fn feed(body: &str) -> AuditEvents {
        feed_older(body, None)
    }

    fn feed_older(body: &str, older_than: Option<Duration>) -> AuditEvents {
        let sought = Sought { containing: "Cert", newest: 2, older_than };
        read(body.as_bytes(), sought, at("2026-11-22T02:14:07Z"))
    }

    /// With a steady stream the newest one is never old enough to tell anything.
    #[test]
    fn the_newest_of_a_certain_age_is_found_in_a_steady_stream() {
        let body = r#"[{"event_type": "cert", "timestamp": "2026-11-22T02:14:00Z"},
            {"event_type": "cert", "timestamp": "2026-11-22T02:12:07Z"},
            {"event_type": "cert", "timestamp": "long ago"},
            {"event_type": "cert", "timestamp": "2026-11-22T02:12:06Z"},
            {"event_type": "cert", "timestamp": "2026-11-22T02:11:00Z"}]"#;
        let seconds = |n| Some(Duration::from_secs(n));
        assert_eq!(feed_older(body, seconds(120)).settled, Ok(at("2026-11-22T02:12:06Z")));
        assert_eq!(feed_older(body, seconds(600)).settled.unwrap_err().text.as_str(), "none is older than 10 min");
        assert_eq!(feed(body).settled.unwrap_err().kind, WhyKind::NotLooked);
    }

    #[test]
    fn matches_are_counted_and_the_newest_shown_first() {
        let facts = feed(
            r#"{"entries": [
                {"event_type": "duck.cert_issued", "timestamp": "2026-11-22T01:00:00Z"},
                {"event_type": "spaceduck.pulse", "timestamp": "2026-11-22T02:14:00Z"},
                {"event_type": "CERT_REVOKED", "timestamp": 1795312800},
                {"event_type": "cert.old", "timestamp": "long ago"}]}"#,
        );
        assert_eq!((facts.count.clone(), facts.total.clone()), (Ok(3), Ok(4)));
        assert_eq!(facts.last, Ok(at("2026-11-22T02:00:00Z")));
        assert_eq!(facts.age, Ok(Duration::from_secs(847)));
        let rows = facts.list.clone().unwrap().rows;
        assert_eq!(rows[0][1].as_str(), "CERT_REVOKED");
        assert_eq!(rows.len(), 2);
        let cut = facts.list.clone().unwrap().cut.unwrap();
        assert_eq!((cut.of, cut.order.as_str()), (3, "newest first"));
        assert_eq!(summary(&facts, "Cert"), "\"Cert\": 3 of 4 entries");
    }

    #[test]
    fn none_is_a_count_and_no_time() {
        let facts = feed(r#"{"entries": [{"event_type": "pulse", "timestamp": "2026-11-22T01:00:00Z"}]}"#);
        assert_eq!(facts.count, Ok(0));
        assert_eq!(facts.last.unwrap_err().kind, WhyKind::Absent);
        assert_eq!(feed("[]").count, Ok(0));
    }

    #[test]
    fn what_cannot_be_read_is_not_counted_as_none() {
        for body in ["", "<html>", "{}", r#"{"entries": null}"#, r#"{"entries": {"a": 1}}"#, "43"] {
            let facts = feed(body);
            assert!(facts.count.is_err() && facts.last.is_err() && facts.total.is_err(), "{body}");
        }
        let facts = feed(r#"{"entries": [{"event_type": 7}, "nonsense", null]}"#);
        assert_eq!(facts.count.unwrap_err().text.as_str(), "3 of 3 entries have no readable event_type");
        assert_eq!(facts.total, Ok(3));
    }

    #[test]
    fn an_entry_of_the_future_has_no_age() {
        let facts = feed(r#"{"entries": [{"event_type": "cert", "timestamp": "2026-11-22T03:00:00Z"}]}"#);
        assert_eq!(facts.age, Ok(Duration::ZERO));
    }
}
