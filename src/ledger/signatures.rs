//! What people signed of a ledger, in a file beside it: `GOVERNANCE-LOG.md.sig`.

use super::lock::Held;
use super::put::{self, Failed};
use super::{Ledgers, could_not_read, place};
use crate::disk::sync_parent;
use duckops_core::world::{Known, Why, WhyKind};
use std::path::{Path, PathBuf};

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
        let cannot = |cause: std::io::Error| not_signed(&path, Failed::Clean(cause));
        let held = Held::take(&path).map_err(cannot)?;
        let before = held.read().map_err(cannot)?;
        let start = if before.is_empty() || before.ends_with(b"\n") { "" } else { "\n" };
        let put = put::put(&held.file, format!("{start}{signed}").as_bytes());
        let synced = put.and_then(|()| sync_parent(&held.target).map_err(Failed::Unsynced));
        synced.map_err(|failed| not_signed(&path, failed))?;
        Ok(path.clone())
    }
}

fn not_signed(path: &Path, failed: Failed) -> Why {
    let file = path.display();
    let (text, hint) = match failed {
        Failed::Clean(cause) => {
            (format!("nothing was written to {file}: {cause}"), "mend the disk or the permissions, then sign again")
        }
        Failed::Unsynced(cause) => (
            format!("the statement is in {file}, but the disk does not confirm it: {cause}"),
            "see whether it still stands there once the disk is well",
        ),
        Failed::Torn(cause) => (
            format!("a part of the statement may be at the end of {file}: {cause}"),
            "once the disk is well, take that part out of the file and sign again",
        ),
    };
    Why::new(WhyKind::File, text).hint(hint)
}
