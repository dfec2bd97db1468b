//! The other ways in which it goes.

use crate::drill_ring::branches::check;
use crate::drill_ring::checklist::{GO_BACK, checklist, from, through};
use crate::drill_ring::screens::screens;
use crate::drill_ring::served::{Served, approved, ledger};
use crate::drill_ring::terminal::Terminal;
use crate::support::ring;
use expect_test::expect;

#[test]
fn weights_are_what_is_taken_away_and_the_good_version_is_not_called_reverted() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        1/8 Note what is live                                                   just now
            200 OK after 0 ms, from version 41
            prod 41, with 43: 50 %
            4 entries, the newest: version 43 promoted
            status answer          200 OK
            status version         41
            status alias version   41
            alias version          41
            alias weights          43: 50 %
            deploys expected       43
            deploys last promotion 2026-11-22T02:02:00Z
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < lambda GetAlias mission-control-api prod
            < read
            ~/.local/state/duckops/drill/ledgers/rollback-weighted-20261122T021407Z/DEPLOY-LOG.md
            The version that answers, where the alias points and which weights it has:
            this is what is rolled back from.

        5/8 Go back                                                             approved
            4 entries, the newest: version 43 promoted
            chosen said            41 is verified, 2026-11-19T03:02:00Z: Peck callbacks
                                   give up after 5 s
            < read
            ~/.local/state/duckops/drill/ledgers/rollback-weighted-20261122T021407Z/DEPLOY-LOG.md
            The alias gets one version and no weights: weights that stay would go on
            feeding the other one.
            change                 prod of mission-control-api, us-east-1, 121546003735
            before                 prod 41, with 43: 50 %
            after                  prod 41, all of the traffic
            undo                   would bring back prod 41, with 43: 50 %, as it was
                                   before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 41 --routing-config '{"AdditionalVersionWeights":{"43":0.5}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request
            needs                  you type: prod 41+43 -> 41; it is approved
            prod 41+43 -> 41   applied 02:14:07Z, read back                           ok
            undo                   would bring back prod 41, with 43: 50 %, as it was
                                   before:
            aws lambda update-alias --function-name mission-control-api --name prod --region us-east-1 --function-version 41 --routing-config '{"AdditionalVersionWeights":{"43":0.5}}' --endpoint-url http://127.0.0.1:PORT --no-sign-request

        6/8 No drift, and status agrees                              1 of 3 ok  just now
            prod 41
            200 OK after 0 ms, from version 41
            5 entries, the newest: version 41 promoted
            status answer          200 OK
            status version         41
            status alias version   41
            alias version          41
            alias weights          none
            deploys expected       41
            < lambda GetAlias mission-control-api prod
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read
            ~/.local/state/duckops/drill/ledgers/rollback-weighted-20261122T021407Z/DEPLOY-LOG.md
            The alias, its weights, what answers, what status believes and what the
            deploy log expects: all say the target.
            02:14:08Z  look 2: prod 41                                         2 of 3 ok
            02:14:09Z  look 3: prod 41

        6/8 No drift, and status agrees                                ok  after 3 looks
            prod 41
            200 OK after 0 ms, from version 41
            5 entries, the newest: version 41 promoted
            status answer          200 OK
            status version         41
            status alias version   41
            alias version          41
            alias weights          none
            deploys expected       41

        8/8 The weights were taken away
            The alias pointed to 41 before, too. What was reverted are its weights: 43:
            50 %.
            entry in               DEPLOY-LOG.md
            title                  Weights taken away: prod 41+43 -> 41
              live alias version   41
              live alias weights   43: 50 %
              target version       41
              target why           43 fails since it was promoted
              promote approval     approved by Josh (call) at 2026-11-22T02:14:07Z,
                                   reference by the script, recorded by
                                   assumed-role/duckops-drill/operator
              promote at           2026-11-22T02:14:07Z
            written to ~/.local/state/duckops/drill/ledgers/rollback-weighted-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        COMPLETE  walk took 2 s                                                 run QE34
            done                   8/8
            changed                incident mode on at 2026-11-22T02:14:07Z
            changed                prod 41+43 -> 41 at 2026-11-22T02:14:07Z
            changed                incident mode off at 2026-11-22T02:14:09Z
            now                    prod is at 41, since 2026-11-22T02:14:07Z
            now                    status: 200 OK after 0 ms, from version 41, seen
                                   2026-11-22T02:14:09Z
            now                    incident mode is off, since 2026-11-22T02:14:09Z
            see: duckops runs show QE34
        DRILL rollback-weighted: the simulated stack was left healthy"#]];
    let wanted = ["Note what is live", "Go back", "No drift", "The weights were", "What was reverted"];
    check("rollback-weighted", 0, &wanted, &shown);
}

#[test]
fn a_target_that_is_no_better_is_not_called_bad_and_incident_mode_stays_on() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#"
        6/8 No drift, and status agrees                                not yet  just now
            prod 42
            502 Bad Gateway after 0 ms
            6 entries, the newest: version 42 promoted
            status answer          502 Bad Gateway
            alias version          42
            alias weights          none
            deploys expected       42
            ?  status version, status alias version: only a 200 reports anything: 502
            Bad Gateway
            < lambda GetAlias mission-control-api prod
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read
            ~/.local/state/duckops/drill/ledgers/rollback-no-better-20261122T021407Z/DEPLOY-LOG.md
            The alias, its weights, what answers, what status believes and what the
            deploy log expects: all say the target.
            02:14:08Z  look 2: prod 42                                           not yet
            02:14:09Z  look 3: prod 42                                           not yet
            02:14:10Z  look 4: prod 42                                           not yet
            02:14:11Z  look 5: prod 42                                           not yet
            02:14:16Z  look 10: prod 42                                          not yet
            02:14:26Z  look 20: prod 42                                          not yet
            02:14:27Z  look 21: prod 42

        6/8 No drift, and status agrees                             FAIL  after 21 looks
            prod 42
            502 Bad Gateway after 0 ms
            6 entries, the newest: version 42 promoted
            status code is 502, expected 200
            status answer          502 Bad Gateway
            alias version          42
            alias weights          none
            deploys expected       42
            ?  status version, status alias version: only a 200 reports anything: 502
            Bad Gateway

        7/8 The routes answer, and fast enough                            FAIL  just now
            0 of 3 routes gave 200 in every look, p95 0 ms; not in every look: /beak,
            /beak/metrics, /beak/system/status
            routes all ok is no, expected yes
            routes availability is 0 %, expected at least 99 % (sla availability)
            routes table
            route                answers                  p50   p95
            /beak                502 Bad Gateway 5 times  0 ms  0 ms
            /beak/metrics        502 Bad Gateway 5 times  0 ms  0 ms
            /beak/system/status  502 Bad Gateway 5 times  0 ms  0 ms
            routes availability    0 %
            routes p95             0 ms
            routes explained       502 (/beak, /beak/metrics, /beak/system/status): the
                                   function failed, or crashed at its start; again and
                                   again, that is a crash loop
            < GET http://127.0.0.1:PORT/prod/beak and /beak/metrics,
            /beak/system/status
            Each of the three routes answers 200, often enough and soon enough.

        8/8 The target is not proven
            Nothing says that it is the version: what was wrong before can be wrong all
            the same.
            entry in               DEPLOY-LOG.md
            title                  Not proven: prod 43 -> 42
              target version       42
              target why           43 fails since it was promoted
              promote at           2026-11-22T02:14:07Z
              live status answer   502 Bad Gateway
              matches verdict      fail
              routes verdict       fail
              status answer        502 Bad Gateway
            written to ~/.local/state/duckops/drill/ledgers/rollback-no-better-20261122T021407Z/DEPLOY-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        8/8 Commit the logs
            The logs belong to the repository: commit them now.
            log-promoted commit    nothing to commit: these logs are in no git work tree

        ESCALATED to T-JOSH (Josh)  walk took 20 s                              run QE34
            Nobody has been told by this tool. To paste:
            DRILL: mission-control-api: the rollback to 42 is not proven: prod 43 -> 42.
            Alias 42 (weights none), status 502 Bad Gateway. Incident mode on: yes.
            done                   6/8
            6/8 FAILED             No drift, and status agrees: status code is 502,
                                   expected 200
            7/8 FAILED             The routes answer, and fast enough: routes all ok is
                                   no, expected yes; routes availability is 0 %,
                                   expected at least 99 % (sla availability)
            changed                incident mode on at 2026-11-22T02:14:07Z
            changed                prod 43 -> 42 at 2026-11-22T02:14:07Z
            exit code              1: it is not over with this
            now                    prod is at 42, since 2026-11-22T02:14:07Z
            now                    status: 502 Bad Gateway after 0 ms, seen
                                   2026-11-22T02:14:27Z
            now                    incident mode is on, since 2026-11-22T02:14:07Z
            see: duckops runs show QE34
        DRILL rollback-no-better: rightly handed over to T-JOSH"#]];
    let wanted = ["No drift", "The routes answer", "The target is", "Leave incident", "Commit"];
    check("rollback-no-better", 1, &wanted, &shown);
}

#[test]
fn an_incident_that_was_declared_before_is_not_ended() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let on = place.run(&["incident", "start", "--severity", "P1", "--title", "the API is slow"]);
    assert_eq!(on.code, 0, "{on:?}");
    let asked = checklist(&place, "rollback", &GO_BACK);
    expect![[r#"
        3/8 Incident mode                                                       just now
            incident mode is on: I-QE34 P1 since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator
            incident on            yes
            incident id            I-QE34
            incident since         2026-11-22T02:14:07Z
            incident title         the API is slow
            < read
            ~/.local/state/duckops/drill/standing/rollback-20261122T021407Z/incidents.jsonl
            It marks the incident with a UTC start, and on the dashboard it keeps tiles
            from refreshing while you work.

        3/8 And on Mission Control                                              just now
            incident mode is on: I-QE34 P1 since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator
            < read
            ~/.local/state/duckops/drill/standing/rollback-20261122T021407Z/incidents.jsonl
            Its toggle lives in your browser: only you can turn it.
            Is Incident Mode on in Mission Control too?  yes

        3/8 Both are on                                                     ok  just now"#]]
    .assert_eq(&screens(&asked, "3/8", "4/8"));
    let ran = through(&place, "rollback", &[&GO_BACK[..], &["--answer", "over.end=no"]].concat());
    expect![[r#"

        8/8 Commit the logs
            The logs belong to the repository: commit them now.
            log-promoted commit    nothing to commit: these logs are in no git work tree

        COMPLETE  walk took 3 s                                                 run QE34
            done                   8/8
            changed                prod 43 -> 41 at 2026-11-22T02:14:07Z
            now                    prod is at 41, since 2026-11-22T02:14:07Z
            now                    status: 200 OK after 0 ms, from version 41, seen
                                   2026-11-22T02:14:10Z
            now                    incident mode is on, since 2026-11-22T02:14:07Z
            when I-QE34 is over: duckops incident end
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "8/8 Commit the logs"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let status = place.run(&["incident", "status"]).out;
    assert!(status.starts_with("incident mode is on: P1, the API is slow"), "{status}");
}

/// Only a person sees the browser: a no leaves the item failed, and nothing is held up by it.
#[test]
fn incident_mode_that_is_not_on_in_the_browser_leaves_its_item_failed() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let answers = [&GO_BACK[..4], &["--answer", "browser.on=no"]].concat();
    let asked = checklist(&place, "rollback", &answers);
    expect![[r#"
        3/8 And on Mission Control                                              just now
            incident mode is on: I-QE34 P0 since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator
            < read
            ~/.local/state/duckops/drill/standing/rollback-20261122T021407Z/incidents.jsonl
            Its toggle lives in your browser: only you can turn it.
            Is Incident Mode on in Mission Control too?  no

        3/8 Both are on                                                   FAIL  just now
            browser on is no, expected yes"#]]
    .assert_eq(&screens(&asked, "3/8 And on", "4/8"));
    let ran = through(&place, "rollback", &answers);
    expect![[r#"

        COMPLETE  walk took 3 s                                                 run QE34
            done                   7/8
            3/8 FAILED             Incident mode, by its part "Both are on": browser on
                                   is no, expected yes
            changed                incident mode on at 2026-11-22T02:14:07Z
            changed                prod 43 -> 41 at 2026-11-22T02:14:07Z
            changed                incident mode off at 2026-11-22T02:14:10Z
            exit code              1: not all that is required was done and passed
            now                    prod is at 41, since 2026-11-22T02:14:07Z
            now                    status: 200 OK after 0 ms, from version 41, seen
                                   2026-11-22T02:14:10Z
            now                    incident mode is off, since 2026-11-22T02:14:10Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "COMPLETE"));
    assert_eq!(ran.code, 1, "{}", ran.err);
    served.is_repaired_once();
}

/// 41 worked, and was left for 42, which does not: 41 is the way back, and nothing has drifted.
#[test]
fn a_version_that_worked_is_not_called_rolled_back_for_one_that_does_not() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    assert_eq!(through(&place, "rollback", &GO_BACK).code, 0);
    let place = place.with("DUCKOPS_NOW", "2026-11-22T02:30:00Z");
    let worse = ["--answer", "target.version=42", "--answer", "target.why=a hunch", "--answer", "browser.on=yes"];
    let ran = through(&place, "rollback", &worse);
    assert_eq!(ran.code, 1, "{ran:?}");
    let log = ledger(&place, "DEPLOY-LOG.md");
    assert!(log.contains("version 42 bad") && !log.contains("version 41 rolled-back"), "{log}");
    assert_eq!(place.run(&["log", "deploy", "last-good"]).out, "41\n");
    let again = checklist(&place, "rollback", &[]).out;
    for shown in ["deploys expected       42", "good last good         41"] {
        assert!(again.contains(shown), "{shown}: {again}");
    }
}

/// Somebody else moved the alias between the approval and the change: what to go back from is another question now.
#[test]
fn a_change_that_was_refused_as_outdated_leads_back_to_what_is_live() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let (one, other) = (served.duckops(), served.duckops());
    approved(&one, &checklist(&one, "rollback", &GO_BACK));
    let mut person = Terminal::start(&one, &["checklist", "rollback"], false);
    person.goes_on_to("to do it");
    assert_eq!(through(&other, "rollback", &GO_BACK).code, 0);
    person.answers("to do it", "prod 43 -> 41\r").shows("the alias changed since it was looked at");
    person.goes_on_to("1/8 Note what is live");
    person.answers("step 1 of 8", "q");
    person.ended(5);
    assert!(!person.screen().contains("ESCALATED"), "{}", person.screen());
    served.is_repaired_once();
}
