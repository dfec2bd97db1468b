//! What can be said of a ledger: of each entry, and of what should be there and is not.
//!
//! An entry's digest covers its text and the digests of the entries that were newest when it was written. So a changed
//! text is told by the entry itself, and an entry that was taken out or put elsewhere by the one that follows it. The
//! newest entries have nothing after them: only what the store knows ([`Anchor`]) tells that they are gone.
//!
//! Nothing here is keyed. Who rewrites all entries, and the store, is not found out.

mod chain;
mod conflict;
mod forged;
mod prose;
#[cfg(test)]
mod tests;

use super::entry::short;
use super::file::Ledger;
use super::mark::{self, Mark};
use super::parse::{digest_without_its_line, unix};
use super::scan::{self, Found};
use crate::text::Clean;
use crate::time::Utc;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// An entry that is known to have been written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    pub digest: String,
    pub key: String,
    pub at: Utc,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// From 1. Of what is not there: of the entry that misses it, else the last line.
    pub line: usize,
    /// The id of the entry that it is about; none where the mark no longer tells it.
    pub entry: Option<String>,
    pub what: What,
    pub text: Clean,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The text is the one that its digest is of.
    Intact,
    /// Intact, and it joins two or more branches.
    Merged,
    /// The text between heading and mark, or the mark itself, is not the one that was written.
    HandEdited,
    /// An entry that another one follows, or that the store knows, is not in the open in this file.
    Missing,
    /// An entry stands before one that it follows.
    Reordered,
    /// An entry stops before its end.
    Torn,
    /// An entry whose digest fits, and that was all the same not written as it stands there: its digest or its key
    /// is that of another entry, it is of another ledger, or the store knows another text under its key.
    Forged,
    /// No entry that the store knows stands on these: newer ones could be gone unseen. A warning.
    Unanchored,
    /// Lines that git leaves behind where it could not merge.
    Conflict,
}

impl What {
    pub const ALL: [What; 9] = [
        What::Intact,
        What::Merged,
        What::HandEdited,
        What::Missing,
        What::Reordered,
        What::Torn,
        What::Forged,
        What::Unanchored,
        What::Conflict,
    ];

    pub fn word(self) -> &'static str {
        match self {
            What::Intact => "intact",
            What::Merged => "merged",
            What::HandEdited => "hand-edited",
            What::Missing => "missing",
            What::Reordered => "reordered",
            What::Torn => "torn",
            What::Forged => "forged",
            What::Unanchored => "unanchored",
            What::Conflict => "conflict",
        }
    }

    /// The ledger does not verify.
    pub fn is_wrong(self) -> bool {
        !matches!(self, What::Intact | What::Merged | What::Unanchored)
    }
}

impl Ledger<'_> {
    /// Everything that can be said, in the order of the file. `name` is that of the ledger, `known` what the store
    /// knows of it.
    pub fn verify(&self, name: &str, known: &[Anchor]) -> Vec<Finding> {
        let nodes: Vec<_> = self.entries().map(|found| Node::of(self, found)).collect();
        let prose = prose::Seen::of(self, &nodes);
        let forged = forged::of(self, &nodes, name, known);
        let replaced: Vec<_> = forged.iter().filter_map(|forged| forged.instead_of.as_deref()).collect();
        let mut findings = chain::of(self, &nodes, &prose, &replaced, known);
        findings.extend(prose.findings());
        findings.extend(self.conflicts().into_iter().map(conflict));
        findings.extend(forged.into_iter().map(|forged| forged.finding));
        let forged: Vec<_> = findings.iter().filter(|one| one.what == What::Forged).map(|one| one.line).collect();
        let others = nodes.iter().filter(|node| !forged.contains(&node.found.line));
        findings.extend(others.map(Node::stands));
        findings.sort_by_key(|finding| (finding.line, finding.what));
        findings
    }
}

impl Ledger<'_> {
    /// The entries of an older state of this file that are no longer in it.
    pub fn lost(&self, older: &Ledger, when: &str) -> Vec<Finding> {
        let nodes: Vec<_> = self.entries().map(|found| Node::of(self, found)).collect();
        let names: HashSet<_> = nodes.iter().flat_map(|node| &node.names).collect();
        let line = scan::lines(self.bytes()).last().map_or(1, |line| line.number);
        let gone = older.entries().filter_map(|found| found.mark.as_ref()).filter(|mark| !names.contains(&mark.digest));
        let finding = |mark: &Mark| {
            let text = format!("entry {} is in this file at {when}, and no longer", short(&mark.digest));
            Finding { line, entry: Some(short(&mark.digest).into()), what: What::Missing, text: Clean::new(text) }
        };
        gone.map(finding).collect()
    }
}

fn conflict(line: usize) -> Finding {
    Finding { line, entry: None, what: What::Conflict, text: Clean::new("git left conflict markers here") }
}

/// An entry of the file, as the others see it.
#[derive(Clone)]
struct Node<'l> {
    found: &'l Found,
    /// The mark, if its digest is that of the text.
    intact: Option<&'l Mark>,
    /// The digests under which others may name it: that of its mark, of a mark that does not read, of its text. An edit
    /// of one line changes one of them.
    names: Vec<String>,
}

impl<'l> Node<'l> {
    fn of(ledger: &Ledger, found: &'l Found) -> Self {
        let text = String::from_utf8_lossy(&ledger.bytes()[found.span.clone()]);
        let text = unix(&text);
        let mark = found.mark.as_ref();
        let named = mark.map(|mark| mark.digest.clone()).or_else(|| digest_line(&text));
        let own = digest_without_its_line(&text);
        let intact = mark.filter(|mark| found.at.is_some() && own.as_ref() == Some(&mark.digest));
        let own = own.filter(|own| named.as_ref() != Some(own));
        Self { found, intact, names: named.into_iter().chain(own).collect() }
    }

    fn mark(&self) -> Option<&Mark> {
        self.found.mark.as_ref()
    }

    fn id(&self) -> Option<String> {
        self.names.first().map(|name| short(name).to_owned())
    }

    fn finding(&self, what: What, text: impl AsRef<str>) -> Finding {
        Finding { line: self.found.line, entry: self.id(), what, text: Clean::new(text) }
    }

    /// How it stands by itself.
    fn stands(&self) -> Finding {
        match self.intact {
            None => self.finding(What::HandEdited, "it is not as it was written"),
            Some(mark) if mark.parents.len() > 1 => {
                self.finding(What::Merged, format!("it joins {} branches", mark.parents.len()))
            }
            Some(_) => self.finding(What::Intact, "as it was written"),
        }
    }
}

/// The digest that a text names in a line of its own.
fn digest_line(text: &str) -> Option<String> {
    let mut named = text.lines().filter_map(|line| line.strip_prefix(mark::DIGEST));
    named.rfind(|digest| mark::is_digest(digest)).map(str::to_owned)
}
