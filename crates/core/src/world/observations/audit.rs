//! `audit.events`, `audit.activity`: the audit feed of the API.

use crate::facts;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::Table;
use std::time::Duration;

facts! {
    /// Entries of the feed whose type contains a text.
    AuditEvents {
        /// How many entries match
        count: i64,
        /// How many entries the feed holds in all
        total: i64,
        /// When the newest match was
        last: Utc,
        /// How long ago that is
        age: Duration,
        /// When the newest match was that is older than `older_than`
        settled: Utc,
        /// when and type of the newest matches
        list: Table,
    }
}

facts! {
    /// Events of some types in the newest window of the feed, held against the feed's own earlier windows.
    AuditActivity {
        /// At least one type came far more or far less often than usual; unknown when the feed is too short to tell
        abnormal: bool,
        /// Which types
        abnormal_types: Vec<Clean>,
        /// type, count in the newest window, usual count (the median of the earlier windows), what that means
        table: Table,
        /// How far back the feed goes
        covers: Duration,
        /// How many whole earlier windows it holds
        windows: i64,
    }
}
