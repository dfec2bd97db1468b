//! AWS does not let alice call the function: the check could not be done, and the permission is named.

use super::{BY_HAND, SERVES, plan, usual, walk};
use crate::support::seeded::Plan;
use crate::walk_on_ministack::place::{Place, says};

#[test]
fn without_the_permission_the_test_call_could_not_be_done() {
    let Some(place) = Place::with_permissions(&plan(), SERVES).inspect(usual) else { return };
    let before = place.alias();
    let ran = walk(&place, "2", &[BY_HAND, &["slow.fine=no"]].concat());
    let lines = [
        "AccessDeniedException (lambda:InvokeFunction) as user/alice",
        "add the permission lambda:InvokeFunction to this identity",
        "run failed 1 run unchecked 0",
        "DEFERRED",
    ];
    says(&ran, 3, &lines);
    assert_eq!(place.alias(), before, "she may promote, and does not");
}

#[test]
fn with_the_permission_it_is_done() {
    let plan = Plan { alice_may: &["lambda:InvokeFunction"], ..plan() };
    let Some(place) = Place::with_permissions(&plan, SERVES).inspect(usual) else { return };
    says(&walk(&place, "2", BY_HAND), 4, &["invoke 2 called", "status 200", "you type: prod 1 -> 2"]);
}
