//! Step Functions (JSON 1.0): executions, as a list and one by one.

use super::{Answer, fault::Fault, input, seconds};
use crate::drill::world::{Execution, STATE_MACHINE, World};
use duckops_core::time::Utc;
use serde::Deserialize;
use serde_json::{Value, json};

/// The page when none is asked for, and the longest one.
const PAGE: usize = 100;
const LONGEST: usize = 1_000;
const STATUSES: [&str; 6] = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"];

pub fn answer(world: &World, operation: &str, body: &[u8], now: Utc) -> Answer {
    match operation {
        "ListExecutions" => list(world, &input(body)?, now),
        "DescribeExecution" => describe(world, &input(body)?, now),
        _ => Err(Fault::unknown(&format!("Step Functions {operation}"))),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListExecutions {
    #[serde(default)]
    state_machine_arn: String,
    status_filter: Option<String>,
    #[serde(default)]
    max_results: usize,
    next_token: Option<String>,
}

fn list(world: &World, wanted: &ListExecutions, now: Utc) -> Answer {
    check(wanted)?;
    let start = wanted.next_token.as_deref().map_or(Ok(0), place)?;
    let page = if wanted.max_results == 0 { PAGE } else { wanted.max_results.min(LONGEST) };
    let all = world.workflow.list(wanted.status_filter.as_deref(), now);
    let shown: Vec<_> = all.iter().skip(start).take(page).map(listed).collect();
    let mut answer = json!({ "executions": shown });
    if start.saturating_add(page) < all.len() {
        answer["nextToken"] = json!(format!("drill-page-{}", start + page));
    }
    Ok(answer)
}

fn check(wanted: &ListExecutions) -> Result<(), Fault> {
    if wanted.state_machine_arn != STATE_MACHINE {
        let why = format!("State Machine Does Not Exist: '{}'", wanted.state_machine_arn);
        return Err(Fault::bad("StateMachineDoesNotExist", why));
    }
    match wanted.status_filter.as_deref() {
        Some(status) if !STATUSES.contains(&status) => Err(Fault::bad(
            "ValidationException",
            format!("Value '{status}' at 'statusFilter' is not one of {}", STATUSES.join(", ")),
        )),
        _ => Ok(()),
    }
}

fn place(token: &str) -> Result<usize, Fault> {
    let place = token.strip_prefix("drill-page-").and_then(|place| place.parse().ok());
    place.ok_or_else(|| Fault::bad("InvalidToken", format!("Invalid Token: '{token}'")))
}

fn listed(execution: &Execution) -> Value {
    let mut shown = json!({
        "executionArn": execution.arn(),
        "stateMachineArn": STATE_MACHINE,
        "name": execution.name,
        "status": execution.status.name(),
        "startDate": seconds(execution.started),
    });
    if let Some(stopped) = execution.stopped {
        shown["stopDate"] = json!(seconds(stopped));
    }
    shown
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribeExecution {
    #[serde(default)]
    execution_arn: String,
}

fn describe(world: &World, wanted: &DescribeExecution, now: Utc) -> Answer {
    let Some(execution) = world.workflow.find(&wanted.execution_arn, now) else {
        let why = format!("Execution Does Not Exist: '{}'", wanted.execution_arn);
        return Err(Fault::bad("ExecutionDoesNotExist", why));
    };
    let mut shown = listed(&execution);
    shown["input"] = json!("{}");
    shown["error"] = json!(execution.error);
    shown["cause"] = json!(execution.cause);
    Ok(shown)
}
