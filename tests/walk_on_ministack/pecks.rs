//! INC-004 on real AWS calls: executions that failed, timed out and are running in Step Functions.

use super::holding::{Held, Holding};
use super::place::{Place, TRAP, one_line};
use crate::support::seeded::Plan;
use serde_json::{Value, json};

/// One execution of each end, in a stack whose status says so many callback errors.
fn place(callback_error: i64, agents: Value, requested: u64) -> Option<Place> {
    let status = json!({"agents": agents, "peck_protocol": {"failure_breakdown": {"callback_error": callback_error}}});
    let audit = Some(vec![("peck_requested", requested), ("Peck_Notify", 2400), ("spaceduck.pulse", 30)]);
    Place::new(&Plan { status, audit, executions: true, ..Plan::default() }, &[])
}

fn alive() -> Value {
    json!({"alive": 4, "dead": 0, "total_bonded": 4})
}

fn shows(place: &Place, code: i32, lines: &[&str]) {
    let ran = place.run(&place.stack.alice, &["triage", "inc-004"]);
    assert_eq!(ran.code, code, "{ran:?}");
    let screen = one_line(&ran.out);
    for line in lines {
        assert!(screen.contains(line), "no `{line}` in {}", ran.out);
    }
}

#[test]
fn failing_callbacks_with_living_agents_are_escalated_and_written_down() {
    let Some(place) = place(31, alive(), 2400) else { return };
    place.looked_before(&[("callback_error", 4), ("denied", 1), ("expired", 2), ("agents_dead", 0)]);
    shows(
        &place,
        1,
        &[
            "callback_error 4 -> 31 since",
            "2 executions: 1 FAILED, 1 TIMED_OUT, 0 ABORTED",
            "PeckRejected the duck said no",
            "\"peck\": 2 of 3 entries",
            "1 execution RUNNING",
            "running stuck 0",
            "starts blocked no",
            "ESCALATED to spaceduck-bot team",
        ],
    );
    let log = place.file("GOVERNANCE-LOG.md");
    assert!(log.contains("INC-004 peck callbacks: 2 ended badly within 60 min, 0 stuck"), "{log}");
    assert!(log.contains("No execution was terminated."), "{log}");
}

/// The rise is not known, the rest is: it is an incident, and not everything could be read.
#[test]
fn without_an_earlier_look_the_executions_tell() {
    let Some(place) = place(31, alive(), 2400) else { return };
    shows(
        &place,
        3,
        &["there is no earlier look: look again after", "ESCALATED to spaceduck-bot team", "could not check"],
    );
}

/// Status reports nothing of the agents: nobody says that they are alive, nor that they are dead.
#[test]
fn without_a_known_fleet_nobody_says_that_agents_are_alive() {
    let unreported = json!({"alive": "(absent)", "dead": "(absent)", "total_bonded": "(absent)"});
    let Some(place) = place(31, unreported, 2400) else { return };
    place.looked_before(&[("callback_error", 4), ("denied", 1), ("expired", 2)]);
    let ran = place.run(&place.stack.alice, &["triage", "inc-004"]);
    let screen = one_line(&ran.out);
    assert!(screen.contains("No agent is known to be alive: alive not reported, bonded not reported"), "{}", ran.out);
    assert!(!screen.contains("Agents are alive"), "{}", ran.out);
}

/// The API is gone in the middle of the walk: of the agents that says nothing.
#[test]
fn agents_that_could_not_be_looked_at_are_not_called_dead() {
    let Some(place) = place(31, alive(), 2400) else { return };
    let proxy = Holding::before(&place.stack.endpoint, Held::AllAfterTheFeed);
    let mut command = place.command(&place.stack.alice, &["triage", "inc-004"]);
    command.env("DUCKOPS_API", place.stack.api_url.replace(&place.stack.endpoint, &proxy.endpoint));
    let output = command.output().unwrap();
    let screen = one_line(&String::from_utf8_lossy(&output.stdout));
    for line in ["callback_error: 31, as status said at", "The agents could not be looked at from here: status said"] {
        assert!(screen.contains(line), "no `{line}` in {screen}");
    }
    assert!(!screen.contains("No agent is known to be alive"), "{screen}");
}

#[test]
fn stuck_and_blocking_is_escalated_to_the_gate_and_nothing_is_terminated() {
    let Some(place) = place(4, alive(), 1) else { return };
    place.also_set("stuck_after = \"1ms\"\nstart_slack = \"1ms\"\nexecutions_window = \"1ms\"\n");
    place.looked_before(&[("callback_error", 4), ("denied", 1), ("expired", 2)]);
    place.executions_are_older_than(3);
    shows(
        &place,
        1,
        &["running stuck 1", "starts blocked yes", "ESCALATED to T-JOSH", "Nothing was terminated.", "ended recent 0"],
    );
    assert_eq!(place.running(), 1, "it still runs");
}

/// None is stuck, and what is requested becomes no execution all the same.
#[test]
fn requests_that_become_no_execution_go_to_the_gate() {
    let Some(place) = place(4, alive(), 1) else { return };
    place.also_set("start_slack = \"1ms\"\nexecutions_window = \"1ms\"\n");
    place.looked_before(&[("callback_error", 4), ("denied", 1), ("expired", 2)]);
    place.executions_are_older_than(3);
    shows(
        &place,
        1,
        &["running stuck 0", "starts blocked yes", "ESCALATED to T-JOSH", "Peck requests no longer become executions."],
    );
}

#[test]
fn with_all_agents_dead_callback_errors_are_expected() {
    let Some(place) = place(31, json!({"alive": 0, "dead": 4, "total_bonded": 4}), 2400) else { return };
    place.looked_before(&[("callback_error", 4), ("denied", 1), ("expired", 2), ("agents_dead", 0)]);
    shows(&place, 1, &["All agents are dead: callback errors are expected", "ESCALATED to spaceduck-bot team"]);
}

#[test]
fn quiet_callbacks_are_no_incident() {
    let Some(place) = place(4, alive(), 2400) else { return };
    place.also_set("executions_window = \"1ms\"\n");
    place.looked_before(&[("callback_error", 4), ("denied", 1), ("expired", 2), ("agents_dead", 0)]);
    shows(&place, 0, &["callback_error 4 -> 4 since", "NOT AN INCIDENT"]);
    assert_eq!(place.file("GOVERNANCE-LOG.md"), "");
}

/// Nothing fails yet, and nobody is there to answer.
#[test]
fn a_dead_fleet_without_failing_pecks_is_the_fleets_matter() {
    let Some(place) = place(4, json!({"alive": 0, "dead": 4, "total_bonded": 4}), 2400) else { return };
    place.also_set("executions_window = \"1ms\"\n");
    place.looked_before(&[("callback_error", 4), ("denied", 1), ("expired", 2), ("agents_dead", 0)]);
    shows(&place, 1, &["callback_error 4 -> 4 since", "ended recent 0", "ESCALATED to spaceduck-bot team"]);
    assert_eq!(place.file("GOVERNANCE-LOG.md"), "", "it is written down in its own runbook");
}

/// Nothing stands out, and whether errors rise is not known: neither an incident nor none.
#[test]
fn one_look_without_a_failure_does_not_tell() {
    let Some(place) = place(4, alive(), 2400) else { return };
    place.also_set("executions_window = \"1ms\"\n");
    shows(&place, 3, &["there is no earlier look: look again after", "DEFERRED"]);
}

#[test]
fn stuck_without_blocking_is_watched() {
    let Some(place) = place(4, alive(), 2400) else { return };
    place.also_set("stuck_after = \"1ms\"\nexecutions_window = \"1ms\"\n");
    place.looked_before(&[("callback_error", 4), ("denied", 1), ("expired", 2), ("agents_dead", 0)]);
    place.executions_are_older_than(3);
    shows(&place, 1, &["running stuck 1", "starts blocked no", "DEFERRED"]);
    assert_eq!(place.running(), 1, "it still runs");
}

#[test]
fn without_a_status_nothing_is_said_of_callbacks() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    shows(&place, 3, &["502 Bad Gateway", "DEFERRED"]);
}
