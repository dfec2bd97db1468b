//! One entry of a ledger: what duckops knows of it, and the Markdown that people read.

use super::mark::{self, Kind};
use crate::ledger::DeployState;
use crate::text::Clean;
use crate::time::{Utc, stamp};
use base16ct::lower::encode_string as hex;
use sha2::{Digest, Sha256};

/// The head of every table of facts.
pub(super) const TABLE: [&str; 2] = ["| what | value |", "| --- | --- |"];
/// The first rows of a deploy entry, in this order.
pub(super) const DEPLOY_ROWS: [&str; 4] = ["version", "state", "operator", "what changed"];
/// The row that says who.
const OPERATOR: &str = DEPLOY_ROWS[2];
/// Stands between the time and the title.
pub(super) const DOT: &str = " · ";

/// What an entry says. Its id is not part of it: it follows from all of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// `governance`, `deploy` or `incident`: an entry copied into another ledger is told by this.
    pub ledger: Clean,
    pub at: Utc,
    /// Runbook and outcome: `INC-001 prod 43 -> 41`.
    pub title: Clean,
    /// Which version is in which state; only entries of DEPLOY-LOG.md have it.
    pub deploy: Option<DeployNote>,
    pub facts: Vec<(Clean, Clean)>,
    /// Who said what, quoted.
    pub words: Vec<(Clean, Clean)>,
    pub text: Option<Clean>,
    /// What makes a repeated write recognisable: run, step and visit.
    pub key: Clean,
    /// The digests of all heads at the time of writing. Entries form a DAG, as commits do: branches of the
    /// repository that both appended still hold together after a merge.
    pub parents: Vec<String>,
}

/// A version's state, as an entry of DEPLOY-LOG.md tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployNote {
    pub version: Clean,
    pub state: DeployState,
    pub operator: Clean,
    pub what: Clean,
}

/// An entry as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub text: String,
    /// SHA-256 of the text without its digest line, in hex.
    pub digest: String,
}

impl Entry {
    /// As it can be written: whole seconds, no outer space where Markdown would drop or misread it.
    pub fn tidy(mut self) -> Self {
        let trimmed = |text: &Clean| Clean::new(text.as_str().trim());
        self.at = chrono::SubsecRound::trunc_subsecs(self.at, 0);
        self.title = trimmed(&self.title);
        self.text = self.text.as_ref().map(trimmed).filter(|text| !text.as_str().is_empty());
        self
    }

    pub fn write(&self) -> Written {
        let entry = self.clone().tidy();
        let body = format!(
            "## {}{DOT}{}\n\n{}{}{}{}",
            stamp(entry.at),
            entry.title.markdown(),
            table(&entry),
            quotes(&entry.words),
            entry.text.as_ref().map(|text| text.markdown_line().to_string() + "\n\n").unwrap_or_default(),
            entry.opening(),
        );
        let digest = digest_of(&body, mark::END);
        let text = format!("{body}{}{digest}\n{}\n", mark::DIGEST, mark::END);
        Written { text, digest }
    }

    /// Whether another entry differs in nothing but what stood before it.
    pub fn says_the_same(&self, other: &Entry) -> bool {
        let alone = |entry: &Entry| Entry { parents: Vec::new(), ..entry.clone().tidy() };
        alone(self) == alone(other)
    }

    /// Whether another entry under the same key tells the same: whoever takes up a run may be another operator, and
    /// take the step at another time.
    pub fn tells_the_same(&self, other: &Entry) -> bool {
        let nobodys = |entry: &Entry| {
            let mut entry = Entry { at: self.at, ..entry.clone() };
            let operator = Clean::new(OPERATOR);
            entry.facts.iter_mut().filter(|(label, _)| *label == operator).for_each(|(_, who)| *who = Clean::default());
            entry.words.iter_mut().for_each(|(who, _)| *who = Clean::default());
            entry.deploy.iter_mut().for_each(|note| note.operator = Clean::default());
            entry
        };
        nobodys(self).says_the_same(&nobodys(other))
    }

    /// The lines of its mark before the digest.
    fn opening(&self) -> String {
        let kind = if self.deploy.is_some() { Kind::Deploy } else { Kind::Note };
        mark::opening(kind, self.ledger.as_str(), self.key.as_str(), &self.parents)
    }
}

impl Written {
    pub fn id(&self) -> &str {
        short(&self.digest)
    }
}

/// How many digits an id has.
pub(super) const SHORT: usize = 12;

/// The id by which people name an entry: the beginning of its digest, as git's short commit ids are.
pub fn short(digest: &str) -> &str {
    digest.get(..SHORT).unwrap_or(digest)
}

/// What stands before and after the digest line is what it is the digest of.
pub(super) fn digest_of(before: &str, after: &str) -> String {
    hex(&Sha256::new().chain_update(before).chain_update(after).finalize())
}

fn table(entry: &Entry) -> String {
    let mut rows = Vec::new();
    if let Some(note) = &entry.deploy {
        let state = Clean::new(note.state.word());
        let values = [&note.version, &state, &note.operator, &note.what];
        rows.extend(DEPLOY_ROWS.iter().zip(values).map(|(label, value)| row(&Clean::new(label), value)));
    }
    rows.extend(entry.facts.iter().map(|(label, value)| row(label, value)));
    if rows.is_empty() {
        return String::new();
    }
    format!("{}\n{}\n{}\n", TABLE[0], TABLE[1], rows.concat())
}

fn row(label: &Clean, value: &Clean) -> String {
    format!("| {} | {} |\n", label.markdown(), value.markdown())
}

fn quotes(words: &[(Clean, Clean)]) -> String {
    let quote = |(who, text): &(Clean, Clean)| format!("> **{}**: {}\n", who.markdown(), text.markdown());
    let quoted: Vec<_> = words.iter().map(quote).collect();
    if quoted.is_empty() { String::new() } else { quoted.join(">\n") + "\n" }
}
