//! Runs and incidents by their ids, wherever they lie: the real ones, and those of each drill.

use super::simulated::{Simulated, scenario_of};
use super::walk::{held_by, store_error};
use super::{Session, looked, stores};
use crate::error::Error;
use crate::ledger::Ledgers;
use crate::store::{Held, Store, StoreError, Summary, Whole};
use duckops_core::ledger::deploys::{self, Deploy};
use duckops_core::report::Run;
use duckops_core::standing::incident::Incident;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::walk::State;
use duckops_core::walk::approval::Decision;
use duckops_core::walk::event::Opened;
use duckops_core::world::{Known, Why};
use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A run, as far as it is whole.
pub struct FoundRun {
    pub run: Run,
    /// Who walks it just now.
    pub holder: Option<Held>,
    /// What is wrong after that.
    pub damage: Option<StoreError>,
}

/// An incident, and the simulated stack that it is of.
pub struct FoundIncident {
    pub store: Store,
    pub incident: Incident,
    /// `inc-001-20261122T021407Z`; nothing for a real one.
    pub stack: Option<String>,
}

/// Whether an id is that of an incident: `I-7F3K`.
pub fn is_of_incident(id: &str) -> bool {
    id.get(..2).is_some_and(|begin| begin.eq_ignore_ascii_case("i-"))
}

/// Said where no id is: those that there are, as commands to type, the real ones first, then the newest.
pub fn which(session: &Session, verb: &str, runs: bool, incidents: bool) -> Result<Error, Error> {
    let mut found: Vec<(bool, Option<Utc>, String)> = Vec::new();
    if runs {
        let all = stores::runs(session)?.into_iter();
        found.extend(all.map(|(_, run)| (run.drill.is_some(), run.opened, run.id)));
    }
    if incidents {
        let all = self::incidents(session)?.into_iter();
        found.extend(all.map(|found| (found.stack.is_some(), Some(found.incident.declared), found.incident.id)));
    }
    found.sort_by_key(|(is_drill, at, _)| (*is_drill, Reverse(*at)));
    let what = match (runs, incidents) {
        (true, true) => "run or incident",
        (true, false) => "run",
        _ => "incident",
    };
    let error = Error::wrong(format!("which {what}? It is not said"));
    let command = |(is_drill, _, id): &(bool, _, String)| format!("{}duckops {verb} {id}", in_a_drill(*is_drill));
    let commands: Vec<_> = found.iter().take(OFFERED).map(command).collect();
    Ok(match commands.is_empty() {
        true => Error::wrong(format!("there is no {what} on this machine yet")).hint("duckops status"),
        false => error.hint(commands.join(" · ")),
    })
}

/// Before a command, which stays one to be typed as it is.
fn in_a_drill(is_drill: bool) -> &'static str {
    if is_drill { "of a drill: " } else { "" }
}

/// Of those that there are, so many are named.
const OFFERED: usize = 5;

/// The run of an id. What was decided in another terminal is part of how it stands.
pub fn run(session: &Session, id: &str) -> Result<FoundRun, Error> {
    let (store, whole) = super::runs::find(session, id)?;
    read(&store, Some(&held_by(session, Clean::default())), whole)
}

/// Every run that can be read, and how many cannot.
pub fn all_runs(session: &Session) -> Result<(Vec<Run>, usize), Error> {
    let (mut runs, mut left_out) = (Vec::new(), 0);
    let me = held_by(session, Clean::default());
    for store in stores::existing(session)? {
        for (id, found) in each(&store, Some(&me)).map_err(|error| store_error(&error))? {
            match found {
                Ok(found) => runs.push(found.run),
                Err(error) => {
                    session.err(&format!("run {id} is left out: {}\n", error.message));
                    left_out += 1;
                }
            }
        }
    }
    Ok((runs, left_out))
}

/// A run by its id: as far as it is whole, or why it cannot be read.
pub type Each = (String, Result<FoundRun, Error>);

/// Every run of a store, the newest first. Who walks one is found out where it is said who asks.
pub fn each(store: &Store, me: Option<&Held>) -> Result<Vec<Each>, StoreError> {
    let found = |one: Summary| {
        let whole = store.read_whole(&one.id).map_err(|error| store_error(&error));
        (one.id, whole.and_then(|whole| read(store, me, whole)))
    };
    Ok(store.list()?.into_iter().map(found).collect())
}

/// A run that was found in a store.
fn read(store: &Store, me: Option<&Held>, whole: Whole) -> Result<FoundRun, Error> {
    let Whole { events, damage } = whole;
    let Some(first) = events.first() else {
        let never = || Error::wrong("the run was never opened").hint("duckops runs list");
        return Err(damage.map_or_else(never, |damage| store_error(&damage)));
    };
    let runbook = super::runs::of_run(first)?;
    let mut state = State::of(events.iter().cloned());
    for request in state.undecided().map(|request| request.id.clone()).collect::<Vec<_>>() {
        let decided = store.approvals().get(&request).map_err(|error| store_error(&error))?;
        let decided: Option<Decision> = decided.and_then(|standing| standing.decision);
        state.decisions.extend(decided.map(|decision| (request, decision)));
    }
    let walked = me.map(|me| store.walked_by(state.run(), me)).transpose();
    let holder = walked.map_err(|error| store_error(&error))?.flatten();
    let run = Run { runbook, state, events, walked: holder.is_some() };
    Ok(FoundRun { run, holder, damage })
}

/// Every incident, the real ones first, the oldest first.
pub fn incidents(session: &Session) -> Result<Vec<FoundIncident>, Error> {
    let mut found = Vec::new();
    for store in stores::existing(session)? {
        if !stores::of_drills(&store) {
            found.extend(of_store(&store, None)?);
            continue;
        }
        for stack in store.stacks().map_err(|error| store_error(&error))? {
            let its = store.clone().standing_in(stores::standing(store.dir(), &stack));
            found.extend(of_store(&its, Some(&stack))?);
        }
    }
    Ok(found)
}

fn of_store(store: &Store, stack: Option<&String>) -> Result<Vec<FoundIncident>, Error> {
    let all = store.incidents().all().map_err(|error| store_error(&error))?;
    let one = |incident| FoundIncident { store: store.clone(), incident, stack: stack.cloned() };
    Ok(all.into_iter().map(one).collect())
}

/// The incident of an id, in any case.
pub fn incident(session: &Session, id: &str) -> Result<FoundIncident, Error> {
    let found = incidents(session)?.into_iter().find(|found| found.incident.id.eq_ignore_ascii_case(id));
    if let Some(found) = found {
        return Ok(found);
    }
    let id = Clean::new(id);
    Err(match stores::runs(session)?.iter().any(|(_, run)| run.id.eq_ignore_ascii_case(id.as_str())) {
        true => Error::wrong(format!("{id} is a run, and no incident")).hint(format!("duckops handoff {id}")),
        false => Error::wrong(format!("there is no incident {id}")).hint("those there are: duckops postmortem"),
    })
}

impl FoundIncident {
    /// The scenario, when the stack is simulated.
    pub fn drill(&self) -> Option<Clean> {
        self.stack.as_deref().map(scenario_of)
    }

    /// Of these runs, those that belong to it, the oldest first.
    pub fn runs_of(&self, all: &[Run]) -> Vec<Run> {
        let drill = self.drill();
        let its = all.iter().filter(|run| looked::is_its(&self.incident, drill.as_ref(), run));
        let mut its: Vec<_> = its.cloned().collect();
        its.sort_by_key(|run| run.state.opened_at);
        its
    }

    /// Where its ledgers lie: where its first run has them, else where such a stack has them.
    pub fn ledgers(&self, session: &Session, runs: &[Run]) -> PathBuf {
        let of_stack = || match &self.stack {
            Some(stack) => self.store.dir().join("ledgers").join(stack),
            None => stores::ledger_dir(&session.settings, None),
        };
        runs.iter().find_map(|run| of_opened(run.state.opened.as_ref()?)).unwrap_or_else(of_stack)
    }
}

/// What the deploy log says that a run goes by; of a drill's run that writes none, its stack tells where that is.
pub fn deploys_of(session: &Session, run: &Run) -> Known<Vec<Deploy>> {
    let dir = match (run.state.opened.as_ref().and_then(of_opened), run.drill()) {
        (Some(said), _) => said,
        (None, None) => stores::ledger_dir(&session.settings, None),
        (None, Some(_)) => match Simulated::here(session) {
            Ok(Some(drill)) => stores::ledger_dir(&session.settings, Some(&drill)),
            Ok(None) | Err(_) => return Err(Why::not_looked("the deploy log of the drill")),
        },
    };
    deploys(session, dir)
}

fn of_opened(opened: &Opened) -> Option<PathBuf> {
    opened.ledgers.first().and_then(|(_, path)| Path::new(path.as_str()).parent().map(Path::to_path_buf))
}

/// What the deploy log in a directory says, oldest first.
pub fn deploys(session: &Session, dir: PathBuf) -> Known<Vec<Deploy>> {
    let store = Store::at(&session.settings.state_dir, Arc::clone(&session.clock));
    let ledgers = Ledgers::new(dir, store.anchors(), Clean::default(), Arc::clone(&session.clock));
    let none = || Why::absent(format!("there is no {}", Clean::new(ledgers.path("deploy").display().to_string())));
    Ok(deploys::read(&ledgers.read("deploy")?.ok_or_else(none)?))
}
