//! Outside text inside HTML: nothing in it is markup, in an element or between the quotation marks of an attribute.

use super::Clean;
use std::fmt;

/// Text in which every character that HTML could read as markup is written as a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    pub(super) fn escape(text: &Clean) -> Self {
        let mut out = String::with_capacity(text.as_str().len());
        for c in text.as_str().chars() {
            match c {
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '&' => out.push_str("&amp;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                c => out.push(c),
            }
        }
        Self(out)
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_becomes_markup() {
        let shown = Clean::new("<b title='x' id=\"y\">a &amp; b</b>\u{202e}\u{1b}[31m").html().to_string();
        let expected = "&lt;b title=&#39;x&#39; id=&quot;y&quot;&gt;a &amp;amp; b&lt;/b&gt;\\u{202e}\\x1b[31m";
        assert_eq!(shown, expected);
    }
}
