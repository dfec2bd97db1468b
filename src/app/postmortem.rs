//! `duckops postmortem INCIDENT`: the draft of a postmortem, from what was recorded.

use super::walk::{held_by, store_error};
use super::{Session, looked, records};
use crate::error::{Error, Exit};
use crate::report::postmortem::{html, json, markdown};
use duckops_core::report::postmortem::Postmortem;
use duckops_core::text::Clean;

pub fn run(session: &Session, id: Option<&str>, as_html: bool) -> Result<Exit, Error> {
    let Some(id) = id else { return Err(records::which(session, "postmortem", false, true)?) };
    let found = records::incident(session, id)?;
    let (now, me) = (session.clock.now(), held_by(session, Clean::default()));
    let told = looked::told(&found.store, &found.incident, Some(&me), now);
    let (runs, looked) = told.map_err(|error| store_error(&error))?;
    let mut postmortem = Postmortem::of(&found.incident, found.drill(), &runs, &looked, now);
    let (from, until) = postmortem.window();
    let kept = found.store.bundles().between(from, until).map_err(|error| store_error(&error))?;
    postmortem.evidence = kept.iter().map(|path| Clean::new(path.display().to_string())).collect();
    match (session.settings.json, as_html) {
        (true, _) => session.json(&json(&postmortem))?,
        (false, true) => session.out(&html(&postmortem))?,
        (false, false) => session.out(&markdown(&postmortem))?,
    }
    Ok(Exit::Done)
}
