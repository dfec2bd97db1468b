//! One entry written by hand as its fields, wherever they came from.

use super::mention::{self, Mention};
use super::phrase::{self, Phrase};
use super::state_words::state_of_cell;
use super::when::{self, When};
use super::{Deploy, Draft, Group, Said};
use crate::ledger::DeployState;
use crate::text::Clean;

/// What a column, or a line `State: …`, tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Version,
    From,
    When,
    State,
    Operator,
    What,
}

const NAMES: [(Role, &[&str]); 6] = [
    (
        Role::Version,
        &["version", "lambda version", "lambda", "v", "ver", "release", "to", "to version", "new version", "target"],
    ),
    (Role::From, &["from", "from version", "old version", "previous", "previous version"]),
    (
        Role::When,
        &["when", "date", "time", "timestamp", "at", "day", "date/time", "date and time", "deployed at", "deployed on"],
    ),
    (Role::State, &["state", "status", "result", "outcome"]),
    (Role::Operator, &["operator", "who", "by", "author", "deployed by", "engineer", "owner", "person"]),
    (
        Role::What,
        &[
            "what",
            "what changed",
            "change",
            "changes",
            "notes",
            "note",
            "description",
            "comment",
            "comments",
            "summary",
            "reason",
            "why",
        ],
    ),
];

/// The role of a column's head or of a key; `When (UTC)` is when.
pub(super) fn role(head: &str) -> Option<Role> {
    let plain = head.split('(').next().unwrap_or(head).trim().trim_end_matches(['?', '.']).to_lowercase();
    NAMES.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(role, _)| *role)
}

/// `CET` of `When (CET)`.
pub(super) fn zone(head: &str) -> Option<&str> {
    head.split_once('(')?.1.split_once(')').map(|(zone, _)| zone.trim())
}

/// An entry before it is known what it amounts to.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub when: When,
    pub mention: Option<Mention>,
    pub said: Said,
    pub operator: Option<Clean>,
    pub what: Clean,
    pub back_to: bool,
    pub line: usize,
    pub offset: usize,
    pub group: Group,
}

impl Row {
    pub fn of_phrase(phrase: Phrase, line: usize, offset: usize, group: Group) -> Self {
        let Phrase { when, mention, said, operator, what, back_to, .. } = phrase;
        Self { when, mention, said, operator, what, back_to, line, offset, group }
    }

    /// Takes over what a cell or a line `State: …` says.
    pub fn set(&mut self, role: Role, text: &str) {
        let text = text.trim();
        match role {
            Role::Version => self.mention = mention::in_cell(text),
            Role::From => {
                let from = mention::in_cell(text).map(|mention| mention.version);
                self.mention = self.mention.take().map(|mention| Mention { from: from.or(mention.from), ..mention });
            }
            Role::When => self.when = self.when_with(text),
            Role::State => self.said = said(text, self.what.as_str()),
            Role::Operator => self.operator = Some(Clean::new(text)).filter(|name| !name.as_str().is_empty()),
            Role::What => {
                self.what = Clean::new(text);
                self.said = phrase::said(self.said.state(), self.said.text().as_str(), text);
            }
        }
    }

    /// A time alone is one of the day that is known already.
    fn when_with(&self, text: &str) -> When {
        let of_day = |day| when::leading(&format!("{day} {text}")).map(|(when, _)| when);
        let found = when::anywhere(text);
        found.or_else(|| self.when.day().and_then(of_day)).unwrap_or(self.when)
    }

    /// Going from 43 back to 41 is two: 43 is rolled back, and 41 is live again, though not yet verified again.
    pub fn drafts(self) -> Vec<Draft> {
        let Some(mention) = &self.mention else { return Vec::new() };
        let went_back = self.said == Said::State(DeployState::RolledBack);
        match &mention.from {
            Some(from) if went_back => vec![
                self.draft(from, self.said.clone()),
                self.draft(&mention.version, Said::State(DeployState::Promoted)),
            ],
            _ if went_back && self.back_to => vec![self.draft(&mention.version, Said::State(DeployState::Promoted))],
            _ => vec![self.draft(&mention.version, self.said.clone())],
        }
    }

    fn draft(&self, version: &str, state: Said) -> Draft {
        let deploy = Deploy {
            at: self.when,
            version: Clean::new(version),
            state,
            operator: self.operator.clone(),
            what: self.what.clone(),
            line: self.line,
            by_hand: true,
        };
        Draft { deploy, group: self.group, offset: self.offset }
    }
}

/// What a cell for the state says; the words beside it can take it back.
fn said(cell: &str, what: &str) -> Said {
    match phrase::said(state_of_cell(cell), cell, what) {
        Said::Nothing if !cell.is_empty() => Said::Unclear(Clean::new(cell)),
        said => said,
    }
}
