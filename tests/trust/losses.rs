//! Every write, sync and rename of every runbook's walk, in one process: before and after each the power goes, and what
//! was not synced is lost, torn or kept. What somebody was told must be on each of these disks, and from each the walk
//! is gone on with: with `DUCKOPS_TRUST=all`, else from some of each runbook.

use super::played::{World, locked};
use super::rehearsal::{Left, Rehearsal, whole_lines};
use super::tally::{Sum, all, drills, shown};
use crate::support::ring;
use duckops::disk::loss::{Disk, LOSSES, Loss, Op, Tree};
use duckops::disk::simulated;
use duckops_core::time::Utc;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// How many disks of each runbook are gone on from when not all are.
const SAMPLED: usize = 40;

/// A moment at which the power can go: so many operations are done.
#[derive(Clone, PartialEq)]
struct Point {
    done: usize,
    /// How many events were shown, and approvals taken.
    shown: usize,
    approved: usize,
    world: World,
    now: Utc,
}

/// A walk that nobody disturbed.
pub struct Recorded {
    pub ops: Vec<Op>,
    points: Vec<Point>,
    shown: Vec<String>,
    approved: Vec<String>,
    pub processes: usize,
    /// How often an approval was asked for.
    pub asked: usize,
    pub left: Left,
}

pub fn recorded(rehearsal: &Rehearsal) -> Recorded {
    let points = Arc::new(Mutex::new(Vec::new()));
    rehearsal.begin_anew();
    simulated::begin(&rehearsal.root, Disk::of(&rehearsal.before), None).unwrap();
    let (noted, world, seen) = (Arc::clone(&points), Arc::clone(&rehearsal.world), Arc::clone(&rehearsal.seen));
    let start = *locked(&rehearsal.now);
    let note = move || {
        let point = Point {
            done: simulated::begun(),
            shown: seen.events().len(),
            approved: locked(&seen.approved).len(),
            world: locked(&world).clone(),
            now: seen.now().unwrap_or(start),
        };
        let mut noted = locked(&noted);
        if noted.last() != Some(&point) {
            noted.push(point);
        }
    };
    note();
    simulated::at_each_point(note.clone());
    let processes = rehearsal.to_the_end(None).len();
    note();
    let (_, ops) = simulated::end();
    let points = std::mem::take(&mut *locked(&points));
    assert_eq!(points.last().map(|point| point.done), Some(ops.len()), "an operation that is not of this disk");
    let (shown, approved) = (rehearsal.seen.events(), locked(&rehearsal.seen.approved).clone());
    Recorded { ops, points, shown, approved, processes, asked: rehearsal.count("requested"), left: rehearsal.left() }
}

fn text(tree: &Tree, of: impl Fn(&Path) -> bool) -> String {
    let bytes = tree.iter().filter(|(path, _)| of(path)).filter_map(|(_, bytes)| bytes.as_ref());
    bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
}

fn events(tree: &Tree) -> Vec<String> {
    whole_lines(&text(tree, |path| path.ends_with("events.jsonl")))
}

/// How much of what somebody was told is not on the disk.
pub fn lost(tree: &Tree, shown: &[String], approved: &[String]) -> usize {
    let on_disk = events(tree);
    // A line of the file is the shown one with two fields more.
    let is_there = |shown: &&String| on_disk.iter().any(|line| line.starts_with(&shown[..shown.len() - 1]));
    let decided = |id: &&String| {
        text(tree, |path| path.ends_with(format!("approvals/{id}.jsonl"))).contains("\"event\":\"decided\"")
    };
    shown.iter().filter(|shown| !is_there(shown)).count() + approved.iter().filter(|id| !decided(id)).count()
}

fn digest(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// All that is kept, but for what is only remembered: who held a lock, what status reported, how a ledger was left.
fn kept(tree: &Tree) -> Tree {
    let is_kept = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with("history") && name != "lock" && !name.contains(".left.")
    };
    let is_empty = |bytes: &Option<Vec<u8>>| bytes.as_ref().is_some_and(Vec::is_empty);
    tree.iter()
        .filter(|(path, bytes)| is_kept(path) && !is_empty(bytes))
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect()
}

/// That an entry was written need not be noted at once: that it was begun is, and so is the entry.
fn is_safe(path: &Path, bytes: &Option<Vec<u8>>, safe: &Tree) -> bool {
    match (safe.get(path), bytes) {
        (Some(Some(safe)), Some(bytes)) if path.parent().is_some_and(|dir| dir.ends_with("anchors")) => {
            bytes.starts_with(safe) && !safe.is_empty()
        }
        (safe, bytes) => safe == Some(bytes),
    }
}

/// What was not done is in the record of the run as not done, or it was said that no trend is known; nothing is done
/// that was not to be.
pub fn is_told(rehearsal: &Rehearsal, left: &Left, wanted: &Left) -> bool {
    let no_more = left.entries.iter().all(|(ledger, many)| *many <= wanted.entries[ledger]);
    let no_trend = rehearsal.seen.errors().contains("is not kept for trends");
    let none_added = left.changes.iter().all(|step| wanted.changes.contains(step));
    no_more && none_added && (no_trend || rehearsal.lines().iter().any(|line| says_so(line)))
}

/// An event by which a change was not made, or nobody can tell whether it was.
pub fn says_so(line: &str) -> bool {
    let of = |name: &str| line.contains(&format!("\"{name}\":"));
    line.contains("\"event\":\"effected\"") && (of("no") || of("cannot_tell") || of("unknown"))
}

fn gone_on(rehearsal: &Rehearsal, recorded: &Recorded, at: (&Point, &Tree, Disk), sum: &mut Sum) {
    let (point, tree, disk) = at;
    rehearsal.rebuild(tree, &point.world, point.now);
    simulated::begin(&rehearsal.root, disk, None).unwrap();
    let processes = rehearsal.to_the_end(None).len();
    let (disk, _) = simulated::end();
    let left = rehearsal.left();
    if left != recorded.left {
        sum.told += 1;
        assert!(is_told(rehearsal, &left, &recorded.left), "{left:?} instead of {:?}", recorded.left);
    }
    let lines = rehearsal.lines();
    let gone: Vec<_> = events(tree).into_iter().filter(|line| !lines.contains(line)).collect();
    assert!(gone.is_empty(), "{gone:?} was there");
    let (safe, all) = (disk.left(Loss::All).unwrap(), disk.left(Loss::Nothing).unwrap());
    let not_safe = |(path, bytes): (PathBuf, Option<Vec<u8>>)| (!is_safe(&path, &bytes, &safe)).then_some(path);
    let differ: Vec<_> = kept(&all).into_iter().filter_map(not_safe).collect();
    // Killed at its very end, the walk has shown nothing more, and nobody goes on with it.
    assert!(differ.is_empty() || processes == 0, "at the end not yet safe: {differ:?}");
    let world = locked(&rehearsal.world).clone();
    assert!(world.without_intent.is_empty(), "{world:?}");
    sum.tried += 1;
    sum.repeated += world.repeated();
    sum.wasted += rehearsal.count("requested").saturating_sub(recorded.asked);
    sum.prose(rehearsal);
}

fn each_loss(drill: &'static str) -> Sum {
    let rehearsal = Rehearsal::of(drill);
    let recorded = recorded(&rehearsal);
    let (mut disk, mut done) = (Disk::of(&rehearsal.before), 0);
    let mut seen = HashSet::new();
    let mut sum = Sum::of(drill, recorded.points.len());
    let step = if all() { 1 } else { recorded.points.len().div_ceil(SAMPLED) };
    for point in &recorded.points {
        recorded.ops[done..point.done].iter().for_each(|op| disk.apply(op));
        done = point.done;
        for loss in LOSSES {
            let Some(tree) = disk.left(loss) else { continue };
            sum.acknowledged += point.shown + point.approved;
            sum.lost += lost(&tree, &recorded.shown[..point.shown], &recorded.approved[..point.approved]);
            // After SIGKILL nothing is safer than before.
            let disk = if loss == Loss::Nothing { disk.clone() } else { Disk::of(&tree) };
            let is_new = seen.insert(digest(&(&tree, &point.world, disk.left(Loss::All))));
            if is_new && seen.len().is_multiple_of(step) {
                let place = format!("{} of {} operations, {loss:?}", point.done, recorded.ops.len());
                sum.catch(&place, |sum| gone_on(&rehearsal, &recorded, (point, &tree, disk), sum));
            }
        }
    }
    sum
}

#[test]
fn a_walk_whose_disk_lost_what_was_not_synced_ends_as_if_it_had_not() {
    let _ring = ring::enter("trust");
    shown("losses", &drills(each_loss));
}
