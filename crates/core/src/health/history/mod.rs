//! Figures over time: earlier samples held against the values of now. One sample alone tells nothing.

mod change;
mod growth;
mod kept;
mod last;
mod pecks;
mod trend;

pub use change::{change, summary as change_summary};
pub use growth::{growth, summary as growth_summary};
pub use kept::{kept, summary as kept_summary};
pub use last::{LAST, Last};
pub use pecks::{pecks, summary as pecks_summary};
pub use trend::trend;

use crate::health::clock_text;
use crate::time::{Utc, passed, stamp};
use crate::world::observations::{BeakStatus, MAIL_SENT, OF_STATUS};
use crate::world::{Evidence, Facts, Known, Value, Why};
use chrono::{SubsecRound as _, TimeDelta};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// Samples nearer to now than this are of the same look.
const NEAR: TimeDelta = TimeDelta::minutes(1);
/// Figures that rise and fall; the others are counted up for ever.
const GAUGES: [&str; 4] = ["agents_alive", "agents_dead", "agents_bonded", MAIL_SENT];

/// What one look, at status or at SES, reported of the figures that are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub at: Utc,
    pub figures: BTreeMap<String, i64>,
}

impl Sample {
    /// The figures that a look reported; nothing when it was another look, got no 200, or reported none.
    pub fn of(evidence: &Evidence) -> Option<Self> {
        if evidence.query.observe == "ses.account" {
            let Ok(Value::Int(sent)) = evidence.fact("sent") else { return None };
            return Some(Self { at: evidence.at, figures: [(MAIL_SENT.to_owned(), *sent)].into() });
        }
        let is_status = evidence.query.observe == "beak.status" && evidence.fact("code").ok() == Some(&Value::Int(200));
        let figure = |name: &&str| match evidence.fact(name).ok()? {
            Value::Int(n) => Some(((*name).to_owned(), *n)),
            _ => None,
        };
        let figures: BTreeMap<_, _> = OF_STATUS.iter().filter(|_| is_status).filter_map(figure).collect();
        (!figures.is_empty()).then_some(Self { at: evidence.at, figures })
    }

    /// The figures of a reply of the status route.
    pub fn reported(at: Utc, status: BeakStatus) -> Self {
        let facts = status.into_facts();
        let figure = |name: &&str| match facts.get(*name)?.known() {
            Ok(Value::Int(n)) => Some(((*name).to_owned(), *n)),
            _ => None,
        };
        Self { at, figures: OF_STATUS.iter().filter_map(figure).collect() }
    }

    fn figure(&self, name: &str) -> Option<i64> {
        self.figures.get(name).copied()
    }
}

/// The moment of now, and how far back samples count.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub now: Utc,
    pub window: Duration,
}

/// The samples of the window that hold all of these figures, oldest first, those nearer than `near` left out.
fn earlier<'s>(samples: &'s [Sample], figures: &[&str], near: TimeDelta, span: Span) -> Vec<&'s Sample> {
    let from = TimeDelta::from_std(span.window).ok().and_then(|window| span.now.checked_sub_signed(window));
    let counts = |sample: &&Sample| {
        sample.at <= span.now - near
            && from.is_none_or(|from| sample.at >= from)
            && figures.iter().all(|name| sample.figure(name).is_some())
    };
    let mut found: Vec<_> = samples.iter().filter(counts).collect();
    found.sort_by_key(|sample| sample.at);
    found
}

/// The oldest of these samples from which on no figure went down. A counter that went down was counted anew, or
/// old ones dropped out of it: what was before does not count.
fn unbroken<'s>(earlier: &[&'s Sample], now: &[(&str, i64)]) -> Option<&'s Sample> {
    let went_down = |sample: &Sample, next: &dyn Fn(&str) -> Option<i64>| {
        now.iter().any(|(name, _)| sample.figure(name) > next(name))
    };
    let value_now = |name: &str| now.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let mut oldest = None;
    for (at, sample) in earlier.iter().enumerate().rev() {
        let broken = match earlier.get(at + 1) {
            Some(next) => went_down(sample, &|name| next.figure(name)),
            None => went_down(sample, &value_now),
        };
        if broken {
            break;
        }
        oldest = Some(*sample);
    }
    oldest
}

/// Why nothing can be said of the time before: there was no look, or none that is `apart` from this one. From when on
/// a further look can be held against what is there, is in the hint.
fn alone(samples: &[Sample], figures: &[&str], apart: TimeDelta, now: Utc) -> Why {
    let hint = again_after(again_at(samples, figures, apart, now));
    match too_near(samples, figures, apart, now) {
        None => Why::absent("there is no earlier look").hint(hint),
        Some(near) => {
            let age = crate::world::duration_text(since(near, now));
            Why::absent(format!("the earlier look is only {age} old")).hint(hint)
        }
    }
}

/// The oldest of the looks that are not `apart` from this one.
fn too_near<'s>(samples: &'s [Sample], figures: &[&str], apart: TimeDelta, now: Utc) -> Option<&'s Sample> {
    let reported = |sample: &&Sample| figures.iter().all(|name| sample.figure(name).is_some());
    let from = now.checked_sub_signed(apart);
    let is_near = |sample: &&Sample| sample.at < now && from.is_none_or(|from| sample.at > from);
    samples.iter().filter(is_near).filter(reported).min_by_key(|sample| sample.at)
}

/// From when on a further look is `apart` from what is there.
fn again_at(samples: &[Sample], figures: &[&str], apart: TimeDelta, now: Utc) -> Utc {
    tells_at(too_near(samples, figures, apart, now).map_or(now, |near| near.at), apart)
}

/// Whole seconds, and never too early.
fn tells_at(look: Utc, apart: TimeDelta) -> Utc {
    let tells = look.checked_add_signed(apart).unwrap_or(Utc::MAX_UTC);
    tells.checked_add_signed(TimeDelta::milliseconds(999)).unwrap_or(tells).trunc_subsecs(0)
}

fn again_after(tells: Utc) -> String {
    format!("look again after {}", clock_text(tells))
}

/// Why something cannot be told, and from when on it can.
fn advised(why: &Why) -> String {
    why.hint.as_ref().map_or_else(|| why.text.to_string(), |hint| format!("{}: {hint}", why.text))
}

fn counted_anew(name: &str, before: i64, at: Utc, now: (i64, Utc)) -> Why {
    let text = format!("{name} went down, from {before} at {} to {}: it was counted anew", stamp(at), now.0);
    Why::absent(text).hint(again_after(tells_at(now.1, NEAR)))
}

fn since(sample: &Sample, now: Utc) -> Duration {
    passed(sample.at, now)
}

fn per_hour(change: i64, span: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    let change = change as f64;
    change * 3600.0 / span.as_secs_f64().max(1.0)
}

fn as_count(n: usize) -> Known<i64> {
    Ok(super::as_count(n))
}

#[cfg(test)]
mod testing {
    use super::*;

    pub fn at(minute: i64) -> Utc {
        let midnight: Utc = "2026-11-22T00:00:00Z".parse().unwrap();
        midnight + TimeDelta::minutes(minute)
    }

    /// A sample of some figures so many minutes after midnight.
    pub fn sample(minute: i64, figures: &[(&str, i64)]) -> Sample {
        Sample { at: at(minute), figures: figures.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect() }
    }

    /// Two hours back from 02:00.
    pub fn span() -> Span {
        Span { now: at(120), window: Duration::from_secs(7200) }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{at, sample, span};
    use super::*;
    use crate::health::status;
    use crate::world::{Fact, Query, WhyKind};
    use serde_json::json;

    #[test]
    fn a_sample_holds_what_was_reported_and_nothing_else() {
        let body = json!({"database": {"ducklings": 120}, "agents": {"alive": 4, "dead": "many"}}).to_string();
        let reported = status::read(body.as_bytes());
        let sample = Sample::reported(at(0), reported.clone());
        assert_eq!(sample.figures, [("ducklings".to_owned(), 120), ("agents_alive".to_owned(), 4)].into());
        let evidence = |observe: &str, code: i64| Evidence {
            query: Query::new(observe),
            request: "x".into(),
            summary: "x".into(),
            at: at(0),
            took: Duration::ZERO,
            bytes: 0,
            facts: BeakStatus { code: Ok(code), ..reported.clone() }.into_facts(),
        };
        assert_eq!(Sample::of(&evidence("beak.status", 200)), Some(sample));
        assert_eq!(Sample::of(&evidence("beak.status", 502)), None);
        assert_eq!(Sample::of(&evidence("audit.events", 200)), None);
        assert_eq!(Sample::of(&evidence("ses.account", 200)), None, "it did not say how many were sent");
        let mut sent = evidence("ses.account", 200);
        sent.facts.insert("sent".into(), Fact::Known(Value::Int(57)));
        assert_eq!(Sample::of(&sent).unwrap().figures, [("mail_sent".to_owned(), 57)].into());
        let mut nothing = evidence("beak.status", 200);
        nothing.facts.values_mut().for_each(|fact| {
            if matches!(fact, Fact::Known(Value::Int(n)) if *n != 200) {
                *fact = Fact::Unknown(Why::new(WhyKind::NotReported, "x"));
            }
        });
        assert_eq!(Sample::of(&nothing), None);
    }

    #[test]
    fn samples_count_within_the_window_and_not_of_this_very_look() {
        let samples: Vec<_> = [119, 120, 121, 60, -1, 0].map(|minute| sample(minute, &[("denied", minute)])).into();
        let minutes = |figures: &[&str]| {
            earlier(&samples, figures, NEAR, span()).iter().map(|sample| sample.figures["denied"]).collect::<Vec<_>>()
        };
        assert_eq!(minutes(&["denied"]), [0, 60, 119]);
        assert!(minutes(&["denied", "expired"]).is_empty(), "not all figures were reported");
    }

    /// "Look again in 5 minutes", when half a minute was enough.
    #[test]
    fn it_is_said_how_old_the_earlier_look_is_and_when_a_further_one_tells() {
        let now = at(120) + TimeDelta::milliseconds(200);
        let ago = |seconds: i64| Sample { at: now - TimeDelta::seconds(seconds), ..sample(0, &[("denied", 4)]) };
        let said = |samples: &[Sample]| advised(&alone(samples, &["denied"], NEAR, now));
        assert_eq!(said(&[]), "there is no earlier look: look again after 02:01:01Z");
        assert_eq!(said(&[ago(0)]), said(&[]), "this very look");
        assert_eq!(said(&[ago(4), ago(26), ago(0)]), "the earlier look is only 26 s old: look again after 02:00:35Z");
        let other = [Sample { figures: [("expired".to_owned(), 4)].into(), ..ago(26) }];
        assert_eq!(said(&other), said(&[]), "it did not report the figure");
    }

    #[test]
    fn what_was_before_a_counter_went_down_does_not_count() {
        let from = |values: &[i64], now: i64| {
            let samples: Vec<_> = values.iter().zip(0..).map(|(n, minute)| sample(minute, &[("denied", *n)])).collect();
            unbroken(&samples.iter().collect::<Vec<_>>(), &[("denied", now)]).map(|sample| sample.at)
        };
        assert_eq!(from(&[1, 2, 2, 5], 5), Some(at(0)));
        assert_eq!(from(&[500, 510, 0, 3], 9), Some(at(2)));
        assert_eq!(from(&[500, 510], 9), None);
        assert_eq!(from(&[], 9), None);
    }
}
