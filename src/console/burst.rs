//! Typed or pasted: told by time, for terminals that do not mark a paste. Pure.

use std::time::Duration;

/// Keys closer together than this were not typed to answer something.
pub const GAP: Duration = Duration::from_millis(40);
/// A guarded prompt listens only after it has been quiet for so long.
pub const QUIET: Duration = Duration::from_millis(300);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Char(char),
    Enter,
    Backspace,
    Escape,
    Control(char),
    Up,
    Down,
    /// Function keys, keys with Alt, the other arrows.
    Other,
}

/// What came from the keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    Key(Key),
    /// A paste that the terminal marked as one.
    Paste(String),
}

/// What is known once it has been quiet after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// A key by itself.
    Lone(Key),
    /// Several at once: a paste, a cat. None of them answers.
    Burst,
}

/// Collects keys until they have settled.
#[derive(Debug, Default)]
pub struct Bursts {
    last: Option<Duration>,
    held: Option<Press>,
}

impl Bursts {
    pub fn hear(&mut self, at: Duration, heard: &Heard) {
        let near = self.last.is_some_and(|last| at.saturating_sub(last) < GAP);
        self.held = Some(match heard {
            Heard::Key(key) if !near => Press::Lone(*key),
            _ => Press::Burst,
        });
        self.last = Some(at);
    }

    /// When what was heard will have settled, if nothing else comes.
    pub fn due(&self) -> Option<Duration> {
        self.held.and(self.last).map(|last| last + GAP)
    }

    pub fn settled(&mut self, now: Duration) -> Option<Press> {
        if self.due()? <= now { self.held.take() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a prompt takes from keys at these milliseconds.
    fn presses(keys: &[(u64, char)]) -> Vec<Press> {
        let mut bursts = Bursts::default();
        let mut taken = Vec::new();
        for (at, c) in keys {
            let at = Duration::from_millis(*at);
            taken.extend(bursts.settled(at));
            bursts.hear(at, &Heard::Key(Key::Char(*c)));
        }
        taken.extend(bursts.settled(Duration::from_secs(3600)));
        taken
    }

    #[test]
    fn only_a_lone_key_is_taken() {
        let lone = |c| Press::Lone(Key::Char(c));
        for (keys, taken) in [
            (vec![(0, 'c')], vec![lone('c')]),
            (vec![(0, 'c'), (40, 'n')], vec![lone('c'), lone('n')]),
            (vec![(0, 'c'), (39, 'n')], vec![Press::Burst]),
            (vec![(0, 'y'), (1, 'y'), (2, 'y'), (60, 'n')], vec![Press::Burst, lone('n')]),
            // A key that is held down repeats faster than anyone types.
            (vec![(0, 'c'), (33, 'c'), (66, 'c'), (99, 'c')], vec![Press::Burst]),
            (vec![], vec![]),
        ] {
            assert_eq!(presses(&keys), taken, "{keys:?}");
        }
    }

    #[test]
    fn a_marked_paste_is_a_burst_even_of_one_character() {
        let mut bursts = Bursts::default();
        bursts.hear(Duration::ZERO, &Heard::Paste("c".into()));
        assert_eq!(bursts.settled(Duration::from_millis(39)), None);
        assert_eq!(bursts.settled(Duration::from_millis(40)), Some(Press::Burst));
        assert_eq!(bursts.settled(Duration::from_millis(41)), None);
    }
}
