//! One line for Nagios, Icinga and their like: <https://www.monitoring-plugins.org/doc/guidelines.html>.

use super::{Check, Level, Metric, bad, worst};

/// Before the `|` the line has fewer characters than this.
const WIDTH: usize = 80;

/// `DUCKOPS CRITICAL - status 502, routes 0/3; duckops triage | 'routes'=0;;;0;3 …`. A drill says that it is one, and
/// the runbook is named that is for it.
pub fn line(checks: &[Check], drill: bool, runbook: Option<&str>) -> String {
    let level = worst(checks);
    let figures: Vec<_> = checks.iter().flat_map(|check| &check.metrics).map(figure).collect();
    let tag = if drill { "DRILL " } else { "" };
    let end = match runbook {
        _ if level <= Level::Unknown => String::new(),
        Some(id) => format!("; duckops triage {}", plain(id)),
        None => "; duckops triage".into(),
    };
    let said = said(&format!("DUCKOPS {} - {tag}", level.word()), &briefs(checks, level), &end);
    if figures.is_empty() { format!("{said}\n") } else { format!("{said} | {}\n", figures.join(" ")) }
}

/// What went wrong before anything could be checked.
pub fn failed(why: &str) -> String {
    format!("{}\n", said(&format!("DUCKOPS {} - ", Level::Unknown.word()), &[plain(why)], ""))
}

/// The worst first; when something is wrong, what is well is left out.
fn briefs(checks: &[Check], level: Level) -> Vec<String> {
    let told = if level == Level::Ok { checks.iter().collect() } else { bad(checks) };
    let brief = |(at, check): (usize, &&Check)| match &check.why {
        // Where nothing is known to be wrong, the line is for the reason.
        Some(why) if at == 0 && level == Level::Unknown => plain(&format!("{}: {}", check.brief, why.text)),
        _ => plain(check.brief.as_str()),
    };
    told.iter().enumerate().map(brief).collect()
}

/// As many as fit; how many more there are is said.
fn said(head: &str, briefs: &[String], end: &str) -> String {
    let mut shown = briefs.len();
    loop {
        let rest = briefs.len() - shown;
        let more = if rest > 0 { format!(", {rest} more") } else { String::new() };
        let line = format!("{head}{}{more}{end}", briefs[..shown].join(", "));
        if line.chars().count() < WIDTH {
            return line;
        }
        if shown <= 1 {
            let room = WIDTH - 1 - (head.chars().count() + more.chars().count() + end.chars().count());
            let first: String =
                briefs.first().map_or("", String::as_str).chars().take(room.saturating_sub(3)).collect();
            return format!("{head}{first}...{more}{end}");
        }
        shown -= 1;
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
fn number(n: f64) -> String {
    let text = format!("{n:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
