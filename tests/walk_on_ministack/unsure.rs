//! A change whose reply was lost, and nobody could see what became of it: nothing is written down as done before
//! it is seen.

use super::holding::{Held, Holding};
use super::place::{Place, TRAP, says};
use super::pre_deploy;
use super::rollback::{ROLLBACK, approved};
use crate::support::duckops::Ran;
use crate::support::seeded::Plan;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// alice goes on behind a proxy after which AWS is away.
fn behind(place: &Place, held: Held, args: &[&str]) -> Ran {
    let proxy = Holding::before(&place.stack.endpoint, held);
    let mut command = place.command(&place.stack.alice, args);
    let output = command.env("AWS_ENDPOINT_URL", &proxy.endpoint).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// The same, killed as soon as nobody can tell what became of the change.
fn killed(place: &Place, held: Held) {
    let proxy = Holding::before(&place.stack.endpoint, held);
    let mut command = place.command(&place.stack.alice, &[ROLLBACK, &["--json"]].concat());
    command.env("AWS_ENDPOINT_URL", &proxy.endpoint).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let effected = lines.find(|line| line.contains(r#""event":"effected""#) && line.contains(r#""step":"promote""#));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(effected.is_some_and(|line| line.contains("cannot_tell")), "nobody can tell");
}

#[test]
fn what_became_of_it_is_seen_later_and_only_then_written_down() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    approved(&place, "2");
    killed(&place, Held::ReplyAndAllAfter);
    assert!(!place.file("DEPLOY-LOG.md").contains("· version 2 promoted"), "nobody knows yet");
    let made = place.alias();
    let done = place.answering(ROLLBACK, &[]);
    let lines = ["5/8 See whether the alias was moved ok", "5/8 Log where the alias is", "COMPLETE"];
    says(&done, 3, &lines);
    assert_eq!(place.alias(), made, "it was moved once");
    assert!(place.file("DEPLOY-LOG.md").contains("· version 2 promoted"));
    place.others_see(200, "2");
}

#[test]
fn a_rollback_that_nobody_could_see_is_escalated_and_not_called_made() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    approved(&place, "2");
    let ran = behind(&place, Held::ReplyAndAllAfter, ROLLBACK);
    let lines = ["5/8 See whether the alias was moved", "ESCALATED to T-JOSH", "whether it was made is not known"];
    says(&ran, 3, &lines);
    assert!(!place.file("DEPLOY-LOG.md").contains("· version 2 promoted"));
}

#[test]
fn a_promotion_that_nobody_could_see_is_escalated_and_not_called_deferred() {
    let Some(place) = pre_deploy::ready(&pre_deploy::plan()) else { return };
    assert_eq!(pre_deploy::walk(&place, "2", pre_deploy::BY_HAND).code, 4);
    place.josh_approves();
    let ran = behind(&place, Held::ReplyAndAllAfter, &["checklist", "pre-deploy", "--answer", "offer.now=yes"]);
    says(&ran, 3, &["then See whether the alias was moved", "ESCALATED to T-JOSH", "whether it was made is not known"]);
    assert!(!place.file("DEPLOY-LOG.md").contains("· version 2 promoted"));
}
