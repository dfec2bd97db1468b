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
mod relay;
mod table;
mod waiting;
mod walks;

use place::Place;

fn main() {
    let json = std::env::args().any(|argument| argument == "--json");
    // In the one everything answers, in the other there is something to walk through.
    let (well, broken) = (Place::with_a_stack("inc-001-all-well"), Place::with_a_stack("inc-001"));
    let of_commands = [commands::startup(&well), commands::looks(&well)].concat();
    let rows = [of_commands, waiting::rows(&broken), walks::rows(&broken), ledgers::rows(&well)].concat();
    match json {
        true => println!("{}", table::json(&rows)),
        false => print!("{}", table::text(&rows)),
    }
}
