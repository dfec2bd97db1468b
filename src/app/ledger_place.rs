//! Where ledgers lie: the real ones as the settings say, a drill's apart from them.

use crate::settings::Resolved;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use std::path::{Path, PathBuf};

/// One simulated stack, told from another of the same scenario: what is walked on it one after the other shares its
/// ledgers, as it shares its state.
#[derive(Clone, Debug, PartialEq)]
pub struct Drill {
    pub scenario: Clean,
    /// When it began; not known of a stack that does not tell.
    pub began: Option<Utc>,
}

impl Drill {
    /// `inc-001-20261122T021407Z`. The scenario's name comes over the wire: only letters, digits and dashes of it.
    fn folder(&self) -> String {
        let plain: String = self.scenario.as_str().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        match self.began {
            Some(began) => format!("{plain}-{}", began.format("%Y%m%dT%H%M%SZ")),
            None => plain,
        }
    }
}

/// The directory of the ledgers. `drills` is where drills keep their runs.
pub fn dir(settings: &Resolved, drill: Option<&Drill>, drills: &Path) -> PathBuf {
    match (drill, settings.log_dir_said) {
        (None, _) => settings.log_dir.clone(),
        (Some(_), true) => settings.log_dir.join("drill"),
        (Some(drill), false) => drills.join("ledgers").join(drill.folder()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drill_is_told_by_its_scenario_and_when_it_began() {
        let began = chrono::DateTime::parse_from_rfc3339("2026-11-22T02:14:07.9Z").map(|at| at.to_utc()).ok();
        for (scenario, began, folder) in [
            ("inc-001", began, "inc-001-20261122T021407Z"),
            ("inc-001", None, "inc-001"),
            ("../../etc", began, "etc-20261122T021407Z"),
        ] {
            assert_eq!(Drill { scenario: scenario.into(), began }.folder(), folder);
        }
    }
}
