//! The earliest that walks saw of what they looked at: an incident began by then, whenever it was declared.

use super::Run;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::{Evidence, Value};
use chrono::TimeDelta;

/// What was longer ago is hardly of this incident.
const LONGEST: TimeDelta = TimeDelta::hours(24);

/// A first sign of it: when, what, and which walk saw it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    pub at: Utc,
    pub what: Clean,
}

/// The earliest sign before it was declared.
pub fn first_sign(runs: &[Run], declared: Utc) -> Option<Sign> {
    let seen = runs.iter().flat_map(|run| {
        run.state.looks().filter_map(sign).map(|(at, what)| {
            let walk = run.runbook.id.to_uppercase();
            Sign { at, what: Clean::new(format!("{what}, seen by {walk}")) }
        })
    });
    seen.filter(|sign| sign.at < declared && declared - sign.at <= LONGEST).min_by_key(|sign| sign.at)
}

/// When a look saw it answer again, and each later one too. Nothing where no look saw it red, or the last one did.
pub fn first_good(runs: &[Run]) -> Option<Sign> {
    let mut seen: Vec<(Utc, bool, &Run)> = runs.iter().flat_map(statuses).collect();
    seen.sort_by_key(|(at, ..)| *at);
    let last_red = seen.iter().rposition(|(_, up, _)| !up)?;
    let (at, _, run) = seen.get(last_red + 1)?;
    Some(Sign { at: *at, what: Clean::new(format!("when {} saw it answer again", run.runbook.id.to_uppercase())) })
}

/// What each look at status said: whether it is up.
fn statuses(run: &Run) -> impl Iterator<Item = (Utc, bool, &Run)> {
    let looks = run.state.looks().filter(|evidence| evidence.query.observe == "beak.status");
    looks.filter_map(move |evidence| match evidence.fact("up") {
        Ok(Value::Bool(up)) => Some((evidence.at, *up, run)),
        _ => None,
    })
}

fn sign(evidence: &Evidence) -> Option<(Utc, &'static str)> {
    let is_stuck = matches!(evidence.fact("stuck"), Ok(Value::Int(1..)));
    let (fact, what) = match evidence.query.observe.as_str() {
        "logs.search" => ("first", "the first error in the logs"),
        "sfn.executions" if is_stuck => ("oldest_start", "the start of the oldest stuck execution"),
        _ => return None,
    };
    match evidence.fact(fact) {
        Ok(Value::Time(at)) => Some((*at, what)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Fact, Query, Why};

    fn seen(observe: &str, facts: &[(&str, Value)]) -> Evidence {
        let known = facts.iter().map(|(name, value)| ((*name).to_owned(), Fact::Known(value.clone())));
        let bare = Evidence::not_taken(&Query::new(observe), &Why::absent("nothing"), Utc::UNIX_EPOCH);
        Evidence { facts: known.collect(), ..bare }
    }

    #[test]
    fn executions_that_are_not_stuck_are_no_sign() {
        let at = |stuck| {
            let facts = [("stuck", Value::Int(stuck)), ("oldest_start", Value::Time(Utc::UNIX_EPOCH))];
            sign(&seen("sfn.executions", &facts)).map(|(at, _)| at)
        };
        assert_eq!((at(0), at(2)), (None, Some(Utc::UNIX_EPOCH)));
        assert_eq!(sign(&seen("sfn.starts", &[("first", Value::Time(Utc::UNIX_EPOCH))])), None);
    }
}
