//! What is written down and handed over of what nobody asked, did or looked at.

use super::*;
use crate::runbook::Body;

const TOLD: &str = r#"# INC-099 · Told

```toml runbook
id      = "inc-099"
kind    = "triage"
ledgers = ["governance"]
```

## How many?

```toml step
id          = "many"
look.status = "beak.status"
next        = "decide"

[[go]]
when = ["status.agents_alive == 0"]
to   = "cause"
```

## Ask now?

```toml step
id = "decide"

[ask]
apply = { type = "yes-no", label = "Ask now?" }
```

## Written down

```toml step
id     = "record"
do     = "ledger.append"
ledger = "governance"
title  = "Told"
facts  = ["status.agents_alive", "status.denied", "decide.apply", "cause.why"]
```

## Handed over

```toml step
id  = "bye"
end = { escalated = "T-JOSH", say = "Alive: {status.agents_alive}, denied {status.denied}. Ask now: {decide.apply}. The cause: {cause.why}. Written down: {record.at}." }
```

## The cause {#cause}

```toml step
id   = "cause"
next = "decide"

[ask]
why = { type = "text", label = "Why?" }
```
"#;

/// Through `many` and on to a skipped question; `how` it is come to.
fn skipped(how: event::Entrance) -> Walk {
    let status = [("agents_alive", Value::Int(3))].into();
    let mut walk = Walk { runbook: loaded(TOLD), ..Walk::new(BTreeMap::from([("beak.status", status)])) };
    walk.record(walk.opened(), None);
    let runbook = walk.runbook.clone();
    while walk.state().current().is_none_or(|visit| visit.step.as_str() != "many" || visit.rounds.is_empty()) {
        walk.turn(&runbook, &walk.state());
    }
    walk.record(Event::Entered { how, undecided: Vec::new() }, Some((StepId("decide".into()), 1)));
    walk.record(Event::Skipped { reason: "put off till the morning".into() }, None);
    walk
}

fn facts(walk: &Walk) -> Vec<(String, String)> {
    let step = walk.runbook.step(&StepId("record".into())).unwrap();
    let Body::Do(draft) = &step.body else { panic!("{step:?}") };
    let told = settle::args(&walk.runbook, &walk.state(), draft).unwrap().facts;
    told.into_iter().map(|(label, value)| (label.to_string(), value.to_string())).collect()
}

fn pairs(told: &[(&str, &str)]) -> Vec<(String, String)> {
    told.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
}

/// "decide apply - (not done)", of a question that was asked and put off; and a row for a branch that was not taken.
#[test]
fn what_was_skipped_says_why_and_what_did_not_apply_is_no_row() {
    let told = facts(&skipped(event::Entrance::Forward));
    let skipped = ("decide apply", "skipped: put off till the morning");
    assert_eq!(told, pairs(&[("status agents alive", "3"), ("status denied", "? (denied)"), skipped]));
}

/// Whoever jumps may have left out what did apply: that is not to look as if it had not.
#[test]
fn after_a_jump_nothing_is_taken_for_what_did_not_apply() {
    let told = facts(&skipped(event::Entrance::Jump));
    assert_eq!(told.last(), Some(&("cause why".to_owned(), "- (not done)".to_owned())));
}

#[test]
fn a_sentence_that_tells_nothing_is_not_handed_over() {
    let mut walk = skipped(event::Entrance::Forward);
    let runbook = walk.runbook.clone();
    while walk.turn(&runbook, &walk.state()) {}
    let Some((Outcome::Escalated(_), Some(say))) = walk.state().closed else { panic!("{:?}", walk.state().closed) };
    assert_eq!(
        say.as_str(),
        "Alive: 3, denied not reported. Ask now: (skipped: put off till the morning). Written down: \
         2026-11-22T02:11:00Z."
    );
}

/// "Alive: (not looked at)" reads as if somebody had been there.
#[test]
fn a_text_that_was_jumped_to_claims_nothing_that_was_not_looked_at() {
    let mut walk = Walk { runbook: loaded(TOLD), ..Walk::new(BTreeMap::new()) };
    walk.record(walk.opened(), None);
    let entered = Event::Entered { how: event::Entrance::Jump, undecided: Vec::new() };
    walk.record(entered, Some((StepId("bye".into()), 1)));
    let runbook = walk.runbook.clone();
    while walk.turn(&runbook, &walk.state()) {}
    let Some((_, Some(say))) = walk.state().closed else { panic!("{:?}", walk.state().closed) };
    assert_eq!(
        say.as_str(),
        "Not looked at: status agents alive, status denied. Not asked: decide apply, cause why. Written down: nothing."
    );
}

/// Whoever reads it in a chat does not see when it was looked at, nor why something is not known.
#[test]
fn a_text_says_what_was_seen_long_before_and_once_why_something_is_not_known() {
    let mut walk = skipped(event::Entrance::Forward);
    let refused = Fact::Unknown(Why::new(WhyKind::Network, "connection refused"));
    for recorded in &mut walk.events {
        if let Event::Observed { looks, .. } = &mut recorded.event {
            looks[0].1.facts = ["agents_alive", "denied"].map(|name| (name.to_owned(), refused.clone())).into();
        }
    }
    walk.now += TimeDelta::minutes(14);
    let runbook = walk.runbook.clone();
    while walk.turn(&runbook, &walk.state()) {}
    let Some((_, Some(say))) = walk.state().closed else { panic!("{:?}", walk.state().closed) };
    assert!(
        say.as_str().starts_with(
            "As seen 14 min ago, at 2026-11-22T02:11:00Z: status agents alive, status denied. Alive: not known \
             (connection refused), denied not known. Ask now: "
        ),
        "{say}"
    );
}
