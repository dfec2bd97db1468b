//! `duckops checklist ID`: walked like every runbook; its items listed, an unfinished run put away.

use super::reach::Reach;
use super::walk::{self, other_world, store_error};
use super::{Session, library, stores};
use crate::cli::ChecklistArgs;
use crate::console::render;
use crate::error::{Error, Exit};
use crate::store::{Store, Summary};
use duckops_core::runbook::{Kind, Runbook};
use duckops_core::time::stamp;
use duckops_core::walk::State;
use duckops_core::walk::items::{Item, Standing, items, tally};

pub fn run(session: &Session, args: &ChecklistArgs) -> Result<Exit, Error> {
    if !args.list && !args.reset {
        return walk::run(session, Kind::Checklist, &args.walk);
    }
    let library = library::load(&session.settings)?;
    let id = args.walk.id.as_ref().ok_or_else(|| walk::which(Kind::Checklist))?;
    let runbook = library::find_kind(&library, id, Kind::Checklist)?;
    match args.list {
        true => list(session, runbook),
        false => reset(session, runbook, args.walk.resume.as_deref().unwrap_or_default()),
    }
}

/// The unfinished run, else the newest one, else the bare list.
fn list(session: &Session, runbook: &Runbook) -> Result<Exit, Error> {
    let mut runs = Reach::of(session).runs(session)?;
    runs.retain(|(_, run)| is_of(run, runbook));
    let chosen = runs.iter().find(|(_, run)| run.is_unfinished()).or_else(|| runs.first());
    let state = match chosen {
        Some((store, run)) => State::of(store.read(&run.id).map_err(|error| store_error(&error))?),
        None => State::default(),
    };
    if chosen.is_some_and(|(store, _)| stores::of_drills(store)) && !session.settings.json {
        session.out("DRILL: nothing here is real\n")?;
    }
    let others = runs.len().saturating_sub(1);
    show(session, runbook, &state, chosen.map(|(_, run)| (run, others)))
}

fn is_of(run: &Summary, runbook: &Runbook) -> bool {
    run.runbook == runbook.id && run.damaged.is_none() && !run.dry_run
}

/// The list, and of which run it is; with it how many others there are.
fn show(session: &Session, runbook: &Runbook, state: &State, run: Option<(&Summary, usize)>) -> Result<Exit, Error> {
    let all = items(runbook, state);
    if session.settings.json {
        let id = run.map(|(run, _)| run.id.clone());
        let rows: Vec<_> = all.iter().map(json).collect();
        session.json(&serde_json::json!({ "run": id, "others": run.map(|(_, others)| others), "done": tally(&all), "items": rows }))?;
        return Ok(Exit::Done);
    }
    session.out(&render::items(&session.page(), runbook, state))?;
    session.out("\n")?;
    session.out(&match run {
        Some((run, others)) => which(session, runbook, run, others),
        None => session.again(&format!("not begun: duckops checklist {}\n", runbook.id)),
    })?;
    Ok(Exit::Done)
}

/// Which run is shown, how to go on with it, and that there are others.
fn which(session: &Session, runbook: &Runbook, run: &Summary, others: usize) -> String {
    let page = session.page();
    let opened = run.opened.map_or_else(|| "?".into(), stamp);
    let next = match (run.ended_with_its_stack(), &run.closed) {
        (Some(again), _) => render::stack_gone(again),
        (None, Some(outcome)) => format!("closed, {}: duckops runs show {}", outcome.word(), run.id),
        (None, None) if others > 0 => format!("go on: duckops checklist {} --resume={}", runbook.id, run.id),
        (None, None) => format!("go on: duckops checklist {}", runbook.id),
    };
    let next = session.again(&next);
    let others = match others {
        0 => String::new(),
        1 => page.wrapped(&session.again("1 other run: duckops runs list"), 0, 2),
        more => page.wrapped(&session.again(&format!("{more} other runs: duckops runs list")), 0, 2),
    };
    page.wrapped(&format!("run {} (opened {opened} by {})", run.id, run.operator), 0, 2) + &next + "\n" + &others
}

fn json(item: &Item<'_>) -> serde_json::Value {
    let reason = match &item.standing {
        Standing::Overridden(reason) | Standing::Skipped(reason) => Some(reason),
        _ => None,
    };
    let (step, title) = (&item.step.id, item.step.title.written());
    serde_json::json!({
        "step": step, "title": title, "state": item.standing.word(), "reason": reason, "at": item.at.map(stamp),
    })
}

/// Closes an unfinished run. One whose change was sent and not found out about is not put away.
fn reset(session: &Session, runbook: &Runbook, wanted: &str) -> Result<Exit, Error> {
    let reach = Reach::of(session);
    let meant = |run: &Summary| {
        let named = wanted.is_empty() || run.id.eq_ignore_ascii_case(wanted);
        named && run.is_unfinished() && run.runbook == runbook.id
    };
    // What nothing is changed for can be done from anywhere: the stack of a drill that is named may have ended.
    let named = |run: &Summary| !wanted.is_empty() && run.drill.is_some();
    let mut found = stores::runs(session)?;
    found.retain(|(_, run)| meant(run) && (reach.has(run) || named(run)));
    if found.is_empty() && !wanted.is_empty() {
        other_world::refuse(session, &reach, runbook.kind, meant)?;
    }
    match found.as_slice() {
        [] => Err(Error::wrong(format!("{} has no unfinished run", runbook.id)).hint("duckops runs list")),
        [(store, run)] => close(session, store, &run.id),
        several => {
            let ids: Vec<_> = several.iter().map(|(_, run)| run.id.as_str()).collect();
            Err(Error::new(Exit::Stopped, format!("{} has unfinished runs: {}", runbook.id, ids.join(", ")))
                .hint(format!("say which: duckops checklist {} --reset --resume={}", runbook.id, ids[0])))
        }
    }
}

fn close(session: &Session, store: &Store, id: &str) -> Result<Exit, Error> {
    let me = walk::held_by(session, walk::operator::acting(session, stores::of_drills(store))?);
    let (mut log, read) = store.reopen(id, &me).map_err(|error| store_error(&error))?;
    let state = State::of(read.events);
    if state.unresolved().is_some() {
        let text = format!("run {id} sent a change, and whether it was made is not known");
        return Err(Error::new(Exit::Stopped, text).hint(format!("find out first: --resume={id}")));
    }
    walk::abandon(session, &mut log, state, "the checklist was put away")?;
    session.out(&format!("run {id} is closed as abandoned; what was changed stays changed\n"))?;
    Ok(Exit::Done)
}
