//! Secrets are replaced before anything is kept or shown.

const GONE: &str = "[redacted]";
/// Words after which the value is a secret: `password=…`, `"token": "…"`, `authorization: …`.
const KEYS: [&str; 11] = [
    "password",
    "passwd",
    "secret",
    "token",
    "authorization",
    "api_key",
    "apikey",
    "api-key",
    "secret_access_key",
    "secretaccesskey",
    "x-amz-security-token",
];

/// Replaces AWS key ids, bearer tokens, JWTs, `password=`-like values and credentials in URLs.
pub fn secrets(text: &str) -> String {
    let text = keyed(text);
    let text = url_credentials(&text);
    by_word(&text)
}

/// `key=value`, `key: value`, `"key":"value"`: the value goes.
fn keyed(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match secret_value_at(&lower, at) {
            Some((start, end)) => {
                out.push_str(&text[at..start]);
                out.push_str(GONE);
                at = end;
            }
            None => {
                let step = text[at..].chars().next().map_or(1, char::len_utf8);
                out.push_str(&text[at..at + step]);
                at += step;
            }
        }
    }
    out
}

/// When a secret's key stands at `at`, where its value begins and ends.
fn secret_value_at(lower: &str, at: usize) -> Option<(usize, usize)> {
    let key = KEYS.iter().filter(|key| lower[at..].starts_with(**key)).max_by_key(|key| key.len())?;
    let rest = &lower[at + key.len()..];
    let gap = rest.find(|c: char| !matches!(c, '"' | '\'' | ' ' | ':' | '=' | '\\'))?;
    if !rest[..gap].contains([':', '=']) {
        return None;
    }
    let mut start = at + key.len() + gap;
    for scheme in ["bearer ", "basic "] {
        if lower[start..].starts_with(scheme) {
            start += scheme.len();
        }
    }
    let value = &lower[start..];
    let end = value.find(['"', '\'', ' ', ',', '&', ';', '}', ')']).unwrap_or(value.len());
    (end > 0 && !value.starts_with(GONE)).then_some((start, start + end))
}

/// `scheme://user:secret@host` keeps the host.
fn url_credentials(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (head, tail) = rest.split_at(at + 3);
        out.push_str(head);
        let end = tail.find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'')).unwrap_or(tail.len());
        rest = match tail[..end].rfind('@') {
            Some(sign) => {
                out.push_str(GONE);
                &tail[sign..]
            }
            None => tail,
        };
    }
    out.push_str(rest);
    out
}

/// Words that are secrets by their own look.
fn by_word(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    let mut after_bearer = false;
    for c in text.chars().chain([' ']) {
        if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '+' | '=') {
            word.push(c);
            continue;
        }
        let hide = is_secret(&word) || (after_bearer && word.len() >= 8);
        out.push_str(if hide { GONE } else { &word });
        if !word.is_empty() || !c.is_whitespace() {
            after_bearer = word.eq_ignore_ascii_case("bearer");
        }
        word.clear();
        out.push(c);
    }
    out.pop();
    out
}

fn is_secret(word: &str) -> bool {
    is_aws_key_id(word) || is_jwt(word)
}

/// IAM's unique identifiers of access keys: `AKIA…` and `ASIA…`, 20 characters
/// (IAM User Guide, "IAM identifiers").
fn is_aws_key_id(word: &str) -> bool {
    word.len() == 20
        && (word.starts_with("AKIA") || word.starts_with("ASIA"))
        && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// RFC 7519: three base64url parts, the first an encoded `{"`.
fn is_jwt(word: &str) -> bool {
    let mut parts = word.split('.');
    word.starts_with("eyJ") && parts.clone().count() == 3 && parts.all(|part| part.len() >= 4)
}

#[cfg(test)]
mod tests {
    use super::secrets;

    #[test]
    fn secrets_are_replaced() {
        for (raw, shown) in [
            ("key AKIAIOSFODNN7EXAMPLE used", "key [redacted] used"),
            ("password=hunter2&x=1", "password=[redacted]&x=1"),
            (r#"{"token": "abc123", "n": 1}"#, r#"{"token": "[redacted]", "n": 1}"#),
            ("Authorization: Bearer abcdef", "Authorization: Bearer [redacted]"),
            ("sent Bearer abcdefgh1234", "sent Bearer [redacted]"),
            ("GET https://ana:pw@example.com/x", "GET https://[redacted]@example.com/x"),
            ("jwt eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl.", "jwt eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl."),
            ("jwt eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl", "jwt [redacted]"),
        ] {
            assert_eq!(secrets(raw), shown);
        }
    }

    #[test]
    fn ordinary_words_are_kept() {
        for raw in ["token expired", "ERROR: table ducklings not found", "see https://example.com/a@b", "secret:"] {
            assert_eq!(secrets(raw), raw);
        }
    }

    #[test]
    fn cleaning_twice_changes_nothing() {
        let once = secrets("password=hunter2 AKIAIOSFODNN7EXAMPLE https://a:b@c/");
        assert_eq!(secrets(&once), once);
    }
}
