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
        DRILL pre-deploy  step what > lambda version
        DRILL pre-deploy  step candidate > 43
        DRILL pre-deploy  step drift > continue
        DRILL pre-deploy  step status > continue
        DRILL pre-deploy  step fleet > continue
        DRILL pre-deploy  step pecks > continue
        DRILL pre-deploy  step activity > continue
        DRILL pre-deploy  step mail > continue
        DRILL pre-deploy  step freeze > continue
        DRILL pre-deploy  step banner > no
        DRILL pre-deploy  step invoke > continue
        DRILL pre-deploy  step invoke > invoke 43
        DRILL pre-deploy  step planned > Rename the ducklings table to flock
        DRILL pre-deploy  step planned-version > continue
        DRILL pre-deploy  step approval > continue
        DRILL pre-deploy  step approval > Josh said yes (call)
        DRILL pre-deploy  step approved > continue
        DRILL pre-deploy  step offer > yes
        DRILL pre-deploy  step promote > continue
        DRILL pre-deploy  step promote > prod 42 -> 43
        DRILL pre-deploy  step log-promoted > continue
        DRILL pre-deploy  step verify > continue
        DRILL pre-deploy  step verified > continue
        DRILL pre-deploy  step commit > continue

        WON  100 of 100  DRILL pre-deploy: A version is ready to go out
            diagnosis              right, after less than a second; 3 s in all
            end                    complete
            evidence               6 of 6 looks that tell, before acting
            gates                  1 of 1 passed
            wrong                  nothing
            left                   nothing
        What a calm expert would have done
          1. "Which version?": 43 is the newest published version
          2. "The alias has not drifted": prod is at 42, where status and the log say,
             with no weights
          3. "The alias has not drifted": the log expects 42
          4. "Pecks do not fail more than usual": pecks do not fail more than usual
          5. "Audit activity is as usual": the audit feed is as usual
          6. "There is room for mail": there is room for mail
          So: the test call of 43 answers 200 and starts in time: it can go out
          Gate: T-JOSH approves the promotion of 43 when all ten checks hold
          Proof: 200 from 43 three times in a row
            another one: duckops drill pre-deploy --seed 1
        DRILL pre-deploy: the simulated stack was left healthy
    "#]]
    .assert_eq(&play("pre-deploy").err);
}

#[test]
fn the_ledgers() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    assert_eq!(place.run(&["drill", "pre-deploy", "--auto"]).code, 0);
    expect![[r##"
        # Deploy log

        What was promoted to prod, when, by whom. Verified means: watched for an hour.

        | Version | When (UTC) | State | Operator | What changed |
        | --- | --- | --- | --- | --- |
        | 39 | 2026-11-13 02:27 | verified | ana | Certificates by mail as PDF |
        | 40 | 2026-11-16 05:05 | rolled-back | tom | Fleet view; slow to start, see 39 |
        | 41 | 2026-11-19 03:02 | verified | mina | Peck callbacks give up after 5 s |
        | 42 | 2026-11-21 05:23 | verified | ana | Read ducklings from a table of their own |

        ## 2026-11-22T02:14:07Z · version 43 planned

        | what | value |
        | --- | --- |
        | version | 43 |
        | state | planned |
        | operator | assumed-role/duckops-drill/operator |
        | what changed | Rename the ducklings table to flock |
        | alias version | 42 |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "QE34/planned-version/1"
        parents: none
        digest: 0ab8106db532f95ae9795fd003712a9d583e42e9061707753d6f3733108e1e0a
        -->

        ## 2026-11-22T02:14:07Z · version 43 promoted

        | what | value |
        | --- | --- |
        | version | 43 |
        | state | promoted |
        | operator | assumed-role/duckops-drill/operator |
        | what changed | prod 42 -> 43: Rename the ducklings table to flock |
        | promote at | 2026-11-22T02:14:07Z |
        | promote approval | approved by Josh (call) at 2026-11-22T02:14:07Z, reference by the script, recorded by assumed-role/duckops-drill/operator |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "QE34/log-promoted/1"
        parents: 0ab8106db532f95ae9795fd003712a9d583e42e9061707753d6f3733108e1e0a
        digest: d318b233fa003cfc3f0d87135783ce3e0bfef4bff23511fd411f73265b0e1db5
        -->

        ## 2026-11-22T02:14:10Z · version 43 verified

        | what | value |
        | --- | --- |
        | version | 43 |
        | state | verified |
        | operator | assumed-role/duckops-drill/operator |
        | what changed | prod 42 -> 43: Rename the ducklings table to flock |
        | promote at | 2026-11-22T02:14:07Z |
        | verify took | 3 s |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "QE34/verified/1"
        parents: d318b233fa003cfc3f0d87135783ce3e0bfef4bff23511fd411f73265b0e1db5
        digest: a45d2b2853adc26a2d73d08e4ac72116faad618d7686c18fd2741f849e41c057
        -->
    "##]].assert_eq(&ledger(&place, "DEPLOY-LOG.md"));
    expect![[r##"
        # Governance log

        What was changed in production or decided about it, by whom, and with whose consent. duckops appends its entries at the end; write anything between them.

        ## 2026-11-22T02:14:07Z · Promotion approved: prod 42 -> 43

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | approval change | prod 42 -> 43 |
        | planned change | Rename the ducklings table to flock |
        | run failed | 0 |
        | run unchecked | 0 |
        | run overridden | 0 |
        | approval | approved by Josh (call) at 2026-11-22T02:14:07Z, reference by the script, recorded by assumed-role/duckops-drill/operator |

        <!-- duckops-entry@v1 note
        ledger: "governance"
        key: "QE34/approved/1"
        parents: none
        digest: 5be9bd34467ff8f946a56d228e600eb6267de0b53fe86df9ccd16a53d65d7575
        -->
    "##]].assert_eq(&ledger(&place, "GOVERNANCE-LOG.md"));
}
