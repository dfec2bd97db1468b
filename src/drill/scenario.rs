//! What a scenario is, and which there are.

use super::dice::Dice;
use super::lesson::{End, Lesson};
use super::scenarios::ALL;
use super::world::World;
use duckops_core::time::Utc;
use duckops_core::walk::event::Outcome;

/// A stack that is broken in one certain way, and how to tell that it is whole again.
pub struct Scenario {
    pub id: &'static str,
    /// The id of the runbook that it practises.
    pub runbook: &'static str,
    pub title: &'static str,
    /// What is broken, in one line.
    pub what: &'static str,
    /// The simulated company at the moment when the drill begins.
    pub build: fn(Utc, Dice) -> World,
    /// The DEPLOY-LOG.md that its team keeps by hand, if it keeps one.
    pub deploy_log: fn(Utc, Dice) -> Option<String>,
    /// Whether all was done that acting can achieve: some things are mended by others.
    pub repaired: fn(&World) -> bool,
    /// What is right in it, what tells, and the known mistake.
    pub lesson: Lesson,
    /// What a calm operator answers, in order; at every other step they go on.
    pub play: &'static [Line],
}

/// How a drill was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    Healthy,
    /// What could be done was done; what remains is for others.
    Done,
    /// Broken, and rightly in the hands of those who can repair it.
    HandedTo(&'static str),
    /// Not well, and rightly left for a later look.
    Deferred,
    /// Nothing fails yet, and nobody did what would have kept it so.
    NotYet,
    Broken,
}

impl Scenario {
    /// How the world stands at a moment, and whether the walk's end is the right one for it.
    pub fn left(&self, world: &World, now: Utc, ended: Option<&Outcome>) -> Left {
        match ((self.repaired)(world), world.is_well(now)) {
            (true, true) => Left::Healthy,
            (true, false) => Left::Done,
            (false, is_well) => self.ended_rightly(ended).unwrap_or(match is_well && self.lesson.has_to_act() {
                true => Left::NotYet,
                false => Left::Broken,
            }),
        }
    }

    /// Where something is to be done from here, no end is right without it.
    fn ended_rightly(&self, ended: Option<&Outcome>) -> Option<Left> {
        if self.lesson.has_to_act() {
            return None;
        }
        self.lesson.ends.iter().find_map(|end| match (end, ended?) {
            (End::To(to), Outcome::Escalated(whom)) if whom.as_str() == *to => Some(Left::HandedTo(to)),
            (End::Deferred, Outcome::Deferred) => Some(Left::Deferred),
            _ => None,
        })
    }
}

/// One answer of the operator who plays a drill by themself.
#[derive(Clone, Copy, Debug)]
pub enum Line {
    /// The answer to a step's question.
    Answer { step: &'static str, field: &'static str, value: &'static str },
    /// The version that has this number in the story.
    Version { step: &'static str, field: &'static str, version: u32 },
    /// What is offered.
    Default { step: &'static str, field: &'static str },
    /// The approver says yes on the phone.
    Approved { step: &'static str, by: &'static str },
    /// The words are typed.
    Words { step: &'static str },
    /// Not done, whatever it shows; at one of its questions where a field is named.
    Skip { step: &'static str, field: Option<&'static str> },
    /// From here to there, without what is in between.
    Jump { step: &'static str, to: &'static str },
    /// The walk is left.
    Leave,
    /// A wait of these words is ended early.
    CutShort { wait: &'static str },
}

/// Every scenario; the first one of a runbook is its ordinary case.
pub fn scenarios() -> &'static [Scenario] {
    ALL
}

/// The scenario of this id, in any case.
pub fn find(id: &str) -> Option<&'static Scenario> {
    scenarios().iter().find(|scenario| scenario.id.eq_ignore_ascii_case(id))
}

/// What is broken is mended by others: acting from here repairs nothing.
pub fn never(_: &World) -> bool {
    false
}

/// Nothing was broken.
pub fn always(_: &World) -> bool {
    true
}
