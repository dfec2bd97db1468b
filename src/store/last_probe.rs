//! What the last probe found, for whoever asks what is going on without a network.

use super::Store;
use super::error::StoreError;
use super::place;
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
}

const FILE: &str = "last-probe.json";

impl Store {
    /// Keeps it instead of the one before, whole or not at all: whoever reads meanwhile sees one of the two.
    pub fn keep_probe(&self, pid: u32, last: &LastProbe) -> Result<(), StoreError> {
        let (path, new) = (self.standing.join(FILE), self.standing.join(format!("{FILE}.{pid}")));
        place::make_parent(&path)?;
        let unlike = |cause: serde_json::Error| StoreError::file("cannot write JSON", cause.into());
        let line = serde_json::to_string(last).map_err(unlike)? + "\n";
        let written = place::replace(&path, &new, line.as_bytes());
        written.map_err(StoreError::writing(&path))
    }

    /// Nothing when there was none, or when what is there makes no sense.
    pub fn last_probe(&self) -> Result<Option<LastProbe>, StoreError> {
        Ok(place::read(&self.standing.join(FILE))?.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use crate::store::testing::Temp;
    use std::fs;
    use std::sync::Arc;

    #[test]
    fn the_newer_takes_the_place_of_the_older_and_nonsense_is_none() {
        let dir = Temp::new();
        let store = Store::open(&dir.0, Arc::new(SystemClock::new())).unwrap();
        assert_eq!(store.last_probe().unwrap(), None);
        for state in ["CRITICAL", "OK"] {
            let last = LastProbe {
                at: "2026-11-22T02:14:07Z".parse().unwrap(),
                state: state.into(),
                what: "status 502".into(),
            };
            store.keep_probe(7, &last).unwrap();
            assert_eq!(store.last_probe().unwrap(), Some(last));
        }
        assert_eq!(place::names(&dir.0).unwrap(), [FILE]);
        fs::write(dir.0.join(FILE), "{").unwrap();
        assert_eq!(store.last_probe().unwrap(), None);
    }
}
