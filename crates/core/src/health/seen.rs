//! Several looks read together: a fact is found by the name of its observation and its own.

use crate::text::Clean;
use crate::time::Utc;
use crate::world::{Evidence, Known, Table, Value, Why, WhyKind};
use std::time::Duration;

/// The evidence of some looks, each of another kind; of `history.change` one a figure.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'e>(pub &'e [Evidence]);

macro_rules! typed {
    ($($(#[$doc:meta])* $name:ident: $ty:ty = $value:ident;)*) => {
        $($(#[$doc])* pub fn $name(self, path: &str) -> Known<$ty> {
            match self.fact(path)? {
                Value::$value(value) => Ok(value.clone()),
                other => Err(Why::new(WhyKind::BadReply, format!("{path} cannot be {other}"))),
            }
        })*
    };
}

impl<'e> Seen<'e> {
    /// The look of this kind.
    pub fn look(self, observe: &str) -> Option<&'e Evidence> {
        self.0.iter().find(|evidence| evidence.query.observe == observe)
    }

    /// A fact by its path: `beak.status.up`.
    pub fn fact(self, path: &str) -> Known<&'e Value> {
        let (observe, name) = path.rsplit_once('.').ok_or_else(|| Why::not_looked(path))?;
        self.look(observe).ok_or_else(|| Why::not_looked(observe))?.fact(name)
    }

    /// Whether a figure rises, from `history.change` of that figure.
    pub fn rising(self, figure: &str) -> Known<bool> {
        match self.change(figure)?.fact("rising")? {
            Value::Bool(rising) => Ok(*rising),
            other => Err(Why::new(WhyKind::BadReply, format!("{figure} cannot be rising: {other}"))),
        }
    }

    /// By how much it changes an hour.
    pub fn per_hour(self, figure: &str) -> Known<f64> {
        match self.change(figure)?.fact("per_hour")? {
            Value::Real(per_hour) => Ok(*per_hour),
            other => Err(Why::new(WhyKind::BadReply, format!("{figure} cannot change by {other}"))),
        }
    }

    fn change(self, figure: &str) -> Known<&'e Evidence> {
        let of_figure = |evidence: &&Evidence| {
            evidence.query.observe == "history.change"
                && evidence.query.text("figure").is_ok_and(|known| known.as_str() == figure)
        };
        self.0.iter().find(of_figure).ok_or_else(|| Why::not_looked(figure))
    }

    typed! {
        yes: bool = Bool;
        int: i64 = Int;
        real: f64 = Real;
        text: Clean = Text;
        texts: Vec<Clean> = Texts;
        time: Utc = Time;
        duration: Duration = Duration;
        table: Table = Table;
    }
}

/// Looks for the tests of what is read from several.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use crate::world::observations::observation;
    use crate::world::settings::parse_value;
    use crate::world::{Fact, Query};
    use proptest::prelude::*;

    /// One look with some facts known; all others are not reported.
    pub fn look(observe: &str, known: &[(&str, &str)]) -> Evidence {
        let at = "2026-11-22T02:14:07Z".parse().unwrap();
        let mut evidence = Evidence::not_taken(&Query::new(observe), &Why::not_reported(observe), at);
        for (name, written) in known {
            let declared = observation(observe).unwrap().facts.iter().find(|fact| fact.name == *name);
            let ty = declared.unwrap_or_else(|| panic!("{observe} has no {name}")).ty;
            let value = match (ty, *written) {
                (crate::world::Type::Texts, "") => Value::Texts(Vec::new()),
                _ => parse_value(ty, written).unwrap_or_else(|| panic!("{observe}.{name}: {written}")),
            };
            evidence.facts.insert((*name).into(), Fact::Known(value));
        }
        evidence
    }

    /// How one figure changed.
    pub fn change(figure: &str, rising: &str) -> Evidence {
        let mut evidence = look("history.change", &[("rising", rising)]);
        evidence.query = evidence.query.with("figure", Value::Text(Clean::new(figure)));
        evidence
    }

    /// Everything known and well.
    pub fn all_well() -> Vec<Evidence> {
        vec![
            look(
                "beak.status",
                &[
                    ("up", "yes"),
                    ("code", "200"),
                    ("answer", "200 OK"),
                    ("latency", "31ms"),
                    ("version", "42"),
                    ("alias_version", "42"),
                    ("well_formed", "yes"),
                    ("timestamp", "2026-11-22T02:14:06Z"),
                    ("age", "1s"),
                    ("agents_alive", "19"),
                    ("agents_dead", "0"),
                    ("agents_bonded", "19"),
                    ("callback_error", "4"),
                    ("denied", "2"),
                    ("expired", "3"),
                    ("ses_sandbox", "no"),
                    ("sns_sandbox", "no"),
                    ("missing", ""),
                ],
            ),
            look(
                "beak.routes",
                &[
                    ("count", "3"),
                    ("ok", "3"),
                    ("all_ok", "yes"),
                    ("failing", ""),
                    ("down", ""),
                    ("availability", "100"),
                    ("p50", "30ms"),
                    ("p95", "50ms"),
                ],
            ),
            look(
                "lambda.alias",
                &[("name", "prod"), ("version", "42"), ("weighted", "no"), ("weights", "none"), ("sole", "42")],
            ),
            look("ledger.deploys", &[("expected", "42")]),
            look(
                "ses.account",
                &[
                    ("sending_enabled", "yes"),
                    ("sandbox", "no"),
                    ("quota", "50000"),
                    ("sent", "57"),
                    ("left", "49943"),
                    ("used", "0.1"),
                    ("exhausted", "no"),
                    ("enforcement", "HEALTHY"),
                ],
            ),
            look("history.pecks", &[("total", "9"), ("per_hour", "0"), ("high", "no")]),
            change("callback_error", "no"),
            change("agents_dead", "no"),
            look("clock.api", &[("apart", "0ms"), ("ahead", "no")]),
            look("history.kept", &[("samples", "12"), ("newest", "60s"), ("oldest", "1h"), ("unreadable", "0")]),
            look("incident.state", &[("on", "no")]),
            look("freeze.state", &[("on", "no")]),
        ]
    }

    /// A fact made known as something else.
    pub fn set(looks: &mut [Evidence], path: &str, written: &str) {
        let (observe, name) = path.rsplit_once('.').unwrap();
        let value = look(observe, &[(name, written)]).facts[name].clone();
        let found = looks.iter_mut().find(|evidence| evidence.query.observe == observe).unwrap();
        found.facts.insert(name.into(), value);
    }

    /// Some state of the world: each thing good or bad.
    pub fn any_world() -> impl Strategy<Value = Vec<Evidence>> {
        const CHANGES: &[(&str, &[&str])] = &[
            ("beak.status.up", &["yes", "no"]),
            ("beak.routes.failing", &["", "/beak", "/beak,/beak/metrics", "/beak/system/status"]),
            ("lambda.alias.version", &["42", "43"]),
            ("lambda.alias.weighted", &["yes", "no"]),
            ("ledger.deploys.expected", &["42", "41"]),
            ("beak.status.version", &["42", "43"]),
            ("beak.status.alias_version", &["42", "43"]),
            ("beak.status.agents_alive", &["0", "1", "19"]),
            ("beak.status.agents_dead", &["0", "1", "19"]),
            ("beak.status.agents_bonded", &["0", "19"]),
            ("beak.status.timestamp", &["2026-11-22T02:14:06Z", "2026-11-22T01:00:00Z", "2026-11-22T04:00:00Z"]),
            ("history.pecks.high", &["yes", "no"]),
            ("ses.account.sending_enabled", &["yes", "no"]),
            ("ses.account.used", &["10", "80", "100"]),
            ("ses.account.sandbox", &["yes", "no"]),
            ("beak.status.ses_sandbox", &["yes", "no"]),
            ("beak.status.sns_sandbox", &["yes", "no"]),
        ];
        (prop::collection::vec(0usize..12, CHANGES.len()), any::<bool>()).prop_map(|(choices, rising)| {
            let mut looks = all_well();
            for ((path, values), choice) in CHANGES.iter().zip(choices) {
                set(&mut looks, path, values[choice % values.len()]);
            }
            let callback = looks.iter_mut().find(|one| one.query.observe == "history.change").unwrap();
            *callback = change("callback_error", if rising { "yes" } else { "no" });
            looks
        })
    }

    /// One fact is no longer known.
    pub fn forget(looks: &mut [Evidence], look: usize, fact: usize) {
        let at = look % looks.len();
        let facts = &mut looks[at].facts;
        let name = facts.keys().nth(fact % facts.len()).cloned().unwrap();
        facts.insert(name.clone(), Fact::Unknown(Why::not_reported(&name)));
    }
}
