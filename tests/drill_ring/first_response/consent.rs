//! What is denied, and an incident that was declared before.

use crate::drill_ring::checklist::{checklist, from};
use crate::drill_ring::screens::screens;
use crate::drill_ring::served::{Served, request, run_of};
use crate::support::ring;
use expect_test::expect;

const SEEN: [&str; 6] = [
    "--answer",
    "declare.severity=P1",
    "--answer",
    "declare.title=pecks are not delivered",
    "--answer",
    "browser.on=yes",
];
const AFTER: [&str; 20] = [
    "--answer",
    "over.said=resolved",
    "--answer",
    "still.anyway=yes",
    "--answer",
    "after.severity=P1",
    "--answer",
    "after.began=2026-11-22T01:59:00Z",
    "--answer",
    "after.detected=2026-11-22T02:10:00Z",
    "--answer",
    "after.resolved=2026-11-22T02:40:00Z",
    "--answer",
    "after.components=agent fleet",
    "--answer",
    "after.cause=a lost route",
    "--answer",
    "after.actions=watch the pulses",
    "--answer",
    "browser-off.off=yes",
];
const BY_HAND: [&str; 6] = [
    "--answer",
    "destructive.what=connection termination",
    "--answer",
    "exactly.target=connection 7 of agent-0412",
    "--answer",
    "exactly.why=it floods the callbacks",
];

/// Without consent there is nothing to do by hand, and nothing of it in the governance log.
#[test]
fn what_is_denied_is_not_done_by_hand() {
    let _ring = ring::enter("drill");
    let served = Served::start("incident-triage");
    let place = served.duckops();
    let answers = [&SEEN[..], &BY_HAND, &AFTER].concat();
    let asked = checklist(&place, "incident-triage", &answers);
    expect![[r#"

        8/9 Say exactly what
            duckops has no way to do this: it obtains the approval, you do it.
            Which one, exactly?  connection 7 of agent-0412
            Reason, for the approver and the log  it floods the callbacks

        8/9 Approval                                                      needs approval
            change                 connection 7 of agent-0412
            before                 not done
            after                  connection termination: done by hand, by you, not by
                                   this tool
            undo                   cannot be undone: this tool knows no way back: find
                                   out before you do it
            needs                  approval by a second person, then you type:
                                   connection termination: connection 7 of agent-0412
            approval               QE34-1 asked of T-JOSH (Josh), until 02:44:07Z
    "#]]
    .assert_eq(&from(&asked, "8/9 Say exactly"));
    assert_eq!(asked.code, 4, "{}", asked.err);
    let no = place.run(&["deny", &request(&asked), "--reason", "wait for Mina", "--operator", "Josh"]);
    assert_eq!(no.code, 0, "{no:?}");
    let ran = checklist(&place, "incident-triage", &answers);
    expect![[r#"

        8/9 Approval                                                      needs approval
            change                 connection 7 of agent-0412
            before                 not done
            after                  connection termination: done by hand, by you, not by
                                   this tool
            undo                   cannot be undone: this tool knows no way back: find
                                   out before you do it
            needs                  approval by a second person, then you type:
                                   connection termination: connection 7 of agent-0412
            decision               denied by Josh at 2026-11-22T02:14:07Z: wait for Mina

        Left at 8/9 Approval. What was changed stays changed:

            changed                incident mode on at 2026-11-22T02:14:07Z
            undo                   would bring back incident mode off, as it was before:
            duckops incident end --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            denied by Josh at 2026-11-22T02:14:07Z: wait for Mina. Now: come back and
            ask again as it is, or go [b]ack first and choose otherwise; or leave it at
            that.
            come back:  duckops checklist incident-triage --resume=QE34 --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
    "#]]
    .assert_eq(&format!("{}{}", from(&ran, "8/9"), ran.err));
    assert_eq!(ran.code, 1, "{}", ran.err);
    let governance = place.state().join("drill/ledgers").join(run_of(&place)).join("GOVERNANCE-LOG.md");
    assert!(!governance.exists(), "{}", std::fs::read_to_string(governance).unwrap());
}

/// Somebody declared it before the checklist was begun: it is not declared twice, and ends with the checklist.
#[test]
fn an_incident_that_is_on_is_not_declared_again_and_ends_with_the_checklist() {
    let _ring = ring::enter("drill");
    let served = Served::start("incident-triage-calm");
    let place = served.duckops();
    let on = place.run(&["incident", "start", "--severity", "P1", "--title", "the API is slow"]);
    assert_eq!(on.code, 0, "{on:?}");
    let answers = [&["--answer", "browser.on=yes", "--answer", "destructive.what=none"], &AFTER[..]].concat();
    let ran = checklist(&place, "incident-triage", &answers);
    expect![[r#"
        1/9 Incident mode                                                       just now
            incident mode is on: I-QE34 P1 since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator
            incident on            yes
            incident id            I-QE34
            incident severity      P1
            incident since         2026-11-22T02:14:07Z
            incident title         the API is slow
            < read
            ~/.local/state/duckops/drill/standing/incident-triage-calm-20261122T021407Z/incidents.jsonl
            It marks the incident with a UTC start; on the dashboard it stops refreshing
            and puts drift and failures first. If it is off, going on declares it.

        1/9 And on Mission Control                                              just now
            incident mode is on: I-QE34 P1 since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator
            < read
            ~/.local/state/duckops/drill/standing/incident-triage-calm-20261122T021407Z/incidents.jsonl
            Its toggle lives in your browser: only you can turn it. There it notes its
            own UTC start.
            Is Incident Mode on in Mission Control too?  yes

        1/9 Both are on                                                     ok  just now"#]]
    .assert_eq(&screens(&ran, "1/9", "2/9"));
    expect![[r#"

        9/9 Leave incident mode
            change                 incident mode of duckops
            before                 incident mode on since 2026-11-22T02:14:07Z: the API
                                   is slow
            after                  incident mode off
            undo                   cannot be undone: a new one can be declared
            needs                  nothing more
            incident mode off   applied 02:14:07Z, read back                          ok
            lasted                 41 min
            entry                  9ed257eafcf8
            path: ~/.local/state/duckops/drill/ledgers/incident-triage-calm-20261122T021407Z/INCIDENT-LOG.md
            undo                   cannot be undone: a new one can be declared

        9/9 And on Mission Control                                              just now
            incident mode is off
            < read
            ~/.local/state/duckops/drill/standing/incident-triage-calm-20261122T021407Z/incidents.jsonl
            Is Incident Mode off in Mission Control too?  yes

        9/9 Both are off                                                    ok  just now

        9/9 Commit the log
            entry commit           nothing to commit: these logs are in no git work tree

        COMPLETE  walk took 0 ms                                                run QE34
            done                   9/9
            changed                incident mode off at 2026-11-22T02:14:07Z
            now                    incident mode is off, since 2026-11-22T02:14:07Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "9/9 Leave incident mode"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(place.run(&["incident", "status"]).out.starts_with("incident mode is off"));
}
