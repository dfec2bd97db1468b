//! `duckops handoff RUN|INCIDENT`, `duckops update RUN`: what the next person, or the chat, has to know.

use super::records::{self, FoundRun};
use super::runs::whole;
use super::walk::{held_by, store_error};
use super::{Session, looked};
use crate::console::render::come_back;
use crate::error::{Error, Exit};
use crate::report::handoff::{json, text};
use duckops_core::report::Run;
use duckops_core::report::handoff::Handoff;
use duckops_core::text::Clean;
use duckops_core::time::{passed, stamp};
use duckops_core::walk::update::paragraph;
use duckops_core::world::minutes_text;
use serde_json::json;
use std::time::Duration;

pub fn run(session: &Session, id: Option<&str>) -> Result<Exit, Error> {
    let Some(id) = id else { return Err(records::which(session, "handoff", true, true)?) };
    if records::is_of_incident(id) {
        return of_incident(session, id);
    }
    let FoundRun { run, holder, damage } = records::run(session, id)?;
    let deploys = records::deploys_of(session, &run);
    let handoff = Handoff::of_run(&run, session.clock.now(), deploys);
    let holder = holder.map(|holder| holder.to_string());
    show(session, &handoff, &take_over(&run, holder.as_deref()))?;
    whole(damage)
}

fn of_incident(session: &Session, id: &str) -> Result<Exit, Error> {
    let found = records::incident(session, id)?;
    let (now, me) = (session.clock.now(), held_by(session, Clean::default()));
    let told = looked::told(&found.store, &found.incident, Some(&me), now);
    let (runs, looked) = told.map_err(|error| store_error(&error))?;
    let deploys = records::deploys(session, found.ledgers(session, &runs));
    let handoff = Handoff::of_incident(&found.incident, found.drill(), &runs, &looked, now, deploys);
    // What can be gone on with comes first.
    let (open, ended): (Vec<_>, Vec<_>) = runs.iter().partition(|run| run.state.closed.is_none());
    let look = (!handoff.next.is_empty()).then(|| "look again:  duckops status".to_owned());
    let seen = looked.snapshots.last().map(|kept| format!("snapshot:  {}", kept.path));
    let note = "tell of it:  duckops incident note TEXT".to_owned();
    let more = match &found.incident.end {
        Some(_) => vec![format!("looking back:  duckops postmortem {}", found.incident.id)],
        None if handoff.is_of_the_past() => vec!["end it:  duckops incident end".into(), note],
        None => vec!["walk what fits:  duckops triage".into(), note],
    };
    let lines = open.into_iter().chain(ended).flat_map(|run| take_over(run, None)).chain(seen).chain(look).chain(more);
    show(session, &handoff, &lines.collect::<Vec<_>>())?;
    Ok(Exit::Done)
}

/// What to type, in this order.
fn take_over(run: &Run, holder: Option<&str>) -> Vec<String> {
    let all = format!("all of it:  duckops runs show {}", run.id());
    if run.walked && run.state.ends_with_its_stack() {
        let there = holder.map(|holder| format!("{holder}; ")).unwrap_or_default();
        return vec![format!("{there}its simulated stack ends with it: there is nothing to take over"), all];
    }
    let from = (run.walked && run.state.closed.is_none()).then(|| {
        let who = holder.map(|holder| format!("{holder}: ")).unwrap_or_default();
        format!("{who}duckops runs take-over {}", run.id())
    });
    let back = run.state.closed.is_none().then(|| come_back(&run.runbook, &run.state));
    from.into_iter().chain(back).chain([all]).collect()
}

fn show(session: &Session, handoff: &Handoff, take_over: &[String]) -> Result<(), Error> {
    match session.settings.json {
        true => session.json(&json(handoff, &take_over.iter().map(|line| session.again(line)).collect::<Vec<_>>())),
        false => session.out(&text(&session.page(), handoff, take_over)),
    }
}

/// The text of the key `u`, from outside of the walk. Nothing is recorded.
pub fn update(session: &Session, id: Option<&str>) -> Result<Exit, Error> {
    let Some(id) = id else { return Err(records::which(session, "update", true, false)?) };
    let FoundRun { run, damage, .. } = records::run(session, id)?;
    let now = session.clock.now();
    let text = paragraph(&run.runbook, &run.state, now);
    let at = run.state.last_at.unwrap_or(now);
    if session.settings.json {
        let (drill, dry) = (run.drill(), run.state.is_dry());
        session.json(&json!({ "run": run.id(), "as_of": stamp(at), "drill": drill, "dry_run": dry, "text": text }))?;
        return whole(damage);
    }
    // One line, however long: the terminal wraps it, and it can be copied as one.
    session.out(&format!("{text}\n"))?;
    let age = passed(at, now);
    if age >= Duration::from_secs(60) {
        let age = minutes_text(age);
        session.err(&format!("as of {}, {age} ago\n", stamp(at)));
    }
    whole(damage)
}
