//! Lambda over the wire.

use super::{client, get, header, json, stack};
use crate::drill::DrillStack;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

const FUNCTION: &str = "/2015-03-31/functions/mission-control-api";

fn update(stack: &DrillStack, body: &Value) -> RequestBuilder {
    let url = format!("{}{FUNCTION}/aliases/prod", stack.endpoint());
    client().put(url).body(body.to_string())
}

fn invoke(stack: &DrillStack, version: &str, event: &Value) -> RequestBuilder {
    let url = format!("{}{FUNCTION}/invocations?Qualifier={version}", stack.endpoint());
    client().post(url).header("x-amz-log-type", "Tail").body(event.to_string())
}

#[tokio::test]
async fn an_alias_is_read_moved_and_read_back() {
    let (stack, _) = stack("inc-001").await;
    let (_, before) = json(get(&stack, &format!("{FUNCTION}/aliases/prod"))).await;
    assert_eq!((&before["FunctionVersion"], before.get("RoutingConfig")), (&json!("43"), None));
    let wanted = json!({ "FunctionVersion": "41", "RevisionId": before["RevisionId"],
        "RoutingConfig": { "AdditionalVersionWeights": {} } });
    let (status, after) = json(update(&stack, &wanted)).await;
    assert_eq!((status, &after["FunctionVersion"]), (StatusCode::OK, &json!("41")));
    assert_ne!(after["RevisionId"], before["RevisionId"]);
    assert!(stack.repaired());
}

#[tokio::test]
async fn errors_have_their_code_in_a_header() {
    let (stack, _) = stack("inc-001").await;
    let stale = json!({ "FunctionVersion": "41", "RevisionId": "of-yesterday" });
    let elsewhere = "/2015-03-31/functions/other/aliases/prod";
    for (request, status, code) in [
        (update(&stack, &stale), 412, "PreconditionFailedException"),
        (update(&stack, &json!({ "FunctionVersion": "77" })), 404, "ResourceNotFoundException"),
        (update(&stack, &json!({ "FunctionVersion": 77 })), 400, "SerializationException"),
        (get(&stack, elsewhere), 404, "ResourceNotFoundException"),
        (get(&stack, &format!("{FUNCTION}/aliases/dev")), 404, "ResourceNotFoundException"),
        (get(&stack, &format!("{FUNCTION}/policy")), 404, "UnknownOperationException"),
        (invoke(&stack, "77", &json!({})), 404, "ResourceNotFoundException"),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{code}");
        assert_eq!(header(&response, "x-amzn-errortype"), code);
    }
    assert!(!stack.repaired());
}

#[tokio::test]
async fn versions_come_in_pages_with_the_editable_one_first() {
    let (stack, _) = stack("inc-001").await;
    let (_, first) = json(get(&stack, &format!("{FUNCTION}/versions"))).await;
    let marker = first["NextMarker"].as_str().unwrap();
    let (_, second) = json(get(&stack, &format!("{FUNCTION}/versions?Marker={marker}"))).await;
    let pages = [&first, &second].map(|page| page["Versions"].as_array().unwrap());
    let numbers: Vec<_> = pages.iter().flat_map(|page| page.iter().map(|one| &one["Version"])).collect();
    assert_eq!(numbers, ["$LATEST", "39", "40", "41", "42", "43"]);
    assert_eq!(second.get("NextMarker"), None);
    assert_eq!(pages[1][1]["LastModified"], "2026-11-22T10:53:00.000+0000");
    assert_eq!(pages[1][1]["CodeSha256"], pages[0][0]["CodeSha256"]);
}

#[tokio::test]
async fn a_qualifier_selects_a_version() {
    let (stack, _) = stack("inc-001").await;
    for (query, version) in [("", "$LATEST"), ("?Qualifier=%24LATEST", "$LATEST"), ("?Qualifier=prod", "43")] {
        let (_, one) = json(get(&stack, &format!("{FUNCTION}/configuration{query}"))).await;
        assert_eq!(one["Version"], version);
        let (_, whole) = json(get(&stack, &format!("{FUNCTION}{query}"))).await;
        assert_eq!(whole["Configuration"], one);
    }
}

#[tokio::test]
async fn an_invocation_shows_its_log_and_a_cold_start_only_once() {
    let (stack, _) = stack("inc-001").await;
    let event = json!({ "httpMethod": "GET", "path": "/beak/system/status" });
    // A dry run starts nothing.
    let dry = invoke(&stack, "40", &event).header("x-amz-invocation-type", "DryRun").send().await.unwrap();
    assert_eq!((dry.status(), dry.text().await.unwrap().as_str()), (StatusCode::NO_CONTENT, ""));
    let dry = invoke(&stack, "77", &event).header("x-amz-invocation-type", "DryRun").send().await.unwrap();
    assert_eq!(dry.status(), StatusCode::NOT_FOUND);
    for cold in [true, false] {
        let response = invoke(&stack, "40", &event).send().await.unwrap();
        assert_eq!(header(&response, "x-amz-executed-version"), "40");
        assert_eq!(header(&response, "x-amz-function-error"), "");
        let log = BASE64_STANDARD.decode(header(&response, "x-amz-log-result")).unwrap();
        let log = String::from_utf8(log).unwrap();
        assert_eq!(log.contains("Init Duration: 2740.00 ms"), cold, "{log}");
        let payload: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(payload["statusCode"], 200);
    }
}

#[tokio::test]
async fn a_failing_invocation_is_a_200_with_a_header() {
    let (stack, _) = stack("inc-001").await;
    let event = json!({ "rawPath": "/beak", "requestContext": { "http": { "method": "GET" } } });
    for (version, event, message) in [("42", &event, "table ducklings not found"), ("41", &json!({}), "'path'")] {
        let response = invoke(&stack, version, event).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(&response, "x-amz-function-error"), "Unhandled");
        let payload: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(payload["errorMessage"], message);
    }
}
