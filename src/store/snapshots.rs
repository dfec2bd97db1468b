//! Snapshots: one file each, whole or not there.

use super::error::StoreError;
use super::place;
use duckops_core::standing::snapshot::{FORMAT, Snapshot, digest};
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Far more than a snapshot is.
const LARGEST: u64 = 4 * 1024 * 1024;

pub struct Snapshots {
    dir: PathBuf,
}

/// A snapshot that is on the disk.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    pub path: PathBuf,
    pub snapshot: Snapshot,
}

/// A file by its name: the snapshot, or why it makes no sense.
pub type Named = (String, Result<Taken, StoreError>);

/// How a snapshot's name begins.
fn when(at: Utc) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

impl Snapshots {
    pub fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// `SNAPSHOTS/20261122T021407Z-7F3K.json`: the name of a snapshot of this moment and id.
    pub fn path(&self, at: Utc, id: &str) -> PathBuf {
        self.dir.join(format!("{}-{id}.json", when(at)))
    }

    /// Writes it, once: one that is there under its name stands. It is durable when this returns.
    pub fn keep(&self, snapshot: &Snapshot) -> Result<Taken, StoreError> {
        place::private_dir(&self.dir)?;
        let path = self.path(snapshot.at, &snapshot.id);
        if fs::symlink_metadata(&path).is_ok() {
            place::sync(&path)?;
            return self.read(&path);
        }
        let text = serde_json::to_string_pretty(snapshot);
        let text = text.map_err(|cause| StoreError::file("cannot write the snapshot", cause.into()))?;
        let kept = place::replace(&path, &path.with_extension("part"), format!("{text}\n").as_bytes());
        kept.map_err(StoreError::writing(&path))?;
        Ok(Taken { path, snapshot: snapshot.clone() })
    }

    /// The one that was written at this moment under this id, if it is there.
    pub fn find(&self, at: Utc, id: &str) -> Result<Option<Taken>, StoreError> {
        let path = self.path(at, id);
        match fs::symlink_metadata(&path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            _ => {
                place::sync(&path)?;
                self.read(&path).map(Some)
            }
        }
    }

    /// Those that were taken within this time, the oldest first.
    pub fn between(&self, from: Utc, until: Utc) -> Result<Vec<Named>, StoreError> {
        let mut names = place::names(&self.dir)?;
        // Names begin with the time, by the second.
        let (from, until) = (when(from), when(until));
        names.retain(|name| {
            name.ends_with(".json") && (from.as_str()..=until.as_str()).contains(&name.split('-').next().unwrap_or(""))
        });
        names.sort_unstable();
        let read = |name: String| {
            let taken = self.read(&self.dir.join(&name));
            (name, taken)
        };
        Ok(names.into_iter().map(read).collect())
    }

    /// The names of all of them without their ending: `20261122T021407Z-7F3K`.
    pub fn names(&self) -> Result<Vec<String>, StoreError> {
        let names = place::names(&self.dir)?;
        Ok(names.iter().filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect())
    }

    /// A file by its path, or a snapshot of ours by its name or id.
    pub fn named(&self, name: &str, from: &Path) -> Result<Taken, StoreError> {
        let path = from.join(name);
        if path.is_file() {
            return self.parsed(&path, place::read_named);
        }
        let wanted = name.trim_end_matches(".json");
        let is_it = |file: &String| {
            let Some(stem) = file.strip_suffix(".json") else { return false };
            stem == wanted || stem.split_once('-').is_some_and(|(_, id)| id.eq_ignore_ascii_case(wanted))
        };
        let found = place::names(&self.dir)?.into_iter().filter(is_it).max();
        let dirs = self.dir.is_dir().then(|| self.dir.clone()).into_iter().collect();
        let none = || StoreError::NoSnapshot { name: Clean::new(name).to_string(), dirs };
        self.read(&self.dir.join(found.ok_or_else(none)?))
    }

    fn read(&self, path: &Path) -> Result<Taken, StoreError> {
        place::known_or_none(&self.dir)?;
        self.parsed(path, place::read)
    }

    fn parsed(&self, path: &Path, read: fn(&Path) -> Result<Option<Vec<u8>>, StoreError>) -> Result<Taken, StoreError> {
        if fs::metadata(path).is_ok_and(|file| file.len() > LARGEST) {
            return Err(StoreError::reading(path)(io::Error::from(io::ErrorKind::FileTooLarge)));
        }
        let bytes = read(path)?.ok_or_else(|| StoreError::reading(path)(io::ErrorKind::NotFound.into()))?;
        let not = |how: String| StoreError::NotASnapshot { file: path.into(), how };
        let snapshot: Snapshot = serde_json::from_slice(&bytes).map_err(|error| not(error.to_string()))?;
        // Text is cleaned when it is read: what was digested is what stands there.
        let written = serde_json::from_slice(&bytes).map_err(|error| not(error.to_string()))?;
        let fits = snapshot.digest.as_ref().is_none_or(|known| *known == digest(&written));
        match snapshot.snapshot {
            FORMAT if !fits => Err(not("its digest does not fit: it was changed".into())),
            FORMAT => Ok(Taken { path: path.into(), snapshot }),
            newer => Err(StoreError::Newer { file: path.into(), format: u64::from(newer) }),
        }
    }
}
