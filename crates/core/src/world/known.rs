//! A fact leaves an adapter only as known, or as unknown with the reason.

use crate::text::Clean;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Deref;

/// Known, or why not. Unknown is never counted as good and never as bad.
pub type Known<T> = Result<T, Why>;

/// Why something is not known, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    pub kind: WhyKind,
    /// One plain sentence, without a full stop.
    pub text: Clean,
    /// What the person can do.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hint: Option<Hint>,
}

/// What a person can do, and whether it is to be typed as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Hint {
    /// Nothing but a command: it is never broken.
    Command {
        command: Clean,
    },
    Words(Clean),
}

impl Hint {
    pub fn command(command: impl AsRef<str>) -> Self {
        Self::Command { command: Clean::new(command) }
    }

    pub fn words(words: impl AsRef<str>) -> Self {
        Self::Words(Clean::new(words))
    }

    /// The same with another text.
    pub fn with(&self, text: impl AsRef<str>) -> Self {
        match self {
            Self::Command { .. } => Self::command(text),
            Self::Words(_) => Self::words(text),
        }
    }
}

impl Deref for Hint {
    type Target = Clean;

    fn deref(&self) -> &Clean {
        match self {
            Self::Command { command: text } | Self::Words(text) => text,
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl From<Hint> for Clean {
    fn from(hint: Hint) -> Self {
        match hint {
            Hint::Command { command: text } | Hint::Words(text) => text,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyKind {
    /// The reply did not have it.
    NotReported,
    /// No step has looked or asked yet.
    NotLooked,
    /// It depends on a change that was not made (`--dry-run`).
    NotEvaluated,
    /// There is none: no error in the window, no entry in the log.
    Absent,
    /// The reply had it in a form that makes no sense.
    BadReply,
    /// No answer within the deadline.
    TimedOut,
    /// No connection: DNS, refusal, TLS, a broken pipe.
    Network,
    NoCredentials,
    /// AccessDenied: the hint names the permission.
    Denied,
    /// AWS said no for another reason; the text has its code.
    Refused,
    /// Somebody else changed it meanwhile.
    Changed,
    /// It is so already: nothing is left to do.
    Already,
    /// A file could not be read or written.
    File,
}

impl Why {
    pub fn new(kind: WhyKind, text: impl AsRef<str>) -> Self {
        Self { kind, text: Clean::new(text), hint: None }
    }

    /// In words, which may name a command.
    pub fn hint(self, words: impl AsRef<str>) -> Self {
        Self { hint: Some(Hint::words(words)), ..self }
    }

    /// Nothing but a command.
    pub fn command(self, command: impl AsRef<str>) -> Self {
        Self { hint: Some(Hint::command(command)), ..self }
    }

    pub fn not_reported(what: &str) -> Self {
        Self::new(WhyKind::NotReported, format!("{what} is not reported"))
    }

    pub fn absent(text: impl AsRef<str>) -> Self {
        Self::new(WhyKind::Absent, text)
    }

    pub fn refused(text: impl AsRef<str>) -> Self {
        Self::new(WhyKind::Refused, text)
    }

    pub fn not_looked(what: &str) -> Self {
        Self::new(WhyKind::NotLooked, format!("{what} was not looked at"))
    }
}
