//! Bare `duckops triage`: which runbook fits.

use super::served::Served;
use crate::support::ring;
use serde_json::Value;

/// Whether each of these runbooks fits what a scenario breaks.
fn fits(scenario: &str, ids: &[&str]) -> Vec<String> {
    let served = Served::start(scenario);
    let ran = served.duckops().run(&["triage", "--json"]);
    let list: Vec<Value> = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"));
    let word = |id: &&str| list.iter().find(|one| one["id"] == **id).and_then(|one| one["fits"].as_str()).unwrap();
    ids.iter().map(|id| word(id).to_owned()).collect()
}

#[test]
fn what_is_red_names_its_runbook() {
    let _ring = ring::enter("drill");
    let ids = ["inc-001", "inc-003", "inc-004"];
    for (scenario, expected) in [
        ("inc-001", ["yes", "no", "no"]),
        ("inc-003", ["no", "yes", "yes"]),
        ("inc-003-some-alive", ["no", "no", "no"]),
        ("inc-003-none-bonded", ["no", "no", "no"]),
        ("inc-004", ["no", "no", "yes"]),
        ("inc-004-timed-out", ["no", "no", "yes"]),
        ("inc-004-stuck", ["no", "no", "yes"]),
        ("inc-004-first-look", ["no", "no", "could not check"]),
        ("inc-004-all-well", ["no", "no", "no"]),
    ] {
        assert_eq!(fits(scenario, &ids), expected, "{scenario}");
    }
}
