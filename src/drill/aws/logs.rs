//! CloudWatch Logs (JSON 1.1): FilterLogEvents.

use super::{Answer, fault::Fault, input};
use crate::drill::world::{LOG_GROUP, LogEvent, LogQuery, Pattern, World};
use duckops_core::time::Utc;
use serde::Deserialize;
use serde_json::{Value, json};

/// A page holds no more events than this.
const LIMIT: usize = 10_000;
/// How long an event is under way before it can be found, in milliseconds.
const INGESTION: i64 = 1_200;

pub fn answer(world: &World, operation: &str, body: &[u8], now: Utc) -> Answer {
    match operation {
        "FilterLogEvents" => filter(world, input(body)?, now),
        _ => Err(Fault::unknown(&format!("CloudWatch Logs {operation}"))),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FilterLogEvents {
    log_group_name: Option<String>,
    log_group_identifier: Option<String>,
    start_time: Option<i64>,
    end_time: Option<i64>,
    filter_pattern: Option<String>,
    limit: Option<usize>,
    next_token: Option<String>,
}

fn filter(world: &World, wanted: FilterLogEvents, now: Utc) -> Answer {
    check_group(&wanted)?;
    let query = query(&wanted, now)?;
    let (events, next) = world.logs.search(&query);
    let mut answer = json!({
        "events": events.into_iter().map(shown).collect::<Vec<_>>(),
        "searchedLogStreams": [],
    });
    if let Some(next) = next {
        answer["nextToken"] = json!(token(next));
    }
    Ok(answer)
}

fn check_group(wanted: &FilterLogEvents) -> Result<(), Fault> {
    let group = wanted.log_group_name.as_deref().or(wanted.log_group_identifier.as_deref());
    match group {
        Some(name) if name == LOG_GROUP || name.ends_with(&format!(":log-group:{LOG_GROUP}")) => Ok(()),
        Some(_) => Err(Fault::bad("ResourceNotFoundException", "The specified log group does not exist.")),
        None => Err(invalid("a log group is required")),
    }
}

fn invalid(why: impl Into<String>) -> Fault {
    Fault::bad("InvalidParameterException", why)
}

fn query(wanted: &FilterLogEvents, now: Utc) -> Result<LogQuery, Fault> {
    let pattern = Pattern::parse(wanted.filter_pattern.as_deref().unwrap_or_default())
        .map_err(|bad| invalid(format!("Invalid filter pattern: {}", bad.0)))?;
    let limit = wanted.limit.unwrap_or(LIMIT);
    if !(1..=LIMIT).contains(&limit) {
        return Err(invalid(format!("Value '{limit}' at 'limit' is not between 1 and {LIMIT}")));
    }
    Ok(LogQuery {
        pattern,
        from: wanted.start_time.unwrap_or(0),
        to: wanted.end_time.unwrap_or(i64::MAX).min(now.timestamp_millis() - INGESTION),
        limit,
        start: wanted.next_token.as_deref().map_or(Ok(0), place)?,
    })
}

fn token(place: usize) -> String {
    format!("drill-page-{place}")
}

fn place(token: &str) -> Result<usize, Fault> {
    let place = token.strip_prefix("drill-page-").and_then(|place| place.parse().ok());
    place.ok_or_else(|| invalid("The specified nextToken is invalid."))
}

fn shown(event: &LogEvent) -> Value {
    json!({
        "logStreamName": event.stream,
        "timestamp": event.at,
        "message": event.message,
        "ingestionTime": event.at + INGESTION,
        "eventId": format!("{:056}", event.id),
    })
}
