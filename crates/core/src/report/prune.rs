//! Which runs may go, and why others may not.

use super::{Run, belongs};
use crate::standing::incident::Incident;
use crate::text::Clean;
use crate::time::Utc;
use crate::walk::approval::Decision;
use crate::walk::event::Applied;

/// Why a run that is old enough stays. Nothing for one that may go. The incidents are those of its world; one that is on
/// where the stack is gone can never be ended.
pub fn stays(run: &Run, incidents: &[&Incident], now: Utc) -> Option<Clean> {
    let state = &run.state;
    let is_on = |incident: &&&Incident| incident.end.is_none() && !run.stack_is_gone() && belongs(run, incident);
    let open = incidents.iter().find(is_on);
    let unresolved = run.sent().into_iter().find(|sent| matches!(sent.effect.applied, Applied::CannotTell(_)));
    let waits = state.requests.iter().find(|request| {
        let is_over = matches!(state.decisions.get(&request.id), Some(Decision::Denied { .. }));
        !is_over && !state.spent.contains(&request.id) && request.not_after >= now
    });
    let why = match () {
        () if run.walked => "somebody walks it".into(),
        () if state.closed.is_none() => "it is not finished".into(),
        () if state.visits.iter().any(|visit| visit.intended.is_some() && visit.effect.is_none()) => {
            "what became of a change is not known".into()
        }
        () => match (unresolved, waits, open) {
            (Some(sent), ..) => format!("whether {} was made is not known", sent.effect.plan.words),
            (_, Some(request), _) => format!("the approval {} is not used up and holds", request.id),
            (_, _, Some(incident)) => format!("the incident {} is still on", incident.id),
            (None, None, None) => return None,
        },
    };
    Some(Clean::new(why))
}
