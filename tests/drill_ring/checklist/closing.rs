//! What the end of a checklist says: which part failed, and how things stand now.

use super::{GO_BACK, checklist, from, through};
use crate::drill_ring::branches::play;
use crate::drill_ring::served::Served;
use crate::drill_ring::terminal::Terminal;
use crate::support::ring;

/// Only the browser's toggle was not set: incident mode is on.
#[test]
fn the_part_that_failed_is_named() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let answers = [&GO_BACK[..4], &["--answer", "browser.on=no"]].concat();
    let ran = through(&place, "rollback", &answers);
    let end = from(&ran, "COMPLETE");
    assert!(end.contains("3/8 FAILED") && end.contains("by its part \"Both are on"), "{end}");
    let said = end.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("browser on is no, expected yes"), "{end}");
    let listed = checklist(&place, "rollback", &["--list"]).out;
    assert!(listed.contains("Both"), "{listed}");
}

#[test]
fn the_end_says_where_prod_is_and_offers_no_way_back_to_what_was_broken() {
    let _ring = ring::enter("drill");
    let end = from(&play("rollback"), "COMPLETE");
    assert!(end.contains("prod is at 41, since 2026-11-22T02:14:07Z"), "{end}");
    assert!(end.contains("incident mode is off, since"), "{end}");
    for over in ["update-alias", "would bring back", "duckops incident end"] {
        assert!(!end.contains(over), "`{over}`:\n{end}");
    }
    let put_off = from(&play("pre-deploy-amber"), "DEFERRED");
    assert!(put_off.contains("prod is at 42, seen 2026-11-22T02:14:07Z"), "{put_off}");
}

/// Not proven: what was done still stands. The way back is gone with the stack of this drill.
#[test]
fn what_still_stands_is_said_and_no_way_into_what_is_gone() {
    let _ring = ring::enter("drill");
    let end = from(&play("rollback-no-better"), "ESCALATED");
    assert!(end.contains("incident mode is on, since") && end.contains("prod is at 42, since"), "{end}");
    assert!(!end.contains("duckops incident end") && !end.contains("update-alias"), "{end}");
}

#[test]
fn an_approval_that_is_there_is_not_asked_for_again() {
    let _ring = ring::enter("drill");
    let ran = play("rollback");
    let step = from(&ran, "5/8 Go back");
    let step = step.split("\n\n").next().unwrap();
    assert!(!step.contains("needs approval") && !step.contains("by a second person"), "{step}");
    assert!(step.contains("approved") && step.contains("you type: prod 43 -> 41"), "{step}");
    let served = Served::start("rollback");
    let place = served.duckops();
    crate::drill_ring::served::approved(&place, &checklist(&place, "rollback", &GO_BACK));
    let person = Terminal::start(&place, &["checklist", "rollback", "--resume"], false);
    person.answers("write GOVERNANCE-LOG.md", "c").until("prod 43 -> 41 (typed next)");
}

/// A dead fleet makes callbacks fail: 6/9 says no other thing than 5/9 does.
#[test]
fn callbacks_of_a_dead_fleet_are_no_fault_of_their_own() {
    let _ring = ring::enter("drill");
    let ran = play("incident-triage");
    let pecks = from(&ran, "6/9 Which pecks fail");
    let pecks = &pecks[..pecks.find("\n7/9").unwrap()];
    assert!(pecks.contains("expected until") && !pecks.contains("inc-004"), "{pecks}");
    for place in ["5/9 · 1 of 4 Look at the fleet", "5/9 · 2 of 4 Find", "5/9 · outcome Both rise"] {
        assert!(ran.out.contains(&format!("\n{place}")), "{place}:\n{}", ran.out);
    }
}

#[test]
fn nobody_is_asked_to_approve_what_a_check_stands_in_the_way_of() {
    let _ring = ring::enter("drill");
    for scenario in ["pre-deploy-raises", "pre-deploy-warm", "pre-deploy-red"] {
        let ran = play(scenario);
        assert!(!ran.out.contains("asked of T-JOSH") && ran.out.contains("DEFERRED"), "{scenario}: {}", ran.out);
        assert!(ran.out.contains("10 items, in any order, 10 last"), "{}", ran.out);
    }
}
