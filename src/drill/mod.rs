//! A simulated stack on loopback, broken on purpose, to practise on.
//!
//! It speaks the same HTTP and AWS protocols as the real one, so a drill walks the same code path as
//! an incident: only the endpoint and the credentials differ. For that reason nothing in this folder
//! imports an AWS SDK: a simulation built from the client's own types would agree with the client's
//! own mistakes.
//!
//! `world` is the simulated company, a value without sockets or clock. `aws` and `api` translate
//! between it and the wire, `server` listens, `scenarios` say what is broken, a seed (`dice`) varies it.

mod api;
mod aws;
mod dice;
mod form;
mod ids;
mod lesson;
mod message;
mod practice;
mod scenario;
mod scenarios;
mod server;
mod stack;
#[cfg(test)]
mod tests;
mod world;

pub use dice::Dice;
pub use practice::{Drill, SEED};
pub use scenario::{Left, Line, Scenario, find, scenarios};
pub use stack::DrillStack;
pub use world::{IDENTITY, World};

/// The header that every reply of a drill carries; its value is the drill's name.
pub const DRILL_HEADER: &str = "x-duckops-drill";
