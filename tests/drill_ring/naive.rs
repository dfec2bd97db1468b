//! The naive mistakes. The first: the newest other entry of DEPLOY-LOG.md taken as known to work.
//!
//! 42 was promoted before 43, and nobody came back to verify it: it does not work either.

use super::served::{Served, approved, entries, ledger, walk};
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
    assert!(ran.out.contains("tried: prod 43 -> 42"), "{}", ran.out);
    assert_eq!((served.alias()["FunctionVersion"].as_str(), served.status()), (Some("42"), 502));
    assert!(ledger(&place, "GOVERNANCE-LOG.md").contains("not repaired, escalated"));
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
