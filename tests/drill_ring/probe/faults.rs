//! Every way in which an API can fail, with real servers: the state, the line, and that the time is kept.

use super::servers::{BlackHole, Faulty, Tls, Wrong};
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;
use std::time::{Duration, Instant};

const TIMEOUT: Duration = Duration::from_secs(2);
/// Beside the time-out, for the start of the process and its end.
const MORE: Duration = Duration::from_millis(250);
const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/// One probe of an API: its exit code and line, in time.
fn probed(name: &str, place: &Duckops) -> String {
    let began = Instant::now();
    let ran = place.run(&["probe", "--format", "nagios", "--check", "status,routes", "--timeout", "2s"]);
    let took = began.elapsed();
    assert!(took <= TIMEOUT + MORE, "{name} took {took:?}: {}{}", ran.out, ran.err);
    assert_eq!(ran.out.matches('\n').count(), 1, "{name}: {}{}", ran.out, ran.err);
    let said = ran.out.split(" | ").next().unwrap().trim_end();
    assert!(said.chars().count() < 80, "{name}: {said}");
    format!("{name}: {} {}\n", ran.code, untimed(said))
}

/// How long it was waited differs from run to run, and so does how much of that a line has room for.
fn untimed(said: &str) -> String {
    for before in ["timed out after ", "not done within "] {
        if let Some((head, tail)) = said.split_once(before) {
            let tail = tail.trim_start_matches(|c: char| c.is_ascii_digit() || ". ms".contains(c));
            let cut = tail.split_once("...").map_or(tail.to_owned(), |(_, rest)| format!("...{rest}"));
            return format!("{head}{before}T{cut}");
        }
    }
    said.to_owned()
}

fn place(api: &str, aws: &str) -> Duckops {
    Duckops::new().with("DUCKOPS_API", api).with("AWS_ENDPOINT_URL", aws)
}

fn trusting(api: &Tls, aws: &str) -> Duckops {
    let place = place(&api.url, aws);
    let file = place.dir.join("authority.pem");
    std::fs::write(&file, &api.authority).unwrap();
    let file = file.display().to_string();
    place.with("SSL_CERT_FILE", &file)
}

/// The network works: AWS answers, if only that it wants a signature.
#[test]
fn each_fault_has_its_state_and_its_line_and_ends_in_time() {
    let _ring = ring::enter("drill");
    let aws = Faulty::answering("403 Forbidden", "{}");
    let refused = super::nobody();
    let (hole, silent) = (BlackHole::new(), Faulty::silent());
    let portal = "<html><title>Hotel Wi-Fi</title>Please log in</html>";
    let json = "content-type: application/json";
    let huge = format!("{{\"lambda\": \"{}\"}}", "x".repeat(5 * 1024 * 1024));
    let second = Duration::from_secs(1);
    let mut said = String::new();
    for (name, api) in [
        ("refused", &refused),
        ("black hole", &hole.url),
        ("no such host", &"http://no-such-host.invalid".to_owned()),
        ("silent", &silent.url),
        ("stalled headers", &Faulty::stalling("HTTP/1.1 200 OK\r\ncontent-ty").url),
        (
            "a byte a second",
            &Faulty::going_on("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n", b" ".into(), second).url,
        ),
        (
            "short body",
            &Faulty::speaking(|mut stream, _| {
                use std::io::Write as _;
                let _gone = stream.write_all(format!("{HEAD}content-length: 900\r\n\r\n{{\"lambda\":").as_bytes());
            })
            .url,
        ),
        ("endless body", &Faulty::going_on("HTTP/1.1 200 OK\r\n\r\n", vec![b' '; 65536], Duration::ZERO).url),
        ("redirect loop", &Faulty::replying("302 Found", "location: /prod/beak/system/status", "").url),
        ("huge JSON", &Faulty::replying("200 OK", json, huge).url),
        ("bad JSON", &Faulty::replying("200 OK", json, "{\"lambda\": {").url),
        ("no JSON object", &Faulty::replying("200 OK", json, "[]").url),
        ("captive portal", &Faulty::replying("200 OK", "content-type: text/html", portal).url),
        ("captive portal that redirects", &Faulty::replying("302 Found", "location: http://10.0.0.1/login", "").url),
        ("captive portal by the book", &Faulty::replying("511 Network Authentication Required", json, portal).url),
        ("500", &Faulty::answering("500 Internal Server Error", "{}").url),
        ("502", &Faulty::answering("502 Bad Gateway", "{}").url),
        ("503", &Faulty::answering("503 Service Unavailable", "").url),
        ("504", &Faulty::answering("504 Gateway Timeout", "{}").url),
        ("no HTTP", &Faulty::stalling("SSH-2.0-OpenSSH_9.6\r\n").url),
    ] {
        said += &probed(name, &place(api, &aws.url));
    }
    for (name, wrong) in
        [("TLS well", Wrong::Nothing), ("TLS expired", Wrong::Expired), ("TLS wrong name", Wrong::Name)]
    {
        said += &probed(name, &trusting(&Tls::start(wrong), &aws.url));
    }
    let stranger = Tls::start(Wrong::Nothing);
    said += &probed("TLS of a stranger", &place(&stranger.url, &aws.url));
    said += &probed("TLS to what speaks none", &place(&aws.url.replace("http://", "https://"), &aws.url));
    expect![[r#"
        refused: 2 DUCKOPS CRITICAL - status connection refused, 1 more; duckops triage inc-001
        black hole: 2 DUCKOPS CRITICAL - status timed out after T, 1 more; duckops triage inc-001
        no such host: 2 DUCKOPS CRITICAL - status no such host, routes 0/3; duckops triage inc-001
        silent: 2 DUCKOPS CRITICAL - status timed out after T, 1 more; duckops triage inc-001
        stalled headers: 2 DUCKOPS CRITICAL - status timed out after T, 1 more; duckops triage inc-001
        a byte a second: 2 DUCKOPS CRITICAL - status: the body did not end with..., 1 more; duckops triage
        short body: 2 DUCKOPS CRITICAL - status: the body broke off after ..., 1 more; duckops triage
        endless body: 1 DUCKOPS WARNING - status: the body is more than 4 MiB; duckops triage
        redirect loop: 2 DUCKOPS CRITICAL - status 302, routes 0/3; duckops triage inc-001
        huge JSON: 1 DUCKOPS WARNING - status: the body is more than 4 MiB; duckops triage
        bad JSON: 1 DUCKOPS WARNING - status: the body is not JSON (line 1, colu...; duckops triage
        no JSON object: 1 DUCKOPS WARNING - status: the body is not an object: []; duckops triage
        captive portal: 1 DUCKOPS WARNING - status: the body is HTML, not JSON: a prox...; duckops triage
        captive portal that redirects: 2 DUCKOPS CRITICAL - status 302, routes 0/3; duckops triage inc-001
        captive portal by the book: 2 DUCKOPS CRITICAL - status 511, routes 0/3; duckops triage inc-001
        500: 2 DUCKOPS CRITICAL - status 500, routes 0/3; duckops triage inc-001
        502: 2 DUCKOPS CRITICAL - status 502, routes 0/3; duckops triage inc-001
        503: 2 DUCKOPS CRITICAL - status 503, routes 0/3; duckops triage inc-001
        504: 2 DUCKOPS CRITICAL - status 504, routes 0/3; duckops triage inc-001
        no HTTP: 2 DUCKOPS CRITICAL - status the connection broke, 1 more; duckops triage inc-001
        TLS well: 2 DUCKOPS CRITICAL - status 500, routes 0/3; duckops triage inc-001
        TLS expired: 2 DUCKOPS CRITICAL - status TLS failed, routes 0/3; duckops triage inc-001
        TLS wrong name: 2 DUCKOPS CRITICAL - status TLS failed, routes 0/3; duckops triage inc-001
        TLS of a stranger: 2 DUCKOPS CRITICAL - status TLS failed, routes 0/3; duckops triage inc-001
        TLS to what speaks none: 2 DUCKOPS CRITICAL - status timed out after T, 1 more; duckops triage inc-001
    "#]]
    .assert_eq(&said);
}

/// Nothing answers, so it is not known whether it is the API: that is ours.
#[test]
fn where_nothing_answers_nobody_is_blamed_and_it_ends_in_time() {
    let _ring = ring::enter("drill");
    let (hole, silent, refused) = (BlackHole::new(), Faulty::silent(), super::nobody());
    let mut said = String::new();
    for (name, api, aws) in [
        ("both refused", &refused, &refused),
        ("both black holes", &hole.url, &hole.url),
        ("both silent", &silent.url, &silent.url),
        ("no such hosts", &"http://no-such-host.invalid".to_owned(), &"http://nor-this.invalid".to_owned()),
    ] {
        said += &probed(name, &place(api, aws));
    }
    expect![[r#"
        both refused: 3 DUCKOPS UNKNOWN - status ?: connection refused, and AWS does not a..., 1 more ?
        both black holes: 3 DUCKOPS UNKNOWN - status ?: timed out after T..., 1 more ?
        both silent: 3 DUCKOPS UNKNOWN - status ?: timed out after T..., 1 more ?
        no such hosts: 3 DUCKOPS UNKNOWN - status ?: no such host, and AWS does not answer ..., 1 more ?
    "#]]
    .assert_eq(&said);
}

/// A disk that keeps us waiting is no reason to be late: another process holds the history.
#[test]
fn a_disk_that_does_not_answer_makes_no_probe_late() {
    let _ring = ring::enter("drill");
    let api = Faulty::answering("200 OK", "{\"agents\": {\"alive\": 3, \"dead\": 0}}");
    let place = place(&api.url, &super::nobody());
    assert!(probed("well", &place).starts_with("well: 1 DUCKOPS WARNING - status incomplete"));
    let history = std::fs::File::open(place.state().join("history.lock")).unwrap();
    history.lock().unwrap();
    assert_eq!(probed("held", &place), "held: 3 DUCKOPS UNKNOWN - not done within T\n");
}
