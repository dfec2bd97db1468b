//! Requests that nobody waits for any more: whoever approved one would approve what comes to nothing.

use super::{Stopped, Walk};
use duckops_core::walk::StepId;
use duckops_core::walk::approval::{Decision, Request};
use duckops_core::walk::event::Event;
use duckops_core::world::actions::Plan;

impl Walk<'_> {
    /// The open requests of a step's change, when the change that is settled is another one.
    pub(super) fn withdraw_outdated(&mut self, acting: &StepId, plan: &Plan) -> Result<(), Stopped> {
        let outdated = |request: &Request| &request.step == acting && &request.plan != plan;
        self.withdraw_open(outdated, &format!("it is to be {} now", plan.words))
    }

    /// All of them, when the walk ends.
    pub(super) fn withdraw_rest(&mut self) -> Result<(), Stopped> {
        self.withdraw_open(|_| true, "the walk has ended")
    }

    fn withdraw_open(&mut self, which: impl Fn(&Request) -> bool, reason: &str) -> Result<(), Stopped> {
        let open = self.state.undecided().filter(|request| which(request));
        for id in open.map(|request| request.id.clone()).collect::<Vec<_>>() {
            let decision = match self.record.decided(&id)? {
                Some(denied @ Decision::Denied { .. }) => denied,
                Some(Decision::Approved(_)) | None => Decision::withdrawn(reason, self.clock.now()),
            };
            self.append(Event::Decided { request: id, decision: Box::new(decision) })?;
        }
        Ok(())
    }
}
