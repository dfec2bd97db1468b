//! `logs.search` and `logs.before`: the function's log group.

use crate::facts;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::Table;

facts! {
    /// Matching log events. Events arrive late: none found is not proof of health.
    LogsSearch {
        /// How many events match, all pages read
        count: i64,
        /// When the first one in the window was logged
        first: Utc,
        /// That time and where the search begins; when the first is so near to it that they may be older, it says so
        began: Clean,
        /// When the newest one was logged
        last: Utc,
        /// The newest one's text
        newest: Clean,
        /// Same texts grouped over the whole window, the newest groups first: times, first, last, text of the newest one
        groups: Table,
        /// The search covers events up to this moment
        until: Utc,
    }
}

facts! {
    /// Were the errors of now there before a moment?
    LogsBefore {
        /// Matching events in the span before the moment
        count: i64,
        /// Those of them that are of a kind seen now
        same: i64,
        /// When the first of the same kind was logged
        first: Utc,
    }
}
