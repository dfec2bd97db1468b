//! Where a step leads: its branches, what comes next, how it ends.

use super::Resolving;
use crate::runbook::block::{BranchDraft, EndDraft};
use crate::runbook::code::Code;
use crate::runbook::mistake::{self, Mistake};
use crate::runbook::reader::Written;
use crate::runbook::{Branch, Ending, Prose, Target};
use crate::walk::StepId;
use crate::walk::event::Outcome;

/// Where a mistake keeps from knowing where it goes.
fn nowhere() -> Target {
    Target::End(Ending { outcome: Outcome::Complete, say: None })
}

/// Stands above a text that somebody has to pass on.
const TO_COPY: &str = "Copy this; duckops does not send it:";

impl Resolving<'_, '_> {
    pub(super) fn branch(&mut self, draft: &BranchDraft) -> Option<Branch> {
        let when = self.conds(&draft.when);
        let to = match (&draft.to, &draft.end) {
            (Some(to), _) if !draft.ends => self.target(to)?,
            (None, Some(end)) => self.end(end),
            (None, None) if draft.ends => nowhere(),
            _ => {
                self.say(Code::BRANCH, draft.span.clone(), "a branch wants either `to` or `end`");
                return None;
            }
        };
        Some(Branch { when, to })
    }

    /// Where there is no such step, the one that is probably meant: that it is not reached is no mistake of its own.
    fn target(&mut self, to: &Written) -> Option<Target> {
        self.step_id(to).or_else(|| self.meant(to)).map(Target::Step)
    }

    fn meant(&self, to: &Written) -> Option<StepId> {
        let near = mistake::nearest(&to.text, self.known_steps())?;
        Some(StepId(format!("{}{near}", self.names.prefix)))
    }

    /// Those of the document itself.
    fn known_steps(&self) -> Vec<&str> {
        let own = self.names.steps.keys().filter_map(|id| id.strip_prefix(&self.names.prefix));
        own.filter(|id| !id.contains('/')).collect()
    }

    fn step_id(&mut self, to: &Written) -> Option<StepId> {
        let full = format!("{}{}", self.draft.prefix, to.text);
        if self.names.steps.contains_key(&full) {
            return Some(StepId(full));
        }
        let mistake = Mistake::new(
            Code::UNKNOWN_STEP,
            self.draft.source,
            to.span.clone(),
            format!("there is no step `{}` to go to", to.text),
        );
        let mistake = mistake.nearest_or_all(&to.text, self.known_steps(), "known:");
        self.mistakes.push(mistake);
        None
    }

    pub(super) fn approve(&mut self, step: &Written) -> Option<StepId> {
        let id = self.step_id(step)?;
        if self.names.steps.get(id.as_str()).is_none_or(|names| names.action.is_none()) {
            self.say(
                Code::APPROVAL,
                step.span.clone(),
                format!("the step `{}` does nothing that could be approved", step.text),
            );
        }
        Some(id)
    }

    fn end(&mut self, draft: &EndDraft) -> Target {
        let say = draft.say.as_ref().map(|say| self.text(say));
        Target::End(Ending { outcome: draft.outcome.clone(), say })
    }

    /// Where it goes on: as written, to the next heading, or, at an ending of a followed runbook, back.
    pub(super) fn next(&mut self, after: Option<&str>, prose: &mut Vec<Prose>) -> (Target, Option<(StepId, Outcome)>) {
        let draft = self.draft;
        if let (Some(end), Some((step, back))) = (&draft.end, &draft.returns) {
            // Where a walk does not end, what is to be told stands in the step: nothing of it is sent.
            if let Some(say) = &end.say {
                let sent = Written { text: TO_COPY.into(), exact: true, ..say.clone() };
                // As every text that is for others: that of a drill says so.
                let quoted = Written { text: format!("\"{}\"", say.text), ..say.clone() };
                prose.extend([&sent, &quoted].map(|text| Prose::Paragraph(self.text(text))));
            }
            return (Target::Step(StepId(back.clone())), Some((StepId(step.clone()), end.outcome.clone())));
        }
        if draft.end.is_some() && draft.next.is_some() {
            self.say(Code::BRANCH, draft.id.span.clone(), "a step has either `next` or `end`");
        }
        let below = || after.map(|id| Target::Step(StepId(id.into())));
        let target = match (&draft.end, &draft.next) {
            (Some(end), _) => Some(self.end(end)),
            (None, Some(to)) => self.target(to).or_else(below),
            (None, None) => below(),
        };
        let falls_off = target.is_none() && draft.next.is_none() && !draft.ends;
        let always = draft.go.last().is_some_and(|branch| branch.when.is_empty());
        if falls_off && !always {
            let mistake = Mistake::new(
                Code::LEADS_NOWHERE,
                draft.source,
                draft.id.span.clone(),
                format!("the step `{}` leads nowhere", draft.id.text),
            );
            self.mistakes.push(mistake.hint("say how it ends: end = \"resolved\""));
        }
        (target.unwrap_or_else(nowhere), None)
    }
}
