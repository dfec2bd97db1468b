//! The other ways in which INC-001 goes: the decisive screen, the closing screen, the exit code.

use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::{Expect, expect};

fn play(scenario: &str) -> Ran {
    let place = Duckops::new().at_a_set_time();
    let ran = place.run(&["drill", scenario, "--auto"]);
    // Where a path is broken over two lines, its parts still differ from run to run.
    let dir = place.dir.display().to_string();
    let (rest, count) = dir.split_at(dir.len() - 3);
    let (_, process) = rest.trim_end_matches('-').split_at(rest.len() - 8);
    let same = |text: String| text.replace(process, "0000000").replace(&format!("{count}/.local"), "000/.local");
    Ran { code: ran.code, out: same(ran.out), err: same(ran.err) }
}

/// The screens whose first line contains one of the texts, then the closing one.
fn decisive(ran: &Ran, wanted: &[&str]) -> String {
    let screens: Vec<_> = ran.out.split("\n\n").collect();
    let closing = screens.last().copied().unwrap_or_default();
    let is_wanted = |screen: &&str| wanted.iter().any(|text| screen.lines().next().unwrap_or("").contains(text));
    let chosen: Vec<_> = screens.iter().copied().filter(is_wanted).chain([closing]).collect();
    format!("{}{}", chosen.join("\n\n"), ran.err.lines().last().unwrap_or_default())
}

fn check(scenario: &str, code: i32, wanted: &[&str], shown: &Expect) {
    let ran = play(scenario);
    shown.assert_eq(&decisive(&ran, wanted));
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
}

#[test]
fn errors_older_than_the_promotion_are_not_its_work() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#""#]];
    check("inc-001-older", 1, &["Find what changed", "errors are older", "still down"], &shown);
}

#[test]
fn a_healthy_stack_is_no_incident_and_it_says_why() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#""#]];
    check("inc-001-all-well", 0, &["Compare the alias", "Not this incident"], &shown);
}

/// It is repaired, and yet something that had to be known stayed unknown.
#[test]
fn without_a_deploy_log_the_deploys_are_unknown_and_lambda_lists_versions() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#""#]];
    check("inc-001-no-log", 3, &["Find what changed", "Compare the alias", "Choose the version"], &shown);
}

#[test]
fn weights_are_cleared_by_a_promotion() {
    let _ring = ring::enter("drill");
    let shown = expect![[r#""#]];
    check("inc-001-weighted", 0, &["Compare the alias", "Promote it"], &shown);
}

#[test]
fn a_function_that_hangs_is_seen_as_a_504() {
    let _ring = ring::enter("drill");
    let ran = play("inc-001-timeout");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for text in ["504 Gateway Timeout", "Task timed out after 29.00 seconds", "RESOLVED"] {
        assert!(ran.out.contains(text), "{text}:\n{}", ran.out);
    }
    assert!(ran.err.ends_with("DRILL inc-001-timeout: the simulated stack is healthy\n"), "{}", ran.err);
}
