//! What a probe leaves when something is wrong, and the triage that begins from it.

use crate::drill_ring::served::Served;
use crate::drill_ring::terminal::Terminal;
use crate::support::duckops::Duckops;
use crate::support::ring;
use std::fs;
use std::path::PathBuf;

fn bundles(place: &Duckops) -> Vec<PathBuf> {
    let drills = place.state().join("drill/standing");
    let stacks = fs::read_dir(drills).unwrap().map(|stack| stack.unwrap().path().join("evidence"));
    let mut files: Vec<_> =
        stacks.filter_map(|dir| fs::read_dir(dir).ok()).flatten().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn when_something_is_wrong_the_runbook_is_named_and_what_was_seen_is_kept() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005");
    let place = served.duckops();
    let ran = place.run(&["probe", "--check", "quota"]);
    let [path] = &bundles(&place)[..] else { panic!("{:?}", bundles(&place)) };
    assert!(ran.out.contains(&format!("evidence: {}", place.plain(&path.display().to_string()))), "{}", ran.out);
    assert!(ran.out.ends_with("next: duckops triage inc-005\n"), "{}", ran.out);
    let line = place.run(&["probe", "--check", "quota", "--format", "nagios"]).out;
    assert!(
        line.starts_with("DUCKOPS CRITICAL - DRILL quota 200/200 (crit 100%); duckops triage inc-005 | "),
        "{line}"
    );
    let kept: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!((&kept["state"], &kept["runbook"]), (&"CRITICAL".into(), &"inc-005".into()));
    assert_eq!(kept["looks"][0]["query"]["observe"], "ses.account");
    let well = Served::start("inc-005-all-well");
    let place = well.duckops();
    assert_eq!(place.run(&["probe", "--check", "quota"]).code, 0);
    assert!(!place.state().join("drill/standing").exists() || bundles(&place).is_empty(), "all is well");
}

/// The look of the probe begins the walk, says how old it is, and what is older than ten minutes is not now.
#[test]
fn the_triage_offers_to_begin_from_what_the_probe_saw_while_it_counts() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place =
        served.vars.iter().fold(Duckops::new().at_a_moved_time(), |place, (name, value)| place.with(name, value));
    assert_eq!(place.run(&["probe", "--check", "status"]).code, 2);
    place.move_clock("2026-11-22T02:17:07Z");
    let mut person = Terminal::start(&place, &["triage", "inc-001"], false);
    person.shows("a probe found status 502; for this runbook it saw beak.status").picks(
        "begin from what it saw 3 min ago",
        "j",
        "begin from",
    );
    person.shows("1/12 Probe the status route").shows("3 min ago").answers("step 1 of", "q");
    person.ended(4);
    place.move_clock("2026-11-22T02:24:08Z");
    let mut person = Terminal::start(&place, &["triage", "inc-001", "--new"], false);
    person.answers("step 1 of", "q");
    person.ended(4);
    let screen = person.screen();
    assert!(!screen.contains("a probe found") && screen.contains("just now"), "{screen}");
}

/// What a probe saw of the mail tells nothing of the status route, with which this walk begins.
#[test]
fn a_triage_does_not_begin_from_what_is_no_beginning_of_it() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-005");
    let place = served.duckops();
    assert_eq!(place.run(&["probe", "--check", "quota"]).code, 2);
    let mut person = Terminal::start(&place, &["triage", "inc-001"], false);
    person.answers("step 1 of", "q");
    person.ended(4);
    assert!(!person.screen().contains("a probe found"), "{}", person.screen());
}

/// Of several that are wrong the runbook of the worst is named, whichever look its conditions speak of.
#[test]
fn each_thing_that_is_wrong_has_its_runbook() {
    let _ring = ring::enter("drill");
    for (scenario, runbook) in
        [("inc-001", "inc-001"), ("inc-003", "inc-003"), ("inc-004", "inc-004"), ("inc-005", "inc-005")]
    {
        let served = Served::start(scenario);
        let ran = served.duckops().run(&["probe"]);
        assert!(ran.out.ends_with(&format!("next: duckops triage {runbook}\n")), "{scenario}: {}", ran.out);
    }
}
