//! What we promise of runs, ledgers and approvals, proven: `cargo test trust -- --nocapture` prints the counts.

mod kills;
