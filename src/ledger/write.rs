//! Appending: under the lock, in one write, synced, and taken back when it did not work out.

use super::place;
use duckops_core::ledger::{Entry, Ledger, opening, short};
use duckops_core::walk::event::Applied;
use duckops_core::world::{Why, WhyKind};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Appends the entry and returns its id; an entry that is there already keeps its own.
pub fn append(path: &Path, entry: Entry) -> Result<String, Applied> {
    let not_written = |cause: io::Error| Applied::No(not_written(path, &cause));
    let bytes = place::read(path).map_err(not_written)?;
    // A new ledger begins with its heading; then the entry is appended to that.
    let start = match &bytes {
        Some(bytes) if !bytes.is_empty() => String::new(),
        _ => opening(entry.ledger.as_str()),
    };
    let ledger = Ledger::parse(bytes.as_deref().filter(|bytes| !bytes.is_empty()).unwrap_or(start.as_bytes()));
    if let Some(id) = find_durable(path, &ledger, &entry).map_err(not_written)? {
        return Ok(id);
    }
    let added = ledger.append(entry);
    let file = open(path, bytes.is_none()).map_err(not_written)?;
    put(&file, &[start.as_bytes(), &added.bytes].concat(), write_all).map_err(|failed| failed.said(path))?;
    if bytes.is_none() {
        place::sync_dir(path).map_err(|cause| Failed::Unsynced(cause).said(path))?;
    }
    Ok(added.id().into())
}

/// The id of an entry that is there under the same key. It may have been written just before a crash, so it is
/// synced before it counts.
pub fn find_durable(path: &Path, ledger: &Ledger, entry: &Entry) -> io::Result<Option<String>> {
    let Some(mark) = ledger.find(entry.key.as_str(), entry.at).and_then(|found| found.mark.as_ref()) else {
        return Ok(None);
    };
    place::open(&place::target(path)?, OpenOptions::new().read(true))?.sync_all()?;
    place::sync_dir(path)?;
    Ok(Some(short(&mark.digest).into()))
}

fn open(path: &Path, new: bool) -> io::Result<File> {
    let target = place::target(path)?;
    let mut options = OpenOptions::new();
    options.append(true);
    match new {
        true => options.create_new(true).custom_flags(place::no_follow()).open(&target),
        false => place::open(&target, &mut options),
    }
}

/// How far a write came.
#[derive(Debug)]
enum Failed {
    /// Nothing of it is in the file.
    Clean(io::Error),
    /// It is in the file, but perhaps not on the disk.
    Unsynced(io::Error),
    /// A part of it is in the file and could not be taken back.
    Torn(io::Error),
}

fn write_all(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)
}

/// Adds bytes at the end. What was written in part is taken away again, unless somebody else wrote after it.
fn put(file: &File, bytes: &[u8], write: impl FnOnce(&File, &[u8]) -> io::Result<()>) -> Result<(), Failed> {
    let before = file.metadata().map_err(Failed::Clean)?.len();
    let Err(cause) = write(file, bytes) else { return file.sync_all().map_err(Failed::Unsynced) };
    let wanted = before + u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    match file.metadata().map(|now| now.len()) {
        Ok(len) if len == before => Err(Failed::Clean(cause)),
        Ok(len) if len < wanted && file.set_len(before).and_then(|()| file.sync_all()).is_ok() => {
            Err(Failed::Clean(cause))
        }
        Ok(_) | Err(_) => Err(Failed::Torn(cause)),
    }
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
                    .hint("the run keeps all of the entry: remove the part by hand, then look again"),
            ),
        }
    }
}

/// Nothing of the entry is in the file.
pub fn not_written(path: &Path, cause: &io::Error) -> Why {
    Why::new(WhyKind::File, format!("nothing was written to {}: {cause}", path.display()))
        .hint("the run keeps what the entry says: mend the disk or the permissions, then do this step again")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> io::Error {
        io::Error::from(io::ErrorKind::StorageFull)
    }

    fn file(name: &str) -> (std::path::PathBuf, File) {
        let path = std::env::temp_dir().join(format!("duckops-write-{}-{name}", std::process::id()));
        std::fs::write(&path, "before\n").unwrap();
        let file = OpenOptions::new().append(true).open(&path).unwrap();
        (path, file)
    }

    #[test]
    fn a_write_that_stops_half_way_is_taken_back() {
        let (path, file) = file("half");
        let half = |file: &File, bytes: &[u8]| write_all(file, &bytes[..5]).and(Err(full()));
        let failed = put(&file, b"an entry\n", half).unwrap_err();
        assert_eq!(std::fs::read(&path).unwrap(), b"before\n");
        assert!(matches!(failed.said(&path), Applied::No(why) if why.kind == WhyKind::File));
        put(&file, b"an entry\n", write_all).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"before\nan entry\n");
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn what_somebody_else_wrote_after_it_is_not_taken_back() {
        let (path, file) = file("torn");
        let torn = |file: &File, bytes: &[u8]| {
            write_all(file, &bytes[..5]).and_then(|()| write_all(file, b"a line of somebody else\n")).and(Err(full()))
        };
        let failed = put(&file, b"an entry\n", torn).unwrap_err();
        assert_eq!(std::fs::read(&path).unwrap(), b"before\nan ena line of somebody else\n");
        assert!(matches!(failed.said(&path), Applied::CannotTell(_)));
        std::fs::remove_file(path).unwrap();
    }
}
