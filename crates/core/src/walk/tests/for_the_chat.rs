//! The text for the chat: what was found, not how the requests went.

use super::*;
use expect_test::expect;

fn told(alive: i64) -> String {
    let mut walk = fleet_of(alive);
    walk.walk();
    paragraph(&walk.runbook, &walk.state()).to_string()
}

fn fleet_of(alive: i64) -> Walk {
    let status = [
        ("up", Value::Bool(true)),
        ("answer", text("200 OK")),
        ("agents_alive", Value::Int(alive)),
        ("agents_dead", Value::Int(19)),
        ("agents_bonded", Value::Int(19)),
        ("callback_error", Value::Int(28)),
    ];
    let rising = [("rising", Value::Bool(true)), ("change", Value::Int(17))];
    let world = BTreeMap::from([
        ("beak.status", status.into()),
        ("audit.events", [("count", Value::Int(38))].into()),
        ("history.change", rising.into()),
    ]);
    let fleet = loaded(include_str!("../../../../../runbooks/inc-003.md"));
    Walk { runbook: fleet, ..Walk::new(world) }
}

/// "FAIL Look at the fleet: 200 OK after 1 ms", of a fleet that is dead.
#[test]
fn what_failed_is_told_by_what_was_judged_and_what_was_seen_by_what_was_shown() {
    expect![[r#"INC-003 Agent fleet dead P1, looked at since 2026-11-22T02:11:00Z. Ended: escalated. FAIL "Look at the fleet": neither status agents alive is over 0 (it is 0) nor status agents bonded is 0 (it is 19). Find the newest pulse: seen. Hold deaths against callback errors: status agents alive 0, status agents dead 19; seen; seen."#]].assert_eq(&told(0));
}

#[test]
fn what_could_not_be_checked_says_why() {
    let mut world = broken();
    world.insert("beak.status", BTreeMap::new());
    let mut walk = Walk::new(world);
    walk.walk();
    expect![[r#"INC-001 Lambda function down P0, looked at since 2026-11-22T02:11:00Z. Ended: resolved. Could not check "Probe the status route": up; code. Could not check "Compare the alias with what should be there": up; alias_version. Read the newest errors: seen. Find what changed last: seen; seen. See what else is red: seen; seen. Ok: Probe again; Watch it; Commit the logs. Chosen: Go back to which version? 41; Reason, for the approver and the log: errors. Changed prod of mission-control-api, us-east-1, 121546003735: prod 43 -> 41 at 2026-11-22T02:11:00Z."#]].assert_eq(paragraph(&walk.runbook, &walk.state()).as_str());
}

/// Status is looked at in several steps: each tells what it saw itself, not what a later one saw.
#[test]
fn what_a_step_saw_is_not_told_with_what_was_seen_later() {
    let mut walk = fleet_of(0);
    walk.walk();
    let mut state = walk.state();
    let held = state.visits.iter().rposition(|visit| visit.step.as_str() == "together").unwrap();
    let told = |state: &State| update::found(&walk.runbook, state, &state.visits[held]).unwrap();
    let before = told(&state);
    assert!(before.contains("status agents alive 0"), "{before}");
    let mut later = state.visits[held].clone();
    later.step = StepId::from("later");
    later.rounds[0].looks[0].1.facts.insert("agents_alive".into(), Fact::Known(Value::Int(7)));
    state.visits.push(later);
    assert_eq!(told(&state), before);
}
