//! `duckops log`.

use super::{place, session};
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

/// What people wrote, before any duckops came.
const BY_HAND: &str = "# Governance log\n\nAsk Mina about the keys.\n\n- [ ] rotate them\n";
const TABLE: &str = "| version | when | state |\n| --- | --- | --- |\n| 42 | 2026-11-20 | promoted |\n";

/// A repository that holds its ledgers.
fn repository() -> Duckops {
    let place = place();
    std::fs::create_dir(place.dir.join(".git")).unwrap();
    for (name, text) in [("duckops.toml", ""), ("DEPLOY-LOG.md", TABLE), ("GOVERNANCE-LOG.md", BY_HAND)] {
        std::fs::write(place.dir.join(name), text).unwrap();
    }
    place
}

#[test]
fn the_deploy_log() {
    let _ring = ring::enter("drill");
    let said = session(
        &repository(),
        &[
            "log deploy last-good",
            "log deploy mark 44 planned --what 'a new agent view' --field ticket=D-12",
            "log deploy mark 42 verified",
            "log deploy mark $LATEST verified",
            "log deploy mark 44 fine",
            "log deploy add --title '44 waits for Monday'",
            "log deploy show",
            "log deploy show --since 5m",
            "log deploy last-good",
            "log deploy last-good --json",
        ],
    );
    expect![[r#"
        $ duckops log deploy last-good
        duckops: no version is verified in DEPLOY-LOG.md and good to this day
          the nearest is version 42 (line 3, promoted): choose it only if you know that it works
        [1]
        $ duckops log deploy mark 44 planned --what 'a new agent view' --field ticket=D-12
            written to: ~/DEPLOY-LOG.md
            commit: git -C ~ add -- DEPLOY-LOG.md && git -C ~ commit -m 'version 44 planned (entry ded2f6dd7418)' -- DEPLOY-LOG.md
        [0]
        $ duckops log deploy mark 42 verified
            written to: ~/DEPLOY-LOG.md
            commit: git -C ~ add -- DEPLOY-LOG.md && git -C ~ commit -m 'version 42 verified (entry d55006fa3618)' -- DEPLOY-LOG.md
        [0]
        $ duckops log deploy mark $LATEST verified
        duckops: `$LATEST` is not a published version, which is a number
        [2]
        $ duckops log deploy mark 44 fine
        error: invalid value 'fine' for '<STATE>'
          [possible values: planned, promoted, verified, rolled-back, bad]

        For more information, try '--help'.
        [2]
        $ duckops log deploy add --title '44 waits for Monday'
            written to: ~/DEPLOY-LOG.md
            commit: git -C ~ add -- DEPLOY-LOG.md && git -C ~ commit -m '44 waits for Monday (entry 5c54371a29a0)' -- DEPLOY-LOG.md
        [0]
        $ duckops log deploy show
        ~/DEPLOY-LOG.md
            when                  version  state     operator  what changed
            2026-11-20            42       promoted  -
            2026-11-22T02:15:07Z  44       planned   ana       a new agent view
            2026-11-22T02:16:07Z  42       verified  ana       not said
            2026-11-22T02:19:07Z  -        note      ana       44 waits for Monday

        [0]
        $ duckops log deploy show --since 5m
        ~/DEPLOY-LOG.md
            when                  version  state     operator  what changed
            2026-11-22T02:16:07Z  42       verified  ana       not said
            2026-11-22T02:19:07Z  -        note      ana       44 waits for Monday

        [0]
        $ duckops log deploy last-good
        42
        verified 2026-11-22T02:16:07Z, and not marked otherwise since (~/DEPLOY-LOG.md)
        [0]
        $ duckops log deploy last-good --json
        {"path":"~/DEPLOY-LOG.md","verified_at":"2026-11-22T02:16:07Z","version":"42"}
        [0]
    "#]].assert_eq(&said);
}

/// Nobody can have seen that a version works which never went out.
#[test]
fn what_was_never_promoted_is_no_known_good_version() {
    let _ring = ring::enter("drill");
    let place = repository();
    let commands = [
        "log deploy mark 43 verified",
        "log deploy last-good",
        "log deploy mark 43 promoted",
        "log deploy mark 43 verified",
        "log deploy last-good",
    ];
    expect![[r#"
        $ duckops log deploy mark 43 verified
            written to: ~/DEPLOY-LOG.md
            commit: git -C ~ add -- DEPLOY-LOG.md && git -C ~ commit -m 'version 43 verified (entry a4995115fa58)' -- DEPLOY-LOG.md
        version 43 was never promoted in this log: it is a candidate, not known-good
          if it was live: duckops log deploy mark 43 promoted, and then verified
        [0]
        $ duckops log deploy last-good
        duckops: no version is verified in DEPLOY-LOG.md and good to this day
          the nearest is version 43 (line 5, verified, never promoted): choose it only if you know that it works
        [1]
        $ duckops log deploy mark 43 promoted
            written to: ~/DEPLOY-LOG.md
            commit: git -C ~ add -- DEPLOY-LOG.md && git -C ~ commit -m 'version 43 promoted (entry 4b30d62a0179)' -- DEPLOY-LOG.md
        [0]
        $ duckops log deploy mark 43 verified
            written to: ~/DEPLOY-LOG.md
            commit: git -C ~ add -- DEPLOY-LOG.md && git -C ~ commit -m 'version 43 verified (entry 40e78fe02668)' -- DEPLOY-LOG.md
        [0]
        $ duckops log deploy last-good
        43
        verified 2026-11-22T02:17:07Z, and not marked otherwise since (~/DEPLOY-LOG.md)
        [0]
    "#]].assert_eq(&session(&place, &commands));
}

/// A fence that is open above them would hide them: who reads the end alone cannot know, and says so.
#[test]
fn the_newest_of_a_long_log_are_read_from_its_end() {
    let _ring = ring::enter("drill");
    let place = repository();
    std::fs::write(place.dir.join("GOVERNANCE-LOG.md"), format!("{BY_HAND}\n{}\n", "words ".repeat(20_000))).unwrap();
    let said = session(
        &place,
        &[
            "log governance add --title first",
            "log governance add --title second",
            "log governance show --last 1",
            "log governance show --last 1 --json",
            "log governance show --last 1 --grep first",
            "log deploy show --last 1",
            "log governance show --last 0",
        ],
    );
    expect![[r#"
         --last 1
        ~/GOVERNANCE-LOG.md
        2026-11-22T02:15:07Z  second
            operator               ana

        only the end of ~/GOVERNANCE-LOG.md was read
          a fence or a comment that is left open before it would hide these: duckops log governance verify
        [0]
        $ duckops log governance show --last 1 --json
        {"at":"2026-11-22T02:15:07Z","facts":[["operator","ana"]],"id":"053ab3e9e238","ledger":"governance","state":"intact","text":null,"title":"second","words":[]}
        only the end of ~/GOVERNANCE-LOG.md was read
          a fence or a comment that is left open before it would hide these: duckops log governance verify
        [0]
        $ duckops log governance show --last 1 --grep first
        ~/GOVERNANCE-LOG.md
        2026-11-22T02:14:07Z  first
            operator               ana

        [0]
        $ duckops log deploy show --last 1
        ~/DEPLOY-LOG.md
            when        version  state     operator  what changed
            2026-11-20  42       promoted  -

        [0]
        $ duckops log governance show --last 0
        error: invalid value '0' for '--last <N>': number would be zero for non-zero type

        For more information, try '--help'.
        [2]
    "#]].assert_eq(said.split_once("$ duckops log governance show").unwrap().1);
    let all = place.run(&["log", "governance", "show", "--last", "3"]);
    assert!(all.out.contains("words words") && all.err.is_empty(), "the whole of it was read");
}

#[test]
fn the_other_logs() {
    let _ring = ring::enter("drill");
    let place = repository();
    let said = session(
        &place,
        &[
            "log governance add --title 'T-JOSH said yes' --field who=Josh --text 'on the phone'",
            "log governance add --title x --field 'no value'",
            "log governance show",
            "log governance show --since 24h",
            "log incident show",
            "log show --grep JOSH|42",
            "log show --since soon",
            "log show --grep (",
            "log governance show --json",
        ],
    );
    expect![[r##"
        $ duckops log governance add --title 'T-JOSH said yes' --field who=Josh --text 'on the phone'
            written to: ~/GOVERNANCE-LOG.md
            commit: git -C ~ add -- GOVERNANCE-LOG.md && git -C ~ commit -m 'T-JOSH said yes (entry 18b259d73c48)' -- GOVERNANCE-LOG.md
        [0]
        $ duckops log governance add --title x --field 'no value'
        duckops: `no value` is not NAME=VALUE
        [2]
        $ duckops log governance show
        ~/GOVERNANCE-LOG.md
            # Governance log

            Ask Mina about the keys.

            - [ ] rotate them

        2026-11-22T02:14:07Z  T-JOSH said yes
            operator               ana
            who                    Josh
            on the phone

        [0]
        $ duckops log governance show --since 24h
        ~/GOVERNANCE-LOG.md
        2026-11-22T02:14:07Z  T-JOSH said yes
            operator               ana
            who                    Josh
            on the phone

        left out, because they do not say when: 3 in ~/GOVERNANCE-LOG.md
        [0]
        $ duckops log incident show
        ~/INCIDENT-LOG.md
            there is no such file: no entry

        [0]
        $ duckops log show --grep JOSH|42
        ~/GOVERNANCE-LOG.md
        2026-11-22T02:14:07Z  T-JOSH said yes
            operator               ana
            who                    Josh
            on the phone

        ~/DEPLOY-LOG.md
            when        version  state     operator  what changed
            2026-11-20  42       promoted  -

        ~/INCIDENT-LOG.md
            there is no such file: no entry

        [0]
        $ duckops log show --since soon
        duckops: `soon` is not a time
          2026-11-22, 2026-11-22T02:14:07Z, 24h or 7d
        [2]
        $ duckops log show --grep (
        duckops: `(` is not a regular expression: found open group without closing ')'
        [2]
        $ duckops log governance show --json
        {"at":null,"ledger":"governance","state":"by hand","text":"# Governance log"}
        {"at":null,"ledger":"governance","state":"by hand","text":"Ask Mina about the keys."}
        {"at":null,"ledger":"governance","state":"by hand","text":"- [ ] rotate them"}
        {"at":"2026-11-22T02:14:07Z","facts":[["operator","ana"],["who","Josh"]],"id":"18b259d73c48","ledger":"governance","state":"intact","text":"on the phone","title":"T-JOSH said yes","words":[]}
        [0]
    "##]].assert_eq(&said);
    let after = place.file("GOVERNANCE-LOG.md");
    assert!(after.starts_with(BY_HAND), "{after}");
}

/// What somebody changed in an entry is said; what no longer reads is shown as it stands.
#[test]
fn edited_entries() {
    let _ring = ring::enter("drill");
    let place = repository();
    session(&place, &["log governance add --title one --field a=b", "log governance add --title two"]);
    let path = place.dir.join("GOVERNANCE-LOG.md");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("| a | b |", "| a | c |").replace(" · two\n", " · two\n\nmore\n")).unwrap();
    expect![[r#"
        $ duckops log governance show
        ~/GOVERNANCE-LOG.md
            # Governance log

            Ask Mina about the keys.

            - [ ] rotate them

        2026-11-22T02:14:07Z  one                                         edited by hand
            operator               ana
            a                      c

            ## 2026-11-22T02:15:07Z · two
    
            more
    
            | what | value |
            | --- | --- |
            | operator | ana |
    
            <!-- duckops-entry@v1 note
            ledger: "governance"
            key: "log/PHDASQ3PHJNW10YT"
            parents: 8200a8731467cb192eaa5225a5d3256b23bfa4fddc05899779378a97e48f99ca
            digest: 2e4abbe43353ccaeecdd24365292ced976cbc5e53d36095f009593c1e908278b
            -->

        [0]
    "#]]
    .assert_eq(&session(&place, &["log governance show"]));
}
