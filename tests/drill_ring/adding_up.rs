//! `duckops runs stats` and `duckops runs prune`: what runs add up to, and which may go.

use super::served::{GO_BACK, Served, approved, request, resumed, run_of, walk};
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::expect;

const LATER: &str = "2027-03-01T00:00:00Z";

/// One run that was resolved, one that waits for an approval, one that was dry, and an incident that is over.
fn place() -> (Served, Duckops) {
    let served = Served::start("inc-001");
    let place = served.duckops();
    place.run(&["incident", "start", "--severity", "P0", "--title", "nothing answers", "--began", "02:05"]);
    approved(&place, &walk(&place, &GO_BACK));
    assert_eq!(walk(&place, &resumed()).code, 0);
    let end = ["incident", "end", "--components", "the API", "--root-cause", "43", "--actions", "a canary"];
    let ended = place.ran(place.command(&end).env("DUCKOPS_NOW", "2026-11-22T02:45:07Z").env("DUCKOPS_SEED", "8"));
    assert_eq!(ended.code, 0, "{}", ended.err);
    let more = |args: &[&str], seed: &str| {
        place.ran(place.command(&[&["triage", "inc-001"], args, &GO_BACK].concat()).env("DUCKOPS_SEED", seed))
    };
    assert_eq!(more(&["--new", "--answer", "rest={ skip = \"known\" }"], "9").code, 0);
    assert!(matches!(more(&["--dry-run"], "10").code, 0 | 3));
    (served, place)
}

fn later(place: &Duckops, args: &[&str]) -> Ran {
    place.ran(place.command(args).env("DUCKOPS_NOW", LATER))
}

#[test]
fn what_runs_and_incidents_add_up_to() {
    let _ring = ring::enter("drill");
    let none = Duckops::new().at_a_set_time().run(&["runs", "stats"]);
    expect![[r#"
        nothing is recorded yet: duckops triage, or to practise: duckops drill list
    "#]]
    .assert_eq(&none.out);
    let (_served, place) = place();
    let ran = place.run(&["runs", "stats"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    expect![[r#"
        Runs
            no runs yet
        Incidents
            no incident was declared
        Steps most skipped
            none was skipped
        Observations most often unknown
            every look told all that it was to tell

        DRILL: of what follows nothing was real
        Runs
            runbook  runs           open  ended                   took, when it ended
                                                                  well
            inc-001  2 (and 1 dry)  0     1 not an incident, 1    13 s
                                          resolved
        Incidents
            severity  count  on  to detect  to mitigate  to resolve
            P0        1      0   -          9 min 7 s    40 min 7 s
        Steps most skipped
            none was skipped
        Observations most often unknown
            observation     looks  told nothing  told a part
            ledger.deploys  5      0             4
            beak.status     14     0             2
    "#]]
    .assert_eq(&ran.out);
    expect![[r#"
        {"drills":{"called_no_incident":0,"incidents":{"P0":{"count":1,"on":0,"to_detect":{"count":0,"longest_seconds":null,"median_seconds":null,"shortest_seconds":null},"to_mitigate":{"count":1,"longest_seconds":547,"median_seconds":547,"shortest_seconds":547},"to_resolve":{"count":1,"longest_seconds":2407,"median_seconds":2407,"shortest_seconds":2407}}},"runbooks":{"inc-001":{"dry_runs":1,"open":0,"outcomes":{"not an incident":1,"resolved":1},"runs":2,"took":{"count":1,"longest_seconds":13,"median_seconds":13,"shortest_seconds":13}}},"skipped":[],"unknown":[{"looks":5,"observation":"ledger.deploys","told_a_part":4,"told_nothing":0},{"looks":14,"observation":"beak.status","told_a_part":2,"told_nothing":0}]},"real":{"called_no_incident":0,"incidents":{},"runbooks":{},"skipped":[],"unknown":[]},"runs_not_read":0}
    "#]].assert_eq(&place.run(&["runs", "stats", "--json"]).out);
}

#[test]
fn narrow_screens() {
    let _ring = ring::enter("drill");
    let (_served, place) = place();
    let ran = place.with("COLUMNS", "40").run(&["runs", "stats"]);
    expect![[r#"
        Runs
            no runs yet
        Incidents
            no incident was declared
        Steps most skipped
            none was skipped
        Observations most often unknown
            every look told all that it was to
            tell

        DRILL: of what follows nothing was real
        Runs
            - runbook inc-001, runs 2 (and 1
              dry), open 0, ended 1 not an
              incident, 1 resolved, took, when
              it ended well 13 s
        Incidents
            - severity P0, count 1, on 0, to
              detect -, to mitigate 9 min 7 s,
              to resolve 40 min 7 s
        Steps most skipped
            none was skipped
        Observations most often unknown
            - observation ledger.deploys, looks
              5, told nothing 0, told a part 4
            - observation beak.status, looks 14,
              told nothing 0, told a part 2
    "#]]
    .assert_eq(&ran.out);
}

#[test]
fn old_closed_runs_go_and_what_goes_with_them_is_said() {
    let _ring = ring::enter("drill");
    let (_served, place) = place();
    let young = place.run(&["runs", "prune"]);
    assert_eq!((young.code, young.out.as_str()), (0, "no closed run is older than 2026-08-24T02:14:07Z\n"));
    let asked = later(&place, &["runs", "prune"]);
    assert_eq!(asked.code, 4);
    expect![[r#"
            run   runbook          ended                 how
            43R0  inc-001 (drill)  2026-11-22T02:14:07Z  not an incident
            AYBG  inc-001 (drill)  2026-11-22T02:14:07Z  not an incident
            QE34  inc-001 (drill)  2026-11-22T02:14:20Z  resolved
        What goes with them: `runs stats` and `postmortem` no longer know of them.
        Entries in the logs stay and verify as before; the run that they name can no
        longer be shown.
        duckops: the prune is not said
          without a terminal: duckops runs prune --older-than 90d --yes
    "#]]
    .assert_eq(&(asked.out.clone() + &asked.err));
    let before = place.run(&["runs", "list"]).out;
    let removed = later(&place, &["runs", "prune", "--yes"]);
    assert_eq!(removed.code, 0, "{}", removed.err);
    assert!(removed.out.starts_with(&asked.out) && removed.out.ends_with("removed: 3 runs\n"), "{}", removed.out);
    let after = place.run(&["runs", "list"]).out;
    assert!(before.contains("QE34") && !after.contains("QE34"), "{before}{after}");
    assert!(!place.state().join("drill/runs/QE34").exists());
    assert!(!place.state().join("drill/approvals/QE34-1.jsonl").exists());
    let verified = place.run(&["log", "verify"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    let again = later(&place, &["runs", "prune", "--yes", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&again.out).unwrap();
    assert!(json["runs"].as_array().unwrap().is_empty(), "{json}");
}

/// A run that waits, one that somebody walks, one whose change nobody knows of: they stay, however old.
#[test]
fn what_is_not_finished_stays_however_old() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let stopped = walk(&place, &GO_BACK);
    assert_eq!(request(&stopped), "QE34-1");
    let ran = later(&place, &["runs", "prune", "--yes", "--older-than", "1s"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    expect![[r#"
        no closed run is older than 2027-02-28T23:59:59Z
        QE34 stays: it is not finished
    "#]]
    .assert_eq(&ran.out);
    assert_eq!(run_of(&place), "QE34");
    let wrong = place.run(&["runs", "prune", "--older-than", "soon"]);
    assert_eq!((wrong.code, wrong.err.as_str()), (2, "duckops: `soon` is no time\n  90d, 12h\n"));
}

/// An incident of a stack that ended with its drill can be ended by nobody: it holds no run back.
#[test]
fn an_incident_of_a_stack_that_is_gone_holds_nothing() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().with("DUCKOPS_SEED", "8");
    assert_eq!(place.run(&["drill", "rollback-no-better", "--auto"]).code, 1);
    let asked = later(&place, &["runs", "prune"]);
    assert!(asked.out.contains("rollback (drill)") && !asked.out.contains("stays"), "{asked:?}");
}
