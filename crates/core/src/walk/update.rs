//! A paragraph for the chat, from the events.

use super::settle;
use super::state::{State, Visit};
use super::verdict::Verdict;
use crate::runbook::Runbook;
use crate::text::Clean;
use crate::time::stamp;

/// What is broken, what was found, what was changed, what comes next: plain text to paste. What did not pass comes first;
/// of a step that was come to again, what was seen last.
pub fn paragraph(runbook: &Runbook, state: &State) -> Clean {
    let found = |wanted: fn(&Verdict) -> bool| move |visit: &&Visit| visit.verdict().is_some_and(wanted);
    let newest: Vec<&Visit> = state.visits.iter().filter(|visit| is_newest(state, visit)).collect();
    let told = |wanted: fn(&Verdict) -> bool| newest.iter().copied().filter(found(wanted));
    let failed = told(|v| matches!(v, Verdict::Fail(_))).filter_map(|visit| because("FAIL", runbook, state, visit));
    let unknown = told(|v| matches!(v, Verdict::Unknown(_)));
    let unknown = unknown.filter_map(|visit| because("Could not check", runbook, state, visit));
    let seen = told(|v| matches!(v, Verdict::Seen | Verdict::Pending { .. }));
    let seen = seen.filter_map(|visit| Some(format!("{}: {}.", title(runbook, state, visit)?, summary(visit)?)));
    let passed = told(|v| matches!(v, Verdict::Pass));
    let passed: Vec<_> =
        passed.filter_map(|visit| Some(title(runbook, state, visit)? + &passed_without(visit))).collect();
    let passed = (!passed.is_empty()).then(|| format!("Ok: {}.", passed.join("; ")));
    let changed = state
        .effects()
        .map(|effect| format!("Changed {}: {} at {}.", effect.plan.target, effect.plan.words, stamp(effect.at)));
    let parts = failed.chain(unknown).chain(seen).chain(passed).chain(changed);
    let parts: Vec<_> = [head(runbook, state)].into_iter().chain(parts).chain([now(runbook, state)]).collect();
    Clean::new(parts.join(" "))
}

fn is_newest(state: &State, visit: &Visit) -> bool {
    visit.verdict().is_some()
        && !state
            .visits
            .iter()
            .any(|later| later.step == visit.step && later.visit > visit.visit && later.verdict().is_some())
}

/// A title can read like a claim, which did not hold: it is quoted.
fn because(word: &str, runbook: &Runbook, state: &State, visit: &Visit) -> Option<String> {
    Some(format!("{word} \"{}\": {}.", title(runbook, state, visit)?, summary(visit)?))
}

fn title(runbook: &Runbook, state: &State, visit: &Visit) -> Option<String> {
    Some(settle::text(runbook, state, &runbook.step(&visit.step)?.title).to_string())
}

fn summary(visit: &Visit) -> Option<Clean> {
    Some(visit.rounds.last()?.looks.first()?.1.summary.clone())
}

fn passed_without(visit: &Visit) -> String {
    let unchecked = visit.rounds.last().map_or(&[][..], |round| &round.unchecked);
    let labels: Vec<_> = unchecked.iter().flat_map(|one| one.labels.clone()).collect();
    if labels.is_empty() { String::new() } else { format!(" (but could not check: {})", labels.join(", ")) }
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
