//! What a name stands for at this point of a walk.

use super::again;
use super::approval::{Decision, Request};
use super::event::{Applied, Opened};
use super::items::{self, Standing};
use super::result;
use super::state::{Round, Settled, State, Visit};
use super::step_id::StepId;
use super::told;
use super::verdict::Verdict;
use crate::runbook::{Conds, Meta, Name, Ref, Runbook, Truth};
use crate::text::Clean;
use crate::time::stamp;
use crate::world::actions::Touches;
use crate::world::{Evidence, Fact, Known, Type, Value, Why, WhyKind};
use std::time::Duration;

/// The value of a name, or why it has none.
pub fn value(runbook: &Runbook, state: &State, name: &Name) -> Known<Value> {
    match &name.refer {
        Ref::Setting(setting) => setting_value(state, setting),
        Ref::Fact { bind, fact, step } => {
            let evidence = evidence(state, bind, step.as_ref()).ok_or_else(|| not_looked(state, name))?;
            evidence.fact(fact).cloned()
        }
        Ref::Answer { step, field } => {
            let visits = state.visits.iter().rev().filter(|visit| &visit.step == step);
            let answer = visits.filter_map(|visit| visit.answers.get(field)).next();
            match answer {
                // A count that nobody knows is no number to compare with, and says itself in texts.
                Some(Value::Text(text)) if name.ty == Type::Int => Err(Why::absent(text.as_str())),
                Some(answer) => Ok(answer.clone()),
                None => Err(Why::new(WhyKind::NotLooked, format!("{} was not asked", name.written))),
            }
        }
        Ref::Meta { step, meta } => meta_value(runbook, state, step, *meta),
        Ref::Output { step, name: output } => match runbook.step(step).and_then(|step| step.approve.as_ref()) {
            Some(acting) => obtained(state, step, acting, output, &name.written),
            None => output_value(state, step, output, &name.written),
        },
        Ref::Given(_) => Err(Why::not_looked(&name.written)),
        Ref::Run(field) => {
            let run = state.opened.as_ref().ok_or_else(|| Why::not_looked("the run"))?;
            counted(runbook, state, field).unwrap_or_else(|| run_value(run, field))
        }
    }
}

fn not_looked(state: &State, name: &Name) -> Why {
    match drafted(state) {
        true => Why::new(WhyKind::NotEvaluated, format!("{} depends on a change that was not made", name.written)),
        false => Why::not_looked(&name.written),
    }
}

/// A dry run has drafted a change of the world: what follows depends on it.
pub fn drafted(state: &State) -> bool {
    state.visits.iter().any(|visit| match &visit.plan {
        Some(Settled::Drafted(Ok(plan))) => !matches!(plan.touches(), Touches::Records | Touches::Standing),
        Some(Settled::Drafted(Err(_))) => true,
        _ => false,
    })
}

fn setting_value(state: &State, setting: &str) -> Known<Value> {
    let value = state.opened.as_ref().and_then(|opened| opened.settings.get(setting));
    value.cloned().ok_or_else(|| Why::not_looked(setting))
}

/// The latest look under a name; with a step, the latest of that step.
pub fn evidence<'a>(state: &'a State, bind: &str, step: Option<&StepId>) -> Option<&'a Evidence> {
    let visits = state.visits.iter().rev().filter(|visit| step.is_none_or(|step| &visit.step == step));
    let rounds = visits.flat_map(|visit| visit.rounds.iter().rev());
    rounds.flat_map(|round| &round.looks).find(|(bound, _)| bound == bind).map(|(_, evidence)| evidence)
}

fn meta_value(runbook: &Runbook, state: &State, step: &StepId, meta: Meta) -> Known<Value> {
    if meta == Meta::Outcome {
        return outcome(runbook, state, step);
    }
    let visit = state
        .last_visit(step)
        .ok_or_else(|| Why::new(WhyKind::NotLooked, format!("{} was not done", named(runbook, step))))?;
    Ok(match meta {
        Meta::Verdict if matches!(visit.plan, Some(Settled::Drafted(_))) => {
            return Err(Why::new(WhyKind::NotEvaluated, format!("{step} changed nothing (dry run)")));
        }
        Meta::Verdict | Meta::Took if visit.rounds.last().is_some_and(Round::was_not_evaluated) => {
            let text = format!("{} was not evaluated (dry run)", named(runbook, step));
            return Err(Why::new(WhyKind::NotEvaluated, text));
        }
        Meta::Verdict => Value::Text(Clean::new(match runbook.step(step).and_then(|step| step.approve.as_ref()) {
            Some(acting) => obtained_word(state, acting, visit),
            None => word(state, visit),
        })),
        Meta::Took => Value::Duration(took(visit).ok_or_else(|| clock_went_back(step))?),
        Meta::Early => match &visit.cut_short {
            Some(reason) => Value::Text(reason.clone()),
            None => return Err(Why::absent("not ended early")),
        },
        Meta::At | Meta::Outcome => Value::Time(visit.last_at),
    })
}

/// A step as it is called on the screen.
fn named(runbook: &Runbook, step: &StepId) -> String {
    let title = runbook.step(step).map(|step| step.title.written());
    title.map_or_else(|| format!("the step {step}"), |title| format!("\"{title}\""))
}

/// What looked took as long as it was looked and waited for: how long somebody then read it is nothing of it.
fn took(visit: &Visit) -> Option<Duration> {
    match visit.rounds.last() {
        Some(last) => Some(last.ran + last.looks.iter().map(|(_, look)| look.took).max().unwrap_or_default()),
        None => (visit.last_at - visit.entered).to_std().ok(),
    }
}

fn clock_went_back(step: &StepId) -> Why {
    Why::new(WhyKind::BadReply, format!("the clock went back during the step {step}"))
}

/// The verdict's word; of an action, whether it is in the world.
fn word(state: &State, visit: &Visit) -> &'static str {
    match (again::stands(state, visit), &visit.plan, visit.verdict()) {
        (Some(effect), ..) => match effect.applied {
            _ if effect.applied.failed() => "fail",
            Applied::Yes(_) => "pass",
            Applied::No(_) => "fail",
            Applied::CannotTell(_) => "unknown",
        },
        _ if is_so_already(visit) => "pass",
        // What could not even be settled, or was skipped, was not sent.
        (None, Some(Settled::Unsettled(_)), _) => "fail",
        (None, Some(_), _) if visit.skipped.is_some() => "fail",
        (None, None, Some(verdict @ (Verdict::Pass | Verdict::Fail(_)))) => verdict.word(),
        (None, ..) => "unknown",
    }
}

/// Of a step that only obtains an approval: whether there is one.
fn obtained_word(state: &State, acting: &StepId, visit: &Visit) -> &'static str {
    match &visit.plan {
        _ if visit.skipped.is_some() => "fail",
        Some(Settled::Unsettled(_)) => "fail",
        Some(Settled::Plan(_)) if approved(state, acting).is_some() => "pass",
        _ => "unknown",
    }
}

/// There was nothing to do: the change was made before.
pub fn is_so_already(visit: &Visit) -> bool {
    so_already(visit).is_some()
}

/// Whether conditions hold at this point.
pub fn truth(runbook: &Runbook, state: &State, conds: &Conds) -> Truth {
    conds.truth(&|name: &Name| value(runbook, state, name))
}

/// What the step does could not even be planned, so it was not done.
pub fn cannot_be_done(visit: &Visit) -> bool {
    matches!(visit.plan, Some(Settled::Unsettled(_))) && !is_so_already(visit)
}

pub(super) fn so_already(visit: &Visit) -> Option<&Why> {
    match &visit.plan {
        Some(Settled::Unsettled(why)) if why.kind == WhyKind::Already => Some(why),
        _ => None,
    }
}

fn outcome(runbook: &Runbook, state: &State, step: &StepId) -> Known<Value> {
    let ended = state.visits.iter().rev().find_map(|visit| {
        let (of, outcome) = runbook.step(&visit.step)?.returns.as_ref()?;
        (of == step).then_some(outcome)
    });
    let why = || Why::new(WhyKind::NotLooked, format!("what {step} follows has not ended"));
    ended.map(|outcome| Value::Text(Clean::new(outcome.word()))).ok_or_else(why)
}

fn output_value(state: &State, step: &StepId, output: &str, written: &str) -> Known<Value> {
    let done = |visit: &Visit| visit.effect.is_some() || matches!(visit.plan, Some(Settled::Drafted(_)));
    let last = state.last_visit(step);
    if output == "outdated" {
        return Ok(Value::Bool(last.and_then(|visit| visit.effect.as_ref()).is_some_and(result::is_outdated)));
    }
    let never = !state.visits.iter().any(|visit| &visit.step == step && done(visit));
    if never && output == "applied" {
        return Ok(Value::Bool(false));
    }
    if output == "result" && (never || last.is_some_and(is_so_already)) {
        return Ok(Value::Text(result::undone(last)));
    }
    let not_done = || match state.last_visit(step).map(|visit| &visit.plan) {
        Some(Some(Settled::Drafted(_))) => {
            Why::new(WhyKind::NotEvaluated, format!("{written}: nothing was changed (dry run)"))
        }
        _ => Why::new(WhyKind::NotLooked, format!("{written}: the step {step} was not done")),
    };
    let visits = state.visits.iter().rev().filter(|visit| &visit.step == step);
    let Some(visit) = visits.clone().find(|visit| visit.effect.is_some()) else {
        if let Some(said) = (output == "approval").then(|| asked_for(state, step)).flatten() {
            return Ok(Value::Text(said));
        }
        let so = visits.clone().next().and_then(so_already).filter(|_| output == "change");
        return so.map(|why| Value::Text(why.text.clone())).ok_or_else(not_done);
    };
    let effect = visit.effect.as_ref().ok_or_else(not_done)?;
    match output {
        "applied" => match &effect.applied {
            Applied::Yes(_) => Ok(Value::Bool(true)),
            Applied::No(_) => Ok(Value::Bool(false)),
            Applied::CannotTell(why) => Err(why.clone()),
        },
        "result" => Ok(Value::Text(result::of(effect))),
        "at" => Ok(Value::Time(effect.at)),
        "change" => Ok(Value::Text(effect.plan.words.clone())),
        "undo" => Ok(Value::Text(effect.plan.undo.text().clone())),
        "approval" => approval(state, visit).ok_or_else(|| Why::absent("no approval was needed")),
        _ => match &effect.applied {
            Applied::Yes(outputs) => match outputs.get(output) {
                Some(fact) => fact.known().cloned(),
                None => Err(Why::not_reported(written)),
            },
            Applied::No(why) | Applied::CannotTell(why) => Err(why.clone()),
        },
    }
}

/// The newest approved request for a step's action.
pub fn approved<'s>(state: &'s State, acting: &StepId) -> Option<&'s Request> {
    let is_approved = |id: &str| matches!(state.decisions.get(id), Some(Decision::Approved(_)));
    state.requests.iter().rev().find(|request| &request.step == acting && is_approved(&request.id))
}

/// What a step that only obtains an approval has obtained.
fn obtained(state: &State, step: &StepId, acting: &StepId, output: &str, written: &str) -> Known<Value> {
    let not_done = || Why::new(WhyKind::NotLooked, format!("{written}: the step {step} was not done"));
    if output == "denied" {
        return Ok(Value::Bool(is_denied(state, acting)));
    }
    let Some(request) = approved(state, acting) else {
        let said = (output == "approval").then(|| asked_for(state, acting)).flatten();
        return said.map(Value::Text).ok_or_else(not_done);
    };
    match output {
        "change" => Ok(Value::Text(request.plan.words.clone())),
        _ => state.decisions.get(&request.id).map(|decision| Value::Text(decision.text())).ok_or_else(not_done),
    }
}

fn is_denied(state: &State, acting: &StepId) -> bool {
    let newest = state.requests.iter().rev().find(|request| &request.step == acting);
    newest.and_then(|request| state.decisions.get(&request.id)).is_some_and(Decision::is_no)
}

/// What became of the newest request for a change that was not made: who said no, or that nobody answered.
fn asked_for(state: &State, acting: &StepId) -> Option<Clean> {
    let said = |request: &Request| match state.decisions.get(&request.id) {
        Some(no) if no.is_no() => Some(no.text()),
        Some(Decision::Approved(approval)) => {
            Some(Clean::new(format!("approved by {}, and not used", approval.approver)))
        }
        // Withdrawn, which nobody has said.
        Some(Decision::Denied { .. }) => None,
        None => Some(Clean::new(format!("asked for at {}, and not answered", stamp(request.made)))),
    };
    state.requests.iter().rev().filter(|request| &request.step == acting).find_map(said)
}

fn approval(state: &State, visit: &Visit) -> Option<Value> {
    let request = visit.spent.as_ref()?;
    state.decisions.get(request).map(|decision| Value::Text(decision.text()))
}

/// How many items stand in some way, or which. A dry run leaves some of them open that would be done.
fn counted(runbook: &Runbook, state: &State, field: &str) -> Option<Known<Value>> {
    let wanted: fn(&Standing) -> bool = match field {
        "overrides" | "failing" => |_| true,
        "failed" => |standing| matches!(standing, Standing::Failed),
        "unchecked" => |standing| matches!(standing, Standing::Unknown),
        "overridden" => |standing| matches!(standing, Standing::Overridden(_) | Standing::Skipped(_)),
        _ => return None,
    };
    if drafted(state) {
        let text = format!("run.{field} depends on a change that was not made");
        return Some(Err(Why::new(WhyKind::NotEvaluated, text)));
    }
    match field {
        "overrides" => return Some(Ok(Value::Text(told::overrides(runbook, state)))),
        "failing" => return Some(Ok(Value::Text(told::failing(runbook, state)))),
        _ => {}
    }
    Some(Ok(Value::Int(items::count(runbook, state, wanted))))
}

fn run_value(run: &Opened, field: &str) -> Known<Value> {
    Ok(match field {
        "id" => Value::Text(Clean::new(&run.run)),
        "operator" => Value::Text(run.operator.clone()),
        "runbook" => Value::Text(Clean::new(&run.runbook)),
        "opened" => Value::Time(run.window_start),
        _ => match &run.identity {
            Fact::Known(value) => value.clone(),
            Fact::Unknown(why) => return Err(why.clone()),
        },
    })
}
