//! In which order the items are gone through.

use crate::drill_ring::served::{Served, run_of};
use crate::drill_ring::terminal::Terminal;
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

#[test]
fn rollback_goes_from_top_to_bottom() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &["checklist", "rollback"], false);
    person.answers("step 1 of 8", "j").answers("jump to", "jj\r");
    person.until("comes first: do it, or skip it with a reason");
    let said = person.screen();
    let line = said.lines().find(|line| line.contains("comes first")).unwrap_or_default();
    expect![[""]].assert_eq(line.trim());
    person.answers("step 1 of 8", "q");
    person.ended(4);
}

/// Goes on from a list of words: the next one down, by so many.
fn down(rows: usize) -> String {
    "j".repeat(rows) + "\r"
}

/// From the first item to the sixth, then to the end; what was left open is come back to before it counts.
#[test]
fn pre_deploy_is_gone_through_in_any_order_and_nothing_is_left_out() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &["checklist", "pre-deploy"], false);
    person.answers("arrows and Enter", &down(1));
    person.answers("step 1 of 10", "j").answers("jump to", &down(5));
    person.until("step 6 of 10");
    person.answers("step 6 of 10", "c").answers("step 7 of 10", "c").answers("banner?", "n");
    person.answers("in one line?>", "New colours\r").answers("step 9 of 10", "c");
    for item in 1..=5 {
        person.answers(&format!("step {item} of 10"), "c");
    }
    person.goes_on_to("COMPLETE");
    person.ended(0);
    let shown = place.run(&["runs", "show", &run_of(&place)]).out;
    expect![[""]].assert_eq(&firsts(&shown));
}

/// The first line of each screen, and what is said of why it is there.
fn firsts(shown: &str) -> String {
    let firsts = shown.split("\n\n").filter_map(|screen| screen.lines().find(|line| !line.is_empty()));
    firsts.skip(1).map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn a_version_is_not_promoted_by_jumping_to_the_end() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place: Duckops = served.duckops();
    let mut person = Terminal::start(&place, &["checklist", "pre-deploy"], false);
    person.answers("arrows and Enter", &down(1));
    // One up from the first: the last of all steps.
    person.answers("step 1 of 10", "j").answers("jump to", "k\r");
    person.until("comes first");
    person.answers("step 1 of 10", "q");
    person.ended(4);
    assert_eq!(served.alias()["FunctionVersion"], "42");
}
