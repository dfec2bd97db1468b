//! Merges a ledger of two branches: an entry is whole or not there, and none is lost.
//!
//! Lines of prose and whole entries are the pieces that are compared, so a conflict never stands within an entry. What
//! both branches added at the same place is kept, ours first: the entries know by their parents what they follow.

use super::file::{Ledger, Piece};
use super::scan::lines;
use std::collections::HashSet;

/// More pairs of pieces than this are not compared with each other: what differs is a conflict then.
const MOST_PAIRS: usize = 4_000_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    pub bytes: Vec<u8>,
    /// Where both changed the same lines. They are left to a person, between git's markers.
    pub conflicts: usize,
    /// Entries that nobody would see in the result: a fence or a comment that one side left open hides them.
    pub hidden: usize,
}

pub fn merge(base: &[u8], ours: &[u8], theirs: &[u8]) -> Merged {
    let (base, one, other) = (tokens(base), tokens(ours), tokens(theirs));
    let mut merging = Merging { ours: digests(ours), theirs: digests(theirs), out: Vec::new(), conflicts: 0 };
    for region in regions(&base, &one, &other) {
        merging.region(region);
    }
    let Merging { ours, theirs, out: bytes, conflicts } = merging;
    let there = digests(&bytes);
    let hidden = ours.union(&theirs).filter(|digest| !there.contains(*digest)).count();
    Merged { bytes, conflicts, hidden: if conflicts == 0 { hidden } else { 0 } }
}

fn digests(bytes: &[u8]) -> HashSet<String> {
    Ledger::parse(bytes).digests().map(str::to_owned).collect()
}

/// A line of prose, or an entry.
struct Token<'a> {
    bytes: &'a [u8],
    /// As it is compared: git may have turned line ends, and the last line may have none.
    key: Vec<u8>,
    /// Of an entry.
    digest: Option<String>,
}

fn tokens(bytes: &[u8]) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for piece in Ledger::parse(bytes).pieces() {
        match piece {
            Piece::Prose(span) => {
                let prose = &bytes[span];
                // A mark of byte order is of no line, and of this one here.
                let start = |line: &super::scan::Line| if line.number == 1 { 0 } else { line.start };
                tokens.extend(lines(prose).map(|line| Token::of(&prose[start(&line)..line.end], None)));
            }
            Piece::Entry(found) => {
                let digest = found.mark.as_ref().map(|mark| mark.digest().to_owned());
                tokens.push(Token::of(&bytes[found.span.clone()], digest));
            }
        }
    }
    tokens
}

impl<'a> Token<'a> {
    fn of(bytes: &'a [u8], digest: Option<String>) -> Self {
        let mut key: Vec<_> = bytes.to_vec();
        key.retain(|byte| *byte != b'\r');
        if key.ends_with(b"\n") {
            key.pop();
        }
        Self { bytes, key, digest }
    }
}

fn same(one: &[Token], other: &[Token]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.key == other.key)
}

/// What stands between two places that all three share, or one such place.
#[derive(Clone, Copy)]
struct Region<'t, 'a> {
    base: &'t [Token<'a>],
    ours: &'t [Token<'a>],
    theirs: &'t [Token<'a>],
}

fn regions<'t, 'a>(base: &'t [Token<'a>], ours: &'t [Token<'a>], theirs: &'t [Token<'a>]) -> Vec<Region<'t, 'a>> {
    let (of_ours, of_theirs) = (matches(base, ours), matches(base, theirs));
    let (mut regions, mut from) = (Vec::new(), (0, 0, 0));
    for at in 0..=base.len() {
        let here = match (of_ours.get(at), of_theirs.get(at)) {
            (Some(Some(one)), Some(Some(other))) => (at, *one, *other),
            (None, _) | (_, None) => (at, ours.len(), theirs.len()),
            _ => continue,
        };
        let between =
            Region { base: &base[from.0..here.0], ours: &ours[from.1..here.1], theirs: &theirs[from.2..here.2] };
        regions.push(between);
        if at < base.len() {
            let (one, other) = (&ours[here.1..=here.1], &theirs[here.2..=here.2]);
            regions.push(Region { base: &base[at..=at], ours: one, theirs: other });
        }
        from = (here.0 + 1, here.1 + 1, here.2 + 1);
    }
    regions
}

/// For each of the base's pieces, which of the other's is the same: a longest common subsequence.
fn matches(base: &[Token], other: &[Token]) -> Vec<Option<usize>> {
    let alike = |(one, other): &(&Token, &Token)| one.key == other.key;
    let start = base.iter().zip(other).take_while(alike).count();
    let (left, right) = (&base[start..], &other[start..]);
    let end = left.iter().rev().zip(right.iter().rev()).take_while(alike).count();
    let (left, right) = (&left[..left.len() - end], &right[..right.len() - end]);
    let mut found: Vec<_> = (0..start).map(Some).collect();
    found.extend(common(left, right).into_iter().map(|at| at.map(|at| start + at)));
    found.extend((other.len() - end..other.len()).map(Some));
    found
}

fn common(left: &[Token], right: &[Token]) -> Vec<Option<usize>> {
    let width = right.len() + 1;
    if left.len().saturating_mul(width) > MOST_PAIRS {
        return vec![None; left.len()];
    }
    // How long the longest is, of what follows each pair.
    let mut longest = vec![0_u32; (left.len() + 1) * width];
    for (at, one) in left.iter().enumerate().rev() {
        for (to, other) in right.iter().enumerate().rev() {
            longest[at * width + to] = match one.key == other.key {
                true => longest[(at + 1) * width + to + 1] + 1,
                false => longest[(at + 1) * width + to].max(longest[at * width + to + 1]),
            };
        }
    }
    let mut to = 0;
    let one = |(at, one): (usize, &Token)| {
        while to < right.len() && longest[at * width + to] == longest[at * width + to + 1] && one.key != right[to].key {
            to += 1;
        }
        let is_it = to < right.len() && one.key == right[to].key;
        let next = to + 1;
        is_it.then(|| std::mem::replace(&mut to, next))
    };
    left.iter().enumerate().map(one).collect()
}

struct Merging {
    /// The entries of each side: of what the other added, only what is new is put after it.
    ours: HashSet<String>,
    theirs: HashSet<String>,
    out: Vec<u8>,
    conflicts: usize,
}

impl Merging {
    fn region(&mut self, Region { base, ours, theirs }: Region) {
        if same(theirs, base) || same(ours, theirs) {
            self.put(ours);
        } else if same(ours, base) {
            self.put(theirs);
        } else if theirs.len() >= base.len() && same(&theirs[..base.len()], base) {
            self.put(ours);
            self.put_new(&theirs[base.len()..], |merging| &merging.ours);
        } else if ours.len() >= base.len() && same(&ours[..base.len()], base) {
            self.put(theirs);
            self.put_new(&ours[base.len()..], |merging| &merging.theirs);
        } else {
            self.conflicts += 1;
            self.text(b"<<<<<<< ours\n");
            self.put(ours);
            self.text(b"=======\n");
            self.put(theirs);
            self.text(b">>>>>>> theirs\n");
        }
    }

    fn put(&mut self, tokens: &[Token]) {
        tokens.iter().for_each(|token| self.text(token.bytes));
    }

    /// What the other side does not have.
    fn put_new(&mut self, tokens: &[Token], other: fn(&Self) -> &HashSet<String>) {
        for token in tokens {
            if !token.digest.as_ref().is_some_and(|digest| other(self).contains(digest)) {
                self.text(token.bytes);
            }
        }
    }

    /// A last line without its end gets one, when it is the last no longer.
    fn text(&mut self, bytes: &[u8]) {
        if !self.out.is_empty() && !self.out.ends_with(b"\n") && !bytes.is_empty() {
            self.out.push(b'\n');
        }
        self.out.extend(bytes);
    }
}
