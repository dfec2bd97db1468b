//! A call of a version against an AWS that answers, refuses, or loses its reply.

use crate::stack::testing::{Answer, Server, nobody, reply, stack};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use chrono::DateTime;
use duckops_core::text::Clean;
use duckops_core::walk::StepId;
use duckops_core::walk::event::{Applied, Event, Recorded};
use duckops_core::walk::ports::Durable;
use duckops_core::world::actions::{Args, Plan, action};
use duckops_core::world::{Value, WhyKind};

fn intent() -> Durable<Plan> {
    let given =
        [("function", "mission-control-api"), ("version", "44"), ("region", "us-east-1"), ("account", "121546003735")];
    let values = given.map(|(name, text)| (name.to_owned(), Value::Text(Clean::new(text)))).into();
    let plan = (action("lambda.invoke").unwrap().plan)(&Args { values, ..Args::default() }, None).unwrap();
    let recorded = Recorded {
        seq: 1,
        at: DateTime::UNIX_EPOCH,
        who: "ana".into(),
        step: Some(StepId::from("call")),
        visit: Some(1),
        event: Event::Intended { plan: Box::new(plan) },
    };
    Durable::of_intent("7F3K", &recorded).unwrap()
}

/// Whatever comes of it, one request is sent.
async fn called(answer: impl Fn() -> Answer + Send + Sync + 'static) -> Applied {
    let aws = Server::start(move |request| {
        let head = request.to_lowercase();
        assert!(head.starts_with("post /2015-03-31/functions/mission-control-api/invocations?qualifier=44 "), "{head}");
        assert!(
            head.contains("x-amz-log-type: tail") && head.contains("x-amz-invocation-type: requestresponse"),
            "{head}"
        );
        let sent: serde_json::Value = serde_json::from_str(request.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!((&sent["httpMethod"], &sent["path"]), (&"GET".into(), &"/beak/system/status".into()));
        answer()
    })
    .await;
    let applied = stack(&nobody().await, &aws.url).await.invoke(&intent()).await;
    assert_eq!(aws.calls(), 1, "a call is sent once");
    applied
}

#[tokio::test]
async fn the_answer_and_the_log_are_read() {
    let log = "REPORT RequestId: r-9\tDuration: 18.24 ms\tInit Duration: 2740.00 ms\t\n";
    let headers = format!("x-amz-log-result: {}\r\nx-amzn-requestid: h-1\r\n", BASE64_STANDARD.encode(log));
    let applied = called(move || reply("200 OK", &headers, r#"{"statusCode":200,"body":"{}"}"#)).await;
    let Applied::Yes(outputs) = applied else { panic!("{applied:?}") };
    let told = ["failed", "status", "start", "init", "request"].map(|name| outputs[name].to_string());
    assert_eq!(told, ["no", "200", "cold", "2.7 s", "r-9"]);
}

/// Naive: HTTP says 200.
#[tokio::test]
async fn an_error_of_the_function_is_in_a_header() {
    let headers = "x-amz-function-error: Unhandled\r\nx-amz-log-result: %%%\r\nx-amzn-requestid: h-1\r\n";
    let body = r#"{"errorType":"KeyError","errorMessage":"password=hunter2"}"#;
    let applied = called(move || reply("200 OK", headers, body)).await;
    assert!(applied.failed());
    let Applied::Yes(outputs) = applied else { panic!() };
    let told = ["error", "start", "request"].map(|name| outputs[name].to_string());
    assert_eq!(told, ["KeyError: password=[redacted]", "?  no log came with the answer", "h-1"]);
}

/// It cannot be found by looking, and it is not called again.
#[tokio::test]
async fn a_reply_that_is_lost_cannot_be_told() {
    for lost in [|| Answer::Raw(vec![]), || reply("500 Internal Server Error", "", "{}")] {
        let applied = called(lost).await;
        let Applied::CannotTell(why) = applied else { panic!("{applied:?}") };
        assert!(why.text.as_str().starts_with("the version may have been called or not: "), "{}", why.text);
        let hint = why.hint.unwrap();
        assert!(hint.as_str().starts_with("aws logs tail /aws/lambda/mission-control-api --since 10m"), "{hint}");
    }
}

#[tokio::test]
async fn a_refusal_is_a_no_and_names_the_permission() {
    for (status, code, kind, text) in [
        ("403 Forbidden", "AccessDeniedException", WhyKind::Denied, "AccessDeniedException (lambda:InvokeFunction)"),
        ("429 Too Many Requests", "TooManyRequestsException", WhyKind::Refused, "AWS asks to slow down"),
    ] {
        let headers = format!("x-amzn-errortype: {code}\r\n");
        let applied = called(move || reply(status, &headers, "{}")).await;
        let Applied::No(why) = applied else { panic!("{applied:?}") };
        assert!(why.kind == kind && why.text.as_str().contains(text), "{why:?}");
    }
    let nothing = stack(&nobody().await, &nobody().await).await.invoke(&intent()).await;
    assert!(matches!(nothing, Applied::No(_)), "nothing was sent: {nothing:?}");
}
