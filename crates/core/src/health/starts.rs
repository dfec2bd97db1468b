//! Whether what is requested still becomes an execution of the workflow.

use crate::time::{Utc, passed, stamp};
use crate::world::observations::ExecutionStarts;
use crate::world::{Known, Why, duration_text};
use chrono::TimeDelta;
use std::time::Duration;

/// What is known of the requests that are to become executions.
#[derive(Clone, Debug)]
pub struct Requests {
    /// When the newest one was made.
    pub last: Known<Utc>,
    /// When the newest one was made that was older than the slack. While requests come steadily, the newest of all
    /// never tells anything.
    pub settled: Known<Utc>,
    /// That there is none at all.
    pub none: bool,
}

impl Requests {
    /// The newest one that must have become an execution by now.
    fn due(&self, slack: Duration, now: Utc) -> Known<Utc> {
        let last = self.last.clone()?;
        if passed(last, now) > slack {
            return Ok(last);
        }
        let age = duration_text(passed(last, now));
        let early = || Why::absent(format!("the newest request is only {age} old: too early to tell"));
        let early = |_| early().hint(format!("look again in {}", duration_text(slack)));
        self.settled.clone().map_err(early)
    }
}

/// Whether requests still become executions. `newest` is the start of the newest one, when there is any.
pub fn starts(newest: Option<Utc>, requests: &Requests, slack: Duration, now: Utc) -> ExecutionStarts {
    let last_start = newest.ok_or_else(|| Why::absent("there is no execution"));
    let due = requests.due(slack, now);
    ExecutionStarts {
        age: last_start.clone().map(|start| passed(start, now)),
        blocked: match (&requests.last, newest) {
            _ if requests.none => Ok(false),
            // The newest of all has its execution already.
            (Ok(last), Some(newest)) if newest >= *last => Ok(false),
            _ => due.clone().map(|due| blocked(newest, due, slack)),
        },
        due,
        last_start,
    }
}

fn blocked(newest: Option<Utc>, due: Utc, slack: Duration) -> bool {
    let slack = TimeDelta::from_std(slack).unwrap_or(TimeDelta::MAX);
    newest.is_none_or(|newest| due - newest > slack)
}

/// `the newest execution started at 2026-11-22T02:00:00Z: requests still become executions`.
pub fn summary(facts: &ExecutionStarts) -> String {
    let newest = match &facts.last_start {
        Ok(start) => format!("the newest execution started at {}", stamp(*start)),
        Err(why) => why.text.to_string(),
    };
    match (&facts.blocked, &facts.due) {
        (Ok(true), Ok(due)) => format!("{newest}: none started for the request of {}", stamp(*due)),
        (Ok(false), Ok(_)) => format!("{newest}: requests still become executions"),
        (Ok(false), Err(_)) => format!("{newest}; no request waits for one"),
        (Err(why), _) | (_, Err(why)) => format!("{newest}; {}", why.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::WhyKind;
    use chrono::DateTime;

    fn at(second: i64) -> Utc {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    #[test]
    fn requests_without_an_execution_are_blocked_once_the_slack_is_over() {
        let absent = || Err(Why::absent("no entry contains \"peck_requested\""));
        let known = |second: Option<i64>| second.map(at).map_or_else(absent, Ok);
        for (newest, last, settled, blocked) in [
            (Some(500), Some(490), None, Some(false)),
            (Some(500), Some(620), None, Some(false)),
            (Some(500), Some(621), None, Some(true)),
            (Some(500), Some(880), None, Some(true)),
            (Some(500), Some(881), None, None),
            (None, Some(600), None, Some(true)),
            (None, Some(990), None, None),
            (Some(500), None, None, None),
            // Steady requests: the newest is always too young, the one before it tells.
            (Some(500), Some(990), Some(870), Some(true)),
            (Some(500), Some(990), Some(600), Some(false)),
            (None, Some(990), Some(870), Some(true)),
            // Looked at some time ago: the newest of then is old enough by now.
            (Some(500), Some(700), Some(500), Some(true)),
            // As young as it is, it has its execution.
            (Some(991), Some(990), None, Some(false)),
        ] {
            let requests = Requests { last: known(last), settled: known(settled), none: false };
            let facts = starts(newest.map(at), &requests, Duration::from_secs(120), at(1001));
            assert_eq!(facts.blocked.clone().ok(), blocked, "{newest:?} {last:?} {settled:?}");
            assert_eq!(facts.age.ok(), newest.map(|newest| Duration::from_secs(1001 - u64::try_from(newest).unwrap())));
        }
        let none = Requests { last: absent(), settled: absent(), none: false };
        let facts = starts(Some(at(500)), &none, Duration::from_secs(120), at(1001));
        assert_eq!(facts.blocked.clone().unwrap_err().kind, WhyKind::Absent);
        let says = "the newest execution started at 1970-01-01T00:08:20Z; no entry contains \"peck_requested\"";
        assert_eq!(summary(&facts), says);
        let facts = starts(Some(at(500)), &Requests { none: true, ..none }, Duration::from_secs(120), at(1001));
        assert_eq!(facts.blocked, Ok(false));
        let says = "the newest execution started at 1970-01-01T00:08:20Z; no request waits for one";
        assert_eq!(summary(&facts), says);
    }
}
