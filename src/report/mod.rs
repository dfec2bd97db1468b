//! Views of what is known, for people and for machines.

pub mod by_hand;
pub mod mistakes;
pub mod probe;
mod rows;
pub mod runbook;
pub mod status;
