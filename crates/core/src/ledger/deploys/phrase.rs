//! One line written by hand: when, which version, what became of it, who, why.

use super::Said;
use super::mention::{Mention, mention};
use super::state_words::{says_gone, state_at, state_before};
use super::tokens::{Kind, Token, tokens};
use super::when::{self, When};
use crate::ledger::DeployState;
use crate::text::Clean;

/// A line's parts, each as far as it is there.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub when: When,
    pub mention: Option<Mention>,
    pub said: Said,
    pub operator: Option<Clean>,
    pub what: Clean,
    /// "rolled back to 41": the version is the one that became live again.
    pub back_to: bool,
    /// It begins with a date, a version or a state, as entries do and prose does not.
    pub begins_as_entry: bool,
    /// It begins with a date or a state: where the version is known, that is an entry, too.
    pub begins_as_event: bool,
}

pub(super) fn read(line: &str) -> Phrase {
    let line = skip_marks(line);
    let (date, text) = when::leading(line).map_or((None, line), |(when, rest)| (Some(when), skip_marks(rest)));
    let tokens = tokens(text);
    let mention = mention(&tokens, date.is_some());
    let event = date.is_some() || state_at(&tokens, 0).is_some();
    let parts = Parts::of(text, &tokens, mention.as_ref());
    let state = state_before(&tokens, parts.head);
    let saying = if state.is_some() { without_state(parts.said) } else { skip_marks(parts.said) };
    Phrase {
        when: date.or_else(|| when::anywhere(text)).unwrap_or(When::Unsaid),
        said: said(state, parts.said, parts.why.unwrap_or("")),
        operator: operator(text, &tokens[..parts.head]),
        what: Clean::new(parts.why.map_or(saying, skip_marks).trim_end()),
        back_to: mention.as_ref().is_some_and(|mention| is_back_to(&tokens, mention)),
        begins_as_entry: event || mention.as_ref().is_some_and(|mention| mention.first == 0),
        begins_as_event: event,
        mention,
    }
}

/// A line is a saying, and after a colon perhaps its explanation.
struct Parts<'a> {
    /// The tokens that may say a state: up to the colon.
    head: usize,
    /// What is said of the version.
    said: &'a str,
    why: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str, tokens: &[Token], mention: Option<&Mention>) -> Self {
        let mut from = mention.map_or(0, |mention| mention.after);
        let colon_after = |from: usize| (from..tokens.len()).find(|at| tokens[*at].kind == Kind::Colon);
        let mut colon = colon_after(from);
        // The colon of "v41: verified" or "v41 (2026-11-20): verified" is not yet the one before an explanation.
        while let Some(at) = colon.filter(|at| mention.is_some() && !tokens[from..*at].iter().any(says_something)) {
            from = at + 1;
            colon = colon_after(from);
        }
        let start = tokens.get(from).map_or(text.len(), |token| token.start);
        let end = colon.map_or(text.len(), |at| tokens[at].start);
        Self {
            head: colon.unwrap_or(tokens.len()),
            said: &text[start..end],
            why: colon.map(|at| &text[tokens[at].end..]),
        }
    }
}

/// What remains of a saying when the state, and who brought it about, are taken off its beginning.
fn without_state(said: &str) -> &str {
    let tokens = tokens(said);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += match state_at(&tokens, at) {
            Some((_, len)) => len,
            None if token.is_mark() => 1,
            None if token.is_word(&["by"]) => tokens[at..].iter().take_while(|token| !ends_name(token)).count(),
            None => break,
        };
    }
    let rest = tokens.get(at).map_or("", |token| &said[token.start..]);
    if rest.contains('(') { rest } else { rest.trim_end_matches(')') }
}

/// A word, not a date, a time or a zone.
fn says_something(token: &Token) -> bool {
    token
        .word()
        .is_some_and(|word| !word.contains(|c: char| c.is_ascii_digit()) && !["utc", "gmt"].contains(&word.as_str()))
}

/// A state, unless the explanation takes it back; then nothing is certain.
pub(super) fn said(state: Option<DeployState>, words: &str, why: &str) -> Said {
    let tokens = tokens(words);
    let any = (0..tokens.len()).any(|at| state_at(&tokens, at).is_some());
    match state {
        Some(state) if state.is_gone() || !says_gone(why) => Said::State(state),
        None if !any && !says_gone(why) => Said::Nothing,
        _ if why.is_empty() => Said::Unclear(Clean::new(words.trim())),
        _ => Said::Unclear(Clean::new(format!("{}: {}", words.trim(), why.trim()))),
    }
}

/// `by ana`.
fn operator(text: &str, head: &[Token]) -> Option<Clean> {
    let by = head.iter().position(|token| token.is_word(&["by"]))?;
    let ends =
        |token: &Token| token.is_mark() || token.is_word(&["at", "on", "in", "and", "after", "because", "to", "from"]);
    let name: Vec<_> = head[by + 1..].iter().take_while(|token| !ends(token)).collect();
    let (first, last) = (name.first()?, name.last()?);
    (name.len() <= 4).then(|| Clean::new(&text[first.start..last.end]))
}

fn ends_name(token: &Token) -> bool {
    token.is_mark() || token.is_word(&["at", "on", "in", "and", "after", "because", "to", "from"])
}

fn is_back_to(tokens: &[Token], mention: &Mention) -> bool {
    let Some(to) = mention.first.checked_sub(1) else { return false };
    let back = |from| matches!(state_at(tokens, from), Some((DeployState::RolledBack, len)) if from + len == to);
    tokens[to].is_word(&["to"]) && (to.saturating_sub(2)..to).any(back)
}

/// The text from its first letter or digit on.
pub(super) fn skip_marks(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line: when, version, said, operator, what.
    #[test]
    fn lines_as_people_write_them() {
        for (line, shown) in [
            (
                "2026-11-20 10:00Z v41 verified by ana: mail retries",
                "2026-11-20T10:00:00Z 41 verified by ana: mail retries",
            ),
            ("2026-11-20 – v41 – verified – mail retries", "2026-11-20 41 verified by -: mail retries"),
            ("v41: verified by ana", "- 41 verified by ana: "),
            ("v41 (2026-11-20): promoted, not verified", "2026-11-20 41 promoted by -: not verified"),
            ("v41 promoted by ana: verified login works", "- 41 promoted by ana: verified login works"),
            ("v41 promoted by Ana Lund at 10:05: x", "- 41 promoted by Ana Lund: x"),
            ("promoted v41 by ana", "- 41 promoted by ana: "),
            ("v41 – mail retries", "- 41 not said by -: mail retries"),
            ("v41 not verified", "- 41 not verified by -: not verified"),
            ("v41 verified: no", "- 41 verified: no by -: no"),
            (
                "v41 verified by ana: rolled back at 11:00",
                "- 41 verified by ana: rolled back at 11:00 by ana: rolled back at 11:00",
            ),
            ("v41 verified: fixes the broken login", "- 41 verified by -: fixes the broken login"),
            ("v41: broken login fixed", "- 41 broken login fixed by -: broken login fixed"),
            ("v41 broken since 10:00", "- 41 bad by -: since 10:00"),
        ] {
            let read = read(line);
            let operator = read.operator.map_or("-".into(), String::from);
            let version = read.mention.map_or("-".into(), |mention| mention.version);
            let seen = format!("{} {version} {} by {operator}: {}", read.when.text(), read.said.text(), read.what);
            assert_eq!(seen, shown, "{line}");
        }
    }

    #[test]
    fn going_back_names_what_is_live_again() {
        assert!(read("2026-11-22 rolled back to v41").back_to);
        assert!(!read("2026-11-22 rolled back v43").back_to);
        assert!(!read("2026-11-22 promoted to v41").back_to);
    }
}
