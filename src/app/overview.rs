//! Bare `duckops`: what is going on, from what lies on this machine. No network, and at most eight lines.

use super::reach::Reach;
use super::simulated::mark;
use super::walk::store_error;
use super::{Session, library, stores};
use crate::console::render::stack_gone;
use crate::error::{Error, Exit};
use crate::store::{LastProbe, LastProbes, Store, StoreError, Summary};
use duckops_core::runbook::{Kind, Library};
use duckops_core::standing::freeze::Freeze;
use duckops_core::standing::incident::Incident;
use duckops_core::text::Clean;
use duckops_core::time::stamp;
use duckops_core::walk::approval::Request;
use duckops_core::world::duration_text;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Of unfinished runs, the newest; the rest is counted.
const RUNS: usize = 2;
/// The most lines.
const MOST: usize = 8;

pub fn run(session: &Session) -> Result<Exit, Error> {
    let found = Found::on_this_machine(session)?;
    match session.settings.json {
        true => session.json(&found.json())?,
        false => session.out(&found.text(session, &library::load(&session.settings)?))?,
    }
    Ok(Exit::Done)
}

/// A drill's are marked.
#[derive(Default)]
struct Found {
    runs: Vec<Summary>,
    /// So many real runs cannot be gone on with from here, which is in a drill.
    real_runs: usize,
    approvals: Vec<Request>,
    incident: Option<(bool, Incident)>,
    freeze: Option<(bool, Freeze)>,
    probe: LastProbes,
    /// Of a drill's stack.
    probe_of_drill: bool,
    /// Why it is not known what stands in the drill that the settings name.
    silent: Option<String>,
}

impl Found {
    fn on_this_machine(session: &Session) -> Result<Self, Error> {
        let reach = Reach::of(session);
        let mut found = Self::default();
        for store in stores::existing(session)? {
            found.of(&store, &reach).map_err(|error| store_error(&error))?;
        }
        // What stands in a drill is of its stack, which tells which one it is.
        if let Some(drill) = reach.drill() {
            let drills = stores::drills_dir(&session.settings.state_dir);
            let store = Store::at(&drills, Arc::clone(&session.clock)).standing_in(drill.standing(&drills));
            found.stands(&store, true).map_err(|error| store_error(&error))?;
        }
        let api = session.settings.values.text("api");
        let silent = || format!("{api} does not answer: whether it is a drill is not known");
        found.silent = reach.is_silent().then(silent);
        found.runs.sort_by_key(|run| std::cmp::Reverse(run.opened));
        Ok(found)
    }

    fn of(&mut self, store: &Store, reach: &Reach) -> Result<(), StoreError> {
        let (here, elsewhere): (Vec<_>, Vec<_>) = store.list()?.into_iter().partition(|run| reach.has(run));
        self.real_runs += elsewhere.iter().filter(|run| run.drill.is_none() && run.is_unfinished()).count();
        let ended = elsewhere.into_iter().filter(|run| run.ended_with_its_stack().is_some());
        self.runs.extend(here.into_iter().filter(Summary::is_unfinished).chain(ended));
        self.approvals.extend(store.approvals().open()?);
        if !stores::of_drills(store) {
            self.stands(store, false)?;
        }
        Ok(())
    }

    /// The real incident and freeze count before a drill's; what was looked at is what one is in.
    fn stands(&mut self, store: &Store, drill: bool) -> Result<(), StoreError> {
        let open = store.incidents().open()?;
        self.incident = self.incident.take().or(open.map(|incident| (drill, incident)));
        self.freeze = self.freeze.take().or(store.freezes().open()?.map(|freeze| (drill, freeze)));
        (self.probe, self.probe_of_drill) = (store.last_probe()?, drill);
        Ok(())
    }

    fn text(&self, session: &Session, library: &Library) -> String {
        let room = RUNS - usize::from(self.real_runs > 0 || self.silent.is_some());
        let mut lines: Vec<String> = self.runs.iter().take(room).map(|run| run_line(session, library, run)).collect();
        if let (Some(last), more @ 1..) = (lines.last_mut(), self.runs.len().saturating_sub(room)) {
            last.push_str(&session.again(&format!("  (and {more} more: duckops runs list)")));
        }
        lines.extend(self.real(session));
        if let Some(request) = self.approvals.first() {
            let more = match self.approvals.len() - 1 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let next = session.again("duckops approvals");
            let drill = mark(request.drill);
            lines.push(format!("{drill}approval {} waits{more}: {}  {next}", request.id, request.plan.words));
        }
        lines.extend(self.absent());
        lines.push(last_look(session, self.probe_of_drill, &self.probe));
        lines.extend(self.silent.clone());
        lines.splice(0..0, self.standing(session.page().width));
        let gap = if lines.len() + 2 > MOST { "" } else { "\n" };
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        lines + gap + &session.again("next: duckops status · duckops triage · duckops drill list\n")
    }

    /// What was looked for and is not there, in one line.
    fn absent(&self) -> Option<String> {
        let looked = [
            ("incident", self.incident.is_some()),
            ("freeze", self.freeze.is_some()),
            ("unfinished run", !self.runs.is_empty() || self.real_runs > 0),
            ("approval waits", !self.approvals.is_empty()),
        ];
        let absent: Vec<_> = looked.iter().filter(|(_, is)| !is).map(|(what, _)| format!("no {what}")).collect();
        (!absent.is_empty()).then(|| absent.join(" · "))
    }

    /// Whoever practises is told that something real waits.
    fn real(&self, session: &Session) -> Option<String> {
        let runs = match self.real_runs {
            0 => return None,
            1 => "1 real run is".into(),
            more => format!("{more} real runs are"),
        };
        Some(session.again(&format!("{runs} unfinished: duckops runs list")))
    }

    /// What holds for everybody comes first: an incident, a freeze.
    fn standing(&self, width: usize) -> Vec<String> {
        let line =
            |drill: bool, text: String| Clean::new(format!("{}{text}", mark(drill))).shortened(width).to_string();
        let incident = self.incident.as_ref().map(|(drill, one)| {
            let since = stamp(one.since);
            line(*drill, format!("INCIDENT {} {} {} (since {since}, by {})", one.id, one.severity, one.title, one.by))
        });
        let freeze = self.freeze.as_ref().map(|(drill, freeze)| {
            line(*drill, format!("FREEZE {} (since {}, by {})", freeze.reason, stamp(freeze.since), freeze.by))
        });
        incident.into_iter().chain(freeze).collect()
    }

    fn json(&self) -> Value {
        let run = |run: &Summary| json!({ "run": run.id, "runbook": run.runbook, "step": run.step, "drill": run.drill.is_some() });
        let incident = self.incident.as_ref().map(|(drill, one)| {
            json!({ "id": one.id, "severity": one.severity, "since": stamp(one.since), "by": one.by, "title": one.title, "drill": drill })
        });
        let freeze = self.freeze.as_ref().map(|(drill, freeze)| {
            json!({ "since": stamp(freeze.since), "by": freeze.by, "reason": freeze.reason, "drill": drill })
        });
        json!({
            "incident": incident,
            "freeze": freeze,
            "unfinished": self.runs.iter().map(run).collect::<Vec<_>>(),
            "approvals": self.approvals.iter().map(|request| &request.id).collect::<Vec<_>>(),
            "last_probe": self.probe.whole.as_ref().map(|probe| probe_json(self.probe_of_drill, probe)),
            "last_part": self.probe.part.as_ref().map(|probe| probe_json(self.probe_of_drill, probe)),
        })
    }
}

fn run_line(session: &Session, library: &Library, run: &Summary) -> String {
    let step = run.step.as_ref().map(|step| format!(" at {step}")).unwrap_or_default();
    let drill = mark(run.drill.is_some());
    if let Some(again) = run.ended_with_its_stack() {
        return format!("{drill}run {}  {}{step}: {}", run.id, run.runbook, session.again(&stack_gone(again)));
    }
    let kind =
        library.find(&run.runbook).and_then(|loaded| loaded.result.as_ref().ok()).map_or(Kind::Triage, |r| r.kind);
    let again = session.again(&format!("duckops {} {} --resume={}", kind.word(), run.runbook, run.id));
    format!("{drill}run {}  {}{step}:  {again}", run.id, run.runbook)
}

/// What the last look from here found, and how old that is. Of a part it is said which: it says nothing of the rest.
pub fn last_look(session: &Session, drill: bool, looked: &LastProbes) -> String {
    let (last, since) = match (&looked.whole, &looked.part) {
        (Some(whole), part) => (whole, part.as_ref()),
        (None, Some(part)) => (part, None),
        (None, None) => return session.again("no probe has looked from here yet: duckops probe"),
    };
    let of = last.only.as_ref().map(|only| format!(", {only} only")).unwrap_or_default();
    let head = format!("{}last probe {}{of}: {}  ", mark(drill), age(session, last), last.state);
    let tail = since.map(|part| since_then(session, part)).unwrap_or_default();
    let room = session.page().width.saturating_sub(head.chars().count() + tail.chars().count());
    let what = last.what.shortened(room.max(12)).to_string();
    let found = format!("{head}{what}");
    format!("{}{tail}", found.trim_end())
}

/// `; quota only, just now: OK`
fn since_then(session: &Session, part: &LastProbe) -> String {
    let only = part.only.clone().unwrap_or_default();
    format!("; {only} only, {}: {}", age(session, part), part.state)
}

fn age(session: &Session, probe: &LastProbe) -> String {
    match (session.clock.now() - probe.at).to_std() {
        Ok(age) if age >= Duration::from_secs(1) => {
            format!("{} ago", duration_text(Duration::from_secs(age.as_secs())))
        }
        Ok(_) => "just now".into(),
        Err(_) => format!("at {}", stamp(probe.at)),
    }
}

fn probe_json(drill: bool, probe: &LastProbe) -> Value {
    json!({ "at": stamp(probe.at), "state": probe.state, "what": probe.what, "only": probe.only, "drill": drill })
}
