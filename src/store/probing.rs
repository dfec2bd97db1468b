//! One probe at a time, and what was told of it last.

use super::Store;
use super::error::StoreError;
use super::holder::{Held, Holder};
use super::place;
use duckops_core::time::Utc;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Held while a probe runs; the operating system lets go of it when the process ends.
#[derive(Debug)]
pub struct Probing {
    _lock: Holder,
}

/// How each check stood when it was told.
pub type States = BTreeMap<String, String>;

#[derive(Debug, Serialize, Deserialize)]
struct Told {
    at: Utc,
    states: States,
}

const FILE: &str = "last-told.json";
/// So many kinds of probe are remembered: an API and the checks that are made of it.
const MOST: usize = 50;

impl Store {
    pub fn probing(&self, me: &Held) -> Result<Probing, StoreError> {
        Holder::take(&self.dir.join("probe.lock"), me).map(|lock| Probing { _lock: lock })
    }

    /// What was told last of this kind of probe; nothing when nothing was, or what is there makes no sense.
    pub fn told(&self, kind: &str) -> Result<Option<States>, StoreError> {
        Ok(self.all_told()?.remove(kind).map(|told| told.states))
    }

    pub fn tell(&self, pid: u32, kind: &str, states: States) -> Result<(), StoreError> {
        let mut all = self.all_told()?;
        all.insert(kind.into(), Told { at: self.clock.now(), states });
        while all.len() > MOST {
            let oldest = all.iter().min_by_key(|(_, told)| told.at).map(|(kind, _)| kind.clone());
            oldest.and_then(|kind| all.remove(&kind));
        }
        place::note_json(&self.dir.join(FILE), pid, &all)
    }

    fn all_told(&self) -> Result<BTreeMap<String, Told>, StoreError> {
        Ok(place::read_json(&self.dir.join(FILE))?.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use crate::store::testing::Temp;
    use std::fs;
    use std::sync::Arc;

    fn states(of: &[(&str, &str)]) -> States {
        of.iter().map(|(check, state)| ((*check).to_owned(), (*state).to_owned())).collect()
    }

    #[test]
    fn one_probe_at_a_time() {
        let dir = Temp::new();
        let store = Store::open(&dir.0, Arc::new(SystemClock::new())).unwrap();
        let me =
            Held { who: "probe".into(), host: "here".into(), pid: 7, since: "2026-11-22T02:14:07Z".parse().unwrap() };
        let probing = store.probing(&me).unwrap();
        assert!(matches!(store.probing(&me), Err(StoreError::Held(held)) if held == me));
        drop(probing);
        store.probing(&me).unwrap();
    }

    #[test]
    fn what_was_told_is_told_apart_by_its_kind_and_nonsense_is_nothing() {
        let dir = Temp::new();
        let store = Store::open(&dir.0, Arc::new(SystemClock::new())).unwrap();
        assert_eq!(store.told("status").unwrap(), None);
        let (bad, good) = (states(&[("status", "CRITICAL")]), states(&[("quota", "OK")]));
        store.tell(7, "status", bad.clone()).unwrap();
        store.tell(7, "quota", good.clone()).unwrap();
        assert_eq!((store.told("status").unwrap(), store.told("quota").unwrap()), (Some(bad), Some(good)));
        (0..60).for_each(|n| store.tell(7, &format!("kind {n}"), states(&[])).unwrap());
        assert_eq!(store.all_told().unwrap().len(), MOST);
        fs::write(dir.0.join(FILE), "{").unwrap();
        assert_eq!(store.told("status").unwrap(), None);
    }
}
