//! A broken promotion is repaired.

use super::place::{Place, TRAP};
use crate::support::seeded::Plan;

const WHY: &str = "target.why=errors began with the last promotion";

#[test]
fn an_approved_walk_repairs_the_stack_and_writes_it_down() {
    let Some(place) = Place::new(&Plan::broken(), TRAP) else { return };
    assert_eq!(place.stack.status().status, 502);
    let stopped = place.walk(&["--answer", "target.version=2", "--answer", WHY]);
    println!("{}\n==\n{}", stopped.out, stopped.err);
    assert_eq!(stopped.code, 4);
    place.josh_approves();
    let done = place.walk(&["--resume", "--answer", "soak=x"]);
    println!("{}\n==\n{}", done.out, done.err);
    println!("{}\n{}", place.file("GOVERNANCE-LOG.md"), place.file("DEPLOY-LOG.md"));
    assert_eq!(done.code, 0);
    let show = place.duckops.run(&["runs", "list"]);
    println!("{}\n==\n{}", show.out, show.err);
    println!("{:?} {}", place.alias(), place.stack.status().status);
}
