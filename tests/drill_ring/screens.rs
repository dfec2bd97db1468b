//! Every screen of a walk, at 80 columns: what the person sees, and what is left behind.

use super::served::{ledger, run_of};
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

#[test]
fn the_walk_at_80_columns() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let ran = place.run(&["drill", "inc-001", "--auto"]);
    expect![[r#""#]].assert_eq(&ran.out);
    expect![[r#""#]].assert_eq(&ran.err);
    assert_eq!(ran.code, 0);
    expect![[r#""#]].assert_eq(&ledger(&place, "GOVERNANCE-LOG.md"));
    expect![[r#""#]].assert_eq(&ledger(&place, "DEPLOY-LOG.md"));
}

/// The view of the events is what was seen.
#[test]
fn the_run_shown_again_is_the_walk() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    let ran = place.run(&["drill", "inc-001", "--auto"]);
    let shown = place.run(&["runs", "show", &run_of(&place)]);
    assert_eq!((shown.code, shown.out, shown.err.as_str()), (0, ran.out, ""));
}

/// Commands are kept whole, so that they can be copied, and so is a path without a place to break.
#[test]
fn at_40_columns_only_commands_are_longer() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time().with("COLUMNS", "40");
    let ran = place.run(&["drill", "inc-001", "--auto"]);
    assert_eq!(ran.code, 0);
    let allowed = ["undo: aws ", "see: duckops ", "git "];
    let long = |line: &&str| line.chars().count() > 40 && !allowed.iter().any(|word| line.trim().starts_with(word));
    let text = format!("{}{}", ran.out, ran.err);
    assert_eq!(text.lines().filter(long).collect::<Vec<_>>(), Vec::<&str>::new());
}
