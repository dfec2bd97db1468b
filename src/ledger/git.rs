//! The command that commits a ledger.

use duckops_core::text::Clean;
use std::path::Path;

/// The exact command to type, or why there is none. Only the ledger is committed, whatever else is staged.
pub fn commit(ledger: &Path, id: &str, title: &Clean) -> String {
    // Where the file really lies: git commits a link as a link.
    let path = ledger.canonicalize().unwrap_or_else(|_| ledger.into());
    let (Some(dir), Some(file)) = (path.parent(), path.file_name()) else { return no_work_tree(ledger) };
    if !dir.ancestors().any(|dir| dir.join(".git").exists()) {
        return no_work_tree(dir);
    }
    let (dir, file) = (quoted(&dir.display().to_string()), quoted(&file.to_string_lossy()));
    let message = quoted(&format!("{title} (entry {id})"));
    format!("git -C {dir} add -- {file} && git -C {dir} commit -m {message} -- {file}")
}

fn no_work_tree(dir: &Path) -> String {
    format!("not committed: {} is in no git work tree", dir.display())
}

/// As one word of a shell command.
pub fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./,:=@%+".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.into(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}
