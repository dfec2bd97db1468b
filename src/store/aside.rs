//! What a crash cut off in the middle of a line is kept beside the file, and told once.

use super::error::StoreError;
use super::place::{self, Make};
use std::io::Write;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What was set aside and is still to be told. Stores that were given the same one tell it together.
#[derive(Clone, Default)]
pub struct Aside(Arc<Mutex<Vec<PathBuf>>>);

impl Aside {
    /// The files that hold what was cut off, each once.
    pub fn take(&self) -> Vec<PathBuf> {
        mem::take(&mut *self.kept())
    }

    pub(super) fn note(&self, path: PathBuf) {
        let mut kept = self.kept();
        if !kept.contains(&path) {
            kept.push(path);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        // A list of paths is whole whatever its last holder did.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds what was cut off from a file to what is kept of it: `events.torn` beside `events.jsonl`.
pub fn keep(torn: &[u8], file: &Path) -> Result<PathBuf, StoreError> {
    let path = file.with_extension("torn");
    let mut kept = place::private_file(&path, Make::IfAbsent)?;
    let written = kept.write_all(torn).and_then(|()| kept.write_all(b"\n")).and_then(|()| kept.sync_all());
    written.map_err(StoreError::writing(&path))?;
    Ok(path)
}
