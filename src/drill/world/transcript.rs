//! The lines that one run of the function leaves in the log group, as Lambda writes them.

use chrono::SecondsFormat;
use duckops_core::time::Utc;
use std::time::Duration;

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Answered,
    /// The function answered, with a status that says no.
    Refused {
        status: u16,
        body: String,
    },
    Raised {
        kind: String,
        message: String,
    },
    TimedOut,
}

impl Outcome {
    pub fn raised(kind: &str, message: &str) -> Self {
        Self::Raised { kind: kind.to_owned(), message: message.to_owned() }
    }

    /// How every run ends while DynamoDB does not answer.
    pub fn database_down() -> Self {
        Self::raised("EndpointConnectionError", "database unreachable")
    }
}

/// One run, as far as its log knows.
pub(super) struct Trace<'a> {
    pub id: &'a str,
    pub version: &'a str,
    pub at: Utc,
    pub outcome: &'a Outcome,
    /// How long the environment took to start, when this run had to wait for it.
    pub init: Option<Duration>,
    /// It was restored from a snapshot, not started anew.
    pub restored: bool,
    pub took: Duration,
    pub timeout: Duration,
    pub memory_mb: u32,
}

impl Trace<'_> {
    /// The events in order: one of them is one element, with its line end.
    pub fn lines(&self) -> Vec<String> {
        let (id, version) = (self.id, self.version);
        let mut lines = Vec::with_capacity(5);
        if self.init.is_some() {
            let word = if self.restored { "RESTORE_START" } else { "INIT_START" };
            lines.push(format!("{word} Runtime Version: python:3.13.v68\n"));
        }
        lines.push(format!("START RequestId: {id} Version: {version}\n"));
        lines.push(self.middle());
        lines.push(format!("END RequestId: {id}\n"));
        lines.push(self.report());
        lines
    }

    fn middle(&self) -> String {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Millis, true);
        match self.outcome {
            Outcome::Answered => format!("[INFO]\t{at}\t{}\tanswered with 200\n", self.id),
            Outcome::Refused { status, body } => format!("[WARN]\t{at}\t{}\tanswered with {status}: {body}\n", self.id),
            Outcome::Raised { kind, message } => format!(
                "[ERROR]\t{at}\t{}\t{kind}: {message}\nTraceback (most recent call last):\n  \
                 File \"/var/task/beak/app.py\", line 61, in handler\n",
                self.id
            ),
            Outcome::TimedOut => {
                let limit = self.timeout.as_secs_f64();
                format!("{at} {} Task timed out after {limit:.2} seconds\n\n", self.id)
            }
        }
    }

    fn report(&self) -> String {
        let timed_out = *self.outcome == Outcome::TimedOut;
        let took = if timed_out { self.timeout } else { self.took };
        let ms = took.as_secs_f64() * 1000.0;
        let mut line = format!(
            "REPORT RequestId: {}\tDuration: {ms:.2} ms\tBilled Duration: {:.0} ms\t\
             Memory Size: {} MB\tMax Memory Used: 94 MB\t",
            self.id,
            ms.ceil(),
            self.memory_mb
        );
        if let Some(init) = self.init {
            let ms = init.as_secs_f64() * 1000.0;
            line += &match self.restored {
                true => format!("Restore Duration: {ms:.2} ms\tBilled Restore Duration: {:.0} ms\t", ms.ceil()),
                false => format!("Init Duration: {ms:.2} ms\t"),
            };
        }
        line + if timed_out { "Status: timeout\n" } else { "\n" }
    }
}
