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

        10/10 Ask for it
            When and how the approval was given is on record before anything is
            promoted. Checks that are overridden or skipped: (dry run). The approver is
            told of them.
            change                 prod of mission-control-api, us-east-1, 121546003735
            before                 prod 42
            after                  prod 43, all of the traffic
            undo                   would bring back prod 42, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 42 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request
            needs                  approval by a second person, then you type: prod 42
                                   -> 43
            Not done: this is a dry run.
            not decided            approval changed nothing (dry run)

        10/10 Write the approval down
            entry in               GOVERNANCE-LOG.md
            title                  Promotion approved: nothing
              approval change      - (not done)
              planned change       Rename the ducklings table to flock
              run failed           - (dry run)
              run unchecked        - (dry run)
              run overridden       - (dry run)
              approval             - (not done)
            Not done: this is a dry run.

        then Is the way clear?                                               ?  just now
            not known: run.failed depends on a change that was not made
            not known: run.unchecked depends on a change that was not made
            Not counted as good, not counted as bad.
            ?  run failed: run.failed depends on a change that was not made
            ?  run unchecked: run.unchecked depends on a change that was not made
            ?  run overridden: run.overridden depends on a change that was not made
            ?  run failing: run.failing depends on a change that was not made
            Each check must hold, not apply, or be overridden with a reason; one that
            could not be done does not count as good. The checklist ends here; where a
            version goes out, its promotion is offered next.

        then Promote it now?
            Promote it now?  yes

        then Promote it                                                    not evaluated
            It depends on a change that was not made.
            change                 prod of mission-control-api, us-east-1, 121546003735
            before                 prod 42
            after                  prod 43, all of the traffic
            undo                   would bring back prod 42, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 42 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request
            needs                  approval by a second person, then you type: prod 42
                                   -> 43
            Not done: this is a dry run.
            not decided            promote changed nothing (dry run)
            not decided            promote.applied: nothing was changed (dry run)

        then Log the promotion
            A promotion that nobody wrote down is found too late.
            entry in               DEPLOY-LOG.md
            title                  version 43 promoted
              promote at           - (dry run)
              promote approval     - (dry run)
              what                 (dry run): Rename the ducklings table to flock
            Not done: this is a dry run.
            not decided            promote changed nothing (dry run)
            not decided            "See whether the alias was moved" was not done

        then It answers from the new version                               not evaluated
            It depends on a change that was not made.
            not decided            "It answers from the new version" was not evaluated
                                   (dry run)

        then Log that it is verified
            entry in               DEPLOY-LOG.md
            title                  version 43 verified
              promote at           - (dry run)
              verify took          - (dry run)
              what                 (dry run): Rename the ducklings table to flock
            Not done: this is a dry run.

        then Commit the logs
            ?  verified commit: verified.commit: nothing was changed (dry run)
            ?  approved commit: approved.commit: nothing was changed (dry run)

        END OF THE DRY RUN: nothing was changed  walk took 0 ms                 run QE34
            done                   7/10
            8/10 could not check   A test call of the candidate, by its part "It
                                   answered"
            9/10 drafted           The deploy log says what is planned
            10/10 could not check  Approval of the promotion
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "10/10 Ask for it"));
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

        8/8 The target is verified
            only if                matches verdict is pass; routes verdict is pass
            entry in               DEPLOY-LOG.md
            title                  version 41 verified
              promote at           - (dry run)
              matches verdict      - (dry run)
              routes verdict       - (dry run)
              routes availability  - (dry run)
              routes p95           - (dry run)
              what                 (dry run): 43 fails since it was promoted
            Not done: this is a dry run.

        8/8 The target is not proven
            only if                alias version is the same as target version; matches
                                   verdict is anything but pass, or routes verdict is
                                   anything but pass; live status code is anything but
                                   200, or status code is 200
            Nothing says that it is the version: what was wrong before can be wrong all
            the same.
            entry in               DEPLOY-LOG.md
            title                  Not proven: (dry run)
              target version       41
              target why           43 fails since it was promoted
              promote at           - (dry run)
              live status answer   502 Bad Gateway
              matches verdict      - (dry run)
              routes verdict       - (dry run)
              status answer        - (dry run)
            Not done: this is a dry run.

        8/8 Leave incident mode
            only if                begin applied is yes; matches verdict is pass; routes
                                   verdict is pass
            Only where this checklist turned it on, and the rollback is proven. Leave it
            in Mission Control as well.
            cannot be done: incident mode is off already

        8/8 Is the incident over?
            only if                begin applied is no; incident on is yes; matches
                                   verdict is pass; routes verdict is pass
            Incident mode was on before this checklist began, since (dry run).
            skipped                it depends on what a dry run does not do
            not decided            over.end was not asked

        8/8 Commit the logs
            The logs belong to the repository: commit them now.
            ?  log-promoted commit: log-promoted.commit: nothing was changed (dry run)
            ?  approved commit: approved.commit: nothing was changed (dry run)
            ?  incident-entry commit: incident-entry.commit: nothing was changed (dry
            run)

        END OF THE DRY RUN: nothing was changed  walk took 0 ms                 run QE34
            done                   2/8
            3/8 FAILED             Incident mode, by its part "Both are on": mode on is
                                   no, expected yes
            4/8 drafted            Approval
            5/8 could not check    Go back
            6/8 could not check    No drift, and status agrees
            7/8 could not check    The routes answer, and fast enough
            8/8 could not check    Write it down
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "8/8 The target is verified"));
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
