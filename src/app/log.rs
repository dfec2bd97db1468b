//! `duckops log`: the three ledgers, read and added to.

mod merge;
mod show;
mod signed;
mod verify;

pub use signed::{Came, Vouched};
pub use verify::verified;

use super::Session;
use super::desk::{self, Desk, entry_lines, said};
use crate::cli::{DeployLogCommand, LedgerCommand, LogAddArgs, LogCommand, LogMarkArgs};
use crate::error::{Error, Exit};
use duckops_core::ledger::{DeployNote, DeployState, Entry, deploys};
use duckops_core::text::Clean;
use duckops_core::world::actions::LEDGERS;
use duckops_core::world::{Outputs, Query, Value as Fact, Why, WhyKind};
use serde_json::{Value, json};
use std::io::Read as _;

/// More than anybody writes into one entry.
const LONGEST: u64 = 64 * 1024;

pub fn run(session: &Session, command: &LogCommand) -> Result<Exit, Error> {
    // Git runs it in any clone, also where there is no state.
    if let LogCommand::Merge(args) = command {
        return merge::run(session, args);
    }
    let desk = match writes(command) {
        true => desk::find(session)?,
        false => desk::reading(session)?,
    };
    match command {
        LogCommand::Merge(args) => merge::run(session, args),
        LogCommand::Show(args) => show::run(session, &desk, LEDGERS, args),
        LogCommand::Verify(args) => verify::run(session, &desk, LEDGERS, args),
        LogCommand::Governance(command) => of(session, desk, "governance", command),
        LogCommand::Incident(command) => of(session, desk, "incident", command),
        LogCommand::Deploy(DeployLogCommand::Show(args)) => show::run(session, &desk, &["deploy"], args),
        LogCommand::Deploy(DeployLogCommand::Verify(args)) => verify::run(session, &desk, &["deploy"], args),
        LogCommand::Deploy(DeployLogCommand::Add(args)) => add(session, desk, "deploy", args),
        LogCommand::Deploy(DeployLogCommand::Mark(args)) => mark(session, desk, args),
        LogCommand::Deploy(DeployLogCommand::LastGood) => last_good(session, &desk),
    }
}

fn writes(command: &LogCommand) -> bool {
    match command {
        LogCommand::Merge(_) | LogCommand::Show(_) | LogCommand::Verify(_) => false,
        LogCommand::Governance(command) | LogCommand::Incident(command) => matches!(command, LedgerCommand::Add(_)),
        LogCommand::Deploy(command) => matches!(command, DeployLogCommand::Add(_) | DeployLogCommand::Mark(_)),
    }
}

fn of(session: &Session, desk: Desk, ledger: &'static str, command: &LedgerCommand) -> Result<Exit, Error> {
    match command {
        LedgerCommand::Show(args) => show::run(session, &desk, &[ledger], args),
        LedgerCommand::Verify(args) => verify::run(session, &desk, &[ledger], args),
        LedgerCommand::Add(args) => add(session, desk, ledger, args),
    }
}

fn add(session: &Session, mut desk: Desk, ledger: &str, args: &LogAddArgs) -> Result<Exit, Error> {
    let title = said("title", &args.title)?;
    let text = args.text.as_deref().map(text_of).transpose()?;
    let operator = (Clean::new("operator"), desk.operator()?);
    let facts = std::iter::once(Ok(operator)).chain(args.field.iter().map(|field| pair(field)));
    let facts = facts.collect::<Result<Vec<_>, Error>>()?;
    let entry = Entry { title, facts, text, ..empty(session, &mut desk, ledger) };
    written(session, &desk, entry)
}

/// The same entry as a walk writes.
fn mark(session: &Session, mut desk: Desk, args: &LogMarkArgs) -> Result<Exit, Error> {
    let (version, state) = (args.number.as_str(), args.state.as_str());
    if version.is_empty() || !version.chars().all(|c| c.is_ascii_digit()) {
        return Err(Error::wrong(format!("`{}` is not a published version, which is a number", Clean::new(version))));
    }
    let state = DeployState::parse(state).ok_or_else(|| Error::wrong(format!("`{state}` is no state of a version")))?;
    if state == DeployState::Verified {
        say_candidate(session, &desk, &Clean::new(version))?;
    }
    let what = args.what.as_deref().map_or_else(|| Ok(Clean::new("not said")), |what| said("what", what))?;
    let note = DeployNote { version: Clean::new(version), state, operator: desk.operator()?, what };
    let entry = Entry {
        title: Clean::new(format!("version {version} {}", state.word())),
        deploy: Some(note),
        facts: args.field.iter().map(|field| pair(field)).collect::<Result<_, _>>()?,
        ..empty(session, &mut desk, "deploy")
    };
    written(session, &desk, entry)
}

/// Known-good is what was live and works: of what never went out that is only what somebody expects.
fn say_candidate(session: &Session, desk: &Desk, version: &Clean) -> Result<(), Error> {
    let bytes = desk.ledgers.read("deploy").map_err(|why| unread(&why))?.unwrap_or_default();
    if !deploys::was_promoted(&deploys::read(&bytes), version) {
        session.err(&session.again(&format!(
            "version {version} was never promoted in this log: it is a candidate, not known-good\n  if it was live: \
             duckops log deploy mark {version} promoted, and then verified\n"
        )));
    }
    Ok(())
}

fn empty(session: &Session, desk: &mut Desk, ledger: &str) -> Entry {
    Entry {
        ledger: Clean::new(ledger),
        at: session.clock.now(),
        title: Clean::default(),
        deploy: None,
        facts: Vec::new(),
        words: Vec::new(),
        text: None,
        key: Clean::new(format!("log/{}", desk.ids.nonce())),
        parents: Vec::new(),
    }
    .tidy()
}

/// A log that cannot be read: what is in it is not known.
fn unread(why: &Why) -> Error {
    Error::new(Exit::Unknown, why.text.to_string()).hint_of(why)
}

/// `NAME=VALUE`.
fn pair(field: &str) -> Result<(Clean, Clean), Error> {
    let wrong = || Error::wrong(format!("`{}` is not NAME=VALUE", Clean::new(field)));
    let (name, value) = field.split_once('=').filter(|(name, _)| !name.trim().is_empty()).ok_or_else(wrong)?;
    Ok((Clean::new(name.trim()), Clean::new(value.trim())))
}

/// A text, or `-` for what stdin has. An entry's text is one paragraph.
fn text_of(text: &str) -> Result<Clean, Error> {
    if text != "-" {
        return said("text", text);
    }
    let mut read = String::new();
    let stdin = std::io::stdin().lock().take(LONGEST).read_to_string(&mut read);
    stdin.map_err(|cause| Error::file("cannot read the text from stdin", &cause))?;
    said("text", &read.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn written(session: &Session, desk: &Desk, entry: Entry) -> Result<Exit, Error> {
    let ledger = entry.ledger.clone();
    let entry = &desk.write(session, entry);
    if entry.is_ok() {
        desk::say_missing(session, &desk.ledgers, [ledger.as_str()]);
    }
    match entry {
        Ok(outputs) if session.settings.json => {
            session.json(&entry_json(outputs))?;
            Ok(Exit::Done)
        }
        Ok(_) => entry_lines(session, entry, ""),
        Err(why) => {
            let hint =
                why.hint.as_ref().map_or("mend the disk or the permissions, then type it again", |hint| hint.as_str());
            Err(Error::wrong(why.text.to_string()).hint(hint))
        }
    }
}

pub fn entry_json(outputs: &Outputs) -> Value {
    let of = |name: &str| outputs.get(name).map(ToString::to_string);
    json!({ "entry": of("entry"), "path": of("path"), "commit": of("commit") })
}

/// The version alone on stdout, so that a command can be made of it. None is an answer, too: 1.
fn last_good(session: &Session, desk: &Desk) -> Result<Exit, Error> {
    let evidence = desk.ledgers.look_deploys(&Query::new("ledger.deploys"));
    if evidence.failure().is_none() {
        desk::say_missing(session, &desk.ledgers, ["deploy"]);
    }
    let path = Clean::new(desk.ledgers.path("deploy").display().to_string());
    let text = |name: &str| evidence.fact(name).map(Fact::to_string);
    match text("last_good") {
        Ok(version) => {
            let at = text("last_good_at").unwrap_or_else(|why| format!("? ({})", why.text));
            if session.settings.json {
                session.json(&json!({ "version": version, "verified_at": at, "path": path }))?;
            } else {
                session.out(&format!("{version}\n"))?;
                session.err(&format!("verified {at}, and not marked otherwise since ({path})\n"));
            }
            Ok(Exit::Done)
        }
        Err(why) => {
            let exit = if why.kind == WhyKind::Absent { Exit::No } else { Exit::Unknown };
            Err(Error::new(exit, why.text.to_string()).hint_of(&why))
        }
    }
}
