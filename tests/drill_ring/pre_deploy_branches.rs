//! The other ways in which the pre-deploy checklist goes.

use super::branches::{check, play};
use super::checklist::{FRONTEND, checklist, from, through};
use super::screens::screens;
use super::served::{Served, ledger};
use crate::support::ring;
use expect_test::expect;

const CALL: [&str; 4] = ["A test call", "It answered", "The start was slow", "It started in time"];

#[test]
fn a_version_that_raises_an_error_does_not_go_out() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        8/10 A test call of the candidate                             you type the words
            One call of the candidate version with a GET of the status route. It runs on
            production's tables, mail and workflows: that is why you type it. An error
            fails the check, and so does an answer of 400 or more.
            change                 mission-control-api:43, us-east-1, 121546003735
            before                 not called by this run
            after                  called once, as GET /beak/system/status
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            needs                  you type: invoke 43
            invoke 43   called 02:14:07Z                                            FAIL
            error                  TableNotFound: table flock not found
            start                  cold
            init                   658 ms
            duration               23 ms
            request                27364afd-824a-4c03-8c72-62cba4913e40
            log
            - [ERROR] 2026-11-22T02:14:07.000Z 27364afd-824a-4c03-8c72-62cba4913e40
              TableNotFound: table flock not found
            - Traceback (most recent call last):
            -   File "/var/task/beak/app.py", line 61, in handler
            ?  status: the function raised an error: there is no status code
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows

        8/10 It answered                                                  FAIL  just now
            invoke failed is yes, expected no
            invoke failed          yes
            invoke error           TableNotFound: table flock not found
            invoke duration        23 ms
            invoke request         27364afd-824a-4c03-8c72-62cba4913e40
            ?  invoke status: the function raised an error: there is no status code

        8/10 It started in time                                             ok  just now
            invoke start           cold
            invoke init            658 ms
            More than 2 s for the start of a new environment is looked into. A warm call
            says nothing about a cold start; with SnapStart there is a Restore Duration
            instead, and provisioned concurrency never shows a start.

        then Nothing is in the way                                        FAIL  just now
            run failed is 1, expected 0
            run failed             1
            run overridden         0
            Each check must hold, not apply, or be overridden with a reason. The
            checklist ends here; where a version goes out, its promotion is offered
            next.

        DEFERRED  walk took 0 ms                                                run QE34
            done                   9/10
            8/10 FAILED            A test call of the candidate
            changed                invoke 43 at 2026-11-22T02:14:07Z
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            see: duckops runs show QE34
        DRILL pre-deploy-raises: the simulated stack is healthy"#]];
    check("pre-deploy-raises", 1, &[&CALL[..], &["Nothing is in the way"]].concat(), &shown);
}

#[test]
fn a_slow_start_is_looked_into_and_somebody_says_that_it_is_fine() {
    let _ring = ring::enter("drill");
    check(
        "pre-deploy-slow",
        0,
        &CALL,
        &expect![[r#"
        8/10 A test call of the candidate                             you type the words
            One call of the candidate version with a GET of the status route. It runs on
            production's tables, mail and workflows: that is why you type it. An error
            fails the check, and so does an answer of 400 or more.
            change                 mission-control-api:43, us-east-1, 121546003735
            before                 not called by this run
            after                  called once, as GET /beak/system/status
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            needs                  you type: invoke 43
            invoke 43   called 02:14:07Z                                              ok
            status                 200
            start                  cold
            init                   2.7 s
            duration               23 ms
            request                27364afd-824a-4c03-8c72-62cba4913e40
            log
            - [INFO] 2026-11-22T02:14:07.000Z 27364afd-824a-4c03-8c72-62cba4913e40
              answered with 200
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows

        8/10 It answered                                                    ok  just now
            invoke status          200
            invoke failed          no
            invoke duration        23 ms
            invoke request         27364afd-824a-4c03-8c72-62cba4913e40
            -  invoke error: the call gave no error

        8/10 The start was slow
            A new environment took 2.7 s to start. This is what that request logged.
            invoke log             [INFO] 2026-11-22T02:14:07.000Z
                                   27364afd-824a-4c03-8c72-62cba4913e40 answered with
                                   200
            Is that start fine all the same?  yes

        8/10 It started in time                                             ok  just now
            invoke start           cold
            invoke init            2.7 s
            More than 2 s for the start of a new environment is looked into. A warm call
            says nothing about a cold start; with SnapStart there is a Restore Duration
            instead, and provisioned concurrency never shows a start.

        COMPLETE  walk took 3 s                                                 run QE34
            done                   10/10
            changed                invoke 43 at 2026-11-22T02:14:07Z
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            changed                prod 42 -> 43 at 2026-11-22T02:14:07Z
            undo                   would bring back prod 42, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 42 --routing-config '{"AdditionalVersionWeights":{}}'
            see: duckops runs show QE34
        DRILL pre-deploy-slow: the simulated stack is healthy"#]],
    );
}

#[test]
fn a_warm_call_says_nothing_about_a_cold_start() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        8/10 A test call of the candidate                             you type the words
            One call of the candidate version with a GET of the status route. It runs on
            production's tables, mail and workflows: that is why you type it. An error
            fails the check, and so does an answer of 400 or more.
            change                 mission-control-api:43, us-east-1, 121546003735
            before                 not called by this run
            after                  called once, as GET /beak/system/status
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            needs                  you type: invoke 43
            invoke 43   called 02:14:07Z                                              ok
            status                 200
            start                  warm
            duration               23 ms
            request                27364afd-824a-4c03-8c72-62cba4913e40
            log
            - [INFO] 2026-11-22T02:14:07.000Z 27364afd-824a-4c03-8c72-62cba4913e40
              answered with 200
            ?  init: a warm call has no Init Duration: unknown, not 0 ms; provisioned
            concurrency never shows one
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows

        8/10 It answered                                                    ok  just now
            invoke status          200
            invoke failed          no
            invoke duration        23 ms
            invoke request         27364afd-824a-4c03-8c72-62cba4913e40
            -  invoke error: the call gave no error

        8/10 It started in time                                              ?  just now
            not known: a warm call has no Init Duration: unknown, not 0 ms; provisioned
            concurrency never shows one
            Not counted as good, not counted as bad.
            invoke start           warm
            ?  invoke init: a warm call has no Init Duration: unknown, not 0 ms;
            provisioned concurrency never shows one
            More than 2 s for the start of a new environment is looked into. A warm call
            says nothing about a cold start; with SnapStart there is a Restore Duration
            instead, and provisioned concurrency never shows a start.

        then Nothing is in the way                                        FAIL  just now
            run failed is 1, expected 0
            run failed             1
            run overridden         0
            Each check must hold, not apply, or be overridden with a reason. The
            checklist ends here; where a version goes out, its promotion is offered
            next.

        DEFERRED  walk took 0 ms                                                run QE34
            done                   9/10
            8/10 could not check   A test call of the candidate
            changed                invoke 43 at 2026-11-22T02:14:07Z
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            see: duckops runs show QE34
        DRILL pre-deploy-warm: the simulated stack is healthy"#]];
    check("pre-deploy-warm", 3, &[&CALL[..], &["Nothing is in the way"]].concat(), &shown);
}

#[test]
fn with_little_room_for_mail_it_is_put_off() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        6/10 There is room for mail                                         ok  just now
            164 of 200 sent in 24 h, sandbox
            mail sent              164
            mail quota             200
            mail used              82
            mail sending           yes
            mail enforcement       HEALTHY
            < ses GetAccount us-east-1
            A deployment can set off mail of its own.

        6/10 The quota is amber
            164 of 200 mails are sent: 82 %, amber from 80 % on. Put the deployment off
            to a quiet hour, or tell T-JOSH.
            What now?  put it off

        aside Put off
            Nothing was promoted. The checks are kept with the run; a new one looks
            again.

        DEFERRED  walk took 0 ms                                                run QE34
            done                   6/10
            7/10 open              Changes are not frozen
            8/10 open              A test call of the candidate
            9/10 open              The deploy log says what is planned
            10/10 open             Approval of the promotion
            see: duckops runs show QE34
        DRILL pre-deploy-amber: the simulated stack is healthy"#]];
    check("pre-deploy-amber", 1, &["room for mail", "amber", "Put off"], &shown);
}

const STACK: [&str; 6] = ["has not drifted", "Status is whole", "The fleet", "Pecks", "Audit", "room for mail"];

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
            < read ~/.local/state/duckops/drill/ledgers/QE34/
            DEPLOY-LOG.md
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
            69 failed pecks, most of them callback_error; 60.0 an hour over the last 55
            min
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

        6/10 There is room for mail                                       FAIL  just now
            200 of 200 sent in 24 h, sandbox
            mail exhausted is yes, expected no
            mail sent              200
            mail quota             200
            mail used              100
            mail sending           yes
            mail enforcement       HEALTHY
            < ses GetAccount us-east-1
            A deployment can set off mail of its own.

        6/10 The quota is amber
            200 of 200 mails are sent: 100 %, amber from 80 % on. Put the deployment off
            to a quiet hour, or tell T-JOSH.
            What now?  the gate is told

        6/10 Who was told?
            Who was told, when, how?  Josh, by chat

        then Nothing is in the way                                        FAIL  just now
            run failed is 7, expected 0
            run failed             7
            run overridden         0
            Each check must hold, not apply, or be overridden with a reason. The
            checklist ends here; where a version goes out, its promotion is offered
            next.

        DEFERRED  walk took 0 ms                                                run QE34
            done                   3/10
            1/10 FAILED            The alias has not drifted
            2/10 FAILED            Status is whole
            3/10 FAILED            The fleet is alive
            4/10 FAILED            Pecks do not fail more than usual
            5/10 FAILED            Audit activity is as usual
            6/10 FAILED            There is room for mail
            8/10 FAILED            A test call of the candidate
            changed                invoke 43 at 2026-11-22T02:14:07Z
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            see: duckops runs show QE34
        DRILL pre-deploy-red: the simulated stack is still broken"#]];
    check("pre-deploy-red", 1, &[&STACK[..], &["amber", "Who was told", "Nothing is in the way"]].concat(), &shown);
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
            written to ~/.local/state/duckops/drill/ledgers/QE34/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        then Nothing is in the way                                          ok  just now
            run failed             0
            run overridden         0
            Each check must hold, not apply, or be overridden with a reason. The
            checklist ends here; where a version goes out, its promotion is offered
            next.

        COMPLETE  walk took 0 ms                                                run QE34
            done                   8/8, 2 not applicable
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
    .assert_eq(&ledger(&place, "DEPLOY-LOG.md").split_once("42 | ").unwrap().1);
    assert!(!ran.out.contains("\n8/10") && !ran.out.contains("\n10/10"), "{}", ran.out);
}

#[test]
fn with_little_room_for_mail_the_gate_is_told_and_it_goes_on() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy-amber");
    let place = served.duckops();
    let told = ["--answer", "amber.what=the gate is told", "--answer", "told.who=Josh by chat, just now"];
    let ran = checklist(&place, "pre-deploy", &[&FRONTEND[..], &told].concat());
    expect![[r#"
        6/10 There is room for mail                                         ok  just now
            164 of 200 sent in 24 h, sandbox
            mail sent              164
            mail quota             200
            mail used              82
            mail sending           yes
            mail enforcement       HEALTHY
            < ses GetAccount us-east-1
            A deployment can set off mail of its own.

        6/10 The quota is amber
            164 of 200 mails are sent: 82 %, amber from 80 % on. Put the deployment off
            to a quiet hour, or tell T-JOSH.
            What now?  the gate is told

        6/10 Who was told?
            Who was told, when, how?  Josh by chat, just now"#]]
    .assert_eq(&screens(&ran, "6/10", "7/10"));
    assert!(ran.code == 0 && ran.out.contains("8/8, 2 not applicable"), "{}{}", ran.out, ran.err);
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
            < read ~/.local/state/duckops/drill/ledgers/QE34/
            DEPLOY-LOG.md
            Where the alias points, what the function says of itself and what the deploy
            log expects must be one and the same version, with no weights: nobody
            deploys onto a stack that is not where it should be."#]]
    .assert_eq(&screens(&ran, "1/10", "2/10"));
    assert!(ran.code == 1 && ran.out.contains("\nDEFERRED"), "{}{}", ran.out, ran.err);
}

/// Whoever overrides the test call gets a broken version live; it is marked bad, and the way back is named.
#[test]
fn a_version_that_does_not_answer_once_it_is_live_is_bad() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy-raises");
    let place = served.duckops();
    let answers = "[answers]\n\"what.kind\" = \"lambda version\"\n\"candidate.version\" = \"43\"\n\
        \"banner.shown\" = \"no\"\ninvoke = \"invoke 43\"\ncalled = { skip = \"it fails in a test call only\" }\n\
        \"planned.change\" = \"Rename the ducklings table to flock\"\n\"offer.now\" = \"yes\"\n";
    std::fs::write(place.dir.join("answers.toml"), answers).unwrap();
    let ran = through(&place, "pre-deploy", &["--answers", "answers.toml"]);
    expect![[r#"

        then It answers from the new version                           not yet  just now
            200 OK after 0 ms, from version 42
            status answer          200 OK
            status version         42
            status alias version   42
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            A 200 counts when it comes from the new version, three times in a row.
            02:14:08Z  look 2: 502 Bad Gateway after 0 ms                        not yet
            02:14:09Z  look 3: 502 Bad Gateway after 0 ms                        not yet
            02:14:10Z  look 4: 502 Bad Gateway after 0 ms                        not yet
            02:14:11Z  look 5: 502 Bad Gateway after 0 ms                        not yet
            02:14:16Z  look 10: 502 Bad Gateway after 0 ms                       not yet
            02:14:26Z  look 20: 502 Bad Gateway after 0 ms                       not yet
            02:14:27Z  look 21: 502 Bad Gateway after 0 ms                          FAIL
            status code is 502, expected 200

        then It does not answer as it should
            43 is live and not proven. Go back with duckops checklist rollback.
            entry in               DEPLOY-LOG.md
            title                  version 43 bad
              promote at           2026-11-22T02:14:07Z
              proof verdict        fail
              status answer        502 Bad Gateway
              what                 prod 42 -> 43 is live and does not answer as it
                                   should
            written to ~/.local/state/duckops/drill/ledgers/QE34/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        ESCALATED to T-JOSH  walk took 20 s                                     run QE34
            Nobody has been told by this tool. To paste:
            mission-control-api: prod 42 -> 43 at 2026-11-22T02:14:07Z, and status does
            not answer 200 from 43: 502 Bad Gateway. Go back: duckops checklist rollback
            done                   9/10 + 1 overridden
            8/10 overridden        A test call of the candidate: it fails in a test call
                                   only
            changed                invoke 43 at 2026-11-22T02:14:07Z
            undo                   cannot be undone: a call is a call: it runs on
                                   production's tables, mail and workflows
            changed                prod 42 -> 43 at 2026-11-22T02:14:07Z
            undo                   would bring back prod 42, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 42 --routing-config '{"AdditionalVersionWeights":{}}'
            see: duckops runs show QE34
    "#]].assert_eq(&from(&ran, "then It answers"));
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ledger(&place, "DEPLOY-LOG.md").contains("version 43 bad"));
}
