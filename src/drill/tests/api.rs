//! The API, the header on every reply, and the life of the stack.

use super::{get, header, json, post, stack, target};
use crate::drill::DRILL_HEADER;
use reqwest::StatusCode;
use serde_json::json;

#[tokio::test]
async fn every_reply_says_that_it_is_a_drill() {
    let (stack, _) = stack("inc-001").await;
    let requests = [
        get(&stack, "/prod/beak/system/status"),
        get(&stack, "/prod/nowhere"),
        get(&stack, "/prod/drill/deploy-log"),
        get(&stack, "/nowhere"),
        post(&stack, "/", &json!({})),
        target(&stack, "Nothing.Known", &json!({})),
        post(&stack, "/prod/beak/audit", &json!({ "long": "x".repeat(300_000) })),
    ];
    for request in requests {
        let response = request.send().await.unwrap();
        assert_eq!(header(&response, DRILL_HEADER), "inc-001", "{response:?}");
        assert_eq!(header(&response, "x-amzn-requestid").len(), 36);
        assert_eq!(header(&response, "date"), "Sun, 22 Nov 2026 12:00:00 GMT");
    }
}

#[tokio::test]
async fn a_broken_version_is_a_502_that_says_nothing() {
    let (stack, _) = stack("inc-001").await;
    for route in ["/prod/beak", "/prod/beak/metrics", "/prod/beak/system/status"] {
        let (status, body) = json(get(&stack, route)).await;
        assert_eq!((status.as_u16(), body), (502, json!({ "message": "Internal server error" })));
    }
    let (status, _) = json(post(&stack, "/prod/beak/audit", &json!({}))).await;
    assert_eq!(status, StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn a_hanging_version_is_a_504_after_a_while() {
    let (stack, clock) = stack("inc-001-timeout").await;
    let (status, body) = json(get(&stack, "/prod/beak/system/status")).await;
    assert_eq!((status.as_u16(), body), (504, json!({ "message": "Endpoint request timed out" })));
    assert_eq!(clock.0.lock().unwrap().as_secs(), 2);
}

#[tokio::test]
async fn a_healthy_version_reports() {
    let (stack, _) = stack("inc-001-all-well").await;
    let (status, body) = json(get(&stack, "/prod/beak/system/status")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["lambda"]["version"], "42");
    assert_eq!(body["lambda_alias_version"], "42");
    assert_eq!(body["database"]["ducklings"], 1204);
    assert_eq!(body["agents"]["total_bonded"], 19);
    assert_eq!(body["peck_protocol"]["failure_breakdown"]["expired"], 3);
    assert_eq!(body["ses"]["sent_last_24h"], 57);
    assert_eq!(body["timestamp"], "2026-11-22T12:00:00Z");
    let (_, feed) = json(post(&stack, "/prod/beak/audit", &json!({}))).await;
    assert_eq!(feed["entries"][0]["event_type"], "agent.pulse");
}

#[tokio::test]
async fn what_is_no_route_is_refused_as_api_gateway_does() {
    let (stack, _) = stack("inc-001-all-well").await;
    for request in [get(&stack, "/prod/beak/audit"), post(&stack, "/prod/beak", &json!({}))] {
        let (status, body) = json(request).await;
        assert_eq!((status.as_u16(), body), (403, json!({ "message": "Missing Authentication Token" })));
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let (stack, _) = stack("inc-001-all-well").await;
    let (status, _) = json(post(&stack, "/prod/beak/audit", &json!("x".repeat(300_000)))).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_deploy_log_is_served_when_there_is_one() {
    let (with, _) = stack("inc-001").await;
    let response = get(&with, "/prod/drill/deploy-log").send().await.unwrap();
    assert_eq!(header(&response, "content-type"), "text/markdown; charset=utf-8");
    assert_eq!(Some(response.text().await.unwrap().as_str()), with.deploy_log());
    let (without, _) = stack("inc-001-no-log").await;
    let (status, _) = json(get(&without, "/prod/drill/deploy-log")).await;
    assert_eq!((status, without.deploy_log()), (StatusCode::NOT_FOUND, None));
}

#[tokio::test]
async fn the_environment_points_at_the_stack_alone() {
    let (stack, _) = stack("inc-001").await;
    let [api, endpoint, _, _, region] = stack.environment();
    assert_eq!(api, ("DUCKOPS_API", stack.api()));
    assert_eq!(endpoint, ("AWS_ENDPOINT_URL", stack.endpoint()));
    assert_eq!(region, ("AWS_REGION", "us-east-1".to_owned()));
    assert!(stack.api().starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn a_dropped_stack_answers_no_more() {
    let (stack, _) = stack("inc-001").await;
    let again = get(&stack, "/prod/beak");
    assert!(get(&stack, "/prod/beak").send().await.is_ok());
    drop(stack);
    tokio::task::yield_now().await;
    assert!(again.send().await.is_err());
}
