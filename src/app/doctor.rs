//! `duckops doctor`: whether this machine is ready, from what lies on it, and the command for what is not. No
//! network, but that an API on this machine is asked whether it is a drill's, whose logs lie apart.

mod git;
mod logs;

use super::runbooks::checked;
use super::simulated::Simulated;
use super::{Session, library};
use crate::console::render::{Mark, Page};
use crate::error::{Error, Exit};
use crate::store::Store;
use duckops_core::text::Clean;
use duckops_core::world::Why;
use serde_json::{Value, json};
use std::sync::Arc;

/// One thing that was looked at.
pub struct Check {
    what: String,
    mark: Mark,
    text: Clean,
    /// The command to type.
    next: Option<String>,
}

impl Check {
    fn of(what: impl Into<String>, mark: Mark, text: impl AsRef<str>) -> Self {
        Self { what: what.into(), mark, text: Clean::new(text), next: None }
    }

    fn next(self, next: impl Into<String>) -> Self {
        Self { next: Some(next.into()), ..self }
    }

    fn failed(what: impl Into<String>, error: &Error) -> Self {
        let next = error.hint.as_ref().map(ToString::to_string);
        Self { next, ..Self::of(what, Mark::Unknown, error.message.as_str()) }
    }

    /// What could not be found out is not known.
    fn unknown(what: impl Into<String>, why: &Why) -> Self {
        Self { next: why.hint.as_ref().map(ToString::to_string), ..Self::of(what, Mark::Unknown, why.text.as_str()) }
    }
}

pub fn run(session: &Session) -> Result<Exit, Error> {
    let mut checks = vec![state(session), runbooks(session)?];
    let drill = match Simulated::here(session) {
        Ok(drill) => drill,
        Err(error) => {
            checks.push(Check::failed("drill", &error));
            None
        }
    };
    if let Some(drill) = &drill {
        drill.say(session);
    }
    checks.extend(logs::checks(session, drill.as_ref()));
    if session.settings.json {
        session.out(&checks.iter().map(|check| format!("{}\n", check.json())).collect::<String>())?;
    } else {
        let page = session.page();
        session.out(&checks.iter().map(|check| check.shown(&page)).collect::<String>())?;
        let asked = match drill {
            Some(_) => "AWS was not asked, and the API only which drill it is",
            None => "neither the API nor AWS was asked",
        };
        session.out(&session.again(&format!("\n{asked}: duckops probe\n")))?;
    }
    let any = |mark: Mark| checks.iter().any(|check| check.mark == mark);
    Ok(match () {
        () if any(Mark::Unknown) => Exit::Unknown,
        () if any(Mark::Fail) => Exit::No,
        () => Exit::Done,
    })
}

impl Check {
    fn shown(&self, page: &Page) -> String {
        let word = page.painted(&format!("{:<5}", self.mark.word()), self.mark);
        let line = page.paragraph(self.text.as_str());
        let next = self.next.iter().map(|next| page.command("next", next)).collect::<String>();
        format!("{word} {}\n{line}{next}", self.what)
    }

    fn json(&self) -> Value {
        let state = match self.mark {
            Mark::Ok | Mark::Amber | Mark::Seen => "ok",
            Mark::Fail => "fail",
            Mark::Unknown => "unknown",
        };
        json!({ "check": self.what, "state": state, "text": self.text, "next": self.next })
    }
}

/// Its owner can write to it, and nobody else. One that is not there yet is made when it is needed.
fn state(session: &Session) -> Check {
    let dir = &session.settings.state_dir;
    if !dir.exists() {
        return Check::of("state directory", Mark::Ok, format!("{} is not there yet", dir.display()));
    }
    match Store::open(dir, Arc::clone(&session.clock)).and_then(|store| store.writable()) {
        Ok(()) => Check::of("state directory", Mark::Ok, dir.display().to_string()),
        Err(error) => Check::of("state directory", Mark::Fail, error.to_string()).next(error.hint()),
    }
}

fn runbooks(session: &Session) -> Result<Check, Error> {
    let library = library::load(&session.settings)?;
    Ok(match library.reports().count() {
        0 => Check::of("runbooks", Mark::Ok, format!("{}, without a mistake", checked(&library, &|_| true))),
        wrong => Check::of("runbooks", Mark::Fail, format!("{wrong} with mistakes")).next("duckops runbook lint"),
    })
}
