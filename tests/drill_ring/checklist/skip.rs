//! Going on without what a check wants: with a reason, and counted apart.

use super::{checklist, from};
use crate::drill_ring::served::Served;
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

const ANSWERS: &str = r#"[answers]
"what.kind" = "frontend only"
drift = { skip = "Tom moved prod an hour ago and has not written it down yet" }
"amber.what" = "the gate is told"
"told.who" = "Josh, in the chat"
"banner.shown" = "no"
"planned.change" = "New colours"
"#;

fn overriding(place: &Duckops, more: &str) -> crate::support::duckops::Ran {
    std::fs::write(place.dir.join("answers.toml"), format!("{ANSWERS}{more}")).unwrap();
    checklist(place, "pre-deploy", &["--answers", "answers.toml"])
}

#[test]
fn a_failed_item_that_is_skipped_is_overridden_and_not_done() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy-red");
    let place = served.duckops();
    let ran = overriding(&place, "");
    expect![[r#"

        then Is the way clear?                                            FAIL  just now
            run failed is 5, expected 0
            run failed             5
            run unchecked          0
            run overridden         1
            run failing            2/10 Status is whole FAILED: status well formed is
                                   no, expected yes; 3/10 The fleet is alive FAILED:
                                   status agents alive is 0, expected over 0; 4/10 Pecks
                                   do not fail more than usual FAILED: pecks high is
                                   yes, expected no; 5/10 Audit activity is as usual
                                   FAILED: activity abnormal is yes, expected no; 6/10
                                   There is room for mail FAILED: mail exhausted is yes,
                                   expected no
            Each check must hold, not apply, or be overridden with a reason; one that
            could not be done does not count as good. The checklist ends here; where a
            version goes out, its promotion is offered next.

        DEFERRED  walk took 0 ms                                                run QE34
            done                   2/8 + 1 overridden, 2 not applicable
            1/10 overridden        The alias has not drifted: Tom moved prod an hour ago
                                   and has not written it down yet
            2/10 FAILED            Status is whole: status well formed is no, expected
                                   yes
            3/10 FAILED            The fleet is alive: status agents alive is 0,
                                   expected over 0
            4/10 FAILED            Pecks do not fail more than usual: pecks high is yes,
                                   expected no
            5/10 FAILED            Audit activity is as usual: activity abnormal is yes,
                                   expected no
            6/10 FAILED            There is room for mail: mail exhausted is yes,
                                   expected no
            exit code              1: it is not over with this
            now                    prod is at 41, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "then Is the way clear?"));
    assert_eq!(ran.code, 1);
    expect![[r#"
        DRILL: nothing here is real
        PRE-DEPLOY Before something goes out        2/8 + 1 overridden, 2 not applicable
                item                      state                    when
            1   The alias has not         overridden: Tom moved    2026-11-22T02:14:07Z
                drifted                   prod an hour ago and
                                          has not written it down
                                          yet
            2   Status is whole           FAILED                   2026-11-22T02:14:07Z
            3   The fleet is alive        FAILED                   2026-11-22T02:14:07Z
            4   Pecks do not fail more    FAILED                   2026-11-22T02:14:07Z
                than usual
            5   Audit activity is as      FAILED                   2026-11-22T02:14:07Z
                usual
            6   There is room for mail    FAILED                   2026-11-22T02:14:07Z
            7   Changes are not frozen    done, looked at          2026-11-22T02:14:07Z
            8   A test call of the        not applicable           -
                candidate
            9   The deploy log says what  done, looked at          2026-11-22T02:14:07Z
                is planned
            10  Approval of the           not applicable           -
                promotion

        run QE34 (opened 2026-11-22T02:14:07Z by assumed-role/duckops-drill/operator)
        closed, deferred: duckops runs show QE34
    "#]]
    .assert_eq(&checklist(&place, "pre-deploy", &["--list"]).out);
}

/// What failed and was overridden stands in nobody's way; that it failed still counts.
#[test]
fn with_all_of_them_overridden_it_is_complete_and_the_answer_is_no() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy-red");
    let place = served.duckops();
    let more: String = ["status", "fleet", "pecks", "activity", "mail"]
        .map(|id| format!("{id} = {{ skip = \"a mock-up\" }}\n"))
        .concat();
    let ran = overriding(&place, &more);
    expect![[r#"

        then Is the way clear?                                              ok  just now
            run failed             0
            run unchecked          0
            run overridden         6
            run failing            nothing
            Each check must hold, not apply, or be overridden with a reason; one that
            could not be done does not count as good. The checklist ends here; where a
            version goes out, its promotion is offered next.

        COMPLETE  walk took 0 ms                                                run QE34
            done                   2/8 + 6 overridden, 2 not applicable
            1/10 overridden        The alias has not drifted: Tom moved prod an hour ago
                                   and has not written it down yet
            2/10 overridden        Status is whole: a mock-up
            3/10 overridden        The fleet is alive: a mock-up
            4/10 overridden        Pecks do not fail more than usual: a mock-up
            5/10 overridden        Audit activity is as usual: a mock-up
            6/10 overridden        There is room for mail: a mock-up
            exit code              1: not all that is required was done and passed
            now                    prod is at 41, seen 2026-11-22T02:14:07Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "then Is the way clear?"));
    assert_eq!(ran.code, 1);
}

/// The version was chosen, and only its reason was not said: whether it is known to work is still looked at.
#[test]
fn what_was_answered_before_a_skip_is_still_checked() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().without_a_network().at_a_set_time();
    let answers = "[answers]\n\"target.version\" = \"42\"\n\"target.why\" = { skip = \"because\" }\n";
    std::fs::write(place.dir.join("answers.toml"), answers).unwrap();
    let ran = place.run(&["drill", "rollback", "--no-input", "--answers", "answers.toml"]);
    let checked = ran.out.lines().find(|line| line.starts_with("2/8 Is it known to work?"));
    assert!(checked.is_some_and(|line| line.contains("FAIL")), "{}", ran.out);
}
