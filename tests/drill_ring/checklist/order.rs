//! In which order the items are gone through.

use crate::drill_ring::served::{Served, run_of};
use crate::drill_ring::terminal::{LIMIT, Terminal};
use crate::support::ring;
use crate::support::until;
use expect_test::expect;

/// Goes down a list by so many rows and takes what is there. `last` stands at the list's end.
fn takes(person: &Terminal, last: &str, rows: usize) {
    person.answers(last, "");
    for _ in 0..rows {
        // Two keys that arrive at once would be taken for a paste: the list is seen to move before the next.
        let before = person.screen();
        person.types("j");
        assert!(until(LIMIT, || (person.screen() != before).then_some(())).is_some(), "{}", person.screen());
    }
    person.types("\r");
}

#[test]
fn rollback_goes_from_top_to_bottom() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &["checklist", "rollback"], false);
    person.answers("step 1 of 8", "j");
    takes(&person, "6/8 No drift", 2);
    person.until("comes first");
    let said = person.screen();
    let line = said.lines().find(|line| line.contains("comes first")).unwrap_or_default();
    expect!["1/8 Note what is live comes first: do it, or skip it with a reason"].assert_eq(line.trim());
    person.answers("step 1 of 8", "q");
    person.ended(4);
}

/// From the first item to the sixth, then to the end; what was left open is come back to before it counts.
#[test]
fn pre_deploy_is_gone_through_in_any_order_and_nothing_is_left_out() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &["checklist", "pre-deploy"], false);
    takes(&person, "arrows and Enter", 2);
    person.answers("step 1 of 10", "j");
    takes(&person, "6/10", 5);
    person.answers("step 6 of 10", "c").answers("step 7 of 10", "c").answers("shown>", "n");
    person.answers("change>", "New colours\r").answers("step 9 of 10", "c");
    for item in 1..=5 {
        person.answers(&format!("step {item} of 10"), "c");
    }
    person.goes_on_to("COMPLETE");
    person.ended(0);
    let shown = place.run(&["runs", "show", &run_of(&place)]).out;
    expect![[r#"
        first What is being deployed?                                          02:14:07Z
        1/10 The alias has not drifted                                     ok  02:14:07Z
        6/10 There is room for mail                                        ok  02:14:07Z
        7/10 Changes are not frozen                                        ok  02:14:07Z
        7/10 The banner on Mission Control                                     02:14:07Z
        8/10 A test call of the candidate                                 not applicable
        9/10 The deploy log says what is planned                               02:14:07Z
        9/10 Write the planned frontend down                                   02:14:07Z
            This item was left open: it counts only when it is done.
        1/10 The alias has not drifted                                     ok  02:14:07Z
        2/10 Status is whole                                               ok  02:14:07Z
        3/10 The fleet is alive                                            ok  02:14:07Z
        4/10 Pecks do not fail more than usual                             ok  02:14:07Z
        5/10 Audit activity is as usual                                    ok  02:14:07Z
        8/10 A test call of the candidate                                 not applicable
        10/10 Approval of the promotion                                   not applicable
        then Is the way clear?                                             ok  02:14:07Z
        COMPLETE  walk took 0 ms                                                run QE34
        LOST  46 of 100  DRILL pre-deploy: A version is ready to go out
    "#]]
    .assert_eq(&firsts(&shown));
}

/// The first line of each screen, and what is said of why it is there.
fn firsts(shown: &str) -> String {
    let firsts = shown.split("\n\n").filter_map(|screen| screen.lines().find(|line| !line.is_empty()));
    firsts.skip(1).map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Up from the first item, round the end of the list to the approval: nobody is asked while something is open. What
/// comes after it is not even offered.
#[test]
fn a_version_is_not_promoted_by_jumping_to_the_end() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops();
    let mut person = Terminal::start(&place, &["checklist", "pre-deploy"], false);
    takes(&person, "arrows and Enter", 1);
    person.answers("version:  arrows and Enter", "\r");
    person.answers("step 1 of 10", "j").answers("10/10", "kk").types("\r");
    person.until("comes first");
    assert!(person.screen().contains("1/10 The alias has not drifted comes first"), "{}", person.screen());
    assert!(!person.screen().contains("Promote it now"), "{}", person.screen());
    person.answers("step 1 of 10", "q");
    person.ended(4);
    assert_eq!(served.alias()["FunctionVersion"], "42");
}

/// One target an item, titles first; a part, or what nothing leads to, is refused in words.
#[test]
fn a_jump_offers_items_and_says_why_another_is_none() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops().with("TERM", "dumb");
    let mut person = Terminal::start(&place, &["checklist", "pre-deploy"], false);
    person.answers("kind>", "frontend only\r");
    person.answers("step 1 of 10", "j").until("jump to>");
    let shown = person.screen();
    let rows: Vec<_> =
        shown.lines().skip_while(|line| !line.contains("[j]ump")).filter(|l| l.contains("/10 ")).collect();
    assert_eq!(rows.len(), 8, "the item on versions does not apply, nor does its approval:\n{shown}");
    assert!(rows[1].trim_start().starts_with("2/10 Status is whole"), "{shown}");
    for (typed, why) in [
        ("frozen", "is a part of 7/10 Changes are not frozen"),
        ("invoke", "does not apply"),
        ("deferred", "nothing leads there"),
        ("promote", "is a part of"),
    ] {
        person.answers("jump to>", &format!("{typed}\r")).shows(why);
    }
    person.answers("jump to>", "b\r").answers("step 1 of 10", "q");
    person.ended(4);
}

/// 43 was called and planned; then 41 shall go out instead.
#[test]
fn a_candidate_that_is_changed_is_called_and_planned_itself() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops().with("TERM", "dumb");
    let mut person = Terminal::start(&place, &["checklist", "pre-deploy"], false);
    person.answers("kind>", "lambda version\r").answers("version>", "43\r");
    person.answers("step 1 of 10", "j").answers("jump to>", "invoke\r");
    person.answers("step 8 of 10", "c").answers("invoke 43", "invoke 43\r");
    person.answers("change>", "Rename table\r").answers("step 9 of 10", "c");
    person.answers("This item was left open", "j").answers("jump to>", "what\r");
    person.answers("kind>", "lambda version\r").answers("version>", "41\r");
    person.answers("step 1 of 10", "j").answers("jump to>", "invoke\r");
    person.until("invoke 41");
    person.shows("Open again: candidate version was 43, is 41.");
    person.answers("step 8 of 10", "q");
    person.ended(4);
    let list = place.run(&["checklist", "pre-deploy", "--list"]).out;
    let open = |item: &str| list.lines().any(|line| line.contains(item) && line.contains("open"));
    assert!(open("A test call of the candidate") && open("The deploy log says what is planned"), "{list}");
}
