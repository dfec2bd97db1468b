//! The other ways in which it goes.

use crate::drill_ring::branches::{check, play, same};
use crate::drill_ring::served::Served;
use crate::support::ring;
use expect_test::expect;

#[test]
fn certificates_that_are_written_and_do_not_arrive_are_a_matter_of_mail() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        2/6 Do certificates grow as ducklings do?                           ok  just now
            200 OK after 0 ms, from version 43
            since 02:04:07Z: ducklings +3, certificates +3: growing
            status ducklings       1204
            status certificates    1198
            certs ducklings change 3
            certs certificates change  3
            certs span             10 min
            certs gap              6
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            A gap between the two may be years old and says nothing. What counts is
            whether certificates were added since an earlier look while ducklings were.

        4/6 What the logs say                                                   just now
            2 events of 1 kind, newest 01:59:07Z; they may have begun before 01:14:07Z,
            where the search begins
            9 mail errors: address not verified (9)
            logs count             2
            logs last              2026-11-22T01:59:07Z
            logs groups
            times  first      last       text
            2      01:27:07Z  01:59:07Z  [ERROR] certificate not sent: MessageRejected:
                                         Email address is not verified
            unsent count           9
            unsent kinds
            kind                  times  first      last       text
            address not verified  6      01:21:07Z  02:12:07Z  [ERROR] signup
                                                               verification not sent:
                                                               MessageRejected: Email
                                                               address is not verified
            address not verified  2      01:27:07Z  01:59:07Z  [ERROR] certificate not
                                                               sent: MessageRejected:
                                                               Email address is not
                                                               verified
            address not verified  1      01:43:07Z  01:43:07Z  [ERROR] password reset
                                                               not sent:
                                                               MessageRejected: Email
                                                               address is not verified
            < logs FilterLogEvents /aws/lambda/mission-control-api cert, since
            2026-11-22T01:14:07Z
            < logs FilterLogEvents /aws/lambda/mission-control-api mail errors, since
            2026-11-22T01:14:07Z
            Events with cert in them; and mails of all kinds that could not be sent, not
            those of certificates alone: which they are of, their texts say.

        outcome Mail only
            Certificates are written: 3 more in 10 min. What is left is their delivery.
            Mails of all kinds that could not be sent: 9, not those of certificates
            alone: 6 times "[ERROR] signup verification not sent: MessageRejected: Email
            address is not ver…", 2 times "[ERROR] certificate not sent:
            MessageRejected: Email address is not verified", 1 time "[ERROR] password
            reset not sent: MessageRejected: Email address is not verified".
            entry in               GOVERNANCE-LOG.md
            title                  INC-002 Certificates are written: a matter of mail
              certs ducklings change  3
              certs certificates change  3
              certs span           10 min
              mail sandbox         yes
              mail sending enabled yes
              mail sent            57
              mail quota           200
              unsent count         9
              unsent unverified    9
              unsent rejected      0
              unsent throttled     0
              unsent quota         0
              unsent which         6 times "[ERROR] signup verification not sent:
                                   MessageRejected: Email address is not ver…", 2 times
                                   "[ERROR] certificate not sent: MessageRejected: Email
                                   address is not verified", 1 time "[ERROR] password
                                   reset not sent: MessageRejected: Email address is not
                                   verified"
            written to ~/.local/state/duckops/drill/ledgers/inc-002-mail-only-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Certificates are written: 3 more in 10 min. What is left is their
            delivery. Mails of all kinds that could not be sent, not those of
            certificates alone: 9 (not verified 9, rejected 0, throttled 0, quota 0): 6
            times "[ERROR] signup verification not sent: MessageRejected: Email address
            is not ver…", 2 times "[ERROR] certificate not sent: MessageRejected: Email
            address is not verified", 1 time "[ERROR] password reset not sent:
            MessageRejected: Email address is not verified". SES sandbox: yes (in it,
            mail to unverified recipients fails silently); 57 of 200 sent in 24 h. If
            the quota is used up: duckops triage inc-005.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-002-mail-only: rightly handed over to T-JOSH"#]];
    check("inc-002-mail-only", 1, &["Do certificates grow", "What the logs say", "Mail only"], &shown);
}

/// It said ok above the very cause.
#[test]
fn a_sandbox_that_refuses_mails_is_no_ok() {
    let _ring = ring::enter("drill");
    let ran = play("inc-002-mail-only");
    let screen = ran.out.split("\n\n").find(|screen| screen.starts_with("5/6 How mail stands")).unwrap();
    assert!(screen.lines().next().is_some_and(|title| title.ends_with("FAIL  just now")), "{screen}");
    assert!(screen.contains("neither mail sandbox is no (it is yes) nor unsent unverified is 0 (it is 9)"), "{screen}");
}

#[test]
fn without_a_fleet_the_fleet_is_the_incident() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        1/6 Is there a fleet?                                             FAIL  just now
            200 OK after 0 ms, from version 43
            status agents alive is 0, expected over 0
            status agents alive    0
            status agents dead     19
            status agents bonded   19
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            With no agent alive nothing is certified: then the fleet is the incident.

        1/6 The fleet is out

        1/6 · outcome Not both rise: hand it to the spaceduck-bot team
            Deaths rising: yes; callback errors rising: no. So they are not seen to go
            together. A fleet that died before the first look has no rising deaths, and
            an idle one makes no callbacks. Agents usually die of their own connection,
            not of the function behind the API.
            Copy this; duckops does not send it:
            "DRILL: All spaceduck agents are dead: alive 0, dead 19, bonded 19, at
            2026-11-22T02:14:07Z. Newest pulse: 2026-11-22T01:59:27Z. Dead: 17 more
            since 2026-11-22T01:19:07Z. Callback errors: 0 more since
            2026-11-22T01:19:07Z; they are not seen to rise together. This is usually
            the agents' own connectivity, not Lambda, which answers 200 OK. Please check
            it, restart them by your procedure, and tell us when pulses are back."

        outcome The fleet explains it
            No agent is alive: certificates follow when the fleet is back. What is to
            paste at the end is for the same team as the text above, and has the
            certificates in it: paste that one.
            entry in               GOVERNANCE-LOG.md
            title                  INC-002 The fleet is out: certificates were not
                                   looked at
              status agents alive  0
              status agents dead   19
              status agents bonded 19
              status ducklings     1204
              status certificates  1198
            written to ~/.local/state/duckops/drill/ledgers/inc-002-dead-fleet-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        ESCALATED to spaceduck-bot team  walk took 0 ms                         run QE34
            Nobody has been told by this tool. To paste:
            DRILL: No spaceduck agent is alive: alive 0, dead 19, bonded 19. Newest
            pulse: 2026-11-22T01:59:27Z. Until the fleet is back no birth certificates
            are to be expected; whether they are issued was not looked at. This is
            usually the agents' own connectivity, not Lambda. Please check it, restart
            the agents by your procedure, and tell us when pulses are back.
            exit code              1: it is not over with this
            see: duckops runs show QE34
        DRILL inc-002-dead-fleet: rightly handed over to spaceduck-bot team"#]];
    check("inc-002-dead-fleet", 1, &["Is there a fleet", "The fleet is out", "hand it", "explains it"], &shown);
}

#[test]
fn one_look_does_not_tell_whether_certificates_grow() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        2/6 Do certificates grow as ducklings do?                            ?  just now
            200 OK after 0 ms, from version 43
            there is no earlier look: look again after 02:14:13Z
            not known: there is no earlier look
            Not counted as good, not counted as bad.
            status ducklings       1204
            status certificates    1198
            certs gap              6
            -  certs ducklings change, certs certificates change, certs span: there is
            no earlier look
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            A gap between the two may be years old and says nothing. What counts is
            whether certificates were added since an earlier look while ducklings were.

        2/6 Look again for some minutes                                not yet  just now
            200 OK after 0 ms, from version 43
            there is no earlier look: look again after 02:14:13Z
            -  certs ducklings change, certs certificates change, certs span: there is
            no earlier look
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            A look tells nothing without an earlier one. Looks follow until certificates
            grow, or the time is over; end it early with a word why.
            02:14:09Z  look 2: 200 OK after 0 ms, from version 43                not yet
            02:14:11Z  look 3: 200 OK after 0 ms, from version 43                not yet
            02:14:13Z  look 4: 200 OK after 0 ms, from version 43                not yet
            02:14:15Z  look 5: 200 OK after 0 ms, from version 43                not yet
            02:14:17Z  look 6: 200 OK after 0 ms, from version 43

        2/6 Look again for some minutes                                 ?  after 6 looks
            200 OK after 0 ms, from version 43
            since 02:14:07Z: ducklings +0, certificates +0: no new duckling since
            2026-11-22T02:14:07Z: nothing to certify
            not known: no new duckling since 2026-11-22T02:14:07Z: nothing to certify
            Not counted as good, not counted as bad.
            certs ducklings change 0
            certs certificates change  0
            certs span             10 s

        6/6 Cannot tell yet
            Do certificates grow: no new duckling since 2026-11-22T02:14:07Z: nothing to
            certify. Mail can be sent: yes; in the sandbox: yes; mails that could not be
            sent: 0. Whether certificates are issued and arrive is known when all of
            this is.
            When a further look tells more: once there are new ducklings. Then come
            back: `duckops triage inc-002 --new`. What cron probes until then helps.
            in this drill, while it runs: duckops triage inc-002 --new --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            entry in               GOVERNANCE-LOG.md
            title                  INC-002 Certificates: not known whether they are
                                   issued and arrive
              status ducklings     1204
              status certificates  1198
              certs growing        no new duckling since 2026-11-22T02:14:07Z: nothing
                                   to certify
              issued count         8
              issued last          2026-11-22T02:10:37Z
              unsent count         0
              mail sandbox         yes
              mail sent            57
              mail quota           200
              certs again at       once there are new ducklings
            written to ~/.local/state/duckops/drill/ledgers/inc-002-first-look-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        DEFERRED  walk took 10 s                                                run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Whether birth certificates are issued and arrive is not known. Do
            they grow: no new duckling since 2026-11-22T02:14:07Z: nothing to certify.
            Mail can be sent: yes; in the sandbox: yes; mails that could not be sent: 0.
            When a further look tells more: once there are new ducklings. Then: duckops
            triage inc-002 --new
            could not check        Do certificates grow as ducklings do?, Look again for
                                   some minutes
            exit code              3: something that is required could not be checked
            see: duckops runs show QE34
        DRILL inc-002-first-look: the simulated stack was left healthy"#]];
    check("inc-002-first-look", 3, &["Do certificates grow", "Look again", "Cannot tell"], &shown);
}

#[test]
fn an_old_gap_is_no_incident() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        2/6 Do certificates grow as ducklings do?                           ok  just now
            200 OK after 0 ms, from version 43
            since 02:04:07Z: ducklings +3, certificates +3: growing
            status ducklings       1204
            status certificates    1104
            certs ducklings change 3
            certs certificates change  3
            certs span             10 min
            certs gap              100
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read ~/.local/state/duckops/drill/history.jsonl
            A gap between the two may be years old and says nothing. What counts is
            whether certificates were added since an earlier look while ducklings were.

        5/6 How mail stands                                                 ok  just now
            57 of 200 sent in 24 h
            200 OK after 0 ms, from version 43
            mail sending enabled   yes
            mail sandbox           no
            mail sent              57
            mail quota             200
            mail enforcement       HEALTHY
            status ses             quota: 200, sandbox: no, sending_enabled: yes,
                                   sent_last_24h: 57
            < ses GetAccount us-east-1
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            In the sandbox a certificate's mail to an unverified address fails, without
            a word to the recipient. That is no fault of the account, and it explains
            certificates that do not arrive. What the account says, beside what status
            says of it.

        outcome Certificates are issued
            3 more in 10 min, mail can be sent, and no mail failed. Whatever is wrong is
            elsewhere: `duckops status` shows it.
            in this drill, while it runs: duckops status --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod

        NOT AN INCIDENT  walk took 0 ms                                         run QE34
            see: duckops runs show QE34
        DRILL inc-002-all-well: the simulated stack was left healthy"#]];
    check("inc-002-all-well", 0, &["Do certificates grow", "How mail stands", "are issued"], &shown);
}

/// Certificates grow, and neither the logs nor the account can be read: that mail is well, is not said.
#[test]
fn mail_that_cannot_be_looked_at_is_not_called_well() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-002-all-well");
    let place = served.duckops().with("DUCKOPS_PROFILE", "nobody");
    let ran = same(&place, place.run(&["triage", "inc-002"]));
    assert!(!ran.out.contains("NOT AN INCIDENT"), "{}", ran.out);
    expect![[r#"

        5/6 How mail stands                                                  ?  just now
            200 OK after 0 ms, from version 43
            ses account could not check: the AWS credentials cannot be used: the
            credential provider was not enabled
            do: aws configure list --profile nobody
            Not counted as good, not counted as bad.
            status ses             quota: 200, sandbox: no, sending_enabled: yes,
                                   sent_last_24h: 57
            ?  mail sending enabled, mail sandbox, mail sent, mail quota, mail
            enforcement: the AWS credentials cannot be used: the credential provider was
            not enabled
            < ses GetAccount us-east-1
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            In the sandbox a certificate's mail to an unverified address fails, without
            a word to the recipient. That is no fault of the account, and it explains
            certificates that do not arrive. What the account says, beside what status
            says of it.
            by hand:
              aws sesv2 get-account --region us-east-1 \
                --query '{SendingEnabled:SendingEnabled,Production:ProductionAccessEnabled,Quota:SendQuota}' --endpoint-url http://127.0.0.1:PORT --no-sign-request
              curl -sSf --max-time 30 http://127.0.0.1:PORT/prod/beak/system/status | python3 -c 'import json,sys; print(json.load(sys.stdin).get("ses"))'
            not decided            the AWS credentials cannot be used: the credential
                                   provider was not enabled

        6/6 Cannot tell yet
            Do certificates grow: yes. Mail can be sent: not known; in the sandbox: not
            known; mails that could not be sent: not known. Whether certificates are
            issued and arrive is known when all of this is.
            When a further look tells more: any time. Then come back: `duckops triage
            inc-002 --new`. What cron probes until then helps.
            in this drill, while it runs: duckops triage inc-002 --new --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod
            entry in               GOVERNANCE-LOG.md
            title                  INC-002 Certificates: not known whether they are
                                   issued and arrive
              status ducklings     1204
              status certificates  1104
              certs growing        yes
              issued count         8
              issued last          2026-11-22T02:10:37Z
              unsent count         ? (the AWS credentials cannot be used: the credential
                                   provider was not enabled)
              mail sandbox         ? (the AWS credentials cannot be used: the credential
                                   provider was not enabled)
              mail sent            ? (the AWS credentials cannot be used: the credential
                                   provider was not enabled)
              mail quota           ? (the AWS credentials cannot be used: the credential
                                   provider was not enabled)
              certs again at       any time
            written to ~/.local/state/duckops/drill/ledgers/inc-002-all-well-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        DEFERRED  walk took 0 ms                                                run QE34
            Nobody has been told by this tool. To paste:
            DRILL: Whether birth certificates are issued and arrive is not known. Do
            they grow: yes. Mail can be sent: not known (the AWS credentials cannot be
            used: the credential provider was not enabled); in the sandbox: not known;
            mails that could not be sent: not known. When a further look tells more: any
            time. Then: duckops triage inc-002 --new
            could not check        What the logs say, How mail stands
            exit code              3: something that is required could not be checked
            see: duckops runs show QE34
    "#]].assert_eq(&ran.out[ran.out.find("\n5/6").unwrap()..]);
    assert_eq!(ran.code, 3, "{}", ran.err);
}
