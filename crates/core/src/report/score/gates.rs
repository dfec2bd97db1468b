//! Whether what a gate guards passed it: approved by somebody else, and the approval used up, before it was intended.

use super::Passed;
use crate::walk::State;
use crate::walk::approval::Decision;
use crate::walk::event::{Event, Recorded};
use crate::walk::state::fold;
use crate::world::actions::{Plan, Tier};

pub fn passed(events: &[Recorded]) -> Passed {
    let mut state = State::default();
    let mut gates = Passed::default();
    for event in events {
        if let Event::Intended { plan } = &event.event
            && plan.consent() == Tier::Gated
        {
            gates.of += 1;
            gates.passed += usize::from(is_approved(&state, plan, event));
        }
        state = fold(state, event);
    }
    gates
}

fn is_approved(state: &State, plan: &Plan, intended: &Recorded) -> bool {
    state.requests.iter().filter(|request| request.is_of(plan) && state.spent.contains(&request.id)).any(|request| {
        let decision = state.decisions.get(&request.id);
        matches!(decision, Some(Decision::Approved(approval)) if approval.approver != intended.who)
    })
}
