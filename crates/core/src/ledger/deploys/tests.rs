//! DEPLOY-LOG.md as it is found in the wild.

use super::facts::Asked;
use super::{Said, facts, read};
use crate::ledger::{DeployNote, DeployState, Entry, Ledger};
use crate::text::Clean;
use crate::world::{Facts as _, Known, Value};
use expect_test::expect;
use proptest::prelude::*;

/// One line an entry, the oldest first: when, version, state, operator, line, and what changed.
fn shown(log: &str) -> String {
    let line = |deploy: super::Deploy| {
        let operator = deploy.operator.map_or("-".into(), String::from);
        let (at, state) = (deploy.at.text(), deploy.state.text());
        let hand = if deploy.by_hand { "" } else { " (ours)" };
        format!("{at} v{} {state} by {operator} :{}{hand} {}\n", deploy.version, deploy.line, deploy.what)
    };
    read(log.as_bytes()).into_iter().map(line).collect()
}

fn fact(log: &str, name: &str, other_than: Option<&str>) -> String {
    let other_than = other_than.map(Clean::new);
    let facts = facts(
        &read(log.as_bytes()),
        Asked { other_than: other_than.as_ref(), of: other_than.as_ref() },
        &Clean::new("DEPLOY-LOG.md"),
    )
    .into_facts();
    let known: Known<&Value> = facts[name].known();
    known.map_or_else(|why| format!("? {}", why.text), ToString::to_string)
}

/// A log as duckops writes it.
fn ours(entries: &[(&str, &str, &str)]) -> String {
    let mut bytes = crate::ledger::opening("deploy").into_bytes();
    for (at, version, state) in entries {
        let clean = |text: &str| Clean::new(text);
        let entry = Entry {
            ledger: clean("deploy"),
            at: at.parse().unwrap(),
            title: clean(&format!("version {version} {state}")),
            deploy: Some(DeployNote {
                version: clean(version),
                state: DeployState::parse(state).unwrap(),
                operator: clean("ana"),
                what: clean("mail retries"),
            }),
            facts: vec![],
            words: vec![],
            text: None,
            key: clean(&format!("7F3K/{version}-{state}/1")),
            parents: vec![],
        };
        let added = Ledger::parse(&bytes).append(entry).bytes;
        bytes.extend(added);
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_table_with_heads_in_any_order() {
    expect![[r#"
        2026-11-20T10:00:00Z v41 promoted by ana :7 mail retries
        2026-11-20T10:05:00Z v41 verified by ana :6 soak ok
        2026-11-22T02:00:00Z v43 promoted by ben :5 new table
    "#]]
    .assert_eq(&shown(
        "# Deploys\n\n| Version | When (UTC) | State | Operator | What changed |\n|---|---|---|---|---|\n\
         | 43 | 2026-11-22 02:00 | promoted | ben | new table |\n| 41 | 2026-11-20 10:05 | verified | ana | soak ok |\n\
         | 41 | 2026-11-20 10:00 | promoted | ana | mail retries |\n",
    ));
    expect![[r#"
        2026-11-20T10:00:00Z v41 bad by ana :3 a | b
        2026-11-22 v43 in progress by ben :4 
    "#]].assert_eq(&shown(
        "Who | Notes | Date | Time (UTC) | Lambda version | Status\n--|--|--|--|--|--\n\
         ana | a \\| b | 2026-11-20 | 10:00 | `v41` | ~~verified~~ **bad**\nben | | 2026-11-22 | | prod:43 | in progress\n\
         | | x | | | - | verified\n",
    ));
    expect![[r#"
        2026-11-20 v41 promoted by - :3 
        2026-11-22 v43 rolled-back by - :4 
        2026-11-22 v41 promoted by - :4 
    "#]]
    .assert_eq(&shown(
        "| When (CET) | From | To | Result |\n|-|-|-|-|\n| 2026-11-20 10:00 | 40 | 41 | deployed |\n\
         | 2026-11-22 10:00 | 43 | 41 | rolled back |\n",
    ));
    expect![[r#"
        2026-11-20 v41 verified by ana :3 verified by ana
        2026-11-21 v42 not said by - :4 mail retries
    "#]].assert_eq(&shown(
        "| Version | Date | Notes |\n|-|-|-|\n| 41 | 2026-11-20 | verified by ana |\n| 42 | 2026-11-21 | mail retries |\n",
    ));
    assert_eq!(shown("| Host | State |\n|-|-|\n| 41 | verified |\n"), "", "no column of versions");
}

#[test]
fn a_list() {
    expect![[r#"
        2026-11-20T10:00:00Z v41 verified by ana :1 mail retries
        2026-11-22T02:00:00Z v43 promoted by ben :2 
        2026-11-22T02:30:00Z v41 promoted by - :3 josh
    "#]]
    .assert_eq(&shown(
        "- 2026-11-20 10:00Z v41 verified by ana: mail retries\n- 2026-11-22 02:00Z prod 41 -> 43 promoted by ben\n\
         - 2026-11-22 02:30Z rolled back to v41 (josh)\n- see v44 for the plan\n- 3 people were asked\n",
    ));
    expect![[r#"
        2026-11-20T10:00:00Z v41 verified by ana :3 
        - v42 not verified by - :2 not verified
        - v43 promoted by - :1 new table
    "#]].assert_eq(&shown(
        "* v43 – promoted – new table\n* v42 not verified\n* v41 verified\n  * Operator: ana\n  * When: 2026-11-20 10:00Z\n",
    ));
    expect![[r#"
        2026-11-20 v41 verified by - :1 
        2026-11-21 v42 not ticked: verified by - :2 
    "#]]
    .assert_eq(&shown("- [x] 2026-11-20 v41 verified\n- [ ] 2026-11-21 v42 verified\n"));
}

#[test]
fn headings() {
    expect![[r#"
        2026-11-20T10:05:00Z v41 verified by ana :9 mail retries
        2026-11-22 v43 promoted by ben :3 
    "#]]
    .assert_eq(&shown(
        "# Log\n\n## 2026-11-22 – version 43\nState: promoted\nWho: ben\n\nNew table.\n\n## 2026-11-20 – version 41\n\n\
         - **State:** verified\n- Operator: ana\n- Time: 10:05 UTC\n- Notes: mail retries\n",
    ));
    expect![[r#"
        2026-11-20T10:00:00Z v41 promoted by ana :3 
        2026-11-20T10:05:00Z v41 verified by ana :4 
    "#]].assert_eq(&shown(
        "## Version 41\n\n- 2026-11-20 10:00Z promoted by ana\n- 2026-11-20 10:05Z verified by ana\n\n## Version 40\n\nOld.\n",
    ));
    expect![[r#"
        2026-11-20 v41 verified by ana :7 
        2026-11-22 v43 promoted by ben :3 
    "#]]
    .assert_eq(&shown("## 2026-11-22\n\n- v43 promoted by ben\n\n## 2026-11-20\n\n- v41 verified by ana\n"));
    expect![[r#"
        2026-11-20 v41 verified by - :1 
        2026-11-22 v43 not said by - :3 
    "#]]
    .assert_eq(&shown("### v41 (2026-11-20): verified\n\n### 2026-11-22 43\n"));
    assert_eq!(shown("# DEPLOY-LOG\n\n## Version 41\n\nSome words.\n\n## 2026\n"), "");
}

#[test]
fn prose_quotes_fences_and_comments_are_no_entries() {
    for log in [
        "We promoted version 41 on 2026-11-20 and verified it.\n",
        "> - 2026-11-20 v41 verified\n",
        "```\n- 2026-11-20 v41 verified\n```\n",
        "<!--\n- 2026-11-20 v41 verified\n-->\n",
        "- ~~2026-11-20 v41 verified~~\n",
        "- remember that v41 needs the table\n",
        "",
        "# Deploy log\n",
    ] {
        assert_eq!(shown(log), "", "{log}");
    }
}

#[test]
fn entries_of_duckops_beside_those_of_people() {
    let ours = ours(&[("2026-11-22T02:19:30Z", "41", "promoted"), ("2026-11-22T02:31:00Z", "41", "verified")]);
    let log = ours.replacen("\n## ", "\n- 2026-11-22 v43 promoted by ben\n- 2026-11-20 v41 verified\n\n## ", 1);
    expect![[r#"
        2026-11-20 v41 verified by - :6 
        2026-11-22 v43 promoted by ben :5 
        2026-11-22T02:19:30Z v41 promoted by ana :8 (ours) mail retries
        2026-11-22T02:31:00Z v41 verified by ana :24 (ours) mail retries
    "#]]
    .assert_eq(&shown(&log));
    let edited = ours.replacen("| state | verified |", "| state | bad |", 1).replacen(
        "| state | promoted",
        "| State | promoted",
        1,
    );
    expect![[r#"
        2026-11-22T02:19:30Z v41 promoted by - :5 
        2026-11-22T02:31:00Z v41 bad by ana :21 mail retries
    "#]]
    .assert_eq(&shown(&edited));
}

/// Log, then expected, last_good, last_good other than 43, last_promotion with its version.
#[test]
fn what_a_log_amounts_to() {
    let day = |d: u32, m: u32| format!("2026-11-{d}T10:0{m}:00Z");
    let log = |entries: &[(u32, u32, &str, &str)]| {
        let dated: Vec<_> = entries.iter().map(|(d, m, version, state)| (day(*d, *m), *version, *state)).collect();
        ours(&dated.iter().map(|(at, version, state)| (at.as_str(), *version, *state)).collect::<Vec<_>>())
    };
    let verified_41 = [(20, 0, "41", "promoted"), (20, 5, "41", "verified")];
    let with = |more: &[(u32, u32, &'static str, &'static str)]| log(&[&verified_41[..], more].concat());
    for (log, shown) in [
        (with(&[]), "41, 41, 41, 2026-11-20T10:00:00Z 41"),
        (with(&[(21, 0, "42", "planned")]), "41, 41, 41, 2026-11-20T10:00:00Z 41"),
        // The newest other entry is not known to be good: it was never verified.
        (with(&[(21, 0, "42", "promoted"), (22, 0, "43", "promoted")]), "43, 41, 41, 2026-11-22T10:00:00Z 43"),
        (with(&[(22, 0, "43", "promoted"), (22, 5, "43", "verified")]), "43, 43, 41, 2026-11-22T10:00:00Z 43"),
        (with(&[(22, 0, "43", "promoted"), (22, 5, "43", "rolled-back")]), "41, 41, 41, 2026-11-22T10:00:00Z 43"),
        (
            with(&[(22, 0, "43", "promoted"), (22, 5, "43", "rolled-back"), (22, 6, "41", "promoted")]),
            "41, -, -, 2026-11-22T10:06:00Z 41",
        ),
        (with(&[(22, 0, "43", "promoted"), (22, 5, "43", "bad")]), "43, 41, 41, 2026-11-22T10:00:00Z 43"),
        // Back to a version that does not work: the one that worked is offered, and nothing has drifted.
        (with(&[(22, 0, "42", "promoted"), (22, 5, "42", "bad")]), "42, 41, 41, 2026-11-22T10:00:00Z 42"),
        (with(&[(22, 0, "41", "bad"), (22, 1, "42", "promoted")]), "42, -, -, 2026-11-22T10:01:00Z 42"),
        (with(&[(22, 0, "41", "rolled-back")]), "-, -, -, 2026-11-20T10:00:00Z 41"),
        (
            with(&[(22, 0, "41", "rolled-back"), (23, 0, "41", "promoted"), (23, 1, "41", "verified")]),
            "41, 41, 41, 2026-11-23T10:00:00Z 41",
        ),
        // By a command, and never live: a candidate.
        (log(&[(20, 0, "41", "verified")]), "-, -, -, - -"),
        (with(&[(22, 0, "43", "verified")]), "41, 41, 41, 2026-11-20T10:00:00Z 41"),
        (log(&[(20, 0, "41", "promoted")]), "41, -, -, 2026-11-20T10:00:00Z 41"),
        (log(&[(20, 0, "41", "planned")]), "-, -, -, - -"),
        (log(&[(20, 0, "43", "promoted"), (20, 1, "43", "verified")]), "43, 43, -, 2026-11-20T10:00:00Z 43"),
        (log(&[]), "-, -, -, - -"),
    ] {
        let fact =
            |name, other| Some(fact(&log, name, other)).filter(|text| !text.starts_with('?')).unwrap_or("-".into());
        let (promotion, promoted) = (fact("last_promotion", None), fact("last_promoted", None));
        let (good, other) = (fact("last_good", None), fact("last_good", Some("43")));
        assert_eq!(format!("{}, {good}, {other}, {promotion} {promoted}", fact("expected", None)), shown, "{log}");
    }
}

#[test]
fn what_is_not_certain_is_unknown_and_says_why() {
    for (log, name, shown) in [
        ("", "expected", "? DEPLOY-LOG.md has no entry"),
        ("", "count", "? DEPLOY-LOG.md has no entry"),
        ("- v41 verified\n", "last_good", "41"),
        ("- v41 verified\n", "last_promotion", "? line 1 of DEPLOY-LOG.md does not say the time"),
        ("- 2026-11-20 v41 verified\n", "last_good_at", "? line 1 of DEPLOY-LOG.md does not say the time"),
        (
            "- 2026-11-20 v41 verified\n- 2026-11-21 v42 mail\n",
            "expected",
            "? line 2 of DEPLOY-LOG.md names version 42, not what became of it",
        ),
        ("- 2026-11-20 v41 verified\n- 2026-11-21 v41 mail\n", "expected", "41"),
        (
            "- 2026-11-20 v41 verified\n- 2026-11-21 v41 mail\n",
            "last_good",
            "? no version is verified in DEPLOY-LOG.md and good to this day",
        ),
        (
            "- 2026-11-20 v41 verified: later rolled back\n",
            "last_good",
            "? no version is verified in DEPLOY-LOG.md and good to this day",
        ),
        (
            "- v41 bad\n\nx\n\n- 2026-11-20 v41 verified\n",
            "last_good",
            "? no version is verified in DEPLOY-LOG.md and good to this day",
        ),
        ("- 2026-11-20 $LATEST verified\n", "expected", "? DEPLOY-LOG.md has no entry"),
    ] {
        assert_eq!(fact(log, name, None), shown, "{log}");
    }
}

#[test]
fn the_list_shows_the_newest_first() {
    let log = ours(&[("2026-11-20T10:00:00Z", "41", "promoted"), ("2026-11-22T02:19:30Z", "43", "bad")]);
    let facts = facts(&read(log.as_bytes()), Asked::default(), &Clean::new("DEPLOY-LOG.md"));
    let rows: Vec<_> = facts
        .list
        .unwrap()
        .rows
        .iter()
        .map(|row| row.iter().map(Clean::as_str).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        rows,
        ["2026-11-22T02:19:30Z 43 bad ana mail retries", "2026-11-20T10:00:00Z 41 promoted ana mail retries"]
    );
    assert_eq!(facts.count, Ok(2));
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let deploys = read(&bytes);
        let facts = facts(&deploys, Asked::default(), &Clean::new("x"));
        prop_assert!(facts.last_good.is_err());
        prop_assert_eq!(facts.count.ok(), i64::try_from(deploys.len()).ok().filter(|many| *many > 0));
    }

    /// Only a plain word makes a version good.
    #[test]
    fn without_the_word_nothing_is_known_to_be_good(lines in prop::collection::vec(line(), 0..12)) {
        let log = lines.concat();
        let deploys = read(log.as_bytes());
        let good = deploys.iter().any(|deploy| deploy.state == Said::State(DeployState::Verified));
        prop_assert!(!good || log.to_lowercase().contains("verified"));
        prop_assert!(facts(&deploys, Asked::default(), &Clean::new("x")).last_good.is_err() || good);
        prop_assert!(deploys.iter().all(|deploy| (1..=log.lines().count()).contains(&deploy.line)));
    }
}

fn line() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "- ",
        "| ",
        " | ",
        "## ",
        "\n",
        "\n\n",
        "|-|-|\n",
        "| Version | State | When |\n|-|-|-|\n",
        "v41 ",
        "41 ",
        "43 -> 41 ",
        "verified ",
        "not ",
        "promoted ",
        "rolled back ",
        "to ",
        "bad ",
        "2026-11-20 ",
        "10:00Z ",
        ": ",
        "by ",
        "ana ",
        "State: ",
        "```\n",
        "> ",
        "~~",
        "[ ] ",
        "<!--\n",
        "-->\n",
        "?",
        "ä",
        "    ",
        "* ",
        "1. ",
        "\r\n",
        "\u{feff}",
    ]);
    prop::collection::vec(bits, 0..8).prop_map(|bits| bits.concat())
}

#[test]
fn the_newest_word_on_a_version_is_told() {
    let log = "| Version | When | State | What changed |\n| --- | --- | --- | --- |\n\
        | 40 | 2026-11-18 | promoted | Fleet view |\n| 40 | 2026-11-19 | rolled-back | slow to start |\n";
    assert_eq!(fact(log, "said", Some("40")), "40 is rolled-back, never verified, 2026-11-19: slow to start");
    assert!(fact(log, "said", Some("7")).contains("does not name version 7"));
}

#[test]
fn known_good_is_what_was_verified_and_not_left_since() {
    let log = "| Version | When | State | What changed |\n| --- | --- | --- | --- |\n\
        | 39 | 2026-11-16 | promoted | |\n| 39 | 2026-11-16 | verified | |\n\
        | 40 | 2026-11-18 | verified | |\n| 40 | 2026-11-19 | rolled-back | slow to start |\n\
        | 41 | 2026-11-20 | promoted | |\n";
    let known = ["39", "40", "41", "7"].map(|version| fact(log, "known_good", Some(version)));
    assert_eq!(known, ["yes", "no", "no", "no"]);
}
