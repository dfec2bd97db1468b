//! What is handed over of a walk, and what of it was only written down.

use super::*;
use crate::report::Run;
use crate::report::handoff::Handoff;
use crate::runbook::{Meta, Name, Ref};
use crate::world::Type;

fn run(walk: &Walk) -> Run {
    Run { runbook: walk.runbook.clone(), state: walk.state(), events: walk.events.clone(), walked: false }
}

/// `"Probe the status route": ; status up is no`
#[test]
fn what_failed_without_a_summary_is_told_by_its_reason_alone() {
    let mut walk = Walk::new(broken());
    walk.walk();
    for recorded in &mut walk.events {
        if let Event::Observed { looks, .. } = &mut recorded.event {
            looks.clear();
        }
    }
    let page = Handoff::of_run(&run(&walk), walk.now, Ok(Vec::new()));
    let told = page.broken[0].text.as_str();
    assert!(
        told.ends_with("\"Probe the status route\": status up is no, expected yes, status code is 502, expected 200"),
        "{told}"
    );
}

/// A look after a change shows that it works, which rules out nothing; one before it shows that it was not this.
#[test]
fn what_is_seen_to_work_is_not_what_is_ruled_out() {
    let mut walk = Walk::new(broken());
    walk.walk();
    let page = Handoff::of_run(&run(&walk), walk.now, Ok(Vec::new()));
    let titles = |told: &[crate::report::Told]| -> Vec<String> {
        told.iter().map(|one| one.text.as_str().split(": ").next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(titles(&page.proven), ["Probe again", "Watch it"]);
    assert_eq!(titles(&page.ruled_out), [""; 0]);
}

/// "Nothing was changed", beside an entry in a log.
#[test]
fn what_was_only_written_down_is_counted() {
    let mut walk = Walk::new(broken());
    walk.walk();
    let state = walk.state();
    assert_eq!(now::written(state.sent()).unwrap().as_str(), "DEPLOY-LOG.md: 3 entries, GOVERNANCE-LOG.md: 1 entry");
    assert_eq!(now::written(std::iter::empty()), None);
}

/// Somebody went to fetch a coffee while the screen said that it works.
#[test]
fn how_long_it_took_is_without_how_long_somebody_read_it() {
    let mut walk = Walk::new(broken());
    walk.walk();
    let mut state = walk.state();
    let took = |state: &State| {
        let refer = Ref::Meta { step: StepId::from("verify"), meta: Meta::Took };
        let name = Name { written: "verify.took".into(), refer, ty: Type::Duration, source: 0, span: 0..0 };
        value(&walk.runbook, state, &name)
    };
    let before = took(&state);
    for visit in &mut state.visits {
        visit.last_at += TimeDelta::minutes(20);
    }
    assert!(before.is_ok(), "{before:?}");
    assert_eq!(took(&state), before);
}
