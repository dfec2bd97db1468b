//! A stream of events that many processes read and add to: each change is made under the file's lock.

use super::aside;
use super::error::StoreError;
use super::place::{self, Make};
use super::stream::{Lines, Rest, Writer};
use crate::untold::Untold;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::walk::ports::Clock;
use duckops_core::world::{Evidence, Facts, Query};
use serde::{Serialize, de::DeserializeOwned};
use std::path::PathBuf;

pub struct Journal {
    path: PathBuf,
    aside: Untold,
}

impl Journal {
    pub fn at(path: PathBuf, aside: &Untold) -> Self {
        Self { path, aside: aside.clone() }
    }

    /// What it holds; nothing when there is none yet. A last line that was cut off was never acknowledged.
    pub fn read<T: DeserializeOwned>(&self) -> Result<Vec<T>, StoreError> {
        match place::read(&self.path)? {
            Some(bytes) => Ok(Lines::of(&bytes).sound(&self.path)?.items),
            None => Ok(Vec::new()),
        }
    }

    /// The same, durable: what it holds may have been written just before a crash.
    pub fn read_synced<T: DeserializeOwned>(&self) -> Result<Vec<T>, StoreError> {
        place::sync(&self.path)?;
        self.read()
    }

    /// Adds the line that `line` makes of what is there, while nobody else does. It is durable when this returns.
    pub fn change<T: Serialize + DeserializeOwned>(
        &self,
        make: Make,
        line: impl FnOnce(Vec<T>) -> Result<Option<T>, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        if make != Make::Never {
            place::make_parent(&self.path)?;
        }
        let file = place::private_file(&self.path, make)?;
        place::lock(&file, &self.path)?;
        let lines = Lines::of(&place::read(&self.path)?.unwrap_or_default()).sound(&self.path)?;
        let mut writer = Writer::new(&self.path, file, lines.digest, lines.whole);
        if let Rest::Torn(torn) = &lines.rest {
            self.aside.note(aside::keep(torn, &self.path)?);
            writer.cut()?;
        }
        line(lines.items)?.map(|line| writer.append(&line)).transpose()
    }

    /// One look at it: the facts and one line about them, or why it cannot be read.
    pub fn look<T: DeserializeOwned, F: Facts>(
        &self,
        query: &Query,
        clock: &dyn Clock,
        facts: impl FnOnce(&[T], Utc) -> (F, String),
    ) -> Evidence {
        let (at, start) = (clock.now(), clock.elapsed());
        let (facts, summary) = match self.read() {
            Ok(events) => facts(&events, at),
            Err(error) => {
                let why = error.why();
                (F::unknown(&why), why.text.as_str().to_owned())
            }
        };
        Evidence {
            query: query.clone(),
            request: Clean::new(format!("read {}", self.path.display())),
            summary: Clean::new(summary),
            at,
            took: clock.elapsed().saturating_sub(start),
            bytes: std::fs::metadata(&self.path).map_or(0, |file| file.len()),
            facts: facts.into_facts(),
        }
    }
}
