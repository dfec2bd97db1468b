//! Names of steps and of what their looks are bound to.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A step's id within its runbook; `inc-003/pulse` for a step of a followed one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepId(pub String);

/// The name under which a look's facts are known: `look.status` binds `status`.
pub type Bind = String;

impl StepId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `inc-003/` of `inc-003/pulse`: the followed runbook that it is of.
    pub fn prefix(&self) -> Option<&str> {
        self.0.rfind('/').map(|at| &self.0[..=at])
    }
}

impl From<&str> for StepId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
