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

use super::entry::{SHORT, short};
use super::file::Ledger;
use super::mark::{self, Mark};
use super::parse::{digest_without_its_line, unix};
use super::scan::{Found, lossy};
use crate::text::Clean;
use crate::time::Utc;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// What is said of an intact entry.
const AS_WRITTEN: &str = "as it was written";

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

/// What is found in a ledger. Of what stands as it was written there is little to keep, and much of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// All others, in the order of the file.
    pub told: Vec<Finding>,
    pub intact: Vec<Intact>,
}

/// An entry that is as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intact {
    /// No ledger is so large that it would have more.
    line: u32,
    id: [u8; SHORT],
}

impl Intact {
    fn of(found: &Found, mark: &Mark) -> Self {
        let mut id = [b'0'; SHORT];
        id.iter_mut().zip(short(mark.digest()).bytes()).for_each(|(to, from)| *to = from);
        Self { line: u32::try_from(found.line).unwrap_or(u32::MAX), id }
    }

    fn finding(self) -> Finding {
        let entry = Some(self.id.map(char::from).iter().collect());
        let line = usize::try_from(self.line).unwrap_or(usize::MAX);
        Finding { line, entry, what: What::Intact, text: Clean::new(AS_WRITTEN) }
    }
}

impl Findings {
    /// Those that are told and those that are intact, in the order of the file.
    pub fn all(&self) -> impl Iterator<Item = Finding> {
        let mut told = self.told.iter().peekable();
        let mut intact = self.intact.iter().map(|one| one.finding()).peekable();
        std::iter::from_fn(move || match (told.peek(), intact.peek()) {
            (Some(one), Some(next)) if one.place() > next.place() => intact.next(),
            (Some(_), _) => told.next().cloned(),
            (None, _) => intact.next(),
        })
    }
}

impl Finding {
    fn place(&self) -> (usize, What) {
        (self.line, self.what)
    }
}

impl<'a> Ledger<'a> {
    /// Everything that can be said. `name` is that of the ledger, `known` what the store knows of it.
    pub fn verify(&self, name: &str, known: &[Anchor]) -> Findings {
        let nodes = self.nodes();
        let names = Names::of(&nodes);
        let prose = prose::Seen::of(self, &names);
        let forged = forged::of(self, &nodes, &names, name, known);
        let replaced: Vec<_> = forged.iter().filter_map(|forged| forged.instead_of.as_deref()).collect();
        let mut told = chain::of(self, &nodes, (&names, &prose), &replaced, known);
        told.extend(prose.findings());
        told.extend(self.conflicts().into_iter().map(conflict));
        told.extend(forged.into_iter().map(|forged| forged.finding));
        let forged: HashSet<_> = told.iter().filter(|one| one.what == What::Forged).map(|one| one.line).collect();
        let mut intact = Vec::with_capacity(nodes.len());
        for node in nodes.iter().filter(|node| !forged.contains(&node.found.line)) {
            match node.stands() {
                Ok(mark) => intact.push(Intact::of(node.found, mark)),
                Err(other) => told.push(other),
            }
        }
        told.sort_by_key(Finding::place);
        Findings { told, intact }
    }

    fn nodes(&self) -> Vec<Node<'_>> {
        self.entries().map(|found| Node::of(self, found)).collect()
    }

    /// The entries of an older state of this file that are no longer in it.
    pub fn lost(&self, older: &Ledger, when: &str) -> Vec<Finding> {
        let nodes = self.nodes();
        let names = Names::of(&nodes);
        let finding = |digest: &str| {
            let text = format!("entry {} is in this file at {when}, and no longer", short(digest));
            let line = self.lines().max(1);
            Finding { line, entry: Some(short(digest).into()), what: What::Missing, text: Clean::new(text) }
        };
        older.digests().filter(|digest| names.place(digest).is_none()).map(finding).collect()
    }
}

fn conflict(line: usize) -> Finding {
    Finding { line, entry: None, what: What::Conflict, text: Clean::new("git left conflict markers here") }
}

/// An entry of the file, as the others see it.
#[derive(Clone)]
struct Node<'l> {
    found: &'l Found<'l>,
    /// What is other than it was written.
    odd: Option<Box<Odd>>,
}

/// The digests under which others may name an entry whose own is not that of its text: that of its mark, of a mark that
/// does not read, of its text. An edit of one line changes one of them.
#[derive(Clone)]
struct Odd {
    named: Option<String>,
    own: Option<String>,
}

impl<'l> Node<'l> {
    fn of(ledger: &Ledger, found: &'l Found<'l>) -> Self {
        let text = lossy(&ledger.bytes()[found.span.clone()]);
        let text = unix(&text);
        let own = digest_without_its_line(&text);
        let named = found.mark.as_ref().map(Mark::digest);
        let is_intact = named.is_some() && own.as_deref() == named && found.at.is_some();
        let odd = || {
            let named = named.map(str::to_owned).or_else(|| digest_line(&text));
            let own = own.filter(|own| named.as_ref() != Some(own));
            Box::new(Odd { named, own })
        };
        Self { found, odd: (!is_intact).then(odd) }
    }

    fn mark(&self) -> Option<&'l Mark<'l>> {
        self.found.mark.as_ref()
    }

    /// The mark, if its digest is that of the text.
    fn intact(&self) -> Option<&'l Mark<'l>> {
        self.mark().filter(|_| self.odd.is_none())
    }

    /// The digests under which others may name it.
    fn names(&self) -> impl Iterator<Item = &str> {
        let odd = self.odd.iter().flat_map(|odd| odd.named.iter().chain(&odd.own)).map(String::as_str);
        self.intact().map(Mark::digest).into_iter().chain(odd)
    }

    fn id(&self) -> Option<String> {
        self.names().next().map(|name| short(name).to_owned())
    }

    fn finding(&self, what: What, text: impl AsRef<str>) -> Finding {
        Finding { line: self.found.line, entry: self.id(), what, text: Clean::new(text) }
    }

    /// How it stands by itself: its mark where that is as it was written, and joins nothing.
    fn stands(&self) -> Result<&'l Mark<'l>, Finding> {
        match self.intact() {
            None => Err(self.finding(What::HandEdited, "it is not as it was written")),
            Some(mark) => match mark.parents().count() {
                0 | 1 => Ok(mark),
                many => Err(self.finding(What::Merged, format!("it joins {many} branches"))),
            },
        }
    }
}

/// Which entry bears a name: of several the first.
struct Names<'n>(HashMap<&'n str, u32>);

impl<'n> Names<'n> {
    fn of(nodes: &'n [Node]) -> Self {
        let mut places = HashMap::with_capacity(nodes.len());
        for (at, node) in (0..).zip(nodes) {
            for name in node.names() {
                places.entry(name).or_insert(at);
            }
        }
        Self(places)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.0.get(name).and_then(|at| usize::try_from(*at).ok())
    }
}

/// The digest that a text names in a line of its own.
fn digest_line(text: &str) -> Option<String> {
    let mut named = text.lines().filter_map(|line| line.strip_prefix(mark::DIGEST));
    named.rfind(|digest| mark::is_digest(digest)).map(str::to_owned)
}
