//! The terminal while one prompt of ours is open: keys, signals and time in one place.

use super::burst::{Bursts, Heard, Key, Press, QUIET};
use super::keys::Keys;
use super::signals::{self, Signals};
use super::streams::{Gone, Streams};
use super::terminal::{self, Guard, Mode};
use duckops_core::walk::ports::Left;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};

/// After Ctrl-Z we are stopped at once, or never: then nobody could have continued us.
const STOP_TIME: Duration = Duration::from_millis(300);
/// A lost terminal is told by a signal too, and the signal says it better.
const SIGNAL_TIME: Duration = Duration::from_millis(100);
/// Dragging a window's edge resizes it many times.
const RESIZE_TIME: Duration = Duration::from_millis(150);

/// Dropped, it gives the terminal back.
pub struct Session<'a> {
    pub streams: &'a Streams,
    signals: &'a mut Signals,
    keys: Keys,
    bursts: Bursts,
    opened: Instant,
    resized: Option<Instant>,
    mode: Mode,
    guard: Guard,
}

/// What a prompt has to do something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    Press(Press),
    /// The process was stopped and is back: the shell has written over what was drawn.
    Back,
    /// The window has another size.
    Resized,
    /// The time given is over.
    Tick,
}

pub enum Raw {
    Key(Result<Heard, Gone>),
    Signal(signals::Heard),
}

impl<'a> Session<'a> {
    /// Both terminals were checked. What was typed before is thrown away.
    pub async fn open(streams: &'a Streams, signals: &'a mut Signals) -> Result<Self, Left> {
        Self::open_as(streams, signals, Mode::Keys).await
    }

    pub async fn open_as(streams: &'a Streams, signals: &'a mut Signals, mode: Mode) -> Result<Self, Left> {
        if !streams.facts.can_prompt() {
            return Err(Left::Gone);
        }
        if let Some(left) = signals.left() {
            return Err(left);
        }
        let guard = Guard::enter(mode, !streams.facts.dumb)?;
        let keys = Keys::new().await?;
        Ok(Self {
            streams,
            signals,
            keys,
            bursts: Bursts::default(),
            opened: Instant::now(),
            resized: None,
            mode,
            guard,
        })
    }

    /// Time on the keyboard's own clock, which no test sets.
    pub fn now(&self) -> Duration {
        self.opened.elapsed()
    }

    /// The next key or signal as it comes. Nothing is lost when this is dropped before it is done.
    pub async fn raw(&mut self) -> Raw {
        tokio::select! {
            biased;
            signal = self.signals.next() => Raw::Signal(signal),
            key = self.keys.next() => Raw::Key(key),
        }
    }

    /// Obeys what is the same at every prompt. What remains is a key, or the wish to be drawn again.
    pub async fn obey(&mut self, raw: Raw) -> Result<Option<Heard>, Left> {
        match raw {
            Raw::Key(Err(Gone)) => return Err(self.gone().await),
            Raw::Key(Ok(Heard::Key(Key::Control('c')))) => return Err(Left::Signal(2)),
            Raw::Key(Ok(Heard::Key(Key::Control('z')))) => self.stop().await?,
            Raw::Key(Ok(heard)) => return Ok(Some(heard)),
            Raw::Signal(signals::Heard::Leave(number)) => return Err(Left::Signal(number)),
            // A hang-up continues a process too.
            Raw::Signal(signals::Heard::Continued) if self.guard.set_after_stop().is_err() => {
                return Err(self.gone().await);
            }
            Raw::Signal(signals::Heard::Continued) => {}
            Raw::Signal(signals::Heard::Resized) => self.keys.resized(),
        }
        Ok(None)
    }

    /// A key that stands by itself, or that something is to be drawn. `tick` after that nothing happened.
    pub async fn turn(&mut self, tick: Option<Duration>) -> Result<Turn, Left> {
        let tick = tick.map(|time| Instant::now() + time);
        loop {
            let due = self.bursts.due().map(|at| self.opened + at);
            let resized = self.resized;
            tokio::select! {
                biased;
                raw = self.raw() => {
                    let resized = matches!(raw, Raw::Signal(signals::Heard::Resized));
                    match self.obey(raw).await? {
                        Some(Heard::Key(key)) if self.answers_nothing(key) => return Ok(Turn::Press(Press::Lone(key))),
                        Some(heard) => self.bursts.hear(self.now(), &heard),
                        None if resized => self.resized = Some(Instant::now() + RESIZE_TIME),
                        None => return Ok(Turn::Back),
                    }
                }
                () = at(due) => {
                    if let Some(press) = self.bursts.settled(self.now()) {
                        return Ok(Turn::Press(press));
                    }
                }
                () = at(resized) => {
                    self.resized = None;
                    return Ok(Turn::Resized);
                }
                () = at(tick) => return Ok(Turn::Tick),
            }
        }
    }

    /// An arrow that is held down repeats like a paste; so do the keys of a screen that only show more of it.
    fn answers_nothing(&self, key: Key) -> bool {
        let shows = matches!(key, Key::Char('j' | 'k' | 'l' | '?') | Key::Enter | Key::Escape | Key::Backspace);
        matches!(key, Key::Up | Key::Down) || self.mode == Mode::Screen && shows
    }

    /// Waits until nothing is typed for a while. Says whether something was.
    pub async fn quiet(&mut self) -> Result<bool, Left> {
        let mut disturbed = false;
        let mut until = Instant::now() + QUIET;
        loop {
            tokio::select! {
                biased;
                raw = self.raw() => {
                    disturbed |= self.obey(raw).await?.is_some();
                    until = Instant::now() + QUIET;
                }
                () = sleep_until(until) => return Ok(disturbed),
            }
        }
    }

    async fn stop(&mut self) -> Result<(), Left> {
        self.guard.stop();
        let _ = timeout(STOP_TIME, self.signals.continued()).await;
        self.guard.set()?;
        terminal::discard_typed();
        Ok(())
    }

    async fn gone(&mut self) -> Left {
        timeout(SIGNAL_TIME, self.signals.leave()).await.unwrap_or(Left::Gone)
    }
}

/// At that moment; never, when there is none.
pub async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
