//! Every screen at 40 columns.

use crate::support::duckops::Duckops;
use crate::support::ring;

/// Commands and what is copied are kept whole, and so is a path without a place to break.
fn long(out: &str) -> Vec<&str> {
    let whole = [
        "aws lambda ",
        "see: duckops ",
        "duckops incident ",
        "in this drill, while it runs: duckops ",
        "git ",
        "curl ",
        "'import",
    ];
    let is_whole = |line: &str| {
        !line.trim().contains(' ') || line.contains("~/") || whole.iter().any(|word| line.trim().starts_with(word))
    };
    out.lines().filter(|line| line.chars().count() > 40 && !is_whole(line)).collect()
}

fn fits(scenario: &str) {
    let ran = Duckops::new().at_a_set_time().with("COLUMNS", "40").run(&["drill", scenario, "--auto"]);
    assert_eq!(long(&ran.out), Vec::<&str>::new(), "{scenario}");
}

#[test]
fn only_what_is_copied_is_longer() {
    let _ring = ring::enter("drill");
    for scenario in ["inc-002", "inc-002-mail-only", "pre-deploy", "pre-deploy-red", "rollback", "rollback-no-better"] {
        fits(scenario);
    }
    for scenario in ["incident-triage", "incident-triage-down"] {
        fits(scenario);
    }
}
