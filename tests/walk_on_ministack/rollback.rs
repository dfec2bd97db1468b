//! The checklist that goes back, on a broken version that is really live.

use super::place::{Place, Row, TRAP, one_line, says};
use crate::drill_ring::terminal::Terminal;
use crate::support::duckops::Ran;
use crate::support::seeded::{Key, Plan};
use serde_json::Value;

pub(super) const ROLLBACK: &[&str] = &["checklist", "rollback"];

/// Up to the gate, and Josh's consent.
pub(super) fn approved(place: &Place, to: &str) -> Ran {
    let stopped = to_the_gate(place, &place.stack.alice, to);
    place.josh_approves();
    stopped
}

fn to_the_gate(place: &Place, key: &Key, to: &str) -> Ran {
    let answers = [&format!("target.version={to}"), "target.why=errors since the promotion", "browser.on=yes"];
    let flags = answers.iter().flat_map(|answer| ["--answer", answer]);
    let stopped = place.run(key, &ROLLBACK.iter().copied().chain(flags).collect::<Vec<_>>());
    assert_eq!(stopped.code, 4, "{stopped:?}");
    stopped
}

fn incident_mode(place: &Place) -> bool {
    let said = place.duckops.run(&["incident", "status", "--json"]);
    serde_json::from_str::<Value>(&said.out).unwrap_or_else(|_| panic!("{said:?}"))["on"] == true
}

#[test]
fn a_broken_version_goes_and_the_one_before_is_proven() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    place.others_see(502, "3");
    let before = place.alias();
    let stopped = approved(&place, "2");
    says(&stopped, 4, &["502 Bad Gateway", "good last good 2", "incident mode on applied", "needs approval"]);
    assert_eq!(place.alias(), before, "an approval changes nothing");
    assert!(incident_mode(&place));
    let done = place.answering(ROLLBACK, &[]);
    let lines = [
        "prod 3 -> 2 applied",
        "2 of 3 ok",
        "3 of 3 routes gave 200 in every look",
        "routes availability 100",
        "incident mode off applied",
        "done 8/8",
    ];
    says(&done, 0, &lines);
    place.others_see(200, "2");
    assert!(!incident_mode(&place));
    written_down(&place);
    place.git(command_for(&done, "DEPLOY-LOG.md"));
    assert_eq!(place.git("git status --porcelain -- DEPLOY-LOG.md"), "");
}

#[test]
fn an_incident_that_was_on_before_is_ended_when_that_is_wanted() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let declared = place.duckops.run(&["incident", "start", "--severity", "P1", "--title", "the API answers 502"]);
    assert_eq!(declared.code, 0, "{declared:?}");
    approved(&place, "2");
    says(
        &place.answering(ROLLBACK, &["over.end=yes"]),
        0,
        &["End incident mode now? yes", "incident mode off applied"],
    );
    assert!(!incident_mode(&place));
}

fn command_for<'r>(ran: &'r Ran, name: &str) -> &'r str {
    let line = ran.out.lines().find(|line| line.contains("git -C") && line.ends_with(name)).unwrap();
    &line[line.find("git -C").unwrap()..]
}

fn written_down(place: &Place) {
    let log = place.file("DEPLOY-LOG.md");
    let states: Vec<_> =
        log.lines().filter_map(|line| line.split_once(" · version ")).map(|(_, state)| state).collect();
    assert_eq!(states, ["2 promoted", "3 rolled-back", "2 verified"]);
    assert_eq!(place.duckops.run(&["log", "deploy", "last-good"]).out, "2\n");
    let governance = place.file("GOVERNANCE-LOG.md");
    assert!(
        governance.contains("· Rollback approved: prod 3 -> 2") && governance.contains("approved by Josh (call) at ")
    );
    let incidents = place.file("INCIDENT-LOG.md");
    let at = |text: &str| incidents.find(text).unwrap_or_else(|| panic!("no `{text}` in {incidents}"));
    assert!(at("· P0 begins: ") < at("· Rollback: prod 3 -> 2") && at("· Rollback: ") < at("· P0 ends: "));
}

/// The alias shows the good version, and half of the calls fail.
#[test]
fn weights_that_feed_a_broken_version_go() {
    let Some(place) = Place::new(&Plan::default(), &[(1, 9000, "verified"), (2, 3000, "verified")]) else { return };
    place.move_alias("2", &[("3", 0.5)]);
    says(
        &approved(&place, "2"),
        4,
        &["alias weights 3: 50 %", "before prod 2, with 3: 50 %", "you type: prod 2+3 -> 2"],
    );
    says(&place.answering(ROLLBACK, &[]), 0, &["prod 2+3 -> 2 applied", "COMPLETE"]);
    let alias = place.alias();
    assert_eq!((alias.version.as_str(), alias.weights.len()), ("2", 0));
    assert!((0..12).all(|_| place.stack.status().status == 200));
}

/// 5 was good once, and answers 502 now.
const NO_BETTER: &[Row] = &[(1, 9000, "verified"), (5, 3000, "verified"), (3, 90, "promoted")];

#[test]
fn going_back_to_what_fails_too_is_escalated_and_the_incident_stays_on() {
    let Some(place) = Place::new(&Plan::broken(), NO_BETTER) else { return };
    place.also_set("reprobe_limit = \"400ms\"\n");
    approved(&place, "5");
    let ran = place.answering(ROLLBACK, &[]);
    let screen = one_line(&ran.out);
    for line in
        ["prod 3 -> 5 applied", "ESCALATED to T-JOSH", "the rollback to 5 is not proven", "Incident mode on: yes."]
    {
        assert!(screen.contains(line), "no `{line}` in {}", ran.out);
    }
    assert_ne!(ran.code, 0, "{ran:?}");
    place.curl_sees(502);
    assert!(incident_mode(&place));
    let log = place.file("DEPLOY-LOG.md");
    assert!(log.contains("· version 3 rolled-back") && !log.contains("· version 5 verified"), "{log}");
}

#[test]
fn a_version_that_answers_too_slowly_is_not_proven() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    place.also_set("sla_p95 = \"1ms\"\n");
    approved(&place, "2");
    let ran = place.answering(ROLLBACK, &[]);
    says(&ran, 1, &["3 of 3 routes gave 200 in every look", "expected at most 1 ms (sla p95)", "ESCALATED to T-JOSH"]);
    place.curl_sees(200);
    assert!(incident_mode(&place));
    assert!(!place.file("DEPLOY-LOG.md").contains("· version 2 verified"));
}

/// Consent is to one change: moved once, it is asked for anew; moved again, nothing is overwritten.
#[test]
fn an_alias_that_somebody_else_moved_is_left_alone() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    approved(&place, "2");
    place.move_alias("4", &[]);
    says(&place.answering(ROLLBACK, &[]), 4, &["before prod 4", "you type: prod 4 -> 2"]);
    place.josh_approves();
    place.move_alias("1", &[]);
    let (moved, log) = (place.alias(), place.file("DEPLOY-LOG.md"));
    let ran = place.answering(ROLLBACK, &[]);
    says(&ran, 5, &["the alias changed since it was looked at", "1/8 Note what is live", "before prod 1"]);
    assert_eq!((place.alias(), place.file("DEPLOY-LOG.md")), (moved, log));
    assert!(incident_mode(&place));
}

/// The log says that it was given: it has to say this as well.
#[test]
fn an_approval_that_is_taken_back_is_written_down_as_such() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let before = place.alias();
    to_the_gate(&place, &place.stack.alice, "2");
    let request = place.request();
    place.josh_approves();
    let mut person = Terminal::of(&place.command(&place.stack.alice, ROLLBACK));
    person.answers("write GOVERNANCE-LOG.md", "c").until("it is approved");
    let denied = ["deny", &request, "--reason", "wait for Mina", "--operator", "Josh"];
    assert_eq!(place.duckops.run(&denied).code, 0);
    person.answers("it is approved", "c").shows("5/8 Go back: not done, Josh took the approval back");
    person.answers("write GOVERNANCE-LOG.md", "c");
    person.ended(1);
    assert!(place.file("GOVERNANCE-LOG.md").contains("Rollback to 2: the approval was taken back"));
    assert_eq!(place.alias(), before);
}

/// Somebody else was quicker: there is nothing to change, and what is there is proven all the same.
#[test]
fn an_alias_that_is_there_already_is_proven_and_not_moved() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    approved(&place, "2");
    place.move_alias("2", &[]);
    let moved = place.alias();
    let ran = place.answering(ROLLBACK, &[]);
    says(&ran, 0, &["nothing to do: the alias already sends everything to 2", "No drift, and status agrees"]);
    assert_eq!(place.alias(), moved);
    assert_eq!(place.duckops.run(&["log", "deploy", "last-good"]).out, "2\n");
    assert!(!place.file("DEPLOY-LOG.md").contains("· version 2 bad"));
}

#[test]
fn an_approval_that_is_skipped_moves_nothing_and_is_not_written_down() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let before = place.alias();
    to_the_gate(&place, &place.stack.alice, "2");
    let skipped = "[answers]\napproval = { skip = \"Josh does not answer\" }\n";
    std::fs::write(place.duckops.dir.join("skipped.toml"), skipped).unwrap();
    let ran = place.run(&place.stack.alice, &[ROLLBACK, &["--answers", "skipped.toml"]].concat());
    says(&ran, 1, &["Josh does not answer", "Not gone back", "ESCALATED to T-JOSH"]);
    assert_eq!((place.alias(), place.file("GOVERNANCE-LOG.md")), (before, String::new()));
}

#[test]
fn without_the_permission_nothing_is_moved_and_it_is_named() {
    let Some(place) = Place::with_permissions(&Plan::broken(), TRAP) else { return };
    let (before, bob) = (place.alias(), place.stack.bob.clone());
    to_the_gate(&place, &bob, "2");
    place.josh_approves();
    let ran = place.run(&bob, ROLLBACK);
    says(&ran, 1, &["(lambda:UpdateAlias) as user/bob", "add the permission lambda:UpdateAlias", "Not gone back"]);
    assert_eq!(place.alias(), before);
}
