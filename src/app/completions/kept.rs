//! What is kept on this machine: runs, incidents, requests, snapshots.

use super::found::Found;
use super::line::Line;
use crate::app::runs::{practised, state};
use crate::app::{Session, records, stores};
use crate::store::{Store, Summary};
use duckops_core::standing::incident::Incident;
use duckops_core::text::Clean;
use duckops_core::time::stamp;
use duckops_core::walk::approval::Request;
use duckops_core::walk::event::Recorded;

/// Of many runs the newest are read: whoever looks for an older one lists them.
const MOST: usize = 30;

/// Nothing where something cannot be read: a list of all is asked for with a command, which says what is wrong.
fn of_all<T>(line: &Line, find: impl Fn(&Session, &Store) -> Option<Vec<T>>) -> Vec<T> {
    let Some(session) = &line.session else { return Vec::new() };
    let stores = stores::existing(session).unwrap_or_else(|_unreadable| Vec::new());
    stores.iter().filter_map(|store| find(session, store)).flatten().collect()
}

pub fn runs(line: &Line) -> Vec<Found> {
    newest(line, |_| true)
}

/// Of the runbook on the line, where one is named.
pub fn unfinished(line: &Line) -> Vec<Found> {
    let is_of = |run: &Summary| line.argument("id").is_none_or(|id| run.runbook.eq_ignore_ascii_case(id));
    newest(line, |run| run.is_unfinished() && is_of(run))
}

fn newest(line: &Line, wanted: impl Fn(&Summary) -> bool) -> Vec<Found> {
    let of_store = |_: &Session, store: &Store| {
        let runs = store.newest(MOST).ok()?;
        Some(runs.into_iter().filter(|run| wanted(run)).map(|run| (stores::of_drills(store), run)).collect())
    };
    let mut found = of_all(line, of_store);
    found.sort_by_key(|(_, run)| std::cmp::Reverse(run.opened));
    found.iter().map(|(drill, run)| Found::new(run.id.as_str(), told(*drill, run))).collect()
}

/// `inc-001 (drill), resolved, 2026-11-22T02:14:07Z`.
fn told(drill: bool, run: &Summary) -> String {
    let name = if drill { practised(run) } else { run.runbook.clone() };
    let opened = run.opened.map(|opened| format!(", {}", stamp(opened))).unwrap_or_default();
    format!("{name}, {}{opened}", state(run))
}

pub fn incidents(line: &Line) -> Vec<Found> {
    let found = line.session.as_ref().and_then(|session| records::incidents(session).ok());
    let mut found: Vec<_> = found.into_iter().flatten().map(|found| found.incident).collect();
    found.sort_by_key(|incident| std::cmp::Reverse(incident.declared));
    let told = |incident: &Incident| format!("{} {}, {}", incident.severity, incident.title, stamp(incident.declared));
    found.iter().map(|incident| Found::new(incident.id.as_str(), told(incident))).collect()
}

pub fn runs_and_incidents(line: &Line) -> Vec<Found> {
    incidents(line).into_iter().chain(runs(line)).collect()
}

/// Requests that wait for an approval.
pub fn waiting(line: &Line) -> Vec<Found> {
    let open = of_all(line, |_, store| store.approvals().open().ok());
    let told = |request: &Request| format!("{}, asked by {}", request.plan.words, request.requester);
    open.iter().rev().map(|request| Found::new(request.id.as_str(), told(request))).collect()
}

pub fn approvers(line: &Line) -> Vec<Found> {
    let names = line.session.as_ref().map(|session| session.settings.values.texts("approvers"));
    names.into_iter().flatten().map(|name| Found::new(name, "")).collect()
}

/// By their ids, as they are printed.
pub fn snapshots(line: &Line) -> Vec<Found> {
    let mut names = of_all(line, |_, store| store.snapshots().names().ok());
    names.sort_unstable_by(|a, b| b.cmp(a));
    let one = |name: &String| name.split_once('-').map(|(at, id)| Found::new(id, at));
    names.iter().filter_map(one).collect()
}

/// The last event of each visit of a step in the run on the line.
pub fn steps_of_run(line: &Line) -> Vec<Found> {
    let Some(run) = line.argument("run") else { return Vec::new() };
    let events: Vec<Recorded> = of_all(line, |_, store| store.read(run).ok());
    let visits = events.chunk_by(|a, b| (&a.step, a.visit) == (&b.step, b.visit));
    let told = |last: &Recorded| {
        let step = last.step.as_ref().map_or_else(|| "no step yet".to_owned(), |step| format!("step {step}"));
        Found::new(last.seq.to_string(), Clean::new(format!("{step}, {}", stamp(last.at))))
    };
    visits.filter_map(|visit| visit.last()).map(told).collect()
}
