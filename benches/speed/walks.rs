//! Walks of INC-001: what is waited for, what it takes.

use super::commands::peer;
use super::measure::{in_turn, of_one, output};
use super::place::{Place, duckops};
use super::relay::{Way, before, word};
use super::table::{Figure, Goal, Row};
use serde_json::Value;
use std::process::Command;
use std::time::Duration;

const LATE: Duration = Duration::from_millis(200);
const EVENTS: i64 = 50_000;
/// What was asked for at the beginning of a walk begins within so many milliseconds.
const AT_ONCE: f64 = 100.0;

pub fn rows(place: &Place) -> Vec<Row> {
    let stack = place.api().trim_start_matches("http://").split('/').next().unwrap().to_owned();
    let rows = [look(place), late(place, &stack), late_commands(place, &stack), logs(place, &stack)].concat();
    let memory = in_turn(5, 0..=0, || dry_run(place, None), None);
    let size = std::fs::metadata(duckops()).unwrap().len();
    let bytes = |most| Goal::AtMost(Figure::Bytes(most));
    let more = [
        Row::of("a dry run of inc-001: memory", memory, bytes(30_000_000), Figure::memory),
        Row::one("the release binary", Figure::Bytes(size), None, bytes(16_000_000)),
    ];
    rows.into_iter().chain(more.into_iter().flatten()).collect()
}

/// A walk that changes nothing and is asked nothing; at the stack's address or at another.
fn dry_run(place: &Place, address: Option<&str>) -> Command {
    let answers = ["--answer", "target.version=41", "--answer", "target.why=errors began with the last promotion"];
    let args = ["triage", "inc-001", "--dry-run", "--no-input", "--json", "--operator", "ana"];
    let mut command = place.duckops(&[&args[..], &answers].concat());
    if let Some(address) = address {
        command.env("DUCKOPS_API", format!("http://{address}/prod"));
        command.env("AWS_ENDPOINT_URL", format!("http://{address}"));
    }
    command
}

/// A look: in which step, when it began and how long it took, in milliseconds.
struct Look {
    step: String,
    began: f64,
    took: f64,
}

fn looks(events: &str) -> Vec<Look> {
    let lines = events.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let observed = lines.filter(|event| event["event"] == "observed");
    let look = |step: &Value, look: &Value| {
        let at: chrono::DateTime<chrono::Utc> = look[1]["at"].as_str().unwrap().parse().unwrap();
        let began = at.timestamp_micros() as f64 / 1e3;
        Look { step: step.as_str().unwrap().into(), began, took: look[1]["took"].as_f64().unwrap() }
    };
    observed
        .flat_map(|event| {
            event["looks"].as_array().unwrap().iter().map(|one| look(&event["step"], one)).collect::<Vec<_>>()
        })
        .collect()
}

/// The look of the first step alone: as long as whoever stands at the step waits for it.
fn look(place: &Place) -> Vec<Row> {
    let url = format!("{}/beak/system/status", place.api());
    let curl = || place.command("curl", &["-sS", "-o", "/dev/null", "-w", "%{http_code} %{time_total}", &url]);
    let [_, curl] = in_turn(11, 0..=0, curl, peer(place, "curl", &curl));
    let mut took: Vec<_> = (0..5).map(|_| looks(&output(dry_run(place, None)))[0].took).collect();
    took.sort_by(f64::total_cmp);
    // Whole milliseconds: it took less than one more.
    let row = Row::one(
        "the look of INC-001 step 1, curl -w",
        millis(took[2] + 1.0),
        curl.map(Figure::wall),
        Goal::Ratio(1.5),
    );
    row.into_iter().collect()
}

/// Each answer comes 200 ms late. What needs no other answer is asked at once.
fn late(place: &Place, stack: &str) -> Vec<Row> {
    let address = before(stack, Way::Late(LATE));
    let looks = looks(&output(dry_run(place, Some(&address))));
    let first = looks[0].began;
    let ahead: Vec<_> = looks.iter().filter(|look| look.began < first + AT_ONCE && look.took > 100.0).collect();
    let end = ahead.iter().map(|look| look.began + look.took).fold(0.0, f64::max);
    let (slowest, sum) =
        (ahead.iter().map(|look| look.took).fold(0.0, f64::max), ahead.iter().map(|look| look.took).sum());
    let (all, many) = (millis(end - first), ahead.len());
    assert!(many > 2 && ahead.iter().any(|look| look.step == "alias"), "only {many} looks were taken ahead");
    let rows = [
        Row::one(
            format!("{many} looks of INC-001, each answer 200 ms late: all, the slowest"),
            all,
            Some(millis(slowest)),
            Goal::Ratio(1.3),
        ),
        Row::one("the same: all, one after the other", all, Some(millis(sum)), Goal::Told),
    ];
    rows.into_iter().flatten().collect()
}

/// What people type for the same, one after the other; ours is the whole walk up to the end of its dry run.
fn late_commands(place: &Place, stack: &str) -> Vec<Row> {
    let address = before(stack, Way::Late(LATE));
    let aws = format!("aws --endpoint-url http://{address} --region us-east-1");
    let script = format!(
        "curl -sS -o /dev/null http://{address}/prod/beak/system/status; \
         {aws} logs filter-log-events --log-group-name /aws/lambda/mission-control-api --filter-pattern ERROR; \
         {aws} lambda get-alias --function-name mission-control-api --name prod; \
         {aws} lambda list-versions-by-function --function-name mission-control-api"
    );
    let typed = || place.command("sh", &["-c", &script]);
    let costs = in_turn(3, 0..=0, || dry_run(place, Some(&address)), peer(place, "aws", &typed));
    Row::of("a dry run of inc-001, so late; its looks typed one after the other", costs, Goal::Told, Figure::wall)
        .into_iter()
        .collect()
}

fn logs(place: &Place, stack: &str) -> Vec<Row> {
    let address = before(stack, Way::Logs(EVENTS));
    let events = output(dry_run(place, Some(&address)));
    let shown = |number: i64| events.contains(&word(number, EVENTS));
    assert!((EVENTS - 20..EVENTS).all(shown) && !shown(EVENTS - 21), "the newest 20 of {EVENTS} are not told");
    let costs = [of_one(&mut dry_run(place, Some(&address)), 0), None];
    let most = Goal::AtMost(Figure::Bytes(40_000_000));
    Row::of("a dry run of inc-001 with 50,000 events in the logs: memory", costs, most, Figure::memory)
        .into_iter()
        .collect()
}

fn millis(millis: f64) -> Figure {
    Figure::Time(Duration::from_secs_f64(millis / 1e3))
}
