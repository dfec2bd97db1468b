//! What lies on this machine: settings, state, runbooks, the terminal.

use super::Check;
use crate::app::Session;
use crate::app::runbooks::checked;
use crate::console::render::Mark;
use crate::settings::Origin;
use crate::store::Store;
use duckops_core::runbook::Library;
use duckops_core::world::settings::SETTINGS;
use std::sync::Arc;

/// Which files were read, and what stands over them. A mistake in one ends every command before.
pub fn settings(session: &Session) -> Check {
    let settings = &session.settings;
    let read = settings.files.iter().filter(|file| file.read);
    let files: Vec<_> = read.map(|file| file.path.display().to_string()).collect();
    let over = SETTINGS.iter().filter_map(|setting| match settings.told.origin(setting.name)? {
        Origin::Flag(by) | Origin::Variable(by) => Some(format!("{} by {by}", setting.name)),
        Origin::File { .. } | Origin::Found(_) => None,
    });
    let mut all = if files.is_empty() { vec!["no file, all as built in".to_owned()] } else { files };
    all.extend(over);
    Check::of("settings", Mark::Ok, all.join("; "))
}

/// Its owner can write to it, and nobody else. One that is not there yet is made when it is needed.
pub fn state(session: &Session) -> Check {
    let dir = &session.settings.state_dir;
    if !dir.exists() {
        return Check::of("state directory", Mark::Ok, format!("{} is not there yet", dir.display()));
    }
    match Store::open(dir, Arc::clone(&session.clock)).and_then(|store| store.writable()) {
        Ok(()) => Check::of("state directory", Mark::Ok, dir.display().to_string()),
        Err(error) => Check::of("state directory", Mark::Fail, error.to_string()).advised(&error.hint()),
    }
}

pub fn runbooks(library: &Library) -> Check {
    match library.reports().count() {
        0 => Check::of("runbooks", Mark::Ok, format!("{}, without a mistake", checked(library, &|_| true))),
        wrong => Check::of("runbooks", Mark::Fail, format!("{wrong} with mistakes")).command("duckops runbook lint"),
    }
}

/// Whether there is somebody to ask, and what they can see. Without a terminal nothing is wrong: answers are flags.
pub fn terminal(session: &Session) -> Check {
    let facts = &session.streams.facts;
    let colour = if facts.color_out || facts.color_err { "colour" } else { "no colour" };
    let letters = if facts.utf8 { "UTF-8" } else { "ASCII" };
    let seen = format!("{} columns, {colour}, {letters}", session.streams.width());
    let missing = match (facts.terminals.stdin, facts.terminals.stderr) {
        _ if session.settings.no_input => Some("--no-input"),
        (true, true) => None,
        (false, true) => Some("stdin is none"),
        (true, false) => Some("stderr is none"),
        (false, false) => Some("neither stdin nor stderr is one"),
    };
    match missing {
        None => Check::of("terminal", Mark::Ok, seen),
        Some(why) => Check::of("terminal", Mark::Seen, format!("nothing can be asked: {why}; {seen}")),
    }
}
