//! `audit.events`: the audit feed of the API.

use crate::facts;
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
        /// when and type of the newest matches
        list: Table,
    }
}
