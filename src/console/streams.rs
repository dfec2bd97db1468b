//! The standard streams, and the only way to write to two of them.

use super::ascii::ascii;
use super::facts::{Choices, Environment, Facts, Terminals};
use super::layout::cut;
use duckops_core::walk::ports::Left;
use rustix::termios::{Winsize, tcgetwinsize};
use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
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

    /// Writes to stdout: data.
    pub fn out(&self, text: &str) -> Result<(), Gone> {
        let text = self.encoded(text);
        match &self.sink {
            Sink::Real => written(io::stdout().lock(), &text),
            Sink::Memory(Captured(both)) => {
                both.lock().unwrap_or_else(PoisonError::into_inner).0.push_str(&text);
                Ok(())
            }
        }
    }

    /// Writes to stderr: prompts and messages.
    pub fn err(&self, text: &str) -> Result<(), Gone> {
        let text = self.encoded(text);
        match &self.sink {
            Sink::Real => written(io::stderr().lock(), &text),
            Sink::Memory(Captured(both)) => {
                both.lock().unwrap_or_else(PoisonError::into_inner).1.push_str(&text);
                Ok(())
            }
        }
    }

    /// The text as this locale can show it.
    pub fn encoded<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.facts.utf8 { Cow::Borrowed(text) } else { ascii(text) }
    }
}

fn written(mut to: impl Write, text: &str) -> Result<(), Gone> {
    to.write_all(text.as_bytes()).and_then(|()| to.flush()).map_err(|_| Gone)
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
