//! The ways out of every question: back, quit, help. The same keys, the same words and the same meaning at each.

use super::burst::Key;
use super::layout::{flow, hang};
use super::streams::{Gone, Streams};

/// Under the words of help, past its keys.
const HELP_INDENT: &str = "            ";
/// What is said of `b` where there is no way back.
pub const NOWHERE: &str = "There is nothing to go back to.";

/// What leaving comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leaving {
    /// The run is kept.
    #[default]
    Resumable,
    /// What is walked on goes with it.
    EndsDrill,
    /// No walk: a command that has done nothing yet.
    ChangesNothing,
}

impl Leaving {
    pub fn said(self) -> &'static str {
        match self {
            Leaving::Resumable => "leave; nothing is lost, --resume comes back here",
            Leaving::EndsDrill => "leave; the simulated stack goes with it, the drill begins anew",
            Leaving::ChangesNothing => "leave; nothing is changed",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// What going back does; nothing where there is no way back.
    pub back: Option<&'static str>,
    /// What is asked can be passed over, with a reason.
    pub skip: bool,
    pub leaving: Leaving,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Back,
    Skip,
    Quit,
    Help,
    /// Back was asked for, and there is no way back.
    Nowhere,
}

impl Ways {
    /// Ctrl-D leaves, wherever it is pressed; Escape goes back.
    pub fn of_key(self, key: Key) -> Option<Way> {
        match key {
            Key::Char('b') | Key::Escape => Some(self.back.map_or(Way::Nowhere, |_| Way::Back)),
            Key::Char('s') if self.skip => Some(Way::Skip),
            Key::Char('q') | Key::Control('d') => Some(Way::Quit),
            Key::Char('?') => Some(Way::Help),
            _ => None,
        }
    }

    /// Of a line that was typed: the key alone.
    pub fn of_line(self, typed: &str) -> Option<Way> {
        let mut chars = typed.trim().chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => self.of_key(Key::Char(c)),
            _ => None,
        }
    }

    /// The line of keys: what answers, then the ways out.
    pub fn show(self, streams: &Streams, answering: &[&str]) -> Result<(), Gone> {
        let back = self.back.map(|_| "[b]ack");
        let items = answering.iter().copied().chain(self.skip.then_some("[s]kip")).chain(back).chain(["[q]uit", "[?]"]);
        let lines = flow(&items.map(str::to_owned).collect::<Vec<_>>(), streams.width().saturating_sub(1));
        streams.err(&format!("{}\n", lines.join("\n")))
    }

    /// One line for each key.
    pub fn help(self, answering: &[(&str, &str)]) -> Vec<String> {
        let back = self.back.map(|back| ("b", back));
        let skip = self.skip.then_some(("s", "skip what is asked, with a reason"));
        let keys = answering.iter().copied().chain(skip).chain(back).chain([("q, Ctrl-D", self.leaving.said())]);
        keys.chain([("Ctrl-C", "end at once"), ("Ctrl-Z", "pause; fg comes back")]).map(help_line).collect()
    }
}

pub fn help_line((key, does): (&str, &str)) -> String {
    format!("{key:<10}{does}")
}

pub fn show_help(streams: &Streams, lines: &[String]) -> Result<(), Gone> {
    let width = streams.width().saturating_sub(1);
    let lines: Vec<String> = lines.iter().flat_map(|line| hang(line, width, "  ", HELP_INDENT)).collect();
    streams.err(&format!("{}\n", lines.join("\n")))
}

/// What is said of a key that does nothing; `which` says what does.
pub fn no_key(key: Key, which: &str) -> String {
    match key {
        Key::Enter => format!("Enter alone answers nothing: {which}."),
        Key::Char(c) => format!("{} is no key here: {which}.", c.escape_default()),
        _ => format!("That is no key here: {which}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Facts;
    use crate::console::layout::width_of;

    const BOTH: Ways =
        Ways { back: Some("back a step; what was done stays done"), skip: false, leaving: Leaving::Resumable };

    #[test]
    fn a_key_and_the_key_alone_on_a_line_mean_the_same() {
        let nowhere = Ways { back: None, ..BOTH };
        for (ways, key, line, way) in [
            (BOTH, Key::Char('b'), "b", Some(Way::Back)),
            (nowhere, Key::Char('b'), " b ", Some(Way::Nowhere)),
            (BOTH, Key::Char('q'), "q", Some(Way::Quit)),
            (BOTH, Key::Char('?'), "?", Some(Way::Help)),
            (BOTH, Key::Char('n'), "n", None),
            (BOTH, Key::Char('s'), "s", None),
            (Ways { skip: true, ..BOTH }, Key::Char('s'), "s", Some(Way::Skip)),
            (BOTH, Key::Enter, "", None),
            (BOTH, Key::Other, "back", None),
        ] {
            assert_eq!((ways.of_key(key), ways.of_line(line)), (way, way), "{key:?} {line:?}");
        }
        assert_eq!((BOTH.of_key(Key::Escape), BOTH.of_key(Key::Control('d'))), (Some(Way::Back), Some(Way::Quit)));
    }

    #[test]
    fn the_keys_stand_on_one_line() {
        let shown = |ways: Ways| {
            let (streams, captured) = Streams::memory(Facts { columns: Some(40), ..Facts::default() });
            ways.show(&streams, &["[y]es", "[n]o"]).unwrap();
            captured.err()
        };
        assert_eq!(shown(BOTH), "[y]es  [n]o  [b]ack  [q]uit  [?]\n");
        assert_eq!(shown(Ways { skip: true, ..BOTH }), "[y]es  [n]o  [s]kip  [b]ack  [q]uit\n[?]\n");
        assert_eq!(shown(Ways { back: None, ..BOTH }), "[y]es  [n]o  [q]uit  [?]\n");
    }

    #[test]
    fn help_fits_eighty_columns() {
        for leaving in [Leaving::Resumable, Leaving::EndsDrill, Leaving::ChangesNothing] {
            let help = Ways { leaving, ..BOTH }.help(&[("y", "yes"), ("n", "no")]);
            assert!(help.iter().all(|line| width_of(line) < 78), "{help:?}");
        }
    }
}
