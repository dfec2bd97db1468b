//! The looks that are taken outside of runbooks, by their names.

use super::checks::CHECKS;

/// What the score and `health.now` rest on.
pub const SCORED: &[&str] =
    &["beak.status", "beak.routes", "lambda.alias", "ledger.deploys", "ses.account", "history.pecks", "history.change"];

/// What `status` shows.
pub const STATUS: &[&str] = &[
    "beak.status",
    "beak.routes",
    "lambda.alias",
    "ledger.deploys",
    "ses.account",
    "ses.room",
    "audit.activity",
    "history.pecks",
    "history.change",
    "incident.state",
    "freeze.state",
];

/// What a snapshot holds.
pub const SNAPSHOT: &[&str] = &["beak.status", "lambda.alias", "ses.account"];

/// All of them, with those of the checks of `probe`; some more than once.
pub fn outside_of_runbooks() -> impl Iterator<Item = &'static str> {
    let checks = CHECKS.iter().flat_map(|check| check.looks);
    [SCORED, STATUS, SNAPSHOT].into_iter().flatten().chain(checks).copied()
}
