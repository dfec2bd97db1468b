//! The other AWS services over the wire.

use super::{client, get, header, json, noon, post, stack, target};
use crate::drill::DrillStack;
use chrono::TimeDelta;
use ciborium::Value as Cbor;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

const MACHINE: &str = "arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow";

fn form(stack: &DrillStack, body: &'static str) -> RequestBuilder {
    client().post(stack.endpoint()).body(body)
}

#[tokio::test]
async fn everybody_is_the_reserved_identity() {
    let (stack, _) = stack("inc-001").await;
    let request = form(&stack, "Action=GetCallerIdentity&Version=2011-06-15");
    let xml = request.send().await.unwrap().text().await.unwrap();
    assert!(xml.contains("<Arn>arn:aws:sts::121546003735:assumed-role/duckops-drill/operator</Arn>"));
    assert!(xml.contains("<Account>121546003735</Account>"));
    let unknown = form(&stack, "Action=AssumeRole&Version=2011-06-15").send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::BAD_REQUEST);
    let xml = unknown.text().await.unwrap();
    assert!(xml.contains("<Code>InvalidAction</Code>") && xml.contains("AssumeRole"), "{xml}");
}

#[tokio::test]
async fn log_pages_can_be_empty_and_yet_not_the_last() {
    let (stack, _) = stack("inc-001").await;
    let from = (noon() - TimeDelta::minutes(15)).timestamp_millis();
    let (mut pages, mut token) = (Vec::new(), Value::Null);
    loop {
        let wanted = json!({ "logGroupName": "/aws/lambda/mission-control-api", "startTime": from,
            "filterPattern": "?ERROR ?\"Task timed out\"", "nextToken": token });
        let (_, page) = json(target(&stack, "Logs_20140328.FilterLogEvents", &wanted)).await;
        token = page["nextToken"].clone();
        pages.push(page["events"].as_array().unwrap().clone());
        if token.is_null() {
            break;
        }
    }
    assert_eq!((pages[0].len(), pages.concat().len()), (0, 31));
    assert!(pages.concat().is_sorted_by_key(|event| event["timestamp"].as_i64()));
    let message = pages[1][0]["message"].as_str().unwrap();
    assert!(message.starts_with("[ERROR]\t2026-11-22T11:50:56.000Z\t"), "{message}");
}

#[tokio::test]
async fn a_limit_ends_a_log_page() {
    let (stack, _) = stack("inc-001").await;
    let mut wanted = json!({ "logGroupName": "/aws/lambda/mission-control-api", "limit": 3 });
    let (_, first) = json(target(&stack, "Logs_20140328.FilterLogEvents", &wanted)).await;
    wanted["nextToken"] = first["nextToken"].clone();
    let (_, second) = json(target(&stack, "Logs_20140328.FilterLogEvents", &wanted)).await;
    assert_eq!(first["events"].as_array().unwrap().len(), 3);
    assert_ne!(first["events"][2]["eventId"], second["events"][0]["eventId"]);
}

#[tokio::test]
async fn errors_of_the_json_protocols_are_in_the_body() {
    let (stack, _) = stack("inc-001").await;
    let group = json!({ "logGroupName": "/aws/lambda/mission-control-api", "filterPattern": "{ $.a = 1 }" });
    for (name, body, code) in [
        ("Logs_20140328.FilterLogEvents", json!({ "logGroupName": "/x" }), "ResourceNotFoundException"),
        ("Logs_20140328.FilterLogEvents", group, "InvalidParameterException"),
        ("Logs_20140328.DescribeLogGroups", json!({}), "UnknownOperationException"),
        ("AWSStepFunctions.ListExecutions", json!({ "stateMachineArn": "x" }), "StateMachineDoesNotExist"),
        ("AWSStepFunctions.DescribeExecution", json!({ "executionArn": "x" }), "ExecutionDoesNotExist"),
        ("AWSStepFunctions.StopExecution", json!({}), "UnknownOperationException"),
        ("DynamoDB_20120810.GetItem", json!({}), "UnknownOperationException"),
    ] {
        let (status, answer) = json(target(&stack, name, &body)).await;
        assert_eq!((status, &answer["__type"]), (StatusCode::BAD_REQUEST, &json!(code)), "{name}");
        let operation = name.split('.').next_back().unwrap();
        assert!(code != "UnknownOperationException" || answer["message"].as_str().unwrap().contains(operation));
    }
}

#[tokio::test]
async fn executions_come_newest_first_in_pages() {
    let (stack, _) = stack("inc-001").await;
    let mut wanted = json!({ "stateMachineArn": MACHINE, "maxResults": 20 });
    let (_, first) = json(target(&stack, "AWSStepFunctions.ListExecutions", &wanted)).await;
    wanted["nextToken"] = first["nextToken"].clone();
    let (_, second) = json(target(&stack, "AWSStepFunctions.ListExecutions", &wanted)).await;
    let starts = |page: &Value| -> Vec<f64> {
        page["executions"].as_array().unwrap().iter().map(|one| one["startDate"].as_f64().unwrap()).collect()
    };
    let all = [starts(&first), starts(&second)].concat();
    assert_eq!((all.len(), second.get("nextToken")), (32, None));
    assert!(all.is_sorted_by(|newer, older| newer >= older));
    assert_eq!(first["executions"][0]["status"], "RUNNING");
    assert_eq!(first["executions"][0].get("stopDate"), None);
}

#[tokio::test]
async fn an_execution_says_why_it_ended() {
    let (stack, _) = stack("inc-001").await;
    let wanted = json!({ "stateMachineArn": MACHINE, "statusFilter": "TIMED_OUT" });
    let (_, list) = json(target(&stack, "AWSStepFunctions.ListExecutions", &wanted)).await;
    assert_eq!(list["executions"].as_array().unwrap().len(), 1);
    let wanted = json!({ "executionArn": list["executions"][0]["executionArn"] });
    let (_, one) = json(target(&stack, "AWSStepFunctions.DescribeExecution", &wanted)).await;
    assert_eq!(one["error"], "States.Timeout");
}

#[tokio::test]
async fn a_second_request_for_production_access_is_a_conflict() {
    let (stack, _) = stack("inc-001").await;
    let (_, account) = json(get(&stack, "/v2/email/account")).await;
    assert_eq!(account["SendQuota"], json!({ "Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 57.0 }));
    let details = json!({ "MailType": "TRANSACTIONAL", "WebsiteURL": "https://ducks.example" });
    let put = |body: &Value| post(&stack, "/v2/email/account/details", body);
    let incomplete = put(&json!({ "MailType": "TRANSACTIONAL" })).send().await.unwrap();
    assert_eq!(header(&incomplete, "x-amzn-errortype"), "BadRequestException");
    assert_eq!(put(&details).send().await.unwrap().status(), StatusCode::OK);
    let again = put(&details).send().await.unwrap();
    assert_eq!((again.status(), header(&again, "x-amzn-errortype")), (StatusCode::CONFLICT, "ConflictException"));
    let (_, account) = json(get(&stack, "/v2/email/account")).await;
    assert_eq!(account["Details"]["ReviewDetails"]["Status"], "PENDING");
}

/// GetMetricStatistics in CBOR, of the last day in steps of an hour.
async fn statistics(stack: &DrillStack, metric: &str, step: i64) -> (StatusCode, Cbor) {
    let text = |text: &str| Cbor::Text(text.to_owned());
    let time = |at: i64| Cbor::Tag(1, Box::new(Cbor::Integer(at.into())));
    let body = Cbor::Map(vec![
        (text("Namespace"), text("AWS/SES")),
        (text("MetricName"), text(metric)),
        (text("StartTime"), time(noon().timestamp() - 86_400)),
        (text("EndTime"), time(noon().timestamp())),
        (text("Period"), Cbor::Integer(step.into())),
        (text("Statistics"), Cbor::Array(vec![text("Sum")])),
    ]);
    let mut bytes = Vec::new();
    ciborium::into_writer(&body, &mut bytes).unwrap();
    let path = "/service/GraniteServiceVersion20100801/operation/GetMetricStatistics";
    let request = client().post(format!("{}{path}", stack.endpoint())).body(bytes);
    let response = request.send().await.unwrap();
    assert_eq!(header(&response, "smithy-protocol"), "rpc-v2-cbor");
    let status = response.status();
    (status, ciborium::from_reader(response.bytes().await.unwrap().as_ref()).unwrap())
}

fn field<'a>(map: &'a Cbor, name: &str) -> &'a Cbor {
    let fields = map.as_map().unwrap();
    &fields.iter().find(|(key, _)| key.as_text() == Some(name)).unwrap().1
}

#[tokio::test]
async fn statistics_are_cbor_with_tagged_times_and_not_sorted() {
    let (stack, _) = stack("inc-001").await;
    let (_, found) = statistics(&stack, "Send", 3600).await;
    let points = field(&found, "Datapoints").as_array().unwrap();
    let sum: f64 = points.iter().map(|point| field(point, "Sum").as_float().unwrap()).sum();
    assert!((sum - 57.0).abs() < 1e-9, "{sum}");
    let times: Vec<_> = points.iter().map(|point| field(point, "Timestamp").as_tag().unwrap()).collect();
    assert!(times.iter().all(|(tag, _)| *tag == 1));
    assert!(!times.is_sorted_by_key(|(_, at)| at.as_float().unwrap() as i64));
}

#[tokio::test]
async fn an_empty_series_is_empty_and_a_bad_period_an_error() {
    let (stack, _) = stack("inc-001").await;
    let (_, found) = statistics(&stack, "Bounces", 3600).await;
    assert_eq!(field(&found, "Datapoints").as_array().unwrap().len(), 0);
    let (status, fault) = statistics(&stack, "Bounce", 61).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(field(&fault, "__type").as_text(), Some("com.amazonaws.cloudwatch#InvalidParameterValueException"));
}

#[tokio::test]
async fn statistics_are_the_same_in_json_and_as_a_form() {
    let (stack, _) = stack("inc-001").await;
    let wanted = json!({ "Namespace": "AWS/SES", "MetricName": "Bounce", "Period": 86_400, "Statistics": ["Sum"],
        "StartTime": noon().timestamp() - 86_400, "EndTime": noon().timestamp() });
    let (_, found) = json(target(&stack, "GraniteServiceVersion20100801.GetMetricStatistics", &wanted)).await;
    assert_eq!(found["Datapoints"], json!([{ "Timestamp": 1_795_262_400.0, "Sum": 1.0, "Unit": "Count" }]));
    let request = form(
        &stack,
        "Action=GetMetricStatistics&Version=2010-08-01&Namespace=AWS%2FSES&MetricName=Bounce&Period=86400\
         &StartTime=2026-11-21T12%3A00%3A00Z&EndTime=2026-11-22T12%3A00%3A00Z&Statistics.member.1=Sum",
    );
    let xml = request.send().await.unwrap().text().await.unwrap();
    assert!(xml.contains("<Timestamp>2026-11-21T12:00:00Z</Timestamp><Sum>1.0</Sum>"), "{xml}");
}
