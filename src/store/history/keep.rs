//! Adding samples, and letting old ones go.

use super::super::error::StoreError;
use super::super::place;
use super::{History, Line};
use crate::disk::{File, FromStart};
use chrono::TimeDelta;
use duckops_core::health::history::Sample;
use duckops_core::time::Utc;
use serde::Deserialize;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// No trend looks further back.
const KEPT: TimeDelta = TimeDelta::days(30);
/// So that the file is not rewritten with every sample that grows too old.
const SLACK: TimeDelta = TimeDelta::days(1);
/// A probe a minute fills 30 days with 86,400 lines, one of status and one of mail, of some 230 bytes.
const MOST_BYTES: u64 = 32 * 1024 * 1024;
/// How many lines are left when it was more.
const LEFT: usize = 100_000;

/// All that must be read of a line to know its age.
#[derive(Deserialize)]
struct Aged {
    at: Utc,
}

impl History {
    /// One writer at a time. The lock is a file of its own: the samples' file is replaced when it is pruned.
    pub(super) fn append(&self, samples: &[Sample]) -> Result<(), StoreError> {
        // One that is there need not be durable for this.
        let make = if self.dir.is_dir() { place::state_dir_if_any } else { place::state_dir };
        make(&self.dir)?;
        let lock_path = self.dir.join("history.lock");
        let lock = place::passing_file(&lock_path)?;
        place::lock(&lock, &lock_path)?;
        let path = self.path();
        let file = place::passing_file(&path)?;
        let text = self.lines(samples)?;
        let ended = ends_a_line(&file).map_err(StoreError::reading(&path))?;
        let text = if ended { text } else { [b"\n".to_vec(), text].concat() };
        file.write_all(&text).map_err(StoreError::writing(&path))?;
        if self.is_full(&file).map_err(StoreError::reading(&path))? { self.prune(&path) } else { Ok(()) }
    }

    pub(super) fn lines(&self, samples: &[Sample]) -> Result<Vec<u8>, StoreError> {
        let mut text = Vec::new();
        for sample in samples {
            let line = Line { sample: sample.clone(), of: self.of.clone() };
            let cannot = |cause: serde_json::Error| StoreError::file("cannot write a sample", cause.into());
            serde_json::to_writer(&mut text, &line).map_err(cannot)?;
            text.push(b'\n');
        }
        Ok(text)
    }

    /// Whether the oldest line is too old, or there may be too many.
    fn is_full(&self, file: &File) -> io::Result<bool> {
        if file.metadata()?.len() > MOST_BYTES {
            return Ok(true);
        }
        let mut first = Vec::new();
        BufReader::new(FromStart(file, 0)).read_until(b'\n', &mut first)?;
        let oldest = serde_json::from_slice::<Aged>(&first);
        Ok(oldest.is_ok_and(|oldest| self.clock.now() - oldest.at > KEPT + SLACK))
    }

    /// Keeps what is young enough, and no more than so many; a line that cannot be read goes.
    fn prune(&self, path: &Path) -> Result<(), StoreError> {
        let bytes = place::read(path)?.unwrap_or_default();
        let oldest = self.clock.now() - KEPT;
        let young = |line: &&[u8]| serde_json::from_slice::<Aged>(line).is_ok_and(|aged| aged.at >= oldest);
        let lines: Vec<_> = bytes.split_inclusive(|byte| *byte == b'\n').filter(young).collect();
        let kept = lines[lines.len().saturating_sub(LEFT)..].concat();
        place::replace(path, &path.with_extension("new"), &kept).map_err(StoreError::writing(path))
    }
}

/// Whether what is added begins a line of its own: a write before it may have been cut off.
fn ends_a_line(file: &File) -> io::Result<bool> {
    let len = file.metadata()?.len();
    let mut last = [b'\n'];
    if len > 0 {
        file.read_exact_at(&mut last, len - 1)?;
    }
    Ok(last == *b"\n")
}
