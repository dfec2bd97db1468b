//! Whether every entry stands where it belongs, and those are there that should be.

use super::super::entry::short;
use super::super::file::Ledger;
use super::super::mark::Mark;
use super::super::scan;
use super::prose::Seen;
use super::{Anchor, Finding, Names, Node, What};
use crate::text::Clean;
use crate::time::stamp;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// `replaced` are digests that another entry stands for.
pub(super) fn of(
    ledger: &Ledger,
    nodes: &[Node],
    (names, prose): (&Names, &Seen),
    replaced: &[&str],
    known: &[Anchor],
) -> Vec<Finding> {
    let told = replaced.iter().map(ToString::to_string).collect();
    let mut chain = Chain { ledger, nodes, names, prose, hidden: OnceCell::new(), told, findings: Vec::new() };
    nodes.iter().enumerate().for_each(|(at, node)| chain.follow(at, node));
    known.iter().for_each(|anchor| chain.expect(anchor));
    chain.findings.extend(unanchored(nodes, names, known));
    chain.findings
}

struct Chain<'l> {
    ledger: &'l Ledger<'l>,
    nodes: &'l [Node<'l>],
    names: &'l Names<'l>,
    prose: &'l Seen<'l>,
    /// The lines of all that looks like an entry, also where nobody sees it.
    hidden: OnceCell<HashMap<String, usize>>,
    /// What is missing and was said.
    told: HashSet<String>,
    findings: Vec<Finding>,
}

impl Chain<'_> {
    /// Those that an entry follows stand before it.
    fn follow(&mut self, at: usize, node: &Node) {
        for parent in node.mark().into_iter().flat_map(Mark::parents) {
            match self.names.place(parent) {
                Some(there) if there > at => {
                    let line = self.nodes[there].found.line;
                    let text = format!("it follows entry {}, which stands after it, in line {line}", short(parent));
                    self.findings.push(node.finding(What::Reordered, text));
                }
                Some(_) => {}
                None if self.prose.has(parent) || !self.told.insert(parent.to_owned()) => {}
                None => {
                    let text = format!("it follows entry {}, which is not in this file", short(parent));
                    let finding = self.hidden(parent).unwrap_or_else(|| node.finding(What::Missing, text));
                    self.findings.push(finding);
                }
            }
        }
    }

    /// What the store knows is there.
    fn expect(&mut self, anchor: &Anchor) {
        let digest = &anchor.digest;
        let is_there = self.names.place(digest).is_some() || self.prose.has(digest);
        if is_there || self.prose.is_damaged(anchor) || !self.told.insert(digest.clone()) {
            return;
        }
        let written = format!("entry {} of {}", short(digest), stamp(anchor.at));
        let of = |line: usize, what: What, text: String| Finding {
            line,
            entry: Some(short(digest).into()),
            what,
            text: Clean::new(text),
        };
        let torn = || Some(of(self.prose.begun(anchor)?, What::Torn, format!("{written} stops before its end")));
        let gone = || {
            of(self.prose.last_line, What::Missing, format!("{written} was written from here and is not in this file"))
        };
        let finding = self.hidden(digest).or_else(torn).unwrap_or_else(gone);
        self.findings.push(finding);
    }

    /// It is in the file, and nobody sees it.
    fn hidden(&self, digest: &str) -> Option<Finding> {
        let lines = self.hidden.get_or_init(|| {
            let all = scan::candidates(self.ledger.bytes()).into_iter();
            all.filter_map(|found| Some((found.mark?.digest().to_owned(), found.line))).collect()
        });
        let line = *lines.get(digest)?;
        let text = Clean::new(format!("entry {} is hidden by a fence or a comment", short(digest)));
        Some(Finding { line, entry: Some(short(digest).into()), what: What::Missing, text })
    }
}

/// One finding for all entries that nothing known stands on.
fn unanchored(nodes: &[Node], names: &Names, known: &[Anchor]) -> Option<Finding> {
    let mut anchored = vec![false; nodes.len()];
    let mut open: Vec<_> = known.iter().filter_map(|anchor| names.place(&anchor.digest)).collect();
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut anchored[at], true) {
            let parents = nodes[at].mark().into_iter().flat_map(Mark::parents);
            open.extend(parents.filter_map(|parent| names.place(parent)));
        }
    }
    let first = anchored.iter().position(|anchored| !anchored)?;
    let many = anchored.iter().filter(|anchored| !**anchored).count();
    let of = if nodes.len() == 1 { "1 entry".into() } else { format!("{} entries", nodes.len()) };
    let text = format!("{many} of {of}: nothing written from here stands on them, so newer ones could be gone unseen");
    Some(Finding { entry: None, ..nodes[first].finding(What::Unanchored, text) })
}
