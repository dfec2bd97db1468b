//! How a ledger was left by the last write from here. While nobody has touched its file since, the next entry is written
//! without reading the ones before it.

use super::append::{Addition, addition};
use super::entry::Entry;
use super::file::{Ledger, SAME_RUN_DAYS};
use super::mark;
use crate::time::Utc;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A file as the file system knows it. Whoever writes to it changes this, but for who writes as many bytes in their place
/// within one tick of the file system's clock: ten milliseconds, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub device: u64,
    pub inode: u64,
    /// In bytes.
    pub len: u64,
    /// When its bytes were changed last, and when anything of it was: seconds and nanoseconds.
    pub modified: (i64, i64),
    pub changed: (i64, i64),
}

impl Stamp {
    /// Where a file system keeps whole seconds, too much can happen in one of them.
    pub fn is_of_seconds(&self) -> bool {
        self.changed.1 == 0
    }
}

/// What is known after an entry was written that stands in the open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub file: Stamp,
    /// Of the entry that was written last. It follows all heads that there were, so it is the only one now.
    pub digest: String,
    pub before: Before,
}

/// What of the entries is needed to write one more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Those that were written from here and are not in the file.
    pub missing: usize,
    /// From when on the keys are known: an entry of long ago is not the one that a key names.
    since: Utc,
    keys: Keys,
}

/// So much of the past is kept: what is written now can be the same as an entry of some days ago, and now and then a
/// clock is set back.
const KEPT: TimeDelta = TimeDelta::days(SAME_RUN_DAYS + 1);

impl Before {
    /// Of all that stands in a ledger to which something is added at a time.
    pub fn of(ledger: &Ledger, missing: usize, now: Utc) -> Self {
        let since = now - KEPT;
        let marked = ledger.entries().filter_map(|found| Some((found.mark.as_ref()?, found.at)));
        let near = marked.filter(|(_, at)| at.is_none_or(|at| at >= since));
        let keys = near.map(|(mark, at)| Key::of(&mark.key(), at)).collect();
        Self { missing, since, keys: Keys(keys) }
    }

    #[must_use]
    pub fn with(mut self, key: &str, at: Utc) -> Self {
        self.since = self.since.max(at - KEPT);
        self.keys.0.retain(|key| key.at >= seconds(self.since));
        self.keys.0.push(Key::of(key, Some(at)));
        self
    }

    /// Whether an entry of about this time may have this key.
    pub fn may_have(&self, key: &str, at: Utc) -> bool {
        at - TimeDelta::days(SAME_RUN_DAYS) < self.since || self.keys.0.iter().any(|there| there.digest == short(key))
    }
}

/// The beginning of the digest of a key: another key may begin the same, the same one always does. And when it was
/// written, in seconds; of an entry whose time is not known, never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    digest: u32,
    at: u32,
}

impl Key {
    fn of(key: &str, at: Option<Utc>) -> Self {
        Self { digest: short(key), at: at.map_or(u32::MAX, seconds) }
    }
}

fn short(key: &str) -> u32 {
    Sha256::digest(key).iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn seconds(at: Utc) -> u32 {
    u32::try_from(at.timestamp().max(0)).unwrap_or(u32::MAX)
}

/// As one text: a busy week has thousands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Keys(Vec<Key>);

impl From<Keys> for String {
    fn from(keys: Keys) -> Self {
        let bytes = keys.0.iter().flat_map(|key| [key.digest, key.at]).flat_map(u32::to_le_bytes);
        STANDARD.encode(bytes.collect::<Vec<_>>())
    }
}

impl TryFrom<String> for Keys {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = STANDARD.decode(text).map_err(|cause| cause.to_string())?;
        let (numbers, rest) = bytes.as_chunks();
        let numbers: Vec<_> = numbers.iter().copied().map(u32::from_le_bytes).collect();
        match (numbers.as_chunks(), rest) {
            ((keys, []), []) => Ok(Self(keys.iter().map(|[digest, at]| Key { digest: *digest, at: *at }).collect())),
            _ => Err("it stops within a key".into()),
        }
    }
}

impl Left {
    /// What is to be added for an entry, where the file ends in these bytes; nothing where these are not the end of the
    /// entry that was written last.
    pub fn append(&self, end: &[u8], entry: Entry) -> Option<Addition> {
        let last = format!("{}{}\n{}\n", mark::DIGEST, self.digest, mark::END);
        if !String::from_utf8_lossy(end).replace("\r\n", "\n").ends_with(&last) {
            return None;
        }
        let written = Entry { parents: vec![self.digest.clone()], ..entry }.write();
        // What follows an entry in the open stands in the open: its heading and the end of its mark close all else.
        Some(Addition { bytes: addition(end, "", &written.text), digest: written.digest, is_open: true })
    }
}
