//! One page for the next person: what is broken, what is known and how old that is, what was done, what is awaited.

use super::around::{Around, world_changes};
use super::looked::Looked;
use super::{Run, Sent, Told, came_of, said_by};
use crate::ledger::deploys::Deploy;
use crate::runbook::{Body, Kind, Question};
use crate::standing::freeze;
use crate::standing::incident::{End, Incident};
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::walk::approval::{Decision, Request};
use crate::walk::event::{Applied, Outcome};
use crate::walk::now::{stands, written};
use crate::walk::state::Visit;
use crate::walk::{State, Verdict, settle, update};
use crate::world::actions::{Touches, Undo};
use crate::world::{Known, Value};

/// Of the deploy log, so many of the newest.
pub const DEPLOYS: usize = 5;

#[derive(Clone, Debug)]
pub struct Handoff {
    pub at: Utc,
    /// The run, or the incident.
    pub id: String,
    pub title: Clean,
    /// The scenario when the stack is simulated.
    pub drill: Option<Clean>,
    /// Everything was read, nothing was changed.
    pub dry: bool,
    /// Since when, and how that is known.
    pub since: Vec<Told>,
    /// How the run or the incident stands.
    pub stands: Vec<Told>,
    pub broken: Vec<Told>,
    /// Some of that was neither seen before a change nor in a walk that ended well.
    still_broken: bool,
    pub unknown: Vec<Told>,
    pub known: Vec<Told>,
    /// What passed before anything was changed.
    pub ruled_out: Vec<Told>,
    /// What passed after a change, or in a checklist: that it works, not that it was not this.
    pub proven: Vec<Told>,
    pub notes: Vec<Told>,
    pub changed: Vec<Changed>,
    /// What was only written down.
    pub written: Option<Clean>,
    /// The newest first.
    pub deploys: Known<Vec<Deploy>>,
    pub awaited: Vec<Told>,
    pub next: Vec<Told>,
}

/// A change, and the way back where there is one to go.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    pub told: Told,
    pub by: Clean,
    /// Whoever consented to it, where that was needed.
    pub approved_by: Option<Clean>,
    /// Nothing for what was not made, or is changed again since.
    pub undo: Option<Undo>,
}

impl Changed {
    /// `ana, approved by Josh`
    pub fn by_whom(&self) -> Clean {
        let approved = self.approved_by.as_ref().map(|who| format!(", approved by {who}")).unwrap_or_default();
        Clean::new(format!("{}{approved}", self.by))
    }
}

impl Handoff {
    /// Of one run.
    pub fn of_run(run: &Run, now: Utc, deploys: Known<Vec<Deploy>>) -> Self {
        let mut page = Self::empty(now, run.id().into(), run.title(), run.drill().cloned(), deploys);
        page.dry = run.state.is_dry();
        page.since.extend(first_broken(run));
        page.add(run, &Around { changes: world_changes([run]), incident: None });
        page.written = written(run.state.sent());
        page
    }

    /// Of an incident, with the runs that belong to it.
    pub fn of_incident(
        incident: &Incident,
        drill: Option<Clean>,
        runs: &[Run],
        looked: &Looked,
        now: Utc,
        deploys: Known<Vec<Deploy>>,
    ) -> Self {
        let title = Clean::new(format!("{} {}", incident.severity(), incident.title));
        let mut page = Self::empty(now, incident.id.clone(), title, drill, deploys);
        let declared = format!("the incident began; declared at {} by {}", stamp(incident.declared), incident.by);
        page.since.push(Told::of_none(incident.began(), declared));
        page.stands.push(match &incident.end {
            Some(end) => Told::of_none(end.at, format!("incident mode is off, {}", incident.left_by(end))),
            None => Told::of_none(incident.declared, "incident mode is on"),
        });
        page.add_looked(incident, looked);
        page.since.extend(
            looked
                .first_broken(incident)
                .into_iter()
                .chain(runs.iter().filter_map(first_broken))
                .min_by_key(|told| told.at),
        );
        page.known.extend(incident.end.iter().flat_map(said_at_its_end));
        page.notes = incident
            .notes
            .iter()
            .map(|note| Told::of_none(note.at, said_by(&note.by, &note.text).to_string()))
            .collect();
        let around = Around { changes: world_changes(runs), incident: Some(incident) };
        runs.iter().for_each(|run| page.add(run, &around));
        page.written = written(runs.iter().flat_map(|run| run.state.sent()));
        let lists = [&mut page.broken, &mut page.unknown, &mut page.known, &mut page.ruled_out, &mut page.proven];
        for list in lists.into_iter().chain([&mut page.notes]) {
            list.sort_by_key(|told| told.at);
        }
        page.unknown.extend(looked.unread.in_words().into_iter().map(|text| Told::of_none(None, text)));
        page.changed.sort_by_key(|changed| changed.told.at);
        page.add_next_look(incident);
        page
    }

    /// What probes and snapshots of its time saw.
    fn add_looked(&mut self, incident: &Incident, looked: &Looked) {
        let until = incident.end.as_ref().map_or(self.at, |end| end.at);
        if let Some(on) = freeze::open(&looked.freezes).filter(|_| incident.end.is_none()) {
            self.stands.push(Told::of_none(on.since, format!("changes are frozen by {}: {}", on.by, on.reason)));
        }
        if let Some(probe) = looked.last_probe(until) {
            let so = if incident.end.is_some() && probe.is_critical() { STILL_SO } else { "" };
            self.still_broken |= probe.is_critical();
            let list = if probe.is_critical() { &mut self.broken } else { &mut self.known };
            list.push(Told::of_none(probe.at, format!("{so}last probe: {}", probe.found())));
        }
        if let Some(kept) = looked.snapshots.last() {
            self.still_broken |= kept.is_down();
            let list = if kept.is_down() { &mut self.broken } else { &mut self.known };
            list.push(Told::of_none(kept.snapshot.at, format!("snapshot {}: {}", kept.snapshot.id, kept.in_words())));
        }
    }

    /// Whoever takes over an incident that is on, and of which no walk is open, looks; and so does whoever finds one
    /// that was left while it was red.
    fn add_next_look(&mut self, incident: &Incident) {
        let was_left_red = self.broken.iter().any(|told| told.text.as_str().contains(STILL_SO));
        let text = match incident.end {
            Some(_) if was_left_red => "look whether it is over now: it was not at the last look before its end",
            None if !self.next.is_empty() => return,
            None if self.broken.is_empty() => "look how it stands, and walk what fits",
            None => "look whether it is still so, and walk what fits",
            Some(_) => return,
        };
        self.next.insert(0, Told::of_none(None, text));
    }

    /// Whether all that did not pass was seen before a change, or in a walk that ended well.
    pub fn is_of_the_past(&self) -> bool {
        !self.broken.is_empty() && !self.still_broken
    }

    fn empty(at: Utc, id: String, title: Clean, drill: Option<Clean>, deploys: Known<Vec<Deploy>>) -> Self {
        let none = Vec::new;
        let deploys = deploys.map(|all| all.into_iter().rev().take(DEPLOYS).collect());
        #[rustfmt::skip]
        let page = Self {
            at, id, title, drill, deploys, dry: false, since: none(), stands: none(), broken: none(), still_broken: false, unknown: none(),
            known: none(), ruled_out: none(), proven: none(), notes: none(), changed: Vec::new(), written: None,
            awaited: none(), next: none(),
        };
        page
    }

    fn add(&mut self, run: &Run, around: &Around<'_>) {
        let told = |at, text: String| Told { at, run: run.id().into(), text: Clean::new(text) };
        let name = if around.incident.is_some() { run.name() } else { run.title() };
        let opened = || told(run.state.opened_at, format!("{name} was begun"));
        if self.since.is_empty() {
            self.since.push(opened());
        }
        self.stands.push(told(run.state.last_at, format!("{name}: {}", stands_at(run))));
        let newest = update::newest(&run.state);
        update::as_it_went(&run.state, |then, visit| {
            update::is_in(&newest, visit).then(|| self.add_seen(run, then, visit, around))
        });
        let not_known = update::not_known(&run.runbook, &run.state).into_iter();
        self.unknown.extend(not_known.map(|one| told(one.at, format!("{}: {}", one.titles, one.why))));
        self.known.extend(answers(run));
        self.notes.extend(run.notes());
        self.changed.extend(changes(run, around.incident.is_some()));
        self.awaited.extend(awaited(run, self.at));
        self.next.extend(next(run));
    }

    /// By its verdict: what failed is broken, what could not be checked is not known, what passed is ruled out.
    fn add_seen(&mut self, run: &Run, then: &State, visit: &Visit, around: &Around<'_>) {
        let seen_at = visit.rounds.last().map(|round| round.at);
        let before = around.since(visit);
        let told = |text: String| Told { at: seen_at, run: run.id().into(), text: Clean::new(text) };
        let (runbook, state) = (&run.runbook, &run.state);
        let Some(title) = update::title(runbook, state, visit) else { return };
        let summary = update::summary(visit).unwrap_or_default();
        match visit.verdict() {
            Some(verdict @ Verdict::Fail(_)) => {
                let is_past = !before.is_empty() || ended_well(run);
                self.still_broken |= !is_past;
                let was = match before.is_empty() {
                    true if is_past => "was: ",
                    true if around.is_over() => STILL_SO,
                    _ => "",
                };
                let why = update::reasons(verdict, ", ");
                let found = if summary.as_str().is_empty() { why } else { format!("{summary}; {why}") };
                self.broken.push(told(format!("{before}{was}\"{title}\": {found}")));
            }
            // Told together, by their reasons.
            Some(Verdict::Unknown(_)) => {}
            // What passed without a look rules nothing out.
            Some(Verdict::Pass) if summary.as_str().is_empty() => {}
            // What holds as far as it was seen rules nothing out.
            Some(Verdict::Pass) => match update::passed_without(visit).as_str() {
                "" if run.runbook.kind == Kind::Checklist || around.is_after_a_change(visit) => {
                    self.proven.push(told(format!("{before}{title}: {summary}")));
                }
                "" => self.ruled_out.push(told(format!("{before}{title}: {summary}"))),
                part => self.unknown.push(told(format!("{before}{title}: {summary}{part}"))),
            },
            Some(Verdict::Seen) if around.tells(visit) => {}
            Some(Verdict::Seen) => {
                let found = update::found(runbook, state, then);
                self.known.extend(found.map(|text| told(format!("{before}{text}"))));
            }
            Some(Verdict::Pending { .. }) if summary.as_str().is_empty() => {
                self.awaited.push(told(format!("\"{title}\" is watched")));
            }
            Some(Verdict::Pending { .. }) => self.awaited.push(told(format!("\"{title}\" is watched: {summary}"))),
            None => {}
        }
    }
}

/// Of what no later look of its walk saw otherwise, though incident mode was left.
const STILL_SO: &str = "not OK at the last look before its end: ";

fn ended_well(run: &Run) -> bool {
    matches!(run.state.closed, Some((Outcome::Resolved | Outcome::NotAnIncident | Outcome::Complete, _)))
}

/// When something did not pass for the first time.
fn first_broken(run: &Run) -> Option<Told> {
    let failed = |visit: &&Visit| visit.rounds.iter().any(|round| matches!(round.verdict, Verdict::Fail(_)));
    let visit = run.state.visits.iter().find(failed)?;
    let round = visit.rounds.iter().find(|round| matches!(round.verdict, Verdict::Fail(_)))?;
    let title = update::title(&run.runbook, &run.state, visit)?;
    let text = Clean::new(format!("first seen broken by \"{title}\""));
    Some(Told { at: Some(round.at), run: run.id().into(), text })
}

/// What whoever ended it said of it.
fn said_at_its_end(end: &End) -> Vec<Told> {
    let report = end.report.iter();
    let said = report.flat_map(|report| {
        [
            ("components", &report.components),
            ("root cause", &report.root_cause),
            ("corrective actions", &report.actions),
        ]
    });
    let told = |(label, text): (&str, &Option<Clean>)| {
        let text = text.as_ref().map(|text| Clean::new(format!("{label}, as it was told: {text}")))?;
        Some(Told::of_none(end.at, text))
    };
    said.filter_map(told).collect()
}

fn stands_at(run: &Run) -> String {
    match (&run.state.closed, run.state.current().and_then(|visit| run.runbook.step(&visit.step))) {
        (Some((outcome, _)), _) => update::ended(&run.state, outcome),
        (None, Some(step)) => format!("at {}", settle::placed(&run.runbook, &run.state, step)),
        (None, None) => "just begun".into(),
    }
}

/// What people said, in the words of the questions.
fn answers(run: &Run) -> Vec<Told> {
    let said = |answer: update::Answer| {
        let assumed = if answer.assumed { format!(" ({})", update::NOT_ASKED) } else { String::new() };
        Told { at: Some(answer.at), run: run.id().into(), text: Clean::new(format!("{}{assumed}", answer.text)) }
    };
    update::said(&run.runbook, &run.state).into_iter().map(said).collect()
}

/// What a run changed. Beside an incident, which tells of incident mode itself, without that.
pub(super) fn changes(run: &Run, beside_an_incident: bool) -> Vec<Changed> {
    let sent = run.sent();
    let told = sent.iter().filter(|sent| !(beside_an_incident && sent.is_of_incident_mode()));
    told.filter_map(|sent| changed(run, sent)).collect()
}

/// What was made, and what was not: whoever takes over must not take the one for the other.
fn changed(run: &Run, sent: &Sent) -> Option<Changed> {
    let effect = &sent.effect;
    if matches!(effect.applied, Applied::Yes(_)) && effect.plan.touches() == Touches::Records {
        return None;
    }
    let text = came_of(&effect.applied, &format!("{} ({})", effect.plan.done(), effect.plan.target));
    let told = Told { at: Some(effect.at), run: run.id().into(), text: Clean::new(text) };
    let undo = match &effect.applied {
        Applied::Yes(_) if run.stack_is_gone() => Some(Undo::gone()),
        Applied::Yes(_) if stands(&run.state, effect) => Some(effect.plan.undo.clone()),
        _ => None,
    };
    Some(Changed { told, by: sent.by.clone(), approved_by: sent.approved_by.clone(), undo })
}

/// What somebody else has to do, or what only looking tells.
fn awaited(run: &Run, now: Utc) -> Vec<Told> {
    let told = |at, text: String| Told { at: Some(at), run: run.id().into(), text: Clean::new(text) };
    let state = &run.state;
    let cut_off = state.unresolved().map(|visit| {
        told(
            visit.last_at,
            format!(
                "a change was sent at the step {} and its result is not known: come back, and it is looked up",
                visit.step
            ),
        )
    });
    let is_open = |request: &&Request| state.closed.is_none() && !state.spent.contains(&request.id);
    let requests = state.requests.iter().filter(is_open).filter_map(|request| requested(run, request, now));
    cut_off.into_iter().chain(requests.map(|(at, text)| told(at, text))).collect()
}

fn requested(run: &Run, request: &Request, now: Utc) -> Option<(Utc, String)> {
    let (id, words, until) = (&request.id, &request.plan.words, stamp(request.not_after));
    match run.state.decisions.get(id) {
        Some(Decision::Denied { .. }) => None,
        _ if now > request.not_after => {
            Some((request.not_after, format!("nobody any more: {id} ({words}) expired at {until}")))
        }
        Some(Decision::Approved(approval)) => Some((
            approval.said,
            format!("nobody: {id} ({words}) is approved by {}, to be used until {until}", approval.approver),
        )),
        None => {
            Some((request.made, format!("approval {id} ({words}) from {}, until {until}", approvers(run, request))))
        }
    }
}

/// `T-JOSH (Josh, Mina)`.
fn approvers(run: &Run, request: &Request) -> String {
    let listed = run.state.opened.as_ref().and_then(|opened| opened.settings.get("approvers"));
    match listed {
        Some(Value::Texts(names)) if !names.is_empty() => {
            format!("{} ({})", request.gate, names.iter().map(Clean::as_str).collect::<Vec<_>>().join(", "))
        }
        _ => request.gate.to_string(),
    }
}

/// The step that is open, and what it asks.
fn next(run: &Run) -> Option<Told> {
    let (runbook, state) = (&run.runbook, &run.state);
    if let Some((outcome, say)) = &state.closed {
        let to_tell = matches!(outcome, Outcome::Escalated(_));
        let text = say.as_ref().filter(|_| to_tell)?;
        let tell =
            if state.is_dry() { "nothing: in a dry run nobody is told. It would have been" } else { "tell them" };
        return Some(Told { at: state.last_at, run: run.id().into(), text: Clean::new(format!("{tell}: {text}")) });
    }
    let visit = state.current()?;
    let step = runbook.step(&visit.step)?;
    let asks = |question: &Question| settle::text(runbook, state, &question.label).to_string();
    let asked: Vec<_> = match &step.body {
        Body::Ask(questions) => {
            questions.iter().filter(|question| !visit.answers.contains_key(&question.field)).map(asks).collect()
        }
        _ => Vec::new(),
    };
    let asked = if asked.is_empty() { String::new() } else { format!(": {}", asked.join(" ")) };
    let text = Clean::new(format!("{}{asked}", settle::placed(runbook, state, step)));
    Some(Told { at: Some(visit.entered), run: run.id().into(), text })
}
