//! Whether a text may hold a secret at all. Nearly none does, and each piece of evidence, each cell of a ledger is asked.

use super::keyed::NAMES;
use super::words::{SECRET_KEY, is_part};

/// How what is a secret by its look begins, or what stands before it.
const STARTS: [&str; 5] = ["://", "akia", "asia", "bearer", "eyj"];

/// One look at each byte. What it calls harmless has nothing that any of the rules replaces; the other way round it may
/// be wrong.
pub fn may_hold_one(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut word = 0;
    bytes.iter().enumerate().any(|(at, byte)| {
        word = if is_part(char::from(*byte)) { word + 1 } else { 0 };
        word >= SECRET_KEY || (may_begin(&bytes[at..]) && begins(&bytes[at..]))
    })
}

/// Two letters are enough to pass over nearly everything.
pub fn may_begin(rest: &[u8]) -> bool {
    let [first, second, ..] = rest else { return false };
    match first.to_ascii_lowercase() {
        b':' => *second == b'/',
        b'a' => matches!(second.to_ascii_lowercase(), b'k' | b'p' | b's' | b'u'),
        b'b' | b's' => second.eq_ignore_ascii_case(&b'e'),
        b'e' => second.eq_ignore_ascii_case(&b'y'),
        b'p' => matches!(second.to_ascii_lowercase(), b'a' | b'w'),
        b't' => second.eq_ignore_ascii_case(&b'o'),
        b'x' => *second == b'-',
        _ => false,
    }
}

fn begins(rest: &[u8]) -> bool {
    let is = |start: &&str| rest.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()));
    STARTS.iter().chain(&NAMES).any(is)
}

#[cfg(test)]
mod tests {
    use super::{NAMES, STARTS, may_begin};

    #[test]
    fn each_start_is_looked_at() {
        assert!(STARTS.iter().chain(&NAMES).all(|start| may_begin(start.as_bytes())));
    }
}
