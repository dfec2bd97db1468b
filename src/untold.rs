//! Files of which something is still to be told, once: whoever mends one has no screen.

use std::mem;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Those that were given the same one tell it together.
#[derive(Clone, Default)]
pub struct Untold(Arc<Mutex<Vec<PathBuf>>>);

impl Untold {
    /// The files noted since this was asked last, each once.
    pub fn take(&self) -> Vec<PathBuf> {
        mem::take(&mut *self.paths())
    }

    pub fn note(&self, path: PathBuf) {
        let mut paths = self.paths();
        if !paths.contains(&path) {
            paths.push(path);
        }
    }

    fn paths(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        // A list of paths is whole whatever its last holder did.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
