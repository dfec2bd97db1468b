//! `cargo bench`: duckops beside the commands that the original runbook has people type, in one run, in turn.
//!
//! Tables, or with `-- --json` one JSON array; `-- ledgers` measures one group of rows. Everything runs on loopback. A peer that is not on this machine
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

/// A group of rows, and the stack that it looks at: in the one everything answers, in the other there is something to
/// walk through.
type Group = (&'static str, &'static str, fn(&Place) -> Vec<table::Row>);

const GROUPS: [Group; 5] = [
    ("startup", "inc-001-all-well", commands::startup),
    ("looks", "inc-001-all-well", commands::looks),
    ("waiting", "inc-001", waiting::rows),
    ("walks", "inc-001", walks::rows),
    ("ledgers", "inc-001-all-well", ledgers::rows),
];

/// Words are names of groups: without one all are measured.
fn main() {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let named = |name: &str| words.iter().any(|word| word == name);
    let all = !GROUPS.iter().any(|(name, ..)| named(name));
    let groups = GROUPS.iter().filter(|(name, ..)| all || named(name));
    let mut measured = Vec::new();
    for (_, scenario, rows) in groups {
        let rows = rows(&Place::with_a_stack(scenario));
        if !named("--json") {
            println!("{}", table::text(&rows));
        }
        measured.extend(rows);
    }
    if named("--json") {
        println!("{}", table::json(&measured));
    }
}
