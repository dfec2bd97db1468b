//! The ledgers' files: people read, edit and commit them; duckops appends, and never rewrites a byte.
//!
//! A ledger may be a symbolic link, as long as it belongs to whoever runs duckops (or to root): a checkout may
//! link its log into another one. A link of somebody else is refused, since it could point anywhere. What it
//! points to is opened without following further.

mod entry;
mod git;
mod lock;
mod merge;
mod place;
mod put;
mod signatures;
mod write;

#[cfg(test)]
mod tests;

pub use git::{Behind, DRIVER};
pub use merge::merge;

use crate::disk::{self, sync_parent};
use crate::untold::Untold;
use duckops_core::ledger::anchor::{Keep, Noted, part_of};
use duckops_core::ledger::{Entry, Ledger, deploys};
use duckops_core::text::{Clean, shell_word};
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::{Clock, Durable};
use duckops_core::world::actions::{Plan, ledger::file_name};
use duckops_core::world::observations::Deploys;
use duckops_core::world::{Evidence, Facts, Known, Query, Value, Why, WhyKind};
use lock::Held;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use write::Writing;

/// What helps a run whose entry was not written.
pub const IN_A_RUN: &str =
    "the run keeps what the entry says: mend the disk or the permissions, then do this step again";

/// The ledgers of one directory.
#[derive(Clone)]
pub struct Ledgers {
    dir: PathBuf,
    /// What is known of them.
    keep: Arc<dyn Keep>,
    /// Whom entries name.
    operator: Clean,
    /// Those in which an entry that was cut off was written to its end, to be told once.
    mended: Untold,
    clock: Arc<dyn Clock>,
}

impl Ledgers {
    pub fn new(dir: PathBuf, keep: Arc<dyn Keep>, operator: Clean, clock: Arc<dyn Clock>) -> Self {
        Self { dir, keep, operator, mended: Untold::default(), clock }
    }

    /// `DIR/GOVERNANCE-LOG.md`.
    pub fn path(&self, ledger: &str) -> PathBuf {
        self.dir.join(file_name(ledger))
    }

    /// Writes a whole ledger where there is none yet: a drill's team has one already. One that was cut off is written
    /// to its end.
    pub fn seed(&self, ledger: &str, text: &str) -> io::Result<()> {
        // Where nothing can be written, what is there already is still to be read.
        match place::read(&self.path(ledger))? {
            Some(there) if there == text.as_bytes() => return write::durable(&self.path(ledger)),
            Some(there) if part_of(text.as_bytes(), &there).is_none() => return Ok(()),
            _ => {}
        }
        let held = Held::take(&self.path(ledger))?;
        let there = held.read()?;
        let Some(len) = part_of(text.as_bytes(), &there) else { return Ok(()) };
        put::take_zeros_away(&held.file, len)?;
        held.file.write_all(&text.as_bytes()[len..])?;
        held.file.sync_all()?;
        sync_parent(&held.target)
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
        let held = match Held::take(&path) {
            Ok(held) => held,
            Err(cause) => return Applied::No(put::not_written(&path, &cause)),
        };
        let title = entry.title.clone();
        let writing = Writing { path: &path, held: &held, keep: self.keep.as_ref() };
        match writing.append(entry) {
            Ok(appended) => {
                if appended.mended {
                    self.mended.note(path.clone());
                }
                drop(held);
                written(&path, &appended.id, &title)
            }
            Err(failed) => failed,
        }
    }

    /// The ledgers that were mended since this was asked last.
    pub fn take_mended(&self) -> Vec<PathBuf> {
        self.mended.take()
    }

    /// Whether the intent's entry is in its ledger.
    pub fn look_back(&self, intent: &Durable<Plan>) -> Applied {
        match entry::of(intent, &self.operator) {
            Ok(entry) => self.find(&entry),
            Err(why) => Applied::No(why),
        }
    }

    /// Whether an entry is in its ledger.
    pub fn find(&self, entry: &Entry) -> Applied {
        let path = self.path(entry.ledger.as_str());
        let bytes = match place::read(&path) {
            Ok(bytes) => bytes.unwrap_or_default(),
            Err(cause) => return Applied::CannotTell(could_not_read(&path, &cause)),
        };
        match write::find(&path, &Ledger::parse(&bytes), entry) {
            Ok(Some(id)) => written(&path, &id, &entry.title),
            Ok(None) => Applied::No(Why::absent(format!("{} has no entry of this step", path.display()))),
            Err(why) => Applied::CannotTell(why),
        }
    }

    /// The entries that were written from here and are not in a ledger.
    pub fn missing(&self, ledger: &str) -> Known<usize> {
        if let Some(known) = self.missing_as_left(ledger) {
            return Ok(known);
        }
        let noted = self.noted(ledger)?;
        if noted.written.is_empty() {
            return Ok(0);
        }
        Ok(missing_in(&noted, &Ledger::parse(&self.read(ledger)?.unwrap_or_default())))
    }

    /// The same, when nobody has touched the ledger since it was written to from here. What was written under the name
    /// of a link is for who reads the ledger.
    fn missing_as_left(&self, ledger: &str) -> Option<usize> {
        let path = self.path(ledger);
        let real = place::real(&path);
        let left = self.keep.left(&real).filter(|_| real == place::named(&path))?;
        let same = disk::stamp_at(&real).is_ok_and(|file| file == left.file);
        same.then_some(left.before.missing)
    }

    /// What is known of a ledger. It is asked before the ledger is read: what is written in between is not missing.
    pub fn noted(&self, ledger: &str) -> Known<Noted> {
        let path = self.path(ledger);
        let (real, named) = (place::real(&path), place::named(&path));
        let mut noted = self.keep.noted(&real)?;
        // What was written here before a link took its place is still to be there.
        if named != real {
            noted.written.extend(self.keep.noted(&named)?.written);
        }
        Ok(noted)
    }

    /// The bytes of a ledger; nothing when there is none.
    pub fn read(&self, ledger: &str) -> Known<Option<Vec<u8>>> {
        let path = self.path(ledger);
        place::read(&path).map_err(|cause| could_not_read(&path, &cause))
    }

    /// So many bytes of the end of a ledger, at most; and whether that is all of it. Nothing when there is none.
    pub fn read_end(&self, ledger: &str, most: u64) -> Known<Option<(Vec<u8>, bool)>> {
        let path = self.path(ledger);
        place::read_end(&path, most).map_err(|cause| could_not_read(&path, &cause))
    }

    /// The bytes of a ledger at a commit of the repository that it is in; nothing when it was not there.
    pub fn at_commit(&self, ledger: &str, commit: &str) -> Known<Option<Vec<u8>>> {
        git::at(&self.path(ledger), commit)
    }

    /// The command that finds an entry on whichever branch it is.
    pub fn find_command(&self, ledger: &str, id: &str) -> Option<String> {
        git::find(&self.path(ledger), id)
    }

    /// The clone that a ledger is in; none when it is in no work tree.
    pub fn clone_of(&self, ledger: &str) -> Known<Option<git::Clone>> {
        git::clone(&self.path(ledger))
    }

    /// What `.gitattributes` does not say yet of a ledger and its signatures, as lines of it.
    pub fn unsaid(&self, ledger: &str) -> Known<Vec<String>> {
        git::unsaid(&self.path(ledger))
    }

    /// What the upstream branch has of a ledger, and the checkout has not.
    pub fn behind(&self, ledger: &str) -> Known<Option<git::Behind>> {
        git::behind(&self.path(ledger))
    }

    /// Whom entries name.
    pub fn operator(&self) -> &Clean {
        &self.operator
    }

    /// What DEPLOY-LOG.md says.
    pub fn look_deploys(&self, query: &Query) -> Evidence {
        let (at, start) = (self.clock.now(), self.clock.elapsed());
        let path = self.path("deploy");
        let noted = self.noted("deploy");
        let read = place::read(&path);
        let bytes = read.as_ref().map_or(0, |bytes| bytes.as_ref().map_or(0, Vec::len));
        let (facts, summary) = match read {
            Ok(bytes) => self.deploys(&bytes.unwrap_or_default(), noted, query),
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

    /// An old log, or one that was cut, does not choose the version.
    fn deploys(&self, bytes: &[u8], noted: Known<Noted>, query: &Query) -> (Deploys, Clean) {
        let path = self.path("deploy");
        match noted.map(|noted| missing_in(&noted, &Ledger::parse(bytes))) {
            Ok(0) => deploy_facts(bytes, query, &path),
            Ok(many) => failed(&misses(&path, many, "deploy")),
            Err(why) => failed(&why),
        }
    }
}

fn missing_in(noted: &Noted, ledger: &Ledger) -> usize {
    let there: HashSet<_> = ledger.digests().collect();
    noted.written.iter().filter(|anchor| !there.contains(anchor.digest.as_str())).count()
}

/// What is gone may have said otherwise.
pub fn misses(path: &Path, many: usize, ledger: &str) -> Why {
    let entries = if many == 1 { "1 entry that was".into() } else { format!("{many} entries that were") };
    Why::new(WhyKind::Changed, format!("{} misses {entries} written from here", path.display()))
        .hint(format!("see which, and where it stopped: duckops log {ledger} verify"))
}

fn deploy_facts(bytes: &[u8], query: &Query, path: &Path) -> (Deploys, Clean) {
    let shown = Clean::new(path.display().to_string());
    let version = |name: &str| query.args.get(name).map(|_| query.text(name)).transpose();
    let (other_than, of) = match version("other_than").and_then(|other_than| Ok((other_than, version("of")?))) {
        Ok(versions) => versions,
        Err(why) => return failed(&why),
    };
    let read = deploys::read(bytes);
    let Some(newest) = read.last() else { return failed(&deploys::no_entry()) };
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
        .command(format!("ls -l {}", shell_word(&path.display().to_string())))
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
