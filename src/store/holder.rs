//! One holder a run: a lock of the operating system, and who it is.

use super::error::StoreError;
use super::place;
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

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
    _file: File,
}

impl Holder {
    pub fn take(path: &Path, me: &Held) -> Result<Self, StoreError> {
        let mut file = place::private_file(path, false)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Held(holder(&mut file, path)?)),
            Err(TryLockError::Error(cause)) => return Err(StoreError::writing(path)(cause)),
        }
        let text = serde_json::to_string(me).map_err(|cause| StoreError::file("cannot write the lock", cause.into()))?;
        file.set_len(0).and_then(|()| file.write_all(text.as_bytes())).map_err(StoreError::writing(path))?;
        Ok(Self { _file: file })
    }
}

fn holder(file: &mut File, path: &Path) -> Result<Held, StoreError> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_string(&mut text)).map_err(StoreError::reading(path))?;
    serde_json::from_str(&text).map_err(|cause| StoreError::file("somebody holds the run; who is not readable", cause.into()))
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} holds this run since {} (host {}, pid {})", self.who, stamp(self.since), self.host, self.pid)
    }
}
