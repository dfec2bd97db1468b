//! A walk that declares an incident, takes a snapshot, calls versions, overrides a freeze, records a hand's work.

use crate::drill_ring::served::{Served, ledger};
use crate::support::duckops::{Duckops, Ran};
use crate::support::{ring, test_file};
use expect_test::expect;

fn with_checklist(place: Duckops) -> Duckops {
    let dir = place.dir.join("team");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::copy(test_file("drill_ring/standing.md"), dir.join("standing.md")).unwrap();
    let dir = dir.display().to_string();
    place.with("DUCKOPS_RUNBOOK_DIR", &dir)
}

const CALLS: [&str; 6] = ["--answer", "slow=invoke 40", "--answer", "warm=invoke 40", "--answer", "broken=invoke 43"];

fn walk(place: &Duckops, more: &[&str]) -> Ran {
    place.run(&[&["checklist", "standing"], &CALLS[..], more].concat())
}

fn approved(place: &Duckops, request: &str) {
    let said = place.run(&["approve", request, "--approver", "Josh", "--method", "call", "--reference", "phone"]);
    assert_eq!(said.code, 0, "{said:?}");
}

/// A place with the checklist, where changes are frozen.
fn frozen(served: &Served) -> Duckops {
    let place = with_checklist(served.duckops());
    let lint = place.run(&["runbook", "lint"]);
    assert_eq!(lint.code, 0, "{}{}", lint.out, lint.err);
    assert_eq!(place.run(&["freeze", "on", "--reason", "the sale lasts until Monday"]).code, 0);
    place
}

/// Up to the first gate: nothing of it needs a second person.
#[test]
fn what_needs_no_approval() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let ran = walk(&frozen(&served), &[]);
    assert_eq!(ran.code, 4);
    let (from, to) = (ran.out.find("\n1/9").unwrap(), ran.out.find("\n3/9").unwrap());
    expect![[r#"

        1/9 Incident mode on                                                    just now
            incident mode is off
            changes are frozen since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator: the sale lasts until Monday
            mode on                no
            froze on               yes
            froze reason           the sale lasts until Monday
            < read
            ~/.local/state/duckops/drill/standing/inc-001-20261122T021407Z/incidents.jsonl
            < read
            ~/.local/state/duckops/drill/standing/inc-001-20261122T021407Z/freeze.jsonl
            change                 incident mode of duckops
            before                 incident mode off
            after                  incident mode on, P1: it is slow
            undo                   would bring back incident mode off, as it was before:
            duckops incident end --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            needs                  nothing more
            incident mode on   applied 02:14:07Z, read back                           ok
            id                     I-QE34
            snapshot               I-QE34
            entry                  d96ca6aa8948
            path: ~/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/INCIDENT-LOG.md
            undo                   would bring back incident mode off, as it was before:
            duckops incident end --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod

        2/9 Take a snapshot                                                     just now
            prod 43
            alias version          43
            < lambda GetAlias mission-control-api prod
            change                 the snapshots of duckops
            before                 no snapshot by this step
            after                  a snapshot of this moment
            undo                   cannot be undone: a file more; it harms nothing
            needs                  nothing more
            take a snapshot   applied 02:14:07Z, read back                            ok
            id                     QE34-picture-1
            path: ~/.local/state/duckops/drill/snapshots/20261122T021407Z-QE34-picture-1.json
            undo                   cannot be undone: a file more; it harms nothing
    "#]]
    .assert_eq(&ran.out[from..to]);
    expect![[r#"
        changes are frozen since 2026-11-22T02:14:07Z by assumed-role/duckops-drill/operator: the sale lasts until Monday

        Left at 7/9 Go on in spite of the freeze. What was changed stays changed:

            changed                incident mode on at 2026-11-22T02:14:07Z
            undo                   would bring back incident mode off, as it was before:
            duckops incident end --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            changed                invoke 40 at 2026-11-22T02:14:07Z
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            changed                invoke 40 at 2026-11-22T02:14:07Z
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            changed                invoke 43 at 2026-11-22T02:14:07Z
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            override waits for an approval of QE34-1
            come back:  duckops checklist standing --resume=QE34 --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            approval until 02:44:07Z: duckops approve QE34-1 --approver Josh --method call --reference "…"
    "#]]
    .assert_eq(&ran.err);
}

/// What a look sees does not depend on incident mode; on a call it may.
#[test]
fn a_dry_run_still_looks_after_incident_mode_was_drafted() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = frozen(&served);
    let ran = walk(&place, &["--dry-run"]);
    assert!(ran.code == 0 && ran.out.contains("alias version          43"), "{}{}", ran.out, ran.err);
    assert!(!place.state().join("drill/incidents.jsonl").exists() && !place.state().join("drill/snapshots").exists());
}

#[test]
fn what_the_calls_of_versions_say() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let ran = walk(&frozen(&served), &[]);
    let (from, to) = (ran.out.find("\n3/9").unwrap(), ran.out.find("\n7/9").unwrap());
    expect![[r#"

        3/9 Call a slow version                                       you type the words
            change                 mission-control-api:40, us-east-1, 121546003735
            before                 not called by this run
            after                  called once, as GET /beak/system/status
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            needs                  you type: invoke 40
            invoke 40   called 02:14:07Z                                              ok
            status                 200
            start                  cold
            init                   2.7 s
            duration               45 ms
            request                cc98c5fd-c614-448b-8709-9115311bdc72
            log
            - [INFO] 2026-11-22T02:14:07.000Z cc98c5fd-c614-448b-8709-9115311bdc72
              answered with 200
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows

        4/9 Call it again                                             you type the words
            change                 mission-control-api:40, us-east-1, 121546003735
            before                 not called by this run
            after                  called once, as GET /beak/system/status
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            needs                  you type: invoke 40
            invoke 40   called 02:14:07Z                                              ok
            status                 200
            start                  warm
            duration               47 ms
            request                737d8148-5b69-46b6-87bc-ec78dce7cc50
            log
            - [INFO] 2026-11-22T02:14:07.000Z 737d8148-5b69-46b6-87bc-ec78dce7cc50
              answered with 200
            ?  init: a warm call has no Init Duration: unknown, not 0 ms; provisioned
            concurrency never shows one
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows

        5/9 Call a broken version                                     you type the words
            change                 mission-control-api:43, us-east-1, 121546003735
            before                 not called by this run
            after                  called once, as GET /beak/system/status
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            needs                  you type: invoke 43
            invoke 43   called 02:14:07Z                                            FAIL
            error                  TableNotFound: table ducklings not found
            start                  warm
            duration               18 ms
            request                32d9ef1f-e106-40de-8043-698134f3ce26
            log
            - [ERROR] 2026-11-22T02:14:07.000Z 32d9ef1f-e106-40de-8043-698134f3ce26
              TableNotFound: table ducklings not found
            - Traceback (most recent call last):
            -   File "/var/task/beak/app.py", line 61, in handler
            ?  status: the function raised an error: there is no status code
            ?  init: a warm call has no Init Duration: unknown, not 0 ms; provisioned
            concurrency never shows one
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows

        6/9 What the calls say
            slow start             cold
            slow init              2.7 s
            warm start             warm
            broken failed          yes
            broken error           TableNotFound: table ducklings not found
            broken verdict         fail
            ?  warm init: a warm call has no Init Duration: unknown, not 0 ms;
            provisioned concurrency never shows one
    "#]]
    .assert_eq(&ran.out[from..to]);
}

#[test]
fn every_step_is_done_once_across_two_gates() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = frozen(&served);
    assert_eq!(walk(&place, &[]).code, 4);
    approved(&place, "QE34-1");
    assert_eq!(walk(&place, &["--resume"]).code, 4);
    approved(&place, "QE34-2");
    let ran = walk(&place, &["--resume"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    expect![[r#"

        8/9 Revoke it by hand                                             needs approval
            change                 duckling-1198
            before                 not done
            after                  revoke the certificate: done by hand, by you, not by
                                   this tool
            undo                   cannot be undone: this tool knows no way back: find
                                   out before you do it
            needs                  approval by a second person, then you type: revoke
                                   the certificate: duckling-1198
            decision               approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference phone, recorded by
                                   assumed-role/duckops-drill/operator
            revoke the certificate: duckling-1198   consent recorded; duckops does
              nothing, it is yours to do
            undo                   cannot be undone: this tool knows no way back: find
                                   out before you do it

        9/9 Incident mode off
            change                 incident mode of duckops
            before                 incident mode on since 2026-11-22T02:14:07Z: it is
                                   slow
            after                  incident mode off
            undo                   cannot be undone: a new one can be declared
            needs                  nothing more
            incident mode off   applied 02:14:07Z, read back                          ok
            lasted                 0 ms
            entry                  de7f513c14ca
            path: ~/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/INCIDENT-LOG.md
            undo                   cannot be undone: a new one can be declared

        COMPLETE  walk took 0 ms                                                run QE34
            done                   8/9 + 1 overridden
            7/9 overridden         Go on in spite of the freeze: hotfix; approved by
                                   Josh (call) at 2026-11-22T02:14:07Z, reference phone,
                                   recorded by assumed-role/duckops-drill/operator
            changed                incident mode on at 2026-11-22T02:14:07Z
            changed                invoke 40 at 2026-11-22T02:14:07Z
            changed                invoke 40 at 2026-11-22T02:14:07Z
            changed                invoke 43 at 2026-11-22T02:14:07Z
            changed                override the freeze at 2026-11-22T02:14:07Z
            allowed by hand        revoke the certificate: duckling-1198 at
                                   2026-11-22T02:14:07Z
            changed                incident mode off at 2026-11-22T02:14:07Z
            exit code              1: not all that is required was done and passed
            now                    incident mode is off, since 2026-11-22T02:14:07Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&ran.out[ran.out.find("\n8/9").unwrap()..]);
    let status = place.run(&["freeze", "status"]).out;
    assert!(status.contains("QE34") && status.contains("hotfix"), "the freeze stays, the override is told:\n{status}");
    let log = ledger(&place, "INCIDENT-LOG.md");
    for text in ["P1 begins: it is slow", "P1 ends: it is slow", "| run | QE34 |"] {
        assert_eq!(log.matches(text).count(), 1, "{text}:\n{log}");
    }
    let snapshots = std::fs::read_dir(place.state().join("drill/snapshots")).unwrap().flatten();
    let mut names: Vec<_> = snapshots.map(|file| file.file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["20261122T021407Z-I-QE34.json", "20261122T021407Z-QE34-picture-1.json"]);
}
