//! A mistake in a runbook: what, where, and what was probably meant.

use super::code::Code;
use std::ops::Range;

/// More names than these are no hint.
const LISTED: usize = 10;

/// One mistake, at a byte range of one of the documents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// Index of the document in the report.
    pub source: usize,
    pub start: usize,
    pub end: usize,
    pub message: String,
    pub hint: Option<String>,
    pub code: Code,
}

impl Mistake {
    pub fn new(code: Code, source: usize, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { source, start: span.start, end: span.end.max(span.start), message: message.into(), hint: None, code }
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Names the nearest known name, or which there are: a few of them.
    pub fn nearest_or_all<'a>(self, to: &str, known: impl IntoIterator<Item = &'a str>, are: &str) -> Self {
        let known: Vec<_> = known.into_iter().collect();
        let more = if known.len() > LISTED { ", …" } else { "" };
        let all = known.iter().copied().take(LISTED).collect::<Vec<_>>().join(", ");
        match nearest(to, known) {
            None if !all.is_empty() => self.hint(format!("{are} {all}{more}")),
            near => self.near(near),
        }
    }

    /// Names the nearest known name, when one is near.
    pub fn nearest<'a>(self, to: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        self.near(nearest(to, known))
    }

    fn near(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.hint(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// All mistakes of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The file's name as it is shown.
    pub file: String,
    pub text: String,
    pub mistakes: Vec<Mistake>,
}

impl Report {
    /// Line and column of a byte offset, both from 1; columns count characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        position(&self.text, offset)
    }
}

/// The same in any text.
pub fn position(text: &str, offset: usize) -> (usize, usize) {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The known name that is most like `to`, if any is like it at all.
pub fn nearest<'a>(to: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let to = to.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&to, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let report = Report { file: "x.md".into(), text: "ab\nüx y\n".into(), mistakes: vec![] };
        assert_eq!(report.position(0), (1, 1));
        assert_eq!(report.position(3), (2, 1));
        assert_eq!(report.position(5), (2, 2));
        assert_eq!(report.position(999), (3, 1));
    }

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("verison", ["version", "weights"]), Some("version"));
        assert_eq!(nearest("zzz", ["version", "weights"]), None);
    }
}
