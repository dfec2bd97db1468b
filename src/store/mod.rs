//! Where runs, approvals, incident mode, the change freeze and snapshots live: files. Each but a snapshot is an
//! append-only stream of events, one JSON object a line.
//!
//! ```text
//! STATE-DIR/                  0700
//!   runs/7F3K/events.jsonl    0600; one event a line, numbered and chained
//!   runs/7F3K/events.torn     what a crash cut off, kept
//!   runs/7F3K/lock            who holds the run
//!   approvals/7F3K-1.jsonl    requested, decided, spent; beside it, as beside the others, what a crash cut off: .torn
//!   history.jsonl             0600; what status reported over time
//!   last-probe.json           what the last probe of everything found; last-part.json: of a part, since then
//!   last-told.json            how things stood when `probe --on-change` told it last
//!   probe.lock                who probes just now
//!   evidence/TIME.json        what a probe saw when something was wrong: the newest 20
//!   probe-changes.json        when a probe found another state than the one before it
//!   incidents.jsonl           started, noted, ended
//!   freeze.jsonl              on, off, overridden
//!   anchors/HASH.jsonl        what was written into a ledger, noted before it is; HASH.left.json: how that left it
//!   snapshots/TIME-ID.json    how the platform stood
//! ```

mod anchors;
mod approvals;
mod aside;
mod bundles;
mod error;
mod freeze;
mod history;
mod holder;
mod ids;
mod incidents;
mod journal;
mod last_probe;
mod log;
mod place;
mod probing;
mod prune;
mod runs;
mod snapshots;
mod stream;
mod summary;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use approvals::{Approvals, Standing};
pub use bundles::Bundle;
pub use error::StoreError;
pub use freeze::Freezes;
pub use history::{History, Of, Trend};
pub use holder::{Held, Holder};
pub use ids::Ids;
pub use incidents::{Incidents, Start};
pub use last_probe::{LastProbe, LastProbes};
pub use log::RunLog;
pub use probing::{Probing, States};
pub use runs::{Read, Whole};
pub use snapshots::{Snapshots, Taken};
pub use summary::Summary;

use crate::untold::Untold;
use duckops_core::ledger::anchor::Keep;
use duckops_core::walk::ports::Clock;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A state directory.
#[derive(Clone)]
pub struct Store {
    dir: PathBuf,
    /// Where incident mode, the freeze and the last probe are kept: here, unless it is said otherwise.
    standing: PathBuf,
    aside: Untold,
    clock: Arc<dyn Clock>,
    read_last: Arc<runs::ReadLast>,
}

impl Store {
    /// Makes the directory when there is none. One that others can write to is refused.
    pub fn open(dir: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        place::state_dir(dir)?;
        Ok(Self::at(dir, clock))
    }

    /// The same, only to look at: nothing is made, and where there is none everything is empty.
    pub fn look(dir: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        place::state_dir_if_any(dir)?;
        Ok(Self::at(dir, clock))
    }

    /// Whether something can be kept here.
    pub fn writable(&self) -> Result<(), StoreError> {
        place::writable(&self.dir)
    }

    /// A directory that is only looked at: nothing is made, and what is not there is empty.
    pub fn at(dir: &Path, clock: Arc<dyn Clock>) -> Self {
        Self { dir: dir.into(), standing: dir.into(), aside: Untold::default(), clock, read_last: Arc::default() }
    }

    /// Incident mode, the freeze and the last probe are those of another directory, which need not be there yet: each simulated stack
    /// has its own.
    pub fn standing_in(self, standing: PathBuf) -> Self {
        Self { standing, ..self }
    }

    /// Who tells what this store sets aside.
    pub fn telling(self, aside: &Untold) -> Self {
        Self { aside: aside.clone(), ..self }
    }

    /// Refuses what is there instead of a directory of ours, if anything is.
    pub fn inner_dir(&self, dir: &Path) -> Result<(), StoreError> {
        place::known_or_none(dir)
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The simulated stack of which it keeps incident mode and freeze: `inc-001-20261122T021407Z`.
    pub fn stack(&self) -> Option<&str> {
        let name = || self.standing.file_name().and_then(std::ffi::OsStr::to_str);
        (self.standing != self.dir).then(name).flatten()
    }

    pub fn approvals(&self) -> Approvals {
        Approvals::new(self.dir.join("approvals"), self.aside.clone(), Arc::clone(&self.clock))
    }

    /// What is known of the ledgers that were written to from here.
    pub fn anchors(&self) -> Arc<dyn Keep> {
        Arc::new(anchors::Anchors::new(self.dir.join("anchors")))
    }

    pub fn incidents(&self) -> Incidents {
        Incidents::new(self.standing.join("incidents.jsonl"), self.aside.clone(), Arc::clone(&self.clock))
    }

    pub fn freezes(&self) -> Freezes {
        Freezes::new(self.standing.join("freeze.jsonl"), self.aside.clone(), Arc::clone(&self.clock))
    }

    /// The simulated stacks that have incident mode and freeze of their own here.
    pub fn stacks(&self) -> Result<Vec<String>, StoreError> {
        place::names(&self.dir.join("standing"))
    }

    pub fn snapshots(&self) -> Snapshots {
        Snapshots::new(self.dir.join("snapshots"))
    }
}
