//! Texts with `{names}` in them. Nothing else is substituted.

use super::code::Code;
use super::mistake::Mistake;
use super::name::{Name, Names};
use crate::text::secrets_replaced;
use crate::world::Value;
use std::ops::Range;

/// A text with the names that it shows.
#[derive(Clone, Debug, Default)]
pub struct Template(pub Vec<Piece>);

#[derive(Clone, Debug)]
pub enum Piece {
    Text(String),
    Name(Name),
}

impl Template {
    pub fn plain(text: &str) -> Self {
        Self(vec![Piece::Text(text.into())])
    }

    /// The text as it stands in the document, with `{names}`.
    pub fn written(&self) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Name(name) => format!("{{{}}}", name.written),
        };
        self.0.iter().map(piece).collect()
    }

    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Name(name) => Some(name),
            Piece::Text(_) => None,
        })
    }

    /// The text with every name replaced by what `show` makes of it.
    pub fn render(&self, mut show: impl FnMut(&Name) -> String) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Name(name) => show(name),
        };
        self.0.iter().map(piece).collect()
    }

    /// Its sentences, each without the space that follows it.
    pub fn sentences(&self) -> Vec<Template> {
        let mut done = Vec::new();
        let mut open = Template::default();
        for piece in &self.0 {
            let Piece::Text(text) = piece else {
                open.0.push(piece.clone());
                continue;
            };
            let mut rest = text.as_str();
            while let Some((end, more)) = rest.split_once(". ") {
                open.0.push(Piece::Text(format!("{end}.")));
                done.push(std::mem::take(&mut open));
                rest = more;
            }
            open.0.push(Piece::Text(rest.into()));
        }
        done.push(open);
        done
    }

    /// A command with the values of settings; a name that only a walk knows is a word to replace: TARGET_VERSION.
    pub fn command(&self, setting: impl Fn(&str) -> Option<Value>) -> String {
        self.render(|name| {
            let value = name.setting().and_then(&setting).map(|value| value.to_string());
            value.unwrap_or_else(|| name.written.to_uppercase().replace(['.', '-', '/'], "_"))
        })
    }

    /// With the values of settings; names that only a walk knows stay written.
    pub fn with_settings(&self, setting: impl Fn(&str) -> Option<Value>) -> String {
        self.render(|name| {
            let value = name.setting().and_then(&setting);
            value.map_or_else(|| format!("<{}>", name.written), |value| value.to_string())
        })
    }
}

/// Where `{name}` stands in a text. `${shell}`, `%{curl}`, `{}` and `{"json":…}` are not names: a name is lower-case
/// letters, digits, `-`, `_`, `/` and `.` only.
pub fn holes(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| at + from) {
        let end = text[open + 1..].find(|c: char| !is_name_char(c)).map_or(text.len(), |at| open + 1 + at);
        let is_hole = text[end..].starts_with('}') && end > open + 1 && !text[..open].ends_with(['$', '%']);
        if is_hole {
            found.push(open..end + 1);
        }
        from = if is_hole { end + 1 } else { open + 1 };
    }
    found
}

/// What begins like a name with a dot in it, and is not closed: `{mail.quota`.
fn unclosed(text: &str) -> Vec<Range<usize>> {
    let is_open = |(open, _): (usize, &str)| {
        let end = text[open + 1..].find(|c: char| !is_name_char(c)).map_or(text.len(), |at| open + 1 + at);
        let name = text[open + 1..end].trim_end_matches('.');
        let is_name = name.contains('.') && name.starts_with(|c: char| c.is_ascii_lowercase());
        let is_ours = is_name && !text[end..].starts_with('}') && !text[..open].ends_with(['$', '%']);
        is_ours.then_some(open..open + 1 + name.len())
    };
    text.match_indices('{').filter_map(is_open).collect()
}

pub fn is_name_char(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '/' | '.')
}

/// Parses a text whose first character stands at `offset` of the document.
pub fn parse(names: &Names, text: &str, span: Range<usize>, exact: bool, mistakes: &mut Vec<Mistake>) -> Template {
    let mut pieces = Vec::new();
    let mut from = 0;
    for open in unclosed(text) {
        let at = if exact { span.start + open.start..span.start + open.end } else { span.clone() };
        let message = format!("`{}` is a name without its `}}`", &text[open]);
        mistakes.push(Mistake::new(Code::UNKNOWN_NAME, names.source, at, message));
    }
    for hole in holes(text) {
        if hole.start > from {
            pieces.push(Piece::Text(secrets_replaced(&text[from..hole.start])));
        }
        let at = if exact { span.start + hole.start..span.start + hole.end } else { span.clone() };
        let written = &text[hole.start + 1..hole.end - 1];
        match names.given_text(written) {
            Some((names, given)) => pieces.extend(parse(&names, &given.text, given.span.clone(), false, mistakes).0),
            None => match names.resolve(written, at) {
                Ok(name) => pieces.push(Piece::Name(name)),
                Err(mistake) => mistakes.push(mistake),
            },
        }
        from = hole.end;
    }
    if from < text.len() {
        pieces.push(Piece::Text(secrets_replaced(&text[from..])));
    }
    Template(pieces)
}

#[cfg(test)]
mod tests {
    use super::{holes, unclosed};

    #[test]
    fn a_name_that_is_not_closed_is_found_and_what_is_of_a_shell_is_not() {
        let open = |text: &str| unclosed(text).into_iter().map(|r| text[r].to_string()).collect::<Vec<_>>();
        assert_eq!(open("Sent: {mail.quota of {mail.sent}."), ["{mail.quota"]);
        assert_eq!(open("--query '*.{name:name}' ${a.b {\"a.b\":1} {} '%{http.code'"), [""; 0]);
    }

    #[test]
    fn only_names_in_braces_are_holes() {
        let holes = |text: &str| holes(text).into_iter().map(|r| text[r].to_string()).collect::<Vec<_>>();
        assert_eq!(holes("curl {api}/beak -w '%{http_code}\\n'"), ["{api}"]);
        assert_eq!(holes("'{\"AdditionalVersionWeights\":{}}' ${HOME} {inc-003/pulse.age}"), ["{inc-003/pulse.age}"]);
        assert_eq!(holes("{unclosed {a.b} {"), ["{a.b}"]);
    }
}
