//! Time as duckops uses it: UTC everywhere, whole seconds on screen.

use chrono::{DateTime, SecondsFormat};

/// A moment in UTC (rule: UTC on disk, UTC on screen).
pub type Utc = DateTime<chrono::Utc>;

/// `2026-11-22T02:14:07Z`: the form used on disk, in JSON and in ledgers (RFC 3339).
pub fn stamp(at: Utc) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
