//! Text that may be long or pasted: rustyline, or our own line where nothing may be redrawn.

use super::Console;
use super::burst::GAP;
use super::edit;
use super::foreign::{self, Asked};
use super::layout::cut;
use super::line::Pasting;
use super::session::Session;
use super::terminal::Mode;
use duckops_core::text::Clean;
use duckops_core::walk::ports::Left;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Behavior, Config, Context, Editor, Helper};
use std::cell::Cell;
use std::io;
use tokio::time::Instant;

const EMPTY: &str = "It needs some words; Ctrl-D goes back.";

/// What Enter alone does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enter<'a> {
    Nothing,
    Takes(&'a str),
    LeavesEmpty,
}

/// A text; nothing when it was cancelled.
pub async fn ask(console: &mut Console, label: &str, enter: Enter<'_>) -> Result<Option<Clean>, Left> {
    let room = console.streams.width() / 2;
    let prompt = console.streams.encoded(&format!("{}{}> ", console.mark(), cut(label, room))).into_owned();
    loop {
        let Some(typed) = read(console, prompt.clone()).await? else { return Ok(None) };
        match (typed.trim(), enter) {
            ("", Enter::Takes(offered)) => return Ok(Some(Clean::new(offered))),
            ("", Enter::LeavesEmpty) => return Ok(Some(Clean::default())),
            ("", Enter::Nothing) => console.streams.err(&format!("{EMPTY}\n"))?,
            (typed, _) => return Ok(Some(one_line(typed))),
        }
    }
}

/// A paste of several lines becomes one.
fn one_line(typed: &str) -> Clean {
    Clean::new(typed.split_whitespace().collect::<Vec<_>>().join(" "))
}

async fn read(console: &mut Console, prompt: String) -> Result<Option<String>, Left> {
    if !console.streams.facts.redraws() {
        let mut session = Session::open(&console.streams, &mut console.signals).await?;
        return edit::line(&mut session, &prompt, Pasting::Inserted).await;
    }
    let read = move || readline(&prompt);
    match foreign::run(&console.streams, &mut console.signals, Mode::Found, read).await? {
        Asked::Answer(text) => Ok(text),
        Asked::Pasted => Ok(None),
    }
}

fn readline(prompt: &str) -> io::Result<Option<String>> {
    // The terminal itself, since stdout may be a pipe.
    let config = Config::builder().behavior(Behavior::PreferTerm).auto_add_history(false).build();
    let mut editor = Editor::with_history(config, MemHistory::new()).map_err(io::Error::other)?;
    editor.set_helper(Some(Typist(Cell::new(Instant::now()))));
    match editor.readline(prompt) {
        Ok(text) => Ok(Some(text)),
        Err(ReadlineError::Eof) => Ok(None),
        Err(ReadlineError::Interrupted) => Err(io::ErrorKind::Interrupted.into()),
        Err(ReadlineError::Io(error)) => Err(error),
        Err(error) => Err(io::Error::other(error)),
    }
}

/// Knows when the line last changed. Enter right behind a key comes out of a paste that the terminal did not mark:
/// then it is one more line of the text, and does not end it.
struct Typist(Cell<Instant>);

impl Hinter for Typist {
    type Hint = String;

    /// Called at every change. There is no hint.
    fn hint(&self, _: &str, _: usize, _: &Context<'_>) -> Option<String> {
        self.0.set(Instant::now());
        None
    }
}

impl Validator for Typist {
    fn validate(&self, _: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let typed = self.0.get().elapsed() >= GAP;
        Ok(if typed { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Completer for Typist {
    type Candidate = String;
}
impl Highlighter for Typist {}
impl Helper for Typist {}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_pasted_paragraph_becomes_one_line() {
        assert_eq!(one_line("errors since\n  02:14,\r\n28 times\n").as_str(), "errors since 02:14, 28 times");
    }
}
