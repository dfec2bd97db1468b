//! How a figure went over time, in a few characters.

use super::Sample;
use crate::time::Utc;
use chrono::TimeDelta;
use std::time::Duration;

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One bar for each part of the time, from the first part that has a sample on; a part without one is as the one before
/// it. `of`: the figure, or the sum of some; a sample that lacks one of them does not count. Nothing when there are not
/// two parts to hold against each other.
pub fn trend(samples: &[Sample], of: &[&str], now: Utc, window: Duration, parts: usize) -> Option<String> {
    let sum = |sample: &Sample| of.iter().try_fold(0_i64, |sum, name| Some(sum.saturating_add(sample.figure(name)?)));
    let each = TimeDelta::from_std(window).ok()? / i32::try_from(parts).ok().filter(|parts| *parts > 0)?;
    let mut values: Vec<Option<i64>> = vec![None; parts];
    let mut sorted: Vec<_> = samples.iter().filter(|sample| sample.at <= now).collect();
    sorted.sort_by_key(|sample| sample.at);
    for sample in sorted {
        let ago = (now - sample.at).num_milliseconds() / each.num_milliseconds().max(1);
        let part = usize::try_from(ago).ok().and_then(|ago| parts.checked_sub(ago + 1));
        if let (Some(part), Some(value)) = (part, sum(sample)) {
            values[part] = Some(value);
        }
    }
    let known: Vec<i64> = values
        .into_iter()
        .scan(None, |last, value| {
            *last = value.or(*last);
            Some(*last)
        })
        .flatten()
        .collect();
    (known.len() > 1).then(|| bars(&known))
}

fn bars(values: &[i64]) -> String {
    let (least, most) = values.iter().fold((i64::MAX, i64::MIN), |(least, most), n| (least.min(*n), most.max(*n)));
    let span = i128::from(most) - i128::from(least);
    let height = |n: &i64| usize::try_from((i128::from(*n) - i128::from(least)) * 7 / span.max(1));
    let bar = |n: &i64| match height(n) {
        Ok(height @ 0..7) => BARS[height],
        _ => BARS[7],
    };
    values.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, sample};
    use super::*;

    fn drawn(values: &[(i64, i64)]) -> Option<String> {
        let samples: Vec<_> = values.iter().map(|(minute, n)| sample(*minute, &[("denied", *n)])).collect();
        trend(&samples, &["denied"], at(120), Duration::from_secs(7200), 6)
    }

    #[test]
    fn a_bar_for_each_part_that_is_known() {
        assert_eq!(drawn(&[(10, 0), (30, 1), (50, 2), (70, 3), (90, 5), (110, 7)]).as_deref(), Some("▁▂▃▄▆█"));
        assert_eq!(drawn(&[(110, 7), (50, 0)]).as_deref(), Some("▁▁▁█"), "as it was before, and in any order");
        assert_eq!(drawn(&[(10, 4), (110, 4)]).as_deref(), Some("▁▁▁▁▁▁"), "what does not change is flat");
        assert_eq!(drawn(&[(-10, 9), (10, 0), (110, i64::MAX), (130, 3)]).as_deref(), Some("▁▁▁▁▁█"));
        assert_eq!(drawn(&[(110, 4), (115, 5)]), None, "one part is no trend");
        assert_eq!(drawn(&[]), None);
    }

    #[test]
    fn sums_are_of_whole_samples() {
        let samples = [
            sample(10, &[("denied", 1), ("expired", 1)]),
            sample(50, &[("denied", 9)]),
            sample(110, &[("denied", 1), ("expired", 8)]),
        ];
        let drawn = trend(&samples, &["denied", "expired"], at(120), Duration::from_secs(7200), 6);
        assert_eq!(drawn.as_deref(), Some("▁▁▁▁▁█"));
    }
}
