//! Appending: under the lock, noted first, in one write, synced, and taken back when it did not work out.

use super::lock::Held;
use super::place;
use crate::disk::{File, sync_parent};
use duckops_core::ledger::anchor::{Came, Keep, Newest, Pending};
use duckops_core::ledger::verify::Anchor;
use duckops_core::ledger::{Entry, Found, Ledger, Standing, opening, short};
use duckops_core::text::{Clean, shell_word};
use duckops_core::walk::event::Applied;
use duckops_core::world::{Why, WhyKind};
use std::io;
use std::path::Path;

/// What helps a run whose entry was not written.
pub const IN_A_RUN: &str =
    "the run keeps what the entry says: mend the disk or the permissions, then do this step again";

/// What came of appending.
pub struct Appended {
    pub id: String,
    /// An entry that was cut off before is written to its end.
    pub mended: bool,
}

/// Appends the entry; an entry that is there already keeps its own id.
pub fn append(path: &Path, held: &Held, keep: &dyn Keep, entry: Entry) -> Result<Appended, Applied> {
    let (bytes, mended) = mended(path, held, keep)?;
    // A new ledger begins with its heading; then the entry is appended to that.
    let start = if bytes.is_empty() { opening(entry.ledger.as_str()) } else { String::new() };
    let ledger = Ledger::parse(if bytes.is_empty() { start.as_bytes() } else { &bytes });
    if let Some(line) = ledger.conflicts().first() {
        return Err(Applied::No(conflict(path, *line)));
    }
    if let Standing::Written(found) = ledger.find(&entry) {
        let known = Appended { id: id(found), mended };
        return durable(path).map(|()| known).map_err(|cause| Applied::No(not_written(path, &cause)));
    }
    let (key, at) = (entry.key.to_string(), entry.at);
    let added = ledger.append(entry);
    let text = start + &String::from_utf8_lossy(&added.bytes);
    let pending = Pending { anchor: Anchor { digest: added.digest, key, at }, offset: bytes.len(), text };
    keep.begin(&held.target, &pending).map_err(|why| Applied::No(not_noted(path, &why)))?;
    put(&held.file, pending.text.as_bytes()).map_err(|failed| failed.said(path))?;
    // Also the name of a file that is there: whoever made it may have been cut off.
    sync_parent(&held.target).map_err(|cause| Failed::Unsynced(cause).said(path))?;
    // Where this is not noted, the next one who appends finds the entry and notes it.
    let _ = keep.end(&held.target, &pending.anchor, true);
    Ok(Appended { id: short(&pending.anchor.digest).into(), mended })
}

/// The ledger's bytes, after an entry that was cut off is written to its end; and whether one was.
fn mended(path: &Path, held: &Held, keep: &dyn Keep) -> Result<(Vec<u8>, bool), Applied> {
    let not_written = |cause: io::Error| Applied::No(not_written(path, &cause));
    let mut bytes = held.read().map_err(not_written)?;
    let newest = keep.newest(&held.target).map_err(|why| Applied::No(not_noted(path, &why)))?;
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

/// How far a write came.
#[derive(Debug)]
pub enum Failed {
    /// Nothing of it is in the file.
    Clean(io::Error),
    /// It is in the file, but perhaps not on the disk.
    Unsynced(io::Error),
    /// A part of it is in the file and could not be taken back.
    Torn(io::Error),
}

/// Adds bytes at the end. What was written in part is taken away again, if nothing but that stands there.
pub fn put(file: &File, bytes: &[u8]) -> Result<(), Failed> {
    let before = file.metadata().map_err(Failed::Clean)?.len();
    let Err(cause) = file.write_all(bytes) else { return file.sync_all().map_err(Failed::Unsynced) };
    let wanted = before + u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    match file.metadata().map(|now| now.len()) {
        Ok(len) if len == before => Err(Failed::Clean(cause)),
        Ok(len) if len < wanted && is_ours(file, before, len, bytes) && cut(file, before).is_ok() => {
            Err(Failed::Clean(cause))
        }
        Ok(_) | Err(_) => Err(Failed::Torn(cause)),
    }
}

/// A power loss may leave the size of a write and zeros for its bytes: nobody wrote these.
pub fn take_zeros_away(file: &File, from: usize) -> io::Result<()> {
    let (from, to) = (u64::try_from(from).unwrap_or(u64::MAX), file.metadata()?.len());
    let zeros = vec![0; usize::try_from(to.saturating_sub(from)).unwrap_or(0)];
    if !zeros.is_empty() && is_ours(file, from, to, &zeros) { file.set_len(from) } else { Ok(()) }
}

/// Whether what stands from here to there is the beginning of these bytes. An editor takes no lock.
fn is_ours(file: &File, from: u64, to: u64, bytes: &[u8]) -> bool {
    let mut there = vec![0; usize::try_from(to - from).unwrap_or(0)];
    file.read_exact_at(&mut there, from).is_ok() && bytes.starts_with(&there)
}

fn cut(file: &File, len: u64) -> io::Result<()> {
    file.set_len(len)?;
    file.sync_all()
}

impl Failed {
    fn said(self, path: &Path) -> Applied {
        let file = path.display();
        match self {
            Failed::Clean(cause) => Applied::No(not_written(path, &cause)),
            Failed::Unsynced(cause) => Applied::CannotTell(
                Why::new(WhyKind::File, format!("the entry is in {file}, but the disk does not confirm it: {cause}"))
                    .hint("look again once the disk is well: an entry that is there is not written twice"),
            ),
            Failed::Torn(cause) => Applied::CannotTell(
                Why::new(WhyKind::File, format!("a part of the entry may be at the end of {file}: {cause}"))
                    .hint("mend the disk, then write again: the part is written to its end"),
            ),
        }
    }
}

/// Nothing of the entry is in the file.
pub fn not_written(path: &Path, cause: &io::Error) -> Why {
    Why::new(WhyKind::File, format!("nothing was written to {}: {cause}", path.display())).hint(IN_A_RUN)
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::disk::simulated::{self, Fault, How};
    use crate::disk::{Make, SHARED, loss::Disk, open_to_append};
    use rustix::fs::OFlags;

    fn file(name: &str) -> (std::path::PathBuf, File) {
        let path = std::env::temp_dir().join(format!("duckops-write-{}-{name}", std::process::id()));
        std::fs::write(&path, "before\n").unwrap();
        let file = open_to_append(&path, Make::Never, SHARED, OFlags::empty()).unwrap();
        (path, file)
    }

    /// The first write stops half way; with `lasts`, nothing works after it.
    fn half(lasts: bool) {
        simulated::begin(Path::new("/nowhere"), Disk::default(), Some(Fault { at: 1, how: How::Short, lasts }))
            .unwrap();
    }

    #[test]
    fn a_write_that_stops_half_way_is_taken_back() {
        let (path, file) = file("half");
        half(false);
        let failed = put(&file, b"an entry\n").unwrap_err();
        simulated::end();
        assert_eq!(std::fs::read(&path).unwrap(), b"before\n");
        assert!(matches!(failed.said(&path), Applied::No(why) if why.kind == WhyKind::File));
        put(&file, b"an entry\n").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"before\nan entry\n");
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn what_cannot_be_taken_back_is_told_as_such() {
        let (path, file) = file("torn");
        half(true);
        let failed = put(&file, b"an entry\n").unwrap_err();
        simulated::end();
        assert_eq!(std::fs::read(&path).unwrap(), b"before\nan e");
        assert!(matches!(failed.said(&path), Applied::CannotTell(_)));
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn what_somebody_else_wrote_after_it_is_not_ours() {
        let (path, file) = file("others");
        file.write_all(b"an ena line of somebody else\n").unwrap();
        let len = file.metadata().unwrap().len();
        assert!(!is_ours(&file, 7, len, b"an entry\n"));
        assert!(is_ours(&file, 7, 12, b"an entry\n"));
        std::fs::remove_file(path).unwrap();
    }
}
