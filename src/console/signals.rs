//! The signals that a walk hears, as one stream.

use duckops_core::walk::ports::Left;
use futures_util::FutureExt as _;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// A write beyond a limit on the size of files fails from now on, as one to a full disk does, instead of ending the
/// process.
pub fn outlive_limits() -> io::Result<()> {
    // Nobody asks whether it came: heard is enough.
    let heard = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, heard).map(drop)
}

/// From the moment this exists the signals do not end the process any more: whoever holds it listens.
pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
    resume: Signal,
    resize: Signal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The walk is to end, by this signal.
    Leave(i32),
    /// The process was stopped and goes on.
    Continued,
    Resized,
}

impl Signals {
    /// Must be called inside the runtime.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
            resume: signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?,
            resize: signal(SignalKind::window_change())?,
        })
    }

    /// The next signal. Nothing is lost when this is dropped before it is done.
    pub async fn next(&mut self) -> Heard {
        tokio::select! {
            biased;
            _ = self.terminate.recv() => Heard::Leave(SignalKind::terminate().as_raw_value()),
            _ = self.hangup.recv() => Heard::Leave(SignalKind::hangup().as_raw_value()),
            _ = self.interrupt.recv() => Heard::Leave(SignalKind::interrupt().as_raw_value()),
            _ = self.resume.recv() => Heard::Continued,
            _ = self.resize.recv() => Heard::Resized,
        }
    }

    /// Waits for a signal that ends the walk.
    pub async fn leave(&mut self) -> Left {
        loop {
            if let Heard::Leave(number) = self.next().await {
                return Left::Signal(number);
            }
        }
    }

    /// Whether such a signal came while nobody listened.
    pub fn left(&mut self) -> Option<Left> {
        self.leave().now_or_never()
    }

    /// Waits until the process goes on after a stop.
    pub async fn continued(&mut self) {
        self.resume.recv().await;
    }
}
