//! The command that commits a ledger.

use duckops_core::text::{Clean, shell_word};
use std::path::Path;

/// Of no ledger in particular: what holds for several is said once.
const NO_WORK_TREE: &str = "nothing to commit: these logs are in no git work tree";

/// The exact command to type, or why there is none. Only the ledger is committed, whatever else is staged.
pub fn commit(ledger: &Path, id: &str, title: &Clean) -> String {
    // Where the file really lies: git commits a link as a link.
    let path = ledger.canonicalize().unwrap_or_else(|_| ledger.into());
    let (Some(dir), Some(file)) = (path.parent(), path.file_name()) else { return NO_WORK_TREE.into() };
    if !dir.ancestors().any(|dir| dir.join(".git").exists()) {
        return NO_WORK_TREE.into();
    }
    let (dir, file) = (shell_word(&dir.display().to_string()), shell_word(&file.to_string_lossy()));
    let message = shell_word(&format!("{title} (entry {id})"));
    format!("git -C {dir} add -- {file} && git -C {dir} commit -m {message} -- {file}")
}
