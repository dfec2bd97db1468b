//! What can be practised. `ordinary` is the company on a good day; each scenario breaks it.

mod deploy_log;
mod inc_001;
mod ordinary;
mod traffic;

use super::scenario::Scenario;

/// Every scenario; the first one of a runbook is its ordinary case.
pub const ALL: &[Scenario] =
    &[inc_001::BROKEN, inc_001::WEIGHTED, inc_001::OLDER, inc_001::ALL_WELL, inc_001::NO_LOG, inc_001::TIMEOUT];
