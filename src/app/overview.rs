//! Bare `duckops`: what is going on, from what lies on this machine. No network, and at most eight lines.

use super::reach::Reach;
use super::simulated::{mark, silent};
use super::walk::store_error;
use super::{Session, library, stores};
use crate::console::render::{not_real, stack_gone};
use crate::console::width_of;
use crate::error::{Error, Exit};
use crate::store::{LastProbe, LastProbes, Store, StoreError, Summary};
use duckops_core::runbook::{Kind, Library};
use duckops_core::standing::freeze::Freeze;
use duckops_core::standing::incident::Incident;
use duckops_core::text::{Clean, commands};
use duckops_core::time::stamp;
use duckops_core::walk::approval::Request;
use duckops_core::walk::event::Outcome;
use duckops_core::walk::to_reach;
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
        false => {
            // Whoever has no run needs no runbook to name one.
            let library = (!found.runs.is_empty()).then(|| library::load(&session.settings)).transpose()?;
            session.out(&found.text(session, library.as_ref()))?;
        }
    }
    Ok(Exit::Done)
}

/// A drill's are marked.
#[derive(Default)]
struct Found {
    runs: Vec<Summary>,
    /// So many real runs cannot be gone on with from here, which is in a drill.
    real_runs: usize,
    /// Those that came to an end.
    ended: Vec<Summary>,
    approvals: Vec<Request>,
    incident: Option<(bool, Incident)>,
    freeze: Option<(bool, Freeze)>,
    probe: LastProbes,
    /// Of a drill's stack.
    probe_of_drill: bool,
    /// Why it is not known what stands in the drill that the settings name.
    silent: Option<String>,
    /// The drill that the settings name.
    drill: Option<Clean>,
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
            found.drill = Some(drill.scenario.clone());
        }
        let api = session.settings.values.text("api");
        found.silent = reach.is_silent().then(|| silent(&api));
        found.runs.sort_by_key(|run| std::cmp::Reverse(run.opened));
        Ok(found)
    }

    fn of(&mut self, store: &Store, reach: &Reach) -> Result<(), StoreError> {
        let (here, elsewhere): (Vec<_>, Vec<_>) = store.list()?.into_iter().partition(|run| reach.has(run));
        self.real_runs += elsewhere.iter().filter(|run| run.drill.is_none() && run.is_unfinished()).count();
        self.ended.extend(here.iter().filter(|run| run.closed.is_some() && !run.dry_run).cloned());
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

    fn text(&self, session: &Session, library: Option<&Library>) -> String {
        let page = session.page();
        let next = commands::held(&session.again(&format!("next: {}", self.next().join(" · "))), page.width);
        let next = commands::let_go(&page.wrapped(&next, 0, 4));
        let room = MOST - next.lines().count();
        let mut lines = self.lines(session, library, RUNS);
        if lines.len() > room {
            lines = self.lines(session, library, 1);
        }
        let gap = if lines.len() < room { "\n" } else { "" };
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        lines + gap + &next
    }

    /// With so many runs at most.
    fn lines(&self, session: &Session, library: Option<&Library>, runs: usize) -> Vec<String> {
        let room = runs - usize::from(runs > 1 && (self.real_runs > 0 || self.silent.is_some()));
        let width = session.page().width;
        let mut lines = self.standing(width);
        for run in self.runs.iter().take(room) {
            lines.extend(run_lines(session, library, run));
        }
        if let more @ 1.. = self.runs.len().saturating_sub(room) {
            lines.push(session.again(&format!("and {more} more: duckops runs list")));
        }
        lines.extend(self.real(session));
        if let Some(request) = self.approvals.first() {
            let more = match self.approvals.len() - 1 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let said = format!("{}approval {} waits{more}: {}", mark(request.drill), request.id, request.plan.words);
            lines.extend(with_command(width, &said, &session.again("duckops approvals")));
        }
        lines.extend(self.absent(width));
        lines.extend(self.last_ended().map(|run| ended_line(run, width)));
        let before = self.before_a_change();
        let looked = look_with(session, self.probe_of_drill, &self.probe, &before);
        // Below it where it has no room beside it: a probe of before a change says nothing of now.
        if before.is_empty() || width_of(&looked) <= width {
            lines.push(looked);
        } else {
            lines.push(last_look(session, self.probe_of_drill, &self.probe));
            lines.push(format!("   {before}"));
        }
        lines.extend(self.silent.clone());
        // Said at least once.
        let is_said = lines.iter().any(|line| line.starts_with("DRILL"));
        let not_said = self.drill.iter().filter(|_| !is_said).map(not_real);
        not_said.chain(lines.iter().cloned()).collect()
    }

    /// The walk that ended last of the incident that is on.
    fn last_ended(&self) -> Option<&Summary> {
        let (_, incident) = self.incident.as_ref()?;
        let of_it = |run: &&Summary| run.incident.as_ref() == Some(&incident.id);
        self.ended.iter().filter(of_it).max_by_key(|run| run.last_at)
    }

    /// What the last probe saw may be over: ` (before prod 43 -> 41)`.
    fn before_a_change(&self) -> String {
        let last = self.probe.part.iter().chain(&self.probe.whole).map(|probe| probe.at).max();
        let changed = self.last_ended().and_then(|run| run.changed.as_ref());
        match (changed, last) {
            (Some((at, words)), Some(seen)) if seen <= *at => format!(" (before {words})"),
            _ => String::new(),
        }
    }

    /// Of an incident that a walk has mended: what sees it, and what ends it. Else the three commands that a newcomer
    /// needs; the runbook of what the last probe found wrong.
    fn next(&self) -> [String; 3] {
        let ended = self.last_ended().and_then(|run| run.closed.as_ref());
        if ended.is_some_and(Outcome::is_mended) {
            return ["duckops probe", "duckops incident end", "duckops status"].map(str::to_owned);
        }
        let last = self.probe.part.iter().chain(&self.probe.whole).find_map(|probe| probe.runbook.as_ref());
        let triage = last.map_or_else(|| "duckops triage".into(), |id| format!("duckops triage {id}"));
        let status = "duckops status".to_owned();
        let first = if last.is_some() { [triage, status] } else { [status, triage] };
        let [first, second] = first;
        [first, second, "duckops drill list".into()]
    }

    /// What was looked for and is not there, in one line: with fewer words where they have no room.
    fn absent(&self, width: usize) -> Option<String> {
        let looked = [
            ("incident", "incident", self.incident.is_some()),
            ("freeze", "freeze", self.freeze.is_some()),
            ("unfinished run", "run", !self.runs.is_empty() || self.real_runs > 0),
            ("approval waits", "approval", !self.approvals.is_empty()),
        ];
        let absent: Vec<_> = looked.iter().filter(|(.., is)| !is).collect();
        let whole: Vec<_> = absent.iter().map(|(what, ..)| format!("no {what}")).collect();
        let short: Vec<_> = absent.iter().map(|(_, what, _)| *what).collect();
        let whole = Some(whole.join(" · ")).filter(|whole| width_of(whole) <= width);
        (!absent.is_empty()).then(|| whole.unwrap_or_else(|| format!("no {}", short.join(", "))))
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

/// `run H4MT  inc-001 resolved: prod 43 -> 41`
fn ended_line(run: &Summary, width: usize) -> String {
    let outcome = run.closed.as_ref().map(Outcome::in_words).unwrap_or_default();
    let changed = run.changed.as_ref().map(|(_, words)| format!(": {words}")).unwrap_or_default();
    let said = format!("{}run {}  {} {outcome}{changed}", mark(run.drill.is_some()), run.id, run.runbook);
    Clean::new(said).shortened(width).to_string()
}

/// A run, and how to go on with it: one of a drill with what reaches its stack from any shell.
fn run_lines(session: &Session, library: Option<&Library>, run: &Summary) -> Vec<String> {
    let step = run.step.as_ref().map(|step| format!(" at {step}")).unwrap_or_default();
    let said = format!("{}run {}  {}{step}", mark(run.drill.is_some()), run.id, run.runbook);
    let width = session.page().width;
    if let Some(again) = run.ended_with_its_stack() {
        return with_command(width, &said, &session.again(&stack_gone(again)));
    }
    let found = library.and_then(|library| library.find(&run.runbook));
    let kind = found.and_then(|loaded| loaded.result.as_ref().ok()).map_or(Kind::Triage, |runbook| runbook.kind);
    let command = format!("duckops {} {} --resume={}", kind.word(), run.runbook, run.id);
    let reached = run.drill.as_ref().map(|(_, api)| commands::duckops_with(&command, &to_reach(api.as_str())));
    with_command(width, &said, &session.again(&reached.unwrap_or(command)))
}

/// A command stands beside what it is for, or below it where it has no room there: it is there to be copied.
fn with_command(width: usize, said: &str, command: &str) -> Vec<String> {
    let beside = format!("{said}: {command}");
    if width_of(&beside) <= width { vec![beside] } else { vec![format!("{said}:"), format!("    {command}")] }
}

/// What the last look from here found, and how old that is. Of a part it is said which: it says nothing of the rest.
pub fn last_look(session: &Session, drill: bool, looked: &LastProbes) -> String {
    look_with(session, drill, looked, "")
}

/// The same, with what is to be said of it.
fn look_with(session: &Session, drill: bool, looked: &LastProbes, note: &str) -> String {
    let (last, since) = match (&looked.whole, &looked.part) {
        (Some(whole), part) => (whole, part.as_ref()),
        (None, Some(part)) => (part, None),
        (None, None) => {
            let probe = session.again("duckops probe");
            return with_command(session.page().width, "no probe has looked from here yet", &probe).join("\n");
        }
    };
    let of = last.only.as_ref().map(|only| format!(", {only} only")).unwrap_or_default();
    let head = format!("{}last probe {}{of}: {}  ", mark(drill), age(session, last), last.state);
    let tail = since.map(|part| since_then(session, part)).unwrap_or_default() + note;
    let room = session.page().width.saturating_sub(head.chars().count() + tail.chars().count());
    // A word or two of it tell nothing.
    let what = if room < 12 { String::new() } else { last.what.shortened(room).to_string() };
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
    json!({ "at": stamp(probe.at), "state": probe.state, "what": probe.what, "only": probe.only, "runbook": probe.runbook, "drill": drill })
}
