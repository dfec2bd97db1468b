//! The standard streams, and the only way to write to two of them.

use super::ascii::ascii;
use super::facts::{Choices, Environment, Facts, Terminals};
use super::layout::cut;
use super::paint;
use duckops_core::text::Shown;
use duckops_core::walk::ports::Left;
use rustix::termios::{Winsize, tcgetwinsize};
use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// The reader of what was written is gone: a closed pipe, a lost terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

impl From<Gone> for Left {
    fn from(_: Gone) -> Self {
        Left::Gone
    }
}

/// The one way to write. Cloned freely: every clone writes to the same streams.
#[derive(Clone, Debug)]
pub struct Streams {
    pub facts: Facts,
    sink: Sink,
}

#[derive(Clone, Debug)]
enum Sink {
    Real,
    Memory(Captured),
}

/// What was written, when nothing was written for real.
#[derive(Clone, Debug, Default)]
pub struct Captured(Arc<Mutex<(String, String)>>);

impl Captured {
    pub fn out(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    pub fn err(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}

impl Streams {
    /// The streams of this process.
    pub fn real(environment: &Environment, choices: Choices) -> Self {
        let terminals = Terminals {
            stdin: io::stdin().is_terminal(),
            stdout: io::stdout().is_terminal(),
            stderr: io::stderr().is_terminal(),
        };
        Self { facts: Facts::new(terminals, environment, choices), sink: Sink::Real }
    }

    /// Streams that only remember.
    pub fn memory(facts: Facts) -> (Self, Captured) {
        let captured = Captured::default();
        (Self { facts, sink: Sink::Memory(captured.clone()) }, captured)
    }

    /// Columns to write in, as they are now.
    pub fn width(&self) -> usize {
        self.facts.columns.or_else(|| self.terminal_width()).unwrap_or(80)
    }

    /// Columns for a line that is drawn over itself: never the last one, and an ellipsis may be three dots.
    pub fn room(&self) -> usize {
        self.width().saturating_sub(if self.facts.utf8 { 1 } else { 3 })
    }

    /// A text on one line of so many columns, as this locale can show it.
    pub fn fitted(&self, text: &str, width: usize) -> String {
        if self.facts.utf8 {
            return cut(text, width);
        }
        let text = ascii(text);
        if text.len() <= width { text.into_owned() } else { format!("{}...", &text[..width.saturating_sub(3)]) }
    }

    /// Lines of the screen, as they are now.
    pub fn height(&self) -> usize {
        self.size().map(|size| usize::from(size.ws_row)).filter(|lines| *lines > 0).unwrap_or(24)
    }

    fn terminal_width(&self) -> Option<usize> {
        self.size().map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0)
    }

    fn size(&self) -> Option<Winsize> {
        let Sink::Real = self.sink else { return None };
        tcgetwinsize(io::stderr()).or_else(|_| tcgetwinsize(io::stdout())).ok()
    }

    /// Writes to stdout what is of use only whole. A reader who has seen enough and closed the pipe is no error.
    pub fn data(&self, data: Data<'_>) -> io::Result<()> {
        let closed = |cause: io::Error| if cause.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(cause) };
        self.put(data).or_else(closed)
    }

    fn put(&self, data: Data<'_>) -> io::Result<()> {
        match data {
            Data::Lines(text) => self.write(To::Out, &self.lines(text)),
            Data::Json(written) => self.write(To::Out, Shown::json(written).as_str()),
            Data::Columns(text) => self.write(To::Out, Shown::columns(text).as_str()),
        }
    }

    /// Writes to stdout: what comes one after the other.
    pub fn out(&self, text: &str) -> Result<(), Gone> {
        self.put(Data::Lines(text)).map_err(|_| Gone)
    }

    /// The same of JSON.
    pub fn out_json(&self, written: &str) -> Result<(), Gone> {
        self.put(Data::Json(written)).map_err(|_| Gone)
    }

    /// Writes to stderr: prompts and messages.
    pub fn err(&self, text: &str) -> Result<(), Gone> {
        self.write(To::Err, &self.lines(text)).map_err(|_| Gone)
    }

    /// Writes to stderr over what is there. Only what stands here as control is control.
    pub(super) fn draw(&self, parts: &[Draw<'_>]) -> Result<(), Gone> {
        let one = |part: &Draw<'_>| match part {
            Draw::Control(sequence) => (*sequence).to_owned(),
            Draw::Text(text) => self.lines(text),
        };
        self.write(To::Err, &parts.iter().map(one).collect::<String>()).map_err(|_| Gone)
    }

    /// Hands a sequence to the terminal behind a stream.
    pub(super) fn control(&self, to: To, sequence: &str) -> Result<(), Gone> {
        self.write(to, sequence).map_err(|_| Gone)
    }

    /// Lines as they can be shown here: nothing in them acts on the terminal but our own colours.
    fn lines(&self, text: &str) -> String {
        let shown = |text: &str| Shown::lines(&self.encoded(text)).to_string();
        if self.facts.color_out { paint::written(text, shown) } else { shown(text) }
    }

    fn write(&self, to: To, text: &str) -> io::Result<()> {
        match (&self.sink, to) {
            (Sink::Real, To::Out) => written(io::stdout().lock(), text),
            (Sink::Real, To::Err) => written(io::stderr().lock(), text),
            (Sink::Memory(Captured(both)), to) => {
                let mut both = both.lock().unwrap_or_else(PoisonError::into_inner);
                if to == To::Out {
                    both.0.push_str(text)
                } else {
                    both.1.push_str(text)
                }
                Ok(())
            }
        }
    }

    /// The text as this locale can show it.
    pub fn encoded<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.facts.utf8 { Cow::Borrowed(text) } else { ascii(text) }
    }

    /// For a library that writes its prompt itself: one line, as `err` would write it.
    pub(super) fn prompt(&self, text: &str) -> String {
        Shown::lines(&self.encoded(text)).to_string()
    }
}

/// What is written to stdout, by what may stand in it.
#[derive(Clone, Copy, Debug)]
pub enum Data<'a> {
    Lines(&'a str),
    /// Which has escapes of its own.
    Json(&'a str),
    /// Lines for a program, whose columns are set apart by tabs.
    Columns(&'a str),
}

/// Which of the two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    Out,
    Err,
}

/// A part of what is drawn over itself.
#[derive(Clone, Copy, Debug)]
pub(super) enum Draw<'a> {
    /// Moves the cursor or wipes. Never from outside.
    Control(&'a str),
    Text(&'a str),
}

fn written(mut to: impl Write, text: &str) -> io::Result<()> {
    to.write_all(text.as_bytes()).and_then(|()| to.flush())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_win_and_eighty_is_the_last_resort() {
        for (columns, width) in [(Some("132"), 132), (Some("0"), 80), (Some("wide"), 80), (None, 80)] {
            let columns = columns.map(str::to_owned);
            let environment = Environment { columns, ..Environment::default() };
            let (streams, _) = Streams::memory(Facts::new(Terminals::default(), &environment, Choices::default()));
            assert_eq!(streams.width(), width);
        }
    }

    #[test]
    fn only_our_own_colours_and_controls_reach_the_terminal() {
        let (streams, captured) = Streams::memory(Facts { utf8: true, color_out: true, ..Facts::default() });
        let bold = paint::bold("b\x1b[31m");
        streams.out(&format!("a\u{9b}\r-{bold}\n")).unwrap();
        assert_eq!(captured.out(), "a\\x9b\\r-\x1b[1mb\\x1b[31m\x1b[0m\n");
        streams.draw(&[Draw::Control("\r"), Draw::Text("x\x1b[K"), Draw::Control("\x1b[K")]).unwrap();
        assert_eq!(captured.err(), "\rx\\x1b[K\x1b[K");
        let (plain, captured) = Streams::memory(Facts::default());
        plain.err(&bold).unwrap();
        assert!(!captured.err().contains('\x1b'), "{:?}", captured.err());
    }

    #[test]
    fn without_utf8_only_ascii_is_written() {
        let (streams, captured) = Streams::memory(Facts::default());
        streams.out("a…").unwrap();
        streams.err("43 → 42 – 鴨").unwrap();
        assert_eq!((captured.out().as_str(), captured.err().as_str()), ("a...", "43 -> 42 - ?"));
        for (text, width, fitted) in [("43 → 42", 8, "43 -> 42"), ("43 → 42", 7, "43 -..."), ("long", 3, "...")] {
            assert_eq!(streams.fitted(text, width), fitted);
        }
    }
}
