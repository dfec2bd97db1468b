//! The routes of the simulated company, as API Gateway serves them.

use super::message::{Call, Reply};
use super::world::{Gateway, Route, World};
use duckops_core::time::Utc;
use hyper::StatusCode;
use serde_json::json;

/// Calls the function through the alias, if there is such a route.
pub fn answer(world: &mut World, call: &Call, segments: &[&str], now: Utc) -> Reply {
    match Route::of(call.method.as_str(), segments) {
        Some(route) => through(world.serve(route, now)),
        None => refused(StatusCode::FORBIDDEN, "Missing Authentication Token")
            .header("x-amzn-errortype", "MissingAuthenticationTokenException"),
    }
}

/// What API Gateway makes of the function's answer: it never shows why the function failed.
fn through(gateway: Gateway) -> Reply {
    match gateway {
        Gateway::Answered(page, delay) => Reply::new(StatusCode::OK, page.content_type, page.body).after(delay),
        Gateway::Refused(status, page) => {
            Reply::new(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY), page.content_type, page.body)
        }
        Gateway::Failed(delay) => refused(StatusCode::BAD_GATEWAY, "Internal server error")
            .header("x-amzn-errortype", "InternalServerErrorException")
            .after(delay),
        Gateway::TimedOut(delay) => refused(StatusCode::GATEWAY_TIMEOUT, "Endpoint request timed out").after(delay),
    }
}

fn refused(status: StatusCode, message: &str) -> Reply {
    Reply::json(status, &json!({ "message": message }))
}

/// The simulated team's DEPLOY-LOG.md, for whoever has no checkout of it.
pub fn deploy_log(text: Option<&str>) -> Reply {
    match text {
        Some(text) => Reply::new(StatusCode::OK, "text/markdown; charset=utf-8", text),
        None => refused(StatusCode::NOT_FOUND, "this drill has no deploy log"),
    }
}
