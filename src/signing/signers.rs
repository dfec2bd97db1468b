//! The file of allowed signers: `ssh-keygen(1)`, ALLOWED SIGNERS. Read only to say whose key it is and why it was
//! refused; a line that nobody can read is no signer.

use super::signature::Signature;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use duckops_core::text::Clean;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Patterns: `josh@example.com`, `*@example.com`.
    pub principals: Vec<Clean>,
    /// What it may sign for, where that is limited.
    pub namespaces: Option<String>,
    /// `valid-before=20270101`, where that is limited.
    pub dates: Option<String>,
    key: Vec<u8>,
}

impl Signer {
    pub fn holds(&self, signature: &Signature) -> bool {
        self.key == signature.key
    }
}

pub fn parse(text: &str) -> Vec<Signer> {
    text.lines().map(str::trim).filter(|line| !line.starts_with('#')).filter_map(signer).collect()
}

fn signer(line: &str) -> Option<Signer> {
    let words = split(line, char::is_whitespace);
    let (principals, rest) = words.split_first()?;
    let (options, key) = match rest {
        [kind, key, ..] if is_kind(kind) => ("", key),
        [options, kind, key, ..] if is_kind(kind) => (options.as_str(), key),
        _ => return None,
    };
    let options = split(options, |c| c == ',');
    let option = |name: &str| {
        let (known, value) =
            options.iter().filter_map(|o| o.split_once('=')).find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        Some(format!("{known}={}", value.trim_matches('"')))
    };
    let dates: Vec<_> = ["valid-after", "valid-before"].into_iter().filter_map(option).collect();
    Some(Signer {
        principals: principals.trim_matches('"').split(',').map(Clean::new).collect(),
        namespaces: option("namespaces").map(|words| words.split_once('=').map_or(String::new(), |(_, of)| of.into())),
        dates: (!dates.is_empty()).then(|| dates.join(", ")),
        key: BASE64_STANDARD.decode(key).ok()?,
    })
}

fn is_kind(word: &str) -> bool {
    ["ssh-", "ecdsa-", "sk-"].iter().any(|kind| word.starts_with(kind))
}

/// Cut where it does not stand in quotes.
fn split(text: &str, is_cut: impl Fn(char) -> bool) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for c in text.chars() {
        quoted ^= c == '"';
        match words.last_mut() {
            Some(word) if quoted || !is_cut(c) => word.push(c),
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether one of the patterns, cut by commas, fits: `*` is any text, `?` any character.
pub fn fits(patterns: &Clean, name: &Clean) -> bool {
    patterns.as_str().split(',').any(|pattern| {
        let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.as_str().chars().collect());
        fits_one(&pattern, &name)
    })
}

fn fits_one(pattern: &[char], name: &[char]) -> bool {
    // What fits so far, for each length of the name: no pattern takes longer than pattern times name.
    let mut fits: Vec<bool> = (0..=name.len()).map(|n| n == 0).collect();
    for c in pattern {
        let before = fits.clone();
        let mut any = false;
        for n in 0..=name.len() {
            any |= before[n];
            fits[n] = match c {
                '*' => any,
                _ => n > 0 && before[n - 1] && (*c == '?' || *c == name[n - 1]),
            };
        }
    }
    fits[name.len()]
}
