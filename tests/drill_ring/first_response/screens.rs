//! Every screen of the ordinary case.

use crate::drill_ring::branches::play;
use crate::drill_ring::screens::screens;
use crate::support::ring;
use expect_test::expect;

#[test]
fn incident_mode_first() {
    let _ring = ring::enter("drill");
    expect![[r#"
        INCIDENT-TRIAGE First response                            9 items, top to bottom
        DRILL incident-triage: nothing here is real
        account 121546003735  us-east-1  as assumed-role/duckops-drill/operator
                                                              run QE34, opened 02:14:07Z
        log  ~/.local/state/duckops/drill/ledgers/incident-triage-20261122T021407Z/GOVERNANCE-LOG.md
        log  ~/.local/state/duckops/drill/ledgers/incident-triage-20261122T021407Z/INCIDENT-LOG.md

        1/9 Incident mode                                                       just now
            incident mode is off
            incident on            no
            -  incident id, incident severity, incident since, incident title: incident
            mode is off
            < read
            ~/.local/state/duckops/drill/standing/incident-triage-20261122T021407Z/incidents.jsonl
            It marks the incident with a UTC start; on the dashboard it stops refreshing
            and puts drift and failures first. If it is off, going on declares it.

        1/9 Declare it
            P0: everybody is hit. P1: a part of the platform does not work. P2: it
            works, worse than it should.
            How severe?  P1
            What is wrong, in one line?  pecks are not delivered

        1/9 Turn it on
            change                 incident mode of duckops
            before                 incident mode off
            after                  incident mode on, P1: pecks are not delivered
            undo                   would bring back incident mode off, as it was before:
            duckops incident end --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            needs                  nothing more
            incident mode on   applied 02:14:07Z, read back                           ok
            id                     I-QE34
            snapshot               I-QE34
            entry                  37d96fcb6831
            path: ~/.local/state/duckops/drill/ledgers/incident-triage-20261122T021407Z/INCIDENT-LOG.md
            undo                   would bring back incident mode off, as it was before:
            duckops incident end --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod

        1/9 And on Mission Control                                              just now
            incident mode is on: I-QE34 P1 since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator
            < read
            ~/.local/state/duckops/drill/standing/incident-triage-20261122T021407Z/incidents.jsonl
            Its toggle lives in your browser: only you can turn it. There it notes its
            own UTC start.
            Is Incident Mode on in Mission Control too?  yes

        1/9 Both are on                                                     ok  just now"#]]
    .assert_eq(&screens(&play("incident-triage"), "INCIDENT-TRIAGE", "2/9"));
}

#[test]
fn what_is_flagged_and_what_it_costs() {
    let _ring = ring::enter("drill");
    expect![[r#"
        2/9 Note what is flagged                                                just now
            health 40, highest penalty: -45 19 of 19 agents dead
            health anomaly count   4
            health anomalies
            what                     runbook
            19 of 19 agents dead     inc-003
            26 failed pecks an hour  inc-004
            SES in the sandbox       -
            more agents die          inc-003
            health unknown         nothing
            < beak.status, beak.routes, lambda.alias, ledger.deploys, ses.account,
            history.pecks, history.change
            Alias drift, dead agents, SES and SNS sandbox, peck callback errors and the
            rest, the worst first. This is on record with the run before anything is
            changed.

        3/9 The health score                                              FAIL  just now
            health red is yes, expected no
            health score           40
            health highest         -45 19 of 19 agents dead
            health penalties
            points  what
            -45     19 of 19 agents dead
            -10     26 failed pecks an hour
            -5      SES in the sandbox
            0 to 100. Dead agents, stale snapshots, peck failures, sandboxes, drift and
            routes cost points; what could not be checked may cost, so the score is a
            range. Under 60 is a red alert. Look into the highest penalty first.

        4/9 The three routes answer                                         ok  just now
            3 of 3 routes gave 200 in every look, p95 0 ms
            routes table
            route                answers         p50   p95
            /beak                200 OK 5 times  0 ms  0 ms
            /beak/metrics        200 OK 5 times  0 ms  0 ms
            /beak/system/status  200 OK 5 times  0 ms  0 ms
            -  routes explained: no route answered 502 or 504
            < GET http://127.0.0.1:PORT/prod/beak and /beak/metrics,
            /beak/system/status
            /beak, /beak/metrics and /beak/system/status each answer 200. A 502 or 504
            is a Lambda function that does not start in time, or crashes at every start."#]]
    .assert_eq(&screens(&play("incident-triage"), "2/9", "5/9"));
}

#[test]
fn the_fleet_is_out() {
    let _ring = ring::enter("drill");
    expect![[r#"
        5/9 The fleet is alive                                            FAIL  just now
            200 OK after 0 ms, from version 42
            status agents alive is 0, expected over 0
            status agents alive    0
            status agents dead     19
            status agents bonded   19
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            With no agent alive nothing pulses: no peck is approved and no certificate
            issued.

        5/9 The fleet is out
            The runbook for a dead fleet, here and now.

        5/9 · 1 of 4 Look at the fleet                                    FAIL  just now
            200 OK after 0 ms, from version 42
            neither status agents alive is over 0 (it is 0) nor status agents bonded is
            0 (it is 19)
            status agents alive    0
            status agents dead     19
            status agents bonded   19
            status age             0 ms
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            Dead means that no pulse came in time. None bonded means that there is no
            fleet yet: that is no incident. A number that is not reported is not zero.

        5/9 · 2 of 4 Find the newest pulse                                      just now
            "pulse": 38 of 76 entries
            pulses age             14 min 40 s
            pulses last            2026-11-22T01:59:27Z
            pulses count           38
            pulses list
            when                  type
            2026-11-22T01:59:27Z  agent.pulse
            2026-11-22T01:57:27Z  agent.pulse
            2026-11-22T01:55:27Z  agent.pulse
            3 of 38 shown, newest first; more: pulse_events_newest in duckops.toml
            < POST http://127.0.0.1:PORT/prod/beak/audit {}
            It says since when nobody has been heard of. Pulses newer than the status
            mean that the status is old: look again.

        5/9 · 3 of 4 Hold deaths against callback errors                        just now
            200 OK after 0 ms, from version 42
            agents_dead 2 -> 19 since 01:19:07Z: rising, 18.5 an hour
            callback_error 4 -> 28 since 01:19:07Z: rising, 26.2 an hour
            status agents alive    0
            status agents dead     19
            deaths rising          yes
            callbacks rising       yes
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            Callbacks go to the agents, so dead agents make them fail. When both rise
            together they are one incident; when only one does, or nobody looked before,
            say so. With one look alone, look again some minutes later.

        5/9 · outcome Both rise: hand it to the spaceduck-bot team
            17 more dead and 24 more callback errors since 2026-11-22T01:19:07Z: the two
            go together. More callback errors are expected until the agents are back.
            Agents usually die of their own connection, not of the function behind the
            API.
            Copy this; duckops does not send it:
            "DRILL: All spaceduck agents are dead: alive 0, dead 19, bonded 19, at
            2026-11-22T02:14:07Z. Newest pulse: 2026-11-22T01:59:27Z. Since
            2026-11-22T01:19:07Z 17 more died, and there were 24 more callback errors:
            they go together, and pecks fail until the agents are back. This is usually
            the agents' own connectivity, not Lambda, which answers 200 OK. Please check
            it, restart them by your procedure, and tell us when pulses are back.""#]]
    .assert_eq(&screens(&play("incident-triage"), "5/9", "6/9"));
}

#[test]
fn which_pecks_fail_then_a_snapshot() {
    let _ring = ring::enter("drill");
    expect![[r#"
        6/9 Which pecks fail                                              FAIL  just now
            200 OK after 0 ms, from version 42
            33 failed pecks in all; 26.2 an hour over the last 55 min, most often
            callback_error
            pecks high is yes, expected no
            pecks total            33
            pecks per hour         26.18
            pecks leading          callback_error
            pecks table
            kind            in all  share  since 01:19:07Z  an hour
            callback_error  28      85 %   +24              26.2
            denied          2       6 %    +0               0.0
            expired         3       9 %    +0               0.0
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            Each kind asks for something else.

        6/9 Callbacks of a dead fleet
            All agents are dead: nobody is there to be called, so callback errors are
            expected until they are back. They are no fault of their own; the fleet is
            what to work on.

        7/9 Take a snapshot
            Versions, counts, mail and sandbox as they are now, with the time in UTC:
            before anything is changed.
            change                 the snapshots of duckops
            before                 no snapshot by this step
            after                  a snapshot of this moment
            undo                   cannot be undone: a file more; it harms nothing
            needs                  nothing more
            take a snapshot   applied 02:14:07Z, read back                            ok
            id                     QE34-snapshot-1
            path: ~/.local/state/duckops/drill/snapshots/20261122T021407Z-QE34-snapshot-1.json
            undo                   cannot be undone: a file more; it harms nothing"#]]
    .assert_eq(&screens(&play("incident-triage"), "6/9", "8/9"));
}

#[test]
fn what_the_tool_cannot_do_passes_the_gate_too() {
    let _ring = ring::enter("drill");
    expect![[r#"
        8/9 Destructive actions pass the gate
            A rollback, the revocation of a certificate, the termination of a
            connection: none without the approval of T-JOSH (Josh), on record in the
            governance log.
            Which destructive action is needed?  certificate revocation

        8/9 Say exactly what
            duckops has no way to do this: it obtains the approval, you do it.
            Which one, exactly?  certificate of duckling-1198
            Reason, for the approver and the log  its key was read from a log

        8/9 Approval                                                      needs approval
            change                 certificate of duckling-1198
            before                 not done
            after                  certificate revocation: done by hand, by you, not by
                                   this tool
            undo                   cannot be undone: this tool knows no way back: find
                                   out before you do it
            needs                  approval by a second person, then you type:
                                   certificate revocation: certificate of duckling-1198
            approval               QE34-1 asked of T-JOSH (Josh), until 02:44:07Z
            decision               approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
            certificate revocation: certificate of duckling-1198   consent recorded;
              duckops does nothing, it is yours to do
            undo                   cannot be undone: this tool knows no way back: find
                                   out before you do it

        8/9 Write the approval down
            entry in               GOVERNANCE-LOG.md
            title                  Approved: certificate revocation: certificate of
                                   duckling-1198
              destructive what     certificate revocation
              exactly target       certificate of duckling-1198
              exactly why          its key was read from a log
              consent approval     approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
            written to ~/.local/state/duckops/drill/ledgers/incident-triage-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        8/9 Do it now, by hand
            What came of it?  revoked, the registry shows it

        8/9 Write the result down
            entry in               GOVERNANCE-LOG.md
            title                  By hand: certificate revocation: certificate of
                                   duckling-1198
              destructive what     certificate revocation
              exactly target       certificate of duckling-1198
              done result          revoked, the registry shows it
              consent approval     approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
            written to ~/.local/state/duckops/drill/ledgers/incident-triage-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one"#]]
    .assert_eq(&screens(&play("incident-triage"), "8/9", "9/9"));
}

#[test]
fn after_it_is_resolved() {
    let _ring = ring::enter("drill");
    let ran = play("incident-triage");
    expect![[r#"

        9/9 After it is resolved                                                just now
            200 OK after 0 ms, from version 42
            incident mode is on: I-QE34 P1 since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator
            now severity           P1
            now since              2026-11-22T02:14:07Z
            status answer          200 OK
            status red             agents: all 19 dead, SES is in the sandbox:
                                   unverified recipients get no mail
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read
            ~/.local/state/duckops/drill/standing/incident-triage-20261122T021407Z/incidents.jsonl
            Not resolved yet? Leave, and come back here when it is: the checklist waits.
            Or say so: it ends, and hands the incident over. Severity, times,
            components, root cause and corrective actions go into the log; the
            postmortem is made from it.
            Is it resolved?  resolved

        9/9 Status is not green
            Status answered 200 OK. Still red: agents: all 19 dead, SES is in the
            sandbox: unverified recipients get no mail.
            Call it over although this is still red?  yes

        9/9 Is it over?                                                     ok  just now

        9/9 What it was
            Severity?  P1
            When did it begin (UTC)?  2026-11-22T02:14:07Z
            When was it noticed (UTC)?  2026-11-22T02:14:07Z
            When was it resolved (UTC)?  2026-11-22T02:14:07Z
            Which components?  agent fleet, peck callbacks
            Root cause?  the agents' network lost its route
            Corrective actions?  watch the pulses from cron

        9/9 The times follow one another                                    ok  just now
            after began            2026-11-22T02:14:07Z
            after detected         2026-11-22T02:14:07Z
            after resolved         2026-11-22T02:14:07Z
            Began, noticed, resolved. A time without a date is the last such time that
            has passed.

        9/9 The incident log
            entry in               INCIDENT-LOG.md
            title                  P1: agent fleet, peck callbacks
              now id               I-QE34
              after severity       P1
              after began          2026-11-22T02:14:07Z
              after detected       2026-11-22T02:14:07Z
              after resolved       2026-11-22T02:14:07Z
              after components     agent fleet, peck callbacks
              after cause          the agents' network lost its route
              after actions        watch the pulses from cron
              status red           agents: all 19 dead, SES is in the sandbox:
                                   unverified recipients get no mail
              flagged health score 40
              snapshot id          QE34-snapshot-1
            written to ~/.local/state/duckops/drill/ledgers/incident-triage-20261122T021407Z/INCIDENT-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        9/9 Leave incident mode
            change                 incident mode of duckops
            before                 incident mode on since 2026-11-22T02:14:07Z: pecks
                                   are not delivered
            after                  incident mode off
            undo                   cannot be undone: a new one can be declared
            needs                  nothing more
            incident mode off   applied 02:14:07Z, read back                          ok
            lasted                 0 ms
            entry                  218d1bbf6896
            path: ~/.local/state/duckops/drill/ledgers/incident-triage-20261122T021407Z/INCIDENT-LOG.md
            undo                   cannot be undone: a new one can be declared

        9/9 And on Mission Control                                              just now
            incident mode is off
            < read
            ~/.local/state/duckops/drill/standing/incident-triage-20261122T021407Z/incidents.jsonl
            Is Incident Mode off in Mission Control too?  yes

        9/9 Both are off                                                    ok  just now

        9/9 Commit the log
            entry commit           nothing to commit: these logs are in no git work tree

        COMPLETE  walk took 0 ms                                                run QE34
            done                   6/9
            3/9 FAILED             The health score: health red is yes, expected no
            5/9 FAILED             The fleet is alive: status agents alive is 0,
                                   expected over 0
            6/9 FAILED             Which pecks fail: pecks high is yes, expected no
            changed                incident mode on at 2026-11-22T02:14:07Z
            allowed by hand        certificate revocation: certificate of duckling-1198
                                   at 2026-11-22T02:14:07Z
            changed                incident mode off at 2026-11-22T02:14:07Z
            exit code              1: not all that is required was done and passed
            now                    incident mode is off, since 2026-11-22T02:14:07Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&ran.out[ran.out.find("\n9/9").unwrap()..]);
    assert_eq!(ran.code, 1, "two items stay failed");
}
