//! What status reported, kept over time: `history.jsonl` of a state directory, one sample a line.
//!
//! A sample is of one stack: its API, its account and, for a simulated one, its drill. A line that was cut off, or
//! that this duckops cannot read, is passed over and counted. Samples are no record of what was done: losing one
//! costs nothing but a point on a curve, so they are not synced, and a failing write breaks no look.

mod keep;
mod look;

pub use look::Trend;
#[cfg(test)]
mod tests;

use super::error::StoreError;
use super::place;
use chrono::TimeDelta;
use duckops_core::health::history::Sample;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::walk::ports::Clock;
use duckops_core::world::Evidence;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Which stack a sample is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Of {
    pub api: Clean,
    pub account: Clean,
    /// One simulated stack from its beginning to its end; nothing for a real one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub drill: Option<Clean>,
}

/// The samples of one stack in a state directory.
pub struct History {
    dir: PathBuf,
    of: Of,
    clock: Arc<dyn Clock>,
    trouble: OnceLock<String>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    sample: Sample,
    #[serde(flatten)]
    of: Of,
}

/// What the file holds of one stack.
#[derive(Debug, Default, PartialEq)]
struct Kept {
    samples: Vec<Sample>,
    /// Lines that could not be read.
    skipped: usize,
    bytes: usize,
}

impl History {
    pub fn new(dir: &Path, of: Of, clock: Arc<dyn Clock>) -> Self {
        Self { dir: dir.into(), of, clock, trouble: OnceLock::new() }
    }

    /// Keeps what a look at status reported. Other looks, and those that got no 200, are nothing to keep.
    pub fn keep(&self, evidence: &Evidence) {
        if let Some(sample) = Sample::of(evidence) {
            self.or_trouble(self.append(&[sample]));
        }
    }

    /// Gives a stack a past, unless it has one.
    pub fn begin(&self, past: &[Sample]) {
        let begun = self.read(Utc::MIN_UTC).map(|kept| !kept.samples.is_empty());
        self.or_trouble(begun.and_then(|begun| if begun { Ok(()) } else { self.append(past) }));
    }

    /// Why samples are not kept, when they are not.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.get().map(String::as_str)
    }

    fn or_trouble(&self, kept: Result<(), StoreError>) {
        if let Err(error) = kept {
            self.trouble.get_or_init(|| error.to_string());
        }
    }

    fn path(&self) -> PathBuf {
        self.dir.join("history.jsonl")
    }

    /// The samples since a moment. Lines follow each other in time, but for the past that a drill brings along: so it
    /// goes from the newest back, and a day further than asked for.
    fn read(&self, since: Utc) -> Result<Kept, StoreError> {
        let bytes = place::read(&self.path())?.unwrap_or_default();
        let mut kept = Kept { bytes: bytes.len(), ..Kept::default() };
        let far = since.checked_sub_signed(TimeDelta::days(1)).unwrap_or(since);
        // Without its end, the last line may be under way just now.
        let lines = bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n"));
        for line in lines.rev() {
            match serde_json::from_slice::<Line>(line) {
                Ok(line) if line.sample.at < far => break,
                Ok(line) if line.of == self.of && line.sample.at >= since => kept.samples.push(line.sample),
                Ok(_) => {}
                Err(_) => kept.skipped += 1,
            }
        }
        kept.samples.reverse();
        Ok(kept)
    }
}
