//! While an incident is on: how the platform stood then beside how it stands now, and that every prompt says it.

use crate::drill_ring::served::{GO_BACK, Served, approved, resumed, walk};
use crate::drill_ring::terminal::Terminal;
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::expect;

fn declared() -> (Served, Duckops) {
    let served = Served::start("inc-001");
    let place = served.duckops();
    let ran = place.run(&["incident", "start", "--severity", "P0", "--title", "nothing answers", "--began", "02:05"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("/drill/snapshots/20261122T021407Z-I-QE34.json\n"), "{}", ran.out);
    (served, place)
}

fn later(place: &Duckops, args: &[&str]) -> Ran {
    place.ran(place.command(args).env("DUCKOPS_NOW", "2026-11-22T02:35:07Z"))
}

fn head(ran: &Ran) -> &str {
    ran.out.split("\nAnomalies").next().unwrap()
}

#[test]
fn status_shows_then_and_now_side_by_side() {
    let _ring = ring::enter("drill");
    let (_served, place) = declared();
    let unchanged = later(&place, &["status"]);
    expect![[r#"
        Mission Control  2026-11-22T02:35:07Z                health 0–30, 5 unknown  RED
        DRILL inc-001: nothing here is real
        INCIDENT I-QE34 P0 nothing answers                          since 02:05Z, 30 min
            26 values are as at 02:14:07Z; all: duckops status -v
    "#]]
    .assert_eq(head(&unchanged));
    approved(&place, &walk(&place, &GO_BACK));
    assert_eq!(walk(&place, &resumed()).code, 0);
    expect![[r#"
        Mission Control  2026-11-22T02:35:07Z                                  health 82
        DRILL inc-001: nothing here is real
        INCIDENT I-QE34 P0 nothing answers                          since 02:05Z, 30 min
            what                  then 02:14:07Z              now 02:35:07Z
            api up                no                          yes
            api code              502                         200
            api answer            502 Bad Gateway             200 OK
            api red               ?  only a 200 reports       agents: 2 of 19 dead, SES
                                  anything: 502 Bad Gateway   is in the sandbox:
                                                              unverified recipients get
                                                              no mail
            lambda version        ?  only a 200 reports       41
                                  anything: 502 Bad Gateway
            lambda alias version  ?  only a 200 reports       41
                                  anything: 502 Bad Gateway
            12 more changed, 8 values are as at 02:14:07Z; all: duckops status -v
    "#]]
    .assert_eq(head(&later(&place, &["status"])));
    let json: serde_json::Value = serde_json::from_str(&later(&place, &["status", "--json"]).out).unwrap();
    let incident = &json["incident"];
    assert_eq!((&incident["id"], &incident["then"]), (&"I-QE34".into(), &"2026-11-22T02:14:07Z".into()));
    let changed = incident["changed"].as_array().unwrap();
    assert!(
        changed.iter().any(|one| one["what"] == "alias version" && one["then"] == "43" && one["now"] == "41"),
        "{json}"
    );
    let end = ["incident", "end", "--components", "x", "--root-cause", "x", "--actions", "x"];
    assert_eq!(later(&place, &end).code, 0);
    assert!(!later(&place, &["status"]).out.contains("INCIDENT"));
}

/// The snapshot that was frozen can be held against a later one.
#[test]
fn what_was_frozen_is_a_snapshot_like_any_other() {
    let _ring = ring::enter("drill");
    let (_served, place) = declared();
    approved(&place, &walk(&place, &GO_BACK));
    assert_eq!(walk(&place, &resumed()).code, 0);
    let taken = place.ran(place.command(&["snapshot", "--json"]).env("DUCKOPS_SEED", "9"));
    let now: serde_json::Value = serde_json::from_str(&taken.out).unwrap();
    let diff = place.run(&["snapshot", "diff", "i-qe34", now["id"].as_str().unwrap()]);
    assert!(
        diff.code == 0 && diff.out.contains("    alias         43                              41\n    version\n"),
        "{diff:?}"
    );
}

#[test]
fn a_walk_is_a_part_of_the_incident_that_is_on() {
    let _ring = ring::enter("drill");
    let (_served, place) = declared();
    let stopped = walk(&place, &GO_BACK);
    assert!(stopped.out.contains("\nINCIDENT I-QE34: this walk is a part of it\n"), "{}", stopped.out);
    let log = place.file(".local/state/duckops/drill/runs/QE34/events.jsonl");
    assert!(log.lines().next().unwrap().contains(r#""incident":"I-QE34""#), "{log}");
    let page = later(&place, &["handoff", "I-QE34"]).out;
    assert!(page.contains("duckops triage inc-001 --resume=QE34"), "{page}");
}

#[test]
fn every_prompt_says_that_an_incident_is_on_and_for_how_long() {
    let _ring = ring::enter("drill");
    let (_served, place) = declared();
    let mut person = Terminal::start(&place, &["triage", "inc-001"], false);
    person.until("DRILL inc-001  INCIDENT P0 9 min  step 1 of 12");
    person.types("q");
    person.ended(4);
}
