//! The pure part of duckops: values in, values out.

pub mod health;
pub mod ledger;
pub mod policy;
pub mod report;
pub mod runbook;
pub mod standing;
pub mod text;
pub mod time;
pub mod walk;
pub mod world;
