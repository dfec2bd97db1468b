//! A ledger's file: found, read and made.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
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
            DirBuilder::new().recursive(true).create(dir)?;
            Ok(dir.canonicalize()?.join(name))
        }
        Err(cause) => Err(cause),
        Ok(found) if found.is_symlink() && !is_ours(found.uid()) => {
            Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is a symbolic link of somebody else"))
        }
        Ok(_) => path.canonicalize(),
    }
}

/// Where a ledger lies, or would lie; nothing is made.
pub fn real(path: &Path) -> PathBuf {
    let beside = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(beside).unwrap_or_else(|| path.into())
}

/// The whole ledger; nothing when there is none.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    let mut bytes = Vec::new();
    open(&target(path)?, OpenOptions::new().read(true))?.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Opens a ledger, nothing else: no directory, no pipe that would wait for ever, no link put there meanwhile.
pub fn open(target: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let known = fs::symlink_metadata(target)?;
    if !known.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"));
    }
    if known.len() > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 64 MiB"));
    }
    options.custom_flags(no_follow()).open(target)
}

/// A new file is durable when its directory is.
pub fn sync_dir(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all())
}

pub fn no_follow() -> i32 {
    rustix::fs::OFlags::NOFOLLOW.bits().cast_signed()
}

fn is_ours(uid: u32) -> bool {
    uid == 0 || uid == rustix::process::geteuid().as_raw()
}
