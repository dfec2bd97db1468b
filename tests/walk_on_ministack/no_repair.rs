//! Walks that end without a change, and say why.

use super::place::{GO_BACK, Place, TRAP, one_line};
use crate::support::seeded::{Key, Plan};
use std::fs;

#[test]
fn when_all_is_well_it_is_not_this_incident() {
    let Some(place) = Place::new(&Plan::default(), &[(1, 9000, "verified"), (2, 3000, "verified")]) else { return };
    let before = place.alias();
    let ran = place.walk(&[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for line in ["NOT AN INCIDENT", "The function answers 200 OK, the alias prod sends everything to 2"] {
        assert!(one_line(&ran.out).contains(line), "no `{line}` in {}", ran.out);
    }
    assert_eq!(place.alias(), before);
    assert_eq!(place.git("git status --porcelain -- GOVERNANCE-LOG.md DEPLOY-LOG.md"), "");
}

#[test]
fn a_promotion_that_was_skipped_is_not_written_down_as_made() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let (before, log) = (place.alias(), place.file("DEPLOY-LOG.md"));
    fs::write(place.duckops.dir.join("answers.toml"), "[answers]\npromote = { skip = \"not tonight\" }\n").unwrap();
    let ran = place.walk(&[GO_BACK, &["--answers", "answers.toml"]].concat());
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("ESCALATED"), "{}", ran.out);
    assert_eq!((place.alias(), place.file("DEPLOY-LOG.md")), (before, log), "2 is neither promoted nor bad");
}

#[test]
fn the_keys_of_another_account_open_nothing() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let before = place.alias();
    let other = Key { key: "199999999999".into(), secret: "test".into() };
    let ran = place.run(&other, &[&["triage", "inc-001"], GO_BACK].concat());
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    let says = format!("these credentials are of account 199999999999, the settings say {}", place.stack.account);
    assert!(ran.err.contains(&says), "{}", ran.err);
    assert_eq!(place.duckops.run(&["runs", "list"]).out, "no runs yet\n");
    assert_eq!(place.alias(), before);
}

#[test]
fn a_key_that_aws_does_not_know_may_not_even_propose_a_change() {
    let Some(place) = Place::with_permissions(&Plan::broken(), TRAP) else { return };
    let before = place.alias();
    let stranger = Key { key: "AKIA0000000000000000".into(), secret: "test".into() };
    let ran = place.run(&stranger, &[&["triage", "inc-001"], GO_BACK].concat());
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(one_line(&ran.out).contains("AWS does not know these credentials in us-east-1"), "{}", ran.out);
    assert!(ran.out.contains("nothing is changed without knowing who you are"), "{}", ran.out);
    assert!(!place.file("DEPLOY-LOG.md").contains("version 2"), "what was not done is not written down as done");
    assert_eq!(place.duckops.run(&["approvals"]).out, "no request waits for an approval\n");
    assert_eq!(place.alias(), before);
}
