//! The AWS side of the wire: which service and operation a request means, in which protocol.

mod cbor;
mod cloudwatch;
mod configuration;
mod fault;
mod invoke;
mod lambda;
mod logs;
mod query;
mod ses;
mod sfn;
mod sts;

use super::message::{Call, Reply};
use super::world::World;
use duckops_core::time::Utc;
use fault::Fault;
use hyper::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What an operation gives: the JSON of its output, or an error in AWS's words.
type Answer = Result<Value, Fault>;

/// Answers as AWS would. What is not simulated is refused by name, never answered with a success.
pub fn answer(world: &mut World, call: &Call, segments: &[&str], now: Utc) -> Reply {
    match segments {
        ["v2", "email", path @ ..] => rest(ses::answer(world, call, path, now)),
        [_, "functions", name, path @ ..] => lambda::answer(world, call, name, path, now),
        ["service", service, "operation", operation] => cloudwatch::answer_cbor(world, call, service, operation),
        [] if call.header("x-amz-target").is_some() => target(world, call, now),
        [] if call.method == Method::POST => query::answer(world, call),
        _ => Fault::unknown(&format!("{} {}", call.method, call.path)).rest(),
    }
}

/// The JSON protocols name the operation in a header.
fn target(world: &World, call: &Call, now: Utc) -> Reply {
    let target = call.header("x-amz-target").unwrap_or_default();
    let answer = match target.split_once('.') {
        Some(("Logs_20140328", operation)) => logs::answer(world, operation, &call.body, now),
        Some(("AWSStepFunctions", operation)) => sfn::answer(world, operation, &call.body, now),
        Some(("GraniteServiceVersion20100801", operation)) => cloudwatch::answer_json(world, operation, &call.body),
        _ => Err(Fault::unknown(target)),
    };
    let version = if target.starts_with("Logs_") { "1.1" } else { "1.0" };
    let content_type = format!("application/x-amz-json-{version}");
    match answer {
        Ok(body) => Reply::new(StatusCode::OK, &content_type, body.to_string()),
        Err(fault) => fault.json(&content_type),
    }
}

fn rest(answer: Answer) -> Reply {
    match answer {
        Ok(body) => Reply::json(StatusCode::OK, &body),
        Err(fault) => fault.rest(),
    }
}

/// The body of a request as the type that its operation takes. An empty body is an empty object.
fn input<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| Fault::bad("SerializationException", error.to_string()))
}

/// A time as most protocols write it: seconds since 1970, with a fraction.
fn seconds(at: Utc) -> f64 {
    at.timestamp_millis() as f64 / 1000.0
}
