//! `--dry-run` reads and drafts; nothing is changed, called or written down.

use super::{GO_BACK, VERSION, checklist, from};
use crate::drill_ring::served::Served;
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

/// No entry in any ledger, no incident, no snapshot, and no run that could be taken up.
fn leaves_nothing(served: &Served, place: &Duckops, id: &str, version: &str) {
    let drill = place.state().join("drill");
    assert_eq!(served.alias()["FunctionVersion"], version);
    for name in ["incidents.jsonl", "snapshots", "freeze.jsonl"] {
        assert!(!drill.join(name).exists(), "{name}");
    }
    let stacks = std::fs::read_dir(drill.join("ledgers")).unwrap();
    let ledgers = stacks.flat_map(|stack| std::fs::read_dir(stack.unwrap().path()).unwrap());
    for ledger in ledgers {
        let text = std::fs::read_to_string(ledger.unwrap().path()).unwrap();
        assert!(!text.contains("duckops-entry"), "{text}");
    }
    assert_eq!(checklist(place, id, &["--reset"]).code, 2);
    assert!(checklist(place, id, &["--list"]).out.contains("not begun"));
}

#[test]
fn of_pre_deploy_calls_nothing() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops();
    let ran = checklist(&place, "pre-deploy", &[&["--dry-run"], &VERSION[..]].concat());
    expect![[r#"

        then Nothing is in the way                                        FAIL  just now
            run unchecked is 1, expected 0
            run failed             0
            run unchecked          1
            run overridden         0
            Each check must hold, not apply, or be overridden with a reason; one that
            could not be done does not count as good. The checklist ends here; where a
            version goes out, its promotion is offered next.

        END OF THE DRY RUN: nothing was changed  walk took 0 ms                 run QE34
            done                   9/10
            8/10 could not check   A test call of the candidate
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "then Nothing is in the way"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    leaves_nothing(&served, &place, "pre-deploy", "42");
    let real = checklist(&place, "pre-deploy", &VERSION);
    assert!(real.out.contains("start                  cold"), "it was called before: {}", real.out);
}

#[test]
fn of_rollback_moves_nothing() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let ran = checklist(&place, "rollback", &[&["--dry-run"], &GO_BACK[..]].concat());
    for text in ["prod 41, all of the traffic", "incident mode on, P0", "Not done: this is a dry run."] {
        assert!(ran.out.contains(text), "{text}: {}", ran.out);
    }
    expect![[r#"

        8/8 Commit the logs
            The logs belong to the repository: commit them now.
            ?  log-promoted commit: log-promoted.commit: nothing was changed (dry run)
            ?  approved commit: approved.commit: nothing was changed (dry run)
            ?  incident-entry commit: incident-entry.commit: nothing was changed (dry
            run)

        END OF THE DRY RUN: nothing was changed  walk took 0 ms                 run QE34
            done                   4/8
            5/8 could not check    Go back
            6/8 could not check    No drift, and status agrees
            7/8 could not check    The routes answer, and fast enough
            8/8 could not check    Write it down
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "8/8 Commit the logs"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    leaves_nothing(&served, &place, "rollback", "43");
}

#[test]
fn of_the_first_response_declares_nothing() {
    let _ring = ring::enter("drill");
    let served = Served::start("incident-triage");
    let place = served.duckops();
    let ran = checklist(&place, "incident-triage", &["--dry-run"]);
    assert!(ran.out.contains("END OF THE DRY RUN: nothing was changed"), "{}", ran.out);
    assert!([0, 3].contains(&ran.code), "{}", ran.err);
    leaves_nothing(&served, &place, "incident-triage", "42");
}
