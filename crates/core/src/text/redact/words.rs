//! What is a secret by its own look, whatever stands beside it.

use super::GONE;

/// From this length on base64 is no word of anybody's: a session token.
const SESSION: usize = 100;
/// AWS's secret access keys (IAM User Guide).
pub const SECRET_KEY: usize = 40;

pub fn tokens(text: &str) -> String {
    let about_keys = mentions_keys(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (word, more) = rest.split_at(length);
        let after_bearer = is_after_bearer(&out);
        match after_bearer || may_be_one(word) {
            true => out.push_str(&replaced(word, about_keys, after_bearer)),
            false => out.push_str(word),
        }
        let gap = more.find(is_part).unwrap_or(more.len());
        out.push_str(&more[..gap]);
        rest = &more[gap..];
    }
    out
}

pub fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '+' | '=')
}

/// Nearly no word is; all that is looked for is long, or begins in one of these ways.
fn may_be_one(word: &str) -> bool {
    word.len() >= SECRET_KEY || STARTS.iter().any(|start| word.contains(start))
}

const JWT: &str = "eyJ";
const KEY_IDS: [&str; 2] = ["AKIA", "ASIA"];
const STARTS: [&str; 3] = [JWT, KEY_IDS[0], KEY_IDS[1]];

fn is_after_bearer(before: &str) -> bool {
    let end = before.trim_end_matches(' ');
    end.len() < before.len()
        && end.len() >= 6
        && end.is_char_boundary(end.len() - 6)
        && end[end.len() - 6..].eq_ignore_ascii_case("bearer")
}

/// Whether the text speaks of AWS keys, so that a bare one is told from a word.
fn mentions_keys(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["akia", "asia", "secret", "credential", "access key", "accesskey", "access_key", GONE]
        .iter()
        .any(|word| lower.contains(word))
}

fn replaced(word: &str, about_keys: bool, after_bearer: bool) -> String {
    let bare = word.trim_end_matches('.');
    let whole = (after_bearer && is_bearer(bare)).then_some(0);
    if let Some(start) = whole.or_else(|| jwt(bare)) {
        return format!("{}{GONE}{}", &word[..start], &word[bare.len()..]);
    }
    let hidden = key_ids(word);
    let hide = |part: &str| match is_key(part, about_keys) {
        true => GONE.to_owned(),
        false => part.to_owned(),
    };
    // A key stands behind `=` or `:` as well as by itself; `/` and `+` and its own `=` are part of it.
    let mut parts = Vec::new();
    for part in hidden.split_inclusive(['.', '_', '-']) {
        let end = part.trim_end_matches(['.', '_', '-']);
        let from = end.trim_end_matches('=').rfind('=').map_or(0, |at| at + 1);
        parts.push(format!("{}{}{}", &end[..from], hide(&end[from..]), &part[end.len()..]));
    }
    parts.concat()
}

/// IAM's unique identifiers of access keys: `AKIA…` and `ASIA…`, 20 characters (IAM User Guide, "IAM identifiers"),
/// wherever they stand.
fn key_ids(word: &str) -> String {
    let (mut out, mut rest) = (String::new(), word);
    while let Some(at) = KEY_IDS.iter().filter_map(|begin| rest.find(begin)).min() {
        let length =
            rest[at..].find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit())).unwrap_or(rest.len() - at);
        let is_inside = rest[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        out.push_str(&rest[..at]);
        out.push_str(if length == 20 && !is_inside { GONE } else { &rest[at..at + length] });
        rest = &rest[at + length..];
    }
    out + rest
}

/// A secret access key or a session token: base64 without a pattern.
fn is_key(part: &str, about_keys: bool) -> bool {
    let bare = part.trim_end_matches('=');
    let mixed = changes(bare);
    match bare.len() {
        // A digest, in whichever case.
        _ if bare.bytes().all(|c| c.is_ascii_hexdigit()) => false,
        SECRET_KEY => mixed >= if about_keys { 6 } else { 14 },
        SESSION.. => mixed >= SESSION / 5,
        _ => false,
    }
}

/// How often a character is of another class than the one before: words and hex have few, random base64 has many.
fn changes(text: &str) -> usize {
    let class = |c: u8| match c {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let has = |wanted| text.bytes().any(|c| class(c) == wanted);
    let pairs = text.bytes().zip(text.bytes().skip(1));
    if has(0) && has(1) && has(2) { pairs.filter(|(a, b)| class(*a) != class(*b)).count() } else { 0 }
}

/// Where one begins (RFC 7519 and 7516): two parts and no signature, three or five, the first an encoded `{"`.
fn jwt(word: &str) -> Option<usize> {
    let start = word.find(JWT).filter(|at| !word[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()))?;
    let parts: Vec<_> = word[start..].split('.').collect();
    let is_one = matches!(parts.len(), 2 | 3 | 5) && parts.iter().take(2).all(|part| part.len() >= 4);
    is_one.then_some(start)
}

/// RFC 6750. Words that follow the word are words.
fn is_bearer(word: &str) -> bool {
    let has_other = word.chars().any(|c| !c.is_ascii_alphabetic());
    (word.len() >= 8 && has_other) || word.len() >= 24
}
