//! Each look, each change and each row of `doctor` says what it needs, and needs all of that: with the policy that
//! `duckops iam-policy` prints everything works; without one action of it exactly what declares it is refused, and
//! says so. ministack, which nobody here wrote, holds bob to his policy.

use super::looks::{
    bounces, called, compare, errors, errors_are, executions, intent, mail_errors, metric, on_ministack, production,
    recorded, room, seconds, starts,
};
use crate::support::duckops::Duckops;
use crate::support::ministack;
use crate::support::seeded::{Plan, Seeded};
use chrono::Utc;
use duckops::stack::Stack;
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::Act;
use duckops_core::world::actions::ACTIONS;
use duckops_core::world::observations::OBSERVATIONS;
use duckops_core::world::permissions::{PERMISSIONS, Permission};
use duckops_core::world::{Fact, Query, Table, Value, Why, WhyKind};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// What an action of a policy is refused for, when it is missing: names of looks, changes and questions of doctor.
type Refused = BTreeSet<&'static str>;

/// What ministack cannot be asked about, and why: none.
const NOT_HELD_TO: [(&str, &str); 0] = [];

/// Actions that need permissions for the looks that they take, and have no call of their own: those of a snapshot.
const BY_THEIR_LOOKS: [&str; 2] = ["incident.start", "snapshot.take"];

#[tokio::test]
async fn without_one_action_of_the_printed_policy_what_needs_it_says_so_and_nothing_else() {
    let plan = Plan { executions: true, ..Plan::default() };
    let Some(seeded) = ministack::seeded_with_permissions(&plan) else { return };
    let whole = printed(&seeded);
    let allowed = actions(&whole);
    assert_eq!(allowed, PERMISSIONS.iter().map(|one| one.name).collect(), "the runbooks that come along need all");
    seeded.bob_may(&whole.to_string());
    assert_eq!(refused(&seeded, None).await, Refused::new(), "with the whole policy everything works");
    for missing in PERMISSIONS.iter().filter(|one| !NOT_HELD_TO.iter().any(|(name, _)| *name == one.name)) {
        seeded.bob_may(&without(&whole, missing.name).to_string());
        assert_eq!(refused(&seeded, Some(*missing)).await, needing(*missing), "without {}", missing.name);
    }
}

/// As a team sees it: the settings of a file, the policy on stdout.
fn printed(seeded: &Seeded) -> Json {
    let place = Duckops::new().without_a_network();
    let Seeded { account, state_machine, .. } = seeded;
    let settings = format!("account = \"{account}\"\nstate_machine = \"{state_machine}\"\n");
    std::fs::write(place.dir.join("duckops.toml"), settings).unwrap();
    let ran = place.run(&["iam-policy", "--with-actions"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn actions(policy: &Json) -> BTreeSet<&str> {
    let statements = policy["Statement"].as_array().unwrap();
    statements.iter().flat_map(|one| one["Action"].as_array().unwrap()).map(|one| one.as_str().unwrap()).collect()
}

/// A statement that allows nothing any more is left out, as IAM wants it.
fn without(policy: &Json, action: &str) -> Json {
    let mut policy = policy.clone();
    let statements = policy["Statement"].as_array_mut().unwrap();
    for one in statements.iter_mut() {
        one["Action"].as_array_mut().unwrap().retain(|other| other != action);
    }
    statements.retain(|one| !one["Action"].as_array().unwrap().is_empty());
    policy
}

/// What declares it.
fn needing(missing: Permission) -> Refused {
    let looks = OBSERVATIONS.iter().filter(|one| one.permissions.contains(&missing)).map(|one| one.name);
    let changes = ACTIONS.iter().filter(|one| one.permissions.contains(&missing)).map(|one| one.name);
    let changes = changes.filter(|name| !BY_THEIR_LOOKS.contains(name));
    // Doctor asks for what reads, and for a call by a dry run.
    let asked = (!missing.changes || missing.name == "lambda:InvokeFunction").then_some(missing.name);
    looks.chain(changes).chain(asked).collect()
}

/// What bob is refused: all that needs a permission is tried. Whatever fails otherwise fails the test.
async fn refused(seeded: &Seeded, missing: Option<Permission>) -> Refused {
    let bob = on_ministack(seeded, &seeded.bob).await;
    let root = on_ministack(seeded, &seeded.root()).await;
    let mut refused = Refused::new();
    for look in OBSERVATIONS.iter().filter(|one| !one.permissions.is_empty()) {
        let seen = bob.look(&query(look.name)).await;
        refused.extend(is_refused(look.name, whys(&seen.facts), missing).then_some(look.name));
    }
    for action in ACTIONS.iter().filter(|one| !one.permissions.is_empty() && !BY_THEIR_LOOKS.contains(&one.name)) {
        let came = changed(action.name, seeded, &root, &bob).await;
        refused.extend(is_refused(action.name, came, missing).then_some(action.name));
    }
    for asked in PERMISSIONS {
        let answer = bob.allows(*asked).await.and_then(Result::err).into_iter().collect();
        refused.extend(is_refused(asked.name, answer, missing).then_some(asked.name));
    }
    refused
}

/// As a runbook would settle it. A new look needs a line here.
fn query(name: &str) -> Query {
    match name {
        "logs.search" => errors(),
        "logs.before" => {
            let ask = Query::new("logs.before").with("any", errors_are()).with("at", Value::Time(Utc::now()));
            ask.with("span", seconds(3600)).with("like", Value::Table(Table::new(["times", "first", "last", "text"])))
        }
        "logs.mail" => mail_errors(),
        "lambda.compare" => compare("2", "1"),
        "sfn.executions" => executions(&["FAILED", "TIMED_OUT"]),
        "sfn.starts" => starts(Some(Utc::now()), None),
        "ses.room" => room(200, 120),
        "ses.bounces" => bounces(),
        "metrics.ses" => metric("Bounce"),
        "lambda.alias" | "lambda.versions" | "ses.account" => Query::new(name),
        other => panic!("how is {other} asked?"),
    }
}

/// Why a change was not made, or cannot be told to be. It is planned by somebody who may look.
async fn changed(name: &str, seeded: &Seeded, root: &Stack, bob: &Stack) -> Vec<Why> {
    let intent = match name {
        "lambda.promote" => {
            let alias = root.look(&Query::new("lambda.alias")).await;
            let other = if alias.fact("version").unwrap().to_string() == "1" { "2" } else { "1" };
            intent(&alias, &seeded.account, other)
        }
        "lambda.invoke" => called(&seeded.account, "2"),
        "ses.request-production" => {
            seeded.set_ses_account(&serde_json::json!({}));
            let account = root.look(&Query::new("ses.account")).await;
            recorded(production(&account, &seeded.account).unwrap())
        }
        other => panic!("how is {other} done?"),
    };
    match bob.apply(&intent).await {
        Applied::Yes(_) => Vec::new(),
        Applied::No(why) | Applied::CannotTell(why) => vec![why],
    }
}

/// Whether it was refused for want of this permission, by name and with the way out.
fn is_refused(what: &str, whys: Vec<Why>, missing: Option<Permission>) -> bool {
    let denied: Vec<_> = whys.into_iter().filter(|why| why.text.as_str().contains("AccessDenied")).collect();
    for why in &denied {
        let missing = missing.unwrap_or_else(|| panic!("{what} is refused: {why:?}"));
        let said = format!("{} {}", why.text, why.hint.as_deref().cloned().unwrap_or_default());
        let policy = if missing.changes { "duckops iam-policy --with-actions" } else { "duckops iam-policy" };
        for words in [format!("({})", missing.name).as_str(), "as user/bob", policy] {
            assert!(said.contains(words), "{what} without {} says no `{words}`: {said}", missing.name);
        }
    }
    !denied.is_empty()
}

/// Every reason of a look, also those that stand within a table or a line. One that is neither a refusal nor of the
/// world as it is fails the test.
fn whys(facts: &std::collections::BTreeMap<String, Fact>) -> Vec<Why> {
    let mut whys = Vec::new();
    for (name, fact) in facts {
        match fact {
            Fact::Unknown(why) => {
                let is_so = matches!(why.kind, WhyKind::Denied | WhyKind::Absent | WhyKind::NotReported);
                assert!(is_so || why.text.as_str().contains("AccessDenied"), "{name}: {why:?}");
                whys.push(why.clone());
            }
            Fact::Known(value) => whys.push(Why::refused(value.to_string())),
        }
    }
    whys
}
