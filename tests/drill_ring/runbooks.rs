//! Runbooks of a team's own, beside and instead of those in the binary.

use super::served::{Served, ledger};
use crate::support::duckops::Duckops;
use crate::support::{ring, test_file};
use expect_test::expect;

#[test]
fn list_and_show() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    let list = place.run(&["runbook", "list"]);
    expect![[r#"
        $ duckops runbook list
        inc-001  Lambda function down                                          P0 triage
            The API answers 5xx or not at all, and every Mission Control tile fails with
            it.
        inc-002  Birth certificates are not issued                             P1 triage
            Ducklings register, and no new birth certificates appear:
            database.birth_certificates stands still while database.ducklings grows.
        inc-003  Agent fleet dead                                              P1 triage
            Every bonded spaceduck agent is reported dead: none is alive, some are dead.
        inc-004  Peck callbacks failing                                        P1 triage
            Peck approvals fail at their last stage: callback errors rise, and
            spaceducks are not told of approvals.
        inc-005  SES quota used up                                             P1 triage
            SES takes no more mail today: signup verification, certificates by mail and
            password resets all fail.
        incident-triage  First response                                     P0 checklist
            First response to any incident of the platform, top to bottom: what is seen
            is written down before anything is done about it.
        pre-deploy  Before something goes out                                  checklist
            Before a Lambda version is promoted to prod, or a frontend is deployed: ten
            checks.
        rollback  Back to a version that works                              P0 checklist
            prod points to a version that must not stay, and goes back to one that was
            known to work.
    "#]]
    .assert_eq(&format!("$ duckops runbook list\n{}", list.out));
    let shown = place.run(&["runbook", "show", "inc-001"]);
    assert!(shown.code == 0 && shown.out.contains("Go back to it"), "{shown:?}");
    let page = place.run(&["runbook", "show", "inc-001", "--by-hand"]).out;
    assert!(page.contains("aws lambda get-alias --function-name mission-control-api --name prod"), "{page}");
    let json: serde_json::Value = serde_json::from_str(&place.run(&["runbook", "list", "--json"]).out).unwrap();
    assert_eq!(json[0]["id"], "inc-001");
}

/// A place with one of the tests' own runbooks, under the name of a file.
pub fn with_runbook(place: Duckops, file: &str, text: &str) -> Duckops {
    let dir = place.dir.join("team");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join(file), text).unwrap();
    let dir = dir.display().to_string();
    place.with("DUCKOPS_RUNBOOK_DIR", &dir)
}

/// Whoever wrote one and tries it is told how.
#[test]
fn one_that_lies_in_the_current_directory_is_seen() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    std::fs::write(place.dir.join("inc-006.md"), tried()).unwrap();
    let missed = place.run(&["runbook", "show", "inc-006"]);
    let said =
        "duckops: there is no runbook `inc-006`\n  inc-006.md lies here: type the same again with --runbook-dir .\n";
    assert_eq!((missed.code, missed.err.as_str()), (2, said));
    assert_eq!(place.run(&["runbook", "show", "inc-006", "--runbook-dir", "."]).code, 0);
}

pub fn tried() -> String {
    std::fs::read_to_string(test_file("drill_ring/inc-006.md")).unwrap()
}

/// Every body a step can have: read, look, look again, ask for each type, do.
#[test]
fn a_new_runbook_is_a_new_file_and_is_walked() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let place = with_runbook(served.duckops(), "inc-006.md", &tried());
    let list = place.run(&["runbook", "list"]).out;
    assert!(list.contains("inc-006") && list.contains("inc-001"), "{list}");
    assert_eq!(place.run(&["runbook", "lint"]).code, 0);
    let mut args = vec!["triage", "INC-006"];
    let answers = ["word=quack", "sure=yes", "many=3", "when=2026-11-22T02:00:00Z", "kind=second", "version=41"];
    let answers = answers.map(|answer| format!("ask.{answer}"));
    args.extend(answers.iter().flat_map(|answer| ["--answer", answer]));
    let ran = place.run(&args);
    expect![[r#"
        INC-006 Every body a step can have                                   P2  5 steps
        DRILL inc-001-all-well: nothing here is real
        account 121546003735  us-east-1  as assumed-role/duckops-drill/operator
                                                              run QE34, opened 02:14:07Z
        log  ~/.local/state/duckops/drill/ledgers/inc-001-all-well-20261122T021407Z/GOVERNANCE-LOG.md
        runbook  ~/team/inc-006.md

        1/5 Read this
            Nothing is looked at here.

        2/5 Look once                                                       ok  just now
            200 OK after 0 ms, from version 42
            5 versions, newest 43
            status answer          200 OK
            versions count         5
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < lambda ListVersionsByFunction mission-control-api

        3/5 Look until it is good                                    1 of 2 ok  just now
            200 OK after 0 ms, from version 42
            status answer          200 OK
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            02:14:08Z  look 2: 200 OK after 0 ms, from version 42

        3/5 Look until it is good                                      ok  after 2 looks
            200 OK after 0 ms, from version 42
            status answer          200 OK

        4/5 Ask everything
            A word  quack
            Sure?  yes
            How many?  3
            Since when?  2026-11-22T02:00:00Z
            Which kind?  second
            Which version?  41

        5/5 Write it down
            entry in               GOVERNANCE-LOG.md
            title                  INC-006 tried: quack
              ask word             quack
              ask sure             yes
              ask many             3
              ask when             2026-11-22T02:00:00Z
              ask kind             second
              ask version          41
              again verdict        pass
            written to ~/.local/state/duckops/drill/ledgers/inc-001-all-well-20261122T021407Z/GOVERNANCE-LOG.md
                                                                                      ok
            undo                   none: an entry stays; correct it by a further one

        RESOLVED  walk took 1 s                                                 run QE34
            see: duckops runs show QE34
    "#]]
    .assert_eq(&ran.out);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let entry = ledger(&place, "GOVERNANCE-LOG.md");
    assert!(entry.contains("quack"), "{entry}");
}

/// A walk looks at everything at once, and finds the runbook for what is wrong by what each proposes itself for.
#[test]
fn health_is_looked_at_as_one() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let text = std::fs::read_to_string(test_file("drill_ring/inc-007.md")).unwrap();
    let place = with_runbook(served.duckops(), "inc-007.md", &text);
    let ran = place.run(&["triage", "inc-007"]);
    let card = ran.out.split("\n\n").nth(1).unwrap_or_default();
    expect![[r#"
        1/1 Look at everything                                            FAIL  just now
            health 0–30, 5 unknown, highest penalty: -45 Lambda down: 502 Bad Gateway
            0 of 3 routes gave 200 in every look, p95 0 ms; not in every look: /beak,
            /beak/metrics, /beak/system/status
            health red is yes, expected no
            health score           0–30, 5 unknown
            health penalties
            points  what
            -45     Lambda down: 502 Bad Gateway
            -20     routes not always 200: /beak, /beak/metrics, /beak/system/status
            -5      SES in the sandbox
            ?       may cost 45: agents: only a 200 reports anything: 502 Bad Gateway
            ?       may cost 15: alias drift: only a 200 reports anything: 502 Bad
                    Gateway
            ?       may cost 10: stale status: only a 200 reports anything: 502 Bad
                    Gateway
            6 of 8 shown; more: e at the prompt, duckops runs show QE34 -v later
            health anomalies
            what                                                              runbook
            Lambda down: 502 Bad Gateway                                      inc-001
            routes not always 200: /beak, /beak/metrics, /beak/system/status  inc-001
            SES in the sandbox                                                inc-007
            routes table
            route                answers                  p50   p95
            /beak                502 Bad Gateway 5 times  0 ms  0 ms
            /beak/metrics        502 Bad Gateway 5 times  0 ms  0 ms
            /beak/system/status  502 Bad Gateway 5 times  0 ms  0 ms
            routes explained       502 (/beak, /beak/metrics, /beak/system/status): the
                                   function failed, or crashed at its start; again and
                                   again, that is a crash loop
            < beak.status, beak.routes, lambda.alias, ledger.deploys, ses.account,
            history.pecks, history.change
            < GET http://127.0.0.1:PORT/prod/beak and /beak/metrics,
            /beak/system/status
            The highest penalty is what to look into first."#]]
    .assert_eq(card);
    let proposed = place.run(&["triage"]);
    expect![[r#"
        DRILL inc-001: nothing here is real
        INC-001 Lambda function down                                                  P0
            duckops triage inc-001
            502 Bad Gateway after 0 ms
        INC-007 What is wrong, and how bad it is                                      P2
            duckops triage inc-007
            57 of 200 sent in 24 h; sandbox: mail to unverified recipients fails
            silently

        cannot be told while status is not up: inc-002, inc-003, inc-004
        do not fit: inc-005
    "#]]
    .assert_eq(&proposed.out);
}

#[test]
fn a_runbook_that_takes_the_place_of_another_says_so() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let ours = tried().replace("id       = \"inc-006\"", "id       = \"inc-001\"");
    let place = with_runbook(served.duckops(), "ours.md", &ours);
    let header = place.run(&["triage", "inc-001"]).out;
    let header = header.split("\n\n").next().unwrap_or_default();
    assert!(header.contains("~/team/ours.md"), "{header}");
    let list = place.run(&["runbook", "list", "--json"]).out;
    let list: Vec<serde_json::Value> = serde_json::from_str(&list).unwrap();
    let ours = list.iter().find(|one| one["id"] == "inc-001").unwrap();
    assert!(ours["origin"].as_str().unwrap().ends_with("/team/ours.md"), "{list:?}");
}

#[test]
fn a_broken_runbook_does_not_stop_the_others() {
    let _ring = ring::enter("drill");
    let place = with_runbook(Duckops::new(), "broken.md", &tried().replace("beak.status", "beak.satus"));
    let ran = place.run(&["triage", "inc-006"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("~/team/broken.md:") && ran.err.contains("beak.satus"), "{}", ran.err);
    assert_eq!(place.run(&["runbook", "show", "inc-001"]).code, 0);
    assert_eq!(place.run(&["runbook", "lint"]).code, 2);
}
