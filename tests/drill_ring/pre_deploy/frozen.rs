//! While changes are frozen.

use crate::drill_ring::checklist::{FRONTEND, VERSION, checklist, from, through};
use crate::drill_ring::served::{Served, ledger, run_of};
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

fn frozen() -> (Served, Duckops) {
    let served = Served::start("pre-deploy");
    let place = served.duckops();
    let on = place.run(&["freeze", "on", "--reason", "the sale lasts until Monday"]);
    assert_eq!(on.code, 0, "{on:?}");
    (served, place)
}

#[test]
fn it_is_put_off() {
    let _ring = ring::enter("drill");
    let (served, place) = frozen();
    let ran = checklist(&place, "pre-deploy", &[&VERSION[..], &["--answer", "frozen.what=put it off"]].concat());
    expect![[r#"

        7/10 Changes are not frozen                                       FAIL  just now
            changes are frozen since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator: the sale lasts until Monday
            freeze on is yes, expected no
            freeze on              yes
            freeze since           2026-11-22T02:14:07Z
            freeze by              assumed-role/duckops-drill/operator
            freeze reason          the sale lasts until Monday
            < read
            ~/.local/state/duckops/drill/standing/pre-deploy-20261122T021407Z/freeze.jsonl
            The freeze of duckops is read here. The dashboard's own banner lives in a
            browser, where only you can look.

        7/10 The banner on Mission Control
            Does Mission Control show a Change Freeze banner?  no

        7/10 A change freeze is active
            Nothing goes out until the freeze is cleared, or is overridden with the
            approval of T-JOSH (Josh). Is it cleared by now? Then look again.
            What now?  put it off

        outcome Put off
            Nothing was promoted. The checks are kept with the run; a new one looks
            again.

        DEFERRED  walk took 0 ms                                                run QE34
            done                   6/10
            7/10 FAILED            Changes are not frozen: freeze on is yes, expected no
            8/10 open              A test call of the candidate
            9/10 open              The deploy log says what is planned
            10/10 open             Approval of the promotion
            exit code              1: it is not over with this
            now                    prod is at 42, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "7/10 Changes are not frozen"));
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(served.alias()["FunctionVersion"], "42");
}

#[test]
fn once_it_is_cleared_it_is_looked_at_again() {
    let _ring = ring::enter("drill");
    let (_served, place) = frozen();
    let left = checklist(&place, "pre-deploy", &FRONTEND);
    expect![[r#"
        changes are frozen since 2026-11-22T02:14:07Z by assumed-role/duckops-drill/operator: the sale lasts until Monday

        Left at 7/10 A change freeze is active. Nothing was changed.

            frozen.what is not answered: one of put it off, look again, override it
            (What now?); answer it: --answer frozen.what=VALUE
            come back:  duckops checklist pre-deploy --resume=QE34 --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
    "#]]
    .assert_eq(&left.err);
    assert_eq!(left.code, 4);
    assert_eq!(place.run(&["freeze", "off"]).code, 0);
    let more = ["--answer", "frozen.what=look again", "--answer", "banner.shown=no"];
    let ran = checklist(&place, "pre-deploy", &[&FRONTEND[..], &more].concat());
    expect![[r#"

        7/10 A change freeze is active
            Nothing goes out until the freeze is cleared, or is overridden with the
            approval of T-JOSH (Josh). Is it cleared by now? Then look again.
            What now?  look again

        7/10 Changes are not frozen                                         ok  just now
            no change freeze is on
            freeze on              no
            -  freeze since, freeze by, freeze reason: no change freeze is on
            < read
            ~/.local/state/duckops/drill/standing/pre-deploy-20261122T021407Z/freeze.jsonl
            The freeze of duckops is read here. The dashboard's own banner lives in a
            browser, where only you can look.

        7/10 The banner on Mission Control
            Does Mission Control show a Change Freeze banner?  no

        8/10 A test call of the candidate                                 not applicable

        9/10 The deploy log says what is planned
            Version, what changes, when (UTC) and who: hand-over and deployment history
            are made from it.
            What changes, in one line?  New colours

        9/10 Write the planned frontend down
            entry in               DEPLOY-LOG.md
            title                  Frontend planned: New colours
              status version       42
            written to ~/.local/state/duckops/drill/ledgers/pre-deploy-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        10/10 Approval of the promotion                                   not applicable

        then Is the way clear?                                              ok  just now
            run failed             0
            run unchecked          0
            run overridden         0
            run failing            nothing
            Each check must hold, not apply, or be overridden with a reason; one that
            could not be done does not count as good. The checklist ends here; where a
            version goes out, its promotion is offered next.

        COMPLETE  walk took 0 ms                                                run QE34
            done                   8/8, 2 not applicable
            now                    prod is at 42, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "7/10 A change freeze is active"));
    assert_eq!(ran.code, 0, "{}", ran.err);
}

const OVERRIDE: [&str; 4] =
    ["--answer", "frozen.what=override it", "--answer", "urgent.why=the sale itself needs the renamed table"];

#[test]
fn it_is_overridden_through_the_gate_and_counted_apart() {
    let _ring = ring::enter("drill");
    let (served, place) = frozen();
    let answers = [&VERSION[..], &OVERRIDE].concat();
    let asked = checklist(&place, "pre-deploy", &answers);
    expect![[r#"

        7/10 Why must it go out now?
            Reason, for the approver and the log  the sale itself needs the renamed
            table

        7/10 Override the freeze                                          needs approval
            Consent of T-JOSH (Josh) is obtained for this run alone. The freeze stays
            for everybody else.
            change                 the change freeze of 121546003735, for version 43
            before                 frozen since 2026-11-22T02:14:07Z by
                                   assumed-role/duckops-drill/operator: the sale lasts
                                   until Monday
            after                  this run goes on all the same; the freeze stays for
                                   everybody else
            undo                   cannot be undone: it counts for this run alone
            needs                  approval by a second person, then you type: override
                                   the freeze
            approval               QE34-1 asked of T-JOSH (Josh), until 02:44:07Z
    "#]]
    .assert_eq(&from(&asked, "7/10 Why must it go out now?"));
    expect![[r#"
        changes are frozen since 2026-11-22T02:14:07Z by assumed-role/duckops-drill/operator: the sale lasts until Monday

        Left at 7/10 Override the freeze. Nothing was changed.

            override waits for an approval of QE34-1
            come back:  duckops checklist pre-deploy --resume=QE34 --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            approval until 02:44:07Z: duckops approve QE34-1 --approver Josh --method call --reference "…"
    "#]]
    .assert_eq(&asked.err);
    let ran = through(&place, "pre-deploy", &answers);
    expect![[r#"

        COMPLETE  walk took 3 s                                                 run QE34
            done                   9/10 + 1 overridden
            7/10 overridden        Changes are not frozen: the sale itself needs the
                                   renamed table; approved by Josh (call) at
                                   2026-11-22T02:14:07Z, reference #1, recorded by
                                   assumed-role/duckops-drill/operator
            changed                override the freeze at 2026-11-22T02:14:07Z
            changed                invoke 43 at 2026-11-22T02:14:07Z
            changed                prod 42 -> 43 at 2026-11-22T02:14:07Z
            exit code              1: not all that is required was done and passed
            now                    prod is at 43, read back 2026-11-22T02:14:07Z
            now                    status: 200 OK after 0 ms, from version 43, seen
                                   2026-11-22T02:14:10Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "COMPLETE"));
    assert_eq!(ran.code, 1, "a check failed, and somebody answers for it: {}", ran.err);
    assert_eq!(served.alias()["FunctionVersion"], "43");
    expect![[r##"
        # Governance log

        What was changed in production or decided about it, by whom, and with whose consent. duckops appends its entries at the end; write anything between them.

        ## 2026-11-22T02:14:07Z · Change freeze overridden for a deployment

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | freeze on | yes |
        | freeze since | 2026-11-22T02:14:07Z |
        | freeze reason | the sale lasts until Monday |
        | banner shown | no |
        | urgent why | the sale itself needs the renamed table |
        | override approval | approved by Josh (call) at 2026-11-22T02:14:07Z, reference \#1, recorded by assumed-role/duckops-drill/operator |

        <!-- duckops-entry@v1 note
        ledger: "governance"
        key: "QE34/overridden/1"
        parents: none
        digest: 7800c444920495488eb99d1e9bfc0ae2d7025447937f955a5b5594a878459fb3
        -->

        ## 2026-11-22T02:14:07Z · Promotion approved: prod 42 -> 43

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | approval change | prod 42 -> 43 |
        | planned change | Rename the ducklings table to flock |
        | run failed | 0 |
        | run unchecked | 0 |
        | run overridden | 1 |
        | approval | approved by Josh (call) at 2026-11-22T02:14:07Z, reference \#1, recorded by assumed-role/duckops-drill/operator |

        <!-- duckops-entry@v1 note
        ledger: "governance"
        key: "QE34/approved/1"
        parents: 7800c444920495488eb99d1e9bfc0ae2d7025447937f955a5b5594a878459fb3
        digest: 9554e428de5508c625939216236d6596d24d093e56786e9c4ff44111b7ea27f0
        -->
    "##]].assert_eq(&ledger(&place, "GOVERNANCE-LOG.md"));
    assert!(place.run(&["freeze", "status"]).out.contains("changes are frozen"), "for everybody else it stays");
}

/// Only a person can see the banner; it counts as duckops' own freeze does.
#[test]
fn the_banner_in_the_browser_is_a_freeze_too() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops();
    let seen = ["--answer", "what.kind=frontend only", "--answer", "banner.shown=yes"];
    let answers = [&seen[..], &OVERRIDE, &["--answer", "planned.change=New colours"]].concat();
    let asked = checklist(&place, "pre-deploy", &answers);
    expect![[r#"

        7/10 Changes are not frozen                                         ok  just now
            no change freeze is on
            freeze on              no
            -  freeze since, freeze by, freeze reason: no change freeze is on
            < read
            ~/.local/state/duckops/drill/standing/pre-deploy-20261122T021407Z/freeze.jsonl
            The freeze of duckops is read here. The dashboard's own banner lives in a
            browser, where only you can look.

        7/10 The banner on Mission Control
            Does Mission Control show a Change Freeze banner?  yes

        7/10 A change freeze is active
            Nothing goes out until the freeze is cleared, or is overridden with the
            approval of T-JOSH (Josh). Is it cleared by now? Then look again.
            What now?  override it

        7/10 Why must it go out now?
            Reason, for the approver and the log  the sale itself needs the renamed
            table

        7/10 Override the freeze                                          needs approval
            Consent of T-JOSH (Josh) is obtained for this run alone. The freeze stays
            for everybody else.
            change                 the change freeze of 121546003735
            before                 Mission Control shows a freeze banner
            after                  this run goes on all the same; the freeze stays for
                                   everybody else
            undo                   cannot be undone: it counts for this run alone
            needs                  approval by a second person, then you type: override
                                   the freeze
            approval               QE34-1 asked of T-JOSH (Josh), until 02:44:07Z
    "#]]
    .assert_eq(&from(&asked, "7/10 Changes are not frozen"));
    assert_eq!(asked.code, 4);
    let ran = through(&place, "pre-deploy", &answers);
    expect![[r#"

        COMPLETE  walk took 0 ms                                                run QE34
            done                   7/8 + 1 overridden, 2 not applicable
            7/10 overridden        Changes are not frozen: the sale itself needs the
                                   renamed table; approved by Josh (call) at
                                   2026-11-22T02:14:07Z, reference #1, recorded by
                                   assumed-role/duckops-drill/operator
            changed                override the freeze at 2026-11-22T02:14:07Z
            exit code              1: not all that is required was done and passed
            now                    prod is at 42, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "COMPLETE"));
}

/// Nobody consented: nothing is written down as overridden, and it is asked again what shall be.
#[test]
fn an_override_that_is_given_up_is_no_override() {
    let _ring = ring::enter("drill");
    let (served, place) = frozen();
    let answers = "[answers]\n\"what.kind\" = \"frontend only\"\n\"banner.shown\" = \"no\"\n\
        \"frozen.what\" = [\"override it\", \"put it off\"]\n\"urgent.why\" = \"the sale\"\n\
        override = { skip = \"Josh cannot be reached\" }\n";
    std::fs::write(place.dir.join("answers.toml"), answers).unwrap();
    let ran = checklist(&place, "pre-deploy", &["--answers", "answers.toml"]);
    expect![[r#"

        7/10 Override the freeze                                          needs approval
            Consent of T-JOSH (Josh) is obtained for this run alone. The freeze stays
            for everybody else.
            change                 the change freeze of 121546003735
            before                 frozen since 2026-11-22T02:14:07Z by
                                   assumed-role/duckops-drill/operator: the sale lasts
                                   until Monday
            after                  this run goes on all the same; the freeze stays for
                                   everybody else
            undo                   cannot be undone: it counts for this run alone
            needs                  approval by a second person, then you type: override
                                   the freeze
            skipped                Josh cannot be reached

        7/10 A change freeze is active
            Nothing goes out until the freeze is cleared, or is overridden with the
            approval of T-JOSH (Josh). Is it cleared by now? Then look again.
            What now?  put it off

        8/10 A test call of the candidate                                 not applicable

        10/10 Approval of the promotion                                   not applicable

        outcome Put off
            Nothing was promoted. The checks are kept with the run; a new one looks
            again.

        DEFERRED  walk took 0 ms                                                run QE34
            done                   6/8, 2 not applicable
            7/10 FAILED            Changes are not frozen: freeze on is yes, expected no
            9/10 open              The deploy log says what is planned
            exit code              1: it is not over with this
            now                    prod is at 42, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "7/10 Override the freeze"));
    assert_eq!(ran.code, 1, "{}", ran.err);
    let governance = place.state().join("drill/ledgers").join(run_of(&place)).join("GOVERNANCE-LOG.md");
    assert!(!governance.exists(), "{}", std::fs::read_to_string(governance).unwrap());
    drop(served);
}
