//! Any bytes in the place of a file of ours: what is read is what was written, as far as that goes, and never more.

use super::*;
use crate::store::{LastProbes, Start, StoreError};
use crate::untold::Untold;
use duckops_core::ledger::anchor::Noted;
use duckops_core::walk::State;
use proptest::prelude::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// A whole line that cannot be read is damage, wherever it stands; the last one only if it was once finished.
fn is_damaged(bytes: &[u8]) -> bool {
    match bytes.iter().position(|byte| *byte == b'\n') {
        None => false,
        Some(end) if end + 1 < bytes.len() => true,
        Some(end) => serde_json::from_slice::<serde_json::Value>(&bytes[..end]).is_ok(),
    }
}

fn put(temp: &Temp, name: &str, bytes: &[u8]) -> PathBuf {
    let path = temp.0.join("state").join(name);
    fs::write(&path, bytes).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

/// What was read, and whether it was refused as damaged.
fn answer<T>(read: Result<T, StoreError>) -> (Option<T>, bool) {
    match read {
        Ok(read) => (Some(read), false),
        Err(StoreError::Damaged { .. }) => (None, true),
        Err(other) => panic!("{other}"),
    }
}

fn read(temp: &Temp, id: &str, bytes: &[u8]) -> (Vec<Recorded>, bool) {
    fs::write(temp.0.join("state/runs").join(id).join("events.jsonl"), bytes).unwrap();
    let whole = store(temp).read_whole(id).unwrap();
    (whole.events, whole.damage.is_some())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Not one event is made of them: a whole line is damage, a line without an end was never acknowledged.
    #[test]
    fn any_bytes_are_no_run(bytes in any_bytes()) {
        let temp = Temp::new();
        let id = begun(&store(&temp)).id.clone();
        let (events, damaged) = read(&temp, &id, &bytes);
        prop_assert_eq!((events.len(), damaged), (0, is_damaged(&bytes)));
    }

    /// Whatever is put in, taken out or overwritten: a prefix of what was written is read, and a line that is not
    /// whole is said.
    #[test]
    fn a_run_with_other_bytes_in_it_is_read_as_far_as_it_is_whole(
        at in any::<prop::sample::Index>(), out in 0usize..40, put in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let temp = Temp::new();
        let store = store(&temp);
        let id = begun(&store).id.clone();
        let written = store.read(&id).unwrap();
        let path = temp.0.join("state/runs").join(&id).join("events.jsonl");
        let mut bytes = fs::read(&path).unwrap();
        let before = bytes.clone();
        let at = at.index(bytes.len());
        let end = (at + out).min(bytes.len());
        bytes.splice(at..end, put);
        let (events, damaged) = read(&temp, &id, &bytes);
        prop_assert!(written.starts_with(&events), "{} events, of which one was never written", events.len());
        prop_assert!(bytes == before || damaged || events.len() < written.len() || bytes.starts_with(&before), "a change is not seen");
    }

    /// Neither an incident nor a freeze nor a request is made of them; and where they are damage nothing is added.
    #[test]
    fn any_bytes_are_no_event_of_a_journal(bytes in any_bytes()) {
        let (temp, aside) = (Temp::new(), Untold::default());
        let store = store(&temp).telling(&aside);
        let damaged = is_damaged(&bytes);
        fs::create_dir(temp.0.join("state/approvals")).unwrap();
        fs::set_permissions(temp.0.join("state/approvals"), fs::Permissions::from_mode(0o700)).unwrap();
        let paths = ["incidents.jsonl", "freeze.jsonl", "approvals/7F3K-1.jsonl"].map(|name| put(&temp, name, &bytes));
        prop_assert_eq!(answer(store.incidents().all()), ((!damaged).then(Vec::new), damaged));
        prop_assert_eq!(answer(store.freezes().open()), ((!damaged).then_some(None), damaged));
        prop_assert_eq!(answer(store.approvals().get("7F3K-1")), ((!damaged).then_some(None), damaged));
        prop_assert_eq!(answer(store.approvals().open()), ((!damaged).then(Vec::new), damaged));
        let (severity, title, by) = ("P1".into(), "slow".into(), "ana".into());
        let start = Start { name: "R1".into(), severity, title, by, at: now(), key: "k".into(), run: None, began: None, detected: None };
        prop_assert_eq!(store.incidents().start(start).is_ok(), !damaged);
        prop_assert_eq!(store.freezes().on("sale".into(), "ana".into(), now()).is_ok(), !damaged);
        prop_assert_eq!(store.approvals().publish(&request("7F3K-1", 30)).is_ok(), !damaged);
        for path in &paths {
            let (there, kept) = (fs::read(path).unwrap(), fs::read(path.with_extension("torn")).unwrap_or_default());
            let torn = if bytes.is_empty() { Vec::new() } else { [&bytes[..], b"\n"].concat() };
            let is_right = if damaged { there == bytes && kept.is_empty() } else { there != bytes && kept == torn };
            prop_assert!(is_right);
        }
    }

    /// A ledger of which nothing readable is noted is not vouched for: it is refused, or nothing is known of it.
    #[test]
    fn any_bytes_are_no_anchor(bytes in any_bytes()) {
        let temp = Temp::new();
        let (keep, ledger) = (store(&temp).anchors(), Path::new("/log/DEPLOY-LOG.md"));
        let pending = super::anchors::pending(1, "one");
        keep.begin(ledger, &pending).unwrap();
        let file = fs::read_dir(temp.0.join("state/anchors")).unwrap().next().unwrap().unwrap().path();
        fs::write(&file, &bytes).unwrap();
        let noted = keep.noted(ledger);
        prop_assert_eq!(noted.is_err(), is_damaged(&bytes));
        prop_assert!(noted.is_err() || noted == Ok(Noted::default()));
        prop_assert!(keep.newest(ledger).is_err() || keep.newest(ledger) == Ok(None));
    }

    /// They are no snapshot and no probe; and a lock that nobody holds is free, whatever stands in it.
    #[test]
    fn any_bytes_are_no_snapshot_no_probe_and_no_holder(bytes in any_bytes()) {
        let temp = Temp::new();
        let store = store(&temp);
        put(&temp, "last-probe.json", &bytes);
        prop_assert_eq!(store.last_probe().unwrap(), LastProbes::default());
        fs::write(temp.0.join("s.json"), &bytes).unwrap();
        let refused = matches!(store.snapshots().named("s.json", &temp.0), Err(StoreError::NotASnapshot { .. }));
        prop_assert!(refused);
        let id = begun(&store).id.clone();
        put(&temp, &format!("runs/{id}/lock"), &bytes);
        prop_assert_eq!(store.holder(&id, &me("ben")).unwrap(), None);
        prop_assert_eq!(store.reopen(&id, &me("ben")).unwrap().1.events.len(), 4);
    }
}

proptest! {
    // Each writes and syncs a run twice.
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Cut off at any byte and taken up: it adds up to what was on the disk, and with the rest to what it was.
    #[test]
    fn a_run_that_is_cut_off_anywhere_adds_up_to_the_same(cut in any::<prop::sample::Index>()) {
        let temp = Temp::new();
        let store = store(&temp);
        let id = begun(&store).id.clone();
        let written = store.read(&id).unwrap();
        let path = temp.0.join("state/runs").join(&id).join("events.jsonl");
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..cut.index(bytes.len() + 1)]).unwrap();
        let (mut log, read) = store.reopen(&id, &me("ana")).unwrap();
        let kept = read.events.len();
        prop_assert_eq!(State::of(read.events), State::of(written[..kept].to_vec()));
        for event in &written[kept..] {
            log.append(event.event.clone(), event.at, event.step.as_ref().zip(event.visit)).unwrap();
        }
        prop_assert_eq!(State::of(store.read(&id).unwrap()), State::of(written));
        prop_assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

/// Of any length, and short ones with line ends in them.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let lines = prop::sample::select(b"\n\n{}[]\"7a \0\xff".to_vec());
    prop_oneof![prop::collection::vec(any::<u8>(), 0..400), prop::collection::vec(lines, 0..8)]
}
