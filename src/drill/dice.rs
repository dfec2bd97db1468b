//! What a seed decides of a drill. Each thing is decided by its own name, so that a drill which learns a new one keeps
//! all the others: the same seed is the same drill.

use sha2::{Digest as _, Sha256};
use std::ops::RangeInclusive;

/// Without a seed everything is as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dice(Option<u64>);

impl Dice {
    pub const PLAIN: Self = Self(None);

    pub fn of(seed: Option<u64>) -> Self {
        Self(seed)
    }

    /// Between the two, or as it is written.
    pub fn number(self, what: &str, plain: i64, from_to: RangeInclusive<i64>) -> i64 {
        let (from, to) = (*from_to.start(), *from_to.end());
        match self.roll(what) {
            None => plain,
            Some(roll) => from + (roll % (from.abs_diff(to) + 1)) as i64,
        }
    }

    /// The same for what is counted.
    pub fn count(self, what: &str, plain: u64, from_to: RangeInclusive<u64>) -> u64 {
        match self.roll(what) {
            None => plain,
            Some(roll) => from_to.start() + roll % (from_to.end() - from_to.start() + 1),
        }
    }

    /// One of them: the first, where nothing is varied.
    pub fn choose<T: Copy>(self, what: &str, first: T, others: &[T]) -> T {
        let at = self.roll(what).map_or(0, |roll| (roll % (others.len() as u64 + 1)) as usize);
        if at == 0 { first } else { others[at - 1] }
    }

    /// Whether something is there that need not be: one time in so many; never, where nothing is varied.
    pub fn is(self, what: &str, one_in: u64) -> bool {
        self.roll(what).is_some_and(|roll| roll.is_multiple_of(one_in))
    }

    /// The name of a version. The story knows 39 to 43; which they are called differs.
    pub fn version(self, plain: u32) -> String {
        (i64::from(plain) + self.number("versions", 0, 1..=56)).to_string()
    }

    /// A text in which versions stand as `{43}`.
    pub fn text(self, text: &str) -> String {
        (39..=43).fold(text.to_owned(), |text, version| text.replace(&format!("{{{version}}}"), &self.version(version)))
    }

    fn roll(self, what: &str) -> Option<u64> {
        let digest = Sha256::digest(format!("drill {}: {what}", self.0?));
        Some(digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_seed_everything_is_as_written() {
        let plain = Dice::PLAIN;
        assert_eq!((plain.number("n", 7, 1..=3), plain.count("n", 7, 1..=3)), (7, 7));
        assert_eq!((plain.choose("c", 1, &[2, 3]), plain.is("i", 1), plain.version(43)), (1, false, "43".into()));
    }

    /// Written down: who gave somebody a seed to practise gave them this drill, in every later duckops too.
    #[test]
    fn a_seed_decides_the_same_for_ever() {
        let dice = Dice::of(Some(17));
        assert_eq!(dice.number("a number", 0, -50..=50), -16);
        assert_eq!(dice.version(43), "64");
        assert_eq!(dice.text("{42} was before {43}"), format!("{} was before 64", dice.version(42)));
    }

    #[test]
    fn every_value_comes_and_no_other() {
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..200 {
            let dice = Dice::of(Some(seed));
            seen.insert((dice.number("n", 0, -1..=1), dice.choose("c", 1, &[2])));
        }
        assert_eq!(seen.len(), 6, "{seen:?}");
    }
}
