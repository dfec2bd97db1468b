//! `metrics.ses`: one metric of the namespace AWS/SES.

use crate::facts;
use crate::time::Utc;
use crate::world::Table;

facts! {
    /// GetMetricStatistics, Sum by the hour. An empty series is unknown, not zero.
    MetricSum {
        /// Sum over the window; absent when the series is empty
        total: f64,
        /// The hour with the most, and how many
        peak: f64,
        /// When that hour began
        peak_at: Utc,
        /// hour and sum, oldest first
        hours: Table,
    }
}
