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
use duckops_core::world::permissions::Permission;
use duckops_core::world::{Hint, Why};
use serde_json::{Value, json};
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

/// What is told to whoever waits; asking ends by itself before.
const WITHIN: Duration = Duration::from_secs(5);

/// One thing that was looked at.
pub struct Check {
    what: String,
    mark: Mark,
    text: Clean,
    next: Option<Next>,
}

/// What to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Next {
    /// A command to type: there to be copied.
    Command(String),
    /// A sentence, in which commands may stand.
    Words(String),
}

impl Next {
    fn text(&self) -> &str {
        match self {
            Next::Command(text) | Next::Words(text) => text,
        }
    }
}

impl Check {
    fn of(what: impl Into<String>, mark: Mark, text: impl AsRef<str>) -> Self {
        Self { what: what.into(), mark, text: Clean::new(text), next: None }
    }

    /// What to do, in words.
    fn next(self, words: impl Into<String>) -> Self {
        Self { next: Some(Next::Words(words.into())), ..self }
    }

    /// The command that does it, or tells more.
    fn command(self, command: impl Into<String>) -> Self {
        Self { next: Some(Next::Command(command.into())), ..self }
    }

    fn advised(self, hint: &Hint) -> Self {
        match hint {
            Hint::Command { command } => self.command(command.as_str()),
            Hint::Words(words) => self.next(words.as_str()),
        }
    }

    fn hinted(self, hint: Option<&Clean>) -> Self {
        hint.into_iter().fold(self, |check, hint| check.next(hint.as_str()))
    }

    fn failed(what: impl Into<String>, error: &Error) -> Self {
        let mark = if error.exit == Exit::Unknown { Mark::Unknown } else { Mark::Fail };
        Self::of(what, mark, error.message.as_str()).hinted(error.hint.as_ref())
    }

    /// What could not be found out is not known.
    fn unknown(what: impl Into<String>, why: &Why) -> Self {
        why.hint.iter().fold(Self::of(what, Mark::Unknown, why.text.as_str()), Self::advised)
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
    let word = page.painted(&format!("{:<WORD$}", word(first.mark)), first.mark);
    let text = named(page, &names, first.text.as_str());
    let next = first.next.iter().map(|next| what_next(page, next)).collect::<String>();
    format!("{word}{text}{next}")
}

/// What it is and what was found, on one line where they fit on one; behind the mark.
fn named(page: &Page, names: &str, text: &str) -> String {
    let line = format!("{names}: {text}");
    if WORD + line.width() <= page.width {
        return format!("{line}\n");
    }
    let head = page.wrapped(names, WORD, WORD);
    format!("{}{}", head.get(WORD..).unwrap_or_default(), page.filled(text))
}

/// Each row has one. What is only told is neither good nor bad.
fn word(mark: Mark) -> &'static str {
    match mark {
        Mark::Seen => "info",
        Mark::Ok | Mark::Amber | Mark::Fail | Mark::Unknown => mark.word(),
    }
}

/// A command stays whole; words are wrapped.
fn what_next(page: &Page, next: &Next) -> String {
    match next {
        Next::Command(command) => page.command("next", command),
        Next::Words(words) => page.paragraph(&page.again(&format!("next: {words}"))),
    }
}

/// The column of the marks.
const WORD: usize = 6;

impl Check {
    fn json(&self) -> Value {
        let state = match self.mark {
            Mark::Unknown => "unknown".to_owned(),
            mark => word(mark).to_lowercase(),
        };
        let next = self.next.as_ref().map(Next::text);
        json!({ "check": self.what, "state": state, "text": self.text, "next": next })
    }
}
