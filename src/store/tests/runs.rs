//! A run survives what happens to files.

use super::*;
use crate::store::{StoreError, Summary};
use duckops_core::walk::State;
use duckops_core::walk::event::Outcome;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

pub(super) fn file(temp: &Temp, run: &str) -> PathBuf {
    temp.0.join("state/runs").join(run).join("events.jsonl")
}

#[test]
fn what_was_appended_is_read_and_gone_on_with() {
    let temp = Temp::new();
    let store = store(&temp);
    let log = begun(&store);
    let id = log.id.clone();
    drop(log);
    let (mut log, read) = store.reopen(&id.to_lowercase(), &me("ben")).unwrap();
    assert_eq!(read.events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(read.set_aside.is_none());
    let added = add(&mut log, Event::Left { why: Clean::new("quit") });
    assert_eq!((added.seq, added.who.as_str()), (5, "ben"));
    let events = store.read(&id).unwrap();
    assert_eq!(events[..4], read.events);
    assert_eq!(events[4], added);
    let text = fs::read_to_string(file(&temp, &id)).unwrap();
    assert!(text.lines().all(|line| line.starts_with(r#"{"seq":"#) && line.contains(r#","prev":""#)), "{text}");
}

#[test]
fn cut_off_at_any_byte_of_the_last_line_everything_before_it_is_there() {
    let temp = Temp::new();
    let store = store(&temp);
    let log = begun(&store);
    let id = log.id.clone();
    drop(log);
    let path = file(&temp, &id);
    let whole = fs::read(&path).unwrap();
    let start = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    for end in start..whole.len() {
        fs::write(&path, &whole[..end]).unwrap();
        let (mut log, read) = store.reopen(&id, &me("ana")).unwrap();
        assert_eq!(read.events.len(), 3);
        assert_eq!(read.set_aside.is_some(), end > start);
        add(&mut log, Event::Continued);
        drop(log);
        let (_, again) = store.reopen(&id, &me("ana")).unwrap();
        assert_eq!((again.events.len(), again.set_aside), (4, None), "said once");
        if let Some(kept) = read.set_aside {
            let torn = [&whole[start..end], b"\n"].concat();
            assert!(fs::read(&kept).unwrap().ends_with(&torn));
        }
    }
}

/// What a file system leaves of a write that it never finished: the size, and zeros for the bytes.
#[test]
fn a_line_that_ends_in_zeros_was_cut_off() {
    let temp = Temp::new();
    let store = store(&temp);
    let id = begun(&store).id.clone();
    let path = file(&temp, &id);
    let whole = fs::read(&path).unwrap();
    let start = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    for end in start..whole.len() {
        let zeros = vec![0; whole.len() - end];
        for torn in [[&whole[start..end], &zeros].concat(), [&whole[start..end], &zeros, b"\n"].concat()] {
            fs::write(&path, [&whole[..start], &torn].concat()).unwrap();
            let (log, read) = store.reopen(&id, &me("ana")).unwrap();
            drop(log);
            assert_eq!(read.events.len(), 3, "{end}");
            assert!(fs::read(read.set_aside.unwrap()).unwrap().ends_with(&[&torn[..], b"\n"].concat()));
            assert_eq!(store.reopen(&id, &me("ana")).unwrap().1.set_aside, None, "said once");
            assert_eq!(fs::read(&path).unwrap(), whole[..start]);
        }
    }
}

#[test]
fn who_only_reads_cuts_nothing_off() {
    let temp = Temp::new();
    let store = store(&temp);
    let log = begun(&store);
    let path = file(&temp, &log.id);
    fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, b"{\"seq\":5"))
        .unwrap();
    let before = fs::read(&path).unwrap();
    assert_eq!(store.read(&log.id).unwrap().len(), 4);
    assert_eq!(fs::read(&path).unwrap(), before);
}

/// Of a line that begins at a place.
type Damage = fn(&mut Vec<u8>, usize);

#[test]
fn damage_in_the_middle_is_refused_with_its_place() {
    let temp = Temp::new();
    let store = store(&temp);
    let log = begun(&store);
    let id = log.id.clone();
    drop(log);
    let path = file(&temp, &id);
    let whole = fs::read(&path).unwrap();
    let second = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let damages: [Damage; 4] = [
        |bytes, second| bytes[second + 30] ^= 1,
        |bytes, second| drop(bytes.splice(second..second + 1, [])),
        |bytes, second| bytes[second..second + 20].fill(0),
        // A whole line is missing.
        |bytes, second| {
            let end = second + bytes[second..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
            drop(bytes.drain(second..end));
        },
    ];
    for damage in damages {
        let mut bytes = whole.clone();
        damage(&mut bytes, second);
        fs::write(&path, &bytes).unwrap();
        assert!(matches!(store.read(&id), Err(StoreError::Damaged { offset, .. }) if offset == second));
        assert!(matches!(store.reopen(&id, &me("ana")), Err(StoreError::Damaged { .. })));
        let whole = store.read_whole(&id).unwrap();
        assert_eq!((whole.events.len(), whole.damage.is_some()), (1, true));
        assert_eq!(fs::read(&path).unwrap(), bytes, "nothing is repaired by guessing");
        let listed = store.list().unwrap();
        assert!(listed[0].damaged.is_some() && listed[0].runbook == "inc-001" && !listed[0].is_unfinished());
    }
}

#[test]
fn every_flipped_bit_is_noticed() {
    let temp = Temp::new();
    let store = store(&temp);
    let log = begun(&store);
    let path = file(&temp, &log.id);
    let whole = fs::read(&path).unwrap();
    let last = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    for bit in (0..last * 8).step_by(7) {
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &bytes).unwrap();
        assert!(store.read(&log.id).is_err(), "bit {} of byte {}", bit % 8, bit / 8);
    }
}

#[test]
fn another_run_s_file_and_a_newer_one_are_refused() {
    let temp = Temp::new();
    let store = store(&temp);
    let (one, other) = (begun(&store), begun(&store));
    fs::copy(file(&temp, &one.id), file(&temp, &other.id)).unwrap();
    assert!(matches!(store.read(&other.id), Err(StoreError::Damaged { offset: 0, .. })));

    let mut newer = store.create(&mut Ids::random(), &me("ana")).unwrap();
    let first = opened(&newer.id, FORMAT + 1, false);
    newer.append(first, now(), None).unwrap();
    let error = store.read(&newer.id).unwrap_err();
    assert!(matches!(error, StoreError::Newer { format, .. } if format == u64::from(FORMAT) + 1));
    fs::write(file(&temp, &newer.id), "{\"format\":9,\"unheard\":\"of\"}\n").unwrap();
    assert!(matches!(store.read(&newer.id), Err(StoreError::Newer { format: 9, .. })));
}

#[test]
fn a_run_has_one_holder() {
    let temp = Temp::new();
    let store = store(&temp);
    let log = begun(&store);
    let id = log.id.clone();
    match store.reopen(&id, &me("ben")) {
        Err(StoreError::Held(held)) => assert_eq!((held.who.as_str(), held.pid), ("ana", 7)),
        other => panic!("{:?}", other.map(|_| ()).unwrap_err()),
    }
    drop(log);
    let (_log, _) = store.reopen(&id, &me("ben")).unwrap();
    assert!(matches!(store.reopen(&id, &me("ana")), Err(StoreError::Held(held)) if held.who.as_str() == "ben"));
}

#[test]
fn ids_are_never_shared() {
    let temp = Temp::new();
    let store = store(&temp);
    let mut ids: Vec<_> = std::thread::scope(|threads| {
        let create = || {
            let mut same = Ids::seeded(7);
            (0..5).map(|_| store.create(&mut same, &me("ana")).unwrap().id).collect::<Vec<_>>()
        };
        let all: Vec<_> = (0..8).map(|_| threads.spawn(create)).collect();
        all.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|id| id.len() == 4 && !id.contains(['I', 'L', 'O', 'U'])));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 40);
}

#[test]
fn the_list_says_how_each_run_stands() {
    let temp = Temp::new();
    let store = store(&temp);
    assert_eq!(store.list().unwrap(), []);
    let open = begun(&store);
    let mut closed = begun(&store);
    add(&mut closed, Event::Closed { outcome: Outcome::Resolved, say: None });
    let mut dry = store.create(&mut Ids::random(), &me("ana")).unwrap();
    let first = opened(&dry.id, FORMAT, true);
    dry.append(first, now(), None).unwrap();
    let empty = store.create(&mut Ids::random(), &me("ana")).unwrap();
    fs::write(temp.0.join("state/runs/.DS_Store"), "").unwrap();

    let of = |id: &str| store.list().unwrap().into_iter().find(|run| run.id == id).unwrap();
    assert_eq!(of(&open.id).step, Some(StepId::from("probe")));
    assert_eq!(of(&closed.id).closed, Some(Outcome::Resolved));
    assert!(of(&dry.id).dry_run);
    assert_eq!(of(&empty.id).damaged.unwrap().text.as_str(), "it was never opened");
    assert_eq!(store.list().unwrap().len(), 4);
    let unfinished: Vec<_> = store.list().unwrap().into_iter().filter(Summary::is_unfinished).collect();
    assert_eq!(unfinished.iter().map(|run| &run.id).collect::<Vec<_>>(), [&open.id]);
    assert_eq!(store.find(&open.id.to_lowercase()).unwrap().as_ref(), Some(&unfinished[0]));
    assert_eq!(store.find(&empty.id).unwrap().unwrap().damaged.unwrap().text.as_str(), "it was never opened");
    assert_eq!(store.find("0000").unwrap(), None);
}

/// Who looks for a run keeps what they read for going on with it: not when somebody went on with it meanwhile.
#[test]
fn what_was_read_to_find_a_run_is_gone_on_with_when_it_is_still_so() {
    let temp = Temp::new();
    let (store, other) = (store(&temp), store(&temp));
    let id = begun(&store).id.clone();
    let events = |store: &Store| store.reopen(&id, &me("ana")).unwrap().1.events;
    store.find(&id).unwrap();
    let before = events(&store);
    assert_eq!(before, store.read(&id).unwrap());
    store.find(&id).unwrap();
    let (mut log, _) = other.reopen(&id, &me("ben")).unwrap();
    add(&mut log, Event::LookedAgain);
    drop(log);
    assert_eq!(events(&store).len(), before.len() + 1);
    fs::write(file(&temp, &id), "{}\n").unwrap();
    assert!(store.reopen(&id, &me("ana")).is_err());
}

#[test]
fn only_the_owner_can_use_it() {
    let temp = Temp::new();
    let store = store(&temp);
    let log = begun(&store);
    store.approvals().publish(&request("7F3K-1", 30)).unwrap();
    let mode = |path: &str| fs::metadata(temp.0.join("state").join(path)).unwrap().permissions().mode() & 0o777;
    let run = format!("runs/{}", log.id);
    for (path, wanted) in [
        ("", 0o700),
        ("runs", 0o700),
        (&run, 0o700),
        (&format!("{run}/events.jsonl"), 0o600),
        (&format!("{run}/lock"), 0o600),
        ("approvals", 0o700),
        ("approvals/7F3K-1.jsonl", 0o600),
    ] {
        assert_eq!(mode(path), wanted, "{path}");
    }
    let dir = temp.0.join("state");
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o777)).unwrap();
    let error = Store::open(&dir, Arc::new(SystemClock::new())).err().unwrap();
    assert_eq!(error.hint().to_string(), format!("chmod go-w '{}'", dir.display()));
}

#[test]
fn planted_links_are_not_followed() {
    let temp = Temp::new();
    let store = store(&temp);
    let log = begun(&store);
    let id = log.id.clone();
    drop(log);
    let path = file(&temp, &id);
    let elsewhere = temp.0.join("elsewhere");
    fs::rename(&path, &elsewhere).unwrap();
    symlink(&elsewhere, &path).unwrap();
    assert!(matches!(store.read(&id), Err(StoreError::Link { .. })));
    assert!(matches!(store.reopen(&id, &me("ana")), Err(StoreError::Link { .. })));
    fs::remove_file(&path).unwrap();
    let run = path.parent().unwrap();
    fs::rename(run, temp.0.join("other")).unwrap();
    symlink(temp.0.join("other"), run).unwrap();
    assert!(matches!(store.read(&id), Err(StoreError::Link { .. })));
    for id in ["", "..", "../x", "ZZZZ"] {
        assert!(matches!(store.read(id), Err(StoreError::NoRun(_))), "{id}");
    }
}

#[test]
fn who_was_taken_over_from_writes_nothing_more() {
    let temp = Temp::new();
    let store = store(&temp);
    let mut log = begun(&store);
    let id = log.id.clone();
    assert_eq!(store.holder(&id, &me("ben")).unwrap().map(|held| held.who), Some(Clean::new("ana")));
    store.take_over(&id, &me("ben")).unwrap();
    assert!(store.holder(&id, &me("ben")).unwrap().is_none(), "free for whoever comes next");
    let noted = log.append(Event::Noted { text: Clean::new("still here") }, now(), None).unwrap_err();
    assert!(noted.to_string().starts_with("ben has taken this run over at "), "{noted}");
    let (mut next, read) = store.reopen(&id, &me("ben")).unwrap();
    add(&mut next, Event::Noted { text: Clean::new("mine now") });
    assert_eq!(read.events.len(), 4);
}

/// A run that an earlier duckops wrote: a promotion with all of its consent, and the first looks after it.
#[test]
fn a_run_of_the_first_format_is_read_and_gone_on_with() {
    let temp = Temp::new();
    let store = store(&temp);
    fs::create_dir_all(temp.0.join("state/runs/PHDA")).unwrap();
    for dir in ["state/runs", "state/runs/PHDA"] {
        fs::set_permissions(temp.0.join(dir), fs::Permissions::from_mode(0o700)).unwrap();
    }
    fs::write(file(&temp, "PHDA"), include_str!("format-1.jsonl")).unwrap();
    fs::set_permissions(file(&temp, "PHDA"), fs::Permissions::from_mode(0o600)).unwrap();
    let state = State::of(store.read("PHDA").unwrap());
    let opened = state.opened.as_ref().unwrap();
    assert_eq!((opened.format, opened.skew.as_ref(), state.requests[0].mode), (1, None, Mode::Recorded));
    assert_eq!(state.effects().map(|effect| effect.plan.words.as_str()).collect::<Vec<_>>(), ["prod 43 -> 41"]);
    assert_eq!(state.spent.iter().map(String::as_str).collect::<Vec<_>>(), ["PHDA-1"]);
    // How long its looks were repeated, only their times say.
    let ran: Vec<_> = state.current().unwrap().rounds.iter().map(|round| round.ran.as_secs()).collect();
    assert_eq!(ran, [0, 1, 2]);
    let (mut log, read) = store.reopen("PHDA", &me("ben")).unwrap();
    assert_eq!((read.events.len(), read.set_aside), (37, None));
    assert_eq!(add(&mut log, Event::Resumed { skew: None, incident: None, severity: None }).seq, 38);
    assert_eq!(store.read("PHDA").unwrap().len(), 38);
}

#[test]
fn of_many_runs_those_that_were_written_to_last_are_read() {
    let temp = Temp::new();
    let store = store(&temp);
    let ids: Vec<_> = (0..4).map(|_| begun(&store).id.clone()).collect();
    for (age, id) in ids.iter().enumerate() {
        let then = now() - chrono::TimeDelta::hours(i64::try_from(age).unwrap());
        fs::File::options().append(true).open(file(&temp, id)).unwrap().set_modified(then.into()).unwrap();
    }
    let newest: Vec<_> = store.newest(2).unwrap().into_iter().map(|run| run.id).collect();
    assert!(newest.len() == 2 && newest.contains(&ids[0]) && newest.contains(&ids[1]), "{newest:?} of {ids:?}");
}
