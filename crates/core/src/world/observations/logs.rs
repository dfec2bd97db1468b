//! `logs.search`, `logs.before` and `logs.mail`: the function's log group.

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

facts! {
    /// Log events that say that a mail could not be sent, told apart by their cause.
    LogsMail {
        /// How many there are, all pages read
        count: i64,
        /// The address or domain is not verified: what the sandbox answers for every recipient but its own
        unverified: i64,
        /// SES rejected the message for another reason
        rejected: i64,
        /// Too many in a second
        throttled: i64,
        /// The daily quota is used up
        quota: i64,
        /// Sending is paused or disabled
        paused: i64,
        /// Same texts by their cause: kind, times, first, last, text of the newest one
        kinds: Table,
        /// Of which mails they are, by their texts, the most frequent first
        which: Clean,
        /// The search covers events up to this moment
        until: Utc,
    }
}
