use super::*;
use crate::health::seen::testing::{all_well, any_world, forget, look, set};
use crate::world::{Evidence, Fact, WhyKind};
use proptest::prelude::*;

fn judged(looks: &[Evidence], more: &[(&str, &str)]) -> Vec<Check> {
    let settings = Settings::default();
    let mut limits = Limits::of(&settings);
    for (flag, written) in more {
        if *flag == "warn" { limits.warn_at(written) } else { limits.crit_at(written) }.unwrap();
    }
    let context = Context { settings: &settings, limits: &limits };
    super::judged(CHECKS, Seen(looks), &context)
}

fn one(name: &str, changes: &[(&str, &str)]) -> (Level, String) {
    let mut looks = all_well();
    changes.iter().for_each(|(path, written)| set(&mut looks, path, written));
    let check = judged(&looks, &[]).into_iter().find(|check| check.name == name).unwrap();
    (check.level, check.brief.to_string())
}

#[test]
fn each_check_has_its_levels() {
    use Level::*;
    for (name, changes, level, brief) in [
        ("status", &[][..], Ok, "status 200"),
        ("status", &[("beak.status.up", "no"), ("beak.status.code", "502")], Critical, "status 502"),
        (
            "status",
            &[("beak.status.well_formed", "no"), ("beak.status.missing", "database.ducklings")],
            Warning,
            "status incomplete",
        ),
        ("status", &[("beak.status.timestamp", "2026-11-22T02:04:07Z")], Warning, "status stale 600s"),
        ("status", &[("beak.status.timestamp", "2026-11-22T03:14:07Z")], Unknown, "status ?"),
        ("routes", &[], Ok, "routes 3/3"),
        (
            "routes",
            &[("beak.routes.ok", "0"), ("beak.routes.down", "/beak"), ("beak.routes.availability", "0")],
            Critical,
            "routes 0/3",
        ),
        ("routes", &[("beak.routes.ok", "2"), ("beak.routes.availability", "93.3")], Warning, "routes 2/3"),
        ("routes", &[("beak.routes.p95", "2500ms")], Warning, "routes 3/3, p95 2.5s"),
        ("drift", &[], Ok, "no drift"),
        ("drift", &[("ledger.deploys.expected", "41")], Warning, "drift: prod 42, status 42, log 41"),
        ("fleet", &[], Ok, "fleet 19 alive"),
        ("fleet", &[("beak.status.agents_dead", "2"), ("beak.status.agents_alive", "17")], Warning, "fleet 2/19 dead"),
        (
            "fleet",
            &[("beak.status.agents_dead", "19"), ("beak.status.agents_alive", "0")],
            Critical,
            "fleet: all 19 dead",
        ),
        ("fleet", &[("beak.status.agents_alive", "0")], Unknown, "fleet ?"),
        ("fleet", &[("beak.status.agents_alive", "0"), ("beak.status.agents_bonded", "0")], Ok, "no agents"),
        ("pecks", &[], Ok, "pecks 0 failed/h"),
        ("pecks", &[("history.pecks.high", "yes"), ("history.pecks.per_hour", "31")], Warning, "pecks 31 failed/h"),
        ("quota", &[], Ok, "quota 57/50000"),
        (
            "quota",
            &[("ses.account.used", "80"), ("ses.account.sent", "160"), ("ses.account.quota", "200")],
            Warning,
            "quota 160/200",
        ),
        ("quota", &[("ses.account.used", "100")], Critical, "quota 57/50000"),
        ("quota", &[("ses.account.sending_enabled", "no")], Critical, "mail switched off, 57/50000"),
        ("quota", &[("ses.account.enforcement", "SHUTDOWN")], Critical, "mail SHUTDOWN, 57/50000"),
        ("sandbox", &[], Ok, "no sandbox"),
        ("sandbox", &[("ses.account.sandbox", "yes"), ("beak.status.sns_sandbox", "yes")], Warning, "sandbox SES, SNS"),
        ("clock", &[], Ok, "clock right"),
        ("clock", &[("clock.api.apart", "59s")], Ok, "clock right"),
        ("clock", &[("clock.api.apart", "90s"), ("clock.api.ahead", "yes")], Warning, "clock 90s ahead"),
        ("history", &[], Ok, "history 12 samples"),
        ("history", &[("history.kept.unreadable", "2")], Warning, "history: 2 unreadable"),
    ] {
        assert_eq!(one(name, changes), (level, brief.to_owned()), "{changes:?}");
    }
}

#[test]
fn a_quota_that_fills_up_says_when_it_is_used_up() {
    let text = |left: &str, per_hour: &str| {
        let mut looks = all_well();
        set(&mut looks, "ses.account.left", left);
        let mut mail = look("history.change", &[("per_hour", per_hour)]);
        mail.query = mail.query.with("figure", crate::world::Value::Text("mail_sent".into()));
        looks.push(mail);
        judged(&looks, &[]).into_iter().find(|check| check.name == "quota").unwrap().text.to_string()
    };
    assert_eq!(text("143", "40"), "57 of 50000 in 24 h, 0 %; used up in 3.6 h if it goes on like this");
    for (left, per_hour) in [("143", "0"), ("143", "-9"), ("49943", "40"), ("0", "40")] {
        assert_eq!(text(left, per_hour), "57 of 50000 in 24 h, 0 %", "{left} {per_hour}");
    }
}

/// The API answered: that its reply is no status, or did not come whole, is its fault and nobody else's.
#[test]
fn a_reply_that_is_no_status_is_a_finding() {
    for (kind, level) in [
        (WhyKind::TimedOut, Level::Critical),
        (WhyKind::Network, Level::Critical),
        (WhyKind::BadReply, Level::Warning),
        (WhyKind::NotReported, Level::Unknown),
    ] {
        let mut looks = all_well();
        let status = &mut looks[0].facts;
        for name in ["well_formed", "missing"] {
            status.insert(name.into(), Fact::Unknown(Why::new(kind, "the body broke off")));
        }
        let check = judged(&looks, &[]).remove(0);
        assert_eq!(check.level, level, "{kind:?}: {}", check.brief);
        assert!(level == Level::Unknown || check.brief.as_str() == "status: the body broke off", "{}", check.brief);
    }
}

/// Whichever fact is no longer known: what was not well does not become so.
#[test]
fn unknown_is_never_ok() {
    assert!(judged(&[], &[]).iter().all(|check| check.level == Level::Unknown));
    let down = [look("beak.status", &[("up", "no"), ("code", "502")])];
    let found = judged(&down, &[]);
    assert_eq!(worst(&found), Level::Critical);
    assert!(found.iter().filter(|check| check.name != "status").all(|check| check.level == Level::Unknown));
    assert_eq!(worst(&[]), Level::Unknown);
    for path in [
        "beak.status.up",
        "beak.routes.ok",
        "lambda.alias.version",
        "beak.status.agents_dead",
        "history.pecks.high",
        "ses.account.used",
        "beak.status.sns_sandbox",
        "clock.api.apart",
        "history.kept.newest",
    ] {
        let mut looks = all_well();
        let (observe, name) = path.rsplit_once('.').unwrap();
        let found = looks.iter_mut().find(|look| look.query.observe == observe).unwrap();
        found.facts.insert(name.into(), Fact::Unknown(Why::not_reported(path)));
        assert_eq!(worst(&judged(&looks, &[])), Level::Unknown, "{path}");
    }
}

#[test]
fn thresholds_count_from_their_value_on() {
    let mut looks = all_well();
    set(&mut looks, "ses.account.used", "90");
    set(&mut looks, "history.pecks.per_hour", "4");
    let level = |more: &[(&str, &str)], name: &str| judged(&looks, more).iter().find(|c| c.name == name).unwrap().level;
    assert_eq!(level(&[("warn", "quota=90.1")], "quota"), Level::Ok);
    assert_eq!(level(&[("warn", "quota=90")], "quota"), Level::Warning);
    assert_eq!(level(&[("crit", "quota=90")], "quota"), Level::Critical);
    assert_eq!(level(&[("crit", "pecks=4")], "pecks"), Level::Critical);
    assert_eq!(level(&[("warn", "pecks=5")], "pecks"), Level::Ok);
}

#[test]
fn the_line_is_short_and_its_figures_are_whole() {
    let line = nagios::line(&judged(&all_well(), &[]), false, None);
    let (said, figures) = line.split_once(" | ").unwrap();
    assert_eq!(said, "DUCKOPS OK - status 200, routes 3/3, no drift, fleet 19 alive, 5 more OK");
    let shown = "'status_time'=0.031s;;;0; 'status_age'=1s;300;;0; 'routes'=3;;;0;3 'availability'=100%;;;0;100 \
        'p95'=0.05s;2;;0; 'alive'=19;;;0; 'dead'=0;1;;0; 'callback_error'=4c;;;0; 'denied'=2c;;;0; \
        'expired'=3c;;;0; 'pecks_per_hour'=0;;;0; 'quota'=0.1%;80;100;0;100 'clock_apart'=0s;60;;0; \
        'history_samples'=12;;;0; 'history_age'=60s;;;0;\n";
    assert_eq!(figures, shown);
    let down = [
        look("beak.status", &[("up", "no"), ("code", "502")]),
        look("beak.routes", &[("ok", "0"), ("count", "3"), ("down", "/beak"), ("availability", "0")]),
    ];
    let said = "DUCKOPS CRITICAL - status 502, routes 0/3, fleet ?, 6 more; duckops triage";
    assert_eq!(nagios::line(&judged(&down, &[]), false, None).split(" | ").next().unwrap(), said);
    let said = "DUCKOPS CRITICAL - status 502, routes 0/3, 7 more; duckops triage inc-007";
    assert_eq!(nagios::line(&judged(&down, &[]), false, Some("inc-007")).split(" | ").next().unwrap(), said);
}

/// The threshold that was reached is said where that costs no other finding its place.
#[test]
fn the_line_says_which_threshold_was_reached() {
    let said = |changes: &[(&str, &str)], more: &[(&str, &str)], drill: bool, runbook: Option<&str>| {
        let mut looks = all_well();
        changes.iter().for_each(|(path, written)| set(&mut looks, path, written));
        nagios::words(&judged(&looks, more), drill, runbook)
    };
    let full = [("ses.account.used", "80"), ("ses.account.sent", "160"), ("ses.account.quota", "200")];
    let dead = [("beak.status.agents_dead", "2"), ("beak.status.agents_alive", "17")];
    let both = [full.as_slice(), &dead].concat();
    for (changes, more, said_as) in [
        (&full[..], &[][..], "DUCKOPS WARNING - DRILL quota 160/200 (warn 80%); duckops triage inc-005"),
        (&full, &[("crit", "quota=80")], "DUCKOPS CRITICAL - DRILL quota 160/200 (crit 80%); duckops triage inc-005"),
        (&both, &[], "DUCKOPS WARNING - DRILL quota 160/200, fleet 2/19 dead; duckops triage inc-005"),
        (
            &[("beak.routes.p95", "2500ms")],
            &[],
            "DUCKOPS WARNING - DRILL routes 3/3, p95 2.5s (warn 2s); duckops triage inc-005",
        ),
        (
            &[("ses.account.enforcement", "SHUTDOWN")],
            &[],
            "DUCKOPS CRITICAL - DRILL mail SHUTDOWN, 57/50000; duckops triage inc-005",
        ),
    ] {
        assert_eq!(said(changes, more, true, Some("inc-005")), said_as);
    }
    let first = "DUCKOPS WARNING - quota 160/200 (warn 80%), fleet 2/19 dead; duckops triage";
    assert_eq!(said(&both, &[], false, None), first, "the first one's, where there is room for no more");
    let down = [("beak.routes.down", "/beak"), ("beak.routes.ok", "2"), ("beak.routes.p95", "2500ms")];
    assert_eq!(said(&down, &[], false, None), "DUCKOPS CRITICAL - routes 2/3; duckops triage", "it is down, not slow");
}

/// The same order as that in which `status` puts what is wrong.
#[test]
fn what_costs_most_comes_first() {
    let mut looks = all_well();
    for (path, written) in [
        ("beak.status.agents_dead", "1"),
        ("beak.status.agents_alive", "18"),
        ("ses.account.sandbox", "yes"),
        ("ledger.deploys.expected", "41"),
    ] {
        set(&mut looks, path, written);
    }
    let found = judged(&looks, &[]);
    let names: Vec<_> = bad(&found).iter().map(|check| check.name).collect();
    let anomalies = crate::health::anomalies::anomalies(Seen(&looks), &Settings::default());
    let told: Vec<_> = anomalies.iter().map(|anomaly| anomaly.what.to_string()).collect();
    assert_eq!(names, ["drift", "sandbox", "fleet"]);
    assert_eq!(told, ["alias drift: prod 42, status 42, log 41", "SES in the sandbox", "1 of 19 agents dead"]);
    for kind in CHECKS {
        let known = |name: &&str| crate::health::score::PENALTIES.iter().any(|penalty| penalty.name == *name);
        assert!(kind.penalties.iter().all(known), "{}", kind.name);
    }
}

#[test]
fn a_line_never_grows_and_holds_no_bar() {
    for why in ["short", &"very long ".repeat(30), "a|b\nc 43 → 42"] {
        let line = nagios::failed(why);
        assert!(line.trim_end().chars().count() < 80 && !line.contains('|') && line.is_ascii(), "{line}");
        assert_eq!(line.matches('\n').count(), 1);
    }
    let mut looks = all_well();
    set(&mut looks, "lambda.alias.name", &"p|".repeat(90));
    set(&mut looks, "lambda.alias.version", "7");
    let line = nagios::line(&judged(&looks, &[]), true, None);
    assert!(line.split(" | ").next().unwrap().len() < 80 && line.matches('|').count() == 1, "{line}");
}

/// A simulated stack's clock is compared with nothing, and nothing goes by it: that is no fault.
#[test]
fn a_clock_that_there_is_none_of_is_no_fault() {
    let mut looks = all_well();
    let why = Why::absent("a simulated stack keeps a time of its own");
    let clock = looks.iter_mut().find(|look| look.query.observe == "clock.api").unwrap();
    clock.facts.values_mut().for_each(|fact| *fact = Fact::Unknown(why.clone()));
    assert_eq!(worst(&judged(&looks, &[])), Level::Ok);
}

proptest! {
    /// Whatever is no longer known, what was not well does not become well. A timestamp is the one exception: a reply
    /// without one is of the moment at which it came.
    #[test]
    fn turning_a_fact_unknown_never_makes_a_check_ok(
        world in any_world(),
        first in prop::collection::vec((0usize..10, 0usize..30), 0..6),
        at in (0usize..10, 0usize..30),
    ) {
        let mut looks = world;
        set(&mut looks, "beak.status.timestamp", "2026-11-22T02:14:06Z");
        for (look, fact) in first {
            forget(&mut looks, look, fact);
        }
        let before = judged(&looks, &[]);
        forget(&mut looks, at.0, at.1);
        for (before, after) in before.iter().zip(judged(&looks, &[])) {
            prop_assert!(before.level == Level::Ok || after.level > Level::Ok, "{before:?} then {after:?}");
        }
    }
}
