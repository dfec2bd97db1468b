//! `kill -9` between the intent and what becomes of it.

use super::holding::{Held, Holding};
use super::place::{Place, TRAP, one_line};
use crate::support::seeded::Plan;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// Killed when the intent is on disk and the change is on its way.
fn killed(place: &Place, held: Held) {
    let alice = place.stack.alice.clone();
    place.up_to_the_approval(&alice);
    let proxy = Holding::before(&place.stack.endpoint, held);
    let mut command = place.command(&alice, &["triage", "inc-001", "--resume", "--json"]);
    command.env("AWS_ENDPOINT_URL", &proxy.endpoint).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains(r#""event":"intended""#)), "the intent is shown");
    proxy.wait();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!lines.any(|line| line.contains(r#""event":"effected""#)), "the reply was held");
}

#[test]
fn a_change_that_was_made_is_found_and_not_made_again() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let before = place.alias();
    killed(&place, Held::Reply);
    let made = place.alias();
    assert!(made.revision != before.revision && made.version == "2", "{made:?}");
    let done = place.walk(&["--resume"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(one_line(&done.out).contains("found by looking back"), "{}", done.out);
    assert_eq!(place.alias(), made, "the alias moved once");
    assert_eq!(place.file("DEPLOY-LOG.md").matches("· version 2 verified").count(), 1);
}

#[test]
fn a_change_that_was_not_made_is_made_with_fresh_consent_only() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let before = place.alias();
    killed(&place, Held::Request);
    let ran = place.walk(&["--resume"]);
    assert_eq!(place.alias(), before);
    assert!(one_line(&ran.out).contains("the change was not made"), "{}", ran.out);
    assert_eq!(ran.code, 4, "the approval is used up: {ran:?}");
    place.josh_approves();
    assert_eq!(place.walk(&["--resume"]).code, 0);
    let made = place.alias();
    assert!(made.revision != before.revision && made.version == "2", "{made:?}");
}
