//! What is seen of a walk: text for people, or one event a line.

use crate::app::Session;
use crate::console::Evidence;
use crate::console::render::{self, Detail, Page};
use crate::drive::Seen;
use duckops_core::runbook::Runbook;
use duckops_core::walk::State;
use duckops_core::walk::event::Event;
use duckops_core::walk::ports::Left;

/// The view on this session's streams; what a step's looks brought is kept whole for whoever asks for it.
pub fn of(
    session: &Session,
    evidence: &Evidence,
) -> impl FnMut(&Runbook, &State, Seen<'_>) -> Result<(), Left> + Send + use<> {
    let (streams, page, json) = (session.streams.clone(), session.page(), session.settings.json);
    let asks = session.can_ask();
    let (evidence, whole) = (evidence.clone(), Page { detail: Detail::More, ..session.page() });
    move |runbook, state, seen| {
        // Nobody asks for it where there is nobody.
        if let (Seen::Event(recorded), true) = (&seen, asks) {
            match recorded.event {
                Event::Observed { .. } | Event::Resumed { .. } => {
                    evidence.set(render::looks(&whole, runbook, state, recorded))
                }
                Event::Entered { .. } => evidence.set(String::new()),
                _ => {}
            }
        }
        match seen {
            Seen::Notice(text) => streams.err(&format!("{text}\n"))?,
            Seen::Event(recorded) if json => streams.out_json(&line(recorded))?,
            Seen::Event(recorded) => {
                let text = render::event(&page, runbook, state, recorded);
                if !text.is_empty() {
                    streams.out(&text)?;
                }
            }
        }
        Ok(())
    }
}

/// An event as one line of JSON.
pub fn line(recorded: &duckops_core::walk::event::Recorded) -> String {
    match serde_json::to_string(recorded) {
        Ok(line) => line + "\n",
        Err(error) => format!("{}\n", serde_json::json!({ "event": "unreadable", "why": error.to_string() })),
    }
}
