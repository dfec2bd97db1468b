//! One metric's datapoints, which CloudWatch gives in no order.

use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::observations::MetricSum;
use crate::world::{Facts, Table, Why};

/// Adds up the hours. An empty series is not zero: SES publishes nothing where it sends nothing, and neither
/// where the metric's name is wrong.
pub fn sum(mut points: Vec<(Utc, f64)>, metric: &str) -> MetricSum {
    points.sort_by_key(|(hour, _)| *hour);
    let peak = points.iter().copied().reduce(|peak, point| if point.1 > peak.1 { point } else { peak });
    let Some((peak_at, peak)) = peak else {
        return MetricSum::unknown(&Why::absent(format!("no datapoint of {metric}: an empty series is not zero")));
    };
    let mut hours = Table::new(["hour", "sum"]);
    for (hour, sum) in &points {
        hours.row([Clean::new(stamp(*hour)), Clean::new(sum.to_string())]);
    }
    MetricSum {
        total: Ok(points.iter().map(|(_, sum)| sum).sum()),
        peak: Ok(peak),
        peak_at: Ok(peak_at),
        hours: Ok(hours),
    }
}

/// `Bounce: 12 in all, 7 in the hour from 2026-11-22T01:00:00Z`.
pub fn summary(facts: &MetricSum, metric: &str) -> String {
    match (&facts.total, &facts.peak, &facts.peak_at) {
        (Ok(total), Ok(peak), Ok(at)) => format!("{metric}: {total} in all, {peak} in the hour from {}", stamp(*at)),
        (Err(why), ..) | (_, Err(why), _) | (.., Err(why)) => why.text.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::WhyKind;
    use chrono::{DateTime, TimeDelta};

    fn hour(n: i64) -> Utc {
        DateTime::UNIX_EPOCH + TimeDelta::hours(n)
    }

    #[test]
    fn hours_are_sorted_and_the_first_peak_is_named() {
        let facts = sum(vec![(hour(2), 7.0), (hour(0), 3.0), (hour(3), 7.0), (hour(1), 0.0)], "Bounce");
        assert_eq!((facts.total.clone(), facts.peak.clone(), facts.peak_at.clone()), (Ok(17.0), Ok(7.0), Ok(hour(2))));
        let hours: Vec<_> = facts.hours.clone().unwrap().rows.iter().map(|row| row[1].as_str().to_owned()).collect();
        assert_eq!(hours, ["3", "0", "7", "7"]);
        assert_eq!(summary(&facts, "Bounce"), "Bounce: 17 in all, 7 in the hour from 1970-01-01T02:00:00Z");
    }

    #[test]
    fn an_empty_series_is_not_zero() {
        let facts = sum(vec![], "Bounces");
        assert_eq!(facts.total.clone().unwrap_err().kind, WhyKind::Absent);
        assert_eq!(summary(&facts, "Bounces"), "no datapoint of Bounces: an empty series is not zero");
    }
}
