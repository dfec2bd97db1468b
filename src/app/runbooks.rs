//! `duckops runbook list | show | lint`.

use super::Session;
use super::library;
use crate::cli::RunbookCommand;
use crate::error::{Error, Exit};
use crate::report::{by_hand, mistakes, runbook};
use duckops_core::runbook::{Kind, Library, Origin, Source};
use std::path::PathBuf;

pub fn run(session: &Session, command: &RunbookCommand) -> Result<Exit, Error> {
    match command {
        RunbookCommand::List => list(session),
        RunbookCommand::Show { id, by_hand } => show(session, id, *by_hand),
        RunbookCommand::Lint { files } => lint(session, files),
    }
}

fn list(session: &Session) -> Result<Exit, Error> {
    let library = library::load(&session.settings)?;
    match session.settings.json {
        true => session.json(&runbook::list_json(&library, &session.settings.values))?,
        false => session.out(&runbook::list(&session.page(), &library, &session.settings.values))?,
    }
    Ok(Exit::Done)
}

fn show(session: &Session, id: &str, as_page: bool) -> Result<Exit, Error> {
    show_of(session, &library::load_one(&session.settings, id)?, id, as_page)
}

/// One of a library that is read already.
pub fn show_of(session: &Session, library: &Library, id: &str, as_page: bool) -> Result<Exit, Error> {
    let found = library::find(library, id)?;
    let settings = &session.settings.values;
    match (as_page, session.settings.json) {
        (true, _) => session.out(&by_hand::page(found, settings))?,
        (false, true) => session.json(&runbook::show_json(found))?,
        (false, false) => session.out(&runbook::show(&session.page(), found, settings))?,
    }
    Ok(Exit::Done)
}

/// Without files: every runbook there is. With files: those, beside the ones they may follow.
fn lint(session: &Session, files: &[PathBuf]) -> Result<Exit, Error> {
    let library = match files {
        [] => library::load(&session.settings)?,
        files => Library::load(beside(session, files)?),
    };
    let wanted = |file: &str| files.is_empty() || files.iter().any(|path| path.display().to_string() == file);
    let reports: Vec<_> = library.reports().filter(|report| wanted(&report.file)).collect();
    let found: usize = reports.iter().map(|report| report.mistakes.len()).sum();
    if session.settings.json {
        session.json(&reports.iter().flat_map(|report| mistakes::json(report)).collect())?;
        return Ok(if found == 0 { Exit::Done } else { Exit::Wrong });
    }
    // A program that reads it has each mistake on one line.
    let shown = |report| match session.streams.facts.terminals.stdout {
        true => mistakes::on_page(&session.page(), report),
        false => mistakes::report(report),
    };
    session.out(&reports.into_iter().map(shown).collect::<String>())?;
    match found {
        0 => session.out(&format!("{}, no mistakes\n", checked(&library, &wanted))).map(|()| Exit::Done),
        1 => session.out("1 mistake\n").map(|()| Exit::Wrong),
        more => session.out(&format!("{more} mistakes\n")).map(|()| Exit::Wrong),
    }
}

/// `8 runbooks and 2 parts`.
pub fn checked(library: &Library, wanted: &impl Fn(&str) -> bool) -> String {
    let kinds = library.loaded().filter(|loaded| wanted(&loaded.source.file)).map(|loaded| &loaded.result);
    let (parts, whole): (Vec<_>, Vec<_>) =
        kinds.partition(|result| result.as_ref().is_ok_and(|runbook| runbook.kind == Kind::Part));
    let some = |many: usize, what: &str| match many {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{many} {what}s")),
    };
    let told: Vec<_> = [some(whole.len(), "runbook"), some(parts.len(), "part")].into_iter().flatten().collect();
    told.join(" and ")
}

/// A file to lint stands in for the runbook it would replace.
fn beside(session: &Session, files: &[PathBuf]) -> Result<Vec<Source>, Error> {
    let named: Vec<_> = files.iter().map(|path| library::from_file(path)).collect::<Result<_, _>>()?;
    let library = library::load(&session.settings)?;
    let others = library.loaded().map(|loaded| loaded.source.clone());
    let same = |source: &Source| named.iter().any(|file| is_same(source, file));
    let others = others.filter(|source| !same(source)).map(|source| Source { origin: Origin::Embedded, ..source });
    Ok(others.chain(named.iter().cloned()).collect())
}

fn is_same(a: &Source, b: &Source) -> bool {
    let path = |source: &Source| std::fs::canonicalize(&source.file).ok();
    a.file == b.file || path(a).is_some_and(|known| path(b) == Some(known))
}
