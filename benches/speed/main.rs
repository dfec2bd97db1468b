//! `cargo bench`: duckops beside the commands that the original runbook has people type, in one run, in turn.
//!
//! One table, or with `-- --json` the same as JSON. Everything runs on loopback. A peer that is not on this machine
//! is said to be missing; its row has no ratio.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "it measures, and prints"
)]

mod commands;
mod ledgers;
mod measure;
mod place;
mod table;

use place::Place;

fn main() {
    let json = std::env::args().any(|argument| argument == "--json");
    let place = Place::with_a_stack();
    let rows = [commands::startup(&place), commands::looks(&place), ledgers::rows(&place)].concat();
    match json {
        true => println!("{}", table::json(&rows)),
        false => print!("{}", table::text(&rows)),
    }
}
