//! The state of the terminal: set for a prompt, and given back whatever happens.

use super::streams::Gone;
use rustix::process::Signal;
use rustix::termios::{self, OptionalActions, QueueSelector, Termios};
use std::io::{self, Write as _};
use std::sync::{Mutex, Once, PoisonError};

/// What the terminal was like before the first guard; taken by whoever gives it back first.
static BEFORE: Mutex<Option<Before>> = Mutex::new(None);
static HOOK: Once = Once::new();

const PASTE_MARKED: &str = "\x1b[?2004h";
/// Paste unmarked, cursor shown: whoever was cut off while drawing may have hidden it.
const AS_BEFORE: &str = "\x1b[?2004l\x1b[?25h";
/// xterm's second screen, empty and without a cursor; and back to the first one, as it was.
const SECOND_SCREEN: &str = "\x1b[?1049h\x1b[2J\x1b[?25l";
const FIRST_SCREEN: &str = "\x1b[?1049l";

struct Before {
    termios: Termios,
    escapes: bool,
    screen: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Keys arrive one by one and without echo, a paste arrives marked.
    Keys,
    /// The same on a screen of its own.
    Screen,
    /// As it was found: the library that prompts sets what it needs.
    Found,
}

/// While it lives the terminal is set for a prompt; dropped, it is as it was.
#[derive(Debug)]
pub struct Guard {
    mode: Mode,
    escapes: bool,
}

impl Guard {
    /// Sets the terminal, and throws away what was typed before: it was meant for something else.
    pub fn enter(mode: Mode, escapes: bool) -> Result<Self, Gone> {
        give_back_on_panic();
        let termios = termios::tcgetattr(io::stdin()).map_err(|_| Gone)?;
        before().get_or_insert(Before { termios, escapes, screen: mode == Mode::Screen });
        let guard = Self { mode, escapes };
        guard.set()?;
        discard_typed();
        Ok(guard)
    }

    /// Sets it again, after somebody else did.
    pub fn set(&self) -> Result<(), Gone> {
        if self.mode == Mode::Found {
            return Ok(());
        }
        set_raw()?;
        if self.mode == Mode::Screen {
            write(SECOND_SCREEN)?;
        }
        if self.escapes { write(PASTE_MARKED) } else { Ok(()) }
    }

    /// After a stop and `fg`. A library in its own prompt had set the terminal alike, so this serves it too.
    pub fn set_after_stop(&self) -> Result<(), Gone> {
        if self.mode == Mode::Found { set_raw() } else { self.set() }
    }

    /// Gives the terminal back, then stops everything that runs in the foreground with us, as Ctrl-Z does.
    /// The kernel ignores that where no shell could ever continue it.
    pub fn stop(&self) {
        if let Some(before) = &*before() {
            apply(before);
        }
        let _ = rustix::process::kill_current_process_group(Signal::TSTP);
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Throws away what was typed and not read yet.
pub fn discard_typed() {
    let _ = termios::tcflush(io::stdin(), QueueSelector::IFlush);
}

/// Whether something was typed that nobody has read.
pub fn is_typed_ahead() -> bool {
    rustix::io::ioctl_fionread(io::stdin()).is_ok_and(|bytes| bytes > 0)
}

/// Whether the terminal still answers: after a hang-up it does not.
pub fn is_there() -> bool {
    termios::tcgetattr(io::stdin()).is_ok()
}

/// Puts the terminal back as it was before the first prompt. Harmless when there is nothing to put back.
pub fn give_back() {
    if let Some(before) = before().take() {
        apply(&before);
    }
}

fn before() -> std::sync::MutexGuard<'static, Option<Before>> {
    BEFORE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn apply(before: &Before) {
    if before.screen {
        let _ = write(FIRST_SCREEN);
    }
    if before.escapes {
        let _ = write(AS_BEFORE);
    }
    // Not after the output has drained: a terminal held by Ctrl-S would hold us too.
    let _ = termios::tcsetattr(io::stdin(), OptionalActions::Now, &before.termios);
}

/// Raw, but a line feed still starts a new line: what others print meanwhile stays readable.
fn set_raw() -> Result<(), Gone> {
    let mut raw = termios::tcgetattr(io::stdin()).map_err(|_| Gone)?;
    let output = raw.output_modes;
    raw.make_raw();
    raw.output_modes = output;
    termios::tcsetattr(io::stdin(), OptionalActions::Now, &raw).map_err(|_| Gone)
}

fn write(escapes: &str) -> Result<(), Gone> {
    io::stderr().lock().write_all(escapes.as_bytes()).map_err(|_| Gone)
}

/// The terminal first, then the panic's message, so that it can be read.
fn give_back_on_panic() {
    HOOK.call_once(|| {
        let next = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            give_back();
            next(info);
        }));
    });
}
