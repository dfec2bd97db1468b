//! A ledger of 100,000 entries, beside an empty one.

use super::measure::{Cost, in_turn};
use super::place::{Place, scratch};
use super::table::{Figure, Goal, Row};
use duckops_core::ledger::Entry;
use duckops_core::text::Clean;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const ENTRIES: usize = 100_000;

pub fn rows(place: &Place) -> Vec<Row> {
    let (full, empty) = (scratch("ledger-full"), scratch("ledger-empty"));
    let bytes = write(&full.join("GOVERNANCE-LOG.md"));
    let add = ["log", "governance", "add", "--title", "a note", "--text", "of no weight", "--operator", "ana"];
    let verify = in_turn(5, 0..=0, || log(place, &full, &["log", "governance", "verify"]), None);
    let show = in_turn(11, 0..=0, || log(place, &full, &["log", "governance", "show", "--last", "10"]), None);
    let whole = in_turn(3, 0..=0, || log(place, &full, &["log", "governance", "show"]), None);
    let small = || log(place, &empty, &add);
    let append = in_turn(11, 0..=0, || log(place, &full, &add), Some(&small));
    let rate = move |cost: Cost| Figure::Rate(bytes as f64 / cost.wall.as_secs_f64());
    let rows = [
        Row::of("log verify: 100,000 entries", verify, Goal::AtLeast(Figure::Rate(100e6)), rate),
        Row::of("the same: memory", verify, Goal::AtMost(Figure::Bytes(64_000_000)), Figure::memory),
        Row::of(
            "log show: the last 10 of them",
            show,
            Goal::AtMost(Figure::Time(Duration::from_millis(50))),
            Figure::wall,
        ),
        Row::of("the same: memory", show, Goal::AtMost(Figure::Bytes(64_000_000)), Figure::memory),
        Row::of("log show: all of them", whole, Goal::Told, Figure::wall),
        Row::of("the same: memory", whole, Goal::Told, Figure::memory),
        Row::of("log add to them, and to none", append, Goal::Ratio(2.0), Figure::wall),
        Row::of("the same: memory", [append[0], None], Goal::AtMost(Figure::Bytes(64_000_000)), Figure::memory),
    ];
    rows.into_iter().flatten().collect()
}

fn log(place: &Place, dir: &Path, args: &[&str]) -> Command {
    let mut command = place.offline(args);
    command.env("DUCKOPS_LOG_DIR", dir).env("DUCKOPS_STATE_DIR", dir.join("state"));
    command
}

/// One branch, as one person alone would have written it. Gives its size.
fn write(path: &Path) -> usize {
    // Not kept in memory: what this process had at most counts for its children as well.
    let mut file = BufWriter::new(File::create(path).unwrap());
    let mut parents = Vec::new();
    file.write_all(b"# Governance log\n\n").unwrap();
    for number in 0..ENTRIES {
        let entry = Entry {
            ledger: "governance".into(),
            at: chrono::DateTime::from_timestamp(1_700_000_000 + 60 * number as i64, 0).unwrap(),
            title: Clean::new(format!("INC-001 prod {number} -> {}", number + 1)),
            deploy: None,
            facts: vec![("status".into(), "200 OK".into()), ("operator".into(), "ana".into())],
            words: Vec::new(),
            text: None,
            key: Clean::new(format!("{number}")),
            parents,
        };
        let written = entry.write();
        writeln!(file, "{}", written.text).unwrap();
        parents = vec![written.digest];
    }
    drop(file.into_inner().unwrap());
    usize::try_from(path.metadata().unwrap().len()).unwrap()
}
