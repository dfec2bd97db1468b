//! Every screen of a walk, at 80 columns: what the person sees.

use super::served::run_of;
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::expect;

fn played() -> Ran {
    let ran = Duckops::new().at_a_set_time().run(&["drill", "inc-001", "--auto"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    ran
}

/// The screens from one to another, by how their first lines begin.
pub fn screens(ran: &Ran, from: &str, to: &str) -> String {
    let all: Vec<_> = ran.out.split("\n\n").collect();
    let at = |name: &str| all.iter().position(|screen| screen.starts_with(name)).unwrap_or_else(|| panic!("{name}?"));
    all[at(from)..at(to)].join("\n\n")
}

#[test]
fn finding_out() {
    let _ring = ring::enter("drill");
    expect![[r#"
        INC-001 Lambda function down                                        P0  12 steps
        DRILL inc-001: nothing here is real
        account 121546003735  us-east-1  as assumed-role/duckops-drill/operator
                                                              run QE34, opened 02:14:07Z
        log  ~/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/GOVERNANCE-LOG.md
        log  ~/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/DEPLOY-LOG.md

        1/12 Probe the status route                                       FAIL  just now
            502 Bad Gateway after 0 ms
            status up is no, expected yes
            status code is 502, expected 200
            status answer          502 Bad Gateway
            ?  status version, status alias version: only a 200 reports anything: 502
            Bad Gateway
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            Only a 200 is good: 500, 502, 504 or no answer means that the function is
            down. API Gateway gives up after 29 seconds, so wait 30 to see its 504.

        2/12 Read the newest errors                                             just now
            31 events of 2 kinds, first 02:05:03Z (searched from 01:59:07Z), newest
            02:13:47Z
            errors count           31
            errors began           2026-11-22T02:05:03Z (searched from 01:59:07Z)
            errors last            2026-11-22T02:13:47Z
            errors groups
            times  first      last       text
            28     02:05:03Z  02:13:47Z  [ERROR] TableNotFound: table ducklings not
                                         found …
            3      02:08:07Z  02:10:07Z  Task timed out after 10.00 seconds
            < logs FilterLogEvents /aws/lambda/mission-control-api ERROR, Task timed
            out, since 2026-11-22T01:59:07Z
            Look for one error that repeats, and for when it began: what is found at the
            very start of the search may be older. A time-out says Task timed out, not
            ERROR. Log events arrive late: none found is not proof of health.

        3/12 Find what changed last                                             just now
            5 entries, the newest: version 43 promoted
            the errors of now were not there before it: it may have brought them
            deploys last promoted  43
            deploys last promotion 2026-11-22T02:02:00Z
            errors began           2026-11-22T02:05:03Z (searched from 01:59:07Z)
            deploys list
            when                  version  state        operator  what changed
            2026-11-22T02:02:00Z  43       promoted     tom       Rename the ducklings
                                                                  table to flock
            2026-11-21T05:23:00Z  42       promoted     ana       Read ducklings from a
                                                                  table of their own
            2026-11-19T03:02:00Z  41       verified     mina      Peck callbacks give
                                                                  up after 5 s
            2026-11-16T05:05:00Z  40       rolled-back  tom       Fleet view; slow to
                                                                  start, see 39
            2026-11-13T02:27:00Z  39       verified     ana       Certificates by mail
                                                                  as PDF
            < read
            ~/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/DEPLOY-LOG.md
            < logs FilterLogEvents /aws/lambda/mission-control-api ERROR, Task timed
            out, 60 min before 2026-11-22T02:02:00Z
            The newest promotion beside the first error. Errors that were there before
            it are not its work."#]]
    .assert_eq(&screens(&played(), "INC-001", "4/"));
}

#[test]
fn deciding() {
    let _ring = ring::enter("drill");
    expect![[r#"
        4/12 Compare the alias with what should be there                    ok  just now
            prod 43
            ok, but could not check: status alias version (only a 200 reports anything:
            502 Bad Gateway)
            alias version          43
            alias weights          none
            alias description      what production runs
            alias revision         5419b369-c8b9-458c-887e-5adfb8eada83
            deploys expected       43
            ?  status version, status alias version: only a 200 reports anything: 502
            Bad Gateway
            < lambda GetAlias mission-control-api prod
            Drift has three sides: where the alias points, what the function says of
            itself, and what the deploy log expects. Part of the traffic may go to
            another version: that is drift too. A function that is down says nothing of
            itself. The deploy log expects what was promoted last: neither that, nor no
            drift, means that it works.

        5/12 Choose the version to go back to                                   just now
            5 entries, the newest: version 43 promoted
            no change freeze is on
            5 versions, newest 43
            version 41 exists, 2 differences from 43
            freeze says            no change freeze is on
            good last good         41
            good last good at      2026-11-19T03:02:00Z
            candidate exists       yes
            candidate published    2026-11-19T02:07:07Z
            candidate size         4.6 MB
            candidate description  Peck callbacks give up after 5 s
            candidate differs      code, size 4.6 MB instead of 4.7 MB
            versions list
            version  deploy log   published             size    description
            43       promoted     2026-11-22T01:07:07Z  4.7 MB  Rename the ducklings
                                                                table to flock
            42       promoted     2026-11-21T04:07:07Z  4.7 MB  Read ducklings from a
                                                                table of their own
            41       verified     2026-11-19T02:07:07Z  4.6 MB  Peck callbacks give up
                                                                after 5 s
            40       rolled-back  2026-11-16T02:07:07Z  4.6 MB  Fleet view: agents by
                                                                flock
            39       verified     2026-11-13T02:07:07Z  4.6 MB  Certificates by mail as
                                                                PDF
            < read
            ~/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/DEPLOY-LOG.md
            < read
            ~/.local/state/duckops/drill/standing/inc-001-20261122T021407Z/freeze.jsonl
            < lambda ListVersionsByFunction mission-control-api
            < lambda GetFunctionConfiguration mission-control-api 41, 43
            The newest version that DEPLOY-LOG.md calls verified is offered; when it
            knows of none, nothing is. A version that was only promoted is not known to
            work. Never $LATEST.
            Go back to which version?  41
            Reason, for the approver and the log  errors began with the last promotion

        6/12 Go back to it                                                needs approval
            5 entries, the newest: version 43 promoted
            chosen said            41 is verified, 2026-11-19T03:02:00Z: Peck callbacks
                                   give up after 5 s
            < read
            ~/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/DEPLOY-LOG.md
            Every promotion passes the gate. While changes are frozen, whoever approves
            it hears so, and approves it in spite of that.
            The alias gets one version and no weights: weights that stay would go on
            feeding the other one.
            change                 prod of mission-control-api, us-east-1, 121546003735
            before                 prod 43
            after                  prod 41, all of the traffic
            undo                   would bring back prod 43, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 43 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request
            needs                  approval by a second person, then you type: prod 43
                                   -> 41
            approval               QE34-1 asked of T-JOSH (Josh), until 02:44:07Z
            decision               approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
            prod 43 -> 41   applied 02:14:07Z, read back                              ok
            undo                   would bring back prod 43, as it was before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 43 --routing-config '{"AdditionalVersionWeights":{}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request

        6/12 Log the promotion
            A promotion that nobody wrote down is found too late.
            entry in               DEPLOY-LOG.md
            title                  version 41 promoted
              promote at           2026-11-22T02:14:07Z
              promote approval     approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
              what                 prod 43 -> 41: errors began with the last promotion
            written to ~/.local/state/duckops/drill/ledgers/inc-001-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one"#]].assert_eq(&screens(&played(), "4/", "7/"));
}

#[test]
fn proving() {
    let _ring = ring::enter("drill");
    expect![[r#"
        7/12 Probe again                                               not yet  just now
            502 Bad Gateway after 0 ms
            status answer          502 Bad Gateway
            ?  status version, status alias version: only a 200 reports anything: 502
            Bad Gateway
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            Warm copies of the old version can answer for a moment: a 200 counts when it
            comes from the new one, three times in a row.
            02:14:08Z  look 2: 200 OK after 0 ms, from version 41              1 of 3 ok
            02:14:09Z  look 3: 200 OK after 0 ms, from version 41              2 of 3 ok
            02:14:10Z  look 4: 200 OK after 0 ms, from version 41

        7/12 Probe again                                               ok  after 4 looks
            200 OK after 0 ms, from version 41
            status answer          200 OK
            status version         41
            status alias version   41

        8/12 Watch it                                                ok so far  just now
            200 OK after 0 ms, from version 41
            status answer          200 OK
            status version         41
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            A repaired stack is watched for 10 s, looked at every 2 s, before it is
            called repaired. Ending it early wants a word why.
            02:14:12Z  look 2: 200 OK after 0 ms, from version 41              ok so far
            02:14:14Z  look 3: 200 OK after 0 ms, from version 41              ok so far
            02:14:16Z  look 4: 200 OK after 0 ms, from version 41              ok so far
            02:14:18Z  look 5: 200 OK after 0 ms, from version 41              ok so far
            02:14:20Z  look 6: 200 OK after 0 ms, from version 41

        8/12 Watch it                                                  ok  after 6 looks
            200 OK after 0 ms, from version 41
            status answer          200 OK
            status version         41

        9/12 See what else is red                                               just now
            200 OK after 0 ms, from version 41
            3 events of 1 kind, newest 02:14:07Z; they may have begun before 02:14:07Z,
            where the search begins
            status red             agents: 2 of 19 dead, SES is in the sandbox:
                                   unverified recipients get no mail
            status missing         nothing
            since count            3
            since groups
            times  first      last       text
            3      02:14:07Z  02:14:07Z  [ERROR] TableNotFound: table ducklings not
                                         found …
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < logs FilterLogEvents /aws/lambda/mission-control-api ERROR, Task timed
            out, since 2026-11-22T02:14:07Z
            Every tile should be green again. What is not, is named here, with what
            status does not report."#]]
    .assert_eq(&screens(&played(), "7/", "10/"));
}

/// The view of the events is what was seen.
#[test]
fn the_run_shown_again_is_the_walk() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let ran = place.run(&["drill", "inc-001", "--auto"]);
    let shown = place.run(&["runs", "show", &run_of(&place)]);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    let headings =
        |text: &str| text.lines().filter(|line| line.contains("/12 ")).map(str::to_owned).collect::<Vec<_>>();
    let dated = headings(&shown.out);
    assert!(!dated.is_empty() && dated.iter().all(|line| line.contains("02:14:")), "of when each was: {dated:#?}");
    let rest = |text: &str| {
        let is_heading = |line: &&str| line.contains("/12 ") || line.ends_with(" ago") || line.ends_with(" looks");
        text.lines().filter(|line| !is_heading(line)).map(str::to_owned).collect::<Vec<_>>()
    };
    let (walk, score) = shown.out.split_once("\nWON  ").unwrap_or_else(|| panic!("no score:\n{}", shown.out));
    assert_eq!(rest(walk), rest(&ran.out));
    assert!(ran.err.contains("\nWON  ") && score.contains("What a calm expert would have done"), "{score}");
    let begun = place.run(&["runs", "show", &run_of(&place), "--up-to", "3"]);
    assert!(begun.out.contains("Shown up to event 3 of ") && !begun.out.contains("cut off"), "{}", begun.out);
}

/// Commands are kept whole, so that they can be copied, and so is a path without a place to break.
#[test]
fn at_40_columns_only_commands_are_longer() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().with("COLUMNS", "40");
    let ran = place.run(&["drill", "inc-001", "--auto"]);
    assert_eq!(ran.code, 0);
    let allowed = ["aws lambda ", "see: duckops ", "git "];
    let long = |line: &&str| {
        line.chars().count() > 40
            && line.trim().contains(' ')
            && !line.contains(" ~/")
            && !allowed.iter().any(|word| line.trim().starts_with(word))
    };
    assert_eq!(ran.out.lines().filter(long).collect::<Vec<_>>(), Vec::<&str>::new());
}
