//! What people do with a ledger: branches, merges, words between the entries.

use super::super::super::merge::{Merged, merge};
use super::super::super::{Entry, Ledger, Piece};
use super::{Anchor, Finding, append, clean, entry, opening, verify};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// One thing that is done.
#[derive(Clone, Debug)]
enum Step {
    Append {
        branch: usize,
        says: u8,
    },
    /// One branch takes in another.
    Merge {
        into: usize,
        from: usize,
    },
    /// Words before the entry or at the end.
    Write {
        branch: usize,
        before: usize,
        words: &'static [u8],
    },
    LineEnds {
        branch: usize,
        windows: bool,
    },
}

const WORDS: &[&[u8]] = &[
    b"\nAsk Mina about the keys.\n\n",
    b"\n- [x] rotated\n- [ ] told\n\n",
    b"\n```\n## 2026-11-22T02:19:30Z \xc2\xb7 quoted\n\n<!-- duckops-entry@v1 note\nledger: \"governance\"\n-->\n```\n\n",
    b"\n<!-- a comment\nof two lines -->\n\n",
    b"\nnot \xff UTF-8\n\n",
    b"\n## 2026-11-22T02:19:30Z \xc2\xb7 written by hand\n\nwords\n\n",
    b"\n> ```\n> in a quote\n> ```\n\n",
    b"\n| a | b |\n| - | - |\n| 1 | 2 |\n\n",
    b"\nTitle\n=======\n\n",
];

fn step() -> impl Strategy<Value = Step> {
    let words = prop::sample::select(WORDS);
    prop_oneof![
        5 => (0..3usize, any::<u8>()).prop_map(|(branch, says)| Step::Append { branch, says }),
        2 => (0..3usize, 0..3usize).prop_map(|(into, from)| Step::Merge { into, from }),
        2 => (0..3usize, 0..9usize, words).prop_map(|(branch, before, words)| Step::Write { branch, before, words }),
        1 => (0..3usize, any::<bool>()).prop_map(|(branch, windows)| Step::LineEnds { branch, windows }),
    ]
}

#[derive(Clone)]
struct Branch {
    bytes: Vec<u8>,
    known: Vec<Anchor>,
}

impl Branch {
    fn append(&mut self, key: usize, says: u8) {
        let at = entry().at + chrono::TimeDelta::seconds(i64::from(says));
        let entry =
            Entry { key: clean(&format!("7F3K/record/{key}")), title: clean(&format!("said {says}")), at, ..entry() };
        self.known.push(append(&mut self.bytes, entry));
    }

    fn write(&mut self, before: usize, words: &[u8]) {
        let ledger = Ledger::parse(&self.bytes);
        let at = ledger.entries().nth(before).map_or(self.bytes.len(), |found| found.span.start);
        self.bytes.splice(at..at, words.iter().copied());
    }

    fn line_ends(&mut self, windows: bool) {
        let mut unix = Vec::new();
        for (n, byte) in self.bytes.iter().enumerate() {
            if *byte != b'\r' || self.bytes.get(n + 1) != Some(&b'\n') {
                if windows && *byte == b'\n' {
                    unix.push(b'\r');
                }
                unix.push(*byte);
            }
        }
        self.bytes = unix;
    }

    /// The entries that the other has and this has not, at the end, as a merge puts them.
    fn merge(&mut self, other: &Branch) {
        let ledger = Ledger::parse(&other.bytes);
        for piece in ledger.pieces() {
            let Piece::Entry(found) = piece else { continue };
            let digest = found.mark.as_ref().unwrap().digest();
            let has = Ledger::parse(&self.bytes)
                .entries()
                .any(|ours| ours.mark.as_ref().is_some_and(|mark| mark.digest() == digest));
            if !has {
                self.bytes.extend([b"\n", &other.bytes[found.span.clone()]].concat());
            }
        }
        let new = other.known.iter().filter(|anchor| !self.known.contains(anchor)).cloned().collect::<Vec<_>>();
        self.known.extend(new);
    }

    /// What is done without another branch.
    fn alone(&mut self, key: usize, step: &Step) {
        match step {
            Step::Append { says, .. } => self.append(key, *says),
            Step::Write { before, words, .. } => self.write(*before, words),
            Step::LineEnds { windows, .. } => self.line_ends(*windows),
            Step::Merge { .. } => {}
        }
    }

    fn wrong(&self) -> Vec<Finding> {
        verify(&self.bytes, &self.known).into_iter().filter(|finding| finding.what.is_wrong()).collect()
    }
}

fn play(steps: &[Step]) -> Vec<Branch> {
    let first = Branch { bytes: opening("governance").into_bytes(), known: Vec::new() };
    let mut branches = vec![first; 3];
    for (key, step) in steps.iter().enumerate() {
        match step {
            Step::Merge { into, from } => {
                let other = branches[*from].clone();
                branches[*into].merge(&other);
            }
            Step::Append { branch, .. } | Step::Write { branch, .. } | Step::LineEnds { branch, .. } => {
                branches[*branch].alone(key, step);
            }
        }
    }
    branches
}

#[test]
fn a_thousand_honest_histories_raise_no_alarm() {
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(1000) });
    let history = prop::collection::vec(step(), 1..14);
    let honest = |steps: Vec<Step>| {
        for branch in play(&steps) {
            let found = branch.wrong();
            prop_assert!(found.is_empty(), "{found:?}\n{}", String::from_utf8_lossy(&branch.bytes));
        }
        Ok(())
    };
    runner.run(&history, honest).unwrap();
}

/// Two branches from one state, merged as git would have them merged: every entry is there, once and whole, unless a
/// person has to decide about the words between them; then it is there all the same.
#[test]
fn merging_loses_nothing() {
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(500) });
    let steps = || prop::collection::vec(step(), 0..8);
    let merged = |(before, ours, theirs): (Vec<Step>, Vec<Step>, Vec<Step>)| {
        let base = play(&before).swap_remove(0);
        let [ours, theirs] = [(0, ours), (100, theirs)].map(|(key, steps)| {
            let mut branch = base.clone();
            steps.iter().enumerate().for_each(|(n, step)| branch.alone(1000 + key + n, step));
            branch
        });
        let Merged { bytes, conflicts, hidden } = merge(&base.bytes, &ours.bytes, &theirs.bytes);
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let known: Vec<_> = [ours.known, theirs.known].concat();
        let there: Vec<_> = Ledger::parse(&bytes).digests().map(str::to_owned).collect();
        prop_assert!(known.iter().all(|anchor| there.contains(&anchor.digest)), "{}", shown);
        prop_assert_eq!(hidden, 0);
        let wrong = Branch { bytes, known }.wrong();
        prop_assert!(conflicts > 0 || wrong.is_empty(), "{:?}\n{}", wrong, shown);
        Ok(())
    };
    runner.run(&(steps(), steps(), steps()), merged).unwrap();
}
