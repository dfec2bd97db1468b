//! Running the function: through the alias for the API, or by hand with a qualifier.

use super::{Behaviour, LATEST, Outcome, Page, Route, World};
use crate::drill::ids;
use crate::drill::world::transcript::Trace;
use duckops_core::time::Utc;
use serde_json::{Value, json};
use std::time::Duration;

/// API Gateway waits this long for the function, then answers by itself.
const GATEWAY_LIMIT: Duration = Duration::from_secs(29);
/// How long a hanging call takes in a drill: long enough to be felt, and not the full 29 seconds.
const HANG: Duration = Duration::from_secs(2);

/// What API Gateway gets from a call of the function.
pub enum Gateway {
    /// After so long.
    Answered(Page, Duration),
    /// The function's own answer, with a status that says no.
    Refused(u16, Page),
    Failed(Duration),
    TimedOut(Duration),
}

/// What a direct invocation gives.
pub struct Invoked {
    pub version: String,
    pub payload: Value,
    /// Whether the function failed; HTTP says 200 all the same.
    pub failed: bool,
    /// The lines that this run left in the log group.
    pub lines: String,
    pub delay: Duration,
}

/// One finished run.
struct Run {
    id: String,
    outcome: Outcome,
    lines: String,
}

impl World {
    /// A request from outside, through API Gateway and the alias.
    pub fn serve(&mut self, route: Route, now: Utc) -> Gateway {
        let warm = if route == Route::Status { self.alias.warm.take() } else { None };
        let (version, believed) = match warm {
            Some(old) => (old.clone(), old),
            None => (self.alias.pick(), self.alias.version.clone()),
        };
        let outcome = self.outcome(&version);
        match self.run(&version, outcome, now).outcome {
            Outcome::Answered => Gateway::Answered(self.page(route, &version, &believed, now), self.delay(route)),
            Outcome::Refused { status, body } => {
                Gateway::Refused(status, Page { content_type: "application/json", body })
            }
            Outcome::Raised { .. } => Gateway::Failed(Duration::ZERO),
            Outcome::TimedOut if self.function.timeout < GATEWAY_LIMIT => Gateway::Failed(HANG),
            Outcome::TimedOut => Gateway::TimedOut(HANG),
        }
    }

    fn delay(&self, route: Route) -> Duration {
        self.slow.filter(|(slow, _)| *slow == route).map_or(Duration::ZERO, |(_, delay)| delay)
    }

    /// A direct invocation; `None` when there is no such version or alias.
    pub fn invoke(&mut self, qualifier: Option<&str>, event: &Value, now: Utc) -> Option<Invoked> {
        let version = self.resolve(qualifier)?;
        let route = Route::of_event(event);
        let outcome = match self.outcome(&version) {
            // The handler reads the path first, and knows no other kind of event.
            Outcome::Answered if route.is_none() => Outcome::raised("KeyError", "'path'"),
            outcome => outcome,
        };
        let run = self.run(&version, outcome, now);
        let delay = if run.outcome == Outcome::TimedOut { HANG } else { Duration::ZERO };
        // To Lambda an answer is a success, whatever its status says.
        let failed = !matches!(run.outcome, Outcome::Answered | Outcome::Refused { .. });
        let payload = match (&run.outcome, route) {
            (Outcome::Refused { status, body }, _) => proxied(*status, "application/json", body),
            (Outcome::Answered, Some(route)) => {
                let page = self.page(route, &version, &self.alias.version, now);
                proxied(200, page.content_type, &page.body)
            }
            _ => run.error(self.function.timeout),
        };
        Some(Invoked { version, payload, failed, lines: run.lines, delay })
    }

    /// A run of the past, for scenarios that need a history.
    pub fn remember(&mut self, version: &str, outcome: Outcome, at: Utc) {
        self.run(version, outcome, at);
    }

    pub fn resolve(&mut self, qualifier: Option<&str>) -> Option<String> {
        match qualifier.unwrap_or(LATEST) {
            super::ALIAS => Some(self.alias.pick()),
            version => self.function.version(version).map(|found| found.number.clone()),
        }
    }

    fn outcome(&self, version: &str) -> Outcome {
        let behaviour = self.function.version(version).map(|found| &found.behaviour);
        match behaviour {
            Some(Behaviour::Hangs) => Outcome::TimedOut,
            Some(Behaviour::Raises { kind, message }) => Outcome::raised(kind, message),
            Some(Behaviour::Answers { status, body }) => Outcome::Refused { status: *status, body: (*body).to_owned() },
            _ if !self.database_up => Outcome::database_down(),
            _ => Outcome::Answered,
        }
    }

    /// Runs the function: starts an environment when none is ready, and writes the log.
    fn run(&mut self, version: &str, outcome: Outcome, at: Utc) -> Run {
        let id = ids::uuid("run", self.runs);
        let trace = Trace {
            id: &id,
            version,
            at,
            outcome: &outcome,
            init: self.function.start(version),
            restored: self.function.version(version).is_some_and(|found| found.snap_start),
            took: Duration::from_micros(18_240 + self.runs % 23 * 1_310),
            timeout: self.function.timeout,
            memory_mb: self.function.memory_mb,
        };
        let lines = trace.lines();
        self.runs += 1;
        self.logs.write(version, at, &lines);
        Run { id, outcome, lines: lines.concat() }
    }
}

/// An answer as API Gateway wants it from a function.
fn proxied(status: u16, content_type: &str, body: &str) -> Value {
    json!({ "statusCode": status, "headers": { "Content-Type": content_type }, "body": body })
}

impl Run {
    /// The payload of a function that failed.
    fn error(&self, limit: Duration) -> Value {
        match &self.outcome {
            Outcome::Raised { kind, message } => json!({
                "errorMessage": message, "errorType": kind, "requestId": self.id,
                "stackTrace": ["  File \"/var/task/beak/app.py\", line 61, in handler\n"],
            }),
            _ => {
                let spent = format!("Task timed out after {:.2} seconds", limit.as_secs_f64());
                json!({
                    "errorType": "Sandbox.Timedout",
                    "errorMessage": format!("RequestId: {} Error: {spent}", self.id),
                })
            }
        }
    }
}
