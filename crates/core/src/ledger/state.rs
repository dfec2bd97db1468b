//! The states of a version in DEPLOY-LOG.md.

/// What became of a version. Only promoted *and verified* is known to be good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeployState {
    Planned,
    Promoted,
    Verified,
    RolledBack,
    Bad,
}

impl DeployState {
    pub const ALL: [Self; 5] = [Self::Planned, Self::Promoted, Self::Verified, Self::RolledBack, Self::Bad];

    /// As it stands in entries and in runbooks.
    pub fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Promoted => "promoted",
            Self::Verified => "verified",
            Self::RolledBack => "rolled-back",
            Self::Bad => "bad",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// The version was live then.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Promoted | Self::Verified)
    }

    /// The version is not to be gone back to.
    pub fn is_gone(self) -> bool {
        matches!(self, Self::RolledBack | Self::Bad)
    }
}

#[cfg(test)]
mod tests {
    use super::DeployState;
    use crate::world::actions::DEPLOY_STATES;

    #[test]
    fn the_words_are_those_that_a_runbook_can_use() {
        assert_eq!(DeployState::ALL.map(DeployState::word), DEPLOY_STATES);
        assert!(DeployState::ALL.iter().all(|state| DeployState::parse(state.word()) == Some(*state)));
    }
}
