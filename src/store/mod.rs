//! Where runs and approvals live: files, each an append-only stream of events, one JSON object a line.
//! (Written by the lead so that the walk could be joined up; complete it in place.)

mod approvals;
mod error;
mod holder;
mod ids;
mod place;
mod run;
mod stream;

pub use approvals::{Approvals, Standing};
pub use error::StoreError;
pub use holder::{Held, Holder};
pub use ids::Ids;
pub use run::{Read, RunLog, Summary};

use duckops_core::walk::ports::Clock;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A state directory: `runs/ID/events.jsonl` and `approvals/REQUEST.jsonl`, 0600 in 0700.
#[derive(Clone)]
pub struct Store {
    dir: PathBuf,
    clock: Arc<dyn Clock>,
}

impl Store {
    /// Makes the directory when there is none. One that others can write to is refused.
    pub fn open(dir: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        place::private_dir(dir)?;
        Ok(Self { dir: dir.into(), clock })
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn approvals(&self) -> Approvals {
        Approvals::new(self.dir.join("approvals"), Arc::clone(&self.clock))
    }

    fn runs(&self) -> PathBuf {
        self.dir.join("runs")
    }

    fn run_dir(&self, id: &str) -> PathBuf {
        self.runs().join(id)
    }
}
