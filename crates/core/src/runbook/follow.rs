//! `follow = "inc-003"`: the followed runbook's steps are put in place, with prefixed ids. Its endings return.
//! A part (`kind = "part"`) takes the place of the step that follows it: its first step has that step's id and
//! heading, its others keep their own ids, and `return` leads back.

use super::block::{Args, EndDraft, StepDraft};
use super::code::Code;
use super::mistake::Mistake;
use super::name::Given;
use super::reader::Written;
use crate::walk::event::Outcome;
use crate::world::Type;
use std::collections::BTreeMap;

/// Where a step of a part goes to leave it.
const RETURN: &str = "return";

/// A document that can be followed.
pub struct Followable<'a> {
    pub id: &'a str,
    pub steps: &'a [StepDraft],
    /// Of a part: what it is given.
    pub takes: Option<&'a BTreeMap<String, Type>>,
}

/// Puts followed runbooks in place, at any depth. A circle or a second following of the same one is a mistake.
pub fn inline(
    id: &str,
    drafts: &[StepDraft],
    others: &[Followable<'_>],
    mistakes: &mut Vec<Mistake>,
) -> Vec<StepDraft> {
    Inlining { others, mistakes, path: vec![id.to_string()], seen: Vec::new() }.steps(drafts, "")
}

/// A part by itself, to be checked: its values are of their declared types, and `return` is its end.
pub fn alone(
    drafts: &[StepDraft],
    takes: &BTreeMap<String, Type>,
    id: &Written,
    mistakes: &mut Vec<Mistake>,
) -> Vec<StepDraft> {
    for step in drafts.iter().filter(|step| step.ends || step.go.iter().any(|branch| branch.end.is_some())) {
        let message = "a part does not end the walk: where it is followed says what comes next";
        mistakes.push(Mistake::new(Code::PART, step.source, step.id.span.clone(), message));
    }
    let given: BTreeMap<_, _> = takes.iter().map(|(name, ty)| (name.clone(), Given::Declared(*ty))).collect();
    let mut steps: Vec<_> = drafts.iter().map(|step| StepDraft { given: given.clone(), ..step.clone() }).collect();
    let end = steps.last().map(|last| StepDraft {
        id: Written { text: RETURN.into(), ..id.clone() },
        silent: true,
        end: Some(EndDraft { outcome: Outcome::Complete, say: None }),
        ..bare(last)
    });
    steps.extend(end);
    steps
}

struct Inlining<'a, 'm> {
    others: &'a [Followable<'a>],
    mistakes: &'m mut Vec<Mistake>,
    /// The runbooks that are being followed, outermost first.
    path: Vec<String>,
    seen: Vec<String>,
}

impl<'a> Inlining<'a, '_> {
    fn steps(&mut self, drafts: &[StepDraft], prefix: &str) -> Vec<StepDraft> {
        let mut out = Vec::new();
        for draft in drafts {
            let step = StepDraft { prefix: prefix.to_string(), ..draft.clone() };
            match step.follow.clone() {
                Some(follow) => out.extend(self.one(step, &follow, prefix)),
                None => out.push(step),
            }
        }
        out
    }

    fn one(&mut self, step: StepDraft, follow: &Written, prefix: &str) -> Vec<StepDraft> {
        let Some(child) = self.allowed(&step, follow) else { return vec![step] };
        self.path.push(follow.text.clone());
        let steps = match child.takes {
            Some(takes) => self.part(&step, child, takes),
            None => self.whole(step, child, prefix),
        };
        self.path.pop();
        steps
    }

    /// A runbook that also stands alone: under its own prefix, with its own headings.
    fn whole(&mut self, mut step: StepDraft, child: &Followable<'_>, prefix: &str) -> Vec<StepDraft> {
        self.given(&step, &BTreeMap::new());
        let inner = format!("{prefix}{}/", child.id);
        let mut children = self.steps(child.steps, &inner);
        let back = coming_back(&step);
        let home = (step.full_id(), back.full_id());
        for child in children.iter_mut().filter(|child| child.prefix == inner && child.end.is_some()) {
            child.returns = Some(home.clone());
        }
        children.iter_mut().for_each(|child| child.is_part = true);
        step.go = Vec::new();
        step.next = None;
        step.end = None;
        std::iter::once(step).chain(children).chain([back]).collect()
    }

    /// A part: in the place of the step that follows it.
    fn part(&mut self, step: &StepDraft, child: &Followable<'_>, takes: &BTreeMap<String, Type>) -> Vec<StepDraft> {
        let given = self.given(step, takes);
        let back = coming_back(step);
        let mut children = self.steps(child.steps, &step.prefix);
        for child in &mut children {
            child.given.clone_from(&given);
            child.is_part = true;
            let targets = child.go.iter_mut().filter_map(|branch| branch.to.as_mut()).chain(child.next.as_mut());
            targets.filter(|to| to.text == RETURN).for_each(|to| to.text.clone_from(&back.id.text));
        }
        if let Some(first) = children.first_mut() {
            self.takes_the_place(step, first);
        }
        children.into_iter().chain([back]).collect()
    }

    fn takes_the_place(&mut self, step: &StepDraft, first: &mut StepDraft) {
        if step.id.text != first.id.text {
            let message = format!("a step that follows this part has its first step's id: `{}`", first.id.text);
            self.mistakes.push(Mistake::new(Code::PART, step.source, step.id.span.clone(), message));
        }
        if !step.when.is_empty() || !step.looks.is_empty() || !step.pass.is_empty() || !step.ask.is_empty() {
            let message = "what a step that follows a part looks at, judges and asks stands in the part";
            self.mistakes.push(Mistake::new(Code::PART, step.source, step.id.span.clone(), message));
        }
        first.title = step.title.clone();
        first.prose = step.prose.iter().chain(&first.prose).cloned().collect();
        first.is_part = step.is_part;
        first.uncounted = step.uncounted;
        first.optional = step.optional;
    }

    /// What is given, against what is taken.
    fn given(&mut self, step: &StepDraft, takes: &BTreeMap<String, Type>) -> BTreeMap<String, Given> {
        let follow = step.follow.clone().unwrap_or_else(|| step.id.clone());
        for (name, _) in step.with.iter().filter(|(name, _)| !takes.contains_key(&name.text)) {
            let mistake = Mistake::new(
                Code::UNKNOWN_ARGUMENT,
                step.source,
                name.span.clone(),
                format!("{} takes no `{}`", follow.text, name.text),
            );
            self.mistakes.push(mistake.nearest(&name.text, takes.keys().map(String::as_str)));
        }
        let mut found = BTreeMap::new();
        for (name, ty) in takes {
            let value = one_value(&step.with, name);
            if value.is_none() {
                let message = format!("{} wants `{name}`: the name of a {}", follow.text, ty.name());
                self.mistakes.push(Mistake::new(Code::MISSING_ARGUMENT, step.source, follow.span.clone(), message));
            }
            let taken = |value: &Written| Given::Taken { name: value.clone(), source: step.source, ty: *ty };
            found.insert(name.clone(), value.map_or(Given::Declared(*ty), taken));
        }
        found
    }

    fn allowed(&mut self, step: &StepDraft, follow: &Written) -> Option<&'a Followable<'a>> {
        let say = |code: Code, message: String| Mistake::new(code, step.source, follow.span.clone(), message);
        let others = self.others.iter().map(|other| other.id).filter(|id| !self.path.iter().any(|walked| walked == id));
        let mistake = if self.path.contains(&follow.text) {
            say(Code::FOLLOWED, format!("`{}` is being followed already: a circle", follow.text))
        } else if self.seen.contains(&follow.text) {
            say(Code::FOLLOWED, format!("`{}` is followed twice", follow.text))
        } else if let Some(child) = self.others.iter().find(|other| other.id == follow.text) {
            self.seen.push(follow.text.clone());
            return Some(child);
        } else {
            say(Code::UNKNOWN_RUNBOOK, format!("there is no runbook `{}` to follow", follow.text)).nearest_or_all(
                &follow.text,
                others,
                "name its file too, if it has one; there are",
            )
        };
        self.mistakes.push(mistake);
        None
    }
}

fn one_value<'w>(with: &'w Args, name: &str) -> Option<&'w Written> {
    let (_, values) = with.iter().find(|(key, _)| key.text == name)?;
    values.first().filter(|_| values.len() == 1)
}

/// The place where the followed runbook returns to; it has the branches of the step that followed.
fn coming_back(step: &StepDraft) -> StepDraft {
    let id = Written { text: format!("{}/{RETURN}", step.id.text), ..step.id.clone() };
    let (go, next, end, ends) = (step.go.clone(), step.next.clone(), step.end.clone(), step.ends);
    StepDraft { id, silent: true, is_part: true, go, next, end, ends, when: step.when.clone(), ..bare(step) }
}

/// A step with nothing to see, to do or to go on to.
fn bare(step: &StepDraft) -> StepDraft {
    let StepDraft { source, is_part, uncounted, optional, silent, .. } = *step;
    let (prefix, id, title) = (step.prefix.clone(), step.id.clone(), step.title.clone());
    let (given, returns) = (step.given.clone(), step.returns.clone());
    StepDraft {
        source,
        prefix,
        id,
        title,
        is_part,
        uncounted,
        optional,
        given,
        returns,
        silent,
        ..StepDraft::default()
    }
}
