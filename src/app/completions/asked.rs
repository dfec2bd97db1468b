//! The words of the line that is completed, as the shell hands them over.

use super::bash;
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
    /// A quote is open in it: what is put in needs no escape.
    pub quoted: bool,
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
        let asked = Self { words, at, ..Self::default() };
        Some(if let Shell::Bash = shell { asked.read().joined() } else { asked })
    }

    /// bash hands over the words as they are typed.
    fn read(self) -> Self {
        let quoted = self.current().to_str().is_some_and(bash::is_quoted);
        let read = |word: OsString| word.to_str().map_or_else(|| word.clone(), |word| bash::unquoted(word).into());
        Self { words: self.words.into_iter().map(read).collect(), quoted, ..self }
    }

    /// What stands before the word that is completed.
    pub fn before(&self) -> Vec<OsString> {
        self.words.iter().take(self.at).cloned().collect()
    }

    /// The word itself, as far as it is typed.
    pub fn current(&self) -> OsString {
        self.words.get(self.at).cloned().unwrap_or_default()
    }

    /// Without flags that stand alone before the word: what follows is no value of theirs, which stands behind `=`.
    pub fn without(mut self, flags: &[String]) -> Self {
        let alone = |word: &OsString| flags.iter().any(|flag| word == flag.as_str());
        let gone = self.words.iter().take(self.at).filter(|word| alone(word)).count();
        let mut place = 0..;
        let at = self.at;
        self.words.retain(|word| place.next().is_some_and(|place| place >= at) || !alone(word));
        Self { at: at - gone, ..self }
    }

    /// For bash `--resume=7F3K` is three words, and so is what stands behind a flag: `--answer target.version=41`.
    fn joined(self) -> Self {
        let mut joined = Self { quoted: self.quoted, ..Self::default() };
        let mut words = self.words.into_iter().enumerate().peekable();
        while let Some((at, mut word)) = words.next() {
            let is_flag = |word: &OsString| word.to_string_lossy().starts_with("--");
            let is_flag = is_flag(&word) || joined.words.last().is_some_and(is_flag);
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
        let asked = Asked { words, at, ..Asked::default() }.joined();
        (asked.words.iter().map(|word| word.to_string_lossy().into_owned()).collect(), asked.at, asked.prefix)
    }

    #[test]
    fn what_follows_a_flag_that_stands_alone_is_no_value_of_it() {
        let words = ["duckops", "triage", "--resume", "in", "--resume"].iter().map(Into::into).collect();
        let asked = Asked { words, at: 3, ..Asked::default() }.without(&["--resume".into()]);
        assert_eq!((asked.words, asked.at), (["duckops", "triage", "in", "--resume"].map(Into::into).into(), 2));
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
            (&["triage", "--answer", "a.b", "="], 3, line("triage --answer a.b=", 2, "a.b=")),
        ] {
            assert_eq!(joined(words, at), one, "{words:?}");
        }
    }
}
