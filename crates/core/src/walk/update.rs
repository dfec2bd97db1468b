//! A paragraph for the chat, from the events.

use super::settle;
use super::state::{State, Visit};
use super::verdict::Verdict;
use crate::runbook::Runbook;
use crate::text::Clean;
use crate::time::stamp;

/// What is broken, what was found, what was changed, what comes next: plain text to paste.
pub fn paragraph(runbook: &Runbook, state: &State) -> Clean {
    let mut parts = vec![head(runbook, state)];
    parts.extend(state.visits.iter().filter_map(|visit| {
        let title = settle::text(runbook, state, &runbook.step(&visit.step)?.title);
        let summary = visit.rounds.last()?.looks.first().map(|(_, evidence)| evidence.summary.clone())?;
        match visit.verdict()? {
            Verdict::Fail(_) => Some(format!("{title}: FAIL, {summary}.")),
            Verdict::Unknown(_) => Some(format!("{title}: could not check, {summary}.")),
            Verdict::Pass => Some(format!("{title}: ok{}.", passed_without(visit))),
            Verdict::Seen | Verdict::Pending { .. } => Some(format!("{title}: {summary}.")),
        }
    }));
    parts.extend(
        state
            .effects()
            .map(|effect| format!("Changed {}: {} at {}.", effect.plan.target, effect.plan.words, stamp(effect.at))),
    );
    parts.push(now(runbook, state));
    Clean::new(parts.join(" "))
}

fn passed_without(visit: &Visit) -> String {
    let unchecked = visit.rounds.last().map_or(&[][..], |round| &round.unchecked);
    let labels: Vec<_> = unchecked.iter().flat_map(|one| one.labels.clone()).collect();
    if labels.is_empty() { String::new() } else { format!(", but not checked: {}", labels.join(", ")) }
}

fn head(runbook: &Runbook, state: &State) -> String {
    let severity = runbook.severity.as_deref().unwrap_or("");
    let opened = state.opened_at.map(stamp).unwrap_or_else(|| "?".into());
    let drill = if state.opened.as_ref().is_some_and(|opened| opened.drill.is_some()) { "DRILL: " } else { "" };
    format!("{drill}{} {} {severity}, looked at since {opened}.", runbook.id.to_uppercase(), runbook.title)
}

fn now(runbook: &Runbook, state: &State) -> String {
    if let Some((outcome, _)) = &state.closed {
        return format!("Ended: {}.", outcome.word());
    }
    let Some(visit) = state.current() else { return "Just begun.".into() };
    let place = runbook.place(&visit.step);
    let title = runbook.step(&visit.step).map(|step| settle::text(runbook, state, &step.title));
    format!("Now at {place}: {}.", title.unwrap_or_else(|| Clean::new(visit.step.as_str())))
}
