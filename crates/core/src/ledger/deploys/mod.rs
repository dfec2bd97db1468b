//! DEPLOY-LOG.md, whoever wrote it: entries of duckops, and tables, lists and headings written by hand.
//!
//! # What counts as an entry written by hand
//!
//! - A table row, when a column's head means "version" (heads are known by common names, in any order).
//! - A list item that begins with a date, a version or a state, and names a version.
//! - A heading that names a version; `State: …`, `Operator: …` and the like below it belong to it. A list
//!   under a heading takes from it the date or the version that its items do not say.
//!
//! Prose, quotes, fenced code, comments and ~~struck out~~ text are not entries.
//!
//! # What an entry says of its version
//!
//! Only the five states, by common words (`deployed` is promoted, `reverted` is rolled back). Any doubt makes
//! it [`Said::Unclear`]: "not verified", "verified?", "verified in staging", an unticked box. Rolled back and
//! bad are read leniently, verified strictly: a version taken for good by mistake costs more than one
//! that has to be picked by hand. `43 -> 41` promotes 41; when it says "rolled back", 43 is rolled back, too.
//!
//! # Which entry is newer
//!
//! By time where it is written (UTC unless it says otherwise; with another zone's name only the day counts).
//! Each table and each list may run either way: its dates decide, else its version numbers, which
//! Lambda only ever counts up, else the newest is at the bottom. An entry without time comes right after the
//! one before it.

mod blocks;
mod by_hand;
mod facts;
mod mention;
mod order;
mod phrase;
mod row;
mod state_words;
#[cfg(test)]
mod tests;
mod tokens;
mod when;

pub use facts::{Asked, facts, no_entry, was_promoted};
pub use when::When;

use super::file::Ledger;
use super::parse::Reading;
use super::scan::Found;
use super::{DeployNote, DeployState, Entry};
use crate::text::Clean;

/// One entry of the deploy log.
#[derive(Clone, Debug, PartialEq)]
pub struct Deploy {
    pub at: When,
    pub version: Clean,
    pub state: Said,
    pub operator: Option<Clean>,
    pub what: Clean,
    /// Where it begins, from 1.
    pub line: usize,
    /// Not as duckops wrote it: by a person, or edited since.
    pub by_hand: bool,
}

/// What an entry says became of its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    State(DeployState),
    /// Words that are none of the five states, or doubtful.
    Unclear(Clean),
    Nothing,
}

impl Said {
    pub fn state(&self) -> Option<DeployState> {
        match self {
            Said::State(state) => Some(*state),
            Said::Unclear(_) | Said::Nothing => None,
        }
    }

    pub fn text(&self) -> Clean {
        match self {
            Said::State(state) => Clean::new(state.word()),
            Said::Unclear(words) => words.clone(),
            Said::Nothing => Clean::new("not said"),
        }
    }
}

/// Every entry, oldest first.
pub fn read(bytes: &[u8]) -> Vec<Deploy> {
    let ledger = Ledger::parse(bytes);
    let ours: Vec<_> = ledger.entries().map(|found| (found, ledger.read(found))).collect();
    // What no longer reads as an entry of duckops is read as what it is now: Markdown of a person.
    let readable = ours.iter().filter(|(_, reading)| reading.entry().is_some());
    let mut drafts = by_hand::drafts(bytes, readable.clone().map(|(found, _)| &found.span));
    drafts.extend(readable.filter_map(|(found, reading)| of_ours(found, reading)));
    order::oldest_first(drafts)
}

/// An entry on its way into the order.
#[derive(Clone, Debug)]
struct Draft {
    deploy: Deploy,
    /// Entries of one table, of one list, of all headings, of duckops.
    group: Group,
    offset: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Group {
    /// Appended, so always the newest last.
    Ours,
    Headings,
    /// By the offset at which it begins.
    Block(usize),
}

fn of_ours(found: &Found, reading: &Reading) -> Option<Draft> {
    let Entry { at, deploy: Some(DeployNote { version, state, operator, what }), .. } = reading.entry()?.clone() else {
        return None;
    };
    let deploy = Deploy {
        at: When::At(at),
        version,
        state: Said::State(state),
        operator: Some(operator),
        what,
        line: found.line,
        by_hand: !matches!(reading, Reading::Intact(_)),
    };
    Some(Draft { deploy, group: Group::Ours, offset: found.span.start })
}
