//! `scheme://user:secret@host` keeps the host.

use super::GONE;

pub fn credentials(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (head, tail) = rest.split_at(at + 3);
        out.push_str(head);
        let end =
            tail.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`')).unwrap_or(tail.len());
        rest = match sign(&tail[..end]) {
            Some(sign) if tail.starts_with(GONE) && sign == GONE.len() => tail,
            Some(sign) => {
                out.push_str(GONE);
                &tail[sign..]
            }
            None => tail,
        };
    }
    out + rest
}

/// Where the `@` stands that ends the credentials. By the letter an `@` or a `/` in a password is escaped; people
/// write them as they are, so it is the last `@` behind which a host can begin.
fn sign(address: &str) -> Option<usize> {
    let authority = &address[..address.find(['/', '?', '#']).unwrap_or(address.len())];
    match authority.split_once(':') {
        Some((name, port)) if !name.contains('@') => {
            let is_port = port.chars().all(|c| c.is_ascii_digit());
            (!is_port && !name.starts_with('[')).then(|| last_before_host(address)).flatten()
        }
        // A name without a password ends with the first.
        _ => authority.rfind('@'),
    }
}

fn last_before_host(address: &str) -> Option<usize> {
    address.rmatch_indices('@').map(|(at, _)| at).find(|at| {
        let host = &address[at + 1..];
        let length = host.find(|c: char| !(c.is_ascii_alphanumeric() || ".-_[]".contains(c))).unwrap_or(host.len());
        length > 0
            && (host.len() == length || host[length..].starts_with([':', '/', '?', '#', ',', ';', ')', '}', '\\']))
    })
}
