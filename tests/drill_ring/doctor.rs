//! `duckops doctor` where the API and AWS are a drill's, refuse, or never answer.

use super::served::Served;
use super::standing::WORD;
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::expect;
use serde_json::Value;
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// Name and state of each row.
fn states(ran: &Ran) -> Vec<(String, String)> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let row = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    ran.out.lines().map(row).map(|row| (text(&row, "check"), text(&row, "state"))).collect()
}

fn state(ran: &Ran, check: &str) -> String {
    let all = states(ran);
    all.into_iter().find(|(name, _)| name == check).unwrap_or_else(|| panic!("no {check}: {}", ran.out)).1
}

/// All but what a change would need, which nobody tries.
const ASKED: [&str; 12] = [
    "API",
    "AWS",
    "identity",
    "account",
    "lambda:GetAlias",
    "lambda:ListVersionsByFunction",
    "lambda:GetFunctionConfiguration",
    "logs:FilterLogEvents",
    "states:ListExecutions",
    "states:DescribeExecution",
    "ses:GetAccount",
    "cloudwatch:GetMetricStatistics",
];

#[test]
fn in_a_drill_the_drill_is_asked() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let seen = |place: &Duckops, columns: &str| {
        let ran = place.ran(place.command(&["doctor"]).env("COLUMNS", columns));
        // On a narrow page nothing is wider than it; on a wide one a path is whole.
        let wide: Vec<_> = ran.out.lines().filter(|line| columns == "40" && line.chars().count() > 40).collect();
        assert!(wide.is_empty(), "{wide:?}");
        let (before, rest) = ran.out.split_once("ok    state directory").unwrap();
        let (asked, _) = rest.split_once("ok    GOVERNANCE-LOG.md").unwrap();
        // Where it is broken depends on where the tests are.
        let (_, asked) = asked.split_once("ok    runbooks").unwrap();
        format!("{}{before}ok    runbooks{asked}[{}]\n", ran.err, ran.code)
    };
    expect![[r#"
        DRILL rollback: nothing here is real
        ok    settings: no file, all as built in; api by DUCKOPS_API
        ok    runbooks: 8 runbooks and 3 parts, without a mistake
        info  terminal
            nothing can be asked: neither stdin nor stderr is one; 80 columns, no
            colour, UTF-8
        amber API: http://127.0.0.1:PORT/prod: 502 Bad Gateway after 0 ms
            next: duckops status
        ok    AWS: http://127.0.0.1:PORT: it answers
        info  clock: not compared: a simulated stack keeps a time of its own
        ok    region: us-east-1, as the settings say
        ok    identity: arn:aws:sts::121546003735:assumed-role/duckops-drill/operator
        ok    account: 121546003735, as the settings say
        ok    credentials: they do not expire
        info  lambda:GetAlias, lambda:ListVersionsByFunction,
              lambda:GetFunctionConfiguration, logs:FilterLogEvents,
              states:ListExecutions, states:DescribeExecution, ses:GetAccount,
              cloudwatch:GetMetricStatistics, lambda:InvokeFunction, lambda:UpdateAlias,
              ses:PutAccountDetails
            not judged: a drill has no IAM, it allows everything
        [0]
    "#]]
    .assert_eq(&seen(&place, "80"));
    expect![[r#"
        DRILL rollback: nothing here is real
        ok    settings
            no file, all as built in; api by
            DUCKOPS_API
        ok    runbooks
            8 runbooks and 3 parts, without a
            mistake
        info  terminal
            nothing can be asked: neither stdin
            nor stderr is one; 40 columns, no
            colour, UTF-8
        amber API
            http://127.0.0.1:PORT/prod: 502 Bad
            Gateway after 0 ms
            next: duckops status
        ok    AWS
            http://127.0.0.1:PORT: it answers
        info  clock
            not compared: a simulated stack
            keeps a time of its own
        ok    region
            us-east-1, as the settings say
        ok    identity
            arn:aws:sts::121546003735:assumed-ro
            le/duckops-drill/operator
        ok    account
            121546003735, as the settings say
        ok    credentials: they do not expire
        info  lambda:GetAlias,
              lambda:ListVersionsByFunction,
              lambda:GetFunctionConfiguration,
              logs:FilterLogEvents,
              states:ListExecutions,
              states:DescribeExecution,
              ses:GetAccount,
              cloudwatch:GetMetricStatistics,
              lambda:InvokeFunction,
              lambda:UpdateAlias,
              ses:PutAccountDetails
            not judged: a drill has no IAM, it
            allows everything
        [0]
    "#]]
    .assert_eq(&seen(&place, "40"));
    // Whoever has no credentials is given those of the drill.
    let nobody = Duckops::new().at_a_set_time().with("DUCKOPS_API", served.var("DUCKOPS_API"));
    let nobody = nobody.with("AWS_ENDPOINT_URL", served.var("AWS_ENDPOINT_URL"));
    let ran = nobody.run(&["doctor", "--json"]);
    assert_eq!((ran.code, state(&ran, "identity").as_str()), (0, "ok"), "{}", ran.out);
}

/// An API that is a drill's and an AWS that is not.
#[test]
fn half_a_drill_is_none() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops().with("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    let ran = place.run(&["doctor", "--json"]);
    assert_eq!((ran.code, state(&ran, "drill").as_str()), (3, "fail"), "{}", ran.out);
    assert!(ran.out.contains("take both from one `duckops drill serve`"), "{}", ran.out);
}

#[test]
fn what_refuses_is_not_known_and_where_there_are_no_credentials_it_is_said_once() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().without_a_network();
    let ran = place.run(&["doctor"]);
    let (asked, _) = ran.out.split_once("ok    GOVERNANCE-LOG.md").unwrap();
    expect![[r#"
        ok    settings: no file, all as built in; api by DUCKOPS_API
        ok    state directory
            ~/.local/state/duckops is not there yet
        ok    runbooks: 8 runbooks and 3 parts, without a mistake
        info  terminal
            nothing can be asked: neither stdin nor stderr is one; 80 columns, no
            colour, UTF-8
        ?     API: http://0.0.0.0:9/prod: connection refused after 0 ms
            next: check the network, VPN or proxy
        ?     AWS: http://0.0.0.0:9: it does not answer
            next: check the network, VPN or proxy
        ?     clock: no HTTP answer: connection refused
            next: check the network, VPN or proxy
        ok    region: us-east-1, as the settings say
        ?     identity, account, lambda:GetAlias, lambda:ListVersionsByFunction,
              lambda:GetFunctionConfiguration, logs:FilterLogEvents,
              states:ListExecutions, states:DescribeExecution, ses:GetAccount,
              cloudwatch:GetMetricStatistics, lambda:InvokeFunction
            no AWS credentials: tried environment, profile, web identity, container and
            instance
            next: aws sso login, or aws configure, or name a profile: --profile NAME
        info  lambda:UpdateAlias, ses:PutAccountDetails
            not checked: a change is not tried, and who would make it was not looked at
        [3]
    "#]]
    .assert_eq(&format!("{}{asked}[{}]\n", ran.err, ran.code));
    let keys = place.with("AWS_ACCESS_KEY_ID", "key").with("AWS_SECRET_ACCESS_KEY", "secret");
    let ran = keys.run(&["doctor", "--json"]);
    assert_eq!(ran.code, 3, "{}", ran.out);
    for check in ASKED {
        assert_eq!(state(&ran, check), "unknown", "{check}: {}", ran.out);
    }
}

/// Connections are taken and never answered.
#[test]
fn in_a_network_that_swallows_everything_it_ends_in_five_seconds() {
    let _ring = ring::enter("drill");
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    for keys in [&[][..], &[("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret")]] {
        let place = keys.iter().fold(Duckops::new(), |place, (name, value)| place.with(name, value));
        let place = place.with("DUCKOPS_API", &format!("{address}/prod")).with("AWS_ENDPOINT_URL", &address);
        let began = Instant::now();
        let ran = place.run(&["doctor", "--json"]);
        let took = began.elapsed();
        assert!(took < Duration::from_secs(5), "{took:?}");
        assert_eq!(ran.code, 3, "{}", ran.out);
        for check in ASKED {
            assert_eq!(state(&ran, check), "unknown", "{check}: {}", ran.out);
        }
        assert_eq!(state(&ran, "lambda:UpdateAlias"), "info");
        assert_eq!(state(&ran, "INCIDENT-LOG.md"), "ok", "what lies here is looked at all the same");
    }
}

#[test]
fn the_settings_that_were_read_and_what_signing_needs_are_named() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().without_a_network();
    let settings =
        "approvals = \"signed\"\nallowed_signers = \"signers\"\napprovers = [\"josh@example.com\", \"mina@a.b\"]\n";
    std::fs::write(place.dir.join("duckops.toml"), settings).unwrap();
    let rows = |place: &Duckops| {
        let ran = place.run(&["doctor", "--region", "us-east-1"]);
        let lines: Vec<_> = ran.out.lines().collect();
        let of = |what: &str| {
            let at = lines.iter().position(|line| line[WORD..].split(':').next() == Some(what)).unwrap();
            let more = lines[at + 1..].iter().take_while(|line| line.starts_with("    "));
            std::iter::once(&lines[at]).chain(more).map(|line| format!("{line}\n")).collect::<String>()
        };
        format!("{}{}", of("settings"), of("allowed_signers"))
    };
    let mut said = rows(&place);
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let signers = |josh: &str| format!("josh@example.com {josh}{key}\nmina@a.b {key}\n");
    for josh in ["namespaces=\"git\" ", "namespaces=\"duckops-approval@v1\" "] {
        std::fs::write(place.dir.join("signers"), signers(josh)).unwrap();
        said += &rows(&place);
    }
    expect![[r#"
        ok    settings
            ~/duckops.toml; api by DUCKOPS_API; region by
            --region
        FAIL  allowed_signers
            cannot read ~/signers: No such file or directory (os
            error 2)
            next: name it in duckops.toml: allowed_signers = "allowed_signers"
        ok    settings
            ~/duckops.toml; api by DUCKOPS_API; region by
            --region
        FAIL  allowed_signers
            ~/signers has no key for approvals of
            josh@example.com
            next: add a line for each: NAME namespaces="duckops-approval@v1" ssh-ed25519
            KEY
        ok    settings
            ~/duckops.toml; api by DUCKOPS_API; region by
            --region
        ok    allowed_signers: ~/signers: a key for each approver
    "#]]
    .assert_eq(&said);
}

/// What the screen calls amber is no `ok` to a script.
#[test]
fn an_api_that_fails_is_amber_in_json_too() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    assert_eq!(state(&served.duckops().run(&["doctor", "--json"]), "API"), "amber");
}
