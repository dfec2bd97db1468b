//! The DEPLOY-LOG.md that the simulated team keeps by hand.

use super::herrings;
use crate::drill::dice::Dice;
use chrono::TimeDelta;
use duckops_core::time::Utc;
use std::fmt::Write as _;

const HEAD: &str = "# Deploy log\n\n\
    What was promoted to prod, when, by whom. Verified means: watched for an hour.\n\n\
    | Version | When (UTC) | State | Operator | What changed |\n\
    | --- | --- | --- | --- | --- |\n";

/// One promotion.
pub struct Row {
    /// Its number in the story; in texts it stands as `{43}`.
    pub version: u32,
    pub ago: TimeDelta,
    pub state: &'static str,
    pub operator: &'static str,
    pub what: &'static str,
}

/// The first three promotions, which every scenario shares.
const SETTLED: [Row; 3] = [
    row(39, TimeDelta::minutes(9 * 24 * 60 - 13), "verified", "ana", "Certificates by mail as PDF"),
    row(40, TimeDelta::minutes(6 * 24 * 60 - 171), "rolled-back", "tom", "Fleet view; slow to start, see {39}"),
    row(41, TimeDelta::minutes(3 * 24 * 60 - 48), "verified", "mina", "Peck callbacks give up after 5 s"),
];

pub const fn row(version: u32, ago: TimeDelta, state: &'static str, operator: &'static str, what: &'static str) -> Row {
    Row { version, ago, state, operator, what }
}

/// The whole file: the settled promotions, then these, the newest last.
pub fn text(now: Utc, dice: Dice, latest: &[Row]) -> String {
    SETTLED.iter().chain(&herrings::rolled_back(dice)).chain(latest).fold(HEAD.to_owned(), |mut text, row| {
        let when = (now - row.ago).format("%Y-%m-%d %H:%M");
        let Row { state, operator, .. } = row;
        let (version, what) = (dice.version(row.version), dice.text(row.what));
        // Writing into a String cannot fail.
        let _ = writeln!(text, "| {version} | {when} | {state} | {operator} | {what} |");
        text
    })
}
