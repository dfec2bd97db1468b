//! `history.growth`: certificates against ducklings.

use super::{NEAR, Sample, Span, advised, again_at, alone, as_count, earlier, since};
use crate::health::clock_text;
use crate::time::{Utc, stamp};
use crate::world::observations::Growth;
use crate::world::{Facts, Known, Why, WhyKind};
use chrono::TimeDelta;
use std::time::Duration;

const BOTH: [&str; 2] = ["ducklings", "certificates"];

/// Whether certificates grow as ducklings do. Held against the newest sample at least `apart` old in which either
/// was another number, else against the oldest: a gap between the two may be years old and tells nothing.
pub fn growth(samples: &[Sample], ducklings: i64, certificates: i64, apart: Duration, span: Span) -> Growth {
    let apart = TimeDelta::from_std(apart).unwrap_or(TimeDelta::MAX);
    let earlier = earlier(samples, &BOTH, apart.min(NEAR), span);
    let count = as_count(earlier.len() + 1);
    let facts = match base(&earlier, (ducklings, certificates), apart, span.now) {
        Some((base, then)) => held_against(base, then, (ducklings, certificates), span.now),
        None => Growth {
            again_at: Ok(again_at(samples, &BOTH, apart, span.now)),
            ..Growth::unknown(&alone(samples, &BOTH, apart, span.now))
        },
    };
    Growth { samples: count, gap: gap(ducklings, certificates), ..facts }
}

fn both(sample: &Sample) -> Option<(i64, i64)> {
    sample.figure("ducklings").zip(sample.figure("certificates"))
}

/// The sample that now is held against, and what both were then.
fn base<'s>(earlier: &[&'s Sample], now: (i64, i64), apart: TimeDelta, at: Utc) -> Option<(&'s Sample, (i64, i64))> {
    let old = || {
        let old = earlier.iter().filter(|sample| at - sample.at >= apart);
        old.filter_map(|sample| Some((*sample, both(sample)?)))
    };
    let differs = old().rfind(|(_, then)| *then != now);
    differs.or_else(|| old().next())
}

fn held_against(base: &Sample, then: (i64, i64), now: (i64, i64), at: Utc) -> Growth {
    let (more_ducklings, more_certificates) = (now.0.saturating_sub(then.0), now.1.saturating_sub(then.1));
    Growth {
        growing: growing(more_ducklings, more_certificates, base.at),
        ducklings_change: Ok(more_ducklings),
        certificates_change: Ok(more_certificates),
        since: Ok(base.at),
        span: Ok(since(base, at)),
        again_at: Err(Why::absent(match (more_ducklings, more_certificates) {
            (_, 1..) | (1.., 0) => "any time",
            _ => "once there are new ducklings",
        })),
        samples: as_count(0),
        gap: Ok(0),
    }
}

fn growing(ducklings: i64, certificates: i64, since: Utc) -> Known<bool> {
    match (ducklings, certificates) {
        (_, ..=-1) | (..=-1, _) => {
            let text =
                format!("there are fewer ducklings or certificates than at {}: growth cannot be told", stamp(since));
            Err(Why::new(WhyKind::BadReply, text))
        }
        (_, 1..) => Ok(true),
        (1.., 0) => Ok(false),
        (0, 0) => Err(Why::absent(format!("no new duckling since {}: nothing to certify", stamp(since)))),
    }
}

fn gap(ducklings: i64, certificates: i64) -> Known<i64> {
    let gap = ducklings.saturating_sub(certificates);
    if gap >= 0 { Ok(gap) } else { Err(Why::new(WhyKind::BadReply, "there are more certificates than ducklings")) }
}

/// `since 01:19:07Z 4 ducklings more, 0 certificates more: not growing`.
pub fn summary(facts: &Growth) -> String {
    match (&facts.ducklings_change, &facts.certificates_change, &facts.since) {
        (Ok(ducklings), Ok(certificates), Ok(since)) => {
            let word = match &facts.growing {
                Ok(true) => "growing".into(),
                Ok(false) => "not growing".into(),
                Err(why) => why.text.to_string(),
            };
            format!("since {}: ducklings {ducklings:+}, certificates {certificates:+}: {word}", clock_text(*since))
        }
        (Err(why), ..) | (_, Err(why), _) | (.., Err(why)) => advised(why),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, sample, span};
    use super::*;

    fn of(then: &[(i64, i64, i64)], ducklings: i64, certificates: i64) -> Growth {
        let one = |(minute, d, c): &(i64, i64, i64)| sample(*minute, &[("ducklings", *d), ("certificates", *c)]);
        let samples: Vec<_> = then.iter().map(one).collect();
        growth(&samples, ducklings, certificates, Duration::from_secs(300), span())
    }

    #[test]
    fn certificates_grow_when_there_are_more_of_them() {
        for (then, now, growing, since) in [
            (&[(60, 100, 98)][..], (103, 101), Some(true), 60),
            (&[(60, 100, 98)], (103, 98), Some(false), 60),
            // The newest look that differs: they grew an hour ago and stopped since.
            (&[(60, 100, 98), (90, 103, 101)], (105, 101), Some(false), 90),
            // Looks that are like now tell nothing.
            (&[(60, 100, 98), (90, 103, 98), (110, 103, 98)], (103, 98), Some(false), 60),
            // A look of a moment ago is too near.
            (&[(60, 100, 98), (116, 103, 98)], (103, 101), Some(true), 60),
            (&[(60, 100, 98)], (100, 100), Some(true), 60),
            (&[(60, 100, 98)], (100, 98), None, 60),
            (&[(60, 100, 98)], (101, 97), None, 60),
            (&[(60, 100, 98)], (99, 98), None, 60),
        ] {
            let facts = of(then, now.0, now.1);
            assert_eq!((facts.growing.ok(), facts.since), (growing, Ok(at(since))), "{then:?} {now:?}");
        }
    }

    /// The naive mistake: 104 ducklings without a certificate, so certificates are not issued. They may be from
    /// before there were certificates.
    #[test]
    fn a_historic_gap_says_nothing_about_growth() {
        let alone = of(&[], 1204, 1100);
        assert_eq!((alone.gap.clone(), alone.samples.clone()), (Ok(104), Ok(1)));
        assert_eq!(alone.growing.clone().unwrap_err().text.as_str(), "there is no earlier look");
        let grown = of(&[(60, 1200, 1096)], 1204, 1100);
        assert_eq!((grown.gap, grown.growing), (Ok(104), Ok(true)), "the gap is as it was, and they grow");
        let calm = of(&[(60, 1204, 1100)], 1204, 1100);
        let why = calm.growing.clone().unwrap_err();
        assert_eq!(why.text.as_str(), "no new duckling since 2026-11-22T01:00:00Z: nothing to certify");
        assert_eq!(calm.again_at.clone().unwrap_err().text.as_str(), "once there are new ducklings");
        assert_eq!(
            summary(&calm),
            "since 01:00:00Z: ducklings +0, certificates +0: no new duckling since 2026-11-22T01:00:00Z: nothing to certify"
        );
    }

    #[test]
    fn looks_that_are_too_near_tell_nothing() {
        let facts = of(&[(117, 100, 98)], 103, 98);
        let why = facts.growing.unwrap_err();
        assert_eq!(why.text.as_str(), "the earlier look is only 3 min old");
        assert_eq!(why.hint.unwrap().as_str(), "look again after 02:02:00Z", "five minutes after that look");
        assert_eq!(facts.again_at.unwrap(), at(122));
        assert_eq!(facts.samples, Ok(2));
    }

    #[test]
    fn more_certificates_than_ducklings_is_no_gap() {
        assert!(of(&[], 3, 5).gap.is_err());
    }

    #[test]
    fn it_is_said_in_one_line() {
        let facts = of(&[(60, 100, 98)], 104, 98);
        assert_eq!(summary(&facts), "since 01:00:00Z: ducklings +4, certificates +0: not growing");
        assert_eq!(summary(&of(&[], 1, 1)), "there is no earlier look: look again after 02:05:00Z");
    }
}
