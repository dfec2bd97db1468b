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

/// One execution.
#[derive(Debug, Clone)]
pub struct Execution {
    pub name: String,
    pub status: Status,
    pub started: Utc,
    pub stopped: Option<Utc>,
    pub error: Option<&'static str>,
    pub cause: Option<&'static str>,
}

impl Execution {
    pub fn arn(&self) -> String {
        format!("arn:aws:states:{REGION}:{ACCOUNT}:execution:peck-approval-workflow:{}", self.name)
    }
}

/// All executions, in any order.
#[derive(Default)]
pub struct Workflow {
    pub executions: Vec<Execution>,
}

impl Workflow {
    /// Those of this status, or all; the newest first.
    pub fn list(&self, status: Option<&str>) -> Vec<&Execution> {
        let wanted = |one: &&Execution| status.is_none_or(|status| one.status.name() == status);
        let mut found: Vec<_> = self.executions.iter().filter(wanted).collect();
        found.sort_by_key(|execution| std::cmp::Reverse(execution.started));
        found
    }

    pub fn find(&self, arn: &str) -> Option<&Execution> {
        self.executions.iter().find(|execution| execution.arn() == arn)
    }
}
