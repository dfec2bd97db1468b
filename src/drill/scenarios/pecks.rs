//! Requests of pecks come as regularly as a heartbeat, and each becomes an execution of the approval workflow, in the
//! drill's past as in the hours that it may last.

use crate::drill::world::{Execution, Status};
use chrono::TimeDelta;
use duckops_core::time::Utc;

/// A peck is requested this often; the newest request is so old when the drill begins.
pub const EVERY: TimeDelta = TimeDelta::minutes(6);
pub const NEWEST: TimeDelta = TimeDelta::seconds(95);
/// How long after its request an execution starts.
const START: TimeDelta = TimeDelta::seconds(2);
/// The requests of three hours, and of the twelve to come, counted back from the newest of the beginning.
const REQUESTS: std::ops::Range<i64> = -120..30;

/// How the execution of a request ends, after how long.
#[derive(Clone, Copy)]
pub struct End {
    pub status: Status,
    pub after: TimeDelta,
    pub error: Option<&'static str>,
    pub cause: Option<&'static str>,
}

pub const DELIVERED: End = End { status: Status::Succeeded, after: TimeDelta::minutes(4), error: None, cause: None };

/// One for each request; `end` is told how many requests before the newest of the beginning it was.
pub fn executions(now: Utc, end: impl Fn(i64) -> End) -> impl Iterator<Item = Execution> {
    REQUESTS.map(move |n| execution(now, n, end(n)))
}

/// The execution of the n-th newest request.
pub fn execution(now: Utc, n: i64, end: End) -> Execution {
    let started = now - TimeDelta::minutes(n * EVERY.num_minutes()) - NEWEST + START;
    let End { status, after, error, cause } = end;
    Execution { name: format!("peck-{}", 7_400 - n), status, started, stopped: Some(started + after), error, cause }
}
