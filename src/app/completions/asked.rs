//! The words of the line that is completed, as the shell hands them over.

use crate::cli::Shell;
use crate::environment::Environment;
use std::ffi::OsString;

/// A line, and the word on it that is completed.
#[derive(Debug, Default, PartialEq)]
pub struct Asked {
    pub words: Vec<OsString>,
    pub at: usize,
    /// What stands before the part of the word that the shell completes.
    pub prefix: String,
}

impl Asked {
    /// Nothing where this is no question of a shell's.
    pub fn by(shell: Shell, environment: &Environment) -> Option<Self> {
        let mut args = environment.args.iter().skip(1);
        args.next().filter(|word| *word == "--")?;
        let words: Vec<_> = args.cloned().collect();
        // fish hands over the words up to the one that is completed.
        let last = words.len().checked_sub(1)?;
        let at = environment.var("_CLAP_COMPLETE_INDEX").and_then(|at| at.parse().ok()).unwrap_or(last);
        let asked = Self { words, at, prefix: String::new() };
        Some(if let Shell::Bash = shell { asked.joined() } else { asked })
    }

    /// What stands before the word that is completed.
    pub fn before(&self) -> Vec<OsString> {
        self.words.iter().take(self.at).cloned().collect()
    }

    /// The word itself, as far as it is typed.
    pub fn current(&self) -> OsString {
        self.words.get(self.at).cloned().unwrap_or_default()
    }

    /// For bash `--resume=7F3K` is three words.
    fn joined(self) -> Self {
        let mut joined = Self::default();
        let mut words = self.words.into_iter().enumerate().peekable();
        while let Some((at, mut word)) = words.next() {
            let is_flag = word.to_string_lossy().starts_with("--");
            let equals = words.next_if(|(_, next)| is_flag && next == "=").map(|(at, _)| at);
            if let Some(equals) = equals {
                word.push("=");
                let prefix = word.to_string_lossy().into_owned();
                let value = words.next();
                word.push(value.as_ref().map(|(_, value)| value.clone()).unwrap_or_default());
                let is_here = equals == self.at || value.is_some_and(|(at, _)| at == self.at);
                joined.place(is_here, prefix);
            }
            joined.place(at == self.at, String::new());
            joined.words.push(word);
        }
        joined
    }

    fn place(&mut self, is_here: bool, prefix: String) {
        if is_here {
            (self.at, self.prefix) = (self.words.len(), prefix);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(words: &[&str], at: usize) -> (Vec<String>, usize, String) {
        let words = words.iter().map(Into::into).collect();
        let asked = Asked { words, at, prefix: String::new() }.joined();
        (asked.words.iter().map(|word| word.to_string_lossy().into_owned()).collect(), asked.at, asked.prefix)
    }

    #[test]
    fn what_bash_cuts_at_equals_is_one_word() {
        let line = |words: &str, at, prefix: &str| {
            (words.split(' ').map(str::to_owned).collect::<Vec<_>>(), at, prefix.to_owned())
        };
        for (words, at, one) in [
            (&["triage", "--resume", "=", "7F"][..], 3, line("triage --resume=7F", 1, "--resume=")),
            (&["triage", "--resume", "=", "7F", "x"], 4, line("triage --resume=7F x", 2, "")),
            (&["triage", "--resume", "="], 2, line("triage --resume=", 1, "--resume=")),
            (&["triage", "--resume", "inc"], 2, line("triage --resume inc", 2, "")),
            (&["triage", "a", "=", "b"], 3, line("triage a = b", 3, "")),
        ] {
            assert_eq!(joined(words, at), one, "{words:?}");
        }
    }
}
