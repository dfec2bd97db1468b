use super::*;
use crate::health::seen::testing::{all_well, any_world, change, forget, look, set};
use crate::world::{Evidence, Fact};
use proptest::prelude::*;

fn scored(looks: &[Evidence]) -> Score {
    score(Seen(looks), &Settings::default())
}

fn penalties(looks: &[Evidence]) -> Vec<String> {
    scored(looks).penalties().rows.iter().map(|row| format!("{} {}", row[0], row[1])).collect()
}

fn with(changes: &[(&str, &str)]) -> Vec<Evidence> {
    let mut looks = all_well();
    changes.iter().for_each(|(path, written)| set(&mut looks, path, written));
    looks
}

#[test]
fn all_well_is_a_hundred_and_each_thing_costs_what_it_says() {
    assert_eq!((scored(&all_well()).text().as_str(), penalties(&all_well()).len()), ("100", 0));
    for (changes, text, penalty) in [
        (
            &[("beak.status.up", "no"), ("beak.status.answer", "502 Bad Gateway")][..],
            "55",
            "-45 Lambda down: 502 Bad Gateway",
        ),
        (&[("beak.routes.failing", "/beak/metrics")], "90", "-10 routes not always 200: /beak/metrics"),
        (
            &[("beak.routes.failing", "/beak,/beak/metrics,/beak/system/status")],
            "80",
            "-20 routes not always 200: /beak, /beak/metrics, /beak/system/status",
        ),
        (&[("ledger.deploys.expected", "41")], "85", "-15 alias drift: prod 42, status 42, log 41"),
        (&[("beak.status.agents_alive", "17"), ("beak.status.agents_dead", "2")], "97", "-3 2 of 19 agents dead"),
        (&[("beak.status.agents_alive", "0"), ("beak.status.agents_dead", "19")], "55", "-45 19 of 19 agents dead"),
        (&[("beak.status.timestamp", "2026-11-22T02:04:07Z")], "90", "-10 status is 10 min old"),
        (&[("history.pecks.high", "yes"), ("history.pecks.per_hour", "31")], "90", "-10 31 failed pecks an hour"),
        (&[("ses.account.sandbox", "yes")], "95", "-5 SES in the sandbox"),
        (&[("beak.status.sns_sandbox", "yes")], "95", "-5 SNS in the sandbox"),
        (&[("ses.account.used", "80")], "95", "-5 80 % of the mail quota used"),
        (&[("ses.account.used", "100")], "90", "-10 the mail quota is used up"),
        (&[("ses.account.sending_enabled", "no")], "90", "-10 SES sending is disabled"),
    ] {
        let looks = with(changes);
        assert_eq!(
            (scored(&looks).text().as_str(), penalties(&looks)),
            (text, vec![penalty.to_owned()]),
            "{changes:?}"
        );
    }
}

#[test]
fn the_status_route_is_not_counted_twice() {
    let looks = with(&[("beak.status.up", "no"), ("beak.routes.failing", "/beak/system/status")]);
    assert_eq!(scored(&looks).text(), "55");
}

/// A score of 80 read as well while no agent was alive.
#[test]
fn what_stops_everything_is_red_by_itself() {
    for changes in [
        &[("beak.status.up", "no")][..],
        &[("beak.status.agents_alive", "0"), ("beak.status.agents_dead", "1"), ("beak.status.agents_bonded", "1")],
    ] {
        assert_eq!(scored(&with(changes)).red(&Settings::default()), Ok(true), "{changes:?}");
    }
    let one_lives = [("beak.status.agents_alive", "1"), ("beak.status.agents_dead", "18")];
    assert_eq!(scored(&with(&one_lives)).text(), "81");
}

/// A dead network read as RED.
#[test]
fn what_is_not_known_is_not_red_and_not_well() {
    let settings = Settings::default();
    let why = scored(&[]).red(&settings).unwrap_err();
    assert_eq!(why.text.as_str(), "could not check 9 of 9: the score is between 0 and 100, and red is under 60");
    let mut looks = with(&[("beak.status.up", "no"), ("ses.account.sandbox", "yes")]);
    forget(&mut looks, 1, 0);
    assert_eq!(scored(&looks).red(&settings), Ok(true), "what is certain is bad enough");
    let nearly = with(&[("ledger.deploys.expected", "41")]);
    assert_eq!(scored(&nearly).red(&settings), Ok(false));
}

#[test]
fn a_fleet_without_a_bonded_agent_is_not_dead() {
    let none = [("beak.status.agents_alive", "0"), ("beak.status.agents_dead", "0")];
    let looks = with(&[&none[..], &[("beak.status.agents_bonded", "0")]].concat());
    assert_eq!(scored(&looks).text(), "100");
    assert_eq!(scored(&with(&none)).text(), "55–100, 1 unknown", "19 are bonded, and none is seen");
}

#[test]
fn rising_callback_errors_cost_although_the_rate_is_low() {
    let mut looks = all_well();
    *looks.iter_mut().find(|one| one.query.observe == "history.change").unwrap() = change("callback_error", "yes");
    assert_eq!(penalties(&looks), ["-10 callback errors are rising"]);
}

/// The naive mistake: fields that are missing cost nothing, so an outage scores 100.
#[test]
fn an_outage_that_reports_nothing_is_no_hundred() {
    let down = vec![look("beak.status", &[("up", "no"), ("answer", "502 Bad Gateway")])];
    let found = scored(&down);
    assert_eq!((found.low(), found.high(), found.text().as_str()), (0, 55, "0–55, 8 unknown"));
    assert_eq!(found.red(&Settings::default()), Ok(true));
    assert_eq!(scored(&[]).text(), "0–100, 9 unknown");
}

#[test]
fn the_unknown_come_last_and_say_what_they_may_cost() {
    let mut looks = with(&[("beak.status.agents_dead", "2"), ("ses.account.sandbox", "yes")]);
    let status = &mut looks[0].facts;
    status.insert("agents_alive".into(), Fact::Unknown(Why::not_reported("agents.alive")));
    status.insert("sns_sandbox".into(), Fact::Unknown(Why::not_reported("sns.sandbox")));
    let shown = [
        "-5 SES in the sandbox",
        "-1 2 agents dead",
        "? may cost 44 more: agents: agents.alive is not reported",
        "? may cost 5: SNS sandbox: sns.sandbox is not reported",
    ];
    assert_eq!(penalties(&looks), shown);
    assert_eq!(scored(&looks).text(), "45–94, 2 unknown");
}

#[test]
fn a_timestamp_from_the_future_tells_nothing() {
    let looks = with(&[("beak.status.timestamp", "2026-11-22T03:14:07Z")]);
    assert_eq!(scored(&looks).text(), "90–100, 1 unknown");
}

#[test]
fn the_table_adds_up() {
    for penalty in PENALTIES {
        let (nothing, settings) = ((penalty.judge)(Seen(&[]), &Settings::default()), Settings::default());
        assert_eq!((nothing.least, nothing.most), (0, penalty.most), "{}", penalty.name);
        assert_eq!((penalty.judge)(Seen(&all_well()), &settings).most, 0, "{}", penalty.name);
    }
}

proptest! {
    /// Whatever is no longer known, the score does not get better: unknown is never good.
    #[test]
    fn turning_a_fact_unknown_never_raises_the_low_end(
        world in any_world(),
        first in prop::collection::vec((0usize..10, 0usize..30), 0..8),
        look in 0usize..10,
        fact in 0usize..30,
    ) {
        let mut looks = world;
        for (look, fact) in first {
            forget(&mut looks, look, fact);
        }
        let before = scored(&looks);
        forget(&mut looks, look, fact);
        let after = scored(&looks);
        prop_assert!(after.low() <= before.low(), "{} then {}", before.text(), after.text());
        prop_assert!((0..=100).contains(&after.low()) && after.low() <= after.high());
    }
}
