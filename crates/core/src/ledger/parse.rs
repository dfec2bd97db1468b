//! Reads an entry back from its Markdown. Strict: what was edited by hand may not be readable, and says so.

use super::DeployState;
use super::entry::{DEPLOY_ROWS, DOT, DeployNote, Entry, TABLE, digest_of};
use super::mark::{self, Kind, Mark};
use crate::text::{Clean, Markdown};
use crate::time::Utc;
use std::borrow::Cow;

/// What an entry's text turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// As duckops wrote it: the digest is that of the text.
    Intact(Box<Entry>),
    /// Changed since, but it still reads.
    Edited(Box<Entry>),
    /// Changed so that it no longer reads as an entry.
    Unreadable,
}

impl Reading {
    /// Reads the text between an entry's heading and the end of its mark. Line ends do not count: git may
    /// have turned them.
    pub fn of(text: &str) -> Reading {
        let text = unix(text);
        match parse(&text) {
            None => Reading::Unreadable,
            Some((entry, digest)) if digest_without_its_line(&text).as_ref() == Some(&digest) => {
                Reading::Intact(Box::new(entry))
            }
            Some((entry, _)) => Reading::Edited(Box::new(entry)),
        }
    }

    pub fn entry(&self) -> Option<&Entry> {
        match self {
            Reading::Intact(entry) | Reading::Edited(entry) => Some(entry),
            Reading::Unreadable => None,
        }
    }
}

/// What digests are taken of.
pub(super) fn unix(text: &str) -> Cow<'_, str> {
    match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").trim_end_matches('\n').into()),
        false => Cow::Borrowed(text.trim_end_matches('\n')),
    }
}

/// The digest that a text should name.
pub(super) fn digest_without_its_line(text: &str) -> Option<String> {
    let mut starts = text.rmatch_indices('\n').map(|(end, _)| end + 1);
    let start = starts.find(|start| text[*start..].starts_with(mark::DIGEST))?;
    let end = start + text[start..].find('\n')? + 1;
    Some(digest_of(&text[..start], &text[end..]))
}

/// The time and the title of a line that looks like an entry's heading.
pub(super) fn heading(line: &str) -> Option<(Utc, &str)> {
    let (stamp, title) = line.strip_prefix("## ")?.split_once(DOT)?;
    Some((moment(stamp)?, title))
}

/// Exactly the form that [`stamp`](crate::time::stamp) gives; chrono's own readers take much else, too.
fn moment(stamp: &str) -> Option<Utc> {
    let alike = |(given, form): (u8, u8)| given == form || (form == b'0' && given.is_ascii_digit());
    if stamp.len() != FORM.len() || !stamp.bytes().zip(FORM.bytes()).all(alike) {
        return None;
    }
    let part = |from: usize, to: usize| stamp[from..to].parse::<u32>().ok();
    let day = chrono::NaiveDate::from_ymd_opt(stamp[..4].parse().ok()?, part(5, 7)?, part(8, 10)?)?;
    Some(day.and_hms_opt(part(11, 13)?, part(14, 16)?, part(17, 19)?)?.and_utc())
}

const FORM: &str = "0000-00-00T00:00:00Z";

fn parse(text: &str) -> Option<(Entry, String)> {
    let lines: Vec<_> = text.split('\n').collect();
    let mark_at = lines.len().checked_sub(6)?;
    let mark = Mark::parse(lines[mark_at..].join("\n").into())?;
    let mut rest = Lines(&lines[..mark_at]);
    let (at, title) = heading(rest.next()?)?;
    rest.blank()?;
    let mut facts = rest.table()?;
    let deploy = match mark.kind() {
        Kind::Deploy => Some(note(&mut facts)?),
        Kind::Note => None,
    };
    let words = rest.quotes()?;
    let text = rest.text()?;
    let entry = Entry {
        ledger: Clean::new(mark.ledger()),
        at,
        title: plain(title),
        deploy,
        facts,
        words,
        text,
        key: Clean::new(mark.key()),
        parents: mark.parents().map(str::to_owned).collect(),
    };
    rest.0.is_empty().then(|| (entry, mark.digest().to_owned()))
}

/// The first rows of a deploy entry's table.
fn note(facts: &mut Vec<(Clean, Clean)>) -> Option<DeployNote> {
    if facts.len() < DEPLOY_ROWS.len() || !facts.iter().zip(DEPLOY_ROWS).all(|(row, label)| row.0.as_str() == label) {
        return None;
    }
    let [version, state, operator, what] =
        <[(Clean, Clean); 4]>::try_from(facts.drain(..4).collect::<Vec<_>>()).ok()?.map(|(_, value)| value);
    Some(DeployNote { version, state: DeployState::parse(state.as_str())?, operator, what })
}

fn plain(markdown: &str) -> Clean {
    Clean::new(Markdown::unescape(markdown))
}

/// The lines not read yet.
struct Lines<'a>(&'a [&'a str]);

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn blank(&mut self) -> Option<()> {
        self.next().filter(|line| line.is_empty()).map(drop)
    }

    fn table(&mut self) -> Option<Vec<(Clean, Clean)>> {
        let mut rows = Vec::new();
        let Some(rest) = self.0.strip_prefix(TABLE.as_slice()) else { return Some(rows) };
        self.0 = rest;
        while self.0.first().is_some_and(|line| line.starts_with('|')) {
            rows.push(cells(self.next()?)?);
        }
        self.blank()?;
        Some(rows)
    }

    fn quotes(&mut self) -> Option<Vec<(Clean, Clean)>> {
        let mut words = Vec::new();
        while self.0.first().is_some_and(|line| line.starts_with("> ")) {
            let (who, text) = self.next()?.strip_prefix("> **")?.split_once("**: ")?;
            words.push((plain(who), plain(text)));
            // Between two quotes stands a bare mark, after the last one nothing.
            match self.next()? {
                "" => break,
                ">" if self.0.first()?.starts_with("> ") => {}
                _ => return None,
            }
        }
        Some(words)
    }

    fn text(&mut self) -> Option<Option<Clean>> {
        if self.0.is_empty() {
            return Some(None);
        }
        let text = plain(self.next()?);
        self.blank()?;
        Some(Some(text))
    }
}

/// The two cells of a row. A bar within a cell is escaped, so ` | ` stands only between them.
fn cells(line: &str) -> Option<(Clean, Clean)> {
    let (label, value) = line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | ")?;
    Some((plain(label), plain(value)))
}
