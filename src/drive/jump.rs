//! Jumps: where they can go, and why not elsewhere.

use super::{Stopped, Turn, Walk};
use duckops_core::runbook::{Kind, Step};
use duckops_core::text::Clean;
use duckops_core::walk::event::Entrance;
use duckops_core::walk::items::{Item, items};
use duckops_core::walk::jump::{refusal, targets};
use duckops_core::walk::{StepId, settle};

/// Ids, each with a text.
type Places = Vec<(StepId, Clean)>;

impl Walk<'_> {
    /// What a jump is offered, and why all else is none.
    pub(super) fn jumps(&self) -> (Places, Places) {
        let (runbook, state) = (self.runbook, &self.state);
        let offered = targets(runbook, state);
        let other = |step: &&Step| !step.silent && !offered.iter().any(|known| known.id == step.id);
        let why = |step: &Step| Some((step.id.clone(), refusal(runbook, state, step)?));
        let refused = runbook.steps.iter().filter(other).filter_map(why).collect();
        let items = if runbook.kind == Kind::Checklist { items(runbook, state) } else { Vec::new() };
        (offered.iter().map(|step| (step.id.clone(), self.jump_title(step, &items))).collect(), refused)
    }

    /// An item of a checklist says how it stands.
    fn jump_title(&self, step: &Step, items: &[Item<'_>]) -> Clean {
        let standing = || items.iter().find(|item| item.step.id == step.id).map(|item| item.standing.word());
        let here = self.state.current().and_then(|visit| self.runbook.step(&visit.step)).map(Step::head);
        let note = match self.state.last_visit(&step.id) {
            _ if here == Some(&step.id) => "here",
            _ if refusal(self.runbook, &self.state, step).is_some() => "not yet",
            Some(visit) if visit.skipped.is_some() => standing().unwrap_or("skipped"),
            Some(_) => standing().unwrap_or("seen"),
            None => "",
        };
        let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
        Clean::new(settle::placed(self.runbook, &self.state, step) + &note)
    }

    /// Made, or refused in words.
    pub(super) fn jump(&mut self, target: &StepId) -> Result<Turn, Stopped> {
        let why = self.runbook.step(target).and_then(|step| refusal(self.runbook, &self.state, step));
        match why {
            Some(why) => self.notice(why.as_str()),
            None => self.enter(target, Entrance::Jump),
        }
    }
}
