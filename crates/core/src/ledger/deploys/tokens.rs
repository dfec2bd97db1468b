//! A line as words, numbers and the marks between them.

/// One word, number or mark of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token<'a> {
    pub kind: Kind<'a>,
    /// Where it ends in the line.
    pub end: usize,
    pub start: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind<'a> {
    Word(&'a str),
    /// Digits and nothing else.
    Number(&'a str),
    /// `->`, `→`.
    Arrow,
    /// What comes after it explains what came before.
    Colon,
    /// Any other mark.
    Mark(char),
}

pub(super) fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let (kind, len) = token(line, at, c);
        found.extend(kind.map(|kind| Token { kind, start: at, end: at + len }));
        at += len;
    }
    found
}

fn token(line: &str, at: usize, c: char) -> (Option<Kind<'_>>, usize) {
    let rest = &line[at..];
    if let Some(arrow) = ["-->", "->", "=>", "→", "⇒", "➜"].into_iter().find(|arrow| rest.starts_with(arrow)) {
        return (Some(Kind::Arrow), arrow.len());
    }
    match c {
        c if is_inner(c) => {
            let word = word(rest);
            let digits = word.bytes().all(|b| b.is_ascii_digit());
            (Some(if digits { Kind::Number(word) } else { Kind::Word(word) }), word.len())
        }
        c if c.is_whitespace() => (None, c.len_utf8()),
        ':' => (Some(Kind::Colon), 1),
        c => (Some(Kind::Mark(c)), c.len_utf8()),
    }
}

/// A word goes on over a mark between two characters of it: `rolled-back`, `v1.2`, `10:05`, `41/42`, `isn't`.
/// What is glued to a number is part of it, so that neither `v1.2` nor `41-rc` is a version of Lambda.
fn word(rest: &str) -> &str {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let digits = || rest[..at].ends_with(|c: char| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit());
        let joins = match c {
            '.' | ':' | '/' => digits(),
            '-' | '\'' | '’' => next.is_some_and(char::is_alphanumeric),
            c => is_inner(c),
        };
        if !joins {
            break;
        }
        end = at + c.len_utf8();
    }
    &rest[..end]
}

fn is_inner(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '@' | '%')
}

impl<'a> Token<'a> {
    /// The word in lower case; nothing for numbers and marks.
    pub fn word(&self) -> Option<String> {
        match self.kind {
            Kind::Word(word) => Some(word.to_lowercase().replace('’', "'")),
            _ => None,
        }
    }

    pub fn is_word(&self, words: &[&str]) -> bool {
        self.word().is_some_and(|word| words.contains(&word.as_str()))
    }

    pub fn is_mark(&self) -> bool {
        matches!(self.kind, Kind::Mark(_) | Kind::Colon)
    }
}
