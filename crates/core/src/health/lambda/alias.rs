//! An alias: where it points, and who else is fed.

use super::{description, number, said};
use crate::text::Clean;
use crate::world::observations::LambdaAlias;
use crate::world::{Known, Version, Why};
use std::collections::BTreeMap;

/// An alias as GetAlias or UpdateAlias gives it. What is `None` was not in the reply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alias {
    pub name: Option<String>,
    pub version: Option<String>,
    pub description: Option<String>,
    pub revision: Option<String>,
    /// The other versions, and which share of the calls each gets: 0 to 1.
    pub weights: BTreeMap<String, f64>,
}

impl Alias {
    /// Part of the traffic goes to another version than the alias's own.
    pub fn is_weighted(&self) -> bool {
        self.weights.values().any(|weight| *weight > 0.0)
    }

    /// `43: 50 %, 42: 10 %`, the newest first; `none`.
    pub fn weights_text(&self) -> String {
        let mut weights: Vec<_> = self.weights.iter().collect();
        weights.sort_by_key(|(version, _)| std::cmp::Reverse(number(version)));
        let one = |(version, weight): &(&String, &f64)| format!("{version}: {} %", percent(**weight));
        if weights.is_empty() { "none".into() } else { weights.iter().map(one).collect::<Vec<_>>().join(", ") }
    }

    /// `prod 43`, `prod 43, with 42: 10 %`.
    pub fn words(&self) -> String {
        let (name, version) = (said(&self.name), said(&self.version));
        if self.is_weighted() {
            format!("{name} {version}, with {}", self.weights_text())
        } else {
            format!("{name} {version}")
        }
    }

    fn newest(&self, version: Version) -> Version {
        let fed =
            self.weights.iter().filter(|(_, weight)| **weight > 0.0).map(|(version, _)| Version(Clean::new(version)));
        fed.chain([version]).max_by_key(|version| number(version.0.as_str())).unwrap_or_else(|| Version(Clean::new("")))
    }

    pub fn facts(&self) -> LambdaAlias {
        let version = text(&self.version, "the alias's version").map(Version);
        let sole = if self.is_weighted() {
            Err(Why::absent(format!("no single version gets all of the traffic: {}", self.words())))
        } else {
            version.clone()
        };
        LambdaAlias {
            name: text(&self.name, "the alias's name"),
            // A reply without a version has no weights because it has nothing.
            weighted: version.clone().map(|_| self.is_weighted()),
            weights: version.clone().map(|_| Clean::new(self.weights_text())),
            sole,
            newest: version.clone().map(|version| self.newest(version)),
            description: description(self.description.as_deref(), "the alias"),
            revision: text(&self.revision, "the alias's revision"),
            version,
        }
    }
}

fn text(value: &Option<String>, what: &str) -> Known<Clean> {
    value.as_deref().map(Clean::new).ok_or_else(|| Why::not_reported(what))
}

/// Whole where it is whole: `10`, `0.5`.
fn percent(weight: f64) -> String {
    let text = format!("{:.4}", weight * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::WhyKind;

    fn alias(version: &str, weights: &[(&str, f64)]) -> Alias {
        Alias {
            name: Some("prod".into()),
            version: Some(version.into()),
            revision: Some("rev-1".into()),
            description: Some(" ".into()),
            weights: weights.iter().map(|(version, weight)| ((*version).to_owned(), *weight)).collect(),
        }
    }

    #[test]
    fn weights_are_written_so_that_a_plan_can_read_them() {
        for (weights, shown, weighted) in [
            (vec![], "none", false),
            (vec![("42", 0.1)], "42: 10 %", true),
            (vec![("9", 0.1), ("43", 0.5)], "43: 50 %, 9: 10 %", true),
            (vec![("42", 0.005)], "42: 0.5 %", true),
            (vec![("42", 1.0)], "42: 100 %", true),
            (vec![("42", 0.0)], "42: 0 %", false),
        ] {
            let alias = alias("44", &weights);
            assert_eq!((alias.weights_text().as_str(), alias.is_weighted()), (shown, weighted));
        }
    }

    #[test]
    fn an_alias_that_feeds_two_versions_has_no_sole_one() {
        let facts = alias("43", &[("42", 0.1)]).facts();
        assert_eq!(facts.sole.unwrap_err().kind, WhyKind::Absent);
        assert_eq!(facts.version.unwrap().0.as_str(), "43");
        assert_eq!(facts.newest.unwrap().0.as_str(), "43");
        assert_eq!(alias("41", &[("43", 0.5), ("44", 0.0)]).facts().newest.unwrap().0.as_str(), "43");
        assert_eq!(facts.description.unwrap_err().text.as_str(), "the alias has no description");
        assert_eq!(alias("43", &[]).facts().sole.unwrap().0.as_str(), "43");
        let facts = Alias::default().facts();
        assert_eq!(facts.version.unwrap_err().kind, WhyKind::NotReported);
        assert_eq!(facts.revision.unwrap_err().kind, WhyKind::NotReported);
        assert!(facts.weighted.is_err() && facts.weights.is_err() && facts.sole.is_err());
    }
}
