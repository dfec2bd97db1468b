//! An answer that is changed after something was done for it.

use super::*;
use crate::walk::items::{items, tally};
use crate::walk::outdated::reopened_by;

const CALLS: &str = r#"# C-4 · Calls

```toml runbook
id        = "c-4"
kind      = "checklist"
any_order = true
```

## Which one?

```toml step
id            = "which"
uncounted     = true
look.versions = "lambda.versions"

[ask]
version = { type = "version", label = "Which?", from = "versions.list" }
front   = { type = "yes-no", label = "Only the frontend?" }
```

## It answers

```toml step
id          = "answers"
look.status = "beak.status"
pass        = ["status.code == 200"]
```

## It is called

```toml step
id      = "call"
when    = ["which.front == no"]
do      = "lambda.invoke"
version = "which.version"
```

### It was called

```toml step
id   = "called"
pass = ["call.applied"]
```

## It is written down

```toml step
id = "said"

[ask]
what = { type = "text", label = "What?" }
```

### Write it

```toml step
id      = "entry"
do      = "ledger.deploy"
version = "which.version"
state   = "planned"
what    = "{said.what}"
```

## All is well

```toml step
id   = "well"
show = ["run.failed"]
pass = ["run.failed == 0"]
end  = "complete"
```
"#;

fn calls() -> Walk {
    let status = [("code", Value::Int(200))].into();
    let answers = [("version", text("43")), ("front", Value::Bool(false)), ("what", text("a rename"))].into();
    Walk { runbook: loaded(CALLS), answers, ..Walk::new(BTreeMap::from([("beak.status", status)])) }
}

/// To the key of the last but one item's entry, then back to the question with other answers.
fn changed(version: &str, front: bool) -> Walk {
    let mut walk = calls();
    walk.record(walk.opened(), None);
    let runbook = walk.runbook.clone();
    let written = |walk: &Walk| walk.applied.iter().any(|plan| plan.action == "ledger.deploy");
    while !written(&walk) {
        assert!(walk.turn(&runbook, &walk.state()));
    }
    walk.answers.insert("version", text(version));
    walk.answers.insert("front", Value::Bool(front));
    let visit = ("which".into(), 2);
    walk.record(Event::Entered { how: event::Entrance::Jump, undecided: vec![] }, Some(visit));
    walk
}

fn on(walk: &mut Walk) -> Vec<String> {
    let runbook = walk.runbook.clone();
    let before = walk.state().visits.len();
    while walk.turn(&runbook, &walk.state()) {}
    walk.state().visits[before..].iter().map(|visit| visit.step.to_string()).collect()
}

/// Nobody has called 41 yet, and the log does not say that it is planned.
#[test]
fn what_was_done_for_another_version_is_done_for_this_one() {
    let mut walk = changed("41", false);
    let runbook = walk.runbook.clone();
    while walk.state().current().unwrap().answers.len() < 2 {
        assert!(walk.turn(&runbook, &walk.state()));
    }
    let all = items(&walk.runbook, &walk.state());
    let words: Vec<_> = all.iter().map(|item| item.standing.word()).collect();
    assert_eq!(words, ["done", "open", "open", "open"]);
    assert_eq!(all[1].why, ["which version was 43, is 41".into()]);

    assert!(walk.turn(&runbook, &walk.state()));
    let why = reopened_by(&walk.runbook, &walk.state());
    assert_eq!(why.as_ref().map(Clean::as_str), Some("which version was 43, is 41"));
    assert_eq!(on(&mut walk), ["called", "said", "entry", "well"]);
    assert_eq!(reopened_by(&walk.runbook, &walk.state()), None);
    let done: Vec<_> = walk.applied.iter().map(|plan| plan.args.text("version").unwrap().to_string()).collect();
    assert_eq!(
        (done, tally(&items(&walk.runbook, &walk.state()))),
        (["43", "43", "41", "41"].map(str::to_owned).into(), "4/4".into())
    );
}

#[test]
fn the_same_answer_opens_nothing() {
    assert_eq!(on(&mut changed("43", false)), ["well"]);
}

#[test]
fn what_does_not_apply_any_more_is_not_come_back_to() {
    let mut walk = changed("43", true);
    assert_eq!(on(&mut walk), ["well"]);
    assert_eq!(tally(&items(&walk.runbook, &walk.state())), "3/3, 1 not applicable");
}

/// `called` passes by itself: whoever went back to it would be here again at once.
#[test]
fn going_back_passes_over_what_goes_on_by_itself() {
    let mut walk = calls();
    walk.record(walk.opened(), None);
    let runbook = walk.runbook.clone();
    while walk.state().current().is_none_or(|visit| visit.step.as_str() != "said") {
        assert!(walk.turn(&runbook, &walk.state()));
    }
    assert_eq!(walk.state().previous(&runbook).map(StepId::as_str), Some("call"));
}

/// The entry is what is open, not the question before it.
#[test]
fn what_comes_first_is_the_part_that_is_open() {
    let mut walk = calls();
    walk.record(walk.opened(), None);
    let runbook = walk.runbook.clone();
    while walk.state().current().is_none_or(|visit| visit.plan.is_none() || visit.step.as_str() != "entry") {
        assert!(walk.turn(&runbook, &walk.state()));
    }
    let well = runbook.step(&"well".into()).unwrap();
    let why = crate::walk::jump::refusal(&runbook, &walk.state(), well).unwrap();
    assert_eq!(why.as_str(), "3/4 Write it comes first: do it, or skip it with a reason");
}
