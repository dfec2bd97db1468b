//! What is known of the ledgers: of each entry that was written from here its digest, key, place and text, kept before
//! the ledger is touched. One file for each ledger, named by where that lies.
//!
//! Whoever appends holds the ledger's lock, so only one process writes here. A file of years is read whole by who
//! verifies; who appends reads its end. Beside it stands how the ledger was left, for the next one who appends.

use super::error::StoreError;
use super::place::{self, Make};
use super::stream::{Last, Lines, START, Writer, alone, last};
use crate::disk;
use base16ct::lower::encode_string as hex;
use duckops_core::ledger::anchor::{Keep, Newest, Noted, Pending};
use duckops_core::ledger::left::{Left, Stamp};
use duckops_core::ledger::verify::Anchor;
use duckops_core::world::Known;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// How much of the end is read first: some lines.
const END: u64 = 8 * 1024;

pub struct Anchors {
    dir: PathBuf,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
enum Line {
    /// Which ledger it is, for people.
    Of {
        ledger: PathBuf,
    },
    Begun(Pending),
    Written(Anchor),
    /// It never came into the ledger.
    Gone(Anchor),
}

/// How a ledger was left, and how the file of what is known of it was then: whoever gives that up, or damages it, has
/// all of it read.
#[derive(Serialize, Deserialize)]
struct Noticed {
    left: Left,
    known: Stamp,
}

impl Anchors {
    pub fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    fn path(&self, ledger: &Path) -> PathBuf {
        let name = hex(&Sha256::digest(ledger.as_os_str().as_bytes())[..8]);
        self.dir.join(format!("{name}.jsonl"))
    }

    fn left_path(&self, ledger: &Path) -> PathBuf {
        self.path(ledger).with_extension("left.json")
    }

    /// The newest line of the file, and where it ends.
    fn newest_line(&self, path: &Path) -> Result<Option<Last<Line>>, StoreError> {
        place::known_or_none(&self.dir)?;
        let file = match place::private_file(path, Make::Never) {
            Err(StoreError::File { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        let len = file.metadata().map_err(StoreError::reading(path))?.len();
        for start in [len.saturating_sub(END), 0] {
            let mut bytes = vec![0; usize::try_from(len - start).unwrap_or(usize::MAX)];
            file.read_exact_at(&mut bytes, start).map_err(StoreError::reading(path))?;
            let offset = usize::try_from(start).unwrap_or(usize::MAX);
            match last(&bytes, start == 0) {
                Some(Ok(found)) => return Ok(Some(Last { whole: offset + found.whole, ..found })),
                Some(Err(how)) => return Err(StoreError::Damaged { file: path.into(), offset, how }),
                None => {}
            }
        }
        Ok(None)
    }

    fn append(&self, ledger: &Path, line: &Line) -> Result<(), StoreError> {
        let path = self.path(ledger);
        let last = self.newest_line(&path)?;
        let is_new = last.is_none();
        if is_new {
            self.dir.parent().map_or(Ok(()), place::state_dir)?;
            place::private_dir(&self.dir)?;
        }
        let (digest, whole) = last.map_or((START.into(), 0), |last| (last.digest, last.whole));
        let file = place::private_file(&path, if is_new { Make::IfAbsent } else { Make::Never })?;
        let len = file.metadata().map_err(StoreError::reading(&path))?.len();
        let mut writer = Writer::new(&path, file, digest, whole);
        if len != u64::try_from(whole).unwrap_or(u64::MAX) {
            writer.cut()?;
        }
        if is_new {
            writer.append(&Line::Of { ledger: ledger.into() })?;
        }
        writer.append(line).map(drop)
    }

    fn newest_entry(&self, ledger: &Path) -> Result<Option<Newest>, StoreError> {
        let line = self.newest_line(&self.path(ledger))?.map(|last| last.item);
        Ok(match line {
            Some(Line::Begun(pending)) => Some(Newest::Pending(pending)),
            Some(Line::Written(anchor)) => Some(Newest::Written(anchor)),
            Some(Line::Of { .. } | Line::Gone(_)) | None => None,
        })
    }

    fn all(&self, ledger: &Path) -> Result<Noted, StoreError> {
        let path = self.path(ledger);
        place::known_or_none(&self.dir)?;
        let Some(bytes) = place::read(&path)? else { return Ok(Noted::default()) };
        let mut noted = Noted::default();
        for line in Lines::of(&bytes).sound(&path)?.items {
            match line {
                Line::Begun(pending) => {
                    noted.pending = Some(pending);
                    continue;
                }
                Line::Written(anchor) => noted.written.push(anchor),
                Line::Of { .. } | Line::Gone(_) => {}
            }
            noted.pending = None;
        }
        Ok(noted)
    }
}

impl Keep for Anchors {
    fn noted(&self, ledger: &Path) -> Known<Noted> {
        self.all(ledger).map_err(|error| error.why())
    }

    fn newest(&self, ledger: &Path) -> Known<Option<Newest>> {
        self.newest_entry(ledger).map_err(|error| error.why())
    }

    fn begin(&self, ledger: &Path, pending: &Pending) -> Known<()> {
        self.append(ledger, &Line::Begun(pending.clone())).map_err(|error| error.why())
    }

    fn end(&self, ledger: &Path, anchor: &Anchor, written: bool) -> Known<()> {
        let line = if written { Line::Written(anchor.clone()) } else { Line::Gone(anchor.clone()) };
        self.append(ledger, &line).map_err(|error| error.why())
    }

    fn left(&self, ledger: &Path) -> Option<Left> {
        let bytes = place::read(&self.left_path(ledger)).ok()??;
        let noted: Noticed = last(&bytes, true)?.ok()?.item;
        let known = disk::stamp_at(&self.path(ledger)).ok()?;
        (known == noted.known).then_some(noted.left)
    }

    fn leave(&self, ledger: &Path, left: &Left) {
        let path = self.left_path(ledger);
        // Where it is not kept, what is there is of another stamp.
        let Ok(known) = disk::stamp_at(&self.path(ledger)) else { return };
        if let Ok(bytes) = alone(&Noticed { left: left.clone(), known }) {
            let _ = place::replace_lightly(&path, &path.with_extension("new"), &bytes);
        }
    }
}
