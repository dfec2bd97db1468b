//! Sentences that are made of other people's words.

use std::fmt::Display;

/// With a full stop, unless it ends by itself: a title may be a question.
pub fn sentence(words: impl Display) -> String {
    let words = words.to_string();
    if words.ends_with(['.', '?', '!', '…']) { words } else { words + "." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_once() {
        for (words, one) in [("It is down", "It is down."), ("Is it?", "Is it?"), ("No.", "No."), ("so …", "so …")]
        {
            assert_eq!(sentence(words), one);
        }
    }
}
