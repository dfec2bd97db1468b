//! Where a jump can go: one target for each item of a checklist or step of a triage, and why another one is none.

use super::items;
use super::next::applies;
use super::scope::{evidence, truth, value};
use super::settle::placed;
use super::state::State;
use crate::runbook::{Kind, Name, Ref, Runbook, Step, Truth};
use crate::text::Clean;

/// Every item that applies, whether its turn has come or not; of all else, what can be gone to now.
pub fn targets<'r>(runbook: &'r Runbook, state: &State) -> Vec<&'r Step> {
    let numbered = |step: &Step| runbook.position(&step.id).0 > 0 && applies(runbook, state, step);
    let shown = |step: &&Step| is_screen(step) && (numbered(step) || refusal(runbook, state, step).is_none());
    runbook.steps.iter().filter(shown).collect()
}

/// A part belongs to its item, and a place where a followed runbook returns to has no screen.
fn is_screen(step: &Step) -> bool {
    step.part_of.is_none() && !step.silent
}

/// Why there is no jump to a step, in words.
pub fn refusal(runbook: &Runbook, state: &State, target: &Step) -> Option<Clean> {
    let named = |step: &Step| placed(runbook, state, step);
    if let Some(head) = target.part_of.as_ref().and_then(|head| runbook.step(head)) {
        return Some(Clean::new(format!("{} is a part of {}: jump there", target.id, named(head))));
    }
    if !applies(runbook, state, target) {
        let because = target.when.failing(&|name: &Name| value(runbook, state, name));
        let because: Vec<_> = because.iter().map(Clean::as_str).collect();
        return Some(Clean::new(format!("{} does not apply: {}", named(target), because.join("; "))));
    }
    if !is_on_path(runbook, target) && !is_led_to(runbook, state, target) {
        return Some(Clean::new(format!("{}: nothing leads there as things stand", named(target))));
    }
    if let Some(first) = items::comes_first(runbook, state, target) {
        let first = items::open_part(runbook, state, first);
        return Some(Clean::new(format!("{} comes first: do it, or skip it with a reason", named(first))));
    }
    let missing = missing(runbook, state, target)?;
    Some(Clean::new(format!("{} needs {}, which was not done yet", named(target), named(missing))))
}

fn is_on_path(runbook: &Runbook, step: &Step) -> bool {
    runbook.heads().iter().any(|head| head.id == step.id)
}

/// It was come to before, or a branch of a step that was come to goes there now.
fn is_led_to(runbook: &Runbook, state: &State, target: &Step) -> bool {
    let holds = |step: &Step| {
        let leads = step.go.iter().find(|branch| truth(runbook, state, &branch.when) == Truth::True);
        leads.is_some_and(|branch| branch.to.is(&target.id))
    };
    let visited = |step: &&Step| state.last_visit(&step.id).is_some();
    visited(&target) || runbook.steps.iter().filter(visited).any(holds)
}

/// The first step of the way that the target asks for something which it never brought. In a checklist what comes first
/// is settled by the order of its items.
fn missing<'r>(runbook: &'r Runbook, state: &State, target: &Step) -> Option<&'r Step> {
    if runbook.kind == Kind::Checklist || state.last_visit(&target.id).is_some() {
        return None;
    }
    let names = target.names();
    let unknown = |(name, own): &&(&Name, bool)| !is_there(state, target, name, *own);
    let before = runbook.heads().into_iter().take_while(|head| head.id != target.id);
    let before: Vec<_> = before.filter(|head| applies(runbook, state, head)).collect();
    let brings = |name: &Name| before.iter().copied().find(|head| head.brings(name));
    names.iter().filter(unknown).find_map(|(name, _)| brings(name))
}

/// Facts, answers and what changes left behind; how a step went is told of one that was not done, too.
fn is_there(state: &State, target: &Step, name: &Name, own: bool) -> bool {
    match &name.refer {
        _ if own && target.brings(name) => true,
        Ref::Fact { bind, step, .. } => evidence(state, bind, step.as_ref()).is_some(),
        Ref::Answer { step, .. } => state.last_visit(step).is_some(),
        Ref::Setting(_) | Ref::Run(_) | Ref::Given(_) | Ref::Meta { .. } | Ref::Output { .. } => true,
    }
}
