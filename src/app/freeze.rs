//! `duckops freeze on | off | status`.

use super::Session;
use super::desk::{self, Desk, said, unreadable};
use super::walk::store_error;
use crate::cli::FreezeCommand;
use crate::console::render::table;
use crate::error::{Error, Exit};
use crate::store::Store;
use duckops_core::standing::freeze::{self, Freeze, Override};
use duckops_core::text::Clean;
use duckops_core::time::stamp;
use duckops_core::world::Table;
use serde_json::{Value, json};

pub fn run(session: &Session, command: &FreezeCommand) -> Result<Exit, Error> {
    match command {
        FreezeCommand::On { reason } => on(session, &desk::find(session)?, &said("reason", reason)?),
        FreezeCommand::Off { reason } => off(session, &desk::find(session)?, reason.as_deref()),
        FreezeCommand::Status => status(session, &desk::reading(session)?),
    }
}

/// Whoever walks hears that changes are frozen. That it cannot be read stops nobody.
pub fn say(session: &Session, store: &Store) {
    match store.freezes().all().map(|events| (freeze::open(&events).is_some(), freeze::summary(&events))) {
        Ok((true, says)) => session.err(&format!("{says}\n")),
        Ok((false, _)) => {}
        Err(error) => {
            session.err(&format!("whether changes are frozen is not known: {}\n", Clean::new(error.to_string())))
        }
    }
}

fn on(session: &Session, desk: &Desk, reason: &Clean) -> Result<Exit, Error> {
    let done = desk.store.freezes().on(reason.clone(), desk.operator()?, session.clock.now());
    done.map_err(|error| store_error(&error))?;
    status(session, desk)
}

fn off(session: &Session, desk: &Desk, reason: Option<&str>) -> Result<Exit, Error> {
    let reason = reason.map(|reason| said("reason", reason)).transpose()?;
    let was = desk.store.freezes().off(reason, desk.operator()?, session.clock.now());
    let was = was.map_err(|error| store_error(&error))?;
    if session.settings.json {
        return status(session, desk);
    }
    session.out("changes are no longer frozen\n")?;
    if let Some(was) = was {
        let page = session.page();
        session.out(&page.fact("was frozen since", &format!("{} by {}: {}", stamp(was.since), was.by, was.reason)))?;
    }
    session.out(&browser(session))?;
    Ok(Exit::Done)
}

/// On or off, both are an answer: 0. What cannot be read is not known: 3.
fn status(session: &Session, desk: &Desk) -> Result<Exit, Error> {
    let open = desk.store.freezes().open().map_err(|error| unreadable(&error))?;
    match &open {
        open if session.settings.json => session.json(&shown_json(open.as_ref()))?,
        Some(open) => session.out(&shown(session, open))?,
        None => session.out(&format!(
            "no change freeze is on\n{}{}",
            session.page().command("next", "duckops freeze on --reason WHY"),
            browser(session)
        ))?,
    }
    Ok(Exit::Done)
}

fn shown(session: &Session, open: &Freeze) -> String {
    let page = session.page();
    let mut out = page.bold("changes are frozen") + "\n";
    out.push_str(&page.fact("since", &stamp(open.since)));
    out.push_str(&page.fact("by", open.by.as_str()));
    out.push_str(&page.fact("reason", open.reason.as_str()));
    if !open.overrides.is_empty() {
        let mut rows = Table::new(["overridden", "run", "by", "reason"]);
        for Override { run, at, by, reason } in &open.overrides {
            rows.row([Clean::new(stamp(*at)), Clean::new(run), by.clone(), reason.clone()]);
        }
        out.push_str(&table(&page, &rows));
    }
    out + &page.command("next", "duckops freeze off") + &browser(session)
}

fn browser(session: &Session) -> String {
    session.page().paragraph("The dashboard has a freeze banner of its own, in each browser, where no tool can see it.")
}

fn shown_json(open: Option<&Freeze>) -> Value {
    let one = |o: &Override| json!({ "run": o.run, "at": stamp(o.at), "by": o.by, "reason": o.reason });
    match open {
        Some(open) => json!({
            "on": true, "since": stamp(open.since), "by": open.by, "reason": open.reason,
            "overrides": open.overrides.iter().map(one).collect::<Vec<_>>(),
        }),
        None => json!({ "on": false }),
    }
}
