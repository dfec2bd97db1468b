//! What was seen of the stack outside of walks, and whether changes were frozen: what an incident is told beside its
//! walks.

use super::timeline::ProbeChange;
use crate::standing::freeze;
use crate::standing::snapshot::Snapshot;
use crate::text::Clean;
use crate::time::{Utc, stamp};

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

    /// The last probe, as a log tells it: what it found, and when.
    pub fn last_in_words(&self, until: Utc) -> Clean {
        match self.last_probe(until) {
            Some(probe) => Clean::new(format!("{}, by the probe of {}", probe.found(), stamp(probe.at))),
            None => Clean::new("no probe had looked from here"),
        }
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
