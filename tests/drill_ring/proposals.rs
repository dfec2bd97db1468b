//! Bare `duckops triage`: which runbook fits.

use super::served::Served;
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;
use serde_json::Value;

/// Whether each of these runbooks fits what a scenario breaks.
fn fits(scenario: &str, ids: &[&str]) -> Vec<String> {
    let served = Served::start(scenario);
    let ran = served.duckops().run(&["triage", "--json"]);
    let list: Vec<Value> = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"));
    let word = |id: &&str| list.iter().find(|one| one["id"] == **id).and_then(|one| one["fits"].as_str()).unwrap();
    ids.iter().map(|id| word(id).to_owned()).collect()
}

#[test]
fn what_is_red_names_its_runbook() {
    let _ring = ring::enter("drill");
    let ids = ["inc-001", "inc-003", "inc-004"];
    for (scenario, expected) in [
        ("inc-001", ["yes", "cannot be told", "cannot be told"]),
        ("inc-003", ["no", "yes", "yes"]),
        ("inc-003-some-alive", ["no", "no", "no"]),
        ("inc-003-none-bonded", ["no", "no", "no"]),
        ("inc-004", ["no", "no", "yes"]),
        ("inc-004-timed-out", ["no", "no", "yes"]),
        ("inc-004-stuck", ["no", "no", "yes"]),
        ("inc-004-first-look", ["no", "no", "could not check"]),
        ("inc-004-all-well", ["no", "no", "no"]),
    ] {
        assert_eq!(fits(scenario, &ids), expected, "{scenario}");
    }
}

/// It began with the same lines as status, and the command stood last.
#[test]
fn what_is_proposed_comes_first() {
    let _ring = ring::enter("drill");
    let shown = |scenario: &str| Served::start(scenario).duckops().run(&["triage"]).out;
    expect![[r#"
        DRILL inc-003: nothing here is real
        INC-003 Agent fleet dead                                                      P1
            duckops triage inc-003
            agents alive 0, agents dead 19, 200 OK after 0 ms, from version 43
        INC-004 Peck callbacks failing                                                P1
            duckops triage inc-004
            200 OK after 0 ms, from version 43; callback_error 4 -> 28 since 01:19:07Z:
            rising, 26.2 an hour; 1 execution: 0 FAILED, 1 TIMED_OUT, 0 ABORTED, the
            newest of 2026-11-21T00:14:07Z; 2 executions RUNNING, the newest of
            2026-11-22T02:12:34Z

        do not fit: inc-001, inc-002, inc-005
    "#]]
    .assert_eq(&shown("inc-003"));
    expect![[r#"
        DRILL inc-001: nothing here is real
        INC-001 Lambda function down                                                  P0
            duckops triage inc-001
            502 Bad Gateway after 0 ms

        cannot be told while status is not up: inc-002, inc-003, inc-004
        do not fit: inc-005
    "#]]
    .assert_eq(&shown("inc-001"));
    let place = Duckops::new().at_a_set_time().with("DUCKOPS_API", "http://127.0.0.1:1/prod");
    let ran = place.with("AWS_ENDPOINT_URL", "http://127.0.0.1:1").run(&["triage"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    expect![[r#"
        no runbook fits what could be checked

        could not check, which is neither good nor bad:
            INC-001 Lambda function down
            INC-002 Birth certificates are not issued
            INC-003 Agent fleet dead
            INC-004 Peck callbacks failing
            INC-005 SES quota used up
            - connection refused, and AWS does not answer either: the network here may
              be down
            - no HTTP answer: connection refused
            - no AWS credentials: tried environment, profile, web identity, container
              and instance
            do: aws sso login, or aws configure, or name a profile: --profile NAME
            do: try another network, VPN or proxy; then look again
    "#]]
    .assert_eq(&ran.out);
    expect![[r#"
        DRILL inc-001-all-well: nothing here is real
        no runbook fits now; what is not well: duckops status; all runbooks: duckops runbook list

        do not fit: inc-001, inc-002, inc-003, inc-004, inc-005
    "#]]
    .assert_eq(&shown("inc-001-all-well"));
}
