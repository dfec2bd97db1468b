//! The naive mistakes. The first: the newest other entry of DEPLOY-LOG.md taken as known to work.
//!
//! 42 was promoted before 43, and nobody came back to verify it: it does not work either.

use super::checklist::{GO_BACK, through};
use super::served::{GO_BACK as GO_BACK_TO_41, Served, approved, entries, ledger, walk};
use super::terminal::Terminal;
use crate::support::duckops::Duckops;
use crate::support::ring;

/// The decisive prompt: `duckops drill` offers what was verified.
#[test]
fn the_version_that_is_offered_was_verified() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let ran = place.run(&["drill", "inc-001", "--auto"]);
    assert!(ran.err.contains("step target > 41\n"), "{}", ran.err);
    let good = ran.out.lines().find(|line| line.trim().starts_with("good last good  "));
    assert_eq!(good.map(str::trim_end), Some("    good last good         41"), "{}", ran.out);
}

#[test]
fn going_back_to_what_was_only_promoted_does_not_help_and_is_not_called_repaired() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let answers = ["--answer", "target.version=42", "--answer", "target.why=it is the one before"];
    approved(&place, &walk(&place, &answers));
    let ran = walk(&place, &[&["--resume"], &answers[..]].concat());
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("ESCALATED to T-JOSH"), "{}", ran.out);
    assert!(ran.out.contains("Changed: prod 43 -> 42 at "), "{}", ran.out);
    assert_eq!((served.alias()["FunctionVersion"].as_str(), served.status()), (Some("42"), 502));
    assert!(ledger(&place, "GOVERNANCE-LOG.md").contains("prod 43 -> 42 did not help, 41 was not tried"));
    let deploys = ledger(&place, "DEPLOY-LOG.md");
    assert!(deploys.contains("version 42 bad") && !deploys.contains("version 42 verified"), "{deploys}");
    assert_eq!(entries(&place), (1, 2), "one that it was promoted, one that it is bad");
}

/// A `total_bonded` that is missing, counted as 0, would end as not an incident while the whole fleet is dead.
#[test]
fn a_fleet_whose_size_is_not_reported_is_not_one_that_nobody_bonded() {
    let _ring = ring::enter("drill");
    let ran = Duckops::new().at_a_set_time().run(&["drill", "inc-003-unreported", "--auto"]);
    assert!(ran.out.contains("ESCALATED to spaceduck-bot team"), "{}", ran.out);
    assert!(ran.out.contains("not known: agents.total_bonded is not reported"), "{}", ran.out);
    assert!(!ran.out.contains("NOT AN INCIDENT"), "{}", ran.out);
    assert_eq!(ran.code, 3, "something that had to be known stayed unknown");
}

/// None FAILED, so fine: but a missed callback ends TIMED_OUT.
#[test]
fn none_failed_is_not_fine_when_all_timed_out() {
    let _ring = ring::enter("drill");
    let ran = Duckops::new().at_a_set_time().run(&["drill", "inc-004-timed-out", "--auto"]);
    assert!(ran.out.contains("5 executions: 0 FAILED, 5 TIMED_OUT, 0 ABORTED"), "{}", ran.out);
    assert!(ran.out.contains("ESCALATED to spaceduck-bot team"), "{}", ran.out);
    assert_eq!(ran.code, 1, "{}", ran.err);
}

/// A gap between ducklings and certificates taken for certificates that do not grow: it is years old.
#[test]
fn a_gap_of_long_ago_is_no_incident() {
    let _ring = ring::enter("drill");
    let ran = Duckops::new().at_a_set_time().run(&["drill", "inc-002-all-well", "--auto"]);
    for text in ["certs gap              100", "ducklings +3, certificates +3: growing", "NOT AN INCIDENT"] {
        assert!(ran.out.contains(text), "{text}: {}", ran.out);
    }
    assert_eq!(ran.code, 0, "{}", ran.err);
}

/// AWS answers 200 to the call of a function that raised an error; only FunctionError says so.
#[test]
fn a_call_that_answers_200_with_a_function_error_is_no_good_call() {
    let _ring = ring::enter("drill");
    let ran = Duckops::new().at_a_set_time().run(&["drill", "pre-deploy-raises", "--auto"]);
    for text in ["invoke failed is yes, expected no", "8/10 FAILED", "DEFERRED"] {
        assert!(ran.out.contains(text), "{text}: {}", ran.out);
    }
    assert!(!ran.out.contains("Promote it now?"), "{}", ran.out);
    assert_eq!(ran.code, 1, "{}", ran.err);
}

/// A warm call reports no Init Duration: 0 ms would be the fastest start of all.
#[test]
fn a_warm_call_is_not_a_start_of_0_ms() {
    let _ring = ring::enter("drill");
    let ran = Duckops::new().at_a_set_time().run(&["drill", "pre-deploy-warm", "--auto"]);
    for text in
        ["?  invoke init: a warm call has no Init Duration", "8/10 could not check", "done                   8/10"]
    {
        assert!(ran.out.contains(text), "{text}: {}", ran.out);
    }
    assert_eq!(ran.code, 3, "{}", ran.err);
}

/// The alias shows the target all along, and weights feed the broken version.
#[test]
fn an_alias_that_shows_the_target_is_not_rolled_back_while_weights_are_left() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback-weighted");
    let place = served.duckops();
    let ran = through(&place, "rollback", &GO_BACK);
    assert!(ran.code == 0 && ran.out.contains("alias weights          none"), "{}{}", ran.out, ran.err);
    let after = served.alias();
    let weights = after["RoutingConfig"]["AdditionalVersionWeights"].as_object();
    assert!(weights.is_none_or(serde_json::Map::is_empty), "{after}");
}

/// Nothing of the fleet, the pecks, the drift is reported in an outage: what is missing may cost points.
#[test]
fn in_an_outage_what_is_not_reported_may_cost_points() {
    let _ring = ring::enter("drill");
    let ran = Duckops::new().at_a_set_time().run(&["drill", "incident-triage-down", "--auto"]);
    for text in ["health score           0–30, 5 unknown", "may cost 45: agents", "3/9 FAILED"] {
        assert!(ran.out.contains(text), "{text}: {}", ran.out);
    }
    assert_eq!(ran.code, 3, "{}", ran.err);
}

/// Nobody has seen the API answer: whichever way the walk comes to its last step, nothing is resolved.
#[test]
fn an_outage_is_not_resolved_by_going_to_the_end() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let (place, answers) = (served.duckops(), GO_BACK_TO_41);
    let mut person = Terminal::start(&place, &["triage", "inc-001"], false);
    person.answers("step 1 of", "j").answers("12/12 Commit", "k").until("> 12/12").types("\r");
    person.shows("needs 5/12 Choose the version to go back to").answers("step 1 of", "q");
    person.ended(4);
    approved(&place, &walk(&place, &[&["--resume"], &answers[..]].concat()));
    let mut person = Terminal::start(&place, &["triage", "--resume"], false);
    person.answers("to do it", "prod 43 -> 41\r").until("write DEPLOY-LOG.md");
    drop(served);
    person.goes_on_to("walk took");
    person.ended(3);
    let screen = person.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(screen.contains("ESCALATED to T-JOSH") && !screen.contains("RESOLVED"), "{screen}");
    assert!(screen.contains("Changed: prod 43 -> 41 at "), "{screen}");
}

/// The same errors were there before the last promotion: that a verified version fails as well proves nothing of it.
#[test]
fn a_version_that_fails_as_all_do_is_not_called_bad() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-older");
    let place = served.duckops();
    let answers = ["older.anyway=yes", "target.version=42", "target.why=the one before"];
    let answers: Vec<_> = answers.iter().flat_map(|answer| ["--answer", answer]).collect();
    let asked = walk(&place, &answers);
    let told = place.run(&["approvals", "--json"]).out;
    assert!(
        told.contains("errors like those of now in the hour before the last promotion: 79"),
        "the approver is told: {told}"
    );
    approved(&place, &asked);
    let ran = walk(&place, &[&["--resume"], &answers[..]].concat());
    assert!(ran.code == 1 && ran.out.contains("ESCALATED to T-JOSH"), "{}{}", ran.out, ran.err);
    let deploys = ledger(&place, "DEPLOY-LOG.md");
    assert!(deploys.contains("version 42 promoted") && !deploys.contains("version 42 bad"), "{deploys}");
}
