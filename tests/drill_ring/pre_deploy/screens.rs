//! Every screen of the ordinary case.

use crate::drill_ring::branches::play;
use crate::drill_ring::screens::screens;
use crate::support::ring;
use expect_test::expect;

#[test]
fn what_is_deployed_and_onto_what() {
    let _ring = ring::enter("drill");
    expect![[r#"
        PRE-DEPLOY Before something goes out             10 items, in any order, 10 last
        DRILL pre-deploy: nothing here is real
        account 121546003735  us-east-1  as assumed-role/duckops-drill/operator
                                                              run QE34, opened 02:14:07Z
        log  ~/.local/state/duckops/drill/ledgers/pre-deploy-20261122T021407Z/DEPLOY-LOG.md
        log  ~/.local/state/duckops/drill/ledgers/pre-deploy-20261122T021407Z/GOVERNANCE-LOG.md

        first What is being deployed?
            What is being deployed?  lambda version

        first Which version?                                                    just now
            5 versions, newest 43
            prod 42
            alias version          42
            alias weights          none
            versions list
            version  published             size    description
            43       2026-11-22T01:07:07Z  4.7 MB  Rename the ducklings table to flock
            42       2026-11-21T04:07:07Z  4.7 MB  Read ducklings from a table of their
                                                   own
            41       2026-11-19T02:07:07Z  4.6 MB  Peck callbacks give up after 5 s
            40       2026-11-16T02:07:07Z  4.6 MB  Fleet view: agents by flock
            39       2026-11-13T02:07:07Z  4.6 MB  Certificates by mail as PDF
            < lambda ListVersionsByFunction mission-control-api
            < lambda GetAlias mission-control-api prod
            The candidate is a published version. Never $LATEST.
            Which version shall be promoted?  43

        1/10 The alias has not drifted                                      ok  just now
            prod 42
            200 OK after 0 ms, from version 42
            4 entries, the newest: version 42 verified
            alias version          42
            alias weights          none
            status version         42
            status alias version   42
            deploys expected       42
            < lambda GetAlias mission-control-api prod
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read
            ~/.local/state/duckops/drill/ledgers/pre-deploy-20261122T021407Z/DEPLOY-LOG.md
            Where the alias points, what the function says of itself and what the deploy
            log expects must be one and the same version, with no weights: nobody
            deploys onto a stack that is not where it should be.

        2/10 Status is whole                                                ok  just now
            200 OK after 0 ms, from version 42
            status answer          200 OK
            status version         42
            status missing         nothing
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            The status route answers 200 with JSON that has lambda.version, database and
            agents."#]]
    .assert_eq(&screens(&play("pre-deploy"), "PRE-DEPLOY", "3/10"));
}

#[test]
fn the_company_is_well() {
    let _ring = ring::enter("drill");
    expect![[r#"
        3/10 The fleet is alive                                             ok  just now
            200 OK after 0 ms, from version 42
            status agents alive    17
            status agents dead     2
            status agents bonded   19
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            A dead fleet hides what a deployment breaks further down: nothing pulses,
            nothing is approved, nothing fails.

        4/10 Pecks do not fail more than usual                              ok  just now
            200 OK after 0 ms, from version 42
            9 failed pecks in all; 0.0 an hour over the last 55 min
            pecks per hour         0
            pecks table
            kind            in all  share  since 01:19:07Z  an hour
            callback_error  4       44 %   +0               0.0
            denied          2       22 %   +0               0.0
            expired         3       33 %   +0               0.0
            -  pecks leading: no peck has failed since 01:19:07Z
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            A high rate of failures, of callbacks above all, gets worse with a
            deployment. Status counts failures only, so the rate is failures an hour
            between two looks; the shares say which kind leads.

        5/10 Audit activity is as usual                                     ok  just now
            the last 30 min as usual; held against 1 earlier window
            activity table
            type              last 30 min  usually  meaning
            peck_notify       5            5        as usual
            peck_requested    5            5        as usual
            duck.cert_issued  3            3        as usual
            activity covers        88 min 40 s
            < POST http://127.0.0.1:PORT/prod/beak/audit {}
            How often peck_notify, peck_requested and duck.cert_issued came in the last
            30 minutes, beside how often they usually come in the feed. Far more is as
            bad a sign as far less.

        6/10 There is room for mail                                         ok  just now
            57 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently
            mail sent              57
            mail quota             200
            mail used              28.5 %
            mail sending enabled   yes
            mail enforcement       HEALTHY
            < ses GetAccount us-east-1
            A deployment can set off mail of its own.

        7/10 Changes are not frozen                                         ok  just now
            no change freeze is on
            freeze on              no
            -  freeze since, freeze by, freeze reason: no change freeze is on
            < read
            ~/.local/state/duckops/drill/standing/pre-deploy-20261122T021407Z/freeze.jsonl
            The freeze of duckops is read here. The dashboard's own banner lives in a
            browser, where only you can look.

        7/10 The banner on Mission Control
            Does Mission Control show a Change Freeze banner?  no"#]]
    .assert_eq(&screens(&play("pre-deploy"), "3/10", "8/10"));
}

#[test]
fn the_candidate_is_called_and_planned() {
    let _ring = ring::enter("drill");
    expect![[r#"
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
            init                   658 ms
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

        8/10 It started in time                                             ok  just now
            invoke start           cold
            invoke init            658 ms
            More than 2 s for the start of a new environment is looked into. A warm call
            says nothing about a cold start; with SnapStart there is a Restore Duration
            instead, and provisioned concurrency never shows a start.

        9/10 The deploy log says what is planned
            Version, what changes, when (UTC) and who: hand-over and deployment history
            are made from it.
            What changes, in one line?  Rename the ducklings table to flock

        9/10 Write the planned version down
            entry in               DEPLOY-LOG.md
            title                  version 43 planned
              alias version        42
              what                 Rename the ducklings table to flock
            written to ~/.local/state/duckops/drill/ledgers/pre-deploy-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one"#]]
    .assert_eq(&screens(&play("pre-deploy"), "8/10", "10/10"));
}

#[test]
fn somebody_else_agrees() {
    let _ring = ring::enter("drill");
    expect![[r#"
        10/10 Approval of the promotion                                     ok  just now
            run failed             0
            run unchecked          0
            run overridden         0
            run failing            nothing
            Every promotion of the alias passes T-JOSH (Josh), who is asked only when
            nothing else is in the way: each check holds, does not apply, or is
            overridden with a reason. One that failed or could not be done: go back to
            it, look again or override it.

        10/10 Ask for it
            When and how the approval was given is on record before anything is
            promoted. Checks that are overridden or skipped: 0. The approver is told of
            them.
            change                 prod of mission-control-api, us-east-1, 121546003735
            before                 prod 42
            after                  prod 43, all of the traffic
            undo                   would bring back prod 42, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 42 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request
            needs                  approval by a second person, then you type: prod 42
                                   -> 43
            approval               QE34-1 asked of T-JOSH (Josh), until 02:44:07Z
            decision               approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator

        10/10 Write the approval down
            entry in               GOVERNANCE-LOG.md
            title                  Promotion approved: prod 42 -> 43
              approval change      prod 42 -> 43
              planned change       Rename the ducklings table to flock
              run failed           0
              run unchecked        0
              run overridden       0
              approval             approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
            written to ~/.local/state/duckops/drill/ledgers/pre-deploy-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        then Is the way clear?                                              ok  just now
            run failed             0
            run unchecked          0
            run overridden         0
            run failing            nothing
            Each check must hold, not apply, or be overridden with a reason; one that
            could not be done does not count as good. The checklist ends here; where a
            version goes out, its promotion is offered next."#]].assert_eq(&screens(&play("pre-deploy"), "10/10", "then Promote it now?"));
}

#[test]
fn promoted_and_proven() {
    let _ring = ring::enter("drill");
    let ran = play("pre-deploy");
    expect![[r#"

        then Promote it now?
            Promote it now?  yes

        then Promote it                                                         approved
            5 entries, the newest: version 43 planned
            chosen said            43 is planned, never verified, 2026-11-22T02:14:07Z:
                                   Rename the ducklings table to flock
            < read
            ~/.local/state/duckops/drill/ledgers/pre-deploy-20261122T021407Z/DEPLOY-LOG.md
            The alias gets one version and no weights: weights that stay would go on
            feeding the other one.
            change                 prod of mission-control-api, us-east-1, 121546003735
            before                 prod 42
            after                  prod 43, all of the traffic
            undo                   would bring back prod 42, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 42 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request
            needs                  you type: prod 42 -> 43; it is approved
            prod 42 -> 43   applied 02:14:07Z, read back                              ok
            undo                   would bring back prod 42, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 42 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request

        then Log the promotion
            A promotion that nobody wrote down is found too late.
            entry in               DEPLOY-LOG.md
            title                  version 43 promoted
              promote at           2026-11-22T02:14:07Z
              promote approval     approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
              what                 prod 42 -> 43: Rename the ducklings table to flock
            written to ~/.local/state/duckops/drill/ledgers/pre-deploy-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        then It answers from the new version                           not yet  just now
            200 OK after 0 ms, from version 42
            status answer          200 OK
            status version         42
            status alias version   42
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            Warm copies of the old version can answer for a moment: a 200 counts when it
            comes from the new one, three times in a row.
            02:14:08Z  look 2: 200 OK after 0 ms, from version 43              1 of 3 ok
            02:14:09Z  look 3: 200 OK after 0 ms, from version 43              2 of 3 ok
            02:14:10Z  look 4: 200 OK after 0 ms, from version 43

        then It answers from the new version                           ok  after 4 looks
            200 OK after 0 ms, from version 43
            status answer          200 OK
            status version         43
            status alias version   43

        then Log that it is verified
            entry in               DEPLOY-LOG.md
            title                  version 43 verified
              promote at           2026-11-22T02:14:07Z
              verify took          3 s
              what                 prod 42 -> 43: Rename the ducklings table to flock
            written to ~/.local/state/duckops/drill/ledgers/pre-deploy-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        then Commit the logs
            verified commit        nothing to commit: these logs are in no git work tree

        COMPLETE  walk took 3 s                                                 run QE34
            done                   10/10
            changed                invoke 43 at 2026-11-22T02:14:07Z
            changed                prod 42 -> 43 at 2026-11-22T02:14:07Z
            now                    prod is at 43, read back 2026-11-22T02:14:07Z
            now                    status: 200 OK after 0 ms, from version 43, seen
                                   2026-11-22T02:14:10Z
            see: duckops runs show QE34
    "#]].assert_eq(&ran.out[ran.out.find("\nthen Promote it now?").unwrap()..]);
    assert_eq!(ran.code, 0);
}
