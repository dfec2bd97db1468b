//! What the replies of the stack mean: pure readings of status, logs, aliases, mail and metrics into facts.
//! The adapters fetch, this decides; every rule here is a table in a test.

pub mod activity;
pub mod anomalies;
pub mod answer;
pub mod audit;
pub mod aws;
pub mod checks;
pub mod clock;
mod drift;
pub mod executions;
pub mod history;
mod json;
pub mod lambda;
pub mod logs;
pub mod looks;
pub mod mail;
pub mod metrics;
pub mod promotion;
mod red;
pub mod routes;
pub mod score;
pub mod seen;
pub mod starts;
pub mod status;
pub mod tiles;

use crate::time::Utc;

/// `02:14:07Z`: a moment of today, for one-line summaries.
pub fn clock_text(at: Utc) -> String {
    at.format("%H:%M:%SZ").to_string()
}

/// How many there are, as a figure.
pub fn as_count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// `1 event`, `28 events`.
pub fn counted(n: i64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
