//! What is wrong, the worst first; and everything together as the facts of `health.now`.

use super::score::{LAMBDA, Penalty, score};
use super::seen::Seen;
use crate::text::Clean;
use crate::world::observations::HealthNow;
use crate::world::settings::Settings;
use crate::world::{Table, Why, WhyKind};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Anomaly {
    pub what: Clean,
    /// The facts that it rests on: by them the runbook is found that is for it.
    pub rests: Vec<&'static str>,
}

/// By what they cost; then those that cost nothing and are a sign all the same.
pub fn anomalies(seen: Seen<'_>, settings: &Settings) -> Vec<Anomaly> {
    let score = score(seen, settings);
    let rests = |penalty: &Penalty| match penalty.name {
        // One function stands behind every route.
        "routes" if seen.yes("beak.status.up") == Ok(false) => [penalty.rests, LAMBDA].concat(),
        _ => penalty.rests.to_vec(),
    };
    let certain = score.certain().map(|(penalty, cost)| Anomaly { what: cost.what.clone(), rests: rests(penalty) });
    let deaths = (seen.rising("agents_dead") == Ok(true)).then(|| Anomaly {
        what: Clean::new("more agents die"),
        rests: vec!["beak.status.agents_dead", "beak.status.agents_alive"],
    });
    certain.chain(deaths).collect()
}

/// The facts of `health.now`. `runbook` gives the id of the runbook for what rests on some facts.
pub fn now(seen: Seen<'_>, settings: &Settings, runbook: &dyn Fn(&[&str]) -> Option<Clean>) -> HealthNow {
    let score = score(seen, settings);
    let anomalies = anomalies(seen, settings);
    // That nothing was seen to be wrong says nothing where nothing was seen.
    let seen_any = match score.unknown_count() == score.costs.len() {
        true => Err(Why::new(WhyKind::NotLooked, "nothing could be checked")),
        false => Ok(()),
    };
    let highest = score.certain().next().map(|(_, cost)| Clean::new(format!("-{} {}", cost.least, cost.what)));
    HealthNow {
        low: Ok(score.low()),
        high: Ok(score.high()),
        score: Ok(Clean::new(score.text())),
        red: score.red(settings),
        penalties: Ok(score.penalties()),
        highest: highest.ok_or_else(|| Why::absent("nothing that was checked costs a point")),
        anomaly_count: seen_any
            .clone()
            .and_then(|()| i64::try_from(anomalies.len()).map_err(|_| Why::not_reported("their number"))),
        anomalies: seen_any.map(|()| table(&anomalies, runbook)),
        unknown: Ok(score.not_checked()),
    }
}

fn table(anomalies: &[Anomaly], runbook: &dyn Fn(&[&str]) -> Option<Clean>) -> Table {
    let mut table = Table::new(["what", "runbook"]);
    for anomaly in anomalies {
        table.row([anomaly.what.clone(), runbook(&anomaly.rests).unwrap_or_else(|| Clean::new("-"))]);
    }
    table
}

/// `health 0–60, 8 unknown, highest penalty: -40 Lambda down: 502 Bad Gateway`.
pub fn summary(facts: &HealthNow) -> String {
    match (&facts.score, &facts.highest) {
        (Ok(score), Ok(highest)) => format!("health {score}, highest penalty: {highest}"),
        (Ok(score), Err(_)) => format!("health {score}"),
        (Err(why), _) => why.text.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::seen::testing::{all_well, change, set};

    #[test]
    fn the_worst_comes_first_with_the_runbook_that_is_for_it() {
        let mut looks = all_well();
        for (path, written) in [
            ("ses.account.sandbox", "yes"),
            ("beak.status.up", "no"),
            ("beak.status.answer", "502 Bad Gateway"),
            ("ledger.deploys.expected", "41"),
        ] {
            set(&mut looks, path, written);
        }
        looks.retain(|look| look.query.observe != "history.change");
        looks.extend([change("callback_error", "no"), change("agents_dead", "yes")]);
        let runbook = |rests: &[&str]| rests.contains(&"beak.status.up").then(|| Clean::new("inc-007"));
        let facts = now(Seen(&looks), &Settings::default(), &runbook);
        let rows: Vec<_> = facts.anomalies.clone().unwrap().rows.iter().map(|row| row.join_text()).collect();
        let shown = [
            "Lambda down: 502 Bad Gateway | inc-007",
            "alias drift: prod 42, status 42, log 41 | -",
            "SES in the sandbox | -",
            "more agents die | -",
        ];
        assert_eq!(rows, shown);
        assert_eq!((facts.anomaly_count.clone(), facts.red.clone()), (Ok(4), Ok(true)));
        assert_eq!(summary(&facts), "health 35, highest penalty: -45 Lambda down: 502 Bad Gateway");
    }

    #[test]
    fn routes_that_fail_with_the_function_are_for_its_runbook() {
        for (up, whole) in [("no", true), ("yes", false)] {
            let mut looks = all_well();
            for (path, written) in [("beak.status.up", up), ("beak.routes.failing", "/beak"), ("beak.routes.ok", "2")] {
                set(&mut looks, path, written);
            }
            let all = anomalies(Seen(&looks), &Settings::default());
            let routes = all.iter().find(|one| one.what.as_str().starts_with("routes")).unwrap();
            assert_eq!(routes.rests.contains(&"beak.status.up"), whole, "{routes:?}");
        }
    }

    #[test]
    fn nothing_wrong_is_not_nothing_known() {
        let none = |_: &[&str]| None;
        let facts = now(Seen(&all_well()), &Settings::default(), &none);
        assert_eq!((facts.anomaly_count.clone(), facts.red.clone()), (Ok(0), Ok(false)));
        assert_eq!((summary(&facts).as_str(), facts.unknown.unwrap().len()), ("health 100", 0));
        let facts = now(Seen(&[]), &Settings::default(), &none);
        assert_eq!((facts.anomaly_count.is_err(), facts.anomalies.is_err(), facts.red.is_err()), (true, true, true));
        assert_eq!(facts.unknown.unwrap().len(), 9);
    }

    trait JoinText {
        fn join_text(&self) -> String;
    }

    impl JoinText for Vec<Clean> {
        fn join_text(&self) -> String {
            self.iter().map(Clean::as_str).collect::<Vec<_>>().join(" | ")
        }
    }
}
