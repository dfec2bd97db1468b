//! The stores of this user: the real one, and the drills', which lies apart.

use super::Session;
use super::simulated::Simulated;
use super::walk::store_error;
use crate::error::Error;
use crate::settings::Resolved;
use crate::store::{Store, StoreError, Summary};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const DRILLS: &str = "drill";

pub fn of_drills(store: &Store) -> bool {
    store.dir().ends_with(DRILLS)
}

/// Where drills keep their runs.
pub fn drills_dir(real: &Path) -> PathBuf {
    real.join(DRILLS)
}

/// Where a simulated stack keeps its incident mode and its freeze.
pub fn standing(drills: &Path, stack: &str) -> PathBuf {
    drills.join("standing").join(stack)
}

/// Where runs are kept: the real ones, or those of drills.
pub fn dir(real: &Path, drill: bool) -> PathBuf {
    if drill { drills_dir(real) } else { real.into() }
}

/// The real store, or that of a drill.
pub fn open(session: &Session, real: &Path, drill: Option<&Simulated>) -> Result<Store, StoreError> {
    here(real, drill, |dir| opened(session, dir))
}

/// The same, only to look at: nothing is made.
pub fn look(session: &Session, real: &Path, drill: Option<&Simulated>) -> Result<Store, StoreError> {
    here(real, drill, |dir| Store::look(dir, Arc::clone(&session.clock)))
}

fn opened(session: &Session, dir: &Path) -> Result<Store, StoreError> {
    Ok(Store::open(dir, Arc::clone(&session.clock))?.telling(&session.aside))
}

/// A drill's store lies inside the real one, which is there first.
fn here(
    real: &Path,
    drill: Option<&Simulated>,
    store: impl Fn(&Path) -> Result<Store, StoreError>,
) -> Result<Store, StoreError> {
    let outer = store(real)?;
    let Some(drill) = drill else { return Ok(outer) };
    let dir = drills_dir(real);
    outer.inner_dir(&dir)?;
    Ok(store(&dir)?.standing_in(drill.standing(&dir)))
}

/// Where ledgers lie: the real ones as the settings say, a drill's apart from them.
pub fn ledger_dir(settings: &Resolved, drill: Option<&Simulated>) -> PathBuf {
    match (drill, settings.log_dir_said) {
        (None, _) => settings.log_dir.clone(),
        (Some(_), true) => settings.log_dir.join(DRILLS),
        (Some(drill), false) => drill.ledgers(&drills_dir(&settings.state_dir)),
    }
}

/// Those that exist, the real one first.
pub fn existing(session: &Session) -> Result<Vec<Store>, Error> {
    let real = session.settings.state_dir.clone();
    let drills = drills_dir(&real);
    let dirs = [real, drills].into_iter().filter(|dir| dir.is_dir());
    dirs.map(|dir| opened(session, &dir)).collect::<Result<_, _>>().map_err(|error| store_error(&error))
}

/// The runs in all of them, with the store that each lies in; of each store the newest first.
pub fn runs(session: &Session) -> Result<Vec<(Store, Summary)>, Error> {
    let mut found = Vec::new();
    for store in existing(session)? {
        let runs = store.list().map_err(|error| store_error(&error))?;
        found.extend(runs.into_iter().map(|run| (store.clone(), run)));
    }
    Ok(found)
}
