//! Views of what is known, for people and for machines.

pub mod by_hand;
pub mod handoff;
pub mod mistakes;
pub mod postmortem;
pub mod probe;
mod rows;
pub mod runbook;
pub mod score;
pub mod settings;
pub mod stats;
pub mod status;
pub mod watch;

/// A run's id; nothing for what is of no run.
fn of_run(run: &str) -> Option<&str> {
    (!run.is_empty()).then_some(run)
}
