//! A request for production access against an AWS that refuses, loses its reply, or lies.

use crate::stack::testing::{Answer, Server, nobody, reply, stack};
use chrono::DateTime;
use duckops_core::text::Clean;
use duckops_core::walk::StepId;
use duckops_core::walk::event::{Applied, Event, Recorded};
use duckops_core::walk::ports::Durable;
use duckops_core::world::Value;
use duckops_core::world::actions::{Args, Plan, Tier, Undo};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

fn intent() -> Durable<Plan> {
    let values = [
        ("website", "https://duck.example"),
        ("use_case", "certificates"),
        ("mail_type", "transactional"),
        ("contact", "ana@duck.example"),
        ("review_before", "none"),
        ("region", "us-east-1"),
        ("account", "121546003735"),
    ];
    let values = values.map(|(name, text)| (name.to_owned(), Value::Text(Clean::new(text)))).into();
    let plan = Plan {
        action: "ses.request-production".into(),
        tier: Tier::Guarded,
        args: Args { values, ..Args::default() },
        target: "SES".into(),
        before: "sandbox, review: none".into(),
        after: "a review is open".into(),
        undo: Undo::Cannot("".into()),
        words: "request production access".into(),
    };
    let recorded = Recorded {
        seq: 1,
        at: DateTime::UNIX_EPOCH,
        who: "ana".into(),
        step: Some(StepId::from("request")),
        visit: Some(1),
        event: Event::Intended { plan: Box::new(plan) },
    };
    Durable::of_intent("7F3K", &recorded).unwrap()
}

fn details() -> Json {
    json!({
        "MailType": "TRANSACTIONAL", "WebsiteURL": "https://duck.example", "UseCaseDescription": "certificates",
        "AdditionalContactEmailAddresses": ["ana@duck.example"],
    })
}

fn account(asked: bool) -> Answer {
    let mut account = json!({"ProductionAccessEnabled": false, "SendingEnabled": true, "EnforcementStatus": "HEALTHY"});
    if asked {
        account["Details"] = details();
        account["Details"]["ReviewDetails"] = json!({"Status": "PENDING", "CaseId": "c-1"});
    }
    reply("200 OK", "", &account.to_string())
}

/// AWS that opens a review when it is asked, if `opens`; PutAccountDetails is answered by `put`.
async fn requested(opens: bool, put: impl Fn() -> Answer + Send + Sync + 'static) -> (Applied, String) {
    let (asked, puts) = (AtomicBool::new(false), Arc::new(AtomicU32::new(0)));
    let counted = Arc::clone(&puts);
    let aws = Server::start(move |request| {
        if request.starts_with("GET ") {
            return account(asked.load(Ordering::Relaxed));
        }
        assert!(request.starts_with("POST /v2/email/account/details "), "{request}");
        let sent: Json = serde_json::from_str(request.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        let mut expected = details();
        expected["ProductionAccessEnabled"] = json!(true);
        assert_eq!(sent, expected);
        counted.fetch_add(1, Ordering::Relaxed);
        asked.store(opens, Ordering::Relaxed);
        put()
    })
    .await;
    let applied = stack(&nobody().await, &aws.url).await.request_production(&intent()).await;
    assert_eq!(puts.load(Ordering::Relaxed), 1, "a mutation is sent once");
    let text = match &applied {
        Applied::Yes(outputs) => outputs.iter().map(|(name, value)| format!("{name}={value} ")).collect(),
        Applied::No(why) | Applied::CannotTell(why) => why.text.to_string(),
    };
    (applied, text)
}

#[tokio::test]
async fn a_request_is_read_back() {
    let (applied, text) = requested(true, || reply("200 OK", "", "{}")).await;
    assert!(matches!(applied, Applied::Yes(_)), "{text}");
    assert_eq!(text, "review=PENDING ");
}

#[tokio::test]
async fn a_reply_that_is_lost_is_found_out_by_looking() {
    for put in
        [|| Answer::Raw(vec![]), || reply("500 Internal Server Error", "", "{}"), || reply("504 Gateway", "", "")]
    {
        let (applied, text) = requested(true, put).await;
        assert!(matches!(applied, Applied::Yes(_)), "{text}");
    }
    let (applied, text) = requested(false, || reply("500 Internal Server Error", "", "{}")).await;
    assert!(matches!(applied, Applied::No(_)), "{text}");
    assert_eq!(text, "AWS failed: HTTP 500, and the request was not made: other details, review: none");
}

#[tokio::test]
async fn an_open_review_refuses_another() {
    let conflict = "x-amzn-errortype: ConflictException\r\n";
    let (applied, text) = requested(false, move || reply("409 Conflict", conflict, "{}")).await;
    assert!(matches!(applied, Applied::No(_)));
    assert_eq!(text, "a review is open already: AWS takes no second request");
    let denied = "x-amzn-errortype: AccessDeniedException\r\n";
    let (applied, text) = requested(false, move || reply("403 Forbidden", denied, "{}")).await;
    assert!(matches!(applied, Applied::No(_)));
    assert_eq!(text, "AccessDeniedException (ses:PutAccountDetails)");
}

#[tokio::test]
async fn a_yes_that_cannot_be_seen_is_not_a_yes() {
    let (applied, text) = requested(false, || reply("200 OK", "", "{}")).await;
    assert!(matches!(applied, Applied::CannotTell(_)));
    assert_eq!(text, "AWS accepted the change, but the request was not made: other details, review: none");
}

#[tokio::test]
async fn looking_back_changes_nothing() {
    let aws = Server::start(|request| {
        assert!(request.starts_with("GET "), "{request}");
        account(true)
    })
    .await;
    let stack = stack(&nobody().await, &aws.url).await;
    assert!(matches!(stack.production_look_back(&intent()).await, Applied::Yes(_)));
}

#[tokio::test]
async fn without_an_answer_it_cannot_be_told_and_without_a_connection_nothing_was_sent() {
    let stack = stack(&nobody().await, &nobody().await).await;
    assert!(matches!(stack.production_look_back(&intent()).await, Applied::CannotTell(_)));
    assert!(matches!(stack.request_production(&intent()).await, Applied::No(_)));
}
