//! `duckops freeze`.

use super::{place, session};
use crate::support::ring;
use expect_test::expect;

#[test]
fn a_freeze_from_its_beginning_to_its_end() {
    let _ring = ring::enter("drill");
    let place = place();
    let said = session(
        &place,
        &[
            "freeze status",
            "freeze on --reason 'the sale lasts until Monday'",
            "freeze on --reason again",
            "freeze status --json",
            "freeze off --reason 'sold out'",
            "freeze off",
            "freeze on --reason ' '",
        ],
    );
    expect![[r#"
        $ duckops freeze status
        no change freeze is on
            next: duckops freeze on --reason WHY
            The dashboard has a freeze banner of its own, in each browser, where no tool
            can see it.
        [0]
        $ duckops freeze on --reason 'the sale lasts until Monday'
        changes are frozen
            since                  2026-11-22T02:15:07Z
            by                     ana
            reason                 the sale lasts until Monday
            next: duckops freeze off
            The dashboard has a freeze banner of its own, in each browser, where no tool
            can see it.
        [0]
        $ duckops freeze on --reason again
        duckops: changes are frozen already, since 2026-11-22T02:15:07Z by ana: the sale lasts until Monday
          duckops freeze status
        [1]
        $ duckops freeze status --json
        {"by":"ana","on":true,"overrides":[],"reason":"the sale lasts until Monday","since":"2026-11-22T02:15:07Z"}
        [0]
        $ duckops freeze off --reason 'sold out'
        changes are no longer frozen
            was frozen since       2026-11-22T02:15:07Z by ana: the sale lasts until
                                   Monday
            The dashboard has a freeze banner of its own, in each browser, where no tool
            can see it.
        [0]
        $ duckops freeze off
        duckops: no change freeze is on
          duckops freeze status
        [1]
        $ duckops freeze on --reason ' '
        duckops: the reason is empty
        [2]
    "#]]
    .assert_eq(&said);
    expect![[r#"
        {"event":"on","reason":"the sale lasts until Monday","by":"ana","at":"2026-11-22T02:15:07Z","prev":"0000000000000000000000000000000000000000000000000000000000000000","sha256":"a6b1ebe435ac4b5cad043f90ad26fb4eecea5353f900b060c35a90227b6382bc"}
        {"event":"off","by":"ana","at":"2026-11-22T02:18:07Z","reason":"sold out","prev":"a6b1ebe435ac4b5cad043f90ad26fb4eecea5353f900b060c35a90227b6382bc","sha256":"f19513f0a4a21da19ea205a284be866917ba16f4330985ecd7c88e4ba792f319"}
    "#]].assert_eq(&place.file(".local/state/duckops/freeze.jsonl"));
}

#[test]
fn a_narrow_screen() {
    let _ring = ring::enter("drill");
    let place = place().with("COLUMNS", "40");
    let said = session(&place, &["freeze on --reason 'the sale lasts until Monday'", "freeze status"]);
    expect![[r#"
        $ duckops freeze on --reason 'the sale lasts until Monday'
        changes are frozen
            since: 2026-11-22T02:14:07Z
            by: ana
            reason: the sale lasts until Monday
            next: duckops freeze off
            The dashboard has a freeze banner of
            its own, in each browser, where no
            tool can see it.
        [0]
        $ duckops freeze status
        changes are frozen
            since: 2026-11-22T02:14:07Z
            by: ana
            reason: the sale lasts until Monday
            next: duckops freeze off
            The dashboard has a freeze banner of
            its own, in each browser, where no
            tool can see it.
        [0]
    "#]]
    .assert_eq(&said);
}

/// Neither on nor off is said of what cannot be read.
#[test]
fn a_damaged_state_is_not_known() {
    let _ring = ring::enter("drill");
    let place = place();
    assert_eq!(place.run(&["freeze", "on", "--reason", "sale"]).code, 0);
    let path = place.state().join("freeze.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("sale", "SALE")).unwrap();
    let said = session(&place, &["freeze status", "freeze off"]);
    expect![[r#"
        $ duckops freeze status
        duckops: ~/.local/state/duckops/freeze.jsonl is damaged at byte 0: its digest does not fit
          look at it; to begin anew, keep it under another name: mv '~/.local/state/duckops/freeze.jsonl' '~/.local/state/duckops/freeze.jsonl'.damaged
        [3]
        $ duckops freeze off
        duckops: ~/.local/state/duckops/freeze.jsonl is damaged at byte 0: its digest does not fit
          look at it; to begin anew, keep it under another name: mv '~/.local/state/duckops/freeze.jsonl' '~/.local/state/duckops/freeze.jsonl'.damaged
        [2]
    "#]].assert_eq(&said);
}
