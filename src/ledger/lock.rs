//! One writer at a time, whichever process, user or state directory it is of: the lock is on the ledger itself.

use super::place;
use crate::disk::{self, File};
use std::fs::TryLockError;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

/// A writer holds the lock for as long as a file takes to be written and synced. Who holds it longer hangs.
const TRIES: u32 = 7500;
const PAUSE: Duration = Duration::from_millis(2);
/// The last two lines of an entry, in bytes.
const END: u64 = 96;

/// A ledger to append to. The operating system lets go of it when the process ends.
pub struct Held {
    pub file: File,
    /// Where it really lies.
    pub target: PathBuf,
    /// There was none before.
    made: bool,
}

impl Held {
    pub fn take(path: &Path) -> io::Result<Self> {
        for _ in 0..TRIES {
            let target = place::target(path)?;
            let Some((file, made)) = open(&target)? else { continue };
            match file.try_lock() {
                Ok(()) if is_at(&file, &target) => return Ok(Self { file, target, made }),
                // Git, or an editor, has put another file in its place.
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => sleep(PAUSE),
                Err(TryLockError::Error(cause)) => return Err(cause),
            }
        }
        Err(io::Error::new(io::ErrorKind::TimedOut, "another duckops has been writing to it for 15 s"))
    }

    pub fn read(&self) -> io::Result<Vec<u8>> {
        self.file.read()
    }

    /// The last bytes of so many: the digest of the newest entry, and how its lines end.
    pub fn end(&self, len: u64) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(len.min(END)).unwrap_or(0)];
        self.file.read_exact_at(&mut bytes, len - len.min(END))?;
        Ok(bytes)
    }
}

impl Drop for Held {
    /// A file that was made to be locked and got nothing is no ledger.
    fn drop(&mut self) {
        if self.made && self.file.metadata().is_ok_and(|file| file.len() == 0) && is_at(&self.file, &self.target) {
            let _ = disk::remove(&self.target);
        }
    }
}

/// The file, made when there is none, and whether it was; nothing when somebody else was faster.
fn open(target: &Path) -> io::Result<Option<(File, bool)>> {
    match place::open_to_append(target) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
        opened => return opened.map(|file| Some((file, false))),
    }
    match place::create(target) {
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Ok(None),
        made => made.map(|file| Some((file, true))),
    }
}

fn is_at(file: &File, target: &Path) -> bool {
    let same =
        |there: std::fs::Metadata| Ok((there.dev(), there.ino()) == (file.metadata()?.dev(), file.metadata()?.ino()));
    std::fs::symlink_metadata(target).and_then(same).unwrap_or(false)
}
