//! One incident from its declaration to its postmortem, as the people in it walk it. What they leave behind is read as
//! the next person reads it.

use super::place::{Place, TRAP, at, one_line, says};
use super::stable::stable;
use crate::hostile::markup;
use crate::support::duckops::Ran;
use crate::support::seeded::Plan;
use expect_test::expect;
use serde_json::Value;

const ID: &str = "I-QE34";

/// alice, whose ids come from a seed. A page so wide that nothing is wrapped.
fn alice(place: &Place, seed: &str, args: &[&str]) -> Ran {
    let mut command = place.command(&place.stack.alice, args);
    place.duckops.ran(command.env("DUCKOPS_SEED", seed).env("COLUMNS", "400"))
}

fn answering(place: &Place, seed: &str, walk: &[&str], answers: &[&str]) -> Ran {
    let flags = answers.iter().flat_map(|answer| ["--answer", answer]);
    alice(place, seed, &walk.iter().copied().chain(flags).collect::<Vec<_>>())
}

fn done(ran: Ran) -> String {
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    ran.out
}

/// Declared, probed, diagnosed, up to the gate of the rollback.
fn up_to_the_gate(place: &Place, began: &str) {
    let start = ["incident", "start", "--severity", "P1", "--title", "the API answers 502", "--began", began];
    done(alice(place, "7", &start));
    assert_eq!(alice(place, "8", &["probe", "--timeout", "30s"]).code, 2);
    let diagnosed = alice(place, "9", &["triage", "inc-001"]);
    says(&diagnosed, 4, &["502 Bad Gateway", "the errors of now were not there before it", "good last good 2"]);
    let back = ["target.version=2", "target.why=errors since the promotion", "browser.on=yes"];
    says(&answering(place, "10", &["checklist", "rollback"], &back), 4, &["needs approval"]);
}

/// Josh agrees, the alias moves, somebody notes what users say, and it is ended.
fn to_its_end(place: &Place, noticed: &str) {
    let before = place.alias().version;
    place.josh_approves();
    says(&answering(place, "12", &["checklist", "rollback"], &["over.end=no"]), 0, &["prod 3 -> 2 applied"]);
    assert_eq!((before.as_str(), place.alias().version.as_str()), ("3", "2"));
    place.curl_sees(200);
    done(alice(place, "13", &["incident", "note", "users say that it is back"]));
    alice(place, "14", &["probe", "--timeout", "30s"]);
    let said = ["--severity", "P0", "--detected", noticed, "--components", "mission-control-api"];
    let why = ["--root-cause", "version 3 raises on every call", "--actions", "call a version before it is promoted"];
    let ended = alice(place, "15", &[&["incident", "end"], &said[..], &why[..]].concat());
    assert!(ended.err.starts_with("WARNING: a walk of it is open: duckops runs show "), "{ended:?}");
    assert_eq!((ended.code, ended.err.lines().count()), (0, 1), "{ended:?}");
}

#[test]
fn an_incident_from_its_declaration_to_its_postmortem() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    let [began, noticed] = [-10, -4].map(at);
    up_to_the_gate(&place, &began);
    in_the_middle(&place);
    to_its_end(&place, &noticed);
    the_ledgers(&place);
    the_postmortem(&place);
    handed_over_at_the_end(&place);
    what_it_adds_up_to(&place);
}

fn in_the_middle(place: &Place) {
    let page = done(alice(place, "11", &["handoff", ID]));
    expect![[r#"
        HANDOFF I-QE34: P1 the API answers 502  TIME
        Broken
            - snapshot I-QE34: api answer 502 Bad Gateway, alias version 3 (SPAN)
            - last probe: CRITICAL: status 502, routes 0/3, sandbox SES, fleet ?, drift ?, pecks ?, history ? (SPAN)
            - "Probe the status route": 502 Bad Gateway after SPAN; status up is no, expected yes, status code is 502, expected 200 (SPAN, run 43R0)
        Since when
            - the incident began, as it was told; declared at TIME by user/alice (SPAN)
            - first seen broken by snapshot I-QE34 (SPAN)
        How it stands
            - incident mode is on (SPAN)
            - INC-001 Lambda function down: at 5/12 Choose the version to go back to (SPAN, run 43R0)
            - ROLLBACK Back to a version that works: at 4/8 Approval (SPAN, run AYBG)
        Known
            - Read the newest errors: EVENTS, first CLOCK (searched from CLOCK), newest CLOCK, which says: ERROR cannot start: the setting DATABASE_URL is missing (SPAN, run 43R0)
            - Find what changed last: 4 entries, the newest: version 3 promoted; the errors of now were not there before it: it may have brought them (SPAN, run 43R0)
            - Choose the version to go back to: 4 entries, the newest: version 3 promoted; no change freeze is on; 5 versions, newest 5; version 2 exists, 1 difference from 3; candidate differs: code (SPAN, run 43R0)
            - Note what is live: status answer 502 Bad Gateway, status version ? (only a 200 reports anything: 502 Bad Gateway), status alias version ? (only a 200 reports anything: 502 Bad Gateway); prod 3; 4 entries, the newest: version 3 promoted (SPAN, run AYBG)
            - Go back to which version? 2 (SPAN, run AYBG)
            - Reason, for the approver and the log: errors since the promotion (SPAN, run AYBG)
            - Is Incident Mode on in Mission Control too? yes (SPAN, run AYBG)
        Could not check
            - Compare the alias with what should be there: prod 3 (but could not check: status alias version) (SPAN, run 43R0)
        Ruled out
            - nothing yet
        Changed
            - nothing
        Recent deploys
            - TIME 3 promoted, by tom: release 3
            - TIME 4 promoted, by tom: release 4
            - TIME 2 verified, by tom: release 2
            - TIME 1 verified, by tom: release 1
        Awaited
            - approval AYBG-1 (prod 3 -> 2) from T-JOSH (Josh, Mina), until TIME (SPAN, run AYBG)
        Notes
            - none
        Next step
            - 5/12 Choose the version to go back to: Go back to which version? Reason, for the approver and the log (SPAN, run 43R0)
            - 4/8 Approval (SPAN, run AYBG)
        Take over
            come back:  duckops triage inc-001 --resume=43R0
            all of it:  duckops runs show 43R0
            come back:  duckops checklist rollback --resume=AYBG
            all of it:  duckops runs show AYBG
            snapshot:  ~/.local/state/duckops/snapshots/TIME-I-QE34.json
            look again:  duckops status
            walk what fits:  duckops triage
            tell of it:  duckops incident note TEXT
    "#]].assert_eq(&stable(place, &page));
}

fn the_ledgers(place: &Place) {
    expect![[r##"
        # Governance log

        What was changed in production or decided about it, by whom, and with whose consent. duckops appends its entries at the end; write anything between them.

        ## TIME · Rollback approved: prod 3 -> 2

        | what | value |
        | --- | --- |
        | operator | user/alice |
        | live alias version | 3 |
        | live alias weights | none |
        | target version | 2 |
        | target why | errors since the promotion |
        | approval | approved by Josh (call) at TIME, reference the call of 02:20, recorded by Alice |

        <!-- duckops-entry@v1 note
        ledger: "governance"
        key: "AYBG/approved/1"
        parents: none
        digest: DIGEST
        -->
    "##]].assert_eq(&stable(place, &place.file("GOVERNANCE-LOG.md")));
    the_deploy_log(place);
    the_incident_log(place);
    says(&alice(place, "16", &["log", "verify"]), 0, &["verified"]);
}

fn the_deploy_log(place: &Place) {
    expect![[r##"
        # Deploy log

        | Version | When (UTC) | State | Operator | What changed |
        |---|---|---|---|---|
        | 1 | TIME | verified | tom | release 1 |
        | 2 | TIME | verified | tom | release 2 |
        | 4 | TIME | promoted | tom | release 4 |
        | 3 | TIME | promoted | tom | release 3 |

        ## TIME · version 2 promoted

        | what | value |
        | --- | --- |
        | version | 2 |
        | state | promoted |
        | operator | user/alice |
        | what changed | prod 3 -> 2: errors since the promotion |
        | promote at | TIME |
        | promote approval | approved by Josh (call) at TIME, reference the call of 02:20, recorded by Alice |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "AYBG/log-promoted/1"
        parents: none
        digest: DIGEST
        -->

        ## TIME · version 3 rolled-back

        | what | value |
        | --- | --- |
        | version | 3 |
        | state | rolled-back |
        | operator | user/alice |
        | what changed | prod 3 -> 2: errors since the promotion |
        | live alias version | 3 |
        | target version | 2 |
        | target why | errors since the promotion |
        | promote approval | approved by Josh (call) at TIME, reference the call of 02:20, recorded by Alice |
        | promote at | TIME |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "AYBG/rolled-back/1"
        parents: DIGEST
        digest: DIGEST
        -->

        ## TIME · version 2 verified

        | what | value |
        | --- | --- |
        | version | 2 |
        | state | verified |
        | operator | user/alice |
        | what changed | prod 3 -> 2: errors since the promotion |
        | promote at | TIME |
        | matches verdict | pass |
        | routes verdict | pass |
        | routes availability | 100 % |
        | routes p95 | SPAN |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "AYBG/verified/1"
        parents: DIGEST
        digest: DIGEST
        -->
    "##]]
    .assert_eq(&stable(place, &place.file("DEPLOY-LOG.md")));
}

fn the_incident_log(place: &Place) {
    expect![[r##"
        # Incident log

        What happened in each incident, in the order it happened. duckops appends its entries at the end; write anything between them.

        ## TIME · P1 begins: the API answers 502

        | what | value |
        | --- | --- |
        | incident | I-QE34 |
        | severity | P1 |
        | declared by | user/alice |
        | began | TIME |

        <!-- duckops-entry@v1 note
        ledger: "incident"
        key: "incident/WGSR3TZTW1K82GA2/start"
        parents: none
        digest: DIGEST
        -->

        ## TIME · Rollback: prod 3 -> 2

        | what | value |
        | --- | --- |
        | operator | user/alice |
        | incident id | I-QE34 |
        | incident since | TIME |
        | live alias version | 3 |
        | live alias weights | none |
        | target version | 2 |
        | target why | errors since the promotion |
        | promote at | TIME |
        | promote approval | approved by Josh (call) at TIME, reference the call of 02:20, recorded by Alice |
        | matches verdict | pass |
        | routes verdict | pass |

        <!-- duckops-entry@v1 note
        ledger: "incident"
        key: "AYBG/incident-entry/1"
        parents: DIGEST
        digest: DIGEST
        -->

        ## TIME · P0 ends: the API answers 502

        | what | value |
        | --- | --- |
        | incident | I-QE34 |
        | severity | P0 |
        | declared by | user/alice |
        | began | TIME |
        | ended by | user/alice |
        | lasted | SPAN |
        | detected | TIME |
        | resolved | TIME |
        | components | mission-control-api |
        | root cause | version 3 raises on every call |
        | corrective actions | call a version before it is promoted |
        | last probe | WARNING: sandbox SES, SNS, pecks ?, history ?, by the probe of TIME |

        > **user/alice**: TIME snapshot I-QE34 was taken: api answer 502 Bad Gateway, alias version 3
        >
        > **probe**: TIME CRITICAL: status 502, routes 0/3, sandbox SES, fleet ?, drift ?, pecks ?, history ?
        >
        > **user/alice**: TIME asked T-JOSH for AYBG-1: prod 3 -> 2 (run AYBG)
        >
        > **user/alice**: TIME AYBG-1 approved by Josh (call) at TIME, reference the call of 02:20, recorded by Alice (run AYBG)
        >
        > **user/alice**: TIME prod 3 -> 2 (run AYBG)
        >
        > **user/alice**: TIME users say that it is back
        >
        > **probe**: TIME CRITICAL -> WARNING: sandbox SES, SNS, pecks ?, history ?

        <!-- duckops-entry@v1 note
        ledger: "incident"
        key: "incident/50MAZNY0KWPEGT7G/end"
        parents: DIGEST
        digest: DIGEST
        -->
    "##]].assert_eq(&stable(place, &place.file("INCIDENT-LOG.md")));
}

fn the_postmortem(place: &Place) {
    let draft = done(alice(place, "17", &["postmortem", ID]));
    expect![[r##"
        # Postmortem: P0 the API answers 502

        A draft, made at TIME from what was recorded.

        | what | value |
        | --- | --- |
        | Incident | I-QE34 |
        | Severity | P0, declared as P1 |
        | Began | TIME |
        | Noticed | TIME |
        | Mitigated | TIME by prod 3 -> 2 |
        | Over | TIME |
        | Time to detect | SPAN |
        | Time to mitigate | SPAN |
        | Time to resolve | SPAN |
        | Declared by | user/alice at TIME |
        | People | Josh, user/alice |
        | Incident mode | left at TIME by user/alice |
        | Last probe | WARNING: sandbox SES, SNS, pecks ?, history ?, by the probe of TIME |
        | Components | mission-control-api |
        | Snapshot | I-QE34, kept in ~/.local/state/duckops/snapshots/TIME-I-QE34.json |
        | Seen by probes | ~/.local/state/duckops/evidence/TIME.json and a later one beside it |

        ## Timeline

        All times are UTC.

        | when | what | who | |
        | --- | --- | --- | --- |
        | TIME | incident |  | it began, as it was told |
        | TIME | incident |  | it was noticed, as it was told |
        | TIME | snapshot | user/alice | snapshot I-QE34 was taken: api answer 502 Bad Gateway, alias version 3 |
        | TIME | incident | user/alice | declared as P1: the API answers 502 |
        | TIME | probe |  | CRITICAL: status 502, routes 0/3, sandbox SES, fleet ?, drift ?, pecks ?, history ? |
        | TIME | walk | user/alice | began INC-001 Lambda function down (43R0) |
        | TIME | look |  | FAIL "Probe the status route": 502 Bad Gateway after SPAN; status up is no, expected yes, status code is 502, expected 200 (43R0) |
        | TIME | look |  | Read the newest errors: EVENTS, first CLOCK (searched from CLOCK), newest CLOCK (43R0) |
        | TIME | look |  | Find what changed last: 4 entries, the newest: version 3 promoted (43R0) |
        | TIME | look |  | ok Compare the alias with what should be there: prod 3 (43R0) |
        | TIME | look |  | Choose the version to go back to: 4 entries, the newest: version 3 promoted (43R0) |
        | TIME | walk | user/alice | left it: target.version is not answered: one of 5, 4, 2, 1 (Go back to which version?) (43R0) |
        | TIME | walk | user/alice | began ROLLBACK Back to a version that works (AYBG) |
        | TIME | look |  | Note what is live: 502 Bad Gateway after SPAN (AYBG) |
        | TIME | look |  | Find the version that was stable: 4 entries, the newest: version 3 promoted (AYBG) |
        | TIME | walk | user/alice | Go back to which version? 2 (AYBG) |
        | TIME | walk | user/alice | Reason, for the approver and the log: errors since the promotion (AYBG) |
        | TIME | walk | user/alice | Is Incident Mode on in Mission Control too? yes (AYBG) |
        | TIME | approval | user/alice | asked T-JOSH for AYBG-1: prod 3 -> 2 (AYBG) |
        | TIME | walk | user/alice | left it: approval is not answered: an approval of AYBG-1 (AYBG) |
        | TIME | walk | user/alice | went on with it (AYBG) |
        | TIME | approval | user/alice | AYBG-1 approved by Josh (call) at TIME, reference the call of 02:20, recorded by Alice (AYBG) |
        | TIME | entry | user/alice | GOVERNANCE-LOG.md: Rollback approved: prod 3 -> 2 (AYBG) |
        | TIME | change | user/alice | prod 3 -> 2 (AYBG) |
        | TIME | entry | user/alice | DEPLOY-LOG.md: version 2 promoted (AYBG) |
        | TIME | look |  | ok No drift, and status agrees: prod 2; 200 OK after SPAN, from version 2; 5 entries, the newest: version 2 promoted (AYBG) |
        | TIME | look |  | ok The routes answer, and fast enough: 3 of 3 routes gave 200 in every look, p95 SPAN (AYBG) |
        | TIME | entry | user/alice | INCIDENT-LOG.md: Rollback: prod 3 -> 2 (AYBG) |
        | TIME | entry | user/alice | DEPLOY-LOG.md: version 3 rolled-back (AYBG) |
        | TIME | entry | user/alice | DEPLOY-LOG.md: version 2 verified (AYBG) |
        | TIME | walk | user/alice | End incident mode now? no (AYBG) |
        | TIME | walk | user/alice | ended it: complete (AYBG) |
        | TIME | note | user/alice | users say that it is back |
        | TIME | probe |  | CRITICAL -> WARNING: sandbox SES, SNS, pecks ?, history ? |
        | TIME | incident | user/alice | incident mode was left |

        ## Changes

        - TIME prod 3 -> 2 (prod of mission-control-api, us-east-1, ACCOUNT) by user/alice, approved by Josh; undo: `aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 3 --routing-config '{"AdditionalVersionWeights":{}}'`

        ## Walks

        - 43R0: INC-001 Lambda function down, open
        - AYBG: ROLLBACK Back to a version that works, complete

        ## Impact

        <!-- Who was hit, and what could they not do? What did it cost them? -->

        ## Root cause

        version 3 raises on every call

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

        call a version before it is promoted

        <!-- For each: who, until when, and by what will it be known that it works? -->
    "##]].assert_eq(&stable(place, &draft));
    let json: Value = serde_json::from_str(&done(alice(place, "17", &["postmortem", ID, "--json"]))).unwrap();
    let moments = json["timeline"].as_array().unwrap();
    let times: Vec<_> = moments.iter().map(|moment| moment["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    let took = |name: &str| json[name].as_i64().unwrap();
    assert!((359..=361).contains(&took("seconds_to_detect")), "{json}");
    assert!(took("seconds_to_mitigate") <= took("seconds_to_resolve"), "{json}");
    let page = done(alice(place, "17", &["postmortem", ID, "--html"]));
    markup::is_valid(&page);
    markup::needs_nothing_else(&page);
}

/// What was broken was broken before the change of another run: nobody takes it for the state of now.
fn handed_over_at_the_end(place: &Place) {
    let page = done(alice(place, "18", &["handoff", ID]));
    expect![[r#"
        HANDOFF I-QE34: P0 the API answers 502  TIME
        How it stands
            - incident mode is off, left at TIME by user/alice (SPAN)
            - INC-001 Lambda function down: at 5/12 Choose the version to go back to (SPAN, run 43R0)
            - ROLLBACK Back to a version that works: ended, complete (SPAN, run AYBG)
        Was broken
            - before prod 3 -> 2: snapshot I-QE34: api answer 502 Bad Gateway, alias version 3 (SPAN)
            - before prod 3 -> 2: "Probe the status route": 502 Bad Gateway after SPAN; status up is no, expected yes, status code is 502, expected 200 (SPAN, run 43R0)
        Since when
            - the incident began, as it was told; declared at TIME by user/alice (SPAN)
            - first seen broken by snapshot I-QE34 (SPAN)
        Known
            - before prod 3 -> 2: Read the newest errors: EVENTS, first CLOCK (searched from CLOCK), newest CLOCK, which says: ERROR cannot start: the setting DATABASE_URL is missing (SPAN, run 43R0)
            - before prod 3 -> 2: Find what changed last: 4 entries, the newest: version 3 promoted; the errors of now were not there before it: it may have brought them (SPAN, run 43R0)
            - before prod 3 -> 2: Choose the version to go back to: 4 entries, the newest: version 3 promoted; no change freeze is on; 5 versions, newest 5; version 2 exists, 1 difference from 3; candidate differs: code (SPAN, run 43R0)
            - before prod 3 -> 2: Note what is live: status answer 502 Bad Gateway, status version ? (only a 200 reports anything: 502 Bad Gateway), status alias version ? (only a 200 reports anything: 502 Bad Gateway); prod 3; 4 entries, the newest: ve… (SPAN, run AYBG)
            - Go back to which version? 2 (SPAN, run AYBG)
            - Reason, for the approver and the log: errors since the promotion (SPAN, run AYBG)
            - Is Incident Mode on in Mission Control too? yes (SPAN, run AYBG)
            - End incident mode now? no (SPAN, run AYBG)
            - last probe: WARNING: sandbox SES, SNS, pecks ?, history ? (SPAN)
            - components, as it was told: mission-control-api (SPAN)
            - root cause, as it was told: version 3 raises on every call (SPAN)
            - corrective actions, as it was told: call a version before it is promoted (SPAN)
        Could not check
            - before prod 3 -> 2: Compare the alias with what should be there: prod 3 (but could not check: status alias version) (SPAN, run 43R0)
        Seen to work
            - No drift, and status agrees: prod 2; 200 OK after SPAN, from version 2; 5 entries, the newest: version 2 promoted (SPAN, run AYBG)
            - The routes answer, and fast enough: 3 of 3 routes gave 200 in every look, p95 SPAN (SPAN, run AYBG)
        Changed
            - prod 3 -> 2 (prod of mission-control-api, us-east-1, ACCOUNT), by user/alice, approved by Josh (SPAN, run AYBG)
            undo: aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 3 --routing-config '{"AdditionalVersionWeights":{}}'
        Recent deploys
            - TIME 2 verified, by user/alice: prod 3 -> 2: errors since the promotion
            - TIME 3 rolled-back, by user/alice: prod 3 -> 2: errors since the promotion
            - TIME 2 promoted, by user/alice: prod 3 -> 2: errors since the promotion
            - TIME 3 promoted, by tom: release 3
            - TIME 4 promoted, by tom: release 4
            all of them: duckops log deploy show
        Awaited
            - nothing from anybody
        Notes
            - user/alice: users say that it is back (SPAN)
        Next step
            - 5/12 Choose the version to go back to: Go back to which version? Reason, for the approver and the log (SPAN, run 43R0)
        Take over
            come back:  duckops triage inc-001 --resume=43R0
            all of it:  duckops runs show 43R0
            all of it:  duckops runs show AYBG
            snapshot:  ~/.local/state/duckops/snapshots/TIME-I-QE34.json
            look again:  duckops status
            looking back:  duckops postmortem I-QE34
    "#]].assert_eq(&stable(place, &page));
}

fn what_it_adds_up_to(place: &Place) {
    let stats = done(alice(place, "19", &["runs", "stats"]));
    let told = one_line(&stats);
    for line in ["inc-001 1 1 -", "rollback 1 0 1 complete", "P0 1 0 6 min"] {
        assert!(told.contains(line), "no `{line}` in {stats}");
    }
    let taken: Value = serde_json::from_str(&alice(place, "20", &["snapshot", "--json"]).out).unwrap();
    let diff = alice(place, "21", &["snapshot", "diff", ID, taken["id"].as_str().unwrap()]);
    for line in ["alias version 3 2", "api answer 502 Bad Gateway 200 OK"] {
        assert!(one_line(&diff.out).contains(line), "no `{line}` in {}", diff.out);
    }
}
