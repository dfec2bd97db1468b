//! What was seen of the stack outside of walks, and whether changes were frozen: what an incident is told beside its
//! walks.

use super::around::mended;
use super::timeline::{ProbeChange, leading_up};
use super::{Run, Told};
use crate::health::{as_count, counted};
use crate::standing::freeze;
use crate::standing::incident::Incident;
use crate::standing::snapshot::Snapshot;
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::walk::event::Outcome;

/// Of a snapshot, what tells a person most, in this order.
const TOLD: [(&str, &str); 4] = [("api", "answer"), ("api", "red"), ("lambda", "alias_version"), ("alias", "version")];

#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Each probe that found another state than the one before it, the oldest first.
    pub changes: Vec<ProbeChange>,
    /// The newest probe.
    pub last: Option<ProbeChange>,
    /// The oldest first.
    pub snapshots: Vec<Kept>,
    pub freezes: Vec<freeze::Event>,
    pub unread: Unread,
}

/// What could not be read, each with its reason: whatever is told may lack it.
#[derive(Clone, Debug, Default)]
pub struct Unread {
    /// Of which incident they are cannot be told either.
    pub runs: Vec<(String, Clean)>,
    /// Runs of the incident that are whole only up to some event.
    pub damaged: Vec<(String, Clean)>,
    pub snapshots: Vec<(String, Clean)>,
}

/// A snapshot, and where it is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    pub snapshot: Snapshot,
    pub path: Clean,
}

impl Looked {
    /// What a probe found last, until then.
    pub fn last_probe(&self, until: Utc) -> Option<&ProbeChange> {
        self.changes.iter().chain(&self.last).filter(|probe| probe.at <= until).max_by_key(|probe| probe.at)
    }

    /// The first probe or snapshot that saw it, on the way from the last OK.
    pub fn first_broken(&self, incident: &Incident) -> Option<Told> {
        let (began, until) = (incident.began(), incident.end.as_ref().map_or(Utc::MAX_UTC, |end| end.at));
        let of_its_time = |probe: &&ProbeChange| probe.at >= began && probe.at <= until;
        let probes = leading_up(&self.changes, began).into_iter().chain(self.changes.iter().filter(of_its_time));
        let probe =
            probes.filter(|probe| probe.is_critical()).map(|probe| (probe.at, format!("a probe: {}", probe.found())));
        let down = self.snapshots.iter().filter(|kept| kept.is_down()).map(|kept| &kept.snapshot);
        let snapshot = down.map(|snapshot| (snapshot.at, format!("snapshot {}", snapshot.id)));
        let (at, by) = probe.chain(snapshot).min_by_key(|(at, _)| *at)?;
        Some(Told::of_none(at, format!("first seen broken by {by}")))
    }

    /// The last probe, as a log tells it: what it found, and when.
    pub fn last_in_words(&self, until: Utc) -> Clean {
        match self.last_probe(until) {
            Some(probe) => Clean::new(format!("{}, by the probe of {}", probe.found(), stamp(probe.at))),
            None => Clean::new("no probe had looked from here"),
        }
    }
}

/// The walks that ended with somebody else, and after which none ended well: to whom, and which.
pub fn handed_over(runs: &[Run]) -> impl Iterator<Item = (&Clean, &Run)> {
    let settled = mended(runs);
    runs.iter().filter_map(move |run| match &run.state.closed {
        Some((Outcome::Escalated(to), _)) if !run.state.is_dry() && run.state.last_at > settled => Some((to, run)),
        _ => None,
    })
}

impl Unread {
    /// `1 run could not be read: 7F3K: it was never opened`; nothing where all of it could.
    pub fn in_words(&self) -> Vec<Clean> {
        let none = |one: &str, more: &str, all: &[(String, Clean)]| {
            let why: Vec<_> = all.iter().map(|(id, why)| format!("{id}: {why}")).collect();
            let what = counted(as_count(all.len()), one, more);
            (!all.is_empty()).then(|| Clean::new(format!("{what} could not be read: {}", why.join("; "))))
        };
        let part = |(id, why): &(String, Clean)| Clean::new(format!("run {id} is told as far as it is whole: {why}"));
        let whole = [none("run", "runs", &self.runs), none("snapshot", "snapshots", &self.snapshots)];
        whole.into_iter().flatten().chain(self.damaged.iter().map(part)).collect()
    }
}

impl ProbeChange {
    /// `CRITICAL: status 502`.
    pub fn found(&self) -> String {
        if self.what.as_str().is_empty() { self.to.to_string() } else { format!("{}: {}", self.to, self.what) }
    }

    pub fn is_critical(&self) -> bool {
        self.to.as_str() == "CRITICAL"
    }
}

impl Kept {
    /// Whether the API did not answer as it should.
    pub fn is_down(&self) -> bool {
        let up = self.snapshot.values.get("api").and_then(|api| api.get("up"));
        up.is_some_and(|up| up.text().as_str() == "no")
    }

    /// `api answer 502 Bad Gateway, alias version 43`; what is not known is not among it.
    pub fn in_words(&self) -> Clean {
        let field = |(group, name): &(&str, &str)| {
            let field = self.snapshot.values.get(*group)?.get(*name).filter(|field| field.is_known())?;
            Some(format!("{group} {} {}", name.replace('_', " "), field.text()))
        };
        let told: Vec<_> = TOLD.iter().filter_map(field).collect();
        Clean::new(if told.is_empty() { "nothing could be seen".into() } else { told.join(", ") })
    }
}
