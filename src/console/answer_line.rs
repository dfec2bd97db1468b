//! The last line of a prompt: where the chosen word appears, with a remark above it when a key was of no use.

use super::layout::wrap;
use super::streams::{Draw, Gone, Streams};

pub struct AnswerLine<'a> {
    streams: &'a Streams,
    prompt: String,
    /// How many lines the remark has.
    remarked: usize,
    answered: bool,
}

impl<'a> AnswerLine<'a> {
    pub fn show(streams: &'a Streams, prompt: String) -> Result<Self, Gone> {
        streams.err(&prompt)?;
        Ok(Self { streams, prompt, remarked: 0, answered: false })
    }

    /// The remark takes the place of the one before.
    pub fn remark(&mut self, text: &str) -> Result<(), Gone> {
        let prompt = &self.prompt;
        if !self.streams.facts.redraws() {
            return self.streams.err(&format!("\n{text}\n{prompt}"));
        }
        let lines = wrap(text, self.streams.width().saturating_sub(1), "");
        let over = format!("\r\x1b[K{}", "\x1b[A\r\x1b[K".repeat(std::mem::replace(&mut self.remarked, lines.len())));
        self.streams.draw(&[Draw::Control(&over), Draw::Text(&format!("{}\n{prompt}", lines.join("\n")))])
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::{Facts, Terminals};

    /// Two remarks and an answer, as written.
    fn written(plain: bool) -> String {
        let terminals = Terminals { stderr: true, ..Terminals::default() };
        let (streams, captured) = Streams::memory(Facts { terminals, plain, columns: Some(21), ..Facts::default() });
        let mut line = AnswerLine::show(&streams, "> ".into()).unwrap();
        line.remark("x is no key here: ? says").unwrap();
        line.remark("y").unwrap();
        line.done("continue").unwrap();
        captured.err()
    }

    #[test]
    fn a_remark_takes_the_place_of_the_one_before() {
        let remarks = "\r\x1b[Kx is no key here: ?\nsays\n> \r\x1b[K\x1b[A\r\x1b[K\x1b[A\r\x1b[Ky\n> ";
        assert_eq!(written(false), format!("> {remarks}continue\n"));
        assert_eq!(written(true), "> \nx is no key here: ? says\n> \ny\n> continue\n");
    }

    #[test]
    fn without_an_answer_the_line_is_ended() {
        let (streams, captured) = Streams::memory(Facts::default());
        drop(AnswerLine::show(&streams, "> ".into()).unwrap());
        assert_eq!(captured.err(), "> \n");
    }
}
