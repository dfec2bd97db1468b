//! Directories and files that only their owner can use.

use super::error::StoreError;
pub use crate::disk::Make;
use crate::disk::{self, File, PRIVATE};
use rustix::fs::OFlags;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, Metadata, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often, and after which pause, a lock is asked for that is held only while a line is written.
const TRIES: u32 = 1000;
const PAUSE: Duration = Duration::from_millis(5);

/// The state directory itself. It may be a link (state on another disk), its owner and mode count.
pub fn state_dir(dir: &Path) -> Result<(), StoreError> {
    match make(dir) {
        Ok(()) => Ok(()),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
            private(dir, &fs::metadata(dir).map_err(StoreError::reading(dir))?)
        }
        Err(cause) => Err(StoreError::writing(dir)(cause)),
    }
}

/// The same, where there may be none yet.
pub fn state_dir_if_any(dir: &Path) -> Result<(), StoreError> {
    there(dir, fs::metadata(dir))?.map_or(Ok(()), |known| private(dir, &known))
}

/// Whether something can be kept in it.
pub fn writable(dir: &Path) -> Result<(), StoreError> {
    disk::writable(dir).map_err(StoreError::writing(dir))
}

/// A directory within it; never a link.
pub fn private_dir(dir: &Path) -> Result<(), StoreError> {
    match make(dir) {
        Ok(()) => Ok(()),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => known_dir(dir),
        Err(cause) => Err(StoreError::writing(dir)(cause)),
    }
}

/// Refuses what is there instead of a directory of ours.
pub fn known_dir(dir: &Path) -> Result<(), StoreError> {
    no_link(dir, &fs::symlink_metadata(dir).map_err(StoreError::reading(dir))?)
}

/// The same, where there may be none yet.
pub fn known_or_none(dir: &Path) -> Result<(), StoreError> {
    there(dir, fs::symlink_metadata(dir))?.map_or(Ok(()), |known| no_link(dir, &known))
}

fn there(dir: &Path, known: io::Result<Metadata>) -> Result<Option<Metadata>, StoreError> {
    match known {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        known => known.map(Some).map_err(StoreError::reading(dir)),
    }
}

fn no_link(dir: &Path, known: &Metadata) -> Result<(), StoreError> {
    match known.is_symlink() {
        true => Err(StoreError::Link { path: dir.into() }),
        false => private(dir, known),
    }
}

/// Makes one directory that is not there yet, and those above it, for their owner alone.
pub fn make(dir: &Path) -> io::Result<()> {
    disk::make_dir(dir, 0o700)
}

/// The directory that a file of ours is to lie in.
pub fn make_parent(path: &Path) -> Result<(), StoreError> {
    match path.parent().map(make) {
        Some(Err(cause)) if cause.kind() != io::ErrorKind::AlreadyExists => Err(StoreError::writing(path)(cause)),
        _ => Ok(()),
    }
}

fn private(path: &Path, known: &Metadata) -> Result<(), StoreError> {
    if !known.is_dir() {
        let cause = io::Error::from(io::ErrorKind::NotADirectory);
        return Err(StoreError::file(format!("cannot use {}", path.display()), cause));
    }
    ours(path, known)
}

/// A directory or a file: of this user, and for nobody else to write.
fn ours(path: &Path, known: &Metadata) -> Result<(), StoreError> {
    let me = rustix::process::geteuid().as_raw();
    // Root may look into anybody's.
    if me != 0 && known.uid() != me {
        return Err(StoreError::NotOurs { path: path.into() });
    }
    if known.mode() & 0o022 != 0 {
        return Err(StoreError::Open { path: path.into() });
    }
    Ok(())
}

/// Opens a file of ours for reading and appending, never through a planted link. One that is made is durable.
pub fn private_file(path: &Path, make: Make) -> Result<File, StoreError> {
    let file = opened(path, make)?;
    if make != Make::Never {
        disk::sync_parent(path).map_err(StoreError::writing(path))?;
    }
    Ok(file)
}

/// The same of one that may be gone after a loss of power, as a lock may: it is made when there is none.
pub fn passing_file(path: &Path) -> Result<File, StoreError> {
    opened(path, Make::IfAbsent)
}

fn opened(path: &Path, make: Make) -> Result<File, StoreError> {
    let file = disk::open_to_append(path, make, PRIVATE, no_follow());
    let file = file.and_then(only_file).map_err(StoreError::writing(path))?;
    ours(path, &file.metadata().map_err(StoreError::writing(path))?)?;
    Ok(file)
}

/// Puts a file of ours in the place of an older one: a reader sees the whole of either.
pub fn replace(path: &Path, beside: &Path, bytes: &[u8]) -> io::Result<()> {
    disk::replace(path, beside, bytes, PRIVATE)
}

/// The same of what is found out anew when it is gone: it is not durable.
pub fn replace_lightly(path: &Path, beside: &Path, bytes: &[u8]) -> io::Result<()> {
    disk::replace_lightly(path, beside, bytes, PRIVATE)
}

/// A value in the place of an older one, as JSON; each process has its own file beside it.
pub fn replace_json(path: &Path, pid: u32, value: &impl Serialize) -> Result<(), StoreError> {
    replace(path, &beside(path, pid), &json(value)?).map_err(StoreError::writing(path))
}

/// The same of what is found out anew when it is gone: it is not durable.
pub fn note_json(path: &Path, pid: u32, value: &impl Serialize) -> Result<(), StoreError> {
    replace_lightly(path, &beside(path, pid), &json(value)?).map_err(StoreError::writing(path))
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    let text = serde_json::to_string(value).map_err(|cause| StoreError::file("cannot write JSON", cause.into()))?;
    Ok((text + "\n").into_bytes())
}

fn beside(path: &Path, pid: u32) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{pid}"));
    beside.into()
}

/// A value from a file of ours; nothing when there is none, or when what is there makes no sense.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, StoreError> {
    Ok(read(path)?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// Takes a file of ours away, if it is there.
pub fn remove(path: &Path) -> Result<(), StoreError> {
    match disk::remove(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(StoreError::writing(path)(cause)),
        _ => Ok(()),
    }
}

/// Gives a directory of ours another name, durably.
pub fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    disk::rename(from, to).and_then(|()| disk::sync_parent(to)).map_err(StoreError::writing(from))
}

/// Takes an empty directory of ours away, durably.
pub fn remove_empty(dir: &Path) -> Result<(), StoreError> {
    disk::remove_empty(dir).and_then(|()| disk::sync_parent(dir)).map_err(StoreError::writing(dir))
}

/// The whole of a file of ours; nothing when there is none.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    whole(path, |known| ours(path, known))
}

/// What a file of ours says may have been written just before a crash: it is synced before it counts.
pub fn sync(path: &Path) -> Result<(), StoreError> {
    let opened = disk::open(path, no_follow()).and_then(only_file);
    let file = match opened {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened.map_err(StoreError::reading(path))?,
    };
    file.sync_all().and_then(|()| disk::sync_parent(path)).map_err(StoreError::writing(path))
}

/// The whole of a file that somebody named, whosever it is.
pub fn read_named(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    whole(path, |_| Ok(()))
}

fn whole(path: &Path, check: impl Fn(&Metadata) -> Result<(), StoreError>) -> Result<Option<Vec<u8>>, StoreError> {
    let opened = disk::open(path, no_follow()).and_then(only_file);
    let file = match opened {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(StoreError::reading(path))?,
    };
    check(&file.metadata().map_err(StoreError::reading(path))?)?;
    file.read().map(Some).map_err(StoreError::reading(path))
}

/// Waits for a lock, but not for ever: a holder that is stopped would stop everybody.
pub fn lock(file: &File, path: &Path) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(cause)) => return Err(StoreError::writing(path)(cause)),
        }
    }
    Err(StoreError::writing(path)(io::Error::from(io::ErrorKind::TimedOut)))
}

fn only_file(file: File) -> io::Result<File> {
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file")),
    }
}

/// Without waiting either: opening a pipe that somebody put there would block.
fn no_follow() -> OFlags {
    OFlags::NOFOLLOW | OFlags::NONBLOCK
}

/// Run and request ids become names of files: letters, digits and dashes, so that none leads elsewhere.
pub fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// When a file was written last; nothing where that cannot be told.
pub fn modified(path: &Path) -> Option<SystemTime> {
    fs::symlink_metadata(path).and_then(|known| known.modified()).ok()
}

/// The names in a directory; none when there is no such directory.
pub fn names(dir: &Path) -> Result<Vec<String>, StoreError> {
    known_or_none(dir)?;
    let entries = match fs::read_dir(dir) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(StoreError::reading(dir))?,
    };
    let name = |entry: io::Result<fs::DirEntry>| entry.map(|entry| entry.file_name().to_string_lossy().into_owned());
    entries.map(name).collect::<Result<_, _>>().map_err(StoreError::reading(dir))
}
