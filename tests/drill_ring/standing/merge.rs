//! `duckops log merge` as git calls it, and `duckops doctor`, which says how to tell git.

use super::verify::{commit, git, repository};
use super::{of_the_machine, session};
use crate::support::duckops::Duckops;
use crate::support::ring;
use expect_test::expect;

/// As the README says, with the binary that is tested in the place of the one on the PATH.
fn with_driver(place: &Duckops) {
    let logs = ["GOVERNANCE-LOG.md", "DEPLOY-LOG.md", "INCIDENT-LOG.md"];
    let logs: String = logs.iter().map(|log| format!("{log} -text merge=duckops-log\n")).collect();
    let attributes = format!("{logs}*.md.sig merge=union\n");
    std::fs::write(place.dir.join(".gitattributes"), attributes).unwrap();
    git(place, &["add", ".gitattributes"]);
    git(place, &["commit", "-q", "-m", "how logs are merged"]);
    let driver = format!("{} log merge %O %A %B", env!("CARGO_BIN_EXE_duckops"));
    git(place, &["config", "merge.duckops-log.driver", &driver]);
}

/// Two branches that both appended.
fn diverged(place: &Duckops) {
    git(place, &["checkout", "-q", "-b", "other"]);
    session(place, &["log governance add --title theirs"]);
    commit(place, "theirs");
    git(place, &["checkout", "-q", "main"]);
    session(place, &["log governance add --title ours --field a=b", "log governance add --title 'ours too'"]);
    commit(place, "ours");
}

#[test]
fn git_merges_two_branches_with_it() {
    let _ring = ring::enter("drill");
    let place = repository();
    with_driver(&place);
    diverged(&place);
    let merged = git(&place, &["merge", "-q", "--no-edit", "other"]);
    assert!(!merged.contains("CONFLICT"), "{merged}");
    let said = session(&place, &["log governance verify", "log governance add --title both", "log governance verify"]);
    expect![[r#"
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            5 intact

        verified
        [0]
        $ duckops log governance add --title both
            written to: ~/GOVERNANCE-LOG.md
            commit: git -C ~ add -- GOVERNANCE-LOG.md && git -C ~ commit -m 'both (entry 67a27c09c35c)' -- GOVERNANCE-LOG.md
        [0]
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            5 intact, 1 merged

        verified
        [0]
    "#]].assert_eq(&said);
}

/// Without the driver git cuts the entries up: nothing more is added to that, and every entry is named.
#[test]
fn without_it_the_conflict_is_found() {
    let _ring = ring::enter("drill");
    let place = repository();
    diverged(&place);
    let merged = git(&place, &["merge", "-q", "--no-edit", "other"]);
    assert!(merged.contains("CONFLICT"), "{merged}");
    expect![[r#"
        $ duckops log governance add --title more
        duckops: nothing was written to ~/GOVERNANCE-LOG.md: git left conflict markers in line 31
          remove the markers and keep the entries of both sides, then do this again: grep -nE '^(<<<<<<<|=======|>>>>>>>)' ~/GOVERNANCE-LOG.md
        [2]
        $ duckops log governance verify
        ~/GOVERNANCE-LOG.md
            2 intact, 2 hand-edited, 1 missing, 3 conflict
            line  finding      entry         what it says
            31    conflict     -             git left conflict markers here
            34    hand-edited  64f609f4468c  it is not as it was written
            40    conflict     -             git left conflict markers here
            49    conflict     -             git left conflict markers here
            53    hand-edited  4df1fe6400f4  it is not as it was written
            67    missing      2f239b856132  entry 2f239b856132 of 2026-11-22T02:15:07Z
                                             was written from here and is not in this
                                             file
            find it: git -C ~ log --all --oneline -S 2f239b856132 -- GOVERNANCE-LOG.md

        does NOT verify
        [1]
    "#]].assert_eq(&session(&place, &["log governance add --title more", "log governance verify"]));
}

#[test]
fn what_only_a_person_can_decide_is_left_to_one() {
    let _ring = ring::enter("drill");
    let place = repository();
    for (name, text) in [("base", "# Log\n\nold\n"), ("ours", "# Log\n\nours\n"), ("theirs", "# Log\n\ntheirs\n")] {
        std::fs::write(place.dir.join(name), text).unwrap();
    }
    let said = session(&place, &["log merge base ours theirs", "log merge base nothing/ours theirs"]);
    expect![[r#"
        $ duckops log merge base ours theirs
        duckops: both sides changed the same lines
          mend it in the file, then see whether all entries are whole: duckops log verify
        [1]
        $ duckops log merge base nothing/ours theirs
        duckops: cannot merge the logs: No such file or directory (os error 2)
        [2]
        # Log

        <<<<<<< ours
        ours
        =======
        theirs
        >>>>>>> theirs
    "#]]
    .assert_eq(&(said + &place.file("ours")));
}

#[test]
fn doctor_says_what_is_not_ready() {
    let _ring = ring::enter("drill");
    let place = repository();
    let mut said = of_the_machine(&session(&place, &["doctor"]));
    with_driver(&place);
    git(&place, &["config", "merge.duckops-log.driver", "duckops log merge %O %A %B"]);
    std::fs::remove_dir_all(place.state()).unwrap();
    said += &of_the_machine(&session(&place, &["doctor --json"]));
    std::fs::create_dir_all(place.state()).unwrap();
    std::fs::set_permissions(place.state(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    std::fs::write(place.dir.join("GOVERNANCE-LOG.md"), "<<<<<<< HEAD\n").unwrap();
    said += &of_the_machine(&session(&place, &["doctor"]));
    expect![[r#"
        $ duckops doctor
        ok    settings: ~/duckops.toml; api by DUCKOPS_API
        ok    state directory: ~/.local/state/duckops
        ok    runbooks: 8 runbooks and 3 parts, without a mistake
        info  terminal
            nothing can be asked: neither stdin nor stderr is one; 80 columns, no
            colour, UTF-8
        ok    GOVERNANCE-LOG.md: ~/GOVERNANCE-LOG.md: 2 intact
        ok    DEPLOY-LOG.md: ~/DEPLOY-LOG.md is not there yet
        ok    INCIDENT-LOG.md: ~/INCIDENT-LOG.md is not there yet
        FAIL  merge driver
            this clone does not know how to merge logs: git would cut entries up
            next: git -C ~ config merge.duckops-log.driver 'duckops log merge %O %A %B'
        FAIL  .gitattributes
            it does not say that logs keep their line ends and are merged by the driver,
            and that signatures of both sides are kept
            next: printf '%s\n' 'GOVERNANCE-LOG.md -text merge=duckops-log' 'DEPLOY-LOG.md -text merge=duckops-log' 'INCIDENT-LOG.md -text merge=duckops-log' '*.md.sig merge=union' >> ~/.gitattributes
        [3]
        $ duckops doctor --json
        {"check":"settings","next":null,"state":"ok","text":"~/duckops.toml; api by DUCKOPS_API"}
        {"check":"state directory","next":null,"state":"ok","text":"~/.local/state/duckops is not there yet"}
        {"check":"runbooks","next":null,"state":"ok","text":"8 runbooks and 3 parts, without a mistake"}
        {"check":"terminal","next":null,"state":"info","text":"nothing can be asked: neither stdin nor stderr is one; 80 columns, no colour, UTF-8"}
        {"check":"GOVERNANCE-LOG.md","next":null,"state":"ok","text":"~/GOVERNANCE-LOG.md: 2 intact, 1 unanchored"}
        {"check":"DEPLOY-LOG.md","next":null,"state":"ok","text":"~/DEPLOY-LOG.md is not there yet"}
        {"check":"INCIDENT-LOG.md","next":null,"state":"ok","text":"~/INCIDENT-LOG.md is not there yet"}
        {"check":"merge driver","next":null,"state":"ok","text":"this clone merges logs with duckops"}
        {"check":".gitattributes","next":null,"state":"ok","text":"logs keep their line ends and are merged by the driver, and signatures of both sides are kept"}
        [3]
        $ duckops doctor
        ok    settings: ~/duckops.toml; api by DUCKOPS_API
        FAIL  state directory
            others can write to ~/.local/state/duckops
            next: chmod go-w '~/.local/state/duckops'
        ok    runbooks: 8 runbooks and 3 parts, without a mistake
        info  terminal
            nothing can be asked: neither stdin nor stderr is one; 80 columns, no
            colour, UTF-8
        FAIL  GOVERNANCE-LOG.md: ~/GOVERNANCE-LOG.md: 1 conflict
            next: duckops log governance verify
        ok    DEPLOY-LOG.md: ~/DEPLOY-LOG.md is not there yet
        ok    INCIDENT-LOG.md: ~/INCIDENT-LOG.md is not there yet
        ok    merge driver: this clone merges logs with duckops
        ok    .gitattributes
            logs keep their line ends and are merged by the driver, and signatures of
            both sides are kept
        [3]
    "#]].assert_eq(&said);
}

/// An old log would choose an old version. Nothing is fetched: what was fetched counts.
#[test]
fn a_checkout_that_is_behind_says_so() {
    let _ring = ring::enter("drill");
    let place = repository();
    session(&place, &["log deploy mark 41 promoted", "log deploy mark 41 verified"]);
    commit(&place, "41");
    git(&place, &["branch", "upstream"]);
    git(&place, &["checkout", "-q", "upstream"]);
    let marked = session(&place, &["log deploy mark 41 bad"]);
    assert!(marked.contains("[0]"), "{marked}");
    commit(&place, "41 is bad");
    git(&place, &["checkout", "-q", "main"]);
    git(&place, &["branch", "-q", "--set-upstream-to=upstream"]);
    std::fs::remove_dir_all(place.state()).unwrap();
    expect![[r#"
        $ duckops log deploy last-good
        41
        ~/DEPLOY-LOG.md is 1 commit behind upstream: what it says may be old
          git -C ~ pull
        verified 2026-11-22T02:15:07Z, and not marked otherwise since (~/DEPLOY-LOG.md)
        [0]
        $ duckops doctor
        ok    settings: ~/duckops.toml; api by DUCKOPS_API
        ok    state directory
            ~/.local/state/duckops is not there yet
        ok    runbooks: 8 runbooks and 3 parts, without a mistake
        info  terminal
            nothing can be asked: neither stdin nor stderr is one; 80 columns, no
            colour, UTF-8
        ok    GOVERNANCE-LOG.md
            ~/GOVERNANCE-LOG.md: 2 intact, 1 unanchored
        ok    DEPLOY-LOG.md
            ~/DEPLOY-LOG.md: 2 intact, 1 unanchored
        ok    INCIDENT-LOG.md: ~/INCIDENT-LOG.md is not there yet
        FAIL  merge driver
            this clone does not know how to merge logs: git would cut entries up
            next: git -C ~ config merge.duckops-log.driver 'duckops log merge %O %A %B'
        FAIL  .gitattributes
            it does not say that logs keep their line ends and are merged by the driver,
            and that signatures of both sides are kept
            next: printf '%s\n' 'GOVERNANCE-LOG.md -text merge=duckops-log' 'DEPLOY-LOG.md -text merge=duckops-log' 'INCIDENT-LOG.md -text merge=duckops-log' '*.md.sig merge=union' >> ~/.gitattributes
        FAIL  upstream
            ~/DEPLOY-LOG.md is 1 commit behind upstream: what it
            says may be old
            next: git -C ~ pull
        [3]
    "#]].assert_eq(&of_the_machine(&session(&place, &["log deploy last-good", "doctor"])));
}
