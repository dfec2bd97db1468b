//! First response to an outage, and to a fleet that is dead.

use super::place::{Place, TRAP, says};
use crate::support::duckops::Ran;
use crate::support::seeded::Plan;
use serde_json::{Value, json};
use std::fs;

const TRIAGE: &[&str] = &["checklist", "incident-triage"];
const DECLARED: &[&str] = &["declare.severity=P0", "declare.title=the API answers 502", "browser.on=yes"];
const AFTER: &[&str] = &[
    "over.said=resolved",
    "still.anyway=yes",
    "after.severity=P0",
    "after.began=2026-11-24T02:00:00Z",
    "after.detected=2026-11-24T02:05:00Z",
    "after.resolved=2026-11-24T02:30:00Z",
    "after.components=mission-control-api",
    "after.cause=version 3",
    "after.actions=probe from cron",
    "browser-off.off=yes",
];

fn walk(place: &Place, answers: &[&[&str]]) -> Ran {
    place.answering(TRIAGE, &answers.concat())
}

/// The only snapshot on disk that a step has taken.
fn snapshot(place: &Place) -> Value {
    let of_step = |file: &fs::DirEntry| file.file_name().to_string_lossy().ends_with("-snapshot-1.json");
    let files = fs::read_dir(place.duckops.state().join("snapshots")).unwrap().flatten();
    let files: Vec<_> = files.filter(of_step).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    serde_json::from_slice(&fs::read(files[0].path()).unwrap()).unwrap()
}

fn logged(place: &Place, name: &str, entries: &[&str]) {
    let log = place.file(name);
    for entry in entries {
        assert!(log.contains(entry), "no `{entry}` in {log}");
    }
}

const REVOCATION: &[&str] = &[
    "destructive.what=certificate revocation",
    "exactly.target=the certificate of dora",
    "exactly.why=its key was read",
];

#[test]
fn an_outage_is_written_down_before_anything_is_done_about_it() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let before = place.alias();
    let stopped = walk(&place, &[DECLARED, REVOCATION]);
    let lines = [
        "incident mode on applied",
        "Lambda down: 502 Bad Gateway",
        "health red is yes, expected no",
        "Not known which rises",
        "0 of 3 routes gave 200 in every look",
        "502 (/beak, /beak/metrics, /beak/system/status): the function failed",
        "you type: certificate revocation: the certificate of dora",
    ];
    says(&stopped, 4, &lines);
    let taken = snapshot(&place);
    assert_eq!((&taken["values"]["api"]["code"], &taken["values"]["alias"]["version"]), (&json!(502), &json!("3")));
    assert_eq!(taken["values"]["lambda"]["version"]["unknown"], "only a 200 reports anything: 502 Bad Gateway");
    place.josh_approves();
    let done = walk(&place, &[&["done.result=revoked, the registry shows it"], AFTER]);
    let lines = ["duckops does nothing, it is yours to do", "incident mode off applied", "allowed by hand", "COMPLETE"];
    says(&done, 3, &lines);
    let revoked =
        ["· Approved: certificate revocation: the certificate of dora", "approved by Josh (call) at ", "· By hand: "];
    logged(&place, "GOVERNANCE-LOG.md", &revoked);
    let incident = ["· P0 begins: the API answers 502", "· P0: mission-control-api", "| after cause | version 3 |"];
    logged(&place, "INCIDENT-LOG.md", &incident);
    assert_eq!(place.alias(), before, "nothing of it changes the stack");
}

#[test]
fn an_outage_that_is_not_over_is_handed_over_and_the_incident_stays_on() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let answers = ["destructive.what=rollback", "rollback.done=no", "over.said=not resolved yet"];
    let ran = walk(&place, &[DECLARED, &answers]);
    let lines = [
        "rollback done is no, expected yes",
        "over said is not resolved yet, expected one of resolved",
        "ESCALATED to T-JOSH",
        "is not resolved. Status answered 502 Bad Gateway at ",
        "Incident mode on: yes.",
        "now incident mode is on, since ",
    ];
    says(&ran, 3, &lines);
    assert!(!place.file("INCIDENT-LOG.md").contains(" ends"), "{}", place.file("INCIDENT-LOG.md"));
}

/// Skipping what is asked at the end does not make an end of it.
#[test]
fn an_incident_whose_end_is_skipped_is_not_called_complete() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    fs::write(place.duckops.dir.join("skip.toml"), "[answers]\nover = { skip = \"no time\" }\n").unwrap();
    let flags = [TRIAGE, &["--answers", "skip.toml"]].concat();
    let ran = place.answering(&flags, &[DECLARED, &["destructive.what=none"]].concat());
    says(&ran, 3, &["ESCALATED to T-JOSH", "9/9 skipped After it is resolved: no time", "is still on: the checklist"]);
    assert!(!ran.out.contains("COMPLETE"), "{}", ran.out);
}

/// The other checklist in between, in the same incident.
#[test]
fn a_rollback_in_between_repairs_it() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let left = walk(&place, &[DECLARED, &["destructive.what=rollback"]]);
    says(&left, 4, &["It has a checklist of its own"]);
    let back = ["target.version=2", "target.why=errors since the promotion", "browser.on=yes", "over.end=no"];
    let rollback = place.answering(&["checklist", "rollback"], &back);
    says(&rollback, 4, &["incident mode is on"]);
    place.josh_approves();
    says(&place.answering(&["checklist", "rollback"], &["over.end=no"]), 0, &["prod 3 -> 2 applied", "COMPLETE"]);
    place.curl_sees(200);
    let on = place.duckops.run(&["incident", "status"]).out;
    assert!(on.contains("the API answers 502"), "it was not the rollback that turned it on: {on}");
    let done = walk(&place, &[&["rollback.done=yes"], AFTER]);
    says(&done, 3, &["incident mode off applied", "COMPLETE"]);
    logged(&place, "INCIDENT-LOG.md", &["· P0 begins: ", "· Rollback: prod 3 -> 2", "· P0: mission-control-api"]);
    assert_eq!(place.file("INCIDENT-LOG.md").matches(" begins: ").count(), 1);
}

#[test]
fn a_dead_fleet_is_followed_into_its_own_runbook() {
    let status =
        json!({"agents": {"alive": 0, "dead": 4}, "peck_protocol": {"failure_breakdown": {"callback_error": 31}}});
    let Some(place) = Place::new(&Plan { status, ..Plan::default() }, &[(2, 3000, "verified")]) else { return };
    place.looked_before(&[("agents_dead", 1), ("callback_error", 4), ("denied", 1), ("expired", 2)]);
    let ran = walk(&place, &[DECLARED, &["destructive.what=none"], AFTER]);
    let lines = [
        "agents: all 4 dead",
        "The fleet is out",
        "agents_dead 1 -> 4 since",
        "callback_error 4 -> 31 since",
        "they go together",
        "pecks leading callback_error",
        "Callbacks of a dead fleet",
        "5/9 FAILED The fleet is alive",
        "COMPLETE",
    ];
    says(&ran, 1, &lines);
    assert!(!ran.out.contains("Denials lead") && !ran.out.contains("Expiries lead"), "{}", ran.out);
    assert_eq!(snapshot(&place)["values"]["pipeline"]["agents_dead"], 4);
}

/// An incident that is on already is not declared anew, and what is denied is not done.
#[test]
fn what_is_denied_is_not_on_record_as_done() {
    let Some(place) = Place::new(&Plan::default(), &[(2, 3000, "verified")]) else { return };
    let declared = place.duckops.run(&["incident", "start", "--severity", "P2", "--title", "somebody is worried"]);
    assert_eq!(declared.code, 0, "{declared:?}");
    place.looked_before(&[("agents_dead", 0), ("callback_error", 0), ("denied", 1), ("expired", 2)]);
    says(&walk(&place, &[&["browser.on=yes"], REVOCATION]), 4, &["incident title somebody is worried"]);
    let denied = ["deny", &place.request(), "--reason", "not tonight", "--operator", "Josh"];
    assert_eq!(place.duckops.run(&denied).code, 0);
    says(&walk(&place, &[]), 1, &["denied by Josh", "not tonight"]);
    fs::write(place.duckops.dir.join("no.toml"), "[answers]\nconsent = { skip = \"Josh said no\" }\n").unwrap();
    let ran = place.answering(&[TRIAGE, &["--answers", "no.toml"]].concat(), AFTER);
    says(&ran, 1, &["8/9 skipped Destructive actions pass the gate: Josh said no", "incident mode off applied"]);
    assert!(!place.file("GOVERNANCE-LOG.md").contains("Approved:"));
    assert_eq!(place.file("INCIDENT-LOG.md").matches(" begins: ").count(), 1);
}

/// Somebody was worried.
fn worried() -> Option<Place> {
    let place = Place::new(&Plan::default(), &[(2, 3000, "verified")])?;
    place.looked_before(&[("agents_dead", 0), ("callback_error", 0), ("denied", 1), ("expired", 2)]);
    Some(place)
}

#[test]
fn where_nothing_was_wrong_incident_mode_goes_off_and_the_log_says_that_it_was_none() {
    let Some(place) = worried() else { return };
    let said = ["destructive.what=none", "over.said=there was no incident", "still.anyway=yes", "browser-off.off=yes"];
    let ran = walk(&place, &[DECLARED, &said]);
    assert!(ran.out.contains("incident mode off") && ran.out.contains("NOT AN INCIDENT"), "{}", ran.out);
    let log = place.file("INCIDENT-LOG.md");
    assert!(log.contains("No incident: ") && !log.contains("Root cause"), "nobody invents a cause: {log}");
}

#[test]
fn times_that_run_backwards_are_asked_again() {
    let Some(place) = worried() else { return };
    let backwards = AFTER.iter().map(|answer| match answer.split_once('=') {
        Some(("after.resolved", _)) => "after.resolved=2026-11-24T01:00:00Z",
        _ => answer,
    });
    let ran = walk(&place, &[DECLARED, &["destructive.what=none"], &backwards.collect::<Vec<_>>()]);
    says(&ran, 4, &["The times follow one another FAIL", "expected at most 2026-11-24T01:00:00Z (after resolved)"]);
}
