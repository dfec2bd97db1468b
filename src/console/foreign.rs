//! The prompt of rustyline. It blocks, and does not know of our signals: it runs on a thread of its own, while we
//! listen here and give the terminal back whatever happens.
//!
//! A signal that lands on the prompting thread cuts off its read; the kernel prefers the main thread, so this one
//! never is the main thread. It cannot be ended from outside: after a signal it stays in its
//! read until the process ends, which is why it is not of the runtime's pool, which is waited for.

use super::signals::{Heard, Signals};
use super::streams::Streams;
use super::terminal::{Guard, Mode, is_there};
use duckops_core::walk::ports::Left;
use std::io;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

const SIGNAL_TIME: Duration = Duration::from_millis(100);

/// Draws the prompt again, wherever the cursor is now.
pub type Redraw = Box<dyn FnMut() + Send>;

/// Runs one prompt that blocks, and gives us a way to have it drawn again.
pub async fn run<T: Send + 'static>(
    streams: &Streams,
    signals: &mut Signals,
    prompt: impl FnOnce(oneshot::Sender<Redraw>) -> io::Result<T> + Send + 'static,
) -> Result<T, Left> {
    if !streams.facts.can_prompt() {
        return Err(Left::Gone);
    }
    if let Some(left) = signals.left() {
        return Err(left);
    }
    let guard = Guard::enter(Mode::Found, !streams.facts.dumb)?;
    let answer = wait(signals, &guard, prompt).await;
    if answer.is_err() {
        // What is written next begins on its own line.
        let _ = streams.err("\n");
    }
    answer
}

async fn wait<T: Send + 'static>(
    signals: &mut Signals,
    guard: &Guard,
    prompt: impl FnOnce(oneshot::Sender<Redraw>) -> io::Result<T> + Send + 'static,
) -> Result<T, Left> {
    let (done, mut answer) = oneshot::channel();
    let (give, mut given) = oneshot::channel();
    let mut redraw: Option<Redraw> = None;
    let ask = move || drop(done.send(prompt(give)));
    std::thread::Builder::new().name("prompt".into()).spawn(ask).map_err(|_| Left::Gone)?;
    loop {
        tokio::select! {
            biased;
            heard = signals.next() => match heard {
                Heard::Leave(number) => return Err(Left::Signal(number)),
                // A hang-up continues a process too.
                Heard::Continued if guard.set_after_stop().is_err() => return Err(gone(signals).await),
                // It drew its line again before it was stopped, and the shell has written since.
                Heard::Continued => {
                    redraw = redraw.or_else(|| given.try_recv().ok());
                    redraw.iter_mut().for_each(|redraw| redraw());
                }
                Heard::Resized => {}
            },
            answer = &mut answer => return match answer {
                Ok(Err(error)) if error.kind() == io::ErrorKind::Interrupted => Err(Left::Signal(2)),
                // The end of a lost terminal reads like Ctrl-D.
                Ok(Ok(answer)) if is_there() => Ok(answer),
                _ => Err(gone(signals).await),
            },
        }
    }
}

/// A lost terminal is told by a signal too, and the signal says it better.
async fn gone(signals: &mut Signals) -> Left {
    timeout(SIGNAL_TIME, signals.leave()).await.unwrap_or(Left::Gone)
}
