//! Incident mode, the freeze and snapshots on a real disk: many at once, cut off, damaged.

use super::*;
use crate::store::{Start, StoreError};
use crate::untold::Untold;
use duckops_core::standing::incident::{End, Event as Incident};
use duckops_core::standing::snapshot::{self, Snapshot};
use duckops_core::world::Query;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;

fn start(name: &str, key: &str) -> Start {
    let (severity, title, by) = ("P1".into(), "it is slow".into(), "ana".into());
    Start { name: name.into(), severity, title, by, at: now(), key: key.into(), run: None, began: None, detected: None }
}

fn end(by: &str, text: Option<&str>) -> End {
    End { at: now(), by: by.into(), text: text.map(Clean::new), key: "e".into(), report: None, story: None }
}

fn at_path(temp: &Temp, name: &str) -> std::path::PathBuf {
    temp.0.join("state").join(name)
}

#[test]
fn of_many_who_declare_at_once_one_does() {
    let temp = Temp::new();
    let store = store(&temp);
    let started = std::thread::scope(|scope| {
        let one = |n: usize| {
            let store = store.clone();
            scope.spawn(move || store.incidents().start(start(&format!("R{n}"), &format!("key-{n}"))).is_ok())
        };
        let all: Vec<_> = (0..8).map(one).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).filter(|ok| *ok).count()
    });
    assert_eq!((started, store.incidents().all().unwrap().len()), (1, 1));
}

#[test]
fn of_many_notes_none_is_lost() {
    let temp = Temp::new();
    let store = store(&temp);
    store.incidents().start(start("7F3K", "k")).unwrap();
    std::thread::scope(|scope| {
        for n in 0..8 {
            let store = store.clone();
            scope.spawn(move || store.incidents().note(Clean::new(format!("note {n}")), "ana".into(), now()).unwrap());
        }
    });
    assert_eq!(store.incidents().all().unwrap()[0].notes.len(), 8);
}

/// It was never acknowledged; it is kept beside the file, and told once.
#[test]
fn a_line_that_was_cut_off_is_kept_beside_the_file_and_told_once() {
    let temp = Temp::new();
    let aside = Untold::default();
    let store = store(&temp).telling(&aside);
    let incidents = store.incidents();
    incidents.start(start("7F3K", "k")).unwrap();
    store.freezes().on("sale".into(), "ana".into(), now()).unwrap();
    store.approvals().publish(&request("7F3K-1", 30)).unwrap();
    let torn = b"{\"event\":\"noted\",\"te";
    let cut = |name: &str| {
        let mut file = OpenOptions::new().append(true).open(at_path(&temp, name)).unwrap();
        file.write_all(torn).unwrap();
    };
    ["incidents.jsonl", "freeze.jsonl", "approvals/7F3K-1.jsonl"].into_iter().for_each(cut);
    assert_eq!(incidents.all().unwrap()[0].notes, []);
    assert!(store.freezes().open().unwrap().is_some() && aside.take().is_empty(), "who only reads cuts nothing off");
    incidents.note("restarted it".into(), "tom".into(), now()).unwrap();
    store.freezes().off(None, "ana".into(), now()).unwrap();
    store.approvals().decide("7F3K-1", &denied()).unwrap();
    let kept = ["incidents.torn", "freeze.torn", "approvals/7F3K-1.torn"].map(|name| at_path(&temp, name));
    assert_eq!(aside.take(), kept);
    for path in kept {
        assert_eq!(fs::read(&path).unwrap(), [&torn[..], b"\n"].concat());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    incidents.note("again".into(), "tom".into(), now()).unwrap();
    assert_eq!((incidents.all().unwrap()[0].notes.len(), aside.take().len()), (2, 0));
    assert_eq!(store.approvals().open().unwrap(), []);
    cut("incidents.jsonl");
    incidents.note("and again".into(), "tom".into(), now()).unwrap();
    assert_eq!(fs::read(at_path(&temp, "incidents.torn")).unwrap().split(|byte| *byte == b'\n').count(), 3);
    assert_eq!(fs::metadata(at_path(&temp, "incidents.jsonl")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_damaged_file_is_neither_on_nor_off_and_nothing_is_added_to_it() {
    let temp = Temp::new();
    let store = store(&temp);
    store.freezes().on("sale".into(), "ana".into(), now()).unwrap();
    let path = at_path(&temp, "freeze.jsonl");
    let damaged = fs::read_to_string(&path).unwrap().replace("sale", "SALE");
    fs::write(&path, &damaged).unwrap();
    assert!(matches!(store.freezes().open(), Err(StoreError::Damaged { .. })));
    let off = store.freezes().off(None, "ana".into(), now());
    let Err(error) = off else { panic!("{off:?}") };
    assert!(error.hint().as_str().contains("mv '"), "{}", error.hint());
    let evidence = store.freezes().look(&Query::new("freeze.state"));
    assert!(
        evidence.failure().is_some_and(|why| why.text.as_str().contains("its digest does not fit")),
        "{evidence:?}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
}

#[test]
fn on_and_off_are_said_once_each() {
    let temp = Temp::new();
    let store = store(&temp);
    let (incidents, freezes) = (store.incidents(), store.freezes());
    assert!(matches!(incidents.note("x".into(), "ana".into(), now()), Err(StoreError::Already { .. })));
    assert!(matches!(incidents.end(end("ana", None)), Err(StoreError::Already { .. })));
    assert!(matches!(freezes.off(None, "ana".into(), now()), Err(StoreError::Already { .. })));
    freezes.on("sale".into(), "ana".into(), now()).unwrap();
    let twice = freezes.on("again".into(), "tom".into(), now()).unwrap_err();
    assert!(twice.to_string().contains("by ana: sale"), "{twice}");
    assert_eq!(freezes.off(None, "tom".into(), now()).unwrap().unwrap().reason.as_str(), "sale");
    incidents.start(start("7F3K", "a")).unwrap();
    incidents.end(end("tom", Some("the cache"))).unwrap();
    assert_eq!(incidents.start(start("7F3K", "b")).unwrap().id, "I-7F3K-2");
}

#[test]
fn a_snapshot_is_whole_private_and_found_by_its_id() {
    let temp = Temp::new();
    let snapshots = store(&temp).snapshots();
    let one = Snapshot {
        snapshot: snapshot::FORMAT,
        id: "7F3K".into(),
        at: "2026-11-22T02:14:07Z".parse().unwrap(),
        by: "ana".into(),
        account: "1".into(),
        region: "r".into(),
        api: "https://duck.example".into(),
        run: None,
        drill: None,
        values: BTreeMap::new(),
        sources: [].into(),
        digest: None,
    };
    let taken = snapshots.keep(&one).unwrap();
    assert!(taken.path.ends_with("snapshots/20261122T021407Z-7F3K.json"), "{:?}", taken.path);
    assert_eq!(fs::metadata(&taken.path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(taken.path.parent().unwrap()).unwrap().count(), 1);
    assert_eq!(snapshots.keep(&Snapshot { by: "tom".into(), ..one.clone() }).unwrap(), taken, "the first one stands");
    assert_eq!(snapshots.find(one.at, "7F3K").unwrap(), Some(taken.clone()));
    for name in ["7f3k", "20261122T021407Z-7F3K", "20261122T021407Z-7F3K.json"] {
        assert_eq!(snapshots.named(name, &temp.0).unwrap(), taken, "{name}");
    }
    assert!(matches!(snapshots.named("9XYZ", &temp.0), Err(StoreError::NoSnapshot { .. })));
    fs::write(temp.0.join("other.json"), "[]").unwrap();
    assert!(matches!(snapshots.named("other.json", &temp.0), Err(StoreError::NotASnapshot { .. })));
    let newer = fs::read_to_string(&taken.path).unwrap().replace("\"snapshot\": 1", "\"snapshot\": 2");
    fs::write(temp.0.join("newer.json"), newer).unwrap();
    assert!(matches!(snapshots.named("newer.json", &temp.0), Err(StoreError::Newer { format: 2, .. })));
    let sealed = snapshots.keep(&Snapshot { id: "SEAL".into(), ..one }.sealed().unwrap()).unwrap();
    assert_eq!(snapshots.named("seal", &temp.0).unwrap(), sealed);
    let changed = fs::read_to_string(&sealed.path).unwrap().replace("ana", "tom");
    fs::write(temp.0.join("changed.json"), changed).unwrap();
    let Err(error) = snapshots.named("changed.json", &temp.0) else { panic!("it was changed") };
    assert!(error.to_string().ends_with("its digest does not fit: it was changed"), "{error}");
}

/// What a later duckops may add must not be taken for a state.
#[test]
fn an_event_that_is_not_known_here_is_damage() {
    let read = serde_json::from_str::<Incident>(r#"{"event":"merged","with":"I-2"}"#);
    assert!(read.is_err());
}
