//! The other ways in which INC-001 goes: the decisive screen, the closing screen, the exit code.

use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::{Expect, expect};

pub fn play(scenario: &str) -> Ran {
    let place = Duckops::new().at_a_set_time();
    let ran = place.run(&["drill", scenario, "--auto"]);
    same(&place, ran)
}

/// Where a path is broken over two lines, its parts still differ from run to run.
pub fn same(place: &Duckops, ran: Ran) -> Ran {
    let dir = place.dir.display().to_string();
    let (rest, count) = dir.split_at(dir.len() - 3);
    let (_, process) = rest.trim_end_matches('-').split_at(rest.len() - 8);
    let same = |text: String| text.replace(process, "0000000").replace(&format!("{count}/.local"), "000/.local");
    Ran { code: ran.code, out: same(ran.out), err: same(ran.err) }
}

/// The screens whose first line contains one of the texts, then the closing one.
pub fn decisive(ran: &Ran, wanted: &[&str]) -> String {
    let screens: Vec<_> = ran.out.split("\n\n").collect();
    let closing = screens.last().copied().unwrap_or_default();
    let is_wanted = |screen: &&str| wanted.iter().any(|text| screen.lines().next().unwrap_or("").contains(text));
    let chosen: Vec<_> = screens.iter().copied().filter(is_wanted).chain([closing]).collect();
    format!("{}{}", chosen.join("\n\n"), ran.err.lines().last().unwrap_or_default())
}

pub fn check(scenario: &str, code: i32, wanted: &[&str], shown: &Expect) {
    let ran = play(scenario);
    shown.assert_eq(&decisive(&ran, wanted));
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
}

#[test]
fn errors_older_than_the_promotion_are_not_its_work() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        3/12 Find what changed last                                             just now
            5 entries, the newest: version 43 promoted
            the errors of now were there before it: 79 events; going back is unlikely to
            help
            deploys last promoted  43
            deploys last promotion 2026-11-22T02:02:00Z
            errors began           2026-11-22T01:59:25Z or earlier: the search begins
                                   01:59:07Z
            deploys list
            when                  version  state        operator  what changed
            2026-11-22T02:02:00Z  43       promoted     tom       Retry the database
                                                                  more patiently
            2026-11-21T05:23:00Z  42       verified     ana       Read ducklings from a
                                                                  table of their own
            2026-11-19T03:02:00Z  41       verified     mina      Peck callbacks give
                                                                  up after 5 s
            2026-11-16T05:05:00Z  40       rolled-back  tom       Fleet view; slow to
                                                                  start, see 39
            2026-11-13T02:27:00Z  39       verified     ana       Certificates by mail
                                                                  as PDF
            < read
            ~/.local/state/duckops/drill/ledgers/inc-001-older-20261122T021407Z/DEPLOY-LOG.md
            < logs FilterLogEvents /aws/lambda/mission-control-api ERROR, Task timed
            out, 60 min before 2026-11-22T02:02:00Z
            The newest promotion beside the first error. Errors that were there before
            it are not its work.

        branch The errors are older than the last promotion
            The same error was there 79 times in the hour before 43 was promoted at
            2026-11-22T02:02:00Z, first at 2026-11-22T01:22:55Z. A rollback is unlikely
            to help: look at what the function depends on.
            Go back all the same?  no

        ESCALATED to T-JOSH (Josh)  walk took 0 ms                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: mission-control-api: status answered 502 Bad Gateway at
            2026-11-22T02:14:07Z, now 502 Bad Gateway. First error: 2026-11-22T01:59:25Z
            or earlier: the search begins 01:59:07Z; the same before the last promotion:
            2026-11-22T01:22:55Z. Newest: [ERROR] EndpointConnectionError: database
            unreachable. The alias prod is at 43. Nothing was changed. Needs a look at
            the code or at what it depends on.
            exit code              1: it is not over with this
            now                    prod is at 43, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
        DRILL inc-001-older: rightly handed over to T-JOSH"#]];
    check("inc-001-older", 1, &["Find what changed", "errors are older", "still down"], &shown);
}

#[test]
fn a_healthy_stack_is_no_incident_and_it_says_why() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        4/12 Compare the alias with what should be there                    ok  just now
            prod 42
            alias version          42
            alias weights          none
            alias description      what production runs
            alias revision         5419b369-c8b9-458c-887e-5adfb8eada83
            status version         42
            status alias version   42
            deploys expected       42
            < lambda GetAlias mission-control-api prod
            Drift has three sides: where the alias points, what the function says of
            itself, and what the deploy log expects. Part of the traffic may go to
            another version: that is drift too. A function that is down says nothing of
            itself. The deploy log expects what was promoted last: neither that, nor no
            drift, means that it works.

        outcome Not this incident
            The function answers 200 OK, the alias prod sends everything to 42, status
            says the same and the deploy log expects it. Whatever is wrong is elsewhere.
            Other things that status calls red: agents: 2 of 19 dead, SES is in the
            sandbox: unverified recipients get no mail.

        NOT AN INCIDENT  walk took 0 ms                                         run QE34
            now                    prod is at 42, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
        DRILL inc-001-all-well: the simulated stack was left healthy"#]];
    check("inc-001-all-well", 0, &["Compare the alias", "Not this incident"], &shown);
}

#[test]
fn a_deploy_log_that_is_behind_moves_nothing() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        4/12 Compare the alias with what should be there                  FAIL  just now
            prod 42
            alias version is 42, expected 43 (deploys expected)
            alias version          42
            alias weights          none
            alias description      what production runs
            alias revision         5419b369-c8b9-458c-887e-5adfb8eada83
            status version         42
            status alias version   42
            deploys expected       43
            < lambda GetAlias mission-control-api prod
            Drift has three sides: where the alias points, what the function says of
            itself, and what the deploy log expects. Part of the traffic may go to
            another version: that is drift too. A function that is down says nothing of
            itself. The deploy log expects what was promoted last: neither that, nor no
            drift, means that it works.

        outcome The deploy log is behind
            The function answers 200 OK from 42, and the alias prod sends everything
            there. Only the deploy log expects 43. Nothing is down and nothing needs to
            be moved: put the log right, when you know what happened, with `duckops log
            deploy mark 42 promoted`; or verified, when it is known to work.
            in this drill, while it runs: duckops log deploy mark 42 promoted --endpoint-url http://127.0.0.1:PORT --api http://127.0.0.1:PORT/prod

        NOT AN INCIDENT  walk took 0 ms                                         run QE34
            now                    prod is at 42, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
        DRILL inc-001-log-behind: the simulated stack was left healthy"#]];
    check("inc-001-log-behind", 0, &["Compare the alias", "log is behind"], &shown);
}

/// It is repaired, and yet something that had to be known stayed unknown.
#[test]
fn without_a_deploy_log_the_deploys_are_unknown_and_lambda_lists_versions() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        3/12 Find what changed last                                          ?  just now
            ledger deploys, logs before nothing there: DEPLOY-LOG.md has no entry
            do: ask who deployed last which version works; when it is known: duckops log
            deploy mark VERSION verified
            Not counted as good, not counted as bad.
            < read
            ~/.local/state/duckops/drill/ledgers/inc-001-no-log-20261122T021407Z/DEPLOY-LOG.md
            The newest promotion beside the first error. Errors that were there before
            it are not its work.

        4/12 Compare the alias with what should be there                     ?  just now
            prod 43
            not known: DEPLOY-LOG.md has no entry
            do: ask who deployed last which version works; when it is known: duckops log
            deploy mark VERSION verified
            Not counted as good, not counted as bad.
            alias version          43
            alias weights          none
            alias description      what production runs
            alias revision         5419b369-c8b9-458c-887e-5adfb8eada83
            ?  status version, status alias version: only a 200 reports anything: 502
            Bad Gateway
            -  deploys expected: DEPLOY-LOG.md has no entry
            < lambda GetAlias mission-control-api prod
            Drift has three sides: where the alias points, what the function says of
            itself, and what the deploy log expects. Part of the traffic may go to
            another version: that is drift too. A function that is down says nothing of
            itself. The deploy log expects what was promoted last: neither that, nor no
            drift, means that it works.
            not decided            DEPLOY-LOG.md has no entry

        5/12 Choose the version to go back to                                ?  just now
            no change freeze is on
            5 versions, newest 43
            ledger deploys, lambda compare nothing there: DEPLOY-LOG.md has no entry
            do: ask who deployed last which version works; when it is known: duckops log
            deploy mark VERSION verified
            Not counted as good, not counted as bad.
            freeze says            no change freeze is on
            versions list
            version  published             size    description
            43       2026-11-22T01:07:07Z  4.7 MB  Rename the ducklings table to flock
            42       2026-11-21T04:07:07Z  4.7 MB  Read ducklings from a table of their
                                                   own
            41       2026-11-19T02:07:07Z  4.6 MB  Peck callbacks give up after 5 s
            40       2026-11-16T02:07:07Z  4.6 MB  Fleet view: agents by flock
            39       2026-11-13T02:07:07Z  4.6 MB  Certificates by mail as PDF
            -  good last good, good last good at, candidate exists, candidate published,
            candidate size, candidate description, candidate differs: DEPLOY-LOG.md has
            no entry
            < read
            ~/.local/state/duckops/drill/ledgers/inc-001-no-log-20261122T021407Z/DEPLOY-LOG.md
            < read
            ~/.local/state/duckops/drill/standing/inc-001-no-log-20261122T021407Z/freeze.jsonl
            < lambda ListVersionsByFunction mission-control-api
            The newest version that DEPLOY-LOG.md calls verified is offered; when it
            knows of none, nothing is. A version that was only promoted is not known to
            work. Never $LATEST.
            Go back to which version?  41
            Reason, for the approver and the log  errors began with the last promotion

        RESOLVED  walk took 13 s                                                run QE34
            could not check        Find what changed last, Compare the alias with what
                                   should be there, Choose the version to go back to, Is
                                   it known to work?
            changed                prod 43 -> 41 at 2026-11-22T02:14:07Z
            exit code              3: something that is required could not be checked
            now                    prod is at 41, read back 2026-11-22T02:14:07Z
            now                    status: 200 OK after 0 ms, from version 41, seen
                                   2026-11-22T02:14:20Z
            see: duckops runs show QE34
        DRILL inc-001-no-log: the simulated stack was left healthy"#]];
    check("inc-001-no-log", 3, &["Find what changed", "Compare the alias", "Choose the version"], &shown);
}

#[test]
fn weights_are_cleared_by_a_promotion() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        4/12 Compare the alias with what should be there                  FAIL  just now
            prod 41, with 43: 50 %
            alias weighted is yes, expected no
            alias version is 41, expected 43 (deploys expected)
            alias version          41
            alias weights          43: 50 %
            alias description      what production runs
            alias revision         5419b369-c8b9-458c-887e-5adfb8eada83
            status version         41
            status alias version   41
            deploys expected       43
            < lambda GetAlias mission-control-api prod
            Drift has three sides: where the alias points, what the function says of
            itself, and what the deploy log expects. Part of the traffic may go to
            another version: that is drift too. A function that is down says nothing of
            itself. The deploy log expects what was promoted last: neither that, nor no
            drift, means that it works.

        6/12 Go back to it                                                needs approval
            4 entries, the newest: version 43 promoted
            chosen said            41 is verified, 2026-11-19T03:02:00Z: Peck callbacks
                                   give up after 5 s
            < read
            ~/.local/state/duckops/drill/ledgers/inc-001-weighted-20261122T021407Z/DEPLOY-LOG.md
            Every promotion passes the gate. While changes are frozen, whoever approves
            it hears so, and approves it in spite of that.
            The alias gets one version and no weights: weights that stay would go on
            feeding the other one.
            change                 prod of mission-control-api, us-east-1, 121546003735
            before                 prod 41, with 43: 50 %
            after                  prod 41, all of the traffic
            undo                   would bring back prod 41, with 43: 50 %, as it was
                                   before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 41 --routing-config '{"AdditionalVersionWeights":{"43":0.5}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request
            needs                  approval by a second person, then you type: prod
                                   41+43 -> 41
            approval               QE34-1 asked of T-JOSH (Josh), until 02:44:07Z
            decision               approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
            prod 41+43 -> 41   applied 02:14:07Z, read back                           ok
            undo                   would bring back prod 41, with 43: 50 %, as it was
                                   before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 41 --routing-config '{"AdditionalVersionWeights":{"43":0.5}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request

        RESOLVED  walk took 12 s                                                run QE34
            changed                prod 41+43 -> 41 at 2026-11-22T02:14:07Z
            now                    prod is at 41, read back 2026-11-22T02:14:07Z
            now                    status: 200 OK after 0 ms, from version 41, seen
                                   2026-11-22T02:14:19Z
            see: duckops runs show QE34
        DRILL inc-001-weighted: the simulated stack was left healthy"#]];
    check("inc-001-weighted", 0, &["Compare the alias", "Go back to it"], &shown);
}

#[test]
fn a_function_that_hangs_is_seen_as_a_504() {
    let _ring = ring::enter("drill");
    let ran = play("inc-001-timeout");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for text in ["504 Gateway Timeout", "Task timed out after 29.00 seconds", "RESOLVED"] {
        assert!(ran.out.contains(text), "{text}:\n{}", ran.out);
    }
    assert!(ran.err.ends_with("DRILL inc-001-timeout: the simulated stack was left healthy\n"), "{}", ran.err);
}
