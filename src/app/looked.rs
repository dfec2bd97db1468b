//! What was kept of an incident's time outside of walks: probes, snapshots, the freeze; and the story of its end.

use super::records::{self, FoundRun};
use super::simulated::scenario_of;
use crate::store::{Held, LastProbe, Store, StoreError, Taken};
use duckops_core::report::looked::{Kept, Looked, Unread};
use duckops_core::report::timeline::{ProbeChange, story};
use duckops_core::report::{Run, belongs};
use duckops_core::standing::incident::{Incident, Line, Report, Story};
use duckops_core::text::Clean;
use duckops_core::time::Utc;

/// The scenario of the simulated stack that a store stands for.
pub fn scenario(store: &Store) -> Option<Clean> {
    store.stack().map(scenario_of)
}

/// The walks of an incident, the oldest first, and what was seen beside them; what could not be read is said in it.
pub fn told(store: &Store, incident: &Incident, me: Option<&Held>, now: Utc) -> Result<(Vec<Run>, Looked), StoreError> {
    let mut looked = looked(store, incident, now)?;
    let (mut runs, mut damaged) = (Vec::new(), Vec::new());
    for (id, found) in records::each(store, me)? {
        match found {
            Ok(FoundRun { run, damage, .. }) => {
                damaged.extend(damage.map(|damage| (id, Clean::new(damage.to_string()))));
                runs.push(run);
            }
            Err(error) => looked.unread.runs.push((id, error.message)),
        }
    }
    runs.retain(|run| is_its(incident, scenario(store).as_ref(), run));
    runs.sort_by_key(|run| run.state.opened_at);
    damaged.retain(|(id, _)| runs.iter().any(|run| run.id() == id));
    looked.unread.damaged = damaged;
    Ok((runs, looked))
}

/// Whether a run belongs to it, and is of the same world.
pub fn is_its(incident: &Incident, drill: Option<&Clean>, run: &Run) -> bool {
    run.drill() == drill && belongs(run, incident)
}

fn looked(store: &Store, incident: &Incident, now: Utc) -> Result<Looked, StoreError> {
    let until = incident.end.as_ref().map_or(now, |end| end.at);
    let (drill, mut unread) = (scenario(store), Unread::default());
    let mut snapshots = Vec::new();
    for (name, taken) in store.snapshots().between(incident.began(), until)? {
        match taken {
            Ok(Taken { path, snapshot }) if snapshot.drill == drill => {
                snapshots.push(Kept { path: Clean::new(path.display().to_string()), snapshot });
            }
            Ok(_) => {}
            Err(error) => unread.snapshots.push((name, Clean::new(error.to_string()))),
        }
    }
    let last = store.last_probe()?.whole.map(as_change);
    Ok(Looked { changes: store.probe_changes()?, last, snapshots, freezes: store.freezes().all()?, unread })
}

fn as_change(probe: LastProbe) -> ProbeChange {
    ProbeChange { at: probe.at, from: None, to: probe.state, what: probe.what }
}

/// What the entry of its end will tell: what was done since it began belongs to it, also before it was declared. An
/// incident is ended whatever cannot be read: that is said in its place.
pub fn at_its_end(store: &Store, open: Incident, told: Option<&Report>, now: Utc) -> Story {
    let began = told.and_then(|report| report.began);
    let incident = Incident { since: began.unwrap_or(open.since).min(open.since), ..open };
    let story = self::told(store, &incident, None, now).map(|(runs, looked)| story(&incident, &runs, &looked, now));
    story.unwrap_or_else(|error| {
        let text = Clean::new(format!("what happened meanwhile cannot be read: {error}"));
        Story { looked: Clean::new("not known"), lines: vec![Line { at: now, who: Clean::new("duckops"), text }] }
    })
}
