//! Where runs and approvals live: files, each an append-only stream of events, one JSON object a line.
//!
//! ```text
//! STATE-DIR/                  0700
//!   runs/7F3K/events.jsonl    0600; one event a line, numbered and chained
//!   runs/7F3K/events.torn     what a crash cut off, kept
//!   runs/7F3K/lock            who holds the run
//!   approvals/7F3K-1.jsonl    requested, decided, spent
//!   history.jsonl             0600; what status reported over time
//!   last-probe.json           what the last probe found
//! ```

mod approvals;
mod error;
mod history;
mod holder;
mod ids;
mod last_probe;
mod log;
mod place;
mod runs;
mod stream;
mod summary;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use approvals::{Approvals, Standing};
pub use error::StoreError;
pub use history::{History, Of};
pub use holder::{Held, Holder};
pub use ids::Ids;
pub use last_probe::LastProbe;
pub use log::RunLog;
pub use runs::{Read, Whole};
pub use summary::Summary;

use duckops_core::walk::ports::Clock;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A state directory.
#[derive(Clone)]
pub struct Store {
    dir: PathBuf,
    clock: Arc<dyn Clock>,
}

impl Store {
    /// Makes the directory when there is none. One that others can write to is refused.
    pub fn open(dir: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        place::state_dir(dir)?;
        Ok(Self { dir: dir.into(), clock })
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn approvals(&self) -> Approvals {
        Approvals::new(self.dir.join("approvals"), Arc::clone(&self.clock))
    }
}
