//! What a test call of the candidate tells, and what it does not.

use crate::drill_ring::branches::check;
use crate::drill_ring::checklist::{from, through};
use crate::drill_ring::served::{Served, ledger};
use crate::support::ring;
use expect_test::expect;

const CALL: [&str; 4] = ["A test call", "It answered", "Look into the start", "It started in time"];

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

        DEFERRED  walk took 0 ms                                                run QE34
            done                   8/10
            8/10 FAILED            A test call of the candidate, by its part "It
                                   answered": invoke failed is yes, expected no
            10/10 open             Approval of the promotion: run failed is 1, expected
                                   0
            changed                invoke 43 at 2026-11-22T02:14:07Z
            exit code              1: it is not over with this
            now                    prod is at 42, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
        DRILL pre-deploy-raises: the simulated stack was left healthy"#]];
    check("pre-deploy-raises", 1, &[&CALL[..], &["Is the way clear?"]].concat(), &shown);
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

            8/10 Look into the start
                A new environment took 2.7 s to start; more than 2 s is looked into. This is
                what that request logged.
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
                changed                prod 42 -> 43 at 2026-11-22T02:14:07Z
                now                    prod is at 43, read back 2026-11-22T02:14:07Z
                now                    status: 200 OK after 0 ms, from version 43, seen
                                       2026-11-22T02:14:10Z
                see: duckops runs show QE34
            DRILL pre-deploy-slow: the simulated stack was left healthy"#]],
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

        DEFERRED  walk took 0 ms                                                run QE34
            done                   8/10
            8/10 could not check   A test call of the candidate, by its part "It started
                                   in time"
            10/10 open             Approval of the promotion: run unchecked is 1,
                                   expected 0
            changed                invoke 43 at 2026-11-22T02:14:07Z
            exit code              3: something that is required could not be checked
            now                    prod is at 42, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
        DRILL pre-deploy-warm: the simulated stack was left healthy"#]];
    check("pre-deploy-warm", 3, &[&CALL[..], &["Is the way clear?"]].concat(), &shown);
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
            Warm copies of the old version can answer for a moment: a 200 counts when it
            comes from the new one, three times in a row.
            02:14:08Z  look 2: 502 Bad Gateway after 0 ms                        not yet
            02:14:09Z  look 3: 502 Bad Gateway after 0 ms                        not yet
            02:14:10Z  look 4: 502 Bad Gateway after 0 ms                        not yet
            02:14:11Z  look 5: 502 Bad Gateway after 0 ms                        not yet
            02:14:16Z  look 10: 502 Bad Gateway after 0 ms                       not yet
            02:14:26Z  look 20: 502 Bad Gateway after 0 ms                       not yet
            02:14:27Z  look 21: 502 Bad Gateway after 0 ms

        then It answers from the new version                        FAIL  after 21 looks
            502 Bad Gateway after 0 ms
            status code is 502, expected 200
            status answer          502 Bad Gateway
            ?  status version, status alias version: only a 200 reports anything: 502
            Bad Gateway

        then The version is bad
            Status answered before it was promoted, and does not since: that is the
            version's own doing.
            entry in               DEPLOY-LOG.md
            title                  version 43 bad
              promote at           2026-11-22T02:14:07Z
              verify verdict       fail
              status answer        502 Bad Gateway
              what                 prod 42 -> 43 is live and does not answer as it
                                   should
            written to ~/.local/state/duckops/drill/ledgers/pre-deploy-raises-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        then Hand it over
            43 is live and not proven. Go back with `duckops checklist rollback`.
            in this drill, while it runs: duckops checklist rollback --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod

        ESCALATED to T-JOSH (Josh)  walk took 20 s                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: mission-control-api: prod 42 -> 43 at 2026-11-22T02:14:07Z, and
            status does not answer 200 from 43: 502 Bad Gateway. Go back: duckops
            checklist rollback
            done                   9/10 + 1 overridden
            8/10 overridden        A test call of the candidate: it fails in a test call
                                   only
            changed                invoke 43 at 2026-11-22T02:14:07Z
            changed                prod 42 -> 43 at 2026-11-22T02:14:07Z
            undo                   would bring back prod 42, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 42 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request
            exit code              1: it is not over with this
            now                    prod is at 43, read back 2026-11-22T02:14:07Z
            now                    status: 502 Bad Gateway after 0 ms, seen
                                   2026-11-22T02:14:27Z
            see: duckops runs show QE34
    "#]].assert_eq(&from(&ran, "then It answers"));
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ledger(&place, "DEPLOY-LOG.md").contains("version 43 bad"));
}
