//! INC-003 on real AWS calls: the status and the audit feed of a Lambda function.

use super::place::{Place, TRAP, one_line, says};
use crate::support::seeded::Plan;
use serde_json::{Value, json};

fn place(status: Value) -> Option<Place> {
    Place::new(
        &Plan { status, audit: Some(vec![("spaceduck.pulse", 900), ("PULSE.lost", 960)]), ..Plan::default() },
        &[],
    )
}

#[test]
fn a_dead_fleet_is_escalated_with_what_rises() {
    let dead =
        json!({"agents": {"alive": 0, "dead": 4}, "peck_protocol": {"failure_breakdown": {"callback_error": 31}}});
    let Some(place) = place(dead) else { return };
    place.looked_before(&[("agents_dead", 1), ("callback_error", 4)]);
    let ran = place.run(&place.stack.alice, &["triage", "inc-003"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let screen = one_line(&ran.out);
    for line in [
        "agents_dead 1 -> 4 since",
        "callback_error 4 -> 31 since",
        "\"pulse\": 2 of 2 entries",
        "ESCALATED to spaceduck-bot team",
        "they go together",
    ] {
        assert!(screen.contains(line), "no `{line}` in {}", ran.out);
    }
    let samples = place.samples();
    assert_eq!((samples.len(), &samples[1]["figures"]["agents_dead"]), (3, &json!(4)), "both looks are kept");
}

#[test]
fn a_size_that_is_not_reported_is_not_zero() {
    let Some(place) = place(json!({"agents": {"alive": 0, "dead": 4, "total_bonded": "(absent)"}})) else { return };
    let ran = place.run(&place.stack.alice, &["triage", "inc-003"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.out.contains("agents.total_bonded is not reported") && ran.out.contains("ESCALATED"), "{}", ran.out);
}

#[test]
fn a_fleet_that_nobody_bonded_is_no_incident() {
    let Some(place) = place(json!({"agents": {"alive": 0, "dead": 0, "total_bonded": 0}})) else { return };
    let ran = place.run(&place.stack.alice, &["triage", "inc-003"]);
    assert!(ran.code == 0 && ran.out.contains("NOT AN INCIDENT"), "{ran:?}");
}

#[test]
fn a_living_fleet_is_no_incident() {
    let Some(place) = place(json!({"agents": {"alive": 3, "dead": 1}})) else { return };
    place.looked_before(&[("agents_dead", 1)]);
    let ran = place.run(&place.stack.alice, &["triage", "inc-003"]);
    assert!(
        ran.code == 0 && one_line(&ran.out).contains("3 are alive and 1 dead of 4 bonded: the fleet is not dead"),
        "{ran:?}"
    );
}

/// "Those that are dead can wait for the morning", when more of them may be dying.
#[test]
fn whether_more_die_is_not_known_without_an_earlier_look() {
    let Some(place) = place(json!({"agents": {"alive": 3, "dead": 1}})) else { return };
    let ran = place.run(&place.stack.alice, &["triage", "inc-003"]);
    says(&ran, 1, &["the earlier look is only", "whether more die is not known", "DEFERRED"]);
    assert!(!ran.out.contains("morning"), "{}", ran.out);
}

#[test]
fn deaths_without_more_callback_errors_are_told_apart() {
    let dead =
        json!({"agents": {"alive": 0, "dead": 4}, "peck_protocol": {"failure_breakdown": {"callback_error": 4}}});
    let Some(place) = place(dead) else { return };
    place.looked_before(&[("agents_dead", 1), ("callback_error", 4)]);
    let ran = place.run(&place.stack.alice, &["triage", "inc-003"]);
    says(
        &ran,
        1,
        &["callback_error 4 -> 4 since", "they are not seen to rise together", "ESCALATED to spaceduck-bot team"],
    );
}

#[test]
fn a_fleet_that_is_dying_is_handed_over_before_it_is_dead() {
    let Some(place) = place(json!({"agents": {"alive": 3, "dead": 1}})) else { return };
    place.looked_before(&[("agents_dead", 0)]);
    let ran = place.run(&place.stack.alice, &["triage", "inc-003"]);
    says(&ran, 1, &["agents_dead 0 -> 1 since", "ESCALATED to spaceduck-bot team", "are dying: alive 3, dead 1"]);
}

#[test]
fn without_a_status_nothing_is_said_of_the_fleet() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let ran = place.run(&place.stack.alice, &["triage", "inc-003"]);
    says(&ran, 3, &["502 Bad Gateway", "DEFERRED"]);
    assert!(!ran.out.contains("ESCALATED"), "{}", ran.out);
}
