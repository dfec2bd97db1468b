//! What can be practised. `ordinary` is the company on a good day; each scenario breaks it.

mod deploy_log;
mod herrings;
mod inc_001;
mod inc_002;
mod inc_003;
mod inc_004;
mod inc_005;
mod incident_triage;
mod lessons;
mod mails;
mod ordinary;
mod pecks;
mod pre_deploy;
mod rollback;
mod traffic;

use super::scenario::Scenario;

pub use herrings::add as add_herrings;

/// Every scenario; the first one of a runbook is its ordinary case.
pub const ALL: &[Scenario] = &[
    inc_001::BROKEN,
    inc_001::WEIGHTED,
    inc_001::OLDER,
    inc_001::ALL_WELL,
    inc_001::LOG_BEHIND,
    inc_001::NO_LOG,
    inc_001::TIMEOUT,
    inc_002::BROKEN,
    inc_002::MAIL_ONLY,
    inc_002::DEAD,
    inc_002::FIRST_LOOK,
    inc_002::ALL_WELL,
    inc_003::BROKEN,
    inc_003::DEATHS_ONLY,
    inc_003::FIRST_LOOK,
    inc_003::UNREPORTED,
    inc_003::NONE_BONDED,
    inc_003::SOME_ALIVE,
    inc_003::DYING,
    inc_004::BROKEN,
    inc_004::TIMED_OUT,
    inc_004::ALL_DEAD,
    inc_004::STUCK,
    inc_004::NOT_STARTED,
    inc_004::SLOW,
    inc_004::FIRST_LOOK,
    inc_004::ALL_WELL,
    inc_005::USED_UP,
    inc_005::PAUSED,
    inc_005::REVIEW_OPEN,
    inc_005::DENIED,
    inc_005::AMBER,
    inc_005::ALL_WELL,
    inc_005::LATE,
    inc_005::BOUNCES,
    pre_deploy::READY,
    pre_deploy::RAISES,
    pre_deploy::SLOW,
    pre_deploy::WARM,
    pre_deploy::AMBER,
    pre_deploy::RED,
    rollback::BROKEN,
    rollback::WEIGHTED,
    rollback::NO_BETTER,
    incident_triage::FLEET,
    incident_triage::DOWN,
    incident_triage::CALM,
];
