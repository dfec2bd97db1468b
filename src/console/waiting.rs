//! What is shown, and heard, while work is under way.

use super::Console;
use super::burst::{Key, Press};
use super::layout::{fitting, squeezed, width_of};
use super::session::{Session, Turn};
use super::streams::{Draw, Gone, Streams};
use duckops_core::walk::ports::{Interruption, Left, Pause, Waiting};
use duckops_core::world::duration_text;
use std::time::Duration;
use tokio::time::Instant;

/// Shorter work passes in silence.
const SILENT: Duration = Duration::from_millis(300);
const TICK: Duration = Duration::from_secs(1);

/// Returns only when the person, or a signal, wants something else.
pub async fn meanwhile(console: &mut Console, waiting: &Waiting) -> Interruption {
    if !console.streams.facts.can_prompt() {
        return Interruption::Left(console.signals.leave().await);
    }
    match at_terminal(console, waiting).await {
        Ok(()) => Interruption::EndEarly,
        Err(left) => Interruption::Left(left),
    }
}

/// Returns when it shall be ended before its time.
async fn at_terminal(console: &mut Console, waiting: &Waiting) -> Result<(), Left> {
    let started = console.clock.elapsed();
    let mark = console.mark();
    let clock = &console.clock;
    let mut session = Session::open(&console.streams, &mut console.signals).await?;
    let mut line = LiveLine::new(session.streams);
    let mut due = Instant::now() + SILENT;
    loop {
        match session.turn(Some(due.saturating_duration_since(Instant::now()))).await? {
            // Nobody was asked anything yet.
            Turn::Press(_) if !line.shown => continue,
            Turn::Press(Press::Lone(Key::Char('q') | Key::Control('d'))) => return Err(Left::Quit),
            Turn::Press(Press::Lone(Key::Char('e'))) if waiting.can_cut_short => {
                line.clear()?;
                return Ok(());
            }
            _ => {}
        }
        due = Instant::now() + TICK;
        line.draw(&said(waiting, clock.elapsed().saturating_sub(started), &mark, session.streams.room()))?;
    }
}

/// The line, shorter than the screen: what is awaited gives way first.
fn said(waiting: &Waiting, elapsed: Duration, mark: &str, width: usize) -> String {
    let keys = if waiting.can_cut_short { "[e]nd early  [q]uit" } else { "[q]uit" };
    if let Some(pause) = &waiting.pause {
        return paused(pause, waiting.limit.saturating_sub(elapsed), elapsed, &format!("  {keys}"), mark, width);
    }
    let seconds = seconds(elapsed);
    let rest = format!("  {seconds} of {}  {keys}", duration_text(waiting.limit));
    let room = width.saturating_sub(width_of(&rest) + width_of(mark) + "waiting for ".len());
    fitting(
        [
            format!("{mark}waiting for {}{rest}", squeezed(waiting.what.as_str(), room.max(8))),
            format!("{mark}{}", rest.trim()),
        ],
        width,
    )
}

/// A pause says what comes next, and when all of it is over: what has gone by of the pause tells nobody anything.
fn paused(pause: &Pause, left: Duration, elapsed: Duration, keys: &str, mark: &str, width: usize) -> String {
    let next = format!("{mark}next look in {}", seconds(whole(left)));
    let end = pause.end.map(|(word, time)| format!("{word} in {}", seconds(whole(time.saturating_sub(elapsed)))));
    let end = end.map_or_else(String::new, |end| format!(", {end}"));
    fitting(
        [
            format!("{next}; {}{end}{keys}", pause.progress),
            format!("{next}; {}{end}  [e]nd  [q]uit", pause.progress),
            format!("{next}{end}{keys}"),
            format!("{next}{keys}"),
            format!("{next}  [e]  [q]"),
        ],
        width,
    )
}

/// A part of a second still to come is one.
fn whole(left: Duration) -> Duration {
    Duration::from_secs(left.as_secs() + u64::from(left.subsec_nanos() > 0))
}

fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0 => "0 s".to_owned(),
        whole => duration_text(Duration::from_secs(whole)),
    }
}

/// A line that is drawn over itself and is gone when it is dropped. Where nothing may be redrawn it is written once.
pub struct LiveLine<'a> {
    streams: &'a Streams,
    shown: bool,
}

impl<'a> LiveLine<'a> {
    pub fn new(streams: &'a Streams) -> Self {
        Self { streams, shown: false }
    }

    pub fn draw(&mut self, text: &str) -> Result<(), Gone> {
        let shown = std::mem::replace(&mut self.shown, true);
        match (self.streams.facts.redraws(), shown) {
            (true, _) => {
                let text = self.streams.fitted(text, self.streams.width().saturating_sub(1));
                self.streams.draw(&[Draw::Control("\r"), Draw::Text(&text), Draw::Control("\x1b[K")])
            }
            (false, false) => self.streams.err(&format!("{text}\n")),
            (false, true) => Ok(()),
        }
    }

    /// In the place of the line, until it is drawn again.
    pub fn remark(&mut self, text: &str) -> Result<(), Gone> {
        if self.streams.facts.redraws() { self.draw(text) } else { self.streams.err(&format!("{text}\n")) }
    }

    pub fn clear(&mut self) -> Result<(), Gone> {
        if !self.streams.facts.redraws() {
            return Ok(());
        }
        match std::mem::replace(&mut self.shown, false) {
            true => self.streams.draw(&[Draw::Control("\r\x1b[K")]),
            false => Ok(()),
        }
    }
}

impl Drop for LiveLine<'_> {
    fn drop(&mut self) {
        let _ = self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_fits_and_keeps_the_time() {
        let waiting = |what: &str, can_cut_short| Waiting {
            what: what.into(),
            limit: Duration::from_secs(30),
            can_cut_short,
            pause: None,
        };
        let get = waiting("GET https://czt9d57q83.execute-api.us-east-1.amazonaws.com/prod/beak/system/status", false);
        let soak = waiting("ten quiet minutes", true);
        for (waiting, seconds, width, line) in [
            (&get, 3, 79, "DRILL waiting for GET …azonaws.com/prod/beak/system/status  3 s of 30 s  [q]uit"),
            (&get, 0, 39, "DRILL 0 s of 30 s  [q]uit"),
            (&soak, 25, 79, "DRILL waiting for ten quiet minutes  25 s of 30 s  [e]nd early  [q]uit"),
            (&soak, 25, 39, "DRILL 25 s of 30 s  [e]nd early  [q]uit"),
        ] {
            let said = said(waiting, Duration::from_millis(seconds * 1000 + 900), "DRILL ", width);
            assert!(width_of(&said) <= width, "{said}");
            assert_eq!(said, line);
        }
    }

    /// `0 s of 998 ms` read as nearly over, and it was the fourth look of twenty.
    #[test]
    fn a_pause_says_what_is_next_and_when_it_is_all_over() {
        let pause = |progress: &str, end| Waiting {
            what: "the next look".into(),
            limit: Duration::from_millis(998),
            can_cut_short: true,
            pause: Some(Pause { progress: progress.into(), end }),
        };
        let reprobe = pause("look 5, 1 of 3 ok", Some(("gives up", Duration::from_millis(17_998))));
        let soak = pause("look 3, ok so far", Some(("ends", Duration::from_secs(0))));
        for (waiting, millis, width, line) in [
            (&reprobe, 0, 79, "next look in 1 s; look 5, 1 of 3 ok, gives up in 18 s  [e]nd early  [q]uit"),
            (&reprobe, 0, 70, "next look in 1 s; look 5, 1 of 3 ok, gives up in 18 s  [e]nd  [q]uit"),
            (&reprobe, 900, 60, "next look in 1 s, gives up in 18 s  [e]nd early  [q]uit"),
            (&reprobe, 1200, 39, "next look in 0 s  [e]nd early  [q]uit"),
            (&soak, 0, 79, "next look in 1 s; look 3, ok so far, ends in 0 s  [e]nd early  [q]uit"),
        ] {
            let said = said(waiting, Duration::from_millis(millis), "", width);
            assert!(width_of(&said) <= width, "{said}");
            assert_eq!(said, line);
        }
    }

    #[test]
    fn a_plain_terminal_gets_one_line() {
        let (streams, captured) = Streams::memory(crate::console::Facts::default());
        let mut line = LiveLine::new(&streams);
        line.draw("waiting 1 s").unwrap();
        line.draw("waiting 2 s").unwrap();
        drop(line);
        assert_eq!(captured.err(), "waiting 1 s\n");
    }
}
