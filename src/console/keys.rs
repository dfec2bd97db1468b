//! Keys from the terminal, through crossterm.
//!
//! Why not its `EventStream`: its reader thread outlives it for a moment and takes keys from the next prompt; after
//! a hang-up it spins with the reader's lock held, so that the next one never starts; and with half an escape
//! sequence waiting it blocks whoever polls it. Here the runtime waits until there is something to read, sees
//! a hang-up by itself, and crossterm only ever reads on a short-lived thread.
//!
//! crossterm hears of a resize through the poll that also tells it of keys, and forgets the keys when both come in
//! one: so it is made to look after every resize, and what it has forgotten is thrown away.

use super::burst::{Heard, Key};
use super::streams::Gone;
use super::terminal::{discard_typed, is_typed_ahead};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyModifiers};
use std::collections::VecDeque;
use std::io;
use std::time::Duration;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::sync::oneshot;

/// Reading what is already there takes no time; when it does, the terminal is gone.
const READ_TIME: Duration = Duration::from_millis(100);
/// What crossterm does not see for so long, though it is there, it will not see until the next key.
const SEEING_TIME: Duration = Duration::from_millis(2);

pub struct Keys {
    stdin: AsyncFd<io::Stdin>,
    heard: VecDeque<Heard>,
    reading: Option<oneshot::Receiver<io::Result<Vec<Event>>>>,
    /// The window was resized and crossterm does not know yet.
    resized: bool,
}

impl Keys {
    /// Stdin is a terminal and is set to give keys one by one. What crossterm kept from before is thrown away.
    pub async fn new() -> Result<Self, Gone> {
        #[allow(deprecated, reason = "its successor is unsafe, for handles that are closed early: stdin never is")]
        let stdin = AsyncFd::with_interest(io::stdin(), Interest::READABLE).map_err(|_| Gone)?;
        let rest = tokio::time::timeout(READ_TIME, read()?).await;
        rest.map_err(|_| Gone)?.map_err(|_| Gone)?.map_err(|_| Gone)?;
        Ok(Self { stdin, heard: VecDeque::new(), reading: None, resized: false })
    }

    /// The next key or paste. No key is lost when this is dropped before it is done.
    pub async fn next(&mut self) -> Result<Heard, Gone> {
        loop {
            if let Some(heard) = self.heard.pop_front() {
                return Ok(heard);
            }
            if self.reading.is_none() && !std::mem::take(&mut self.resized) {
                let mut ready = self.stdin.readable().await.map_err(|_| Gone)?;
                if ready.ready().is_read_closed() {
                    return Err(Gone);
                }
                // Before reading: what comes while we read makes it ready again.
                ready.clear_ready();
            }
            let reading = match &mut self.reading {
                Some(reading) => reading,
                None => self.reading.insert(read()?),
            };
            let events = reading.await;
            self.reading = None;
            self.heard.extend(events.map_err(|_| Gone)?.map_err(|_| Gone)?.into_iter().filter_map(heard));
        }
    }

    /// The window was resized.
    pub fn resized(&mut self) {
        self.resized = true;
    }
}

/// All that is there to be read. Its own thread, and not the runtime's pool, which is waited for at the end.
fn read() -> Result<oneshot::Receiver<io::Result<Vec<Event>>>, Gone> {
    let (result, reading) = oneshot::channel();
    let read = move || drop(result.send(waiting_events()));
    std::thread::Builder::new().name("keys".into()).spawn(read).map_err(|_| Gone)?;
    Ok(reading)
}

fn waiting_events() -> io::Result<Vec<Event>> {
    let mut events = Vec::new();
    loop {
        while event::poll(Duration::ZERO)? {
            events.push(event::read()?);
        }
        if !is_typed_ahead() {
            return Ok(events);
        }
        if !event::poll(SEEING_TIME)? {
            discard_typed();
            return Ok(events);
        }
    }
}

fn heard(event: Event) -> Option<Heard> {
    match event {
        Event::Key(event) if event.is_press() => Some(Heard::Key(key(event))),
        Event::Paste(text) => Some(Heard::Paste(text)),
        _ => None,
    }
}

fn key(event: KeyEvent) -> Key {
    match (event.code, event.modifiers.difference(KeyModifiers::SHIFT)) {
        (KeyCode::Char(c), KeyModifiers::NONE) => Key::Char(c),
        // How Enter arrives from a terminal that was not raw when it was pressed.
        (KeyCode::Char('j' | 'm'), KeyModifiers::CONTROL) => Key::Enter,
        (KeyCode::Char('h'), KeyModifiers::CONTROL) => Key::Backspace,
        (KeyCode::Char(c), KeyModifiers::CONTROL) => Key::Control(c),
        (KeyCode::Enter, KeyModifiers::NONE) => Key::Enter,
        (KeyCode::Backspace, KeyModifiers::NONE) => Key::Backspace,
        (KeyCode::Esc, KeyModifiers::NONE) => Key::Escape,
        (KeyCode::Up, KeyModifiers::NONE) => Key::Up,
        (KeyCode::Down, KeyModifiers::NONE) => Key::Down,
        _ => Key::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossterms_keys_become_ours() {
        for (code, modifiers, expected) in [
            (KeyCode::Char('c'), KeyModifiers::NONE, Key::Char('c')),
            (KeyCode::Char('C'), KeyModifiers::SHIFT, Key::Char('C')),
            (KeyCode::Char('c'), KeyModifiers::CONTROL, Key::Control('c')),
            (KeyCode::Char('j'), KeyModifiers::CONTROL, Key::Enter),
            (KeyCode::Char('c'), KeyModifiers::ALT, Key::Other),
            (KeyCode::Enter, KeyModifiers::NONE, Key::Enter),
            (KeyCode::Up, KeyModifiers::NONE, Key::Up),
            (KeyCode::Left, KeyModifiers::NONE, Key::Other),
        ] {
            assert_eq!(key(KeyEvent::new(code, modifiers)), expected);
        }
    }
}
