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

/// How a mark begins. Another format would be another word.
pub(super) const START: &str = "<!-- duckops-entry@v1 ";
pub(super) const DIGEST: &str = "digest: ";
pub(super) const END: &str = "-->";
/// What a first entry has for parents.
pub(super) const NONE: &str = "none";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Note,
    Deploy,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub kind: Kind,
    /// As written: what becomes of it outside of the file is cleaned there.
    pub ledger: String,
    pub key: String,
    pub parents: Vec<String>,
    pub digest: String,
}

impl Mark {
    /// The lines before the digest.
    pub(super) fn opening(&self) -> String {
        let parents = if self.parents.is_empty() { NONE.into() } else { self.parents.join(" ") };
        format!(
            "{START}{}\nledger: {}\nkey: {}\nparents: {parents}\n",
            self.kind.word(),
            quoted(&self.ledger),
            quoted(&self.key),
        )
    }

    /// Reads exactly the lines that [`Mark::opening`], the digest and the end make.
    pub(super) fn parse(lines: &[&str]) -> Option<Mark> {
        let [kind, ledger, key, parents, digest, END] = lines else { return None };
        Some(Mark {
            kind: Kind::parse(kind.strip_prefix(START)?)?,
            ledger: unquoted(ledger.strip_prefix("ledger: ")?)?,
            key: unquoted(key.strip_prefix("key: ")?)?,
            parents: parse_parents(parents.strip_prefix("parents: ")?)?,
            digest: digest.strip_prefix(DIGEST).filter(|text| is_digest(text))?.into(),
        })
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

fn parse_parents(text: &str) -> Option<Vec<String>> {
    if text == NONE {
        return Some(Vec::new());
    }
    text.split(' ').map(|one| is_digest(one).then(|| one.to_string())).collect()
}

pub(super) fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A JSON string without angle brackets: nothing in it can end the comment, nor begin another.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('<', "\\u003c").replace('>', "\\u003e")
}

fn unquoted(text: &str) -> Option<String> {
    match serde_json::from_str(text) {
        Ok(serde_json::Value::String(text)) => Some(text),
        _ => None,
    }
}
