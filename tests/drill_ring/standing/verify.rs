//! `duckops log verify`: what it finds, where, and how it exits.

use super::{place, session};
use crate::drill_ring::served::Served;
use crate::support::duckops::Duckops;
use crate::support::{or_skip, ring};
use expect_test::expect;
use std::path::PathBuf;
use std::process::Command;

/// A git repository with a governance log of two entries, committed.
pub(super) fn repository() -> Duckops {
    let place = place();
    std::fs::write(place.dir.join("duckops.toml"), "").unwrap();
    std::fs::write(place.dir.join("GOVERNANCE-LOG.md"), "# Governance log\n\nAsk Mina about the keys.\n").unwrap();
    git(&place, &["init", "-q", "-b", "main"]);
    session(&place, &["log governance add --title one", "log governance add --title two"]);
    commit(&place, "two entries");
    place
}

pub(super) fn git(place: &Duckops, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", &place.dir).current_dir(&place.dir);
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "ana").env(format!("GIT_{who}_EMAIL"), "ana@example.com");
    }
    let output = command.args(args).output().unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

pub(super) fn commit(place: &Duckops, message: &str) {
    git(place, &["add", "*.md"]);
    git(place, &["commit", "-q", "-m", message]);
}

fn log(place: &Duckops) -> PathBuf {
    place.dir.join("GOVERNANCE-LOG.md")
}

/// As from another machine: nothing was written from there.
fn fresh(place: &Duckops) {
    std::fs::remove_dir_all(place.state()).unwrap();
}

/// What is found after the text was changed.
fn after(place: &Duckops, change: impl Fn(&str) -> String, commands: &[&str]) -> String {
    let text = std::fs::read_to_string(log(place)).unwrap();
    std::fs::write(log(place), change(&text)).unwrap();
    let said = session(place, commands);
    std::fs::write(log(place), text).unwrap();
    said
}

#[test]
fn honest_logs() {
    let _ring = ring::enter("drill");
    let place = repository();
    let mut said = session(&place, &["log verify", "log governance verify --since main", "log verify --json"]);
    fresh(&place);
    said += &session(&place, &["log governance verify"]);
    expect![[r#"
        $ duckops log verify
        ~/GOVERNANCE-LOG.md
            2 intact

        ~/DEPLOY-LOG.md
            no entry

        ~/INCIDENT-LOG.md
            no entry

        verified
        [0]
        $ duckops log governance verify --since main
        ~/GOVERNANCE-LOG.md
            2 intact

        verified
        [0]
        $ duckops log verify --json
        {"by_hand":0,"findings":[{"entry":"eca1a28e8aa4","line":5,"text":"as it was written","what":"intact"},{"entry":"9f460f0a9197","line":18,"text":"as it was written","what":"intact"}],"ledger":"governance","path":"~/GOVERNANCE-LOG.md","signatures":[],"verified":true}
        {"by_hand":0,"findings":[],"ledger":"deploy","path":"~/DEPLOY-LOG.md","signatures":[],"verified":true}
        {"by_hand":0,"findings":[],"ledger":"incident","path":"~/INCIDENT-LOG.md","signatures":[],"verified":true}
        [0]
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            2 intact, 1 unanchored
            line  finding     entry  what it says
            5     unanchored  -      2 of 2 entries: nothing written from here stands
                                     on them, so newer ones could be gone unseen

        verified
        [0]
    "#]].assert_eq(&said);
}

#[test]
fn changed_logs() {
    let _ring = ring::enter("drill");
    let place = repository();
    let one = "log governance verify";
    let second = |text: &str| text.rfind("## ").unwrap();
    let mut said = after(&place, |text| text.replacen("| ana |", "| ben |", 1), &[one, "log governance verify --json"]);
    said += &after(&place, |text| text[..text.len() - 40].into(), &[one]);
    said += &after(&place, |text| text[..second(text)].into(), &[one, "log governance verify --since HEAD"]);
    said += &after(&place, |_| String::new(), &[one]);
    said += &after(&place, |text| format!("{text}\n<<<<<<< HEAD\n"), &[one, "log governance add --title three"]);
    fresh(&place);
    said += &after(&place, |text| text[..second(text)].into(), &[one, "log governance verify --since HEAD"]);
    said += &session(&place, &["log verify --since nowhere"]);
    expect![[r#"
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            1 intact, 1 hand-edited
            line  finding      entry         what it says
            5     hand-edited  eca1a28e8aa4  it is not as it was written

        does NOT verify
        [1]
        $ duckops log governance verify --json
        {"by_hand":0,"findings":[{"entry":"eca1a28e8aa4","line":5,"text":"it is not as it was written","what":"hand-edited"},{"entry":"9f460f0a9197","line":18,"text":"as it was written","what":"intact"}],"ledger":"governance","path":"~/GOVERNANCE-LOG.md","signatures":[],"verified":false}
        [1]
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            1 intact, 1 torn
            line  finding  entry  what it says
            18    torn     -      the entry stops before its end

        does NOT verify
        [1]
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            1 intact, 1 missing
            line  finding  entry         what it says
            17    missing  9f460f0a9197  entry 9f460f0a9197 of 2026-11-22T02:15:07Z was
                                         written from here and is not in this file
            find it: git -C ~ log --all --oneline -S 9f460f0a9197 -- GOVERNANCE-LOG.md

        does NOT verify
        [1]
        $ duckops log governance verify --since HEAD
        ~/GOVERNANCE-LOG.md
            1 intact, 1 missing
            line  finding  entry         what it says
            17    missing  9f460f0a9197  entry 9f460f0a9197 of 2026-11-22T02:15:07Z was
                                         written from here and is not in this file
            find it: git -C ~ log --all --oneline -S 9f460f0a9197 -- GOVERNANCE-LOG.md

        does NOT verify
        [1]
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            2 missing
            line  finding  entry         what it says
            1     missing  eca1a28e8aa4  entry eca1a28e8aa4 of 2026-11-22T02:14:07Z was
                                         written from here and is not in this file
            1     missing  9f460f0a9197  entry 9f460f0a9197 of 2026-11-22T02:15:07Z was
                                         written from here and is not in this file
            find it: git -C ~ log --all --oneline -S eca1a28e8aa4 -- GOVERNANCE-LOG.md

        does NOT verify
        [1]
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            2 intact, 1 conflict
            line  finding   entry  what it says
            31    conflict  -      git left conflict markers here

        does NOT verify
        [1]
        $ duckops log governance add --title three
        duckops: nothing was written to ~/GOVERNANCE-LOG.md: git left conflict markers in line 31
          remove the markers and keep the entries of both sides, then do this again: grep -nE '^(<<<<<<<|=======|>>>>>>>)' ~/GOVERNANCE-LOG.md
        [2]
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            1 intact, 1 unanchored
            line  finding     entry  what it says
            5     unanchored  -      1 of 1 entry: nothing written from here stands on
                                     them, so newer ones could be gone unseen

        verified
        [0]
        $ duckops log governance verify --since HEAD
        ~/GOVERNANCE-LOG.md
            1 intact, 1 missing, 1 unanchored
            line  finding     entry         what it says
            5     unanchored  -             1 of 1 entry: nothing written from here
                                            stands on them, so newer ones could be gone
                                            unseen
            17    missing     9f460f0a9197  entry 9f460f0a9197 is in this file at HEAD,
                                            and no longer
            find it: git -C ~ log --all --oneline -S 9f460f0a9197 -- GOVERNANCE-LOG.md

        does NOT verify
        [1]
        $ duckops log verify --since nowhere
        duckops: git knows no commit `nowhere` in ~
          git log --oneline
        [2]
    "#]].assert_eq(&said);
}

/// The newest word on a version is gone: the older one does not count.
#[test]
fn a_deploy_log_that_lost_an_entry() {
    let _ring = ring::enter("drill");
    let place = repository();
    let path = place.dir.join("DEPLOY-LOG.md");
    let marks = [
        "log deploy mark 40 promoted",
        "log deploy mark 40 verified",
        "log deploy mark 41 verified",
        "log deploy mark 41 bad",
    ];
    session(&place, &marks);
    let mut said = session(&place, &["log deploy last-good"]);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text[..text.rfind("## ").unwrap()]).unwrap();
    said += &session(&place, &["log deploy last-good", "log deploy mark 42 planned", "log deploy verify"]);
    expect![[r#"
        $ duckops log deploy last-good
        40
        verified 2026-11-22T02:15:07Z, and not marked otherwise since (~/DEPLOY-LOG.md)
        [0]
        $ duckops log deploy last-good
        duckops: ~/DEPLOY-LOG.md misses 1 entry that was written from here
          see which, and where it stopped: duckops log deploy verify
        [3]
        $ duckops log deploy mark 42 planned
            written to: ~/DEPLOY-LOG.md
            commit: git -C ~ add -- DEPLOY-LOG.md && git -C ~ commit -m 'version 42 planned (entry 241cd08447d7)' -- DEPLOY-LOG.md
        ~/DEPLOY-LOG.md misses 1 entry that was written from here
          see which, and where it stopped: duckops log deploy verify
        [0]
        $ duckops log deploy verify
        ~/DEPLOY-LOG.md
            4 intact, 1 missing
            line  finding  entry         what it says
            67    missing  ab42975e842a  entry ab42975e842a of 2026-11-22T02:17:07Z was
                                         written from here and is not in this file
            find it: git -C ~ log --all --oneline -S ab42975e842a -- DEPLOY-LOG.md

        does NOT verify
        [1]
    "#]]
    .assert_eq(&said);
}

#[test]
fn a_log_that_cannot_be_read() {
    let _ring = ring::enter("drill");
    let place = repository();
    std::fs::remove_file(log(&place)).unwrap();
    std::fs::create_dir(log(&place)).unwrap();
    expect![[r#"
        $ duckops log verify
        ~/DEPLOY-LOG.md
            no entry

        ~/INCIDENT-LOG.md
            no entry

        duckops: ~/GOVERNANCE-LOG.md cannot be read: it is not a file
          ls -l ~/GOVERNANCE-LOG.md
        [3]
    "#]]
    .assert_eq(&session(&place, &["log verify"]));
}

/// A walk begins with it, and takes no version from such a log.
#[test]
fn a_walk_says_that_its_log_lost_an_entry() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let marked = place.run(&["log", "deploy", "mark", "39", "bad"]);
    assert_eq!(marked.code, 0, "{marked:?}");
    let path = marked.out.split("written to: ~/").nth(1).unwrap().lines().next().unwrap().to_owned();
    let path = place.dir.join(path);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text[..text.rfind("\n## ").unwrap()]).unwrap();
    let walk = place.run(&["triage", "inc-001"]);
    assert!(walk.err.contains("DEPLOY-LOG.md misses 1 entry that was written from here\n"), "{}", walk.err);
    assert!(walk.err.contains("\n  see which, and where it stopped: duckops log deploy verify\n"), "{}", walk.err);
}

/// Keys of Josh and of Mallory, and the team's file, which has only Josh's.
fn team(place: &Duckops) -> Option<()> {
    for name in ["josh", "mallory"] {
        let mut command = Command::new("ssh-keygen");
        command.args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"]).arg(place.dir.join(name));
        or_skip("ssh-keygen", command.status().map(drop).map_err(|why| why.to_string()))?;
    }
    let key = std::fs::read_to_string(place.dir.join("josh.pub")).unwrap();
    std::fs::write(place.dir.join("signers"), format!("josh@example.com {key}")).unwrap();
    std::fs::write(place.dir.join("duckops.toml"), "allowed_signers = 'signers'\n").unwrap();
    Some(())
}

/// Everything rewritten with digests that fit, and the store with it: only the signature tells.
#[test]
fn what_was_signed_cannot_be_rewritten_by_who_has_no_key() {
    let _ring = ring::enter("drill");
    let place = repository();
    if team(&place).is_none() {
        return;
    }
    let mut said = session(
        &place,
        &[
            "log governance verify --sign mallory@example.com --key mallory",
            "log governance verify --sign josh@example.com --key mallory",
            "log governance verify --sign josh@example.com --key josh",
            "log deploy verify --sign josh@example.com --key josh",
            "log governance add --title three",
            "log governance verify",
        ],
    );
    std::fs::remove_file(log(&place)).unwrap();
    fresh(&place);
    said += &session(&place, &["log governance add --title one --field what=nothing", "log governance verify"]);
    std::fs::write(place.dir.join("duckops.toml"), "").unwrap();
    said += &session(&place, &["log governance verify"]);
    expect![[r#"
        $ duckops log governance verify --sign mallory@example.com --key mallory
        duckops: the governance log is not signed as mallory@example.com: the file of allowed signers does not have it as theirs
          a line of the file of allowed signers: mallory@example.com KEY
        [1]
        $ duckops log governance verify --sign josh@example.com --key mallory
        duckops: the governance log is not signed as josh@example.com: the file of allowed signers does not have it as theirs
          a line of the file of allowed signers: josh@example.com KEY
        [1]
        $ duckops log governance verify --sign josh@example.com --key josh
        ~/GOVERNANCE-LOG.md
            2 intact
            signed                 josh@example.com at 2026-11-22T02:16:07Z: 2 entries

        verified
        signed: ~/GOVERNANCE-LOG.md.sig
        [0]
        $ duckops log deploy verify --sign josh@example.com --key josh
        ~/DEPLOY-LOG.md
            no entry

        verified
        nothing to sign: ~/DEPLOY-LOG.md has no entry
        [0]
        $ duckops log governance add --title three
            written to: ~/GOVERNANCE-LOG.md
            commit: git -C ~ add -- GOVERNANCE-LOG.md && git -C ~ commit -m 'three (entry c281f0657396)' -- GOVERNANCE-LOG.md
        [0]
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            3 intact
            signed                 josh@example.com at 2026-11-22T02:16:07Z: 2 entries;
                                   1 entry came later

        verified
        [0]
        $ duckops log governance add --title one --field what=nothing
            written to: ~/GOVERNANCE-LOG.md
            commit: git -C ~ add -- GOVERNANCE-LOG.md && git -C ~ commit -m 'one (entry 49d15de74541)' -- GOVERNANCE-LOG.md
        [0]
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            1 intact
            signed                 josh@example.com at 2026-11-22T02:16:07Z, line 1:
                                   WRONG: entry 9f460f0a9197 was signed and is not there
                                   as it was

        does NOT verify
        [1]
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            1 intact
            signed                 josh@example.com at 2026-11-22T02:16:07Z, line 1:
                                   could not check: no file of allowed signers is set

        could not check everything
        [3]
    "#]].assert_eq(&said);
    let json: serde_json::Value =
        serde_json::from_str(&place.run(&["log", "governance", "verify", "--json"]).out).unwrap();
    assert_eq!((&json["verified"], &json["signatures"][0]["state"]), (&serde_json::Value::Null, &"unknown".into()));
}

/// Each finding is one of the machine, so that nobody has to ask `log verify` first.
#[test]
fn doctor_looks_at_what_was_signed() {
    let _ring = ring::enter("drill");
    let place = repository();
    if team(&place).is_none() {
        return;
    }
    let signatures = |place: &Duckops| {
        let (ran, json) = (place.run(&["doctor"]), place.run(&["doctor", "--json"]));
        let lines: Vec<_> = ran.out.lines().collect();
        let at = lines.iter().position(|line| line.ends_with(" GOVERNANCE-LOG.md.sig"));
        let of_it = |at: usize| lines[at + 1..].iter().take_while(|line| line.starts_with("    ")).count();
        let shown = at.map_or("nothing\n".into(), |at| lines[at..=at + of_it(at)].join("\n") + "\n");
        let one = json.out.lines().find(|line| line.contains("LOG.md.sig")).unwrap_or("{\"state\":null}");
        let state = serde_json::from_str::<serde_json::Value>(one).unwrap()["state"].clone();
        format!("{shown}{state} [{}]\n", ran.code)
    };
    let mut said = signatures(&place);
    session(&place, &["log governance verify --sign josh@example.com --key josh", "log governance add --title three"]);
    said += &signatures(&place);
    let signers = std::fs::read(place.dir.join("signers")).unwrap();
    std::fs::remove_file(place.dir.join("signers")).unwrap();
    said += &signatures(&place);
    std::fs::write(place.dir.join("signers"), signers).unwrap();
    let sig = place.dir.join("GOVERNANCE-LOG.md.sig");
    let signed = std::fs::read_to_string(&sig).unwrap();
    for text in [signed.replacen("at: 2026", "at: 2025", 1), signed[..signed.len() - 40].into(), "nothing\n".into()] {
        std::fs::write(&sig, text).unwrap();
        said += &signatures(&place);
    }
    std::fs::remove_file(&sig).unwrap();
    std::fs::create_dir(&sig).unwrap();
    said += &signatures(&place);
    expect![[r#"
        nothing
        null [3]
        ok    GOVERNANCE-LOG.md.sig
            josh@example.com at 2026-11-22T02:14:07Z: 2 entries; 1 entry came later
        "ok" [3]
        ?     GOVERNANCE-LOG.md.sig
            josh@example.com at 2026-11-22T02:14:07Z, line 1: could not check: cannot
            read ~/signers: No such file or directory (os error
            2)
            next: name it in duckops.toml: allowed_signers = "allowed_signers"
        "unknown" [3]
        FAIL  GOVERNANCE-LOG.md.sig
            josh@example.com at 2025-11-22T02:14:07Z, line 1: WRONG: the file of allowed
            signers does not have it as theirs: Signature verification failed: incorrect
            signature
            next: duckops log governance verify
        "fail" [3]
        FAIL  GOVERNANCE-LOG.md.sig
            line 1: WRONG: it is no whole statement: take it out, and sign again
            next: duckops log governance verify
        "fail" [3]
        FAIL  GOVERNANCE-LOG.md.sig
            ~/GOVERNANCE-LOG.md.sig: no signed statement stands
            in it
            next: duckops log governance verify
        "fail" [3]
        ?     GOVERNANCE-LOG.md.sig
            ~/GOVERNANCE-LOG.md.sig cannot be read: it is not a
            file
            next: ls -l ~/GOVERNANCE-LOG.md.sig
        "unknown" [3]
    "#]]
    .assert_eq(&said);
}

/// Entries of people are counted beside the others, and where there is no git there is no commit.
#[test]
fn what_is_by_hand_is_counted_and_without_git_there_is_no_commit() {
    let _ring = ring::enter("drill");
    let place = place();
    let rows =
        "| when | version | state |\n|---|---|---|\n| 2026-11-20 | 41 | promoted |\n| 2026-11-21 | 41 | verified |\n";
    std::fs::write(place.dir.join("DEPLOY-LOG.md"), format!("# Deploys\n\n{rows}")).unwrap();
    let said = session(
        &place,
        &[
            "log deploy mark 42 planned --log-dir .",
            "log deploy verify --log-dir .",
            "log deploy verify --since HEAD --log-dir .",
        ],
    );
    expect![[r#"
        $ duckops log deploy mark 42 planned --log-dir .
            written to: ~/DEPLOY-LOG.md
        [0]
        $ duckops log deploy verify --log-dir .
        ~/DEPLOY-LOG.md
            1 intact, 2 by hand

        verified
        [0]
        $ duckops log deploy verify --since HEAD --log-dir .
        duckops: ~/DEPLOY-LOG.md is in no git work tree: there is no commit to compare it with
          as it is now, without --since: duckops log verify --log-dir .
        [2]
    "#]]
    .assert_eq(&said);
}
