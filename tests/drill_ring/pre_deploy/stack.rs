//! The stack that is deployed onto, and a frontend.

use crate::drill_ring::branches::{check, play};
use crate::drill_ring::checklist::{FRONTEND, VERSION, checklist, from};
use crate::drill_ring::screens::screens;
use crate::drill_ring::served::{Served, ledger};
use crate::support::ring;
use expect_test::expect;

#[test]
fn with_little_room_for_mail_it_is_put_off() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        6/10 There is room for mail                                      amber  just now
            164 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently
            mail sent              164
            mail quota             200
            mail used              82 %
            mail sending enabled   yes
            mail enforcement       HEALTHY
            < ses GetAccount us-east-1
            A deployment can set off mail of its own.

        6/10 The quota is amber or used up
            164 of 200 mails are sent: 82 %, amber from 80 % on. Put the deployment off
            to a quiet hour, or tell T-JOSH (Josh).
            What now?  put it off

        outcome Put off
            Nothing was promoted. The checks are kept with the run; a new one looks
            again.

        DEFERRED  walk took 0 ms                                                run QE34
            done                   6/10
            7/10 open              Changes are not frozen
            8/10 open              A test call of the candidate
            9/10 open              The deploy log says what is planned
            10/10 open             Approval of the promotion
            exit code              1: it is not over with this
            now                    prod is at 42, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
        DRILL pre-deploy-amber: the simulated stack was left healthy"#]];
    check("pre-deploy-amber", 1, &["room for mail", "amber", "Put off"], &shown);
}

#[test]
fn on_a_red_stack_each_check_says_what_is_wrong() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        1/10 The alias has not drifted                                    FAIL  just now
            prod 41
            200 OK after 0 ms, from version 41, without database
            4 entries, the newest: version 42 verified
            alias version is 41, expected 42 (deploys expected)
            alias version          41
            alias weights          none
            status version         41
            status alias version   41
            deploys expected       42
            < lambda GetAlias mission-control-api prod
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read
            ~/.local/state/duckops/drill/ledgers/pre-deploy-red-20261122T021407Z/DEPLOY-LOG.md
            Where the alias points, what the function says of itself and what the deploy
            log expects must be one and the same version, with no weights: nobody
            deploys onto a stack that is not where it should be.

        2/10 Status is whole                                              FAIL  just now
            200 OK after 0 ms, from version 41, without database
            status well formed is no, expected yes
            status answer          200 OK
            status version         41
            status missing         database.ducklings, database.birth_certificates
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            The status route answers 200 with JSON that has lambda.version, database and
            agents.

        3/10 The fleet is alive                                           FAIL  just now
            200 OK after 0 ms, from version 41, without database
            status agents alive is 0, expected over 0
            status agents alive    0
            status agents dead     19
            status agents bonded   19
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            A dead fleet hides what a deployment breaks further down: nothing pulses,
            nothing is approved, nothing fails.

        4/10 Pecks do not fail more than usual                            FAIL  just now
            200 OK after 0 ms, from version 41, without database
            69 failed pecks in all; 60.0 an hour over the last 55 min, most often
            callback_error
            pecks high is yes, expected no
            pecks per hour         60
            pecks leading          callback_error
            pecks table
            kind            in all  share  since 01:19:07Z  an hour
            callback_error  64      93 %   +55              60.0
            denied          2       3 %    +0               0.0
            expired         3       4 %    +0               0.0
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            A high rate of failures, of callbacks above all, gets worse with a
            deployment. Status counts failures only, so the rate is failures an hour
            between two looks; the shares say which kind leads.

        5/10 Audit activity is as usual                                   FAIL  just now
            the last 30 min not as usual: peck_notify, peck_requested, duck.cert_issued;
            held against 1 earlier window
            activity abnormal is yes, expected no
            activity table
            type              last 30 min  usually  meaning
            peck_notify       0            5        far less than usual
            peck_requested    0            5        far less than usual
            duck.cert_issued  0            3        far less than usual
            activity covers        88 min 40 s
            < POST http://127.0.0.1:PORT/prod/beak/audit {}
            How often peck_notify, peck_requested and duck.cert_issued came in the last
            30 minutes, beside how often they usually come in the feed. Far more is as
            bad a sign as far less.

        DEFERRED  walk took 0 ms                                                run QE34
            done                   2/10
            1/10 FAILED            The alias has not drifted: alias version is 41,
                                   expected 42 (deploys expected)
            2/10 FAILED            Status is whole: status well formed is no, expected
                                   yes
            3/10 FAILED            The fleet is alive: status agents alive is 0,
                                   expected over 0
            4/10 FAILED            Pecks do not fail more than usual: pecks high is yes,
                                   expected no
            5/10 FAILED            Audit activity is as usual: activity abnormal is yes,
                                   expected no
            6/10 FAILED            There is room for mail: mail exhausted is yes,
                                   expected no
            8/10 FAILED            A test call of the candidate, by its part "It
                                   answered": invoke failed is yes, expected no
            10/10 open             Approval of the promotion: run failed is 7, expected
                                   0
            changed                invoke 43 at 2026-11-22T02:14:07Z
            exit code              1: it is not over with this
            now                    prod is at 41, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
        DRILL pre-deploy-red: rightly deferred: nothing was to be changed now"#]];
    check("pre-deploy-red", 1, &["has not drifted", "Status is whole", "The fleet", "Pecks", "Audit"], &shown);
}

#[test]
fn with_mail_used_up_it_is_red_and_the_gate_is_told_too() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        6/10 There is room for mail                                       FAIL  just now
            200 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently
            mail exhausted is yes, expected no
            mail sent              200
            mail quota             200
            mail used              100 %
            mail sending enabled   yes
            mail enforcement       HEALTHY
            < ses GetAccount us-east-1
            A deployment can set off mail of its own.

        6/10 The quota is amber or used up
            200 of 200 mails are sent: 100 %, amber from 80 % on. Put the deployment off
            to a quiet hour, or tell T-JOSH (Josh).
            What now?  the gate is told

        6/10 Who was told?
            Who was told, when, how?  Josh, by chat

        DEFERRED  walk took 0 ms                                                run QE34
            done                   2/10
            1/10 FAILED            The alias has not drifted: alias version is 41,
                                   expected 42 (deploys expected)
            2/10 FAILED            Status is whole: status well formed is no, expected
                                   yes
            3/10 FAILED            The fleet is alive: status agents alive is 0,
                                   expected over 0
            4/10 FAILED            Pecks do not fail more than usual: pecks high is yes,
                                   expected no
            5/10 FAILED            Audit activity is as usual: activity abnormal is yes,
                                   expected no
            6/10 FAILED            There is room for mail: mail exhausted is yes,
                                   expected no
            8/10 FAILED            A test call of the candidate, by its part "It
                                   answered": invoke failed is yes, expected no
            10/10 open             Approval of the promotion: run failed is 7, expected
                                   0
            changed                invoke 43 at 2026-11-22T02:14:07Z
            exit code              1: it is not over with this
            now                    prod is at 41, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
        DRILL pre-deploy-red: rightly deferred: nothing was to be changed now"#]];
    check("pre-deploy-red", 1, &["room for mail", "amber", "Who was told", "Is the way clear?"], &shown);
}

/// Nothing but the test call was made.
#[test]
fn a_red_stack_is_not_deployed_onto() {
    let _ring = ring::enter("drill");
    let ran = play("pre-deploy-red");
    assert!(
        !ran.out.contains("Promote it now?") && ran.out.contains("changed                invoke 43"),
        "{}",
        ran.out
    );
}

/// A frontend is no version: nothing is called, and no promotion is approved.
#[test]
fn for_a_frontend_the_call_and_the_approval_do_not_apply() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops();
    let ran = checklist(&place, "pre-deploy", &FRONTEND);
    expect![[r#"

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
    .assert_eq(&from(&ran, "9/10"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    expect![[r#"
        2026-11-21 05:23 | verified | ana | Read ducklings from a table of their own |

        ## 2026-11-22T02:14:07Z · Frontend planned: New colours

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | status version | 42 |

        <!-- duckops-entry@v1 note
        ledger: "deploy"
        key: "QE34/planned-frontend/1"
        parents: none
        digest: dcccb4560d7adbb168b15827094dad8db0d1801adeba58d76087ba0d7d7818dd
        -->
    "#]]
    .assert_eq(ledger(&place, "DEPLOY-LOG.md").split_once("42 | ").unwrap().1);
    for item in ["8/10", "10/10"] {
        let lines: Vec<_> = ran.out.lines().filter(|line| line.starts_with(item)).collect();
        assert!(!lines.is_empty() && lines.iter().all(|line| line.ends_with("not applicable")), "{lines:?}");
    }
}

#[test]
fn with_little_room_for_mail_the_gate_is_told_and_it_goes_on() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy-amber");
    let place = served.duckops();
    let told = ["--answer", "amber.what=the gate is told", "--answer", "told.who=Josh by chat, just now"];
    let ran = checklist(&place, "pre-deploy", &[&FRONTEND[..], &told].concat());
    expect![[r#"
        6/10 There is room for mail                                      amber  just now
            164 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently
            mail sent              164
            mail quota             200
            mail used              82 %
            mail sending enabled   yes
            mail enforcement       HEALTHY
            < ses GetAccount us-east-1
            A deployment can set off mail of its own.

        6/10 The quota is amber or used up
            164 of 200 mails are sent: 82 %, amber from 80 % on. Put the deployment off
            to a quiet hour, or tell T-JOSH (Josh).
            What now?  the gate is told

        6/10 Who was told?
            Who was told, when, how?  Josh by chat, just now"#]]
    .assert_eq(&screens(&ran, "6/10", "7/10"));
    assert!(ran.code == 0 && ran.out.contains("8/8, 2 not applicable"), "{}{}", ran.out, ran.err);
}

#[test]
fn whoever_agrees_to_the_promotion_hears_that_there_is_little_room_for_mail() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy-amber");
    let place = served.duckops();
    let told = ["--answer", "amber.what=the gate is told", "--answer", "told.who=Josh by chat, just now"];
    let asked = checklist(&place, "pre-deploy", &[&VERSION[..], &told].concat());
    assert_eq!(asked.code, 4, "{}{}", asked.out, asked.err);
    let request = place.run(&["approvals"]).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(request.contains("6/10 There is room for mail is amber: mail used is 82 %"), "{request}");
}

/// The deploy log expects 42, and somebody moved the alias by hand.
#[test]
fn an_alias_that_has_drifted_is_not_deployed_onto() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy-red");
    let place = served.duckops();
    let told = ["--answer", "amber.what=the gate is told", "--answer", "told.who=Josh"];
    let ran = checklist(&place, "pre-deploy", &[&FRONTEND[..], &told].concat());
    expect![[r#"
        1/10 The alias has not drifted                                    FAIL  just now
            prod 41
            200 OK after 0 ms, from version 41, without database
            4 entries, the newest: version 42 verified
            alias version is 41, expected 42 (deploys expected)
            alias version          41
            alias weights          none
            status version         41
            status alias version   41
            deploys expected       42
            < lambda GetAlias mission-control-api prod
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read
            ~/.local/state/duckops/drill/ledgers/pre-deploy-red-20261122T021407Z/DEPLOY-LOG.md
            Where the alias points, what the function says of itself and what the deploy
            log expects must be one and the same version, with no weights: nobody
            deploys onto a stack that is not where it should be."#]]
    .assert_eq(&screens(&ran, "1/10", "2/10"));
    assert!(ran.code == 1 && ran.out.contains("\nDEFERRED"), "{}{}", ran.out, ran.err);
}
