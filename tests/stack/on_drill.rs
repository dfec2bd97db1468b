//! The adapter against the simulated stack, which was written without the AWS SDK.

use super::looks::{
    SLACK, activity, audit, bounces, called, column, compare, errors, errors_are, executions, intent, mail_errors,
    metric, on_drill, room, seconds, shown, starts, status,
};
use crate::support::ring;
use duckops::clock::SystemClock;
use duckops::drill::{Drill, DrillStack};
use duckops::stack::Stack;
use duckops_core::walk::event::Applied;
use duckops_core::world::{Query, Value};
use std::sync::Arc;

async fn drill(id: &str) -> (DrillStack, Stack) {
    let drill = Drill::find(id, None).unwrap();
    let drill = DrillStack::start(drill, Arc::new(SystemClock::new()), 0).await.unwrap();
    let stack = on_drill(&drill).await;
    (drill, stack)
}

#[tokio::test]
async fn a_broken_promotion_is_seen_from_every_side() {
    let _ring = ring::enter("drill");
    let (_drill, stack) = drill("inc-001").await;
    let answer = stack.look(&status()).await;
    assert!(answer.summary.as_str().starts_with("502 Bad Gateway after "), "{}", answer.summary);
    assert_eq!((shown(&answer, "up").as_str(), shown(&answer, "up_at").as_str()), ("no", "? no 200: 502 Bad Gateway"));
    let found = stack.look(&errors()).await;
    assert!(shown(&found, "newest").contains("TableNotFound"), "{found:?}");
    assert!(column(&found, "groups", "times").iter().any(|times| times.parse::<u32>().unwrap() >= 28), "{found:?}");
    let alias = stack.look(&Query::new("lambda.alias")).await;
    assert_eq!((shown(&alias, "version").as_str(), shown(&alias, "weights").as_str()), ("43", "none"));
    assert!(alias.bytes > 0 && !shown(&alias, "revision").is_empty());
    let versions = stack.look(&Query::new("lambda.versions")).await;
    assert_eq!(column(&versions, "list", "version")[..3], ["43", "42", "41"]);
    assert!(column(&versions, "list", "published").iter().all(|at| at.ends_with('Z')), "{versions:?}");
    let known = stack.look(&compare("41", "43")).await;
    assert_eq!(shown(&known, "exists"), "yes");
    assert!(shown(&known, "differs").contains("code"), "{known:?}");
    assert_eq!(shown(&stack.look(&compare("99", "43")).await, "exists"), "no");
}

#[tokio::test]
async fn the_errors_of_now_were_not_there_before_the_promotion() {
    let _ring = ring::enter("drill");
    let (_drill, stack) = drill("inc-001").await;
    let found = stack.look(&errors()).await;
    let (groups, first) = (found.fact("groups").unwrap().clone(), found.fact("first").unwrap().clone());
    let ask = Query::new("logs.before").with("any", errors_are()).with("at", first).with("span", seconds(3600));
    let before = stack.look(&ask.with("like", groups)).await;
    assert_eq!(shown(&before, "same"), "0", "{before:?}");
}

#[tokio::test]
async fn a_promotion_repairs_the_stack_once() {
    let _ring = ring::enter("drill");
    let (drill, stack) = drill("inc-001").await;
    let intent = intent(&stack.look(&Query::new("lambda.alias")).await, "121546003735", "41");
    assert!(matches!(stack.promote_look_back(&intent).await, Applied::No(_)));
    let Applied::Yes(outputs) = stack.promote(&intent).await else { panic!("not applied") };
    assert_eq!(outputs["from"].to_string(), "43");
    assert!(outputs.get("revision").is_some() && drill.repaired());
    assert!(matches!(stack.promote_look_back(&intent).await, Applied::Yes(_)));
    let Applied::No(why) = stack.promote(&intent).await else { panic!("applied twice") };
    assert_eq!(why.text.as_str(), "PreconditionFailedException: the alias changed since it was looked at");
}

/// 40 takes long to start, once; 43 fails, although HTTP says 200.
#[tokio::test]
async fn a_call_of_a_version_tells_how_it_started_and_whether_it_failed() {
    let _ring = ring::enter("drill");
    let (_drill, stack) = drill("inc-001").await;
    let call = async |version: &str| match stack.invoke(&called("121546003735", version)).await {
        Applied::Yes(outputs) => ["failed", "status", "error", "start", "init"].map(|name| outputs[name].to_string()),
        other => panic!("{version}: {other:?}"),
    };
    let none = "?  the call gave no error";
    assert_eq!(call("40").await, ["no", "200", none, "cold", "2.7 s"]);
    let warm = "?  a warm call has no Init Duration: unknown, not 0 ms; provisioned concurrency never shows one";
    assert_eq!(call("40").await, ["no", "200", none, "warm", warm]);
    let [failed, status, error, start, _] = call("43").await;
    assert_eq!((failed.as_str(), error.as_str()), ("yes", "TableNotFound: table ducklings not found"));
    assert!(status.starts_with("?  the function raised an error"), "{status}");
    assert_eq!(start, "warm", "it has served until now");
    let Applied::Yes(outputs) = stack.invoke(&called("121546003735", "43")).await else { panic!() };
    assert!(outputs["log"].to_string().starts_with("[ERROR]"), "{}", outputs["log"]);
    assert!(outputs["request"].to_string().len() == 36 && outputs["duration"].to_string().ends_with(" ms"));
    let Applied::No(why) = stack.invoke(&called("121546003735", "77")).await else { panic!("no such version") };
    assert!(why.text.as_str().starts_with("ResourceNotFoundException: "), "{}", why.text);
    assert!(matches!(stack.invoke(&called("999999999999", "40")).await, Applied::No(_)), "of another account");
    let Applied::CannotTell(why) = stack.invoke_look_back() else { panic!() };
    assert!(why.hint.unwrap().as_str().starts_with("aws logs tail /aws/lambda/mission-control-api --since 10m "));
}

#[tokio::test]
async fn weights_are_seen_and_taken_away() {
    let _ring = ring::enter("drill");
    let (drill, stack) = drill("inc-001-weighted").await;
    let alias = stack.look(&Query::new("lambda.alias")).await;
    assert_eq!((shown(&alias, "weighted").as_str(), shown(&alias, "weights").as_str()), ("yes", "43: 50 %"));
    assert!(shown(&alias, "sole").starts_with("? "));
    assert!(matches!(stack.promote(&intent(&alias, "121546003735", "41")).await, Applied::Yes(_)));
    assert!(drill.repaired());
    assert_eq!(shown(&stack.look(&Query::new("lambda.alias")).await, "sole"), "41");
}

#[tokio::test]
async fn a_healthy_stack_reports_everything() {
    let _ring = ring::enter("drill");
    let (_drill, stack) = drill("inc-001-all-well").await;
    let answer = stack.look(&status()).await;
    assert_eq!((shown(&answer, "up").as_str(), shown(&answer, "missing").as_str()), ("yes", ""));
    assert!(answer.fact("up_at").is_ok(), "a time to offer for the end of an incident: {answer:?}");
    let account = stack.look(&Query::new("ses.account")).await;
    assert!(account.failure().is_none(), "{account:?}");
    for name in ["sending_enabled", "sandbox", "quota", "sent", "left", "enforcement"] {
        assert!(account.fact(name).is_ok(), "{name}: {account:?}");
    }
    let sent = stack.look(&metric("Send")).await;
    assert!(sent.fact("total").is_ok(), "{sent:?}");
    let nothing = stack.look(&metric("Bounces")).await;
    assert_eq!(shown(&nothing, "total"), "? no datapoint of Bounces: an empty series is not zero");
    let certs = stack.look(&audit("cert")).await;
    assert!(certs.fact("last").is_ok(), "{certs:?}");
    let failed = stack.look(&executions(&["FAILED", "TIMED_OUT", "RUNNING"])).await;
    assert!(failed.fact("count").is_ok(), "{failed:?}");
}

#[tokio::test]
async fn each_route_is_asked_as_often_as_was_said() {
    let _ring = ring::enter("drill");
    let ask = Query::new("beak.routes").with("looks", Value::Int(5)).with("timeout", seconds(30));
    let (_drill, stack) = drill("inc-001-all-well").await;
    let fine = stack.look(&ask).await;
    assert_eq!((shown(&fine, "ok").as_str(), shown(&fine, "availability").as_str()), ("3", "100"), "{fine:?}");
    assert_eq!(column(&fine, "table", "route"), ["/beak", "/beak/metrics", "/beak/system/status"]);
    assert_eq!(column(&fine, "table", "answers"), ["200 OK 5 times"; 3]);
    let (_drill, stack) = drill("inc-001-weighted").await;
    let half = stack.look(&ask).await;
    assert_eq!(shown(&half, "all_ok"), "no", "{half:?}");
    assert!(shown(&half, "explained").contains(": the function failed"), "{half:?}");
}

/// Each look hangs for two seconds, and one is enough: the whole ends in its time, and nothing is called fast.
#[tokio::test]
async fn routes_that_hang_end_in_their_time() {
    let _ring = ring::enter("drill");
    let (_drill, stack) = drill("inc-001-timeout").await;
    let began = std::time::Instant::now();
    let ask = Query::new("beak.routes").with("looks", Value::Int(5));
    let short = stack.look(&ask.with("timeout", Value::Duration(std::time::Duration::from_millis(400)))).await;
    assert!(began.elapsed() < std::time::Duration::from_millis(1500), "{:?}", began.elapsed());
    assert_eq!((shown(&short, "ok").as_str(), shown(&short, "availability").as_str()), ("0", "0"));
    assert_eq!(shown(&short, "p95"), "? /beak answered no look");
}

#[tokio::test]
async fn requests_that_become_no_execution_are_seen() {
    let _ring = ring::enter("drill");
    for (scenario, blocked) in
        [("inc-004-stuck", "yes"), ("inc-004-slow", "no"), ("inc-004-not-started", "yes"), ("inc-003", "no")]
    {
        let (_drill, stack) = drill(scenario).await;
        let requests = stack.look(&audit("peck_requested").with("older_than", SLACK)).await;
        let of = |name| match requests.fact(name) {
            Ok(Value::Time(at)) => Some(*at),
            other => panic!("{name}: {other:?}"),
        };
        let seen = stack.look(&starts(of("last"), of("settled"))).await;
        assert_eq!(shown(&seen, "blocked"), blocked, "{scenario}");
    }
}

#[tokio::test]
async fn activity_is_held_against_the_feeds_own_past() {
    let _ring = ring::enter("drill");
    let (_drill, stack) = drill("inc-004-all-well").await;
    let seen = stack.look(&activity(&["peck_notify", "peck_requested", "duck.cert_issued"])).await;
    assert_eq!(column(&seen, "table", "meaning"), ["as usual"; 3], "{seen:?}");
    assert_eq!((shown(&seen, "abnormal").as_str(), shown(&seen, "windows").as_str()), ("no", "1"));
}

#[tokio::test]
async fn a_drill_says_that_it_is_one() {
    let _ring = ring::enter("drill");
    let (_drill, stack) = drill("inc-001").await;
    let identity = stack.identity().await;
    assert!(identity.drill, "{identity:?}");
    assert_eq!(identity.account.unwrap().as_str(), "121546003735");
    assert_eq!(stack.probe().await.drill.unwrap().unwrap().as_str(), "inc-001");
}

#[tokio::test]
async fn a_hanging_api_ends_with_the_gateways_answer() {
    let _ring = ring::enter("drill");
    let (_drill, stack) = drill("inc-001-timeout").await;
    let short = stack
        .look(&Query::new("beak.status").with("timeout", Value::Duration(std::time::Duration::from_millis(300))))
        .await;
    assert!(shown(&short, "answer").starts_with("timed out after "), "{short:?}");
    assert_eq!(shown(&short, "up"), "no");
}

#[tokio::test]
async fn a_quota_that_is_used_up_is_seen_from_every_side() {
    let _ring = ring::enter("drill");
    let (_drill, stack) = drill("inc-005").await;
    let account = stack.look(&Query::new("ses.account")).await;
    assert_eq!((shown(&account, "exhausted").as_str(), shown(&account, "pending").as_str()), ("yes", "no"));
    let room = stack.look(&room(200, 200)).await;
    assert!(room.fact("first_at").is_ok() && room.fact("half_at").is_ok(), "{room:?}");
    assert!(column(&room, "table", "when").is_sorted(), "CloudWatch gives them in no order");
    let bounced = stack.look(&bounces()).await;
    assert_eq!((shown(&bounced, "ratio").as_str(), shown(&bounced, "reputation").as_str()), ("1.5", "1.75"));
    let errors = stack.look(&mail_errors()).await;
    assert_eq!((shown(&errors, "quota").as_str(), shown(&errors, "count").as_str()), ("9", "9"));
}
