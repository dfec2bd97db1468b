//! Entries whose digest fits, and that were all the same not written as they stand there.
//!
//! A digest is no signature: anybody can compute one for any text. What gives such an entry away is that it claims what
//! belongs to another.

use super::super::entry::short;
use super::super::file::{Ledger, of_one_run};
use super::super::mark::Mark;
use super::{Anchor, Finding, Names, Node, What};
use crate::time::Utc;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};

pub(super) struct Forged {
    pub finding: Finding,
    /// The digest that the store knows in its place.
    pub instead_of: Option<String>,
}

pub(super) fn of(ledger: &Ledger, nodes: &[Node], names: &Names, name: &str, known: &[Anchor]) -> Vec<Forged> {
    let known = Known::of(known, names);
    // By the keys' hashes, which are smaller than they: that it is the same key is looked at.
    let hashes = RandomState::new();
    let mut by_key: HashMap<u64, &Node> = HashMap::with_capacity(nodes.len());
    let mut forged = Vec::new();
    for node in nodes {
        let (Some(mark), Some(at)) = (node.intact(), node.found.at) else { continue };
        let key = hashes.hash_one(mark.key());
        let first = by_key.get(&key).filter(|first| first.mark().is_some_and(|other| other.key() == mark.key()));
        forged.extend(match first {
            _ if mark.ledger() != name => Some(elsewhere(node, mark)),
            Some(first) => twice(ledger, node, first, &known),
            None => known.rewritten(node, mark, at),
        });
        by_key.entry(key).or_insert(node);
    }
    forged
}

/// What the store knows.
struct Known<'l> {
    digests: HashSet<&'l str>,
    /// Those that are gone, by their keys.
    gone: HashMap<&'l str, Vec<&'l Anchor>>,
}

impl<'l> Known<'l> {
    fn of(known: &'l [Anchor], names: &Names) -> Self {
        let mut gone: HashMap<_, Vec<_>> = HashMap::new();
        for anchor in known.iter().filter(|anchor| names.place(&anchor.digest).is_none()) {
            gone.entry(anchor.key.as_str()).or_default().push(anchor);
        }
        Self { digests: known.iter().map(|anchor| anchor.digest.as_str()).collect(), gone }
    }

    fn has(&self, node: &Node) -> bool {
        node.names().any(|name| self.digests.contains(name))
    }

    /// The store knows another text under this key, and that one is gone.
    fn rewritten(&self, node: &Node, mark: &Mark, at: Utc) -> Option<Forged> {
        let gone = self.gone.get(mark.key().as_ref()).filter(|_| !self.has(node))?;
        let digest = &gone.iter().find(|anchor| of_one_run(anchor.at, at))?.digest;
        let text = format!("it stands in the place of entry {}, which was written from here", short(digest));
        Some(Forged { finding: node.finding(What::Forged, text), instead_of: Some(digest.clone()) })
    }
}

fn forged(node: &Node, text: String) -> Forged {
    Forged { finding: node.finding(What::Forged, text), instead_of: None }
}

fn elsewhere(node: &Node, mark: &Mark) -> Forged {
    forged(node, format!("it was written into the {} log and copied here", mark.ledger()))
}

/// The same entry, or another under the same key. One that was written again on another branch differs in its parents
/// alone: nothing is wrong with that.
fn twice(ledger: &Ledger, node: &Node, first: &Node, known: &Known) -> Option<Forged> {
    let line = first.found.line;
    if node.names().eq(first.names()) {
        return Some(forged(node, format!("it is a copy of the entry in line {line}")));
    }
    let of_one_run = node.found.at.zip(first.found.at).is_some_and(|(one, other)| of_one_run(one, other));
    let (entry, other) = (ledger.read(node.found), ledger.read(first.found));
    let same = entry.entry().zip(other.entry()).is_some_and(|(entry, other)| entry.says_the_same(other));
    if !of_one_run || same || (known.has(node) && known.has(first)) {
        return None;
    }
    let (false_one, true_one) = if known.has(node) { (first, node) } else { (node, first) };
    let line = true_one.found.line;
    Some(forged(false_one, format!("its key is that of the entry in line {line}, which says otherwise")))
}
