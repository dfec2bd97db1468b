//! From names to values: the queries, arguments and texts of a step as they are at this moment.

use super::again;
use super::event::{Applied, Entrance};
use super::scope::{drafted, evidence, value};
use super::state::{Effect, Round, State};
use super::step_id::StepId;
use super::verdict::Verdict;
pub use crate::runbook::label;
use crate::runbook::{Arg, Draft, Look, Name, Operand, Ref, Runbook, Step, Template};
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::actions::{Args, Plan, Touches};
use crate::world::observations::{Param, ParamKind, observation};
use crate::world::{Evidence, Known, Query, Type, Value, Why, WhyKind};
use std::collections::BTreeMap;
use std::time::Duration;

/// Stands for the request of a look that could not be asked.
pub const NOT_ASKED: &str = "not asked";

/// The settings that every action's plan may name.
const STANDING: [&str; 4] = ["account", "region", "function", "alias"];

pub fn operand(runbook: &Runbook, state: &State, operand: &Operand) -> Known<Value> {
    match operand {
        Operand::Name(name) => value(runbook, state, name),
        other => literal(other),
    }
}

/// The value of an operand that names nothing.
pub fn literal(operand: &Operand) -> Known<Value> {
    match operand {
        Operand::Literal(value) => Ok(value.clone()),
        Operand::Name(name) => Err(Why::not_looked(&name.written)),
        Operand::List(_) => Err(Why::new(WhyKind::BadReply, "a list is no argument")),
    }
}

/// The settled query of a look, or why it cannot be asked. In a dry run nothing is looked at that depends on the
/// change that was not made.
pub fn query(runbook: &Runbook, state: &State, look: &Look) -> Known<Query> {
    let dry = state.is_dry();
    if dry && drafted(state) {
        return Err(Why::new(WhyKind::NotEvaluated, "not evaluated: it depends on a change that was not made"));
    }
    settled_query(runbook, state, look)
}

fn settled_query(runbook: &Runbook, state: &State, look: &Look) -> Known<Query> {
    let mut query = Query::new(look.observation.name);
    for (name, argument) in &look.args {
        let param = look.observation.params.iter().find(|param| param.name == *name);
        match operand(runbook, state, argument) {
            Ok(value) => query = query.with(name, value),
            Err(why) if param.is_some_and(|param| can_do_without(param, &why)) => {}
            Err(why) => return Err(why),
        }
    }
    Ok(dated(state, look, windowed(state, query)))
}

/// Figures of now are of the moment of the look that reported them, however late it is asked how they changed.
fn dated(state: &State, look: &Look, query: Query) -> Query {
    let takes_as_of = look.observation.params.iter().any(|param| param.name == "as_of");
    if !takes_as_of || query.args.contains_key("as_of") {
        return query;
    }
    let seen = look.args.iter().filter_map(|(_, arg)| match &arg.name()?.refer {
        Ref::Fact { bind, step, .. } => evidence(state, bind, step.as_ref()),
        _ => None,
    });
    match seen.map(|evidence| evidence.at).min() {
        Some(at) => query.with("as_of", Value::Time(at)),
        None => query,
    }
}

/// What is not there is left out. So is a table that cannot be read: it only adds to what is looked at, and whoever
/// has lost one file shall not lose the other look with it.
fn can_do_without(param: &Param, why: &Why) -> bool {
    let adds = param.kind == ParamKind::Value(Type::Table) && why.kind != WhyKind::NotLooked;
    !param.required && (adds || why.kind == WhyKind::Absent)
}

/// A look back in time begins at the pinned start of the window, or at the last change of what answers: what was
/// before it belongs to another world.
fn windowed(state: &State, query: Query) -> Query {
    let takes_from = observation(&query.observe).is_some_and(|known| known.params.iter().any(|p| p.name == "from"));
    let Some(Value::Duration(since)) = query.args.get("since") else { return query };
    if !takes_from || query.args.contains_key("from") {
        return query;
    }
    let pinned = state.opened.as_ref().and_then(|opened| opened.window_start.checked_sub_signed(signed(*since)));
    let from = traffic_changed(state).map(|effect| effect.at).or(pinned);
    match from {
        Some(from) => query.with("from", Value::Time(from)),
        None => query,
    }
}

fn traffic_changed(state: &State) -> Option<&Effect> {
    state.effects().filter(|effect| effect.plan.touches() == Touches::Traffic).last()
}

fn signed(time: Duration) -> chrono::TimeDelta {
    chrono::TimeDelta::from_std(time).unwrap_or(chrono::TimeDelta::zero())
}

/// The state with looks that are not recorded yet: what a later wave of the same step may ask with.
pub fn with_looks(state: &State, looks: &[(String, Evidence)], at: Utc) -> State {
    let mut with = state.clone();
    if let Some(visit) = with.visits.last_mut() {
        visit.rounds.push(Round {
            at,
            looks: looks.to_vec(),
            verdict: Verdict::Seen,
            unchecked: Vec::new(),
            ran: Duration::ZERO,
        });
    }
    with
}

/// A look whose arguments are not known is evidence too: every fact unknown, for that reason.
pub fn unsettled(look: &Look, why: &Why, at: Utc) -> Evidence {
    Evidence {
        query: Query::new(look.observation.name),
        request: Clean::new(NOT_ASKED),
        summary: Clean::new(format!("could not ask: {}", why.text)),
        at,
        took: Duration::ZERO,
        bytes: 0,
        facts: look.observation.unknown(why),
    }
}

/// The settled arguments of an action. A text may show what is not known as `?`; a value may not be unknown.
pub fn args(runbook: &Runbook, state: &State, draft: &Draft) -> Known<Args> {
    let mut args = Args { values: standing(state), facts: Vec::new(), notes: notes(state, draft) };
    for (name, arg) in &draft.args {
        let required = draft.action.params.iter().any(|param| param.name == *name && param.required);
        match arg {
            Arg::Operand(given) => match operand(runbook, state, given) {
                Ok(value) => drop(args.values.insert((*name).into(), value)),
                Err(why) if required => return Err(why),
                Err(_) => {}
            },
            Arg::Text(template) => {
                drop(args.values.insert((*name).into(), Value::Text(text(runbook, state, template))))
            }
            Arg::Facts(names) => {
                args.facts = names.iter().filter_map(|name| shown_fact(runbook, state, name)).collect()
            }
        }
    }
    Ok(args)
}

/// A plan as it stands in this run: an entry is written once, and what was done before is said, and done again only when
/// that is asked for.
pub fn in_this_run(state: &State, step: &StepId, plan: Plan) -> Known<Plan> {
    if let Some(why) = written_already(state, &plan) {
        return Err(why);
    }
    match again::done_before(state, step, &plan) {
        None => Ok(plan),
        Some(done) if state.current().is_some_and(|visit| visit.anew) => Ok(Plan { before: done, ..plan }),
        Some(done) => Err(Why::new(WhyKind::Already, done.as_str())),
    }
}

/// An entry that this run has written is not written again by coming back to its step; of a version and its state
/// there is one, whatever else has been seen since.
fn written_already(state: &State, plan: &Plan) -> Option<Why> {
    let same = |effect: &&Effect| {
        let (old, new) = (&effect.plan, plan);
        let of_version = |plan: &Plan| (plan.args.text("version"), plan.args.text("state"));
        let deploy = new.action == "ledger.deploy" && of_version(old) == of_version(new);
        old.action == new.action && (deploy || old.args == new.args)
    };
    let mut written = state.sent().filter(|effect| matches!(effect.applied, Applied::Yes(_)));
    let earlier = written.find(|effect| plan.action.starts_with("ledger.") && same(effect))?;
    Some(Why::new(WhyKind::Already, format!("written already at {}", stamp(earlier.at))))
}

/// The governance entry of a run tells what the operator noted; each note once.
fn notes(state: &State, draft: &Draft) -> Vec<Clean> {
    let told = draft.action.name == "ledger.append";
    state.visits.iter().filter(|_| told).flat_map(|visit| visit.notes.iter().cloned()).collect()
}

fn standing(state: &State) -> BTreeMap<String, Value> {
    let settings = state.opened.as_ref().map(|opened| &opened.settings);
    STANDING.iter().filter_map(|name| Some(((*name).to_string(), settings?.get(*name)?.clone()))).collect()
}

/// A name's label and value for a table; unknown is said with its reason. What did not apply is not in the table.
pub(super) fn shown_fact(runbook: &Runbook, state: &State, name: &Name) -> Option<(Clean, Clean)> {
    let shown = match value(runbook, state, name) {
        Ok(value) => Clean::new(name.ty.shown(&value)),
        Err(why) if why.kind == WhyKind::Absent => why.text,
        Err(why) if why.kind == WhyKind::NotLooked => match never(runbook, state, name) {
            Never::Applied => return None,
            Never::Done => Clean::new("- (not done)"),
            Never::Skipped(reason) => Clean::new(format!("skipped: {reason}")),
        },
        Err(why) if why.kind == WhyKind::NotEvaluated => Clean::new("- (dry run)"),
        Err(why) => Clean::new(format!("? ({})", why.text)),
    };
    Some((Clean::new(label(&name.written)), shown))
}

/// A step as screens call it: its place and its title.
pub fn placed(runbook: &Runbook, state: &State, step: &Step) -> String {
    format!("{} {}", runbook.place(&step.id), text(runbook, state, &step.title))
}

/// A text with every name replaced by its value. What is not known says so; an absence, and what never happened, say
/// themselves.
pub fn text(runbook: &Runbook, state: &State, template: &Template) -> Clean {
    let shown = |name: &Name| in_text(runbook, state, name).unwrap_or_else(|_| NOT_KNOWN.into());
    Clean::new(template.render(shown))
}

pub(super) const NOT_KNOWN: &str = "not known";

/// A name as it stands in a text, or why nothing is known of it.
pub(super) fn in_text(runbook: &Runbook, state: &State, name: &Name) -> Known<String> {
    match value(runbook, state, name) {
        Ok(value) => Ok(value.to_string()),
        Err(why) => match why.kind {
            WhyKind::Absent => Ok(why.text.to_string()),
            WhyKind::NotReported => Ok("not reported".into()),
            WhyKind::NotEvaluated => Ok("(dry run)".into()),
            WhyKind::NotLooked => Ok(in_words(name, &never(runbook, state, name))),
            _ => Err(why),
        },
    }
}

/// Of what would have been done, "nothing" tells enough.
pub(super) fn is_asked(name: &Name) -> bool {
    matches!(name.refer, Ref::Fact { .. } | Ref::Answer { .. })
}

/// Whether the way that was walked does not lead through what the name is of.
pub fn did_not_apply(runbook: &Runbook, state: &State, name: &Name) -> bool {
    let unlooked = value(runbook, state, name).is_err_and(|why| why.kind == WhyKind::NotLooked);
    unlooked && matches!(never(runbook, state, name), Never::Applied)
}

/// Whether a jump, or leaving its step early, left out what the name is of.
pub(super) fn was_left_out(runbook: &Runbook, state: &State, name: &Name) -> bool {
    let unlooked = value(runbook, state, name).is_err_and(|why| why.kind == WhyKind::NotLooked);
    is_asked(name) && unlooked && matches!(never(runbook, state, name), Never::Done)
}

/// What a name stands for never …
enum Never<'s> {
    /// The way that was walked does not lead through its step.
    Applied,
    /// Its step was left out by a jump, or left before it came to that.
    Done,
    /// Its step was passed over, for this reason.
    Skipped(&'s Clean),
}

fn never<'s>(runbook: &Runbook, state: &'s State, name: &Name) -> Never<'s> {
    let jumped = state.visits.iter().any(|visit| visit.how == Entrance::Jump);
    match state.visits.iter().rev().find(|visit| brings(runbook, &visit.step, name)) {
        Some(visit) => visit.skipped.as_ref().map_or(Never::Done, Never::Skipped),
        None if jumped => Never::Done,
        None => Never::Applied,
    }
}

/// Whether a step brings what a name stands for.
fn brings(runbook: &Runbook, step: &StepId, name: &Name) -> bool {
    match &name.refer {
        Ref::Fact { bind, step: None, .. } => {
            runbook.step(step).is_some_and(|step| step.looks.iter().any(|look| &look.bind == bind))
        }
        _ => name.step() == Some(step),
    }
}

/// So that a text that is come upon by a jump does not read as if it had happened.
fn in_words(name: &Name, never: &Never) -> String {
    match (&name.refer, never) {
        (Ref::Fact { .. } | Ref::Answer { .. }, Never::Skipped(reason)) => format!("(skipped: {reason})"),
        (Ref::Fact { .. }, _) => "(not looked at)".into(),
        (Ref::Answer { .. }, _) => "(not asked)".into(),
        // Of what would have been done: nothing was.
        (_, Never::Skipped(reason)) => format!("nothing (skipped: {reason})"),
        _ => "nothing".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever has lost the deploy log still sees the versions; a version that must not be offered is never forgotten.
    #[test]
    fn only_a_table_is_left_out_when_it_cannot_be_read() {
        let param = |name: &str, of: &str| *observation(of).unwrap().params.iter().find(|p| p.name == name).unwrap();
        let (table, version) = (param("deploys", "lambda.versions"), param("other_than", "ledger.deploys"));
        for (param, kind, left_out) in [
            (table, WhyKind::Absent, true),
            (table, WhyKind::File, true),
            (table, WhyKind::NotLooked, false),
            (version, WhyKind::Absent, true),
            (version, WhyKind::File, false),
            (param("like", "logs.before"), WhyKind::Absent, false),
        ] {
            assert_eq!(can_do_without(&param, &Why::new(kind, "why")), left_out, "{} {kind:?}", param.name);
        }
    }
}
