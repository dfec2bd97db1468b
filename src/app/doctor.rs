//! `duckops doctor`: whether this machine is ready, from what lies on it, and the command for what is not. No network.

mod git;
mod logs;

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

    /// What could not be found out is not known.
    fn unknown(what: impl Into<String>, why: &Why) -> Self {
        Self { next: why.hint.as_ref().map(ToString::to_string), ..Self::of(what, Mark::Unknown, why.text.as_str()) }
    }
}

pub fn run(session: &Session) -> Result<Exit, Error> {
    let mut checks = vec![state(session), runbooks(session)?];
    checks.extend(logs::checks(session));
    if session.settings.json {
        session.out(&checks.iter().map(|check| format!("{}\n", check.json())).collect::<String>())?;
    } else {
        let page = session.page();
        session.out(&checks.iter().map(|check| check.shown(&page)).collect::<String>())?;
        session.out(&session.again("\nneither the API nor AWS was asked: duckops probe\n"))?;
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

/// Only its owner can write to it. One that is not there yet is made when it is needed.
fn state(session: &Session) -> Check {
    let dir = &session.settings.state_dir;
    if !dir.exists() {
        return Check::of("state directory", Mark::Ok, format!("{} is not there yet", dir.display()));
    }
    match Store::open(dir, Arc::clone(&session.clock)) {
        Ok(_) => Check::of("state directory", Mark::Ok, dir.display().to_string()),
        Err(error) => Check::of("state directory", Mark::Fail, error.to_string()).next(error.hint()),
    }
}

fn runbooks(session: &Session) -> Result<Check, Error> {
    let library = library::load(&session.settings)?;
    let many = library.runbooks().count();
    Ok(match library.reports().count() {
        0 => Check::of("runbooks", Mark::Ok, format!("{many}, without a mistake")),
        wrong => Check::of("runbooks", Mark::Fail, format!("{wrong} with mistakes")).next("duckops runbook lint"),
    })
}
