//! One line for Nagios, Icinga and their like: <https://www.monitoring-plugins.org/doc/guidelines.html>.

use super::{Check, Level, Metric, bad, worst};
use crate::text::Clean;

/// Before the `|` the line has fewer characters than this.
const WIDTH: usize = 80;

/// `DUCKOPS CRITICAL - status 502, routes 0/3; duckops triage | 'routes'=0;;;0;3 …`. A drill says that it is one, and
/// the runbook is named that is for it.
pub fn line(checks: &[Check], drill: bool, runbook: Option<&str>) -> String {
    let figures: Vec<_> = checks.iter().flat_map(|check| &check.metrics).map(figure).collect();
    let said = words(checks, drill, runbook);
    if figures.is_empty() { format!("{said}\n") } else { format!("{said} | {}\n", figures.join(" ")) }
}

/// What stands before the figures.
pub fn words(checks: &[Check], drill: bool, runbook: Option<&str>) -> String {
    let level = worst(checks);
    let tag = if drill { "DRILL " } else { "" };
    let end = match runbook {
        _ if level <= Level::Unknown => String::new(),
        Some(id) => format!("; duckops triage {}", plain(id)),
        None => "; duckops triage".into(),
    };
    // Beside what is wrong, more is more of that.
    let rest = match level {
        Level::Ok => " OK",
        Level::Unknown => " ?",
        Level::Warning | Level::Critical => "",
    };
    let head = format!("DUCKOPS {} - {tag}", level.word());
    Line { head: &head, briefs: &briefs(checks, level), rest, end: &end }.said()
}

/// What went wrong before anything could be checked.
pub fn failed(why: &str) -> String {
    let head = format!("DUCKOPS {} - ", Level::Unknown.word());
    format!("{}\n", Line { head: &head, briefs: &[Brief::of(why, None)], rest: "", end: "" }.said())
}

/// A check in few words, and the threshold that it has reached.
struct Brief {
    words: String,
    reached: Option<String>,
}

impl Brief {
    fn of(words: &str, reached: Option<&str>) -> Self {
        Self { words: plain(words), reached: reached.map(plain) }
    }

    fn whole(&self) -> String {
        match &self.reached {
            Some(reached) => format!("{} ({reached})", self.words),
            None => self.words.clone(),
        }
    }
}

/// The worst first; when something is wrong, what is well is left out.
fn briefs(checks: &[Check], level: Level) -> Vec<Brief> {
    let told = if level == Level::Ok { checks.iter().collect() } else { bad(checks) };
    let brief = |(at, check): (usize, &&Check)| match &check.why {
        // Where nothing is known to be wrong, the line is for the reason.
        Some(why) if at == 0 && level == Level::Unknown => Brief::of(&format!("{}: {}", check.brief, why.text), None),
        _ => Brief::of(check.brief.as_str(), check.reached.as_ref().map(Clean::as_str)),
    };
    told.iter().enumerate().map(brief).collect()
}

/// What is said before the `|`: a beginning, an end, and between them what fits.
struct Line<'l> {
    head: &'l str,
    briefs: &'l [Brief],
    /// What those are that are left out.
    rest: &'l str,
    end: &'l str,
}

impl Line<'_> {
    /// The first of them, and of those the first with the threshold that was reached.
    fn with(&self, shown: usize, whole: usize) -> String {
        let one = |(at, brief): (usize, &Brief)| if at < whole { brief.whole() } else { brief.words.clone() };
        let said: Vec<_> = self.briefs[..shown].iter().enumerate().map(one).collect();
        format!("{}{}{}{}", self.head, said.join(", "), self.more(shown), self.end)
    }

    fn more(&self, shown: usize) -> String {
        match self.briefs.len().saturating_sub(shown) {
            0 => String::new(),
            rest => format!(", {rest} more{}", self.rest),
        }
    }

    /// As many as fit, before any threshold; how many more there are is said.
    fn said(&self) -> String {
        let fits = |line: &String| line.chars().count() < WIDTH;
        let Some(shown) = (1..=self.briefs.len()).rev().find(|shown| fits(&self.with(*shown, 0))) else {
            return self.cut();
        };
        (0..=shown).rev().map(|whole| self.with(shown, whole)).find(fits).unwrap_or_else(|| self.cut())
    }

    /// Not even the first one fits.
    fn cut(&self) -> String {
        let Self { head, briefs, end, .. } = self;
        let more = self.more(1);
        let room = WIDTH - 1 - (head.chars().count() + more.chars().count() + end.chars().count());
        let first = briefs.first().map_or("", |brief| brief.words.as_str());
        let first: String = first.chars().take(room.saturating_sub(3)).collect();
        format!("{head}{first}...{more}{end}")
    }
}

/// A bar begins the figures; anything but ASCII is for some readers a question of luck.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c == '|' || !c.is_ascii() || c.is_control() { '/' } else { c }).collect()
}

/// `'label'=value[UOM];warn;crit;min;max`.
fn figure(metric: &Metric) -> String {
    let number = |n: Option<f64>| n.map_or_else(String::new, number);
    let Metric { label, value, unit, warn, crit, min, max } = metric;
    let ends = [*warn, *crit, *min, *max].map(number).join(";");
    format!("'{label}'={}{unit};{}", self::number(*value), ends)
}

/// Digits with a point, no more than four after it.
pub(super) fn number(n: f64) -> String {
    let text = format!("{n:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
