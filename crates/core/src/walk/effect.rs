//! What came of a change that was sent.

use super::event::{Applied, Found};
use crate::time::Utc;
use crate::world::actions::Plan;

#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    pub applied: Applied,
    pub found: Found,
    pub at: Utc,
    pub plan: Plan,
}

impl Effect {
    pub fn was_made(&self) -> bool {
        matches!(self.applied, Applied::Yes(_))
    }

    /// The walk was cut off after the intent, and the change is not in the world.
    pub fn was_cut_off(&self) -> bool {
        self.found == Found::LookedBack && matches!(self.applied, Applied::No(_))
    }

    /// The world is another one since: not what was only allowed, or written down.
    pub fn changed_the_world(&self) -> bool {
        self.was_made() && self.plan.changes_the_world() && !self.plan.is_by_hand()
    }
}
