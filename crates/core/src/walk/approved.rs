//! Which consent of a second person is there: for exactly this change, or for another one.

use super::approval::{Decision, Request};
use super::settle;
use super::state::State;
use crate::runbook::{Body, Runbook, Step};
use crate::time::Utc;
use crate::world::actions::Plan;

/// A request for exactly this change that is not used up, not denied and not expired.
pub fn open_request<'r>(state: &'r State, plan: &Plan, now: Utc) -> Option<&'r str> {
    let usable = |request: &&Request| {
        let denied = matches!(state.decisions.get(&request.id), Some(Decision::Denied { .. }));
        request.is_of(plan) && now <= request.not_after && !denied && !state.spent.contains(&request.id)
    };
    state.requests.iter().rev().find(usable).map(|request| request.id.as_str())
}

/// The same where the approval is there.
fn approved_request<'r>(state: &'r State, plan: &Plan, now: Utc) -> Option<&'r str> {
    open_request(state, plan, now).filter(|request| state.decisions.contains_key(*request))
}

/// An approval of exactly this change that is there and not used up.
pub fn is_approved(state: &State, plan: &Plan, now: Utc) -> bool {
    approved_request(state, plan, now).is_some()
}

/// The same before the change is settled: an approval of what a step would do, as far as it is known by now.
pub fn is_approved_for(runbook: &Runbook, state: &State, step: &Step, now: Utc) -> bool {
    let Body::Do(draft) = &step.body else { return false };
    let Ok(wanted) = settle::args(runbook, state, draft) else { return false };
    let is_it = |plan: &Plan| wanted.values.iter().all(|(name, value)| plan.args.values.get(name) == Some(value));
    let mut of_step = state.requests.iter().filter(|request| request.step == step.id && is_it(&request.plan));
    of_step.any(|request| is_approved(state, &request.plan, now))
}

/// An approval of another change of the same kind that nobody has used or taken back: it does not count for this one.
pub fn approved_otherwise<'r>(state: &'r State, plan: &Plan, now: Utc) -> Option<&'r str> {
    let alike = |request: &&Request| request.plan.action == plan.action && !request.is_of(plan);
    state.requests.iter().rev().filter(alike).find_map(|request| approved_request(state, &request.plan, now))
}
