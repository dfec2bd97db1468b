//! One line being typed: what each key does to it, and whether it was typed at all. Pure.

use super::burst::{GAP, Heard, Key};
use std::time::Duration;

/// Nobody types more than this.
const LONGEST: usize = 4000;
/// A block has a signature in it.
const LONGEST_BLOCK: usize = 16 * 1024;

/// What to do with a paste.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasting {
    /// Words that confirm are typed.
    Refused,
    /// A link is pasted, of course. It does not answer by itself.
    Inserted,
    /// Several lines, also where the terminal does not mark a paste: it is read as a whole and checked.
    Block,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Nothing,
    /// These many characters at its end are new.
    Added(usize),
    /// These many are gone.
    Taken(usize),
    /// It was a paste, and is gone.
    Refused,
    /// Escape.
    Cancelled,
    /// Ctrl-D on an empty line.
    Ended,
}

#[derive(Debug)]
pub struct Line {
    text: String,
    pasting: Pasting,
    last: Option<Duration>,
    enter: Option<Duration>,
    /// In the middle of a burst that is thrown away.
    refusing: bool,
}

impl Line {
    pub fn new(pasting: Pasting) -> Self {
        Self { text: String::new(), pasting, last: None, enter: None, refusing: false }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn hear(&mut self, at: Duration, heard: &Heard) -> Change {
        let near = self.last.replace(at).is_some_and(|last| at.saturating_sub(last) < GAP);
        self.refusing &= near;
        if self.refusing {
            return Change::Nothing;
        }
        // Enter counts only by itself: with a key right before or behind it, it came out of a paste.
        let within = self.enter.take().is_some();
        match self.pasting {
            Pasting::Block if within => {
                self.add(" ");
            }
            Pasting::Block => {}
            _ if within || (near && *heard == Heard::Key(Key::Enter)) => return self.refuse(),
            _ => {}
        }
        match heard {
            Heard::Paste(_) if self.pasting == Pasting::Refused => self.refuse(),
            // The end of the last line is no text.
            Heard::Paste(text) => self.add(text.trim_end_matches(['\r', '\n'])),
            Heard::Key(key) => self.key(at, *key),
        }
    }

    fn key(&mut self, at: Duration, key: Key) -> Change {
        match key {
            Key::Enter => {
                self.enter = Some(at);
                Change::Nothing
            }
            Key::Char(c) => self.add(c.encode_utf8(&mut [0; 4])),
            Key::Backspace => self.take(1),
            Key::Control('u') => self.take(usize::MAX),
            Key::Control('w') => {
                let kept = self.text.trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.take(self.text[kept..].chars().count())
            }
            Key::Escape => Change::Cancelled,
            Key::Control('d') if self.text.is_empty() => Change::Ended,
            _ => Change::Nothing,
        }
    }

    fn add(&mut self, text: &str) -> Change {
        let longest = if self.pasting == Pasting::Block { LONGEST_BLOCK } else { LONGEST };
        let room = longest.saturating_sub(self.text.chars().count());
        let before = self.text.len();
        self.text.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(room));
        Change::Added(self.text[before..].chars().count())
    }

    fn take(&mut self, count: usize) -> Change {
        let taken = (0..count).map_while(|_| self.text.pop()).count();
        Change::Taken(taken)
    }

    fn refuse(&mut self) -> Change {
        self.text.clear();
        self.refusing = true;
        Change::Refused
    }

    /// When Enter will count, if nothing else comes.
    pub fn due(&self) -> Option<Duration> {
        self.enter.map(|at| at + GAP)
    }

    /// The line, once Enter has stood by itself.
    pub fn entered(&mut self, now: Duration) -> Option<String> {
        if self.due()? > now {
            return None;
        }
        self.enter = None;
        Some(std::mem::take(&mut self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is entered by keys that come `gap` milliseconds apart; `\n` is Enter, `<` takes one back.
    fn entered(keys: &str, gap: u64, pasting: Pasting) -> Vec<String> {
        let mut line = Line::new(pasting);
        let mut taken = Vec::new();
        for (n, c) in keys.chars().enumerate() {
            let at = Duration::from_millis(n as u64 * gap);
            let key = match c {
                '\n' => Key::Enter,
                '<' => Key::Backspace,
                '^' => Key::Control('u'),
                '~' => Key::Control('w'),
                c => Key::Char(c),
            };
            taken.extend(line.entered(at));
            line.hear(at, &Heard::Key(key));
        }
        taken.extend(line.entered(Duration::from_secs(3600)));
        taken
    }

    #[test]
    fn typed_lines_are_entered_and_bursts_are_not() {
        for (keys, gap, lines) in [
            ("prod 43\n", 80, vec!["prod 43"]),
            ("prdo<<od\n", 80, vec!["prod"]),
            ("<<a\n", 80, vec!["a"]),
            ("wrong^right\n", 80, vec!["right"]),
            ("prod 43 ~44\n", 80, vec!["prod 44"]),
            ("\n", 80, vec![""]),
            ("yes\n", 5, vec![]),
            ("y\ny\ny\n", 1, vec![]),
            ("one\ntwo\n", 80, vec!["one", "two"]),
        ] {
            assert_eq!(entered(keys, gap, Pasting::Refused), lines, "{keys:?} every {gap} ms");
        }
    }

    #[test]
    fn a_marked_paste_is_refused_or_inserted_but_never_enters() {
        let paste = Heard::Paste("https://x\ny\n".into());
        let mut words = Line::new(Pasting::Refused);
        words.hear(Duration::ZERO, &Heard::Key(Key::Char('p')));
        assert_eq!(words.hear(Duration::from_secs(1), &paste), Change::Refused);
        assert_eq!(words.text(), "");
        let mut link = Line::new(Pasting::Inserted);
        assert_eq!(link.hear(Duration::ZERO, &paste), Change::Added(11));
        assert_eq!((link.text(), link.due()), ("https://x y", None));
    }

    #[test]
    fn a_block_is_taken_whole_however_it_comes() {
        assert_eq!(entered("one\ntwo\n", 1, Pasting::Block), ["one two"]);
        let mut line = Line::new(Pasting::Block);
        line.hear(Duration::ZERO, &Heard::Paste("a".repeat(20_000)));
        assert_eq!(line.text().len(), LONGEST_BLOCK);
    }

    #[test]
    fn escape_cancels_and_ctrl_d_on_nothing_ends_it() {
        let mut line = Line::new(Pasting::Refused);
        assert_eq!(line.hear(Duration::ZERO, &Heard::Key(Key::Control('d'))), Change::Ended);
        line.hear(Duration::from_secs(1), &Heard::Key(Key::Char('a')));
        assert_eq!(line.hear(Duration::from_secs(2), &Heard::Key(Key::Control('d'))), Change::Nothing);
        assert_eq!(line.hear(Duration::from_secs(3), &Heard::Key(Key::Escape)), Change::Cancelled);
    }
}
