//! `duckops doctor` with credentials that AWS checks: what is missing is named, what is there is not complained of.

use super::place::{Place, TRAP};
use crate::support::duckops::Ran;
use crate::support::seeded::Plan;
use serde_json::Value;

const MISSING: &str = "logs:FilterLogEvents";

fn rows(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn row<'r>(rows: &'r [Value], check: &str) -> &'r Value {
    rows.iter().find(|row| row["check"] == check).unwrap_or_else(|| panic!("no {check}: {rows:?}"))
}

#[test]
fn one_missing_permission_is_named_with_the_way_out() {
    let plan = Plan { executions: true, ..Plan::default() };
    let Some(place) = Place::with_permissions(&plan, TRAP) else { return };
    let bob = place.stack.bob.clone();
    let printed = place.run(&bob, &["iam-policy"]);
    let mut policy: Value = serde_json::from_str(&printed.out).unwrap();
    for whole in [true, false] {
        place.stack.bob_may(&policy.to_string());
        let found = place.run(&bob, &["doctor", "--json"]);
        let rows = rows(&found);
        for one in rows.iter().filter(|row| row["check"].as_str().unwrap().contains(':')) {
            let state = match one["check"].as_str().unwrap() {
                // The policy is of what reads.
                "lambda:InvokeFunction" => "fail",
                name if name == MISSING && !whole => "fail",
                "lambda:UpdateAlias" | "ses:PutAccountDetails" => "info",
                _ => "ok",
            };
            assert_eq!(one["state"], state, "{whole}: {one}");
        }
        policy["Statement"].as_array_mut().unwrap().retain(|one| one["Action"][0] != MISSING);
        let told = row(&rows, "lambda:UpdateAlias")["text"].as_str().unwrap();
        assert!(told.ends_with("and iam:SimulatePrincipalPolicy is not allowed"), "{told}");
        if !whole {
            let said = row(&rows, MISSING);
            let text = said["text"].as_str().unwrap();
            assert!(text.contains("(logs:FilterLogEvents) as user/bob"), "{text}");
            assert_eq!(said["next"], "duckops iam-policy");
            assert_eq!(row(&rows, "lambda:InvokeFunction")["next"], "duckops iam-policy --with-actions");
            assert_eq!(found.code, 1, "{}", found.out);
        }
        for check in ["API", "AWS", "clock", "region", "identity", "account", "credentials"] {
            assert_eq!(row(&rows, check)["state"], "ok", "{}", row(&rows, check));
        }
    }
}

/// Whoever may ask IAM is told what a change would come to; nothing is tried.
#[test]
fn what_iam_says_of_a_change_is_told_to_whoever_may_ask() {
    let Some(place) = Place::with_permissions(&Plan::default(), TRAP) else { return };
    let (bob, before) = (place.stack.bob.clone(), place.alias());
    let printed = place.run(&bob, &["iam-policy", "--with-actions"]);
    let whole: Value = serde_json::from_str(&printed.out).unwrap();
    let ask = serde_json::json!({"Effect": "Allow", "Action": "iam:SimulatePrincipalPolicy", "Resource": "*"});
    for promotes in [true, false] {
        let mut policy = whole.clone();
        let statements = policy["Statement"].as_array_mut().unwrap();
        statements.retain(|one| promotes || one["Action"][0] != "lambda:UpdateAlias");
        statements.push(ask.clone());
        place.stack.bob_may(&policy.to_string());
        let found = place.run(&bob, &["doctor", "--json"]);
        let rows = rows(&found);
        let (update, details) = (row(&rows, "lambda:UpdateAlias"), row(&rows, "ses:PutAccountDetails"));
        let (state, next) = if promotes { ("ok", None) } else { ("fail", Some("duckops iam-policy --with-actions")) };
        assert_eq!((update["state"].as_str(), update["next"].as_str()), (Some(state), next), "{update}");
        assert_eq!(details["text"], "allowed, as IAM says", "{details}");
    }
    assert_eq!(place.alias(), before);
}

#[test]
fn another_account_than_the_settings_say_is_a_no() {
    let Some(place) = Place::new(&Plan::default(), TRAP) else { return };
    let file = place.duckops.dir.join("duckops.toml");
    let settings = std::fs::read_to_string(&file).unwrap().replacen(&place.stack.account, "999999999999", 1);
    std::fs::write(&file, settings).unwrap();
    let found = place.run(&place.stack.alice, &["doctor", "--json"]);
    let rows = rows(&found);
    assert_eq!(
        (row(&rows, "account")["state"].as_str(), row(&rows, "identity")["state"].as_str()),
        (Some("fail"), Some("ok"))
    );
    let other =
        place.command(&place.stack.alice, &["doctor", "--json"]).env("AWS_REGION", "eu-west-1").output().unwrap();
    assert!(String::from_utf8(other.stdout).unwrap().contains("AWS_REGION says eu-west-1"), "{found:?}");
}
