//! A run that is taken away is gone, whatever is cut off meanwhile, and nothing else is.

use super::*;
use crate::disk::loss::{Disk, LOSSES, Tree};
use crate::disk::simulated;
use crate::store::StoreError;
use std::fs;
use std::path::{Path, PathBuf};

fn closed(store: &Store) -> (String, Vec<Recorded>) {
    let mut log = begun(store);
    add(&mut log, Event::Closed { outcome: duckops_core::walk::event::Outcome::Resolved, say: None });
    let id = log.id.clone();
    drop(log);
    store.approvals().publish(&request(&format!("{id}-1"), 30)).unwrap();
    let events = store.read(&id).unwrap();
    (id, events)
}

#[test]
fn a_run_goes_with_what_was_asked_of_it_and_no_other_does() {
    let temp = Temp::new();
    let store = store(&temp);
    let ((one, events), (other, _)) = (closed(&store), closed(&store));
    assert!(store.remove_run(&events, &one.to_lowercase(), &me("ana")).unwrap());
    assert!(matches!(store.read(&one), Err(StoreError::NoRun(_))));
    assert!(store.approvals().get(&format!("{one}-1")).unwrap().is_none());
    assert!(store.approvals().get(&format!("{other}-1")).unwrap().is_some());
    assert_eq!(store.list().unwrap().iter().map(|run| run.id.clone()).collect::<Vec<_>>(), [other]);
}

#[test]
fn a_run_that_is_held_or_was_gone_on_with_stays() {
    let temp = Temp::new();
    let store = store(&temp);
    let (id, events) = closed(&store);
    let (mut log, _) = store.reopen(&id, &me("ben")).unwrap();
    assert!(matches!(store.remove_run(&events, &id, &me("ana")), Err(StoreError::Held(_))));
    add(&mut log, Event::Continued);
    drop(log);
    assert!(!store.remove_run(&events, &id, &me("ana")).unwrap());
    assert_eq!(store.read(&id).unwrap().len(), events.len() + 1);
}

/// After the power failed at any point of it the run is whole or gone, and what is left of it goes with the next one.
#[test]
fn a_power_loss_leaves_a_run_whole_or_gone() {
    let count = points(None);
    assert!(count > 5, "only {count} operations are watched");
    for at in 1..=count {
        points(Some(at));
    }
}

/// Removes a run in a place of its own until some operation, and looks at what each loss leaves. How many there are.
fn points(until: Option<usize>) -> usize {
    let temp = Temp::new();
    let state = temp.0.join("state");
    let store_here = store(&temp);
    let (id, events) = closed(&store_here);
    let here = tree(&state, Path::new(""));
    let fault = until.map(|at| simulated::Fault { at, how: simulated::How::Broken, lasts: true });
    simulated::begin(&state, Disk::of(&here), fault).unwrap();
    let removed = store_here.remove_run(&events, &id, &me("ana"));
    let count = simulated::begun();
    let (disk, _) = simulated::end();
    assert_eq!(removed.is_ok(), until.is_none());
    for loss in LOSSES {
        let Some(left) = disk.left(loss) else { continue };
        let other = Temp::new();
        lay(&other.0.join("state"), &left);
        let store = store(&other);
        match store.read(&id) {
            Ok(whole) => assert_eq!(whole, events, "{loss:?} at {until:?}"),
            Err(error) => assert!(matches!(error, StoreError::NoRun(_)), "{loss:?} at {until:?}: {error}"),
        }
        store.finish_removals().unwrap();
        let names: Vec<_> =
            fs::read_dir(other.0.join("state/runs")).unwrap().map(|one| one.unwrap().file_name()).collect();
        assert!(names.iter().all(|name| !name.to_string_lossy().contains('.')), "{loss:?} at {until:?}: {names:?}");
    }
    count
}

fn tree(root: &Path, below: &Path) -> Tree {
    let mut found = Tree::new();
    for one in fs::read_dir(root.join(below)).unwrap() {
        let path: PathBuf = below.join(one.unwrap().file_name());
        if root.join(&path).is_dir() {
            found.insert(path.clone(), None);
            found.extend(tree(root, &path));
        } else {
            found.insert(path.clone(), Some(fs::read(root.join(&path)).unwrap()));
        }
    }
    found
}

fn lay(root: &Path, tree: &Tree) {
    let make = |dir: &Path| crate::disk::make_dir(dir, 0o700).unwrap();
    make(root);
    for (path, bytes) in tree {
        match bytes {
            None => make(&root.join(path)),
            Some(bytes) => {
                let make = crate::disk::Make::New;
                let file = crate::disk::open_to_append(&root.join(path), make, 0o600, rustix::fs::OFlags::empty());
                file.unwrap().write_all(bytes).unwrap();
            }
        }
    }
}
