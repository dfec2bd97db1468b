//! The last line of a prompt: where the chosen word appears, with a remark above it when a key was of no use.

use super::streams::{Gone, Streams};

pub struct AnswerLine<'a> {
    streams: &'a Streams,
    prompt: String,
    remarked: bool,
    answered: bool,
}

impl<'a> AnswerLine<'a> {
    pub fn show(streams: &'a Streams, prompt: String) -> Result<Self, Gone> {
        streams.err(&prompt)?;
        Ok(Self { streams, prompt, remarked: false, answered: false })
    }

    /// The remark takes the place of the one before.
    pub fn remark(&mut self, text: &str) -> Result<(), Gone> {
        let prompt = &self.prompt;
        if !self.streams.facts.redraws() {
            return self.streams.err(&format!("\n{text}\n{prompt}"));
        }
        let up = if std::mem::replace(&mut self.remarked, true) { "\x1b[A" } else { "" };
        let text = self.streams.fitted(text, self.streams.width().saturating_sub(1));
        self.streams.err(&format!("\r\x1b[K{up}\r\x1b[K{text}\n{prompt}"))
    }

    /// The word that was chosen; the next line is free.
    pub fn done(mut self, word: &str) -> Result<(), Gone> {
        self.answered = true;
        self.streams.err(&format!("{word}\n"))
    }
}

/// Without an answer: what is written next still begins on its own line.
impl Drop for AnswerLine<'_> {
    fn drop(&mut self) {
        if !self.answered {
            let _ = self.streams.err("\n");
        }
    }
}
