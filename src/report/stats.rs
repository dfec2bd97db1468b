//! What runs and incidents add up to, as text and as JSON.

use crate::console::render::{Page, table};
use duckops_core::report::stats::{OfIncidents, OfRunbook, Skipped, Spread, Stats, Unknown};
use duckops_core::text::Clean;
use duckops_core::world::{Table, duration_text};
use serde_json::{Map, Value, json};
use std::time::Duration;

pub fn text(page: &Page, stats: &Stats) -> String {
    let parts = [
        ("Runs", runbooks(page, stats), "no runs yet"),
        ("Incidents", incidents(page, stats), "no incident was declared"),
        ("Steps most skipped", skipped(page, stats), "none was skipped"),
        ("Observations most often unknown", unknown(page, stats), "every look told all that it was to tell"),
    ];
    let part = |(name, shown, none): &(&str, Option<String>, &str)| {
        format!("{}\n{}", page.bold(name), shown.clone().unwrap_or_else(|| page.paragraph(none)))
    };
    parts.iter().map(part).collect()
}

fn runbooks(page: &Page, stats: &Stats) -> Option<String> {
    let mut rows = Table::new(["runbook", "runs", "open", "ended", "took, when it ended well"]);
    for (id, of) in &stats.runbooks {
        let ended = of.outcomes.iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ");
        let dry = if of.dry > 0 { format!(" (and {} dry)", of.dry) } else { String::new() };
        let cells = [id.clone(), format!("{}{dry}", of.runs), of.open.to_string(), or_dash(ended), spread(&of.took)];
        rows.row(cells.map(Clean::new));
    }
    (!stats.runbooks.is_empty()).then(|| table(page, &rows))
}

fn incidents(page: &Page, stats: &Stats) -> Option<String> {
    let mut rows = Table::new(["severity", "count", "on", "to detect", "to mitigate", "to resolve"]);
    for (severity, of) in &stats.incidents {
        let (count, on) = (of.count.to_string(), of.on.to_string());
        let times = [&of.to_detect, &of.to_mitigate, &of.to_resolve].map(spread);
        let [detect, mitigate, resolve] = times;
        rows.row([severity.to_string(), count, on, detect, mitigate, resolve].map(Clean::new));
    }
    let none = match stats.called_none {
        0 => String::new(),
        1 => page.paragraph("1 more was declared and then found to be none: it is not counted"),
        more => page.paragraph(&format!("{more} more were declared and then found to be none: they are not counted")),
    };
    let shown = if stats.incidents.is_empty() { String::new() } else { table(page, &rows) };
    Some(shown + &none).filter(|shown| !shown.is_empty())
}

fn skipped(page: &Page, stats: &Stats) -> Option<String> {
    let mut rows = Table::new(["runbook", "step", "title", "skipped"]);
    for Skipped { runbook, step, title, skipped, of } in &stats.skipped {
        rows.row([Clean::new(runbook), Clean::new(step), title.clone(), Clean::new(format!("{skipped} of {of}"))]);
    }
    (!stats.skipped.is_empty()).then(|| table(page, &rows))
}

fn unknown(page: &Page, stats: &Stats) -> Option<String> {
    let mut rows = Table::new(["observation", "looks", "told nothing", "told a part"]);
    for Unknown { observation, nothing, partly, of } in &stats.unknown {
        rows.row([observation.clone(), of.to_string(), nothing.to_string(), partly.to_string()].map(Clean::new));
    }
    (!stats.unknown.is_empty()).then(|| table(page, &rows))
}

/// `13 s` of one; `12 s, 3 s to 2 min (of 5)` of more.
fn spread(spread: &Spread) -> String {
    match (spread.median(), spread.shortest().zip(spread.longest())) {
        (Some(median), Some((shortest, longest))) if spread.count() > 1 => {
            format!("{}, {} to {} (of {})", short(median), short(shortest), short(longest), spread.count())
        }
        (Some(median), _) => short(median),
        (None, _) => "-".into(),
    }
}

fn short(time: Duration) -> String {
    duration_text(Duration::from_secs(time.as_secs()))
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "-".into() } else { text }
}

pub fn json(stats: &Stats) -> Value {
    let runbook = |(id, of): (&String, &OfRunbook)| {
        let one = json!({ "runs": of.runs, "dry_runs": of.dry, "open": of.open, "outcomes": of.outcomes,
                          "took": seconds(&of.took) });
        (id.clone(), one)
    };
    let incident = |(severity, of): (&Clean, &OfIncidents)| {
        let one = json!({ "count": of.count, "on": of.on, "to_detect": seconds(&of.to_detect),
                          "to_mitigate": seconds(&of.to_mitigate), "to_resolve": seconds(&of.to_resolve) });
        (severity.to_string(), one)
    };
    let skipped = |one: &Skipped| json!({ "runbook": one.runbook, "step": one.step, "title": one.title, "skipped": one.skipped, "of": one.of });
    let unknown = |one: &Unknown| json!({ "observation": one.observation, "looks": one.of, "told_nothing": one.nothing, "told_a_part": one.partly });
    json!({
        "runbooks": stats.runbooks.iter().map(runbook).collect::<Map<_, _>>(),
        "incidents": stats.incidents.iter().map(incident).collect::<Map<_, _>>(),
        "called_no_incident": stats.called_none,
        "skipped": stats.skipped.iter().map(skipped).collect::<Vec<_>>(),
        "unknown": stats.unknown.iter().map(unknown).collect::<Vec<_>>(),
    })
}

fn seconds(spread: &Spread) -> Value {
    let of = |time: Option<Duration>| time.map(|time| time.as_secs());
    json!({ "count": spread.count(), "median_seconds": of(spread.median()), "shortest_seconds": of(spread.shortest()),
            "longest_seconds": of(spread.longest()) })
}
