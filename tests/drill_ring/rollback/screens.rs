//! Every screen of the ordinary case.

use crate::drill_ring::branches::play;
use crate::drill_ring::screens::screens;
use crate::support::ring;
use expect_test::expect;

#[test]
fn what_is_live_and_what_was_stable() {
    let _ring = ring::enter("drill");
    expect![[r#"
        ROLLBACK Back to a version that works                     8 items, top to bottom
        DRILL rollback: nothing here is real
        account 121546003735  us-east-1  as assumed-role/duckops-drill/operator
                                                              run QE34, opened 02:14:07Z
        log  ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/DEPLOY-LOG.md
        log  ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/GOVERNANCE-LOG.md
        log  ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/INCIDENT-LOG.md

        1/8 Note what is live                                                   just now
            502 Bad Gateway after 0 ms
            prod 43
            5 entries, the newest: version 43 promoted
            status answer          502 Bad Gateway
            alias version          43
            alias weights          none
            deploys expected       43
            deploys last promotion 2026-11-22T02:02:00Z
            ?  status version, status alias version: only a 200 reports anything: 502
            Bad Gateway
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < lambda GetAlias mission-control-api prod
            < read
            ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/DEPLOY-LOG.md
            The version that answers, where the alias points and which weights it has:
            this is what is rolled back from.

        2/8 Find the version that was stable                                    just now
            5 entries, the newest: version 43 promoted
            5 versions, newest 43
            version 41 exists, 2 differences from 43
            good last good         41
            good last good at      2026-11-19T03:02:00Z
            candidate exists       yes
            candidate differs      code, size 4.6 MB instead of 4.7 MB
            versions list
            version  deploy log   published             size    description
            43       promoted     2026-11-22T01:07:07Z  4.7 MB  Rename the ducklings
                                                                table to flock
            42       promoted     2026-11-21T04:07:07Z  4.7 MB  Read ducklings from a
                                                                table of their own
            41       verified     2026-11-19T02:07:07Z  4.6 MB  Peck callbacks give up
                                                                after 5 s
            40       rolled-back  2026-11-16T02:07:07Z  4.6 MB  Fleet view: agents by
                                                                flock
            39       verified     2026-11-13T02:07:07Z  4.6 MB  Certificates by mail as
                                                                PDF
            < read
            ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/DEPLOY-LOG.md
            < lambda ListVersionsByFunction mission-control-api
            < lambda GetFunctionConfiguration mission-control-api 41, 43
            From the deploy log: the newest version that was verified. Never $LATEST.
            Go back to which version?  41
            Reason, for the approver and the log  43 fails since it was promoted"#]]
    .assert_eq(&screens(&play("rollback"), "ROLLBACK", "3/8"));
}

#[test]
fn incident_mode_and_consent() {
    let _ring = ring::enter("drill");
    expect![[r#"
        3/8 Incident mode                                                       just now
            incident mode is off
            incident on            no
            -  incident id, incident since, incident title: incident mode is off
            < read
            ~/.local/state/duckops/drill/standing/rollback-20261122T021407Z/incidents.jsonl
            It marks the incident with a UTC start, and on the dashboard it keeps tiles
            from refreshing while you work.

        3/8 Turn it on
            change                 incident mode of duckops
            before                 incident mode off
            after                  incident mode on, P0: Rollback of mission-control-api
                                   to 41: 43 fails since it was promoted
            undo                   would bring back incident mode off, as it was before:
            duckops incident end --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            needs                  nothing more
            incident mode on   applied 02:14:07Z, read back                           ok
            id                     I-QE34
            snapshot               I-QE34
            entry                  6611986ac6d7
            path: ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/INCIDENT-LOG.md
            undo                   would bring back incident mode off, as it was before:
            duckops incident end --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod

        3/8 And on Mission Control                                              just now
            incident mode is on: I-QE34 P0 since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator
            < read
            ~/.local/state/duckops/drill/standing/rollback-20261122T021407Z/incidents.jsonl
            Its toggle lives in your browser: only you can turn it.
            Is Incident Mode on in Mission Control too?  yes

        3/8 Both are on                                                     ok  just now

        4/8 Approval                                                            just now
            5 entries, the newest: version 43 promoted
            no change freeze is on
            chosen said            41 is verified, 2026-11-19T03:02:00Z: Peck callbacks
                                   give up after 5 s
            freeze says            no change freeze is on
            < read
            ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/DEPLOY-LOG.md
            < read
            ~/.local/state/duckops/drill/standing/rollback-20261122T021407Z/freeze.jsonl
            A rollback is a governance action. Target, reason and approver are on record
            before the command is given. While changes are frozen, whoever approves it
            hears so, and approves it in spite of that.
            change                 prod of mission-control-api, us-east-1, 121546003735
            before                 prod 43
            after                  prod 41, all of the traffic
            undo                   would bring back prod 43, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 43 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request
            needs                  approval by a second person, then you type: prod 43
                                   -> 41
            approval               QE34-1 asked of T-JOSH (Josh), until 02:44:07Z
            decision               approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator

        4/8 Write the approval down
            entry in               GOVERNANCE-LOG.md
            title                  Rollback approved: prod 43 -> 41
              live alias version   43
              live alias weights   none
              target version       41
              target why           43 fails since it was promoted
              approval             approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
            written to ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one"#]].assert_eq(&screens(&play("rollback"), "3/8", "5/8"));
}

#[test]
fn going_back() {
    let _ring = ring::enter("drill");
    expect![[r#"
        5/8 Go back                                                             approved
            5 entries, the newest: version 43 promoted
            chosen said            41 is verified, 2026-11-19T03:02:00Z: Peck callbacks
                                   give up after 5 s
            < read
            ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/DEPLOY-LOG.md
            The alias gets one version and no weights: weights that stay would go on
            feeding the other one.
            change                 prod of mission-control-api, us-east-1, 121546003735
            before                 prod 43
            after                  prod 41, all of the traffic
            undo                   would bring back prod 43, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 43 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request
            needs                  you type: prod 43 -> 41; it is approved
            prod 43 -> 41   applied 02:14:07Z, read back                              ok
            undo                   would bring back prod 43, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 43 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request

        5/8 Log the promotion
            A promotion that nobody wrote down is found too late.
            entry in               DEPLOY-LOG.md
            title                  version 41 promoted
              promote at           2026-11-22T02:14:07Z
              promote approval     approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
              what                 prod 43 -> 41: 43 fails since it was promoted
            written to ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        6/8 No drift, and status agrees                                not yet  just now
            prod 41
            502 Bad Gateway after 0 ms
            6 entries, the newest: version 41 promoted
            status answer          502 Bad Gateway
            alias version          41
            alias weights          none
            deploys expected       41
            ?  status version, status alias version: only a 200 reports anything: 502
            Bad Gateway
            < lambda GetAlias mission-control-api prod
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read
            ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/DEPLOY-LOG.md
            The alias, its weights, what answers, what status believes and what the
            deploy log expects: all say the target.
            02:14:08Z  look 2: prod 41                                         1 of 3 ok
            02:14:09Z  look 3: prod 41                                         2 of 3 ok
            02:14:10Z  look 4: prod 41

        6/8 No drift, and status agrees                                ok  after 4 looks
            prod 41
            200 OK after 0 ms, from version 41
            6 entries, the newest: version 41 promoted
            status answer          200 OK
            status version         41
            status alias version   41
            alias version          41
            alias weights          none
            deploys expected       41

        7/8 The routes answer, and fast enough                              ok  just now
            3 of 3 routes gave 200 in every look, p95 0 ms
            routes table
            route                answers         p50   p95
            /beak                200 OK 5 times  0 ms  0 ms
            /beak/metrics        200 OK 5 times  0 ms  0 ms
            /beak/system/status  200 OK 5 times  0 ms  0 ms
            routes availability    100 %
            routes p95             0 ms
            -  routes explained: no route answered 502 or 504
            < GET http://127.0.0.1:PORT/prod/beak and /beak/metrics,
            /beak/system/status
            Each of the three routes answers 200, often enough and soon enough."#]].assert_eq(&screens(&play("rollback"), "5/8", "8/8"));
}

#[test]
fn writing_it_down() {
    let _ring = ring::enter("drill");
    let ran = play("rollback");
    expect![[r#"

        8/8 Write it down                                                       just now
            incident mode is on: I-QE34 P0 since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator
            < read
            ~/.local/state/duckops/drill/standing/rollback-20261122T021407Z/incidents.jsonl
            What was reverted, to what, why, who agreed, when.
            entry in               INCIDENT-LOG.md
            title                  Rollback: prod 43 -> 41
              incident id          I-QE34
              incident since       2026-11-22T02:14:07Z
              live alias version   43
              live alias weights   none
              target version       41
              target why           43 fails since it was promoted
              promote at           2026-11-22T02:14:07Z
              promote approval     approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
              matches verdict      pass
              routes verdict       pass
            written to ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/INCIDENT-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        8/8 What was reverted
            A version that answered, and was left for one that does not, is not called
            rolled back: it is the one to go to again.
            entry in               DEPLOY-LOG.md
            title                  version 43 rolled-back
              live alias version   43
              target version       41
              target why           43 fails since it was promoted
              promote approval     approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
              promote at           2026-11-22T02:14:07Z
              what                 prod 43 -> 41: 43 fails since it was promoted
            written to ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        8/8 The target is verified
            entry in               DEPLOY-LOG.md
            title                  version 41 verified
              promote at           2026-11-22T02:14:07Z
              matches verdict      pass
              routes verdict       pass
              routes availability  100 %
              routes p95           0 ms
              what                 prod 43 -> 41: 43 fails since it was promoted
            written to ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        8/8 Leave incident mode
            Only where this checklist turned it on, and the rollback is proven. Leave it
            in Mission Control as well.
            change                 incident mode of duckops
            before                 incident mode on since 2026-11-22T02:14:07Z: Rollback
                                   of mission-control-api to 41: 43 fails since it was
                                   promoted
            after                  incident mode off
            undo                   cannot be undone: a new one can be declared
            needs                  nothing more
            incident mode off   applied 02:14:10Z, read back                          ok
            lasted                 3 s
            entry                  ea9fe3405d70
            path: ~/.local/state/duckops/drill/ledgers/rollback-20261122T021407Z/INCIDENT-LOG.md
            undo                   cannot be undone: a new one can be declared

        8/8 Commit the logs
            The logs belong to the repository: commit them now.
            log-promoted commit    nothing to commit: these logs are in no git work tree

        COMPLETE  walk took 3 s                                                 run QE34
            done                   8/8
            changed                incident mode on at 2026-11-22T02:14:07Z
            changed                prod 43 -> 41 at 2026-11-22T02:14:07Z
            changed                incident mode off at 2026-11-22T02:14:10Z
            now                    prod is at 41, since 2026-11-22T02:14:07Z
            now                    status: 200 OK after 0 ms, from version 41, seen
                                   2026-11-22T02:14:10Z
            now                    incident mode is off, since 2026-11-22T02:14:10Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&ran.out[ran.out.find("\n8/8").unwrap()..]);
    assert_eq!(ran.code, 0);
}
