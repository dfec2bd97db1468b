//! Colour. Until it is written a text carries marks, noncharacters that Unicode keeps for a program's own use: so the
//! sequences that a terminal obeys are written in one place, and a text that holds one of them by itself does not get
//! it there. The marks take no part in what is read: they are escaped where text comes in (`text::Clean`).

const BOLD: char = '\u{fdd0}';
const OK: char = '\u{fdd1}';
const FAIL: char = '\u{fdd2}';
const UNKNOWN: char = '\u{fdd3}';
const END: char = '\u{fdd4}';

pub fn bold(text: &str) -> String {
    within(BOLD, text)
}

pub fn ok(text: &str) -> String {
    within(OK, text)
}

pub fn fail(text: &str) -> String {
    within(FAIL, text)
}

pub fn unknown(text: &str) -> String {
    within(UNKNOWN, text)
}

fn within(mark: char, text: &str) -> String {
    format!("{mark}{text}{END}")
}

/// Select Graphic Rendition (ECMA-48): bold, and the bright cyan, red and yellow of 256 colours.
fn sequence(c: char) -> Option<&'static str> {
    Some(match c {
        BOLD => "\x1b[1m",
        OK => "\x1b[38;5;14m",
        FAIL => "\x1b[38;5;9m\x1b[1m",
        UNKNOWN => "\x1b[38;5;11m\x1b[1m",
        END => "\x1b[0m",
        _ => return None,
    })
}

/// The marks become what a terminal obeys; what is between them is written as `shown` writes it.
pub fn written(text: &str, shown: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, mark)) = rest.char_indices().find(|(_, c)| sequence(*c).is_some()) {
        out.push_str(&shown(&rest[..at]));
        out.push_str(sequence(mark).unwrap_or_default());
        rest = &rest[at + mark.len_utf8()..];
    }
    out.push_str(&shown(rest));
    out
}
