//! Commands that only read make nothing: they work where nothing can be written, and before there is anything.

use super::{place, session};
use expect_test::expect;
use std::fs::OpenOptions;
use std::io::Write;

/// Only reading.
const READING: &[(&[&str], i32)] = &[
    (&["incident", "status"], 0),
    (&["freeze", "status"], 0),
    (&["log", "show"], 0),
    (&["log", "governance", "show"], 0),
    (&["log", "verify"], 0),
    (&["log", "deploy", "last-good"], 1),
    (&["runs", "list"], 0),
    (&["approvals"], 0),
    (&["snapshot", "diff", "7F3K", "9XYZ"], 2),
    (&["runbook", "list"], 0),
    (&["doctor"], 3),
    (&["iam-policy"], 0),
    (&[], 0),
];

/// Nothing can be made below `/proc`, whoever asks.
#[test]
fn reading_makes_nothing_and_needs_nothing() {
    for state in [None, Some("/proc/duckops/state")] {
        let mut place = place();
        if let Some(state) = state {
            place = place.with("DUCKOPS_STATE_DIR", state);
        }
        for (args, code) in READING {
            let ran = place.run(args);
            assert_eq!(ran.code, *code, "{state:?} {args:?}: {}{}", ran.out, ran.err);
            assert!(!place.dir.join(".local").exists(), "{args:?} makes a state directory");
        }
        let writes = place.run(&["freeze", "on", "--reason", "sale"]);
        assert_eq!(writes.code, if state.is_some() { 2 } else { 0 }, "{}", writes.err);
    }
}

#[test]
fn what_a_crash_cut_off_is_kept_and_said_once() {
    let place = place();
    session(&place, &["freeze on --reason sale"]);
    let file = place.state().join("freeze.jsonl");
    OpenOptions::new().append(true).open(file).unwrap().write_all(b"{\"event\":\"off\",\"by\":\"a").unwrap();
    let said = session(&place, &["freeze status --json", "freeze off", "freeze on --reason again --json"]);
    expect![[r#"
        $ duckops freeze status --json
        {"by":"ana","on":true,"overrides":[],"reason":"sale","since":"2026-11-22T02:14:07Z"}
        [0]
        $ duckops freeze off
        changes are no longer frozen
            was frozen since       2026-11-22T02:14:07Z by ana: sale
            The dashboard has a freeze banner of its own, in each browser, where no tool
            can see it.
        the last line of ~/.local/state/duckops/freeze.jsonl was cut off; it is kept in ~/.local/state/duckops/freeze.torn
        [0]
        $ duckops freeze on --reason again --json
        {"by":"ana","on":true,"overrides":[],"reason":"again","since":"2026-11-22T02:16:07Z"}
        [0]
    "#]].assert_eq(&said);
    assert_eq!(place.file(".local/state/duckops/freeze.torn"), "{\"event\":\"off\",\"by\":\"a\n");
}
