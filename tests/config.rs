//! `duckops config`: what counts and why, a file to begin with, and what editors know of it.

use crate::support::duckops::{Duckops, Ran};
use expect_test::{Expect, expect};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;

const YOURS: &str = "soak = \"5m\"\nregion = \"us-east-2\"\nredact = ['DUCK-[0-9]+']\n";
const TEAMS: &str = "# ours\n\nregion = \"us-west-2\"\nsoak = \"7m\"\napprovers = [\"Josh\", \"Mina\"]\n\
                     redact = ['GOOSE-[0-9]+', 'SWAN']\nlog_dir = \"logs\"\nwarn = [\"quota=1\"]\n";

/// A file for oneself, and one of the team above the current directory.
fn place() -> Duckops {
    let place = Duckops::new();
    fs::create_dir_all(place.dir.join(".config/duckops")).unwrap();
    fs::write(place.dir.join(".config/duckops/config.toml"), YOURS).unwrap();
    fs::write(place.dir.join("duckops.toml"), TEAMS).unwrap();
    place
}

fn show(place: &Duckops, more: &[&str]) -> String {
    let Ran { code, out, err } = place.run(&[&["config", "show"], more].concat());
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    out
}

/// What stands before the defaults.
fn check_set(shown: &str, expected: &Expect) {
    expected.assert_eq(shown.split("\ndefaults\n").next().unwrap());
}

#[test]
fn what_is_set_says_where_and_over_what() {
    let place = place().with("DUCKOPS_STATE_DIR", "/tmp/elsewhere").with("AWS_PROFILE", "night");
    check_set(
        &show(&place, &["--region", "eu-west-1"]),
        &expect![[r#"
            files, the stronger last
                read                   ~/.config/duckops/config.toml
                read                   ~/duckops.toml

            set
                log_dir                ~/logs
                    by ~/duckops.toml:7
                state_dir              /tmp/elsewhere
                    by DUCKOPS_STATE_DIR
                profile                night
                    by AWS_PROFILE
                region                 eu-west-1
                    by --region
                    over us-west-2 of ~/duckops.toml:3
                    over us-east-2 of ~/.config/duckops/config.toml:2
                    default us-east-1
                approvers              Josh, Mina
                    by ~/duckops.toml:5
                    default Josh
                soak                   7m
                    by ~/duckops.toml:4
                    over 5m of ~/.config/duckops/config.toml:1
                    default 10m
                warn                   quota=1
                    by ~/duckops.toml:8
                    default none
                redact                 3 patterns
                    by ~/duckops.toml:6
                    and by ~/.config/duckops/config.toml:3
        "#]],
    );
    check_set(
        &show(&place.with("COLUMNS", "40"), &["-v"]),
        &expect![[r#"
            files, the stronger last
                read
                  ~/.config/duckops/config.toml
                read
                  ~/duckops.toml

            set
                log_dir
                  ~/logs
                    by
                      ~/duckops.toml:7
                state_dir: /tmp/elsewhere
                    by DUCKOPS_STATE_DIR
                profile: night
                    by AWS_PROFILE
                region: us-west-2
                    by
                      ~/duckops.toml:3
                    over us-east-2 of
                      ~/.config/duckops/config.toml:2
                    default us-east-1
                approvers: Josh, Mina
                    by
                      ~/duckops.toml:5
                    default Josh
                soak: 7m
                    by
                      ~/duckops.toml:4
                    over 5m of
                      ~/.config/duckops/config.toml:1
                    default 10m
                warn: quota=1
                    by
                      ~/duckops.toml:8
                    default none
                redact: 3 patterns
                    by
                      ~/duckops.toml:6
                    and by
                      ~/.config/duckops/config.toml:3
                verbose: 1
                    by --verbose
        "#]],
    );
}

#[test]
fn without_files_it_is_what_it_is_by_default() {
    let shown = show(&Duckops::new(), &[]);
    expect![[r#"
        files, the stronger last
            not there              ~/.config/duckops/config.toml
            not there              ~/duckops.toml
                nor in a directory above it

        set
            nothing

        defaults
          Places and names
            log_dir                ~/.local/state/duckops/ledgers
                default: in the state directory
            state_dir              ~/.local/state/duckops
                default: in $XDG_STATE_HOME, or ~/.local/state
            runbook_dir            not set
            operator               not set
                default: the AWS identity, else git's user, else USER
            profile                not set
            endpoint_url           not set
          What is watched
            api
              https://czt9d57q83.execute-api.us-east-1.amazonaws.com/prod
            account                121546003735
            region                 us-east-1
            function               mission-control-api
            alias                  prod
            log_group              /aws/lambda/mission-control-api
            state_machine
              arn:aws:states:us-east-1:121546003735:stateMachine:peck-approval-workflow
          Approvals
            gate                   T-JOSH
            approvers              Josh
            contact                none
            approval_valid         30m
            approvals              recorded
            allowed_signers        none
          How long is waited
            probe_timeout          30s
            aws_timeout            15s
          Errors of the function
            errors_window          15m
            errors_newest          20
            errors_before          1h
          Proving a repair
            reprobe_in_a_row       3
            reprobe_every          5s
            reprobe_limit          3m
            soak                   10m
            soak_every             30s
          Routes
            route_looks            5
            sla_availability       99
            sla_p95                2s
    "#]]
    .assert_eq(shown.split("  Audit events\n").next().unwrap());
    assert!(!show(&place(), &["-q"]).contains("\ndefaults\n"));
    let named = show(&place(), &["--config", "duckops.toml"]);
    assert!(named.contains("~/duckops.toml\n        by --config\n"), "{named}");
    let lines = |name: &&str| shown.lines().filter(|line| line.split_whitespace().next() == Some(*name)).count();
    let keys: Vec<_> = duckops::settings::keys::names().collect();
    assert!(keys.iter().all(|name| lines(name) == 1), "each once: {shown}");
    assert!(shown.contains("redact                 none\n"), "{shown}");
}

#[test]
fn everything_is_there_for_machines() {
    let shown: Value = serde_json::from_str(&show(&place(), &["--json", "--region", "eu-west-1"])).unwrap();
    let files: Vec<_> = shown["files"].as_array().unwrap().iter().map(|file| &file["read"]).collect();
    assert_eq!(files, [&json!(true), &json!(true)]);
    let of = |name: &str| {
        let all = shown["settings"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{name}")).clone()
    };
    let file = |name: &str, line: u64| json!({ "kind": "file", "path": name, "line": line });
    let region = of("region");
    assert_eq!(
        (&region["value"], &region["by"]),
        (&json!("eu-west-1"), &json!({ "kind": "flag", "name": "--region" }))
    );
    assert_eq!(region["over"][0], json!({ "value": "us-west-2", "by": file("~/duckops.toml", 3) }));
    assert_eq!((&of("soak")["by"], &of("soak")["default"]), (&file("~/duckops.toml", 4), &json!("10m")));
    assert_eq!((&of("approvers")["value"], &of("errors_newest")["value"]), (&json!(["Josh", "Mina"]), &json!(20)));
    assert_eq!(of("errors_newest")["by"], json!({ "kind": "default", "why": null }));
    assert_eq!((&of("redact")["value"], of("redact")["and"].as_array().unwrap().len()), (&json!(3), 1));
    assert_eq!(of("log_dir")["value"], "~/logs");
    assert_eq!(of("json")["value"], true);
}

/// Patterns say what is secret; what they are of is not shown wherever it stands.
#[test]
fn patterns_are_counted_and_not_shown() {
    let place = place();
    fs::write(place.dir.join("duckops.toml"), format!("{TEAMS}contact = \"GOOSE-12, pwd=hunter3\"\n")).unwrap();
    for args in [&[][..], &["--json"], &["-v"]] {
        let shown = show(&place, args);
        assert!(!["GOOSE", "SWAN", "DUCK-[0-9]+", "hunter3"].iter().any(|secret| shown.contains(secret)), "{shown}");
        assert!(shown.contains("[redacted]"), "{shown}");
    }
}

#[test]
fn a_mistake_is_shown_where_it_is_with_the_nearest_name() {
    let place = Duckops::new();
    for (text, told) in [
        ("\nsoka = \"5s\"\n", "duckops.toml:2:1: there is no setting `soka`"),
        ("logdir = \"logs\"\n", "duckops.toml:1:1: there is no setting `logdir`"),
        ("errors_newest = -3\n", "duckops.toml:1:17: `errors_newest` is a whole number"),
        ("ses_amber = nan\n", "duckops.toml:1:13: `ses_amber` is a number, in percent"),
        ("account = true\n", "duckops.toml:1:11: `account` is a text"),
        ("approvals = \"both\"\n", "duckops.toml:1:13: `approvals` is one of recorded, signed"),
        ("approvers = [\"Josh\", \"\"]\n", "duckops.toml:1:22: `approvers` is a list of texts"),
        ("soak = \"99999999999d\"\n", "duckops.toml:1:8: `soak` is a duration"),
        ("warn = [\"fleet=2\", \"drift=1\"]\n", "duckops.toml:1:20: `drift=1` is no threshold: drift has no figure"),
    ] {
        fs::write(place.dir.join("duckops.toml"), text).unwrap();
        for args in [&["config", "show"][..], &["status"], &["runs", "list"]] {
            let Ran { code, out, err } = place.run(args);
            assert!(code == 2 && out.is_empty() && err.contains(told), "{args:?}: {code} {out}{err}");
        }
    }
    fs::write(place.dir.join("duckops.toml"), "soka = \"5s\"\nlogdir = \"x\"\nerrors_newest = \"3\"\n").unwrap();
    expect![[r#"
        duckops: ~/duckops.toml has mistakes
        ~/duckops.toml:1:1: there is no setting `soka` [unknown-key]
           1 | soka = "5s"
             : ^^^^
          hint: did you mean `soak`?
        ~/duckops.toml:2:1: there is no setting `logdir` [unknown-key]
           2 | logdir = "x"
             : ^^^^^^
          hint: did you mean `log_dir`?
        ~/duckops.toml:3:17: `errors_newest` is a whole number [wrong-value]
           3 | errors_newest = "3"
             :                 ^^^
          hint: for example: errors_newest = 20
    "#]]
    .assert_eq(&place.run(&["config", "show"]).err);
}

#[test]
fn a_new_file_sets_nothing_and_is_written_once() {
    let place = Duckops::new();
    let ran = place.run(&["config", "init"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    expect![[r#"
        wrote ~/duckops.toml
        wrote ~/duckops.schema.json
        next: duckops config show
    "#]]
    .assert_eq(&ran.out);
    let (file, schema) = (place.file("duckops.toml"), place.file("duckops.schema.json"));
    check_set(
        &show(&place, &[]),
        &expect![[r#"
        files, the stronger last
            not there              ~/.config/duckops/config.toml
            read                   ~/duckops.toml

        set
            nothing
    "#]],
    );
    assert_eq!(fs::metadata(place.dir.join("duckops.toml")).unwrap().permissions().mode() & 0o111, 0);
    let again = place.run(&["config", "init"]);
    assert_eq!((again.code, again.out.as_str()), (2, ""));
    expect![[r#"
        duckops: ~/duckops.toml is there already; nothing was written
          what it says: duckops config show --config ~/duckops.toml
    "#]]
    .assert_eq(&again.err);
    assert_eq!((place.file("duckops.toml"), place.file("duckops.schema.json")), (file, schema));
}

#[test]
fn it_is_written_where_one_says_and_nowhere_else() {
    let place = Duckops::new();
    fs::create_dir(place.dir.join("etc")).unwrap();
    fs::write(place.dir.join("duckops.toml"), "nonsense = 1\n").unwrap();
    let ran = place.run(&["config", "init", "--config", "etc/night.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "what is wrong elsewhere is in nobody's way");
    expect![[r#"
        wrote ~/etc/night.toml
        wrote ~/etc/duckops.schema.json
        next: duckops config show --config etc/night.toml
    "#]]
    .assert_eq(&ran.out);
    assert_eq!(fs::read_dir(place.dir.join("etc")).unwrap().count(), 2);
    assert_eq!(place.file("duckops.toml"), "nonsense = 1\n");
    // A name that leads nowhere is one all the same.
    std::os::unix::fs::symlink("nowhere", place.dir.join("link.toml")).unwrap();
    for (to, why) in [("link.toml", "is there already"), ("none/x.toml", "cannot write"), ("duckops.toml", "already")] {
        let ran = place.run(&["config", "init", "--config", to]);
        assert!(ran.code == 2 && ran.err.contains(why), "{to}: {}", ran.err);
    }
    assert!(!place.dir.join("nowhere").exists());
}

#[test]
fn a_file_above_no_longer_counts_and_another_schema_stays() {
    let place = Duckops::new();
    fs::write(place.dir.join("duckops.toml"), "").unwrap();
    fs::create_dir(place.dir.join("team")).unwrap();
    fs::write(place.dir.join("team/duckops.schema.json"), "{}\n").unwrap();
    let ran = place.ran(place.command(&["config", "init"]).current_dir(place.dir.join("team")));
    assert_eq!(ran.code, 0);
    expect![[r#"
        wrote ~/team/duckops.toml
        next: duckops config show
        ~/team/duckops.schema.json is there already, and another one. To have that of this version: duckops config schema > ~/team/duckops.schema.json
        from here on ~/duckops.toml no longer counts below ~/team
    "#]].assert_eq(&(ran.out + &ran.err));
    assert_eq!(place.file("team/duckops.schema.json"), "{}\n");
}

/// Where there is no room, no half of a file is left that would be in the way.
#[test]
fn half_a_file_is_taken_away_again() {
    let place = Duckops::new();
    let limited = format!("ulimit -f 4; exec '{}' config init", env!("CARGO_BIN_EXE_duckops"));
    let mut command = std::process::Command::new("bash");
    command.args(["-c", &limited]).current_dir(&place.dir).env_clear().env("HOME", &place.dir);
    let ran = place.ran(&mut command);
    assert!(ran.code != 0 && ran.err.contains("cannot write"), "{ran:?}");
    assert!(!place.dir.join("duckops.toml").exists());
    assert_eq!(place.run(&["config", "init"]).code, 0);
}

#[test]
fn the_schema_is_that_of_the_repository() {
    let ran = Duckops::new().run(&["config", "schema"]);
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/duckops.schema.json");
    assert_eq!((ran.code, ran.out), (0, fs::read_to_string(kept).unwrap()));
}
