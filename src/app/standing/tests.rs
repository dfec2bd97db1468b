//! What a walk does to incident mode and to the freeze, done once whatever is cut off in between.

use super::*;
use crate::clock::SystemClock;
use duckops_core::walk::StepId;
use duckops_core::walk::event::{Event, Recorded};
use duckops_core::world::actions::{Args, action};
use duckops_core::world::observations::{FreezeState, IncidentState};
use duckops_core::world::{Evidence, Fact, Facts};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

struct Temp(PathBuf);

impl Temp {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("duckops-standing-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let dir = std::env::temp_dir().join(name);
        fs::create_dir(&dir).unwrap();
        Self(dir)
    }

    fn standing(&self) -> Standing {
        let (state, clock) = (self.0.join("state"), Arc::new(SystemClock::new()));
        let store = Store::open(&state, clock.clone()).unwrap();
        let ledgers = Ledgers::new(self.0.join("log"), store.anchors(), "ana".into(), clock);
        Standing::new(store, ledgers)
    }

    fn log(&self) -> String {
        fs::read_to_string(self.0.join("log/INCIDENT-LOG.md")).unwrap_or_default()
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn seen<F: Facts>(observe: &str, facts: F) -> Evidence {
    Evidence {
        query: Query::new(observe),
        request: "".into(),
        summary: "".into(),
        at: chrono::DateTime::UNIX_EPOCH,
        took: Duration::ZERO,
        bytes: 0,
        facts: facts.into_facts(),
    }
}

/// The intent of a step as a walk records it, planned from incident mode or the freeze as given.
fn intent(name: &str, step: &str, before: &Evidence) -> Durable<Plan> {
    let values = [("severity", "P1"), ("title", "it is slow"), ("reason", "hotfix"), ("account", "1")];
    intent_with(name, step, before, values.map(|(name, value)| (name, text(value))))
}

fn intent_with<const N: usize>(name: &str, step: &str, before: &Evidence, said: [(&str, Value); N]) -> Durable<Plan> {
    let values = said.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let plan = Box::new((action(name).unwrap().plan)(&Args { values, ..Args::default() }, Some(before)).unwrap());
    let recorded = Recorded {
        seq: 9,
        at: "2026-11-22T02:19:30Z".parse().unwrap(),
        who: "ana".into(),
        step: Some(StepId::from(step)),
        visit: Some(1),
        event: Event::Intended { plan },
    };
    Durable::of_intent("7F3K", &recorded).unwrap()
}

fn off() -> Evidence {
    seen("incident.state", IncidentState { on: Ok(false), ..IncidentState::unknown(&Why::absent("off")) })
}

fn outputs(applied: Option<Applied>) -> Outputs {
    match applied.unwrap() {
        Applied::Yes(outputs) => outputs,
        other => panic!("{other:?}"),
    }
}

fn says(evidence: &Evidence, fact: &str) -> String {
    evidence.facts[fact].to_string()
}

#[test]
fn an_incident_is_started_and_ended_once() {
    let temp = Temp::new();
    let standing = temp.standing();
    let start = intent("incident.start", "mode", &off());
    assert!(matches!(standing.look_back(&start), Some(Applied::No(_))));
    let first = outputs(standing.apply(&start));
    assert_eq!(first["id"].to_string(), "I-7F3K");
    let written = temp.log();
    assert!(written.contains("P1 begins: it is slow") && written.contains("key: \"7F3K/mode/1\""), "{written}");

    assert_eq!(outputs(standing.look_back(&start)), first);
    assert_eq!(outputs(temp.standing().apply(&start)), first, "a resume starts nothing twice");
    assert_eq!(temp.log(), written);
    let other = intent("incident.start", "again", &off());
    let Some(Applied::No(why)) = standing.apply(&other) else { panic!("two at once") };
    assert!(why.text.as_str().starts_with("incident mode is on already: I-7F3K since "), "{}", why.text);

    let state = standing.look(&Query::new("incident.state")).unwrap();
    assert_eq!((says(&state, "on").as_str(), says(&state, "severity").as_str()), ("yes", "P1"));
    let end = intent("incident.end", "off", &state);
    assert!(matches!(standing.look_back(&end), Some(Applied::No(_))));
    let ended = outputs(standing.apply(&end));
    assert_eq!((ended["id"].to_string().as_str(), outputs(standing.look_back(&end))), ("I-7F3K", ended.clone()));
    assert_eq!(outputs(standing.apply(&end)), ended);
    assert_eq!(temp.log().matches("P1 ends: it is slow").count(), 1);
    assert_eq!(says(&standing.look(&Query::new("incident.state")).unwrap(), "on"), "no");
}

/// Cut off after the record and before the entry: what was said is there, and whoever looks back writes it.
#[test]
fn what_a_walk_was_told_at_the_end_is_on_record_and_in_the_entry() {
    let temp = Temp::new();
    let standing = temp.standing();
    // Before anybody declared it, and after it began.
    standing.store.freezes().on("sale".into(), "tom".into(), "2026-11-22T02:10:00Z".parse().unwrap()).unwrap();
    standing.apply(&intent("incident.start", "mode", &off())).unwrap();
    let state = standing.look(&Query::new("incident.state")).unwrap();
    let time = |minute: &str| Value::Time(format!("2026-11-22T02:{minute}:00Z").parse().unwrap());
    let said = [
        ("severity", text("P0")),
        ("began", time("05")),
        ("detected", time("12")),
        ("resolved", time("18")),
        ("components", text("the API")),
        ("root_cause", text("a table that is gone")),
        ("actions", text("a canary")),
    ];
    let end = intent_with("incident.end", "off", &state, said);
    fs::remove_dir_all(temp.0.join("log")).unwrap();
    fs::write(temp.0.join("log"), "in the way").unwrap();
    outputs(standing.apply(&end));
    let known = temp.standing().store.incidents().all().unwrap().remove(0);
    let times = [known.began(), known.noticed().unwrap(), known.resolved().unwrap()].map(Value::Time);
    assert_eq!((known.severity().as_str(), times), ("P0", [time("05"), time("12"), time("18")]));
    let report = known.report().unwrap();
    let texts = [&report.components, &report.root_cause, &report.actions].map(|text| text.as_ref().unwrap().as_str());
    assert_eq!(texts, ["the API", "a table that is gone", "a canary"]);
    fs::remove_file(temp.0.join("log")).unwrap();
    outputs(standing.look_back(&end));
    let log = temp.log();
    assert!(log.contains("P0 ends: it is slow") && log.contains("| root cause | a table that is gone |"), "{log}");
    assert!(log.contains("2026-11-22T02:10:00Z") && log.contains("sale"), "{log}");
}

/// Cut off between the store and the ledger: the mode is on; its entry is written by whoever looks back.
#[test]
fn without_its_entry_an_incident_is_an_incident_and_gets_it_once() {
    let temp = Temp::new();
    fs::write(temp.0.join("log"), "in the way").unwrap();
    let standing = temp.standing();
    let start = intent("incident.start", "mode", &off());
    let first = outputs(standing.apply(&start));
    assert_eq!(first["id"].to_string(), "I-7F3K");
    assert!(matches!(&first["entry"], Fact::Unknown(why) if why.kind == WhyKind::File), "{first:?}");
    fs::remove_file(temp.0.join("log")).unwrap();
    let later = outputs(standing.look_back(&start));
    assert!(matches!(&later["entry"], Fact::Known(_)), "{later:?}");
    assert_eq!(outputs(standing.look_back(&start)), later);
    assert_eq!(temp.log().matches("P1 begins: it is slow").count(), 1);
}

#[test]
fn an_override_is_recorded_once_and_the_freeze_stays() {
    let temp = Temp::new();
    let standing = temp.standing();
    let frozen = FreezeState {
        on: Ok(true),
        since: Ok(chrono::DateTime::UNIX_EPOCH),
        by: Ok("tom".into()),
        reason: Ok("sale".into()),
        says: Ok("frozen".into()),
    };
    let step = intent("freeze.override", "override", &seen("freeze.state", frozen));
    let Some(Applied::No(why)) = standing.apply(&step) else { panic!("there was none") };
    assert_eq!(why.text.as_str(), "no change freeze is on");
    standing.store.freezes().on("sale".into(), "tom".into(), step.at()).unwrap();
    assert!(matches!(standing.look_back(&step), Some(Applied::No(_))));
    assert_eq!(outputs(standing.apply(&step)), Outputs::default());
    assert_eq!(outputs(standing.apply(&step)), Outputs::default());
    assert_eq!(outputs(standing.look_back(&step)), Outputs::default());
    let open = standing.store.freezes().open().unwrap().unwrap();
    assert_eq!((open.overrides.len(), open.overrides[0].run.as_str()), (1, "7F3K"));
    assert_eq!(says(&standing.look(&Query::new("freeze.state")).unwrap(), "on"), "yes");
}

#[test]
fn what_cannot_be_read_is_not_known() {
    let temp = Temp::new();
    let standing = temp.standing();
    let start = intent("incident.start", "mode", &off());
    for file in ["incidents.jsonl", "freeze.jsonl"] {
        fs::write(temp.0.join("state").join(file), "{\"event\":\"started\"}\n{}\n").unwrap();
    }
    let state = standing.look(&Query::new("incident.state")).unwrap();
    assert!(state.failure().is_some_and(|why| why.text.as_str().contains("is damaged at byte 0")), "{state:?}");
    assert!(standing.look(&Query::new("freeze.state")).unwrap().failure().is_some());
    assert!(matches!(standing.look_back(&start), Some(Applied::CannotTell(_))));
    assert!(matches!(standing.apply(&start), Some(Applied::CannotTell(_))));
    assert_eq!(temp.log(), "");
}

#[test]
fn what_is_done_by_hand_is_not_done_here() {
    let temp = Temp::new();
    let standing = temp.standing();
    let look = standing.look(&Query::new("lambda.alias"));
    assert!(look.is_none());
    let values = ["what", "target", "reason"].map(|name| (name.to_owned(), text("x"))).into();
    let plan = (action("hand.record").unwrap().plan)(&Args { values, ..Args::default() }, None).unwrap();
    let recorded = Recorded {
        seq: 9,
        at: chrono::DateTime::UNIX_EPOCH,
        who: "ana".into(),
        step: Some(StepId::from("hand")),
        visit: Some(1),
        event: Event::Intended { plan: Box::new(plan) },
    };
    let intent = Durable::of_intent("7F3K", &recorded).unwrap();
    assert_eq!(outputs(standing.apply(&intent)), outputs(standing.look_back(&intent)));
}
