//! `duckops status`: one screen at 80 columns, stacked at 40, and as JSON.

use super::served::Served;
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::expect;

fn status(place: &Duckops, more: &[&str]) -> Ran {
    place.run(&[&["status"], more].concat())
}

fn fits(screen: &str, width: usize) {
    let wide: Vec<_> = screen.lines().filter(|line| line.chars().count() > width).collect();
    assert!(wide.is_empty(), "wider than {width}: {wide:?}");
}

#[test]
fn an_outage_at_eighty_columns() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let ran = status(&served.duckops(), &[]);
    expect![[r#"
        Mission Control  2026-11-22T02:14:07Z                health 0–30, 5 unknown  RED
        DRILL inc-001: nothing here is real

        Anomalies       3     Lambda down: 502 Bad Gateway: duckops triage inc-001
                              routes not always 200: /beak, /beak/metrics,
                              /beak/system/status: duckops triage inc-001
                              SES in the sandbox: duckops runbook show inc-005 --by-hand
        Health Score    FAIL  -45 Lambda, -20 routes, -5 SES sandbox; unknown, may cost
                              45 agents, 15 alias drift, 10 stale status, 10 peck
                              failures, 5 SNS sandbox
        Alias Drift     ?     prod 43, status ?, log 43 (could not check: only a 200
                              reports anything: 502 Bad Gateway)
        Lambda Version        prod points to 43, which version answers is not        now
                              known
        Route Health    FAIL  0/3 gave 200 in every look; these looks do not keep    now
                              the SLA (99 %, p95 2 s)
                              /beak                502  p50 0 ms  p95 0 ms
                              /beak/metrics        502  p50 0 ms  p95 0 ms
                              /beak/system/status  502  p50 0 ms  p95 0 ms
        Status          FAIL  502 Bad Gateway                                        now
        Agent Fleet     ?     could not check: only a 200 reports anything: 502 Bad
                              Gateway; 10 min ago 17 alive, 2 dead
        Peck Failures   ?     could not check: only a 200 reports anything: 502 Bad
                              Gateway; 10 min ago 4 callback errors, 2 denied, 3 expired
                              in all
        Audit Activity  ?     could not check: only a 200 reports anything: 502 Bad
                              Gateway
        SES Quota       ok    █████░░░░░░░░░░░░░░░ 57 of 200 in 24 h, 28 %           now
        Sandbox Exit    warn  SES: unverified recipients get nothing; no             now
                              production access was asked for
                              SES  leave it: duckops runbook show inc-005 --by-hand
        Change Freeze         off                                                    now
        Incident Mode         off                                                    now

        next: duckops triage inc-001
    "#]]
    .assert_eq(&ran.out);
    assert_eq!(ran.code, 3, "what the API does not report is not known: {}", ran.err);
    fits(&ran.out, 80);
    assert!(ran.out.lines().count() <= 40, "{}", ran.out.lines().count());
}

#[test]
fn the_same_at_forty_columns() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let ran = status(&served.duckops().with("COLUMNS", "40"), &[]);
    expect![[r#"
        Mission Control  2026-11-22T02:14:07Z
                     health 0–30, 5 unknown  RED
        DRILL inc-001: nothing here is real

        Anomalies  3
            Lambda down: 502 Bad Gateway
          duckops triage inc-001
            routes not always 200: /beak,
            /beak/metrics, /beak/system/status
          duckops triage inc-001
            SES in the sandbox
          duckops runbook show inc-005 --by-hand
        Health Score  FAIL
            -45 Lambda, -20 routes, -5 SES
            sandbox; unknown, may cost 45
            agents, 15 alias drift, 10 stale
            status, 10 peck failures, 5 SNS …
        Alias Drift  ?
            prod 43, status ?, log 43 (could not
            check: only a 200 reports anything:
            502 Bad Gateway)
        Lambda Version  now
            prod points to 43, which version
            answers is not known
        Route Health  FAIL  now
            0/3 gave 200 in every look; these
            looks do not keep the SLA (99 %, p95
            2 s)
            /beak                502  p50 0 ms
              p95 0 ms
            /beak/metrics        502  p50 0 ms
              p95 0 ms
            /beak/system/status  502  p50 0 ms
              p95 0 ms
        Status  FAIL  now
            502 Bad Gateway
        Agent Fleet  ?
            could not check: only a 200 reports
            anything: 502 Bad Gateway; 10 min
            ago 17 alive, 2 dead
        Peck Failures  ?
            could not check: only a 200 reports
            anything: 502 Bad Gateway; 10 min
            ago 4 callback errors, 2 denied, 3
            expired in all
        Audit Activity  ?
            could not check: only a 200 reports
            anything: 502 Bad Gateway
        SES Quota  ok  now
            █████░░░░░░░░░░░░░░░ 57 of 200 in 24
            h, 28 %
        Sandbox Exit  warn  now
            SES: unverified recipients get
            nothing; no production access was
            asked for
            SES  leave it: duckops runbook show
              inc-005 --by-hand
        Change Freeze  now
            off
        Incident Mode  now
            off

        next: duckops triage inc-001
    "#]]
    .assert_eq(&ran.out);
    fits(&ran.out, 40);
}

#[test]
fn a_stack_that_answers() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let ran = status(&served.duckops(), &[]);
    expect![[r#"
        Mission Control  2026-11-22T02:14:07Z                                  health 92
        DRILL inc-001-all-well: nothing here is real

        Anomalies       2     SES in the sandbox: duckops runbook show inc-005 --by-hand
                              2 of 19 agents dead: duckops runbook show inc-003
        Health Score          -5 SES sandbox, -3 agents
        Alias Drift     ok    prod 42, status 42, log 42                             now
        Lambda Version        prod points to 42, version 42 answers                  now
        Route Health    ok    3/3 gave 200 in every look; these looks keep the       now
                              SLA (99 %, p95 2 s)
                              /beak                200  p50 0 ms  p95 0 ms
                              /beak/metrics        200  p50 0 ms  p95 0 ms
                              /beak/system/status  200  p50 0 ms  p95 0 ms
        Status          ok    200 OK                                                 now
        Agent Fleet     warn  17 alive, 2 dead                                       now
        Peck Failures   ok    0.0 failed an hour (high over 10)                      now
                              callback error  4 in all  44 %  0.0/h
                              denied          2 in all  22 %  0.0/h
                              expired         3 in all  33 %  0.0/h
        Audit Activity  ok    no type is far from usual                              now
                              peck_notify       5 in 30 min  usually 5
                              peck_requested    5 in 30 min  usually 5
                              duck.cert_issued  3 in 30 min  usually 3
        SES Quota       ok    █████░░░░░░░░░░░░░░░ 57 of 200 in 24 h, 28 %           now
        Sandbox Exit    warn  SES: unverified recipients get nothing; no             now
                              production access was asked for
                              SES  leave it: duckops runbook show inc-005 --by-hand
        Change Freeze         off                                                    now
        Incident Mode         off                                                    now

    "#]]
    .assert_eq(&ran.out);
    fits(&ran.out, 80);
}

/// Nothing answers and nobody is known: no tile is well, none is bad, and it is said what to do.
#[test]
fn without_network_and_credentials_nothing_is_well() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().with("DUCKOPS_API", "http://127.0.0.1:1/prod");
    let ran = status(&place.with("AWS_ENDPOINT_URL", "http://127.0.0.1:1"), &[]);
    expect![[r#"
        Mission Control  2026-11-22T02:14:07Z      health 0–100, 9 unknown  RED at worst

        Anomalies       ?     nothing could be checked
        Health Score    ?     unknown, may cost 45 Lambda, 45 agents, 20 routes, 15
                              alias drift, 10 stale status, 10 peck failures, 10 mail, 5
                              SES sandbox, 5 SNS sandbox
        Alias Drift     ?     alias ?, status ?, log ? (could not check: no AWS
                              credentials: tried environment, profile, web identity,
                              container and instance)
        Lambda Version  ?     could not check: no AWS credentials: tried environment,
                              profile, web identity, container and instance
        Route Health    ?     could not check: connection refused: no route answers, and
                              AWS does not answer either: the network here may be down
        Status          ?     could not check: connection refused, and AWS does not
                              answer either: the network here may be down
        Agent Fleet     ?     could not check: no HTTP answer: connection refused
        Peck Failures   ?     could not check: no HTTP answer: connection refused
        Audit Activity  ?     could not check: no HTTP answer: connection refused
        SES Quota       ?     could not check: no AWS credentials: tried environment,
                              profile, web identity, container and instance
        Sandbox Exit    ?     could not check: no AWS credentials: tried environment,
                              profile, web identity, container and instance
        Change Freeze         off                                                    now
        Incident Mode         off                                                    now

        do: aws sso login, or aws configure, or name a profile: --profile NAME
        do: try another network, VPN or proxy; then look again
    "#]]
    .assert_eq(&ran.out);
    assert_eq!(ran.code, 3, "{}", ran.err);
    fits(&ran.out, 80);
    assert!(ran.out.lines().count() <= 40, "{}", ran.out.lines().count());
}

#[test]
fn the_json_has_every_tile_and_the_score() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let ran = status(&served.duckops(), &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let names: Vec<_> = json["tiles"].as_array().unwrap().iter().map(|tile| tile["tile"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 12, "{names:?}");
    assert_eq!((json["score"]["low"].as_i64(), json["score"]["red"].as_bool()), (Some(0), Some(true)));
    assert_eq!(json["anomalies"][0]["what"], "Lambda down: 502 Bad Gateway");
    assert_eq!(json["anomalies"][0]["command"], "duckops triage inc-001");
    assert_eq!(json["penalties"][0]["points"], "-45");
}
