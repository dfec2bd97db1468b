//! A file for the textfile collector of node_exporter: <https://prometheus.io/docs/instrumenting/exposition_formats/>.
//! Base units, no timestamps; a failed probe is a file too, so that no old figure passes for a new one.

use super::{Check, Level, Metric, worst};
use crate::text::Clean;
use std::time::Duration;

/// A figure of a check, as a metric.
struct Family {
    label: &'static str,
    name: &'static str,
    kind: &'static str,
    help: &'static str,
    /// From the figure's unit to the base unit.
    scale: f64,
    with: Option<(&'static str, &'static str)>,
}

const fn gauge(label: &'static str, name: &'static str, scale: f64, help: &'static str) -> Family {
    Family { label, name, kind: "gauge", help, scale, with: None }
}

const fn agents(label: &'static str) -> Family {
    let help = "Agents, as the status route reports them.";
    Family { with: Some(("state", label)), ..gauge(label, "duckops_probe_agents", 1.0, help) }
}

const fn failures(label: &'static str) -> Family {
    let help = "Failed pecks in all, as the status route counts them.";
    let of = gauge(label, "duckops_probe_peck_failures_total", 1.0, help);
    Family { kind: "counter", with: Some(("kind", label)), ..of }
}

const PERCENT: f64 = 0.01;
const AN_HOUR: f64 = 1.0 / 3600.0;

/// Those of one name stand together.
const FAMILIES: &[Family] = &[
    gauge("status_time", "duckops_probe_status_response_seconds", 1.0, "How long the status route took to answer."),
    gauge("status_age", "duckops_probe_status_age_seconds", 1.0, "Age of the status by its own timestamp."),
    gauge("routes", "duckops_probe_routes_ok", 1.0, "Routes that answered 200 at every look."),
    gauge("availability", "duckops_probe_routes_availability_ratio", PERCENT, "Share of the looks that answered 200."),
    gauge("p95", "duckops_probe_routes_p95_seconds", 1.0, "95 of 100 looks at the slowest route took no longer."),
    agents("alive"),
    agents("dead"),
    failures("callback_error"),
    failures("denied"),
    failures("expired"),
    gauge("pecks_per_hour", "duckops_probe_peck_failures_per_second", AN_HOUR, "Failed pecks, over the trend window."),
    gauge("quota", "duckops_probe_mail_quota_used_ratio", PERCENT, "Share of the mail quota of 24 hours that is used."),
    gauge("clock_apart", "duckops_probe_clock_apart_seconds", 1.0, "How far this machine's clock is from the API's."),
    gauge("history_samples", "duckops_probe_history_samples", 1.0, "Earlier samples within the trend window."),
    gauge("history_age", "duckops_probe_history_age_seconds", 1.0, "Age of the newest earlier sample."),
];

/// What is said of a probe beside its checks.
pub struct About<'a> {
    pub drill: Option<&'a Clean>,
    pub runbook: Option<&'a str>,
    pub took: Duration,
    pub version: &'a str,
}

/// The checks as they came out.
pub fn text(checks: &[Check], about: &About<'_>) -> String {
    let state = |check: &Check| format!("{{check=\"{}\"}} {}", check.name, check.level.code());
    // Where nothing was seen, no check was made.
    let made = checks.iter().any(|check| check.level != Level::Unknown);
    let mut out = head(worst(checks), made, about);
    let help = "How each check stands: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.";
    out += &family("duckops_probe_check_state", "gauge", help, checks.iter().map(state));
    if let Some(runbook) = about.runbook {
        let help = "The runbook that is for it.";
        let value = format!("{{runbook=\"{}\"}} 1", escaped(runbook));
        out += &family("duckops_probe_runbook_info", "gauge", help, [value].into_iter());
    }
    let metrics: Vec<_> = checks.iter().flat_map(|check| &check.metrics).collect();
    let mut names: Vec<_> = FAMILIES.iter().map(|one| one.name).collect();
    names.dedup();
    out + &names.into_iter().map(|name| figures(name, &metrics)).collect::<String>()
}

/// What kept the probe from looking is ours: nothing is told of the stack.
pub fn failed(about: &About<'_>) -> String {
    head(Level::Unknown, false, about)
}

fn head(level: Level, success: bool, about: &About<'_>) -> String {
    let drill = about.drill.map_or_else(String::new, |drill| format!(",drill=\"{}\"", escaped(drill.as_str())));
    let info = format!("{{version=\"{}\"{drill}}} 1", escaped(about.version));
    let one = |name: &str, help: &str, value: String| family(name, "gauge", help, [value].into_iter());
    one("duckops_probe_info", "Which duckops it was; a drill says that it is one.", info)
        + &one("duckops_probe_success", "Whether the checks could be made at all.", format!(" {}", u8::from(success)))
        + &one(
            "duckops_probe_state",
            "The worst of the checks: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.",
            format!(" {}", level.code()),
        )
        + &one(
            "duckops_probe_duration_seconds",
            "How long the probe took.",
            format!(" {}", number(about.took.as_secs_f64())),
        )
}

/// Each value begins with its labels, or with a space.
fn family(name: &str, kind: &str, help: &str, values: impl Iterator<Item = String>) -> String {
    let lines: String = values.map(|value| format!("{name}{value}\n")).collect();
    if lines.is_empty() { lines } else { format!("# HELP {name} {help}\n# TYPE {name} {kind}\n{lines}") }
}

fn figures(name: &str, metrics: &[&Metric]) -> String {
    let those: Vec<_> = FAMILIES.iter().filter(|family| family.name == name).collect();
    let value = |of: &&Family| {
        let metric = metrics.iter().find(|metric| metric.label == of.label)?;
        let labels = of.with.map_or_else(String::new, |(name, value)| format!("{{{name}=\"{value}\"}}"));
        Some(format!("{labels} {}", number(metric.value * of.scale)))
    };
    those.first().map_or_else(String::new, |one| family(name, one.kind, one.help, those.iter().filter_map(value)))
}

/// In a label's value these three have escapes.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Digits with a point, no more than six after it.
fn number(n: f64) -> String {
    let text = format!("{n:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::{CHECKS, Context, Limits};
    use super::*;
    use crate::health::seen::Seen;
    use crate::health::seen::testing::all_well;
    use crate::world::settings::Settings;
    use std::collections::BTreeSet;

    fn judged() -> Vec<Check> {
        let settings = Settings::default();
        let limits = Limits::of(&settings);
        let context = Context { settings: &settings, limits: &limits };
        super::super::judged(CHECKS, Seen(&all_well()), &context)
    }

    fn about<'a>(drill: Option<&'a Clean>) -> About<'a> {
        About { drill, runbook: Some("inc-007"), took: Duration::from_millis(1250), version: "0.1.0" }
    }

    #[test]
    fn every_figure_has_its_metric() {
        let known: BTreeSet<_> = FAMILIES.iter().map(|family| family.label).collect();
        let given: BTreeSet<_> = judged().iter().flat_map(|check| &check.metrics).map(|metric| metric.label).collect();
        assert_eq!(known, given);
    }

    #[test]
    fn each_check_and_each_figure_in_base_units() {
        let drill = Clean::new("inc-\"7\"");
        let text = text(&judged(), &about(Some(&drill)));
        for line in [
            "duckops_probe_info{version=\"0.1.0\",drill=\"inc-\\\"7\\\"\"} 1",
            "duckops_probe_success 1",
            "duckops_probe_state 0",
            "duckops_probe_duration_seconds 1.25",
            "duckops_probe_check_state{check=\"quota\"} 0",
            "duckops_probe_runbook_info{runbook=\"inc-007\"} 1",
            "duckops_probe_mail_quota_used_ratio 0.001",
            "duckops_probe_agents{state=\"dead\"} 0",
            "# TYPE duckops_probe_peck_failures_total counter",
            "duckops_probe_peck_failures_total{kind=\"expired\"} 3",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
        let failed = failed(&about(None));
        assert!(
            failed.contains("\nduckops_probe_success 0\n") && failed.contains("\nduckops_probe_state 3\n"),
            "{failed}"
        );
        assert!(!failed.contains("runbook"), "nothing is told of the stack: {failed}");
    }
}
