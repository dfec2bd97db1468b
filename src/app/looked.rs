//! What was kept of an incident's time outside of walks: probes, snapshots, the freeze; and the story of its end.

use crate::error::Error;
use crate::store::{LastProbe, Store, StoreError};
use duckops_core::report::looked::{Kept, Looked};
use duckops_core::report::timeline::{ProbeChange, story};
use duckops_core::report::{Run, belongs};
use duckops_core::standing::incident::{Incident, Line, Story};
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::walk::State;

/// The scenario of the simulated stack that a store stands for.
pub fn scenario(store: &Store) -> Option<Clean> {
    store.stack().map(scenario_of)
}

/// `inc-001` of `inc-001-20261122T021407Z`.
pub fn scenario_of(stack: &str) -> Clean {
    Clean::new(stack.rsplit_once('-').map_or(stack, |(name, _)| name))
}

/// A snapshot that makes no sense is left out: it is no reason to tell nothing.
pub fn looked(store: &Store, incident: &Incident, now: Utc) -> Result<Looked, StoreError> {
    let until = incident.end.as_ref().map_or(now, |end| end.at);
    let drill = scenario(store);
    let taken = store.snapshots().between(incident.began(), until)?.into_iter();
    let of_it = taken.filter(|taken| taken.snapshot.drill == drill);
    let kept = |taken: crate::store::Taken| Kept {
        path: Clean::new(taken.path.display().to_string()),
        snapshot: taken.snapshot,
    };
    Ok(Looked {
        changes: store.probe_changes()?,
        last: store.last_probe()?.whole.map(as_change),
        snapshots: of_it.map(kept).collect(),
        freezes: store.freezes().all()?,
    })
}

fn as_change(probe: LastProbe) -> ProbeChange {
    ProbeChange { at: probe.at, from: None, to: probe.state, what: probe.what }
}

/// What the entry of its end will tell. An incident is ended whatever cannot be read: that is said in its place.
pub fn at_its_end(store: &Store, incident: &Incident, now: Utc) -> Story {
    let told = || -> Result<Story, Error> {
        let error = |error: StoreError| super::walk::store_error(&error);
        let looked = looked(store, incident, now).map_err(error)?;
        let runs = runs(store, incident).map_err(error)?;
        Ok(story(incident, &runs, &looked, now))
    };
    told().unwrap_or_else(|error| {
        let text = Clean::new(format!("what happened meanwhile cannot be read: {}", error.message));
        Story { looked: Clean::new("not known"), lines: vec![Line { at: now, who: Clean::new("duckops"), text }] }
    })
}

/// The walks that belong to it, as far as they can be read.
pub fn runs(store: &Store, incident: &Incident) -> Result<Vec<Run>, StoreError> {
    let drill = scenario(store);
    let mut runs = Vec::new();
    for one in store.list()? {
        let Ok(whole) = store.read_whole(&one.id) else { continue };
        let Some(Ok(runbook)) = whole.events.first().map(super::runs::of_run) else { continue };
        let state = State::of(whole.events.iter().cloned());
        runs.push(Run { runbook, state, events: whole.events, walked: false });
    }
    runs.retain(|run| run.drill().cloned() == drill && belongs(run, incident));
    Ok(runs)
}
