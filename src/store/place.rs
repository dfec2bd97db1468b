//! Directories and files that only their owner can use.

use super::error::StoreError;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

/// Makes a directory for its owner alone; its parents as usual.
pub fn private_dir(dir: &Path) -> Result<(), StoreError> {
    if let Some(parent) = dir.parent() {
        std::fs::create_dir_all(parent).map_err(StoreError::writing(parent))?;
    }
    match DirBuilder::new().mode(0o700).create(dir) {
        Ok(()) => sync_parent(dir),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => not_open(dir),
        Err(cause) => Err(StoreError::writing(dir)(cause)),
    }
}

fn not_open(dir: &Path) -> Result<(), StoreError> {
    let known = std::fs::metadata(dir).map_err(StoreError::reading(dir))?;
    if known.mode() & 0o022 != 0 {
        return Err(StoreError::Open { dir: dir.into() });
    }
    Ok(())
}

/// A new entry of a directory is durable when the directory is.
pub fn sync_parent(path: &Path) -> Result<(), StoreError> {
    let Some(parent) = path.parent() else { return Ok(()) };
    File::open(parent).and_then(|dir| dir.sync_all()).map_err(StoreError::writing(parent))
}

/// Opens a file of ours for appending, never through a planted link.
pub fn private_file(path: &Path, new: bool) -> Result<File, StoreError> {
    let flags = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or(0);
    let mut options = OpenOptions::new();
    options.read(true).append(true).mode(0o600).custom_flags(flags);
    let options = if new { options.create_new(true) } else { options.create(true) };
    options.open(path).map_err(StoreError::writing(path))
}
