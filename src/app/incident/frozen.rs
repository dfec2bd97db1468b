//! How the platform stood when an incident was declared: a snapshot, taken once it is on.

use crate::app::desk::Desk;
use crate::app::snapshot::Camera;
use crate::app::walk::operator;
use crate::app::{Session, block_on, stage};
use crate::error::Error;
use crate::store::Taken;
use duckops_core::standing::incident::Incident;
use duckops_core::world::{Known, Why, WhyKind};
use std::time::Duration;

/// An incident is on already: nobody waits long for who they are.
const PATIENCE: Duration = Duration::from_millis(2500);

/// What cannot be seen is in it with its reason. That there is none stops nobody: the incident is on.
pub fn freeze(session: &Session, desk: &Desk, incident: &Incident) -> Known<Taken> {
    let by = desk.operator().map_err(|error| why(&error))?;
    let taken = block_on(async {
        let mut ask = operator::signals_only(session)?;
        let found = stage::find_within(session, session.settings.clone(), None, &mut ask, PATIENCE).await?;
        let Ok(stage) = found else { return Ok(Err(left())) };
        let camera = Camera::new(&stage, desk.store.clone(), by);
        let work = camera.freeze(incident.declared, &incident.id, None);
        let taken = stage::within(&mut ask, "how the platform stands", camera.limit(), work).await;
        Ok(taken.unwrap_or_else(|_| Err(left())))
    });
    taken.unwrap_or_else(|error| Err(why(&error)))
}

fn left() -> Why {
    Why::new(WhyKind::NotLooked, "it was not waited for")
}

fn why(error: &Error) -> Why {
    Why::new(WhyKind::NotLooked, error.message.as_str())
}
