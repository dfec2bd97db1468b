//! One error type for the whole program, and the exit codes.

use duckops_core::health::checks::Level;
use duckops_core::text::{Clean, Shown};
use duckops_core::world::Why;
use std::fmt;
use std::io;

/// What each exit code means, as people are told.
pub const CODES: &[(&str, &str)] = &[
    ("0", "done: resolved, not an incident, complete, nothing red; a dry run that read everything"),
    (
        "1",
        "done, and the answer is no: escalated, deferred, denied, a change was not made, a required step was skipped; bare `duckops triage`, `duckops status`: something is red",
    ),
    ("2", "the command line, a setting or a runbook is wrong; wrong account or region; nothing was done"),
    ("3", "could not find out: something that must be read stayed unknown; an approval expired"),
    (
        "4",
        "stopped and resumable: an answer or an approval is missing, you left, the terminal or the pipe is gone, or there is no room for the output",
    ),
    ("5", "another process holds the run, a request is decided already, or the alias changed underneath"),
    ("128+n", "ended by signal n (Ctrl-C: 130); the run is saved"),
];

/// What each state of a probe means.
pub const PROBE_CODES: &[(Level, &str)] = &[
    (Level::Ok, "all that was asked for was checked, and is well"),
    (Level::Warning, "something needs a person, not at once"),
    (Level::Critical, "it is down, or nearly; also when the API does not answer while the network works"),
    (
        Level::Unknown,
        "something could not be checked, and nothing that could be is wrong: no network, no credentials; or the command line is wrong, or another probe is running",
    ),
];

/// How the program ended. The numbers are a contract: [`CODES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done: resolved, not an incident, complete, healthy.
    Done,
    /// Done, and the answer is no: escalated, deferred, denied, a check failed, a required step skipped.
    No,
    /// The command line, a setting or a runbook is wrong; wrong account or region; nothing was done.
    Wrong,
    /// Could not find out: network, credentials, time-out; an approval expired.
    Unknown,
    /// Stopped and resumable: an answer or an approval is missing, the operator left, stdout closed.
    Stopped,
    /// Somebody else holds it, or it changed underneath.
    Held,
    /// Ended by a signal.
    Signal(i32),
    /// A probe speaks the language of monitoring plugins.
    Probe(Level),
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::No => 1,
            Exit::Wrong => 2,
            Exit::Unknown => 3,
            Exit::Stopped => 4,
            Exit::Held => 5,
            Exit::Signal(signal) => u8::try_from(128 + signal).unwrap_or(255),
            Exit::Probe(level) => level.code(),
        }
    }
}

/// What went wrong, why, and the next command to type. All of it may quote text from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub exit: Exit,
    pub message: Clean,
    pub cause: Option<Clean>,
    /// Where it is, when that takes lines: mistakes with a caret under each.
    pub place: Option<Shown>,
    pub hint: Option<Clean>,
}

impl Error {
    pub fn new(exit: Exit, message: impl Into<Clean>) -> Self {
        Self { exit, message: message.into(), cause: None, place: None, hint: None }
    }

    /// The command line, a setting or a runbook is wrong.
    pub fn wrong(message: impl Into<Clean>) -> Self {
        Self::new(Exit::Wrong, message)
    }

    pub fn because(self, cause: impl fmt::Display) -> Self {
        Self { cause: Some(Clean::new(cause.to_string())), ..self }
    }

    /// The lines of a file that it is about.
    pub fn at(self, place: &str) -> Self {
        Self { place: Some(Shown::outside(place.trim_end())), ..self }
    }

    pub fn hint(self, hint: impl Into<Clean>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// A file that could not be read or written.
    pub fn file(what: impl fmt::Display, cause: &io::Error) -> Self {
        let exit = if cause.kind() == io::ErrorKind::StorageFull { Exit::Stopped } else { Exit::Wrong };
        Self::new(exit, what.to_string()).because(cause)
    }

    /// Something that could not be found out.
    pub fn unknown(what: impl Into<Clean>, why: &Why) -> Self {
        Self::new(Exit::Unknown, what).because(&why.text).hint_of(why)
    }

    /// What can be done about the reason, if that is known.
    pub fn hint_of(self, why: &Why) -> Self {
        Self { hint: why.hint.clone().map(Clean::from).or(self.hint), ..self }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "duckops: {}", self.message)?;
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        if let Some(place) = &self.place {
            write!(f, "\n{place}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  {hint}")?;
        }
        writeln!(f)
    }
}
