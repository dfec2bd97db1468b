//! `duckops help`.

use crate::support::duckops::Duckops;
use crate::support::ring;

#[test]
fn it_is_of_a_command_or_of_a_runbook() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    for (words, holds) in [
        (&["help"][..], "Walk through an incident"),
        (&["help", "probe"], "duckops probe --quiet"),
        (&["help", "log", "verify"], "--since"),
        (&["help", "inc-002"], "INC-002"),
    ] {
        let ran = place.run(words);
        assert!(ran.code == 0 && ran.out.contains(holds), "{words:?}: {ran:?}");
    }
    let ran = place.run(&["help", "inc-02"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no command and no runbook `inc-02`"), "{}", ran.err);
}

/// Typed as it is spoken of.
#[test]
fn what_is_no_command_and_a_runbook_is_told_with_the_command_that_walks_it() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    for (word, command) in [("inc-001", "duckops triage inc-001"), ("rollback", "duckops checklist rollback")] {
        let ran = place.run(&[word]);
        assert!(ran.code == 2 && ran.err.contains(&format!("`{word}` is a runbook: {command}")), "{ran:?}");
    }
    assert!(!place.run(&["promotion"]).err.contains("is a runbook"), "a part is walked by nobody");
}

/// One screen; the long form has all of it.
#[test]
fn the_short_help_is_one_screen() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    let (short, long) = (place.run(&["-h"]).out, place.run(&["--help"]).out);
    assert!(short.lines().count() <= 40 && !short.contains("--endpoint-url"), "{short}");
    assert!(long.contains("--endpoint-url"), "{long}");
    for command in ["triage", "probe", "log", "incident"] {
        let short = place.run(&[command, "-h"]).out;
        assert!(short.lines().count() <= 24, "{short}");
        assert!(place.run(&[command, "--help"]).out.contains("\nExamples:\n"), "{command}");
    }
}

#[test]
fn it_says_which_duckops_it_is() {
    let _ring = ring::enter("drill");
    let place = Duckops::new();
    let line = place.run(&["--version"]).out;
    let version = env!("CARGO_PKG_VERSION");
    assert!(line.starts_with(&format!("duckops {version} (")) && line.ends_with(")\n"), "{line}");
    for words in [["--version", "--json"], ["--json", "--version"]] {
        let ran = place.run(&words);
        let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!((ran.code, told["version"].as_str()), (0, Some(version)));
        assert!(line.contains(told["build"].as_str().unwrap()) && told["os"].is_string(), "{told}");
    }
}
