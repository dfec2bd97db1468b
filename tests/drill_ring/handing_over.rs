//! `duckops update` and `duckops handoff`: a run, told from outside of it.

use super::served::{GO_BACK, Served, approved, resumed, run_of, walk};
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

fn stopped() -> (Served, Duckops, String) {
    let served = Served::start("inc-001");
    let place = served.duckops();
    assert_eq!(walk(&place, &GO_BACK).code, 4);
    let run = run_of(&place);
    (served, place, run)
}

#[test]
fn without_an_id_those_that_there_are_are_named_and_what_is_of_a_drill_is_marked() {
    let _ring = ring::enter("drill");
    let (_served, place, run) = stopped();
    let asked = place.run(&["update"]);
    let said = format!("duckops: which run? It is not said\n  of a drill: duckops update {run}\n");
    assert_eq!((asked.code, asked.err), (2, said));
}

#[test]
fn the_text_for_the_chat_from_outside_of_the_walk() {
    let _ring = ring::enter("drill");
    let (_served, place, run) = stopped();
    let before = std::fs::read(place.state().join(format!("drill/runs/{run}/events.jsonl"))).unwrap();
    let ran = place.run(&["update", &run.to_lowercase()]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    expect![[r#"
        DRILL: INC-001 Lambda function down P0, looked at since 2026-11-22T02:14:07Z. FAIL "Probe the status route": status up is no, expected yes; status code is 502, expected 200. Read the newest errors: 31 events of 2 kinds, first 02:05:03Z (searched from 01:59:07Z), newest 02:13:47Z, which says: [ERROR] TableNotFound: table ducklings not found. Find what changed last: 5 entries, the newest: version 43 promoted; the errors of now were not there before it: it may have brought them. Ok: Compare the alias with what should be there (prod 43) (but could not check: status alias version). Chosen: Go back to which version? 41; Reason, for the approver and the log: errors began with 43. Waiting for T-JOSH to approve prod 43 -> 41 (QE34-1).
    "#]].assert_eq(&ran.out);
    let json: serde_json::Value = serde_json::from_str(&place.run(&["update", &run, "--json"]).out).unwrap();
    assert_eq!(json["text"].as_str().map(|text| format!("{text}\n")), Some(ran.out));
    assert_eq!((&json["as_of"], &json["drill"]), (&"2026-11-22T02:14:07Z".into(), &"inc-001".into()));
    let late = place.ran(place.command(&["update", &run]).env("DUCKOPS_NOW", "2026-11-22T04:00:00Z"));
    assert_eq!(late.err, "as of 2026-11-22T02:14:07Z, 105 min ago\n");
    let after = std::fs::read(place.state().join(format!("drill/runs/{run}/events.jsonl"))).unwrap();
    assert_eq!(before, after, "nothing is recorded");
    let none = place.run(&["update", "ZZZZ"]);
    assert!(none.code == 2 && none.err.starts_with("duckops: there is no run ZZZZ"), "{none:?}");
}

#[test]
fn the_page_for_the_next_person_while_an_approval_waits() {
    let _ring = ring::enter("drill");
    let (_served, place, run) = stopped();
    let ran = place.ran(place.command(&["handoff", &run]).env("DUCKOPS_NOW", "2026-11-22T02:20:00Z"));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    expect![[r#"
        HANDOFF QE34: INC-001 Lambda function down, P0              2026-11-22T02:20:00Z
        DRILL inc-001: nothing here is real
        Broken
            - "Probe the status route": 502 Bad Gateway after 0 ms; status up is no,
              expected yes, status code is 502, expected 200 (02:14:07Z, 5 min ago)
        Since when
            - first seen broken by "Probe the status route" (02:14:07Z, 5 min ago)
        How it stands
            - INC-001 Lambda function down, P0: at 6/12 Go back to it (02:14:07Z, 5 min
              ago)
        Known
            - Read the newest errors: 31 events of 2 kinds, first 02:05:03Z (searched
              from 01:59:07Z), newest 02:13:47Z, which says: [ERROR] TableNotFound:
              table ducklings not found (02:14:07Z, 5 min ago)
            - Find what changed last: 5 entries, the newest: version 43 promoted; the
              errors of now were not there before it: it may have brought them
              (02:14:07Z, 5 min ago)
            - Go back to which version? 41 (02:14:07Z, 5 min ago)
            - Reason, for the approver and the log: errors began with 43 (02:14:07Z, 5
              min ago)
        Could not check
            - Compare the alias with what should be there: prod 43 (but could not check:
              status alias version) (02:14:07Z, 5 min ago)
        Ruled out
            - nothing yet
        Changed
            - nothing
        Recent deploys
            - 2026-11-22T02:02:00Z 43 promoted, by tom: Rename the ducklings table to
              flock
            - 2026-11-21T05:23:00Z 42 promoted, by ana: Read ducklings from a table of
              their own
            - 2026-11-19T03:02:00Z 41 verified, by mina: Peck callbacks give up after 5
              s
            - 2026-11-16T05:05:00Z 40 rolled-back, by tom: Fleet view; slow to start,
              see 39
            - 2026-11-13T02:27:00Z 39 verified, by ana: Certificates by mail as PDF
        Awaited
            - approval QE34-1 (prod 43 -> 41) from T-JOSH (Josh), until
              2026-11-22T02:44:07Z (02:14:07Z, 5 min ago)
        Notes
            - none
        Next step
            - 6/12 Go back to it (02:14:07Z, 5 min ago)
        Take over
            come back:  duckops triage inc-001 --resume=QE34 --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            all of it:  duckops runs show QE34
    "#]].assert_eq(&ran.out);
}

/// What was approved in another terminal is known before the walk has taken note of it.
#[test]
fn an_approval_that_is_there_is_awaited_from_nobody() {
    let _ring = ring::enter("drill");
    let (_served, place, run) = stopped();
    approved(&place, &walk(&place, &["--resume"]));
    let page = place.run(&["handoff", &run]).out;
    let awaited = page.split("Awaited\n").nth(1).unwrap().split("Notes\n").next().unwrap();
    let told = "    - nobody: QE34-1 (prod 43 -> 41) is approved by Josh, to be used until\n      \
                2026-11-22T02:44:07Z (just now)\n";
    assert_eq!(awaited, told);
}

/// What was changed, how it is taken back, and what was seen before it.
#[test]
fn the_page_after_the_repair() {
    let _ring = ring::enter("drill");
    let (served, place, run) = stopped();
    approved(&place, &walk(&place, &["--resume"]));
    assert_eq!(walk(&place, &resumed()).code, 0);
    served.is_repaired_once();
    let ran = place.with("COLUMNS", "40").run(&["handoff", &run]);
    expect![[r#"
        HANDOFF QE34:       2026-11-22T02:14:07Z
            INC-001 Lambda
            function down, P0
        DRILL inc-001: nothing here is real
        How it stands
            - INC-001 Lambda function down, P0:
              ended, resolved (just now)
        Was broken
            - before prod 43 -> 41: "Probe the
              status route": 502 Bad Gateway
              after 0 ms; status up is no,
              expected yes, status code is 502,
              expected 200 (just now)
        Since when
            - first seen broken by "Probe the
              status route" (just now)
        Known
            - before prod 43 -> 41: Read the
              newest errors: 31 events of 2
              kinds, first 02:05:03Z (searched
              from 01:59:07Z), newest 02:13:47Z,
              which says: [ERROR] TableNotFound:
              table ducklings not found (just
              now)
            - before prod 43 -> 41: Find what
              changed last: 5 entries, the
              newest: version 43 promoted; the
              errors of now were not there
              before it: it may have brought
              them (just now)
            - See what else is red: 200 OK after
              0 ms, from version 41; none found
              up to 02:14:20Z (events arrive
              late); status red: agents: 2 of 19
              dead, SES is in the sandbox:
              unverified recipients get no mail;
              status missing: nothing (just now)
            - Go back to which version? 41 (just
              now)
            - Reason, for the approver and the
              log: errors began with 43 (just
              now)
        Could not check
            - before prod 43 -> 41: Compare the
              alias with what should be there:
              prod 43 (but could not check:
              status alias version) (just now)
        Seen to work
            - Probe again: 200 OK after 0 ms,
              from version 41 (just now)
            - Watch it: 200 OK after 0 ms, from
              version 41 (just now)
        Changed
            - prod 43 -> 41 (prod of
              mission-control-api, us-east-1,
              121546003735), by
              assumed-role/duckops-drill/operator,
              approved by Josh (just now)
            undo: aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 43 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request
        Recent deploys
            - 2026-11-22T02:14:20Z 43
              rolled-back, by
              assumed-role/duckops-drill/operator:
              prod 43 -> 41: errors began with
              43
            - 2026-11-22T02:14:20Z 41 verified,
              by
              assumed-role/duckops-drill/operator:
              prod 43 -> 41: errors began with
              43
            - 2026-11-22T02:14:07Z 41 promoted,
              by
              assumed-role/duckops-drill/operator:
              prod 43 -> 41: errors began with
              43
            - 2026-11-22T02:02:00Z 43 promoted,
              by tom: Rename the ducklings table
              to flock
            - 2026-11-21T05:23:00Z 42 promoted,
              by ana: Read ducklings from a
              table of their own
        Awaited
            - nothing from anybody
        Notes
            - none
        Next step
            - none: nothing of it is open
        Take over
            all of it:  duckops runs show QE34
    "#]].assert_eq(&ran.out);
}

#[test]
fn the_page_as_json() {
    let _ring = ring::enter("drill");
    let (_served, place, run) = stopped();
    let json: serde_json::Value = serde_json::from_str(&place.run(&["handoff", &run, "--json"]).out).unwrap();
    assert_eq!((&json["id"], &json["drill"]), (&run.as_str().into(), &"inc-001".into()));
    assert!(json["broken"][0]["text"].as_str().unwrap().starts_with("\"Probe the status route\": 502"), "{json}");
    assert_eq!(json["awaited"][0]["run"], run);
    assert!(json["take_over"][0].as_str().unwrap().contains("--resume"), "{json}");
    assert_eq!(json["deploys"].as_array().unwrap().len(), 5);
}

/// Of an incident, everything that its walks found, in one page.
#[test]
fn the_page_of_an_incident() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let started = place.run(&["incident", "start", "--severity", "P0", "--title", "nothing answers", "--json"]);
    let incident: serde_json::Value = serde_json::from_str(&started.out).unwrap();
    place.run(&["incident", "note", "Mina calls the vendor"]);
    assert_eq!(walk(&place, &GO_BACK).code, 4);
    let ran = place.run(&["handoff", incident["id"].as_str().unwrap()]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    expect![[r#"
        HANDOFF I-QE34: P0 nothing answers                          2026-11-22T02:14:07Z
        DRILL inc-001: nothing here is real
        Broken
            - snapshot I-QE34: api answer 502 Bad Gateway, alias version 43 (just now)
            - "Probe the status route": 502 Bad Gateway after 0 ms; status up is no,
              expected yes, status code is 502, expected 200 (just now, run QE34)
        Since when
            - the first error in the logs, seen by INC-001; declared at
              2026-11-22T02:14:07Z by assumed-role/duckops-drill/operator, and nobody
              has said when it began (02:05:03Z, 9 min ago)
            - first seen broken by snapshot I-QE34 (just now)
        How it stands
            - incident mode is on (just now)
            - INC-001 Lambda function down: at 6/12 Go back to it (just now, run QE34)
        Known
            - Read the newest errors: 31 events of 2 kinds, first 02:05:03Z (searched
              from 01:59:07Z), newest 02:13:47Z, which says: [ERROR] TableNotFound:
              table ducklings not found (just now, run QE34)
            - Find what changed last: 5 entries, the newest: version 43 promoted; the
              errors of now were not there before it: it may have brought them (just
              now, run QE34)
            - Go back to which version? 41 (just now, run QE34)
            - Reason, for the approver and the log: errors began with 43 (just now, run
              QE34)
        Could not check
            - Compare the alias with what should be there: prod 43 (but could not check:
              status alias version) (just now, run QE34)
        Ruled out
            - nothing yet
        Changed
            - nothing
        Recent deploys
            - 2026-11-22T02:02:00Z 43 promoted, by tom: Rename the ducklings table to
              flock
            - 2026-11-21T05:23:00Z 42 promoted, by ana: Read ducklings from a table of
              their own
            - 2026-11-19T03:02:00Z 41 verified, by mina: Peck callbacks give up after 5
              s
            - 2026-11-16T05:05:00Z 40 rolled-back, by tom: Fleet view; slow to start,
              see 39
            - 2026-11-13T02:27:00Z 39 verified, by ana: Certificates by mail as PDF
        Awaited
            - approval QE34-1 (prod 43 -> 41) from T-JOSH (Josh), until
              2026-11-22T02:44:07Z (just now, run QE34)
        Notes
            - assumed-role/duckops-drill/operator: Mina calls the vendor (just now)
        Next step
            - 6/12 Go back to it (just now, run QE34)
        Take over
            come back:  duckops triage inc-001 --resume=QE34 --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            all of it:  duckops runs show QE34
            snapshot:  ~/.local/state/duckops/drill/snapshots/20261122T021407Z-I-QE34.json
            look again:  duckops status
            walk what fits:  duckops triage
            tell of it:  duckops incident note TEXT
    "#]].assert_eq(&ran.out);
    let none = place.run(&["handoff", "I-ZZZZ"]);
    assert!(none.code == 2 && none.err.starts_with("duckops: there is no incident I-ZZZZ"), "{none:?}");
}

/// A drill whose stack is gone, and whose walk declared and ended its incident.
#[test]
fn an_incident_of_a_drill_that_is_over_is_told_as_what_it_was() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().without_a_network().at_a_set_time();
    assert_eq!(place.run(&["drill", "rollback", "--auto"]).code, 0);
    let page = place.run(&["handoff", "I-QE34"]).out;
    expect![[r#"
        HANDOFF I-QE34: P0 Rollback of mission-control-api to 41:   2026-11-22T02:14:07Z
            43 fails since it was promoted
        DRILL rollback: nothing here is real
        How it stands
            - incident mode is off, left at 2026-11-22T02:14:10Z by
              assumed-role/duckops-drill/operator (just now)
            - ROLLBACK Back to a version that works: ended, complete (just now, run
              QE34)
        Was broken
            - before prod 43 -> 41: snapshot I-QE34: api answer 502 Bad Gateway, alias
              version 43 (just now)
        Since when
            - declared at 2026-11-22T02:14:07Z by assumed-role/duckops-drill/operator;
              nobody has said when it began (just now)
            - first seen broken by snapshot I-QE34 (just now)
        Known
            - before prod 43 -> 41: Note what is live: status answer 502 Bad Gateway,
              status version ? (only a 200 reports anything: 502 Bad Gateway), status
              alias version ? (only a 200 reports anything: 502 Bad Gateway); prod 43; 5
              entries, the newest:… (just now, run QE34)
            - Go back to which version? 41 (just now, run QE34)
            - Reason, for the approver and the log: 43 fails since it was promoted (just
              now, run QE34)
            - Is Incident Mode on in Mission Control too? yes (just now, run QE34)
            - components, as it was told: mission-control-api (just now)
            - root cause, as it was told: 43 fails since it was promoted (the reason of
              the rollback to 41) (just now)
        Could not check
            - nothing
        Seen to work
            - No drift, and status agrees: prod 41; 200 OK after 0 ms, from version 41;
              6 entries, the newest: version 41 promoted (just now, run QE34)
            - The routes answer, and fast enough: 3 of 3 routes gave 200 in every look,
              p95 0 ms (just now, run QE34)
        Changed
            - prod 43 -> 41 (prod of mission-control-api, us-east-1, 121546003735), by
              assumed-role/duckops-drill/operator, approved by Josh (just now, run QE34)
            cannot be undone: it is gone with the simulated stack
        Recent deploys
            - 2026-11-22T02:14:10Z 41 verified, by assumed-role/duckops-drill/operator:
              prod 43 -> 41: 43 fails since it was promoted
            - 2026-11-22T02:14:10Z 43 rolled-back, by
              assumed-role/duckops-drill/operator: prod 43 -> 41: 43 fails since it was
              promoted
            - 2026-11-22T02:14:07Z 41 promoted, by assumed-role/duckops-drill/operator:
              prod 43 -> 41: 43 fails since it was promoted
            - 2026-11-22T02:02:00Z 43 promoted, by tom: Rename the ducklings table to
              flock
            - 2026-11-21T05:23:00Z 42 promoted, by ana: Read ducklings from a table of
              their own
        Awaited
            - nothing from anybody
        Notes
            - none
        Next step
            - none: nothing of it is open
        Take over
            all of it:  duckops runs show QE34
            snapshot:  ~/.local/state/duckops/drill/snapshots/20261122T021407Z-I-QE34.json
            looking back:  duckops postmortem I-QE34
    "#]]
    .assert_eq(&page);
    let draft = place.run(&["postmortem", "I-QE34"]).out;
    let changes = draft.split("## Changes\n").nth(1).unwrap().split("## Root cause").next().unwrap();
    expect![[r#"

        - 2026-11-22T02:14:07Z prod 43 -> 41 (prod of mission-control-api, us-east-1, 121546003735) by assumed-role/duckops-drill/operator, approved by Josh; undo: it is gone with the simulated stack

        ## Walks

        - QE34: ROLLBACK Back to a version that works, complete

        ## Impact

        <!-- Who was hit, and what could they not do? What did it cost them? -->

    "#]].assert_eq(changes);
}
