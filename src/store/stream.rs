//! A file of JSON lines, each chained to the one before: its last two fields are that line's digest and its own.
//!
//! The digest is over the bytes as they are in the file, so that nothing depends on how JSON is written. It is
//! unkeyed: it tells damage and careless edits, not somebody who rewrites the whole file.

use super::error::StoreError;
use crate::disk::File;
use base16ct::lower::encode_string as hex;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

#[cfg(test)]
mod tests;

/// What the first line names as the digest before it.
pub const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The names of the two fields. An event has a `digest` of its own.
const PREV: &str = "prev";
const OWN: &str = "sha256";

/// What a file holds.
#[derive(Clone)]
pub struct Lines<T> {
    pub items: Vec<T>,
    /// Where each of them begins.
    pub starts: Vec<usize>,
    /// Of the last of them.
    pub digest: String,
    /// How many bytes they are.
    pub whole: usize,
    pub rest: Rest,
}

/// What comes after the last whole line.
#[derive(Clone)]
pub enum Rest {
    Nothing,
    /// A write that was cut off: no end of line, or nothing on the last one that was ever finished.
    Torn(Vec<u8>),
    /// Never repaired by guessing.
    Damaged(String),
}

impl<T: DeserializeOwned> Lines<T> {
    pub fn of(bytes: &[u8]) -> Self {
        let mut lines = Self { items: vec![], starts: vec![], digest: START.into(), whole: 0, rest: Rest::Nothing };
        while lines.whole < bytes.len() {
            let rest = &bytes[lines.whole..];
            let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
                lines.rest = Rest::Torn(rest.to_vec());
                break;
            };
            match one(&rest[..end], &lines.digest) {
                Ok((item, digest)) => {
                    lines.items.push(item);
                    lines.starts.push(lines.whole);
                    lines.digest = digest;
                    lines.whole += end + 1;
                }
                Err(_) if end + 1 == rest.len() && !was_finished(&rest[..end]) => {
                    lines.rest = Rest::Torn(rest.to_vec());
                    break;
                }
                Err(how) => {
                    lines.rest = Rest::Damaged(how);
                    break;
                }
            }
        }
        lines
    }

    /// The lines, unless the file is damaged.
    pub fn sound(self, path: &Path) -> Result<Self, StoreError> {
        match self.rest {
            Rest::Damaged(how) => Err(StoreError::Damaged { file: path.into(), offset: self.whole, how }),
            Rest::Nothing | Rest::Torn(_) => Ok(self),
        }
    }
}

/// Whether a line that cannot be read was once written to its end: then it is damaged, not cut off.
fn was_finished(line: &[u8]) -> bool {
    let digest = line.len().checked_sub(START.len() + 2).map(|at| line[at..].strip_suffix(b"\"}"));
    let has_digest = matches!(digest, Some(Some(digest)) if digest.iter().all(u8::is_ascii_hexdigit));
    has_digest || serde_json::from_slice::<Value>(line).is_ok()
}

/// `,"NAME":"` and 64 hexadecimal digits and `"`.
fn field(name: &str, digest: &str) -> String {
    format!(",\"{name}\":\"{digest}\"")
}

/// A line read by itself, without those before it.
pub struct Last<T> {
    pub item: T,
    pub digest: String,
    /// Where it ends.
    pub whole: usize,
}

/// The last whole line; what a crash left behind it does not count. Nothing where its beginning is not among the bytes,
/// unless these are `all`.
pub fn last<T: DeserializeOwned>(bytes: &[u8], all: bool) -> Option<Result<Last<T>, String>> {
    let end = bytes.iter().rposition(|byte| *byte == b'\n')?;
    let start = match bytes[..end].iter().rposition(|byte| *byte == b'\n') {
        Some(before) => before + 1,
        None if all => 0,
        None => return None,
    };
    let line = &bytes[start..end];
    let prev = line.len().checked_sub(1 + field(OWN, START).len() + 1 + START.len());
    let prev = prev.and_then(|at| std::str::from_utf8(line.get(at..at + START.len())?).ok()).unwrap_or(START);
    Some(one(line, prev).map(|(item, digest)| Last { item, digest, whole: end + 1 }))
}

fn one<T: DeserializeOwned>(line: &[u8], before: &str) -> Result<(T, String), String> {
    let line = line.strip_suffix(b"}").ok_or("it is no JSON object")?;
    let split = |line: &[u8], name: &str| line.len().checked_sub(field(name, START).len());
    let at = split(line, OWN).ok_or("it has no digest")?;
    let digest = hex(&Sha256::digest(&line[..at]));
    if line[at..] != *field(OWN, &digest).as_bytes() {
        return Err("its digest does not fit".into());
    }
    let end = split(&line[..at], PREV).ok_or("it does not name the line before")?;
    if line[end..at] != *field(PREV, before).as_bytes() {
        return Err("it does not follow the line before".into());
    }
    let body = [&line[..end], b"}"].concat();
    let item = serde_json::from_slice(&body).map_err(|error| format!("this duckops cannot read it: {error}"))?;
    Ok((item, digest))
}

/// An item as a line behind another one, and its digest.
fn line<T: Serialize>(item: &T, before: &str) -> Result<(Vec<u8>, String), StoreError> {
    let failed = |cause: serde_json::Error| StoreError::file("cannot write an event", cause.into());
    let mut line = serde_json::to_string(item).map_err(failed)?;
    line.pop();
    line.push_str(&field(PREV, before));
    let digest = hex(&Sha256::digest(&line));
    line.push_str(&field(OWN, &digest));
    line.push_str("}\n");
    Ok((line.into_bytes(), digest))
}

/// A file of one line.
pub fn alone<T: Serialize>(item: &T) -> Result<Vec<u8>, StoreError> {
    line(item, START).map(|(line, _)| line)
}

/// Appends lines; each is durable before the call returns.
pub struct Writer {
    path: PathBuf,
    file: File,
    digest: String,
    len: u64,
    /// What is on the disk is not known for sure any more.
    doubtful: bool,
}

impl Writer {
    /// `digest` and `whole` are those of the lines that are there.
    pub fn new(path: &Path, file: File, digest: String, whole: usize) -> Self {
        let len = u64::try_from(whole).unwrap_or(u64::MAX);
        Self { path: path.into(), file, digest, len, doubtful: false }
    }

    /// Writes an item and returns it as it reads back: what goes on from here is what is on the disk.
    pub fn append<T: Serialize + DeserializeOwned>(&mut self, item: &T) -> Result<T, StoreError> {
        let (line, digest) = line(item, &self.digest)?;
        let body = line.strip_suffix(b"\n").unwrap_or(&line);
        let unreadable = |how: String| StoreError::file("cannot write an event", io::Error::other(how));
        let (read, _) = one(body, &self.digest).map_err(unreadable)?;
        self.put(&line)?;
        self.digest = digest;
        Ok(read)
    }

    /// A part of a line is taken away again; where that fails, nothing more is written.
    fn put(&mut self, line: &[u8]) -> Result<(), StoreError> {
        self.still_ours()?;
        if let Err(cause) = self.file.write_all(line) {
            let taken_back = self.file.set_len(self.len).and_then(|()| self.file.sync_all());
            self.doubtful = taken_back.is_err();
            return Err(StoreError::writing(&self.path)(cause));
        }
        if let Err(cause) = self.file.sync_data() {
            // After a failed sync the kernel may have dropped the line, or not: reading it back proves nothing.
            self.doubtful = true;
            return Err(StoreError::writing(&self.path)(cause));
        }
        self.len += u64::try_from(line.len()).unwrap_or(u64::MAX);
        Ok(())
    }

    /// Whoever wrote to the file meanwhile, or put another in its place, goes on with it: we do not.
    pub fn still_ours(&self) -> Result<(), StoreError> {
        if self.doubtful {
            return Err(StoreError::Doubtful { file: self.path.clone() });
        }
        let same = |there: std::fs::Metadata| {
            let here = self.file.metadata()?;
            Ok((here.ino(), here.dev(), here.len()) == (there.ino(), there.dev(), self.len))
        };
        match std::fs::symlink_metadata(&self.path).and_then(same) {
            Ok(true) => Ok(()),
            Ok(false) => Err(StoreError::Changed { file: self.path.clone() }),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                Err(StoreError::Changed { file: self.path.clone() })
            }
            Err(cause) => Err(StoreError::reading(&self.path)(cause)),
        }
    }

    /// Cuts the file off behind its last whole line.
    pub fn cut(&self) -> Result<(), StoreError> {
        self.file.set_len(self.len).and_then(|()| self.file.sync_all()).map_err(StoreError::writing(&self.path))
    }
}
