//! The lines that Lambda itself writes into the log of a call: how its environment was started, how long it took.
//! Text: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html>; JSON:
//! <https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html>.

use crate::text::Clean;
use crate::world::{Known, Why, WhyKind};
use serde_json::Value as Json;
use std::time::Duration;

/// How the environment of a call came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    Cold,
    Warm,
    /// From a snapshot (SnapStart).
    Restored,
}

impl Start {
    pub fn word(self) -> &'static str {
        match self {
            Start::Cold => "cold",
            Start::Warm => "warm",
            Start::Restored => "restored",
        }
    }
}

/// What the log says of one call.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub request: Option<Clean>,
    pub start: Start,
    /// How long the environment took to start.
    pub init: Known<Duration>,
    /// How long the call itself took.
    pub duration: Known<Duration>,
}

/// The words that begin a line of Lambda's own.
const OURS: [&str; 7] = [
    "START RequestId:",
    "END RequestId:",
    "REPORT RequestId:",
    "INIT_START ",
    "INIT_REPORT ",
    "RESTORE_START ",
    "RESTORE_REPORT ",
];

/// Whether Lambda wrote the line, not the function.
pub fn is_of_lambda(line: &str) -> bool {
    OURS.iter().any(|words| line.starts_with(words)) || platform(line).is_some()
}

/// A line of the JSON format: its type and record.
fn platform(line: &str) -> Option<(String, Json)> {
    let mut line: Json = serde_json::from_str(line.trim()).ok()?;
    let kind = line.get("type")?.as_str()?.strip_prefix("platform.")?.to_owned();
    Some((kind, line["record"].take()))
}

/// Reads the log of one call. Without a REPORT line nothing is known of how it was started.
pub fn read(log: &str) -> Known<Report> {
    let found = text(log).or_else(|| structured(log));
    let none = || Why::new(WhyKind::NotReported, "the log that came with the answer has no REPORT line");
    let Times { request, duration, init, restore, begun } = found.ok_or_else(none)?;
    let (start, init) = match (restore, init, begun) {
        (Some(restore), _, _) => (Start::Restored, Ok(restore)),
        (None, Some(init), _) => (Start::Cold, Ok(init)),
        (None, None, true) => (Start::Cold, Err(unsaid("a new environment was started, but not how long it took"))),
        (None, None, false) => (Start::Warm, Err(warm())),
    };
    let duration = duration.ok_or_else(|| unsaid("the REPORT line has no Duration"));
    Ok(Report { request, start, init, duration })
}

fn warm() -> Why {
    unsaid("a warm call has no Init Duration: unknown, not 0 ms; provisioned concurrency never shows one")
}

fn unsaid(text: &str) -> Why {
    Why::new(WhyKind::NotReported, text)
}

/// What stands in the lines of either format.
#[derive(Default)]
struct Times {
    request: Option<Clean>,
    duration: Option<Duration>,
    init: Option<Duration>,
    restore: Option<Duration>,
    /// A new environment was begun.
    begun: bool,
}

/// `REPORT RequestId: …<tab>Duration: 18.24 ms<tab>Billed Duration: …<tab>Init Duration: 658.00 ms`. The parts are
/// told by their whole names: "Billed Duration" ends like "Duration", "Billed Restore Duration" too.
fn text(log: &str) -> Option<Times> {
    let last = |words: &str| log.lines().rev().find_map(|line| line.strip_prefix(words));
    let report = last("REPORT RequestId:")?;
    let of = |line: &str, name: &str| line.split('\t').find_map(|part| millis(part.trim().strip_prefix(name)?));
    // An environment that failed to start has a line of its own, and the REPORT line then has no word of it.
    let failed_init = last("INIT_REPORT ").and_then(|line| of(line, "Init Duration: "));
    let failed_restore = last("RESTORE_REPORT ").and_then(|line| of(line, "Restore Duration: "));
    Some(Times {
        request: report.split('\t').next().map(Clean::new).map(|id| Clean::new(id.as_str().trim())),
        duration: of(report, "Duration: "),
        init: of(report, "Init Duration: ").or(failed_init),
        restore: of(report, "Restore Duration: ").or(failed_restore),
        begun: last("INIT_START ").is_some(),
    })
}

fn millis(text: &str) -> Option<Duration> {
    duration(text.trim().strip_suffix("ms")?.trim().parse().ok()?)
}

fn duration(millis: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(millis / 1000.0).ok()
}

fn structured(log: &str) -> Option<Times> {
    let lines: Vec<_> = log.lines().filter_map(platform).collect();
    let last = |wanted: &str| lines.iter().rev().find(|(kind, _)| kind == wanted).map(|(_, record)| record);
    let report = last("report")?;
    let of = |record: Option<&Json>, name: &str| duration(record?.get("metrics")?.get(name)?.as_f64()?);
    Some(Times {
        request: report.get("requestId").and_then(Json::as_str).map(Clean::new),
        duration: of(Some(report), "durationMs"),
        init: of(Some(report), "initDurationMs").or_else(|| of(last("initReport"), "durationMs")),
        restore: of(Some(report), "restoreDurationMs").or_else(|| of(last("restoreReport"), "durationMs")),
        begun: last("initStart").is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WARM: &str =
        "?  a warm call has no Init Duration: unknown, not 0 ms; provisioned concurrency never shows one";

    fn told(log: &str) -> String {
        let shown = |time: Known<Duration>| {
            time.map_or_else(|why| format!("?  {}", why.text), |time| format!("{:.2}", time.as_secs_f64() * 1000.0))
        };
        match read(log) {
            Ok(report) => format!("{}, {}, {}", report.start.word(), shown(report.init), shown(report.duration)),
            Err(why) => format!("?  {}", why.text),
        }
    }

    fn report(more: &str) -> String {
        format!("REPORT RequestId: r-1\tDuration: 18.24 ms\tBilled Duration: 19 ms\tMax Memory Used: 94 MB\t{more}\n")
    }

    #[test]
    fn the_start_is_what_the_log_says() {
        let none = "?  the log that came with the answer has no REPORT line";
        let json = |metrics: &str| {
            format!(
                "{{\"time\":\"t\",\"type\":\"platform.report\",\"record\":{{\"requestId\":\"r\",\"metrics\":{{{metrics}}}}}}}\n"
            )
        };
        for (log, expected) in [
            (report("Init Duration: 658.00 ms\t"), "cold, 658.00, 18.24".into()),
            (report("Init Duration: 2740.51 ms"), "cold, 2740.51, 18.24".into()),
            // Naive: no Init Duration read as 0 ms.
            (report(""), format!("warm, {WARM}, 18.24")),
            // Naive: "Billed Restore Duration" read as the time of restoring.
            (report("Billed Restore Duration: 3 ms\tRestore Duration: 412.30 ms"), "restored, 412.30, 18.24".into()),
            (
                report("Restore Duration: 412.30 ms\tBilled Restore Duration: 413 ms\t"),
                "restored, 412.30, 18.24".into(),
            ),
            (
                format!("INIT_START Runtime Version: x\n{}", report("")),
                "cold, ?  a new environment was started, but not how long it took, 18.24".into(),
            ),
            (
                format!("INIT_REPORT Init Duration: 10008.20 ms\tPhase: init\tStatus: timeout\n{}", report("")),
                "cold, 10008.20, 18.24".into(),
            ),
            ("START RequestId: r-1\nhello\nEND RequestId: r-1\n".into(), none.into()),
            (String::new(), none.into()),
            // What the function itself logs may look like a report; Lambda's own is the last.
            (
                format!("REPORT RequestId: x\tDuration: 1.00 ms\tInit Duration: 1 ms\n{}", report("")),
                format!("warm, {WARM}, 18.24"),
            ),
            (
                "REPORT RequestId: r-1\tDuration: soon\tInit Duration: -3 ms\n".into(),
                format!("warm, {WARM}, ?  the REPORT line has no Duration"),
            ),
            (json("\"durationMs\":18.24,\"initDurationMs\":658.0"), "cold, 658.00, 18.24".into()),
            (json("\"durationMs\":18.24,\"restoreDurationMs\":412.3"), "restored, 412.30, 18.24".into()),
            (json("\"durationMs\":18.24"), format!("warm, {WARM}, 18.24")),
        ] {
            assert_eq!(told(&log), expected, "{log}");
        }
    }

    #[test]
    fn the_lines_of_lambda_are_told_from_those_of_the_function() {
        for (line, lambda) in [
            ("START RequestId: r-1 Version: 44", true),
            ("REPORT RequestId: r-1\tDuration", true),
            (r#"{"time":"t","type":"platform.start","record":{}}"#, true),
            (r#"{"type":"audit","record":{}}"#, false),
            ("[ERROR] START RequestId: is missing", false),
        ] {
            assert_eq!(is_of_lambda(line), lambda, "{line}");
        }
    }
}
