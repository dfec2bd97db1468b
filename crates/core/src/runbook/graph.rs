//! What only the whole graph shows: unreachable steps, loops without a way out, names bound too late.

use super::code::Code;
use super::mistake::Mistake;
use super::name::{Name, Ref};
use super::operand::Operand;
use super::{Arg, Body, Prose, QuestionKind, Repeat, Runbook, Step, Target, Template};
use crate::walk::StepId;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Where each step's id stands: source and span.
pub type Places = BTreeMap<StepId, (usize, Range<usize>)>;

/// Checks the graph and fills in what each step needs.
pub fn check(runbook: &mut Runbook, places: &Places, mistakes: &mut Vec<Mistake>) {
    let needed = checked(runbook, places, mistakes);
    runbook.steps.iter_mut().zip(needed).for_each(|(step, needed)| step.needs = needed);
}

/// What each step needs.
fn checked(runbook: &Runbook, places: &Places, mistakes: &mut Vec<Mistake>) -> Vec<Vec<StepId>> {
    let edges = edges(runbook);
    let reach: Reach = edges.keys().map(|from| (*from, reachable(&edges, from))).collect();
    let Some(reached) = runbook.steps.first().and_then(|first| reach.get(&first.id)) else { return Vec::new() };
    for step in &runbook.steps {
        let Some((source, span)) = places.get(&step.id) else { continue };
        if !reached.contains(&step.id) && !step.silent {
            let message = format!("the step `{}` is never reached", step.id);
            mistakes
                .push(Mistake::new(Code::UNREACHABLE, *source, span.clone(), message).hint("a branch must lead to it"));
        }
    }
    loops(runbook, &edges, &reach, places, mistakes);
    runbook.steps.iter().map(|step| needs(runbook, step, &reach, mistakes)).collect()
}

type Edges<'r> = BTreeMap<&'r StepId, Vec<Option<&'r StepId>>>;
/// The steps that can come after each, itself included.
type Reach<'r> = BTreeMap<&'r StepId, BTreeSet<&'r StepId>>;

/// Where each step can lead; `None` is an end.
fn edges(runbook: &Runbook) -> Edges<'_> {
    fn target(target: &Target) -> Option<&StepId> {
        match target {
            Target::Step(id) => Some(id),
            Target::End(_) => None,
        }
    }
    fn out(step: &Step) -> Vec<Option<&StepId>> {
        let always = step.go.iter().any(|branch| branch.when.is_empty());
        let next = (!always).then_some(&step.next);
        step.go.iter().map(|branch| &branch.to).chain(next).map(target).collect()
    }
    runbook.steps.iter().map(|step| (&step.id, out(step))).collect()
}

fn reachable<'r>(edges: &Edges<'r>, from: &'r StepId) -> BTreeSet<&'r StepId> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(edges.get(id).into_iter().flatten().flatten());
        }
    }
    seen
}

/// A step from which no end can be reached walks for ever.
fn loops(runbook: &Runbook, edges: &Edges<'_>, reach: &Reach<'_>, places: &Places, mistakes: &mut Vec<Mistake>) {
    let ends = |id: &&StepId| edges.get(id).is_some_and(|out| out.contains(&None));
    for step in &runbook.steps {
        let stuck = !reach.get(&step.id).is_some_and(|reached| reached.iter().any(ends));
        if let Some((source, span)) = places.get(&step.id).filter(|_| stuck && !step.silent) {
            let message = format!("from the step `{}` there is no way to an end", step.id);
            mistakes.push(Mistake::new(Code::NO_WAY_OUT, *source, span.clone(), message));
        }
    }
}

/// The steps that a step's names come from. A name that no earlier step binds is a mistake.
fn needs<'r>(runbook: &'r Runbook, step: &'r Step, reach: &Reach<'r>, mistakes: &mut Vec<Mistake>) -> Vec<StepId> {
    let mut found = BTreeSet::new();
    let comes_after = |binder: &StepId| reach.get(binder).is_some_and(|reached| reached.contains(&step.id));
    for (name, own) in names(step) {
        let binders = binders(runbook, name);
        let binds_before = |binder: &StepId| if *binder == step.id { own } else { comes_after(binder) };
        let before: Vec<_> = binders.iter().copied().filter(|binder| binds_before(binder)).collect();
        if binders.is_empty() || !before.is_empty() {
            found.extend(before.into_iter().filter(|binder| **binder != step.id));
            continue;
        }
        let message = format!("`{}` is not known yet: no earlier step looks or asks for it", name.written);
        mistakes.push(Mistake::new(Code::TOO_EARLY, name.source, name.span.clone(), message));
    }
    found.into_iter().cloned().collect()
}

fn binders<'r>(runbook: &'r Runbook, name: &'r Name) -> Vec<&'r StepId> {
    match &name.refer {
        Ref::Fact { bind, step: None, .. } => runbook
            .steps
            .iter()
            .filter(|step| step.looks.iter().any(|look| &look.bind == bind))
            .map(|step| &step.id)
            .collect(),
        _ => name.step().into_iter().collect(),
    }
}

/// Every name in a step, and whether the step's own looks and answers may serve it.
pub fn names(step: &Step) -> Vec<(&Name, bool)> {
    let mut after: Vec<&Name> = step.show.iter().collect();
    after.extend(step.amber.names());
    after.extend(step.title.names());
    after.extend(step.prose.iter().flat_map(prose_names));
    after.extend(step.by_hand.iter().flat_map(|command| command.names()));
    after.extend(step.go.iter().flat_map(|branch| branch.when.names()));
    after.extend(step.go.iter().map(|branch| &branch.to).chain([&step.next]).flat_map(target_names));
    after.extend(body_names(&step.body));
    let before = step.when.names().into_iter().map(|name| (name, false));
    before.chain(look_names(step)).chain(after.into_iter().map(|name| (name, true))).collect()
}

/// A look's arguments may name what an earlier look of the same step brings.
fn look_names(step: &Step) -> Vec<(&Name, bool)> {
    let earlier = |at: usize, name: &Name| step.looks[..at].iter().any(|look| name.is_of(&look.bind));
    let looks = step.looks.iter().enumerate();
    let named = looks.flat_map(|(at, look)| look.args.iter().filter_map(move |(_, arg)| Some((at, arg.name()?))));
    named.map(|(at, name)| (name, earlier(at, name))).collect()
}

fn prose_names(prose: &Prose) -> Vec<&Name> {
    match prose {
        Prose::Paragraph(text) | Prose::Item(text) => text.names().collect(),
        Prose::Code(_) => Vec::new(),
    }
}

fn target_names(target: &Target) -> Vec<&Name> {
    match target {
        Target::End(ending) => ending.say.iter().flat_map(|say| say.names()).collect(),
        Target::Step(_) => Vec::new(),
    }
}

fn body_names(body: &Body) -> Vec<&Name> {
    match body {
        Body::Read => Vec::new(),
        Body::Look { pass, repeat } => {
            let operands: Vec<&Operand> = match repeat {
                Some(Repeat::InARow { times, every, limit }) => vec![times, every, limit],
                Some(Repeat::For { time, every }) => vec![time, every],
                None => Vec::new(),
            };
            pass.names().into_iter().chain(operands.into_iter().filter_map(Operand::name)).collect()
        }
        Body::Ask(questions) => questions.iter().flat_map(question_names).collect(),
        Body::Do(draft) => draft.args.iter().flat_map(|(_, arg)| arg_names(arg)).collect(),
    }
}

fn question_names(question: &super::Question) -> Vec<&Name> {
    let from = match &question.kind {
        QuestionKind::Version { from } => Some(from),
        _ => None,
    };
    let default = question.default.as_ref().and_then(Operand::name);
    let texts = std::iter::once(&question.label).chain(&question.because);
    texts.flat_map(Template::names).chain(from).chain(default).chain(question.not.as_ref()).collect()
}

fn arg_names(arg: &Arg) -> Vec<&Name> {
    match arg {
        Arg::Operand(operand) => operand.name().into_iter().collect(),
        Arg::Text(text) => text.names().collect(),
        Arg::Facts(names) => names.iter().collect(),
    }
}
