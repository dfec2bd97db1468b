//! `duckops log … show`: what stands in a ledger, entries of duckops and what people wrote between them.

use crate::app::Session;
use crate::app::desk::Desk;
use crate::cli::LogShowArgs;
use crate::console::render::{Page, table};
use crate::error::{Error, Exit};
use duckops_core::ledger::deploys::{self, Deploy, When};
use duckops_core::ledger::{Entry, Ledger, Piece, Reading, opening, short};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, moment, stamp};
use duckops_core::world::{Known, Table};
use regex_lite::Regex;
use serde_json::{Value, json};
use std::num::NonZeroUsize;

/// Which of them to show.
struct Wanted {
    since: Option<Utc>,
    grep: Option<Regex>,
    last: Option<usize>,
}

/// How much of the end is read first: some hundred entries.
const END: u64 = 64 * 1024;

/// One thing in a ledger.
struct Item {
    at: Option<Utc>,
    text: String,
    json: Value,
    shown: Shown,
}

enum Shown {
    Entry(Box<Entry>, &'static str),
    /// Lines as they stand in the file.
    Lines(Vec<Clean>),
    /// A row of the deploy log: when, version, state, operator, what changed.
    Row([Clean; 5]),
}

pub fn run(session: &Session, desk: &Desk, ledgers: &[&'static str], args: &LogShowArgs) -> Result<Exit, Error> {
    let wanted = Wanted::of(session, args)?;
    for ledger in ledgers {
        let (items, from_end) = wanted.read(desk, ledger).map_err(|why| super::unread(&why))?;
        let none = match (items.is_empty(), desk.ledgers.path(ledger).exists()) {
            (true, false) => "there is no such file: no entry".into(),
            _ => wanted.none_of(&items),
        };
        let (untimed, mut kept): (Vec<_>, Vec<_>) = items
            .into_iter()
            .filter(|item| wanted.matches(item))
            .partition(|item| wanted.since.is_some() && item.at.is_none());
        kept.drain(..wanted.last.map_or(0, |last| kept.len().saturating_sub(last)));
        let path = Clean::new(desk.ledgers.path(ledger).display().to_string());
        if session.settings.json {
            session.json_lines(&kept.iter().map(|item| format!("{}\n", item.json)).collect::<String>())?;
        } else {
            session.out(&shown(&session.page(), path.as_str(), &kept, &none))?;
        }
        if !untimed.is_empty() {
            session.err(&format!("left out, because they do not say when: {} in {path}\n", untimed.len()));
        }
        if from_end {
            session.err(&session.again(&only_the_end(ledger, &path)));
        }
    }
    Ok(Exit::Done)
}

impl Wanted {
    fn of(session: &Session, args: &LogShowArgs) -> Result<Self, Error> {
        let since = args.since.as_ref().map(|text| {
            let wrong = || Error::wrong(format!("`{}` is not a time", Clean::new(text)));
            moment(text, session.clock.now()).ok_or_else(|| wrong().hint("2026-11-22, 2026-11-22T02:14:07Z, 24h or 7d"))
        });
        let grep = args.grep.as_ref().map(|pattern| {
            let wrong = || Error::wrong(format!("`{}` is not a regular expression", Clean::new(pattern)));
            Regex::new(pattern).map_err(|cause| wrong().because(cause))
        });
        Ok(Self { since: since.transpose()?, grep: grep.transpose()?, last: args.last.map(NonZeroUsize::get) })
    }

    /// What there is to choose from; and whether it is of the end alone. The deploy log is shown by time, whichever end
    /// people write at.
    fn read(&self, desk: &Desk, ledger: &str) -> Known<(Vec<Item>, bool)> {
        let last = self.last.filter(|_| ledger != "deploy" && self.since.is_none() && self.grep.is_none());
        let mut most = END;
        while let Some(last) = last {
            match desk.ledgers.read_end(ledger, most)?.unwrap_or((Vec::new(), true)) {
                (bytes, true) => return Ok((items(ledger, &Ledger::parse(&bytes)), false)),
                (bytes, false) => {
                    let items = Ledger::of_end(&bytes).map(|end| items(ledger, &end)).unwrap_or_default();
                    if items.len() >= last {
                        return Ok((items, true));
                    }
                }
            }
            most *= 4;
        }
        let bytes = desk.ledgers.read(ledger)?.unwrap_or_default();
        Ok((items(ledger, &Ledger::parse(&bytes)), false))
    }

    /// Said where nothing is shown: what there is beside it.
    fn none_of(&self, items: &[Item]) -> String {
        let fits = items.iter().filter(|item| self.grep.as_ref().is_none_or(|grep| grep.is_match(&item.text)));
        let newest = fits.filter_map(|item| item.at).max();
        match (self.since, newest) {
            _ if items.is_empty() => "no entry".into(),
            (Some(since), Some(newest)) => {
                format!("no entry since {}; the newest is of {}", stamp(since), stamp(newest))
            }
            _ if self.grep.is_some() => "no entry that matches".into(),
            _ => "no entry".into(),
        }
    }

    /// What does not say when it was is sorted out by the caller.
    fn matches(&self, item: &Item) -> bool {
        let late = self.since.zip(item.at).is_none_or(|(since, at)| at >= since);
        late && self.grep.as_ref().is_none_or(|grep| grep.is_match(&item.text))
    }
}

/// Whoever reads the end alone does not know what stands before it.
fn only_the_end(ledger: &str, path: &Clean) -> String {
    format!(
        "only the end of {path} was read\n  a fence or a comment that is left open before it would hide these: \
         duckops log {ledger} verify\n"
    )
}

fn items(ledger: &str, parsed: &Ledger) -> Vec<Item> {
    let bytes = parsed.bytes();
    let pieces = parsed.pieces().flat_map(|piece| match piece {
        Piece::Entry(found) => {
            let id = found.mark.as_ref().map(|mark| short(mark.digest()).to_owned());
            vec![entry(ledger, &parsed.read(found), found.at, id, &bytes[found.span.clone()])]
        }
        // The deploy log is read as rows, whoever wrote them.
        Piece::Prose(_) if ledger == "deploy" => Vec::new(),
        Piece::Prose(span) => prose(ledger, &bytes[span]),
    });
    if ledger != "deploy" {
        return pieces.collect();
    }
    let notes =
        pieces.filter(|item| matches!(&item.shown, Shown::Entry(entry, _) if entry.deploy.is_none())).map(as_row);
    let rows = deploys::read(bytes).iter().map(deploy).chain(notes).collect();
    by_time(rows)
}

/// The oldest first; what does not say when stays behind the one before it.
fn by_time(items: Vec<Item>) -> Vec<Item> {
    let mut last = None;
    let mut timed: Vec<_> = items
        .into_iter()
        .map(|item| {
            last = item.at.or(last);
            (last, item)
        })
        .collect();
    timed.sort_by_key(|(at, _)| *at);
    timed.into_iter().map(|(_, item)| item).collect()
}

fn entry(ledger: &str, reading: &Reading, at: Option<Utc>, id: Option<String>, raw: &[u8]) -> Item {
    let (entry, state) = match reading {
        Reading::Intact(entry) => (entry, "intact"),
        Reading::Edited(entry) => (entry, "edited"),
        Reading::Unreadable => {
            let lines = lines(raw);
            let text = lines.iter().map(Clean::as_str).collect::<Vec<_>>().join("\n");
            let json = json!({ "ledger": ledger, "at": at.map(stamp), "id": id, "state": "unreadable", "text": text });
            return Item { at, text, json, shown: Shown::Lines(lines) };
        }
    };
    let json = json!({
        "ledger": ledger, "at": stamp(entry.at), "title": entry.title, "facts": entry.facts, "words": entry.words,
        "text": entry.text, "id": id, "state": state,
    });
    let note = if state == "edited" { "edited by hand" } else { "" };
    Item { at: Some(entry.at), text: text_of(entry), json, shown: Shown::Entry(entry.clone(), note) }
}

fn text_of(entry: &Entry) -> String {
    let pairs = entry.facts.iter().chain(&entry.words).map(|(name, value)| format!("{name}: {value}"));
    let text = entry.text.iter().map(ToString::to_string);
    std::iter::once(entry.title.to_string()).chain(pairs).chain(text).collect::<Vec<_>>().join("\n")
}

/// Paragraphs that people wrote. The opening that duckops gives a new ledger is none.
fn prose(ledger: &str, raw: &[u8]) -> Vec<Item> {
    let text = String::from_utf8_lossy(raw).replace("\r\n", "\n");
    let text = text.replacen(opening(ledger).trim_end(), "", 1);
    let paragraphs = text.split("\n\n").map(str::trim_end).filter(|part| !part.trim().is_empty());
    paragraphs
        .map(|part| {
            let lines = lines(part.trim_matches('\n').as_bytes());
            let text = lines.iter().map(Clean::as_str).collect::<Vec<_>>().join("\n");
            let json = json!({ "ledger": ledger, "at": null, "state": "by hand", "text": text });
            Item { at: None, text, json, shown: Shown::Lines(lines) }
        })
        .collect()
}

fn lines(raw: &[u8]) -> Vec<Clean> {
    String::from_utf8_lossy(raw).lines().map(|line| Clean::new(line.trim_end())).collect()
}

fn deploy(deploy: &Deploy) -> Item {
    let at = match deploy.at {
        When::At(at) => Some(at),
        When::Day(day) => Some(day.and_time(chrono::NaiveTime::MIN).and_utc()),
        When::Unsaid => None,
    };
    let operator = deploy.operator.clone().unwrap_or_else(|| Clean::new("-"));
    let row = [deploy.at.text(), deploy.version.clone(), deploy.state.text(), operator, deploy.what.clone()];
    let json = json!({
        "ledger": "deploy", "when": row[0], "version": row[1], "state": row[2], "operator": deploy.operator,
        "what": row[4], "line": deploy.line, "by_hand": deploy.by_hand,
    });
    Item { at, text: row.iter().map(Clean::as_str).collect::<Vec<_>>().join(" "), json, shown: Shown::Row(row) }
}

/// An entry of the deploy log that is about no version.
fn as_row(item: Item) -> Item {
    let Shown::Entry(entry, _) = &item.shown else { return item };
    let who = entry.facts.iter().find(|(name, _)| name.as_str() == "operator").map(|(_, who)| who.clone());
    let row = [
        Clean::new(stamp(entry.at)),
        Clean::new("-"),
        Clean::new("note"),
        who.unwrap_or_else(|| Clean::new("-")),
        entry.title.clone(),
    ];
    Item { shown: Shown::Row(row), ..item }
}

fn shown(page: &Page, path: &str, items: &[Item], none: &str) -> String {
    let mut out = format!("{}\n", page.bold(path));
    if items.is_empty() {
        return out + &page.paragraph(none) + "\n";
    }
    let mut rows = Table::new(["when", "version", "state", "operator", "what changed"]);
    for item in items {
        match &item.shown {
            Shown::Entry(entry, note) => out.push_str(&block(page, entry, note)),
            Shown::Lines(lines) => {
                out.push_str(
                    &lines.iter().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect::<String>(),
                );
                out.push('\n');
            }
            Shown::Row(row) => rows.row(row.clone()),
        }
    }
    if !rows.rows.is_empty() {
        out.push_str(&table(page, &rows));
        out.push('\n');
    }
    out
}

fn block(page: &Page, entry: &Entry, note: &str) -> String {
    let mut out = page.title(&format!("{}  {}", stamp(entry.at), entry.title), None, note);
    out.push_str(&entry.facts.iter().map(|(name, value)| page.fact(name.as_str(), value.as_str())).collect::<String>());
    out.push_str(&entry.words.iter().map(|(who, text)| page.fact(who.as_str(), text.as_str())).collect::<String>());
    out.push_str(&entry.text.as_ref().map(|text| page.paragraph(text.as_str())).unwrap_or_default());
    out + "\n"
}
