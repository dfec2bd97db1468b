//! What each scenario teaches: what tells, what is right, what goes wrong.

pub mod inc_001;
pub mod inc_002;
pub mod inc_003;
pub mod inc_004;
pub mod inc_005;
pub mod incident_triage;
pub mod pre_deploy;
pub mod rollback;

use crate::drill::scenario::Line;

const TEAM: &str = "spaceduck-bot team";
const GATE: &str = "T-JOSH";

const fn says(step: &'static str, field: &'static str, value: &'static str) -> Line {
    Line::Answer { step, field, value }
}

/// Without what comes in between.
const fn jump(step: &'static str, to: &'static str) -> Line {
    Line::Jump { step, to }
}

const fn skip(step: &'static str) -> Line {
    Line::Skip { step, field: None }
}
