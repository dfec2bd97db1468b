//! What a run has done, when somebody comes back to where it was done.

use super::event::Applied;
use super::scope::is_so_already;
use super::state::{Effect, State, Visit};
use super::step_id::StepId;
use crate::runbook::{Body, Ref, Runbook, Step};
use crate::text::Clean;
use crate::time::stamp;
use crate::world::actions::{Plan, action};

/// What a step has done in this run, in words, where nothing but the run's own record shows it.
pub fn done_before(state: &State, step: &StepId, plan: &Plan) -> Option<Clean> {
    let same = |effect: &&Effect| effect.plan.action == plan.action && effect.plan.args == plan.args;
    let done = once(plan)?;
    last(state, step).filter(same).map(|effect| said(done, effect))
}

/// The effect by which a visit stands: its own, or the one that it was left at.
pub fn stands<'s>(state: &'s State, visit: &'s Visit) -> Option<&'s Effect> {
    let left_at = || last(state, &visit.step).filter(|effect| once(&effect.plan).is_some());
    visit.effect.as_ref().or_else(|| is_so_already(visit).then(left_at).flatten())
}

/// What doing again would do, where the open step has done it and nothing but that is offered.
pub fn again(state: &State) -> Option<Clean> {
    let visit = state.current()?;
    let effect = stands(state, visit).filter(|effect| !matches!(effect.applied, Applied::No(_)))?;
    once(&effect.plan).map(|_| effect.plan.words.clone())
}

/// The question whose answer a step judges that looks at nothing itself: to judge it anew, it is asked again.
pub fn asked_in<'r>(runbook: &'r Runbook, state: &State, step: &'r Step) -> Option<&'r StepId> {
    let Body::Look { pass, .. } = &step.body else { return None };
    let asked = pass.names().into_iter().filter_map(|name| match &name.refer {
        Ref::Answer { step: asked, .. } if asked != &step.id => Some(asked),
        _ => None,
    });
    let mut asked = asked.filter(|asked| step.looks.is_empty() && state.last_visit(asked).is_some());
    asked.find(|asked| runbook.step(asked).is_some_and(|asked| asked.head() == step.head()))
}

fn once(plan: &Plan) -> Option<&'static str> {
    action(&plan.action)?.once
}

fn last<'s>(state: &'s State, step: &StepId) -> Option<&'s Effect> {
    let visits = state.visits.iter().rev().filter(|visit| &visit.step == step);
    let mut effects = visits.flat_map(|visit| visit.sent().rev());
    effects.find(|effect| !matches!(effect.applied, Applied::No(_)))
}

/// `called at 2026-11-22T02:14:07Z, failed`.
fn said(done: &str, effect: &Effect) -> Clean {
    let at = stamp(effect.at);
    Clean::new(match &effect.applied {
        Applied::Yes(outputs) => match outputs.get("id").and_then(|id| id.known().ok()) {
            _ if effect.applied.failed() => format!("{done} at {at}, failed"),
            Some(id) => format!("{done} at {at}: {id}"),
            None => format!("{done} at {at}"),
        },
        Applied::No(_) | Applied::CannotTell(_) => format!("{done} at {at}, and what came of it is not known"),
    })
}
