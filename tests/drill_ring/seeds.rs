//! Drills by the thousand: each can be solved, none by doing nothing, and whoever does the naive thing is told so.

use crate::support::duckops::NOW;
use crate::support::inside::session;
use crate::support::{ring, say};
use duckops::app::rehearsal::{library, practise};
use duckops::drill::{Drill, Line, scenarios};
use duckops::error::Exit;
use duckops_core::runbook::Library;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use tokio::runtime::Runtime;

/// One drill as it was walked by somebody.
struct Walked {
    exit: Result<Exit, String>,
    score: Value,
    /// What of the lines was not asked for.
    left: Option<String>,
}

/// A state directory of its own for each worker.
fn folder() -> PathBuf {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    // Nothing here is held against a power loss: where there is a disk of memory, syncing costs nothing.
    let memory = Path::new("/dev/shm");
    let root = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir().canonicalize().unwrap() };
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let root = root.join(format!("duckops-seeds-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&root).unwrap();
    root
}

/// Who walks one drill after the other.
struct Worker {
    root: PathBuf,
    runtime: Runtime,
    library: Arc<Library>,
}

impl Worker {
    fn new() -> Self {
        let root = folder();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let library = library(&session(&root, NOW.parse().unwrap()).0).unwrap();
        Self { root, runtime, library }
    }
}

fn walk(worker: &Worker, drill: Drill, lines: &[Line]) -> Walked {
    std::fs::remove_dir_all(worker.root.join("state")).unwrap_or_default();
    let (session, captured) = session(&worker.root, NOW.parse().unwrap());
    let ended = worker.runtime.block_on(practise(&session, &worker.library, drill, lines));
    let score = captured.out().lines().last().and_then(|line| serde_json::from_str::<Value>(line).ok());
    let score = score.map(|value| value["score"].clone()).unwrap_or_default();
    match ended {
        Ok((exit, left)) => Walked { exit: Ok(exit), score, left },
        Err(error) => Walked { exit: Err(error.to_string()), score, left: None },
    }
}

/// What is wrong with how the calm operator, the naive one and the one who does nothing fared.
fn wrong(worker: &Worker, drill: Drill) -> Vec<String> {
    let scenario = drill.scenario;
    let mut wrong = Vec::new();
    let mut check = |who: &str, holds: bool, walked: &Walked| {
        if !holds {
            let (exit, score, left) = (&walked.exit, &walked.score, &walked.left);
            wrong.push(format!(
                "{} ({}), {who}: {exit:?} {left:?}; {} of 100, wrong {}, left {}, unseen {}",
                drill.name(),
                scenario.id,
                score["points"],
                score["wrong"],
                score["left"],
                score["not_looked_at"]
            ));
        }
    };
    let calm = walk(worker, drill, scenario.play);
    let solved = calm.exit.is_ok() && calm.left.is_none() && calm.score["won"] == true && calm.score["points"] == 100;
    check("calm", solved, &calm);
    let naive = walk(worker, drill, scenario.lesson.naive);
    let told = naive.score["wrong"].as_array().is_some_and(|wrong| !wrong.is_empty());
    let points = naive.score["points"].as_u64().unwrap_or(100);
    check(
        "naive",
        naive.exit.as_ref().is_ok_and(|exit| *exit != Exit::Done)
            && naive.score["won"] == false
            && naive.left.is_none()
            && told
            && points < 100,
        &naive,
    );
    let idle = walk(worker, drill, &[Line::Leave]);
    check("who does nothing", idle.exit == Ok(Exit::Stopped) && idle.score["won"] == false, &idle);
    wrong
}

fn all(drills: Vec<Drill>) -> (BTreeMap<&'static str, usize>, Vec<String>) {
    let (next, failed) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    let workers = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            let (next, failed, drills) = (&next, &failed, &drills);
            scope.spawn(move || {
                let worker = Worker::new();
                while let Some(drill) = drills.get(usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap()) {
                    let wrong = wrong(&worker, *drill);
                    failed.lock().unwrap().extend(wrong);
                }
                std::fs::remove_dir_all(&worker.root).unwrap();
            });
        }
    });
    let mut counts = BTreeMap::new();
    for drill in &drills {
        *counts.entry(drill.scenario.id).or_default() += 1;
    }
    (counts, failed.into_inner().unwrap())
}

fn runbooks() -> Vec<&'static str> {
    let mut ids: Vec<_> = scenarios().iter().map(|scenario| scenario.runbook).collect();
    ids.dedup();
    ids
}

#[test]
fn every_scenario_as_it_is_written_is_won_by_the_calm_and_lost_by_the_naive() {
    let _ring = ring::enter("drill");
    let (_, failed) = all(scenarios().iter().map(|one| Drill::find(one.id, None).unwrap()).collect());
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}

/// Without `DUCKOPS_SEEDS=1000` so many of them.
const SOME: u64 = 64;

/// Of each scenario, whoever plays it: what is told at the end is read at once.
#[test]
fn the_score_and_the_expert_fit_one_screen() {
    let _ring = ring::enter("drill");
    let (worker, mut long) = (Worker::new(), Vec::new());
    for drill in scenarios().iter().map(|one| Drill::find(one.id, None).unwrap()) {
        std::fs::remove_dir_all(worker.root.join("state")).unwrap_or_default();
        let (session, captured) = session(&worker.root, NOW.parse().unwrap());
        let lines = drill.scenario.lesson.naive;
        worker.runtime.block_on(practise(&session, &worker.library, drill, lines)).unwrap();
        let err = captured.err();
        let told: Vec<_> = err.lines().skip_while(|line| !line.starts_with("LOST")).collect();
        // A command is whole, and so is the line that there is without a score as well.
        let is_whole = |line: &str| line.contains("duckops ") || line.starts_with("DRILL ");
        let fits = |line: &&str| line.chars().count() <= 80 || is_whole(line);
        if !(10..=24).contains(&told.len()) || !told.iter().all(fits) {
            long.push(format!("{}: {} lines\n{}", drill.name(), told.len(), told.join("\n")));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n\n"));
    std::fs::remove_dir_all(&worker.root).unwrap();
}

#[test]
fn a_thousand_seeds_are_won_by_the_calm_and_lost_by_the_naive() {
    let _ring = ring::enter("drill");
    let runbooks = runbooks();
    let seeds = std::env::var("DUCKOPS_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(SOME);
    let drills = (0..seeds).map(|seed| Drill::find(runbooks[seed as usize % runbooks.len()], Some(seed)).unwrap());
    let (counts, failed) = all(drills.collect());
    say(&format!("drills with seeds: {counts:?}"));
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}
