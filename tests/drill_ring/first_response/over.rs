//! Whether it is over, and since when.

use crate::drill_ring::checklist::{checklist, from};
use crate::drill_ring::served::{Served, ledger};
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::expect;

const BEFORE: &[&str] =
    &["declare.severity=P1", "declare.title=pecks are not delivered", "browser.on=yes", "destructive.what=none"];
const SINCE: &[&str] = &[
    "after.severity=P1",
    "after.began=2026-11-22T01:50:00Z",
    "after.detected=2026-11-22T01:55:00Z",
    "after.components=agent fleet",
    "after.cause=a lost route",
    "after.actions=none",
    "browser-off.off=yes",
];

fn walk(place: &Duckops, more: &[&str]) -> Ran {
    let answers = [BEFORE, SINCE, more].concat();
    checklist(place, "incident-triage", &answers.iter().flat_map(|answer| ["--answer", *answer]).collect::<Vec<_>>())
}

/// 19 of 19 agents are dead: whoever says that it is over says so knowing that.
#[test]
fn what_is_still_red_is_not_over_by_a_word() {
    let _ring = ring::enter("drill");
    let served = Served::start("incident-triage");
    let place = served.duckops();
    let asked = walk(&place, &["over.said=resolved", "after.resolved=2026-11-22T02:00:00Z"]);
    assert_eq!(asked.code, 4, "{asked:?}");
    assert!(asked.err.contains("--answer still.anyway=VALUE"), "{}", asked.err);
    let ran = walk(&place, &["still.anyway=no"]);
    expect![[r#"

        9/9 Status is not green
            Status answered 200 OK. Still red: agents: all 19 dead, SES is in the
            sandbox: unverified recipients get no mail.
            Call it over although this is still red?  no

        9/9 Is it over?                                                   FAIL  just now
            neither status red count is 0 (it is 2) nor still anyway is yes (it is no)

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Incident I-QE34 (P1, since 2026-11-22T02:14:07Z) is not resolved.
            Status answered 200 OK at 2026-11-22T02:14:07Z; red: agents: all 19 dead,
            SES is in the sandbox: unverified recipients get no mail. Health 40, highest
            penalty: -45 19 of 19 agents dead. Incident mode on: yes. Snapshot:
            QE34-snapshot-1.
            done                   5/9
            3/9 FAILED             The health score: health red is yes, expected no
            5/9 FAILED             The fleet is alive: status agents alive is 0,
                                   expected over 0
            6/9 FAILED             Which pecks fail: pecks high is yes, expected no
            9/9 FAILED             After it is resolved, by its part "Is it over?":
                                   neither status red count is 0 (it is 2) nor still
                                   anyway is yes (it is no)
            changed                incident mode on at 2026-11-22T02:14:07Z
            undo                   would bring back incident mode off, as it was before:
            duckops incident end --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            exit code              1: it is not over with this
            now                    incident mode is on, since 2026-11-22T02:14:07Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "9/9 Status is not green"));
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(place.run(&["incident", "status"]).out.starts_with("incident mode is on"));
}

/// While status is down it tells nothing of what is red: a no to calling it over is one all the same.
#[test]
fn an_outage_is_not_over_by_a_no() {
    let _ring = ring::enter("drill");
    let served = Served::start("incident-triage-down");
    let place = served.duckops();
    let ran = walk(&place, &["over.said=resolved", "still.anyway=no", "after.resolved=2026-11-22T02:00:00Z"]);
    assert!(ran.out.contains("ESCALATED to T-JOSH"), "{}{}", ran.out, ran.err);
    assert!(place.run(&["incident", "status"]).out.starts_with("incident mode is on"));
}

#[test]
fn what_was_resolved_before_it_began_is_asked_again() {
    let _ring = ring::enter("drill");
    let served = Served::start("incident-triage-calm");
    let place = served.duckops();
    let asked = walk(&place, &["over.said=resolved", "after.resolved=2026-11-22T01:40:00Z"]);
    expect![[r#"

        9/9 The times follow one another                                  FAIL  just now
            after detected is 2026-11-22T01:55:00Z, expected at most
            2026-11-22T01:40:00Z (after resolved)
            after began            2026-11-22T01:50:00Z
            after detected         2026-11-22T01:55:00Z
            after resolved         2026-11-22T01:40:00Z
            Began, noticed, resolved. A time without a date is the last such time that
            has passed.

        9/9 What it was
    "#]]
    .assert_eq(&from(&asked, "9/9 The times follow one another"));
    assert_eq!(asked.code, 4, "{}", asked.err);
    assert!(!ledger(&place, "INCIDENT-LOG.md").contains("01:40:00Z"), "nothing of it is written down");
}

/// Nothing was wrong: incident mode goes off, and nobody invents a cause.
#[test]
fn there_was_no_incident() {
    let _ring = ring::enter("drill");
    let served = Served::start("incident-triage-calm");
    let place = served.duckops();
    let ran = walk(&place, &["over.said=there was no incident"]);
    expect![[r#"

        9/9 Is it over?                                                     ok  just now

        9/9 There was no incident
            Whoever counts incidents must not count this one.
            entry in               INCIDENT-LOG.md
            title                  No incident: pecks are not delivered
              now id               I-QE34
              now severity         P1
              now since            2026-11-22T02:14:07Z
              over said            there was no incident
              status answer        200 OK
              status red           -
            written to ~/.local/state/duckops/drill/ledgers/incident-triage-calm-20261122T021407Z/INCIDENT-LOG.md
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
            entry                  60c2eac507c0
            path: ~/.local/state/duckops/drill/ledgers/incident-triage-calm-20261122T021407Z/INCIDENT-LOG.md
            undo                   cannot be undone: a new one can be declared

        9/9 And on Mission Control                                              just now
            incident mode is off
            < read
            ~/.local/state/duckops/drill/standing/incident-triage-calm-20261122T021407Z/incidents.jsonl
            Is Incident Mode off in Mission Control too?  yes

        9/9 Both are off                                                    ok  just now

        9/9 Commit the log
            no-incident commit     nothing to commit: these logs are in no git work tree

        NOT AN INCIDENT  walk took 0 ms                                         run QE34
            done                   9/9
            changed                incident mode on at 2026-11-22T02:14:07Z
            changed                incident mode off at 2026-11-22T02:14:07Z
            now                    incident mode is off, since 2026-11-22T02:14:07Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "9/9 Is it over?"));
    assert_eq!(ran.code, 0, "{}", ran.err);
}
