//! The text for the chat: what was found, not how the requests went.

use super::*;
use expect_test::expect;

fn told(alive: i64) -> String {
    let mut walk = fleet_of(alive);
    walk.walk();
    paragraph(&walk.runbook, &walk.state(), walk.now).to_string()
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
    expect![[r#"INC-003 Agent fleet dead P1, looked at since 2026-11-22T02:11:00Z. Ended: escalated to spaceduck-bot team. FAIL "Look at the fleet": neither status agents alive is over 0 (it is 0) nor status agents bonded is 0 (it is 19). Find the newest pulse: seen. Hold deaths against callback errors: status agents alive 0, status agents dead 19; seen; seen."#]].assert_eq(&told(0));
}

#[test]
fn what_could_not_be_checked_says_why() {
    let mut world = broken();
    world.insert("beak.status", BTreeMap::new());
    let mut walk = Walk::new(world);
    walk.walk();
    expect![[r#"INC-001 Lambda function down P0, looked at since 2026-11-22T02:11:00Z. Ended: resolved. See what else is red: seen; seen. Ok: Probe again (seen); Watch it (seen); Commit the logs. Chosen: Go back to which version? 41; Reason, for the approver and the log: errors. Changed prod of mission-control-api, us-east-1, 121546003735: prod 43 -> 41 at 2026-11-22T02:11:00Z. Before prod 43 -> 41: Could not check "Probe the status route", "Compare the alias with what should be there": up. Could not check "Probe the status route": code. Could not check "Compare the alias with what should be there": alias_version. Read the newest errors: seen. Find what changed last: seen; seen."#]].assert_eq(paragraph(&walk.runbook, &walk.state(), walk.now).as_str());
}

/// Status is looked at in several steps: each tells what it saw itself, not what a later one saw.
#[test]
fn what_a_step_saw_is_not_told_with_what_was_seen_later() {
    let mut walk = fleet_of(0);
    walk.walk();
    let mut state = walk.state();
    let held = state.visits.iter().rposition(|visit| visit.step.as_str() == "together").unwrap();
    let told = |state: &State| {
        let found = |then: &State, visit: &state::Visit| {
            (visit == &state.visits[held]).then(|| update::found(&walk.runbook, state, then)).flatten()
        };
        update::as_it_went(state, found).concat()
    };
    let before = told(&state);
    assert!(before.contains("status agents alive 0"), "{before}");
    let mut later = state.visits[held].clone();
    later.step = StepId::from("later");
    later.rounds[0].looks[0].1.facts.insert("agents_alive".into(), Fact::Known(Value::Int(7)));
    state.visits.push(later);
    assert_eq!(told(&state), before);
}

/// A walk through the whole of INC-001, of which some steps end as it is said.
fn judged(as_said: &[(&str, Verdict)]) -> (Walk, State) {
    let mut walk = Walk::new(broken());
    walk.walk();
    let mut state = walk.state();
    for visit in &mut state.visits {
        let said = as_said.iter().find(|(step, _)| *step == visit.step.as_str());
        if let (Some(round), Some((_, verdict))) = (visit.rounds.last_mut(), said) {
            round.verdict = verdict.clone();
        }
    }
    (walk, state)
}

/// "connection refused", five times in one paragraph.
#[test]
fn what_kept_several_steps_from_being_checked_is_told_once() {
    let refused = "connection refused, and AWS does not answer either: the network here may be down";
    let unknown = |whys: &[&str]| Verdict::Unknown(whys.iter().map(|why| Why::new(WhyKind::Network, why)).collect());
    let no_answer = "no HTTP answer: connection refused";
    let (walk, state) = judged(&[
        ("probe", unknown(&[refused, no_answer])),
        ("errors", unknown(&["no credentials"])),
        ("alias", unknown(&["no credentials", "the log is empty", no_answer])),
        ("others", unknown(&[no_answer])),
    ]);
    let told = paragraph(&walk.runbook, &state, walk.now).to_string();
    let told: Vec<_> = told.split(" Could not check ").skip(1).map(|part| part.split('.').next().unwrap()).collect();
    let wanted = [
        format!("\"Probe the status route\", \"Compare the alias with what should be there\": {refused}"),
        "\"Read the newest errors\", \"Compare the alias with what should be there\": no credentials".into(),
        "\"Compare the alias with what should be there\": the log is empty".into(),
    ];
    assert_eq!(told, wanted);
}

/// The network was lost, and what was seen before it reads as if it were so now.
#[test]
fn what_was_seen_long_before_the_newest_look_is_told_with_its_age() {
    let (mut walk, mut state) = judged(&[]);
    // It was handed over in the end, and all of it was seen within a minute.
    state.closed = Some((Outcome::Deferred, None));
    let rounds = state.visits.iter_mut().flat_map(|visit| &mut visit.rounds);
    rounds.for_each(|round| round.at = at(11));
    walk.now = at(11);
    let before = paragraph(&walk.runbook, &state, walk.now).to_string();
    assert!(!before.contains("as seen"), "{before}");
    let later = paragraph(&walk.runbook, &state, walk.now + TimeDelta::minutes(14)).to_string();
    assert!(later.contains(". All of it as seen 14 min ago, at 2026-11-22T02:11:00Z or before. "), "{later}");
    state.visits[0].rounds[0].at -= TimeDelta::minutes(14);
    let told = paragraph(&walk.runbook, &state, walk.now).to_string();
    let first = told.split("FAIL ").nth(1).unwrap().split(". ").next().unwrap();
    assert!(first.contains("(as seen 14 min ago)"), "{told}");
    assert_eq!(told.matches("as seen").count(), 1, "{told}");
}

/// An override is a decision against what was found, a skip is none.
#[test]
fn what_was_overridden_is_not_told_as_skipped() {
    let (walk, mut state) = judged(&[]);
    let failed = |visit: &state::Visit| matches!(visit.verdict(), Some(Verdict::Fail(_)));
    let at = state.visits.iter().position(failed).unwrap();
    state.visits[at].skipped = Some("known".into());
    let seen = state.visits.iter().position(|visit| visit.verdict() == Some(&Verdict::Seen)).unwrap();
    state.visits[seen].skipped = Some("no time".into());
    let told = paragraph(&walk.runbook, &state, walk.now).to_string();
    assert!(told.contains("Overridden \"Probe the status route\": known."), "{told}");
    assert!(told.contains("Skipped \"") && told.contains(": no time."), "{told}");
}

/// The runbook says P0 of all that it is for; this incident was declared as less.
#[test]
fn the_severity_is_that_of_the_incident() {
    let mut walk = Walk::new(broken());
    let Event::Opened(opened) = walk.opened() else { panic!("{:?}", walk.opened()) };
    let opened = Opened { severity: Some("P2".into()), ..*opened };
    walk.record(Event::Opened(Box::new(opened)), None);
    let told = paragraph(&walk.runbook, &walk.state(), walk.now).to_string();
    assert!(told.starts_with("INC-001 Lambda function down P2, looked at"), "{told}");
}
