//! The audit feed: what the company's ducks do, as regular as a heartbeat until something stops it.

use chrono::TimeDelta;
use duckops_core::time::{Utc, stamp};
use serde_json::{Value, json};

/// How far back the feed goes.
const KEPT: TimeDelta = TimeDelta::minutes(90);

/// One kind of event that comes at regular times.
pub struct Beat {
    pub event_type: &'static str,
    pub subject: &'static str,
    pub every: TimeDelta,
    /// One moment at which it came; the others follow from it.
    pub anchor: Utc,
    /// The moment after which it came no more.
    pub stopped: Option<Utc>,
}

impl Beat {
    fn times(&self, now: Utc) -> impl Iterator<Item = Utc> {
        let last = self.stopped.map_or(now, |stopped| stopped.min(now));
        let every = self.every.num_seconds().max(1);
        let steps = (last - self.anchor).num_seconds().div_euclid(every);
        let newest = self.anchor + TimeDelta::seconds(steps * every);
        let oldest = now - KEPT;
        (0..).map(move |back| newest - TimeDelta::seconds(back * every)).take_while(move |at| *at >= oldest)
    }
}

/// The feed.
#[derive(Default)]
pub struct AuditFeed {
    pub beats: Vec<Beat>,
}

impl AuditFeed {
    /// Events of a type came no more after a moment.
    pub fn stop(&mut self, event_type: &str, at: Utc) {
        let of = self.beats.iter_mut().filter(|beat| beat.event_type == event_type);
        of.for_each(|beat| beat.stopped = Some(at));
    }

    /// What the audit route answers: the newest entry first.
    pub fn page(&self, now: Utc) -> Value {
        let of = |beat: &Beat| {
            let entry = (beat.event_type, beat.subject);
            beat.times(now).map(|at| (at, entry)).collect::<Vec<_>>()
        };
        let mut entries: Vec<_> = self.beats.iter().flat_map(of).collect();
        entries.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let entry = |(at, (event_type, subject))| json!({ "event_type": event_type, "timestamp": stamp(at), "subject": subject });
        json!({ "entries": entries.into_iter().map(entry).collect::<Vec<_>>() })
    }
}
