//! The formats of run files, as users meet them: older ones are gone on with, newer ones refused with what to do.

use super::served::{GO_BACK, Served, approved, request, resumed, run_of, walk};
use super::signed::{JOSH, approve, team};
use crate::support::duckops::Duckops;
use crate::support::ring;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

fn events(place: &Duckops, run: &str) -> PathBuf {
    place.state().join("drill/runs").join(run).join("events.jsonl")
}

/// What the first line of the only run says.
fn format(place: &Duckops) -> Value {
    let text = std::fs::read_to_string(events(place, &run_of(place))).unwrap();
    serde_json::from_str::<Value>(text.lines().next().unwrap()).unwrap()["format"].clone()
}

/// Approvals that are written down are nothing new: an earlier duckops can read and go on with such a run.
#[test]
fn a_run_with_recorded_approvals_is_of_the_first_format() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let stopped = walk(&place, &GO_BACK);
    assert_eq!(format(&place), 1);
    approved(&place, &stopped);
    let ran = walk(&place, &resumed());
    assert_eq!((ran.code, format(&place)), (0, 1.into()), "{ran:?}");
    served.is_repaired_once();
}

/// Who knows only the first format would take a signed approval for one that was written down.
#[test]
fn a_run_with_signed_approvals_is_of_the_second_format() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().with("DUCKOPS_OPERATOR", "ana");
    let Some(()) = team(&place) else { return };
    let id = request(&walk(&place, &GO_BACK));
    assert_eq!(format(&place), 2);
    assert_eq!(approve(&place, &id, JOSH, "josh").code, 0);
    let ran = walk(&place, &resumed());
    assert_eq!((ran.code, format(&place)), (0, 2.into()), "{ran:?}");
    served.is_repaired_once();
}

/// The file of an earlier duckops, of which nothing is left but this.
#[test]
fn a_run_of_an_earlier_duckops_is_read() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    assert_eq!(place.run(&["drill", "inc-001", "--auto"]).code, 0);
    let file = events(&place, "PHDA");
    std::fs::create_dir(file.parent().unwrap()).unwrap();
    std::fs::set_permissions(file.parent().unwrap(), PermissionsExt::from_mode(0o700)).unwrap();
    std::fs::write(&file, include_str!("../../src/store/tests/format-1.jsonl")).unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    let listed = place.run(&["runs", "list"]);
    assert!(listed.code == 0 && listed.out.contains("PHDA"), "{listed:?}");
    assert!(!listed.out.contains("cannot be read"), "{listed:?}");
}

/// Not one byte of it is changed, and other runs are not in its way.
#[test]
fn a_run_of_a_newer_format_is_refused_with_what_to_do() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    assert_eq!(walk(&place, &[]).code, 4);
    let run = run_of(&place);
    let file = events(&place, &run);
    let newer = std::fs::read_to_string(&file).unwrap().replacen("\"format\":1,", "\"format\":3,", 1);
    std::fs::write(&file, &newer).unwrap();
    let resume = format!("--resume={run}");
    for args in [&["triage", "inc-001", &resume][..], &["triage", &resume], &["runs", "show", &run]] {
        let ran = place.run(args);
        let said = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
        let why = format!("{run}/events.jsonl is of format 3, newer than this duckops");
        assert!(said.contains(&why) && said.contains("use the newer duckops that wrote it"), "{args:?}: {ran:?}");
        assert_eq!(ran.code, 2, "{args:?}: {ran:?}");
    }
    assert_eq!(place.run(&["triage", "--resume"]).code, 2, "nothing that could be gone on with");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), newer);
    let place = place.with("DUCKOPS_SEED", "8");
    assert_eq!(walk(&place, &["--new"]).code, 4, "another is begun beside it");
    let listed = place.run(&["runs", "list"]);
    assert!(listed.out.contains(&run) && listed.out.contains("cannot be read"), "{listed:?}");
    assert_eq!(served.alias()["FunctionVersion"], "43");
}
