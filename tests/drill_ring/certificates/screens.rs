//! Every screen of the ordinary case, and what is left behind.

use crate::drill_ring::branches::play;
use crate::drill_ring::screens::screens;
use crate::drill_ring::served::ledger;
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

#[test]
fn certificates_stand_still_while_ducklings_come() {
    let _ring = ring::enter("drill");
    expect![[r#"
        INC-002 Birth certificates are not issued                            P1  6 steps
        DRILL inc-002: nothing here is real
        account 121546003735  us-east-1  as assumed-role/duckops-drill/operator
                                                              run QE34, opened 02:14:07Z
        log  ~/.local/state/duckops/drill/ledgers/inc-002-20261122T021407Z/GOVERNANCE-LOG.md

        1/6 Is there a fleet?                                               ok  just now
            200 OK after 0 ms, from version 43
            status agents alive    17
            status agents dead     2
            status agents bonded   19
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            With no agent alive nothing is certified: then the fleet is the incident.

        2/6 Do certificates grow as ducklings do?                         FAIL  just now
            200 OK after 0 ms, from version 43
            since 02:04:07Z: ducklings +3, certificates +0: not growing
            certs growing is no, expected yes
            status ducklings       1204
            status certificates    1198
            certs ducklings change 3
            certs certificates change  0
            certs span             10 min
            certs gap              6
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            A gap between the two may be years old and says nothing. What counts is
            whether certificates were added since an earlier look while ducklings were."#]]
    .assert_eq(&screens(&play("inc-002"), "INC-002", "3/6"));
}

#[test]
fn what_the_feed_the_logs_and_the_account_say() {
    let _ring = ring::enter("drill");
    expect![[r#"
        3/6 What the audit feed says of certificates                            just now
            "cert": 1 of 76 entries
            issued count           1
            issued age             80 min 30 s
            issued list
            when                  type
            2026-11-22T00:53:37Z  duck.cert_issued
            < POST http://127.0.0.1:PORT/prod/beak/audit {}
            The newest events whose type contains cert, and how old the newest is.

        4/6 What the logs say                                                   just now
            5 events of 1 kind, newest 02:08:07Z; they may have begun before 01:14:07Z,
            where the search begins
            no mail error found up to 02:14:07Z (events arrive late)
            logs count             5
            logs last              2026-11-22T02:08:07Z
            logs groups
            times  first      last       text
            5      01:18:07Z  02:08:07Z  [INFO] cert for the new duckling is due
            unsent count           0
            unsent kinds
            none
            < logs FilterLogEvents /aws/lambda/mission-control-api cert, since
            2026-11-22T01:14:07Z
            < logs FilterLogEvents /aws/lambda/mission-control-api mail errors, since
            2026-11-22T01:14:07Z
            Events with cert in them; and mails of all kinds that could not be sent, not
            those of certificates alone: which they are of, their texts say.

        5/6 How mail stands                                                 ok  just now
            57 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently
            200 OK after 0 ms, from version 43
            mail sending enabled   yes
            mail sandbox           yes
            mail sent              57
            mail quota             200
            mail enforcement       HEALTHY
            status ses             quota: 200, sandbox: yes, sending_enabled: yes,
                                   sent_last_24h: 57
            < ses GetAccount us-east-1
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            In the sandbox a certificate's mail to an unverified address fails, without
            a word to the recipient. That is no fault of the account, and it explains
            certificates that do not arrive. What the account says, beside what status
            says of it."#]]
    .assert_eq(&screens(&play("inc-002"), "3/6", "outcome"));
}

#[test]
fn it_is_written_down_and_handed_over() {
    let _ring = ring::enter("drill");
    let ran = play("inc-002");
    expect![[r#"

        outcome Not written to DynamoDB
            Inferred from the counts: in 10 min there were 3 ducklings more and 0
            certificates more. duckops has not looked into the table. This is more than
            mail: it wants a review of the Lambda code. Nobody deploys anew without the
            approval of T-JOSH (Josh).
            entry in               GOVERNANCE-LOG.md
            title                  INC-002 Certificates are not written (inferred from
                                   the counts)
              status ducklings     1204
              status certificates  1198
              certs ducklings change  3
              certs certificates change  0
              certs since          2026-11-22T02:04:07Z
              certs span           10 min
              issued count         1
              issued age           80 min 30 s
              logs count           5
              unsent count         0
              mail sandbox         yes
            written to ~/.local/state/duckops/drill/ledgers/inc-002-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Certificates are not written (inferred from the counts): since
            2026-11-22T02:04:07Z ducklings 3 more, certificates 0 more. Newest
            certificate event: 2026-11-22T00:53:37Z. Needs a review of the Lambda code
            of mission-control-api; no redeploy without T-JOSH.
            exit code              1: it is not over with this
            see: duckops runs show QE34
    "#]]
    .assert_eq(&ran.out[ran.out.find("\noutcome").unwrap()..]);
    expect![[r#"
        DRILL inc-002  step fleet > continue
        DRILL inc-002  step growth > continue
        DRILL inc-002  step feed > continue
        DRILL inc-002  step logs > continue
        DRILL inc-002  step mail > continue
        DRILL inc-002  step not-written > continue

        WON  100 of 100  DRILL inc-002: Ducklings come, certificates do not
            diagnosis              right, after less than a second; less than a second
                                   in all
            end                    escalated to T-JOSH
            evidence               5 of 5 looks that tell, before acting
            gates                  nothing was done that needs one
            wrong                  nothing
            left                   nothing
        What a calm expert would have done
          1. "Is there a fleet?": agents are alive: it is not the fleet
          2. "Do certificates grow as ducklings do?": ducklings came since the earlier
             look, certificates did not
          3. "What the audit feed says of certificates": the newest certificate event is
             more than an hour old
          4. "What the logs say": certificates are due, and none is issued
          5. "How mail stands": mail goes out: it is not the delivery
          So: certificates are not written: the code of the function is to be reviewed,
             not deployed anew
          Proof: none here: it is handed to T-JOSH, with the counts and since when
            another one: duckops drill inc-002 --seed 1
        DRILL inc-002: rightly handed over to T-JOSH
    "#]]
    .assert_eq(&ran.err);
    assert_eq!(ran.code, 1);
}

#[test]
fn the_governance_log() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    assert_eq!(place.run(&["drill", "inc-002", "--auto"]).code, 1);
    expect![[r##"
        # Governance log

        What was changed in production or decided about it, by whom, and with whose consent. duckops appends its entries at the end; write anything between them.

        ## 2026-11-22T02:14:07Z · INC-002 Certificates are not written (inferred from the counts)

        | what | value |
        | --- | --- |
        | operator | assumed-role/duckops-drill/operator |
        | status ducklings | 1204 |
        | status certificates | 1198 |
        | certs ducklings change | 3 |
        | certs certificates change | 0 |
        | certs since | 2026-11-22T02:04:07Z |
        | certs span | 10 min |
        | issued count | 1 |
        | issued age | 80 min 30 s |
        | logs count | 5 |
        | unsent count | 0 |
        | mail sandbox | yes |

        <!-- duckops-entry@v1 note
        ledger: "governance"
        key: "QE34/not-written/1"
        parents: none
        digest: 6b0a348566d9c0026cc1ae6e0a4ed37bd14c53217ba436f7e7e111d3d198fb22
        -->
    "##]].assert_eq(&ledger(&place, "GOVERNANCE-LOG.md"));
}
