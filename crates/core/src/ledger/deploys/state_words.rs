//! The states of a version, in people's words. Any doubt takes "verified" away.

use super::tokens::{Kind, Token, tokens};
use crate::ledger::DeployState::{self, Bad, Planned, Promoted, RolledBack, Verified};

#[cfg(test)]
mod tests;

/// Turn what follows them into its contrary, or into a wish.
const NOT: [&str; 22] = [
    "not", "never", "no", "be", "isn't", "wasn't", "hasn't", "aren't", "cannot", "can't", "couldn't", "didn't",
    "needs", "need", "should", "must", "will", "if", "unless", "until", "before", "without",
];
/// Anywhere beside it, they make a "verified" less than that.
const DOUBT: [&str; 30] = [
    "staging",
    "stage",
    "dev",
    "test",
    "qa",
    "preprod",
    "sandbox",
    "canary",
    "partially",
    "partly",
    "partial",
    "only",
    "except",
    "but",
    "however",
    "although",
    "though",
    "pending",
    "awaiting",
    "todo",
    "tbd",
    "wip",
    "unverified",
    "maybe",
    "probably",
    "unclear",
    "almost",
    "mostly",
    "unsure",
    "nobody",
];
/// May stand before a state without belonging to something else.
const LINKS: [&str; 21] = [
    "and",
    "then",
    "now",
    "later",
    "since",
    "but",
    "was",
    "is",
    "been",
    "has",
    "also",
    "again",
    "fully",
    "successfully",
    "ok",
    "marked",
    "as",
    "version",
    "promotion",
    "deployment",
    "it",
];
/// May follow a state without being its object: "verified by ana", not "verified the backup".
const AFTER: [&str; 19] = [
    "by",
    "at",
    "and",
    "after",
    "again",
    "since",
    "successfully",
    "ok",
    "then",
    "now",
    "because",
    "due",
    "to",
    "from",
    "later",
    "within",
    "immediately",
    "version",
    "lambda",
];
/// May follow a state, but narrow it: "verified for mail".
const CIRCUMSTANCES: [&str; 7] = ["in", "on", "into", "for", "with", "via", "using"];
const PRODUCTION: [&str; 3] = ["prod", "production", "live"];
/// After "verified:".
const NO: [&str; 9] = ["no", "not", "false", "never", "none", "pending", "failed", "tbd", "todo"];

/// The state that begins at a token, and how many tokens it takes.
pub(super) fn state_at(tokens: &[Token], at: usize) -> Option<(DeployState, usize)> {
    let word = tokens.get(at)?.word()?;
    let state = match word.as_str() {
        "verified" => Verified,
        "promoted" | "deployed" | "released" | "shipped" | "live" => Promoted,
        "planned" | "scheduled" | "proposed" => Planned,
        "rolled-back" | "rolledback" | "reverted" => RolledBack,
        "rolled" if tokens.get(at + 1)?.is_word(&["back"]) => return Some((RolledBack, 2)),
        "bad" | "broken" | "failed" | "faulty" | "withdrawn" => Bad,
        _ => return None,
    };
    Some((state, 1))
}

/// What a cell made for it says became of a version: the gravest of the states that it says plainly.
pub(super) fn state_of_cell(cell: &str) -> Option<DeployState> {
    let tokens = tokens(cell);
    let alone = |at, len| stands_alone(&tokens, at, len, false);
    gravest(&tokens, plain(&tokens, tokens.len(), |at, len, state| state != Verified || alone(at, len)))
}

/// What the words before `end` say, where they stand among others: "live" and "failed" describe other things as
/// often as versions, so a state must stand alone.
pub(super) fn state_before(tokens: &[Token], end: usize) -> Option<DeployState> {
    let said = plain(tokens, end, |at, len, state| stands_alone(tokens, at, len, state != Verified));
    gravest(&tokens[..end], said)
}

/// Whether an explanation says that the version is gone: "rolled back at 11:00", not "rolled back the fonts".
pub(super) fn says_gone(text: &str) -> bool {
    let tokens = tokens(text);
    let said = plain(&tokens, tokens.len(), |at, len, _| stands_alone(&tokens, at, len, false));
    said.iter().any(|state| state.is_gone())
}

fn gravest(words: &[Token], said: Vec<DeployState>) -> Option<DeployState> {
    let doubt = words.iter().any(|token| token.is_word(&DOUBT) || token.kind == Kind::Mark('?'));
    let order = [Bad, RolledBack, Verified, Promoted, Planned];
    order.into_iter().find(|state| said.contains(state) && !(doubt && *state == Verified))
}

/// The states before `end` that are neither negated nor part of something else.
fn plain(tokens: &[Token], end: usize, counts: impl Fn(usize, usize, DeployState) -> bool) -> Vec<DeployState> {
    let mut said = Vec::new();
    let mut negated = false;
    let mut at = 0;
    while at < end {
        let Some((state, len)) = state_at(tokens, at) else {
            // "not verified", but "not now, verified".
            negated = (negated && !tokens[at].is_mark()) || tokens[at].is_word(&NOT);
            at += 1;
            continue;
        };
        if !negated && follows(tokens, at) && counts(at, len, state) {
            said.push(state);
        }
        negated = false;
        at += len;
    }
    said
}

/// Whether what stands before a state leaves it to the version: nothing, a mark, a number, another state.
fn follows(tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    let ends_state =
        (before.saturating_sub(1)..=before).any(|from| state_at(tokens, from).is_some_and(|(_, len)| from + len == at));
    ends_state || tokens[before].is_mark() || has_digit(&tokens[before]) || tokens[before].is_word(&LINKS)
}

/// Whether a state has no object: at the end, before a mark, before "by" and the like. `loose` lets it have
/// circumstances, too.
fn stands_alone(tokens: &[Token], at: usize, len: usize, loose: bool) -> bool {
    let next = at + len;
    match tokens.get(next) {
        None => true,
        Some(token) if token.kind == Kind::Colon => !tokens.get(next + 1).is_some_and(|token| token.is_word(&NO)),
        Some(token) if token.is_word(&CIRCUMSTANCES) => {
            loose || tokens.get(next + 1).is_some_and(|token| token.is_word(&PRODUCTION))
        }
        Some(token) => token.is_mark() || token.is_word(&AFTER) || has_digit(token) || state_at(tokens, next).is_some(),
    }
}

fn has_digit(token: &Token) -> bool {
    match token.kind {
        Kind::Number(_) => true,
        Kind::Word(word) => word.contains(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}
