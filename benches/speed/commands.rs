//! Whole commands beside their peers.

use super::measure::in_turn;
use super::place::Place;
use super::table::{Figure, Goal, Row};
use std::process::Command;
use std::time::Duration;

/// What needs no network: beside the start of another good tool.
pub fn startup(place: &Place) -> Vec<Row> {
    let rg = || place.command("rg", &["--version"]);
    let peer = peer(place, "rg", &rg);
    let quick: [&[&str]; 4] = [&["--version"], &["--help"], &[], &["runbook", "show", "inc-001"]];
    let one = |args: &&[&str]| {
        let costs = in_turn(41, 0..=0, || place.offline(args), peer);
        Row::of(format!("duckops {}, rg --version", args.join(" ")), costs, Goal::Ratio(2.0), Figure::wall)
    };
    quick.iter().flat_map(one).chain(tab(place)).collect()
}

/// What a shell waits for when somebody presses Tab.
fn tab(place: &Place) -> Option<Row> {
    let asked = || {
        let mut command = place.offline(&["--", "duckops", "triage", ""]);
        command.envs([("DUCKOPS_COMPLETE", "bash"), ("_CLAP_COMPLETE_INDEX", "2")]);
        command
    };
    let goal = Goal::AtMost(Figure::Time(Duration::from_millis(50)));
    Row::of("Tab behind duckops triage", in_turn(21, 0..=0, asked, None), goal, Figure::wall)
}

/// What a step looks at, beside what the original runbook has people type for it.
pub fn looks(place: &Place) -> Vec<Row> {
    let url = format!("{}/beak/system/status", place.api());
    let probe = |checks: &str| place.duckops(&["probe", "--format", "nagios", "--check", checks]);
    let curl = || place.command("curl", &["-sS", "-o", "/dev/null", "-w", "%{http_code}", &url]);
    let piped = format!("curl -sSf {url} | python3 -m json.tool");
    let python = || place.command("sh", &["-c", &piped]);
    let aws = || place.command("aws", &["sesv2", "get-account", "--region", "us-east-1"]);
    let status = in_turn(21, 0..=0, || probe("status"), peer(place, "curl", &curl));
    let figures = in_turn(21, 0..=3, || probe("status,fleet,pecks"), peer(place, "python3", &python));
    let quota = in_turn(11, 0..=0, || probe("quota"), peer(place, "aws", &aws));
    let (third, twentieth) = (Goal::Ratio(1.0 / 3.0), Goal::Ratio(0.05));
    let rows = [
        Row::of("probe --check status, curl -w: wall", status, Goal::Ratio(1.5), Figure::wall),
        Row::of("probe --check status,fleet,pecks, curl | python3: wall", figures, Goal::Ratio(0.5), Figure::wall),
        Row::of("the same: CPU", figures, Goal::Ratio(0.5), Figure::cpu),
        Row::of("probe --check quota, aws sesv2 get-account: wall", quota, twentieth, Figure::wall),
        Row::of("the same: CPU", quota, twentieth, Figure::cpu),
        Row::of("the same: memory", quota, third, Figure::memory),
    ];
    rows.into_iter().flatten().collect()
}

/// Nothing where it is not on this machine.
pub fn peer<'c>(place: &Place, program: &str, command: &'c dyn Fn() -> Command) -> Option<&'c dyn Fn() -> Command> {
    place.has(program).then_some(command)
}
