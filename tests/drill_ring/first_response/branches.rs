//! Everything red, and a false alarm.

use crate::drill_ring::branches::check;
use crate::support::ring;
use expect_test::expect;

#[test]
fn in_an_outage_the_score_is_a_range_and_red() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        2/9 Note what is flagged                                                just now
            health 0–30, 5 unknown, highest penalty: -45 Lambda down: 502 Bad Gateway
            health anomaly count   3
            health anomalies
            what                                                              runbook
            Lambda down: 502 Bad Gateway                                      inc-001
            routes not always 200: /beak, /beak/metrics, /beak/system/status  inc-001
            SES in the sandbox                                                -
            health unknown         agents: only a 200 reports anything: 502 Bad Gateway,
                                   alias drift: only a 200 reports anything: 502 Bad
                                   Gateway, stale status: only a 200 reports anything:
                                   502 Bad Gateway, peck failures: only a 200 reports
                                   anything: 502 Bad Gateway, SNS sandbox: only a 200
                                   reports anything: 502 Bad Gateway
            < beak.status, beak.routes, lambda.alias, ledger.deploys, ses.account,
            history.pecks, history.change
            Alias drift, dead agents, SES and SNS sandbox, peck callback errors and the
            rest, the worst first. This is on record with the run before anything is
            changed.

        3/9 The health score                                              FAIL  just now
            health red is yes, expected no
            health score           0–30, 5 unknown
            health highest         -45 Lambda down: 502 Bad Gateway
            health penalties
            points  what
            -45     Lambda down: 502 Bad Gateway
            -20     routes not always 200: /beak, /beak/metrics, /beak/system/status
            -5      SES in the sandbox
            ?       may cost 45: agents: only a 200 reports anything: 502 Bad Gateway
            ?       may cost 15: alias drift: only a 200 reports anything: 502 Bad
                    Gateway
            ?       may cost 10: stale status: only a 200 reports anything: 502 Bad
                    Gateway
            6 of 8 shown; more: e at the prompt, duckops runs show QE34 -v later
            0 to 100. Dead agents, stale snapshots, peck failures, sandboxes, drift and
            routes cost points; what could not be checked may cost, so the score is a
            range. Under 60 is a red alert. Look into the highest penalty first.

        4/9 The three routes answer                                       FAIL  just now
            0 of 3 routes gave 200 in every look, p95 0 ms; not in every look: /beak,
            /beak/metrics, /beak/system/status
            routes all ok is no, expected yes
            routes table
            route                answers                  p50   p95
            /beak                502 Bad Gateway 5 times  0 ms  0 ms
            /beak/metrics        502 Bad Gateway 5 times  0 ms  0 ms
            /beak/system/status  502 Bad Gateway 5 times  0 ms  0 ms
            routes explained       502 (/beak, /beak/metrics, /beak/system/status): the
                                   function failed, or crashed at its start; again and
                                   again, that is a crash loop
            < GET http://127.0.0.1:PORT/prod/beak and /beak/metrics,
            /beak/system/status
            /beak, /beak/metrics and /beak/system/status each answer 200. A 502 or 504
            is a Lambda function that does not start in time, or crashes at every start.

        5/9 The fleet is alive                                               ?  just now
            502 Bad Gateway after 0 ms
            not known: only a 200 reports anything: 502 Bad Gateway
            Not counted as good, not counted as bad.
            ?  status agents alive, status agents dead, status agents bonded: only a 200
            reports anything: 502 Bad Gateway
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            With no agent alive nothing pulses: no peck is approved and no certificate
            issued.
            not decided            only a 200 reports anything: 502 Bad Gateway

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Incident I-QE34 (P1, since 2026-11-22T02:14:07Z) is not resolved.
            Status answered 502 Bad Gateway at 2026-11-22T02:14:07Z. Health 0–30, 5
            unknown, highest penalty: -45 Lambda down: 502 Bad Gateway. Incident mode
            on: yes. Snapshot: QE34-snapshot-1.
            done                   3/9
            3/9 FAILED             The health score: health red is yes, expected no
            4/9 FAILED             The three routes answer: routes all ok is no,
                                   expected yes
            5/9 could not check    The fleet is alive
            6/9 could not check    Which pecks fail
            8/9 FAILED             Destructive actions pass the gate, by its part "The
                                   rollback is made, and status answers": rollback done
                                   is no, expected yes; status code is 502, expected 200
            9/9 FAILED             After it is resolved, by its part "Is it over?": over
                                   said is not resolved yet, expected one of resolved,
                                   there was no incident
            changed                incident mode on at 2026-11-22T02:14:07Z
            exit code              3: something that is required could not be checked
            now                    incident mode is on, since 2026-11-22T02:14:07Z
            see: duckops runs show QE34
        DRILL incident-triage-down: rightly handed over to T-JOSH"#]];
    let wanted = ["Note what is flagged", "The health score", "The three routes", "The fleet is alive"];
    check("incident-triage-down", 3, &wanted, &shown);
}

/// What is not known is not passed over: each kind's hint is shown, none is said to lead.
#[test]
fn pecks_that_are_not_known_and_a_rollback() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        6/9 Which pecks fail                                                 ?  just now
            502 Bad Gateway after 0 ms
            history pecks could not check: only a 200 reports anything: 502 Bad Gateway
            Not counted as good, not counted as bad.
            ?  pecks total, pecks per hour, pecks leading, pecks table: only a 200
            reports anything: 502 Bad Gateway
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            Each kind asks for something else.
            by hand:
              curl -sSf --max-time 30 http://127.0.0.1:PORT/prod/beak/system/status | python3 -c \
                'import json,sys; print(json.load(sys.stdin).get("peck_protocol",{}).get("failure_breakdown"))'

        6/9 Not known which rises
            It is not known whether one of them rises. Once you know that one does:
            - callback_error: a webhook cannot be delivered. Next: `duckops triage
              inc-004`.
            in this drill, while it runs: duckops triage inc-004 --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            - denied: authorisation has drifted. Compare keys, roles and policies with
              what they were.
            - expired: answers are slow. Compare latencies and queues with what they
              were.

        8/9 Roll back
            It has a checklist of its own, with the gate in it: `duckops checklist
            rollback`. Come back here when it is done.
            in this drill, while it runs: duckops checklist rollback --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            Was the rollback made?  no

        9/9 After it is resolved                                                just now
            502 Bad Gateway after 0 ms
            incident mode is on: I-QE34 P1 since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator
            now severity           P1
            now since              2026-11-22T02:14:07Z
            status answer          502 Bad Gateway
            ?  status red: only a 200 reports anything: 502 Bad Gateway
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read
            ~/.local/state/duckops/drill/standing/incident-triage-down-20261122T021407Z/incidents.jsonl
            Not resolved yet? Leave, and come back here when it is: the checklist waits.
            Or say so: it ends, and hands the incident over. Severity, times,
            components, root cause and corrective actions go into the log; the
            postmortem is made from it.
            Is it resolved?  not resolved yet

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Incident I-QE34 (P1, since 2026-11-22T02:14:07Z) is not resolved.
            Status answered 502 Bad Gateway at 2026-11-22T02:14:07Z. Health 0–30, 5
            unknown, highest penalty: -45 Lambda down: 502 Bad Gateway. Incident mode
            on: yes. Snapshot: QE34-snapshot-1.
            done                   3/9
            3/9 FAILED             The health score: health red is yes, expected no
            4/9 FAILED             The three routes answer: routes all ok is no,
                                   expected yes
            5/9 could not check    The fleet is alive
            6/9 could not check    Which pecks fail
            8/9 FAILED             Destructive actions pass the gate, by its part "The
                                   rollback is made, and status answers": rollback done
                                   is no, expected yes; status code is 502, expected 200
            9/9 FAILED             After it is resolved, by its part "Is it over?": over
                                   said is not resolved yet, expected one of resolved,
                                   there was no incident
            changed                incident mode on at 2026-11-22T02:14:07Z
            exit code              3: something that is required could not be checked
            now                    incident mode is on, since 2026-11-22T02:14:07Z
            see: duckops runs show QE34
        DRILL incident-triage-down: rightly handed over to T-JOSH"#]];
    check("incident-triage-down", 3, &["Which pecks", "Not known which", "Where ", "Roll back", "After it is"], &shown);
}

#[test]
fn a_false_alarm_leads_nowhere() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        2/9 Note what is flagged                                                just now
            health 100
            health anomaly count   0
            health anomalies
            none
            health unknown         nothing
            < beak.status, beak.routes, lambda.alias, ledger.deploys, ses.account,
            history.pecks, history.change
            Alias drift, dead agents, SES and SNS sandbox, peck callback errors and the
            rest, the worst first. This is on record with the run before anything is
            changed.

        3/9 The health score                                                ok  just now
            health score           100
            health penalties
            none
            -  health highest: nothing that was checked costs a point
            0 to 100. Dead agents, stale snapshots, peck failures, sandboxes, drift and
            routes cost points; what could not be checked may cost, so the score is a
            range. Under 60 is a red alert. Look into the highest penalty first.

        6/9 Which pecks fail                                                ok  just now
            200 OK after 0 ms, from version 42
            9 failed pecks in all; 0.0 an hour over the last 55 min
            pecks total            9
            pecks per hour         0
            pecks table
            kind            in all  share  since 01:19:07Z  an hour
            callback_error  4       44 %   +0               0.0
            denied          2       22 %   +0               0.0
            expired         3       33 %   +0               0.0
            -  pecks leading: no peck has failed since 01:19:07Z
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            Each kind asks for something else.

        8/9 Destructive actions pass the gate
            A rollback, the revocation of a certificate, the termination of a
            connection: none without the approval of T-JOSH (Josh), on record in the
            governance log.
            Which destructive action is needed?  none

        9/9 After it is resolved                                                just now
            200 OK after 0 ms, from version 42
            incident mode is on: I-QE34 P2 since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator
            now severity           P2
            now since              2026-11-22T02:14:07Z
            status answer          200 OK
            status red             nothing
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read
            ~/.local/state/duckops/drill/standing/incident-triage-calm-20261122T021407Z/incidents.jsonl
            Not resolved yet? Leave, and come back here when it is: the checklist waits.
            Or say so: it ends, and hands the incident over. Severity, times,
            components, root cause and corrective actions go into the log; the
            postmortem is made from it.
            Is it resolved?  resolved

        COMPLETE  walk took 0 ms                                                run QE34
            done                   9/9
            changed                incident mode on at 2026-11-22T02:14:07Z
            changed                incident mode off at 2026-11-22T02:14:07Z
            now                    incident mode is off, since 2026-11-22T02:14:07Z
            see: duckops runs show QE34
        DRILL incident-triage-calm: the simulated stack was left healthy"#]];
    let wanted = ["Note what is flagged", "The health score", "Which pecks", "Where ", "Destructive", "After it is"];
    check("incident-triage-calm", 0, &wanted, &shown);
}
