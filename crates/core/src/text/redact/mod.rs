//! Secrets are replaced before anything is kept or shown: what stands under the name of a secret, what has the form of
//! one, credentials in an address, and what a team's settings name.

mod keyed;
mod more;
mod suspicious;
#[cfg(test)]
mod tests;
mod url;
mod words;

pub use more::Redaction;

use std::sync::OnceLock;

const GONE: &str = "[redacted]";

static MORE: OnceLock<Redaction> = OnceLock::new();

/// What the settings name is replaced from now on, in this process. It is said once, before anything else is read.
pub fn redact_also(more: Redaction) {
    if !more.is_empty() {
        // Whoever says it a second time means the same settings.
        let _ = MORE.set(more);
    }
}

pub fn secrets(text: &str) -> String {
    by(text, MORE.get())
}

/// Until nothing is left: where one secret is gone, another may begin. What is clean stays as it is, so that ledgers
/// and runs read the same ever after.
fn by(text: &str, more: Option<&Redaction>) -> String {
    const ROUNDS: usize = 8;
    let mut text = text.to_owned();
    if more.is_none() && !suspicious::may_hold_one(&text) {
        return text;
    }
    for _ in 0..ROUNDS {
        let next = once(&text, more);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

fn once(text: &str, more: Option<&Redaction>) -> String {
    let text = url::credentials(text);
    let text = keyed::values(&text);
    let text = words::tokens(&text);
    match more {
        Some(more) => more.apply(&text),
        None => text,
    }
}

/// The text with its secrets replaced piece by piece: what is gone already is no secret again.
fn between(text: &str, replaced: impl Fn(&str) -> String) -> String {
    text.split(GONE).map(replaced).collect::<Vec<_>>().join(GONE)
}
