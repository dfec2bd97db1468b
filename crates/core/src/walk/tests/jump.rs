//! Where a jump can go, what comes last, and how things stand at the end.

use super::*;
use crate::walk::items::order;
use crate::walk::jump::{refusal, targets};
use crate::walk::now::{now, stands};

/// The state when a step is entered for the first time.
fn at_step(walk: &Walk, id: &str) -> State {
    let entered = |recorded: &&Recorded| {
        recorded.step.as_ref().is_some_and(|step| step.as_str() == id)
            && matches!(recorded.event, Event::Entered { .. })
    };
    let last = walk.events.iter().find(entered).unwrap().seq;
    State::of(walk.events.iter().filter(|recorded| recorded.seq <= last).cloned())
}

fn offered(runbook: &Runbook, state: &State) -> Vec<String> {
    targets(runbook, state).iter().map(|step| step.id.to_string()).collect()
}

fn why(runbook: &Runbook, state: &State, id: &str) -> String {
    refusal(runbook, state, runbook.step(&id.into()).unwrap()).map(|why| why.to_string()).unwrap_or_default()
}

#[test]
fn a_triage_offers_its_steps_and_only_those_branches_that_lead_there() {
    let mut walk = Walk::new(broken());
    walk.walk();
    let (runbook, state) = (&walk.runbook, at_step(&walk, "target"));
    let numbered: Vec<_> = runbook.numbered().iter().map(|step| step.id.to_string()).collect();
    assert_eq!(offered(runbook, &state), numbered, "no branch of it holds");
    assert!(why(runbook, &state, "older").ends_with("nothing leads there as things stand"));
    assert_eq!(why(runbook, &state, "probe"), "");
}

#[test]
fn a_branch_that_holds_is_offered() {
    let mut world = broken();
    world.insert("logs.before", [("same", Value::Int(80))].into());
    let mut walk = Walk::new(world);
    walk.walk();
    let state = at_step(&walk, "older");
    assert!(offered(&walk.runbook, &state).contains(&"older".to_string()));
    assert!(!offered(&walk.runbook, &state).contains(&"all-well".to_string()));
}

/// A step that speaks of what nobody looked at or answered shows nothing but gaps.
#[test]
fn what_was_never_looked_at_comes_first() {
    let mut walk = Walk::new(broken());
    walk.walk();
    let state = at_step(&walk, "probe");
    let refused = why(&walk.runbook, &state, "promote");
    assert!(refused.starts_with("6/12 Go back to it needs ") && refused.ends_with("not done yet"), "{refused}");
}

const JUDGED: &str = r#"# C-2 · Judged

```toml runbook
id        = "c-2"
kind      = "checklist"
any_order = true
```

## It answers

```toml step
id          = "answers"
look.status = "beak.status"
pass        = ["status.code == 200"]
```

## Nothing is in the way

```toml step
id   = "ready"
pass = ["run.failed == 0"]

[[go]]
when = ["ready.verdict == fail"]
end  = "deferred"
```

### Say so

```toml step
id = "say"

[ask]
who = { type = "text", label = "Who?" }
```

## Somebody is there

```toml step
id = "there"

[ask]
name = { type = "text", label = "Who?" }
```

## Afterwards

```toml step
id        = "after"
uncounted = true
end       = "complete"
```
"#;

fn judged(code: i64) -> Walk {
    let world = BTreeMap::from([("beak.status", [("code", Value::Int(code))].into())]);
    let answers = [("who", text("ana")), ("name", text("tom"))].into();
    Walk { runbook: loaded(JUDGED), answers, ..Walk::new(world) }
}

/// Wherever it stands in the document.
#[test]
fn an_item_that_judges_the_others_is_come_to_when_they_are_done() {
    let mut walk = judged(200);
    assert_eq!(walk.walk(), ["answers", "there", "ready", "say", "after"]);
    assert_eq!(order(&walk.runbook), "in any order, 2 last");
    let state = at_step(&walk, "there");
    assert_eq!(
        why(&walk.runbook, &state, "ready"),
        "3/3 Somebody is there comes first: do it, or skip it with a reason"
    );
    assert_eq!(why(&walk.runbook, &state, "say"), "say is a part of 2/3 Nothing is in the way: jump there");
}

#[test]
fn what_failed_is_in_the_way_and_the_judging_item_has_not_failed_itself() {
    let mut walk = judged(502);
    assert_eq!(walk.walk(), ["answers", "there", "ready"]);
    let state = walk.state();
    assert_eq!(state.closed, Some((Outcome::Deferred, None)));
    let words: Vec<_> = items::items(&walk.runbook, &state).iter().map(|item| item.standing.word()).collect();
    assert_eq!(words, ["FAILED", "open", "done"]);
}

#[test]
fn what_is_now_is_told_by_the_last_change_and_by_what_was_seen_after_it() {
    let mut walk = Walk::new(broken());
    walk.walk();
    let state = walk.state();
    let told = ["prod is at 41, read back 2026-11-22T02:11:00Z", "status: seen, seen 2026-11-22T02:21:10Z"];
    assert_eq!(now(&walk.runbook, &state), told.map(Clean::new));
    assert!(state.effects().all(|effect| stands(&state, effect)));
    let before = at_step(&walk, "target");
    assert_eq!(now(&walk.runbook, &before), ["prod is at 43, seen 2026-11-22T02:11:00Z"].map(Clean::new));
    let lost = State::of(walk.events.iter().cloned().map(|recorded| match recorded.event {
        Event::Effected { .. } => {
            let applied = Applied::CannotTell(Why::new(WhyKind::TimedOut, "no answer"));
            Recorded { event: Event::Effected { applied, found: Found::Reply }, ..recorded }
        }
        _ => recorded,
    }));
    let told = now(&walk.runbook, &lost);
    assert!(told[0].as_str().starts_with("whether prod was moved at "), "{told:?}");
}
