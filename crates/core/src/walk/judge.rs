//! What a round of looks comes to.

use super::event::Event;
use super::scope::value;
use super::settle::{operand, with_looks};
use super::state::{State, Visit};
use super::verdict::Verdict;
use crate::runbook::{Body, Conds, Name, Repeat, Runbook, Step, Truth};
use crate::text::Clean;
use crate::time::Utc;
use crate::world::{Evidence, Known, Value, Why, WhyKind};
use std::time::Duration;

/// What the newest looks of the open step come to, before they are recorded. `state` is the state so far; `since` is
/// the time from the round before to this one.
pub fn judge(
    runbook: &Runbook,
    state: &State,
    step: &Step,
    looks: &[(String, Evidence)],
    now: Utc,
    since: Duration,
) -> Event {
    let with = with_looks(state, looks, now);
    let value = |name: &Name| value(runbook, &with, name);
    let before = state.current().and_then(|visit| visit.counted().last());
    let ran = before.map_or(Duration::ZERO, |before| before.ran + since);
    let verdict = verdict(runbook, state, step, looks, ran, &value);
    let unchecked = match (&verdict, &step.body) {
        (Verdict::Pass, Body::Look { pass, .. }) => pass.unchecked(&value),
        _ => Vec::new(),
    };
    let is_repeated = matches!(&step.body, Body::Look { repeat: Some(_), .. });
    Event::Observed { looks: looks.to_vec(), verdict, unchecked, ran: is_repeated.then_some(ran) }
}

fn verdict(
    runbook: &Runbook,
    state: &State,
    step: &Step,
    looks: &[(String, Evidence)],
    ran: Duration,
    value: &impl Fn(&Name) -> Known<Value>,
) -> Verdict {
    let Body::Look { pass, repeat } = &step.body else { return seen(looks) };
    let this = if pass.is_empty() { seen(looks) } else { conditions(pass, value) };
    let not_asked =
        |(_, evidence): &(String, Evidence)| evidence.failure().is_some_and(|why| why.kind == WhyKind::NotEvaluated);
    match (repeat, state.current()) {
        // What is not looked at in a dry run is not looked at again and again.
        _ if !looks.is_empty() && looks.iter().all(not_asked) => seen(looks),
        (Some(repeat), Some(visit)) => repeated(repeat, visit, this, ran, &|name| operand(runbook, state, name)),
        _ => this,
    }
}

/// Nothing to judge: seen, unless nothing at all could be seen.
fn seen(looks: &[(String, Evidence)]) -> Verdict {
    let failures: Vec<Why> = looks.iter().filter_map(|(_, evidence)| evidence.failure().cloned()).collect();
    if failures.is_empty() { Verdict::Seen } else { Verdict::Unknown(failures) }
}

fn conditions(pass: &Conds, value: &impl Fn(&Name) -> Known<Value>) -> Verdict {
    match pass.truth(value) {
        Truth::True => Verdict::Pass,
        Truth::Unknown(whys) => Verdict::Unknown(telling(whys)),
        Truth::False => Verdict::Fail(pass.failing(value)),
    }
}

/// That a question was not put is no reason where there is a better one.
fn telling(whys: Vec<Why>) -> Vec<Why> {
    let (weak, telling): (Vec<Why>, Vec<Why>) = whys.into_iter().partition(|why| why.kind == WhyKind::NotLooked);
    if telling.is_empty() { weak } else { telling }
}

/// One more round of a repeated look. It goes on (`Pending`) until its rule is met.
fn repeated(
    repeat: &Repeat,
    visit: &Visit,
    this: Verdict,
    ran: Duration,
    operand: &impl Fn(&crate::runbook::Operand) -> Known<Value>,
) -> Verdict {
    match repeat {
        Repeat::InARow { times, limit, .. } => {
            let (Ok(Value::Int(times)), Ok(Value::Duration(limit))) = (operand(times), operand(limit)) else {
                return this;
            };
            let in_a_row = if this == Verdict::Pass { good_in_a_row(visit) + 1 } else { 0 };
            match this {
                Verdict::Pass if i64::try_from(in_a_row).is_ok_and(|n| n >= times) => Verdict::Pass,
                Verdict::Pass if ran < limit => Verdict::Pending { passed: true },
                Verdict::Pass => Verdict::Fail(vec![too_few(in_a_row, times)]),
                other if ran >= limit => other,
                _ => Verdict::Pending { passed: false },
            }
        }
        Repeat::For { time, .. } => match (this, operand(time)) {
            (Verdict::Pass, Ok(Value::Duration(time))) if ran < time => Verdict::Pending { passed: true },
            (this, _) => this,
        },
    }
}

fn too_few(in_a_row: usize, times: i64) -> Clean {
    Clean::new(format!("the time is over: only the last {in_a_row} were good, expected {times} in a row"))
}

/// The good rounds at the end of what was looked at.
pub fn good_in_a_row(visit: &Visit) -> usize {
    visit.counted().iter().rev().take_while(|round| one_passed(&round.verdict)).count()
}

fn one_passed(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Pass | Verdict::Pending { passed: true })
}
