//! `--resume` without a runbook: the run says which.

use super::changed::family;
use super::taking_up::unreadable;
use crate::app::desk::{self, Question};
use crate::app::reach::Reach;
use crate::app::simulated::mark;
use crate::app::{Session, stores};
use crate::error::{Error, Exit};
use crate::store::{Store, Summary};
use duckops_core::runbook::{Kind, Library};
use duckops_core::text::Clean;
use duckops_core::walk::ports::AskFor;

/// The run of this id; without one the only unfinished run of the family that is of this stack.
pub fn find(session: &Session, library: &Library, kind: Kind, wanted: &str) -> Result<Summary, Error> {
    let reach = Reach::of(session);
    if wanted.is_empty() {
        return only(session, kind, unfinished(library, kind, reach.runs(session)?));
    }
    let mut runs: Vec<_> = stores::runs(session)?.into_iter().map(|(_, run)| run).collect();
    runs.retain(|run| run.id.eq_ignore_ascii_case(wanted));
    let at = runs.iter().position(|run| reach.has(run)).unwrap_or(0);
    match runs.into_iter().nth(at) {
        None => Err(Error::wrong(format!("there is no run {}", Clean::new(wanted))).hint("duckops runs list")),
        Some(Summary { damaged: Some(why), .. }) => Err(unreadable(&why)),
        Some(run) => Ok(run),
    }
}

fn unfinished(library: &Library, kind: Kind, all: Vec<(Store, Summary)>) -> Vec<Summary> {
    let is_meant = |(store, run): &(Store, Summary)| run.is_unfinished() && family(library, store, run) == Some(kind);
    all.into_iter().filter(is_meant).map(|(_, run)| run).collect()
}

fn only(session: &Session, kind: Kind, mut runs: Vec<Summary>) -> Result<Summary, Error> {
    let hint = |runs: &[Summary]| format!("say which: duckops {} --resume={}", kind.word(), runs[0].id);
    match runs.len() {
        0 => Err(Error::wrong(format!("no {} is unfinished", kind.word())).hint("duckops runs list")),
        1 => Ok(runs.remove(0)),
        _ if !session.can_ask() => {
            let list: Vec<_> = runs.iter().map(described).collect();
            let message = format!("{} runs are unfinished: {}", runs.len(), list.join("; "));
            Err(Error::new(Exit::Stopped, message).hint(hint(&runs)))
        }
        _ => {
            let choices: Vec<_> = runs.iter().map(|run| Clean::new(described(run))).collect();
            let kind = AskFor::Choice(choices.clone());
            let (field, label) = ("resume", "Which run do you go on with?");
            let question = Question {
                place: "before the first step",
                drill: false,
                field,
                label,
                kind,
                default: None,
                hint: &hint(&runs),
            };
            let chosen = desk::ask(session, question)?;
            let at = choices.iter().position(|choice| choice == &chosen).unwrap_or(0);
            Ok(runs.swap_remove(at))
        }
    }
}

fn described(run: &Summary) -> String {
    format!("{}{} {}", mark(run.drill.is_some()), run.runbook, super::taking_up::described(run))
}
