//! What can be seen and done: facts, observations, actions, the permissions for them, and settings, each declared once.

pub mod actions;
pub mod address;
mod evidence;
mod known;
pub mod observations;
mod outputs;
pub mod permissions;
pub mod settings;
mod value;

pub use evidence::{Declared, Evidence, Fact, Facts, Query};
pub use known::{Hint, Known, Why, WhyKind};
pub use outputs::Outputs;
pub use value::{Cut, FactType, Table, Type, UNKNOWN, Value, Version, duration_text, minutes_text, parse_duration};
