//! What was done that should not have been.

use super::lesson::has;
use super::{Lesson, Sign, Tell};
use crate::text::Clean;
use crate::walk::event::{Applied, Outcome};
use crate::walk::state::{Effect, Visit};
use crate::walk::{State, StepId};
use crate::world::{Evidence, Value};

/// The known mistake first: where it explains a wrong change or a wrong end, that is not told again.
pub fn all(
    lesson: &Lesson,
    state: &State,
    unseen: &[Tell],
    ended: Option<&Outcome>,
    title: &dyn Fn(&StepId) -> Clean,
) -> Vec<Clean> {
    let sprung = lesson.traps.iter().filter(|trap| is_sprung(&trap.sign, state, unseen, ended));
    let mut wrong: Vec<Clean> = sprung.map(|trap| trap.told.clone()).collect();
    if wrong.is_empty() {
        wrong.extend(changes(lesson, state));
        wrong.extend(ended.filter(|end| !lesson.ends.contains(end)).map(|end| end_is_wrong(lesson, end)));
    }
    wrong.extend(overridden(lesson, state, title));
    wrong
}

fn is_sprung(sign: &Sign, state: &State, unseen: &[Tell], ended: Option<&Outcome>) -> bool {
    let any = |step: &str, holds: &dyn Fn(&Visit) -> bool| {
        state.visits.iter().filter(|visit| visit.step.as_str() == step && state.is_last(visit)).any(holds)
    };
    match sign {
        Sign::Answered { step, field, value } => {
            any(step, &|visit| visit.answers.get(*field).is_some_and(|said| is_said(said, value)))
        }
        Sign::Skipped { step } => any(step, &|visit| visit.skipped.is_some()),
        Sign::CutShort { step } => any(step, &|visit| visit.cut_short.is_some()),
        // Whoever only left it has taken it for nothing.
        Sign::Unseen { look } => ended.is_some() && unseen.iter().any(|tell| tell.look == *look),
        Sign::Changed { action, with: (name, value) } => {
            state.effects().any(|effect| effect.plan.action == *action && has(&effect.plan, name, value))
        }
    }
}

fn is_said(said: &Value, value: &Clean) -> bool {
    match said {
        Value::Bool(yes) => value.as_str() == if *yes { "yes" } else { "no" },
        other => other.to_string() == value.as_str(),
    }
}

fn changes(lesson: &Lesson, state: &State) -> Vec<Clean> {
    let sent = state.sent().filter(|effect| !matches!(effect.applied, Applied::No(_)));
    let wrong = sent.filter(|effect| effect.plan.changes_the_world() && !lesson.allows(&effect.plan));
    let told = |effect: &Effect| match said_of(state, effect) {
        Some(said) => format!("{}: not called for; {said}", effect.plan.words),
        None => format!("{}: not called for", effect.plan.words),
    };
    wrong.map(|effect| Clean::new(told(effect))).collect()
}

/// What the deploy log said of the version that was gone to: `40 is rolled-back, …`.
fn said_of(state: &State, effect: &Effect) -> Option<String> {
    let to = effect.plan.args.text("to").ok()?;
    let of_it = |evidence: &Evidence| match evidence.fact("said") {
        Ok(Value::Text(said)) if said.as_str().starts_with(&format!("{to} ")) => Some(said.to_string()),
        _ => None,
    };
    state.looks().rev().find_map(of_it)
}

fn end_is_wrong(lesson: &Lesson, end: &Outcome) -> Clean {
    let right: Vec<_> = lesson.ends.iter().map(Outcome::in_words).collect();
    Clean::new(format!("ended as {}; right was: {}", end.in_words(), right.join(" or ")))
}

/// What failed or was not known, and was passed over.
fn overridden(lesson: &Lesson, state: &State, title: &dyn Fn(&StepId) -> Clean) -> Vec<Clean> {
    let known = |visit: &Visit| {
        let of_trap = |sign: &Sign| matches!(sign, Sign::Skipped { step } if *step == visit.step.as_str());
        lesson.traps.iter().any(|trap| of_trap(&trap.sign))
    };
    let over = state.visits.iter().filter(|visit| state.is_last(visit) && visit.did_not_pass() && !known(visit));
    let reason = |visit: &Visit| visit.skipped.as_ref().map(|why| (visit.step.clone(), why.clone()));
    over.filter_map(reason)
        .map(|(step, why)| Clean::new(format!("\"{}\" did not pass, and was passed over: {why}", title(&step))))
        .collect()
}
