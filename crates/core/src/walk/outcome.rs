//! What a run's answer is, for its exit code.

use super::again;
use super::event::Applied;
use super::event::Entrance;
use super::items::{Standing, count};
use super::scope::cannot_be_done;
use super::state::{Settled, State, Visit};
use super::step_id::StepId;
use super::verdict::Verdict;
use crate::runbook::{Kind, Runbook, Step};
use crate::world::{Why, WhyKind};
use std::collections::BTreeMap;

/// How a closed run counts. Where several apply, the worst counts: changed before unknown before no before yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Resolved, not an incident, complete.
    Yes,
    /// Escalated, deferred, a check failed, a required step skipped.
    No,
    /// A required step stayed unknown.
    Unknown,
    /// A change was refused because somebody else made another one meanwhile.
    Changed,
}

/// A look that was repeated counts as its last verdict.
pub fn answer(runbook: &Runbook, state: &State) -> Answer {
    let mut last: BTreeMap<&str, &Visit> = BTreeMap::new();
    for visit in &state.visits {
        last.insert(visit.step.as_str(), visit);
    }
    let dry = state.is_dry();
    let overridden = runbook.kind == Kind::Checklist
        && !dry
        && count(runbook, state, |standing| matches!(standing, Standing::Overridden(_))) > 0;
    let overridden = if overridden { Answer::No } else { Answer::Yes };
    let jumped = if jumped_over(runbook, state).is_empty() { Answer::Yes } else { Answer::No };
    let steps = last.values().map(|visit| if dry { read(visit) } else { step(runbook, state, visit) });
    let outcome = match &state.closed {
        _ if dry => Answer::Yes,
        Some((outcome, _)) if outcome.is_good() => Answer::Yes,
        Some(_) | None => Answer::No,
    };
    steps.chain([outcome, jumped, overridden]).max().unwrap_or(Answer::Yes)
}

/// The required steps that a jump left out and nobody came to afterwards: skipped without a word. A checklist
/// comes back to them by itself.
pub fn jumped_over<'r>(runbook: &'r Runbook, state: &State) -> Vec<&'r Step> {
    left_out(runbook, state).into_iter().filter(|step| !step.optional).collect()
}

/// With those that are optional.
pub fn left_out<'r>(runbook: &'r Runbook, state: &State) -> Vec<&'r Step> {
    if runbook.kind == Kind::Checklist {
        return Vec::new();
    }
    let path = runbook.main_path();
    let at = |id: &StepId| path.iter().position(|step| &step.id == id);
    let goal = |id: &StepId| {
        at(id).or_else(|| path.iter().position(|step| step.leads_to(id)).map(|leads| leads + 1)).unwrap_or(path.len())
    };
    let mut over = Vec::new();
    for pair in state.visits.windows(2).filter(|pair| pair[1].how == Entrance::Jump) {
        let from = at(&pair[0].step).map_or(0, |from| from + 1);
        over.extend(path.iter().take(goal(&pair[1].step)).skip(from).copied());
    }
    over.retain(|step| state.last_visit(&step.id).is_none());
    over.dedup_by_key(|step| &step.id);
    over
}

/// The steps whose last verdict is that nobody knows. What a step did counts for more than what it saw before.
pub fn stayed_unknown<'r>(runbook: &'r Runbook, state: &State) -> Vec<&'r Step> {
    let is_unknown =
        |visit: &Visit| visit.verdict().is_some_and(Verdict::is_unknown) && again::stands(state, visit).is_none();
    let unknown = |step: &&Step| state.last_visit(&step.id).is_some_and(is_unknown);
    let dry = state.is_dry();
    runbook.steps.iter().filter(|_| !dry).filter(unknown).collect()
}

/// What was to be done and was not, or nobody knows whether it was: the step, whether that is known, and why.
pub fn not_done<'r, 's>(runbook: &'r Runbook, state: &'s State) -> Vec<(&'r Step, bool, &'s Why)> {
    let why = |visit: &'s Visit| match (again::stands(state, visit).map(|effect| &effect.applied), &visit.plan) {
        (Some(Applied::No(why)), _) => Some((true, why)),
        (Some(Applied::CannotTell(why)), _) => Some((false, why)),
        (None, Some(Settled::Unsettled(why))) if cannot_be_done(visit) => Some((true, why)),
        (Some(Applied::Yes(_)) | None, _) => None,
    };
    let dry = state.is_dry();
    let last = |step: &&Step| state.last_visit(&step.id).filter(|visit| visit.skipped.is_none() && !dry);
    let told = |step: &'r Step| last(&step).and_then(why).map(|(known, why)| (step, known, why));
    runbook.steps.iter().filter_map(told).collect()
}

fn step(runbook: &Runbook, state: &State, visit: &Visit) -> Answer {
    let Some(step) = runbook.step(&visit.step).filter(|step| !step.optional) else { return Answer::Yes };
    if visit.skipped.is_some() {
        return Answer::No;
    }
    match (again::stands(state, visit), visit.verdict()) {
        (Some(effect), _) => match &effect.applied {
            applied if applied.failed() => Answer::No,
            Applied::Yes(_) => Answer::Yes,
            Applied::No(why) if why.kind == WhyKind::Changed => Answer::Changed,
            Applied::No(_) => Answer::No,
            Applied::CannotTell(_) => Answer::Unknown,
        },
        (None, Some(Verdict::Unknown(_))) => Answer::Unknown,
        (None, Some(Verdict::Fail(_))) if runbook.kind == Kind::Checklist && !step.silent => Answer::No,
        (None, _) if cannot_be_done(visit) => Answer::No,
        _ => Answer::Yes,
    }
}

/// In a dry run only what could not be read counts.
fn read(visit: &Visit) -> Answer {
    let unread = |why: &crate::world::Why| {
        !matches!(why.kind, WhyKind::NotEvaluated | WhyKind::Absent | WhyKind::NotLooked | WhyKind::NotReported)
    };
    match visit.verdict() {
        Some(Verdict::Unknown(whys)) if whys.iter().any(unread) => Answer::Unknown,
        _ => Answer::Yes,
    }
}
