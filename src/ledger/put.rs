//! Bytes at the end of a ledger: in one write, synced, and taken back when it did not work out.

use super::IN_A_RUN;
use crate::disk::File;
use duckops_core::walk::event::Applied;
use duckops_core::world::{Why, WhyKind};
use std::io;
use std::path::Path;

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

/// Adds bytes at the end, durably.
pub fn put(file: &File, bytes: &[u8]) -> Result<(), Failed> {
    add(file, bytes)?;
    file.sync_all().map_err(Failed::Unsynced)
}

/// Adds bytes at the end; they are still to be synced. What was written in part is taken away again, if nothing but that
/// stands there.
pub fn add(file: &File, bytes: &[u8]) -> Result<(), Failed> {
    let before = file.metadata().map_err(Failed::Clean)?.len();
    let Err(cause) = file.write_all(bytes) else { return Ok(()) };
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
    pub fn said(self, path: &Path) -> Applied {
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
