//! Which version a line is about.

use super::state_words::state_at;
use super::tokens::{Kind, Token, tokens};

/// The words before a number that make it a version.
const VERSION: [&str; 5] = ["version", "ver", "lambda", "release", "v"];

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mention {
    pub version: String,
    /// `43` of `43 -> 41`.
    pub from: Option<String>,
    /// The tokens that name it: first, and the one after the last.
    pub first: usize,
    pub after: usize,
}

/// The first version that a line names. A number is one when it is called so (`v41`, `version 41`), when it
/// follows a state (`promoted 41`), or when a line begins with it and goes on with a state. After a date
/// (`dated`) a dash or a colon is enough.
pub(super) fn mention(tokens: &[Token], dated: bool) -> Option<Mention> {
    (0..tokens.len()).find_map(|at| {
        let bare = || is_bare_version(tokens, at, dated).then(|| number(tokens, at)).flatten();
        let (version, after) = named(tokens, at).or_else(bare)?;
        Some(pair(tokens, at, version, after))
    })
}

/// The version in a table's cell, where any number is one: `41`, `v41`, `prod:41`, `43 → 41`. A cell without a
/// number is taken as it stands, so that `$LATEST` is seen to be no version.
pub(super) fn in_cell(cell: &str) -> Option<Mention> {
    let tokens = tokens(cell);
    let found = (0..tokens.len()).find_map(|at| {
        let (version, after) = named(&tokens, at).or_else(|| number(&tokens, at))?;
        Some(pair(&tokens, at, version, after))
    });
    let whole = || {
        let version = cell.trim().to_string();
        (!version.chars().all(|c| matches!(c, '-' | '–' | '—'))).then_some(Mention {
            version,
            from: None,
            first: 0,
            after: tokens.len(),
        })
    };
    found.or_else(whole)
}

/// With `-> 41` or `to 41` after it, the version is that one.
fn pair(tokens: &[Token], first: usize, version: String, after: usize) -> Mention {
    let to = tokens.get(after).is_some_and(|token| token.kind == Kind::Arrow || token.is_word(&["to"]));
    let target = to.then(|| named(tokens, after + 1).or_else(|| number(tokens, after + 1))).flatten();
    match target {
        Some((target, after)) => Mention { version: target, from: Some(version), first, after },
        None => Mention { version, from: None, first, after },
    }
}

/// `v41`, `version 41`, `lambda version: 41`, `version v41`, `version #41`.
fn named(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    if let Some(version) = prefixed(tokens.get(at)?) {
        return Some((version, at + 1));
    }
    if !tokens[at].is_word(&VERSION) {
        return None;
    }
    let mut next = at + 1;
    while tokens.get(next).is_some_and(|t| t.is_word(&VERSION) || matches!(t.kind, Kind::Colon | Kind::Mark('#'))) {
        next += 1;
    }
    let version = tokens.get(next).and_then(prefixed).map(|version| (version, next + 1));
    version.or_else(|| number(tokens, next))
}

/// `v41`.
fn prefixed(token: &Token) -> Option<String> {
    let word = token.word()?;
    let digits = word.strip_prefix('v')?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.to_string())
}

fn number(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    match tokens.get(at)?.kind {
        Kind::Number(digits) => Some((digits.to_string(), at + 1)),
        _ => None,
    }
}

fn is_bare_version(tokens: &[Token], at: usize, dated: bool) -> bool {
    match tokens.get(at + 1).map(|token| token.kind) {
        Some(Kind::Arrow) => return true,
        Some(Kind::Colon | Kind::Mark('–' | '—' | '-' | '|' | ',' | '·')) if at == 0 => {
            return dated || state_at(tokens, 2).is_some();
        }
        Some(_) if at == 0 => return state_at(tokens, 1).is_some(),
        None if at == 0 => return dated,
        _ => {}
    }
    let before = if tokens[at - 1].is_word(&["to", "from"]) { at - 1 } else { at };
    (before.saturating_sub(2)..before).any(|from| state_at(tokens, from).is_some_and(|(_, len)| from + len == before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_people_name_them() {
        for (line, dated, from, version) in [
            ("v41 verified", false, "", "41"),
            ("V41", false, "", "41"),
            ("version 41", false, "", "41"),
            ("Lambda version: 41", false, "", "41"),
            ("lambda v41", false, "", "41"),
            ("version #41 – x", false, "", "41"),
            ("41 verified", false, "", "41"),
            ("41: promoted", false, "", "41"),
            ("41 – mail retries", true, "", "41"),
            ("41", true, "", "41"),
            ("promoted 41 by ana", false, "", "41"),
            ("rolled back to 41", false, "", "41"),
            ("rolled back 43 to 41", false, "43", "41"),
            ("rolled back from v43 to v41", false, "43", "41"),
            ("43 -> 41 promoted", false, "43", "41"),
            ("prod v43→v41", false, "43", "41"),
            ("prod 43 -> 41 by ana", false, "43", "41"),
        ] {
            let found = mention(&tokens(line), dated).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((found.from.as_deref().unwrap_or(""), found.version.as_str()), (from, version), "{line}");
        }
    }

    #[test]
    fn numbers_that_are_no_versions() {
        for line in
            ["3 people were paged", "2026", "41", "v1.2.3", "41-rc verified", "41/42 done", "see issue 41", "", "v"]
        {
            assert_eq!(mention(&tokens(line), false), None, "{line}");
        }
        assert_eq!(mention(&tokens("3 people were paged"), true), None);
    }

    #[test]
    fn in_a_cell_every_number_is_one() {
        for (cell, version) in
            [("41", "41"), ("`v41`", "41"), ("prod:41", "41"), ("43 → 41", "41"), ("$LATEST", "$LATEST")]
        {
            assert_eq!(in_cell(cell).unwrap().version, version, "{cell}");
        }
        for cell in ["", "-", " – "] {
            assert_eq!(in_cell(cell), None, "{cell}");
        }
    }
}
