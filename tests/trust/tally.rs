//! What was tried and what came of it, counted.

use super::play::DRILLS;
use super::played::locked;
use super::rehearsal::Rehearsal;
use crate::support::say;
use duckops::disk::simulated;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The counts of one runbook.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    pub drill: &'static str,
    /// Where something could happen.
    pub points: usize,
    /// What did happen there, and was gone on from.
    pub tried: usize,
    pub acknowledged: usize,
    pub lost: usize,
    /// Changes that were sent again.
    pub repeated: usize,
    /// Bytes that people wrote, and those of them that are no longer there.
    pub prose: usize,
    pub changed: usize,
    pub wasted: usize,
    /// Not all was done, and the run says so.
    pub told: usize,
    pub failed: Vec<String>,
}

impl Sum {
    pub fn of(drill: &'static str, points: usize) -> Self {
        Self { drill, points, ..Self::default() }
    }

    fn and(self, more: &Self) -> Self {
        Self {
            points: self.points + more.points,
            tried: self.tried + more.tried,
            acknowledged: self.acknowledged + more.acknowledged,
            lost: self.lost + more.lost,
            repeated: self.repeated + more.repeated,
            prose: self.prose + more.prose,
            changed: self.changed + more.changed,
            wasted: self.wasted + more.wasted,
            told: self.told + more.told,
            ..self
        }
    }

    pub fn prose(&mut self, rehearsal: &Rehearsal) {
        let (all, gone) = rehearsal.prose();
        (self.prose, self.changed) = (self.prose + all, self.changed + gone);
    }

    /// One trial; what fails in it is told with the others.
    pub fn catch(&mut self, place: &str, trial: impl FnOnce(&mut Self)) {
        let tried = catch_unwind(AssertUnwindSafe(|| trial(self)));
        simulated::end();
        if let Err(panic) = tried {
            let why = panic.downcast_ref::<String>().map_or("it panicked", String::as_str);
            self.failed.push(format!("{}, {place}: {why}", self.drill));
        }
    }
}

/// The same of each drill, in its order.
pub fn drills(each: impl Fn(&'static str) -> Sum + Sync) -> Vec<Sum> {
    let (next, sums) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                // The longest first.
                while let Some(drill) = DRILLS.iter().rev().nth(next.fetch_add(1, Ordering::Relaxed)) {
                    let sum = each(drill);
                    locked(&sums).push(sum);
                }
            });
        }
    });
    let mut sums = std::mem::take(&mut *locked(&sums));
    sums.sort_by_key(|sum| DRILLS.iter().position(|drill| *drill == sum.drill));
    sums
}

/// Whether all is tried that can be: otherwise some of each runbook is.
pub fn all() -> bool {
    std::env::var("DUCKOPS_TRUST").is_ok_and(|which| which == "all")
}

/// A line a runbook; then the table of all that was tried until now; then that nothing is in it that must not be.
pub fn shown(what: &'static str, sums: &[Sum]) {
    static ALL: Mutex<Vec<(&str, Sum)>> = Mutex::new(Vec::new());
    for sum in sums {
        say(&format!(
            "trust {what} {}: {} points, {} tried; {} acknowledged, {} lost; {} changes repeated; {} bytes by hand, {} \
             changed; {} approvals wasted; {} times the run says that not all was done",
            sum.drill,
            sum.points,
            sum.tried,
            sum.acknowledged,
            sum.lost,
            sum.repeated,
            sum.prose,
            sum.changed,
            sum.wasted,
            sum.told
        ));
    }
    let mut known = locked(&ALL);
    known.push((what, sums.iter().fold(Sum::of("all", 0), Sum::and)));
    say(&table(&known));
    drop(known);
    for sum in sums {
        let failed: Vec<_> = sum.failed.iter().map(|failed| failed.chars().take(900).collect::<String>()).collect();
        assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
        assert!(sum.points > 0 && sum.tried > 0 && sum.acknowledged > 0, "{sum:?}");
        assert_eq!((sum.lost, sum.repeated, sum.changed), (0, 0, 0), "{sum:?}");
    }
}

fn table(rows: &[(&str, Sum)]) -> String {
    let heads = ["", "points", "tried", "acknowledged", "lost", "repeated", "by hand", "changed", "wasted", "said so"];
    let head: String = heads.iter().map(|head| format!("{head:>13}")).collect();
    let row = |(what, sum): &(&str, Sum)| {
        let counts = [sum.points, sum.tried, sum.acknowledged, sum.lost, sum.repeated, sum.prose, sum.changed];
        let counts = counts.into_iter().chain([sum.wasted, sum.told]).map(|count| format!("{count:>13}"));
        format!("\n{what:>13}{}", counts.collect::<String>())
    };
    format!("{head}{}", rows.iter().map(row).collect::<String>())
}
