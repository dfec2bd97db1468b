//! What somebody else has to do before it goes on.

use crate::report::around::Around;
use crate::report::{Run, Told};
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::walk::approval::{Decision, Request};
use crate::walk::event::Outcome;
use crate::world::Value;

/// What somebody else has to do, or what only looking tells.
pub(super) fn awaited(run: &Run, now: Utc, around: &Around<'_>) -> Vec<Told> {
    let told = |at, text: String| Told { at: Some(at), run: run.id().into(), text: Clean::new(text) };
    let state = &run.state;
    let cut_off = state.unresolved().map(|visit| {
        told(
            visit.last_at,
            format!(
                "a change was sent at the step {} and its result is not known: come back, and it is looked up",
                visit.step
            ),
        )
    });
    let is_open = |request: &&Request| state.closed.is_none() && !state.spent.contains(&request.id);
    let requests = state.requests.iter().filter(is_open).filter_map(|request| requested(run, request, now));
    let escalated = escalated(run).filter(|(at, _)| !around.is_settled(*at)).map(|(at, text)| told(at, text));
    cut_off.into_iter().chain(requests.map(|(at, text)| told(at, text))).chain(escalated).collect()
}

/// A walk does not know whether they were told, nor what they say.
fn escalated(run: &Run) -> Option<(Utc, String)> {
    match &run.state.closed {
        Some((Outcome::Escalated(to), _)) if !run.state.is_dry() => Some((
            run.state.last_at?,
            format!("{to}, to whom it was escalated: that anybody has told them is not recorded"),
        )),
        _ => None,
    }
}

fn requested(run: &Run, request: &Request, now: Utc) -> Option<(Utc, String)> {
    let (id, words, until) = (&request.id, &request.plan.words, stamp(request.not_after));
    match run.state.decisions.get(id) {
        Some(Decision::Denied { .. }) => None,
        _ if now > request.not_after => {
            Some((request.not_after, format!("nobody any more: {id} ({words}) expired at {until}")))
        }
        Some(Decision::Approved(approval)) => Some((
            approval.said,
            format!("nobody: {id} ({words}) is approved by {}, to be used until {until}", approval.approver),
        )),
        None => {
            Some((request.made, format!("approval {id} ({words}) from {}, until {until}", approvers(run, request))))
        }
    }
}

/// `T-JOSH (Josh, Mina)`.
fn approvers(run: &Run, request: &Request) -> String {
    let listed = run.state.opened.as_ref().and_then(|opened| opened.settings.get("approvers"));
    match listed {
        Some(Value::Texts(names)) if !names.is_empty() => {
            format!("{} ({})", request.gate, names.iter().map(Clean::as_str).collect::<Vec<_>>().join(", "))
        }
        _ => request.gate.to_string(),
    }
}
