//! INC-002 on real AWS calls: ducklings register with a Lambda function, which writes them and their certificates into
//! DynamoDB and sends mail through SES.

use super::place::{Place, TRAP, at, one_line, says};
use crate::support::seeded::Plan;
use crate::support::until;
use serde_json::{Value, json};
use std::fs;
use std::process::Stdio;
use std::time::Duration;

/// A function that writes certificates into this table.
fn writing_into(table: &'static str, status: Value) -> Option<Place> {
    Place::new(&Plan { certificates: Some(table), status, ..Plan::default() }, &[])
}

const WRITTEN: &str = "birth_certificates";
/// There is no such table: DynamoDB refuses.
const RENAMED: &str = "certificates";
const TRIAGE: &[&str] = &["triage", "inc-002"];

#[test]
fn certificates_that_are_not_written_go_to_the_gate() {
    let Some(place) = writing_into(RENAMED, json!({})) else { return };
    place.looked(30);
    place.stack.register("dora", "ops@example.com");
    place.stack.register("emil", "ops@example.com");
    let ran = place.answering(TRIAGE, &[]);
    let lines = [
        "status ducklings 5",
        "status certificates 1",
        "ERROR cert of emil: ResourceNotFoundException",
        "Not written to DynamoDB",
        "ESCALATED to T-JOSH",
        "ducklings 2 more, certificates 0 more",
    ];
    says(&ran, 1, &lines);
    let log = place.file("GOVERNANCE-LOG.md");
    for line in ["· INC-002 Certificates are not written", "| certs certificates change | 0 |"] {
        assert!(log.contains(line), "no `{line}` in {log}");
    }
}

#[test]
fn mail_that_the_sandbox_refuses_is_not_a_certificate_that_is_not_written() {
    let Some(place) = writing_into(WRITTEN, json!({})) else { return };
    place.looked(30);
    place.stack.register("dora", "dora@elsewhere.example");
    place.stack.register("emil", "ops@example.com");
    let ran = place.answering(TRIAGE, &[]);
    let lines = [
        "1 mail error: address not verified (1)",
        "1 of 200 sent in 24 h; sandbox: mail to unverified recipients fails silently",
        "Mail only",
        "Certificates are written: 2 more",
        "(not verified 1, rejected 0, throttled 0, quota 0)",
    ];
    says(&ran, 1, &lines);
    assert!(place.file("GOVERNANCE-LOG.md").contains("· INC-002 Certificates are written: a matter of mail"));
}

/// Two ducklings of old have no certificate: who looks at the gap alone calls it an incident.
#[test]
fn an_old_gap_is_no_incident() {
    let Some(place) = writing_into(WRITTEN, json!({})) else { return };
    place.stack.set_ses_account(&json!({"ProductionAccessEnabled": true}));
    place.looked(30);
    place.stack.register("dora", "dora@elsewhere.example");
    let ran = place.answering(TRIAGE, &[]);
    says(&ran, 0, &["certs gap 2", "1 of 50000 sent in 24 h", "no mail error found", "NOT AN INCIDENT"]);
    assert_eq!(place.file("GOVERNANCE-LOG.md"), "", "nothing was written");
}

/// The clock is set: it jumps where the walk waits.
#[test]
fn the_second_walk_knows_what_the_first_could_not() {
    let Some(place) = writing_into(RENAMED, json!({})) else { return };
    let walk = |minutes: i64| {
        let mut command = place.command(&place.stack.alice, TRIAGE);
        place.duckops.ran(command.env("DUCKOPS_NOW", at(minutes)))
    };
    let first = walk(0);
    says(&first, 3, &["there is no earlier look: look again after", "Cannot tell yet", "DEFERRED"]);
    assert!(place.file("GOVERNANCE-LOG.md").contains("· INC-002 Certificates: not known whether they are issued"));
    place.stack.register("dora", "ops@example.com");
    says(&walk(30), 1, &["Not written to DynamoDB", "ducklings 1 more, certificates 0 more"]);
}

#[test]
fn a_duckling_that_registers_while_the_walk_waits_is_enough() {
    let Some(place) = writing_into(WRITTEN, json!({})) else { return };
    place.also_set("growth_limit = \"24h\"\nmail_errors_window = \"24h\"\ncert_logs_window = \"24h\"\n");
    let mut command = place.command(&place.stack.alice, TRIAGE);
    command.env("DUCKOPS_NOW", at(0)).stdout(Stdio::piped()).stderr(Stdio::piped());
    let walking = command.spawn().unwrap();
    let history = place.duckops.state().join("history.jsonl");
    let waits = || (fs::read_to_string(&history).ok()?.lines().count() > 4).then_some(());
    assert!(until(Duration::from_secs(30), waits).is_some(), "the walk looks again and again");
    place.stack.register("dora", "dora@elsewhere.example");
    let ended = walking.wait_with_output().unwrap();
    let screen = one_line(&String::from_utf8(ended.stdout).unwrap());
    assert_eq!(ended.status.code(), Some(1), "{screen}");
    for line in ["Look again for some minutes", "Certificates are written: 1 more"] {
        assert!(screen.contains(line), "no `{line}` in {screen}");
    }
}

#[test]
fn a_dead_fleet_explains_it() {
    let Some(place) = writing_into(RENAMED, json!({"agents": {"alive": 0, "dead": 4}})) else { return };
    place.looked_before(&[("agents_dead", 1), ("callback_error", 0)]);
    let ran = place.answering(TRIAGE, &[]);
    says(&ran, 1, &["agents_dead 1 -> 4 since", "The fleet explains it", "ESCALATED to spaceduck-bot team"]);
    assert!(place.file("GOVERNANCE-LOG.md").contains("· INC-002 The fleet is out: certificates were not looked at"));
}

/// No fleet is no dead fleet, and nobody registers: nothing is known of certificates.
#[test]
fn a_fleet_that_nobody_bonded_explains_nothing() {
    let none = json!({"agents": {"alive": 0, "dead": 0, "total_bonded": 0}});
    let Some(place) = writing_into(WRITTEN, none) else { return };
    place.looked(30);
    let mut command = place.command(&place.stack.alice, TRIAGE);
    let ran = place.duckops.ran(command.env("DUCKOPS_NOW", at(0)));
    says(&ran, 3, &["no new duckling since", "Cannot tell yet", "DEFERRED"]);
    assert!(!ran.out.contains("The fleet explains it"), "{}", ran.out);
}

#[test]
fn without_a_status_nothing_is_said_of_certificates() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let ran = place.answering(TRIAGE, &[]);
    says(&ran, 3, &["502 Bad Gateway", "The API itself does not answer", "DEFERRED"]);
    assert!(!place.duckops.dir.join("GOVERNANCE-LOG.md").exists(), "nothing was found, nothing is written down");
}
