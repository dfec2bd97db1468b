//! The embedded runbook, walked on values alone: no network, no clock, no disk.

use super::event::{Applied, Event, FORMAT, Found, Opened, Outcome, Recorded};
use super::next::{draft, entered};
use super::outcome::{Answer, answer};
use super::*;
use crate::runbook::{Library, Origin, Runbook, Source};
use crate::text::Clean;
use crate::time::Utc;
use crate::walk::approval::{Approval, Decision, Request};
use crate::world::actions::{Plan, Tier};
use crate::world::settings::{SETTINGS, Settings};
use crate::world::{Evidence, Fact, Outputs, Query, Table, Value, Why, WhyKind};
use chrono::TimeDelta;
use std::collections::BTreeMap;

fn runbook() -> Runbook {
    let text = include_str!("../../../../runbooks/inc-001.md").to_string();
    let source = Source { file: "inc-001.md".into(), text, origin: Origin::Embedded };
    *Library::load(vec![source]).loaded.remove(0).result.unwrap()
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
            [("count", Value::Int(28)), ("first", Value::Time(at(9))), ("groups", Value::Table(Table::default()))]
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

fn evidence(world: &World, query: &Query, now: Utc) -> Evidence {
    let declared = crate::world::observations::observation(&query.observe).unwrap().facts;
    let known = world.get(query.observe.as_str());
    let fact = |name: &'static str| {
        let value = known.and_then(|facts| facts.get(name)).cloned();
        Fact::from(value.ok_or_else(|| Why::new(WhyKind::NotReported, name)))
    };
    Evidence {
        query: query.clone(),
        request: Clean::new(&query.observe),
        summary: Clean::new("seen"),
        at: now,
        took: std::time::Duration::ZERO,
        bytes: 0,
        facts: declared.iter().map(|declared| (declared.name.to_string(), fact(declared.name))).collect(),
    }
}

/// A walk on values: every event it recorded, and what was next after each.
struct Walk {
    runbook: Runbook,
    world: World,
    answers: BTreeMap<&'static str, Value>,
    now: Utc,
    events: Vec<Recorded>,
    applied: Vec<Plan>,
    dry_run: bool,
}

impl Walk {
    fn new(world: World) -> Self {
        let answers = [("version", text("41")), ("why", text("errors")), ("anyway", Value::Bool(false))].into();
        Self {
            runbook: runbook(),
            world,
            answers,
            now: at(11),
            events: Vec::new(),
            applied: Vec::new(),
            dry_run: false,
        }
    }

    fn opened(&self) -> Event {
        let settings = Settings::default();
        let value = |name: &str| (name.to_string(), settings.get(name).unwrap().clone());
        Event::Opened(Box::new(Opened {
            format: FORMAT,
            run: "7F3K".into(),
            runbook: self.runbook.id.clone(),
            title: "t".into(),
            origin: "embedded".into(),
            digest: self.runbook.digest.clone(),
            sources: self.runbook.sources.clone(),
            operator: "ana".into(),
            identity: Fact::Known(text("arn:aws:iam::121546003735:user/ana")),
            account: "121546003735".into(),
            region: "us-east-1".into(),
            credentials_until: None,
            window_start: self.now,
            settings: SETTINGS.iter().map(|setting| value(setting.name)).collect(),
            ledgers: Vec::new(),
            drill: None,
            dry_run: self.dry_run,
        }))
    }

    fn state(&self) -> State {
        State::of(self.events.clone())
    }

    fn record(&mut self, event: Event, place: Option<(StepId, u32)>) {
        let place = place.or_else(|| self.state().place().map(|(step, visit)| (step.clone(), visit)));
        let (step, visit) = place.unzip();
        let seq = self.events.len() as u64 + 1;
        self.events.push(Recorded { seq, at: self.now, who: "ana".into(), step, visit, event });
    }

    /// Walks to the end and returns the steps it came through.
    fn walk(&mut self) -> Vec<String> {
        self.record(self.opened(), None);
        for _ in 0..300 {
            let state = self.state();
            let runbook = self.runbook.clone();
            if !self.turn(&runbook, &state) {
                return state.visits.iter().map(|visit| visit.step.to_string()).collect();
            }
        }
        panic!("the walk does not end");
    }

    fn turn(&mut self, runbook: &Runbook, state: &State) -> bool {
        match next(runbook, state, self.now) {
            Next::Enter { step, visit, how, undecided } => {
                self.record(Event::Entered { how, undecided }, Some((step.id.clone(), visit)));
            }
            Next::Look { step, not_before } => {
                self.now = not_before.map_or(self.now, |at| at.max(self.now));
                let mut looks = Vec::new();
                for look in step.waves().concat() {
                    let with = settle::with_looks(state, &looks, self.now);
                    let evidence = match settle::query(runbook, &with, look) {
                        Ok(query) => evidence(&self.world, &query, self.now),
                        Err(why) => settle::unsettled(look, &why, self.now),
                    };
                    looks.push((look.bind.clone(), evidence));
                }
                let verdict = judge(runbook, state, step, &looks, self.now);
                self.record(Event::Observed { looks, verdict }, None);
            }
            Next::Ask { question, .. } => {
                let value = self.answers[question.field.as_str()].clone();
                self.record(Event::Answered { field: question.field.clone(), value }, None);
            }
            Next::Pick { .. } => self.record(Event::Continued, None),
            Next::Settle { step } => self.settle(runbook, state, step),
            Next::Approve { step, plan, open: None } => self.request(step.id.clone(), plan),
            Next::Approve { open: Some(id), .. } => self.approve(state, id),
            Next::Confirm { plan, .. } => self.record(Event::Confirmed { words: plan.words.clone() }, None),
            Next::Spend { request, .. } => self.record(Event::Spent { request: request.into() }, None),
            Next::Intend { plan, .. } => self.record(Event::Intended { plan: Box::new(plan.clone()) }, None),
            Next::LookBack { .. } => self.apply(state),
            Next::Close { outcome, say } => self.record(Event::Closed { outcome, say }, None),
            Next::Closed => return false,
        }
        true
    }

    fn settle(&mut self, runbook: &Runbook, state: &State, step: &crate::runbook::Step) {
        let (_, draft) = draft(runbook, step).unwrap();
        let before = draft.action.look_before().map(|query| evidence(&self.world, &query, self.now));
        let plan = settle::args(runbook, state, draft).and_then(|args| (draft.action.plan)(&args, before.as_ref()));
        let plan = plan.map(Box::new);
        self.record(
            match (plan, self.dry_run) {
                (plan, true) => Event::Drafted { plan },
                (Ok(plan), false) => Event::Settled { plan },
                (Err(why), false) => Event::Unsettled { why },
            },
            None,
        );
    }

    fn request(&mut self, step: StepId, plan: &Plan) {
        let request = Request {
            id: "7F3K-1".into(),
            run: "7F3K".into(),
            step,
            runbook: "inc-001".into(),
            runbook_digest: String::new(),
            account: "1".into(),
            region: "r".into(),
            gate: "T-JOSH".into(),
            plan: plan.clone(),
            reason: "r".into(),
            requester: "ana".into(),
            requester_arn: "".into(),
            nonce: "n".into(),
            made: self.now,
            not_after: self.now + TimeDelta::minutes(30),
            drill: false,
        };
        self.record(Event::Requested { request: Box::new(request) }, None);
    }

    fn approve(&mut self, state: &State, id: &str) {
        let request = state.requests.iter().find(|request| request.id == id).unwrap();
        let approval = Approval {
            request: id.into(),
            digest: request.digest(),
            approver: "Josh".into(),
            method: "call".into(),
            reference: "r".into(),
            said: self.now,
            reason: "r".into(),
            recorded_by: "ana".into(),
            recorded: self.now,
        };
        self.record(Event::Decided { request: id.into(), decision: Box::new(Decision::Approved(approval)) }, None);
    }

    /// The change is made, and the world is another one.
    fn apply(&mut self, state: &State) {
        let Some(Event::Intended { plan }) = state.current().and_then(|v| v.intended.as_ref()).map(|r| &r.event) else {
            panic!("nothing was intended")
        };
        self.applied.push((**plan).clone());
        if plan.tier == Tier::Gated {
            let to = plan.args.values["to"].clone();
            let status =
                [("up", Value::Bool(true)), ("code", Value::Int(200)), ("version", to), ("red_count", Value::Int(0))];
            self.world.insert("beak.status", status.into());
        }
        self.record(Event::Effected { applied: Applied::Yes(Outputs::default()), found: Found::Reply }, None);
    }
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
            "promote",
            "log-promoted",
            "verify",
            "soak",
            "rest",
            "log-verified",
            "record",
            "commit"
        ]
    );
    let state = walk.state();
    assert_eq!(state.closed, Some((Outcome::Resolved, None)));
    assert_eq!(answer(&walk.runbook, &state), Answer::Yes);
    let words: Vec<_> = walk.applied.iter().map(|plan| plan.words.to_string()).collect();
    assert_eq!(words, ["prod 43 -> 41", "write DEPLOY-LOG.md", "write DEPLOY-LOG.md", "write GOVERNANCE-LOG.md"]);
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
        assert_eq!(state.previous().map(StepId::as_str), Some(expected));
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
    for (target, left_out) in [("commit", 10), ("all-well", 3)] {
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
