//! The stores of this user: the real one, and the drills', which lies apart.

use super::Session;
use super::simulated::Simulated;
use super::walk::store_error;
use crate::error::Error;
use crate::settings::Resolved;
use crate::stack::is_loopback;
use crate::store::{Store, StoreError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const DRILLS: &str = "drill";

/// Those whose runs can be gone on with from here: drills are served on loopback only, and elsewhere a drill that was
/// cut off is nothing to go on with.
pub fn within_reach(session: &Session) -> Result<Vec<Store>, Error> {
    let drills = is_loopback(session.settings.values.text("api").as_str());
    Ok(existing(session)?.into_iter().filter(|store| drills || !of_drills(store)).collect())
}

pub fn of_drills(store: &Store) -> bool {
    store.dir().ends_with(DRILLS)
}

/// Where drills keep their runs.
pub fn drills_dir(real: &Path) -> PathBuf {
    real.join(DRILLS)
}

/// The real store, or that of a drill. A drill's lies inside the real one, which is there first.
pub fn open(session: &Session, real: &Path, drill: Option<&Simulated>) -> Result<Store, StoreError> {
    let open = |dir: &Path| Ok(Store::open(dir, Arc::clone(&session.clock))?.telling(&session.aside));
    let (store, dir) = (open(real)?, drills_dir(real));
    match drill {
        Some(drill) => {
            store.inner_dir(&dir)?;
            Ok(open(&dir)?.standing_in(drill.standing(&dir)))
        }
        None => Ok(store),
    }
}

/// The same, only to look at: nothing is made.
pub fn look(session: &Session, real: &Path, drill: Option<&Simulated>) -> Result<Store, StoreError> {
    let look = |dir: &Path| Store::look(dir, Arc::clone(&session.clock));
    let (store, dir) = (look(real)?, drills_dir(real));
    match drill {
        Some(drill) => {
            store.inner_dir(&dir)?;
            Ok(look(&dir)?.standing_in(drill.standing(&dir)))
        }
        None => Ok(store),
    }
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
    let open = |dir: PathBuf| Ok(Store::open(&dir, Arc::clone(&session.clock))?.telling(&session.aside));
    dirs.map(open).collect::<Result<_, StoreError>>().map_err(|error| store_error(&error))
}
