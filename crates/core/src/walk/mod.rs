//! A walk is a log of events: what can happen, what it adds up to, and what comes next.

pub mod again;
pub mod approval;
pub mod approved;
pub mod block;
mod effect;
pub mod ends;
pub mod event;
pub mod hand_over;
pub mod items;
mod judge;
pub mod jump;
pub mod next;
pub mod now;
pub mod outcome;
pub mod outdated;
pub mod ports;
pub mod request;
mod result;
mod scope;
pub mod settle;
pub mod severity;
pub mod state;
mod step_id;
#[cfg(test)]
mod tests;
mod to_type;
mod told;
pub mod update;
mod verdict;

pub use judge::{good_in_a_row, judge};
pub use next::{Next, next};
pub use result::is_outdated;
pub use scope::{cannot_be_done, truth, value};
pub use state::{State, fold};
pub use step_id::{Bind, StepId};
pub use to_type::{to_reach, to_type, with_its_undo};
pub use verdict::Verdict;
