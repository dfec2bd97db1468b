//! Checks that do not hold.

use super::{BY_HAND, plan, ready, walk};
use crate::support::seeded::Plan;
use crate::walk_on_ministack::mail::send;
use crate::walk_on_ministack::place::{Place, on_the_spot, says};
use serde_json::json;

/// Drift, status, fleet, pecks and audit, each read from what really answers.
#[test]
fn a_bad_morning_fails_check_by_check() {
    let status = json!({
        "agents": {"alive": 0, "dead": 4},
        "peck_protocol": {"failure_breakdown": {"callback_error": 60}},
        "database": "(absent)",
    });
    let stopped = [2000, 2400, 2800, 3700, 4100, 4500, 5500].map(|ago| ("peck_notify", ago));
    let plan = Plan { status, audit: Some(stopped.into()), ..plan() };
    let Some(place) = Place::new(&plan, &[(1, 9000, "verified"), (2, 90, "verified")]) else { return };
    super::usual(&place);
    let ran = walk(&place, "2", BY_HAND);
    let lines = [
        "run failed 5",
        "10/10 open Approval of the promotion",
        "1/10 FAILED The alias has not drifted",
        "2/10 FAILED Status is whole",
        "3/10 FAILED The fleet is alive",
        "4/10 FAILED Pecks do not fail more than usual",
        "5/10 FAILED Audit activity is as usual",
        "DEFERRED",
    ];
    says(&ran, 1, &lines);
    place.curl_sees(200);
}

/// 8 of 10, really sent.
fn amber() -> Option<Place> {
    ready(&plan()).inspect(|place| {
        place.stack.set_ses_account(&json!({"SendQuota": {"Max24HourSend": 10}}));
        on_the_spot(async {
            for _ in 0..8 {
                send(place, "ops@example.com").await.unwrap();
            }
        });
    })
}

#[test]
fn little_room_for_mail_puts_it_off() {
    let Some(place) = amber() else { return };
    let ran = walk(&place, "2", &["amber.what=put it off"]);
    says(
        &ran,
        1,
        &[
            "8 of 10 sent in 24 h; sandbox: mail to unverified recipients fails silently",
            "The quota is amber",
            "DEFERRED",
        ],
    );
    assert!(!ran.out.contains("invoke 2"), "{}", ran.out);
}

#[test]
fn with_little_room_it_goes_on_when_the_gate_is_told() {
    let Some(place) = amber() else { return };
    let ran = walk(&place, "2", &[BY_HAND, &["amber.what=the gate is told", "told.who=Josh, 02:10Z, chat"]].concat());
    says(&ran, 4, &["mail used 80", "Josh, 02:10Z, chat", "you type: prod 1 -> 2"]);
}
