//! The ring of real AWS calls: ministack behaves as AWS does where our tests lean on it.

use crate::support::ministack::{self, Stack};
use crate::support::seeded::{Plan, Seeded};
use crate::support::{or_skip, ring, until};
use aws_sdk_cloudwatch::types::Statistic;
use aws_sdk_lambda::types::AliasRoutingConfiguration;
use aws_smithy_types::DateTime;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

#[tokio::test]
async fn a_promotion_turns_502_into_200() {
    let Some(stack) = ministack::seeded(&Plan::broken()) else { return };
    assert_eq!(stack.status().status, 502);
    let lambda = aws_sdk_lambda::Client::new(&stack.sdk(&stack.alice));
    let prod = lambda.get_alias().function_name(&stack.function).name("prod").send().await.unwrap();
    let promote = lambda.update_alias().function_name(&stack.function).name("prod").function_version("2");
    promote.clone().revision_id(prod.revision_id.unwrap()).send().await.unwrap();
    let reply = stack.status();
    assert_eq!(reply.status, 200);
    let body: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(body["lambda"]["version"], "2");
    let stale = promote.revision_id("00000000-0000-0000-0000-000000000000").send().await.unwrap_err();
    assert_eq!(stale.code(), Some("PreconditionFailedException"));
}

#[test]
fn curl_and_the_aws_cli_see_it_too() {
    let Some(stack) = ministack::seeded(&Plan::broken()) else { return };
    assert_eq!(curl(&stack), "502");
    let prod = ["--function-name", &stack.function, "--name", "prod"];
    let update = [&["lambda", "update-alias", "--function-version", "2"], &prod[..]].concat();
    let Some(updated) = stack.aws_cli(&stack.alice, &update) else { return };
    assert_eq!(updated.unwrap()["FunctionVersion"], "2");
    assert_eq!(curl(&stack), "200");
    let get = [&["lambda", "get-alias"], &prod[..]].concat();
    assert_eq!(stack.aws_cli(&stack.alice, &get).unwrap().unwrap()["FunctionVersion"], "2");
}

fn curl(stack: &Seeded) -> String {
    let url = format!("{}/beak/system/status", stack.api_url);
    let seen = ["-s", "-o", "/dev/null", "-w", "%{http_code}", &url];
    match std::process::Command::new("curl").args(seen).output() {
        Ok(output) => String::from_utf8(output.stdout).unwrap(),
        Err(_) => stack.status().status.to_string(),
    }
}

#[test]
fn each_broken_version_answers_502_and_hides_why() {
    for prod in [3, 4, 5] {
        let Some(stack) = ministack::seeded(&Plan { prod, ..Plan::default() }) else { return };
        let reply = stack.status();
        assert_eq!(reply.status, 502, "version {prod}");
        assert!(!reply.body.contains("DATABASE_URL") && !reply.body.contains("library"), "{}", reply.body);
    }
}

#[tokio::test]
async fn weights_send_calls_to_the_other_version() {
    let Some(stack) = ministack::seeded(&Plan::default()) else { return };
    let lambda = aws_sdk_lambda::Client::new(&stack.sdk(&stack.alice));
    let update = lambda.update_alias().function_name(&stack.function).name("prod");
    let weights = AliasRoutingConfiguration::builder().additional_version_weights("5", 0.5).build();
    update.clone().routing_config(weights).send().await.unwrap();
    let seen = |code| until(Duration::from_secs(20), || (stack.status().status == code).then_some(()));
    assert!(seen(502).is_some() && seen(200).is_some());
    let missing = update.function_version("77").send().await.unwrap_err();
    assert_eq!(missing.code(), Some("ResourceNotFoundException"));
}

#[tokio::test]
async fn the_errors_of_a_broken_version_are_in_its_log() {
    let Some(stack) = ministack::seeded(&Plan::broken()) else { return };
    stack.status();
    let logs = aws_sdk_cloudwatchlogs::Client::new(&stack.sdk(&stack.alice));
    let since = millis(SystemTime::now() - Duration::from_secs(15 * 60));
    let filter = async |pattern: &str| {
        let asked = logs.filter_log_events().log_group_name(&stack.log_group).start_time(since);
        let events = asked.filter_pattern(pattern).send().await.unwrap().events.unwrap_or_default();
        events.into_iter().filter_map(|event| event.message).collect::<Vec<_>>()
    };
    let errors = filter("ERROR").await;
    assert_eq!(errors, ["ERROR cannot start: the setting DATABASE_URL is missing"]);
    assert_eq!(filter("?ERROR ?\"Task timed out\"").await, errors);
    assert!(filter("\"Task timed out\"").await.is_empty() && filter("error").await.is_empty());
}

#[tokio::test]
async fn a_long_log_comes_in_pages() {
    let logs = Some(vec![(60, "ERROR the first"), (50, "INFO between"), (40, "ERROR the second")]);
    let Some(stack) = ministack::seeded(&Plan { logs, ..Plan::default() }) else { return };
    let logs = aws_sdk_cloudwatchlogs::Client::new(&stack.sdk(&stack.alice));
    let asked = logs.filter_log_events().log_group_name(&stack.log_group).filter_pattern("ERROR").limit(1);
    let mut pages = asked.into_paginator().send();
    let mut seen = Vec::new();
    while let Some(page) = pages.next().await {
        seen.extend(page.unwrap().events.unwrap_or_default().into_iter().filter_map(|event| event.message));
    }
    assert_eq!(seen, ["ERROR the first", "ERROR the second"]);
}

fn millis(time: SystemTime) -> i64 {
    DateTime::from(time).to_millis().unwrap()
}

#[tokio::test]
async fn bounces_are_counted_in_bounce() {
    let Some(stack) = ministack::seeded(&Plan::default()) else { return };
    let metrics = aws_sdk_cloudwatch::Client::new(&stack.sdk(&stack.alice));
    let now = SystemTime::now();
    let sum = async |name: &str| {
        let asked = metrics.get_metric_statistics().namespace("AWS/SES").metric_name(name).period(3600);
        let asked = asked.start_time((now - Duration::from_secs(86_400)).into()).end_time(now.into());
        let points = asked.statistics(Statistic::Sum).send().await.unwrap().datapoints.unwrap_or_default();
        points.iter().filter_map(|point| point.sum).sum::<f64>()
    };
    assert_eq!((sum("Bounce").await, sum("Bounces").await, sum("Send").await), (3.0, 0.0, 120.0));
}

#[tokio::test]
async fn mail_is_in_the_sandbox_and_a_test_can_use_up_the_quota() {
    let Some(stack) = ministack::seeded(&Plan::default()) else { return };
    stack.set_ses_account(&json!({"SendQuota": {"SentLast24Hours": 198}}));
    let mail = aws_sdk_sesv2::Client::new(&stack.sdk(&stack.root()));
    let account = mail.get_account().send().await.unwrap();
    let quota = account.send_quota.unwrap();
    assert!(!account.production_access_enabled);
    assert_eq!((quota.max24_hour_send, quota.sent_last24_hours), (200.0, 198.0));
}

#[tokio::test]
async fn executions_end_in_each_way() {
    let Some(stack) = ministack::seeded(&Plan { executions: true, ..Plan::default() }) else { return };
    let states = aws_sdk_sfn::Client::new(&stack.sdk(&stack.alice));
    let listed = states.list_executions().state_machine_arn(&stack.state_machine).send().await.unwrap();
    let mut ends: Vec<_> = listed.executions.iter().map(|one| one.status.as_str()).collect();
    ends.sort_unstable();
    assert_eq!(ends, ["FAILED", "RUNNING", "SUCCEEDED", "TIMED_OUT"]);
}

#[test]
fn a_plan_changes_what_status_and_audit_say() {
    let status = json!({"agents": {"alive": 0, "dead": 4}, "ses": "(absent)"});
    let plan = Plan { status, audit: Some(vec![("duck.pulse", 7200)]), ..Plan::default() };
    let Some(stack) = ministack::seeded(&plan) else { return };
    let body: Value = serde_json::from_str(&stack.status().body).unwrap();
    assert_eq!(body["agents"], json!({"alive": 0, "dead": 4, "total_bonded": 4}));
    assert!(body.get("ses").is_none() && body.get("sns").is_some());
    let audit = stack.post("/beak/audit", "{}");
    assert!(audit.body.contains("duck.pulse") && !audit.body.contains("cert"), "{}", audit.body);
}

#[tokio::test]
async fn without_the_permission_a_promotion_is_denied() {
    let Some(stack) = ministack::seeded_with_permissions(&Plan::default()) else { return };
    for (key, may) in [(&stack.alice, true), (&stack.bob, false)] {
        let lambda = aws_sdk_lambda::Client::new(&stack.sdk(key));
        lambda.get_alias().function_name(&stack.function).name("prod").send().await.unwrap();
        let update = lambda.update_alias().function_name(&stack.function).name("prod").function_version("1");
        let denied = update.send().await.err().and_then(|e| e.code().map(str::to_owned));
        assert_eq!(denied.as_deref(), (!may).then_some("AccessDeniedException"));
    }
}

#[tokio::test]
async fn the_key_of_a_user_names_the_user() {
    let Some(stack) = ministack::seeded(&Plan::default()) else { return };
    let sts = aws_sdk_sts::Client::new(&stack.sdk(&stack.bob));
    let arn = sts.get_caller_identity().send().await.unwrap().arn.unwrap();
    assert_eq!(arn, format!("arn:aws:iam::{}:user/bob", stack.account));
}

/// What a killed test leaves behind: nothing, because the kernel closes its end of the pipe.
#[cfg(target_os = "linux")]
#[test]
fn ministack_ends_with_its_stdin() {
    let Some(server) = or_skip("ministack", Stack::start(false)) else { return };
    let _ring = ring::enter("ministack");
    let (group, home) = (server.pid, server.home.clone());
    let stack = server.seed(&Plan::default());
    assert_eq!(stack.status().status, 200);
    assert!(group_members(group).len() > 1, "a Lambda worker is in the group");
    drop(server);
    drop(stack);
    assert!(until(Duration::from_secs(10), || group_members(group).is_empty().then_some(())).is_some());
    assert!(!home.exists());
}

#[cfg(target_os = "linux")]
fn group_members(group: u32) -> Vec<String> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let stats = processes.filter_map(|process| std::fs::read_to_string(process.path().join("stat")).ok());
    // pid (name) state parent group …
    let of_group = |stat: &String| stat.rsplit(") ").next()?.split(' ').nth(2)?.parse().ok();
    stats.filter(|stat| of_group(stat) == Some(group)).collect()
}
