//! What all runs and incidents add up to.

use super::times::Times;
use super::{Run, Sent};
use crate::standing::incident::Incident;
use crate::text::Clean;
use crate::time::passed;
use crate::walk::event::Outcome;
use crate::walk::settle;
use crate::walk::state::Visit;
use crate::world::{Evidence, Fact, Known, WhyKind};
use std::collections::BTreeMap;
use std::time::Duration;

/// So many of what is counted by how often it was.
pub const MOST: usize = 10;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stats {
    /// By id.
    pub runbooks: BTreeMap<String, OfRunbook>,
    /// By severity: how many, and how long they took.
    pub incidents: BTreeMap<Clean, OfIncidents>,
    /// Declared, and then found to be none: counted nowhere else.
    pub called_none: usize,
    /// The steps that were skipped most often.
    pub skipped: Vec<Skipped>,
    /// The observations that were unknown most often.
    pub unknown: Vec<Unknown>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct OfRunbook {
    pub runs: usize,
    pub dry: usize,
    pub open: usize,
    /// By word: `resolved`, `escalated`.
    pub outcomes: BTreeMap<&'static str, usize>,
    /// From its opening to its end, of each that came to a good one.
    pub took: Spread,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct OfIncidents {
    pub count: usize,
    pub on: usize,
    pub to_detect: Spread,
    pub to_mitigate: Spread,
    pub to_resolve: Spread,
}

/// Times, shortest first. What was not known is not among them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread(Vec<Duration>);

#[derive(Clone, Debug, PartialEq)]
pub struct Skipped {
    pub runbook: String,
    pub step: String,
    pub title: Clean,
    pub skipped: usize,
    /// The runs that came to it.
    pub of: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    pub observation: String,
    /// Looks that told nothing.
    pub nothing: usize,
    /// Looks that told a part.
    pub partly: usize,
    pub of: usize,
}

impl Spread {
    fn add(&mut self, took: Duration) {
        let at = self.0.partition_point(|known| *known <= took);
        self.0.insert(at, took);
    }

    fn add_known(&mut self, took: Known<Duration>) {
        // What is not known is no time; how many there are of how many is shown.
        took.into_iter().for_each(|took| self.add(took));
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn shortest(&self) -> Option<Duration> {
        self.0.first().copied()
    }

    pub fn longest(&self) -> Option<Duration> {
        self.0.last().copied()
    }

    /// The one in the middle; of two the shorter one.
    pub fn median(&self) -> Option<Duration> {
        self.0.get(self.0.len().saturating_sub(1) / 2).copied()
    }
}

impl Stats {
    /// Each incident with the runs that belong to it.
    pub fn of(runs: &[Run], incidents: &[(Incident, Vec<Run>)]) -> Self {
        let mut stats = Self::default();
        for run in runs {
            stats.runbooks.entry(run.runbook.id.clone()).or_default().add(run);
        }
        let (none, real): (Vec<_>, Vec<_>) = incidents.iter().partition(|(_, of)| of.iter().any(called_none));
        stats.called_none = none.len();
        for (incident, of) in real {
            stats.incidents.entry(incident.severity().clone()).or_default().add(incident, of);
        }
        stats.skipped = skipped(runs);
        stats.unknown = unknown(runs);
        stats
    }
}

/// Whether a walk left incident mode and found that there had been no incident.
fn called_none(run: &Run) -> bool {
    let left = |sent: &Sent| sent.effect.plan.action == "incident.end" && sent.is_of_incident_mode();
    matches!(run.state.closed, Some((Outcome::NotAnIncident, _))) && run.sent().iter().any(left)
}

impl OfRunbook {
    fn add(&mut self, run: &Run) {
        if run.state.is_dry() {
            self.dry += 1;
            return;
        }
        self.runs += 1;
        let Some((outcome, _)) = &run.state.closed else {
            self.open += 1;
            return;
        };
        *self.outcomes.entry(outcome.word()).or_default() += 1;
        if let (true, Some(from), Some(to)) = (outcome.is_mended(), run.state.opened_at, run.state.last_at) {
            self.took.add(passed(from, to));
        }
    }
}

impl OfIncidents {
    fn add(&mut self, incident: &Incident, runs: &[Run]) {
        let times = Times::of(incident, runs);
        self.count += 1;
        self.on += usize::from(incident.end.is_none());
        self.to_detect.add_known(times.to_detect());
        self.to_mitigate.add_known(times.to_mitigate());
        self.to_resolve.add_known(times.to_resolve());
    }
}

/// A skip counts when nobody came back and did it after all.
fn skipped(runs: &[Run]) -> Vec<Skipped> {
    let mut all: BTreeMap<(String, String), Skipped> = BTreeMap::new();
    for run in runs {
        let last = |visit: &&Visit| run.state.is_last(visit);
        for visit in run.state.visits.iter().filter(last) {
            let Some(step) = run.runbook.step(&visit.step) else { continue };
            let (runbook, id) = (run.runbook.id.clone(), visit.step.as_str().to_owned());
            let title = settle::text(&run.runbook, &run.state, &step.title);
            let none = Skipped { runbook: runbook.clone(), step: id.clone(), title: title.clone(), skipped: 0, of: 0 };
            let one = all.entry((runbook, id)).or_insert(none);
            (one.title, one.of) = (title, one.of + 1);
            one.skipped += usize::from(visit.skipped.is_some());
        }
    }
    most(all.into_values().filter(|one| one.skipped > 0).collect(), |one| one.skipped)
}

fn unknown(runs: &[Run]) -> Vec<Unknown> {
    let mut all: BTreeMap<String, Unknown> = BTreeMap::new();
    for evidence in runs.iter().flat_map(|run| run.state.looks()) {
        // What a dry run did not look at, nobody could have seen.
        if evidence.failure().is_some_and(|why| matches!(why.kind, WhyKind::NotEvaluated | WhyKind::NotLooked)) {
            continue;
        }
        let observation = evidence.query.observe.clone();
        let none = Unknown { observation: observation.clone(), nothing: 0, partly: 0, of: 0 };
        let one = all.entry(observation).or_insert(none);
        one.of += 1;
        match (evidence.failure(), is_partly_unknown(evidence)) {
            (Some(why), _) if why.kind != WhyKind::Absent => one.nothing += 1,
            (None, true) => one.partly += 1,
            _ => {}
        }
    }
    let some = all.into_values().filter(|one| one.nothing + one.partly > 0).collect();
    most(some, |one| one.nothing * 1_000_000 + one.partly)
}

/// That there is none of it is an answer.
fn is_partly_unknown(evidence: &Evidence) -> bool {
    let is_unknown = |fact: &Fact| matches!(fact, Fact::Unknown(why) if why.kind != WhyKind::Absent);
    evidence.facts.values().any(is_unknown)
}

fn most<T>(mut all: Vec<T>, often: impl Fn(&T) -> usize) -> Vec<T> {
    all.sort_by_key(|one| std::cmp::Reverse(often(one)));
    all.truncate(MOST);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_times_the_middle_one_and_both_ends_are_told() {
        let mut spread = Spread::default();
        assert_eq!((spread.count(), spread.median(), spread.longest()), (0, None, None));
        for seconds in [30, 10, 20, 40] {
            spread.add(Duration::from_secs(seconds));
        }
        let told = [spread.shortest(), spread.median(), spread.longest()].map(|time| time.unwrap().as_secs());
        assert_eq!((spread.count(), told), (4, [10, 20, 40]));
    }
}
