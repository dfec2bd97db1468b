//! What is right in a drill, and what is known to go wrong in it. Its scenario declares it.

use crate::text::Clean;
use crate::walk::State;
use crate::walk::event::{Applied, Event, Outcome, Recorded};
use crate::walk::now::is_at;
use crate::world::actions::Plan;

#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// The right ends.
    pub ends: Vec<Outcome>,
    /// The looks that tell, in the order in which a calm expert takes them.
    pub tells: Vec<Tell>,
    /// Every change that it takes or may take; any other is wrong.
    pub changes: Vec<Change>,
    pub traps: Vec<Trap>,
    /// What the expert makes of it.
    pub decides: Clean,
    /// Whose consent it takes; empty where it takes none.
    pub gate: Clean,
    /// How it is known that it is over.
    pub proof: Clean,
}

/// A look, and what it tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tell {
    /// The observation.
    pub look: &'static str,
    /// The step that shows it, where an earlier one takes the same observation for something else.
    pub step: Option<&'static str>,
    pub says: Clean,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub action: &'static str,
    /// The argument that it must have: its name and value.
    pub with: Option<(&'static str, Clean)>,
    pub must: bool,
    pub words: Clean,
}

/// The known mistake of those who do not look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trap {
    pub sign: Sign,
    pub told: Clean,
}

/// By what it is seen in the events that somebody walked into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sign {
    Answered {
        step: &'static str,
        field: &'static str,
        value: Clean,
    },
    Skipped {
        step: &'static str,
    },
    CutShort {
        step: &'static str,
    },
    /// The look was not taken before something was done or said.
    Unseen {
        look: &'static str,
    },
    /// The change was made with this argument.
    Changed {
        action: &'static str,
        with: (&'static str, Clean),
    },
}

impl Change {
    pub fn is(&self, plan: &Plan) -> bool {
        plan.action == self.action && self.with.as_ref().is_none_or(|(name, value)| has(plan, name, value))
    }
}

/// Whether the plan has this argument.
pub fn has(plan: &Plan, name: &str, value: &Clean) -> bool {
    plan.args.text(name).is_ok_and(|known| &known == value)
}

impl Lesson {
    /// What must be done and was not.
    pub fn undone(&self, state: &State) -> Vec<&Change> {
        let made = |change: &Change| {
            let made = state.sent().filter(|effect| matches!(effect.applied, Applied::Yes(_)));
            made.into_iter().any(|effect| change.is(&effect.plan))
        };
        self.changes.iter().filter(|change| change.must && !made(change)).collect()
    }

    /// Somebody had made a change that it takes before this walk looked: on a served stack that can be.
    pub fn was_repaired_before(&self, events: &[Recorded]) -> bool {
        let of_alias = |event: &Recorded| match &event.event {
            Event::Observed { looks, .. } => {
                looks.iter().map(|(_, seen)| seen).find(|seen| seen.query.observe == "lambda.alias").cloned()
            }
            _ => None,
        };
        let Some(first) = events.iter().find_map(of_alias) else { return false };
        let must = self.changes.iter().filter(|change| change.must && change.action == "lambda.promote");
        must.filter_map(|change| change.with.as_ref()).any(|(_, version)| is_at(&first, version))
    }

    pub fn allows(&self, plan: &Plan) -> bool {
        self.changes.iter().any(|change| change.is(plan))
    }
}
