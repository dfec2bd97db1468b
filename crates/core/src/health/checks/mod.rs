//! The checks that a probe makes: each a level, a short text and figures. What is watched by a machine and what a
//! person sees go by these same rules.

mod api;
mod limits;
pub mod nagios;
mod ours;
pub mod prometheus;
mod service;
#[cfg(test)]
mod tests;

pub use limits::{Crossed, Limits, Mistaken, names, threshold};
pub use service::stopped;

use super::score::{Cost, Penalty, Score, score};
use super::seen::Seen;
use crate::text::Clean;
use crate::world::Why;
use crate::world::settings::Settings;
use std::cmp::Reverse;

/// How a thing stands; the worse the greater. Not known is worse than well and better than bad, as the Monitoring
/// Plugins put it: <https://www.monitoring-plugins.org/doc/guidelines.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Ok,
    Unknown,
    Warning,
    Critical,
}

impl Level {
    /// As monitoring plugins say it: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
    pub fn code(self) -> u8 {
        match self {
            Level::Ok => 0,
            Level::Warning => 1,
            Level::Critical => 2,
            Level::Unknown => 3,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Level::Ok => "OK",
            Level::Unknown => "UNKNOWN",
            Level::Warning => "WARNING",
            Level::Critical => "CRITICAL",
        }
    }
}

/// One figure, with the thresholds from which on it is a warning or critical.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    pub label: &'static str,
    pub value: f64,
    /// `s`, `%`, `c` for a counter, or nothing. Each label has its family in `prometheus.rs`.
    pub unit: &'static str,
    pub warn: Option<f64>,
    pub crit: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
}

/// One check as it came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub name: &'static str,
    pub level: Level,
    /// A few words: `routes 0/3`.
    pub brief: Clean,
    /// For a person.
    pub text: Clean,
    /// Why it is not known, when it is not.
    pub why: Option<Why>,
    /// The threshold that its figure has reached: `warn 80%`.
    pub reached: Option<Clean>,
    /// Its place among all that is wrong, the worst first.
    place: Place,
    pub metrics: Vec<Metric>,
}

/// The points that something costs, and where it stands among what costs as many.
type Place = (Reverse<i64>, usize);

/// A check that there is.
pub struct Kind {
    pub name: &'static str,
    pub doc: &'static str,
    /// The looks that it needs.
    pub looks: &'static [&'static str],
    /// The figure that thresholds are held against.
    pub figure: Option<&'static str>,
    /// The penalties of the health score that are for the same.
    penalties: &'static [&'static str],
    judge: fn(Seen<'_>, &Context<'_>) -> Check,
}

/// What the checks are judged by.
pub struct Context<'s> {
    pub settings: &'s Settings,
    pub limits: &'s Limits,
}

/// Every check, in the order in which they are shown.
pub const CHECKS: &[Kind] = &[
    Kind {
        name: "status",
        doc: "the status route answers 200 with what it should hold, and is not stale",
        looks: &["beak.status"],
        figure: Some("age of its timestamp in seconds"),
        penalties: &["Lambda", "stale status"],
        judge: api::status,
    },
    Kind {
        name: "routes",
        doc: "each route answers 200, often and fast enough",
        looks: &["beak.routes"],
        figure: Some("p95 of the slowest route in seconds"),
        penalties: &["routes"],
        judge: api::routes,
    },
    Kind {
        name: "drift",
        doc: "alias, status and deploy log say the same version, and it gets all of the traffic",
        looks: &["lambda.alias", "beak.status", "ledger.deploys"],
        figure: None,
        penalties: &["alias drift"],
        judge: api::alias_drift,
    },
    Kind {
        name: "fleet",
        doc: "no agent is dead",
        looks: &["beak.status"],
        figure: Some("dead agents"),
        penalties: &["agents"],
        judge: service::fleet,
    },
    Kind {
        name: "pecks",
        doc: "failed pecks an hour, from the samples of earlier probes",
        looks: &["beak.status", "history.pecks"],
        figure: Some("failed pecks an hour"),
        penalties: &["peck failures"],
        judge: service::pecks,
    },
    Kind {
        name: "quota",
        doc: "SES sends, and the quota of the rolling 24 hours is not used up",
        looks: &["ses.account"],
        figure: Some("percent of the quota used"),
        penalties: &["mail"],
        judge: service::quota,
    },
    Kind {
        name: "sandbox",
        doc: "neither SES nor SNS is in the sandbox",
        looks: &["ses.account", "beak.status"],
        figure: None,
        penalties: &["SES sandbox", "SNS sandbox"],
        judge: service::sandbox,
    },
    Kind {
        name: "clock",
        doc: "this machine's clock is the API's",
        looks: &["clock.api"],
        figure: Some("seconds that the two are apart"),
        penalties: &[],
        judge: ours::clock,
    },
    Kind {
        name: "history",
        doc: "samples of earlier probes are there, so that trends can be told",
        looks: &["beak.status", "history.kept"],
        figure: Some("age of the newest earlier sample in seconds"),
        penalties: &[],
        judge: ours::history,
    },
];

/// The check of this name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    CHECKS.iter().find(|kind| kind.name == name)
}

/// Some checks, each with its place among all that is wrong.
pub fn judged<'k>(kinds: impl IntoIterator<Item = &'k Kind>, seen: Seen<'_>, context: &Context<'_>) -> Vec<Check> {
    let score = score(seen, context.settings);
    kinds.into_iter().map(|kind| Check { place: kind.place(&score), ..kind.judged(seen, context) }).collect()
}

impl Kind {
    /// The check alone.
    pub fn judged(&self, seen: Seen<'_>, context: &Context<'_>) -> Check {
        (self.judge)(seen, context)
    }

    /// As `status` puts what is wrong: by what it costs for certain; what nobody can count, by what it may cost.
    fn place(&self, score: &Score) -> Place {
        let own = |(_, (penalty, _)): &(usize, &(&Penalty, Cost))| self.penalties.contains(&penalty.name);
        let costs: Vec<_> = score.costs.iter().enumerate().filter(own).collect();
        let certain = costs.iter().map(|(_, (_, cost))| cost.least).fold(0, i64::max);
        let most = costs.iter().map(|(_, (penalty, _))| penalty.most).fold(0, i64::max);
        let points = if certain > 0 { certain } else { most };
        (Reverse(points), costs.first().map_or(score.costs.len(), |(at, _)| *at))
    }
}

/// The worst of some checks; none at all tells nothing.
pub fn worst(checks: &[Check]) -> Level {
    checks.iter().map(|check| check.level).max().unwrap_or(Level::Unknown)
}

/// Those that are not well, the worst first; of the same level what costs most in the health score.
pub fn bad(checks: &[Check]) -> Vec<&Check> {
    let mut bad: Vec<_> = checks.iter().filter(|check| check.level > Level::Ok).collect();
    bad.sort_by_key(|check| (Reverse(check.level), check.place));
    bad
}

impl Check {
    fn new(name: &'static str, level: Level, brief: impl AsRef<str>, text: impl AsRef<str>) -> Self {
        let (brief, text) = (Clean::new(brief), Clean::new(text));
        Self { name, level, brief, text, why: None, reached: None, place: (Reverse(0), 0), metrics: Vec::new() }
    }

    fn unknown(name: &'static str, why: &Why) -> Self {
        let text = format!("could not check: {}", why.text);
        Self { why: Some(why.clone()), ..Self::new(name, Level::Unknown, format!("{name} ?"), text) }
    }

    /// It is as bad as it is because of this figure.
    fn by(self, figure: &Metric) -> Self {
        Self { reached: figure.reached(), ..self }
    }

    fn with(mut self, metric: Metric) -> Self {
        self.metrics.push(metric);
        self
    }
}

impl Metric {
    fn new(label: &'static str, value: f64, unit: &'static str) -> Self {
        Self { label, value, unit, warn: None, crit: None, min: Some(0.0), max: None }
    }

    fn up_to(self, max: f64) -> Self {
        Self { max: Some(max), ..self }
    }

    /// The figure that the check's thresholds are of.
    fn limited(self, check: &str, context: &Context<'_>) -> Self {
        let Limits { warn, crit } = context.limits;
        Self { warn: warn.get(check).copied(), crit: crit.get(check).copied(), ..self }
    }

    /// From a threshold on, it counts.
    fn level(&self) -> Level {
        let reached = |limit: Option<f64>| limit.is_some_and(|limit| self.value >= limit);
        match () {
            () if reached(self.crit) => Level::Critical,
            () if reached(self.warn) => Level::Warning,
            () => Level::Ok,
        }
    }

    fn reached(&self) -> Option<Clean> {
        let (word, limit) = match self.level() {
            Level::Critical => ("crit", self.crit?),
            Level::Warning => ("warn", self.warn?),
            Level::Ok | Level::Unknown => return None,
        };
        Some(Clean::new(format!("{word} {}{}", nagios::number(limit), self.unit)))
    }
}

#[allow(clippy::cast_precision_loss, reason = "figures to draw")]
fn real(n: i64) -> f64 {
    n as f64
}
