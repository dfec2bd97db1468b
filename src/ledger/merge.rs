//! Merges the files that git hands to a merge driver.

use super::place;
use crate::disk;
use duckops_core::ledger::merge::{self, Merged};
use std::io;
use std::path::Path;

/// Writes the merged ledger into `ours`. They are git's own files of this moment: nobody else writes to them.
pub fn merge(base: &Path, ours: &Path, theirs: &Path) -> io::Result<Merged> {
    let read = |path: &Path| Ok::<_, io::Error>(place::read(path)?.unwrap_or_default());
    let merged = merge::merge(&read(base)?, &read(ours)?, &read(theirs)?);
    disk::overwrite(ours, &merged.bytes)?;
    Ok(merged)
}
