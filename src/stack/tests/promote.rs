//! A promotion against an AWS that refuses, loses its reply, or lies.

use crate::stack::testing::{Answer, Server, nobody, reply, stack};
use chrono::DateTime;
use duckops_core::text::Clean;
use duckops_core::walk::StepId;
use duckops_core::walk::event::{Applied, Event, Recorded};
use duckops_core::walk::ports::Durable;
use duckops_core::world::Value;
use duckops_core::world::actions::{Args, Plan, Tier, Undo};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

fn intent() -> Durable<Plan> {
    let values = [
        ("function", "mission-control-api"),
        ("alias", "prod"),
        ("region", "us-east-1"),
        ("account", "121546003735"),
        ("from", "43"),
        ("to", "41"),
        ("revision", "r-1"),
    ];
    let values = values.map(|(name, text)| (name.to_owned(), Value::Text(Clean::new(text)))).into();
    let plan = Plan {
        action: "lambda.promote".into(),
        tier: Tier::Gated,
        args: Args { values, ..Args::default() },
        target: "prod".into(),
        before: "prod 43".into(),
        after: "prod 41".into(),
        undo: Undo::Cannot("".into()),
        words: "prod 43 -> 41".into(),
    };
    let recorded = Recorded {
        seq: 1,
        at: DateTime::UNIX_EPOCH,
        who: "ana".into(),
        step: Some(StepId::from("promote")),
        visit: Some(1),
        event: Event::Intended { plan: Box::new(plan) },
    };
    Durable::of_intent("7F3K", &recorded).unwrap()
}

fn alias(version: &str, revision: &str) -> Answer {
    let body = format!(r#"{{"Name": "prod", "FunctionVersion": "{version}", "RevisionId": "{revision}"}}"#);
    reply("200 OK", "", &body)
}

/// AWS whose alias moves when UpdateAlias is sent, if `moves`; UpdateAlias is answered by `put`.
async fn promoted(moves: bool, put: impl Fn() -> Answer + Send + Sync + 'static) -> (Applied, String) {
    let moved = AtomicBool::new(false);
    let puts = std::sync::Arc::new(AtomicU32::new(0));
    let counted = std::sync::Arc::clone(&puts);
    let aws = Server::start(move |request| {
        if !request.starts_with("PUT ") {
            return if moved.load(Ordering::Relaxed) { alias("41", "r-2") } else { alias("43", "r-1") };
        }
        let body = request.split("\r\n\r\n").nth(1).unwrap_or_default();
        let sent: serde_json::Value = serde_json::from_str(body).unwrap();
        let expected = serde_json::json!({
            "FunctionVersion": "41", "RevisionId": "r-1", "RoutingConfig": {"AdditionalVersionWeights": {}},
        });
        assert_eq!(sent, expected);
        counted.fetch_add(1, Ordering::Relaxed);
        moved.store(moves, Ordering::Relaxed);
        put()
    })
    .await;
    let applied = stack(&nobody().await, &aws.url).await.promote(&intent()).await;
    assert_eq!(puts.load(Ordering::Relaxed), 1, "a mutation is sent once");
    let text = match &applied {
        Applied::Yes(outputs) => outputs.iter().map(|(name, value)| format!("{name}={value} ")).collect(),
        Applied::No(why) | Applied::CannotTell(why) => why.text.as_str().to_owned(),
    };
    (applied, text)
}

#[tokio::test]
async fn a_promotion_is_read_back() {
    let (applied, text) = promoted(true, || alias("41", "r-2")).await;
    assert!(matches!(applied, Applied::Yes(_)));
    assert_eq!(text, "from=43 revision=r-2 ");
}

#[tokio::test]
async fn a_reply_that_is_lost_is_found_out_by_looking() {
    for put in
        [|| Answer::Raw(vec![]), || reply("500 Internal Server Error", "", "{}"), || reply("200 OK", "", "<html>")]
    {
        let (applied, text) = promoted(true, put).await;
        assert!(matches!(applied, Applied::Yes(_)), "{text}");
    }
    let (applied, text) = promoted(false, || reply("500 Internal Server Error", "", "{}")).await;
    assert!(matches!(applied, Applied::No(_)), "{text}");
    assert_eq!(text, "AWS failed: HTTP 500, and the change was not made: prod 43 is as it was");
}

#[tokio::test]
async fn a_refusal_is_a_no_with_its_reason() {
    let conflict = "x-amzn-errortype: PreconditionFailedException\r\n";
    let (applied, text) = promoted(false, move || reply("412 Precondition Failed", conflict, "{}")).await;
    assert!(matches!(applied, Applied::No(_)));
    assert_eq!(text, "PreconditionFailedException: the alias changed since it was looked at");
    let denied = "x-amzn-errortype: AccessDeniedException\r\n";
    let (applied, text) = promoted(false, move || reply("403 Forbidden", denied, "{}")).await;
    assert!(matches!(applied, Applied::No(_)));
    assert_eq!(text, "AccessDeniedException (lambda:UpdateAlias)");
}

#[tokio::test]
async fn a_yes_that_cannot_be_seen_is_not_a_yes() {
    let (applied, text) = promoted(false, || alias("41", "r-2")).await;
    assert!(matches!(applied, Applied::CannotTell(_)));
    assert_eq!(text, "AWS accepted the change, but the change was not made: prod 43 is as it was");
}

#[tokio::test]
async fn looking_back_changes_nothing() {
    let aws = Server::start(|request| {
        assert!(request.starts_with("GET "), "{request}");
        alias("43", "r-1")
    })
    .await;
    let stack = stack(&nobody().await, &aws.url).await;
    assert!(matches!(stack.promote_look_back(&intent()).await, Applied::No(_)));
}

#[tokio::test]
async fn without_an_answer_it_cannot_be_told_and_without_a_connection_nothing_was_sent() {
    let stack = stack(&nobody().await, &nobody().await).await;
    assert!(matches!(stack.promote_look_back(&intent()).await, Applied::CannotTell(_)));
    assert!(matches!(stack.promote(&intent()).await, Applied::No(_)));
}
