//! A line typed at one of our prompts, drawn as it grows.

use super::layout::{tail, width_of};
use super::line::{Change, Line, Pasting};
use super::lists::PASTED;
use super::session::{Raw, Session, at};
use super::signals::Heard;
use super::streams::{Draw, Gone, Streams};
use duckops_core::walk::ports::Left;
use tokio::time::Instant;

/// Less than this is no room to type in: then the prompt stands on a line of its own.
const ROOM: usize = 16;

/// A line; nothing when Escape was pressed. Ctrl-D leaves, here as everywhere.
pub async fn line(session: &mut Session<'_>, prompt: &str, pasting: Pasting) -> Result<Option<String>, Left> {
    line_below(session, "", prompt, pasting).await
}

/// The same, below what has to be seen while it is typed: back from a stop that is shown anew.
pub async fn line_below(
    session: &mut Session<'_>,
    above: &str,
    prompt: &str,
    pasting: Pasting,
) -> Result<Option<String>, Left> {
    let streams = session.streams;
    let _end = EndOfLine(streams);
    let mut line = Line::new(pasting);
    let prompt = if width_of(prompt) + ROOM > streams.width() {
        streams.err(&format!("{}\n", prompt.trim_end_matches(['>', ' '])))?;
        "> "
    } else {
        prompt
    };
    streams.err(prompt)?;
    loop {
        let due = line.due().map(|due| Instant::now() + due.saturating_sub(session.now()));
        tokio::select! {
            biased;
            raw = session.raw() => {
                let resized = matches!(raw, Raw::Signal(Heard::Resized));
                match session.obey(raw).await? {
                    Some(heard) => match line.hear(session.now(), &heard) {
                        Change::Cancelled => return Ok(None),
                        Change::Ended => return Err(Left::Quit),
                        change => draw(streams, prompt, line.text(), change)?,
                    },
                    None if resized => draw(streams, prompt, line.text(), Change::Added(0))?,
                    // Back from a stop, behind whatever the shell wrote.
                    None => streams.err(&format!("{above}{prompt}{}", line.text()))?,
                }
            }
            () = at(due) => {
                if let Some(text) = line.entered(session.now()) {
                    return Ok(Some(text));
                }
            }
        }
    }
}

/// However it ends, what is written next begins on its own line.
struct EndOfLine<'a>(&'a Streams);

impl Drop for EndOfLine<'_> {
    fn drop(&mut self) {
        let _ = self.0.err("\n");
    }
}

fn draw(streams: &Streams, prompt: &str, text: &str, change: Change) -> Result<(), Gone> {
    match change {
        Change::Nothing | Change::Cancelled | Change::Ended => Ok(()),
        Change::Refused => streams.err(&format!("\n{PASTED}\n{prompt}")),
        Change::Added(_) | Change::Taken(_) if streams.facts.redraws() => {
            let room = streams.room().saturating_sub(width_of(prompt));
            let text = tail(text, room);
            streams.draw(&[Draw::Control("\r"), Draw::Text(prompt), Draw::Text(&text), Draw::Control("\x1b[K")])
        }
        Change::Added(count) => {
            let kept = text.chars().count() - count;
            streams.err(&text.chars().skip(kept).collect::<String>())
        }
        Change::Taken(count) => streams.draw(&[Draw::Control(&"\u{8} \u{8}".repeat(count))]),
    }
}
