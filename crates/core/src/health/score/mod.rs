//! The health score: 100, less a penalty for each thing that is wrong. What could not be checked makes it a range:
//! the high end takes it for good, the low end for as bad as can be.

mod penalties;
#[cfg(test)]
mod tests;

pub use penalties::{LAMBDA, PENALTIES, Penalty, age};

use super::seen::Seen;
use crate::text::Clean;
use crate::world::settings::Settings;
use crate::world::{Known, Table, Why, WhyKind};

/// What one thing costs: exactly, or between two ends when not all of it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    pub least: i64,
    pub most: i64,
    /// What is wrong, or may be.
    pub what: Clean,
    /// Why it is not known exactly.
    pub why: Option<Why>,
}

impl Cost {
    fn exactly(points: i64, what: impl AsRef<str>) -> Self {
        Self { least: points, most: points, what: Clean::new(what), why: None }
    }

    fn between(least: i64, most: i64, what: impl AsRef<str>, why: Why) -> Self {
        Self { least, most, what: Clean::new(what), why: Some(why) }
    }
}

/// The penalties as they stand, each with its row of [`PENALTIES`].
#[derive(Clone, Debug)]
pub struct Score {
    pub costs: Vec<(&'static Penalty, Cost)>,
}

/// Judges everything that was looked at.
pub fn score(seen: Seen<'_>, settings: &Settings) -> Score {
    let mut costs: Vec<_> = PENALTIES.iter().map(|one| (one, (one.judge)(seen, settings))).collect();
    costs.sort_by_key(|(_, cost)| std::cmp::Reverse((cost.least, cost.most)));
    Score { costs }
}

/// A score under this is red.
pub fn red_under(settings: &Settings) -> i64 {
    settings.int("health_red")
}

impl Score {
    pub fn low(&self) -> i64 {
        (100 - self.costs.iter().map(|(_, cost)| cost.most).sum::<i64>()).max(0)
    }

    pub fn high(&self) -> i64 {
        (100 - self.costs.iter().map(|(_, cost)| cost.least).sum::<i64>()).max(0)
    }

    /// How many penalties are not known exactly.
    pub fn unknown_count(&self) -> usize {
        self.unknown().count()
    }

    fn unknown(&self) -> impl Iterator<Item = (&'static Penalty, &Cost, &Why)> {
        self.costs.iter().filter_map(|(penalty, cost)| Some((*penalty, cost, cost.why.as_ref()?)))
    }

    /// What costs something for certain, the highest first.
    pub fn certain(&self) -> impl Iterator<Item = (&'static Penalty, &Cost)> {
        self.costs.iter().filter(|(_, cost)| cost.least > 0).map(|(penalty, cost)| (*penalty, cost))
    }

    /// `86`, or `34–61, 3 unknown`: with something unknown never one number alone.
    pub fn text(&self) -> String {
        let (low, high) = (self.low(), self.high());
        let range = if low == high { low.to_string() } else { format!("{low}–{high}") };
        match self.unknown_count() {
            0 => range,
            unknown => format!("{range}, {unknown} unknown"),
        }
    }

    /// Whether it is under `health_red`. With an end on either side nobody knows.
    pub fn red(&self, settings: &Settings) -> Known<bool> {
        let (low, high, red) = (self.low(), self.high(), red_under(settings));
        match (low < red, high < red) {
            (_, true) => Ok(true),
            (false, _) => Ok(false),
            (true, false) => {
                let checks = format!("could not check {} of {}", self.unknown_count(), self.costs.len());
                let text = format!("{checks}: the score is between {low} and {high}, and red is under {red}");
                Err(Why::new(WhyKind::NotReported, text))
            }
        }
    }

    /// points, what; the highest first, then what is not known.
    pub fn penalties(&self) -> Table {
        let mut table = Table::new(["points", "what"]);
        for (_, cost) in self.certain() {
            table.row([Clean::new(format!("-{}", cost.least)), cost.what.clone()]);
        }
        let mut unknown: Vec<_> = self.unknown().collect();
        unknown.sort_by_key(|(_, cost, _)| std::cmp::Reverse(cost.most - cost.least));
        for (penalty, cost, why) in unknown {
            let more = if cost.least > 0 { " more" } else { "" };
            let words = format!("may cost {}{more}: {}: {}", cost.most - cost.least, penalty.name, why.text);
            table.row([Clean::new("?"), Clean::new(words)]);
        }
        table
    }

    /// What could not be checked, each with the reason.
    pub fn not_checked(&self) -> Vec<Clean> {
        self.unknown().map(|(penalty, _, why)| Clean::new(format!("{}: {}", penalty.name, why.text))).collect()
    }
}
