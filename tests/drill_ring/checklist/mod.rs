//! What a checklist is beyond a walk: its items listed, put away, taken up, gone through in another order.

mod age;
mod closing;
mod dry_run;
mod list;
mod narrow;
mod order;
mod reset;
mod skip;

use super::branches::same;
use super::served::{approved, request};
use crate::support::duckops::{Duckops, Ran};

/// Answers for a frontend: no version, no gate.
pub const FRONTEND: [&str; 6] =
    ["--answer", "what.kind=frontend only", "--answer", "banner.shown=no", "--answer", "planned.change=New colours"];

/// Answers for a version, up to its promotion.
pub const VERSION: [&str; 12] = [
    "--answer",
    "what.kind=lambda version",
    "--answer",
    "candidate.version=43",
    "--answer",
    "banner.shown=no",
    "--answer",
    "invoke=invoke 43",
    "--answer",
    "planned.change=Rename the ducklings table to flock",
    "--answer",
    "offer.now=yes",
];

/// Answers for a rollback, up to the gate.
pub const GO_BACK: [&str; 6] = [
    "--answer",
    "target.version=41",
    "--answer",
    "target.why=43 fails since it was promoted",
    "--answer",
    "browser.on=yes",
];

/// `duckops checklist ID` with more arguments.
pub fn checklist(place: &Duckops, id: &str, more: &[&str]) -> Ran {
    same(place, place.run(&[&["checklist", id], more].concat()))
}

/// The same at another time.
pub fn at(now: &str, place: &Duckops, id: &str, more: &[&str]) -> Ran {
    let mut command = place.command(&[&["checklist", id], more].concat());
    same(place, place.ran(command.env("DUCKOPS_NOW", now)))
}

/// Walks to the end; Josh approves whatever is asked of him. What came after the last approval.
pub fn through(place: &Duckops, id: &str, answers: &[&str]) -> Ran {
    let mut ran = checklist(place, id, answers);
    while ran.code == 4 && ran.err.contains("duckops approve ") {
        let asked = request(&ran);
        approved(place, &ran);
        ran = checklist(place, id, answers);
        assert!(ran.code != 4 || !ran.err.contains(&asked), "{asked} was not used: {}{}", ran.out, ran.err);
    }
    ran
}

/// What is on the screen from a line on.
pub fn from(ran: &Ran, begin: &str) -> String {
    let at = ran.out.find(&format!("\n{begin}")).unwrap_or_else(|| panic!("{begin}?\n{}{}", ran.out, ran.err));
    ran.out[at..].to_owned()
}
