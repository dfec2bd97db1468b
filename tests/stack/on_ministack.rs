//! The adapter against ministack: an AWS written by nobody here.

use super::looks::{
    activity, audit, bounces, called, column, compare, errors, executions, intent, mail_errors, metric, on_ministack,
    production, recorded, room, shown, starts, status,
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
async fn whether_requests_still_become_executions() {
    let Some(seeded) = ministack::seeded(&Plan { executions: true, ..Plan::default() }) else { return };
    let stack = on_ministack(&seeded, &seeded.alice).await;
    let all = stack.look(&executions(&["FAILED", "TIMED_OUT", "ABORTED"])).await;
    assert_eq!(
        (shown(&all, "recent").as_str(), shown(&all, "each").as_str()),
        ("2", "1 FAILED, 1 TIMED_OUT, 0 ABORTED")
    );
    let seen = stack.look(&starts(Some(Utc::now() - TimeDelta::hours(1)), None)).await;
    assert_eq!(shown(&seen, "blocked"), "no", "{seen:?}");
    assert!(seen.fact("last_start").is_ok() && seen.fact("age").is_ok(), "{seen:?}");
    let too_early = stack.look(&starts(Some(Utc::now() + TimeDelta::minutes(3)), None)).await;
    assert!(shown(&too_early, "blocked").contains("too early to tell"), "{too_early:?}");
    assert!(shown(&stack.look(&starts(None, None)).await, "blocked").contains("no request for a peck is known"));
    let none = ministack::seeded(&Plan::default()).unwrap();
    let why = on_ministack(&none, &none.alice).await.look(&starts(None, None)).await;
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
    let hint = "add the permission lambda:UpdateAlias to this identity: duckops iam-policy --with-actions";
    assert_eq!(why.hint.unwrap().as_str(), hint);
    assert_eq!(shown(&stack.look(&status()).await, "up"), "no");
}

#[tokio::test]
async fn the_room_of_the_quota_and_the_bounces_are_read() {
    let Some(seeded) = ministack::seeded(&Plan::default()) else { return };
    let stack = on_ministack(&seeded, &seeded.alice).await;
    let full = stack.look(&room(120, 120)).await;
    assert_eq!((shown(&full, "published").as_str(), shown(&full, "agrees").as_str()), ("120", "yes"), "{full:?}");
    assert_eq!(column(&full, "table", "room then"), ["40", "100", "120"]);
    assert!(full.fact("first_at").is_ok() && full.fact("half_at").is_ok() && full.fact("local").is_ok());
    let other = stack.look(&room(200, 200)).await;
    let why = "? CloudWatch's hours add up to 120, the account says 200: when room comes back cannot be told";
    assert_eq!((shown(&other, "first_at").as_str(), shown(&other, "agrees").as_str()), (why, "no"));
    let bounced = stack.look(&bounces()).await;
    assert_eq!(bounced.summary.as_str(), "3 of 120 mails bounced: 2.50 %; AWS's own rate: 2.50 %");
    assert_eq!((shown(&bounced, "elevated").as_str(), column(&bounced, "table", "hour").len()), ("no", 3));
}

#[tokio::test]
async fn mails_that_were_refused_are_told_apart() {
    let logs = vec![
        (7000, "MessageRejected: Email address is not verified, two hours ago"),
        (90, "[ERROR] An error occurred (MessageRejected): Email address is not verified."),
        (80, "454 Throttling failure: Daily message quota exceeded (mail)"),
        (70, "454 Throttling failure: Maximum sending rate exceeded (mail)"),
        (60, "[ERROR] TooManyRequestsException: Rate exceeded, of another service"),
    ];
    let Some(seeded) = ministack::seeded(&Plan { logs: Some(logs), ..Plan::default() }) else { return };
    let found = on_ministack(&seeded, &seeded.alice).await.look(&mail_errors()).await;
    assert_eq!(
        found.summary.as_str(),
        "3 mail errors: daily quota used up (1), address not verified (1), too many in a second (1)"
    );
}

#[tokio::test]
async fn production_access_is_asked_for_once() {
    let Some(seeded) = ministack::seeded(&Plan::default()) else { return };
    let stack = on_ministack(&seeded, &seeded.alice).await;
    let look = async || stack.look(&Query::new("ses.account")).await;
    let account = look().await;
    assert_eq!(shown(&account, "review"), "? no production access was asked for");
    let intent = recorded(production(&account, &seeded.account).unwrap());
    assert!(matches!(stack.production_look_back(&intent).await, Applied::No(_)), "nothing was sent yet");
    let Applied::Yes(outputs) = stack.request_production(&intent).await else { panic!("not applied") };
    assert_eq!(outputs["review"].to_string(), "PENDING");
    assert!(matches!(stack.production_look_back(&intent).await, Applied::Yes(_)));
    // Somebody who looked before the review was open is refused by AWS, who looks now by the plan.
    let Applied::No(why) = stack.request_production(&intent).await else { panic!("asked twice") };
    assert_eq!(why.text.as_str(), "a review is open already: AWS takes no second request");
    let after = look().await;
    assert_eq!((shown(&after, "pending").as_str(), shown(&after, "case").as_str()), ("yes", "case-1"));
    assert_eq!(shown(&after, "sandbox"), "yes", "AWS decides");
    let refused = production(&after, &seeded.account).unwrap_err();
    assert!(refused.text.as_str().starts_with("a review is open already"), "{refused:?}");
}
