//! What a look came to.

use crate::text::Clean;
use crate::world::Why;
use serde::{Deserialize, Serialize};

/// Unknown is never shown or counted as pass or as fail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Pass,
    /// Which conditions do not hold.
    Fail(Vec<Clean>),
    /// Could not check.
    Unknown(Vec<Why>),
    /// Facts to read; the runbook judges nothing here.
    Seen,
    /// A repeated look that goes on; whether this round of it passed.
    Pending {
        passed: bool,
    },
}

impl Verdict {
    /// The word that conditions, JSON and screens use.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail(_) => "fail",
            Verdict::Unknown(_) => "unknown",
            Verdict::Seen => "seen",
            Verdict::Pending { .. } => "pending",
        }
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Verdict::Unknown(_))
    }
}
