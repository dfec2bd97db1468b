//! The function's log group: events in the order of their time, and the search over them.

use super::Pattern;
use crate::drill::ids;
use chrono::Datelike as _;
use duckops_core::time::Utc;

/// How many events one page looks at. CloudWatch, too, ends a page before it has seen everything, so
/// that a page can be empty and yet not be the last one.
const SCANNED: usize = 64;

/// One event.
#[derive(Debug, Clone)]
pub struct LogEvent {
    pub id: u64,
    /// Milliseconds since 1970.
    pub at: i64,
    pub stream: String,
    pub message: String,
}

/// What to look for.
pub struct LogQuery {
    pub pattern: Pattern,
    /// Milliseconds since 1970, both ends included.
    pub from: i64,
    pub to: i64,
    pub limit: usize,
    /// Where the page before left off.
    pub start: usize,
}

/// The log group.
#[derive(Default)]
pub struct LogGroup {
    events: Vec<LogEvent>,
}

impl LogGroup {
    /// Adds the lines of one run.
    pub fn write(&mut self, version: &str, at: Utc, lines: &[String]) {
        let stream = stream(version, at);
        for message in lines {
            let (id, at) = (self.events.len() as u64, at.timestamp_millis());
            let place = self.events.partition_point(|event| event.at <= at);
            let stream = stream.clone();
            self.events.insert(place, LogEvent { id, at, stream, message: message.clone() });
        }
    }

    /// One page, and where the next one begins when there is more to look at.
    pub fn search(&self, query: &LogQuery) -> (Vec<&LogEvent>, Option<usize>) {
        let first = self.events.partition_point(|event| event.at < query.from).max(query.start);
        let end = self.events.partition_point(|event| event.at <= query.to);
        let last = end.min(first.saturating_add(SCANNED));
        let mut found = Vec::new();
        for (place, event) in self.events.iter().enumerate().take(last).skip(first) {
            if found.len() == query.limit {
                return (found, Some(place));
            }
            if query.pattern.matches(&event.message) {
                found.push(event);
            }
        }
        (found, (last < end).then_some(last))
    }
}

fn stream(version: &str, at: Utc) -> String {
    let instance = ids::hex(version, u64::from(at.day()));
    format!("{}/[{version}]{instance}", at.format("%Y/%m/%d"))
}
