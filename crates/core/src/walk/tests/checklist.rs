//! A checklist walked on values: its items, their order, what is old at the end.

use super::*;
use crate::walk::items::{Standing, items, tally};

const CHECKS: &str = r#"# C-1 · Checks

```toml runbook
id   = "c-1"
kind = "checklist"
```

## What is it about?

```toml step
id        = "kind"
uncounted = true

[ask]
front = { type = "yes-no", label = "Only the frontend?" }
```

## It answers

```toml step
id          = "answers"
look.status = "beak.status"
pass        = ["status.code == 200"]
```

## The alias is right

```toml step
id         = "alias"
when       = ["kind.front == no"]
look.alias = "lambda.alias"
```

### Judge it

```toml step
id   = "judge"
pass = ["alias.version == 43"]
```

## Somebody is there

```toml step
id = "there"

[ask]
who = { type = "text", label = "Who?" }
```

## Afterwards

```toml step
id        = "after"
uncounted = true
end       = "complete"
```
"#;

fn checks(front: bool) -> Walk {
    let status = [("code", Value::Int(200))].into();
    let alias = [("version", text("43"))].into();
    let world = BTreeMap::from([("beak.status", status), ("lambda.alias", alias)]);
    let answers = [("front", Value::Bool(front)), ("who", text("ana"))].into();
    Walk { runbook: loaded(CHECKS), answers, ..Walk::new(world) }
}

fn standings(walk: &Walk) -> Vec<&'static str> {
    items(&walk.runbook, &walk.state()).iter().map(|item| item.standing.word()).collect()
}

fn counted(walk: &Walk) -> String {
    tally(&items(&walk.runbook, &walk.state()))
}

fn jump(to: &str) -> Event {
    Event::Updated { text: to.into() }
}

fn skip(reason: &str) -> Event {
    Event::Skipped { reason: reason.into() }
}

#[test]
fn parts_carry_the_number_of_their_item_and_what_is_no_item_has_none() {
    let runbook = loaded(CHECKS);
    let places: Vec<_> = runbook.steps.iter().map(|step| runbook.place(&step.id)).collect();
    assert_eq!(places, ["first", "1/3", "2/3", "2/3", "3/3", "then"]);
}

#[test]
fn every_item_is_done_in_order() {
    let mut walk = checks(false);
    assert_eq!(walk.walk(), ["kind", "answers", "alias", "judge", "there", "after"]);
    assert_eq!((counted(&walk), answer(&walk.runbook, &walk.state())), ("3/3".into(), Answer::Yes));
}

#[test]
fn what_does_not_apply_is_passed_over_with_its_parts_and_not_counted() {
    let mut walk = checks(true);
    assert_eq!(walk.walk(), ["kind", "answers", "there", "after"]);
    assert_eq!(counted(&walk), "2/2, 1 not applicable");
    assert_eq!(answer(&walk.runbook, &walk.state()), Answer::Yes);
}

#[test]
fn what_was_jumped_over_is_come_back_to_and_what_is_done_is_not_done_again() {
    let mut walk = checks(false);
    walk.moves = vec![("answers", jump("there"))];
    assert_eq!(walk.walk(), ["kind", "answers", "there", "answers", "alias", "judge", "after"]);
    assert_eq!((counted(&walk), answer(&walk.runbook, &walk.state())), ("3/3".into(), Answer::Yes));
}

#[test]
fn a_failed_item_counts_only_when_it_passes_or_apart_when_it_is_overridden() {
    let mut failed = checks(false);
    failed.world.insert("beak.status", [("code", Value::Int(502))].into());
    failed.walk();
    assert_eq!((counted(&failed), standings(&failed)[0]), ("2/3".into(), "FAILED"));
    assert_eq!(answer(&failed.runbook, &failed.state()), Answer::No);

    let mut overridden = checks(false);
    overridden.world.insert("beak.status", [("code", Value::Int(502))].into());
    overridden.moves = vec![("answers", skip("known, being mended"))];
    overridden.walk();
    assert_eq!(counted(&overridden), "2/3 + 1 overridden");
    let (runbook, state) = (&overridden.runbook, overridden.state());
    assert_eq!(items(runbook, &state)[0].standing, Standing::Overridden("known, being mended".into()));
    assert_eq!(answer(runbook, &state), Answer::No);
}

#[test]
fn an_unknown_part_leaves_its_item_unknown() {
    let mut walk = checks(false);
    walk.world.remove("lambda.alias");
    walk.walk();
    assert_eq!((counted(&walk), standings(&walk)[1]), ("2/3".into(), "could not check"));
    assert_eq!(answer(&walk.runbook, &walk.state()), Answer::Unknown);
}

/// Somebody takes a quarter of an hour over the last item.
fn slowly(mut walk: Walk, then: impl Fn(&mut Walk)) -> Walk {
    walk.record(walk.opened(), None);
    for _ in 0..100 {
        let (state, runbook) = (walk.state(), walk.runbook.clone());
        if matches!(next(&runbook, &state, walk.now), Next::Ask { question, .. } if question.field == "who") {
            walk.now += TimeDelta::minutes(15);
            then(&mut walk);
        }
        if !walk.turn(&runbook, &state) {
            return walk;
        }
    }
    panic!("the walk does not end");
}

fn path(walk: &Walk) -> Vec<String> {
    walk.state().visits.iter().map(|visit| visit.step.to_string()).collect()
}

#[test]
fn old_evidence_is_looked_at_again_before_it_counts() {
    let walk = slowly(checks(false), |_| {});
    assert_eq!(path(&walk), ["kind", "answers", "alias", "judge", "there", "answers", "after"]);
    assert_eq!(counted(&walk), "3/3");

    let broken = |walk: &mut Walk| drop(walk.world.insert("beak.status", [("code", Value::Int(502))].into()));
    let walk = slowly(checks(false), broken);
    assert_eq!((counted(&walk), standings(&walk)[0]), ("2/3".into(), "FAILED"));
}

/// With no time allowed at all, everything is always old: it is looked at once more, not for ever.
#[test]
fn looking_again_ends() {
    let mut walk = checks(false);
    let Event::Opened(mut opened) = walk.opened() else { panic!() };
    opened.settings.insert("evidence_age".into(), Value::Duration(std::time::Duration::ZERO));
    walk.record(Event::Opened(opened), None);
    for _ in 0..100 {
        let (state, runbook) = (walk.state(), walk.runbook.clone());
        walk.now += TimeDelta::seconds(1);
        if !walk.turn(&runbook, &state) {
            assert_eq!(path(&walk), ["kind", "answers", "alias", "judge", "there", "answers", "after"]);
            return;
        }
    }
    panic!("the walk does not end");
}
