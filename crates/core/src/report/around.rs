//! What was changed, and the incident that is looked at: beside them a look of a walk is told.

use super::{Run, only_at_incident_mode};
use crate::standing::incident::Incident;
use crate::text::Clean;
use crate::time::Utc;
use crate::walk::event::Outcome;
use crate::walk::state::Visit;

/// What a look is seen beside: a later change, by whichever run, and the incident that it was a part of.
pub(super) struct Around<'a> {
    /// When the world was changed, and the words of it; the oldest first.
    pub changes: Vec<(Utc, Clean)>,
    pub incident: Option<&'a Incident>,
    /// When a walk saw last that it works again.
    mended: Option<Utc>,
}

impl<'a> Around<'a> {
    pub fn of_run(run: &Run) -> Self {
        Self { changes: world_changes([run]), incident: None, mended: mended([run]) }
    }

    pub fn of_incident(incident: &'a Incident, runs: &[Run]) -> Self {
        Self { changes: world_changes(runs), incident: Some(incident), mended: mended(runs) }
    }

    /// The first change of the world after a look: what was seen before it may be over.
    pub fn since(&self, visit: &Visit) -> String {
        visit.rounds.last().and_then(|round| self.before(round.at)).unwrap_or_default()
    }

    fn before(&self, seen: Utc) -> Option<String> {
        let later = self.changes.iter().find(|(at, _)| *at >= seen);
        later.map(|(_, words)| format!("before {words}: "))
    }

    /// How what a probe or a snapshot saw is told where it may be over: something was changed since, or mended.
    pub fn was(&self, seen: Utc) -> Option<String> {
        let mended = self.mended.filter(|at| *at >= seen).map(|_| "was: ".to_owned());
        self.before(seen).or(mended)
    }

    /// What was changed was seen to work.
    pub fn is_after_a_change(&self, visit: &Visit) -> bool {
        let seen = visit.rounds.last().map(|round| round.at);
        self.since(visit).is_empty() && self.changes.iter().any(|(at, _)| seen.is_some_and(|seen| *at <= seen))
    }

    /// Whether nobody waits any more for what somebody was asked then.
    pub fn is_settled(&self, asked: Utc) -> bool {
        self.mended.is_some_and(|at| at >= asked)
    }

    pub fn is_over(&self) -> bool {
        self.incident.is_some_and(|incident| incident.end.is_some())
    }

    /// How the incident itself stands is told by itself, not by what a walk saw of it.
    pub fn tells(&self, visit: &Visit) -> bool {
        let looks = visit.rounds.last().map_or(&[][..], |round| &round.looks);
        self.incident.is_some() && only_at_incident_mode(looks)
    }
}

/// When a walk saw last that all is well again.
pub(super) fn mended<'r>(runs: impl IntoIterator<Item = &'r Run>) -> Option<Utc> {
    runs.into_iter().filter(|run| run.state.is_closed(Outcome::is_mended)).filter_map(|run| run.state.last_at).max()
}

pub(super) fn world_changes<'r>(runs: impl IntoIterator<Item = &'r Run>) -> Vec<(Utc, Clean)> {
    let made = |run: &'r Run| run.state.effects().filter(|effect| effect.changed_the_world());
    let mut all: Vec<_> = runs.into_iter().flat_map(made).map(|made| (made.at, made.plan.words.clone())).collect();
    all.sort_by_key(|(at, _)| *at);
    all
}
