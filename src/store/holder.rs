//! One holder a run: a lock of the operating system, and who it is.

use super::error::StoreError;
use super::place::{self, Make};
use crate::disk::File;
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::TryLockError;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Who holds a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    pub who: Clean,
    pub host: Clean,
    pub pid: u32,
    pub since: Utc,
}

/// The lock, held as long as this lives; the operating system lets go of it when the process ends.
#[derive(Debug)]
pub struct Holder {
    file: File,
    path: PathBuf,
}

impl Holder {
    /// Whether somebody has it now.
    pub fn is_taken(path: &Path) -> bool {
        let file = place::private_file(path, Make::Never);
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    pub fn take(path: &Path, me: &Held) -> Result<Self, StoreError> {
        let file = place::passing_file(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Held(holder(path, me)?)),
            Err(TryLockError::Error(cause)) => return Err(StoreError::writing(path)(cause)),
        }
        let text =
            serde_json::to_string(me).map_err(|cause| StoreError::file("cannot write the lock", cause.into()))?;
        file.set_len(0).and_then(|()| file.write_all(text.as_bytes())).map_err(StoreError::writing(path))?;
        Ok(Self { file, path: path.to_path_buf() })
    }

    /// Who holds it; nobody, or a process that is gone, is none.
    pub fn now(path: &Path, me: &Held) -> Result<Option<Held>, StoreError> {
        let file = place::passing_file(path)?;
        match file.try_lock() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => holder(path, me).map(Some),
            Err(TryLockError::Error(cause)) => Err(StoreError::writing(path)(cause)),
        }
    }

    /// Puts another lock in its place, free for whoever comes next. Who held the old one finds that out.
    pub fn take_away(path: &Path, me: &Held) -> Result<(), StoreError> {
        let text = serde_json::to_vec(me).map_err(|cause| StoreError::file("cannot write the lock", cause.into()))?;
        place::replace(path, &path.with_file_name("lock.next"), &text).map_err(StoreError::writing(path))
    }

    /// Whether the lock that is held is still the run's.
    pub fn is_still_ours(&self) -> Result<(), StoreError> {
        let ours = self.file.metadata().map_err(StoreError::reading(&self.path))?;
        match std::fs::symlink_metadata(&self.path) {
            Ok(there) if (there.ino(), there.dev()) == (ours.ino(), ours.dev()) => Ok(()),
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(StoreError::reading(&self.path)(cause)),
            Ok(_) | Err(_) => Err(StoreError::TakenOver { by: self.taker()? }),
        }
    }

    fn taker(&self) -> Result<Option<Held>, StoreError> {
        Ok(place::read(&self.path)?.and_then(|text| serde_json::from_slice(&text).ok()))
    }
}

/// Who wrote that they hold it. Between locking and writing there is a moment in which nobody is named.
fn holder(path: &Path, me: &Held) -> Result<Held, StoreError> {
    for _ in 0..20 {
        let text = place::read(path)?.unwrap_or_default();
        if let Ok(held) = serde_json::from_slice(&text) {
            return Ok(held);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(Held { who: Clean::new("somebody unnamed"), host: Clean::new("unknown"), pid: 0, since: me.since })
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} holds this run since {} (host {}, pid {})", self.who, stamp(self.since), self.host, self.pid)
    }
}
