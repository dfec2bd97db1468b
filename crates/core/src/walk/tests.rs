//! The embedded runbook, walked on values alone: no network, no clock, no disk.

use super::event::{Applied, Event, FORMAT, Found, Opened, Outcome, Recorded};
use super::next::{draft, entered};
use super::outcome::{Answer, answer};
use super::update::paragraph;
use super::*;
use crate::runbook::{Library, Origin, Runbook, Source};
use crate::text::Clean;
use crate::time::Utc;
use crate::walk::approval::{Approval, Decision, Mode, Proof, Request};
use crate::world::actions::{Plan, Tier};
use crate::world::settings::{SETTINGS, Settings};
use crate::world::{Evidence, Fact, Outputs, Query, Table, Value, Why, WhyKind};
use chrono::TimeDelta;
use std::collections::BTreeMap;

mod again;
mod checklist;
mod crashes;
mod for_the_chat;
mod handed_over;
mod jump;
mod outdated;
mod told;
mod walking;

use walking::Walk;

fn runbook() -> Runbook {
    loaded(include_str!("../../../../runbooks/inc-001.md"))
}

fn loaded(text: &str) -> Runbook {
    let source = |text: &str| Source { file: "x.md".into(), text: text.into(), origin: Origin::Embedded };
    let others = [
        include_str!("../../../../runbooks/inc-003.md"),
        include_str!("../../../../runbooks/known-good.md"),
        include_str!("../../../../runbooks/promotion.md"),
        include_str!("../../../../runbooks/proof.md"),
    ];
    *Library::load([text].into_iter().chain(others.into_iter().filter(|other| *other != text)).map(source).collect())
        .loaded()
        .next()
        .cloned()
        .unwrap()
        .result
        .unwrap()
}

/// A world of facts: what each observation says, by fact.
type World = BTreeMap<&'static str, BTreeMap<&'static str, Value>>;

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn at(minute: i64) -> Utc {
    "2026-11-22T02:00:00Z".parse::<Utc>().unwrap() + TimeDelta::minutes(minute)
}

/// 43 was promoted and fails; 41 is the newest verified version.
fn broken() -> World {
    let mut versions = Table::new(["version"]);
    for version in ["43", "42", "41"] {
        versions.row([version.into()]);
    }
    BTreeMap::from([
        ("beak.status", [("up", Value::Bool(false)), ("code", Value::Int(502))].into()),
        (
            "logs.search",
            [
                ("count", Value::Int(28)),
                ("began", text("02:05:03Z")),
                ("groups", Value::Table(Table::default())),
                ("until", Value::Time(at(10))),
                ("until", Value::Time(at(10))),
            ]
            .into(),
        ),
        ("logs.before", [("same", Value::Int(0))].into()),
        (
            "ledger.deploys",
            [("expected", text("43")), ("last_good", text("41")), ("last_promotion", Value::Time(at(3)))].into(),
        ),
        (
            "lambda.alias",
            [
                ("name", text("prod")),
                ("version", text("43")),
                ("weighted", Value::Bool(false)),
                ("weights", text("none")),
                ("sole", text("43")),
                ("revision", text("r1")),
            ]
            .into(),
        ),
        ("lambda.versions", [("list", Value::Table(versions))].into()),
        ("lambda.compare", [("exists", Value::Bool(true))].into()),
    ])
}

#[test]
fn the_good_branch_is_walked_and_resolved() {
    let mut walk = Walk::new(broken());
    let steps = walk.walk();
    assert_eq!(
        steps,
        [
            "probe",
            "errors",
            "changed",
            "alias",
            "target",
            "known/return",
            "promote",
            "log-promoted",
            "promote/return",
            "verify",
            "verify/return",
            "soak",
            "rest",
            "log-verified",
            "log-left",
            "record",
            "commit"
        ]
    );
    let state = walk.state();
    assert_eq!(state.closed, Some((Outcome::Resolved, None)));
    assert_eq!(answer(&walk.runbook, &state), Answer::Yes);
    let told = paragraph(&walk.runbook, &state, walk.now);
    assert!(
        told.as_str().contains("there (seen) (but could not check: status alias version)."),
        "also afterwards: {told}"
    );
    assert!(told.as_str().contains("Chosen: Go back to which version? 41; Reason, for the approver"), "{told}");
    let words: Vec<_> = walk.applied.iter().map(|plan| plan.words.to_string()).collect();
    assert_eq!(
        words,
        [
            "prod 43 -> 41",
            "write DEPLOY-LOG.md",
            "write DEPLOY-LOG.md",
            "write DEPLOY-LOG.md",
            "write GOVERNANCE-LOG.md"
        ]
    );
}

#[test]
fn errors_that_were_there_before_the_promotion_end_escalated() {
    let mut world = broken();
    world.insert("logs.before", [("same", Value::Int(80))].into());
    let mut walk = Walk::new(world);
    assert_eq!(walk.walk(), ["probe", "errors", "changed", "alias", "older", "now", "still-down"]);
    assert!(matches!(walk.state().closed, Some((Outcome::Escalated(_), Some(_)))));
    assert_eq!(answer(&walk.runbook, &walk.state()), Answer::No);
}

#[test]
fn all_well_is_no_incident() {
    let mut world = broken();
    let status = [("up", Value::Bool(true)), ("code", Value::Int(200)), ("alias_version", text("43"))];
    world.insert("beak.status", status.into());
    let mut walk = Walk::new(world);
    assert_eq!(walk.walk(), ["probe", "errors", "changed", "alias", "all-well"]);
    assert_eq!(walk.state().closed, Some((Outcome::NotAnIncident, None)));
}

#[test]
fn a_required_step_that_stayed_unknown_is_not_counted_as_good() {
    let mut world = broken();
    world.remove("ledger.deploys");
    let mut walk = Walk::new(world);
    walk.walk();
    assert_eq!(walk.state().closed, Some((Outcome::Resolved, None)));
    assert_eq!(answer(&walk.runbook, &walk.state()), Answer::Unknown);
}

#[test]
fn a_dry_run_applies_nothing_and_ends() {
    let mut walk = Walk::new(broken());
    walk.dry_run = true;
    walk.walk();
    assert!(walk.applied.is_empty());
    assert_eq!(answer(&walk.runbook, &walk.state()), Answer::Yes);
}

#[test]
fn after_a_crash_at_any_event_the_walk_goes_on_to_the_same_end_and_applies_nothing_twice() {
    let mut whole = Walk::new(broken());
    whole.walk();
    let ending = whole.state();
    for cut in 1..whole.events.len() {
        let lines: Vec<String> =
            whole.events[..cut].iter().map(|event| serde_json::to_string(event).unwrap()).collect();
        let read: Vec<Recorded> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(read, whole.events[..cut], "an event changes when it is written and read");
        let state = State::of(read);
        let again = format!("{:?}", next(&whole.runbook, &state, whole.events[cut].at));
        let first =
            format!("{:?}", next(&whole.runbook, &State::of(whole.events[..cut].to_vec()), whole.events[cut].at));
        assert_eq!(again, first, "after event {cut}");
        let intended = matches!(whole.events[cut - 1].event, Event::Intended { .. });
        assert_eq!(again.starts_with("LookBack"), intended, "a cut between intent and effect is looked at: {cut}");
    }
    assert_eq!(State::of(whole.events.clone()), ending);
}

#[test]
fn going_back_twice_goes_two_steps_back_and_effects_stay() {
    let mut walk = Walk::new(broken());
    walk.walk();
    let cut = walk.events.iter().position(|e| e.step.as_ref().is_some_and(|s| s.as_str() == "verify")).unwrap();
    walk.events.truncate(cut + 1);
    for expected in ["log-promoted", "promote", "target"] {
        let state = walk.state();
        assert_eq!(state.previous(&walk.runbook).map(StepId::as_str), Some(expected));
        let step = walk.runbook.step(&expected.into()).unwrap();
        let Next::Enter { visit, how, undecided, .. } = entered(&state, step, event::Entrance::Back, vec![]) else {
            panic!("not entered")
        };
        walk.record(Event::Entered { how, undecided }, Some((expected.into(), visit)));
    }
    assert_eq!(walk.state().effects().count(), 1);
    assert_eq!(walk.state().visits_of(&"promote".into()), 2);
}

#[test]
fn a_jump_over_required_steps_is_no_clean_ending() {
    for (target, left_out) in [("commit", 12), ("all-well", 3)] {
        let mut walk = Walk::new(broken());
        walk.walk();
        let cut = walk.events.iter().position(|e| matches!(e.event, Event::Continued)).unwrap();
        walk.events.truncate(cut);
        let visit = Event::Entered { how: event::Entrance::Jump, undecided: vec![] };
        walk.record(visit, Some((target.into(), 1)));
        let runbook = walk.runbook.clone();
        while walk.turn(&runbook, &walk.state()) {}
        let over = outcome::jumped_over(&runbook, &walk.state()).len();
        assert_eq!((over, answer(&runbook, &walk.state())), (left_out, Answer::No), "jump to {target}");
    }
}

/// Somebody goes back a step after the alias was moved, and on again: it is moved, and that is not a failure. Nor is an
/// entry written twice.
#[test]
fn going_back_over_what_is_done_does_nothing_twice() {
    let mut walk = Walk::new(broken());
    walk.moves = vec![("verify", back_to("promote"))];
    let path = walk.walk();
    assert!(!path.contains(&"now".to_string()), "{path:?}");
    assert_eq!(walk.state().closed.as_ref().map(|(outcome, _)| outcome.word()), Some("resolved"));
    let promoted = walk.applied.iter().filter(|plan| plan.args.text("state").is_ok_and(|s| s.as_str() == "promoted"));
    assert_eq!((promoted.count(), moves_of_the_alias(&walk)), (1, 1), "{path:?}");
    assert_eq!(answer(&walk.runbook, &walk.state()), Answer::Yes);
}

/// The log's "verified" is what a later walk offers as known to work.
#[test]
fn a_watch_that_is_ended_early_verifies_nothing() {
    let mut walk = Walk::new(broken());
    walk.moves = vec![("soak", Event::CutShort { reason: "in a hurry".into() })];
    let path = walk.walk();
    assert!(path.contains(&"log-promoted".into()) && !path.contains(&"log-verified".into()), "{path:?}");
    let record = walk.applied.iter().find(|plan| plan.action == "ledger.append").unwrap();
    assert!(record.args.facts.iter().any(|(_, value)| value.as_str() == "in a hurry"), "{:?}", record.args.facts);
}

/// The function answers, and only the log says otherwise: nothing is offered to be moved.
#[test]
fn a_log_that_is_behind_is_no_reason_to_move_the_alias() {
    let mut world = broken();
    let text_of = |value: &str| text(value);
    world.insert(
        "beak.status",
        [
            ("up", Value::Bool(true)),
            ("code", Value::Int(200)),
            ("version", text_of("41")),
            ("alias_version", text_of("41")),
        ]
        .into(),
    );
    for name in ["version", "sole"] {
        world.get_mut("lambda.alias").unwrap().insert(name, text_of("41"));
    }
    let mut walk = Walk::new(world);
    assert_eq!(walk.walk().last().map(String::as_str), Some("log-behind"));
    assert!(walk.applied.is_empty());
}

fn moves_of_the_alias(walk: &Walk) -> usize {
    walk.applied.iter().filter(|plan| plan.action == "lambda.promote").count()
}

fn back_to(step: &str) -> Event {
    Event::Updated { text: step.into() }
}
