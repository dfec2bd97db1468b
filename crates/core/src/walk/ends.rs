//! Whether going on from the open step ends the walk: whoever presses the key should know it.

use super::event::{Entrance, Outcome};
use super::next::{Next, leave};
use super::scope::truth;
use super::state::{State, Visit};
use crate::runbook::{Body, Name, Ref, Runbook, Step, Target, Truth};

/// How it would end.
#[derive(Clone, Debug, PartialEq)]
pub struct Ends {
    pub outcome: Outcome,
    /// The step's own verdict leads there: going on in spite of it, for whatever reason, ends just so.
    pub by_verdict: bool,
}

pub fn ends(runbook: &Runbook, state: &State) -> Option<Ends> {
    let visit = state.current()?;
    let step = runbook.step(&visit.step)?;
    let by_verdict = is_by_verdict(runbook, state, step);
    let outcome = match leave(runbook, state, step, visit, state.last_at?) {
        Next::Close { outcome, .. } => outcome,
        Next::Enter { step, .. } if by_verdict => ending(step)?,
        _ => return None,
    };
    Some(Ends { outcome, by_verdict })
}

fn is_by_verdict(runbook: &Runbook, state: &State, step: &Step) -> bool {
    let own = |name: &Name| matches!(&name.refer, Ref::Meta { step: of, .. } if of == &step.id);
    let taken = step.go.iter().find(|branch| truth(runbook, state, &branch.when) == Truth::True);
    taken.is_some_and(|branch| branch.when.names().into_iter().any(own))
}

/// Whoever went on to it was told that this ends the walk: it is shown, and no second key is asked for.
pub(super) fn was_told(runbook: &Runbook, state: &State, step: &Step, visit: &Visit) -> bool {
    let before = state.visits.iter().rev().nth(1).and_then(|before| runbook.step(&before.step));
    let is_end = step.looks.is_empty() && ending(step).is_some();
    is_end && visit.how == Entrance::Forward && before.is_some_and(|before| is_by_verdict(runbook, state, before))
}

/// Of a step that is only read, and then ends the walk.
fn ending(step: &Step) -> Option<Outcome> {
    match (&step.body, &step.next) {
        (Body::Read, Target::End(ending)) if step.go.is_empty() => Some(ending.outcome.clone()),
        _ => None,
    }
}
