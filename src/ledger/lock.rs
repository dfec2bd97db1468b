//! One writer at a time, whichever process it is in.

use duckops_core::walk::approval::hex;
use sha2::{Digest, Sha256};
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

/// A writer holds the lock for as long as a file takes to be written and synced. Who holds it longer hangs.
const TRIES: u32 = 3000;
const PAUSE: Duration = Duration::from_millis(5);

/// Held as long as this lives; the operating system lets go of it when the process ends.
pub struct Lock {
    _file: File,
}

impl Lock {
    /// `ledger` is where the file really lies, so that two ways to it have one lock.
    pub fn take(state_dir: &Path, ledger: &Path) -> io::Result<Self> {
        let dir = state_dir.join("locks");
        DirBuilder::new().recursive(true).mode(0o700).create(&dir)?;
        let name = hex(&Sha256::digest(ledger.as_os_str().as_bytes())[..8]);
        let flags = super::place::no_follow();
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true).mode(0o600).custom_flags(flags);
        let file = options.open(dir.join(format!("ledger-{name}.lock")))?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => sleep(PAUSE),
                Err(TryLockError::Error(cause)) => return Err(cause),
            }
        }
        Err(io::Error::new(io::ErrorKind::TimedOut, "another duckops has been writing to it for 15 s"))
    }
}
