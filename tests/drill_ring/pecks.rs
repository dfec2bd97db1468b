//! INC-004 on the simulated stack: every screen of its ordinary case, the decisive ones of each other.

use super::branches::{check, play};
use super::screens::screens;
use super::served::ledger;
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

#[test]
fn callbacks_fail() {
    let _ring = ring::enter("drill");
    let ran = play("inc-004");
    assert_eq!(ran.code, 1, "{}", ran.err);
    expect![[r#"
        INC-004 Peck callbacks failing                                       P1  7 steps
        DRILL inc-004: nothing here is real
        account 121546003735  us-east-1  as assumed-role/duckops-drill/operator
                                                              run QE34, opened 02:14:07Z
        log  ~/.local/state/duckops/drill/ledgers/inc-004-20261122T021407Z/GOVERNANCE-LOG.md

        1/7 Look whether callback errors rise                             FAIL  just now
            200 OK after 0 ms, from version 43
            callback_error 4 -> 28 since 01:19:07Z: rising, 26.2 an hour
            33 failed pecks in all; 26.2 an hour over the last 55 min, most often
            callback_error
            callbacks rising is yes, expected no
            callbacks rising       yes
            pecks table
            kind            in all  share  since 01:19:07Z  an hour
            callback_error  28      85 %   +24              26.2
            denied          2       6 %    +0               0.0
            expired         3       9 %    +0               0.0
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            Status only counts up: a high number may be of last month. What counts is
            what came since an earlier look. With one look alone, look again some
            minutes later.

        2/7 Read the newest peck events                                         just now
            "peck": 22 of 75 entries
            "peck_requested": 15 of 75 entries
            "peck_notif": 7 of 75 entries
            requests last          2026-11-22T02:12:32Z
            requests age           95 s
            notified last          2026-11-22T01:24:34Z
            notified age           49 min 33 s
            events count           22
            events list
            when                  type
            2026-11-22T02:12:32Z  peck_requested
            2026-11-22T02:06:32Z  peck_requested
            2026-11-22T02:00:32Z  peck_requested
            2026-11-22T01:54:32Z  peck_requested
            2026-11-22T01:48:32Z  peck_requested
            5 of 22 shown, newest first; more: peck_events_newest in duckops.toml
            < POST http://127.0.0.1:PORT/prod/beak/audit {}
            Requests without a notification after them are what users notice.

        3/7 Read the executions that ended badly                          FAIL  just now
            9 executions: 6 FAILED, 3 TIMED_OUT, 0 ABORTED, the newest of
            2026-11-22T02:12:34Z
            ended recent is 8, expected 0
            ended recent           8
            ended list
            - name peck-7400, status FAILED, start 02:12:34Z, stop 02:12:43Z, error
              CallbackFailed, cause POST
              https://agents.spaceduck.example/duck-0388/peck: connection refused
            - name peck-7399, status FAILED, start 02:06:34Z, stop 02:06:43Z, error
              CallbackFailed, cause POST
              https://agents.spaceduck.example/duck-0388/peck: connection refused
            - name peck-7398, status FAILED, start 02:00:34Z, stop 02:00:43Z, error
              CallbackFailed, cause POST
              https://agents.spaceduck.example/duck-0388/peck: connection refused
            - name peck-7397, status FAILED, start 01:54:34Z, stop 01:54:43Z, error
              CallbackFailed, cause POST
              https://agents.spaceduck.example/duck-0388/peck: connection refused
            - name peck-7396, status TIMED_OUT, start 01:48:34Z, stop 02:08:34Z, error
              States.Timeout, cause no answer to the callback within 20 minutes
            5 of 9 shown, newest first; more: executions_newest in duckops.toml
            < states ListExecutions peck-approval-workflow FAILED, TIMED_OUT, ABORTED
            A callback that nobody answers ends TIMED_OUT, not FAILED: no FAILED alone
            does not mean that all is well. Only those that stopped within 60 min are of
            now."#]]
    .assert_eq(&screens(&ran, "INC-004", "4/"));
}

#[test]
fn nothing_is_stuck_and_the_agents_are_there() {
    let _ring = ring::enter("drill");
    expect![[r#"
        4/7 Look for stuck requests                                         ok  just now
            0 executions RUNNING
            the newest execution started at 2026-11-22T02:12:34Z: requests still become
            executions
            running stuck          0
            running count          0
            starts blocked         no
            starts due             2026-11-22T02:06:32Z
            starts last start      2026-11-22T02:12:34Z
            running list
            none
            -  running oldest age: there is no such execution
            < states ListExecutions peck-approval-workflow RUNNING
            < states ListExecutions peck-approval-workflow, the newest
            RUNNING is usual while a callback is awaited; only one that runs longer than
            60 min is stuck. New requests are blocked when they no longer become
            executions: what was requested more than 2 min ago must have one. Nobody
            terminates an execution without T-JOSH (Josh), and duckops has no way to.

        5/7 Look whether the agents are there
            Callbacks go to agents. When all of them are dead, callback errors are
            expected until they are back.

        5/7 · 1 of 4 Look at the fleet                                      ok  just now
            200 OK after 0 ms, from version 43
            status agents alive    17
            status agents dead     2
            status agents bonded   19
            status age             0 ms
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            Dead means that no pulse came in time. None bonded means that there is no
            fleet yet: that is no incident. A number that is not reported is not zero.

        5/7 · 2 of 4 Find the newest pulse                                      just now
            "pulse": 45 of 75 entries
            pulses age             40 s
            pulses last            2026-11-22T02:13:27Z
            pulses count           45
            pulses list
            when                  type
            2026-11-22T02:13:27Z  agent.pulse
            2026-11-22T02:11:27Z  agent.pulse
            2026-11-22T02:09:27Z  agent.pulse
            3 of 45 shown, newest first; more: pulse_events_newest in duckops.toml
            < POST http://127.0.0.1:PORT/prod/beak/audit {}
            It says since when nobody has been heard of. Pulses newer than the status
            mean that the status is old: look again.

        5/7 · 3 of 4 Hold deaths against callback errors                        just now
            200 OK after 0 ms, from version 43
            agents_dead 2 -> 2 since 01:19:07Z: not rising
            callback_error 4 -> 28 since 01:19:07Z: rising, 26.2 an hour
            status agents alive    17
            status agents dead     2
            deaths rising          no
            callbacks rising       yes
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            Callbacks go to the agents, so dead agents make them fail. When both rise
            together they are one incident; when only one does, or nobody looked before,
            say so. With one look alone, look again some minutes later.

        5/7 · outcome Not all are dead
            17 are alive and 2 dead of 19 bonded: the fleet is not dead, and no more
            died since 2026-11-22T01:19:07Z. Those that are dead can wait for the
            morning: tell the spaceduck-bot team then."#]]
    .assert_eq(&screens(&play("inc-004"), "4/", "6/"));
}

#[test]
fn it_is_written_down_and_handed_over() {
    let _ring = ring::enter("drill");
    let ran = play("inc-004");
    expect![[r#"

        6/7 Write the governance log                                            just now
            200 OK after 0 ms, from version 43
            callback_error 4 -> 28 since 01:19:07Z: rising, 26.2 an hour
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            What failed, since when, what is stuck, and that nothing was terminated.
            Whether callback errors rise is looked at once more: a later look can tell
            more.
            entry in               GOVERNANCE-LOG.md
            title                  INC-004 peck callbacks: 8 ended badly within 60 min,
                                   0 stuck
              status callback error  28
              callbacks rising     yes
              callbacks change     24
              callbacks since      2026-11-22T01:19:07Z
              pecks callback rate  26.18 an hour
              requests last        2026-11-22T02:12:32Z
              ended recent         8
              ended each           6 FAILED, 3 TIMED_OUT, 0 ABORTED
              ended newest         peck-7400 FAILED at 2026-11-22T02:12:43Z:
                                   CallbackFailed: POST
                                   https://agents.spaceduck.example/duck-0388/peck:
                                   connection refused
              running count        0
              running stuck        0
              running oldest start there is no such execution
              starts blocked       no
              starts due           2026-11-22T02:06:32Z
              starts last start    2026-11-22T02:12:34Z
              inc-003 status agents alive  17
              inc-003 status agents dead  2
              inc-003 pulses last  2026-11-22T02:13:27Z
              text                 Nothing was changed. No execution was terminated.
            written to ~/.local/state/duckops/drill/ledgers/inc-004-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        7/7 Hand it to the spaceduck-bot team
            Callbacks fail or do not end, with agents alive: 17. Usually the address of
            the target agent cannot be reached. Stuck requests: 0; blocking: no. What is
            stuck and does not block is left as it is.
            record commit          nothing to commit: these logs are in no git work tree

        ESCALATED to spaceduck-bot team  walk took 0 ms                         run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Peck callbacks fail. callback_error: 28; 24 more since
            2026-11-22T01:19:07Z. State machine:
            arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow.
            Executions that ended badly within 60 min: 8 (in all 6 FAILED, 3 TIMED_OUT,
            0 ABORTED); the newest: peck-7400 FAILED at 2026-11-22T02:12:43Z:
            CallbackFailed: POST https://agents.spaceduck.example/duck-0388/peck:
            connection refused. Running longer than 60 min: 0. Agents: alive 17, dead 2.
            Usually the address of the target agent cannot be reached: please check that
            the agents' callback addresses answer.
            exit code              1: it is not over with this
            see: duckops runs show QE34
    "#]]
    .assert_eq(&ran.out[ran.out.find("\n6/").unwrap()..]);
    expect![[r#"
        DRILL inc-004  step failures > continue
        DRILL inc-004  step events > continue
        DRILL inc-004  step ended > continue
        DRILL inc-004  step running > continue
        DRILL inc-004  step agents > continue
        DRILL inc-004  step inc-003/fleet > continue
        DRILL inc-004  step inc-003/pulse > continue
        DRILL inc-004  step inc-003/together > continue
        DRILL inc-004  step inc-003/some-alive > continue
        DRILL inc-004  step record > continue
        DRILL inc-004  step hand-over > continue

        WON  100 of 100  DRILL inc-004: The agents' address cannot be reached
            diagnosis              right, after less than a second; less than a second
                                   in all
            end                    escalated to spaceduck-bot team
            evidence               4 of 4 looks that tell, before acting
            gates                  nothing was done that needs one
            wrong                  nothing
            left                   nothing
        What a calm expert would have done
          1. "Look whether callback errors rise": callback errors rise: it is of now
          2. "Read the newest peck events": requests come, and nobody is notified
          3. "Read the executions that ended badly": executions fail, most of them with
             connection refused; none is stuck
          4. "Look whether callback errors rise": agents are alive: they are there to be
             called
          So: agents are alive and their address cannot be reached
          Proof: none here: it is handed to the agents' team, with error and cause;
             nothing was terminated
            another one: duckops drill inc-004 --seed 1
        DRILL inc-004: rightly handed over to spaceduck-bot team
    "#]]
    .assert_eq(&ran.err);
}

#[test]
fn the_governance_entry() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    assert_eq!(place.run(&["drill", "inc-004", "--auto"]).code, 1);
    let written = ledger(&place, "GOVERNANCE-LOG.md");
    let at = written.find("\n## ").unwrap();
    expect![[r#"

        ## 2026-11-22T02:14:07Z · INC-004 peck callbacks: 8 ended badly within 60 min, 0 stuck

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | status callback error | 28 |
        | callbacks rising | yes |
        | callbacks change | 24 |
        | callbacks since | 2026-11-22T01:19:07Z |
        | pecks callback rate | 26.18 an hour |
        | requests last | 2026-11-22T02:12:32Z |
        | ended recent | 8 |
        | ended each | 6 FAILED, 3 TIMED\_OUT, 0 ABORTED |
        | ended newest | peck-7400 FAILED at 2026-11-22T02:12:43Z: CallbackFailed: POST https://agents.spaceduck.example/duck-0388/peck: connection refused |
        | running count | 0 |
        | running stuck | 0 |
        | running oldest start | there is no such execution |
        | starts blocked | no |
        | starts due | 2026-11-22T02:06:32Z |
        | starts last start | 2026-11-22T02:12:34Z |
        | inc-003 status agents alive | 17 |
        | inc-003 status agents dead | 2 |
        | inc-003 pulses last | 2026-11-22T02:13:27Z |

        Nothing was changed. No execution was terminated.

        <!-- duckops-entry@v1 note
        ledger: "governance"
        key: "QE34/record/1"
        parents: none
        digest: 314c1a5dd39799e1666e31f16c3deb0f6598eed60c3f77f3c6fcedeec0b05f6d
        -->
    "#]]
    .assert_eq(&written[at..]);
}

#[test]
fn all_of_them_timed_out_and_none_failed() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        3/7 Read the executions that ended badly                          FAIL  just now
            5 executions: 0 FAILED, 5 TIMED_OUT, 0 ABORTED, the newest of
            2026-11-22T01:48:34Z
            ended recent is 4, expected 0
            ended recent           4
            ended list
            name       status     start        stop         error           cause
            peck-7396  TIMED_OUT  01:48:34Z    02:08:34Z    States.Timeout  no answer
                                                                            to the
                                                                            callback
                                                                            within 20
                                                                            minutes
            peck-7395  TIMED_OUT  01:42:34Z    02:02:34Z    States.Timeout  no answer
                                                                            to the
                                                                            callback
                                                                            within 20
                                                                            minutes
            peck-7394  TIMED_OUT  01:36:34Z    01:56:34Z    States.Timeout  no answer
                                                                            to the
                                                                            callback
                                                                            within 20
                                                                            minutes
            peck-7393  TIMED_OUT  01:30:34Z    01:50:34Z    States.Timeout  no answer
                                                                            to the
                                                                            callback
                                                                            within 20
                                                                            minutes
            peck-7101  TIMED_OUT  11-21        11-21        States.Timeout  no answer
                                  00:14Z       01:14Z                       to the
                                                                            callback
                                                                            within 60
                                                                            minutes
            < states ListExecutions peck-approval-workflow FAILED, TIMED_OUT, ABORTED
            A callback that nobody answers ends TIMED_OUT, not FAILED: no FAILED alone
            does not mean that all is well. Only those that stopped within 60 min are of
            now.

        ESCALATED to spaceduck-bot team  walk took 0 ms                         run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Peck callbacks fail. callback_error: 4; 0 more since
            2026-11-22T01:19:07Z. State machine:
            arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow.
            Executions that ended badly within 60 min: 4 (in all 0 FAILED, 5 TIMED_OUT,
            0 ABORTED); the newest: peck-7396 TIMED_OUT at 2026-11-22T02:08:34Z:
            States.Timeout: no answer to the callback within 20 minutes. Running longer
            than 60 min: 0. Agents: alive 17, dead 2. Usually the address of the target
            agent cannot be reached: please check that the agents' callback addresses
            answer.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-004-timed-out: rightly handed over to spaceduck-bot team"#]];
    check("inc-004-timed-out", 1, &["Read the executions"], &shown);
}

#[test]
fn with_all_agents_dead_callback_errors_are_expected() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        outcome All agents are dead: callback errors are expected
            No agent is left to call back. Callback errors go on until the agents are
            back, so the fleet is the incident to work on. Stuck requests: 0; blocking:
            no.
            record commit          nothing to commit: these logs are in no git work tree

        ESCALATED to spaceduck-bot team  walk took 0 ms                         run QE34
            Nobody has been told by this tool. To paste:
            DRILL: All spaceduck agents are dead (alive 0, dead 19; newest pulse
            2026-11-22T01:59:27Z), so peck callbacks fail: callback_error 28; 24 more
            since 2026-11-22T01:19:07Z. State machine:
            arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow.
            Executions that ended badly within 60 min: 8; the newest: peck-7400 FAILED
            at 2026-11-22T02:12:43Z: CallbackFailed: POST
            https://agents.spaceduck.example/duck-0388/peck: connection refused. This is
            usually the agents' own connectivity, not Lambda. Please restart the agents
            by your procedure; callbacks should recover with them.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-004-all-dead: rightly handed over to spaceduck-bot team"#]];
    check("inc-004-all-dead", 1, &["5/7 Look at the fleet", "All agents are dead"], &shown);
}

#[test]
fn stuck_and_blocking_goes_to_the_gate_and_nothing_is_terminated() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        4/7 Look for stuck requests                                       FAIL  just now
            12 executions RUNNING, 12 of them stuck, the newest of 2026-11-21T23:48:07Z
            the newest execution started at 2026-11-22T01:18:34Z: none started for the
            request of 2026-11-22T02:06:32Z
            running stuck is 12, expected 0
            starts blocked is yes, expected no
            running stuck          12
            running count          12
            running oldest age     3 h 10 min
            starts blocked         yes
            starts due             2026-11-22T02:06:32Z
            starts last start      2026-11-22T01:18:34Z
            running list
            name       status   start         age
            peck-7290  RUNNING  11-21 23:04Z  3 h 10 min
            peck-7291  RUNNING  11-21 23:08Z  3 h 6 min
            peck-7292  RUNNING  11-21 23:12Z  3 h 2 min
            peck-7293  RUNNING  11-21 23:16Z  2 h 58 min
            peck-7294  RUNNING  11-21 23:20Z  2 h 54 min
            5 of 12 shown, oldest first; more: executions_newest in duckops.toml
            < states ListExecutions peck-approval-workflow RUNNING
            < states ListExecutions peck-approval-workflow, the newest
            RUNNING is usual while a callback is awaited; only one that runs longer than
            60 min is stuck. New requests are blocked when they no longer become
            executions: what was requested more than 2 min ago must have one. Nobody
            terminates an execution without T-JOSH (Josh), and duckops has no way to.

        outcome Stuck and blocking: escalate for cleanup
            Executions that run longer than 60 min: 12, and no execution started for the
            request of 2026-11-22T02:06:32Z: new requests are blocked. Cleaning up is
            T-JOSH's (Josh) to approve. Do not terminate executions before that, not
            even one.
            record commit          nothing to commit: these logs are in no git work tree

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Peck requests are stuck and block new ones. Executions that run
            longer than 60 min: 12 of 12, the oldest since 2026-11-21T23:04:07Z. No
            execution started for the request of 2026-11-22T02:06:32Z; the newest one
            started 2026-11-22T01:18:34Z. State machine:
            arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow.
            Newest execution that ended badly: peck-7101 TIMED_OUT at
            2026-11-21T01:14:07Z: States.Timeout: no answer to the callback within 60
            minutes. callback_error 4; 0 more since 2026-11-22T01:19:07Z. Agents: alive
            17, dead 2; status said 200 OK. Please approve and arrange the cleanup of
            these executions. Nothing was terminated.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-004-stuck: rightly handed over to T-JOSH"#]];
    check("inc-004-stuck", 1, &["Look for stuck", "Stuck and blocking"], &shown);
}

/// None is stuck, and nobody is served all the same.
#[test]
fn requests_that_become_no_execution_go_to_the_gate() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        4/7 Look for stuck requests                                       FAIL  just now
            0 executions RUNNING
            the newest execution started at 2026-11-22T01:42:34Z: none started for the
            request of 2026-11-22T02:06:32Z
            starts blocked is yes, expected no
            running stuck          0
            running count          0
            starts blocked         yes
            starts due             2026-11-22T02:06:32Z
            starts last start      2026-11-22T01:42:34Z
            running list
            none
            -  running oldest age: there is no such execution
            < states ListExecutions peck-approval-workflow RUNNING
            < states ListExecutions peck-approval-workflow, the newest
            RUNNING is usual while a callback is awaited; only one that runs longer than
            60 min is stuck. New requests are blocked when they no longer become
            executions: what was requested more than 2 min ago must have one. Nobody
            terminates an execution without T-JOSH (Josh), and duckops has no way to.

        outcome Requests are blocked, and not by what is known to be stuck
            No execution started for the request of 2026-11-22T02:06:32Z; the newest one
            started 2026-11-22T01:42:34Z. Running longer than 60 min: 0. So something
            before the workflow stops requests, or it starts none: the function is the
            next to look at, `duckops triage inc-001`. Nobody terminates an execution
            before T-JOSH (Josh) approves it.
            in this drill, while it runs: duckops triage inc-001 --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            record commit          nothing to commit: these logs are in no git work tree

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Peck requests no longer become executions. Request of
            2026-11-22T02:06:32Z; newest execution started 2026-11-22T01:42:34Z. Running
            longer than 60 min: 0 of 0. State machine:
            arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow.
            Newest execution that ended badly: peck-7101 TIMED_OUT at
            2026-11-21T01:14:07Z: States.Timeout: no answer to the callback within 60
            minutes. callback_error 4; 0 more since 2026-11-22T01:19:07Z. Agents: alive
            17, dead 2. Please find out with us what stops them. Nothing was terminated.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-004-not-started: rightly handed over to T-JOSH"#]];
    check("inc-004-not-started", 1, &["Look for stuck", "Requests are blocked"], &shown);
}

#[test]
fn stuck_and_blocking_nobody_is_left_as_it_is() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        4/7 Look for stuck requests                                       FAIL  just now
            3 executions RUNNING, 2 of them stuck, the newest of 2026-11-22T02:12:34Z
            the newest execution started at 2026-11-22T02:12:34Z: requests still become
            executions
            running stuck is 2, expected 0
            running stuck          2
            running count          3
            running oldest age     3 h 10 min
            starts blocked         no
            starts due             2026-11-22T02:06:32Z
            starts last start      2026-11-22T02:12:34Z
            running list
            name       status   start         age
            peck-7290  RUNNING  11-21 23:04Z  3 h 10 min
            peck-7291  RUNNING  11-21 23:08Z  3 h 6 min
            peck-7400  RUNNING  02:12:34Z     93 s
            < states ListExecutions peck-approval-workflow RUNNING
            < states ListExecutions peck-approval-workflow, the newest
            RUNNING is usual while a callback is awaited; only one that runs longer than
            60 min is stuck. New requests are blocked when they no longer become
            executions: what was requested more than 2 min ago must have one. Nobody
            terminates an execution without T-JOSH (Josh), and duckops has no way to.

        outcome Stuck, and blocking nobody
            Executions that run longer than 60 min: 2, the oldest since
            2026-11-21T23:04:07Z; new requests start all the same and callbacks do not
            fail. Leave them as they are. Look again later: once they block, it is
            T-JOSH's (Josh) to approve their cleanup.
            record commit          nothing to commit: these logs are in no git work tree

        DEFERRED  walk took 0 ms                                                run QE34
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-004-slow: rightly deferred: nothing was to be changed now"#]];
    check("inc-004-slow", 1, &["Look for stuck", "Stuck, and blocking nobody"], &shown);
}

#[test]
fn one_look_cannot_tell() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        1/7 Look whether callback errors rise                                ?  just now
            200 OK after 0 ms, from version 43
            callback_error 4; there is no earlier look: look again after 02:15:07Z
            9 failed pecks in all, most often callback_error; there is no earlier look:
            look again after 02:15:07Z
            not known: there is no earlier look
            Not counted as good, not counted as bad.
            pecks table
            kind            in all  share  since  an hour
            callback_error  4       44 %   ?      ?
            denied          2       22 %   ?      ?
            expired         3       33 %   ?      ?
            -  callbacks rising: there is no earlier look
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            Status only counts up: a high number may be of last month. What counts is
            what came since an earlier look. With one look alone, look again some
            minutes later.

        outcome It cannot be told yet
            Nothing is seen to fail, and not everything could be seen. Callback errors
            rising: there is no earlier look; ended badly within 60 min: 0; stuck: 0;
            new requests blocked: no. Look again in some minutes: `duckops triage
            inc-004 --new`
            in this drill, while it runs: duckops triage inc-004 --new --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod

        DEFERRED  walk took 0 ms                                                run QE34
            could not check        Look whether callback errors rise
            exit code              3: something that is required could not be checked
            see: duckops runs show QE34
        DRILL inc-004-first-look: the simulated stack was left healthy"#]];
    check("inc-004-first-look", 3, &["1/7", "It cannot be told yet"], &shown);
}

#[test]
fn quiet_callbacks_are_no_incident() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        1/7 Look whether callback errors rise                               ok  just now
            200 OK after 0 ms, from version 43
            callback_error 4 -> 4 since 01:19:07Z: not rising
            9 failed pecks in all; 0.0 an hour over the last 55 min
            callbacks rising       no
            pecks table
            kind            in all  share  since 01:19:07Z  an hour
            callback_error  4       44 %   +0               0.0
            denied          2       22 %   +0               0.0
            expired         3       33 %   +0               0.0
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            Status only counts up: a high number may be of last month. What counts is
            what came since an earlier look. With one look alone, look again some
            minutes later.

        outcome Callbacks do not fail
            Callback errors do not rise (4 now, 4 at 2026-11-22T01:19:07Z), no execution
            ended badly within 60 min, none is stuck, no request waits for an execution,
            and the fleet is not dead. The newest request is of 2026-11-22T02:12:32Z:
            where nothing is requested, nothing can fail.

        NOT AN INCIDENT  walk took 0 ms                                         run QE34
            see: duckops runs show QE34
        DRILL inc-004-all-well: the simulated stack was left healthy"#]];
    check("inc-004-all-well", 0, &["1/7", "Callbacks do not fail"], &shown);
}

/// Commands and paths are kept whole, so that they can be copied.
#[test]
fn at_40_columns_only_what_is_copied_is_longer() {
    let _ring = ring::enter("drill");
    for scenario in ["inc-003", "inc-004", "inc-004-stuck"] {
        let ran = Duckops::new().at_a_set_time().with("COLUMNS", "40").run(&["drill", scenario, "--auto"]);
        let long = |line: &&str| {
            line.chars().count() > 40
                && line.trim().contains(' ')
                && !line.contains(" ~/")
                && !line.contains("arn:aws:")
        };
        assert_eq!(ran.out.lines().filter(long).collect::<Vec<_>>(), Vec::<&str>::new(), "{scenario}");
    }
}
