//! `duckops runs list | show | take-over | stats | prune`.

mod prune;
mod stats;
mod take_over;

use super::drill::scored;
use super::library;
use super::walk::ending::without_way_back;
use super::walk::{held_by, store_error, view};
use super::{Session, stores};
use crate::cli::RunsCommand;
use crate::console::render::{self, Page, table};
use crate::drill::Drill;
use crate::error::{Error, Exit};
use crate::store::{Store, StoreError, Summary, Whole};
use duckops_core::report::score::Score;
use duckops_core::runbook::Runbook;
use duckops_core::text::Clean;
use duckops_core::time::stamp;
use duckops_core::walk::event::{Event, Outcome, Recorded};
use duckops_core::walk::{State, fold};
use duckops_core::world::Table;

pub fn run(session: &Session, command: &RunsCommand) -> Result<Exit, Error> {
    match command {
        RunsCommand::List => list(session),
        RunsCommand::Show { run, up_to } => show(session, run, *up_to),
        RunsCommand::Stats => stats::run(session),
        RunsCommand::Prune { older_than, yes } => prune::run(session, older_than, *yes),
        RunsCommand::TakeOver { run, yes } => take_over::run(session, run, *yes),
    }
}

fn list(session: &Session) -> Result<Exit, Error> {
    let mut runs = Vec::new();
    for (store, run) in stores::runs(session)? {
        runs.push((stores::of_drills(&store), scored::listed(&store, &run)?, run));
    }
    if session.settings.json {
        let lines: String = runs.iter().map(|(drill, score, run)| format!("{}\n", json(*drill, score, run))).collect();
        session.json_lines(&lines)?;
        return Ok(Exit::Done);
    }
    if runs.is_empty() {
        session.out("no runs yet\n")?;
        return Ok(Exit::Done);
    }
    let mut rows = Table::new(["run", "runbook", "opened", "operator", "state"]);
    for (drill, score, run) in &runs {
        let name = if *drill { practised(run) } else { run.runbook.clone() };
        let opened = run.opened.map(stamp).unwrap_or_default();
        let word = |score: &Score| if score.won { "WON" } else { "LOST" };
        let score = score.as_ref().map(|score| format!(", {} {}/100", word(score), score.points));
        rows.row([
            Clean::new(&run.id),
            Clean::new(name),
            Clean::new(opened),
            run.operator.clone(),
            Clean::new(state(run) + &score.unwrap_or_default()),
        ]);
    }
    session.out(&table(&session.page(), &rows))?;
    Ok(Exit::Done)
}

/// `inc-001 (drill)`, `inc-001 (drill inc-001-older)`, `inc-001 (drill, seed 17)`.
pub(super) fn practised(run: &Summary) -> String {
    let named = run.drill.as_ref().map(|(name, _)| name.to_string()).filter(|name| *name != run.runbook);
    let which = match (seed(run), named) {
        (Some(seed), _) => format!(", seed {seed}"),
        (None, Some(name)) => format!(" {name}"),
        (None, None) => String::new(),
    };
    format!("{} (drill{which})", run.runbook)
}

fn seed(run: &Summary) -> Option<u64> {
    run.drill.as_ref().and_then(|(name, _)| Drill::named(name.as_str())).and_then(|drill| drill.seed)
}

pub(super) fn state(run: &Summary) -> String {
    match (&run.damaged, &run.closed, &run.step) {
        (Some(why), _, _) => format!("cannot be read: {}", why.text),
        (None, _, _) if run.dry_run => "dry run".into(),
        (None, Some(Outcome::Abandoned), _) if run.denied => "denied, and left".into(),
        (None, Some(outcome), _) => outcome.word().into(),
        (None, None, step) if run.ended_with_its_stack().is_some() => {
            let at = step.as_ref().map(|step| format!(" at {step}")).unwrap_or_default();
            format!("ended with its drill{at}")
        }
        (None, None, Some(step)) => format!("open, at step {step}"),
        (None, None, None) => "open".into(),
    }
}

fn json(drill: bool, score: &Option<Score>, run: &Summary) -> serde_json::Value {
    serde_json::json!({
        "run": run.id, "runbook": run.runbook, "opened": run.opened.map(stamp), "operator": run.operator,
        "step": run.step, "outcome": run.closed, "dry_run": run.dry_run, "denied": run.denied, "drill": drill,
        "damaged": run.damaged.as_ref().map(|why| &why.text),
        "practised": run.drill.as_ref().map(|(name, _)| name), "seed": seed(run),
        "score": score.as_ref().map(|score| score.points), "won": score.as_ref().map(|score| score.won),
    })
}

/// The run as it was seen: a view of its events, and of nothing else.
fn show(session: &Session, id: &str, up_to: Option<u64>) -> Result<Exit, Error> {
    let (store, Whole { events, damage }) = find(session, id)?;
    let missing = damage.filter(|_| up_to.is_none_or(|last| events.last().is_none_or(|event| event.seq < last)));
    let last = events.last().map_or(0, |event| event.seq);
    let events: Vec<_> = events.into_iter().filter(|event| up_to.is_none_or(|last| event.seq <= last)).collect();
    if session.settings.json {
        session.json_lines(&events.iter().map(view::line).collect::<String>())?;
        return whole(missing);
    }
    let page = Page { dated: true, ..session.page() };
    let (mut state, mut runbook) = (State::default(), None);
    for event in &events {
        if runbook.is_none() {
            runbook = Some(of_run(event)?);
        }
        state = fold(state, event);
        if let Some(runbook) = &runbook {
            session.out(&render::event(&page, runbook, &state, event))?;
        }
    }
    if state.seq < last {
        session.out(&format!("\n{}", page.wrapped(&format!("Shown up to event {} of {last}.", state.seq), 0, 0)))?;
    } else if let (None, None, Some(runbook)) = (&state.closed, &missing, &runbook) {
        session.out(&stands(session, &store, runbook, &state)?)?;
    } else if let (Some(_), Some(runbook)) = (&state.closed, &runbook) {
        session.out(&scored::again(session, runbook, &events)?)?;
    }
    whole(missing)
}

/// Where a run that is not over stands: who walks it, or how to come back to it.
fn stands(session: &Session, store: &Store, runbook: &Runbook, state: &State) -> Result<String, Error> {
    let run = state.run();
    let me = held_by(session, Clean::default());
    let page = session.page();
    if let Some(holder) = store.walked_by(run, &me).map_err(|error| store_error(&error))? {
        return Ok(render::walked_now(&page, runbook, state, &holder.to_string()));
    }
    let why = state.left.clone().unwrap_or_else(|| Clean::new("It was cut off."));
    let shown = if state.ends_with_its_stack() { &without_way_back(state) } else { state };
    Ok(render::left(&page, runbook, shown, why.as_str(), &render::come_back(runbook, state)))
}

/// What is whole was shown; what is damaged is said.
pub fn whole(missing: Option<StoreError>) -> Result<Exit, Error> {
    missing.map_or(Ok(Exit::Done), |damage| Err(store_error(&damage)))
}

/// The run of an id, and the store that it lies in.
pub fn find(session: &Session, id: &str) -> Result<(Store, Whole), Error> {
    for store in stores::existing(session)? {
        match store.read_whole(id) {
            Err(StoreError::NoRun(_)) => {}
            Err(error) => return Err(store_error(&error)),
            Ok(whole) => return Ok((store, whole)),
        }
    }
    Err(Error::wrong(format!("there is no run {}", Clean::new(id))).hint("duckops runs list"))
}

/// The runbook as the run keeps it.
pub fn of_run(first: &Recorded) -> Result<Runbook, Error> {
    let Event::Opened(opened) = &first.event else { return Err(Error::wrong("the run has no beginning")) };
    library::kept(opened)
}
