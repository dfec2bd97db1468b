//! `duckops doctor`: whether this machine and this identity are ready, and what to do about what is not. What lies on
//! the machine is looked at; the API and AWS are asked side by side, within five seconds, and nothing is changed.

mod asked;
mod aws;
mod git;
mod logs;
mod machine;
mod network;
mod signing;

use super::{Session, block_on, library, stage};
use crate::app::walk::operator;
use crate::console::render::{Mark, Page};
use crate::error::{Error, Exit};
use asked::Asked;
use duckops_core::policy::needed;
use duckops_core::text::Clean;
use duckops_core::world::Why;
use duckops_core::world::permissions::Permission;
use serde_json::{Value, json};
use std::time::Duration;

/// What is told to whoever waits; asking ends by itself before.
const WITHIN: Duration = Duration::from_secs(5);

/// One thing that was looked at.
pub struct Check {
    what: String,
    mark: Mark,
    text: Clean,
    /// What to do, in a line; mostly a command to type.
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
        let mark = if error.exit == Exit::Unknown { Mark::Unknown } else { Mark::Fail };
        Self { next, ..Self::of(what, mark, error.message.as_str()) }
    }

    /// What could not be found out is not known.
    fn unknown(what: impl Into<String>, why: &Why) -> Self {
        Self { next: why.hint.as_ref().map(ToString::to_string), ..Self::of(what, Mark::Unknown, why.text.as_str()) }
    }

    fn is_like(&self, other: &Self) -> bool {
        (self.mark, &self.text, &self.next) == (other.mark, &other.text, &other.next)
    }
}

pub fn run(session: &Session) -> Result<Exit, Error> {
    let library = library::load(&session.settings)?;
    let asked = match asked(session, &needed(&library))? {
        Ok(asked) => asked,
        Err(exit) => return Ok(exit),
    };
    let mut checks = vec![machine::settings(session), machine::state(session), machine::runbooks(&library)];
    checks.push(machine::terminal(session));
    checks.extend(signing::checks(session));
    let mut drill = None;
    match asked {
        Ok(asked) => {
            checks.extend(network::checks(session, &asked));
            checks.extend(aws::checks(session, &asked));
            drill = asked.drill.ok().flatten();
        }
        Err(error) => checks.push(Check::failed("API and AWS", &error)),
    }
    if let Some(drill) = &drill {
        drill.say(session);
    }
    checks.extend(logs::checks(session, drill.as_ref()));
    tell(session, &checks)?;
    Ok(exit(&checks))
}

/// What was asked; an error of the settings; or, when it was interrupted, how the program ends.
fn asked(session: &Session, wanted: &[Permission]) -> Result<Result<Result<Asked, Error>, Exit>, Error> {
    block_on(async {
        let mut ask = operator::signals_only(session)?;
        let asking = Box::pin(asked::of(session, wanted));
        let asked = stage::within(&mut ask, "the API and AWS", WITHIN, asking).await;
        Ok(asked.map_err(|left| stage::left_exit(&left)))
    })
}

fn tell(session: &Session, checks: &[Check]) -> Result<(), Error> {
    if session.settings.json {
        return session.json_lines(&checks.iter().map(|check| format!("{}\n", check.json())).collect::<String>());
    }
    let page = session.page();
    let alike = checks.chunk_by(Check::is_like);
    session.out(&alike.map(|checks| shown(&page, checks)).collect::<String>())
}

fn exit(checks: &[Check]) -> Exit {
    let any = |mark: Mark| checks.iter().any(|check| check.mark == mark);
    match () {
        () if any(Mark::Unknown) => Exit::Unknown,
        () if any(Mark::Fail) => Exit::No,
        () => Exit::Done,
    }
}

/// What is said of all of them in the same words is said once.
fn shown(page: &Page, alike: &[Check]) -> String {
    let Some(first) = alike.first() else { return String::new() };
    let names = alike.iter().map(|check| check.what.as_str()).collect::<Vec<_>>().join(", ");
    let head = page.wrapped(&names, WORD, WORD);
    let word = page.painted(&format!("{:<WORD$}", first.mark.word()), first.mark);
    let line = page.paragraph(first.text.as_str());
    let next = first.next.iter().map(|next| what_next(page, next)).collect::<String>();
    format!("{word}{}{line}{next}", head.get(WORD..).unwrap_or_default())
}

/// A command is there to be copied and stays whole; words are wrapped.
fn what_next(page: &Page, next: &str) -> String {
    match COMMANDS.iter().any(|name| next.starts_with(name)) {
        true => page.command("next", next),
        false => page.paragraph(&page.again(&format!("next: {next}"))),
    }
}

/// How commands begin that are said here.
const COMMANDS: [&str; 5] = ["duckops ", "aws ", "git ", "chmod ", "printf "];

/// The column of the marks.
const WORD: usize = 6;

impl Check {
    fn json(&self) -> Value {
        let state = match self.mark {
            Mark::Ok => "ok",
            Mark::Amber => "amber",
            Mark::Fail => "fail",
            Mark::Unknown => "unknown",
            Mark::Seen => "not judged",
        };
        json!({ "check": self.what, "state": state, "text": self.text, "next": self.next })
    }
}
