//! The change freeze of duckops: on, off, overridden in one run.

use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::observations::FreezeState;
use crate::world::{Facts, Why};
use serde::{Deserialize, Serialize};

/// What happened, as it stands in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    On {
        reason: Clean,
        by: Clean,
        at: Utc,
    },
    Off {
        by: Clean,
        at: Utc,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<Clean>,
    },
    /// Somebody goes on in one run, with the consent that the run has recorded; the freeze stays.
    Overridden {
        run: String,
        reason: Clean,
        by: Clean,
        at: Utc,
        /// What makes a repeated one recognisable: run, step and visit.
        key: String,
    },
}

/// A freeze that is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freeze {
    pub since: Utc,
    pub by: Clean,
    pub reason: Clean,
    pub overrides: Vec<Override>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    pub run: String,
    pub at: Utc,
    pub by: Clean,
    pub reason: Clean,
}

/// The freeze that is on, if one is. A second `on` changes nothing.
pub fn open(events: &[Event]) -> Option<Freeze> {
    let mut freeze: Option<Freeze> = None;
    for event in events {
        match (event.clone(), &mut freeze) {
            (Event::On { reason, by, at }, None) => {
                freeze = Some(Freeze { since: at, by, reason, overrides: Vec::new() });
            }
            (Event::Off { .. }, on) => *on = None,
            (Event::Overridden { run, reason, by, at, .. }, Some(on)) => {
                on.overrides.push(Override { run, at, by, reason });
            }
            (Event::On { .. }, Some(_)) | (Event::Overridden { .. }, None) => {}
        }
    }
    freeze
}

/// Whether an override was recorded under this key.
pub fn is_overridden(events: &[Event], wanted: &str) -> bool {
    events.iter().any(|event| matches!(event, Event::Overridden { key, .. } if key == wanted))
}

/// `freeze.state`.
pub fn facts(events: &[Event]) -> FreezeState {
    let says = Ok(Clean::new(summary(events)));
    match open(events) {
        Some(Freeze { since, by, reason, .. }) => {
            FreezeState { on: Ok(true), since: Ok(since), by: Ok(by), reason: Ok(reason), says }
        }
        None => FreezeState { on: Ok(false), says, ..FreezeState::unknown(&Why::absent("no change freeze is on")) },
    }
}

/// One line about how it stands.
pub fn summary(events: &[Event]) -> String {
    match open(events) {
        Some(on) => format!("changes are frozen since {} by {}: {}", stamp(on.since), on.by, on.reason),
        None => "no change freeze is on".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u32) -> Utc {
        format!("2026-11-22T02:{minute:02}:00Z").parse().unwrap()
    }

    fn on(minute: u32) -> Event {
        Event::On { reason: "sale".into(), by: "ana".into(), at: at(minute) }
    }

    fn off(minute: u32) -> Event {
        Event::Off { by: "tom".into(), at: at(minute), reason: None }
    }

    fn overridden(minute: u32) -> Event {
        let (run, key) = ("7F3K".to_string(), "7F3K/override/1".to_string());
        Event::Overridden { run, reason: "hotfix".into(), by: "ana".into(), at: at(minute), key }
    }

    #[test]
    fn the_state_is_what_the_events_add_up_to() {
        for (events, state, since) in [
            (vec![], "no", "?  no change freeze is on"),
            (vec![on(1)], "yes", "2026-11-22T02:01:00Z"),
            (vec![on(1), on(2)], "yes", "2026-11-22T02:01:00Z"),
            (vec![on(1), off(2)], "no", "?  no change freeze is on"),
            (vec![on(1), off(2), on(3)], "yes", "2026-11-22T02:03:00Z"),
            // An override opens the way for one run, not the freeze.
            (vec![on(1), overridden(2)], "yes", "2026-11-22T02:01:00Z"),
            (vec![off(1)], "no", "?  no change freeze is on"),
        ] {
            let facts = facts(&events).into_facts();
            let shown = (facts["on"].to_string(), facts["since"].to_string());
            assert_eq!((shown.0.as_str(), shown.1.as_str()), (state, since), "{events:?}");
        }
    }

    #[test]
    fn overrides_belong_to_the_freeze_that_is_on() {
        let events = [on(1), overridden(2), off(3), on(4)];
        assert_eq!(open(&events).unwrap().overrides, []);
        assert_eq!(open(&events[..2]).unwrap().overrides[0].run, "7F3K");
        assert!(is_overridden(&events, "7F3K/override/1") && !is_overridden(&events, "7F3K/override/2"));
    }
}
