//! Incident mode: who declared it, what was noted, who ended it.

use super::error::StoreError;
use super::journal::Journal;
use super::place::Make;
use crate::untold::Untold;
use duckops_core::standing::incident::{self, End, Event, Incident, Note};
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::walk::ports::Clock;
use duckops_core::world::{Evidence, Hint, Query};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub struct Incidents {
    path: PathBuf,
    aside: Untold,
    clock: Arc<dyn Clock>,
}

/// What is said of an incident when it is declared.
pub struct Start {
    /// The incident's id is made of it: `7F3K` gives `I-7F3K`.
    pub name: String,
    pub severity: Clean,
    pub title: Clean,
    pub by: Clean,
    pub at: Utc,
    /// When it began, where that was earlier.
    pub began: Option<Utc>,
    pub detected: Option<Utc>,
    /// What makes a repeated start recognisable.
    pub key: String,
    pub run: Option<String>,
}

impl Incidents {
    pub fn new(path: PathBuf, aside: Untold, clock: Arc<dyn Clock>) -> Self {
        Self { path, aside, clock }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Every incident, the oldest first.
    pub fn all(&self) -> Result<Vec<Incident>, StoreError> {
        Ok(incident::all(&self.journal().read()?))
    }

    /// The one that is on.
    pub fn open(&self) -> Result<Option<Incident>, StoreError> {
        Ok(incident::open(&self.journal().read()?))
    }

    /// The same as [`all`](Self::all), durable.
    pub fn all_synced(&self) -> Result<Vec<Incident>, StoreError> {
        Ok(incident::all(&self.journal().read_synced()?))
    }

    /// `incident.state`.
    pub fn look(&self, query: &Query) -> Evidence {
        self.journal()
            .look(query, self.clock.as_ref(), |events, now| (incident::facts(events, now), incident::summary(events)))
    }

    pub fn must_be_off(&self) -> Result<(), StoreError> {
        incident::open(&self.journal().read()?).map_or(Ok(()), |open| Err(on_already(&open)))
    }

    /// Declares it, once: the start that is there already under the same key stands.
    pub fn start(&self, start: Start) -> Result<Incident, StoreError> {
        let key = start.key.clone();
        self.journal().change(Make::IfAbsent, |events| {
            if incident::all(&events).iter().any(|known| known.key == start.key) {
                return Ok(None);
            }
            match incident::open(&events) {
                Some(open) => Err(on_already(&open)),
                None => Ok(Some(started(incident::free_id(&events, &start.name), start))),
            }
        })?;
        self.of(|known| known.key == key)
    }

    /// Adds a note to the incident that is on.
    pub fn note(&self, text: Clean, by: Clean, at: Utc) -> Result<Incident, StoreError> {
        self.note_of(None, Note { text, by, at, written: at })
    }

    /// Adds a note to an incident, whether it is on or not; to the one that is on, where none is named.
    pub fn note_of(&self, id: Option<&str>, note: Note) -> Result<Incident, StoreError> {
        let wanted = |known: &Incident| match id {
            Some(id) => known.id.eq_ignore_ascii_case(id),
            None => known.end.is_none(),
        };
        let Note { text, by, at, written } = note;
        self.journal().change(Make::IfAbsent, |events| {
            let all = incident::all(&events);
            match all.iter().rev().find(|known| wanted(known)) {
                Some(known) => {
                    let written = (written != at).then_some(written);
                    let id = id.map(|_| known.id.clone());
                    Ok(Some(Event::Noted { text, by, at, written, id }))
                }
                None => Err(match id {
                    Some(id) => StoreError::NoIncident(Clean::new(id).to_string()),
                    None => off_already(all.last(), "note"),
                }),
            }
        })?;
        self.of(wanted)
    }

    /// Says which snapshot shows how the platform stood when it was declared.
    pub fn freeze(&self, id: &str, snapshot: &str) -> Result<(), StoreError> {
        let frozen = Event::Frozen { id: id.into(), snapshot: snapshot.into() };
        self.journal().change(Make::Never, |_: Vec<Event>| Ok(Some(frozen))).map(drop)
    }

    /// Ends it, once: the end that is there already under the same key stands.
    pub fn end(&self, end: End) -> Result<Incident, StoreError> {
        let key = end.key.clone();
        let ended = |known: &Incident| known.end.as_ref().is_some_and(|end| end.key == key);
        self.journal().change(Make::IfAbsent, |events| {
            if incident::all(&events).iter().any(ended) {
                return Ok(None);
            }
            match incident::open(&events) {
                Some(_) => Ok(Some(end.into())),
                None => Err(off_already(incident::all(&events).last(), "end")),
            }
        })?;
        self.of(ended)
    }

    /// The newest incident of which this is so.
    fn of(&self, wanted: impl Fn(&Incident) -> bool) -> Result<Incident, StoreError> {
        let found = self.all_synced()?.into_iter().rev().find(wanted);
        // What was written a moment ago is gone: somebody took the file away.
        found.ok_or_else(|| StoreError::Changed { file: self.path.clone() })
    }

    fn journal(&self) -> Journal {
        Journal::at(self.path.clone(), &self.aside)
    }
}

fn started(id: String, start: Start) -> Event {
    let Start { severity, title, by, at, began, detected, key, run, .. } = start;
    Event::Started { id, severity, title, by, at, key, run, began, detected }
}

fn on_already(open: &Incident) -> StoreError {
    let since = duckops_core::time::stamp(open.since);
    let what = format!("incident mode is on already: {} since {since} by {}: {}", open.id, open.by, open.title);
    StoreError::Already { what, next: Hint::command("duckops incident status") }
}

/// `note` can still be said of the one that ended last.
fn off_already(last: Option<&Incident>, verb: &str) -> StoreError {
    const START: &str = "duckops incident start --severity P1 --title WHAT";
    let Some((last, end)) = last.and_then(|last| Some((last, last.end.as_ref()?))) else {
        return StoreError::Already { what: "incident mode is off".into(), next: Hint::command(START) };
    };
    let what = format!("incident mode is off: {} was {}", last.id, last.left_by(end));
    let next = match verb {
        "note" => Hint::words(format!("duckops incident note TEXT --incident {} · {START}", last.id)),
        _ => Hint::command(START),
    };
    StoreError::Already { what, next }
}
