//! The one integration test binary: a list of modules, one a subject.
//!
//! One binary links once and runs every ring in one process, so one ministack serves all of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "in a test a panic is the report")]
#![allow(clippy::disallowed_methods, reason = "the tests stand outside of the program")]

mod config;
mod documents;
mod drill_ring;
mod hostile;
mod house;
mod ministack_ring;
mod packages;
mod stack;
mod support;
mod trust;
mod walk_on_ministack;
