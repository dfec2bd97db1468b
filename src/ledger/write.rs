//! Appending an entry: under the lock, and noted first.

use super::lock::Held;
use super::place;
use super::put::{self, Failed, not_written, put, take_zeros_away};
use crate::disk::sync_parent;
use duckops_core::ledger::anchor::{Came, Keep, Newest, Pending};
use duckops_core::ledger::left::{Before, Left, Stamp};
use duckops_core::ledger::verify::Anchor;
use duckops_core::ledger::{Addition, Entry, Found, Ledger, Standing, opening, short};
use duckops_core::text::{Clean, shell_word};
use duckops_core::walk::event::Applied;
use duckops_core::world::{Why, WhyKind};
use std::io;
use std::path::Path;

/// What came of appending.
pub struct Appended {
    pub id: String,
    /// An entry that was cut off before is written to its end.
    pub mended: bool,
}

/// Appends to one ledger.
pub struct Writing<'a> {
    /// As it is told.
    pub path: &'a Path,
    pub held: &'a Held,
    pub keep: &'a dyn Keep,
}

/// What is to be done for an entry.
enum Todo {
    Add(Next),
    /// It is there already.
    Nothing(Appended),
}

/// What is added, and what is known for the one after it.
struct Next {
    /// Where it begins, in bytes.
    offset: usize,
    /// With what stands before the entry on its own lines.
    text: String,
    anchor: Anchor,
    /// How the file was when this was found out, and what the one after it needs of the entries before; nothing where
    /// that one has to read the ledger.
    before: Option<(Stamp, Before)>,
    mended: bool,
}

impl Writing<'_> {
    /// Appends the entry; an entry that is there already keeps its own id.
    pub fn append(&self, entry: Entry) -> Result<Appended, Applied> {
        let newest = self.keep.newest(&self.held.target).map_err(|why| Applied::No(not_noted(self.path, &why)))?;
        let todo = match self.without_reading(newest.as_ref(), &entry) {
            Some(next) => Todo::Add(next),
            None => self.after_reading(newest, entry)?,
        };
        match todo {
            Todo::Add(next) => self.add(next),
            Todo::Nothing(known) => Ok(known),
        }
    }

    /// What is added, when nobody has touched the ledger since it was left and no entry in it may have this key.
    /// Whatever of that is not known, the ledger is read.
    fn without_reading(&self, newest: Option<&Newest>, entry: &Entry) -> Option<Next> {
        let Some(Newest::Written(anchor)) = newest else { return None };
        let left = self.keep.left(&self.held.target)?;
        let same = left.digest == anchor.digest && self.held.file.stamp().is_ok_and(|file| file == left.file);
        if !same || left.before.may_have(entry.key.as_str(), entry.at) {
            return None;
        }
        let added = left.append(&self.held.end(left.file.len).ok()?, entry.clone())?;
        let offset = usize::try_from(left.file.len).ok()?;
        Some(Next::of(entry, offset, String::new(), added, Some((left.file, left.before))))
    }

    /// What is added to a ledger of which all may be other than it was.
    fn after_reading(&self, newest: Option<Newest>, entry: Entry) -> Result<Todo, Applied> {
        let seen = self.held.file.stamp();
        let (bytes, mended) = self.mended(newest)?;
        // A new ledger begins with its heading; then the entry is appended to that.
        let start = if bytes.is_empty() { opening(entry.ledger.as_str()) } else { String::new() };
        let ledger = Ledger::parse(if bytes.is_empty() { start.as_bytes() } else { &bytes });
        if let Some(line) = ledger.conflicts().first() {
            return Err(Applied::No(conflict(self.path, *line)));
        }
        if let Standing::Written(found) = ledger.find(&entry) {
            durable(self.path).map_err(|cause| Applied::No(not_written(self.path, &cause)))?;
            return Ok(Todo::Nothing(Appended { id: id(found), mended }));
        }
        let added = ledger.append(entry.clone());
        let before = match (seen, self.keep.noted(&self.held.target)) {
            (Ok(seen), Ok(noted)) if added.is_open => {
                Some((seen, Before::of(&ledger, super::missing_in(&noted, &ledger), entry.at)))
            }
            _ => None,
        };
        Ok(Todo::Add(Next { mended, ..Next::of(&entry, bytes.len(), start, added, before) }))
    }

    fn add(&self, next: Next) -> Result<Appended, Applied> {
        let Next { offset, text, anchor, before, mended } = next;
        let pending = Pending { anchor, offset, text };
        self.keep.begin(&self.held.target, &pending).map_err(|why| Applied::No(not_noted(self.path, &why)))?;
        // Who takes no lock may have written to it meanwhile. What they do after it changes the second stamp.
        let same = |(seen, _): &(Stamp, Before)| self.held.file.stamp().is_ok_and(|now| now == *seen);
        let before = before.filter(same);
        put::add(&self.held.file, pending.text.as_bytes()).map_err(|failed| failed.said(self.path))?;
        let file = self.held.file.stamp();
        let synced = self.held.file.sync_all().and_then(|()| sync_parent(&self.held.target));
        synced.map_err(|cause| Failed::Unsynced(cause).said(self.path))?;
        // Where this is not noted, the next one who appends finds the entry and notes it.
        let noted = self.keep.end(&self.held.target, &pending.anchor, true);
        if let (Ok(()), Some((_, before)), Ok(file)) = (noted, before, file) {
            self.leave(&pending, before, file);
        }
        Ok(Appended { id: short(&pending.anchor.digest).into(), mended })
    }

    /// Notes how the ledger is left, where that is what was read and the entry, and nothing else.
    fn leave(&self, pending: &Pending, before: Before, file: Stamp) {
        let Anchor { digest, key, at } = &pending.anchor;
        let len = u64::try_from(pending.offset + pending.text.len()).unwrap_or(u64::MAX);
        if file.len == len && !file.is_of_seconds() {
            self.keep.leave(&self.held.target, &Left { file, digest: digest.clone(), before: before.with(key, *at) });
        }
    }

    /// The ledger's bytes, after an entry that was cut off is written to its end; and whether one was.
    fn mended(&self, newest: Option<Newest>) -> Result<(Vec<u8>, bool), Applied> {
        let Self { path, held, keep } = self;
        let not_written = |cause: io::Error| Applied::No(not_written(path, &cause));
        let mut bytes = held.read().map_err(not_written)?;
        let Some(Newest::Pending(pending)) = newest else { return Ok((bytes, false)) };
        let came = pending.came(&Ledger::parse(&bytes));
        match came {
            Came::Whole => durable(path).map_err(not_written)?,
            Came::Part(len) => {
                let (end, rest) = (pending.offset + len, &pending.text.as_bytes()[len..]);
                let cut = take_zeros_away(&held.file, end).map_err(Failed::Torn);
                cut.and_then(|()| put(&held.file, rest)).map_err(|failed| failed.said(path))?;
                bytes.truncate(end);
                bytes.extend(rest);
            }
            Came::Nothing => {}
        }
        let ended = keep.end(&held.target, &pending.anchor, came != Came::Nothing);
        ended.map_err(|why| Applied::No(not_noted(path, &why)))?;
        Ok((bytes, matches!(came, Came::Part(_))))
    }
}

impl Next {
    fn of(entry: &Entry, offset: usize, start: String, added: Addition, before: Option<(Stamp, Before)>) -> Self {
        let anchor = Anchor { digest: added.digest, key: entry.key.to_string(), at: entry.at };
        let text = start + &String::from_utf8_lossy(&added.bytes);
        Self { offset, text, anchor, before, mended: false }
    }
}

/// What a ledger has under the entry's key: its id when it is that entry. It may have been written just before a crash,
/// so it is synced before it counts.
pub fn find(path: &Path, ledger: &Ledger, entry: &Entry) -> Result<Option<String>, Why> {
    match ledger.find(entry) {
        Standing::Nothing => Ok(None),
        Standing::Written(found) => {
            durable(path).map_err(|cause| super::could_not_read(path, &cause))?;
            Ok(Some(id(found)))
        }
        Standing::Other(found) => {
            let text = format!("{}, line {}: the entry of this step says something else", path.display(), found.line);
            Err(Why::new(WhyKind::Changed, text)
                .hint("see whether it was changed, or made by hand: duckops log verify"))
        }
    }
}

fn id(found: &Found) -> String {
    found.mark.as_ref().map_or_else(String::new, |mark| short(mark.digest()).into())
}

/// What is there may have been written just before a crash.
pub fn durable(path: &Path) -> io::Result<()> {
    let target = place::target(path)?;
    place::open(&target)?.sync_all()?;
    sync_parent(&target)
}

fn conflict(path: &Path, line: usize) -> Why {
    let text = format!("nothing was written to {}: git left conflict markers in line {line}", path.display());
    let file = shell_word(&path.display().to_string());
    Why::new(WhyKind::BadReply, text).hint(format!(
        "remove the markers and keep the entries of both sides, then do this again: grep -nE '^(<<<<<<<|=======|>>>>>>>)' {file}"
    ))
}

fn not_noted(path: &Path, why: &Why) -> Why {
    let text = format!("nothing was written to {}, since it could not be noted first: {}", path.display(), why.text);
    Why { text: Clean::new(text), ..why.clone() }
}
