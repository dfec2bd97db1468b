//! CloudWatch metrics: single values in, statistics per period out.

use chrono::{DurationRound as _, TimeDelta};
use duckops_core::time::Utc;

/// One value that was published.
struct Sample {
    namespace: &'static str,
    name: &'static str,
    at: Utc,
    value: f64,
}

/// All that was published.
#[derive(Default)]
pub struct Metrics {
    samples: Vec<Sample>,
}

/// From when to when, in steps of which length.
pub struct Period {
    pub from: Utc,
    pub to: Utc,
    pub step: TimeDelta,
}

/// What one step adds up to. A step without a value has no datapoint.
#[derive(Debug, PartialEq)]
pub struct Datapoint {
    pub at: Utc,
    pub count: f64,
    pub sum: f64,
    pub minimum: f64,
    pub maximum: f64,
}

impl Metrics {
    pub fn publish(&mut self, namespace: &'static str, name: &'static str, at: Utc, value: f64) {
        self.samples.push(Sample { namespace, name, at, value });
    }

    /// The values from `from` up to, but without, `to`.
    fn values(&self, namespace: &str, name: &str, from: Utc, to: Utc) -> Vec<f64> {
        let wanted = |sample: &&Sample| sample.namespace == namespace && sample.name == name;
        let inside = |sample: &&Sample| from <= sample.at && sample.at < to;
        self.samples.iter().filter(wanted).filter(inside).map(|sample| sample.value).collect()
    }

    /// The sum of the last 24 hours.
    pub fn last_day(&self, namespace: &str, name: &str, now: Utc) -> f64 {
        let from = now - TimeDelta::hours(24);
        self.values(namespace, name, from, now + TimeDelta::milliseconds(1)).iter().sum()
    }

    /// The statistics. CloudWatch promises no order; here the second half always comes first, so that
    /// nobody can forget to sort.
    pub fn statistics(&self, namespace: &str, name: &str, period: &Period) -> Vec<Datapoint> {
        let mut at = period.from.duration_trunc(TimeDelta::minutes(1)).unwrap_or(period.from);
        let mut points = Vec::new();
        while at < period.to && period.step > TimeDelta::zero() {
            // Beyond the calendar there are no values either.
            let next = at.checked_add_signed(period.step).unwrap_or(period.to).min(period.to);
            points.extend(datapoint(at, &self.values(namespace, name, at, next)));
            at = next;
        }
        let half = points.len() / 2;
        points.rotate_left(half);
        points
    }
}

fn datapoint(at: Utc, values: &[f64]) -> Option<Datapoint> {
    let minimum = values.iter().copied().reduce(f64::min)?;
    let maximum = values.iter().copied().reduce(f64::max)?;
    let count = values.iter().map(|_| 1.0).sum();
    Some(Datapoint { at, count, sum: values.iter().sum(), minimum, maximum })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(hour: i64) -> Utc {
        Utc::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    #[test]
    fn steps_with_values_are_summed_and_not_sorted() {
        let mut metrics = Metrics::default();
        for (at, value) in [(0, 1.0), (1, 2.0), (1, 5.0), (2, 3.0)] {
            metrics.publish("AWS/SES", "Bounce", hour(at) + TimeDelta::minutes(10), value);
        }
        let period = Period { from: hour(0), to: hour(4), step: TimeDelta::hours(1) };
        let found = metrics.statistics("AWS/SES", "Bounce", &period);
        let sums: Vec<_> = found.iter().map(|point| (point.at, point.sum)).collect();
        assert_eq!(sums.len(), 3, "an hour without a value has no datapoint");
        assert!(sums.contains(&(hour(1), 7.0)));
        assert!(!sums.is_sorted_by_key(|(at, _)| *at));
    }

    #[test]
    fn an_unknown_metric_is_empty_not_zero() {
        let period = Period { from: hour(0), to: hour(4), step: TimeDelta::hours(1) };
        assert_eq!(Metrics::default().statistics("AWS/SES", "Bounces", &period), []);
    }
}
