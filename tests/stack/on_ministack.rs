//! The adapter against ministack: an AWS written by nobody here.

use super::looks::{
    activity, audit, column, compare, errors, executions, intent, metric, on_ministack, shown, starts, status,
};
use crate::support::ministack;
use crate::support::seeded::Plan;
use chrono::{TimeDelta, Utc};
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

#[tokio::test]
async fn whether_requests_still_become_executions() {
    let Some(seeded) = ministack::seeded(&Plan { executions: true, ..Plan::default() }) else { return };
    let stack = on_ministack(&seeded, &seeded.alice).await;
    let all = stack.look(&executions(&["FAILED", "TIMED_OUT", "ABORTED"])).await;
    assert_eq!(
        (shown(&all, "recent").as_str(), shown(&all, "each").as_str()),
        ("2", "1 FAILED, 1 TIMED_OUT, 0 ABORTED")
    );
    let seen = stack.look(&starts(Some(Utc::now() - TimeDelta::hours(1)))).await;
    assert_eq!(shown(&seen, "blocked"), "no", "{seen:?}");
    assert!(seen.fact("last_start").is_ok() && seen.fact("age").is_ok(), "{seen:?}");
    let too_early = stack.look(&starts(Some(Utc::now() + TimeDelta::minutes(3)))).await;
    assert!(shown(&too_early, "blocked").contains("too early to tell"), "{too_early:?}");
    assert!(shown(&stack.look(&starts(None)).await, "blocked").contains("no request for a peck is known"));
    let none = ministack::seeded(&Plan::default()).unwrap();
    let why = on_ministack(&none, &none.alice).await.look(&starts(None)).await;
    assert_eq!(shown(&why, "last_start"), "? there is no execution");
}

#[tokio::test]
async fn the_feed_is_held_against_its_own_past() {
    let earlier = [2000, 2100, 2200, 2300, 3800, 3900, 4000, 5500].map(|ago| ("peck_notify", ago));
    let Some(seeded) = ministack::seeded(&Plan { audit: Some(earlier.into()), ..Plan::default() }) else { return };
    let stack = on_ministack(&seeded, &seeded.alice).await;
    let seen = stack.look(&activity(&["peck_notify", "duck.cert_issued"])).await;
    assert_eq!((shown(&seen, "abnormal_types").as_str(), shown(&seen, "windows").as_str()), ("peck_notify", "2"));
    assert_eq!(column(&seen, "table", "meaning"), ["far less than usual", "as usual"]);
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
