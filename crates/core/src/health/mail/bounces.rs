//! Bounces against mails sent, and AWS's own rate.
//! <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-cloudwatch.html>,
//! <https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html>.

use super::whole;
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::observations::SesBounces;
use crate::world::{Known, Table, Why};
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// What CloudWatch has of each metric: the begin of an hour and its value, in any order.
pub struct Series {
    pub sends: Known<Vec<(Utc, f64)>>,
    pub bounces: Known<Vec<(Utc, f64)>>,
    /// A fraction: 0.05 is 5 %.
    pub reputation: Known<Vec<(Utc, f64)>>,
}

/// From which rates on, in percent, AWS reviews an account and may pause it; which window is looked at.
pub struct Rates {
    pub warn: f64,
    pub crit: f64,
    from: Utc,
    /// How many hours the window has.
    hours: i64,
}

impl Rates {
    /// A window before the calendar begins with it.
    pub fn of_the_last(hours: i64, until: Utc, warn: f64, crit: f64) -> Self {
        let from = TimeDelta::try_hours(hours).and_then(|span| until.checked_sub_signed(span));
        Self { warn, crit, from: from.unwrap_or(Utc::MIN_UTC), hours: hours.max(1) }
    }
}

pub fn bounces(series: &Series, rates: &Rates) -> SesBounces {
    let (bounces, sends) = (total(&series.bounces, "Bounce"), total(&series.sends, "Send"));
    let ratio = bounces.clone().and_then(|bounces| percent(bounces, sends.clone()?));
    let reputation = newest(&series.reputation).map(|rate| rate * 100.0);
    SesBounces {
        elevated: either(&ratio, &reputation, rates.warn),
        critical: either(&ratio, &reputation, rates.crit),
        chart: bounces.clone().and(series.bounces.clone()).map(|hours| chart(&hours, rates)),
        table: table(series),
        bounces: bounces.map(whole),
        sends: sends.map(whole),
        ratio,
        reputation,
    }
}

/// An empty series is not zero: SES publishes nothing where nothing bounced, and neither where the metric's name is
/// wrong.
fn total(series: &Known<Vec<(Utc, f64)>>, metric: &str) -> Known<f64> {
    match series.as_ref().map_err(Clone::clone)?.as_slice() {
        [] => Err(empty(metric)),
        hours => Ok(hours.iter().map(|(_, sum)| sum).sum()),
    }
}

fn empty(metric: &str) -> Why {
    Why::absent(format!("no datapoint of {metric}: an empty series is not zero"))
}

fn percent(bounces: f64, sends: f64) -> Known<f64> {
    if sends > 0.0 { Ok(bounces / sends * 100.0) } else { Err(Why::absent("nothing was sent: there is no ratio")) }
}

fn newest(series: &Known<Vec<(Utc, f64)>>) -> Known<f64> {
    let hours = series.as_ref().map_err(Clone::clone)?;
    let newest = hours.iter().max_by_key(|(hour, _)| *hour).map(|(_, rate)| *rate);
    newest.ok_or_else(|| empty("Reputation.BounceRate"))
}

/// One that is over decides, whatever the other is; one that is not known cannot be outvoted by one that is low.
fn either(ratio: &Known<f64>, reputation: &Known<f64>, limit: f64) -> Known<bool> {
    let over = |rate: &Known<f64>| rate.clone().map(|rate| rate >= limit);
    match (over(ratio), over(reputation)) {
        (Ok(true), _) | (_, Ok(true)) => Ok(true),
        (Ok(false), Ok(false)) => Ok(false),
        (Err(why), _) | (_, Err(why)) => Err(why),
    }
}

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A cell an hour, the newest at the right: a dot without a datapoint, the lowest block for none, the highest for
/// the most. `....▂..█.  at most 6 an hour`.
fn chart(hours: &[(Utc, f64)], rates: &Rates) -> Clean {
    let cell = |hour: Utc| (hour - rates.from).num_hours().clamp(0, rates.hours - 1);
    let mut cells: BTreeMap<i64, i64> = BTreeMap::new();
    hours.iter().for_each(|(hour, sum)| *cells.entry(cell(*hour)).or_default() += whole(*sum));
    let most = cells.values().copied().max().map_or(1, |most| most.max(1));
    let block = |count: &i64| usize::try_from((count * 7 + most - 1) / most).ok().and_then(|at| BLOCKS.get(at));
    let shown: String = (0..rates.hours).map(|at| cells.get(&at).and_then(block).unwrap_or(&'.')).collect();
    Clean::new(format!("{shown}  at most {most} an hour"))
}

fn table(series: &Series) -> Known<Table> {
    let (sends, bounces) = (series.sends.clone()?, series.bounces.clone()?);
    let mut hours: BTreeMap<Utc, [Option<f64>; 2]> = BTreeMap::new();
    for (at, column) in [(0, sends), (1, bounces)] {
        column.into_iter().for_each(|(hour, sum)| hours.entry(hour).or_default()[at] = Some(sum));
    }
    let mut table = Table::new(["hour", "mails sent", "bounces"]);
    let cell = |count: Option<f64>| count.map_or_else(|| "-".to_owned(), |count| count.to_string());
    for (hour, [sent, bounced]) in hours {
        table.row([stamp(hour), cell(sent), cell(bounced)].map(Clean::new));
    }
    Ok(table)
}

/// `3 of 200 mails bounced: 1.50 %; AWS's own rate: 1.75 %`.
pub fn summary(facts: &SesBounces) -> String {
    let ours = match (&facts.bounces, &facts.sends, &facts.ratio) {
        (Ok(bounces), Ok(sends), Ok(ratio)) => format!("{bounces} of {sends} mails bounced: {ratio:.2} %"),
        (_, _, Err(why)) | (Err(why), ..) | (_, Err(why), _) => why.text.to_string(),
    };
    let theirs = match &facts.reputation {
        Ok(rate) => format!("AWS's own rate: {rate:.2} %"),
        Err(why) => why.text.to_string(),
    };
    if ours == theirs { ours } else { format!("{ours}; {theirs}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::WhyKind;

    fn hour(n: i64) -> Utc {
        Utc::UNIX_EPOCH + TimeDelta::hours(n)
    }

    fn hours(points: &[(i64, f64)]) -> Known<Vec<(Utc, f64)>> {
        Ok(points.iter().map(|(n, value)| (hour(*n), *value)).collect())
    }

    fn of(sends: &[(i64, f64)], bounced: &[(i64, f64)], reputation: &[(i64, f64)]) -> SesBounces {
        let series = Series { sends: hours(sends), bounces: hours(bounced), reputation: hours(reputation) };
        bounces(&series, &Rates::of_the_last(24, hour(24), 5.0, 10.0))
    }

    #[test]
    fn bounces_are_held_against_mails_sent() {
        let facts = of(&[(20, 150.0), (3, 50.0)], &[(20, 2.0), (3, 1.0)], &[(22, 0.0175), (23, 0.02), (1, 0.5)]);
        assert_eq!((facts.bounces.clone(), facts.sends.clone(), facts.ratio.clone()), (Ok(3), Ok(200), Ok(1.5)));
        assert_eq!(facts.reputation, Ok(2.0), "the latest datapoint, not the last of the list, and in percent");
        assert_eq!((facts.elevated.clone(), facts.critical.clone()), (Ok(false), Ok(false)));
        assert_eq!(summary(&facts), "3 of 200 mails bounced: 1.50 %; AWS's own rate: 2.00 %");
        let table = facts.table.unwrap();
        assert_eq!(table.rows[0].iter().map(Clean::as_str).collect::<Vec<_>>(), ["1970-01-01T03:00:00Z", "50", "1"]);
    }

    /// The naive mistakes: an empty series, or the name `Bounces` that SES does not publish, shown as 0 %.
    #[test]
    fn an_empty_series_is_not_zero_percent() {
        let facts = of(&[(20, 150.0)], &[], &[(22, 0.01)]);
        for why in [facts.bounces.clone().unwrap_err(), facts.ratio.clone().unwrap_err(), facts.chart.unwrap_err()] {
            assert_eq!(why.text.as_str(), "no datapoint of Bounce: an empty series is not zero");
            assert_eq!(why.kind, WhyKind::Absent);
        }
        assert!(facts.elevated.is_err(), "a low reputation does not outvote what is not known");
        assert_eq!(
            of(&[], &[(1, 2.0)], &[]).ratio.unwrap_err().text.as_str(),
            "no datapoint of Send: an empty series is not zero"
        );
        assert!(of(&[(1, 0.0)], &[(1, 0.0)], &[]).ratio.is_err(), "0 of 0 is no rate");
    }

    #[test]
    fn one_rate_that_is_over_decides() {
        for (bounced, reputation, elevated, critical) in [
            (&[(1, 4.9)][..], &[(1, 0.049)][..], Ok(false), Ok(false)),
            (&[(1, 5.0)], &[(1, 0.01)], Ok(true), Ok(false)),
            (&[(1, 1.0)], &[(1, 0.1)], Ok(true), Ok(true)),
            (&[], &[(1, 0.12)], Ok(true), Ok(true)),
            (&[(1, 7.0)], &[], Ok(true), Err(())),
            (&[(1, 1.0)], &[], Err(()), Err(())),
        ] {
            let facts = of(&[(1, 100.0)], bounced, reputation);
            assert_eq!(
                (facts.elevated.map_err(drop), facts.critical.map_err(drop)),
                (elevated, critical),
                "{bounced:?}"
            );
        }
    }

    #[test]
    fn the_chart_tells_none_from_no_datapoint() {
        let chart = |points: &[(i64, f64)]| of(&[(1, 1.0)], points, &[]).chart.unwrap().to_string();
        assert_eq!(chart(&[(23, 8.0), (0, 0.0), (12, 1.0), (13, 4.0)]), "▁...........▂▅.........█  at most 8 an hour");
        assert_eq!(chart(&[(3, 0.0)]), "...▁....................  at most 1 an hour");
        // Hours that begin at whole hours, of a window that does not: the first began before it.
        assert_eq!(chart(&[(-1, 1.0), (24, 2.0)]), "▅......................█  at most 2 an hour");
    }

    #[test]
    fn a_call_that_failed_is_no_empty_series() {
        let why = Why::new(WhyKind::TimedOut, "no answer");
        let series = Series { sends: hours(&[(1, 9.0)]), bounces: Err(why.clone()), reputation: hours(&[(1, 0.2)]) };
        let facts = bounces(&series, &Rates::of_the_last(24, hour(24), 5.0, 10.0));
        assert_eq!((facts.ratio, facts.sends, facts.critical), (Err(why.clone()), Ok(9), Ok(true)));
        assert_eq!(facts.table, Err(why));
    }
}
