//! What we promise of runs, ledgers and approvals, proven: `cargo test trust -- --nocapture` prints the counts.

mod faults;
mod kills;
mod losses;
mod play;
mod played;
mod rehearsal;
mod tally;
mod visible;
