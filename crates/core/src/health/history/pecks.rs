//! `history.pecks`: failed pecks by kind. Status has no number of all pecks, so there is no failure rate in percent:
//! there are shares by kind, and failures an hour between two looks.

use super::{NEAR, Sample, Span, advised, alone, counted_anew, earlier, per_hour, since, unbroken};
use crate::health::clock_text;
use crate::text::Clean;
use crate::world::observations::PeckFailures;
use crate::world::{Known, Table, Why};

const KINDS: [&str; 3] = ["callback_error", "denied", "expired"];

/// The counts of now, in the order callback_error, denied, expired, and more of them an hour than `limit` is high.
pub fn pecks(samples: &[Sample], now: [i64; 3], limit: i64, span: Span) -> PeckFailures {
    let total = now.iter().fold(0, |sum: i64, n| sum.saturating_add(*n));
    let base = base(samples, now, span);
    let rate = |kinds: &[usize]| base.as_ref().map(|base| rate(base, kinds, now, span)).map_err(Clone::clone);
    let (all, callbacks) = (rate(&[0, 1, 2]), rate(&[0]));
    PeckFailures {
        leading: leading(&base, now),
        leading_by: Ok(leading_by(&base)),
        callback_share: share(now[0], total),
        denied_share: share(now[1], total),
        expired_share: share(now[2], total),
        high: all.clone().map(|rate| rate > real(limit)),
        per_hour: all,
        callback_rate: callbacks,
        span: base.as_ref().map(|(base, _)| since(base, span.now)).map_err(Clone::clone),
        table: Ok(table(&base, now, total, span)),
        total: Ok(total),
    }
}

/// The sample that now is held against, and the counts of then.
type Base<'s> = (&'s Sample, [i64; 3]);

fn counts(sample: &Sample) -> Option<[i64; 3]> {
    let [callbacks, denied, expired] = KINDS.map(|kind| sample.figure(kind));
    Some([callbacks?, denied?, expired?])
}

fn base(samples: &[Sample], now: [i64; 3], span: Span) -> Known<Base<'_>> {
    let earlier = earlier(samples, &KINDS, NEAR, span);
    let none = || alone(samples, &KINDS, NEAR, span.now);
    let newest = *earlier.last().ok_or_else(none)?;
    let figures: Vec<_> = KINDS.into_iter().zip(now).collect();
    let found = unbroken(&earlier, &figures).and_then(|sample| Some((sample, counts(sample)?)));
    let fell = || figures.iter().find_map(|(name, n)| Some((*name, newest.figure(name).filter(|then| then > n)?, *n)));
    let anew = |(name, then, now)| counted_anew(name, then, newest.at, (now, span.now));
    found.ok_or_else(|| fell().map_or_else(none, anew))
}

fn rate((base, then): &Base<'_>, kinds: &[usize], now: [i64; 3], span: Span) -> f64 {
    let more = kinds.iter().map(|kind| now[*kind].saturating_sub(then[*kind])).sum();
    per_hour(more, since(base, span.now))
}

fn none() -> Why {
    Why::absent("no peck has failed")
}

/// What fails now leads, not what failed most since ever; without an earlier look only the totals are known.
fn leading(base: &Known<Base<'_>>, now: [i64; 3]) -> Known<Clean> {
    let counts = match base {
        Ok((_, then)) => [0, 1, 2].map(|kind| now[kind].saturating_sub(then[kind])),
        Err(_) => now,
    };
    let none_since = |base: &Base<'_>| Why::absent(format!("no peck has failed since {}", clock_text(base.0.at)));
    let none = || base.as_ref().map_or_else(|_| none(), none_since);
    let most = counts.into_iter().max().filter(|most| *most > 0).ok_or_else(none)?;
    let first: Vec<_> = KINDS.into_iter().zip(counts).filter(|(_, n)| *n == most).map(|(name, _)| name).collect();
    Ok(Clean::new(first.join(", ")))
}

fn leading_by(base: &Known<Base<'_>>) -> Clean {
    match base {
        Ok((base, _)) => Clean::new(format!("failures since {}", clock_text(base.at))),
        Err(_) => "the totals since ever, not what fails now".into(),
    }
}

fn share(n: i64, total: i64) -> Known<f64> {
    if total == 0 { Err(none()) } else { Ok(real(n) * 100.0 / real(total)) }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn real(n: i64) -> f64 {
    n as f64
}

fn table(base: &Known<Base<'_>>, now: [i64; 3], total: i64, span: Span) -> Table {
    let since = base.as_ref().map_or_else(|_| "since".into(), |(base, _)| format!("since {}", clock_text(base.at)));
    let mut table = Table::new(["kind", "in all", "share", &since, "an hour"]);
    for (kind, name) in KINDS.into_iter().enumerate() {
        let share = share(now[kind], total).map_or_else(|_| "-".into(), |share| format!("{share:.0} %"));
        let (more, rate) = match base {
            Ok(base) => {
                let more = now[kind].saturating_sub(base.1[kind]);
                (format!("{more:+}"), format!("{:.1}", rate(base, &[kind], now, span)))
            }
            Err(_) => ("?".into(), "?".into()),
        };
        table.row([name.into(), now[kind].to_string(), share, more, rate].map(Clean::new));
    }
    table
}

/// `41 failed pecks in all; 30.0 an hour over the last 55 min, most often callback_error`.
pub fn summary(facts: &PeckFailures) -> String {
    let total =
        facts.total.as_ref().map_or_else(|why| why.text.to_string(), |total| format!("{total} failed pecks in all"));
    let leading = facts.leading.as_ref().map_or_else(|_| String::new(), |kind| format!(", most often {kind}"));
    match (&facts.per_hour, &facts.span) {
        (Ok(rate), Ok(span)) => {
            format!("{total}; {rate:.1} an hour over the last {}{leading}", crate::world::duration_text(*span))
        }
        (Err(why), _) | (_, Err(why)) => format!("{total}{leading}; {}", advised(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{sample, span};
    use super::*;
    use std::time::Duration;

    fn of(then: &[(i64, [i64; 3])], now: [i64; 3]) -> PeckFailures {
        let one = |(minute, n): &(i64, [i64; 3])| {
            sample(*minute, &[("callback_error", n[0]), ("denied", n[1]), ("expired", n[2])])
        };
        pecks(&then.iter().map(one).collect::<Vec<_>>(), now, 10, span())
    }

    fn rows(facts: &PeckFailures) -> Vec<String> {
        let cells = |row: &Vec<Clean>| row.iter().map(Clean::as_str).collect::<Vec<_>>().join(" | ");
        facts.table.as_ref().unwrap().rows.iter().map(cells).collect()
    }

    #[test]
    fn shares_and_failures_an_hour() {
        let facts = of(&[(60, [4, 2, 3])], [34, 2, 4]);
        assert_eq!((facts.total.clone(), facts.leading.clone()), (Ok(40), Ok("callback_error".into())));
        assert_eq!((facts.callback_share.clone(), facts.denied_share.clone()), (Ok(85.0), Ok(5.0)));
        assert_eq!((facts.per_hour.clone(), facts.callback_rate.clone()), (Ok(31.0), Ok(30.0)));
        assert_eq!((facts.high.clone(), facts.span.clone()), (Ok(true), Ok(Duration::from_secs(3600))));
        assert_eq!(
            rows(&facts),
            ["callback_error | 34 | 85 % | +30 | 30.0", "denied | 2 | 5 % | +0 | 0.0", "expired | 4 | 10 % | +1 | 1.0"]
        );
        assert_eq!(
            summary(&facts),
            "40 failed pecks in all; 31.0 an hour over the last 60 min, most often callback_error"
        );
    }

    #[test]
    fn one_look_knows_shares_and_no_rate() {
        let facts = of(&[], [6, 3, 0]);
        assert!(facts.per_hour.clone().is_err() && facts.high.clone().is_err() && facts.span.is_err());
        assert_eq!(facts.callback_share.map(f64::round), Ok(67.0));
        assert_eq!(rows(&of(&[], [6, 3, 0]))[0], "callback_error | 6 | 67 % | ? | ?");
    }

    #[test]
    fn no_failure_has_no_shares_and_is_not_high() {
        let facts = of(&[(60, [0, 0, 0])], [0, 0, 0]);
        assert_eq!((facts.total.clone(), facts.per_hour.clone(), facts.high.clone()), (Ok(0), Ok(0.0), Ok(false)));
        assert!(facts.leading.is_err() && facts.callback_share.is_err());
    }

    #[test]
    fn what_was_counted_anew_has_no_rate() {
        let facts = of(&[(60, [40, 2, 3])], [4, 2, 3]);
        assert!(facts.per_hour.unwrap_err().text.as_str().starts_with("callback_error went down"));
        let facts = of(&[(60, [40, 2, 3]), (90, [0, 0, 0])], [4, 2, 3]);
        assert_eq!(facts.per_hour, Ok(18.0));
    }

    /// A thousand old callback errors led while denials came by the minute.
    #[test]
    fn what_fails_now_leads_and_totals_only_when_nothing_else_is_known() {
        let now = of(&[(60, [1000, 2, 3])], [1001, 42, 3]);
        assert_eq!(now.leading.clone(), Ok("denied".into()));
        assert_eq!(now.leading_by.clone().unwrap().as_str(), "failures since 01:00:00Z");
        let totals = of(&[], [1001, 42, 3]);
        assert_eq!(totals.leading, Ok("callback_error".into()));
        assert_eq!(totals.leading_by.unwrap().as_str(), "the totals since ever, not what fails now");
        let none = of(&[(60, [1000, 2, 3])], [1000, 2, 3]).leading.unwrap_err();
        assert_eq!(none.text.as_str(), "no peck has failed since 01:00:00Z");
    }

    #[test]
    fn kinds_that_are_equal_lead_together() {
        assert_eq!(of(&[], [3, 1, 3]).leading, Ok("callback_error, expired".into()));
    }
}
