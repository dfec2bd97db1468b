//! What a person signs of a ledger: its newest entries, which stand for all that they follow. The chain is unkeyed, so
//! without this somebody who rewrites all of it is not found out.
//!
//! ```text
//! duckops-ledger-heads@v1
//! ledger: governance
//! at: 2026-11-22T02:14:07Z
//! signer: josh@example.com
//! head: 3f9a…
//! -----BEGIN SSH SIGNATURE-----
//! …
//! -----END SSH SIGNATURE-----
//! ```
//!
//! The lines above the signature are what it is of. Statements stand one after the other in a file beside the ledger;
//! whatever else stands there is nobody's: two branches that both added to it can be merged line by line.

use super::file::Ledger;
use super::mark::{self, Mark};
use super::parse::Reading;
use crate::text::Clean;
use crate::time::{Utc, stamp};
use std::collections::{HashMap, HashSet};

/// How a statement begins, and what a signature of it is for.
pub const START: &str = "duckops-ledger-heads@v1";
const SIGNATURE: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub ledger: String,
    /// The signer's word: nobody else's.
    pub at: Utc,
    pub signer: Clean,
    /// Digests.
    pub heads: Vec<String>,
}

/// A statement as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Where it begins, from 1.
    pub line: usize,
    /// What the signature is of, as it stands there.
    pub text: String,
    pub signature: String,
    /// None where this duckops cannot read it.
    pub statement: Option<Statement>,
}

impl Statement {
    /// What is signed.
    pub fn text(&self) -> String {
        let heads: String = self.heads.iter().map(|head| format!("head: {head}\n")).collect();
        format!("{START}\nledger: {}\nat: {}\nsigner: {}\n{heads}", self.ledger, stamp(self.at), self.signer)
    }

    /// Reads exactly what [`Statement::text`] makes.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ");
        let (ledger, at, signer) = (field("ledger")?.to_owned(), field("at")?.parse().ok()?, field("signer")?.into());
        let head = |line: &str| Some(line.strip_prefix("head: ").filter(|head| mark::is_digest(head))?.to_owned());
        let heads = lines.map(head).collect::<Option<Vec<_>>>()?;
        let read = Self { ledger, at, signer, heads };
        (!read.heads.is_empty() && format!("{START}\n{text}") == read.text()).then_some(read)
    }
}

/// The statements of a file.
pub fn statements(file: &str) -> Vec<Signed> {
    let lines: Vec<_> = file.lines().map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let starts: Vec<_> = (0..lines.len()).filter(|at| lines[*at] == START).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts.iter().zip(ends).map(|(start, end)| signed(*start, &lines[*start..end])).collect()
}

fn signed(start: usize, lines: &[&str]) -> Signed {
    let joined = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let begins = lines.iter().position(|line| *line == SIGNATURE).unwrap_or(lines.len());
    let ends = lines.iter().position(|line| *line == END).map_or(lines.len(), |end| end + 1).max(begins);
    let (text, signature) = (joined(&lines[..begins]), joined(&lines[begins..ends]));
    let is_whole = begins < ends && lines[ends - 1] == END;
    let statement = Statement::parse(&joined(&lines[1..begins])).filter(|_| is_whole);
    Signed { line: start + 1, text, signature, statement }
}

impl Ledger<'_> {
    /// How many entries these heads stand for; or which of them, and of what they follow, is not in the file as it was
    /// written.
    pub fn under(&self, heads: &[String]) -> Result<usize, Vec<String>> {
        let marks = self.entries().filter(|found| matches!(self.read(found), Reading::Intact(_)));
        let marks: HashMap<_, &Mark> =
            marks.filter_map(|found| found.mark.as_ref()).map(|mark| (mark.digest(), mark)).collect();
        let open = heads.iter().map(String::as_str).collect::<Vec<_>>();
        let (mut seen, mut gone, mut open) = (HashSet::new(), Vec::new(), open);
        while let Some(digest) = open.pop() {
            match marks.get(digest) {
                _ if !seen.insert(digest) => {}
                Some(mark) => open.extend(mark.parents()),
                None => gone.push(digest.to_owned()),
            }
        }
        if gone.is_empty() { Ok(seen.len()) } else { Err(gone) }
    }
}
