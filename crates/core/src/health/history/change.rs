//! `history.change`: one figure.

use super::{
    GAUGES, NEAR, Sample, Span, advised, again_at, alone, as_count, counted_anew, earlier, per_hour, since, tells_at,
    unbroken,
};
use crate::health::clock_text;
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::observations::FigureChange;
use crate::world::{Facts, Known, Why};

/// One figure now, held against the oldest sample of the window; a counter, against the oldest since it last went
/// down.
pub fn change(samples: &[Sample], name: &str, now: i64, span: Span) -> FigureChange {
    let earlier = earlier(samples, &[name], NEAR, span);
    let count = as_count(earlier.len() + 1);
    let none = || alone(samples, &[name], NEAR, span.now);
    let facts = match base(&earlier, name, (now, span.now), none) {
        Ok((base, before)) => held_against(base, before, now, span),
        Err(why) => {
            FigureChange { again_at: Ok(again(samples, &earlier, name, span.now)), ..FigureChange::unknown(&why) }
        }
    };
    FigureChange { samples: count, ..facts }
}

/// One that was counted anew is held against this look.
fn again(samples: &[Sample], earlier: &[&Sample], name: &str, now: Utc) -> Utc {
    if earlier.is_empty() { again_at(samples, &[name], NEAR, now) } else { tells_at(now, NEAR) }
}

/// The sample that now is held against, and what the figure was then.
fn base<'s>(
    earlier: &[&'s Sample],
    name: &str,
    now: (i64, Utc),
    none: impl FnOnce() -> Why,
) -> Known<(&'s Sample, i64)> {
    let with = |sample: &'s Sample| sample.figure(name).map(|then| (sample, then));
    let (newest, before) = earlier.last().copied().and_then(with).ok_or_else(none)?;
    let found = if GAUGES.contains(&name) { earlier.first().copied() } else { unbroken(earlier, &[(name, now.0)]) };
    found.and_then(with).ok_or_else(|| counted_anew(name, before, newest.at, now))
}

fn held_against(base: &Sample, before: i64, now: i64, span: Span) -> FigureChange {
    let (change, time) = (now.saturating_sub(before), since(base, span.now));
    FigureChange {
        before: Ok(before),
        change: Ok(change),
        since: Ok(base.at),
        span: Ok(time),
        per_hour: Ok(per_hour(change, time)),
        rising: Ok(change > 0),
        in_words: Ok(in_words(change, base.at)),
        again_at: Err(Why::absent("any time")),
        samples: as_count(0),
    }
}

/// `27 more since 2026-11-22T01:19:07Z`.
fn in_words(change: i64, since: Utc) -> Clean {
    let word = if change < 0 { "fewer" } else { "more" };
    Clean::new(format!("{} {word} since {}", change.unsigned_abs(), stamp(since)))
}

/// `callback_error 4 -> 31 since 01:19:07Z: rising, 29.5 an hour`.
pub fn summary(facts: &FigureChange, name: &str, now: i64) -> String {
    match (&facts.before, &facts.change, &facts.since, &facts.per_hour) {
        (Ok(before), Ok(change), Ok(since), Ok(per_hour)) => {
            let word = match change {
                1.. => format!("rising, {per_hour:.1} an hour"),
                0 => "not rising".into(),
                _ => "falling".into(),
            };
            format!("{name} {before} -> {now} since {}: {word}", clock_text(*since))
        }
        (Err(why), ..) | (_, Err(why), ..) | (.., Err(why), _) | (.., Err(why)) => {
            format!("{name} {now}; {}", advised(why))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, sample, span};
    use super::*;
    use std::time::Duration;

    fn of(name: &str, values: &[(i64, i64)], now: i64) -> FigureChange {
        let samples: Vec<_> = values.iter().map(|(minute, n)| sample(*minute, &[(name, *n)])).collect();
        change(&samples, name, now, span())
    }

    #[test]
    fn the_oldest_sample_of_the_window_is_the_one_that_counts() {
        let facts = of("callback_error", &[(-30, 0), (60, 4), (90, 10)], 34);
        assert_eq!((facts.before.clone(), facts.change.clone(), facts.rising.clone()), (Ok(4), Ok(30), Ok(true)));
        assert_eq!((facts.since.clone(), facts.span.clone()), (Ok(at(60)), Ok(Duration::from_secs(3600))));
        assert_eq!((facts.per_hour.clone(), facts.samples.clone()), (Ok(30.0), Ok(3)));
        assert_eq!(facts.in_words.clone().unwrap().as_str(), format!("30 more since {}", stamp(at(60))));
        assert_eq!(
            summary(&facts, "callback_error", 34),
            "callback_error 4 -> 34 since 01:00:00Z: rising, 30.0 an hour"
        );
    }

    #[test]
    fn one_sample_alone_tells_nothing() {
        for values in [&[][..], &[(120, 4)], &[(-30, 4)]] {
            let facts = of("callback_error", values, 4);
            assert_eq!(facts.samples, Ok(1));
            assert!(facts.rising.clone().is_err() && facts.change.is_err() && facts.per_hour.is_err());
            assert_eq!(facts.rising.unwrap_err().text.as_str(), "there is no earlier look");
            assert_eq!(facts.again_at, Ok(at(121)), "a minute from now");
        }
    }

    #[test]
    fn a_gauge_may_fall_and_a_counter_that_fell_was_counted_anew() {
        let dead = of("agents_dead", &[(60, 12), (90, 2)], 5);
        assert_eq!((dead.change.clone(), dead.rising.clone()), (Ok(-7), Ok(false)));
        assert_eq!(summary(&dead, "agents_dead", 5), "agents_dead 12 -> 5 since 01:00:00Z: falling");
        let since_then = of("callback_error", &[(60, 500), (90, 2)], 32);
        assert_eq!((since_then.change, since_then.per_hour), (Ok(30), Ok(60.0)));
        let just_now = of("callback_error", &[(60, 500)], 32);
        let why = just_now.rising.clone().unwrap_err();
        assert_eq!(
            why.text.as_str(),
            "callback_error went down, from 500 at 2026-11-22T01:00:00Z to 32: it was counted anew"
        );
        assert!(summary(&just_now, "callback_error", 32).starts_with("callback_error 32; callback_error went down"));
    }

    #[test]
    fn what_stays_the_same_does_not_rise() {
        let facts = of("agents_dead", &[(60, 19)], 19);
        assert_eq!((facts.rising.clone(), facts.per_hour.clone()), (Ok(false), Ok(0.0)));
        assert_eq!(summary(&facts, "agents_dead", 19), "agents_dead 19 -> 19 since 01:00:00Z: not rising");
    }
}
