//! What a walk leaves behind: its last screens, what the scripted operator said, and the ledgers.

use super::served::ledger;
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

#[test]
#[allow(clippy::too_many_lines, reason = "the screens themselves")]
fn the_last_screens() {
    let _ring = ring::enter("drill");
    let ran = Duckops::new().at_a_set_time().run(&["drill", "inc-001", "--auto"]);
    let from = ran.out.find("\n10/").unwrap();
    expect![[r#"

        10/12 Log that it is verified
            Only a version that was promoted and watched to the end is known to work.
            One whose watch was ended early stays promoted in the log.
            entry in               DEPLOY-LOG.md
            title                  version 41 verified
              promote at           2026-11-22T02:14:07Z
              verify verdict       pass
              verify early         not ended early
              verify took          3 s
              soak verdict         pass
              soak took            10 s
              what                 prod 43 -> 41: errors began with the last promotion
            written to ~/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        10/12 What was left
            43 failed, and 41 answers: nobody should be offered 43 as known to work,
            whatever was said of it before.
            entry in               DEPLOY-LOG.md
            title                  version 43 rolled-back
              probe status answer  502 Bad Gateway
              target version       41
              what                 prod 43 -> 41: errors began with the last promotion
            written to ~/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        11/12 Write the governance log
            A promotion is a governance action: what was broken, what was done, who
            approved it.
            entry in               GOVERNANCE-LOG.md
            title                  INC-001 Lambda down: prod 43 -> 41
              probe status answer  502 Bad Gateway
              errors count         31
              errors began         2026-11-22T02:05:03Z (searched from 01:59:07Z)
              promote change       prod 43 -> 41
              target why           errors began with the last promotion
              promote at           2026-11-22T02:14:07Z
              promote approval     approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
              verify verdict       pass
              verify early         not ended early
              verify took          3 s
              soak verdict         pass
              soak took            10 s
              soak early           not ended early
              status red           agents: 2 of 19 dead, SES is in the sandbox:
                                   unverified recipients get no mail
              since count          3
            written to ~/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        12/12 Commit the logs                                               ok  just now
            log-verified commit    nothing to commit: these logs are in no git work tree
            The logs belong to the repository: commit now what is still to be committed.
            It is resolved when the last look got a 200 from 41; otherwise how it stands
            is looked at once more.

        RESOLVED  walk took 13 s                                                run QE34
            changed                prod 43 -> 41 at 2026-11-22T02:14:07Z
            now                    prod is at 41, read back 2026-11-22T02:14:07Z
            now                    status: 200 OK after 0 ms, from version 41, seen
                                   2026-11-22T02:14:20Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&ran.out[from..]);
    expect![[r#"
        DRILL inc-001  step probe > continue
        DRILL inc-001  step errors > continue
        DRILL inc-001  step changed > continue
        DRILL inc-001  step alias > continue
        DRILL inc-001  step target > 41
        DRILL inc-001  step target > errors began with the last promotion
        DRILL inc-001  step promote > continue
        DRILL inc-001  step promote > Josh said yes (call)
        DRILL inc-001  step promote > prod 43 -> 41
        DRILL inc-001  step log-promoted > continue
        DRILL inc-001  step verify > continue
        DRILL inc-001  step soak > continue
        DRILL inc-001  step rest > continue
        DRILL inc-001  step log-verified > continue
        DRILL inc-001  step log-left > continue
        DRILL inc-001  step record > continue

        WON  100 of 100  DRILL inc-001: The last promotion broke the API
            diagnosis              right, after less than a second; 13 s in all
            end                    resolved
            evidence               5 of 5 looks that tell, before acting
            gates                  1 of 1 passed
            wrong                  nothing
            left                   nothing
        What a calm expert would have done
          1. "Probe the status route": every call is answered with 502: the function is
             down
          2. "Read the newest errors": one error, since minutes after the last promotion
          3. "Find what changed last": 43 was promoted just before, 42 never verified,
             41 was
          4. "Find what changed last": no such error in the hour before the promotion
          5. "Compare the alias with what should be there": prod sends everything to 43
          So: go back to 41, the newest verified; 42 was only promoted
          Gate: T-JOSH approves prod -> 41 before the alias is moved
          Proof: 200 from 41 three times in a row, then watched to the end
            another one: duckops drill inc-001 --seed 1
        DRILL inc-001: the simulated stack was left healthy
    "#]]
    .assert_eq(&ran.err);
}

#[test]
fn the_ledgers() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    assert_eq!(place.run(&["drill", "inc-001", "--auto"]).code, 0);
    expect![[r##"
        # Governance log

        What was changed in production or decided about it, by whom, and with whose consent. duckops appends its entries at the end; write anything between them.

        ## 2026-11-22T02:14:20Z · INC-001 Lambda down: prod 43 -> 41

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | probe status answer | 502 Bad Gateway |
        | errors count | 31 |
        | errors began | 2026-11-22T02:05:03Z (searched from 01:59:07Z) |
        | promote change | prod 43 -> 41 |
        | target why | errors began with the last promotion |
        | promote at | 2026-11-22T02:14:07Z |
        | promote approval | approved by Josh (call) at 2026-11-22T02:14:07Z, reference by the script, recorded by assumed-role/duckops-drill/operator |
        | verify verdict | pass |
        | verify early | not ended early |
        | verify took | 3 s |
        | soak verdict | pass |
        | soak took | 10 s |
        | soak early | not ended early |
        | status red | agents: 2 of 19 dead, SES is in the sandbox: unverified recipients get no mail |
        | since count | 3 |

        <!-- duckops-entry@v1 note
        ledger: "governance"
        key: "QE34/record/1"
        parents: none
        digest: 69f3565d1438f7a2aaaa85fca510cc895b58aae4f541f9d7ff184e2bcd4f16dc
        -->
    "##]].assert_eq(&ledger(&place, "GOVERNANCE-LOG.md"));
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
        | what changed | prod 43 -> 41: errors began with the last promotion |
        | promote at | 2026-11-22T02:14:07Z |
        | promote approval | approved by Josh (call) at 2026-11-22T02:14:07Z, reference by the script, recorded by assumed-role/duckops-drill/operator |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "QE34/log-promoted/1"
        parents: none
        digest: a577eab314e174b18ba6a98c59ee3b473fa848fc37b6df966806cd8c7b60ea8b
        -->

        ## 2026-11-22T02:14:20Z · version 41 verified

        | what | value |
        | --- | --- |
        | version | 41 |
        | state | verified |
        | operator | assumed-role/duckops-drill/operator |
        | what changed | prod 43 -> 41: errors began with the last promotion |
        | promote at | 2026-11-22T02:14:07Z |
        | verify verdict | pass |
        | verify early | not ended early |
        | verify took | 3 s |
        | soak verdict | pass |
        | soak took | 10 s |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "QE34/log-verified/1"
        parents: a577eab314e174b18ba6a98c59ee3b473fa848fc37b6df966806cd8c7b60ea8b
        digest: 28c38f5192f78928c6b4c95e0205adfad6367dc8d28b31a485ea6af770059650
        -->

        ## 2026-11-22T02:14:20Z · version 43 rolled-back

        | what | value |
        | --- | --- |
        | version | 43 |
        | state | rolled-back |
        | operator | assumed-role/duckops-drill/operator |
        | what changed | prod 43 -> 41: errors began with the last promotion |
        | probe status answer | 502 Bad Gateway |
        | target version | 41 |

        <!-- duckops-entry@v1 deploy
        ledger: "deploy"
        key: "QE34/log-left/1"
        parents: 28c38f5192f78928c6b4c95e0205adfad6367dc8d28b31a485ea6af770059650
        digest: a711d9ded1b4ee855c8041f86e846ad784afb6734e936e77812c8fe0110572f4
        -->
    "##]].assert_eq(&ledger(&place, "DEPLOY-LOG.md"));
}
