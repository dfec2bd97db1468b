//! A walk is a log of events: what can happen, what it adds up to, and what comes next.

pub mod approval;
pub mod event;
pub mod ports;
mod step_id;

pub use step_id::{Bind, StepId};
