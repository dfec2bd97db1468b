//! Where a step stands: its number, and within a runbook that is followed its number there.

use super::{Runbook, Step, Target};
use crate::walk::StepId;

impl Runbook {
    /// Where a step stands among the numbered ones: `(3, 9)` is 3/9. A step that only a branch leads to, and one
    /// that is no item, have no number: `(0, 9)`.
    pub fn position(&self, id: &StepId) -> (usize, usize) {
        let numbered = self.numbered();
        let head = self.step(id).map(Step::head);
        (numbered.iter().position(|step| Some(&step.id) == head).map_or(0, |at| at + 1), numbered.len())
    }

    /// `3/9`; for a step without a number the word of [`uncounted_place`](Self::uncounted_place). In a runbook that is
    /// followed, also where it stands there: `5/9 · 2 of 4`.
    pub fn place(&self, id: &StepId) -> String {
        let place = match self.position(id) {
            (0, _) => self.uncounted_place(id).into(),
            (at, of) => format!("{at}/{of}"),
        };
        match self.position_followed(id) {
            Some((0, _)) => format!("{place} · {}", self.led_to(id)),
            Some((at, of)) => format!("{place} · {at} of {of}"),
            None => place,
        }
    }

    /// `first` before the items, `then` after them; where only a branch leads to, `outcome` when the walk ends there
    /// and `branch` when it goes on.
    pub fn uncounted_place(&self, id: &StepId) -> &'static str {
        let heads = self.heads();
        let at = |id: &StepId| heads.iter().position(|step| &step.id == id);
        let first_counted = heads.iter().position(|step| !step.uncounted);
        match (self.step(id).map(Step::head).and_then(at), first_counted) {
            (Some(here), Some(first)) if here < first => "first",
            (Some(_), _) => "then",
            (None, _) => self.led_to(id),
        }
    }

    fn led_to(&self, id: &StepId) -> &'static str {
        let ends = |next: &Target| match next {
            Target::End(_) => true,
            // Where a runbook that was followed returns to.
            Target::Step(id) => self.step(id).is_some_and(|step| step.silent),
        };
        if self.step(id).is_some_and(|step| ends(&step.next)) { "outcome" } else { "branch" }
    }

    /// Where a step of a followed runbook stands among the steps of that; nothing for any other step.
    pub fn position_followed(&self, id: &StepId) -> Option<(usize, usize)> {
        let prefix = id.prefix()?;
        let path = self.path_followed(prefix);
        let at = path.iter().position(|step| &step.id == id).map_or(0, |at| at + 1);
        (!path.is_empty()).then_some((at, path.len()))
    }

    /// The main path of a followed runbook. One that it follows itself is passed through.
    fn path_followed(&self, prefix: &str) -> Vec<&Step> {
        let mut path: Vec<&Step> = Vec::new();
        let mut at = self.steps.iter().find(|step| step.id.prefix() == Some(prefix));
        while let Some(step) = at.filter(|step| !path.iter().any(|known| known.id == step.id)) {
            path.push(step);
            at = match &step.next {
                Target::Step(id) if id.as_str().starts_with(prefix) => self.step(id),
                Target::Step(_) | Target::End(_) => None,
            };
        }
        path.retain(|step| !step.silent && step.id.prefix() == Some(prefix));
        path
    }
}
