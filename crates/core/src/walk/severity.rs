//! How bad it is that is walked.

use super::event::{Applied, Event};
use super::state::State;
use crate::runbook::Runbook;
use crate::text::Clean;

/// How bad it is: as the incident was declared, else as the runbook says of what it is for.
pub fn severity(runbook: &Runbook, state: &State) -> Option<Clean> {
    state.severity.clone().or_else(|| runbook.severity.as_ref().map(Clean::new))
}

/// How bad an incident is said to be: by whoever declared it, or by what looked at it.
pub(super) fn heard_severity(state: &State, event: &Event) -> Option<Clean> {
    match event {
        Event::Opened(opened) => opened.severity.clone(),
        Event::Resumed { severity, .. } => severity.clone(),
        Event::Observed { looks, .. } => {
            let of_incident = looks.iter().filter(|(_, evidence)| evidence.query.observe == "incident.state");
            of_incident
                .filter_map(|(_, evidence)| evidence.fact("severity").ok())
                .map(|v| Clean::new(v.to_string()))
                .next_back()
        }
        Event::Effected { applied: Applied::Yes(_), .. } => {
            let Event::Intended { plan } = &state.current()?.intended.as_ref()?.event else { return None };
            (plan.action == "incident.start").then(|| plan.args.text("severity").ok()).flatten()
        }
        _ => None,
    }
}
