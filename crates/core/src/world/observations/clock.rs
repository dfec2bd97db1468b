//! `clock.api`: this machine's clock against the API's.

use crate::facts;
use crate::time::Utc;
use std::time::Duration;

facts! {
    /// What the API's `Date` says of this machine's clock. A simulated stack keeps a time of its own.
    ClockApi {
        /// How far the two are apart, at least: the API answered at some moment while we waited
        apart: Duration,
        /// This machine's is ahead
        ahead: bool,
        /// When the API says that it answered
        theirs: Utc,
    }
}
