//! Every screen of a walk, at 80 columns: what the person sees.

use super::served::run_of;
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use expect_test::expect;

fn played() -> Ran {
    let ran = Duckops::new().at_a_set_time().run(&["drill", "inc-001", "--auto"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    ran
}

/// The screens from one to another, by how their first lines begin.
fn screens(ran: &Ran, from: &str, to: &str) -> String {
    let all: Vec<_> = ran.out.split("\n\n").collect();
    let at = |name: &str| all.iter().position(|screen| screen.starts_with(name)).unwrap_or_else(|| panic!("{name}?"));
    all[at(from)..at(to)].join("\n\n")
}

#[test]
fn finding_out() {
    let _ring = ring::enter("drill");
    expect![[r#""#]].assert_eq(&screens(&played(), "INC-001", "4/"));
}

#[test]
fn deciding() {
    let _ring = ring::enter("drill");
    expect![[r#""#]].assert_eq(&screens(&played(), "4/", "7/"));
}

#[test]
fn proving() {
    let _ring = ring::enter("drill");
    expect![[r#""#]].assert_eq(&screens(&played(), "7/", "11/"));
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
    let long = |line: &&str| {
        line.chars().count() > 40 && !line.contains(" ~/") && !allowed.iter().any(|word| line.trim().starts_with(word))
    };
    assert_eq!(ran.out.lines().filter(long).collect::<Vec<_>>(), Vec::<&str>::new());
}
