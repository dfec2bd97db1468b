//! Commands to type that are shown: each finds the same places as the one that showed it, and in a drill the drill.

use super::served::{GO_BACK, Served, approved, request, walk};
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;
use duckops_core::text::commands::of_duckops;

/// What is shown to be typed, on stdout and stderr. What stands between backticks is spoken of.
fn shown(ran: &Ran) -> Vec<String> {
    let text = format!("{}\n{}", ran.out, ran.err);
    of_duckops(&text).into_iter().filter(|one| !text.contains(&format!("`{one}`"))).map(str::to_owned).collect()
}

/// Runs it with a place of its own for runs: each command that it shows names that place.
fn with_state(place: &Duckops, args: &[&str]) -> Ran {
    let ran = place.run(&[args, &["--state-dir", "kept"]].concat());
    let shown = shown(&ran);
    assert!(!shown.is_empty(), "{args:?} shows no command: {ran:?}");
    for command in shown {
        assert!(command.contains(" --state-dir kept"), "{args:?} shows {command}");
    }
    ran
}

#[test]
fn what_is_shown_to_be_typed_repeats_the_flags() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().with("DUCKOPS_OPERATOR", "ana");
    let state = |args: &[&str]| with_state(&place, args);
    state(&[]);
    state(&["checklist", "rollback", "--list"]);
    assert_eq!(state(&[&["triage", "inc-001"], &GO_BACK[..]].concat()).code, 4);
    state(&["checklist", "rollback"]);
    let list = state(&["checklist", "rollback", "--list"]);
    assert!(list.out.contains("\ngo on: duckops checklist rollback --state-dir kept\n"), "{}", list.out);
    for args in [
        &[][..],
        &["approvals"],
        &["approve", "NONE-1"],
        &["runs", "show", "NONE"],
        &["runs", "take-over", "none"],
        &["freeze", "on", "--reason", "a sale"],
        &["freeze", "on", "--reason", "a sale"],
        &["freeze", "status"],
        &["incident", "status"],
        &["incident", "end", "--components", "x", "--root-cause", "x", "--actions", "x"],
        &["snapshot", "diff", "A", "B"],
        &["drill", "nowhere"],
        &["triage", "nothing"],
        &["triage"],
        &["probe"],
    ] {
        state(args);
    }
    assert_eq!(place.run(&["freeze", "off", "--state-dir", "kept"]).code, 0);
    state(&["freeze", "off"]);
}

/// The way back of a simulated change, pasted where the shell knows nothing of the drill, must not reach production.
#[test]
fn in_a_drill_the_commands_to_type_name_the_drill() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let (api, aws) = (served.var("DUCKOPS_API"), served.var("AWS_ENDPOINT_URL"));
    let left = walk(&place, &GO_BACK);
    let back = left.err.lines().find(|line| line.contains("come back:")).unwrap_or_else(|| panic!("{left:?}"));
    assert!(back.ends_with(&place.plain(&format!("--endpoint-url {aws} --api {api}"))), "{back}");
    approved(&place, &left);
    let ran = walk(&place, &["--no-input", "--resume"]);
    let text = format!("{}{}", ran.out, ran.err);
    let undo: Vec<_> = text.lines().filter(|line| line.contains("aws lambda update-alias")).collect();
    let flag = place.plain(&format!("--endpoint-url {aws} --no-sign-request"));
    assert!(!undo.is_empty() && undo.iter().all(|line| line.ends_with(&flag)), "{text}");
}

/// What a drill shows reaches it from another shell, which has none of its variables.
#[test]
fn the_way_out_of_a_drills_incident_mode_ends_the_drills() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let answers = ["--answer", "target.version=42", "--answer", "target.why=errors"];
    let begun = place.run(&[&["checklist", "rollback", "--no-input"], &answers[..]].concat());
    let undo = begun.out.lines().map(str::trim).find(|line| line.starts_with("duckops incident end"));
    let undo = undo.unwrap_or_else(|| panic!("{begun:?}"));
    let (api, aws) = (served.var("DUCKOPS_API"), served.var("AWS_ENDPOINT_URL"));
    assert_eq!(undo, place.plain(&format!("duckops incident end --endpoint-url {aws} --api {api}")));
    let bare = Duckops::new().at_a_set_time();
    let state = place.state().display().to_string();
    let ended = bare.run(&[
        "incident",
        "end",
        "--endpoint-url",
        aws,
        "--api",
        api,
        "--state-dir",
        &state,
        "--components",
        "x",
        "--root-cause",
        "x",
        "--actions",
        "x",
    ]);
    assert!(ended.code == 0 && ended.err.contains("DRILL rollback"), "{ended:?}");
}

/// Another shell has none of the drill's keys either. They are used for the drill and for nothing else.
#[test]
fn a_command_that_a_drill_shows_works_where_the_shell_has_no_credentials() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let (api, aws) = (served.var("DUCKOPS_API"), served.var("AWS_ENDPOINT_URL"));
    let bare = Duckops::new().at_a_set_time();
    let typed = |args: &[&str]| bare.run(&[args, &["--endpoint-url", aws, "--api", api]].concat());
    let begun = typed(&["checklist", "rollback"]);
    assert!(begun.code == 4 && begun.out.contains("as assumed-role/duckops-drill/operator\n"), "{begun:?}");
    let named = typed(&["checklist", "rollback", "--new", "--profile", "nobody"]);
    assert!(named.out.contains("(AWS identity unknown)"), "a profile that is named is meant: {named:?}");
    let elsewhere = bare.run(&["status", "--api", api, "--endpoint-url", "http://127.0.0.1:9"]);
    assert!(elsewhere.err.contains("and AWS is looked for at"), "{elsewhere:?}");
}

/// Found where they lie: those of a drill lie apart.
#[test]
fn the_folder_of_snapshots_that_is_named_is_there() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops();
    let none = place.run(&["snapshot", "diff", "A", "B"]);
    assert!(none.err.contains("take one: duckops snapshot"), "{none:?}");
    assert_eq!(place.run(&["snapshot"]).code, 0);
    let other = place.run(&["snapshot", "diff", "A", "B"]);
    let dir = place.plain(&place.state().join("drill/snapshots").display().to_string());
    assert!(other.err.contains(&format!("those that there are: ls '{dir}'\n")), "{other:?}");
}

/// Nobody looks for a reference of what does not count.
#[test]
fn whoever_may_not_approve_is_refused_before_anything_is_asked() {
    let _ring = ring::enter("drill");
    let served = Served::start("inc-001");
    let place = served.duckops().with("DUCKOPS_OPERATOR", "ana");
    let id = request(&walk(&place, &GO_BACK));
    let ran = place.run(&["approve", &id, "--approver", "operator"]);
    assert!(ran.code == 1 && ran.err.contains("not approved: operator asked for it"), "{ran:?}");
}
