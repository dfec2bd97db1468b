//! Hostile text, from every source to every sink: no character that acts on a terminal arrives as itself, and none
//! vanishes.

mod bytes;
pub mod markup;
mod proxy;
mod secrets;
mod sinks;
mod sources;
mod walked;

use crate::support::duckops::Ran;

/// C0, DEL and C1: 65. The bidirectional controls of Unicode (UAX #9): 12.
pub fn characters() -> Vec<char> {
    let controls = (0u32..0x20).chain(0x7f..0xa0);
    let bidi = [0x061c, 0x200e, 0x200f].into_iter().chain(0x202a..=0x202e).chain(0x2066..=0x2069);
    controls.chain(bidi).map(|code| char::from_u32(code).unwrap()).collect()
}

/// Each of them between its own number, so that each can be found again: `1b?1b`.
pub fn marked(characters: &[char]) -> String {
    characters.iter().map(|c| format!("{:02x}{c}{:02x}", *c as u32, *c as u32)).collect()
}

pub fn all() -> String {
    marked(&characters())
}

/// Those that an argument, a variable or a file's name can hold.
pub fn without_nul() -> Vec<char> {
    characters().into_iter().filter(|c| *c != '\0').collect()
}

fn arrives(text: &str, c: char) -> bool {
    // A line feed ends our lines too: here it must not stand where the other text had it.
    text.contains(&format!("{:02x}{c}{:02x}", c as u32, c as u32))
}

/// None of them arrives as itself.
pub fn is_harmless(text: &str, whence: &str) {
    for c in characters() {
        assert!(!arrives(text, c), "{whence}: U+{:04X} arrives raw: {text:?}", c as u32);
        let ours = c == '\n';
        assert!(ours || !text.contains(c), "{whence}: U+{:04X} is in it: {text:?}", c as u32);
    }
}

/// At least one of them arrived, as a visible escape.
pub fn is_visible(text: &str, whence: &str) {
    let shown = characters().into_iter().filter(|c| {
        let number = format!("{:02x}", *c as u32);
        let code = *c as u32;
        // As a value of JSON is quoted, as text is.
        let escapes = [format!("\\x{number}"), format!("\\u{{{code:04x}}}"), format!("\\u{code:04x}")];
        let is_in = |escape: &String| text.contains(&format!("{number}{escape}{number}"));
        escapes.iter().any(|escape| is_in(escape) || is_in(&format!("\\{escape}")))
    });
    assert!(shown.count() > 0, "{whence}: nothing of it is shown: {text}");
}

pub fn both_harmless(ran: &Ran, whence: &str) {
    is_harmless(&ran.out, whence);
    is_harmless(&ran.err, whence);
}

#[test]
fn what_arrives_is_seen() {
    assert_eq!(characters().len(), 77);
    for c in characters() {
        assert!(std::panic::catch_unwind(|| is_harmless(&marked(&[c]), "x")).is_err(), "{c:?} is not seen");
    }
    is_visible("1b\\x1b1b", "x");
}
