//! Executions of a workflow: how many, the newest, the oldest. Only what is shown is kept.

use super::{clock_text, counted};
use crate::text::Clean;
use crate::time::{Utc, passed, stamp};
use crate::world::observations::Executions;
use crate::world::{Known, Table, Why, WhyKind, duration_text};

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

impl Order {
    fn word(self) -> &'static str {
        match self {
            Order::Newest => "newest first",
            Order::Oldest => "oldest first",
        }
    }
}

/// What is asked of the executions of some states.
#[derive(Clone, Debug)]
pub struct Asked {
    pub states: Vec<Clean>,
    /// How many are shown.
    pub most: usize,
    pub order: Order,
    /// What started before is stuck.
    pub stuck_before: Utc,
    /// What stopped before is of the past.
    pub recent_from: Utc,
}

/// Adds up the pages of several states.
pub struct Tally {
    asked: Asked,
    count: i64,
    stuck: i64,
    recent: i64,
    /// By state: a missed callback ends in another one than an error does.
    each: Vec<(Clean, i64)>,
    newest: Option<Utc>,
    oldest: Option<Utc>,
    shown: Vec<Execution>,
    /// Why the pages ended before the last one.
    cut: Option<Why>,
}

impl Tally {
    pub fn new(asked: Asked) -> Self {
        let each = asked.states.iter().map(|state| (state.clone(), 0)).collect();
        let (shown, newest, oldest, cut) = (Vec::new(), None, None, None);
        Self { asked, count: 0, stuck: 0, recent: 0, each, newest, oldest, shown, cut }
    }

    pub fn add(&mut self, execution: Execution) {
        let start = execution.start;
        self.count += 1;
        self.stuck += i64::from(start < self.asked.stuck_before);
        self.recent += i64::from(execution.stop.is_none_or(|stop| stop >= self.asked.recent_from));
        self.each.iter_mut().filter(|(state, _)| state.as_str() == execution.status).for_each(|(_, n)| *n += 1);
        self.oldest = Some(self.oldest.map_or(start, |oldest| oldest.min(start)));
        self.newest = Some(self.newest.map_or(start, |newest| newest.max(start)));
        self.shown.push(execution);
        if self.shown.len() > self.asked.most.saturating_mul(2).max(64) {
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
        match self.asked.order {
            Order::Newest => self.shown.sort_by_key(|execution| std::cmp::Reverse(execution.start)),
            Order::Oldest => self.shown.sort_by_key(|execution| execution.start),
        }
        self.shown.truncate(self.asked.most.max(1));
    }

    /// `0 FAILED, 7 TIMED_OUT`, in the order that was asked for.
    fn told_apart(&self) -> Clean {
        Clean::new(self.each.iter().map(|(state, n)| format!("{n} {state}")).collect::<Vec<_>>().join(", "))
    }

    /// `peck-7400 FAILED at 02:12:43Z: CallbackFailed: connection refused`, to tell others what it is about.
    fn newest_in_words(&self) -> Known<Clean> {
        let newest = self.shown.iter().find(|one| Some(one.start) == self.newest);
        let newest = newest.ok_or_else(|| match self.newest {
            None => Why::absent("there is no such execution"),
            Some(_) => Why::new(WhyKind::NotLooked, "only the oldest were looked at closely"),
        })?;
        let at = newest.stop.map_or_else(|| " still runs".into(), |stop| format!(" at {}", stamp(stop)));
        let why = match &newest.error {
            Ok((error, cause)) => [error, cause].into_iter().filter(|text| !text.is_empty()).cloned().collect(),
            Err(why) => vec![untold(why)],
        };
        let why: Vec<_> = std::iter::once(format!("{} {}{at}", newest.name, newest.status)).chain(why).collect();
        Ok(Clean::new(why.join(": ")).shortened(300))
    }

    pub fn facts(mut self, now: Utc) -> Executions {
        self.trim();
        let none = Why::absent("there is no such execution");
        let whole = self.cut.clone().map_or(Ok(()), Err);
        let oldest = whole.clone().and_then(|()| self.oldest.ok_or_else(|| none.clone()));
        let list = table(&self.shown[..self.shown.len().min(self.asked.most)], now);
        Executions {
            count: whole.clone().map(|()| self.count),
            stuck: whole.clone().map(|()| self.stuck),
            recent: whole.clone().map(|()| self.recent),
            each: whole.map(|()| self.told_apart()),
            last_start: self.newest.ok_or_else(|| self.cut.clone().unwrap_or(none)),
            oldest_age: oldest.clone().map(|start| passed(start, now)),
            oldest_start: oldest,
            newest: self.newest_in_words(),
            list: Ok(match self.cut {
                None => list.first_of(usize::try_from(self.count).unwrap_or(usize::MAX), self.asked.order.word()),
                Some(_) => list,
            }),
        }
    }
}

/// `7 executions: 0 FAILED, 7 TIMED_OUT, the newest of 2026-11-22T02:00:00Z`; of one state, `3 executions RUNNING`.
pub fn summary(facts: &Executions) -> String {
    let newest =
        facts.last_start.as_ref().map_or_else(|_| String::new(), |at| format!(", the newest of {}", stamp(*at)));
    match (&facts.count, &facts.each) {
        (Ok(count), Ok(each)) if !each.as_str().contains(',') => {
            let state = each.as_str().trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
            let stuck = match &facts.stuck {
                Ok(stuck @ 1..) => format!(", {stuck} of them stuck"),
                Ok(_) | Err(_) => String::new(),
            };
            format!("{} {state}{stuck}{newest}", counted(*count, "execution", "executions"))
        }
        (Ok(count), Ok(each)) => format!("{}: {each}{newest}", counted(*count, "execution", "executions")),
        (Err(why), _) | (_, Err(why)) => format!("not all could be read: {}", why.text),
    }
}

/// What still runs has an age; what ended, a stop, an error and a cause. A column in which nothing stands is left out.
fn table(shown: &[Execution], now: Utc) -> Table {
    let running = shown.iter().all(|one| one.stop.is_none());
    let mut table = match running {
        true => Table::new(["name", "status", "start", "age"]),
        false => Table::new(["name", "status", "start", "stop", "error", "cause"]),
    };
    for one in shown {
        let cells = if running { ongoing(one, now) } else { ended(one, now) };
        table.rows.push(cells.into_iter().map(|cell| Clean::new(cell).shortened(300)).collect());
    }
    table
}

fn ongoing(one: &Execution, now: Utc) -> Vec<String> {
    vec![one.name.clone(), one.status.clone(), moment(one.start, now), duration_text(passed(one.start, now))]
}

fn ended(one: &Execution, now: Utc) -> Vec<String> {
    let (error, cause) = match &one.error {
        Ok((error, cause)) => (error.clone(), cause.clone()),
        Err(why) => (format!("? {}", untold(why)), String::new()),
    };
    let stop = one.stop.map_or_else(|| "-".into(), |stop| moment(stop, now));
    vec![one.name.clone(), one.status.clone(), moment(one.start, now), stop, error, cause]
}

/// Within a line there is no place for a hint below it; what is missing is a permission, and that is said all the same.
fn untold(why: &Why) -> String {
    match &why.hint {
        Some(hint) if why.kind == WhyKind::Denied => format!("{}: {hint}", why.text),
        _ => why.text.to_string(),
    }
}

/// The time alone when it is of today, so that a row has room for its cause.
fn moment(at: Utc, now: Utc) -> String {
    if at.date_naive() == now.date_naive() { clock_text(at) } else { at.format("%m-%d %H:%MZ").to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};
    use std::time::Duration;

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

    fn asked(most: usize, order: Order, stuck_before: i64) -> Asked {
        let states = ["FAILED", "TIMED_OUT"].map(Clean::new).into();
        Asked { states, most, order, stuck_before: at(stuck_before), recent_from: at(450) }
    }

    fn tally(newest: usize, seconds: impl IntoIterator<Item = i64>) -> Tally {
        let mut tally = Tally::new(asked(newest, Order::Newest, 250));
        seconds.into_iter().for_each(|second| tally.add(execution(second)));
        tally
    }

    #[test]
    fn the_newest_are_shown_and_the_oldest_is_found_on_the_last_page() {
        let facts = tally(2, [500, 400, 450, 100, 300]).facts(at(600));
        assert_eq!((facts.count, facts.last_start), (Ok(5), Ok(at(500))));
        assert_eq!((facts.oldest_start, facts.oldest_age), (Ok(at(100)), Ok(Duration::from_secs(500))));
        let cut = facts.list.clone().unwrap().cut.map(|cut| (cut.of, cut.order)).unwrap();
        let names: Vec<_> = facts.list.unwrap().rows.iter().map(|row| row[0].as_str().to_owned()).collect();
        assert_eq!(names, ["peck-500", "peck-450"]);
        assert_eq!(cut, (5, "newest first".into()), "a list that is cut says so");
    }

    #[test]
    fn the_oldest_are_shown_when_they_are_asked_for_and_the_stuck_are_counted() {
        let mut tally = Tally::new(asked(2, Order::Oldest, 400));
        [500, 400, 100, 300].into_iter().for_each(|second| tally.add(execution(second)));
        let facts = tally.facts(at(600));
        assert_eq!((facts.stuck, facts.last_start), (Ok(2), Ok(at(500))));
        let ages: Vec<_> = facts.list.unwrap().rows.iter().map(|row| row[3].to_string()).collect();
        assert_eq!(ages, ["8 min 20 s", "5 min"]);
    }

    /// The naive mistake: none FAILED, so fine. A missed callback ends TIMED_OUT.
    #[test]
    fn what_timed_out_is_not_hidden_by_nothing_having_failed() {
        let stopped = |second, stop| Execution { stop: Some(at(stop)), ..execution(second) };
        let mut tally = Tally::new(asked(5, Order::Newest, 0));
        [stopped(100, 440), stopped(200, 450), stopped(300, 500)].into_iter().for_each(|one| tally.add(one));
        let facts = tally.facts(at(600));
        assert_eq!((facts.count.clone(), facts.recent.clone()), (Ok(3), Ok(2)), "one stopped before 450");
        assert_eq!(facts.each, Ok("0 FAILED, 3 TIMED_OUT".into()));
        let says = "3 executions: 0 FAILED, 3 TIMED_OUT, the newest of 1970-01-01T00:05:00Z";
        assert_eq!(summary(&facts), says);
    }

    #[test]
    fn what_ended_has_a_stop_and_a_cause_and_a_day_unless_it_is_today() {
        let day = 86_400;
        let error = Ok(("CallbackFailed".into(), "refused".into()));
        let one = Execution { stop: Some(at(day + 5)), error, ..execution(day - 60) };
        let list = table(&[one], at(day + 60));
        let cells: Vec<_> =
            list.columns.iter().zip(&list.rows[0]).map(|(name, cell)| format!("{name} {cell}")).collect();
        let start = "start 01-01 23:59Z";
        assert_eq!(cells[1..], ["status TIMED_OUT", start, "stop 00:00:05Z", "error CallbackFailed", "cause refused"]);
        let list = table(&[execution(day + 30)], at(day + 60));
        assert_eq!(list.columns.last().unwrap().as_str(), "age");
    }

    #[test]
    fn the_newest_is_told_with_its_error_and_cause() {
        let mut tally = tally(2, [100]);
        let error = Ok(("CallbackFailed".into(), "connection refused".into()));
        tally.add(Execution { stop: Some(at(509)), error, ..execution(500) });
        let told = tally.facts(at(600)).newest.unwrap();
        assert_eq!(told.as_str(), "peck-500 TIMED_OUT at 1970-01-01T00:08:29Z: CallbackFailed: connection refused");
        let mut oldest = Tally::new(asked(1, Order::Oldest, 0));
        [500, 100].into_iter().for_each(|second| oldest.add(execution(second)));
        assert_eq!(oldest.facts(at(600)).newest.unwrap_err().kind, WhyKind::NotLooked);
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
        let whys = [facts.count.err(), facts.recent.err(), facts.oldest_start.err(), facts.oldest_age.err()];
        for why in whys.into_iter().chain([facts.each.err()]) {
            assert_eq!(why.unwrap().kind, WhyKind::TimedOut);
        }
    }

    #[test]
    fn none_is_a_count_and_no_time() {
        let facts = tally(5, []).facts(at(0));
        assert_eq!(summary(&facts), "0 executions: 0 FAILED, 0 TIMED_OUT");
        assert_eq!((facts.count, facts.last_start.unwrap_err().kind), (Ok(0), WhyKind::Absent));
    }
}
