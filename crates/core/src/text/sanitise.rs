//! Control and bidirectional characters become visible escapes.

/// One line without a raw control character: C0, DEL, C1, line and paragraph separators, and the
/// twelve bidirectional controls (Unicode UAX #9) are written as `\n`, `\x1b` or `\u{202e}`.
pub fn one_line(raw: &str) -> String {
    raw.chars().fold(String::with_capacity(raw.len()), |mut out, c| {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push(' '),
            c if c.is_control() && (c as u32) < 0x100 => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if is_hidden(c) => out.push_str(&format!("\\u{{{:04x}}}", c as u32)),
            c => out.push(c),
        }
        out
    })
}

fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{2028}' | '\u{2029}' | '\u{200b}'..='\u{200d}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn every_control_and_bidi_character_becomes_visible() {
        let controls = (0u32..0x20).chain(0x7f..0xa0);
        let bidi = [0x061c, 0x200e, 0x200f].into_iter().chain(0x202a..=0x202e).chain(0x2066..=0x2069);
        for code in controls.chain(bidi) {
            let raw = char::from_u32(code).unwrap();
            let shown = one_line(&format!("a{raw}b"));
            assert!(!shown.contains(raw), "{code:#x} arrives raw: {shown:?}");
            assert!(shown.starts_with('a') && shown.ends_with('b') && shown.len() > 2, "{code:#x} vanished: {shown:?}");
        }
    }

    #[test]
    fn ordinary_text_is_kept() {
        assert_eq!(one_line("Ente – 鴨 🦆 50 %"), "Ente – 鴨 🦆 50 %");
    }
}
