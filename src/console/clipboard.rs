//! The clipboard of the terminal, also of one at the other end of an SSH connection: the escape OSC 52.
//! <https://invisible-island.net/xterm/ctlseqs/ctlseqs.html> ("Manipulate Selection Data")

use super::streams::{Streams, To};
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// Terminals drop longer ones without a word.
const LONGEST: usize = 74_000;

impl Streams {
    /// Hands a text to the terminal, or says why not. Whether the terminal took it is not known.
    pub fn copy(&self, text: &str) -> Result<(), &'static str> {
        let terminals = self.facts.terminals;
        let escape = format!("\x1b]52;c;{}\x07", BASE64_STANDARD.encode(text));
        match () {
            () if self.facts.dumb => Err("this terminal understands no escapes"),
            () if escape.len() > LONGEST => Err("it is too long for a terminal's clipboard"),
            () if terminals.stderr => self.control(To::Err, &escape).map_err(|_| "the terminal is gone"),
            () if terminals.stdout => self.control(To::Out, &escape).map_err(|_| "the terminal is gone"),
            () => Err("neither stdout nor stderr is a terminal"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::{Facts, Terminals};

    #[test]
    fn it_is_written_to_a_terminal_and_to_nothing_else() {
        let on = |stdout, stderr, dumb| {
            let facts = Facts { terminals: Terminals { stdin: false, stdout, stderr }, dumb, ..Facts::default() };
            let (streams, captured) = Streams::memory(facts);
            (streams.copy("43"), captured.out(), captured.err())
        };
        let escape = "\x1b]52;c;NDM=\x07".to_string();
        assert_eq!(on(true, true, false), (Ok(()), String::new(), escape.clone()));
        assert_eq!(on(true, false, false), (Ok(()), escape, String::new()));
        assert_eq!(on(false, false, false).0, Err("neither stdout nor stderr is a terminal"));
        assert_eq!(on(true, true, true), (Err("this terminal understands no escapes"), String::new(), String::new()));
        let (streams, _) = Streams::memory(Facts {
            terminals: Terminals { stdin: true, stdout: true, stderr: true },
            ..Facts::default()
        });
        assert!(streams.copy(&"x".repeat(80_000)).is_err());
    }
}
