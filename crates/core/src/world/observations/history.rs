//! `history.change`, `history.growth`, `history.pecks`, `history.kept`: how figures of status changed, from earlier
//! probes and runs.

use crate::facts;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::Table;
use std::time::Duration;

/// The figures that are kept over time: those of status by the names of their facts, and last what SES says.
pub const FIGURES: &[&str] = &[
    "ducklings",
    "certificates",
    "agents_alive",
    "agents_dead",
    "agents_bonded",
    "callback_error",
    "denied",
    "expired",
    MAIL_SENT,
];

/// Mails of the rolling 24 hours, from another look than status.
pub const MAIL_SENT: &str = "mail_sent";

/// Those of status.
pub const OF_STATUS: &[&str] = FIGURES.split_at(FIGURES.len() - 1).0;

facts! {
    /// One figure now, held against the oldest sample of the window. One sample alone tells nothing.
    FigureChange {
        /// What it was then
        before: i64,
        /// By how much it changed since
        change: i64,
        /// When it was sampled then
        since: Utc,
        /// How long ago that was
        span: Duration,
        /// The change by the hour
        per_hour: f64,
        /// It went up
        rising: bool,
        /// How many more or fewer it is, and since when
        in_words: Clean,
        /// From when on a further look tells how it changed; absent when this one does
        again_at: Utc,
        /// How many samples the window holds, the one of now included
        samples: i64,
    }
}

facts! {
    /// Certificates against ducklings over time. A gap between the two may be years old: only what changed counts.
    Growth {
        /// Certificates grew; no when ducklings did and certificates did not; unknown when neither did, or for one sample alone
        growing: bool,
        /// Ducklings more than then
        ducklings_change: i64,
        /// Certificates more than then
        certificates_change: i64,
        /// The sample that now is held against
        since: Utc,
        /// How long ago that was
        span: Duration,
        /// From when on a further look tells whether they grow; absent when this one does, or when there must be new ducklings first
        again_at: Utc,
        /// How many samples the window holds, the one of now included
        samples: i64,
        /// Ducklings without a certificate, whenever they came
        gap: i64,
    }
}

facts! {
    /// Failed pecks by kind: shares, and how many an hour since the oldest sample of the window.
    PeckFailures {
        /// All kinds together
        total: i64,
        /// The kind with the most since the sample that now is held against; of the totals when there is none
        leading: Clean,
        /// What it leads by: failures since when, or the totals
        leading_by: Clean,
        /// callback_error, in percent of all
        callback_share: f64 as Percent,
        /// denied, in percent of all
        denied_share: f64 as Percent,
        /// expired, in percent of all
        expired_share: f64 as Percent,
        /// All kinds together, an hour
        per_hour: f64,
        /// callback_error by the hour
        callback_rate: f64 as PerHour,
        /// More an hour than `limit`
        high: bool,
        /// How long ago the sample is that now is held against
        span: Duration,
        /// kind, in all, share, more since, an hour
        table: Table,
    }
}

facts! {
    /// The samples of the window, this very look left out. Without one there are no trends; all else is as it was.
    Kept {
        /// How many there are
        samples: i64,
        /// How old the newest is
        newest: Duration,
        /// How old the oldest is
        oldest: Duration,
        /// Lines of the file that could not be read
        unreadable: i64,
    }
}
