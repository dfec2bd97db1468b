//! Executions of a workflow: how many, the newest, the oldest. Only what is shown is kept.

use super::counted;
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::observations::Executions;
use crate::world::{Known, Table, Why, duration_text};
use std::time::Duration;

/// One execution as ListExecutions gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Execution {
    pub arn: String,
    pub name: String,
    pub status: String,
    pub start: Utc,
    pub stop: Option<Utc>,
    /// From DescribeExecution, for those that are shown: the error's name and its cause.
    pub error: Known<(String, String)>,
}

/// Which of the executions are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Newest,
    Oldest,
}

/// Adds up the pages of several states.
pub struct Tally {
    most: usize,
    order: Order,
    /// What started before is stuck.
    stuck_before: Utc,
    count: i64,
    stuck: i64,
    newest: Option<Utc>,
    oldest: Option<Utc>,
    shown: Vec<Execution>,
    /// Why the pages ended before the last one.
    cut: Option<Why>,
}

impl Tally {
    pub fn new(most: usize, order: Order, stuck_before: Utc) -> Self {
        let (shown, newest, oldest) = (Vec::new(), None, None);
        Self { most, order, stuck_before, count: 0, stuck: 0, newest, oldest, shown, cut: None }
    }

    pub fn add(&mut self, execution: Execution) {
        let start = execution.start;
        self.count += 1;
        self.stuck += i64::from(start < self.stuck_before);
        self.oldest = Some(self.oldest.map_or(start, |oldest| oldest.min(start)));
        self.newest = Some(self.newest.map_or(start, |newest| newest.max(start)));
        self.shown.push(execution);
        if self.shown.len() > self.most.saturating_mul(2).max(64) {
            self.trim();
        }
    }

    /// The later pages cannot be read: the newest executions are known, how many and the oldest are not.
    pub fn cut(&mut self, why: Why) {
        self.cut = Some(why);
    }

    /// Those that will be shown, in their order, so that their errors can be fetched.
    pub fn shown(&mut self) -> &mut [Execution] {
        self.trim();
        &mut self.shown
    }

    fn trim(&mut self) {
        match self.order {
            Order::Newest => self.shown.sort_by_key(|execution| std::cmp::Reverse(execution.start)),
            Order::Oldest => self.shown.sort_by_key(|execution| execution.start),
        }
        self.shown.truncate(self.most.max(1));
    }

    pub fn facts(mut self, now: Utc) -> Executions {
        self.trim();
        let none = Why::absent("there is no such execution");
        let whole = self.cut.clone().map_or(Ok(()), Err);
        let oldest = whole.clone().and_then(|()| self.oldest.ok_or_else(|| none.clone()));
        Executions {
            count: whole.clone().map(|()| self.count),
            stuck: whole.map(|()| self.stuck),
            last_start: self.newest.ok_or_else(|| self.cut.clone().unwrap_or(none)),
            oldest_age: oldest.clone().map(|start| age(start, now)),
            oldest_start: oldest,
            list: Ok(table(&self.shown[..self.shown.len().min(self.most)], now)),
        }
    }
}

/// `7 executions are FAILED or TIMED_OUT, the newest since 2026-11-22T02:00:00Z`.
pub fn summary(facts: &Executions, states: &[Clean]) -> String {
    let states = states.iter().map(Clean::as_str).collect::<Vec<_>>().join(" or ");
    match (&facts.count, &facts.last_start) {
        (Ok(count), Ok(last)) => {
            format!("{} {states}, the newest of {}", counted(*count, "execution", "executions"), stamp(*last))
        }
        (Ok(count), Err(_)) => format!("{} {states}", counted(*count, "execution", "executions")),
        (Err(why), _) => format!("not all could be read: {}", why.text),
    }
}

fn age(start: Utc, now: Utc) -> Duration {
    (now - start).to_std().unwrap_or(Duration::ZERO)
}

fn table(shown: &[Execution], now: Utc) -> Table {
    let mut table = Table::new(["name", "status", "start", "age", "stop", "error", "cause"]);
    for one in shown {
        let stop = one.stop.map_or_else(|| "-".into(), stamp);
        let (error, cause) = match &one.error {
            Ok((error, cause)) => (error.clone(), cause.clone()),
            Err(why) => (format!("? {}", why.text), String::new()),
        };
        let age = duration_text(age(one.start, now));
        let cells = [&one.name, &one.status, &stamp(one.start), &age, &stop, &error, &cause];
        table.row(cells.map(|cell| Clean::new(cell).shortened(300)));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::WhyKind;
    use chrono::{DateTime, TimeDelta};

    fn at(second: i64) -> Utc {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn execution(second: i64) -> Execution {
        let error = Ok(("States.Timeout".into(), String::new()));
        Execution {
            arn: format!("arn:{second}"),
            name: format!("peck-{second}"),
            status: "TIMED_OUT".into(),
            start: at(second),
            stop: None,
            error,
        }
    }

    fn tally(newest: usize, seconds: impl IntoIterator<Item = i64>) -> Tally {
        let mut tally = Tally::new(newest, Order::Newest, at(250));
        seconds.into_iter().for_each(|second| tally.add(execution(second)));
        tally
    }

    #[test]
    fn the_newest_are_shown_and_the_oldest_is_found_on_the_last_page() {
        let facts = tally(2, [500, 400, 450, 100, 300]).facts(at(600));
        assert_eq!((facts.count, facts.last_start), (Ok(5), Ok(at(500))));
        assert_eq!((facts.oldest_start, facts.oldest_age), (Ok(at(100)), Ok(Duration::from_secs(500))));
        let names: Vec<_> = facts.list.unwrap().rows.iter().map(|row| row[0].as_str().to_owned()).collect();
        assert_eq!(names, ["peck-500", "peck-450"]);
    }

    #[test]
    fn the_oldest_are_shown_when_they_are_asked_for_and_the_stuck_are_counted() {
        let mut tally = Tally::new(2, Order::Oldest, at(400));
        [500, 400, 100, 300].into_iter().for_each(|second| tally.add(execution(second)));
        let facts = tally.facts(at(600));
        assert_eq!((facts.stuck, facts.last_start), (Ok(2), Ok(at(500))));
        let ages: Vec<_> = facts.list.unwrap().rows.iter().map(|row| row[3].to_string()).collect();
        assert_eq!(ages, ["8 min 20 s", "5 min"]);
    }

    #[test]
    fn many_are_counted_and_few_are_kept() {
        let mut many = tally(5, 0..10_000);
        assert_eq!(many.shown().len(), 5);
        let facts = many.facts(at(10_000));
        assert_eq!((facts.count, facts.last_start, facts.oldest_start), (Ok(10_000), Ok(at(9_999)), Ok(at(0))));
    }

    #[test]
    fn pages_that_could_not_be_read_leave_the_count_and_the_oldest_unknown() {
        let mut cut = tally(5, [500, 400]);
        cut.cut(Why::new(WhyKind::TimedOut, "no answer within 15 s"));
        let facts = cut.facts(at(600));
        assert_eq!(facts.last_start, Ok(at(500)));
        for kind in
            [facts.count.unwrap_err().kind, facts.oldest_start.unwrap_err().kind, facts.oldest_age.unwrap_err().kind]
        {
            assert_eq!(kind, WhyKind::TimedOut);
        }
    }

    #[test]
    fn none_is_a_count_and_no_time() {
        let facts = tally(5, []).facts(at(0));
        assert_eq!(summary(&facts, &["FAILED".into(), "TIMED_OUT".into()]), "0 executions FAILED or TIMED_OUT");
        assert_eq!((facts.count, facts.last_start.unwrap_err().kind), (Ok(0), WhyKind::Absent));
    }
}
