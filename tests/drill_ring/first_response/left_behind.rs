//! What the ordinary case leaves behind: what the operator answered, and the ledgers.

use crate::drill_ring::branches::play;
use crate::drill_ring::served::ledger;
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

#[test]
fn what_the_operator_answered() {
    let _ring = ring::enter("drill");
    expect![[r#"
        DRILL incident-triage  step mode > continue
        DRILL incident-triage  step declare > P1
        DRILL incident-triage  step declare > pecks are not delivered
        DRILL incident-triage  step begin > continue
        DRILL incident-triage  step browser > yes
        DRILL incident-triage  step flagged > continue
        DRILL incident-triage  step score > continue
        DRILL incident-triage  step routes > continue
        DRILL incident-triage  step fleet > continue
        DRILL incident-triage  step dead > continue
        DRILL incident-triage  step inc-003/fleet > continue
        DRILL incident-triage  step inc-003/pulse > continue
        DRILL incident-triage  step inc-003/together > continue
        DRILL incident-triage  step inc-003/both > continue
        DRILL incident-triage  step pecks > continue
        DRILL incident-triage  step expected > continue
        DRILL incident-triage  step snapshot > continue
        DRILL incident-triage  step destructive > certificate revocation
        DRILL incident-triage  step exactly > certificate of duckling-1198
        DRILL incident-triage  step exactly > its key was read from a log
        DRILL incident-triage  step consent > continue
        DRILL incident-triage  step consent > Josh said yes (call)
        DRILL incident-triage  step consent > certificate revocation: certificate of duckling-1198
        DRILL incident-triage  step consent-entry > continue
        DRILL incident-triage  step done > revoked, the registry shows it
        DRILL incident-triage  step done-entry > continue
        DRILL incident-triage  step over > resolved
        DRILL incident-triage  step still > yes
        DRILL incident-triage  step after > P1
        DRILL incident-triage  step after > 2026-11-22T02:14:07Z
        DRILL incident-triage  step after > 2026-11-22T02:14:07Z
        DRILL incident-triage  step after > 2026-11-22T02:14:07Z
        DRILL incident-triage  step after > agent fleet, peck callbacks
        DRILL incident-triage  step after > the agents' network lost its route
        DRILL incident-triage  step after > watch the pulses from cron
        DRILL incident-triage  step entry > continue
        DRILL incident-triage  step leave > continue
        DRILL incident-triage  step browser-off > yes
        DRILL incident-triage  step commit > continue

        WON  100 of 100  DRILL incident-triage: Pecks are not delivered
            diagnosis              right, after less than a second; less than a second
                                   in all
            end                    complete
            evidence               5 of 5 looks that tell, before acting
            gates                  1 of 1 passed
            wrong                  nothing
            left                   nothing
        What a calm expert would have done
          1. "Note what is flagged": what is flagged, the worst first: dead agents,
             callback errors
          2. "The three routes answer": the three routes answer: it is not the function
          3. "The fleet is alive": no agent is alive
          4. "Hold deaths against callback errors": deaths and callback errors rise
             together
          5. "Which pecks fail": callback errors lead, and of a dead fleet they are
             expected
          So: the fleet is the incident; the revocation is a matter of its own, with a
             consent of its own
          Gate: T-JOSH consents to the revocation, on record before it is done by hand
          Proof: status once more at the end; what is still red is said, not called over
            another one: duckops drill incident-triage --seed 1
        DRILL incident-triage: the simulated stack was left broken
    "#]]
    .assert_eq(&play("incident-triage").err);
}

#[test]
fn the_ledgers() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    assert_eq!(place.run(&["drill", "incident-triage", "--auto"]).code, 1);
    expect![[r##"
        # Incident log

        What happened in each incident, in the order it happened. duckops appends its entries at the end; write anything between them.

        ## 2026-11-22T02:14:07Z · P1 begins: pecks are not delivered

        | what | value |
        | --- | --- |
        | incident | I-QE34 |
        | severity | P1 |
        | declared by | assumed-role/duckops-drill/operator |
        | run | QE34 |

        <!-- duckops-entry@v1 note
        ledger: "incident"
        key: "QE34/begin/1"
        parents: none
        digest: 37d96fcb68316b64a19e40f6ae549d1ca251f67ef57e1df27485af6372dce463
        -->

        ## 2026-11-22T02:14:07Z · P1: agent fleet, peck callbacks

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | now id | I-QE34 |
        | after severity | P1 |
        | after began | 2026-11-22T02:14:07Z |
        | after detected | 2026-11-22T02:14:07Z |
        | after resolved | 2026-11-22T02:14:07Z |
        | after components | agent fleet, peck callbacks |
        | after cause | the agents' network lost its route |
        | after actions | watch the pulses from cron |
        | status red | agents: all 19 dead, SES is in the sandbox: unverified recipients get no mail |
        | flagged health score | 40 |
        | snapshot id | QE34-snapshot-1 |

        <!-- duckops-entry@v1 note
        ledger: "incident"
        key: "QE34/entry/1"
        parents: 37d96fcb68316b64a19e40f6ae549d1ca251f67ef57e1df27485af6372dce463
        digest: 141c438c54c2a7cb4ddd14c429100cae2ee337da7f6d1abe655c8fad8d242c66
        -->

        ## 2026-11-22T02:14:07Z · P1 ends: pecks are not delivered

        | what | value |
        | --- | --- |
        | incident | I-QE34 |
        | severity | P1 |
        | declared by | assumed-role/duckops-drill/operator |
        | began | 2026-11-22T02:14:07Z |
        | ended by | assumed-role/duckops-drill/operator |
        | lasted | 0 ms |
        | detected | 2026-11-22T02:14:07Z |
        | resolved | 2026-11-22T02:14:07Z |
        | components | agent fleet, peck callbacks |
        | root cause | the agents' network lost its route |
        | corrective actions | watch the pulses from cron |
        | last probe | no probe had looked from here |

        > **assumed-role/duckops-drill/operator**: 2026-11-22T02:14:07Z asked T-JOSH for QE34-1: certificate revocation: certificate of duckling-1198 (run QE34)
        >
        > **assumed-role/duckops-drill/operator**: 2026-11-22T02:14:07Z QE34-1 approved by Josh (call) at 2026-11-22T02:14:07Z, reference by the script, recorded by assumed-role/duckops-drill/operator (run QE34)
        >
        > **assumed-role/duckops-drill/operator**: 2026-11-22T02:14:07Z allowed, to be done by hand: certificate revocation: certificate of duckling-1198 (run QE34)

        <!-- duckops-entry@v1 note
        ledger: "incident"
        key: "QE34/leave/1"
        parents: 141c438c54c2a7cb4ddd14c429100cae2ee337da7f6d1abe655c8fad8d242c66
        digest: 218d1bbf68961b4cdaf9f2207a3080ae3a650650c162336820329da33a3d3c2f
        -->
    "##]].assert_eq(&ledger(&place, "INCIDENT-LOG.md"));
    expect![[r##"
        # Governance log

        What was changed in production or decided about it, by whom, and with whose consent. duckops appends its entries at the end; write anything between them.

        ## 2026-11-22T02:14:07Z · Approved: certificate revocation: certificate of duckling-1198

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | destructive what | certificate revocation |
        | exactly target | certificate of duckling-1198 |
        | exactly why | its key was read from a log |
        | consent approval | approved by Josh (call) at 2026-11-22T02:14:07Z, reference by the script, recorded by assumed-role/duckops-drill/operator |

        <!-- duckops-entry@v1 note
        ledger: "governance"
        key: "QE34/consent-entry/1"
        parents: none
        digest: 31d600f18f40df40529bc3ff4fe0780188a0808a02b6b1cef01e326779fd56d0
        -->

        ## 2026-11-22T02:14:07Z · By hand: certificate revocation: certificate of duckling-1198

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | destructive what | certificate revocation |
        | exactly target | certificate of duckling-1198 |
        | done result | revoked, the registry shows it |
        | consent approval | approved by Josh (call) at 2026-11-22T02:14:07Z, reference by the script, recorded by assumed-role/duckops-drill/operator |

        <!-- duckops-entry@v1 note
        ledger: "governance"
        key: "QE34/done-entry/1"
        parents: 31d600f18f40df40529bc3ff4fe0780188a0808a02b6b1cef01e326779fd56d0
        digest: 3f252a063a27e8a1791ca7a79a8f64966209bc33ad8f1d537167e9e7083ee274
        -->
    "##]].assert_eq(&ledger(&place, "GOVERNANCE-LOG.md"));
}
