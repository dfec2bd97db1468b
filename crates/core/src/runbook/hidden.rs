//! Characters that have no business in a runbook.

use super::code::Code;
use super::mistake::Mistake;
use crate::text::acts;

/// What a reader cannot see, and a terminal or an editor obeys. Emoji and some scripts need joiners.
pub fn mistakes(at: usize, text: &str) -> Vec<Mistake> {
    const SAID: usize = 10;
    let ends_line = |from: usize| text[from..].starts_with("\r\n");
    let is_plain = |from: usize, c: char| match c {
        '\n' | '\t' | '\u{200c}' | '\u{200d}' => true,
        '\r' => ends_line(from),
        c => !acts(c),
    };
    let found = text.char_indices().filter(|(from, c)| !is_plain(*from, *c));
    let mistake = |(from, c): (usize, char)| {
        let message = format!("U+{:04X} stands here: it is not seen, and it changes what is", c as u32);
        Mistake::new(Code::HIDDEN_CHARACTER, at, from..from + c.len_utf8(), message).hint("take it out")
    };
    found.take(SAID).map(mistake).collect()
}

#[cfg(test)]
mod tests {
    use super::mistakes;

    #[test]
    fn what_is_not_seen_is_a_mistake_and_a_line_s_end_is_none() {
        let found = |text: &str| mistakes(0, text).iter().map(|mistake| mistake.start).collect::<Vec<_>>();
        assert!(found("# a\r\n\tb \u{1f469}\u{200d}\u{1f692}\n").is_empty());
        assert_eq!(found("a\rb\u{202e}c\x1b[0m\u{200b}"), [1, 3, 7, 11]);
        assert_eq!(found(&"\x07".repeat(1000)).len(), 10);
    }
}
