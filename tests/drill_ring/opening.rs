//! What is refused before a walk begins, because it does not belong together.

use super::served::{Served, walk};
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

fn refused(ran: &Ran, code: i32, texts: &[&str]) {
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
    for text in texts {
        assert!(ran.err.contains(text), "`{text}` is not said:\n{}", ran.err);
    }
}

/// A loopback address where nobody listens.
fn nobody() -> String {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    format!("http://127.0.0.1:{port}")
}

#[test]
fn the_wrong_family_names_the_right_command() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    refused(&place.run(&["checklist", "inc-001"]), 2, &["inc-001 is a triage runbook", "duckops triage inc-001"]);
    refused(&place.run(&["triage", "inc-01"]), 2, &["did you mean `inc-001`?"]);
    refused(&place.run(&["drill", "inc-1"]), 2, &["did you mean `inc-001`?"]);
    assert_eq!(place.run(&["runbook", "show", "INC-001"]).code, 0, "ids are read in any case");
}

/// Not a network that is down: nothing was asked, and the setting is named.
#[test]
fn what_is_no_address_is_a_wrong_setting() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    let why = "api is no address: \"http:///prod\" names no host (set by --api)";
    refused(&place.run(&["triage", "inc-001", "--api", "http:///prod"]), 2, &[why, "for example: --api https://"]);
    refused(&place.run(&["status", "--endpoint-url", "localhost:4566"]), 2, &["endpoint_url is no address", "http://"]);
    let aws = Duckops::new().with("AWS_ENDPOINT_URL", "http://:4566");
    refused(&aws.run(&["triage", "inc-001"]), 2, &["names no host (set by AWS_ENDPOINT_URL)"]);
    std::fs::write(place.dir.join("duckops.toml"), "api = \"example.org/prod\"\n").unwrap();
    refused(
        &place.run(&["status"]),
        2,
        &["does not begin with http", "duckops.toml:1)", "for example: api = \"https://"],
    );
    let probed = place.run(&["probe", "--format", "nagios"]);
    assert!(probed.code == 3 && probed.err.contains("api is no address"), "monitoring hears UNKNOWN: {probed:?}");
}

#[test]
fn another_account_than_the_settings_say_is_refused() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    std::fs::write(place.dir.join("duckops.toml"), "account = \"111122223333\"\n").unwrap();
    refused(&walk(&place, &[]), 2, &["account 121546003735", "111122223333", "--profile"]);
    assert!(!place.state().join("drill/runs").exists());
}

#[test]
fn another_region_than_the_settings_say_is_refused() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().with("AWS_REGION", "eu-west-1");
    refused(&walk(&place, &[]), 2, &["eu-west-1", "us-east-1", "--region"]);
}

/// An AWS and an API that are no drill: every request gets the same answer, an identity as STS gives it.
fn elsewhere() -> String {
    dated("")
}

/// The same, with headers of its own.
fn dated(headers: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = move |mut stream: TcpStream| {
        let _head = stream.read(&mut [0; 8192]);
        let body = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
            <GetCallerIdentityResult><Arn>arn:aws:iam::121546003735:user/ana</Arn><UserId>AIDA</UserId>\
            <Account>121546003735</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}", body.len());
        let _gone = write!(stream, "{head}\r\n{headers}Connection: close\r\n\r\n{body}");
    };
    thread::spawn(move || listener.incoming().flatten().for_each(answer));
    format!("http://{address}")
}

/// What is seen in one world must not change another.
#[test]
fn a_drills_api_with_other_aws_is_refused_and_the_reverse() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().with("AWS_ENDPOINT_URL", &elsewhere());
    refused(&walk(&place, &[]), 2, &["the API is a drill's, AWS is not", "drill serve"]);
    let place = served.duckops().with("DUCKOPS_API", &elsewhere());
    refused(&walk(&place, &[]), 2, &["AWS is a drill's, the API is not", "drill serve"]);
    assert!(!place.state().join("runs").exists(), "a run was begun");
}

/// Nothing answers, and nobody is known: each look says that it could not check, and nothing is called repaired.
#[test]
fn with_no_network_it_says_soon_what_to_do() {
    let _ring = ring::enter("drill");
    for (more, end) in [(&["--dry-run"][..], "nothing was changed"), (&[], "DEFERRED")] {
        let place = Duckops::new().with("DUCKOPS_API", &nobody()).with("AWS_ENDPOINT_URL", &nobody());
        let began = Instant::now();
        let ran = walk(&place, more);
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
        for text in ["nothing but reading is possible", "aws sso login", "connection refused", "the network", end] {
            assert!(ran.out.contains(text), "`{text}` is not said:\n{}", ran.out);
        }
        assert!(!ran.out.contains("RESOLVED"), "{}", ran.out);
    }
}

/// It stands in the header, in what is recorded and in `status`; a minute is nothing to speak of.
#[test]
fn a_clock_that_is_not_the_api_s_is_said_and_recorded() {
    let said = "this machine's clock is 4 min ahead of the API's";
    for (headers, skewed) in
        [("Date: Sun, 22 Nov 2026 02:10:07 GMT\r\n", true), ("Date: Sun, 22 Nov 2026 02:13:07 GMT\r\n", false)]
    {
        let api = dated(headers);
        let place = Duckops::new().at_a_set_time().with("DUCKOPS_API", &api).with("AWS_ENDPOINT_URL", &api);
        let place =
            place.with("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").with("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG");
        let ran = walk(&place, &[]);
        let header = ran.out.split("1/12").next().unwrap().replace("\n    ", " ");
        assert_eq!(header.contains(&format!("{said}; times here are this machine's")), skewed, "{header}");
        let runs = std::fs::read_dir(place.state().join("runs")).unwrap().flatten().next().unwrap();
        let events = std::fs::read_to_string(runs.path().join("events.jsonl")).unwrap();
        let opened = format!("\"skew\":\"{said}\"");
        assert_eq!(events.lines().next().unwrap().contains(&opened), skewed, "{events}");
        let resumed = walk(&place, &["--resume"]);
        let again = std::fs::read_to_string(runs.path().join("events.jsonl")).unwrap();
        let line = again.lines().find(|line| line.contains("\"event\":\"resumed\""));
        assert_eq!(line.map(|line| line.contains(&opened)), Some(skewed), "{}{again}", resumed.err);
        let status = place.run(&["status"]).out.replace("\n    ", " ");
        assert_eq!(status.contains(said), skewed, "{status}");
        let json: serde_json::Value = serde_json::from_str(&place.run(&["status", "--json"]).out).unwrap();
        assert_eq!(json["clock"].as_str(), skewed.then_some(said));
    }
}
