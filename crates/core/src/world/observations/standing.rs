//! `incident.state`, `freeze.state`, `health.now`: how things stand.

use crate::facts;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::Table;
use std::time::Duration;

facts! {
    /// Incident mode: whether somebody has declared an incident here.
    IncidentState {
        /// It is on
        on: bool,
        /// The incident's id; absent while it is off
        id: Clean,
        /// P0, P1 or P2
        severity: Clean,
        /// When it began, as it was said when it was declared; else when that was
        since: Utc,
        /// When it was noticed, where that was said; else when it was declared
        noticed: Utc,
        /// For how long now
        age: Duration,
        /// Who declared it
        by: Clean,
        /// What it is about
        title: Clean,
    }
}

facts! {
    /// The change freeze of duckops. The dashboard's own banner lives in a browser, where no tool can look.
    FreezeState {
        /// Changes are frozen
        on: bool,
        /// When that was said
        since: Utc,
        /// Who said it
        by: Clean,
        /// Why
        reason: Clean,
        /// How it stands, in words
        says: Clean,
    }
}

facts! {
    /// Everything that is looked at, at once: what is wrong, and how bad that is together.
    HealthNow {
        /// The score if everything that could not be checked is bad
        low: i64,
        /// The score if it is all good
        high: i64,
        /// `86`, or `61–86, 3 unknown`
        score: Clean,
        /// It is under `health_red`; unknown when the low end is and the high end is not
        red: bool,
        /// points, what; the highest penalty first, then what is not known and may cost
        penalties: Table,
        /// The highest penalty in words; absent when there is none
        highest: Clean,
        /// what is wrong, which runbook is for it; the worst first
        anomalies: Table,
        /// How many
        anomaly_count: i64,
        /// What could not be checked
        unknown: Vec<Clean>,
    }
}
