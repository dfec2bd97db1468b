//! A ledger in its git repository: the command that commits it, and how it was at a commit.

use super::place;
use duckops_core::text::{Clean, shell_word};
use duckops_core::world::{Known, Why, WhyKind};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Of no ledger in particular: what holds for several is said once.
const NO_WORK_TREE: &str = "nothing to commit: these logs are in no git work tree";

/// The exact command to type, or why there is none. Only the ledger is committed, whatever else is staged.
pub fn commit(ledger: &Path, id: &str, title: &Clean) -> String {
    // Where the file really lies: git commits a link as a link.
    let path = place::real(ledger);
    let (Some(dir), Some(file)) = (path.parent(), path.file_name()) else { return NO_WORK_TREE.into() };
    if !is_in_work_tree(dir) {
        return NO_WORK_TREE.into();
    }
    let (dir, file) = (shell_word(&dir.display().to_string()), shell_word(&file.to_string_lossy()));
    let message = shell_word(&format!("{title} (entry {id})"));
    format!("git -C {dir} add -- {file} && git -C {dir} commit -m {message} -- {file}")
}

/// The command that finds the commits of an entry, on any branch; none without a repository.
pub fn find(ledger: &Path, id: &str) -> Option<String> {
    let path = place::real(ledger);
    let (dir, file) = (path.parent()?, path.file_name()?);
    dir.ancestors().find(|dir| dir.join(".git").exists())?;
    let (dir, file) = (shell_word(&dir.display().to_string()), shell_word(&file.to_string_lossy()));
    Some(format!("git -C {dir} log --all --oneline -S {id} -- {file}"))
}

/// How a ledger stands in its clone. What git does not answer is none.
pub struct Clone {
    /// Where the ledger lies in its work tree.
    pub dir: PathBuf,
    /// The command that git merges it with.
    pub driver: Option<String>,
    pub behind: Option<Behind>,
}

/// Commits to the ledger that the upstream branch has, as far as it was fetched, and the checkout has not.
pub struct Behind {
    pub commits: u64,
    pub upstream: String,
}

/// The name under which git knows the driver.
pub const DRIVER: &str = "duckops-log";
/// Statements stand one after the other, so a merge line by line keeps those of both sides.
const SIGNATURES: &str = "*.md.sig merge=union";

/// Found out without git, which need not be there.
fn is_in_work_tree(dir: &Path) -> bool {
    dir.ancestors().any(|dir| dir.join(".git").exists())
}

/// The clone that a ledger is in; none when it is in no work tree.
pub fn clone(ledger: &Path) -> Known<Option<Clone>> {
    let path = place::real(ledger);
    let Some(dir) = path.parent() else { return Ok(None) };
    if !is_in_work_tree(dir) || run(dir, &["rev-parse", "--git-dir"])?.is_none() {
        return Ok(None);
    }
    let driver = line(dir, &["config", "--get", &format!("merge.{DRIVER}.driver")])?;
    Ok(Some(Clone { dir: dir.into(), driver, behind: behind(ledger)? }))
}

/// What `.gitattributes` does not say yet, as lines of it: line ends of a ledger are left alone, its entries are merged
/// by the driver, and signatures of both sides are kept.
pub fn unsaid(ledger: &Path) -> Known<Vec<String>> {
    let path = place::real(ledger);
    let (Some(dir), Some(file)) = (path.parent(), path.file_name()) else { return Ok(Vec::new()) };
    let file = &file.to_string_lossy();
    let signatures = format!("{file}.sig");
    let said = run(dir, &["check-attr", "-z", "text", "merge", "--", file, &signatures])?.unwrap_or_default();
    let said = format!("\0{}", String::from_utf8_lossy(&said));
    let has = |file: &str, name: &str, value: &str| said.contains(&format!("\0{file}\0{name}\0{value}\0"));
    let log =
        (!has(file, "text", "unset") || !has(file, "merge", DRIVER)).then(|| format!("{file} -text merge={DRIVER}"));
    let signed = (!has(&signatures, "merge", "union")).then(|| SIGNATURES.to_owned());
    Ok(log.into_iter().chain(signed).collect())
}

/// Nothing is fetched: it goes by what is known of the upstream branch.
pub fn behind(ledger: &Path) -> Known<Option<Behind>> {
    let path = place::real(ledger);
    let (Some(dir), Some(file)) = (path.parent(), path.file_name()) else { return Ok(None) };
    if !is_in_work_tree(dir) {
        return Ok(None);
    }
    let upstream = line(dir, &["rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}"])?;
    let commits = line(dir, &["rev-list", "--count", "HEAD..@{upstream}", "--", &file.to_string_lossy()])?;
    let commits = commits.and_then(|commits| commits.parse().ok()).filter(|commits| *commits > 0);
    Ok(upstream.zip(commits).map(|(upstream, commits)| Behind { commits, upstream }))
}

fn line(dir: &Path, args: &[&str]) -> Known<Option<String>> {
    Ok(run(dir, args)?.map(|text| String::from_utf8_lossy(&text).trim().to_owned()).filter(|text| !text.is_empty()))
}

/// The bytes of a ledger at a commit; none where it was not there.
pub fn at(ledger: &Path, commit: &str) -> Known<Option<Vec<u8>>> {
    let path = place::real(ledger);
    let (Some(dir), Some(file)) = (path.parent(), path.file_name()) else { return Ok(None) };
    if !is_in_work_tree(dir) {
        let text = format!("{} is in no git work tree: there is no commit to compare it with", ledger.display());
        return Err(Why::absent(text).hint("as it is now, without --since: duckops log verify"));
    }
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
