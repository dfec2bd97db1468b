//! Real processes: each is killed by SIGKILL at one of its points, before or after a write, a sync or a change that
//! is sent, and taken up again. `DUCKOPS_TRUST=all` kills at every point; otherwise at some of each runbook.

use super::losses::says_so;
use super::play::{DRILLS, answers};
use super::tally::{Sum, all, shown};
use crate::drill_ring::served::{Served, request};
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use duckops::drill;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many points of each runbook are tried when not all are.
const SAMPLED: usize = 4;

/// What is left when a walk is over: nothing of it may depend on where it was cut off.
#[derive(Debug, PartialEq)]
struct Left {
    outcome: String,
    /// The state of the alias, which changes with each move.
    revision: Value,
    /// How many entries each ledger has.
    entries: BTreeMap<String, usize>,
}

struct Trial {
    served: Served,
    place: Duckops,
    command: Vec<String>,
}

impl Trial {
    fn of(drill: &str) -> Self {
        let scenario = drill::find(drill).unwrap();
        let family = if drill.starts_with("inc-") { "triage" } else { "checklist" };
        let mut command = vec![family.to_owned(), scenario.runbook.to_owned(), "--json".to_owned()];
        command.extend(answers(scenario).into_iter().flat_map(|answer| ["--answer".to_owned(), answer]));
        let served = Served::start(drill);
        let place = served.duckops();
        Self { served, place, command }
    }

    /// One process of the walk; `die_at` kills it at that point.
    fn process(&self, resume: bool, die_at: usize) -> (Ran, usize) {
        let mut args: Vec<&str> = self.command.iter().map(String::as_str).collect();
        if resume {
            args.push("--resume");
        }
        let points = self.place.dir.join("points");
        let _ = std::fs::remove_file(&points);
        let mut command = self.place.command(&args);
        command.env("DUCKOPS_DIE_AT", die_at.to_string()).env("DUCKOPS_POINTS", &points);
        let ran = self.place.ran(&mut command);
        let passed = std::fs::read_to_string(&points).ok().and_then(|count| count.parse().ok());
        (ran, passed.unwrap_or(0))
    }

    fn approve(&self, ran: &Ran) {
        let args = ["approve", &request(ran), "--approver", "Josh", "--method", "call", "--reference", "#1"];
        let said = self.place.run(&args);
        assert!(said.code == 0 || said.err.contains("was decided"), "{said:?}");
    }

    /// Goes on until the run is closed. The points that each process passed, and how many requests were made.
    fn to_the_end(&self, mut resume: bool) -> Vec<usize> {
        let mut points = Vec::new();
        for _ in 0..6 {
            let (ran, passed) = self.process(resume, 0);
            points.push(passed);
            match ran.code {
                0 | 1 | 3 => return points,
                2 if ran.err.contains("no unfinished run") => resume = false,
                4 if ran.err.contains("duckops approve ") => {
                    self.approve(&ran);
                    resume = true;
                }
                code => panic!("{code}: {}{}", ran.out, ran.err),
            }
        }
        panic!("it does not come to an end");
    }

    fn runs(&self) -> Vec<PathBuf> {
        let runs = std::fs::read_dir(self.place.state().join("drill/runs"));
        runs.map(|runs| runs.map(|run| run.unwrap().path()).collect()).unwrap_or_default()
    }

    /// The events of the run, as they lie on the disk.
    fn events(&self) -> Vec<Value> {
        let text = |path: &PathBuf| std::fs::read_to_string(path.join("events.jsonl")).unwrap_or_default();
        let texts: Vec<_> = self.runs().iter().map(text).collect();
        texts.iter().flat_map(|text| text.lines()).map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn entries(&self) -> BTreeMap<String, usize> {
        let files = |dir: PathBuf| std::fs::read_dir(dir).into_iter().flatten().map(|file| file.unwrap().path());
        let of_stacks = files(self.place.state().join("drill/ledgers")).flat_map(files);
        let count = |path: PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap().matches("\n<!-- duckops-entry@v1").count())
        };
        of_stacks.map(count).collect()
    }

    fn left(&self) -> Left {
        let closed = self.events().into_iter().rfind(|event| event["event"] == "closed").unwrap();
        Left {
            outcome: closed["outcome"].to_string(),
            revision: self.served.alias()["RevisionId"].clone(),
            entries: self.entries(),
        }
    }
}

/// A call that was cut off leaves nothing to look back at: the walk says so, and does less, never more.
fn is_told(events: &[Value], left: &Left, wanted: &Left) -> bool {
    let no_more = left.entries.iter().all(|(ledger, many)| wanted.entries.get(ledger).is_some_and(|most| many <= most));
    no_more && events.iter().any(|event| says_so(&event.to_string()))
}

/// Killed in its `process`th process, at a point of that; then gone on with to the end.
fn killed(drill: &str, undisturbed: &Left, asked: usize, (process, point): (usize, usize), tally: &Mutex<Sum>) {
    let trial = Trial::of(drill);
    let mut resume = false;
    for _ in 0..process {
        let (ran, _) = trial.process(resume, 0);
        trial.approve(&ran);
        resume = true;
    }
    let (ran, _) = trial.process(resume, point);
    let on_disk = trial.events();
    let acknowledged: Vec<Value> = ran.out.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let is_there =
        |event: &&Value| on_disk.iter().any(|known| known["seq"] == event["seq"] && known["event"] == event["event"]);
    let lost = acknowledged.iter().filter(|event| !is_there(event)).count();
    // Killed at its very end, it is over.
    if !on_disk.iter().any(|event| event["event"] == "closed") {
        trial.to_the_end(!trial.runs().is_empty());
    }
    let requests = trial.events().iter().filter(|event| event["event"] == "requested").count();
    let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
    tally.tried += usize::from(ran.code == -1);
    tally.acknowledged += acknowledged.len();
    tally.lost += lost;
    tally.wasted += requests.saturating_sub(asked);
    assert_eq!(lost, 0, "{drill}, process {process}, point {point}: an event was shown and is not on the disk");
    let left = trial.left();
    if &left != undisturbed {
        tally.told += 1;
        let said = is_told(&trial.events(), &left, undisturbed);
        assert!(said, "{drill}, process {process}, point {point}: {left:?} instead of {undisturbed:?}");
    }
}

fn each<T: Sync>(items: &[T], trial: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    trial(item);
                }
            });
        }
    });
}

/// What a walk that nobody disturbs leaves, how many approvals it asks for, and its (process, point)s.
fn points(drill: &str) -> (Left, usize, Vec<(usize, usize)>) {
    let trial = Trial::of(drill);
    let passed = trial.to_the_end(false);
    let all = passed.iter().enumerate().flat_map(|(process, count)| (1..=*count).map(move |point| (process, point)));
    (trial.left(), passed.len() - 1, all.collect())
}

#[test]
fn a_walk_killed_at_any_point_ends_as_if_it_were_not() {
    let _ring = ring::enter("trust");
    let mut sums = Vec::new();
    for drill in DRILLS {
        let (undisturbed, asked, points) = points(drill);
        let step = if all() { 1 } else { points.len().div_ceil(SAMPLED) };
        let tried: Vec<_> = points.iter().copied().step_by(step.max(1)).collect();
        let sum = Mutex::new(Sum::of(drill, points.len()));
        each(&tried, |at| killed(drill, &undisturbed, asked, *at, &sum));
        let sum = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(sum.tried, tried.len(), "{drill}: not each was killed");
        sums.push(sum);
    }
    shown("kills", &sums);
}
