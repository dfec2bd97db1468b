//! `duckops runs take-over`: a run whose holder is still there, but does not go on.

use super::{find, of_run};
use crate::app::desk::{self, Question};
use crate::app::walk::{held_by, operator, store_error};
use crate::app::{Session, stores};
use crate::console::render;
use crate::error::{Error, Exit};
use crate::store::{Held, Store, Whole};
use duckops_core::runbook::Runbook;
use duckops_core::text::{Clean, sentence};
use duckops_core::walk::State;
use duckops_core::walk::ports::AskFor;

/// Whoever held it stops before it writes or changes anything more. Never while a change is under way: what becomes
/// of it could not be told any more.
pub fn run(session: &Session, id: &str, yes: bool) -> Result<Exit, Error> {
    let (store, state, runbook) = unfinished(session, id)?;
    let run = id.to_uppercase();
    let back = session.again(&render::come_back(&runbook, &state));
    let me = held_by(session, operator::acting(session, stores::of_drills(&store))?);
    let Some(holder) = store.holder(&run, &me).map_err(|error| store_error(&error))? else {
        session.out(&format!("nobody holds run {run}\n{back}\n"))?;
        return Ok(Exit::Done);
    };
    if let Some(change) = state.unresolved() {
        let message = format!("{holder}, and a change is under way there, at the step {}", change.step);
        return Err(
            Error::new(Exit::Held, message).hint(format!("wait for it; if it hangs, end it: kill {}", holder.pid))
        );
    }
    if !yes && !agreed(session, &run, &holder)? {
        session.out(&format!("run {run} stays with {}\n", holder.who))?;
        return Ok(Exit::No);
    }
    store.take_over(&run, &me).map_err(|error| store_error(&error))?;
    session
        .out(&format!("{} no longer holds run {run}, and stops before it changes anything\n{back}\n", holder.who))?;
    Ok(Exit::Done)
}

fn unfinished(session: &Session, id: &str) -> Result<(Store, State, Runbook), Error> {
    let (store, Whole { events, damage }) = find(session, id)?;
    if let Some(damage) = damage {
        return Err(store_error(&damage));
    }
    let first = events.first().ok_or_else(|| Error::wrong(format!("run {} was never opened", Clean::new(id))))?;
    let runbook = of_run(first)?;
    let state = State::of(events);
    if state.closed.is_some() {
        return Err(Error::wrong(format!("run {} is closed", id.to_uppercase())).hint("duckops runs list"));
    }
    Ok((store, state, runbook))
}

fn agreed(session: &Session, run: &str, holder: &Held) -> Result<bool, Error> {
    let question = Question {
        drill: false,
        place: &format!("run {run}"),
        field: "take-over",
        label: &format!("{} Take it over?", sentence(holder)),
        kind: AskFor::YesNo,
        default: None,
        hint: &format!("without a terminal: duckops runs take-over {run} --yes"),
    };
    Ok(desk::ask(session, question)?.as_str() == "yes")
}
