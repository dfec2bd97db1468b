//! A broken promotion is repaired.

use super::place::{GO_BACK, Place, TRAP, lines, one_line};
use crate::support::seeded::Plan;
use serde_json::Value;

#[test]
fn an_approved_walk_repairs_the_stack_and_writes_it_down() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    assert_eq!((place.stack.status().status, place.alias().version.as_str()), (502, "3"));
    place.others_see(502, "3");
    let stopped = place.walk(GO_BACK);
    assert_eq!(stopped.code, 4, "{stopped:?}");
    for line in [
        "502 Bad Gateway",
        "good last good         2",
        "candidate exists       yes",
        "the errors of now were not there before it",
    ] {
        assert!(stopped.out.contains(line), "no `{line}` in {}", stopped.out);
    }
    let request = place.request();
    assert!(stopped.err.contains(&format!("duckops approve {request}")), "{}", stopped.err);
    assert_eq!((place.stack.status().status, place.alias().version.as_str()), (502, "3"), "before the approval");
    place.josh_approves();
    assert_eq!(place.alias().version, "3", "an approval changes nothing");
    let done = place.walk(&["--resume"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.out.contains("RESOLVED") && done.out.contains("prod 3 -> 2   applied"), "{}", done.out);
    let since = "since count            0";
    assert!(done.out.contains(since), "an error of ours, after the promotion: {}", done.out);
    repaired(&place);
    written_down(&place, &done.out);
}

fn repaired(place: &Place) {
    let reply = place.stack.status();
    let body: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!((reply.status, &body["lambda"]["version"]), (200, &Value::from("2")));
    place.others_see(200, "2");
}

fn written_down(place: &Place, screen: &str) {
    let (governance, deploys) = (place.file("GOVERNANCE-LOG.md"), place.file("DEPLOY-LOG.md"));
    for line in
        ["INC-001 Lambda down: prod 3", "| operator | user/alice |", "| promote approval | approved by Josh (call) at "]
    {
        assert!(governance.contains(line), "no `{line}` in {governance}");
    }
    assert!(deploys.contains("| 2 | ") && deploys.contains(" · version 2 verified"), "{deploys}");
    for name in ["GOVERNANCE-LOG.md", "DEPLOY-LOG.md"] {
        let command = screen.lines().find(|line| line.contains("git -C") && line.contains(name));
        let command = command.unwrap_or_else(|| panic!("no command for {name}, on one line, in {screen}"));
        place.git(&command[command.find("git -C").unwrap()..]);
        assert_eq!(place.git(&format!("git status --porcelain -- {name}")), "", "{name} is committed");
    }
    assert_eq!(place.git("git log --format=%s").lines().count(), 3);
}

#[test]
fn weights_are_drift_and_a_promotion_takes_them_away() {
    let log = [(1, 9000, "verified"), (2, 3000, "verified")];
    let Some(place) = Place::new(&Plan::default(), &log) else { return };
    place.move_alias("2", &[("3", 0.5)]);
    let stopped = place.walk(GO_BACK);
    assert_eq!(stopped.code, 4, "{stopped:?}");
    for line in ["alias weights 3: 50 %", "alias weighted is yes, expected no", "you type: prod 2+3 -> 2"] {
        assert!(one_line(&stopped.out).contains(line), "no `{line}` in {}", stopped.out);
    }
    place.josh_approves();
    let done = place.walk(&["--resume"]);
    assert_eq!(done.code, 0, "{done:?}");
    let alias = place.alias();
    assert_eq!((alias.version.as_str(), alias.weights.len()), ("2", 0));
    assert!((0..12).all(|_| place.stack.status().status == 200));
}

#[test]
fn without_a_deploy_log_the_versions_are_listed_and_nothing_is_offered() {
    let Some(place) = Place::new(&Plan::broken(), &[]) else { return };
    let asked = place.walk(&[]);
    assert_eq!(asked.code, 4, "{asked:?}");
    let says = "target.version is not answered: one of 5, 4, 2, 1 (Go back to which version?)";
    assert!(one_line(&asked.err).contains(says), "{}", asked.err);
    assert!(one_line(&asked.out).contains("DEPLOY-LOG.md has no entry"), "{}", asked.out);
    let stopped = place.walk(&[&["--resume"], GO_BACK].concat());
    assert_eq!(stopped.code, 4, "{stopped:?}");
    place.josh_approves();
    let done = place.walk(&["--resume", "--json"]);
    assert_eq!(done.code, 3, "repaired, and a required step stayed unknown: {done:?}");
    assert_eq!(lines(&done.out).last().unwrap()["outcome"], "resolved");
    assert_eq!((place.stack.status().status, place.alias().version.as_str()), (200, "2"));
    assert!(place.file("DEPLOY-LOG.md").contains("version 2 verified"), "a deploy log is begun");
}
