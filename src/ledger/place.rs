//! A ledger's file: found, read and made.

use crate::disk::{self, File, Make, SHARED};
use rustix::fs::OFlags;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Larger than anything people read; whatever is there, it is no ledger.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Where a ledger really lies. Its directory is made when there is none.
pub fn target(path: &Path) -> io::Result<PathBuf> {
    let (Some(dir), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it has no place"));
    };
    match fs::symlink_metadata(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            make_dirs(dir)?;
            Ok(dir.canonicalize()?.join(name))
        }
        Err(cause) => Err(cause),
        Ok(found) if found.is_symlink() && !is_ours(found.uid()) => {
            Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is a symbolic link of somebody else"))
        }
        Ok(_) => path.canonicalize(),
    }
}

fn make_dirs(dir: &Path) -> io::Result<()> {
    match disk::make_dir(dir, 0o777) {
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => Ok(()),
        made => made,
    }
}

/// Where a ledger lies, or would lie; nothing is made.
pub fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| named(path))
}

/// The same of what bears its name: a link lies here, wherever it leads.
pub fn named(path: &Path) -> PathBuf {
    let beside = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    beside().unwrap_or_else(|| path.into())
}

/// The whole ledger; nothing when there is none.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    there(path)?.map(|file| file.read()).transpose()
}

/// So many bytes of its end, at most; and whether that is all of it.
pub fn read_end(path: &Path, most: u64) -> io::Result<Option<(Vec<u8>, bool)>> {
    let Some(file) = there(path)? else { return Ok(None) };
    let len = file.metadata()?.len();
    let mut bytes = vec![0; usize::try_from(len.min(most)).unwrap_or(0)];
    file.read_exact_at(&mut bytes, len - len.min(most))?;
    Ok(Some((bytes, len <= most)))
}

fn there(path: &Path) -> io::Result<Option<File>> {
    match fs::symlink_metadata(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    open(&target(path)?).map(Some)
}

/// Opens a ledger, nothing else: no directory, no pipe that would wait for ever, no link put there meanwhile.
pub fn open(target: &Path) -> io::Result<File> {
    only_ledger(target)?;
    disk::open(target, OFlags::NOFOLLOW)
}

/// The same, to add to it.
pub fn open_to_append(target: &Path) -> io::Result<File> {
    only_ledger(target)?;
    disk::open_to_append(target, Make::Never, SHARED, OFlags::NOFOLLOW)
}

/// A new ledger.
pub fn create(target: &Path) -> io::Result<File> {
    disk::open_to_append(target, Make::New, SHARED, OFlags::NOFOLLOW)
}

fn only_ledger(target: &Path) -> io::Result<()> {
    let known = fs::symlink_metadata(target)?;
    if !known.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"));
    }
    if known.len() > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 64 MiB"));
    }
    Ok(())
}

fn is_ours(uid: u32) -> bool {
    uid == 0 || uid == rustix::process::geteuid().as_raw()
}
