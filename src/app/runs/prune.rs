//! `duckops runs prune`: closed runs that are old enough go. Which, and why others stay, is said before anything does.

use crate::app::desk::{self, Question};
use crate::app::records::{self, Each, FoundIncident, FoundRun};
use crate::app::walk::{held_by, operator, store_error};
use crate::app::{Session, stores};
use crate::console::render::table;
use crate::error::{Error, Exit};
use crate::store::{Held, Store, StoreError};
use duckops_core::health::{as_count, counted};
use duckops_core::report::Run;
use duckops_core::report::prune::stays;
use duckops_core::text::Clean;
use duckops_core::time::{Utc, stamp};
use duckops_core::walk::ports::AskFor;
use duckops_core::world::{Table, parse_duration};
use serde_json::{Value, json};

/// What may go, and what is old enough and stays.
#[derive(Default)]
struct Found {
    old: Vec<(Store, Run)>,
    kept: Vec<(String, Clean)>,
}

pub fn run(session: &Session, older_than: &str, yes: bool) -> Result<Exit, Error> {
    let age = parse_duration(older_than).and_then(|age| chrono::TimeDelta::from_std(age).ok());
    let before = age
        .and_then(|age| session.clock.now().checked_sub_signed(age))
        .ok_or_else(|| Error::wrong(format!("`{}` is no time", Clean::new(older_than))).hint("90d, 12h"))?;
    let found = Found::of(session, before)?;
    if !session.settings.json {
        session.out(&found.text(session, before))?;
    }
    if found.old.is_empty() {
        if session.settings.json {
            session.json(&found.json(&[]))?;
        }
        return Ok(Exit::Done);
    }
    if !yes && !agreed(session, found.old.len(), older_than)? {
        session.err("nothing was removed\n");
        return Ok(Exit::No);
    }
    let removed = found.remove(session)?;
    match session.settings.json {
        true => session.json(&found.json(&removed))?,
        false => session.out(&format!("removed: {}\n", count(removed.len())))?,
    }
    Ok(if removed.len() == found.old.len() { Exit::Done } else { Exit::Held })
}

impl Found {
    fn of(session: &Session, before: Utc) -> Result<Self, Error> {
        let incidents = records::incidents(session)?;
        let mut found = Self::default();
        let me = held_by(session, Clean::default());
        for store in stores::existing(session)? {
            for one in records::each(&store, Some(&me)).map_err(|error| store_error(&error))? {
                found.add(session, &store, one, before, &incidents);
            }
        }
        Ok(found)
    }

    fn add(&mut self, session: &Session, store: &Store, (id, read): Each, before: Utc, incidents: &[FoundIncident]) {
        match read {
            Ok(FoundRun { run, damage: None, .. }) => {
                if run.state.last_at.is_none_or(|last| last >= before) {
                    return;
                }
                let of_its_world = incidents.iter().filter(|found| found.drill().as_ref() == run.drill());
                let incidents: Vec<_> = of_its_world.map(|found| &found.incident).collect();
                match stays(&run, &incidents, session.clock.now()) {
                    Some(why) => self.kept.push((id, why)),
                    None => self.old.push((store.clone(), run)),
                }
            }
            // How old it is cannot be told for sure.
            Ok(FoundRun { damage: Some(damage), .. }) => self.kept.push((id, Clean::new(damage.to_string()))),
            Err(error) => self.kept.push((id, error.message)),
        }
    }

    fn text(&self, session: &Session, before: Utc) -> String {
        let page = session.page();
        let mut out = String::new();
        if self.old.is_empty() {
            out.push_str(&format!("no closed run is older than {}\n", stamp(before)));
        } else {
            let mut rows = Table::new(["run", "runbook", "ended", "how"]);
            for (_, run) in &self.old {
                let name =
                    if run.drill().is_some() { format!("{} (drill)", run.runbook.id) } else { run.runbook.id.clone() };
                let how = run.state.closed.as_ref().map_or("", |(outcome, _)| outcome.word());
                let ended = run.state.last_at.map(stamp).unwrap_or_default();
                rows.row([run.id().to_owned(), name, ended, how.to_owned()].map(Clean::new));
            }
            out.push_str(&table(&page, &rows));
            out.push_str(&page.wrapped(WHAT_GOES, 0, 0));
        }
        out + &self.kept.iter().map(|(id, why)| page.wrapped(&format!("{id} stays: {why}"), 0, 2)).collect::<String>()
    }

    fn json(&self, removed: &[String]) -> Value {
        let old = |(_, run): &(Store, Run)| {
            json!({ "run": run.id(), "runbook": run.runbook.id, "ended": run.state.last_at.map(stamp),
                    "outcome": run.state.closed.as_ref().map(|(outcome, _)| outcome.word()),
                    "drill": run.drill().is_some(), "removed": removed.iter().any(|id| id == run.id()) })
        };
        let kept = |(id, why): &(String, Clean)| json!({ "run": id, "why": why });
        json!({ "runs": self.old.iter().map(old).collect::<Vec<_>>(), "kept": self.kept.iter().map(kept).collect::<Vec<_>>() })
    }

    /// The ids of those that went. Somebody may have taken one up meanwhile.
    fn remove(&self, session: &Session) -> Result<Vec<String>, Error> {
        let me = held_by(session, operator::local_name(session)?);
        let mut removed = Vec::new();
        for (store, run) in &self.old {
            store.finish_removals().map_err(|error| store_error(&error))?;
            if remove(session, store, run, &me)? {
                removed.push(run.id().to_owned());
            }
        }
        Ok(removed)
    }
}

const WHAT_GOES: &str = "What goes with them: `runs stats` and `postmortem` no longer know of them. Entries in the logs stay \
                         and verify as before; the run that they name can no longer be shown.";

fn remove(session: &Session, store: &Store, run: &Run, me: &Held) -> Result<bool, Error> {
    match store.remove_run(&run.events, run.id(), me) {
        Ok(true) => Ok(true),
        Ok(false) => {
            session.err(&format!("{} stays: it was gone on with meanwhile\n", run.id()));
            Ok(false)
        }
        Err(StoreError::Held(holder)) => {
            session.err(&format!("{} stays: {holder}\n", run.id()));
            Ok(false)
        }
        Err(error) => Err(store_error(&error)),
    }
}

fn agreed(session: &Session, many: usize, older_than: &str) -> Result<bool, Error> {
    let question = Question {
        place: "runs",
        drill: false,
        field: "prune",
        label: &format!("Remove {} for good?", count(many)),
        kind: AskFor::YesNo,
        default: None,
        hint: &format!("without a terminal: duckops runs prune --older-than {older_than} --yes"),
    };
    Ok(desk::ask(session, question)?.as_str() == "yes")
}

fn count(many: usize) -> String {
    counted(as_count(many), "run", "runs")
}
