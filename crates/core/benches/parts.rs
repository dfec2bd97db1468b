//! The pure parts, each by itself: `cargo bench -p duckops-core`.
#![expect(clippy::unwrap_used, reason = "it measures")]

use divan::{Bencher, black_box, counter::BytesCount};
use duckops_core::ledger::{Entry, Ledger, Reading};
use duckops_core::runbook::{Library, Origin, Source};
use duckops_core::text::Clean;
use duckops_core::walk::event::{Entrance, Event, Recorded};
use duckops_core::walk::{State, StepId};

fn main() {
    divan::main();
}

fn sources() -> Vec<Source> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../runbooks");
    let files = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    let source = |path: std::path::PathBuf| Source {
        file: path.display().to_string(),
        text: std::fs::read_to_string(path).unwrap(),
        origin: Origin::Embedded,
    };
    files.map(source).collect()
}

/// Every runbook read, none checked.
#[divan::bench]
fn read_all_runbooks(bencher: Bencher) {
    bencher.with_inputs(sources).bench_values(Library::load);
}

/// What is shown of one.
#[divan::bench]
fn read_all_and_check_one(bencher: Bencher) {
    bencher.with_inputs(sources).bench_values(|sources| Library::load(sources).find("inc-001").unwrap().id.clone());
}

fn entry(number: usize, parents: Vec<String>) -> Entry {
    Entry {
        ledger: "governance".into(),
        at: chrono::DateTime::from_timestamp(1_700_000_000 + 60 * i64::try_from(number).unwrap(), 0).unwrap(),
        title: Clean::new(format!("INC-001 prod {number} -> {}", number + 1)),
        deploy: None,
        facts: vec![("status".into(), "200 OK".into()), ("operator".into(), "ana".into())],
        words: Vec::new(),
        text: None,
        key: Clean::new(format!("{number}")),
        parents,
    }
}

fn ledger(many: usize) -> Vec<u8> {
    let (mut bytes, mut parents) = (b"# Governance log\n\n".to_vec(), Vec::new());
    for number in 0..many {
        let written = entry(number, parents).write();
        bytes.extend(written.text.as_bytes());
        bytes.push(b'\n');
        parents = vec![written.digest];
    }
    bytes
}

#[divan::bench]
fn write_an_entry(bencher: Bencher) {
    let entry = entry(7, vec!["0".repeat(64)]);
    bencher.bench(|| black_box(&entry).write());
}

#[divan::bench]
fn parse_a_ledger(bencher: Bencher) {
    let bytes = ledger(10_000);
    bencher.counter(BytesCount::new(bytes.len())).bench(|| Ledger::parse(black_box(&bytes)).entries().count());
}

/// Parsed, each digest, the chain.
#[divan::bench]
fn verify_a_ledger(bencher: Bencher) {
    let bytes = ledger(10_000);
    let verify = || Ledger::parse(black_box(&bytes)).verify("governance", &[]).intact.len();
    bencher.counter(BytesCount::new(bytes.len())).bench(verify);
}

/// What an entry needs to know of the ones before it.
#[divan::bench]
fn append_to_a_ledger(bencher: Bencher) {
    let bytes = ledger(10_000);
    bencher.bench(|| {
        let ledger = Ledger::parse(black_box(&bytes));
        let more = entry(10_000, Vec::new());
        (
            ledger.conflicts().len(),
            ledger.find(&more) == duckops_core::ledger::Standing::Nothing,
            ledger.append(more).bytes.len(),
        )
    });
}

/// All that the entries say.
#[divan::bench]
fn read_the_entries_of_a_ledger(bencher: Bencher) {
    let bytes = ledger(10_000);
    bencher.counter(BytesCount::new(bytes.len())).bench(|| {
        let ledger = Ledger::parse(black_box(&bytes));
        ledger.entries().filter(|found| matches!(ledger.read(found), Reading::Intact(_))).count()
    });
}

#[divan::bench(args = ["200 OK", "43 -> 41 at 2026-11-22T02:14:07Z, read back by lambda:GetAlias of prod"])]
fn clean_a_text(bencher: Bencher, text: &str) {
    bencher.bench(|| Clean::new(black_box(text)));
}

/// Each step comes and is gone on from.
fn events(many: u64) -> Vec<Recorded> {
    let event = |seq: u64| Recorded {
        seq,
        at: chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
        who: "ana".into(),
        step: Some(StepId::from("probe")),
        visit: Some(u32::try_from(seq / 2).unwrap()),
        event: match seq % 2 {
            0 => Event::Entered { how: Entrance::Forward, undecided: Vec::new() },
            _ => Event::Continued,
        },
    };
    (0..many).map(event).collect()
}

#[divan::bench]
fn fold_10_000_events(bencher: Bencher) {
    bencher.with_inputs(|| events(10_000)).bench_values(|events| State::of(events).seq);
}
