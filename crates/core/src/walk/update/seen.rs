//! What a walk saw, with how old it is.

use super::{as_it_went, because, decided_by, found, is_in, newest, not_known, passed_without, seen_at, title};
use crate::runbook::Runbook;
use crate::time::{Utc, stamp};
use crate::walk::event::Outcome;
use crate::walk::hand_over::{as_seen, is_old};
use crate::walk::state::{State, Visit};
use crate::walk::verdict::Verdict;

/// What a walk saw.
pub(super) struct Seen<'w> {
    pub runbook: &'w Runbook,
    pub state: &'w State,
    pub ages: Ages,
}

impl Seen<'_> {
    /// Of these visits: what did not pass first.
    pub fn told(&self, word: &str, of: &dyn Fn(&Visit) -> bool) -> Vec<String> {
        let (runbook, state, ages) = (self.runbook, self.state, &self.ages);
        let newest: Vec<&Visit> = newest(state).into_iter().filter(|visit| of(visit)).collect();
        let judged =
            |wanted: fn(&Verdict) -> bool| newest.iter().copied().filter(move |v| v.verdict().is_some_and(wanted));
        let failed = judged(|v| matches!(v, Verdict::Fail(_)));
        let failed =
            failed.filter_map(|visit| Some(because(word, runbook, state, visit)? + &ages.told(seen_at(visit)) + "."));
        let unknown = not_known(runbook, state, of).into_iter();
        let unknown = unknown.map(|one| format!("Could not check {}: {}{}.", one.titles, one.why, ages.told(one.at)));
        let seen = as_it_went(state, |then, visit| {
            let judged = matches!(visit.verdict(), Some(Verdict::Seen | Verdict::Pending { .. }));
            let is_told = judged && is_in(&newest, visit);
            is_told.then(|| found(runbook, state, then)).flatten().map(|text| text + &ages.told(seen_at(visit)) + ".")
        });
        let passed: Vec<_> = judged(|v| matches!(v, Verdict::Pass)).filter_map(|visit| self.passed(visit)).collect();
        let passed = (!passed.is_empty()).then(|| format!("Ok: {}.", passed.join("; ")));
        failed.chain(unknown).chain(seen).chain(passed).collect()
    }

    /// And by what it was judged.
    fn passed(&self, visit: &Visit) -> Option<String> {
        let found = decided_by(self.runbook, visit);
        let found = found.map(|found| format!(" ({found})")).unwrap_or_default();
        let title = title(self.runbook, self.state, visit)?;
        Some(title + &found + &passed_without(visit) + &self.ages.told(seen_at(visit)))
    }
}

/// How old is what is told: whoever reads it must not take what was seen long before for how it is.
pub(super) struct Ages {
    now: Utc,
    /// What was red is told as what was.
    pub mended: bool,
    /// The newest look.
    last: Option<Utc>,
}

impl Ages {
    pub fn of(state: &State, now: Utc) -> Self {
        let mended = state.is_closed(Outcome::is_mended);
        Self { now, mended, last: newest(state).iter().filter_map(|visit| seen_at(visit)).max() }
    }

    /// Of a look that is old beside the newest one.
    fn told(&self, at: Option<Utc>) -> String {
        match at.zip(self.last) {
            Some((at, last)) if is_old(at, last) && !self.mended => format!(" ({})", as_seen(at, self.now)),
            _ => String::new(),
        }
    }

    /// Where even the newest look is old.
    pub fn of_all(&self) -> String {
        match self.last {
            Some(last) if is_old(last, self.now) => {
                format!(" All of it {}, at {} or before.", as_seen(last, self.now), stamp(last))
            }
            _ => String::new(),
        }
    }
}
