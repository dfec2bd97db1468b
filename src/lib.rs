//! The duckops binary's parts: adapters around the pure core, and their composition.

pub mod app;
pub mod cli;
pub mod clock;
pub mod console;
pub mod crash;
pub mod disk;
pub mod drill;
pub mod drive;
pub mod environment;
pub mod error;
pub mod ledger;
pub mod report;
pub mod settings;
pub mod signing;
pub mod stack;
pub mod store;
pub mod untold;
