//! Nothing answers, neither the API nor AWS: a walk ends without calling that an incident.

use super::place::one_line;
use crate::drill_ring::terminal::Terminal;
use crate::support::duckops::Duckops;

/// Somebody without credentials and without a network.
fn place() -> Duckops {
    let dead = "http://127.0.0.1:1";
    Duckops::new().with("AWS_ENDPOINT_URL", dead).with("DUCKOPS_API", &format!("{dead}/prod"))
}

/// Deferred, in a few steps, with nothing written and nothing to paste.
fn ends_blind(place: &Duckops, id: &str) {
    let ran = place.run(&["triage", id, "--no-input"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let screen = one_line(&ran.out);
    assert!(screen.contains("It could not be found out") && screen.contains("DEFERRED"), "{}", ran.out);
    for advice in ["do: ", "by hand: ", "account 121546003735 (expected)"] {
        assert!(screen.contains(advice), "no `{advice}` in {}", ran.out);
    }
    for claim in ["ESCALATED", "To paste", "Our mail is delayed", "Agents are alive"] {
        assert!(!screen.contains(claim), "`{claim}` in {}", ran.out);
    }
    for ledger in ["GOVERNANCE-LOG.md", "DEPLOY-LOG.md"] {
        assert!(!place.dir.join(ledger).exists(), "{ledger} was written");
    }
}

#[test]
fn a_function_that_nobody_could_see_is_not_called_down() {
    ends_blind(&place(), "inc-001");
}

#[test]
fn certificates_that_nobody_could_count_are_not_written_down() {
    ends_blind(&place(), "inc-002");
}

#[test]
fn a_fleet_that_nobody_could_see_is_not_called_dead() {
    ends_blind(&place(), "inc-003");
}

#[test]
fn callbacks_that_nobody_could_see_are_not_written_down() {
    ends_blind(&place(), "inc-004");
}

#[test]
fn an_account_that_nobody_could_read_delays_no_mail() {
    ends_blind(&place(), "inc-005");
}

/// The key said that it ends the walk: the screen that tells why follows, and no second key.
#[test]
fn the_key_that_ends_the_walk_ends_it() {
    let place = place();
    let mut person = Terminal::start(&place, &["triage", "inc-003"], false);
    person.answers("[c] end the walk: deferred", "c");
    person.ended(3);
    let screen = person.screen();
    assert!(screen.contains("It could not be found out") && screen.contains("DEFERRED"), "{screen}");
}
