//! A file of JSON lines, each with its number and a digest over itself and the line before.

use super::error::StoreError;
use duckops_core::walk::approval::hex;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Digest of nothing: what the first line follows.
pub const START: &str = "";
const MARK: &str = ",\"digest\":\"";

/// Appends lines; each is durable before the call returns.
pub struct Writer {
    path: PathBuf,
    file: File,
    digest: String,
}

/// What a file holds.
pub struct Lines<T> {
    pub items: Vec<T>,
    pub digest: String,
    /// The bytes after the last whole line: a write that was cut off.
    pub torn: Option<Vec<u8>>,
    pub whole: usize,
}

impl Writer {
    pub fn new(path: &Path, file: File, digest: String) -> Self {
        Self { path: path.into(), file, digest }
    }

    pub fn append<T: Serialize>(&mut self, item: &T) -> Result<(), StoreError> {
        let failed = |cause: serde_json::Error| StoreError::file("cannot write an event", cause.into());
        let body = serde_json::to_string(item).map_err(failed)?;
        let digest = chained(&self.digest, &body);
        let open = body.strip_suffix('}').unwrap_or(&body);
        let line = format!("{open}{MARK}{digest}\"}}\n");
        self.file
            .write_all(line.as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(StoreError::writing(&self.path))?;
        self.digest = digest;
        Ok(())
    }
}

/// SHA-256 over the digest before and the line's own text without its digest.
fn chained(before: &str, body: &str) -> String {
    hex(&Sha256::digest(format!("{before}\n{body}").as_bytes()))
}

/// Reads all whole lines. A torn last one is returned apart; damage in the middle is an error with its place.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Lines<T>, StoreError> {
    let bytes = std::fs::read(path).map_err(StoreError::reading(path))?;
    let mut lines = Lines { items: Vec::new(), digest: START.to_string(), torn: None, whole: 0 };
    while lines.whole < bytes.len() {
        let rest = &bytes[lines.whole..];
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            lines.torn = Some(rest.to_vec());
            break;
        };
        let is_last = lines.whole + end + 1 == bytes.len();
        match one(&rest[..end], &lines.digest) {
            Ok((item, digest)) => {
                lines.items.push(item);
                lines.digest = digest;
                lines.whole += end + 1;
            }
            Err(_) if is_last && !is_json(&rest[..end]) => {
                lines.torn = Some(rest.to_vec());
                break;
            }
            Err(how) => return Err(StoreError::Damaged { file: path.into(), offset: lines.whole, how }),
        }
    }
    Ok(lines)
}

fn is_json(line: &[u8]) -> bool {
    serde_json::from_slice::<Value>(line).is_ok()
}

/// A line is `{…,"digest":"…"}`; the digest is over `{…}`, byte for byte.
fn one<T: DeserializeOwned>(line: &[u8], before: &str) -> Result<(T, String), String> {
    let text = std::str::from_utf8(line).map_err(|_| "not UTF-8".to_string())?;
    let (head, tail) = text.rsplit_once(MARK).ok_or("no digest")?;
    let digest = tail.strip_suffix("\"}").ok_or("no digest")?;
    let body = format!("{head}}}");
    if chained(before, &body) != digest {
        return Err("its digest does not fit".into());
    }
    let item = serde_json::from_str(&body).map_err(|error| format!("no event: {error}"))?;
    Ok((item, digest.into()))
}
