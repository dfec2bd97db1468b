//! Secrets from every source: none reaches the screen, a file, an error.

use super::proxy::{self, Into};
use crate::drill_ring::served::Served;
use crate::support::duckops::{Duckops, Ran};
use std::fs;

/// Each in the form in which logs and errors have it, and the part that must not arrive.
const SECRETS: &[(&str, &str)] = &[
    ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
    ("Credential=ASIAIOSFODNN7EXAMPL2/20261122/us-east-1/lambda/aws4_request", "ASIAIOSFODNN7EXAMPL2"),
    ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "bPxRfiCYEXAMPLEKEY"),
    ("Bearer abcdefgh1234-quack", "abcdefgh1234-quack"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N", "dozjgNryP4J3jVmNHl0w5N"),
    ("password=\"two hunters\"", "hunters"),
    ("pwd=hunter3", "hunter3"),
    ("{\\\"token\\\":\\\"tok en4\\\"}", "en4"),
    ("https://ana:p@ss/word5@db.example/x", "word5"),
    ("ana@mail.example.com", "ana@mail"),
    ("DUCK-123456", "DUCK-123456"),
];

const SETTINGS: &str = "redact_emails = true\nredact = ['DUCK-[0-9]{4,6}']\n";

fn all() -> String {
    SECRETS.iter().map(|(raw, _)| format!(" {raw} ;")).collect()
}

fn holds_none(text: &str, whence: &str) {
    for (_, secret) in SECRETS {
        assert!(!text.contains(secret), "{whence}: {secret} arrives:\n{text}");
    }
}

fn none_shown(ran: &Ran, whence: &str) {
    holds_none(&ran.out, whence);
    holds_none(&ran.err, whence);
}

fn none_kept(place: &Duckops) {
    let find = std::process::Command::new("find").arg(place.dir.join(".local")).args(["-type", "f"]).output().unwrap();
    let files = String::from_utf8(find.stdout).unwrap();
    assert!(files.lines().count() > 0, "nothing was kept");
    for path in files.lines() {
        holds_none(&String::from_utf8_lossy(&fs::read(path).unwrap()), path);
    }
}

#[test]
fn what_the_stack_says_keeps_its_secrets() {
    for (into, scenario) in [(Into::Texts, "inc-001"), (Into::Texts, "inc-003"), (Into::Errors, "inc-001")] {
        let served = Served::start(scenario);
        let stack = served.var("AWS_ENDPOINT_URL").to_owned();
        let here = format!("http://127.0.0.1:{}", proxy::start(&stack, all(), into));
        let place = served.vars.iter().fold(Duckops::new().at_a_set_time(), |place, (name, value)| {
            place.with(name, &value.replace(&stack, &here))
        });
        fs::write(place.dir.join("duckops.toml"), SETTINGS).unwrap();
        let mut shown = String::new();
        for args in [
            &["status", "-vv"][..],
            &["status", "--json"],
            &["triage", "-vv"],
            &["snapshot", "--json"],
            &["triage", scenario, "--no-input", "-vv"],
            &["triage", scenario, "--no-input", "--new", "--json"],
            &["triage", scenario, "--no-input", "--dry-run"],
        ] {
            let ran = place.run(args);
            none_shown(&ran, &format!("{into:?} to {args:?}"));
            shown.push_str(&ran.out);
        }
        assert!(shown.contains("[redacted]"), "{into:?}: nothing of it is shown: {shown}");
        none_kept(&place);
    }
}

#[test]
fn what_is_said_here_keeps_its_secrets() {
    let place = Duckops::new().at_a_set_time().with("DUCKOPS_API", "http://0.0.0.0:9/prod");
    fs::write(place.dir.join("duckops.toml"), SETTINGS).unwrap();
    let bad = all();
    let answer = format!("{bad}=x");
    for args in [
        &["triage", &bad][..],
        &["runs", "show", &bad],
        &["--state-dir", &bad, "runs", "list"],
        &["drill", "inc-001", "--answer", &answer],
        &["freeze", "on", "--reason", &bad],
        &["freeze", "status", "--json"],
        &["incident", "start", "--severity", "P1", "--title", &bad],
        &["incident", "note", &bad],
        &["incident", "status"],
        &["log", "governance", "add", "--title", "x", "--text", &bad],
        &["log", "governance", "show"],
        &["log", "deploy", "mark", "44", "bad", "--what", &bad],
        &["log", "deploy", "show", "--json"],
        &["config", "show", "--operator", &bad],
        &["config", "show", "--json", "--profile", &bad],
        &["config", "init", "--config", &bad],
    ] {
        none_shown(&place.run(args), &format!("{args:?}"));
    }
    // Before the settings are read, what is secret everywhere is secret already.
    let early = Duckops::new();
    for args in [&["--color", "pwd=hunter3"][..], &["AKIAIOSFODNN7EXAMPLE"], &["--no-such=https://ana:word5@h/"]] {
        none_shown(&early.run(args), &format!("{args:?}"));
    }
    for name in ["GOVERNANCE-LOG.md", "DEPLOY-LOG.md"] {
        holds_none(&place.file(name), name);
        assert!(place.file(name).contains("redacted"), "{name}");
    }
    none_kept(&place);
}

#[test]
fn a_runbook_s_secrets_are_not_shown() {
    let place = Duckops::new().at_a_set_time().with("DUCKOPS_API", "http://127.0.0.1:9");
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/runbooks/inc-001.md")).unwrap();
    let text = text.replacen(
        "```sh\n",
        "Look with AKIAIOSFODNN7EXAMPLE and pwd=hunter3.\n\n```sh\necho password=\"two hunters\"\n",
        1,
    );
    fs::create_dir(place.dir.join("runbooks")).unwrap();
    fs::write(place.dir.join("runbooks/inc-001.md"), text).unwrap();
    for args in [
        &["runbook", "show", "inc-001"][..],
        &["runbook", "show", "--json", "inc-001"],
        &["runbook", "show", "--by-hand", "inc-001"],
        &["triage", "inc-001", "--no-input", "-vv", "--dry-run"],
    ] {
        let args = [&["--runbook-dir", "runbooks"], args].concat();
        none_shown(&place.run(&args), &format!("{args:?}"));
    }
}

/// A pattern that is none is told with its place, before anything is done.
#[test]
fn a_pattern_is_checked_when_the_settings_are_read() {
    let place = Duckops::new();
    fs::write(place.dir.join("duckops.toml"), "redact = ['DUCK-[0-9']\n").unwrap();
    let ran = place.run(&["freeze", "status"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("duckops.toml:1:11: this is not a regular expression"), "{}", ran.err);
}
