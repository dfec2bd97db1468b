//! `duckops probe`: every state, its line and its exit code. The answers of the stack decide, and what is ours never
//! looks like a fault of the stack.

mod contrib;
mod evidence;
mod exposition;
mod faults;
mod history;
mod ping;
mod servers;
mod told;

use super::served::Served;
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::{Expect, expect};
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// What needs no history.
const STEADY: &str = "status,routes,drift,fleet,quota,sandbox";

/// Times differ from run to run.
fn steady(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let timed = word.starts_with("'p95'=") || word.starts_with("'status_time'=");
        let end = word.split_once(';').map_or("", |(_, end)| end);
        words.push(if timed { format!("{}=T;{end}", &word[..word.find('=').unwrap()]) } else { word.to_owned() });
    }
    words.join(" ")
}

fn nagios(place: &Duckops, more: &[&str]) -> (i32, String) {
    let ran = place.run(&[&["probe", "--format", "nagios"], more].concat());
    (ran.code, steady(&ran.out))
}

fn check(found: (i32, String), code: i32, line: &Expect) {
    line.assert_eq(&found.1);
    assert_eq!(found.0, code);
    let said = found.1.split(" | ").next().unwrap_or_default();
    assert!(said.trim_end().chars().count() < 80, "{said}");
    assert_eq!(found.1.matches('\n').count(), 1, "one line");
}

/// A loopback address where nobody listens.
fn nobody() -> String {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    format!("http://127.0.0.1:{port}")
}

#[test]
fn an_api_that_fails_is_critical() {
    let _ring = ring::enter("drill");
    let place = Served::start("inc-001");
    let place = place.duckops();
    check(
        nagios(&place, &["--check", STEADY]),
        2,
        &expect![[r#"
            DUCKOPS CRITICAL - DRILL status 502, routes 0/3, 3 more; duckops triage inc-001 | 'routes'=0;;;0;3 'availability'=0%;;;0;100 'p95'=T;2;;0; 'quota'=28.5%;80;100;0;100
        "#]],
    );
    check(
        nagios(&place, &["--check", "quota"]),
        0,
        &expect![[r#"
        DUCKOPS OK - DRILL quota 57/200 | 'quota'=28.5%;80;100;0;100
    "#]],
    );
    check(
        nagios(&place, &["--check", "quota", "--warn", "quota=20", "--crit", "quota=20"]),
        2,
        &expect![[r#"
            DUCKOPS CRITICAL - DRILL quota 57/200 (crit 20%); duckops triage | 'quota'=28.5%;20;20;0;100
        "#]],
    );
}

#[test]
fn an_api_that_answers_is_judged_by_what_it_reports() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let place = served.duckops();
    check(
        nagios(&place, &["--check", "status,routes,drift,quota"]),
        0,
        &expect![[r#"
        DUCKOPS OK - DRILL status 200, routes 3/3, no drift, quota 57/200 | 'status_time'=T;;;0; 'status_age'=0s;300;;0; 'routes'=3;;;0;3 'availability'=100%;;;0;100 'p95'=T;2;;0; 'quota'=28.5%;80;100;0;100
    "#]],
    );
    check(
        nagios(&place, &["--check", STEADY]),
        1,
        &expect![[r#"
            DUCKOPS WARNING - DRILL sandbox SES, fleet 2/19 dead (warn 1); duckops triage | 'status_time'=T;;;0; 'status_age'=0s;300;;0; 'routes'=3;;;0;3 'availability'=100%;;;0;100 'p95'=T;2;;0; 'alive'=17;;;0; 'dead'=2;1;;0; 'quota'=28.5%;80;100;0;100
        "#]],
    );
    check(
        nagios(&place, &["--check", "fleet", "--warn", "fleet=5"]),
        0,
        &expect![[r#"
        DUCKOPS OK - DRILL fleet 2/19 dead | 'alive'=17;;;0; 'dead'=2;5;;0;
    "#]],
    );
    let quiet = place.run(&["probe", "--quiet", "--check", "status,routes,drift"]);
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (0, "", ""));
    let json = place.run(&["probe", "--format", "json", "--check", "fleet"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&json["state"], &json["checks"][0]["figures"][1]["value"]), (&"WARNING".into(), &2.0.into()));
}

#[test]
fn a_person_reads_each_check_and_what_to_do() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-weighted");
    let ran = served.duckops().run(&["probe", "--check", "drift,fleet,quota,sandbox"]);
    expect![[r#"
        DRILL inc-001-weighted: nothing here is real
        WARNING
        drift     WARNING   prod 41 (and 43: 50 %), status 41, log 43
        fleet     WARNING   17 alive, 2 dead (warn 1)  dead ▁▁▁▁▁▁▁▁▁▁▁
        quota     OK        57 of 200 in 24 h, 28 %
        sandbox   WARNING   SES: unverified recipients get nothing
        evidence: ~/.local/state/duckops/drill/standing/inc-001-weighted-20261122T021407Z/evidence/20261122T021407000Z.json
        next: duckops triage
    "#]]
    .assert_eq(&ran.out);
    assert_eq!(ran.code, 1, "{}", ran.err);
}

/// No credentials is ours: what needs them is UNKNOWN, and what is wrong without them stays CRITICAL.
#[test]
fn without_credentials_only_what_needs_them_is_unknown() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let place = served.duckops().with("DUCKOPS_PROFILE", "nobody");
    check(
        nagios(&place, &["--check", "status,routes,drift"]),
        3,
        &expect![[r#"
            DUCKOPS UNKNOWN - DRILL drift ?: the AWS credentials cannot be used: the cre... | 'status_time'=T;;;0; 'status_age'=0s;300;;0; 'routes'=3;;;0;3 'availability'=100%;;;0;100 'p95'=T;2;;0;
        "#]],
    );
    check(
        nagios(&place, &["--check", "status"]),
        0,
        &expect![[r#"
        DUCKOPS OK - DRILL status 200 | 'status_time'=T;;;0; 'status_age'=0s;300;;0;
    "#]],
    );
    let served = Served::start("inc-001");
    let place = served.duckops().with("DUCKOPS_PROFILE", "nobody");
    check(
        nagios(&place, &["--check", "status,drift"]),
        2,
        &expect![[r#"
            DUCKOPS CRITICAL - DRILL status 502, drift ?; duckops triage inc-001
        "#]],
    );
}

/// The API is refused. Whether that is its fault is told by another address that answers, or does not.
#[test]
fn an_api_that_nobody_serves_is_critical_only_when_the_network_works() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let place = served.duckops().with("DUCKOPS_API", &nobody()).with("AWS_ACCESS_KEY_ID", "");
    check(
        nagios(&place, &["--check", "status,routes"]),
        2,
        &expect![[r#"
            DUCKOPS CRITICAL - status connection refused, 1 more; duckops triage inc-001 | 'routes'=0;;;0;3 'availability'=0%;;;0;100
        "#]],
    );
    let place = Duckops::new().with("DUCKOPS_API", &nobody()).with("AWS_ENDPOINT_URL", &nobody());
    check(
        nagios(&place, &["--check", "status,routes"]),
        3,
        &expect![[r#"
            DUCKOPS UNKNOWN - status ?: connection refused, and AWS does not a..., 1 more ?
        "#]],
    );
    check(
        nagios(&place, &[]),
        3,
        &expect![[r#"
            DUCKOPS UNKNOWN - status ?: connection refused, and AWS does not a..., 8 more ? | 'history_samples'=0;;;0;
        "#]],
    );
}

/// It takes connections and says nothing: the probe ends in its time, and blames the API when AWS answers.
#[test]
fn a_stack_that_hangs_is_waited_for_no_longer_than_was_said() {
    let _ring = ring::enter("drill");
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("http://{}", silent.local_addr().map(|at| (silent, at)).map(keep).unwrap());
    let served = Served::start("inc-001-all-well");
    let place = served.duckops().with("DUCKOPS_API", &silent).with("AWS_ACCESS_KEY_ID", "");
    for (aws, code) in [(served.var("AWS_ENDPOINT_URL"), 2), (silent.as_str(), 3)] {
        let place = Duckops::new().with("DUCKOPS_API", &silent).with("AWS_ENDPOINT_URL", aws);
        let began = Instant::now();
        let (ended, line) = nagios(&place, &["--timeout", "2s"]);
        assert!(began.elapsed() < Duration::from_millis(2600), "{:?}", began.elapsed());
        assert_eq!(ended, code, "{line}");
    }
    drop(place);
}

/// A listener that is never dropped: its backlog takes connections.
fn keep((listener, at): (TcpListener, std::net::SocketAddr)) -> std::net::SocketAddr {
    std::mem::forget(listener);
    at
}

/// What waits for a person, in cron, waits in vain: what needs no credentials is checked all the same.
#[test]
fn credentials_that_never_come_do_not_hide_an_outage() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = Duckops::new().with("DUCKOPS_API", served.var("DUCKOPS_API"));
    let place = place.with("AWS_ENDPOINT_URL", served.var("AWS_ENDPOINT_URL"));
    std::fs::create_dir(place.dir.join(".aws")).unwrap();
    std::fs::write(place.dir.join(".aws/config"), "[profile slow]\ncredential_process = /bin/sleep 9\n").unwrap();
    let began = Instant::now();
    check(
        nagios(&place, &["--timeout", "3s", "--check", "status,drift", "--profile", "slow"]),
        2,
        &expect![[r#"
            DUCKOPS CRITICAL - DRILL status 502, drift ?; duckops triage inc-001
        "#]],
    );
    assert!(began.elapsed() < Duration::from_millis(3300), "{:?}", began.elapsed());
}

#[test]
fn a_wrong_command_line_or_setting_is_unknown() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    let unknown = |args: &[&str], out: &str, err: &str| {
        let Ran { code, out: said, err: told } = place.run(args);
        assert_eq!(code, 3, "{args:?}: {said}{told}");
        assert!(said.contains(out) && told.contains(err), "{args:?}: {said}{told}");
    };
    unknown(&["probe", "--nonsense"], "DUCKOPS UNKNOWN - the command line or a setting is wrong", "--nonsense");
    unknown(&["--profile", "x", "probe", "--format", "xml"], "DUCKOPS UNKNOWN", "xml");
    unknown(
        &["probe", "--format", "nagios", "--check", "mail"],
        "DUCKOPS UNKNOWN - there is no check `mail`",
        "status, routes",
    );
    unknown(&["probe", "--warn", "drift=1"], "", "drift has no figure");
    unknown(&["probe", "--timeout", "soon"], "", "--timeout 10s");
    let other = place.run(&["--profile", "probe", "triage", "--nonsense"]);
    assert_eq!(other.code, 2, "a profile of that name is no probe: {}", other.err);
    std::fs::write(place.dir.join("duckops.toml"), "nonsense = 1\n").unwrap();
    unknown(&["probe", "--format", "nagios"], "DUCKOPS UNKNOWN - the command line or a setting is wrong", "nonsense");
}

/// `warn` and `crit` are what `--warn` and `--crit` are, for everybody who looks: the command line still wins.
#[test]
fn thresholds_of_the_settings_count_for_probe_and_status() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops();
    let tile = |place: &Duckops| {
        let status: serde_json::Value = serde_json::from_str(&place.run(&["status", "--json"]).out).unwrap();
        let tiles = status["tiles"].as_array().unwrap();
        tiles.iter().find(|tile| tile["tile"] == "SES Quota").unwrap()["state"].as_str().unwrap().to_owned()
    };
    let quota = |place: &Duckops, more: &[&str]| {
        let ran = place.run(&[&["probe", "--format", "nagios", "--check", "quota"], more].concat());
        (
            ran.code,
            ran.out.split(' ').nth(1).unwrap().to_owned(),
            ran.out.split("'quota'=").nth(1).unwrap().trim().to_owned(),
        )
    };
    assert_eq!((quota(&place, &[]).0, tile(&place).as_str()), (0, "ok"));
    for (settings, code, state, seen) in [
        ("warn = [\"quota=1\"]\n", 1, "WARNING", "warning"),
        ("warn = [\"quota=1\"]\ncrit = [\"quota=2\", \"fleet=5\"]\n", 2, "CRITICAL", "critical"),
        ("warn = [\"fleet=5\"]\n", 0, "OK", "ok"),
    ] {
        std::fs::write(place.dir.join("duckops.toml"), settings).unwrap();
        let (ended, word, figure) = quota(&place, &[]);
        assert_eq!((ended, word.as_str(), tile(&place).as_str()), (code, state, seen), "{settings} {figure}");
    }
    std::fs::write(place.dir.join("duckops.toml"), "warn = [\"quota=1\"]\ncrit = [\"quota=2\"]\n").unwrap();
    let (ended, _, figure) = quota(&place, &["--warn", "quota=80", "--crit", "quota=99"]);
    assert!(ended == 0 && figure.contains(";80;99;"), "{figure}");
}

#[test]
fn credentials_of_another_account_are_ours_too() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    std::fs::write(place.dir.join("duckops.toml"), "account = \"111122223333\"\n").unwrap();
    check(
        nagios(&place, &[]),
        3,
        &expect![[r#"
        DUCKOPS UNKNOWN - these credentials are of account 121546003735, the setting...
    "#]],
    );
}
