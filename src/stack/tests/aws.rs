//! Failures of AWS calls in words, and what is asked of a paged list.

use super::{shown, texts};
use crate::clock::SystemClock;
use crate::stack::Stack;
use crate::stack::testing::{Answer, Server, nobody, reply, settings, stack};
use duckops_core::world::{Query, Value, Why, WhyKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

async fn alias_failure(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Why {
    let aws = Server::start(answer).await;
    let evidence = stack(&nobody().await, &aws.url).await.look(&Query::new("lambda.alias")).await;
    evidence.failure().expect("every fact is unknown").clone()
}

#[tokio::test]
async fn a_refusal_names_the_permission_and_the_request() {
    let why = alias_failure(|_| {
        let message = "User: arn:aws:iam::121546003735:user/bob is not authorized to perform: lambda:GetAlias on x";
        let headers = "x-amzn-errortype: AccessDeniedException\r\nx-amzn-requestid: r-17\r\n";
        reply("403 Forbidden", headers, &format!(r#"{{"Message": "{message}"}}"#))
    })
    .await;
    assert_eq!(why.kind, WhyKind::Denied);
    assert_eq!(why.text.as_str(), "AccessDeniedException (lambda:GetAlias) as user/bob (request r-17)");
    assert_eq!(why.hint.unwrap().as_str(), "add the permission lambda:GetAlias to this identity: duckops iam-policy");
}

#[tokio::test]
async fn what_is_not_of_aws_is_said() {
    let why = alias_failure(|_| reply("200 OK", "content-type: text/html\r\n", "<html>Sign in</html>")).await;
    assert_eq!((why.kind, why.text.as_str()), (WhyKind::BadReply, "the answer is not one of AWS: HTTP 200"));
    let why = alias_failure(|_| reply("503 Service Unavailable", "", "busy")).await;
    assert_eq!((why.kind, why.text.as_str()), (WhyKind::Refused, "AWS failed: HTTP 503"));
}

#[tokio::test]
async fn no_answer_ends_at_the_deadline() {
    let why = alias_failure(|_| Answer::Stuck(vec![])).await;
    assert_eq!((why.kind, why.text.as_str()), (WhyKind::TimedOut, "no answer from AWS within 2 s"));
    let stack = stack(&nobody().await, &nobody().await).await;
    let why = stack.look(&Query::new("lambda.alias")).await.failure().unwrap().clone();
    assert_eq!((why.kind, why.text.as_str()), (WhyKind::Network, "AWS cannot be reached: connection refused"));
}

#[tokio::test]
async fn a_read_is_tried_again() {
    let calls = AtomicU32::new(0);
    let aws = Server::start(move |_| match calls.fetch_add(1, Ordering::Relaxed) {
        0 => reply("500 Internal Server Error", "", "{}"),
        _ => reply("200 OK", "", r#"{"Name": "prod", "FunctionVersion": "43", "RevisionId": "r-1"}"#),
    })
    .await;
    let evidence = stack(&nobody().await, &aws.url).await.look(&Query::new("lambda.alias")).await;
    assert_eq!((evidence.summary.as_str(), shown(&evidence, "sole").as_str()), ("prod 43", "43"));
    assert_eq!(evidence.request.as_str(), "lambda GetAlias mission-control-api prod");
    assert!(evidence.bytes > 0);
}

#[tokio::test]
async fn an_empty_page_with_a_token_is_not_the_end() {
    let aws = Server::start(|request| {
        let asked = |text: &str| request.contains(text);
        assert!(asked(r#""filterPattern":"?\"ERROR\" ?\"Task timed out\"""#), "{request}");
        let page = match () {
            () if asked(r#""nextToken":"b""#) => {
                r#"{"events": [{"timestamp": 1795313647000, "message": "ERROR two"}, {"timestamp": 1795313646000, "message": "error no"}]}"#
            }
            () if asked(r#""nextToken":"a""#) => r#"{"events": [], "nextToken": "b"}"#,
            () => r#"{"events": [{"timestamp": 1795313640000, "message": "ERROR one\n"}], "nextToken": "a"}"#,
        };
        reply("200 OK", "content-type: application/x-amz-json-1.1\r\n", page)
    })
    .await;
    let ask = Query::new("logs.search").with("any", texts(&["ERROR", "Task timed out"]));
    let ask = ask.with("since", Value::Duration(Duration::from_secs(900))).with("newest", Value::Int(20));
    let evidence = stack(&nobody().await, &aws.url).await.look(&ask).await;
    assert_eq!(shown(&evidence, "count"), "2");
    assert_eq!(shown(&evidence, "newest"), "ERROR two");
    assert_eq!(shown(&evidence, "first"), "2026-11-22T02:14:00Z");
    let summary = "2 events of 2 kinds, newest 02:14:07Z; they may have begun before ";
    assert!(evidence.summary.as_str().starts_with(summary), "older than the search: {}", evidence.summary);
    let request = "logs FilterLogEvents /aws/lambda/mission-control-api ERROR, Task timed out, the last 15 min";
    assert_eq!(evidence.request.as_str(), request);
}

#[tokio::test]
async fn pages_without_end_are_given_up_and_nothing_is_claimed() {
    let aws =
        Server::start(|_| reply("200 OK", "content-type: application/x-amz-json-1.1\r\n", r#"{"nextToken": "again"}"#))
            .await;
    let ask = Query::new("logs.search").with("any", texts(&["ERROR"])).with("newest", Value::Int(20));
    let ask = ask.with("since", Value::Duration(Duration::from_secs(900)));
    let evidence = stack(&nobody().await, &aws.url).await.look(&ask).await;
    let why = evidence.failure().unwrap();
    assert!(why.text.as_str().starts_with("not all could be read: "), "{}", why.text);
}

#[tokio::test]
async fn what_is_not_a_look_at_the_stack_is_unknown() {
    let stack = stack(&nobody().await, &nobody().await).await;
    let evidence = stack.look(&Query::new("ledger.deploys")).await;
    assert_eq!(evidence.failure().unwrap().text.as_str(), "ledger.deploys is not a look at the stack");
    assert!(evidence.facts.contains_key("last_good"));
    assert!(stack.look(&Query::new("nonsense")).await.facts.is_empty());
    let why = stack.look(&Query::new("logs.search")).await.failure().unwrap().clone();
    assert_eq!(why.text.as_str(), "logs.search was asked without `any`");
}

#[tokio::test]
async fn a_state_or_an_address_that_makes_no_sense_is_said_before_asking() {
    let ask = executions("BROKEN");
    let evidence = stack(&nobody().await, &nobody().await).await.look(&ask).await;
    assert!(evidence.summary.as_str().starts_with("`BROKEN` is not a state of executions: "), "{}", evidence.summary);
    for (api, aws) in [("prod", "http://127.0.0.1:1"), ("http://127.0.0.1:1", "localhost:1")] {
        let stack = Stack::connect(settings(api, aws), Arc::new(SystemClock::new())).await;
        assert_eq!(stack.err().unwrap().kind, WhyKind::BadReply);
    }
}

#[tokio::test]
async fn identity_is_known_or_says_why_not() {
    let arn = "arn:aws:sts::121546003735:assumed-role/duckops-drill/practice";
    let body = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>{arn}</Arn><Account>121546003735</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
    );
    let aws = Server::start(move |_| reply("200 OK", "content-type: text/xml\r\n", &body)).await;
    let identity = stack(&nobody().await, &aws.url).await.identity().await;
    assert_eq!(identity.arn.unwrap().as_str(), arn);
    assert_eq!(identity.account.unwrap().as_str(), "121546003735");
    assert!(identity.drill && identity.expires.is_none());
    let identity = stack(&nobody().await, &nobody().await).await.identity().await;
    assert_eq!((identity.arn.unwrap_err().kind, identity.drill), (WhyKind::Network, false));
}

fn executions(state: &str) -> Query {
    let hour = Value::Duration(Duration::from_secs(3600));
    let query = Query::new("sfn.executions").with("status", texts(&[state])).with("newest", Value::Int(5));
    query.with("order", Value::Text("newest".into())).with("stuck_after", hour.clone()).with("since", hour)
}
