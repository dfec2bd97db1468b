//! What a crash cut off in the middle of a line is kept beside the file.

use super::error::StoreError;
use super::place::{self, Make};
use std::path::{Path, PathBuf};

/// Adds what was cut off from a file to what is kept of it: `events.torn` beside `events.jsonl`.
pub fn keep(torn: &[u8], file: &Path) -> Result<PathBuf, StoreError> {
    let path = file.with_extension("torn");
    let kept = place::private_file(&path, Make::IfAbsent)?;
    let written = kept.write_all(torn).and_then(|()| kept.write_all(b"\n")).and_then(|()| kept.sync_all());
    written.map_err(StoreError::writing(&path))?;
    Ok(path)
}
