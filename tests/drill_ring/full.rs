//! No room left while a walk is under way, or no way to what it keeps: nothing is changed that could not be recorded,
//! and it goes on afterwards.
//!
//! What stands in for a full disk is a limit on the size of files, at which writing fails part of the way; for
//! permissions that are lost, which root would not feel, something else in the place of what is needed.

use super::served::{GO_BACK, Served, approved, entries, resumed, run_of, walk};
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use std::process::Command;

/// What `ulimit -f` counts in.
const BLOCK: usize = 512;

/// Goes on with the run under a shell that lets no file become larger.
fn with_room_for(place: &Duckops, bytes: usize) -> Ran {
    let known = place.command(&[&["triage", "inc-001"], &resumed()[..]].concat());
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg("ulimit -f \"$0\"; exec \"$@\"").arg((bytes / BLOCK).to_string());
    shell.arg(known.get_program()).args(known.get_args()).current_dir(&place.dir).env_clear();
    place.ran(shell.envs(known.get_envs().filter_map(|(name, value)| Some((name, value?)))))
}

fn recorded(place: &Duckops) -> String {
    std::fs::read_to_string(place.state().join("drill/runs").join(run_of(place)).join("events.jsonl")).unwrap()
}

/// At the next line and at some further ones: up to the gate's spending, the intent, the entries after it.
#[test]
fn without_room_nothing_is_changed_that_is_not_recorded_and_it_goes_on_with_room() {
    let _ring = ring::enter("drill");
    let mut stops = Vec::new();
    for more in [0, 1, 3, 5, 7, 9, 11, 13, 20, 40] {
        let served = Served::start("inc-001");
        let place = served.duckops();
        approved(&place, &walk(&place, &GO_BACK));
        let ran = with_room_for(&place, recorded(&place).len() + more * BLOCK);
        let text = recorded(&place);
        let said = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
        let up_to = format!("run {} is saved up to event {}, ", run_of(&place), text.lines().count());
        assert_eq!(ran.code, 4, "{more}: {ran:?}");
        assert!(said.contains(&up_to) && said.contains("; not saved: "), "{more}: {said}");
        assert!(said.contains("free the disk or mend its permissions, then go on with --resume"), "{more}: {said}");
        assert!(text.ends_with('\n'), "{more}: the part of a line is taken away again");
        let is_sent = text.contains("\"event\":\"intended\"");
        assert!(is_sent || served.alias()["FunctionVersion"] == "43", "{more}: changed, and not recorded");
        stops.push(said.split("; not saved: ").nth(1).unwrap().split(" (").next().unwrap().to_owned());
        let mut whole = walk(&place, &resumed());
        if whole.code == 4 && whole.err.contains("duckops approve ") {
            // Used up, and then there was no room: it was wasted, and is asked for again.
            approved(&place, &whole);
            whole = walk(&place, &resumed());
        }
        assert_eq!(whole.code, 0, "{more}: {whole:?}");
        served.is_repaired_once();
        assert_eq!(entries(&place), (1, 3), "{more}");
    }
    stops.sort();
    stops.dedup();
    assert!(stops.len() > 3, "always the same place: {stops:?}");
}

/// Approved, and then what the walk needs next cannot be used: it says which, and nothing is sent. Put back, it goes on.
#[test]
fn without_a_way_to_what_is_kept_nothing_is_changed_and_it_goes_on_when_there_is_one() {
    let _ring = ring::enter("drill");
    for what in ["approvals", "approvals/QE34-1.jsonl", "runs/QE34/events.jsonl", "runs/QE34/lock", "runs/QE34"] {
        let served = Served::start("inc-001");
        let place = served.duckops();
        approved(&place, &walk(&place, &GO_BACK));
        let (path, aside) = (place.state().join("drill").join(what), place.dir.join("aside"));
        let is_dir = path.is_dir();
        std::fs::rename(&path, &aside).unwrap();
        if is_dir {
            std::fs::write(&path, "").unwrap()
        } else {
            std::fs::create_dir(&path).unwrap()
        }
        let ran = walk(&place, &[&resumed()[..], &["--resume=QE34"]].concat()[1..]);
        assert_eq!(served.alias()["FunctionVersion"], "43", "{what}: {ran:?}");
        let under_way = what.starts_with("approvals");
        let said =
            ran.err.contains(what) && (!under_way || ran.err.contains("saved up to event 25, no further change"));
        assert!(said && ran.code == if under_way { 4 } else { 2 }, "{what}: {ran:?}");
        if is_dir {
            std::fs::remove_file(&path).unwrap()
        } else {
            std::fs::remove_dir(&path).unwrap()
        }
        std::fs::rename(&aside, &path).unwrap();
        assert_eq!(walk(&place, &resumed()).code, 0, "{what}");
        served.is_repaired_once();
    }
}

#[test]
fn what_others_could_write_to_meanwhile_stops_it_with_the_command_that_mends_it() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    approved(&place, &walk(&place, &GO_BACK));
    let approvals = place.state().join("drill/approvals");
    set_permissions(&approvals, Permissions::from_mode(0o720)).unwrap();
    let ran = walk(&place, &resumed());
    let said = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(ran.code == 4 && said.contains("mend it, then go on with --resume: chmod go-w "), "{ran:?}");
    assert_eq!(served.alias()["FunctionVersion"], "43");
    set_permissions(&approvals, Permissions::from_mode(0o700)).unwrap();
    assert_eq!(walk(&place, &resumed()).code, 0);
}

/// The walk goes on without an entry that cannot be written, and its last screen says what is not there.
#[test]
fn an_entry_that_cannot_be_written_is_said_at_the_end() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    approved(&place, &walk(&place, &GO_BACK));
    let ledgers = std::fs::read_dir(place.state().join("drill/ledgers")).unwrap().next().unwrap().unwrap().path();
    std::fs::create_dir(ledgers.join("GOVERNANCE-LOG.md")).unwrap();
    let ran = walk(&place, &resumed());
    let said = ran.out.split("RESOLVED").nth(1).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(said.contains("not done Write the governance log: nothing was written to "), "{said}");
}

/// Nothing that is kept is moved there from elsewhere.
#[cfg(target_os = "linux")]
#[test]
fn the_state_directory_may_be_on_another_file_system() {
    use crate::support::or_skip;
    use std::os::unix::fs::MetadataExt;
    let _ring = ring::enter("drill");
    let other = std::path::Path::new("/dev/shm");
    let on_another =
        || std::fs::metadata(other).is_ok_and(|there| there.dev() != std::fs::metadata("/tmp").unwrap().dev());
    let there = if on_another() { Ok(()) } else { Err("there is none at /dev/shm".to_owned()) };
    let Some(()) = or_skip("another file system", there) else { return };
    let served = Served::start("inc-001");
    let place = served.duckops();
    let state = other.join(place.dir.file_name().unwrap());
    let place = place.with("DUCKOPS_STATE_DIR", state.to_str().unwrap());
    approved(&place, &walk(&place, &GO_BACK));
    let ran = walk(&place, &resumed());
    assert!(!place.state().exists() && state.join("drill/runs").is_dir());
    std::fs::remove_dir_all(&state).unwrap();
    assert_eq!(ran.code, 0, "{ran:?}");
    served.is_repaired_once();
}

/// Half of a page would pass for the whole.
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    for args in [&["iam-policy"][..], &["runbook", "show", "inc-001"], &["runbook", "list", "--json"]] {
        let known = place.command(args);
        let mut shell = Command::new("/bin/sh");
        shell.arg("-c").arg("ulimit -f 0; exec \"$0\" \"$@\" > out").arg(known.get_program()).args(known.get_args());
        shell.current_dir(&place.dir).env_clear();
        let ran = place.ran(shell.envs(known.get_envs().filter_map(|(name, value)| Some((name, value?)))));
        assert_eq!(ran.code, 4, "{args:?}: {ran:?}");
        assert!(ran.err.contains("cannot write the output"), "{args:?}: {ran:?}");
    }
}
