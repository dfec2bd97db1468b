//! `password=…`, `"token": "…"`, `Authorization: Bearer …`: the name says that the value is a secret.

use super::GONE;
use super::suspicious::may_begin;

/// Names after which the value is a secret, also at the end of longer ones: `DB_PASSWORD`, `aws_session_token`.
pub const NAMES: [&str; 15] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "authorization",
    "api_key",
    "apikey",
    "api-key",
    "secret_access_key",
    "secretaccesskey",
    "secret access key",
    "x-amz-security-token",
    "x-amz-signature",
];

/// `key=value`, `key: value`, `"key":"value"`: the value goes.
pub fn values(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = next(&lower, at) {
        out.push_str(&text[at..found.start]);
        out.push_str(GONE);
        at = found.end;
    }
    out + &text[at..]
}

/// Where the next value begins and ends.
fn next(lower: &str, from: usize) -> Option<std::ops::Range<usize>> {
    let mut at = from;
    loop {
        let (name_at, name) = nearest(lower, at)?;
        let end = name_at + name.len();
        match value(lower, name_at, end) {
            Some(found) => return Some(found),
            None => at = end,
        }
    }
}

/// The first name from here on; of several at one place the longest.
fn nearest(lower: &str, from: usize) -> Option<(usize, &'static str)> {
    let rest = |at: usize| &lower.as_bytes()[at..];
    let longest = |at| NAMES.iter().filter(|name| rest(at).starts_with(name.as_bytes())).max_by_key(|name| name.len());
    let named = (from..lower.len()).filter(|at| may_begin(rest(*at)));
    named.filter_map(|at| Some((at, *longest(at)?))).next()
}

fn value(lower: &str, name_at: usize, end: usize) -> Option<std::ops::Range<usize>> {
    let gap = lower[end..].find(|c: char| !matches!(c, '"' | '\'' | ' ' | ':' | '=' | '\\'))?;
    let separator = lower[end..end + gap].rfind([':', '='])?;
    let opened = lower[end + separator + 1..end + gap].trim_start();
    let start = end + gap + scheme(&lower[end + gap..]);
    let rest = &lower[start..];
    let length = match opened.is_empty() {
        true => bare(rest),
        // What is quoted ends with the same quote, as often escaped as the first.
        false => rest.find(opened).unwrap_or(rest.len()),
    };
    let is_path = &lower[name_at..end] == "pwd" && rest.starts_with(['/', '~']);
    let is_secret = length > 0 && !is_path && !is_placeholder(&rest[..length]);
    is_secret.then_some(start..start + length)
}

/// `Bearer ` and the like are no secret.
fn scheme(value: &str) -> usize {
    ["bearer ", "basic ", "aws4-hmac-sha256 "].iter().find(|scheme| value.starts_with(**scheme)).map_or(0, |s| s.len())
}

/// The length of a value without quotes. A comma ends it only before something that is no part of it.
fn bare(rest: &str) -> usize {
    let ends = |(at, c): (usize, char)| match c {
        '"' | '\'' | '&' | ';' | '}' | ')' => true,
        ',' => is_next(&rest[at + 1..]),
        // A line feed, as it is shown.
        '\\' => rest[at..].starts_with("\\n") || rest[at..].starts_with("\\r") || rest[at..].starts_with("\\\""),
        c => c.is_whitespace(),
    };
    rest.char_indices().find(|found| ends(*found)).map_or(rest.len(), |(at, _)| at)
}

/// `user=…`, `"user": …`, a blank: another thing begins.
fn is_next(rest: &str) -> bool {
    let name = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c))).unwrap_or(rest.len());
    rest.is_empty() || rest.starts_with([' ', '"', '\'', '{', '\\']) || rest[name..].starts_with(['=', ':'])
}

/// What a command to copy has in the place of a secret: `$TOKEN`, `${TOKEN}`, `$(…)`, `<token>`, `{token}`, `***`.
fn is_placeholder(value: &str) -> bool {
    let variable = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_variable = value.strip_prefix('$').is_some_and(|name| name.starts_with(['{', '(']) || variable(name));
    let is_hole = |open, close| value.starts_with(open) && value.ends_with(close);
    is_variable
        || is_hole('<', '>')
        || value.starts_with('{')
        || value.starts_with(GONE)
        || value.trim_matches('*').is_empty()
}
