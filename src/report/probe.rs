//! A probe for people and as JSON; the line for monitoring is made in the core.

use super::rows::{Columns, Row, hints, row};
use crate::console::render::Page;
use duckops_core::health::checks::{Check, Level, Metric, worst};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use serde_json::{Value, json};
use std::path::Path;

const COLUMNS: Columns = Columns { name: 8, word: 8, lines: 4 };

/// What is said of a probe beside its checks.
pub struct About<'a> {
    pub drill: Option<&'a Clean>,
    pub runbook: Option<&'a str>,
    /// Where what was seen is kept.
    pub evidence: Option<&'a Path>,
    /// How the figure of a check went over the last day, in a few bars.
    pub trends: &'a [(&'static str, String)],
}

pub fn text(page: &Page, checks: &[Check], about: &About<'_>) -> String {
    let mut out = match about.drill {
        Some(scenario) => format!("DRILL {scenario}: nothing here is real\n"),
        None => String::new(),
    };
    out.push_str(&page.bold(worst(checks).word()));
    out.push('\n');
    for check in checks {
        let (name, level, word) = (check.name, Some(check.level), check.level.word());
        // Beside what is not known now, they would look as if it were.
        let trend = about.trends.iter().find(|(of, _)| *of == name && check.why.is_none());
        let trend = trend.map(|(_, bars)| format!("  {bars}"));
        let reached = check.reached.as_ref().map(|reached| format!(" ({reached})")).unwrap_or_default();
        let text = format!("{}{reached}{}", check.text, trend.unwrap_or_default());
        out.push_str(&row(page, COLUMNS, &Row { name, level, word, text: &text, right: "" }));
    }
    out.push_str(&hints(page, checks.iter().filter_map(|check| Some((check.name, check.why.as_ref()?)))));
    if let Some(path) = about.evidence {
        out.push_str(&format!("evidence: {}\n", Clean::new(path.display().to_string())));
    }
    if worst(checks) > Level::Unknown {
        let id = about.runbook.map(|id| format!(" {id}")).unwrap_or_default();
        out.push_str(&page.again(&format!("next: duckops triage{id}\n")));
    }
    out
}

pub fn json(checks: &[Check], about: &About<'_>, at: Utc) -> Value {
    let one = |check: &Check| {
        json!({
            "check": check.name, "state": check.level.word(), "text": check.text,
            "why": check.why, "figures": check.metrics.iter().map(figure).collect::<Vec<_>>(),
        })
    };
    json!({
        "at": stamp(at), "drill": about.drill, "state": worst(checks).word(), "runbook": about.runbook,
        "evidence": about.evidence.map(|path| Clean::new(path.display().to_string())),
        "checks": checks.iter().map(one).collect::<Vec<_>>(),
    })
}

fn figure(metric: &Metric) -> Value {
    let Metric { label, value, unit, warn, crit, min, max } = metric;
    json!({ "label": label, "value": value, "unit": unit, "warn": warn, "crit": crit, "min": min, "max": max })
}
