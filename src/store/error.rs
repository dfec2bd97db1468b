//! What can be wrong with stored runs and approvals.

use super::holder::Held;
use duckops_core::time::{Utc, stamp};
use duckops_core::world::{Hint, Why, WhyKind};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub enum StoreError {
    File {
        what: String,
        cause: io::Error,
    },
    /// Others could write here.
    Open {
        path: PathBuf,
    },
    /// It belongs to another user.
    NotOurs {
        path: PathBuf,
    },
    /// A link where only a file or a directory of ours can be.
    Link {
        path: PathBuf,
    },
    NoRun(String),
    NoIncident(String),
    /// The file is not whole: where, and how.
    Damaged {
        file: PathBuf,
        offset: usize,
        how: String,
    },
    /// Written by a newer duckops.
    Newer {
        file: PathBuf,
        format: u64,
    },
    Held(Held),
    /// Somebody took the run over; nothing more is done here.
    TakenOver {
        by: Option<Held>,
    },
    /// Somebody else wrote to the file, or took it away.
    Changed {
        file: PathBuf,
    },
    /// An earlier write failed: what is on the disk is only known when it is read again.
    Doubtful {
        file: PathBuf,
    },
    NoRequest(String),
    Decided(String),
    Spent(String),
    NotApproved(String),
    Expired {
        id: String,
        at: Utc,
    },
    /// The decision is of another request than the one that is stored under the id.
    OtherRequest(String),
    /// There is none of this name in any of these folders; in none of them: no snapshot was taken yet.
    NoSnapshot {
        name: String,
        dirs: Vec<PathBuf>,
    },
    NotASnapshot {
        file: PathBuf,
        how: String,
    },
    /// It stands like this already, or not at all: there is nothing to do. What, and the next command to type.
    Already {
        what: String,
        next: Hint,
    },
}

impl StoreError {
    pub fn file(what: impl fmt::Display, cause: io::Error) -> Self {
        Self::File { what: what.to_string(), cause }
    }

    pub fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |cause| Self::of_file("read", path, cause)
    }

    pub fn writing(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |cause| Self::of_file("write", path, cause)
    }

    fn of_file(verb: &str, path: PathBuf, cause: io::Error) -> Self {
        // What opening without following says to a link.
        if cause.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
            return Self::Link { path };
        }
        Self::File { what: format!("cannot {verb} {}", path.display()), cause }
    }

    /// Somebody else holds it, was faster, or changed it underneath.
    pub fn is_of_somebody_else(&self) -> bool {
        matches!(
            self,
            Self::Held(_)
                | Self::TakenOver { .. }
                | Self::Changed { .. }
                | Self::Decided(_)
                | Self::Spent(_)
                | Self::OtherRequest(_)
        )
    }

    /// Its hint tells what to do to what is there.
    pub fn is_to_be_mended(&self) -> bool {
        matches!(self, Self::Open { .. } | Self::NotOurs { .. } | Self::Link { .. } | Self::Damaged { .. })
    }

    /// As the reason for not knowing, or for not doing.
    pub fn why(&self) -> Why {
        Why { hint: Some(self.hint()), ..Why::new(WhyKind::File, self.to_string()) }
    }

    /// What can be done, or the next command to type.
    pub fn hint(&self) -> Hint {
        match self {
            Self::File { .. } => {
                Hint::words("check the disk and its permissions, or say another place: --state-dir DIR")
            }
            Self::Open { path } => Hint::command(format!("chmod go-w {}", quoted(path))),
            Self::NotOurs { path } | Self::Link { path } => {
                Hint::words(format!("see what it is: ls -ld {}", quoted(path)))
            }
            Self::Damaged { file, .. } if file.ends_with("events.jsonl") => {
                let run = file.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
                let run = run.unwrap_or_else(|| "RUN".into());
                Hint::words(format!("what is whole can be read: duckops runs show {run}"))
            }
            Self::Damaged { file, .. } => {
                let file = quoted(file);
                Hint::words(format!("look at it; to begin anew, keep it under another name: mv {file} {file}.damaged"))
            }
            Self::Newer { .. } => Hint::words("use the newer duckops that wrote it"),
            Self::Doubtful { .. } => Hint::words("mend the disk, then go on with --resume"),
            Self::NoRun(_) | Self::Held(_) | Self::TakenOver { .. } | Self::Changed { .. } => {
                Hint::command("duckops runs list")
            }
            Self::NoIncident(_) => Hint::command("duckops incident status"),
            Self::Expired { .. } => Hint::words("ask again: go on with --resume"),
            Self::Already { next, .. } => next.clone(),
            Self::NoSnapshot { dirs, .. } if !dirs.is_empty() => {
                let dirs: Vec<_> = dirs.iter().map(|dir| quoted(dir)).collect();
                Hint::words(format!("those that there are: ls {}", dirs.join(" ")))
            }
            Self::NoSnapshot { .. } | Self::NotASnapshot { .. } => Hint::words("take one: duckops snapshot"),
            Self::NoRequest(_) | Self::Decided(_) | Self::Spent(_) | Self::NotApproved(_) | Self::OtherRequest(_) => {
                Hint::command("duckops approvals")
            }
        }
    }
}

fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { what, cause } => write!(f, "{what}: {cause}"),
            Self::Open { path } => write!(f, "others can write to {}", path.display()),
            Self::NotOurs { path } => write!(f, "{} belongs to another user", path.display()),
            Self::Link { path } => write!(f, "{} is a link, where duckops keeps only its own files", path.display()),
            Self::NoRun(id) => write!(f, "there is no run {id}"),
            Self::NoIncident(id) => write!(f, "there is no incident {id}"),
            Self::Damaged { file, offset, how } => write!(f, "{} is damaged at byte {offset}: {how}", file.display()),
            Self::Newer { file, format } => {
                write!(f, "{} is of format {format}, newer than this duckops", file.display())
            }
            Self::Held(held) => write!(f, "{held}"),
            Self::TakenOver { by: Some(by) } => write!(f, "{} has taken this run over at {}", by.who, stamp(by.since)),
            Self::TakenOver { by: None } => write!(f, "the run's lock was taken away"),
            Self::Changed { file } => write!(f, "somebody else changed {}", file.display()),
            Self::Doubtful { file } => {
                write!(f, "an earlier write to {} failed: nothing more is written to it", file.display())
            }
            Self::NoRequest(id) => write!(f, "there is no request {id}"),
            Self::Decided(id) => write!(f, "{id} is decided already"),
            Self::Spent(id) => write!(f, "the approval of {id} is used up"),
            Self::NotApproved(id) => write!(f, "{id} is not approved"),
            Self::Expired { id, at } => write!(f, "{id} expired at {}", stamp(*at)),
            Self::Already { what, .. } => f.write_str(what),
            Self::NoSnapshot { name, .. } => write!(f, "there is no snapshot {name}, and no such file"),
            Self::NotASnapshot { file, how } => write!(f, "{} is no snapshot: {how}", file.display()),
            Self::OtherRequest(id) => write!(f, "the decision is not of the request that {id} is now"),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { cause, .. } => Some(cause),
            _ => None,
        }
    }
}

impl From<StoreError> for io::Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::File { what, cause } => io::Error::new(cause.kind(), format!("{what}: {cause}")),
            other => io::Error::other(other),
        }
    }
}
