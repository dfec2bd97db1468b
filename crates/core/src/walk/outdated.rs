//! What was done for an answer that has been changed since: a call of version 43 says nothing of 41.

use super::items::visits;
use super::next::draft;
use super::state::{State, Visit};
use crate::runbook::{Arg, Body, Name, Ref, Runbook, Step, label};
use crate::text::Clean;
use crate::world::Value;

/// `candidate version was 43, is 41`: the first answer that the item went by and that is another one now. Answers of the
/// item itself are its own affair.
pub(super) fn outdated(runbook: &Runbook, state: &State, head: &Step, visits: &[&Visit]) -> Option<Clean> {
    visits.iter().find_map(|visit| {
        let step = runbook.step(&visit.step)?;
        let names = decides(runbook, step).into_iter().filter(|name| is_from_elsewhere(runbook, head, name));
        names.filter_map(|name| changed(state, visit, name)).next()
    })
}

/// Why the item that is come back to now is open again, where an answer was changed since it was last gone through.
pub fn reopened_by(runbook: &Runbook, state: &State) -> Option<Clean> {
    let (here, before) = state.visits.split_last().filter(|(here, _)| here.visit > 1)?;
    let head = runbook.step(runbook.step(&here.step)?.head())?;
    let before = State { visits: before.to_vec(), ..state.clone() };
    outdated(runbook, &before, head, &visits(runbook, &before, head))
}

/// The names that decide what a step looks at, judges, does and leads to. Its texts only tell.
fn decides<'r>(runbook: &'r Runbook, step: &'r Step) -> Vec<&'r Name> {
    let looks = step.looks.iter().flat_map(|look| &look.args).filter_map(|(_, arg)| arg.name());
    let branches = step.go.iter().flat_map(|branch| branch.when.names());
    let judged = match &step.body {
        Body::Look { pass, .. } => pass.names(),
        _ => Vec::new(),
    };
    let done = draft(runbook, step).into_iter().flat_map(|(_, draft)| &draft.args).filter_map(|(_, arg)| match arg {
        Arg::Operand(operand) => operand.name(),
        Arg::Text(_) | Arg::Facts(_) => None,
    });
    step.when.names().into_iter().chain(looks).chain(branches).chain(judged).chain(done).collect()
}

fn is_from_elsewhere(runbook: &Runbook, head: &Step, name: &Name) -> bool {
    let Ref::Answer { step, .. } = &name.refer else { return false };
    runbook.step(step).is_some_and(|asked| asked.head() != &head.id)
}

fn changed(state: &State, visit: &Visit, name: &Name) -> Option<Clean> {
    let Ref::Answer { step, field } = &name.refer else { return None };
    let answer = |visit: &&Visit| (&visit.step == step).then(|| visit.answers.get(field)).flatten().cloned();
    let newest = |visits: &mut dyn Iterator<Item = &Visit>| visits.filter_map(|visit| answer(&visit)).last();
    let until = state.visits.iter().position(|other| (&other.step, other.visit) == (&visit.step, visit.visit))?;
    let then: Value = newest(&mut state.visits[..=until].iter())?;
    let now = newest(&mut state.visits.iter())?;
    let text = || format!("{} was {}, is {}", label(&name.written), name.ty.shown(&then), name.ty.shown(&now));
    (then != now).then(|| Clean::new(text()))
}
