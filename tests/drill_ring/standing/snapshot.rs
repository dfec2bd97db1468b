//! `duckops snapshot`.

use super::{place, session};
use crate::drill_ring::served::Served;
use crate::support::ring;
use expect_test::expect;

#[test]
fn a_snapshot_of_a_stack() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let ran = served.duckops().run(&["snapshot"]);
    expect![[r#"
        DRILL inc-001-all-well: nothing here is real
            snapshot: ~/.local/state/duckops/drill/snapshots/20261122T021407Z-QE34.json
            taken                  2026-11-22T02:14:07Z by
                                   assumed-role/duckops-drill/operator
            of                     121546003735 us-east-1, http://127.0.0.1:PORT/prod
            beak status            GET http://127.0.0.1:PORT/prod/beak/system/status,
                                   2026-11-22T02:14:07Z
            lambda alias           lambda GetAlias mission-control-api prod,
                                   2026-11-22T02:14:07Z
            ses account            ses GetAccount us-east-1, 2026-11-22T02:14:07Z
            digest                 DIGEST
            api up                 yes
            api code               200
            api answer             200 OK
            api red                agents: 2 of 19 dead, SES is in the sandbox:
                                   unverified recipients get no mail
            api timestamp          2026-11-22T02:14:07Z
            lambda version         42
            lambda alias version   42
            alias version          42
            alias weights          none
            alias revision         5419b369-c8b9-458c-887e-5adfb8eada83
            pipeline ducklings     1204
            pipeline certificates  1198
            pipeline agents alive  17
            pipeline agents dead   2
            pipeline agents bonded 19
            pipeline callback error  4
            pipeline denied        2
            pipeline expired       3
            sandbox ses sandbox    yes
            sandbox sns sandbox    no
            ses sending enabled    yes
            ses sandbox            yes
            ses quota              200
            ses sent               57
            ses left               143
            ses enforcement        HEALTHY
            ?  ses review: no production access was asked for
        [0]"#]]
    .assert_eq(&without_digest(&format!("{}{}[{}]", ran.out, ran.err, ran.code)));
}

#[test]
fn a_snapshot_on_a_narrow_screen() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let ran = served.duckops().with("COLUMNS", "40").run(&["snapshot", "--copy"]);
    expect![[r#"
        DRILL inc-001-all-well: nothing here is real
            snapshot: ~/.local/state/duckops/drill/snapshots/20261122T021407Z-QE34.json
            taken: 2026-11-22T02:14:07Z by
              assumed-role/duckops-drill/operator
            of: 121546003735 us-east-1,
              http://127.0.0.1:PORT/prod
            beak status: GET
              http://127.0.0.1:PORT/prod/beak/system/status,
              2026-11-22T02:14:07Z
            lambda alias: lambda GetAlias
              mission-control-api prod,
              2026-11-22T02:14:07Z
            ses account: ses GetAccount
              us-east-1, 2026-11-22T02:14:07Z
            digest:
              DIGEST
            api up: yes
            api code: 200
            api answer: 200 OK
            api red: agents: 2 of 19 dead, SES
              is in the sandbox: unverified
              recipients get no mail
            api timestamp: 2026-11-22T02:14:07Z
            lambda version: 42
            lambda alias version: 42
            alias version: 42
            alias weights: none
            alias revision:
              5419b369-c8b9-458c-887e-5adfb8eada83
            pipeline ducklings: 1204
            pipeline certificates: 1198
            pipeline agents alive: 17
            pipeline agents dead: 2
            pipeline agents bonded: 19
            pipeline callback error: 4
            pipeline denied: 2
            pipeline expired: 3
            sandbox ses sandbox: yes
            sandbox sns sandbox: no
            ses sending enabled: yes
            ses sandbox: yes
            ses quota: 200
            ses sent: 57
            ses left: 143
            ses enforcement: HEALTHY
            ?  ses review: no production access
            was asked for
        not on the clipboard: neither stdout nor stderr is a terminal; copy the file
        [0]"#]]
    .assert_eq(&without_digest(&format!("{}{}[{}]", ran.out, ran.err, ran.code)));
}

#[test]
fn what_changed_since_a_snapshot() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001-all-well");
    let place = served.duckops();
    let json = place.run(&["snapshot", "--json"]);
    let snapshot: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let (version, drill) = (&snapshot["values"]["lambda"]["version"], &snapshot["drill"]);
    assert_eq!((version, drill), (&"42".into(), &"inc-001-all-well".into()));
    let path = json.err.trim().replace('~', &place.dir.display().to_string());
    let later = std::fs::read_to_string(&path).unwrap().replace("1204", "1210").replace("\"42\"", "\"43\"");
    std::fs::write(place.dir.join("later.json"), &later).unwrap();
    let changed = place.run(&["snapshot", "diff", "QE34", "later.json"]);
    assert!(changed.code == 2 && changed.err.contains("its digest does not fit: it was changed"), "{changed:?}");
    let mut later: serde_json::Value = serde_json::from_str(&later).unwrap();
    later.as_object_mut().unwrap().remove("digest");
    std::fs::write(place.dir.join("later.json"), later.to_string()).unwrap();
    let said =
        session(&place, &["snapshot diff QE34 later.json", "snapshot diff QE34 qe34", "snapshot diff QE34 nowhere"]);
    expect![[r#"
        $ duckops snapshot diff QE34 later.json
        DRILL inc-001-all-well: nothing here is real
            from                   2026-11-22T02:14:07Z by
                                   assumed-role/duckops-drill/operator
            to                     2026-11-22T02:14:07Z by
                                   assumed-role/duckops-drill/operator
            what                  from  to
            alias version         42    43
            lambda alias version  42    43
            lambda version        42    43
            pipeline ducklings    1204  1210
        [0]
        $ duckops snapshot diff QE34 qe34
        DRILL inc-001-all-well: nothing here is real
            from                   2026-11-22T02:14:07Z by
                                   assumed-role/duckops-drill/operator
            to                     2026-11-22T02:14:07Z by
                                   assumed-role/duckops-drill/operator
            nothing differs
        [0]
        $ duckops snapshot diff QE34 nowhere
        duckops: there is no snapshot nowhere, and no such file
          those that there are: ls '~/.local/state/duckops/drill/snapshots'
        [2]
    "#]]
    .assert_eq(&said);
}

/// Nothing answers: the snapshot says so, and why, and the exit code does, too.
#[test]
fn a_snapshot_of_nothing_is_still_written() {
    let _ring = ring::enter("drill");
    let nobody = "http://127.0.0.1:9";
    let place = place().with("DUCKOPS_API", nobody).with("AWS_ENDPOINT_URL", nobody);
    let ran = place.run(&["snapshot"]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("connection refused") && ran.out.contains("?  api up:"), "{}", ran.out);
    assert_eq!(std::fs::read_dir(place.state().join("snapshots")).unwrap().count(), 1);
}

/// The digest is of the stack's address, too, which is another one each time.
fn without_digest(text: &str) -> String {
    let is_digest = |word: &&str| word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit());
    let found: Vec<_> = text.split_whitespace().filter(is_digest).collect();
    found.iter().fold(text.to_owned(), |text, digest| text.replace(digest, "DIGEST"))
}
