//! A new run, or an unfinished one?

use super::other_world;
use crate::app::Session;
use crate::app::reach::Reach;
use crate::cli::WalkArgs;
use crate::error::{Error, Exit};
use crate::store::{Store, Summary};
use duckops_core::runbook::{Kind, Runbook};
use duckops_core::text::Clean;
use duckops_core::time::stamp;
use duckops_core::walk::StepId;
use duckops_core::walk::ports::{Ask, AskFor, Left, Prompt, QuestionPrompt, Reply};
use duckops_core::world::{Value, Why};

pub enum Choice {
    New,
    Resume(String),
}

/// `--resume` alone takes the only unfinished run; a checklist goes on by itself; a triage asks.
pub async fn choose(
    session: &Session,
    store: &Store,
    reach: &Reach,
    runbook: &Runbook,
    args: &WalkArgs,
    always_new: bool,
    ask: &mut dyn Ask,
) -> Result<Result<Choice, Left>, Error> {
    if always_new || args.new || args.dry_run {
        return Ok(Ok(Choice::New));
    }
    if let Some(id) = args.resume.as_deref().filter(|id| !id.is_empty()) {
        return named(session, store, reach, runbook, id).map(|id| Ok(Choice::Resume(id)));
    }
    let all = store.list().map_err(|error| super::store_error(&error))?;
    let unfinished = |run: &Summary| run.is_unfinished() && run.runbook == runbook.id;
    let open: Vec<_> = all.iter().filter(|run| unfinished(run) && reach.has(run)).collect();
    match (args.resume.as_deref(), open.as_slice()) {
        (Some(_), []) => {
            other_world::refuse(session, reach, runbook.kind, unfinished)?;
            Err(Error::wrong(format!("{} has no unfinished run", runbook.id)).hint("duckops runs list"))
        }
        (Some(_), [one]) => Ok(Ok(Choice::Resume(one.id.clone()))),
        (None, []) => Ok(Ok(Choice::New)),
        (None, [one]) if runbook.kind == Kind::Checklist => Ok(Ok(Choice::Resume(one.id.clone()))),
        (resume, several) => which(session, runbook, several, resume.is_none(), ask).await,
    }
}

/// A damaged run, or one of a newer format: each has its own way on.
pub fn unreadable(why: &Why) -> Error {
    Error::wrong(why.text.as_str()).hint_of(why)
}

/// The run of an id, when it can be gone on with here.
fn named(session: &Session, store: &Store, reach: &Reach, runbook: &Runbook, id: &str) -> Result<String, Error> {
    let run = store.find(id).map_err(|error| super::store_error(&error))?;
    if !run.as_ref().is_some_and(|run| reach.has(run)) {
        other_world::refuse(session, reach, runbook.kind, |run| run.id.eq_ignore_ascii_case(id))?;
    }
    let wrong = |message: String| Err(Error::wrong(message).hint("duckops runs list"));
    match &run {
        None => wrong(format!("there is no run {}", Clean::new(id))),
        Some(Summary { damaged: Some(why), .. }) => Err(unreadable(why)),
        Some(run) if run.runbook != runbook.id => wrong(format!("run {} is one of {}", run.id, run.runbook)),
        Some(run) if run.again.is_some() => Err(no_way_back(run)),
        Some(run) if run.closed.is_some() => wrong(format!("run {} is closed", run.id)),
        Some(run) if run.dry_run => wrong(format!("run {} was a dry run: it cannot be resumed", run.id)),
        Some(run) => Ok(run.id.clone()),
    }
}

/// A drill in a process of its own is not gone on with from another one.
pub fn no_way_back(run: &Summary) -> Error {
    let again = run.again.as_ref().map(Clean::as_str).unwrap_or_default();
    let message = match (&run.closed, run.held) {
        (Some(outcome), _) => format!("run {} is a drill's, and closed: {}", run.id, outcome.word()),
        (None, true) => format!("run {} is of a drill that is being walked", run.id),
        (None, false) => format!("run {} is of a drill that ended: the simulated stack is gone", run.id),
    };
    Error::wrong(message).hint(format!("practise anew: {again}"))
}

/// Asks which; without a terminal nobody guesses.
async fn which(
    session: &Session,
    runbook: &Runbook,
    runs: &[&Summary],
    may_be_new: bool,
    ask: &mut dyn Ask,
) -> Result<Result<Choice, Left>, Error> {
    if !session.can_ask() {
        return Err(say_which(runbook, runs, may_be_new));
    }
    let mut choices: Vec<_> = runs.iter().map(|run| Clean::new(format!("go on with {}", described(run)))).collect();
    if may_be_new {
        choices.push(Clean::new("begin a new run"));
    }
    let prompt = before_the_first_step("resume", &format!("{} has an unfinished run", runbook.id), choices.clone());
    let chosen = match ask.ask(&prompt).await {
        Ok(Reply::Answer(Value::Text(text))) => choices.iter().position(|choice| choice == &text),
        Ok(_) => None,
        Err(left) => return Ok(Err(left)),
    };
    Ok(Ok(match chosen.and_then(|at| runs.get(at)) {
        Some(run) => Choice::Resume(run.id.clone()),
        None => Choice::New,
    }))
}

/// A choice that belongs to no step.
pub fn before_the_first_step(field: &str, label: &str, choices: Vec<Clean>) -> Prompt {
    Prompt::Question(QuestionPrompt {
        step: StepId::from("run"),
        place: Clean::new("before the first step"),
        field: field.into(),
        label: Clean::new(label),
        kind: AskFor::Choice(choices),
        default: None,
        note: None,
        no_default: None,
        optional: false,
        can_skip: false,
        back: None,
    })
}

fn say_which(runbook: &Runbook, runs: &[&Summary], may_be_new: bool) -> Error {
    let list: Vec<_> = runs.iter().map(|run| described(run)).collect();
    let id = runs.first().map_or("", |run| run.id.as_str());
    let new = if may_be_new { ", or --new" } else { "" };
    Error::new(Exit::Stopped, format!("{} has an unfinished run: {}", runbook.id, list.join("; ")))
        .hint(format!("say which: --resume={id}{new}"))
}

/// `7F3K, opened 2026-… by ana, at promote`.
pub fn described(run: &Summary) -> String {
    let opened = run.opened.map(stamp).unwrap_or_else(|| "?".into());
    let at = run.step.as_ref().map(|step| format!(", at {step}")).unwrap_or_default();
    format!("{} (opened {opened} by {}{at})", run.id, run.operator)
}
