//! Evidence that has grown old is looked at again before it counts.

use super::{FRONTEND, at, checklist, from};
use crate::drill_ring::served::Served;
use crate::support::duckops::{Duckops, NOW, Ran};
use crate::support::ring;
use expect_test::expect;

const SOON: &str = "2026-11-22T02:23:07Z";
const LATER: &str = "2026-11-22T02:29:07Z";
const OLD: &str = "This evidence is older than 10 min: looked at again before it counts.";

/// All checks are done at once; what is planned is not said yet.
fn left(place: &Duckops) {
    let ran = at(NOW, place, "pre-deploy", &FRONTEND[..4]);
    assert!(ran.code == 4 && ran.err.contains("planned.change is not answered"), "{ran:?}");
}

fn again(ran: &Ran) -> usize {
    ran.out.matches(OLD).count()
}

#[test]
fn after_a_quarter_of_an_hour_every_check_is_looked_at_again() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops();
    left(&place);
    let ran = at(LATER, &place, "pre-deploy", &FRONTEND);
    let screens: Vec<_> = ran.out.split("\n\n").collect();
    let at = screens.iter().position(|screen| screen.contains(OLD)).unwrap();
    expect![[r#"
            This evidence is older than 10 min: looked at again before it counts.

        1/10 The alias has not drifted                                      ok  just now
            prod 42
            200 OK after 0 ms, from version 42
            4 entries, the newest: version 42 verified
            alias version          42
            alias weights          none
            status version         42
            status alias version   42
            deploys expected       42
            < lambda GetAlias mission-control-api prod
            < GET http://127.0.0.1:PORT/prod/beak/system/status
            < read
            ~/.local/state/duckops/drill/ledgers/pre-deploy-20261122T021407Z/DEPLOY-LOG.md
            Where the alias points, what the function says of itself and what the deploy
            log expects must be one and the same version, with no weights: nobody
            deploys onto a stack that is not where it should be."#]]
    .assert_eq(&screens[at..at + 2].join("\n\n"));
    assert_eq!((ran.code, again(&ran)), (0, 7), "{}", ran.out);
    let closing = screens.last().unwrap();
    assert!(closing.contains("8/8, 2 not applicable"), "{closing}");
    let list = checklist(&place, "pre-deploy", &["--list"]).out;
    assert_eq!(list.matches(LATER).count(), 8, "{list}");
}

#[test]
fn after_nine_minutes_it_still_counts() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops();
    left(&place);
    let ran = at(SOON, &place, "pre-deploy", &FRONTEND);
    assert_eq!((ran.code, again(&ran)), (0, 0), "{}", ran.out);
}

/// The freeze began while nobody was there.
#[test]
fn what_is_not_good_any_more_does_not_count() {
    let _ring = ring::enter("drill");
    let served = Served::start("pre-deploy");
    let place = served.duckops();
    left(&place);
    assert_eq!(place.run(&["freeze", "on", "--reason", "the sale"]).code, 0);
    let ran = at(LATER, &place, "pre-deploy", &FRONTEND);
    expect![[r#"

        7/10 Changes are not frozen                                       FAIL  just now
            changes are frozen since 2026-11-22T02:14:07Z by
            assumed-role/duckops-drill/operator: the sale
            freeze on is yes, expected no
            freeze on              yes
            freeze since           2026-11-22T02:14:07Z
            freeze by              assumed-role/duckops-drill/operator
            freeze reason          the sale
            < read
            ~/.local/state/duckops/drill/standing/pre-deploy-20261122T021407Z/freeze.jsonl
            The freeze of duckops is read here. The dashboard's own banner lives in a
            browser, where only you can look.

        8/10 A test call of the candidate                                 not applicable

        10/10 Approval of the promotion                                   not applicable

        then Is the way clear?                                            FAIL  just now
            run failed is 1, expected 0
            run failed             1
            run unchecked          0
            run overridden         0
            run failing            7/10 Changes are not frozen FAILED: freeze on is yes,
                                   expected no
            Each check must hold, not apply, or be overridden with a reason; one that
            could not be done does not count as good. The checklist ends here; where a
            version goes out, its promotion is offered next.

        DEFERRED  walk took 15 min                                              run QE34
            done                   7/8, 2 not applicable
            7/10 FAILED            Changes are not frozen: freeze on is yes, expected no
            exit code              1: it is not over with this
            now                    prod is at 42, seen 2026-11-22T02:29:07Z
            see: duckops runs show QE34
    "#]]
    .assert_eq(&from(&ran, "7/10 Changes"));
    assert_eq!(ran.code, 1);
}
