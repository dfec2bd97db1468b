//! `ledger.deploys`: what DEPLOY-LOG.md says.

use crate::facts;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::{Table, Version};

facts! {
    /// A version is known-good only when it was promoted *and verified*. An absent or empty log makes
    /// everything unknown.
    Deploys {
        /// The version that the log expects to be live: the newest one that went out, and was not rolled back since
        expected: Version,
        /// The newest version in state `verified` that was not marked bad or rolled back since
        last_good: Version,
        /// When that was verified
        last_good_at: Utc,
        /// When the newest promotion was
        last_promotion: Utc,
        /// Which version the newest promotion was of
        last_promoted: Version,
        /// What the newest entry about the version `of` says of it
        said: Clean,
        /// Whether the version `of` was promoted and verified, and nothing else was said of it since
        known_good: bool,
        /// How many entries were read
        count: i64,
        /// when, version, state, operator, what changed; newest first
        list: Table,
        /// The file
        path: Clean,
    }
}
