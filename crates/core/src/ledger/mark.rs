//! The HTML comment that ends an entry: what duckops needs to know it again.
//!
//! ```text
//! <!-- duckops-entry@v1 note
//! ledger: "governance"
//! key: "7F3K/record/1"
//! parents: 5d0c… 91aa…
//! digest: 3f9a…
//! -->
//! ```

use memchr::memchr;
use std::borrow::Cow;

/// How a mark begins. Another format would be another word.
pub(super) const START: &str = "<!-- duckops-entry@v1 ";
const LEDGER: &str = "ledger: ";
const KEY: &str = "key: ";
const PARENTS: &str = "parents: ";
pub(super) const DIGEST: &str = "digest: ";
pub(super) const END: &str = "-->";
/// What a first entry has for parents.
pub(super) const NONE: &str = "none";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Note,
    Deploy,
}

/// The lines of a mark as they stand in the file: what they say is read when it is asked for. A ledger of years has a
/// hundred thousand of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark<'a> {
    text: Cow<'a, str>,
    /// Where the lines of the ledger, the key and the parents begin: behind a line each.
    starts: [u32; 3],
}

/// The lines of a mark before its digest.
pub(super) fn opening(kind: Kind, ledger: &str, key: &str, parents: &[String]) -> String {
    let parents = if parents.is_empty() { NONE.into() } else { parents.join(" ") };
    format!("{START}{}\n{LEDGER}{}\n{KEY}{}\n{PARENTS}{parents}\n", kind.word(), quoted(ledger), quoted(key))
}

impl<'a> Mark<'a> {
    /// Reads exactly the lines that [`opening`], the digest and the end make.
    pub(super) fn parse(text: Cow<'a, str>) -> Option<Self> {
        let mut lines = text.split('\n');
        let (mut next, mut starts) = (0, [0; 3]);
        let mut field = |start: &str| {
            let line = lines.next()?;
            next += line.len() + 1;
            Some((line.strip_prefix(start)?, u32::try_from(next).ok()?))
        };
        let (kind, ledger, key, parents);
        (kind, starts[0]) = field(START)?;
        (ledger, starts[1]) = field(LEDGER)?;
        (key, starts[2]) = field(KEY)?;
        (parents, _) = field(PARENTS)?;
        Kind::parse(kind)?;
        unquoted(ledger)?;
        unquoted(key)?;
        let are_parents = parents == NONE || parents.split(' ').all(is_digest);
        let is_ended = is_digest(field(DIGEST)?.0) && field(END)?.0.is_empty() && lines.next().is_none();
        (are_parents && is_ended).then_some(Self { text, starts })
    }

    pub fn kind(&self) -> Kind {
        // Nothing else was read as a mark.
        Kind::parse(self.field(0, START)).unwrap_or(Kind::Note)
    }

    /// As written: what becomes of it outside of the file is cleaned there.
    pub fn ledger(&self) -> Cow<'_, str> {
        unquoted(self.field(self.starts[0], LEDGER)).unwrap_or_default()
    }

    pub fn key(&self) -> Cow<'_, str> {
        unquoted(self.field(self.starts[1], KEY)).unwrap_or_default()
    }

    /// Digests.
    pub fn parents(&self) -> impl Iterator<Item = &str> {
        let parents = self.field(self.starts[2], PARENTS);
        parents.split(' ').filter(|parent| *parent != NONE)
    }

    /// It is asked for most often: from the end it is found at once.
    pub fn digest(&self) -> &str {
        let before = self.text.strip_suffix(END).unwrap_or_default().trim_end();
        before.len().checked_sub(DIGITS).and_then(|from| before.get(from..)).unwrap_or_default()
    }

    fn field(&self, from: u32, name: &str) -> &str {
        let line = usize::try_from(from).ok().and_then(|from| self.text.get(from..)).unwrap_or_default();
        let line = memchr(b'\n', line.as_bytes()).map_or(line, |end| &line[..end]);
        line.strip_prefix(name).unwrap_or_default()
    }
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Note => "note",
            Kind::Deploy => "deploy",
        }
    }

    fn parse(word: &str) -> Option<Kind> {
        [Kind::Note, Kind::Deploy].into_iter().find(|kind| kind.word() == word)
    }
}

/// Of a digest in hex.
const DIGITS: usize = 64;

pub(super) fn is_digest(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A JSON string without angle brackets: nothing in it can end the comment, nor begin another.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('<', "\\u003c").replace('>', "\\u003e")
}

fn unquoted(text: &str) -> Option<Cow<'_, str>> {
    // Nearly all are as they stand there.
    let plain = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    if let Some(plain) = plain.filter(|text| text.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\')) {
        return Some(Cow::Borrowed(plain));
    }
    match serde_json::from_str(text) {
        Ok(serde_json::Value::String(text)) => Some(Cow::Owned(text)),
        _ => None,
    }
}
