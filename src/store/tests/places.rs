//! Every directory and file of ours is refused when others can write to it, or when it is a link: with the command
//! that mends it.

use super::*;
use crate::store::{Start, StoreError};
use duckops_core::world::Why;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

type Use = fn(&Store) -> Result<(), StoreError>;

const LEDGER: &str = "/log/DEPLOY-LOG.md";

/// What is known of a ledger says why it is not known.
fn unnoted(why: Why) -> StoreError {
    match why.hint.as_deref().map(Clean::as_str) {
        Some(hint) if hint.starts_with("chmod go-w '") => {
            StoreError::Open { path: hint["chmod go-w '".len()..hint.len() - 1].into() }
        }
        _ => StoreError::Link { path: LEDGER.into() },
    }
}

/// What is done with each, reading and writing.
const USES: &[(&str, &[(&str, Use)])] = &[
    (
        "approvals",
        &[
            ("publish", |store| store.approvals().publish(&request("7F3K-2", 30))),
            ("get", |store| store.approvals().get("7F3K-1").map(drop)),
            ("open", |store| store.approvals().open().map(drop)),
            ("decide", |store| store.approvals().decide("7F3K-1", &denied())),
            ("spend", |store| store.approvals().spend("7F3K-1")),
        ],
    ),
    (
        "approvals/7F3K-1.jsonl",
        &[
            ("get", |store| store.approvals().get("7F3K-1").map(drop)),
            ("open", |store| store.approvals().open().map(drop)),
            ("spend", |store| store.approvals().spend("7F3K-1")),
        ],
    ),
    (
        "runs",
        &[
            ("list", |store| store.list().map(drop)),
            ("create", |store| store.create(&mut Ids::random(), &me("ana")).map(drop)),
        ],
    ),
    (
        "anchors",
        &[
            ("noted", |store| store.anchors().noted(LEDGER.as_ref()).map(drop).map_err(unnoted)),
            ("newest", |store| store.anchors().newest(LEDGER.as_ref()).map(drop).map_err(unnoted)),
        ],
    ),
    ("freeze.jsonl", &[("status", |store| store.freezes().open().map(drop))]),
    ("incidents.jsonl", &[("status", |store| store.incidents().all().map(drop))]),
    ("snapshots", &[("find", |store| store.snapshots().named("7F3K", Path::new("/")).map(drop))]),
];

/// A state directory with one of each.
fn filled() -> (Temp, Store) {
    let temp = Temp::new();
    let store = store(&temp);
    drop(begun(&store));
    store.approvals().publish(&request("7F3K-1", 30)).unwrap();
    store.freezes().on("sale".into(), "ana".into(), now()).unwrap();
    let (severity, title, by) = ("P1".into(), "it is slow".into(), "ana".into());
    store
        .incidents()
        .start(Start {
            name: "R1".into(),
            severity,
            title,
            by,
            at: now(),
            key: "k".into(),
            run: None,
            began: None,
            detected: None,
        })
        .unwrap();
    fs::create_dir(temp.0.join("state/snapshots")).unwrap();
    store.anchors().begin(LEDGER.as_ref(), &super::anchors::pending(1, "one")).unwrap();
    (temp, store)
}

#[test]
fn what_others_can_write_to_is_refused() {
    for (place, uses) in USES {
        for (name, used) in *uses {
            let (temp, store) = filled();
            let path = temp.0.join("state").join(place);
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode | 0o022)).unwrap();
            let error = used(&store).err().unwrap_or_else(|| panic!("{place}: {name} did it"));
            assert!(matches!(error, StoreError::Open { .. }), "{place}: {name}: {error}");
            assert_eq!(error.hint().to_string(), format!("chmod go-w '{}'", path.display()), "{place}: {name}");
        }
    }
}

#[test]
fn a_link_in_the_place_of_ours_is_refused() {
    for (place, uses) in USES {
        for (name, used) in *uses {
            let (temp, store) = filled();
            let path = temp.0.join("state").join(place);
            fs::rename(&path, temp.0.join("elsewhere")).unwrap();
            symlink(temp.0.join("elsewhere"), &path).unwrap();
            let error = used(&store).err().unwrap_or_else(|| panic!("{place}: {name} did it"));
            assert!(matches!(error, StoreError::Link { .. }), "{place}: {name}: {error}");
        }
    }
}

#[test]
fn a_run_that_others_can_write_to_is_not_taken_up() {
    for file in ["", "events.jsonl", "lock"] {
        let temp = Temp::new();
        let store = store(&temp);
        let id = begun(&store).id.clone();
        let path = temp.0.join("state/runs").join(&id).join(file);
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode | 0o020)).unwrap();
        let error = store.reopen(&id, &me("ana")).err().unwrap();
        assert!(matches!(error, StoreError::Open { .. }), "{file}: {error}");
    }
}

/// A file that somebody names is theirs: whoever can write it, it is read.
#[test]
fn a_file_that_is_named_may_lie_open() {
    let (temp, store) = filled();
    let file = temp.0.join("theirs.json");
    fs::write(&file, "{}").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    let error = store.snapshots().named("theirs.json", &temp.0).err().unwrap();
    assert!(matches!(error, StoreError::NotASnapshot { .. }), "{error}");
}

/// Root may write to whatever is no read-only disk.
#[test]
fn a_directory_that_cannot_be_written_to_is_told() {
    let temp = Temp::new();
    let store = store(&temp);
    store.writable().unwrap();
    fs::set_permissions(&temp.0, fs::Permissions::from_mode(0o500)).unwrap();
    let is_root = rustix::process::geteuid().is_root();
    assert_eq!(store.writable().is_ok(), is_root);
    fs::set_permissions(&temp.0, fs::Permissions::from_mode(0o700)).unwrap();
    fs::remove_dir_all(&temp.0).unwrap();
    assert!(store.writable().unwrap_err().to_string().starts_with("cannot write "));
}
