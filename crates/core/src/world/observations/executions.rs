//! `sfn.executions`: the peck approval workflow.

use crate::facts;
use crate::time::Utc;
use crate::world::Table;
use std::time::Duration;

facts! {
    /// ListExecutions of some states; error and cause of the shown ones from DescribeExecution.
    Executions {
        /// How many executions are in one of the states, all pages read
        count: i64,
        /// When the newest one started
        last_start: Utc,
        /// When the oldest one started
        oldest_start: Utc,
        /// How long ago the oldest one started
        oldest_age: Duration,
        /// name, status, start, stop, error, cause; newest first
        list: Table,
    }
}
