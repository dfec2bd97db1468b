//! Which runs can be gone on with from here: a drill's only on the simulated stack that they were walked on.

use super::simulated::Simulated;
use super::stage::Stage;
use super::{Session, stores};
use crate::error::Error;
use crate::stack::is_same_server;
use crate::store::{Store, Summary};
use duckops_core::text::Clean;

/// Where the settings point.
pub struct Reach {
    api: Clean,
    here: Here,
}

enum Here {
    Real,
    Drill(Simulated),
    /// The API is on loopback and does not answer: it may be either.
    Silent,
}

impl Reach {
    pub fn of(session: &Session) -> Self {
        let here = match Simulated::here(session) {
            Ok(None) => Here::Real,
            Ok(Some(drill)) => Here::Drill(drill),
            Err(_) => Here::Silent,
        };
        Self { api: session.settings.values.text("api"), here }
    }

    /// Where a walk takes place.
    pub fn at(stage: &Stage) -> Self {
        let here = stage.drill.clone().map_or(Here::Real, Here::Drill);
        Self { api: stage.settings.values.text("api"), here }
    }

    pub fn drill(&self) -> Option<&Simulated> {
        match &self.here {
            Here::Drill(drill) => Some(drill),
            Here::Real | Here::Silent => None,
        }
    }

    pub fn is_real(&self) -> bool {
        matches!(self.here, Here::Real)
    }

    pub fn is_silent(&self) -> bool {
        matches!(self.here, Here::Silent)
    }

    pub fn is_at(&self, api: &Clean) -> bool {
        is_same_server(api.as_str(), self.api.as_str())
    }

    /// Whether a run is of what the settings point at.
    pub fn has(&self, run: &Summary) -> bool {
        match (&self.here, &run.drill) {
            (Here::Real | Here::Silent, None) => true,
            (Here::Real, Some(_)) | (Here::Drill(_), None) => false,
            (Here::Drill(drill), Some(_)) => drill.has(&self.api, run),
            (Here::Silent, Some((_, api))) => self.is_at(api),
        }
    }

    /// The runs that are, with the store that each lies in, the real ones first, the newest first.
    pub fn runs(&self, session: &Session) -> Result<Vec<(Store, Summary)>, Error> {
        let mut found = stores::runs(session)?;
        found.retain(|(_, run)| self.has(run));
        Ok(found)
    }
}
