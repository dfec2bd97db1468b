//! A ledger in its git repository: the command that commits it, and how it was at a commit.

use duckops_core::text::{Clean, shell_word};
use duckops_core::world::{Known, Why, WhyKind};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Of no ledger in particular: what holds for several is said once.
const NO_WORK_TREE: &str = "nothing to commit: these logs are in no git work tree";

/// The exact command to type, or why there is none. Only the ledger is committed, whatever else is staged.
pub fn commit(ledger: &Path, id: &str, title: &Clean) -> String {
    let path = real(ledger);
    let (Some(dir), Some(file)) = (path.parent(), path.file_name()) else { return NO_WORK_TREE.into() };
    if !dir.ancestors().any(|dir| dir.join(".git").exists()) {
        return NO_WORK_TREE.into();
    }
    let (dir, file) = (shell_word(&dir.display().to_string()), shell_word(&file.to_string_lossy()));
    let message = shell_word(&format!("{title} (entry {id})"));
    format!("git -C {dir} add -- {file} && git -C {dir} commit -m {message} -- {file}")
}

/// Where the file really lies: git commits a link as a link.
fn real(ledger: &Path) -> PathBuf {
    ledger.canonicalize().unwrap_or_else(|_| ledger.into())
}

/// The bytes of a ledger at a commit; none where it was not there.
pub fn at(ledger: &Path, commit: &str) -> Known<Option<Vec<u8>>> {
    let path = real(ledger);
    let (Some(dir), Some(file)) = (path.parent(), path.file_name()) else { return Ok(None) };
    let wanted = format!("{commit}^{{commit}}");
    let found = run(dir, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
    let found = found.ok_or_else(|| Why::absent(format!("git knows no commit `{commit}` in {}", dir.display())))?;
    let hash = String::from_utf8_lossy(&found).trim().to_owned();
    let file = format!("./{}", file.to_string_lossy());
    let listed = run(dir, &["ls-tree", "--name-only", &hash, "--", &file])?;
    if listed.is_none_or(|names| names.is_empty()) {
        return Ok(None);
    }
    let name = format!("{hash}:{file}");
    let unreadable = || Why::new(WhyKind::File, format!("git cannot read {name}"));
    run(dir, &["cat-file", "blob", &name])?.ok_or_else(unreadable).map(Some)
}

/// What git says on stdout; nothing when it says no.
fn run(dir: &Path, args: &[&str]) -> Known<Option<Vec<u8>>> {
    let output = Command::new("git").arg("-C").arg(dir).args(args).output();
    let output = output.map_err(|cause| Why::new(WhyKind::File, format!("git cannot be run: {cause}")))?;
    Ok(output.status.success().then_some(output.stdout))
}
