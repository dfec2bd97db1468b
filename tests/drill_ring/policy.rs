//! `duckops iam-policy`: the document on stdout and nothing else, by the runbooks that are loaded.

use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;
use serde_json::Value;

fn actions(place: &Duckops, more: &[&str]) -> Vec<String> {
    let ran = place.run(&[&["iam-policy"], more].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let policy: Value = serde_json::from_str(&ran.out).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    let actions = statements.iter().flat_map(|one| one["Action"].as_array().unwrap());
    actions.map(|one| one.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_document_is_all_of_stdout_and_what_it_leaves_out_is_said_beside_it() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().without_a_network();
    let (text, json) = (place.run(&["iam-policy"]), place.run(&["iam-policy", "--json"]));
    assert_eq!(text.out, json.out);
    assert_eq!(place.run(&["iam-policy", "--quiet"]).err, "");
    let more = place.ran(place.command(&["iam-policy", "--with-actions"]).env("COLUMNS", "40"));
    let narrow = place.ran(place.command(&["iam-policy", "--state-dir", "s"]).env("COLUMNS", "40"));
    expect![[r#"
        * is the narrowest resource that AWS has for ses:GetAccount,
          cloudwatch:GetMetricStatistics
        for reading, without lambda:InvokeFunction, lambda:UpdateAlias,
          ses:PutAccountDetails
            duckops iam-policy --with-actions
        --
        * is the narrowest resource that AWS has
          for ses:GetAccount,
          cloudwatch:GetMetricStatistics,
          ses:PutAccountDetails
        --
        * is the narrowest resource that AWS has
          for ses:GetAccount,
          cloudwatch:GetMetricStatistics
        for reading, without
          lambda:InvokeFunction,
          lambda:UpdateAlias,
          ses:PutAccountDetails
            duckops iam-policy --with-actions --state-dir s
    "#]]
    .assert_eq(&format!("{}--\n{}--\n{}", text.err, more.err, narrow.err));
}

/// A team's runbook in the place of one that comes along needs what it needs, and not what that one did.
#[test]
fn a_teams_own_runbooks_count_and_those_with_mistakes_do_not() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().without_a_network();
    std::fs::create_dir(place.dir.join("own")).unwrap();
    let own = |id: &str, step: &str| {
        let head = format!("# X · Ours\n\n```toml runbook\nid = \"{id}\"\nkind = \"triage\"\n```\n\n## One\n\n");
        let step = format!("{head}```toml step\nid = \"a\"\n{step}\nend = \"resolved\"\n```\n");
        std::fs::write(place.dir.join(format!("own/{id}.md")), step).unwrap();
    };
    let with = ["--with-actions", "--runbook-dir", "own"];
    let asks = "ses:PutAccountDetails".to_owned();
    assert!(actions(&place, &with).contains(&asks));
    own("inc-005", "look.status = \"beak.status\"");
    assert!(!actions(&place, &with).contains(&asks), "ours does not ask for production access");
    own("x-1", "do = \"ses.request-production\"");
    let ran = place.run(&[&["iam-policy"], &with[..]].concat());
    assert!(!ran.out.contains(&asks), "{}", ran.out);
    assert!(ran.err.contains("with mistakes, and not counted: 1 runbook\n"), "{}", ran.err);
}

#[test]
fn a_setting_that_makes_no_resource_is_refused_by_name() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().without_a_network();
    std::fs::write(place.dir.join("duckops.toml"), "state_machine = \"approvals\"\n").unwrap();
    let ran = place.run(&["iam-policy"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    expect![[r#"
        duckops: state_machine is not the ARN of one: approvals
          mend the setting: state_machine = "arn:aws:states:REGION:ACCOUNT:stateMachine:NAME"
    "#]]
    .assert_eq(&ran.err);
}
