//! The ledgers' files: people read, edit and commit them; duckops appends, and never rewrites a byte.
//!
//! A ledger may be a symbolic link, as long as it belongs to whoever runs duckops (or to root): a checkout may
//! link its log into another one. A link of somebody else is refused, since it could point anywhere. What it
//! points to is opened without following further.

mod entry;
mod git;
mod lock;
mod place;
mod write;

#[cfg(test)]
mod tests;

use duckops_core::ledger::{Entry, Ledger, deploys};
use duckops_core::text::{Clean, shell_word};
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::{Clock, Durable};
use duckops_core::world::actions::{Plan, ledger::file_name};
use duckops_core::world::observations::Deploys;
use duckops_core::world::{Evidence, Facts, Known, Query, Value, Why, WhyKind};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The ledgers of one directory.
#[derive(Clone)]
pub struct Ledgers {
    dir: PathBuf,
    /// Locks lie here: beside the ledger they would show up in git.
    state_dir: PathBuf,
    /// Whom entries name.
    operator: Clean,
    clock: Arc<dyn Clock>,
}

impl Ledgers {
    pub fn new(dir: PathBuf, state_dir: PathBuf, operator: Clean, clock: Arc<dyn Clock>) -> Self {
        Self { dir, state_dir, operator, clock }
    }

    /// `DIR/GOVERNANCE-LOG.md`.
    pub fn path(&self, ledger: &str) -> PathBuf {
        self.dir.join(file_name(ledger))
    }

    /// Writes a whole ledger where there is none yet: a drill's team has one already.
    pub fn seed(&self, ledger: &str, text: &str) -> io::Result<()> {
        let _lock = self.lock(ledger)?;
        match place::read(&self.path(ledger))? {
            Some(_) => Ok(()),
            None => place::create(&self.path(ledger), text.as_bytes()),
        }
    }

    /// Writes the intent's entry, once: an entry that is there already under the intent's key is left alone.
    pub fn apply(&self, intent: &Durable<Plan>) -> Applied {
        match entry::of(intent, &self.operator) {
            Ok(entry) => self.write(entry),
            Err(why) => Applied::No(why),
        }
    }

    /// Writes an entry, once: one that is there already under its key is left alone.
    pub fn write(&self, entry: Entry) -> Applied {
        let path = self.path(entry.ledger.as_str());
        let lock = match self.lock(entry.ledger.as_str()) {
            Ok(lock) => lock,
            Err(cause) => return Applied::No(write::not_written(&path, &cause)),
        };
        let title = entry.title.clone();
        match write::append(&path, entry) {
            Ok(id) => {
                drop(lock);
                written(&path, &id, &title)
            }
            Err(failed) => failed,
        }
    }

    /// Whether the intent's entry is in its ledger.
    pub fn look_back(&self, intent: &Durable<Plan>) -> Applied {
        match entry::of(intent, &self.operator) {
            Ok(entry) => self.find(&entry),
            Err(why) => Applied::No(why),
        }
    }

    /// Whether an entry is in its ledger, by its key.
    pub fn find(&self, entry: &Entry) -> Applied {
        let path = self.path(entry.ledger.as_str());
        let found = |bytes: Option<Vec<u8>>| {
            write::find_durable(&path, &Ledger::parse(bytes.as_deref().unwrap_or_default()), entry)
        };
        match place::read(&path).and_then(found) {
            Ok(Some(id)) => written(&path, &id, &entry.title),
            Ok(None) => Applied::No(Why::absent(format!("{} has no entry of this step", path.display()))),
            Err(cause) => Applied::CannotTell(could_not_read(&path, &cause)),
        }
    }

    /// The bytes of a ledger; nothing when there is none.
    pub fn read(&self, ledger: &str) -> Known<Option<Vec<u8>>> {
        let path = self.path(ledger);
        place::read(&path).map_err(|cause| could_not_read(&path, &cause))
    }

    /// The bytes of a ledger at a commit of the repository that it is in; nothing when it was not there.
    pub fn at_commit(&self, ledger: &str, commit: &str) -> Known<Option<Vec<u8>>> {
        git::at(&self.path(ledger), commit)
    }

    /// Whom entries name.
    pub fn operator(&self) -> &Clean {
        &self.operator
    }

    /// What DEPLOY-LOG.md says.
    pub fn look_deploys(&self, query: &Query) -> Evidence {
        let (at, start) = (self.clock.now(), self.clock.elapsed());
        let path = self.path("deploy");
        let read = place::read(&path);
        let bytes = read.as_ref().map_or(0, |bytes| bytes.as_ref().map_or(0, Vec::len));
        let (facts, summary) = match read {
            Ok(bytes) => deploy_facts(&bytes.unwrap_or_default(), query, &path),
            Err(cause) => failed(&could_not_read(&path, &cause)),
        };
        Evidence {
            query: query.clone(),
            request: Clean::new(format!("read {}", path.display())),
            summary,
            at,
            took: self.clock.elapsed().checked_sub(start).unwrap_or(Duration::ZERO),
            bytes: u64::try_from(bytes).unwrap_or(u64::MAX),
            facts: facts.into_facts(),
        }
    }

    fn lock(&self, ledger: &str) -> io::Result<lock::Lock> {
        lock::Lock::take(&self.state_dir, &place::target(&self.path(ledger))?)
    }
}

fn deploy_facts(bytes: &[u8], query: &Query, path: &Path) -> (Deploys, Clean) {
    let shown = Clean::new(path.display().to_string());
    let version = |name: &str| query.args.get(name).map(|_| query.text(name)).transpose();
    let (other_than, of) = match version("other_than").and_then(|other_than| Ok((other_than, version("of")?))) {
        Ok(versions) => versions,
        Err(why) => return failed(&why),
    };
    let read = deploys::read(bytes);
    let Some(newest) = read.last() else { return failed(&deploys::no_entry(&shown)) };
    let many = if read.len() == 1 { "1 entry".into() } else { format!("{} entries", read.len()) };
    let summary = format!("{many}, the newest: version {} {}", newest.version, newest.state.text());
    (
        deploys::facts(&read, deploys::Asked { other_than: other_than.as_ref(), of: of.as_ref() }, &shown),
        Clean::new(summary),
    )
}

fn failed(why: &Why) -> (Deploys, Clean) {
    (Deploys::unknown(why), why.text.clone())
}

fn could_not_read(path: &Path, cause: &io::Error) -> Why {
    Why::new(WhyKind::File, format!("{} cannot be read: {cause}", path.display()))
        .hint(format!("ls -l {}", shell_word(&path.display().to_string())))
}

/// The outputs that later steps can name.
fn written(path: &Path, id: &str, title: &Clean) -> Applied {
    let text = |text: String| Value::Text(Clean::new(text));
    Applied::Yes(
        [
            ("entry", text(id.into())),
            ("path", text(path.display().to_string())),
            ("commit", text(git::commit(path, id, title))),
        ]
        .map(|(name, value)| (name.to_string(), value))
        .into(),
    )
}
