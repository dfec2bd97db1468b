//! The alias: which version it points at, which others it feeds, and how it moves.

use super::World;
use crate::drill::ids;
use std::collections::BTreeMap;

/// The alias `prod`.
pub struct Alias {
    pub version: String,
    pub description: String,
    /// The other versions that it feeds, and with which share of the calls.
    pub weights: BTreeMap<String, f64>,
    /// The version whose warm environment still answers the next look at the status route.
    pub warm: Option<String>,
    /// What each version has earned of the calls so far; see [`Alias::pick`].
    earned: BTreeMap<String, f64>,
    changes: u64,
}

/// A wanted change. What is `None` stays as it is.
#[derive(Debug, Default)]
pub struct AliasChange {
    pub version: Option<String>,
    pub description: Option<String>,
    pub weights: Option<BTreeMap<String, f64>>,
    /// The revision that the caller saw; any other one by now refuses the change.
    pub revision: Option<String>,
}

/// Why the alias did not move.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    StaleRevision,
    NoSuchVersion(String),
    BadWeights(String),
}

impl Alias {
    pub fn at(version: &str) -> Self {
        Self {
            version: version.to_owned(),
            description: "what production runs".to_owned(),
            weights: BTreeMap::new(),
            warm: None,
            earned: BTreeMap::new(),
            changes: 0,
        }
    }

    pub fn revision(&self) -> String {
        ids::uuid("alias-revision", self.changes)
    }

    /// Which versions it feeds, each with its share of the calls.
    pub fn shares(&self) -> BTreeMap<String, f64> {
        let rest = 1.0 - self.weights.values().sum::<f64>();
        let own = [(self.version.clone(), rest)];
        let all = self.weights.clone().into_iter().chain(own);
        all.filter(|(_, share)| *share > 1e-9).collect()
    }

    /// The version that gets the next call. Each call, every version earns its share and the richest
    /// one pays: the shares come out exactly, and the same in every run. The version just being
    /// tried out goes first among equals.
    pub fn pick(&mut self) -> String {
        let shares = self.shares();
        for (version, share) in &shares {
            *self.earned.entry(version.clone()).or_default() += share;
        }
        let picked = self.richest(&shares);
        *self.earned.entry(picked.clone()).or_default() -= 1.0;
        picked
    }

    fn richest(&self, shares: &BTreeMap<String, f64>) -> String {
        let worth =
            |version: &String| (self.earned.get(version).copied().unwrap_or_default(), *version != self.version);
        let richest = shares.keys().max_by(|a, b| {
            let (a, b) = (worth(a), worth(b));
            a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
        });
        richest.unwrap_or(&self.version).clone()
    }

    fn apply(&mut self, change: AliasChange) {
        self.changes += 1;
        self.earned.clear();
        if let Some(version) = change.version.filter(|version| *version != self.version) {
            self.warm = Some(std::mem::replace(&mut self.version, version));
        }
        self.description = change.description.unwrap_or_else(|| self.description.clone());
        self.weights = change.weights.unwrap_or_else(|| self.weights.clone());
    }
}

impl World {
    /// Moves the alias, or says why not. Weights that are not mentioned stay in place.
    pub fn move_alias(&mut self, change: AliasChange) -> Result<(), Refused> {
        if change.revision.as_ref().is_some_and(|seen| *seen != self.alias.revision()) {
            return Err(Refused::StaleRevision);
        }
        let version = change.version.as_ref().unwrap_or(&self.alias.version);
        let weights = change.weights.as_ref().unwrap_or(&self.alias.weights);
        self.existing(version)?;
        self.check_weights(version, weights)?;
        self.alias.apply(change);
        Ok(())
    }

    fn existing(&self, version: &str) -> Result<(), Refused> {
        match self.function.version(version) {
            Some(_) => Ok(()),
            None => Err(Refused::NoSuchVersion(version.to_owned())),
        }
    }

    fn check_weights(&self, to: &str, weights: &BTreeMap<String, f64>) -> Result<(), Refused> {
        let refuse = |why: String| Err(Refused::BadWeights(why));
        if weights.len() > 1 {
            return refuse("Number of items in AdditionalVersionWeights cannot exceed 1".into());
        }
        for (version, share) in weights {
            self.existing(version)?;
            if !(0.0..=1.0).contains(share) {
                return refuse(format!("Weight {share} of version {version} is not between 0 and 1"));
            }
            if version == to {
                return refuse(format!("Version {to} cannot be weighted against itself"));
            }
        }
        Ok(())
    }
}
