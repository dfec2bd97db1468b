//! Changing the world: settled from a fresh look, intended on disk, applied once, found out by looking.

use super::looks::Looked;
use super::{Stopped, Turn, Walk, or_leave};
use duckops_core::runbook::Step;
use duckops_core::text::Clean;
use duckops_core::walk::event::{Applied, Event, Found};
use duckops_core::walk::next::draft;
use duckops_core::walk::ports::{Durable, Waiting};
use duckops_core::walk::{StepId, settle, with_its_undo};
use duckops_core::world::actions::{Plan, Tier};
use duckops_core::world::{Evidence, Fact, Known, Why, WhyKind};
use std::time::Duration;

impl Walk<'_> {
    /// Settles the step's change. A dry run drafts it and goes no further.
    pub(super) async fn settle(&mut self, step: &Step) -> Result<Turn, Stopped> {
        let Some((acting, draft)) = draft(self.runbook, step) else { return Ok(Turn::On) };
        let before = match draft.action.look_before() {
            Some(query) => Some(or_leave!(self.look_once(&query).await)),
            None => None,
        };
        let settled = self.plan(&acting.id, draft, before.as_ref()).map(Box::new);
        if let Ok(plan) = &settled {
            self.withdraw_outdated(&acting.id, plan)?;
        }
        let dry = self.state.is_dry();
        self.append(match (settled, dry) {
            (plan, true) => Event::Drafted { plan },
            (Ok(plan), false) => Event::Settled { plan },
            (Err(why), false) => Event::Unsettled { why },
        })
    }

    fn plan(&self, acting: &StepId, draft: &duckops_core::runbook::Draft, before: Option<&Evidence>) -> Known<Plan> {
        let identity = self.state.opened.as_ref().map(|opened| &opened.identity);
        if let (true, Some(Fact::Unknown(why))) = (draft.action.tier != Tier::Routine, identity) {
            let text = format!("nothing is changed without knowing who you are: {}", why.text);
            let because = Why::new(WhyKind::NoCredentials, text);
            return Err(match &why.hint {
                Some(hint) => Why { hint: Some(hint.clone()), ..because },
                None => because,
            });
        }
        let plan = (draft.action.plan)(&settle::args(self.runbook, &self.state, draft)?, before)?;
        settle::in_this_run(&self.state, acting, plan).map(|plan| with_its_undo(&self.state, plan))
    }

    /// The intent is on disk before anything is sent.
    pub(super) async fn change(&mut self, plan: &Plan) -> Result<Turn, Stopped> {
        let turn = self.append(Event::Intended { plan: Box::new(plan.clone()) })?;
        let (Turn::On, Some(intent)) = (&turn, self.intent()) else { return Ok(turn) };
        let act = self.act;
        self.effect(act.apply(&intent), "the change to be made and read back", Found::Reply).await
    }

    /// After a cut between intent and effect: looking, never repeating.
    pub(super) async fn look_back(&mut self) -> Result<Turn, Stopped> {
        let Some(intent) = self.intent() else { return Ok(Turn::On) };
        let act = self.act;
        self.effect(act.look_back(&intent), "whether the change was made", Found::LookedBack).await
    }

    fn intent(&self) -> Option<Durable<Plan>> {
        let run = &self.state.opened.as_ref()?.run;
        Durable::of_intent(run, self.state.current()?.intended.as_ref()?)
    }

    async fn effect(&mut self, work: impl Future<Output = Applied>, what: &str, found: Found) -> Result<Turn, Stopped> {
        let waiting =
            Waiting { what: Clean::new(what), limit: Duration::from_secs(30), can_cut_short: false, pause: None };
        match self.beside(work, &waiting).await {
            Looked::Done(applied) => self.append(Event::Effected { applied, found }),
            Looked::Interrupted(interruption) => self.interrupted(interruption).await,
        }
    }
}
