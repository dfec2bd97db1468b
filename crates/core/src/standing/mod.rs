//! How things stand between runs: incident mode, the change freeze, snapshots. Events and what they add up to.

pub mod freeze;
pub mod incident;
pub mod snapshot;
