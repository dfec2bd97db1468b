//! What people signed of a ledger, in a file beside it: `GOVERNANCE-LOG.md.sig`.

use super::lock::Held;
use super::{Ledgers, could_not_read, place, write};
use crate::disk::sync_parent;
use duckops_core::world::Known;
use std::path::PathBuf;

impl Ledgers {
    /// `DIR/GOVERNANCE-LOG.md.sig`.
    pub fn signatures_path(&self, ledger: &str) -> PathBuf {
        let mut path = self.path(ledger).into_os_string();
        path.push(".sig");
        path.into()
    }

    /// Its text; nothing when nobody has signed.
    pub fn signatures(&self, ledger: &str) -> Known<String> {
        let path = self.signatures_path(ledger);
        let bytes = place::read(&path).map_err(|cause| could_not_read(&path, &cause))?;
        Ok(String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned())
    }

    /// Adds a statement at the end, on lines of its own.
    pub fn add_signature(&self, ledger: &str, signed: &str) -> Known<PathBuf> {
        let path = self.signatures_path(ledger);
        let cannot = |cause: std::io::Error| write::not_written(&path, &cause);
        let held = Held::take(&path).map_err(cannot)?;
        let before = held.read().map_err(cannot)?;
        let start = if before.is_empty() || before.ends_with(b"\n") { "" } else { "\n" };
        let written = held.file.write_all(format!("{start}{signed}").as_bytes());
        let synced = written.and_then(|()| held.file.sync_all()).and_then(|()| sync_parent(&held.target));
        synced.map_err(cannot)?;
        Ok(path.clone())
    }
}
