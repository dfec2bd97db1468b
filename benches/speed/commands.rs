//! Whole commands beside their peers.

use super::measure::{Cost, in_turn};
use super::place::Place;
use super::table::{Figure, Goal, Row};
use std::process::Command;

/// What needs no network: beside the start of another good tool.
pub fn startup(place: &Place) -> Vec<Row> {
    let rg = || place.command("rg", &["--version"]);
    let peer: Option<&dyn Fn() -> Command> = if place.has("rg") { Some(&rg) } else { None };
    let quick: [&[&str]; 4] = [&["--version"], &["--help"], &[], &["runbook", "show", "inc-001"]];
    let one = |args: &&[&str]| {
        let costs = in_turn(41, || place.offline(args), peer);
        wall(format!("duckops {}, rg --version", args.join(" ")), costs, Goal::Ratio(2.0))
    };
    quick.iter().flat_map(one).collect()
}

/// What a step looks at, beside what the original runbook has people type for it.
pub fn looks(place: &Place) -> Vec<Row> {
    let status = format!("{}/beak/system/status", place.api());
    let probe = |checks: &str| place.duckops(&["probe", "--format", "nagios", "--check", checks]);
    let code = || place.command("curl", &["-sS", "-o", "/dev/null", "-w", "%{http_code}", &status]);
    let figures = format!("curl -sSf {status} | python3 -m json.tool");
    let figures = || place.command("sh", &["-c", &figures]);
    let aws = || place.command("aws", &["sesv2", "get-account", "--region", "us-east-1"]);
    let of = |program: &str, peer: &'static str| place.has(program).then_some(peer);
    let mut rows = Vec::new();
    let peer: Option<&dyn Fn() -> Command> = if of("curl", "").is_some() { Some(&code) } else { None };
    let costs = in_turn(21, || probe("status"), peer);
    rows.extend(wall("probe --check status, curl -w: wall".into(), costs, Goal::Ratio(1.5)));
    let peer: Option<&dyn Fn() -> Command> = if place.has("python3") { Some(&figures) } else { None };
    let costs = in_turn(21, || probe("status,fleet,pecks"), peer);
    rows.extend(wall("probe --check status,fleet,pecks, curl | python3: wall".into(), costs, Goal::Ratio(0.5)));
    rows.extend(cpu("the same: CPU".into(), costs, Goal::Ratio(0.5)));
    let peer: Option<&dyn Fn() -> Command> = if place.has("aws") { Some(&aws) } else { None };
    let costs = in_turn(11, || probe("quota"), peer);
    rows.extend(wall("probe --check quota, aws sesv2 get-account: wall".into(), costs, Goal::Ratio(0.05)));
    rows.extend(cpu("the same: CPU".into(), costs, Goal::Ratio(0.05)));
    rows.extend(memory("the same: memory".into(), costs, Goal::Ratio(1.0 / 3.0)));
    rows
}

fn wall(what: String, costs: [Option<Cost>; 2], goal: Goal) -> Option<Row> {
    Row::of(what, costs, goal, |cost| Figure::Time(cost.wall))
}

fn cpu(what: String, costs: [Option<Cost>; 2], goal: Goal) -> Option<Row> {
    Row::of(what, costs, goal, |cost| Figure::Time(cost.cpu))
}

fn memory(what: String, costs: [Option<Cost>; 2], goal: Goal) -> Option<Row> {
    Row::of(what, costs, goal, |cost| Figure::Bytes(cost.memory))
}
