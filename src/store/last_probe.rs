//! What the last probe found, for whoever asks what is going on without a network.

use super::Store;
use super::error::StoreError;
use super::place;
use duckops_core::report::timeline::ProbeChange;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastProbe {
    pub at: Utc,
    /// OK, WARNING, CRITICAL or UNKNOWN.
    pub state: Clean,
    /// The checks that are not well, in a few words each.
    pub what: Clean,
    /// Which checks it was of, when not of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Clean>,
    /// The runbook that is for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<Clean>,
}

/// What was looked at last: at everything, and at a part of it since then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastProbes {
    pub whole: Option<LastProbe>,
    pub part: Option<LastProbe>,
}

const FILE: &str = "last-probe.json";
const PART: &str = "last-part.json";
const CHANGES: &str = "probe-changes.json";
/// So many changes are kept: one that changes every minute fills three days.
const MOST: usize = 4000;

impl Store {
    /// Keeps it instead of the one before, whole or not at all: whoever reads meanwhile sees one of the two. A part
    /// says nothing of the rest, so it leaves what was found of everything.
    pub fn keep_probe(&self, pid: u32, last: &LastProbe) -> Result<(), StoreError> {
        let name = if last.only.is_some() { PART } else { FILE };
        let path = self.standing.join(name);
        if !self.standing.is_dir() {
            place::make_parent(&path)?;
        }
        if last.only.is_none() {
            self.note_change(pid, last)?;
        }
        // Cron looks again in a minute.
        place::note_json(&path, pid, last)?;
        if last.only.is_none() { place::remove(&self.standing.join(PART)) } else { Ok(()) }
    }

    /// Each time that a probe of everything found another state than the one before it, the oldest first.
    pub fn probe_changes(&self) -> Result<Vec<ProbeChange>, StoreError> {
        // What makes no sense is no record of what was done: it begins anew.
        Ok(place::read_json(&self.standing.join(CHANGES))?.unwrap_or_default())
    }

    fn note_change(&self, pid: u32, last: &LastProbe) -> Result<(), StoreError> {
        let before = self.last_probe()?.whole.map(|whole| whole.state);
        if before.as_ref() == Some(&last.state) {
            return Ok(());
        }
        let LastProbe { at, state, what, .. } = last.clone();
        let mut all = self.probe_changes()?;
        all.push(ProbeChange { at, from: before, to: state, what });
        all.drain(..all.len().saturating_sub(MOST));
        place::replace_json(&self.standing.join(CHANGES), pid, &all)
    }

    /// Nothing when there was none, or when what is there makes no sense.
    pub fn last_probe(&self) -> Result<LastProbes, StoreError> {
        let read = |name: &str| place::read_json(&self.standing.join(name));
        Ok(LastProbes { whole: read(FILE)?, part: read(PART)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use crate::store::testing::Temp;
    use std::fs;
    use std::sync::Arc;

    fn found(state: &str, only: Option<&str>) -> LastProbe {
        let at = "2026-11-22T02:14:07Z".parse().unwrap();
        LastProbe { at, state: state.into(), what: "status 502".into(), only: only.map(Clean::new), runbook: None }
    }

    #[test]
    fn the_newer_takes_the_place_of_the_older_and_nonsense_is_none() {
        let dir = Temp::new();
        let store = Store::open(&dir.0, Arc::new(SystemClock::new())).unwrap();
        assert_eq!(store.last_probe().unwrap(), LastProbes::default());
        for state in ["CRITICAL", "OK"] {
            let last = found(state, None);
            store.keep_probe(7, &last).unwrap();
            assert_eq!(store.last_probe().unwrap(), LastProbes { whole: Some(last), part: None });
        }
        let mut names = place::names(&dir.0).unwrap();
        names.sort();
        assert_eq!(names, [FILE, CHANGES]);
        fs::write(dir.0.join(FILE), "{").unwrap();
        assert_eq!(store.last_probe().unwrap(), LastProbes::default());
    }

    #[test]
    fn each_change_of_state_is_kept_and_no_more_than_so_many() {
        let dir = Temp::new();
        let store = Store::open(&dir.0, Arc::new(SystemClock::new())).unwrap();
        for state in ["OK", "OK", "CRITICAL", "CRITICAL", "OK"] {
            store.keep_probe(7, &found(state, None)).unwrap();
        }
        store.keep_probe(7, &found("WARNING", Some("quota"))).unwrap();
        let told = |change: &ProbeChange| format!("{} -> {}", change.from.clone().unwrap_or_default(), change.to);
        let changes = store.probe_changes().unwrap();
        assert_eq!(changes.iter().map(told).collect::<Vec<_>>(), [" -> OK", "OK -> CRITICAL", "CRITICAL -> OK"]);
        let many = vec![changes[0].clone(); MOST + 5];
        fs::write(dir.0.join(CHANGES), serde_json::to_string(&many).unwrap()).unwrap();
        store.keep_probe(7, &found("UNKNOWN", None)).unwrap();
        assert_eq!(store.probe_changes().unwrap().len(), MOST);
        fs::write(dir.0.join(CHANGES), "{").unwrap();
        assert_eq!(store.probe_changes().unwrap(), []);
    }

    #[test]
    fn a_part_does_not_take_the_place_of_the_whole() {
        let dir = Temp::new();
        let store = Store::open(&dir.0, Arc::new(SystemClock::new())).unwrap();
        let (whole, part) = (found("CRITICAL", None), found("OK", Some("quota")));
        store.keep_probe(7, &whole).unwrap();
        store.keep_probe(7, &part).unwrap();
        assert_eq!(store.last_probe().unwrap(), LastProbes { whole: Some(whole.clone()), part: Some(part) });
        store.keep_probe(7, &whole).unwrap();
        assert_eq!(
            store.last_probe().unwrap(),
            LastProbes { whole: Some(whole), part: None },
            "it is of all of it again"
        );
    }
}
