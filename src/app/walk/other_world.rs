//! A run of a drill while the stack is real, or the reverse: it is said where it lives and how to go there.

use crate::app::{Session, stores};
use crate::error::Error;
use crate::store::{Store, Summary};
use duckops_core::runbook::Kind;
use duckops_core::walk::State;

/// What `duckops drill serve` prints.
const DRILL_VARIABLES: &str = "DUCKOPS_API AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION";

/// Refuses to look here for a run that lies in the other store.
pub fn refuse(session: &Session, here: &Store, kind: Kind, wanted: impl Fn(&Summary) -> bool) -> Result<(), Error> {
    for store in stores::existing(session)?.iter().filter(|store| store.dir() != here.dir()) {
        let runs = store.list().map_err(|error| super::store_error(&error))?;
        if let Some(run) = runs.iter().find(|run| wanted(run)) {
            return Err(elsewhere(store, kind, run)?);
        }
    }
    Ok(())
}

fn elsewhere(store: &Store, kind: Kind, run: &Summary) -> Result<Error, Error> {
    let again = format!("duckops {} {} --resume={}", kind.word(), run.runbook, run.id);
    if run.again.is_some() {
        return Ok(super::taking_up::no_way_back(run));
    }
    if !stores::of_drills(store) {
        let message = format!("run {} is real; this stack is a drill's", run.id);
        return Ok(Error::wrong(message).hint(format!("unset {DRILL_VARIABLES}; {again}")));
    }
    if let Some(outcome) = &run.closed {
        let message = format!("run {} is a drill's, and closed: {}", run.id, outcome.word());
        return Ok(Error::wrong(message).hint("duckops runs list"));
    }
    let opened = State::of(store.read(&run.id).map_err(|error| super::store_error(&error))?).opened;
    let place = opened.map(|opened| {
        let api = opened.settings.get("api").map(|api| format!(" at {api}")).unwrap_or_default();
        format!(" {}{api}", opened.drill.unwrap_or_default())
    });
    let message = format!("run {} is of the drill{}; this stack is real", run.id, place.unwrap_or_default());
    Ok(Error::wrong(message).hint(format!("export what `duckops drill serve` printed for it, then: {again}")))
}
