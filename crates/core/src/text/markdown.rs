//! Outside text inside Markdown: nothing in it is markup.

use super::Clean;
use std::fmt;

/// Text in which every character that Markdown or HTML could read as markup is escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markdown(String);

impl Markdown {
    pub(super) fn escape(text: &Clean) -> Self {
        let mut out = String::with_capacity(text.as_str().len());
        for c in text.as_str().chars() {
            match c {
                '<' => out.push_str("&lt;"),
                // Elsewhere it is only an arrow: it quotes at the beginning, and ends a comment after two dashes.
                '>' if out.is_empty() || out.ends_with("--") => out.push_str("&gt;"),
                '&' => out.push_str("&amp;"),
                '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => {
                    out.push('\\');
                    out.push(c);
                }
                c => out.push(c),
            }
        }
        Self(out)
    }

    /// The same as a line of its own: there also what is markup only at the beginning of a line is none: bullets, rules,
    /// underlined headings, numbered items.
    pub(super) fn line(text: &Clean) -> Self {
        let Self(mut out) = Self::escape(text);
        let number = out.len() - out.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        match out.as_bytes().get(number) {
            Some(b'.' | b')') if number > 0 => out.insert(number, '\\'),
            Some(b'-' | b'+' | b'=') if number == 0 => out.insert(0, '\\'),
            _ => {}
        }
        Self(out)
    }

    /// The text that was escaped: the inverse of escaping.
    pub fn unescape(written: &str) -> String {
        if !written.contains(['\\', '&']) {
            return written.to_owned();
        }
        let mut out = String::with_capacity(written.len());
        let mut chars = written.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => out.extend(chars.next()),
                c => out.push(c),
            }
        }
        out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }
}

impl fmt::Display for Markdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_becomes_markup() {
        let raw = Clean::new("<!-- x --> | **b** [l](u) `c` # h &amp; a_b");
        let shown = raw.markdown().to_string();
        assert_eq!(shown, "&lt;\\!-- x --&gt; \\| \\*\\*b\\*\\* \\[l\\](u) \\`c\\` \\# h &amp;amp; a\\_b");
        assert_eq!(Markdown::unescape(&shown), raw.as_str());
    }
}
