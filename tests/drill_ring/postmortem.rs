//! `duckops postmortem`: what was recorded of an incident, merged into one story.

use super::served::{GO_BACK, Served, approved, resumed, walk};
use crate::hostile::markup;
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::expect;

fn at(place: &Duckops, now: &str, seed: &str, args: &[&str]) -> Ran {
    let time = format!("2026-11-22T{now}Z");
    let ran = place.ran(place.command(args).env("DUCKOPS_NOW", time).env("DUCKOPS_SEED", seed));
    assert!(ran.code >= 0, "{args:?}: {}", ran.err);
    ran
}

/// Declared, probed, repaired, probed, ended; a note of its time and one that was told the next morning.
fn told(title: &str) -> (Served, Duckops) {
    let served = Served::start("inc-001");
    let place = served.duckops();
    at(&place, "02:14:07", "7", &["probe"]);
    at(&place, "02:14:07", "7", &["incident", "start", "--severity", "P1", "--title", title, "--began", "02:05"]);
    at(&place, "02:14:30", "8", &["incident", "note", "Mina is on it, too"]);
    approved(&place, &walk(&place, &GO_BACK));
    assert_eq!(walk(&place, &resumed()).code, 0);
    at(&place, "02:20:07", "8", &["probe"]);
    let end = ["--severity", "P0", "--detected", "02:12", "--resolved", "02:20", "--components", "the API"];
    let why = ["--root-cause", "43 reads a table that is not there", "--actions", "a canary"];
    at(&place, "02:45:07", "9", &[&["incident", "end"], &end[..], &why[..]].concat());
    let late = ["incident", "note", "the vendor called", "--at", "02:16", "--incident", "i-qe34"];
    at(&place, "08:00:00", "10", &late);
    (served, place)
}

#[test]
fn the_draft_tells_what_is_known_and_asks_for_judgement() {
    let _ring = ring::enter("drill");
    let (_served, place) = told("the API | answers <502>");
    let ran = at(&place, "09:00:00", "11", &["postmortem", "I-QE34"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    expect![[r##"
        # Postmortem: DRILL: P0 the API \| answers &lt;502>

        DRILL inc-001: nothing here was real.

        A draft, made at 2026-11-22T09:00:00Z from what was recorded.

        | what | value |
        | --- | --- |
        | Incident | I-QE34 |
        | Severity | P0, declared as P1 |
        | Began | 2026-11-22T02:05:00Z |
        | Noticed | 2026-11-22T02:12:00Z |
        | Mitigated | 2026-11-22T02:14:07Z by prod 43 -> 41 |
        | Over | 2026-11-22T02:20:00Z |
        | Time to detect | 7 min |
        | Time to mitigate | 9 min 7 s |
        | Time to resolve | 15 min |
        | Declared by | assumed-role/duckops-drill/operator at 2026-11-22T02:14:07Z |
        | People | Josh, assumed-role/duckops-drill/operator |
        | Incident mode | left at 2026-11-22T02:45:07Z by assumed-role/duckops-drill/operator; it was over at 2026-11-22T02:20:00Z, as it was told |
        | Last probe | WARNING: status stale 360s, sandbox SES, fleet 2/19 dead, by the probe of 2026-11-22T02:20:07Z |
        | Components | the API |
        | Snapshot | I-QE34, kept in ~/.local/state/duckops/drill/snapshots/20261122T021407Z-I-QE34.json |
        | Seen by probes | ~/.local/state/duckops/drill/standing/inc-001-20261122T021407Z/evidence/20261122T021407000Z.json and a later one beside it |

        ## Timeline

        All times are UTC.

        | when | what | who | |
        | --- | --- | --- | --- |
        | 2026-11-22T02:05:00Z | incident |  | it began, as it was told |
        | 2026-11-22T02:12:00Z | incident |  | it was noticed, as it was told |
        | 2026-11-22T02:14:07Z | incident | assumed-role/duckops-drill/operator | declared as P1: the API \| answers &lt;502> |
        | 2026-11-22T02:14:07Z | probe |  | CRITICAL: status 502, routes 0/3, sandbox SES, fleet ?, drift ?, pecks ? |
        | 2026-11-22T02:14:07Z | snapshot | assumed-role/duckops-drill/operator | snapshot I-QE34 was taken: api answer 502 Bad Gateway, alias version 43 |
        | 2026-11-22T02:14:07Z | walk | assumed-role/duckops-drill/operator | began INC-001 Lambda function down (QE34) |
        | 2026-11-22T02:14:07Z | look |  | FAIL "Probe the status route": 502 Bad Gateway after 0 ms; status up is no, expected yes, status code is 502, expected 200 (QE34) |
        | 2026-11-22T02:14:07Z | look |  | Read the newest errors: 31 events of 2 kinds, first 02:05:03Z (searched from 01:59:07Z), newest 02:13:47Z (QE34) |
        | 2026-11-22T02:14:07Z | look |  | Find what changed last: 5 entries, the newest: version 43 promoted (QE34) |
        | 2026-11-22T02:14:07Z | look |  | ok Compare the alias with what should be there: prod 43 (QE34) |
        | 2026-11-22T02:14:07Z | look |  | Choose the version to go back to: 5 entries, the newest: version 43 promoted (QE34) |
        | 2026-11-22T02:14:07Z | walk | assumed-role/duckops-drill/operator | Go back to which version? 41 (QE34) |
        | 2026-11-22T02:14:07Z | walk | assumed-role/duckops-drill/operator | Reason, for the approver and the log: errors began with 43 (QE34) |
        | 2026-11-22T02:14:07Z | approval | assumed-role/duckops-drill/operator | asked T-JOSH for QE34-1: prod 43 -> 41 (QE34) |
        | 2026-11-22T02:14:07Z | walk | assumed-role/duckops-drill/operator | left it: promote is not answered: an approval of QE34-1 (QE34) |
        | 2026-11-22T02:14:07Z | walk | assumed-role/duckops-drill/operator | went on with it (QE34) |
        | 2026-11-22T02:14:07Z | approval | assumed-role/duckops-drill/operator | QE34-1 approved by Josh (call) at 2026-11-22T02:14:07Z, reference \#1, recorded by assumed-role/duckops-drill/operator (QE34) |
        | 2026-11-22T02:14:07Z | change | assumed-role/duckops-drill/operator | prod 43 -> 41 (QE34) |
        | 2026-11-22T02:14:07Z | entry | assumed-role/duckops-drill/operator | DEPLOY-LOG.md: version 41 promoted (QE34) |
        | 2026-11-22T02:14:10Z | look |  | ok Probe again: 200 OK after 0 ms, from version 41 (QE34) |
        | 2026-11-22T02:14:20Z | look |  | ok Watch it: 200 OK after 0 ms, from version 41 (QE34) |
        | 2026-11-22T02:14:20Z | look |  | See what else is red: 200 OK after 0 ms, from version 41 (QE34) |
        | 2026-11-22T02:14:20Z | entry | assumed-role/duckops-drill/operator | DEPLOY-LOG.md: version 41 verified (QE34) |
        | 2026-11-22T02:14:20Z | entry | assumed-role/duckops-drill/operator | DEPLOY-LOG.md: version 43 rolled-back (QE34) |
        | 2026-11-22T02:14:20Z | entry | assumed-role/duckops-drill/operator | GOVERNANCE-LOG.md: INC-001 Lambda down: prod 43 -> 41 (QE34) |
        | 2026-11-22T02:14:20Z | walk | assumed-role/duckops-drill/operator | ended it: resolved (QE34) |
        | 2026-11-22T02:14:30Z | note | assumed-role/duckops-drill/operator | Mina is on it, too |
        | 2026-11-22T02:16:00Z | note | assumed-role/duckops-drill/operator | the vendor called (written down 2026-11-22T08:00:00Z) |
        | 2026-11-22T02:20:00Z | incident |  | it was over, as it was told |
        | 2026-11-22T02:20:07Z | probe |  | CRITICAL -> WARNING: status stale 360s, sandbox SES, fleet 2/19 dead |
        | 2026-11-22T02:45:07Z | incident | assumed-role/duckops-drill/operator | incident mode was left |

        ## Changes

        - 2026-11-22T02:14:07Z prod 43 -> 41 (prod of mission-control-api, us-east-1, 121546003735) by assumed-role/duckops-drill/operator, approved by Josh; undo: `aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 43 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request`

        ## Walks

        - QE34: INC-001 Lambda function down, resolved

        ## Impact

        <!-- Who was hit, and what could they not do? What did it cost them? -->

        ## Root cause

        43 reads a table that is not there

        <!-- What made it possible, and what made it come now? Which of it is proven, which is assumed? -->

        ## How it was noticed

        <!-- Could it have been noticed sooner? By which check, at which threshold? -->

        ## What went well

        <!-- What should be kept as it is? -->

        ## What went badly

        <!-- What cost time, and which step of a runbook was wrong or missing? -->

        ## Where we were lucky

        <!-- What could as well have gone the other way? -->

        ## Corrective actions

        a canary

        <!-- For each: who, until when, and by what will it be known that it works? -->
    "##]].assert_eq(&ran.out);
}

#[test]
fn the_same_as_json() {
    let _ring = ring::enter("drill");
    let (_served, place) = told("the API is down");
    let ran = at(&place, "09:00:00", "11", &["postmortem", "I-QE34", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let times = ["seconds_to_detect", "seconds_to_mitigate", "seconds_to_resolve"].map(|name| json[name].as_u64());
    assert_eq!(times, [Some(7 * 60), Some(9 * 60 + 7), Some(15 * 60)]);
    let moments = json["timeline"].as_array().unwrap();
    let at: Vec<_> = moments.iter().map(|moment| moment["at"].as_str().unwrap()).collect();
    assert!(at.is_sorted(), "{at:?}");
    let late = moments.iter().find(|moment| moment["text"] == "the vendor called").unwrap();
    assert_eq!((&late["at"], &late["written"]), (&"2026-11-22T02:16:00Z".into(), &"2026-11-22T08:00:00Z".into()));
    let kinds: std::collections::BTreeSet<_> = moments.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["approval", "change", "entry", "incident", "look", "note", "probe", "snapshot", "walk"]
    );
    assert_eq!(json["drill"], "inc-001");
}

/// What a late note leaves behind: the entry of the end stays as it was, and the note has its own.
#[test]
fn a_late_note_has_an_entry_of_its_own() {
    let _ring = ring::enter("drill");
    let (_served, place) = told("the API is down");
    let log = super::served::ledger(&place, "INCIDENT-LOG.md");
    assert!(
        log.contains("Noted later: the API is down") && log.contains("2026-11-22T02:16:00Z the vendor called"),
        "{log}"
    );
    assert_eq!(place.run(&["log", "incident", "verify"]).code, 0);
    let none = at(&place, "09:00:00", "11", &["incident", "note", "of nothing"]);
    assert!(none.code == 1 && none.err.contains("incident mode is off"), "{none:?}");
    let unknown = place.run(&["incident", "note", "of nothing", "--incident", "I-ZZZZ"]);
    assert!(unknown.code == 2 && unknown.err.contains("there is no incident I-ZZZZ"), "{unknown:?}");
}

#[test]
fn the_page_is_valid_and_needs_nothing_but_itself() {
    let _ring = ring::enter("drill");
    let (_served, place) = told("the API is down");
    let page = at(&place, "09:00:00", "11", &["postmortem", "I-QE34", "--html"]).out;
    markup::is_valid(&page);
    markup::needs_nothing_else(&page);
    for wanted in ["<svg ", "prefers-color-scheme: dark", "width=device-width", "max-width: 36rem", "the vendor called"]
    {
        assert!(page.contains(wanted), "{wanted} is not in it:\n{page}");
    }
    if let Ok(path) = std::env::var("POSTMORTEM_PAGE") {
        std::fs::write(path, page).unwrap();
    }
}

/// What a checklist asks when it ends the incident, the draft knows.
#[test]
fn what_a_walk_asked_at_the_end_is_known() {
    let _ring = ring::enter("drill");
    let served = Served::start("incident-triage");
    let place = served.duckops();
    at(&place, "02:14:07", "7", &["incident", "start", "--severity", "P1", "--title", "no pecks", "--began", "02:05"]);
    let said = [
        "browser.on=yes",
        "destructive.what=none",
        "over.said=resolved",
        "still.anyway=yes",
        "after.severity=P0",
        "after.began=2026-11-22T02:04:00Z",
        "after.detected=2026-11-22T02:11:00Z",
        "after.resolved=2026-11-22T02:14:00Z",
        "after.components=agent fleet",
        "after.cause=a lost route",
        "after.actions=watch the route",
        "browser-off.off=yes",
    ];
    let flags: Vec<_> = said.iter().flat_map(|answer| ["--answer", *answer]).collect();
    let ran = at(&place, "02:14:30", "8", &[&["checklist", "incident-triage"], &flags[..]].concat());
    assert!(ran.out.contains("incident mode off   applied"), "{ran:?}");
    let draft = at(&place, "09:00:00", "9", &["postmortem", "I-QE34"]).out;
    expect![[r#"
        # Postmortem: DRILL: P0 no pecks

        DRILL incident-triage: nothing here was real.

        A draft, made at 2026-11-22T09:00:00Z from what was recorded.

        | what | value |
        | --- | --- |
        | Incident | I-QE34 |
        | Severity | P0, declared as P1 |
        | Began | 2026-11-22T02:04:00Z |
        | Noticed | 2026-11-22T02:11:00Z |
        | Mitigated | not known: no walk of its time changed anything before it was over |
        | Over | 2026-11-22T02:14:00Z |
        | Time to detect | 7 min |
        | Time to mitigate | not known: no walk of its time changed anything before it was over |
        | Time to resolve | 10 min |
        | Declared by | assumed-role/duckops-drill/operator at 2026-11-22T02:14:07Z |
        | People | assumed-role/duckops-drill/operator |
        | Incident mode | left at 2026-11-22T02:14:30Z by assumed-role/duckops-drill/operator; it was over at 2026-11-22T02:14:00Z, as it was told |
        | Last probe | no probe had looked from here |
        | Components | agent fleet |
        | Snapshot | I-QE34, kept in ~/.local/state/duckops/drill/snapshots/20261122T021407Z-I-QE34.json |
        | Snapshot | PHDA-snapshot-1, kept in ~/.local/state/duckops/drill/snapshots/20261122T021430Z-PHDA-snapshot-1.json |

    "#]]
    .assert_eq(before(&draft, "## Timeline"));
    for known in ["## Root cause\n\na lost route\n", "## Corrective actions\n\nwatch the route\n"] {
        assert!(draft.contains(known), "{known}\n{draft}");
    }
    let log = super::served::ledger(&place, "INCIDENT-LOG.md");
    assert!(log.contains("· P0 ends: no pecks") && log.contains("| root cause | a lost route |"), "{log}");
    assert_eq!(place.run(&["log", "incident", "verify"]).code, 0);
}

fn before<'t>(text: &'t str, mark: &str) -> &'t str {
    text.split_once(mark).unwrap().0
}

/// An incident that is on, of which nothing is known yet.
#[test]
fn of_an_incident_that_is_on_what_is_not_known_says_why() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    at(&place, "02:14:07", "7", &["incident", "start", "--severity", "P1", "--title", "down"]);
    let draft = at(&place, "02:20:07", "8", &["postmortem", "i-qe34"]).out;
    for wanted in [
        "| Over | not known: incident mode is still on |",
        "| Time to detect | not known: nobody said when it was noticed |",
        "| Mitigated | not known: no walk of its time changed anything before it was over |",
        "No runbook was walked.",
    ] {
        assert!(draft.contains(wanted), "{wanted}\n{draft}");
    }
    markup::is_valid(&at(&place, "02:20:07", "8", &["postmortem", "i-qe34", "--html"]).out);
    let none = place.run(&["postmortem", "I-ZZZZ"]);
    assert!(none.code == 2 && none.err.starts_with("duckops: there is no incident I-ZZZZ"), "{none:?}");
}
