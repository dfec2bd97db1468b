//! The adapter against ministack: an AWS written by nobody here.

use super::looks::{audit, called, column, compare, errors, executions, intent, metric, on_ministack, shown, status};
use crate::support::ministack;
use crate::support::seeded::Plan;
use duckops_core::walk::event::Applied;
use duckops_core::world::{Query, WhyKind};
use serde_json::json;

#[tokio::test]
async fn a_broken_stack_is_seen_and_a_promotion_repairs_it() {
    let Some(seeded) = ministack::seeded(&Plan::broken()) else { return };
    let stack = on_ministack(&seeded, &seeded.alice).await;
    assert_eq!(shown(&stack.look(&status()).await, "answer"), "502 Bad Gateway");
    let found = stack.look(&errors()).await;
    assert!(shown(&found, "newest").contains("DATABASE_URL"), "{found:?}");
    let versions = stack.look(&Query::new("lambda.versions")).await;
    assert_eq!(column(&versions, "list", "version"), ["5", "4", "3", "2", "1"]);
    let differs = stack.look(&compare("2", "3")).await;
    assert!(shown(&differs, "differs").contains("code"), "{differs:?}");
    assert_eq!(shown(&stack.look(&compare("77", "3")).await, "exists"), "no");
    let alias = stack.look(&Query::new("lambda.alias")).await;
    let intent = intent(&alias, &seeded.account, "2");
    let applied = stack.promote(&intent).await;
    assert!(matches!(applied, Applied::Yes(_)), "{applied:?}");
    let answer = stack.look(&status()).await;
    assert_eq!((shown(&answer, "up").as_str(), shown(&answer, "version").as_str()), ("yes", "2"));
    let Applied::No(why) = stack.promote(&intent).await else { panic!("applied twice") };
    assert_eq!(why.text.as_str(), "PreconditionFailedException: the alias changed since it was looked at");
}

#[tokio::test]
async fn the_rest_of_the_stack_is_read() {
    let Some(seeded) = ministack::seeded(&Plan { executions: true, ..Plan::default() }) else { return };
    let stack = on_ministack(&seeded, &seeded.alice).await;
    seeded.set_ses_account(&json!({"SendQuota": {"SentLast24Hours": 198}}));
    let account = stack.look(&Query::new("ses.account")).await;
    assert_eq!((shown(&account, "quota").as_str(), shown(&account, "left").as_str()), ("200", "2"));
    assert_eq!(shown(&account, "sandbox"), "yes");
    let bounces = stack.look(&metric("Bounce")).await;
    assert!(bounces.fact("total").is_ok(), "{bounces:?}");
    let bad = stack.look(&executions(&["FAILED", "TIMED_OUT"])).await;
    assert!(shown(&bad, "count").parse::<u32>().unwrap() >= 2, "{bad:?}");
    assert!(column(&bad, "list", "status").contains(&"TIMED_OUT".to_owned()), "{bad:?}");
    let certs = stack.look(&audit("CERT")).await;
    assert_eq!(shown(&certs, "count"), "1", "{certs:?}");
    let identity = stack.identity().await;
    assert_eq!(identity.account.unwrap().as_str(), seeded.account);
    assert!(!identity.drill);
}

/// Real code in a real worker: 2 works, 3 raises, 5 answers 502. ministack writes no REPORT line into the log that
/// it hands back, so nothing is known of the start.
#[tokio::test]
async fn a_call_of_a_version_is_what_its_code_does() {
    let Some(seeded) = ministack::seeded(&Plan::default()) else { return };
    let stack = on_ministack(&seeded, &seeded.alice).await;
    for (version, failed, status, error) in [
        ("2", "no", "200", "?  the call gave no error"),
        ("3", "yes", "?  the function raised an error: there is no status code", "DATABASE_URL"),
        ("5", "yes", "502", "it answered 502: "),
    ] {
        let applied = stack.invoke(&called(&seeded.account, version)).await;
        let Applied::Yes(outputs) = applied else { panic!("{version}: {applied:?}") };
        let told = ["failed", "status", "error"].map(|name| outputs[name].to_string());
        assert_eq!((told[0].as_str(), told[1].as_str()), (failed, status), "{version}: {outputs:?}");
        assert!(told[2].contains(error), "{version}: {}", told[2]);
        let none = "?  the log that came with the answer has no REPORT line";
        assert_eq!(["start", "init", "duration"].map(|name| outputs[name].to_string()), [none; 3], "{version}");
    }
    let Applied::No(why) = stack.invoke(&called(&seeded.account, "77")).await else { panic!("no such version") };
    assert!(why.text.as_str().starts_with("ResourceNotFoundException"), "{}", why.text);
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let Some(seeded) = ministack::seeded_with_permissions(&Plan::broken()) else { return };
    let stack = on_ministack(&seeded, &seeded.bob).await;
    let alias = stack.look(&Query::new("lambda.alias")).await;
    let applied = stack.promote(&intent(&alias, &seeded.account, "2")).await;
    let Applied::No(why) = applied else { panic!("{applied:?}") };
    assert_eq!(why.kind, WhyKind::Denied, "{why:?}");
    assert!(why.text.as_str().contains("(lambda:UpdateAlias)"), "{}", why.text);
    assert_eq!(why.hint.unwrap().as_str(), "add the permission lambda:UpdateAlias to this identity");
    assert_eq!(shown(&stack.look(&status()).await, "up"), "no");
}
