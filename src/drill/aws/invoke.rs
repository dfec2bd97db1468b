//! Lambda: Invoke.

use super::{fault::Fault, lambda::missing};
use crate::drill::message::{Call, Reply};
use crate::drill::world::{Invoked, World, function_arn};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use duckops_core::time::Utc;
use hyper::StatusCode;
use serde_json::Value;

/// Only the last four kilobytes of a log come back with the answer.
const TAIL: usize = 4096;

pub fn answer(world: &mut World, call: &Call, now: Utc) -> Reply {
    let kind = call.header("x-amz-invocation-type").unwrap_or("RequestResponse");
    let qualifier = call.param("Qualifier");
    match kind {
        "RequestResponse" => {}
        // Only whether it would be allowed: nothing runs.
        "DryRun" if world.resolve(qualifier).is_some() => {
            return Reply::new(StatusCode::NO_CONTENT, "application/json", "");
        }
        "DryRun" => return missing(&function_arn(qualifier)).rest(),
        _ => return Fault::unknown(&format!("Lambda Invoke as {kind}")).rest(),
    }
    let body = if call.body.is_empty() { b"{}" } else { call.body.as_ref() };
    let Ok(event) = serde_json::from_slice::<Value>(body) else {
        let why = "Could not parse request body into json";
        return Fault::bad("InvalidRequestContentException", why).rest();
    };
    match world.invoke(qualifier, &event, now) {
        Some(invoked) => reply(call, &invoked),
        None => missing(&function_arn(qualifier)).rest(),
    }
}

fn reply(call: &Call, invoked: &Invoked) -> Reply {
    let mut reply = Reply::json(StatusCode::OK, &invoked.payload)
        .header("x-amz-executed-version", &invoked.version)
        .after(invoked.delay);
    if invoked.failed {
        reply = reply.header("x-amz-function-error", "Unhandled");
    }
    if call.header("x-amz-log-type").is_some_and(|wanted| wanted == "Tail") {
        let log = invoked.lines.as_bytes();
        let tail = &log[log.len().saturating_sub(TAIL)..];
        reply = reply.header("x-amz-log-result", BASE64_STANDARD.encode(tail));
    }
    reply
}
