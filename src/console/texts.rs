//! A line that is typed, short or long, perhaps pasted: rustyline, or our own line where nothing may be redrawn.

mod pasted;

use super::Console;
use super::edit;
use super::foreign::{self, Redraw};
use super::layout::cut;
use super::line::Pasting;
use super::programs;
use super::session::Session;
use super::ways::{NOWHERE, Way, Ways, show_help};
use duckops_core::text::Clean;
use duckops_core::walk::ports::Left;
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{Behavior, Config, Editor, ExternalPrinter as _};
use std::io;
use tokio::sync::oneshot;

/// An escape sequence is here within so many milliseconds; Escape alone does nothing in this line.
const SEQUENCE_TIME: u16 = 200;

/// What Enter alone does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enter<'a> {
    Nothing,
    Takes(&'a str),
    LeavesEmpty,
}

/// A line to be typed.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub label: &'a str,
    pub ways: Ways,
    pub enter: Enter<'a>,
    /// It may become long: then it can be written in the editor.
    pub may_be_long: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed<T> {
    Answer(T),
    /// Enter alone, where that says something.
    Enter,
    Skip,
    Back,
}

/// What is to be done about a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Judged<T> {
    Done(Typed<T>),
    Quit,
    Help,
    /// It is none, and why: it is asked for again.
    Again(String),
}

impl Asked<'_> {
    /// A key alone is never the answer. No line: Escape.
    pub fn judged<T>(&self, typed: Option<&str>, read: impl Fn(&str) -> Result<T, String>) -> Judged<T> {
        let typed = typed.unwrap_or("b").trim();
        match (self.ways.of_line(typed), typed, self.enter) {
            (Some(Way::Back), ..) => Judged::Done(Typed::Back),
            (Some(Way::Skip), ..) => Judged::Done(Typed::Skip),
            (Some(Way::Quit), ..) => Judged::Quit,
            (Some(Way::Help), ..) => Judged::Help,
            (Some(Way::Nowhere), ..) => Judged::Again(NOWHERE.into()),
            (None, "", Enter::Nothing) => Judged::Again("Enter alone answers nothing: type the answer first.".into()),
            (None, "", Enter::Takes(_) | Enter::LeavesEmpty) => Judged::Done(Typed::Enter),
            (None, typed, _) => read(typed).map_or_else(Judged::Again, |value| Judged::Done(Typed::Answer(value))),
        }
    }

    /// What can be typed instead of the answer.
    pub fn help(&self) -> Vec<String> {
        let enter = match self.enter {
            Enter::Nothing => "takes the line; alone it answers nothing".into(),
            Enter::Takes(offered) => format!("takes the line; alone it answers {offered}"),
            Enter::LeavesEmpty => "takes the line; alone it leaves it open".into(),
        };
        let skip = self.ways.skip.then_some("s");
        let letters: Vec<_> = skip.into_iter().chain(self.ways.back.map(|_| "b")).chain(["q", "?"]).collect();
        self.ways.help(&[("Enter", &enter), (&letters.join(" "), "count when nothing else is on the line")])
    }
}

pub const KEYS: [&str; 1] = ["type, then Enter"];
const IN_THE_EDITOR: &str = "[e]ditor";
const EDITOR: &str = "e";

pub async fn ask<T>(
    console: &mut Console,
    asked: Asked<'_>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Typed<T>, Left> {
    let room = console.streams.width() / 2;
    let label = format!("{}{}> ", console.mark(), cut(asked.label, room));
    let prompt = console.streams.prompt(&label);
    let editor = console.streams.facts.programs.editor.clone().filter(|_| asked.may_be_long);
    let keys: Vec<_> = KEYS.into_iter().chain(editor.as_ref().map(|_| IN_THE_EDITOR)).collect();
    asked.ways.show(&console.streams, &keys)?;
    loop {
        let typed = line(console, prompt.clone()).await?.map(|typed| one_line(&typed));
        let judged = match (typed.as_deref(), &editor) {
            (Some(EDITOR), Some(editor)) => written(console, &asked, editor, &read).await?,
            (typed, _) => asked.judged(typed, &read),
        };
        match judged {
            Judged::Done(done) => {
                if let (Typed::Enter, Enter::Takes(offered)) = (&done, asked.enter) {
                    console.streams.err(&format!("> {offered}\n"))?;
                }
                return Ok(done);
            }
            Judged::Quit => return Err(Left::Quit),
            Judged::Help => show_help(&console.streams, &asked.help())?,
            Judged::Again(why) => console.streams.err(&format!("{why}\n"))?,
        }
    }
}

/// What was written in the editor is no key, however short.
async fn written<T>(
    console: &mut Console,
    asked: &Asked<'_>,
    editor: &str,
    read: &impl Fn(&str) -> Result<T, String>,
) -> Result<Judged<T>, Left> {
    let written = programs::edit(&console.streams, &mut console.signals, editor).await?;
    let text = match written.map(|text| one_line(&text)) {
        Ok(text) if text.is_empty() => return Ok(Judged::Again("Nothing was written.".into())),
        Ok(text) => text,
        Err(why) => return Ok(Judged::Again(why)),
    };
    console.streams.err(&format!("{}> {text}\n", cut(asked.label, console.streams.width() / 2)))?;
    Ok(read(&text).map_or_else(Judged::Again, |value| Judged::Done(Typed::Answer(value))))
}

/// Words, as they were typed.
pub fn words(typed: &str) -> Result<Clean, String> {
    Ok(Clean::new(typed))
}

/// A paste of several lines becomes one.
fn one_line(typed: &str) -> String {
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Nothing: Escape.
async fn line(console: &mut Console, prompt: String) -> Result<Option<String>, Left> {
    if !console.streams.facts.redraws() {
        let mut session = Session::open(&console.streams, &mut console.signals).await?;
        return edit::line(&mut session, &prompt, Pasting::Inserted).await;
    }
    let read = move |redraw| readline(&prompt, redraw);
    let typed = foreign::run(&console.streams, &mut console.signals, read).await?;
    typed.map(Some).ok_or(Left::Quit)
}

/// Nothing: Ctrl-D.
fn readline(prompt: &str, redraw: oneshot::Sender<Redraw>) -> io::Result<Option<String>> {
    // The terminal itself, since stdout may be a pipe.
    let config = Config::builder().behavior(Behavior::PreferTerm).auto_add_history(false);
    let config = config.keyseq_timeout(Some(SEQUENCE_TIME)).build();
    let mut editor = Editor::with_history(config, MemHistory::new()).map_err(io::Error::other)?;
    pasted::listen(&mut editor);
    if let Ok(mut printer) = editor.create_external_printer() {
        // Whatever is printed beside a line, the line is drawn below it.
        let _ = redraw.send(Box::new(move || drop(printer.print(String::new()))));
    }
    match editor.readline(prompt) {
        Ok(text) => Ok(Some(text)),
        Err(ReadlineError::Eof) => Ok(None),
        Err(ReadlineError::Interrupted) => Err(io::ErrorKind::Interrupted.into()),
        Err(ReadlineError::Io(error)) => Err(error),
        Err(error) => Err(io::Error::other(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::ways::Leaving;

    #[test]
    fn a_pasted_paragraph_becomes_one_line() {
        assert_eq!(one_line("errors since\n  02:14,\r\n28 times\n"), "errors since 02:14, 28 times");
    }

    #[test]
    fn a_line_answers_or_leads_away_or_is_asked_for_again() {
        let ways = Ways { back: Some("back a step"), skip: false, leaving: Leaving::Resumable };
        let asked = |enter| Asked { label: "users", ways, enter, may_be_long: false };
        let read = |typed: &str| typed.parse::<u32>().map_err(|_| format!("`{typed}` is no count"));
        let empty = "Enter alone answers nothing: type the answer first.";
        for (enter, typed, judged) in [
            (Enter::Nothing, Some(" 40 "), Judged::Done(Typed::Answer(40))),
            (Enter::Nothing, Some("-5"), Judged::Again("`-5` is no count".into())),
            (Enter::Nothing, Some(""), Judged::Again(empty.into())),
            (Enter::Takes("12"), Some(""), Judged::Done(Typed::Enter)),
            (Enter::LeavesEmpty, Some(" "), Judged::Done(Typed::Enter)),
            (Enter::Nothing, Some("b"), Judged::Done(Typed::Back)),
            (Enter::Nothing, None, Judged::Done(Typed::Back)),
            (Enter::Nothing, Some("q"), Judged::Quit),
            (Enter::Nothing, Some("?"), Judged::Help),
        ] {
            assert_eq!(asked(enter).judged(typed, read), judged, "{typed:?}");
        }
        let nowhere = Asked { ways: Ways { back: None, ..ways }, ..asked(Enter::Nothing) };
        assert_eq!(nowhere.judged(Some("b"), read), Judged::Again(NOWHERE.into()));
        let help = |asked: &Asked<'_>| asked.help().join("\n");
        assert!(help(&asked(Enter::Nothing)).contains("\nb q ?     count when"), "{}", help(&asked(Enter::Nothing)));
        assert!(help(&nowhere).contains("\nq ?       count when"), "{}", help(&nowhere));
    }
}
