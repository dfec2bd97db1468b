//! Taking runs away that nobody will read again.

use super::Store;
use super::error::StoreError;
use super::holder::{Held, Holder};
use super::place;
use duckops_core::walk::event::Recorded;
use std::path::Path;

/// What a run is called while it is being taken away: no id, so no list shows it.
const GONE: &str = "gone";

impl Store {
    /// Takes a run away, and what was asked of it, if it is still as it was seen: nobody holds it, and nothing was added.
    /// It is gone when this returns; a crash leaves all of it, or nothing that counts.
    pub fn remove_run(&self, seen: &[Recorded], id: &str, me: &Held) -> Result<bool, StoreError> {
        let id = self.existing(id)?;
        let dir = self.run_dir(&id);
        let holder = Holder::take(&dir.join("lock"), me)?;
        if self.read(&id)? != seen {
            return Ok(false);
        }
        let gone = dir.with_extension(GONE);
        place::rename(&dir, &gone)?;
        drop(holder);
        remove_folder(&gone)?;
        self.approvals().remove_of(&id)?;
        Ok(true)
    }

    /// What a crash left of runs that were being taken away.
    pub fn finish_removals(&self) -> Result<(), StoreError> {
        for name in place::names(&self.runs())? {
            if let Some((id, GONE)) = name.split_once('.') {
                remove_folder(&self.runs().join(&name))?;
                self.approvals().remove_of(id)?;
            }
        }
        Ok(())
    }
}

/// With the files in it, of which none is a directory.
fn remove_folder(dir: &Path) -> Result<(), StoreError> {
    for name in place::names(dir)? {
        place::remove(&dir.join(name))?;
    }
    place::remove_empty(dir)
}
