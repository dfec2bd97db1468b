//! How well a drill was walked: a function of its events and of what its scenario declares as right.

mod gates;
mod left;
mod lesson;
#[cfg(test)]
mod tests;
mod wrong;

pub use lesson::{Change, Lesson, Sign, Tell, Trap};

use crate::text::Clean;
use crate::time::{Utc, passed};
use crate::walk::event::{Event, Outcome, Recorded};
use crate::walk::{State, StepId};
use crate::world::{Evidence, WhyKind};
use std::time::Duration;

/// What each part is worth; together 100. Time is told and costs nothing: calm is what is practised.
pub const END: u32 = 40;
pub const EVIDENCE: u32 = 20;
pub const NOTHING_WRONG: u32 = 20;
pub const GATES: u32 = 10;
pub const NOTHING_LEFT: u32 = 10;
/// What one wrong action costs.
const EACH_WRONG: u32 = 10;

#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Of 100.
    pub points: u32,
    pub won: bool,
    /// How it ended; nothing when it was left.
    pub ended: Option<Outcome>,
    /// Somebody said no to what was asked for, and it was left at that.
    pub denied: Option<Clean>,
    /// It ended as it should, all was done that should be, and nothing wrong stands.
    pub right_end: bool,
    /// From the opening to going on from the last look that tells, when what followed was right.
    pub diagnosis: Option<Duration>,
    pub took: Duration,
    /// Of the looks that tell: those that were taken before anything was done, and those that were not.
    pub seen: Vec<Tell>,
    pub unseen: Vec<Tell>,
    /// How many of the changes that a gate guards passed it.
    pub gates: Passed,
    /// Each wrong action, and what is wrong with it.
    pub wrong: Vec<Clean>,
    /// What was left broken or undone, as far as the events tell.
    pub left: Vec<Clean>,
}

impl Score {
    /// Before its end, of one's own accord: nothing is decided yet.
    pub fn was_left(&self) -> bool {
        self.ended.is_none() && self.denied.is_none()
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    pub passed: usize,
    pub of: usize,
}

/// The score of a run; steps are told by their titles.
pub fn score(lesson: &Lesson, events: &[Recorded], title: &dyn Fn(&StepId) -> Clean) -> Score {
    let state = State::of(events.iter().cloned());
    let ended = state.closed.as_ref().map(|(outcome, _)| outcome.clone()).filter(|end| *end != Outcome::Abandoned);
    let standing = left::standing(lesson, &state);
    let left = left::all(lesson, &state, &standing);
    let is_right = |end: &Outcome| lesson.ends.contains(end) && standing.is_empty();
    let right_end = ended.as_ref().is_some_and(is_right) && lesson.undone(&state).is_empty();
    let acted = events.iter().position(|event| acts(&event.event)).unwrap_or(events.len());
    let (seen, unseen): (Vec<_>, Vec<_>) =
        lesson.tells.iter().cloned().partition(|tell| first_seen(events, tell).is_some_and(|at| at < acted));
    let wrong = wrong::all(lesson, &state, &unseen, ended.as_ref(), title);
    let gates = gates::passed(events);
    let won = right_end && wrong.is_empty() && gates.passed == gates.of;
    let diagnosis = if won { diagnosed(lesson, events).map(|at| since_opening(&state, at)) } else { None };
    let took = state.last_at.map_or(Duration::ZERO, |at| since_opening(&state, at));
    let denied = state.denials(|_| true).last().filter(|_| ended.is_none());
    let mut score =
        Score { points: 0, won, ended, denied, right_end, diagnosis, took, seen, unseen, gates, wrong, left };
    score.points = points(&score);
    score
}

/// Whoever left it has looked, and no more.
fn points(score: &Score) -> u32 {
    let (seen, all) = (score.seen.len() as u32, (score.seen.len() + score.unseen.len()) as u32);
    let evidence = (EVIDENCE * seen).checked_div(all).unwrap_or(EVIDENCE);
    if score.ended.is_none() {
        return evidence;
    }
    let of = |holds: bool, worth: u32| if holds { worth } else { 0 };
    evidence
        + of(score.right_end, END)
        + of(score.gates.passed == score.gates.of, GATES)
        + of(score.left.is_empty(), NOTHING_LEFT)
        + NOTHING_WRONG.saturating_sub(EACH_WRONG * score.wrong.len() as u32)
}

/// A change of what people or systems rely on; what duckops goes by or writes down is none.
fn acts(event: &Event) -> bool {
    matches!(event, Event::Intended { plan } if plan.changes_the_world())
}

/// Where it was looked at first. Whoever skips a step has not looked at what it shows.
fn first_seen(events: &[Recorded], tell: &Tell) -> Option<usize> {
    let is_it = |evidence: &Evidence| evidence.query.observe == tell.look && was_taken(evidence);
    let is_skipped = |seen: &Recorded| {
        let same = |other: &&Recorded| (&other.step, other.visit) == (&seen.step, seen.visit);
        events.iter().filter(same).any(|other| matches!(other.event, Event::Skipped { .. }))
    };
    let is_there =
        |event: &Recorded| tell.step.is_none_or(|at| event.step.as_ref().is_some_and(|step| step.as_str() == at));
    events.iter().position(|event| match &event.event {
        Event::Observed { looks, .. } => {
            is_there(event) && looks.iter().any(|(_, evidence)| is_it(evidence)) && !is_skipped(event)
        }
        _ => false,
    })
}

fn was_taken(evidence: &Evidence) -> bool {
    !evidence.failure().is_some_and(|why| matches!(why.kind, WhyKind::NotLooked | WhyKind::NotEvaluated))
}

/// When somebody went on from the last look that tells.
fn diagnosed(lesson: &Lesson, events: &[Recorded]) -> Option<Utc> {
    let all: Option<Vec<usize>> = lesson.tells.iter().map(|tell| first_seen(events, tell)).collect();
    let last = all?.into_iter().max().unwrap_or(0);
    let goes_on = |event: &&Recorded| {
        matches!(event.event, Event::Continued | Event::Answered { .. } | Event::Entered { .. } | Event::Closed { .. })
    };
    events[last + 1..].iter().find(goes_on).map(|event| event.at)
}

fn since_opening(state: &State, at: Utc) -> Duration {
    state.opened_at.map_or(Duration::ZERO, |from| passed(from, at))
}
