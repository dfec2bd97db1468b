//! Status, audit events, log lines, AWS errors, descriptions: what a stack says. Arguments, the environment, runbooks,
//! ledgers, answers: what stands on this machine.

use super::proxy::{self, Into};
use super::{all, both_harmless, is_harmless, is_visible, marked, without_nul};
use crate::drill_ring::served::Served;
use crate::support::duckops::{Duckops, Ran};
use duckops::report::mistakes;
use duckops_core::runbook::{Library, Origin, Source};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

/// A place whose stack says hostile things, and the stack.
pub fn place(into: Into, scenario: &str) -> (Served, Duckops) {
    let served = Served::start(scenario);
    let stack = served.var("AWS_ENDPOINT_URL").to_owned();
    let port = proxy::start(&stack, all(), into);
    let here = format!("http://127.0.0.1:{port}");
    let place = served
        .vars
        .iter()
        .fold(Duckops::new().at_a_set_time(), |place, (name, value)| place.with(name, &value.replace(&stack, &here)));
    (served, place)
}

const SINKS: &[&[&str]] = &[
    &["status"],
    &["status", "-vv"],
    &["status", "--json"],
    &["probe"],
    &["probe", "--format", "nagios"],
    &["probe", "--json"],
    &["triage"],
    &["triage", "--json"],
    &["snapshot"],
    &["snapshot", "--json"],
];

#[test]
fn what_the_stack_says_acts_on_nothing() {
    for into in [Into::Texts, Into::Errors] {
        let (_served, place) = place(into, "inc-003");
        let mut shown = String::new();
        for sink in SINKS {
            let ran = place.run(sink);
            both_harmless(&ran, &format!("{into:?} to {sink:?}"));
            is_valid(sink, &ran);
            shown.push_str(&ran.out);
        }
        is_visible(&shown, &format!("{into:?}"));
        left_behind(&place);
    }
}

/// Log lines, descriptions and audit events are read by walks.
#[test]
fn what_a_walk_reads_acts_on_nothing() {
    for scenario in ["inc-001", "inc-004"] {
        let (_served, place) = place(Into::Texts, scenario);
        for more in [&["-vv"][..], &["--json"], &["--dry-run"]] {
            let args = [&["triage", scenario, "--no-input", "--new"], more].concat();
            let ran = place.run(&args);
            both_harmless(&ran, &format!("{args:?}"));
            is_visible(&(ran.out.clone() + &ran.err), &format!("{args:?}"));
            is_valid(more, &ran);
        }
        let list = place.run(&["runs", "list", "--json"]);
        let run: serde_json::Value = serde_json::from_str(list.out.lines().next().unwrap()).unwrap();
        let run = run["run"].as_str().unwrap();
        for args in
            [&["runs", "list"][..], &["update", run], &["handoff", run], &["handoff", run, "-v"], &["runs", "stats"]]
        {
            for args in [args.to_vec(), [args, &["--json"]].concat()] {
                let ran = place.run(&args);
                both_harmless(&ran, &format!("{args:?}"));
                is_valid(&args, &ran);
            }
        }
        left_behind(&place);
    }
}

/// Every line of `--json` is JSON.
fn is_valid(args: &[&str], ran: &Ran) {
    if args.contains(&"--json") {
        let values = serde_json::Deserializer::from_str(&ran.out).into_iter::<serde_json::Value>();
        values.for_each(|value| drop(value.unwrap_or_else(|cause| panic!("{args:?}: {cause}: {}", ran.out))));
    }
}

/// Nor do the files: whoever opens a run or a ledger with `less` or `cat` is served as well.
fn left_behind(place: &Duckops) {
    let mut left = files(&place.state());
    left.retain(|path| path.is_file());
    assert!(!left.is_empty());
    for path in left {
        let bytes = fs::read(&path).unwrap();
        is_harmless(&String::from_utf8_lossy(&bytes), &path.display().to_string());
    }
}

pub fn files(dir: &std::path::Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).map(|entries| entries.map(|entry| entry.unwrap().path()).collect::<Vec<_>>());
    let deeper = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.unwrap_or_default().into_iter().flat_map(deeper).collect()
}

#[test]
fn arguments_act_on_nothing() {
    let place = Duckops::new().at_a_set_time().without_a_network();
    let bad = marked(&without_nul());
    let config = format!("--config={bad}");
    let answer = format!("{bad}.x=1");
    let field = format!("{bad}=x");
    for args in [
        &["triage", &bad][..],
        &["checklist", &bad],
        &["drill", &bad],
        &["drill", "serve", "--scenario", &bad],
        &[&bad],
        &["--color", &bad],
        &["--no-such", &bad],
        &[&format!("--{bad}")],
        &["runs", "show", &bad],
        &["update", &bad],
        &["handoff", &bad],
        &["handoff", &format!("I-{bad}")],
        &["runs", "prune", "--older-than", &bad],
        &["runs", &bad],
        &["triage", &format!("--resume={bad}")],
        &["triage", "inc-001", "--answers", &bad],
        &["drill", "inc-001", "--answer", &answer],
        &["drill", "inc-001", "--answer", &bad],
        &[&config, "status"],
        &["--api", &bad, "status"],
        &["--region", &bad, "status"],
        &["--endpoint-url", &bad, "status"],
        &["--profile", &bad, "triage", "inc-001", "--dry-run", "--no-input"],
        &["--operator", &bad, "freeze", "on", "--reason", &bad],
        &["freeze", "status"],
        &["freeze", "status", "--json"],
        &["--operator", &bad, "incident", "start", "--severity", "P1", "--title", &bad],
        &["incident", "status"],
        &["incident", "status", "--json"],
        &["incident", "start", "--severity", &bad, "--title", "x"],
        &["approve", &bad],
        &["deny", &bad, "--reason", &bad],
        &["runbook", "show", &bad],
        &["runbook", "lint", &bad],
        &["log", "show", "--since", &bad],
        &["log", "show", "--grep", &format!("[{bad}")],
        &["log", "governance", "add", "--title", &bad, "--field", &field, "--text", &bad, "--operator", &bad],
        &["log", "governance", "show"],
        &["log", "deploy", "mark", &bad, "bad"],
        &["log", "deploy", "mark", "44", &bad],
        &["snapshot", "diff", &bad, &bad],
        &["probe", "--check", &bad],
        &["probe", "--warn", &bad],
        &["probe", "--timeout", &bad],
        &["--log-dir", &bad, "log", "show"],
        &["--runbook-dir", &bad, "runbook", "list"],
        &["--state-dir", &bad, "runs", "list"],
        &["--state-dir", &bad, "freeze", "on", "--reason", "x"],
    ] {
        both_harmless(&place.run(args), &format!("{args:?}"));
    }
    let said = place.run(&["triage", bad.as_str()]);
    is_visible(&said.err, "triage");
    is_visible(&place.run(&["--color", bad.as_str()]).err, "clap");
    is_visible(&place.run(&["log", "governance", "show"]).out, "the ledger");
}

#[test]
fn bytes_that_are_no_text_are_arguments_too() {
    let place = Duckops::new();
    let bad = std::ffi::OsStr::from_bytes(b"\xff\x1b[31m\x9b31m");
    for args in [vec![bad], vec!["triage".as_ref(), bad], vec!["--config".as_ref(), bad, "status".as_ref()]] {
        let output = place.command(&args).output().unwrap();
        for text in [output.stdout, output.stderr] {
            is_harmless(&String::from_utf8(text).unwrap(), "bytes");
        }
    }
}

#[test]
fn the_environment_acts_on_nothing() {
    let bad = marked(&without_nul());
    for name in [
        "DUCKOPS_API",
        "DUCKOPS_REGION",
        "DUCKOPS_COLOR",
        "DUCKOPS_OPERATOR",
        "DUCKOPS_PROFILE",
        "DUCKOPS_ENDPOINT_URL",
        "DUCKOPS_LOG_DIR",
        "DUCKOPS_STATE_DIR",
        "DUCKOPS_RUNBOOK_DIR",
        "DUCKOPS_CONFIG",
        "USER",
        "HOME",
        "AWS_REGION",
        "AWS_PROFILE",
        "AWS_ENDPOINT_URL",
        "AWS_ACCESS_KEY_ID",
    ] {
        let place = Duckops::new().at_a_set_time().with("DUCKOPS_API", "http://127.0.0.1:9").with(name, &bad);
        for args in [
            &["status"][..],
            &["log", "show"],
            &["freeze", "on", "--reason", "x"],
            &["triage", "inc-001", "--dry-run", "--no-input"],
            &["runbook", "show", "--by-hand", "inc-001"],
        ] {
            both_harmless(&place.run(args), &format!("{name} to {args:?}"));
        }
    }
}

/// A runbook that hides something is refused before it is shown; the place is named, the character is seen.
#[test]
fn a_runbook_that_hides_characters_is_refused() {
    for c in ['\x1b', '\u{9b}', '\u{202e}'] {
        let place = Duckops::new();
        override_with(&place, |text| text.replace("# INC-001", &format!("# INC-001 {}", marked(&[c]))));
        for args in [
            &["triage", "inc-001", "--dry-run", "--no-input"][..],
            &["runbook", "show", "inc-001"],
            &["runbook", "show", "--by-hand", "inc-001"],
            &["runbook", "lint"],
            &["runbook", "lint", "--json"],
            &["runbook", "list"],
        ] {
            let args = [&["--runbook-dir", "books"], args].concat();
            let ran = place.run(&args);
            both_harmless(&ran, &format!("{c:?}: {args:?}"));
            let is_list = args.contains(&"list");
            assert!(is_list || ran.code == 2, "{c:?}: {args:?} {}{}", ran.out, ran.err);
            let number = format!("U+{:04X}", c as u32);
            assert!(
                is_list || (ran.out.clone() + &ran.err).contains(&number),
                "{c:?}: {args:?} {}{}",
                ran.out,
                ran.err
            );
        }
    }
}

/// Each of them: what is refused once is refused everywhere.
#[test]
fn no_runbook_holds_any_of_them() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/runbooks/inc-005.md")).unwrap();
    for c in super::characters().into_iter().filter(|c| !['\n', '\t'].contains(c)) {
        let text = text.replacen("## ", &format!("## {}", marked(&[c])), 1);
        let source = Source { file: "inc-005.md".into(), text, origin: Origin::Embedded };
        let library = Library::load(vec![source]);
        let report = library.reports().next().unwrap();
        assert!(report.mistakes[0].message.starts_with(&format!("U+{:04X} ", c as u32)), "{:?}", report.mistakes[0]);
        is_harmless(&mistakes::report(report), "the report");
    }
}

/// What TOML can write as an escape is no raw character of the document, and gets no further.
#[test]
fn a_runbook_that_spells_characters_acts_on_nothing() {
    let place = Duckops::new().at_a_set_time().with("DUCKOPS_API", "http://127.0.0.1:9");
    let spelled: String = without_nul().iter().map(|c| format!("\\u{:04x}", *c as u32)).collect();
    override_with(&place, |text| text.replacen("severity = \"P0\"", &format!("severity = \"P0{spelled}\""), 1));
    for args in [
        &["triage", "inc-001", "--dry-run", "--no-input"][..],
        &["runbook", "show", "inc-001"],
        &["runbook", "show", "--json", "inc-001"],
        &["runbook", "show", "--by-hand", "inc-001"],
        &["runbook", "list", "--json"],
    ] {
        let args = [&["--runbook-dir", "books"], args].concat();
        let ran = place.run(&args);
        both_harmless(&ran, &format!("{args:?}"));
        is_valid(&args, &ran);
    }
}

fn override_with(place: &Duckops, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/runbooks/inc-001.md")).unwrap();
    fs::create_dir_all(place.dir.join("books")).unwrap();
    let changed = change(&text);
    assert_ne!(changed, text, "nothing was put into it");
    fs::write(place.dir.join("books/inc-001.md"), changed).unwrap();
}

#[test]
fn ledgers_and_files_of_settings_and_answers_act_on_nothing() {
    let place = Duckops::new().at_a_set_time();
    let bad = all();
    for name in ["GOVERNANCE-LOG.md", "DEPLOY-LOG.md", "INCIDENT-LOG.md"] {
        let text = format!("# {bad}\n\n| {bad} | 41 | verified | {bad} |\n\n41 verified {bad}\n\n<!-- {bad} -->\n");
        fs::create_dir_all(place.dir.join("logs")).unwrap();
        fs::write(place.dir.join("logs").join(name), text).unwrap();
    }
    fs::write(place.dir.join("answers.toml"), format!("{bad}\n[answers]\n")).unwrap();
    fs::write(place.dir.join("bad.toml"), format!("soka = 1 # {bad}\n")).unwrap();
    for args in [
        &["log", "show"][..],
        &["log", "show", "--json"],
        &["log", "deploy", "last-good"],
        &["log", "deploy", "show"],
        &["drill", "inc-001", "--answers", "answers.toml"],
        &["--config", "bad.toml", "status"],
        &["triage", "inc-001", "--no-input", "--dry-run", "--api", "http://127.0.0.1:9"],
    ] {
        let args = [args, &["--log-dir", "logs"]].concat();
        let ran = place.run(&args);
        both_harmless(&ran, &format!("{args:?}"));
        is_valid(&args, &ran);
    }
    is_visible(&place.run(&["log", "show", "--log-dir", "logs"]).out, "log show");
}
