//! The state machine that waits for approvals, and its executions.

use super::{ACCOUNT, REGION};
use duckops_core::time::Utc;

/// How an execution stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
}

impl Status {
    /// As Step Functions spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted => "ABORTED",
        }
    }
}

/// One execution, with the end that it will have.
#[derive(Debug, Clone)]
pub struct Execution {
    pub name: String,
    pub status: Status,
    pub started: Utc,
    /// It runs until then; for ever when there is none.
    pub stopped: Option<Utc>,
    pub error: Option<&'static str>,
    pub cause: Option<&'static str>,
}

impl Execution {
    pub fn arn(&self) -> String {
        format!("arn:aws:states:{REGION}:{ACCOUNT}:execution:peck-approval-workflow:{}", self.name)
    }

    /// How it stands at a moment, once it has started.
    fn at(&self, now: Utc) -> Option<Self> {
        let ended = self.stopped.is_some_and(|stopped| stopped <= now);
        let running = || Self { status: Status::Running, stopped: None, error: None, cause: None, ..self.clone() };
        (self.started <= now).then(|| if ended { self.clone() } else { running() })
    }
}

/// All executions, those to come as well, in any order.
#[derive(Default)]
pub struct Workflow {
    pub executions: Vec<Execution>,
}

impl Workflow {
    /// Those that have this status at a moment, or all that have started; the newest first.
    pub fn list(&self, status: Option<&str>, now: Utc) -> Vec<Execution> {
        let wanted = |one: &Execution| status.is_none_or(|status| one.status.name() == status);
        let mut found: Vec<_> = self.executions.iter().filter_map(|one| one.at(now)).filter(wanted).collect();
        found.sort_by_key(|execution| std::cmp::Reverse(execution.started));
        found
    }

    pub fn find(&self, arn: &str, now: Utc) -> Option<Execution> {
        self.executions.iter().find(|execution| execution.arn() == arn)?.at(now)
    }
}
