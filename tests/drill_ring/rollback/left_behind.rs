//! The ledgers of the ordinary case.

use crate::drill_ring::branches::play;
use crate::drill_ring::served::ledger;
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

#[test]
fn what_the_operator_answered() {
    let _ring = ring::enter("drill");
    let ran = play("rollback");
    expect![[r#"
        DRILL rollback  step live > continue
        DRILL rollback  step target > 41
        DRILL rollback  step target > 43 fails since it was promoted
        DRILL rollback  step mode > continue
        DRILL rollback  step begin > continue
        DRILL rollback  step browser > yes
        DRILL rollback  step approval > continue
        DRILL rollback  step approval > Josh said yes (call)
        DRILL rollback  step approved > continue
        DRILL rollback  step promote > continue
        DRILL rollback  step promote > prod 43 -> 41
        DRILL rollback  step log-promoted > continue
        DRILL rollback  step matches > continue
        DRILL rollback  step routes > continue
        DRILL rollback  step incident-entry > continue
        DRILL rollback  step rolled-back > continue
        DRILL rollback  step verified > continue
        DRILL rollback  step leave > continue
        DRILL rollback  step commit > continue

        WON  100 of 100  DRILL rollback: The last promotion has to go
            diagnosis              right, after less than a second; 3 s in all
            end                    complete
            evidence               4 of 4 looks that tell, before acting
            gates                  1 of 1 passed
            wrong                  nothing
            left                   nothing
        What a calm expert would have done
          1. "Note what is live": 502: what is live does not answer
          2. "Note what is live": prod sends everything to 43
          3. "Note what is live": 42 was never verified, 41 was
          4. "Find the version that was stable": 41 is still there
          So: go back to 41, the newest that is verified
          Gate: T-JOSH approves the promotion of 41, on record before the alias is moved
          Proof: alias, weights, status and log all say 41, and the three routes answer
             in time
            another one: duckops drill rollback --seed 1
        DRILL rollback: the simulated stack was left healthy
    "#]]
    .assert_eq(&ran.err);
}

#[test]
fn the_deploy_log() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    assert_eq!(place.run(&["drill", "rollback", "--auto"]).code, 0);
    expect![[r##"
        # Deploy log

        What was promoted to prod, when, by whom. Verified means: watched for an hour.

        | Version | When (UTC) | State | Operator | What changed |
        | --- | --- | --- | --- | --- |
        | 39 | 2026-11-13 02:27 | verified | ana | Certificates by mail as PDF |
        | 40 | 2026-11-16 05:05 | rolled-back | tom | Fleet view; slow to start, see 39 |
        | 41 | 2026-11-19 03:02 | verified | mina | Peck callbacks give up after 5 s |
        | 42 | 2026-11-21 05:23 | promoted | ana | Read ducklings from a table of their own |
        | 43 | 2026-11-22 02:02 | promoted | tom | Rename the ducklings table to flock |

        ## 2026-11-22T02:14:07Z · version 41 promoted

        | what | value |
        | --- | --- |
        | version | 41 |
        | state | promoted |
        | operator | assumed-role/duckops-drill/operator |
        | what changed | prod 43 -> 41: 43 fails since it was promoted |
        | promote at | 2026-11-22T02:14:07Z |
        | promote approval | approved by Josh (call) at 2026-11-22T02:14:07Z, reference by the script, recorded by assumed-role/duckops-drill/operator |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "QE34/log-promoted/1"
        parents: none
        digest: 38cc73f4f2bc2dde1c08ab76afd3f9f8b347305863d8b3373f65d07bb2206c88
        -->

        ## 2026-11-22T02:14:10Z · version 43 rolled-back

        | what | value |
        | --- | --- |
        | version | 43 |
        | state | rolled-back |
        | operator | assumed-role/duckops-drill/operator |
        | what changed | prod 43 -> 41: 43 fails since it was promoted |
        | live alias version | 43 |
        | target version | 41 |
        | target why | 43 fails since it was promoted |
        | promote approval | approved by Josh (call) at 2026-11-22T02:14:07Z, reference by the script, recorded by assumed-role/duckops-drill/operator |
        | promote at | 2026-11-22T02:14:07Z |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "QE34/rolled-back/1"
        parents: 38cc73f4f2bc2dde1c08ab76afd3f9f8b347305863d8b3373f65d07bb2206c88
        digest: 006310b059bf3c12a6d2a521619dd746a5c94350d9e173a15bf2193b251b1e91
        -->

        ## 2026-11-22T02:14:10Z · version 41 verified

        | what | value |
        | --- | --- |
        | version | 41 |
        | state | verified |
        | operator | assumed-role/duckops-drill/operator |
        | what changed | prod 43 -> 41: 43 fails since it was promoted |
        | promote at | 2026-11-22T02:14:07Z |
        | matches verdict | pass |
        | routes verdict | pass |
        | routes availability | 100 % |
        | routes p95 | 0 ms |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "QE34/verified/1"
        parents: 006310b059bf3c12a6d2a521619dd746a5c94350d9e173a15bf2193b251b1e91
        digest: 2958419489b95abc2350945c623e92f85c53d841ede3895ae42aff35c3f26eea
        -->
    "##]].assert_eq(&ledger(&place, "DEPLOY-LOG.md"));
}

#[test]
fn the_governance_and_the_incident_log() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    assert_eq!(place.run(&["drill", "rollback", "--auto"]).code, 0);
    expect![[r##"
        # Governance log

        What was changed in production or decided about it, by whom, and with whose consent. duckops appends its entries at the end; write anything between them.

        ## 2026-11-22T02:14:07Z · Rollback approved: prod 43 -> 41

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | live alias version | 43 |
        | live alias weights | none |
        | target version | 41 |
        | target why | 43 fails since it was promoted |
        | approval | approved by Josh (call) at 2026-11-22T02:14:07Z, reference by the script, recorded by assumed-role/duckops-drill/operator |

        <!-- duckops-entry@v1 note
        ledger: "governance"
        key: "QE34/approved/1"
        parents: none
        digest: e8b8f747053c5fd9fc27bcce3d4f965f8b2f09bbe42d9cf31537724722ad05ac
        -->
    "##]].assert_eq(&ledger(&place, "GOVERNANCE-LOG.md"));
    expect![[r##"
        # Incident log

        What happened in each incident, in the order it happened. duckops appends its entries at the end; write anything between them.

        ## 2026-11-22T02:14:07Z · P0 begins: Rollback of mission-control-api to 41: 43 fails since it was promoted

        | what | value |
        | --- | --- |
        | incident | I-QE34 |
        | severity | P0 |
        | declared by | assumed-role/duckops-drill/operator |
        | run | QE34 |

        <!-- duckops-entry@v1 note
        ledger: "incident"
        key: "QE34/begin/1"
        parents: none
        digest: 6611986ac6d7769fe0c2570c6b87fdc79f9862ce2af16a6f8b002d51e8e0a1f0
        -->

        ## 2026-11-22T02:14:10Z · Rollback: prod 43 -> 41

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | incident id | I-QE34 |
        | incident since | 2026-11-22T02:14:07Z |
        | live alias version | 43 |
        | live alias weights | none |
        | target version | 41 |
        | target why | 43 fails since it was promoted |
        | promote at | 2026-11-22T02:14:07Z |
        | promote approval | approved by Josh (call) at 2026-11-22T02:14:07Z, reference by the script, recorded by assumed-role/duckops-drill/operator |
        | matches verdict | pass |
        | routes verdict | pass |

        <!-- duckops-entry@v1 note
        ledger: "incident"
        key: "QE34/incident-entry/1"
        parents: 6611986ac6d7769fe0c2570c6b87fdc79f9862ce2af16a6f8b002d51e8e0a1f0
        digest: 7bc521b1b33f4b2ce3e2a594006304b7eacf24a2854f8cff2cffa7f742b3ab2c
        -->

        ## 2026-11-22T02:14:10Z · P0 ends: Rollback of mission-control-api to 41: 43 fails since it was promoted

        | what | value |
        | --- | --- |
        | incident | I-QE34 |
        | severity | P0 |
        | declared by | assumed-role/duckops-drill/operator |
        | began | 2026-11-22T02:14:07Z |
        | ended by | assumed-role/duckops-drill/operator |
        | lasted | 3 s |
        | components | mission-control-api |
        | root cause | 43 fails since it was promoted (the reason of the rollback to 41) |
        | last probe | no probe had looked from here |

        > **assumed-role/duckops-drill/operator**: 2026-11-22T02:14:07Z asked T-JOSH for QE34-1: prod 43 -> 41 (run QE34)
        >
        > **assumed-role/duckops-drill/operator**: 2026-11-22T02:14:07Z QE34-1 approved by Josh (call) at 2026-11-22T02:14:07Z, reference by the script, recorded by assumed-role/duckops-drill/operator (run QE34)
        >
        > **assumed-role/duckops-drill/operator**: 2026-11-22T02:14:07Z prod 43 -> 41 (run QE34)

        <!-- duckops-entry@v1 note
        ledger: "incident"
        key: "QE34/leave/1"
        parents: 7bc521b1b33f4b2ce3e2a594006304b7eacf24a2854f8cff2cffa7f742b3ab2c
        digest: ea9fe3405d70ec3053d5951971829dfdc66c19e1e074684ecb6817e1f2606e48
        -->
    "##]].assert_eq(&ledger(&place, "INCIDENT-LOG.md"));
}
