//! What makes two messages the same.

use crate::text::Clean;

/// What of a message is kept and shown. An event can have 1 MB.
const KEPT: usize = 2000;
/// What of its kind is compared: shorter, so that an id of another length before the cut changes nothing.
const COMPARED: usize = 600;
/// The message as it is kept: without the time and the request id that Lambda's runtimes put in front, since the
/// event has its own time and the id is another one in every event.
pub fn example(message: &str) -> Clean {
    // Cleaning a megabyte is slow, and four bytes a character are enough for what is kept.
    let message = without_prefix(message.trim());
    let end = message.char_indices().nth(KEPT * 4).map_or(message.len(), |(end, _)| end);
    Clean::new(&message[..end]).shortened(KEPT)
}

/// `[ERROR] 2026-11-22T14:32:48.227Z 76af60ca-… text` is `[ERROR] text`.
fn without_prefix(message: &str) -> String {
    let (mut kept, mut rest) = (String::new(), message);
    for _ in 0..3 {
        let Some((word, tail)) = rest.split_once(char::is_whitespace) else { break };
        let varies = is_uuid(word) && word.len() == UUID || chrono::DateTime::parse_from_rfc3339(word).is_ok();
        let level = matches!(word.trim_matches(['[', ']']), "ERROR" | "WARN" | "INFO" | "DEBUG");
        match (varies, level) {
            (true, _) => {}
            (false, true) => kept.push_str(&format!("{word} ")),
            (false, false) => break,
        }
        rest = tail.trim_start();
    }
    kept + rest
}

/// What two messages of one kind have in common: numbers, times, request ids, UUIDs and other ids are `#`.
pub fn kind(text: &Clean) -> String {
    let mut words = Vec::new();
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let end = || rest.find(|other: char| is_word(other) != is_word(c)).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(if is_uuid(rest) { UUID } else { end() });
        words.push(plain_word(word));
        rest = tail;
    }
    joined(&words).chars().take(COMPARED).collect()
}

/// 36 characters of RFC 9562's text form; a group of it can be without any digit.
const UUID: usize = 36;

fn is_uuid(text: &str) -> bool {
    let dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    let fits = |(at, byte): (usize, &u8)| if dash(at) { *byte == b'-' } else { byte.is_ascii_hexdigit() };
    text.as_bytes().get(..UUID).is_some_and(|start| start.iter().enumerate().all(fits))
}

/// A word without what varies in it.
fn plain_word(word: &str) -> String {
    if word.len() == UUID && is_uuid(word) {
        return "#".into();
    }
    let has_digit = word.chars().any(|c| c.is_ascii_digit());
    let is_hex = word.chars().all(|c| c.is_ascii_hexdigit());
    // Hexadecimal with a digit in it is an address or an id; so are sixteen mixed letters and digits.
    if has_digit && (word.len() >= 16 || (is_hex && word.len() >= 4)) {
        return "#".into();
    }
    let mut out = String::new();
    for c in word.chars() {
        match c {
            c if c.is_ascii_digit() && out.ends_with('#') => {}
            c if c.is_ascii_digit() => out.push('#'),
            c => out.push(c),
        }
    }
    out
}

/// Puts the words together; `#-#`, `#.#` and `#:#` are one `#`, so that 3 and 10.25 are of one kind.
fn joined(words: &[String]) -> String {
    let mut out = String::new();
    for (at, word) in words.iter().enumerate() {
        let within = word.len() == 1 && matches!(word.as_str(), "." | ":" | "-" | ",");
        let next_varies = words.get(at + 1).is_some_and(|next| next.starts_with('#'));
        if within && next_varies && out.ends_with('#') {
            continue;
        }
        let continued = out.ends_with('#') && word.starts_with('#');
        out.push_str(if continued { &word[1..] } else { word });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_varies_does_not_make_another_kind() {
        for (one, other) in [
            (
                "2026-11-22T02:14:07.123Z 8f5b1c2a-1111-4222-8333-123456789abc Task timed out after 10.01 seconds",
                "2026-11-22T02:15:09Z 0f5b1c2a-9999-4222-8333-abcdefabcdef Task timed out after 3 seconds",
            ),
            (
                "ERROR RequestId: abcd1234-aaaa-4bbb-8ccc-ddddeeeeffff x",
                "ERROR RequestId: 11112222-3333-4444-8555-666677778888 x",
            ),
            ("ERROR order 1,234 at 10:14", "ERROR order 7 at 23:59:01"),
            ("ERROR worker-12 v43 deadbeef01", "ERROR worker-7 v9 0123abcd"),
            ("ERROR id=aZ9kL2mQ8xT4wP1r gone", "ERROR id=B7nV3cX5zL8kJ2hG gone"),
            ("ERROR 1-5759e988-bd862e3fe1be46a994272793", "ERROR 1-67891233-abcdef012345678912345678"),
        ] {
            assert_eq!(kind(&Clean::new(one)), kind(&Clean::new(other)));
        }
    }

    #[test]
    fn what_is_said_does() {
        for (one, other) in [
            ("ERROR table ducklings not found", "ERROR table certificates not found"),
            ("ERROR a: b", "ERROR a b"),
            ("ERROR dead", "ERROR beef"),
            ("ERROR denied", "error denied"),
        ] {
            assert_ne!(kind(&Clean::new(one)), kind(&Clean::new(other)));
        }
    }

    proptest! {
        /// A kind is found again in the text that was kept of it, whatever the message was.
        #[test]
        fn an_example_is_of_its_own_kind(message in "\\PC{0,80}", long in any::<bool>()) {
            let message = if long { message.repeat(400) } else { message };
            let kept = example(&message);
            prop_assert_eq!(example(kept.as_str()), kept.clone());
            prop_assert!(kept.as_str().chars().count() <= KEPT);
        }
    }
}
