//! Incident mode: started, noted, ended. The state is a fold of the events.

use crate::ledger::Entry;
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::observations::IncidentState;
use crate::world::{Facts, Why, WhyKind, duration_text};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// P0 is the worst.
pub const SEVERITIES: [&str; 3] = ["P0", "P1", "P2"];

/// What happened, as it stands in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Started {
        id: String,
        severity: Clean,
        title: Clean,
        by: Clean,
        at: Utc,
        /// What makes a repeated start recognisable: run, step and visit, or a word of its own.
        key: String,
        /// The run that started it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        run: Option<String>,
    },
    Noted {
        text: Clean,
        by: Clean,
        at: Utc,
    },
    Ended {
        by: Clean,
        at: Utc,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        text: Option<Clean>,
        key: String,
    },
}

/// One incident, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    pub id: String,
    pub severity: Clean,
    pub title: Clean,
    pub by: Clean,
    pub since: Utc,
    pub key: String,
    pub run: Option<String>,
    pub notes: Vec<Note>,
    pub end: Option<End>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub at: Utc,
    pub by: Clean,
    pub text: Clean,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    pub at: Utc,
    pub by: Clean,
    pub text: Option<Clean>,
    pub key: String,
}

/// Every incident, the oldest first. A note or an end while none is open belongs to nothing.
pub fn all(events: &[Event]) -> Vec<Incident> {
    let mut all: Vec<Incident> = Vec::new();
    for event in events {
        match (event.clone(), all.last_mut().filter(|last| last.end.is_none())) {
            (Event::Started { id, severity, title, by, at, key, run }, None) => {
                all.push(Incident { id, severity, title, by, since: at, key, run, notes: Vec::new(), end: None });
            }
            (Event::Noted { text, by, at }, Some(open)) => open.notes.push(Note { at, by, text }),
            (Event::Ended { by, at, text, key }, Some(open)) => open.end = Some(End { at, by, text, key }),
            _ => {}
        }
    }
    all
}

/// The incident that is on.
pub fn open(events: &[Event]) -> Option<Incident> {
    all(events).pop().filter(|last| last.end.is_none())
}

/// An id that no incident has yet: `I-7F3K`, `I-7F3K-2`.
pub fn free_id(events: &[Event], name: &str) -> String {
    let all = all(events);
    let taken = |id: &String| all.iter().any(|incident| &incident.id == id);
    let numbered = (2..).map(|number| format!("I-{name}-{number}"));
    std::iter::once(format!("I-{name}")).chain(numbered).find(|id| !taken(id)).unwrap_or_default()
}

/// `incident.state`.
pub fn facts(events: &[Event], now: Utc) -> IncidentState {
    let Some(open) = open(events) else {
        return IncidentState { on: Ok(false), ..IncidentState::unknown(&Why::absent("incident mode is off")) };
    };
    IncidentState {
        on: Ok(true),
        id: Ok(Clean::new(&open.id)),
        severity: Ok(open.severity.clone()),
        since: Ok(open.since),
        age: span(open.since, now).ok_or_else(|| Why::new(WhyKind::BadReply, "it began after this machine's time")),
        by: Ok(open.by.clone()),
        title: Ok(open.title.clone()),
    }
}

/// One line about how it stands.
pub fn summary(events: &[Event]) -> String {
    match open(events) {
        Some(open) => {
            format!("incident mode is on: {} {} since {} by {}", open.id, open.severity, stamp(open.since), open.by)
        }
        None => "incident mode is off".into(),
    }
}

fn span(from: Utc, to: Utc) -> Option<Duration> {
    (to - from).to_std().ok()
}

impl Incident {
    /// How long it was on, or is by now; nothing when the clocks disagree.
    pub fn lasted(&self, now: Utc) -> Option<Duration> {
        span(self.since, self.end.as_ref().map_or(now, |end| end.at))
    }

    /// The entry of INCIDENT-LOG.md that tells of its beginning.
    pub fn start_entry(&self) -> Entry {
        let facts = self.known_by().into_iter().chain(self.run.as_ref().map(|run| fact("run", run)));
        Entry {
            at: self.since,
            title: Clean::new(format!("{} begins: {}", self.severity, self.title)),
            facts: facts.collect(),
            ..entry(&self.key)
        }
    }

    /// The entry of its end, with what was noted on the way; nothing while it is on.
    pub fn end_entry(&self) -> Option<Entry> {
        let end = self.end.as_ref()?;
        let lasted = self.lasted(end.at).map_or_else(|| "?".into(), duration_text);
        let times = [("began", stamp(self.since)), ("ended by", end.by.to_string()), ("lasted", lasted)];
        let facts = self.known_by().into_iter().chain(times.map(|(label, value)| fact(label, value)));
        let told = |note: &Note| (note.by.clone(), Clean::new(format!("{} {}", stamp(note.at), note.text)));
        Some(Entry {
            at: end.at,
            title: Clean::new(format!("{} ends: {}", self.severity, self.title)),
            facts: facts.collect(),
            words: self.notes.iter().map(told).collect(),
            text: end.text.clone(),
            ..entry(&end.key)
        })
    }

    fn known_by(&self) -> [(Clean, Clean); 3] {
        [fact("incident", &self.id), fact("severity", &self.severity), fact("declared by", &self.by)]
    }
}

fn fact(label: &str, value: impl ToString) -> (Clean, Clean) {
    (Clean::new(label), Clean::new(value.to_string()))
}

fn entry(key: &str) -> Entry {
    Entry {
        ledger: Clean::new("incident"),
        at: chrono::DateTime::UNIX_EPOCH,
        title: Clean::default(),
        deploy: None,
        facts: Vec::new(),
        words: Vec::new(),
        text: None,
        key: Clean::new(key),
        parents: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Fact;

    fn at(minute: u32) -> Utc {
        format!("2026-11-22T02:{minute:02}:00Z").parse().unwrap()
    }

    fn started(id: &str, minute: u32) -> Event {
        Event::Started {
            id: id.into(),
            severity: "P1".into(),
            title: "it is slow".into(),
            by: "ana".into(),
            at: at(minute),
            key: format!("{id}/start"),
            run: None,
        }
    }

    fn noted(text: &str, minute: u32) -> Event {
        Event::Noted { text: text.into(), by: "tom".into(), at: at(minute) }
    }

    fn ended(minute: u32) -> Event {
        Event::Ended { by: "tom".into(), at: at(minute), text: Some("the cache was cold".into()), key: "e".into() }
    }

    #[test]
    fn the_state_is_what_the_events_add_up_to() {
        for (events, on, id) in [
            (vec![], "no", "?  incident mode is off"),
            (vec![started("I-1", 0)], "yes", "I-1"),
            (vec![started("I-1", 0), noted("x", 1), ended(2)], "no", "?  incident mode is off"),
            (vec![started("I-1", 0), ended(2), started("I-2", 3)], "yes", "I-2"),
            (vec![started("I-1", 0), started("I-2", 1)], "yes", "I-1"),
            (vec![noted("of nothing", 0), ended(1)], "no", "?  incident mode is off"),
        ] {
            let facts = facts(&events, at(30)).into_facts();
            assert_eq!((facts["on"].to_string().as_str(), facts["id"].to_string().as_str()), (on, id), "{events:?}");
        }
    }

    #[test]
    fn its_age_is_not_known_when_it_began_after_now() {
        let events = [started("I-1", 20)];
        assert_eq!(facts(&events, at(32)).age, Ok(Duration::from_secs(12 * 60)));
        let early = facts(&events, at(10)).into_facts();
        assert!(matches!(&early["age"], Fact::Unknown(why) if why.kind == WhyKind::BadReply));
    }

    #[test]
    fn an_id_is_given_once() {
        let events = [started("I-QE34", 0), ended(1), started("I-QE34-2", 2)];
        assert_eq!((free_id(&events, "QE34"), free_id(&events, "9XYZ")), ("I-QE34-3".into(), "I-9XYZ".into()));
    }

    #[test]
    fn the_entries_tell_its_beginning_and_its_end() {
        let events = [started("I-1", 0), noted("restarted it", 5), noted("better", 7), ended(42)];
        let incident = all(&events).remove(0);
        let start = incident.start_entry();
        assert_eq!((start.title.as_str(), start.at), ("P1 begins: it is slow", at(0)));
        let end = incident.end_entry().unwrap();
        assert_eq!((end.title.as_str(), end.key.as_str()), ("P1 ends: it is slow", "e"));
        let table: Vec<_> = end.facts.iter().map(|(label, value)| format!("{label}: {value}")).collect();
        let expected =
            "incident: I-1, severity: P1, declared by: ana, began: 2026-11-22T02:00:00Z, ended by: tom, lasted: 42 min";
        assert_eq!(table.join(", "), expected);
        assert_eq!(end.words[0].1.as_str(), "2026-11-22T02:05:00Z restarted it");
        assert_eq!(end.text.unwrap().as_str(), "the cache was cold");
        assert_eq!(super::open(&[started("I-1", 0)]).unwrap().end_entry(), None);
    }
}
