//! What stands in a policy, by the steps of the runbooks and by the settings.

use super::*;
use crate::runbook::{Origin, Source};
use crate::world::settings::{parse_value, setting};
use expect_test::expect;

/// The built-in runbooks.
const RUNBOOKS: [&str; 11] = [
    include_str!("../../../../runbooks/inc-001.md"),
    include_str!("../../../../runbooks/inc-002.md"),
    include_str!("../../../../runbooks/inc-003.md"),
    include_str!("../../../../runbooks/inc-004.md"),
    include_str!("../../../../runbooks/inc-005.md"),
    include_str!("../../../../runbooks/incident-triage.md"),
    include_str!("../../../../runbooks/known-good.md"),
    include_str!("../../../../runbooks/pre-deploy.md"),
    include_str!("../../../../runbooks/promotion.md"),
    include_str!("../../../../runbooks/proof.md"),
    include_str!("../../../../runbooks/rollback.md"),
];

fn library(texts: &[&str]) -> Library {
    let source = |text: &&str| Source { file: "x.md".into(), text: (*text).into(), origin: Origin::Embedded };
    Library::load(texts.iter().map(source).collect())
}

/// A runbook that proposes itself by one look, and one step.
fn runbook(head: &str, step: &str) -> String {
    format!(
        "# X-1 · Test\n\n```toml runbook\nid = \"x-1\"\nkind = \"triage\"\n{head}\n```\n\n## Step\n\n```toml step\nid = \
         \"a\"\n{step}\nend = \"resolved\"\n```\n"
    )
}

fn names(library: &Library) -> Vec<&'static str> {
    assert_eq!(library.reports().count(), 0, "{:?}", library.reports().next());
    needed(library).iter().map(|one| one.name).collect()
}

fn with(changed: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::default();
    for (name, text) in changed {
        let known = setting(name).unwrap();
        settings.set(known, parse_value(known.ty, text).unwrap());
    }
    settings
}

fn json(needed: &[Permission], settings: &Settings) -> String {
    serde_json::to_string_pretty(&policy(needed, settings).unwrap()).unwrap()
}

/// `status`, `probe` and snapshots look at the alias and at SES, whatever the runbooks do.
#[test]
fn what_no_runbook_needs_is_not_in_it() {
    const OUTSIDE: [&str; 3] = ["lambda:GetAlias", "ses:GetAccount", "cloudwatch:GetMetricStatistics"];
    assert_eq!(names(&library(&[])), OUTSIDE);
    let look = |observe: &str, more: &str| format!("look.it = {{ observe = \"{observe}\"{more} }}");
    let versions = look("lambda.versions", "");
    for (head, step, more) in [
        (String::new(), look("beak.status", ""), &[][..]),
        (String::new(), look("lambda.versions", ""), &["lambda:ListVersionsByFunction"]),
        (
            String::new(),
            look("lambda.compare", ", version = \"2\", with = \"1\""),
            &["lambda:GetFunctionConfiguration"],
        ),
        (String::new(), look("logs.search", ", any = [\"ERROR\"]"), &["logs:FilterLogEvents"]),
        (
            String::new(),
            look("sfn.executions", ", status = [\"FAILED\"]"),
            &["states:ListExecutions", "states:DescribeExecution"],
        ),
        (String::new(), look("sfn.starts", ""), &["states:ListExecutions"]),
        (String::new(), look("metrics.ses", ", metric = \"'Send'\""), &[]),
        (
            format!("[propose]\n{versions}\nwhen = [\"it.count > 1\"]"),
            String::new(),
            &["lambda:ListVersionsByFunction"],
        ),
        (String::new(), "do = \"lambda.promote\"\nto = \"'2'\"".into(), &["lambda:UpdateAlias"]),
        (String::new(), "do = \"lambda.invoke\"\nversion = \"'2'\"".into(), &["lambda:InvokeFunction"]),
        (String::new(), "do = \"snapshot.take\"".into(), &[]),
        (String::new(), "do = \"freeze.override\"\nreason = \"'sale'\"".into(), &[]),
    ] {
        let all = names(&library(&[&runbook(&head, &step)]));
        let beside: Vec<_> = all.iter().filter(|name| !OUTSIDE.contains(name)).copied().collect();
        assert_eq!(beside, more, "{head}{step}");
    }
}

/// A part stands in what follows it, and alone in nothing.
#[test]
fn a_part_that_nothing_follows_needs_nothing() {
    let parts = [RUNBOOKS[6], RUNBOOKS[8], RUNBOOKS[9]];
    assert!(!names(&library(&parts)).contains(&"lambda:UpdateAlias"));
    assert!(names(&library(&RUNBOOKS)).contains(&"lambda:UpdateAlias"));
}

#[test]
fn the_order_of_the_runbooks_does_not_matter() {
    let mut turned = RUNBOOKS;
    turned.reverse();
    let read = |texts: &[&str]| json(&needed(&library(texts)), &Settings::default());
    assert_eq!(read(&turned), read(&RUNBOOKS));
}

#[test]
fn the_built_in_runbooks_need_this() {
    let needed = needed(&library(&RUNBOOKS));
    assert_eq!(needed, PERMISSIONS, "each permission is there for a runbook that comes along");
    let policy = policy(&needed, &Settings::default()).unwrap();
    let lines: Vec<_> = policy.statement.iter().map(|one| serde_json::to_string(one).unwrap()).collect();
    assert!(json(&needed, &Settings::default()).starts_with("{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n"));
    expect![[r#"
        {"Sid":"ReadFunction","Effect":"Allow","Action":["lambda:GetAlias","lambda:ListVersionsByFunction"],"Resource":["arn:aws:lambda:us-east-1:121546003735:function:mission-control-api"]}
        {"Sid":"ReadVersions","Effect":"Allow","Action":["lambda:GetFunctionConfiguration"],"Resource":["arn:aws:lambda:us-east-1:121546003735:function:mission-control-api","arn:aws:lambda:us-east-1:121546003735:function:mission-control-api:*"]}
        {"Sid":"ReadLogs","Effect":"Allow","Action":["logs:FilterLogEvents"],"Resource":["arn:aws:logs:us-east-1:121546003735:log-group:/aws/lambda/mission-control-api:*"]}
        {"Sid":"ReadExecutions","Effect":"Allow","Action":["states:ListExecutions"],"Resource":["arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow"]}
        {"Sid":"ReadExecutionErrors","Effect":"Allow","Action":["states:DescribeExecution"],"Resource":["arn:aws:states:us-east-1:121546003735:execution:peck-approval-workflow:*"]}
        {"Sid":"ReadMailAndMetrics","Effect":"Allow","Action":["ses:GetAccount","cloudwatch:GetMetricStatistics"],"Resource":["*"],"Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}}
        {"Sid":"CallVersion","Effect":"Allow","Action":["lambda:InvokeFunction"],"Resource":["arn:aws:lambda:us-east-1:121546003735:function:mission-control-api:*"]}
        {"Sid":"PromoteVersion","Effect":"Allow","Action":["lambda:UpdateAlias"],"Resource":["arn:aws:lambda:us-east-1:121546003735:function:mission-control-api"]}
        {"Sid":"AskForProductionAccess","Effect":"Allow","Action":["ses:PutAccountDetails"],"Resource":["*"],"Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}}"#]].assert_eq(&lines.join("\n"));
}

#[test]
fn each_resource_is_what_the_settings_say() {
    const ACCOUNT: [(&str, &str); 2] = [("account", "210987654321"), ("region", "cn-north-1")];
    const MACHINE: &str = "arn:aws-cn:states:cn-north-1:210987654321:stateMachine:approvals";
    for (on, changed, expected) in [
        (On::Function, &[("function", "api")][..], &["arn:aws:lambda:us-east-1:121546003735:function:api"][..]),
        (On::Function, &[("function", "arn:aws:lambda:a:1:function:b")], &["arn:aws:lambda:a:1:function:b"]),
        (On::Versions, &ACCOUNT, &["arn:aws-cn:lambda:cn-north-1:210987654321:function:mission-control-api:*"]),
        (
            On::FunctionAndVersions,
            &[("region", "us-gov-west-1")],
            &[
                "arn:aws-us-gov:lambda:us-gov-west-1:121546003735:function:mission-control-api",
                "arn:aws-us-gov:lambda:us-gov-west-1:121546003735:function:mission-control-api:*",
            ],
        ),
        (On::LogGroup, &[("log_group", "/a/b")], &["arn:aws:logs:us-east-1:121546003735:log-group:/a/b:*"]),
        (On::StateMachine, &[("state_machine", MACHINE)], &[MACHINE]),
        (
            On::Executions,
            &[("state_machine", MACHINE)],
            &["arn:aws-cn:states:cn-north-1:210987654321:execution:approvals:*"],
        ),
        (On::Anything, &ACCOUNT, &["*"]),
    ] {
        assert_eq!(resources(on, &with(changed)).unwrap(), expected, "{on:?} {changed:?}");
    }
}

#[test]
fn a_state_machine_that_is_no_arn_is_said_and_only_where_it_is_needed() {
    let settings = with(&[("state_machine", "approvals")]);
    let why = policy(PERMISSIONS, &settings).unwrap_err();
    assert_eq!(why.text.as_str(), "state_machine is not the ARN of one: approvals");
    assert!(policy(&needed(&library(&[])), &settings).is_ok());
}

/// What has no resource of its own is at least held to the region.
#[test]
fn all_resources_are_those_of_one_region() {
    let policy = serde_json::to_value(policy(PERMISSIONS, &with(&[("region", "eu-west-1")])).unwrap()).unwrap();
    for statement in policy["Statement"].as_array().unwrap() {
        let held = statement["Condition"]["StringEquals"]["aws:RequestedRegion"] == "eu-west-1";
        assert_eq!(statement["Resource"][0] == "*", held, "{statement}");
    }
}
