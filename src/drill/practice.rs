//! What is practised: a scenario, as it is written or varied by a seed.

use super::dice::Dice;
use super::scenario::{Scenario, find, scenarios};
use super::scenarios::add_herrings;
use super::world::World;
use duckops_core::report::score;
use duckops_core::time::Utc;

/// One drill. Its name says all of it but what is broken.
#[derive(Clone, Copy)]
pub struct Drill {
    /// As it was asked for: a runbook's, or a scenario's.
    id: &'static str,
    pub seed: Option<u64>,
    pub scenario: &'static Scenario,
}

/// Between the id and the seed in a drill's name.
pub const SEED: &str = " seed ";

impl Drill {
    /// The drill of this id, in any case. With a seed, a runbook's id is any of its scenarios: which one is the seed's
    /// to say, and the operator's to find out.
    pub fn find(id: &str, seed: Option<u64>) -> Option<Self> {
        let first = find(id)?;
        let scenario = if seed.is_some() && first.id == first.runbook {
            let others = scenarios().iter().filter(|one| one.runbook == first.runbook && one.id != first.id);
            Dice::of(seed).choose("scenario", first, &others.collect::<Vec<_>>())
        } else {
            first
        };
        Some(Self { id: first.id, seed, scenario })
    }

    /// The drill of a name, as a run keeps it.
    pub fn named(name: &str) -> Option<Self> {
        match name.split_once(SEED) {
            Some((id, seed)) => Self::find(id, Some(seed.parse().ok()?)),
            None => Self::find(name, None),
        }
    }

    /// `inc-001`, `inc-001 seed 17`.
    pub fn name(&self) -> String {
        self.seed.map_or_else(|| self.id.to_owned(), |seed| format!("{}{SEED}{seed}", self.id))
    }

    /// What begins it anew.
    pub fn command(&self) -> String {
        self.with_seed(self.seed)
    }

    /// What begins another case of it.
    pub fn with_seed(&self, seed: Option<u64>) -> String {
        let seed = seed.map(|seed| format!(" --seed {seed}")).unwrap_or_default();
        format!("duckops drill {}{seed}", self.id)
    }

    /// What is said of it beforehand: where a seed decides it, what is broken is to be found out.
    pub fn announced(&self) -> &'static str {
        if self.id == self.scenario.id && self.seed.is_none() {
            self.scenario.what
        } else {
            "what is broken is for you to find out"
        }
    }

    /// Asked for by the same id.
    pub fn is_case_of(&self, other: &Drill) -> bool {
        self.id == other.id
    }

    pub fn dice(&self) -> Dice {
        Dice::of(self.seed)
    }

    /// What its run is held against.
    pub fn lesson(&self) -> score::Lesson {
        self.scenario.lesson.of(self.dice())
    }

    pub fn build(&self, now: Utc) -> World {
        let mut world = (self.scenario.build)(now, self.dice());
        add_herrings(&mut world, now, self.dice());
        world
    }

    pub fn deploy_log(&self, now: Utc) -> Option<String> {
        (self.scenario.deploy_log)(now, self.dice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_drill_is_found_by_its_name() {
        for (id, seed, name) in [("INC-001", None, "inc-001"), ("inc-001-older", Some(17), "inc-001-older seed 17")] {
            let drill = Drill::find(id, seed).unwrap();
            assert_eq!(drill.name(), name);
            let again = Drill::named(name).unwrap();
            assert_eq!((again.name(), again.scenario.id, again.seed), (name.into(), drill.scenario.id, seed));
        }
        for none in ["inc-999", "inc-001 seed x", "inc-001 seed "] {
            assert!(Drill::named(none).is_none(), "{none}");
        }
    }

    #[test]
    fn a_seed_chooses_among_the_scenarios_of_a_runbook_and_of_a_scenario_only_its_numbers() {
        let ids = |id| (0..200).map(|seed| Drill::find(id, Some(seed)).unwrap().scenario.id).collect::<BTreeSet<_>>();
        let all: BTreeSet<_> = scenarios().iter().filter(|one| one.runbook == "inc-001").map(|one| one.id).collect();
        assert_eq!(ids("inc-001"), all);
        assert_eq!(ids("inc-001-older"), ["inc-001-older"].into());
        assert_eq!(Drill::find("inc-001", None).unwrap().scenario.id, "inc-001");
    }
}
