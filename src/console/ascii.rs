//! Text for a terminal whose locale has no UTF-8.

use std::borrow::Cow;

/// Only ASCII: the marks that duckops itself writes have a likeness, every other character becomes `?`.
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => out.push(c),
            '…' => out.push_str("..."),
            '–' | '—' | '─' => out.push('-'),
            '→' => out.push_str("->"),
            '±' => out.push_str("+/-"),
            '·' | '•' => out.push('*'),
            '│' => out.push('|'),
            '▁' => out.push('_'),
            '▂' => out.push(','),
            '▃' => out.push('-'),
            '▄' => out.push('~'),
            '▅' => out.push('='),
            '▆' => out.push('+'),
            '▇' => out.push('%'),
            '█' => out.push('#'),
            '░' => out.push('.'),
            '“' | '”' => out.push('"'),
            '‘' | '’' => out.push('\''),
            '\u{a0}' => out.push(' '),
            _ => out.push('?'),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::ascii;

    #[test]
    fn every_character_becomes_ascii() {
        for (text, shown) in [
            ("plain", "plain"),
            ("34–41", "34-41"),
            ("±7 · 3", "+/-7 * 3"),
            ("██░", "##."),
            ("▁▂▃▄▅▆▇█", "_,-~=+%#"),
            ("Ærø", "?r?"),
        ] {
            assert_eq!(ascii(text), shown);
        }
    }
}
