//! What was known last of what nobody can see now.

use super::Sample;
use crate::time::Utc;
use crate::world::observations::MAIL_SENT;

/// The figures of a check, and how they read.
pub struct Last {
    pub check: &'static str,
    figures: &'static [&'static str],
    read: fn(&[i64]) -> String,
}

/// The checks whose figures are kept.
pub const LAST: [Last; 3] = [
    Last { check: "fleet", figures: &["agents_alive", "agents_dead"], read: fleet },
    Last { check: "pecks", figures: &["callback_error", "denied", "expired"], read: pecks },
    Last { check: "quota", figures: &[MAIL_SENT], read: quota },
];

impl Last {
    /// The newest sample that has all of its figures: when it was taken, and what it says.
    pub fn of(&self, samples: &[Sample]) -> Option<(Utc, String)> {
        let figures = |sample: &Sample| self.figures.iter().map(|name| sample.figure(name)).collect::<Option<Vec<_>>>();
        let newest = samples.iter().filter_map(|sample| Some((sample.at, figures(sample)?))).max_by_key(|(at, _)| *at);
        newest.map(|(at, figures)| (at, (self.read)(&figures)))
    }
}

fn fleet(figures: &[i64]) -> String {
    joined(figures, &["alive", "dead"])
}

fn pecks(figures: &[i64]) -> String {
    joined(figures, &["callback errors", "denied", "expired in all"])
}

fn quota(figures: &[i64]) -> String {
    joined(figures, &["sent in 24 h"])
}

fn joined(figures: &[i64], words: &[&str]) -> String {
    figures.iter().zip(words).map(|(figure, word)| format!("{figure} {word}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, sample};
    use super::*;

    #[test]
    fn the_newest_sample_with_all_of_the_figures_tells() {
        let samples = [
            sample(5, &[("agents_alive", 17), ("agents_dead", 2)]),
            sample(9, &[("agents_alive", 16)]),
            sample(3, &[("agents_alive", 19), ("agents_dead", 0)]),
        ];
        let told: Vec<_> = LAST.iter().map(|last| last.of(&samples)).collect();
        assert_eq!(told, [Some((at(5), "17 alive, 2 dead".into())), None, None]);
    }
}
