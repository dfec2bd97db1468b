//! Coming back to a step whose change this run has made, and passing over an item with its parts.

use super::*;
use crate::walk::items::{Standing, items};
use crate::walk::state::Settled;

const CHANGES: &str = r#"# C-2 · Changes

```toml runbook
id        = "c-2"
kind      = "checklist"
any_order = true
```

## It is noted

```toml step
id            = "mode"
look.incident = "incident.state"
```

### How bad is it?

```toml step
id = "declare"

[ask]
title = { type = "text", label = "What is wrong?" }
```

## A snapshot

```toml step
id = "snapshot"
do = "snapshot.take"
```

## It is written down

```toml step
id     = "entry"
do     = "ledger.append"
ledger = "incident"
title  = "Written down"
```

### The end of it

```toml step
id   = "bye"
show = ["snapshot.id"]
end  = "complete"

[[go]]
when = ["snapshot.verdict == fail"]
end  = "deferred"
```
"#;

fn changes() -> Walk {
    let incident = [("on", Value::Bool(false))].into();
    let answers = [("title", text("it is slow"))].into();
    Walk { runbook: loaded(CHANGES), answers, ..Walk::new(BTreeMap::from([("incident.state", incident)])) }
}

fn snapshots(walk: &Walk) -> usize {
    walk.applied.iter().filter(|plan| plan.action == "snapshot.take").count()
}

fn last_plan(walk: &Walk) -> Option<Settled> {
    walk.state().last_visit(&"snapshot".into()).and_then(|visit| visit.plan.clone())
}

fn jump(to: &str) -> Event {
    Event::Updated { text: to.into() }
}

#[test]
fn whoever_comes_back_to_what_was_done_does_it_again_only_by_saying_so() {
    let mut walk = changes();
    walk.moves = vec![("entry", jump("snapshot"))];
    walk.walk();
    assert_eq!(snapshots(&walk), 1);
    let Some(Settled::Unsettled(why)) = last_plan(&walk) else { panic!("{:?}", last_plan(&walk)) };
    assert_eq!((why.kind, why.text.as_str()), (WhyKind::Already, "taken at 2026-11-22T02:11:00Z"));

    let mut again = changes();
    again.moves = vec![("entry", jump("snapshot")), ("snapshot", Event::Continued)];
    again.moves.push(("snapshot", Event::LookedAgain));
    again.walk();
    assert_eq!((snapshots(&again), again.state().sent().count()), (2, 3));
    let Some(Settled::Plan(plan)) = last_plan(&again) else { panic!("{:?}", last_plan(&again)) };
    assert_eq!(plan.before.as_str(), "taken at 2026-11-22T02:11:00Z");
}

#[test]
fn an_item_that_is_skipped_asks_nothing_more_and_its_branches_are_still_taken() {
    let mut walk = changes();
    walk.moves = vec![("mode", Event::Skipped { reason: "on the phone".into() })];
    assert_eq!(walk.walk(), ["mode", "snapshot", "entry", "bye"]);
    let standing = &items(&walk.runbook, &walk.state())[0].standing;
    assert_eq!(standing, &Standing::Skipped("on the phone".into()));

    // An entry that cannot be written takes nothing else with it.
    let mut walk = changes();
    walk.moves = vec![("entry", Event::Skipped { reason: "disk full".into() })];
    assert_eq!(walk.walk(), ["mode", "declare", "snapshot", "entry", "bye"]);
}

const CALL: &str = r#"# C-3 · A call

```toml runbook
id   = "c-3"
kind = "checklist"
```

## It is called

```toml step
id      = "call"
do      = "lambda.invoke"
version = "'43'"
```

## It is said

```toml step
id = "asked"

[ask]
fine = { type = "yes-no", label = "Is it fine?" }
```

### It is fine

```toml step
id   = "fine"
pass = ["asked.fine == yes"]
end  = "complete"

[[go]]
when = ["fine.verdict == fail"]
to   = "off"
```

### Put off {#off}

```toml step
id  = "off"
end = "deferred"
```
"#;

/// Called, and it failed; then back to it.
fn called_and_failed() -> Walk {
    let answers = [("fine", Value::Bool(false))].into();
    let mut walk = Walk { runbook: loaded(CALL), answers, ..Walk::new(World::new()) };
    walk.record(walk.opened(), None);
    let runbook = walk.runbook.clone();
    while !matches!(next(&runbook, &walk.state(), walk.now), Next::LookBack { .. }) {
        assert!(walk.turn(&runbook, &walk.state()));
    }
    let failed = Outputs::default().with("failed", Ok(Value::Bool(true)));
    walk.record(Event::Effected { applied: Applied::Yes(failed), found: Found::Reply }, None);
    walk
}

/// Until a key is asked for at a step.
fn to_the_keys(walk: &mut Walk, of: &str) {
    let runbook = walk.runbook.clone();
    while !matches!(next(&runbook, &walk.state(), walk.now), Next::Pick { step, .. } if step.id.as_str() == of) {
        assert!(walk.turn(&runbook, &walk.state()), "{of} is not come to");
    }
}

#[test]
fn a_call_that_failed_is_still_said_to_have_failed_when_it_is_come_back_to() {
    let mut walk = called_and_failed();
    assert_eq!(crate::walk::again::again(&walk.state()).as_ref().map(Clean::as_str), Some("invoke 43"));
    walk.record(Event::Entered { how: event::Entrance::Back, undecided: vec![] }, Some(("call".into(), 2)));
    to_the_keys(&mut walk, "call");
    let state = walk.state();
    let Some(Settled::Unsettled(why)) = &state.current().unwrap().plan else { panic!("it is called again") };
    assert!(why.text.as_str().starts_with("called at ") && why.text.as_str().ends_with(", failed"), "{}", why.text);
    walk.record(Event::Continued, None);
    let state = walk.state();
    let stands = crate::walk::again::stands(&state, state.last_visit(&"call".into()).unwrap()).unwrap();
    assert_eq!((stands.applied.failed(), state.sent().count()), (true, 1));
}

#[test]
fn a_call_that_is_made_again_forgets_none() {
    let mut walk = called_and_failed();
    walk.record(Event::LookedAgain, None);
    to_the_keys(&mut walk, "call");
    let state = walk.state();
    let Some(Settled::Plan(plan)) = &state.current().unwrap().plan else { panic!("it is not offered") };
    assert!(plan.before.as_str().ends_with(", failed"), "{}", plan.before);
    assert_eq!(state.effects().count(), 1, "what was called is not forgotten");
}

#[test]
fn what_a_person_said_is_asked_again_and_the_key_that_ends_the_walk_is_known() {
    let mut walk = called_and_failed();
    walk.record(Event::Continued, None);
    to_the_keys(&mut walk, "fine");
    let (runbook, state) = (walk.runbook.clone(), walk.state());
    let fine = runbook.step(&"fine".into()).unwrap();
    assert_eq!(crate::walk::again::asked_in(&runbook, &state, fine).map(StepId::as_str), Some("asked"));
    let ends = ends::ends(&runbook, &state).unwrap();
    assert_eq!((ends.outcome, ends.by_verdict), (Outcome::Deferred, true));
}

/// Whoever skips a step that follows another runbook has said no to that runbook.
#[test]
fn a_skipped_step_leaves_out_the_runbook_that_it_follows() {
    let world = [("beak.status", [("up", Value::Bool(true))].into())].into();
    let mut walk = Walk { runbook: loaded(include_str!("../../../../../runbooks/inc-004.md")), ..Walk::new(world) };
    walk.moves = vec![("agents", Event::Skipped { reason: "the team is on it".into() })];
    let steps = walk.walk();
    let after = steps.iter().position(|step| step == "agents").map(|at| &steps[at + 1..]);
    assert_eq!(after.and_then(<[_]>::first).map(AsRef::as_ref), Some("record"), "{steps:?}");
}

/// The same where it does not apply, be it a step of its own or a part of one.
#[test]
fn a_step_that_does_not_apply_leaves_out_the_runbook_that_it_follows() {
    let text = include_str!("../../../../../runbooks/inc-004.md");
    let never = text.replace(
        "id     = \"agents\"",
        "id     = \"agents\"\nwhen   = [\"running.verdict == unknown\", \"running.verdict == pass\"]",
    );
    let part = never.replace("## Look whether the agents are there", "### Look whether the agents are there");
    for text in [never, part] {
        let world = [("beak.status", [("up", Value::Bool(true))].into())].into();
        let mut walk = Walk { runbook: loaded(&text), ..Walk::new(world) };
        let steps = walk.walk();
        assert!(!steps.iter().any(|step| step == "agents" || step.starts_with("inc-003")), "{steps:?}");
        assert!(steps.iter().any(|step| step == "record"), "{steps:?}");
    }
}
