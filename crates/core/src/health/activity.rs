//! How often events of some types came lately, beside how often they came in the feed's own earlier windows.

use super::{audit, counted, json};
use crate::text::Clean;
use crate::time::Utc;
use crate::world::observations::AuditActivity;
use crate::world::{Facts, Known, Table, Why, WhyKind, duration_text};
use chrono::TimeDelta;
use serde_json::Value;
use std::time::Duration;

/// Below this difference a count is as usual: one instead of none is no news.
const FLOOR: i64 = 3;

/// What is compared.
#[derive(Clone, Debug)]
pub struct Compared {
    /// As written in the feed.
    pub types: Vec<Clean>,
    pub window: Duration,
    /// So many times more, or less, than usual is abnormal.
    pub factor: i64,
}

/// What the feed's body says.
pub fn read(body: &[u8], compared: &Compared, now: Utc) -> AuditActivity {
    let found = json::document(body).and_then(|document| events(audit::entries(&document)?, compared));
    found.and_then(|events| facts(&events, compared, now)).unwrap_or_else(|why| AuditActivity::unknown(&why))
}

/// The readable events: when, and which of the types, if any.
type Events = Vec<(Utc, Option<usize>)>;

/// An entry that could be of one of the types and cannot be read leaves all unknown.
fn events(entries: &[Value], compared: &Compared) -> Known<Events> {
    let (mut found, mut unread) = (Vec::new(), 0);
    for entry in entries {
        let kind = json::at(entry, "event_type").ok().and_then(Value::as_str);
        let at = kind.and_then(|kind| compared.types.iter().position(|wanted| wanted.as_str() == kind));
        match (kind, audit::when(entry)) {
            (Some(_), Ok(when)) => found.push((when, at)),
            (Some(_), Err(_)) if at.is_none() => {}
            _ => unread += 1,
        }
    }
    match unread {
        0 => Ok(found),
        n => {
            let text = format!("{n} of {} have no readable type or time", counted_entries(entries.len()));
            Err(Why::new(WhyKind::BadReply, text))
        }
    }
}

fn counted_entries(n: usize) -> String {
    counted(i64::try_from(n).unwrap_or(i64::MAX), "entry", "entries")
}

fn facts(events: &Events, compared: &Compared, now: Utc) -> Known<AuditActivity> {
    let window = TimeDelta::from_std(compared.window).ok().filter(|window| *window > TimeDelta::zero());
    let window = window.ok_or_else(|| Why::new(WhyKind::BadReply, "a window of no length"))?;
    let oldest = events.iter().map(|(at, _)| *at).min().ok_or_else(|| Why::absent("the feed is empty"))?;
    let covers = now - oldest;
    if covers < window {
        return Err(too_short(covers, compared.window));
    }
    let earlier = (covers - window).num_seconds() / window.num_seconds().max(1);
    let rows: Vec<_> = (0..compared.types.len()).map(|kind| Row::of(events, kind, window, earlier, now)).collect();
    let judged: Known<Vec<Clean>> = rows
        .iter()
        .zip(&compared.types)
        .filter_map(|(row, kind)| match row.judged(compared.factor) {
            Ok(Judged::Usual) => None,
            Ok(_) => Some(Ok(kind.clone())),
            Err(why) => Some(Err(why)),
        })
        .collect();
    Ok(AuditActivity {
        abnormal: judged.clone().map(|kinds| !kinds.is_empty()),
        abnormal_types: judged,
        table: Ok(table(&rows, compared)),
        covers: Ok(covers.to_std().unwrap_or(Duration::ZERO)),
        windows: Ok(earlier),
    })
}

fn too_short(covers: TimeDelta, window: Duration) -> Why {
    let covers = duration_text(covers.to_std().unwrap_or(Duration::ZERO));
    Why::absent(format!("the feed goes back {covers}, not even one window of {}", duration_text(window)))
}

/// How often one type came: in the newest window, and usually.
struct Row {
    newest: i64,
    /// The median of the earlier windows; nothing when there is none.
    usual: Option<i64>,
}

/// What that means.
#[derive(Debug, PartialEq)]
enum Judged {
    Usual,
    More,
    Less,
}

impl Row {
    fn of(events: &Events, kind: usize, window: TimeDelta, earlier: i64, now: Utc) -> Self {
        let number = |at: Utc| (now - at).num_milliseconds().max(0) / window.num_milliseconds().max(1);
        let of_kind: Vec<i64> = events.iter().filter(|(_, is)| *is == Some(kind)).map(|(at, _)| number(*at)).collect();
        let in_window = |n: i64| i64::try_from(of_kind.iter().filter(|at| **at == n).count()).unwrap_or(i64::MAX);
        let mut counts: Vec<_> = (1..=earlier).map(in_window).collect();
        counts.sort_unstable();
        Self { newest: in_window(0), usual: counts.get(counts.len() / 2).copied() }
    }

    fn judged(&self, factor: i64) -> Known<Judged> {
        let usual = self.usual.ok_or_else(|| Why::absent("the feed holds no earlier window to compare with"))?;
        let apart = (self.newest - usual).abs() >= FLOOR;
        Ok(match () {
            () if apart && self.newest >= usual.max(1).saturating_mul(factor) => Judged::More,
            () if apart && self.newest.saturating_mul(factor) <= usual => Judged::Less,
            () => Judged::Usual,
        })
    }

    fn meaning(&self, factor: i64) -> &'static str {
        match self.judged(factor) {
            Ok(Judged::Usual) => "as usual",
            Ok(Judged::More) => "far more than usual",
            Ok(Judged::Less) => "far less than usual",
            Err(_) => "usual not known",
        }
    }
}

fn table(rows: &[Row], compared: &Compared) -> Table {
    let newest = format!("last {}", duration_text(compared.window));
    let mut table = Table::new(["type", &newest, "usually", "meaning"]);
    for (row, kind) in rows.iter().zip(&compared.types) {
        let usual = row.usual.map_or_else(|| "?".into(), |usual| usual.to_string());
        let cells = [&row.newest.to_string(), &usual, row.meaning(compared.factor)];
        let [newest, usual, meaning] = cells.map(Clean::new);
        table.row([kind.clone(), newest, usual, meaning]);
    }
    table
}

/// `in the last 30 min as usual, against 2 earlier windows`.
pub fn summary(facts: &AuditActivity, window: Duration) -> String {
    let window = duration_text(window);
    match (&facts.abnormal_types, &facts.windows) {
        (Ok(kinds), Ok(earlier)) => {
            let names = kinds.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ");
            let word = if kinds.is_empty() { "as usual".into() } else { format!("not as usual: {names}") };
            format!("the last {window} {word}; held against {}", counted(*earlier, "earlier window", "earlier windows"))
        }
        (Err(why), _) | (_, Err(why)) => why.text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const WINDOW: Duration = Duration::from_secs(1800);

    fn now() -> Utc {
        "2026-11-22T02:00:00Z".parse().unwrap()
    }

    /// The feed's events by how many minutes ago they came.
    fn feed(events: &[(&str, &[i64])]) -> AuditActivity {
        let entry = |kind: &str, ago: &i64| json!({"event_type": kind, "timestamp": (now() - TimeDelta::minutes(*ago)).to_rfc3339()});
        let entries: Vec<_> = events.iter().flat_map(|(kind, agos)| agos.iter().map(|ago| entry(kind, ago))).collect();
        of(&json!({ "entries": entries }).to_string())
    }

    fn of(body: &str) -> AuditActivity {
        let types = ["peck_notify", "duck.cert_issued"].map(Clean::new).into();
        read(body.as_bytes(), &Compared { types, window: WINDOW, factor: 3 }, now())
    }

    fn rows(facts: &AuditActivity) -> Vec<String> {
        let cells = |row: &Vec<Clean>| row.iter().map(Clean::as_str).collect::<Vec<_>>().join(" | ");
        facts.table.as_ref().unwrap().rows.iter().map(cells).collect()
    }

    #[test]
    fn the_newest_window_is_held_against_the_median_of_the_earlier_ones() {
        // Earlier windows: 1, 9 and 2 of peck_notify; the median is 2.
        let earlier = [35, 65, 66, 67, 68, 69, 70, 71, 72, 73, 95, 96];
        for (newest, abnormal, meaning) in [
            (&[1, 2][..], false, "2 | 2 | as usual"),
            (&[1, 2, 3, 4, 5], false, "5 | 2 | as usual"),
            (&[1, 2, 3, 4, 5, 6], true, "6 | 2 | far more than usual"),
            (&[], false, "0 | 2 | as usual"),
        ] {
            let facts = feed(&[("peck_notify", &earlier), ("peck_notify", newest), ("pulse", &[120])]);
            assert_eq!((facts.abnormal.clone(), facts.windows.clone()), (Ok(abnormal), Ok(3)), "{newest:?}");
            assert_eq!(rows(&facts)[0], format!("peck_notify | {meaning}"));
            assert_eq!(facts.covers, Ok(Duration::from_secs(7200)));
        }
    }

    #[test]
    fn what_stopped_is_abnormal_and_what_never_came_is_not() {
        let facts = feed(&[("peck_notify", &[31, 32, 33, 34, 61, 62, 63]), ("pulse", &[90])]);
        assert_eq!(facts.abnormal_types, Ok(vec!["peck_notify".into()]));
        assert_eq!(rows(&facts), ["peck_notify | 0 | 4 | far less than usual", "duck.cert_issued | 0 | 0 | as usual"]);
        assert_eq!(
            summary(&facts, WINDOW),
            "the last 30 min not as usual: peck_notify; held against 2 earlier windows"
        );
    }

    #[test]
    fn one_instead_of_none_is_no_alarm() {
        for (newest, earlier) in [(&[1][..], &[][..]), (&[1, 2], &[]), (&[], &[31]), (&[1], &[31, 32, 33])] {
            let facts = feed(&[("peck_notify", newest), ("peck_notify", earlier), ("pulse", &[60])]);
            assert_eq!(facts.abnormal, Ok(false), "{newest:?} {earlier:?}");
        }
        assert_eq!(feed(&[("peck_notify", &[1, 2, 3]), ("pulse", &[60])]).abnormal, Ok(true));
    }

    #[test]
    fn a_feed_shorter_than_a_window_tells_nothing() {
        let facts = feed(&[("peck_notify", &[1, 29])]);
        let why = facts.abnormal.unwrap_err();
        assert_eq!(why.text.as_str(), "the feed goes back 29 min, not even one window of 30 min");
        assert!(facts.table.is_err() && facts.windows.is_err() && facts.covers.is_err());
        assert!(feed(&[]).abnormal.unwrap_err().text.as_str().contains("empty"));
    }

    #[test]
    fn a_feed_without_a_whole_earlier_window_counts_and_does_not_judge() {
        let facts = feed(&[("peck_notify", &[1, 2, 3, 59])]);
        assert_eq!((facts.windows.clone(), rows(&facts)[0].as_str()), (Ok(0), "peck_notify | 3 | ? | usual not known"));
        let why = facts.abnormal.clone().unwrap_err();
        assert_eq!(why.text.as_str(), "the feed holds no earlier window to compare with");
        assert_eq!(summary(&facts, WINDOW), why.text.as_str());
    }

    #[test]
    fn what_cannot_be_read_is_not_counted_as_none() {
        for body in ["", "<html>", "{}", r#"{"entries": null}"#] {
            assert!(of(body).abnormal.is_err() && of(body).table.is_err(), "{body}");
        }
        let facts = of(r#"{"entries": [{"event_type": 7}, {"event_type": "peck_notify", "timestamp": "soon"}]}"#);
        assert_eq!(facts.abnormal.unwrap_err().text.as_str(), "2 of 2 entries have no readable type or time");
        let other = of(
            r#"{"entries": [{"event_type": "x", "timestamp": "soon"}, {"event_type": "x", "timestamp": "2026-11-22T00:00:00Z"}]}"#,
        );
        assert_eq!(other.abnormal, Ok(false), "what is of no such type does not count");
    }
}
