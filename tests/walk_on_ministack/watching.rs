//! `probe` and `status` on an AWS that nobody here wrote.

use super::place::{Place, TRAP, one_line};
use crate::support::seeded::Plan;
use serde_json::{Value, json};

fn probe(place: &Place, check: &str) -> (i32, String) {
    let ran = place.run(&place.stack.alice, &["probe", "--format", "nagios", "--timeout", "30s", "--check", check]);
    (ran.code, ran.out.split(" | ").next().unwrap_or_default().trim_end().to_owned() + &ran.err)
}

#[test]
fn a_function_that_fails_is_critical_and_the_status_names_the_runbook() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let said = "DUCKOPS CRITICAL - status 502, routes 0/3, 3 more; duckops triage inc-001";
    assert_eq!(probe(&place, "status,routes,drift,fleet,quota,sandbox"), (2, said.to_owned()));
    let ran = place.run(&place.stack.alice, &["status"]);
    let screen = one_line(&ran.out);
    for line in ["Lambda down: 502 Bad Gateway: duckops triage inc-001", "/beak 502 p50"] {
        assert!(screen.contains(line), "no `{line}` in {}", ran.out);
    }
    assert!(screen.contains("prod 3, status ?, log 3"), "{}", ran.out);
    assert_eq!(ran.code, 3, "the fleet is not reported: {ran:?}");
    assert!(!place.duckops.state().join("runs").exists(), "looking is no walk");
}

#[test]
fn a_healthy_stack_costs_its_quota_and_its_sandboxes() {
    let Some(place) = Place::new(&Plan::default(), &[(1, 9000, "verified"), (2, 90, "verified")]) else { return };
    let (code, line) = probe(&place, "status,routes,drift,fleet,quota");
    assert!(code == 0 && line.starts_with("DUCKOPS OK - status 200, routes 3/3, no drift, fleet 4 alive, "), "{line}");
    let sent = |sent: u32| place.stack.set_ses_account(&json!({"SendQuota": {"SentLast24Hours": sent}}));
    sent(160);
    assert_eq!(probe(&place, "quota"), (1, "DUCKOPS WARNING - quota 160/200 (warn 80%); duckops triage".to_owned()));
    sent(200);
    assert_eq!(
        probe(&place, "quota"),
        (2, "DUCKOPS CRITICAL - quota 200/200 (crit 100%); duckops triage inc-005".to_owned())
    );
    let ran = place.run(&place.stack.alice, &["status", "--json"]);
    let board: Value = serde_json::from_str(&ran.out).unwrap();
    let certain = board["penalties"].as_array().unwrap().iter().filter(|one| one["points"] != "?");
    let costs: Vec<_> = certain.map(|one| format!("{} {}", one["points"], one["what"]).replace('"', "")).collect();
    // SNS is known as soon as status is read for it.
    assert_eq!(costs[..2], ["-10 the mail quota is used up", "-5 SES in the sandbox"], "{board}");
}

#[test]
fn a_log_that_expects_another_version_is_drift() {
    let Some(place) = Place::new(&Plan::default(), &[(1, 90, "verified")]) else { return };
    let said = "DUCKOPS WARNING - drift: prod 2, status 2, log 1; duckops triage";
    assert_eq!(probe(&place, "drift"), (1, said.to_owned()));
}

/// What may not be read is not known: ours, not the stack's.
#[test]
fn without_the_permission_it_is_unknown_and_named() {
    let Some(place) = Place::with_permissions(&Plan::default(), &[(2, 90, "verified")]) else { return };
    let policy = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ses:*", "Resource": "*"}]}"#;
    let put = ["iam", "put-user-policy", "--user-name", "bob", "--policy-name", "on-call", "--policy-document", policy];
    let Some(put) = place.stack.aws_cli(&place.stack.root(), &put) else { return };
    assert_eq!(put.err().as_deref().unwrap_or_default(), "", "it says nothing");
    let ran = place.run(&place.stack.bob, &["probe", "--check", "status,drift", "--timeout", "30s"]);
    let text = one_line(&ran.out);
    assert!(ran.code == 3 && text.contains("AccessDenied") && text.contains("(lambda:GetAlias)"), "{ran:?}");
}

#[test]
fn two_snapshots_tell_what_a_promotion_changed() {
    let Some(place) = Place::new(&Plan::default(), TRAP) else { return };
    let take = || {
        let ran = place.run(&place.stack.alice, &["snapshot", "--json"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        serde_json::from_str::<Value>(&ran.out).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let then = take();
    place.move_alias("3", &[]);
    let now = take();
    let ran = place.duckops.run(&["snapshot", "diff", &then, &now]);
    let screen = one_line(&ran.out);
    for line in ["alias 2 3 version", "api answer 200 OK 502 Bad Gateway"] {
        assert!(screen.contains(line), "no `{line}` in {}", ran.out);
    }
}

#[test]
fn a_dead_fleet_is_critical_and_names_its_runbook() {
    let status = json!({"agents": {"alive": 0, "dead": 4}});
    let Some(place) = Place::new(&Plan { status, ..Plan::default() }, &[(2, 90, "verified")]) else { return };
    let (code, line) = probe(&place, "fleet");
    assert!(code == 2 && line.contains("fleet"), "{line}");
    let ran = place.run(&place.stack.alice, &["status"]);
    assert!(one_line(&ran.out).contains("4 of 4 agents dead: duckops triage inc-003"), "{}", ran.out);
}
