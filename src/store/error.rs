//! What can be wrong with stored runs and approvals.

use super::holder::Held;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub enum StoreError {
    File { what: String, cause: io::Error },
    /// Others could write here.
    Open { dir: PathBuf },
    NoRun(String),
    /// The file is not whole: where, and how.
    Damaged { file: PathBuf, offset: usize, how: String },
    /// Written by a newer duckops.
    Newer { file: PathBuf, format: u32 },
    Held(Held),
    NoRequest(String),
    Decided(String),
    Spent(String),
    NotApproved(String),
}

impl StoreError {
    pub fn file(what: impl fmt::Display, cause: io::Error) -> Self {
        Self::File { what: what.to_string(), cause }
    }

    pub fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let what = format!("cannot read {}", path.display());
        move |cause| Self::File { what, cause }
    }

    pub fn writing(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let what = format!("cannot write {}", path.display());
        move |cause| Self::File { what, cause }
    }

    /// The next command to type.
    pub fn hint(&self) -> String {
        match self {
            Self::File { .. } => "check the disk and its permissions, or say another place: --state-dir DIR".into(),
            Self::Open { dir } => format!("chmod go-w {}", dir.display()),
            Self::NoRun(_) => "duckops runs list".into(),
            Self::Damaged { .. } => "what is whole can be read: duckops runs show RUN --up-to SEQ".into(),
            Self::Newer { .. } => "use the newer duckops that wrote it".into(),
            Self::Held(_) => "duckops runs list".into(),
            Self::NoRequest(_) | Self::Decided(_) | Self::Spent(_) | Self::NotApproved(_) => "duckops approvals".into(),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { what, cause } => write!(f, "{what}: {cause}"),
            Self::Open { dir } => write!(f, "others can write to {}", dir.display()),
            Self::NoRun(id) => write!(f, "there is no run {id}"),
            Self::Damaged { file, offset, how } => write!(f, "{} is damaged at byte {offset}: {how}", file.display()),
            Self::Newer { file, format } => write!(f, "{} is of format {format}, newer than this duckops", file.display()),
            Self::Held(held) => write!(f, "{held}"),
            Self::NoRequest(id) => write!(f, "there is no request {id}"),
            Self::Decided(id) => write!(f, "{id} is decided already"),
            Self::Spent(id) => write!(f, "the approval of {id} is used up"),
            Self::NotApproved(id) => write!(f, "{id} is not approved"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<StoreError> for io::Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::File { what, cause } => io::Error::new(cause.kind(), format!("{what}: {cause}")),
            other => io::Error::other(other),
        }
    }
}
