//! When an incident began, was noticed, was mitigated and was over; what is not known says why.

use super::Run;
use super::looked::handed_over;
use crate::standing::incident::Incident;
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::walk::event::Applied;
use crate::walk::state::Effect;
use crate::world::actions::action;
use crate::world::{Known, Why, WhyKind};
use std::time::Duration;

#[derive(Clone, Debug, PartialEq)]
pub struct Times {
    pub began: Utc,
    pub detected: Known<Utc>,
    /// And by which change.
    pub mitigated: Known<(Utc, Clean)>,
    pub resolved: Known<Utc>,
}

impl Times {
    pub fn of(incident: &Incident, runs: &[Run]) -> Self {
        let told = incident.resolved();
        let resolved = told.filter(|_| handed_over(runs).next().is_none());
        Self {
            began: incident.began(),
            detected: incident.noticed().ok_or_else(|| Why::absent("nobody said when it was noticed")),
            mitigated: mitigated(runs, told),
            resolved: resolved.ok_or_else(|| not_over(told, runs)),
        }
    }

    pub fn to_detect(&self) -> Known<Duration> {
        self.until(self.detected.as_ref().copied())
    }

    pub fn to_mitigate(&self) -> Known<Duration> {
        self.until(self.mitigated.as_ref().map(|(at, _)| *at))
    }

    pub fn to_resolve(&self) -> Known<Duration> {
        self.until(self.resolved.as_ref().copied())
    }

    fn until(&self, at: Result<Utc, &Why>) -> Known<Duration> {
        let at = at.map_err(Clone::clone)?;
        (at - self.began)
            .to_std()
            .map_err(|_| Why::new(WhyKind::BadReply, "it is before the beginning: see the clocks"))
    }
}

/// Nobody has seen it work: what was told is no time of it.
fn not_over(told: Option<Utc>, runs: &[Run]) -> Why {
    match (told, handed_over(runs).last()) {
        (Some(told), Some((to, run))) => Why::absent(format!(
            "told as over at {}, and no look saw it so: {} was escalated to {to}",
            stamp(told),
            run.name()
        )),
        _ => Why::absent("incident mode is still on"),
    }
}

/// The last change that was made before it was over. What only a run's own record shows, such as a call, mends nothing.
fn mitigated(runs: &[Run], resolved: Option<Utc>) -> Known<(Utc, Clean)> {
    let in_time = |effect: &Effect| resolved.is_none_or(|end| effect.at <= end);
    let mends = runs.iter().flat_map(Run::sent).map(|sent| sent.effect).filter(mends);
    let (before, after): (Vec<_>, Vec<_>) = mends.partition(in_time);
    let last = before.into_iter().max_by_key(|effect| effect.at);
    last.map(|effect| (effect.at, effect.plan.words)).ok_or_else(|| not_before(resolved, &after))
}

/// A change that came too late is no mitigation, and not nothing either: the time that was told may be the wrong one.
fn not_before(resolved: Option<Utc>, after: &[Effect]) -> Why {
    match (resolved, after.iter().min_by_key(|effect| effect.at)) {
        (Some(end), Some(first)) => Why::absent(format!(
            "{} was made at {}, which is after it was over as it was told, at {}",
            first.plan.words,
            stamp(first.at),
            stamp(end)
        )),
        _ => Why::absent("no walk of its time changed anything before it was over"),
    }
}

fn mends(effect: &Effect) -> bool {
    let leaves_no_trace = action(&effect.plan.action).is_some_and(|action| action.once.is_some());
    effect.plan.changes_the_world()
        && !leaves_no_trace
        && matches!(effect.applied, Applied::Yes(_))
        && !effect.applied.failed()
}
