//! `duckops postmortem`: what was recorded of an incident, merged into one story.

use super::served::{GO_BACK, Served, approved, resumed, walk};
use crate::hostile::markup;
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::expect;

fn at(place: &Duckops, now: &str, seed: &str, args: &[&str]) -> Ran {
    let time = format!("2026-11-22T{now}Z");
    let ran = place.ran(place.command(args).env("DUCKOPS_NOW", time).env("DUCKOPS_SEED", seed));
    assert!(ran.code >= 0, "{args:?}: {}", ran.err);
    ran
}

/// Declared, probed, repaired, probed, ended; a note of its time and one that was told the next morning.
fn told(title: &str) -> (Served, Duckops) {
    let served = Served::start("inc-001");
    let place = served.duckops();
    at(&place, "02:14:07", "7", &["probe"]);
    at(&place, "02:14:07", "7", &["incident", "start", "--severity", "P1", "--title", title, "--began", "02:05"]);
    at(&place, "02:14:30", "8", &["incident", "note", "Mina is on it, too"]);
    approved(&place, &walk(&place, &GO_BACK));
    assert_eq!(walk(&place, &resumed()).code, 0);
    at(&place, "02:20:07", "8", &["probe"]);
    let end = ["--severity", "P0", "--detected", "02:12", "--resolved", "02:20", "--components", "the API"];
    let why = ["--root-cause", "43 reads a table that is not there", "--actions", "a canary"];
    at(&place, "02:45:07", "9", &[&["incident", "end"], &end[..], &why[..]].concat());
    let late = ["incident", "note", "the vendor called", "--at", "02:16", "--incident", "i-qe34"];
    at(&place, "08:00:00", "10", &late);
    (served, place)
}

#[test]
fn the_draft_tells_what_is_known_and_asks_for_judgement() {
    let _ring = ring::enter("drill");
    let (_served, place) = told("the API | answers <502>");
    let ran = at(&place, "09:00:00", "11", &["postmortem", "I-QE34"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    expect![[r#""#]].assert_eq(&ran.out);
}

#[test]
fn the_same_as_json() {
    let _ring = ring::enter("drill");
    let (_served, place) = told("the API is down");
    let ran = at(&place, "09:00:00", "11", &["postmortem", "I-QE34", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let times = ["seconds_to_detect", "seconds_to_mitigate", "seconds_to_resolve"].map(|name| json[name].as_u64());
    assert_eq!(times, [Some(7 * 60), Some(9 * 60 + 7), Some(15 * 60)]);
    let moments = json["timeline"].as_array().unwrap();
    let at: Vec<_> = moments.iter().map(|moment| moment["at"].as_str().unwrap()).collect();
    assert!(at.is_sorted(), "{at:?}");
    let late = moments.iter().find(|moment| moment["text"] == "the vendor called").unwrap();
    assert_eq!((&late["at"], &late["written"]), (&"2026-11-22T02:16:00Z".into(), &"2026-11-22T08:00:00Z".into()));
    let kinds: std::collections::BTreeSet<_> = moments.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["approval", "change", "entry", "incident", "look", "note", "probe", "walk"]
    );
    assert_eq!(json["drill"], "inc-001");
}

/// What a late note leaves behind: the entry of the end stays as it was, and the note has its own.
#[test]
fn a_late_note_has_an_entry_of_its_own() {
    let _ring = ring::enter("drill");
    let (_served, place) = told("the API is down");
    let log = super::served::ledger(&place, "INCIDENT-LOG.md");
    assert!(
        log.contains("Noted later: the API is down") && log.contains("2026-11-22T02:16:00Z the vendor called"),
        "{log}"
    );
    assert_eq!(place.run(&["log", "incident", "verify"]).code, 0);
    let none = at(&place, "09:00:00", "11", &["incident", "note", "of nothing"]);
    assert!(none.code == 1 && none.err.contains("incident mode is off"), "{none:?}");
    let unknown = place.run(&["incident", "note", "of nothing", "--incident", "I-ZZZZ"]);
    assert!(unknown.code == 2 && unknown.err.contains("there is no incident I-ZZZZ"), "{unknown:?}");
}

#[test]
fn the_page_is_valid_and_needs_nothing_but_itself() {
    let _ring = ring::enter("drill");
    let (_served, place) = told("the API is down");
    let page = at(&place, "09:00:00", "11", &["postmortem", "I-QE34", "--html"]).out;
    markup::is_valid(&page);
    markup::needs_nothing_else(&page);
    for wanted in ["<svg ", "prefers-color-scheme: dark", "width=device-width", "max-width: 36rem", "the vendor called"]
    {
        assert!(page.contains(wanted), "{wanted} is not in it:\n{page}");
    }
    if let Ok(path) = std::env::var("POSTMORTEM_PAGE") {
        std::fs::write(path, page).unwrap();
    }
}

/// An incident that is on, of which nothing is known yet.
#[test]
fn of_an_incident_that_is_on_what_is_not_known_says_why() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    at(&place, "02:14:07", "7", &["incident", "start", "--severity", "P1", "--title", "down"]);
    let draft = at(&place, "02:20:07", "8", &["postmortem", "i-qe34"]).out;
    for wanted in [
        "| Over | not known: incident mode is still on |",
        "| Time to detect | not known: nobody said when it was noticed |",
        "| Mitigated | not known: no walk changed anything before it was over |",
        "No runbook was walked.",
    ] {
        assert!(draft.contains(wanted), "{wanted}\n{draft}");
    }
    markup::is_valid(&at(&place, "02:20:07", "8", &["postmortem", "i-qe34", "--html"]).out);
    let none = place.run(&["postmortem", "I-ZZZZ"]);
    assert!(none.code == 2 && none.err.starts_with("duckops: there is no incident I-ZZZZ"), "{none:?}");
}
