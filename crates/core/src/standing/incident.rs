//! Incident mode: started, noted, ended. The state is a fold of the events.

pub use crate::world::actions::incident::Report;

use crate::ledger::Entry;
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::observations::IncidentState;
use crate::world::{Facts, Known, Why, WhyKind, duration_text};
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
        /// When it was declared.
        at: Utc,
        /// What makes a repeated start recognisable: run, step and visit, or a word of its own.
        key: String,
        /// The run that started it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        run: Option<String>,
        /// When it began, where that was before it was declared.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        began: Option<Utc>,
        /// When it was noticed, where that was said.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        detected: Option<Utc>,
    },
    /// How the platform stood is kept in this snapshot.
    Frozen { id: String, snapshot: String },
    Noted {
        text: Clean,
        by: Clean,
        /// When it happened.
        at: Utc,
        /// When it was written down, where that was later.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        written: Option<Utc>,
        /// The incident, where that need not be the one that is on.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        id: Option<String>,
    },
    Ended {
        by: Clean,
        /// When incident mode was left.
        at: Utc,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        text: Option<Clean>,
        key: String,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        report: Option<Box<Report>>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        story: Option<Box<Story>>,
    },
}

/// What was known of an incident when it was ended, besides what was said of it: its entry tells it, and is the same
/// whenever it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// What the last probe found, and when.
    pub looked: Clean,
    /// The oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub at: Utc,
    /// Who did it; else what saw it.
    pub who: Clean,
    pub text: Clean,
}

/// One incident, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    pub id: String,
    pub severity: Clean,
    pub title: Clean,
    pub by: Clean,
    /// When it was declared.
    pub declared: Utc,
    /// When it began, as it was said then.
    pub since: Utc,
    pub detected: Option<Utc>,
    pub key: String,
    pub run: Option<String>,
    /// The snapshot that was taken when it was declared.
    pub snapshot: Option<String>,
    pub notes: Vec<Note>,
    pub end: Option<End>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When it happened.
    pub at: Utc,
    pub by: Clean,
    pub text: Clean,
    pub written: Utc,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    pub at: Utc,
    pub by: Clean,
    pub text: Option<Clean>,
    pub key: String,
    pub report: Option<Report>,
    pub story: Option<Story>,
}

impl From<End> for Event {
    fn from(end: End) -> Self {
        let End { at, by, text, key, report, story } = end;
        Event::Ended { by, at, text, key, report: report.map(Box::new), story: story.map(Box::new) }
    }
}

/// Every incident, the oldest first. A note or an end while none is open belongs to nothing.
pub fn all(events: &[Event]) -> Vec<Incident> {
    let mut all: Vec<Incident> = Vec::new();
    for event in events {
        let named = match event {
            Event::Frozen { id, .. } | Event::Noted { id: Some(id), .. } => all.iter_mut().find(|one| &one.id == id),
            _ => all.last_mut().filter(|last| last.end.is_none()),
        };
        match (event.clone(), named) {
            (Event::Started { id, severity, title, by, at, key, run, began, detected }, None) => {
                let since = began.unwrap_or(at);
                #[rustfmt::skip]
                all.push(Incident {
                    id, severity, title, by, declared: at, since, detected, key, run, snapshot: None,
                    notes: Vec::new(), end: None,
                });
            }
            (Event::Frozen { snapshot, .. }, Some(known)) => known.snapshot = Some(snapshot),
            (Event::Noted { text, by, at, written, .. }, Some(known)) => {
                known.notes.push(Note { at, by, text, written: written.unwrap_or(at) });
            }
            (Event::Ended { by, at, text, key, report, story }, Some(open)) => {
                let (report, story) = (report.map(|report| *report), story.map(|story| *story));
                open.end = Some(End { at, by, text, key, report, story });
            }
            _ => {}
        }
    }
    // One that is told late stands where it belongs.
    all.iter_mut().for_each(|incident| incident.notes.sort_by_key(|note| note.at));
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
        noticed: Ok(open.noticed_at_latest()),
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
        span(self.began(), self.resolved().unwrap_or(now))
    }

    /// The id of the snapshot that was taken when it was declared.
    pub fn snapshot(&self) -> Known<&String> {
        self.snapshot.as_ref().ok_or_else(|| Why::absent("no snapshot was taken when it was declared"))
    }

    /// What was said of it at its end.
    pub fn report(&self) -> Option<&Report> {
        self.end.as_ref().and_then(|end| end.report.as_ref())
    }

    /// As it was said last.
    pub fn began(&self) -> Utc {
        self.report().and_then(|report| report.began).unwrap_or(self.since)
    }

    /// When it began, where that was said. What was only noticed then had begun before.
    pub fn began_as_said(&self) -> Option<Utc> {
        let at_its_end = self.report().and_then(|report| report.began);
        let is_said = self.since != self.declared && Some(self.since) != self.detected;
        at_its_end.or(is_said.then_some(self.since))
    }

    /// When it was noticed, where that was said.
    pub fn noticed(&self) -> Option<Utc> {
        self.report().and_then(|report| report.detected).or(self.detected)
    }

    /// As it was said; nobody declares what they have not noticed.
    pub fn noticed_at_latest(&self) -> Utc {
        self.noticed().unwrap_or(self.declared)
    }

    /// When it was over: as it was said, else when incident mode was left.
    pub fn resolved(&self) -> Option<Utc> {
        let end = self.end.as_ref()?;
        Some(end.report.as_ref().and_then(|report| report.resolved).unwrap_or(end.at))
    }

    /// `left at 2026-11-22T02:45:07Z by ana; it was over at 2026-11-22T02:20:00Z, as it was told`.
    pub fn left_by(&self, end: &End) -> String {
        let over = self.resolved().map(stamp).filter(|over| *over != stamp(end.at));
        let over = over.map(|over| format!("; it was over at {over}, as it was told")).unwrap_or_default();
        format!("left at {} by {}{over}", stamp(end.at), end.by)
    }

    /// As it was said last.
    pub fn severity(&self) -> &Clean {
        self.report().and_then(|report| report.severity.as_ref()).unwrap_or(&self.severity)
    }

    /// The entry of INCIDENT-LOG.md that tells of its beginning.
    pub fn start_entry(&self) -> Entry {
        let began = (self.since != self.declared).then(|| fact("began", stamp(self.since)));
        let detected = self.detected.map(|at| fact("detected", stamp(at)));
        let facts = self.known_by(&self.severity).into_iter().chain(began).chain(detected);
        let facts = facts.chain(self.run.as_ref().map(|run| fact("run", run)));
        Entry {
            at: self.declared,
            title: Clean::new(format!("{} begins: {}", self.severity, self.title)),
            facts: facts.collect(),
            ..entry(&self.key)
        }
    }

    /// The entry of its end, with what was noted on the way; nothing while it is on.
    pub fn end_entry(&self) -> Option<Entry> {
        let end = self.end.as_ref()?;
        let lasted = self.lasted(end.at).map_or_else(|| "?".into(), duration_text);
        let times = [("began", stamp(self.began())), ("ended by", end.by.to_string()), ("lasted", lasted)];
        let facts = self.known_by(self.severity()).into_iter().chain(times.map(|(label, value)| fact(label, value)));
        // Whoever looks back later writes the same entry: what was noted afterwards has one of its own.
        let in_time = self.notes.iter().filter(|note| note.written <= end.at);
        let notes = in_time.map(|note| (note.at, quoted(note)));
        let lines = end.story.iter().flat_map(|story| &story.lines);
        let lines = lines.map(|line| (line.at, (line.who.clone(), dated(line.at, &line.text))));
        let mut words: Vec<_> = notes.chain(lines).collect();
        words.sort_by_key(|(at, _)| *at);
        let looked = end.story.iter().map(|story| fact("last probe", &story.looked));
        Some(Entry {
            at: end.at,
            title: Clean::new(format!("{} ends: {}", self.severity(), self.title)),
            facts: facts.chain(end.report.iter().flat_map(Report::rows)).chain(looked).collect(),
            words: words.into_iter().map(|(_, words)| words).collect(),
            text: end.text.clone(),
            ..entry(&end.key)
        })
    }

    /// The entry of what was noted after its end.
    pub fn note_entry(&self, note: &Note, key: &str) -> Entry {
        Entry {
            at: note.written,
            title: Clean::new(format!("Noted later: {}", self.title)),
            facts: vec![fact("incident", &self.id)],
            words: vec![quoted(note)],
            ..entry(key)
        }
    }

    fn known_by(&self, severity: &Clean) -> [(Clean, Clean); 3] {
        [fact("incident", &self.id), fact("severity", severity), fact("declared by", &self.by)]
    }
}

fn quoted(note: &Note) -> (Clean, Clean) {
    (note.by.clone(), dated(note.at, &note.text))
}

fn dated(at: Utc, text: &Clean) -> Clean {
    Clean::new(format!("{} {text}", stamp(at)))
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
mod tests;
