//! Changes are frozen, by `duckops freeze on` in another process.

use super::{BY_HAND, plan, ready, walk};
use crate::walk_on_ministack::place::{Place, says};

fn frozen() -> Option<Place> {
    ready(&plan()).inspect(|place| {
        let said = place.duckops.run(&["freeze", "on", "--reason", "the sale lasts until Monday"]);
        assert_eq!(said.code, 0, "{said:?}");
    })
}

#[test]
fn while_frozen_it_is_put_off() {
    let Some(place) = frozen() else { return };
    let ran = walk(&place, "2", &["frozen.what=put it off"]);
    says(&ran, 1, &["freeze reason the sale lasts until Monday", "A change freeze is active", "DEFERRED"]);
    assert!(!ran.out.contains("invoke 2"), "{}", ran.out);
}

#[test]
fn a_freeze_that_is_lifted_is_looked_at_again() {
    let Some(place) = frozen() else { return };
    let stopped = walk(&place, "2", BY_HAND);
    assert!(stopped.code == 4 && stopped.err.contains("frozen.what is not answered"), "{stopped:?}");
    assert_eq!(place.duckops.run(&["freeze", "off"]).code, 0);
    let cleared = &["frozen.what=look again", "banner.shown=no", "banner.shown=no"];
    let ran = walk(&place, "2", &[BY_HAND, cleared].concat());
    says(&ran, 4, &["no change freeze is on", "invoke 2 called", "you type: prod 1 -> 2"]);
}

/// Its consent is of another kind than the promotion's: each is asked for.
#[test]
fn a_freeze_is_overridden_with_consent_and_stays_for_everybody_else() {
    let Some(place) = frozen() else { return };
    let answers = &["frozen.what=override it", "urgent.why=certificates stand still", "offer.now=no"];
    let answers = [BY_HAND, answers].concat();
    assert_eq!(walk(&place, "2", &answers).code, 4);
    place.josh_approves();
    says(&walk(&place, "2", &answers), 4, &["override the freeze", "you type: prod 1 -> 2"]);
    place.josh_approves();
    let done = walk(&place, "2", &answers);
    says(&done, 1, &["run failed 0 run unchecked 0 run overridden 2", "Promote it now? no", "COMPLETE"]);
    place.curl_sees(200);
    let governance = place.file("GOVERNANCE-LOG.md");
    assert!(governance.contains("· Change freeze overridden for a deployment"), "{governance}");
    let still = place.duckops.run(&["freeze", "status"]).out;
    assert!(still.contains("the sale lasts until Monday"), "{still}");
}

/// What was looked at is looked at once more before it counts: whoever agreed did not know of the freeze.
#[test]
fn a_freeze_that_comes_after_the_approval_is_in_the_way() {
    let Some(place) = ready(&plan()) else { return };
    place.also_set("evidence_age = \"1ms\"\n");
    let before = place.alias();
    assert_eq!(walk(&place, "2", BY_HAND).code, 4);
    place.josh_approves();
    assert_eq!(place.duckops.run(&["freeze", "on", "--reason", "the sale"]).code, 0);
    let ran = walk(&place, "2", BY_HAND);
    says(&ran, 1, &["Is the way clear? FAIL", "run failed is 1, expected 0", "DEFERRED"]);
    assert_eq!(place.alias(), before);
}

#[test]
fn an_override_that_is_skipped_leaves_the_freeze_and_no_entry() {
    let Some(place) = frozen() else { return };
    let skipped = "[answers]\noverride = { skip = \"Josh does not answer\" }\n";
    std::fs::write(place.duckops.dir.join("skipped.toml"), skipped).unwrap();
    let answers =
        ["--answers", "skipped.toml", "frozen.what=override it", "urgent.why=it is old", "frozen.what=put it off"];
    let ran = walk(&place, "2", &answers);
    says(&ran, 1, &["Josh does not answer", "DEFERRED"]);
    assert!(!ran.out.contains("invoke 2"), "{}", ran.out);
    assert_eq!(place.file("GOVERNANCE-LOG.md"), "", "nobody agreed to anything");
}

/// The dashboard's banner is another one: only a person sees it.
#[test]
fn the_banner_of_the_dashboard_counts_as_well() {
    let Some(place) = ready(&plan()) else { return };
    let ran = walk(&place, "2", &["banner.shown=yes", "frozen.what=put it off"]);
    says(&ran, 1, &["no change freeze is on", "A change freeze is active", "DEFERRED"]);
}
