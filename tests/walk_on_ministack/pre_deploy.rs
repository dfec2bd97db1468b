//! The checklist before a deployment: 1 serves, and a version shall be promoted that is really called first.
//! ministack hands back no REPORT line, so how a version starts is never known here.

mod checks;
mod freeze;
mod refused;

use super::place::{Place, says};
use crate::support::duckops::Ran;
use crate::support::seeded::{Key, Plan};
use std::fs;

const SERVES: &[super::place::Row] = &[(1, 9000, "verified")];

/// What is usual: each event once in each half hour.
fn feed() -> Vec<(&'static str, u64)> {
    let types = ["peck_notify", "peck_requested", "duck.cert_issued"];
    [300, 2100, 3900, 5700, 7500].iter().flat_map(|ago| types.map(|event| (event, *ago))).collect()
}

pub(super) fn plan() -> Plan {
    Plan { prod: 1, audit: Some(feed()), ..Plan::default() }
}

/// 1 serves and all is as usual.
pub(super) fn ready(plan: &Plan) -> Option<Place> {
    Place::new(plan, SERVES).inspect(usual)
}

fn usual(place: &Place) {
    place.looked_before(&[("callback_error", 0), ("denied", 1), ("expired", 2)]);
    let (dir, start) = (&place.duckops.dir, "start = { skip = \"read by hand: 210 ms\" }");
    // Whether the start was slow is asked as well when nothing is known of it.
    let by_hand = format!("[answers]\n{start}\nslow = {{ skip = \"read by hand\" }}\n");
    fs::write(dir.join("by-hand.toml"), &by_hand).unwrap();
    let skipped = "approval = { skip = \"Josh cannot be reached\" }\n";
    fs::write(dir.join("nobody-is-reached.toml"), by_hand + skipped).unwrap();
}

/// alice walks with the answers of a quiet day. What else is answered comes first.
pub(super) fn walk(place: &Place, version: &str, more: &[&str]) -> Ran {
    walk_as(place, &place.stack.alice, version, more)
}

fn walk_as(place: &Place, key: &Key, version: &str, more: &[&str]) -> Ran {
    let (candidate, words) = (format!("candidate.version={version}"), format!("invoke=invoke {version}"));
    let usual = ["what.kind=lambda version", &candidate, "banner.shown=no", &words];
    let usual = usual.into_iter().chain(["planned.change=the flock", "offer.now=yes"]);
    let answered = |answer: &&str| {
        let key = answer.split('=').next().unwrap_or_default();
        !more.iter().any(|more| more.split('=').next() == Some(key))
    };
    let flags = usual.filter(answered).flat_map(|answer| ["--answer", answer]);
    let said = more.iter().flat_map(|word| if word.starts_with("--") { vec![*word] } else { answer(word) });
    let args: Vec<_> = ["checklist", "pre-deploy"].into_iter().chain(flags).chain(said).collect();
    place.run(key, &args)
}

fn answer(word: &str) -> Vec<&str> {
    if word.contains('=') { vec!["--answer", word] } else { vec![word] }
}

pub(super) const BY_HAND: &[&str] = &["--answers", "by-hand.toml"];

#[test]
fn a_version_that_passes_is_promoted_with_approval_and_proven() {
    let Some(place) = ready(&plan()) else { return };
    let before = place.alias();
    let stopped = walk(&place, "2", BY_HAND);
    let lines =
        ["held against 3 earlier windows", "invoke 2 called", "status 200", "REPORT line", "you type: prod 1 -> 2"];
    says(&stopped, 4, &lines);
    place.josh_approves();
    assert_eq!(place.alias(), before, "an approval changes nothing");
    let done = walk(&place, "2", BY_HAND);
    let lines = [
        "run failed 0",
        "prod 1 -> 2 applied",
        "It answers from the new version ok after",
        "done 9/10 + 1 overridden",
        "A test call of the candidate: read by hand: 210 ms",
    ];
    says(&done, 1, &lines);
    place.others_see(200, "2");
    let log = place.file("DEPLOY-LOG.md");
    let states: Vec<_> =
        log.lines().filter_map(|line| line.split_once(" · version ")).map(|(_, state)| state).collect();
    assert_eq!(states, ["2 planned", "2 promoted", "2 verified"]);
    assert!(place.file("GOVERNANCE-LOG.md").contains("· Promotion approved: prod 1 -> 2"));
}

/// Unknown is neither good nor bad: nothing is promoted with it.
#[test]
fn a_start_that_is_not_known_defers_the_promotion() {
    let Some(place) = ready(&plan()) else { return };
    let before = place.alias();
    let ran = walk(&place, "2", &["slow.fine=no"]);
    says(&ran, 3, &["run failed 0 run unchecked 1", "DEFERRED", "8/10 could not check A test call of the candidate"]);
    assert_eq!(place.duckops.run(&["approvals"]).out, "no request waits for an approval\n");
    assert_eq!(place.alias(), before);
}

/// 3 raises an error behind HTTP 200, 4 does not import, 5 answers 502.
#[test]
fn a_candidate_that_fails_its_call_is_not_promoted() {
    let Some(place) = ready(&plan()) else { return };
    let before = place.alias();
    for (version, said) in [
        ("3", "the setting DATABASE_URL is missing"),
        ("4", "a_library_that_nobody_packed"),
        ("5", "it answered 502: {\"message\": \"Bad gateway\"}"),
    ] {
        let ran = walk(&place, version, BY_HAND);
        says(&ran, 1, &[said, "run failed 1", "DEFERRED", "8/10 FAILED A test call of the candidate"]);
    }
    assert_eq!(place.duckops.run(&["approvals"]).out, "no request waits for an approval\n");
    assert_eq!(place.alias(), before);
    assert_eq!(place.file("GOVERNANCE-LOG.md"), "", "nobody agreed to anything");
    place.curl_sees(200);
}

#[test]
fn an_approval_that_is_skipped_promotes_nothing() {
    let Some(place) = ready(&plan()) else { return };
    let before = place.alias();
    let ran = walk(&place, "2", &["--answers", "nobody-is-reached.toml", "offer.now=no"]);
    says(&ran, 1, &["Is the way clear?", "COMPLETE", "10/10 skipped", "Josh cannot be reached"]);
    assert_eq!((place.alias(), place.file("GOVERNANCE-LOG.md").as_str()), (before, ""));
}

/// A question that is put off is no yes.
#[test]
fn a_promotion_that_is_put_off_is_not_asked_for() {
    let Some(place) = ready(&plan()) else { return };
    let before = place.alias();
    let said = fs::read_to_string(place.duckops.dir.join("nobody-is-reached.toml")).unwrap();
    let put_off = "offer = { skip = \"in the morning\" }\n";
    fs::write(place.duckops.dir.join("put-off.toml"), said + put_off).unwrap();
    let ran = walk(&place, "2", &["--answers", "put-off.toml"]);
    says(&ran, 1, &["Is the way clear?", "COMPLETE", "10/10 skipped"]);
    assert_eq!(place.duckops.run(&["approvals"]).out, "no request waits for an approval\n");
    assert_eq!((place.alias(), place.file("GOVERNANCE-LOG.md").as_str()), (before, ""));
}

/// Somebody else was quicker: there is nothing to change, and what is there is proven all the same.
#[test]
fn an_alias_that_is_there_already_is_proven_and_not_moved() {
    let Some(place) = ready(&plan()) else { return };
    assert_eq!(walk(&place, "2", BY_HAND).code, 4);
    place.josh_approves();
    place.move_alias("2", &[]);
    let moved = place.alias();
    let ran = walk(&place, "2", BY_HAND);
    says(&ran, 1, &["It answers from the new version", "COMPLETE"]);
    assert_eq!(place.alias(), moved);
    assert!(place.file("DEPLOY-LOG.md").contains("· version 2 promoted"), "the log says where the alias is");
}

/// Its first call is good and each further one fails: a check of one call cannot see it, the proof does.
#[test]
fn a_version_that_fails_behind_the_api_is_bad_and_escalated() {
    let Some(place) = ready(&Plan { behaves: Some((2, "answers once")), ..plan() }) else { return };
    place.also_set("reprobe_limit = \"400ms\"\n");
    assert_eq!(walk(&place, "2", BY_HAND).code, 4);
    place.josh_approves();
    let ran = walk(&place, "2", BY_HAND);
    says(&ran, 1, &["prod 1 -> 2 applied", "ESCALATED to T-JOSH", "Go back: duckops checklist rollback"]);
    place.curl_sees(502);
    let log = place.file("DEPLOY-LOG.md");
    assert!(log.contains("· version 2 bad") && !log.contains("· version 2 verified"), "{log}");
}

/// Consent is to one change: moved once, it is asked for anew; moved again, nothing is overwritten.
#[test]
fn an_alias_that_somebody_else_moved_is_left_alone() {
    let Some(place) = ready(&plan()) else { return };
    assert_eq!(walk(&place, "2", BY_HAND).code, 4);
    place.josh_approves();
    place.move_alias("1", &[("5", 0.1)]);
    says(&walk(&place, "2", BY_HAND), 4, &["before prod 1, with 5: 10 %", "you type: prod 1+5 -> 2"]);
    place.josh_approves();
    place.move_alias("1", &[]);
    let moved = place.alias();
    let ran = walk(&place, "2", BY_HAND);
    says(&ran, 5, &["the alias changed since it was looked at", "The alias has not drifted"]);
    assert_eq!(place.alias(), moved);
    assert!(!place.file("DEPLOY-LOG.md").contains("· version 2 promoted"));
}

/// The log says that it was given: it has to say this as well, and nothing is promoted.
#[test]
fn an_approval_that_is_taken_back_is_written_down_as_such() {
    let Some(place) = ready(&plan()) else { return };
    let before = place.alias();
    assert_eq!(walk(&place, "2", BY_HAND).code, 4);
    let request = place.request();
    place.josh_approves();
    says(&place.answering(&["checklist", "pre-deploy"], &[]), 4, &["Promotion approved: prod 1 -> 2"]);
    let denied = ["deny", &request, "--reason", "wait for Mina", "--operator", "Josh"];
    assert_eq!(place.duckops.run(&denied).code, 0);
    let ran = walk(&place, "2", BY_HAND);
    says(&ran, 1, &["denied by Josh", "Promotion of 2: the approval was taken back"]);
    assert!(place.file("GOVERNANCE-LOG.md").contains("denied by Josh"), "{ran:?}");
    assert_eq!(place.alias(), before);
}

#[test]
fn a_frontend_needs_no_version_and_no_approval() {
    let Some(place) = ready(&plan()) else { return };
    let before = place.alias();
    let ran = place.answering(
        &["checklist", "pre-deploy"],
        &["what.kind=frontend only", "banner.shown=no", "planned.change=a new agent view"],
    );
    says(&ran, 0, &["Frontend planned: a new agent view", "COMPLETE"]);
    assert!(place.file("DEPLOY-LOG.md").contains("· Frontend planned: a new agent view"));
    assert_eq!(place.duckops.run(&["approvals"]).out, "no request waits for an approval\n");
    assert_eq!(place.file("GOVERNANCE-LOG.md"), "", "nothing was approved");
    assert_eq!(place.alias(), before);
}
