//! The stores of this user: the real one, and the drills', which lies apart.

use super::Session;
use super::walk::store_error;
use crate::error::Error;
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

/// The store in `dir`. A drill's lies inside the real one, which is there first.
pub fn open(session: &Session, real: &Path, dir: &Path) -> Result<Store, StoreError> {
    let open = |dir: &Path| Store::open(dir, Arc::clone(&session.clock));
    let store = open(real)?;
    if dir == real { Ok(store) } else { open(dir) }
}

/// Those that exist, the real one first.
pub fn existing(session: &Session) -> Result<Vec<Store>, Error> {
    let real = session.settings.state_dir.clone();
    let drills = drills_dir(&real);
    let dirs = [real, drills].into_iter().filter(|dir| dir.is_dir());
    let open = |dir: PathBuf| Store::open(&dir, Arc::clone(&session.clock));
    dirs.map(open).collect::<Result<_, _>>().map_err(|error| store_error(&error))
}
