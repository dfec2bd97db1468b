//! What counts, event by event.

use super::*;
use crate::walk::StepId;
use crate::walk::approval::{Approval, Decision, Proof};
use crate::walk::event::{Applied, Entrance, Found};
use crate::walk::request::tests::request;
use crate::walk::{Verdict, approval::Request};
use crate::world::{Fact, Outputs, Query, Value};
use chrono::{DateTime, TimeDelta};

fn titled(step: &StepId) -> Clean {
    Clean::new(step.as_str())
}

fn lesson() -> Lesson {
    let tell = |look| Tell { look, step: None, says: "it tells".into() };
    let promote = |version: &str| Change {
        action: "lambda.promote",
        with: Some(("to", version.into())),
        must: true,
        words: Clean::new(format!("prod -> {version}")),
    };
    let sign = Sign::Changed { action: "lambda.promote", with: ("to", "42".into()) };
    Lesson {
        ends: vec![Outcome::Resolved],
        tells: vec![tell("beak.status"), tell("lambda.alias")],
        changes: vec![promote("41")],
        traps: vec![Trap { sign, told: "42 was never verified".into() }],
        decides: "41".into(),
        gate: "somebody".into(),
        proof: "200".into(),
    }
}

/// A walk, an event a second.
#[derive(Default)]
struct Walk(Vec<Recorded>);

impl Walk {
    fn event(mut self, event: Event) -> Self {
        let seq = self.0.len() as u64 + 1;
        let at = DateTime::UNIX_EPOCH + TimeDelta::seconds(seq as i64);
        let step = Some(StepId("s".into()));
        self.0.push(Recorded { seq, at, who: "ana".into(), step, visit: Some(1), event });
        self
    }

    fn begun() -> Self {
        Self::default().event(Event::Entered { how: Entrance::Forward, undecided: Vec::new() })
    }

    fn sees_prod_at(mut self, version: &str) -> Self {
        self = self.looks("lambda.alias");
        if let Some(Event::Observed { looks, .. }) = self.0.last_mut().map(|last| &mut last.event) {
            looks[0].1.facts.insert("version".into(), Fact::Known(Value::Text(version.into())));
        }
        self
    }

    fn looks(self, observation: &str) -> Self {
        let why = crate::world::Why::absent("none");
        let mut evidence = Evidence::not_taken(&Query::new(observation), &why, DateTime::UNIX_EPOCH);
        evidence.facts.insert("up".into(), Fact::Known(Value::Bool(true)));
        let looks = vec![("l".to_owned(), evidence)];
        self.event(Event::Observed { looks, verdict: Verdict::Seen, unchecked: Vec::new(), ran: None })
    }

    fn promotes(self, to: &str, approver: Option<&str>) -> Self {
        let mut asked: Request = request();
        asked.plan.args.values.insert("to".into(), Value::Text(to.into()));
        asked.plan.words = Clean::new(format!("prod 43 -> {to}"));
        let plan = Box::new(asked.plan.clone());
        let id = asked.id.clone();
        let mut walk = self.event(Event::Requested { request: Box::new(asked) });
        if let Some(approver) = approver {
            let decision = Box::new(Decision::Approved(approved(&id, approver)));
            walk = walk.event(Event::Decided { request: id.clone(), decision }).event(Event::Spent { request: id });
        }
        let applied = Applied::Yes(Outputs::default());
        walk.event(Event::Intended { plan }).event(Event::Effected { applied, found: Found::Reply })
    }

    fn ends(self, outcome: Outcome) -> Score {
        score(&lesson(), &self.event(Event::Closed { outcome, say: None }).0, &titled)
    }

    fn seen() -> Self {
        Self::begun().looks("beak.status").looks("lambda.alias").event(Event::Continued)
    }
}

fn approved(request: &str, approver: &str) -> Approval {
    Approval {
        request: request.into(),
        digest: String::new(),
        approver: approver.into(),
        method: "call".into(),
        reference: "#1".into(),
        said: DateTime::UNIX_EPOCH,
        reason: "r".into(),
        recorded_by: "ana".into(),
        recorded: DateTime::UNIX_EPOCH,
        proof: Proof::Recorded,
    }
}

#[test]
fn all_that_is_right_is_a_hundred() {
    let score = Walk::seen().promotes("41", Some("Josh")).ends(Outcome::Resolved);
    assert_eq!((score.points, score.won, score.gates), (100, true, Passed { passed: 1, of: 1 }), "{score:?}");
    assert!(score.diagnosis.is_some() && score.wrong.is_empty() && score.left.is_empty(), "{score:?}");
}

#[test]
fn the_known_mistake_is_named_and_what_it_left() {
    let score = Walk::seen().promotes("42", Some("Josh")).ends(Outcome::Escalated("T-JOSH".into()));
    assert_eq!((score.points, score.won), (EVIDENCE + GATES + 10, false), "{score:?}");
    assert_eq!(score.wrong, [Clean::new("42 was never verified")]);
    let left: Vec<_> = score.left.iter().map(Clean::as_str).collect();
    assert_eq!(left, ["not done: prod -> 41", "prod 43 -> 42 stands"]);
    assert_eq!(score.diagnosis, None);
}

#[test]
fn a_wrong_change_that_was_taken_back_is_told_and_not_left() {
    let score = Walk::seen()
        .promotes("39", Some("Josh"))
        .event(Event::LookedAgain)
        .promotes("41", Some("Josh"))
        .ends(Outcome::Resolved);
    assert_eq!(score.wrong, [Clean::new("prod 43 -> 39: not called for")]);
    assert!(score.left.is_empty() && !score.won && score.points == 90, "{score:?}");
}

#[test]
fn whoever_approves_their_own_change_did_not_pass_the_gate() {
    for approver in [Some("ana"), None] {
        let score = Walk::seen().promotes("41", approver).ends(Outcome::Resolved);
        assert_eq!((score.points, score.won, score.gates), (90, false, Passed { passed: 0, of: 1 }), "{approver:?}");
    }
}

#[test]
fn what_is_looked_at_after_acting_is_not_evidence() {
    let walk = Walk::begun().looks("beak.status").promotes("41", Some("Josh")).looks("lambda.alias");
    let score = walk.ends(Outcome::Resolved);
    let unseen: Vec<_> = score.unseen.iter().map(|tell| tell.look).collect();
    assert_eq!((score.points, unseen), (90, vec!["lambda.alias"]), "{score:?}");
}

#[test]
fn whoever_leaves_has_looked_and_no_more() {
    for outcome in [None, Some(Outcome::Abandoned)] {
        let walk = Walk::begun().looks("beak.status");
        let score = match outcome {
            None => score(&lesson(), &walk.0, &titled),
            Some(outcome) => walk.ends(outcome),
        };
        assert_eq!((score.points, score.won, score.ended), (10, false, None));
    }
}

#[test]
fn what_was_skipped_was_not_looked_at() {
    let walk = Walk::begun().looks("beak.status").event(Event::Skipped { reason: "no time".into() });
    let score = walk.ends(Outcome::Escalated("T-JOSH".into()));
    assert!(score.seen.is_empty(), "{score:?}");
}

/// Production was changed for nothing: that it was handed over afterwards is no right end.
#[test]
fn an_end_is_not_right_while_a_wrong_change_stands() {
    let escalated = Outcome::Escalated("T-JOSH".into());
    let lesson = Lesson { ends: vec![escalated.clone()], changes: Vec::new(), traps: Vec::new(), ..lesson() };
    let walk = Walk::seen().promotes("40", Some("Josh")).event(Event::Closed { outcome: escalated, say: None });
    let score = score(&lesson, &walk.0, &titled);
    assert_eq!((score.points, score.right_end), (EVIDENCE + GATES + 10, false), "{score:?}");
}

#[test]
fn a_no_at_which_it_was_left_is_told() {
    let mut asked: Request = request();
    asked.plan.words = "prod 43 -> 41".into();
    let (id, by, reason) = (asked.id.clone(), Clean::new("Josh"), Clean::new("not now"));
    let decision = Box::new(Decision::Denied { by, reason, at: DateTime::UNIX_EPOCH });
    let walk = Walk::seen()
        .event(Event::Requested { request: Box::new(asked) })
        .event(Event::Decided { request: id, decision });
    let score = score(&lesson(), &walk.0, &titled);
    assert!(score.denied.is_some_and(|said| said.as_str().contains("Josh")), "told as left");
}

/// On a served stack somebody may have come before.
#[test]
fn what_was_repaired_before_the_first_look_is_no_lesson() {
    let before = |walk: Walk| lesson().was_repaired_before(&walk.0);
    assert!(before(Walk::begun().sees_prod_at("41")));
    assert!(!before(Walk::begun().sees_prod_at("43").promotes("41", Some("Josh")).sees_prod_at("41")));
    assert!(!before(Walk::begun().looks("beak.status")));
}
