//! Control and bidirectional characters become visible escapes.

/// One line without a raw control character: C0, DEL, C1, line and paragraph separators, and the
/// twelve bidirectional controls (Unicode UAX #9) are written as `\n`, `\x1b` or `\u{202e}`.
pub fn one_line(raw: &str) -> String {
    if raw.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return raw.to_owned();
    }
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

/// The same, but for the line feeds: they end lines.
pub fn lines(raw: &str) -> String {
    raw.split('\n').map(|line| one_line(line.strip_suffix('\r').unwrap_or(line))).collect::<Vec<_>>().join("\n")
}

/// JSON, in which the characters that act on a terminal are written as JSON itself writes them: `\u009b`. As JSON it
/// says the same, since none of them can stand outside of a string.
pub fn json(written: &str) -> String {
    written.chars().fold(String::with_capacity(written.len()), |mut out, c| {
        match c {
            '\n' | '\t' => out.push(c),
            c if acts(c) => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
        out
    })
}

/// A control character, or one that is not seen and changes how others are read.
pub fn acts(c: char) -> bool {
    c.is_control() || is_hidden(c)
}

/// Among them the noncharacters that Unicode keeps for programs' own use, as marks of colour.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{2028}' | '\u{2029}' | '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}')
}

#[cfg(test)]
mod tests {
    use super::{json, lines, one_line};

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
    fn lines_stay_lines_and_json_stays_json() {
        assert_eq!(lines("a\r\nb\x1b\u{9b}\rc\td\n"), "a\nb\\x1b\\x9b\\rc d\n");
        let value = serde_json::Value::from("\u{1b}\u{7f}\u{9b}\u{202e}\n🦆");
        let written = json(&value.to_string());
        assert_eq!(written, r#""\u001b\u007f\u009b\u202e\n🦆""#);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), value);
    }

    #[test]
    fn ordinary_text_is_kept() {
        assert_eq!(one_line("Ente – 鴨 🦆 50 %"), "Ente – 鴨 🦆 50 %");
    }
}
