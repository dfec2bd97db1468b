//! `--resume` without a runbook: the run says which.

use super::taking_up::unreadable;
use crate::app::desk::{self, Question};
use crate::app::{Session, stores};
use crate::error::{Error, Exit};
use crate::store::{Store, Summary};
use duckops_core::runbook::{Kind, Library};
use duckops_core::text::Clean;
use duckops_core::walk::ports::AskFor;

/// A run, and whether it is a drill's.
type Known = (Summary, bool);

/// The run of this id; without one the only unfinished run of the family.
pub fn find(session: &Session, library: &Library, kind: Kind, wanted: &str) -> Result<Summary, Error> {
    if wanted.is_empty() {
        return only(session, kind, unfinished(library, kind, all(stores::within_reach(session)?)?));
    }
    let run = all(stores::existing(session)?)?
        .into_iter()
        .map(|(run, _)| run)
        .find(|run| run.id.eq_ignore_ascii_case(wanted));
    match run {
        None => Err(Error::wrong(format!("there is no run {}", Clean::new(wanted))).hint("duckops runs list")),
        Some(Summary { damaged: Some(why), .. }) => Err(unreadable(&why)),
        Some(run) => Ok(run),
    }
}

fn all(stores: Vec<Store>) -> Result<Vec<Known>, Error> {
    let mut all = Vec::new();
    for store in stores {
        let is_drill = stores::of_drills(&store);
        let runs = store.list().map_err(|error| super::store_error(&error))?;
        all.extend(runs.into_iter().map(|run| (run, is_drill)));
    }
    Ok(all)
}

fn unfinished(library: &Library, kind: Kind, all: Vec<Known>) -> Vec<Known> {
    let of_kind = |id: &str| {
        let loaded = library.find(id).and_then(|loaded| loaded.result.as_deref().ok());
        loaded.is_some_and(|runbook| runbook.kind == kind)
    };
    let wanted = |(run, _): &Known| run.is_unfinished() && of_kind(&run.runbook);
    all.into_iter().filter(wanted).collect()
}

fn only(session: &Session, kind: Kind, mut runs: Vec<Known>) -> Result<Summary, Error> {
    let hint = |runs: &[Known]| format!("say which: duckops {} --resume={}", kind.word(), runs[0].0.id);
    match runs.len() {
        0 => Err(Error::wrong(format!("no {} is unfinished", kind.word())).hint("duckops runs list")),
        1 => Ok(runs.remove(0).0),
        _ if !session.can_ask() => {
            let list: Vec<_> = runs.iter().map(described).collect();
            let message = format!("{} runs are unfinished: {}", runs.len(), list.join("; "));
            Err(Error::new(Exit::Stopped, message).hint(hint(&runs)))
        }
        _ => {
            let choices: Vec<_> = runs.iter().map(|run| Clean::new(described(run))).collect();
            let kind = AskFor::Choice(choices.clone());
            let (field, label) = ("resume", "Which run do you go on with?");
            let question = Question { place: "before the first step", field, label, kind, hint: &hint(&runs) };
            let chosen = desk::ask(session, question)?;
            let at = choices.iter().position(|choice| choice == &chosen).unwrap_or(0);
            Ok(runs.swap_remove(at).0)
        }
    }
}

fn described((run, is_drill): &Known) -> String {
    let drill = if *is_drill { "DRILL " } else { "" };
    format!("{drill}{} {}", run.runbook, super::taking_up::described(run))
}
