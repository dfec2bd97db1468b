//! The looks `history.*`: the samples that are kept, held against the values of now.

use super::{History, Kept};
use chrono::TimeDelta;
use duckops_core::health::history::{self, Span};
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::world::observations::observation;
use duckops_core::world::{Evidence, Fact, Facts, Known, Query, Why, WhyKind};
use std::collections::BTreeMap;
use std::time::Duration;

/// Of what it is shown how it went.
pub struct Trend {
    pub check: &'static str,
    /// What the bars are of.
    pub of: &'static str,
    pub figures: &'static [&'static str],
}

type Seen = (BTreeMap<String, Fact>, String);

impl History {
    pub fn look(&self, query: &Query) -> Evidence {
        let (at, began) = (self.clock.now(), self.clock.elapsed());
        let kept = self.in_window(query);
        let bytes = kept.as_ref().map_or(0, |kept| kept.bytes);
        let seen = kept.and_then(|kept| self.seen(query, &kept));
        let (facts, summary) = seen.unwrap_or_else(|why| unknown(query, &why));
        Evidence {
            query: query.clone(),
            request: Clean::new(format!("read {}", self.path().display())),
            summary: Clean::new(summary),
            at,
            took: self.clock.elapsed().saturating_sub(began),
            bytes: u64::try_from(bytes).unwrap_or(u64::MAX),
            facts,
        }
    }

    /// How the figures of each check went over some time, in a few bars after what they are of, by its name; not of one of
    /// which that is not known.
    pub fn trends(&self, all: &[Trend], window: Duration, parts: usize) -> Vec<(&'static str, String)> {
        let now = self.clock.now();
        let since = TimeDelta::from_std(window).ok().and_then(|window| now.checked_sub_signed(window));
        // Without a history there are no trends, and nothing else is missing.
        let kept = since.and_then(|since| self.read(since).ok()).unwrap_or_default();
        let told = |Trend { check, of, figures }: &Trend| {
            let bars = history::trend(&kept.samples, figures, now, window, parts)?;
            Some((*check, format!("{of} {bars}")))
        };
        all.iter().filter_map(told).collect()
    }

    /// What the figures of each check were last, within some time: by its name, when that was, and what they were.
    pub fn last_known(&self, window: Duration) -> Vec<(&'static str, Utc, String)> {
        let since = TimeDelta::from_std(window).ok().and_then(|window| self.clock.now().checked_sub_signed(window));
        // Without a history nothing is known of before, and nothing else is missing.
        let kept = since.and_then(|since| self.read(since).ok()).unwrap_or_default();
        let last = |last: &history::Last| last.of(&kept.samples).map(|(at, what)| (last.check, at, what));
        history::LAST.iter().filter_map(last).collect()
    }

    pub(super) fn in_window(&self, query: &Query) -> Known<Kept> {
        let window = TimeDelta::from_std(query.duration("window")?).ok();
        let since = window.and_then(|window| self.as_of(query).checked_sub_signed(window)).unwrap_or(Utc::MIN_UTC);
        self.read(since).map_err(|error| error.why())
    }

    /// The moment of the figures of now: that of the look that reported them.
    fn as_of(&self, query: &Query) -> Utc {
        query.time("as_of").unwrap_or_else(|_| self.clock.now())
    }

    fn seen(&self, query: &Query, kept: &Kept) -> Known<Seen> {
        let span = Span { now: self.as_of(query), window: query.duration("window")? };
        let number = |name: &str| query.count(name).map(|n| i64::try_from(n).unwrap_or(i64::MAX));
        let samples = &kept.samples;
        let (facts, summary) = match query.observe.as_str() {
            "history.change" => {
                let (figure, now) = (query.text("figure")?, number("now")?);
                let facts = history::change(samples, figure.as_str(), now, span);
                let summary = history::change_summary(&facts, figure.as_str(), now);
                (facts.into_facts(), summary)
            }
            "history.growth" => {
                let (ducklings, certificates) = (number("ducklings")?, number("certificates")?);
                let facts = history::growth(samples, ducklings, certificates, query.duration("span")?, span);
                let summary = history::growth_summary(&facts);
                (facts.into_facts(), summary)
            }
            "history.pecks" => {
                let now = [number("callback_error")?, number("denied")?, number("expired")?];
                let facts = history::pecks(samples, now, number("limit")?, span);
                let summary = history::pecks_summary(&facts);
                (facts.into_facts(), summary)
            }
            "history.kept" => {
                let facts = history::kept(samples, kept.skipped, span);
                let summary = history::kept_summary(&facts);
                (facts.into_facts(), summary)
            }
            other => return Err(Why::new(WhyKind::NotLooked, format!("{other} is not a look at the past"))),
        };
        Ok((facts, format!("{summary}{}", skipped(kept.skipped))))
    }
}

fn skipped(lines: usize) -> String {
    match lines {
        0 => String::new(),
        1 => " (1 line of history.jsonl could not be read)".into(),
        n => format!(" ({n} lines of history.jsonl could not be read)"),
    }
}

fn unknown(query: &Query, why: &Why) -> Seen {
    let facts = observation(&query.observe).map_or_else(BTreeMap::new, |one| one.unknown(why));
    (facts, why.text.to_string())
}
