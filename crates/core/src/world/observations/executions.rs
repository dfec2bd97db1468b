//! `sfn.executions`, `sfn.starts`: the peck approval workflow.

use crate::facts;
use crate::text::Clean;
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
        /// How many started longer ago than `stuck_after`
        stuck: i64,
        /// How many stopped within `since`, those that still run included
        recent: i64,
        /// The newest of them in a line: name, state, when it stopped, its error and cause
        newest: Clean,
        /// How many of each state: `0 FAILED, 7 TIMED_OUT`
        each: Clean,
        /// name, status, start, age, stop, error, cause; in the order that was asked for
        list: Table,
    }
}

facts! {
    /// Whether requests still become executions.
    ExecutionStarts {
        /// When the newest execution of any state started
        last_start: Utc,
        /// How long ago that is
        age: Duration,
        /// When the newest request was made that must have become an execution by now
        due: Utc,
        /// No execution started for it; unknown when no request is known that is old enough, no when there is none at all
        blocked: bool,
    }
}
