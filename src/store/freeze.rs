//! The change freeze: who turned it on and why, and in which runs somebody went on all the same.

use super::error::StoreError;
use super::journal::Journal;
use super::place::Make;
use crate::untold::Untold;
use duckops_core::standing::freeze::{self, Event, Freeze};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::walk::ports::Clock;
use duckops_core::world::{Evidence, Hint, Query};
use std::path::PathBuf;
use std::sync::Arc;

pub struct Freezes {
    path: PathBuf,
    aside: Untold,
    clock: Arc<dyn Clock>,
}

impl Freezes {
    pub fn new(path: PathBuf, aside: Untold, clock: Arc<dyn Clock>) -> Self {
        Self { path, aside, clock }
    }

    /// The freeze that is on.
    pub fn open(&self) -> Result<Option<Freeze>, StoreError> {
        Ok(freeze::open(&self.journal().read()?))
    }

    /// What happened, the oldest first.
    pub fn all(&self) -> Result<Vec<Event>, StoreError> {
        self.journal().read()
    }

    /// `freeze.state`.
    pub fn look(&self, query: &Query) -> Evidence {
        self.journal().look(query, self.clock.as_ref(), |events, _| (freeze::facts(events), freeze::summary(events)))
    }

    pub fn on(&self, reason: Clean, by: Clean, at: Utc) -> Result<(), StoreError> {
        self.add(|events| match freeze::open(events) {
            Some(on) => Err(on_already(&on)),
            None => Ok(Some(Event::On { reason, by, at })),
        })
    }

    /// What was on.
    pub fn off(&self, reason: Option<Clean>, by: Clean, at: Utc) -> Result<Option<Freeze>, StoreError> {
        let mut was = None;
        self.add(|events| {
            was = freeze::open(events);
            match was {
                Some(_) => Ok(Some(Event::Off { by, at, reason })),
                None => Err(off_already()),
            }
        })?;
        Ok(was)
    }

    /// Records that one run goes on, once: what is there already under the same key stands.
    pub fn override_in(&self, run: &str, reason: Clean, by: Clean, at: Utc, key: &str) -> Result<(), StoreError> {
        self.add(|events| match freeze::open(events) {
            _ if freeze::is_overridden(events, key) => Ok(None),
            Some(_) => Ok(Some(Event::Overridden { run: run.into(), reason, by, at, key: key.into() })),
            None => Err(off_already()),
        })
    }

    /// Durably so.
    pub fn is_overridden(&self, key: &str) -> Result<bool, StoreError> {
        Ok(freeze::is_overridden(&self.journal().read_synced()?, key))
    }

    fn add(&self, line: impl FnOnce(&[Event]) -> Result<Option<Event>, StoreError>) -> Result<(), StoreError> {
        self.journal().change(Make::IfAbsent, |events: Vec<Event>| line(&events)).map(drop)
    }

    fn journal(&self) -> Journal {
        Journal::at(self.path.clone(), &self.aside)
    }
}

fn on_already(on: &Freeze) -> StoreError {
    let what = format!("changes are frozen already, since {} by {}: {}", stamp(on.since), on.by, on.reason);
    StoreError::Already { what, next: Hint::command("duckops freeze status") }
}

fn off_already() -> StoreError {
    StoreError::Already { what: "no change freeze is on".into(), next: Hint::command("duckops freeze status") }
}
