//! What is on the disk when a call has returned, on a simulated disk.

use super::*;
use crate::disk::loss::{Disk, Loss, Op, Tree};
use crate::disk::simulated::{self, Fault, How};
use std::path::{Path, PathBuf};

/// What was done, and what a power loss would leave.
fn watched(temp: &Temp, fault: Option<Fault>, work: impl FnOnce()) -> (Vec<Op>, Tree) {
    simulated::begin(&temp.0, Disk::default(), fault).unwrap();
    work();
    let (disk, ops) = simulated::end();
    (ops, disk.left(Loss::All).unwrap())
}

fn begun(temp: &Temp) -> RunLog {
    store(temp).create(&mut Ids::seeded(7), &me("ana")).unwrap()
}

fn at(ops: &[Op], wanted: &Op) -> usize {
    ops.iter().position(|op| op == wanted).unwrap_or_else(|| panic!("no {wanted:?} in {ops:?}"))
}

#[test]
fn a_run_that_is_begun_has_its_names_on_the_disk() {
    let temp = Temp::new();
    let (ops, left) = watched(&temp, None, || drop(begun(&temp)));
    let dir = PathBuf::from("state/runs/QE34");
    assert!(at(&ops, &Op::MakeDir(dir.clone())) < at(&ops, &Op::SyncDir("state/runs".into())), "{ops:?}");
    let named = |op: &Op| matches!(op, Op::Create(path, _) if *path == dir.join("events.jsonl"));
    let made = ops.iter().position(named).unwrap();
    assert!(ops[made..].contains(&Op::SyncDir(dir.clone())), "{ops:?}");
    assert!(left.contains_key(&dir.join("events.jsonl")), "{left:?}");
}

/// Killed between making a directory and syncing the one above it: whoever comes next does that.
#[test]
fn a_directory_that_is_there_is_made_durable_by_whoever_needs_it() {
    let temp = Temp::new();
    std::fs::create_dir_all(temp.0.join("state/runs")).unwrap();
    let (ops, _) = watched(&temp, None, || drop(begun(&temp)));
    assert!(at(&ops, &Op::SyncDir("".into())) < at(&ops, &Op::SyncDir("state".into())), "{ops:?}");
}

#[test]
fn an_event_that_the_disk_does_not_confirm_is_not_acknowledged() {
    for how in [How::Broken, How::Full, How::Short] {
        let temp = Temp::new();
        let mut log = begun(&temp);
        let fault = Some(Fault { at: 1, how, lasts: false });
        watched(&temp, fault, || assert!(log.append(opened(&log.id.clone(), FORMAT, false), now(), None).is_err()));
        assert_eq!(store(&temp).read("QE34").unwrap(), []);
    }
    let temp = Temp::new();
    let mut log = begun(&temp);
    let sync = Some(Fault { at: 2, how: How::Broken, lasts: false });
    watched(&temp, sync, || assert!(log.append(opened(&log.id.clone(), FORMAT, false), now(), None).is_err()));
    let after = log.append(Event::Continued, now(), None).unwrap_err();
    assert!(after.to_string().contains("an earlier write"), "{after}");
}

/// Decided by a process that was killed before its line was synced: the walk that takes note of it syncs it.
#[test]
fn a_decision_is_durable_before_the_walk_counts_it() {
    let temp = Temp::new();
    let store = store(&temp);
    let denied = Decision::Denied { by: "tom".into(), reason: "no".into(), at: now() };
    let request = request("QE34-1", 30);
    store.approvals().publish(&request).unwrap();
    store.approvals().decide(&request.id, &denied).unwrap();
    let (ops, _) = watched(&temp, None, || store.approvals().decide_once(&request.id, &denied).unwrap());
    assert!(ops.contains(&Op::SyncDir(Path::new("state/approvals").into())), "{ops:?}");
}
