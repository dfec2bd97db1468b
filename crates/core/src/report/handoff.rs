//! One page for the next person: what is broken, what is known and how old that is, what was done, what is awaited.

mod awaited;
mod incident;

use super::around::{Around, world_changes};
use super::{Run, Sent, Told, came_of};
use crate::ledger::deploys::Deploy;
use crate::runbook::{Body, Kind, Question};
use crate::text::Clean;
use crate::time::Utc;
use crate::walk::event::{Applied, Outcome};
use crate::walk::now::{stands, written};
use crate::walk::state::Visit;
use crate::walk::{State, Verdict, settle, update};
use crate::world::Known;
use crate::world::actions::{Touches, Undo};

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
    /// It was left while the last look at it was red.
    was_left_red: bool,
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
        page.add(run, &Around::of_run(run));
        page.written = written(run.state.sent());
        page.add_not_looked([run]);
        page
    }

    /// What was changed, and nobody has looked since.
    fn add_not_looked<'r>(&mut self, runs: impl IntoIterator<Item = &'r Run>) {
        let runs: Vec<_> = runs.into_iter().collect();
        let Some((at, words)) = world_changes(runs.iter().copied()).pop() else { return };
        let rounds = runs.iter().flat_map(|run| &run.state.visits).flat_map(|visit| &visit.rounds);
        let judged = rounds.filter(|round| !matches!(round.verdict, Verdict::Seen) && !round.looks.is_empty());
        if !judged.map(|round| round.at).any(|seen| seen >= at) {
            self.unknown.push(Told::of_none(at, format!("how it is since {words}: nobody has looked")));
        }
    }

    /// How something that was red is told: as what it `was`, or else as what no later look saw otherwise, though
    /// incident mode was left.
    fn red(&mut self, was: Option<String>, around: &Around<'_>) -> String {
        self.still_broken |= was.is_none();
        was.unwrap_or_else(|| match around.is_over() {
            true => {
                self.was_left_red = true;
                "not OK at the last look before its end: ".into()
            }
            false => String::new(),
        })
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
            at, id, title, drill, deploys, dry: false, since: none(), stands: none(), broken: none(), still_broken: false,
            was_left_red: false, unknown: none(),
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
        let not_known = update::not_known(&run.runbook, &run.state, &|_| true).into_iter();
        self.unknown.extend(not_known.map(|one| told(one.at, format!("{}: {}", one.titles, one.why))));
        self.known.extend(answers(run));
        self.notes.extend(run.notes());
        self.changed.extend(changes(run, around.incident.is_some()));
        self.awaited.extend(awaited::awaited(run, self.at, around));
        self.next.extend(next(run));
    }

    /// By its verdict: what failed is broken, what could not be checked is not known, what passed is ruled out.
    fn add_seen(&mut self, run: &Run, then: &State, visit: &Visit, around: &Around<'_>) {
        let seen_at = visit.rounds.last().map(|round| round.at);
        let before = around.since(visit);
        let told = |text: String| Told { at: seen_at, run: run.id().into(), text: Clean::new(text) };
        let (runbook, state) = (&run.runbook, &run.state);
        let Some(title) = update::title(runbook, state, visit) else { return };
        let summary = update::decided_by(runbook, visit).unwrap_or_default();
        match visit.verdict() {
            Some(verdict @ Verdict::Fail(_)) => {
                let well = run.state.is_closed(Outcome::is_good).then(|| "was: ".to_owned());
                let was = self.red(Some(before).filter(|before| !before.is_empty()).or(well), around);
                let why = update::reasons(verdict, ", ");
                let found = if summary.as_str().is_empty() { why } else { format!("{summary}; {why}") };
                self.broken.push(told(format!("{was}\"{title}\": {found}")));
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

/// When something did not pass for the first time.
fn first_broken(run: &Run) -> Option<Told> {
    let failed = |visit: &&Visit| visit.rounds.iter().any(|round| matches!(round.verdict, Verdict::Fail(_)));
    let visit = run.state.visits.iter().find(failed)?;
    let round = visit.rounds.iter().find(|round| matches!(round.verdict, Verdict::Fail(_)))?;
    let title = update::title(&run.runbook, &run.state, visit)?;
    let text = Clean::new(format!("first seen broken by \"{title}\""));
    Some(Told { at: Some(round.at), run: run.id().into(), text })
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
