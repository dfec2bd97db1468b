//! What was changed, and the incident that is looked at: beside them a look of a walk is told.

use super::{Run, only_at_incident_mode};
use crate::standing::incident::Incident;
use crate::text::Clean;
use crate::time::Utc;
use crate::walk::state::{Effect, Visit};

/// What a look is seen beside: a later change, by whichever run, and the incident that it was a part of.
pub(super) struct Around<'a> {
    /// When the world was changed, and the words of it; the oldest first.
    pub changes: Vec<(Utc, Clean)>,
    pub incident: Option<&'a Incident>,
}

impl Around<'_> {
    /// The first change of the world after a look: what was seen before it may be over.
    pub fn since(&self, visit: &Visit) -> String {
        let seen = visit.rounds.last().map(|round| round.at);
        let later = self.changes.iter().find(|(at, _)| seen.is_some_and(|seen| *at >= seen));
        later.map(|(_, words)| format!("before {words}: ")).unwrap_or_default()
    }

    /// What was changed was seen to work.
    pub fn is_after_a_change(&self, visit: &Visit) -> bool {
        let seen = visit.rounds.last().map(|round| round.at);
        self.since(visit).is_empty() && self.changes.iter().any(|(at, _)| seen.is_some_and(|seen| *at <= seen))
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

pub(super) fn world_changes<'r>(runs: impl IntoIterator<Item = &'r Run>) -> Vec<(Utc, Clean)> {
    let is_made = |made: &&Effect| made.plan.changes_the_world() && !made.plan.is_by_hand();
    let made = |run: &'r Run| run.state.effects().filter(is_made);
    let mut all: Vec<_> = runs.into_iter().flat_map(made).map(|made| (made.at, made.plan.words.clone())).collect();
    all.sort_by_key(|(at, _)| *at);
    all
}
