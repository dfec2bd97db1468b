//! Nobody says who they are: what would be written under a name is refused, what is only read goes on.

use super::checklist::{GO_BACK, checklist};
use super::served::{Served, request};
use crate::support::duckops::{Duckops, Ran};
use crate::support::ring;

/// A terminal in which neither the environment nor git knows a name.
fn nobody(place: &Duckops, args: &[&str]) -> Ran {
    place.ran(place.command(args).env_remove("USER").env("GIT_CONFIG_NOSYSTEM", "1"))
}

fn asks_who(ran: &Ran, args: &[&str]) {
    assert!(ran.code == 2 && ran.err.contains("--operator NAME"), "{args:?}: {ran:?}");
}

#[test]
fn what_writes_a_name_asks_for_it() {
    let _ring = ring::enter("drill");
    let place = Duckops::new().at_a_set_time();
    for args in [
        &["freeze", "on", "--reason", "the sale"][..],
        &["incident", "start", "--severity", "P0", "--title", "down"],
        &["incident", "note", "more"],
        &["incident", "end"],
        &["log", "governance", "add", "--title", "a note"],
        &["log", "deploy", "mark", "41", "verified"],
    ] {
        asks_who(&nobody(&place, args), args);
    }
    assert_eq!(nobody(&place, &["freeze", "on", "--reason", "the sale", "--operator", "ana"]).code, 0);
    assert!(nobody(&place, &["freeze", "status"]).out.contains("by") && nobody(&place, &["log", "show"]).code == 0);
}

/// In a drill whoever acts is its one identity; who denies must be known all the same.
#[test]
fn a_denial_is_not_recorded_by_nobody() {
    let _ring = ring::enter("drill");
    let served = Served::start("rollback");
    let place = served.duckops();
    let asked = request(&checklist(&place, "rollback", &GO_BACK));
    let said = ["approve", &asked, "--approver", "Josh", "--method", "call", "--reference", "#1"];
    let no = ["deny", &asked, "--reason", "not now"];
    asks_who(&nobody(&place, &no), &no);
    let listed = nobody(&place, &["approvals"]);
    assert!(listed.code == 0 && listed.out.contains(&asked), "{listed:?}");
    assert_eq!(nobody(&place, &said).code, 0);
    let put_away = nobody(&place, &["checklist", "rollback", "--reset"]);
    assert_eq!(put_away.code, 0, "{put_away:?}");
}
