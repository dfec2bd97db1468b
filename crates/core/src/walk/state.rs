//! What a run's events add up to.

use super::approval::{Decision, Request};
pub use super::effect::Effect;
use super::event::{Applied, Entrance, Event, Found, Opened, Outcome, Recorded};
use super::next::goes_on_by_itself;
use super::severity::heard_severity;
use super::step_id::{Bind, StepId};
use super::verdict::Verdict;
use crate::runbook::{Runbook, Unchecked};
use crate::text::Clean;
use crate::time::{Utc, passed};
use crate::world::actions::{Plan, Touches};
use crate::world::{Evidence, Value, Why, WhyKind};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The state of a run: a pure fold of its events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    pub opened: Option<Opened>,
    pub opened_at: Option<Utc>,
    pub visits: Vec<Visit>,
    pub requests: Vec<Request>,
    pub decisions: BTreeMap<String, Decision>,
    pub spent: BTreeSet<String>,
    pub closed: Option<(Outcome, Option<Clean>)>,
    pub left: Option<Clean>,
    /// How bad the incident is that it is walked in, as it was heard last.
    pub severity: Option<Clean>,
    pub seq: u64,
    pub last_at: Option<Utc>,
}

/// One opening of a step. Going back opens a new one; effects stay.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    pub step: StepId,
    pub visit: u32,
    pub entered: Utc,
    pub how: Entrance,
    /// Why a branch before it could not be decided.
    pub undecided: Vec<Why>,
    pub rounds: Vec<Round>,
    /// The first round that counts: looking again starts anew.
    pub from_round: usize,
    /// Another look was asked for.
    pub again: bool,
    /// The operator wanted it once more, whatever was done before.
    pub anew: bool,
    pub answers: BTreeMap<String, Value>,
    /// The fields that nobody was asked for.
    pub assumed: BTreeSet<String>,
    pub notes: Vec<Clean>,
    pub continued: bool,
    pub skipped: Option<Clean>,
    pub cut_short: Option<Clean>,
    pub plan: Option<Settled>,
    /// The request that its action waits for.
    pub request: Option<String>,
    pub spent: Option<String>,
    pub confirmed: bool,
    pub intended: Option<Recorded>,
    pub effect: Option<Effect>,
    /// What was done in this visit before it was begun anew.
    pub earlier: Vec<Effect>,
    pub last_at: Utc,
}

/// All looks of a step, taken at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    pub at: Utc,
    pub looks: Vec<(Bind, Evidence)>,
    pub verdict: Verdict,
    /// What a pass by one alternative did without.
    pub unchecked: Vec<Unchecked>,
    /// How long looking had been repeated by then.
    pub ran: Duration,
}

impl Round {
    /// In a dry run nothing is looked at that depends on what was not changed.
    pub fn was_not_evaluated(&self) -> bool {
        let not_asked = |evidence: &Evidence| evidence.failure().is_some_and(|why| why.kind == WhyKind::NotEvaluated);
        !self.looks.is_empty() && self.looks.iter().all(|(_, evidence)| not_asked(evidence))
    }
}

/// Whether the step's change could be settled.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    Plan(Box<Plan>),
    Unsettled(Why),
    /// `--dry-run`.
    Drafted(Result<Box<Plan>, Why>),
}

impl State {
    pub fn of(events: impl IntoIterator<Item = Recorded>) -> Self {
        events.into_iter().fold(State::default(), |state, event| fold(state, &event))
    }

    /// A text for others: one of a drill or of a dry run says so, wherever it is pasted.
    pub fn marked(&self, text: &str) -> String {
        let drill = self.opened.as_ref().is_some_and(|opened| opened.drill.is_some());
        let (drill, dry) = (if drill { "DRILL: " } else { "" }, if self.is_dry() { "DRY RUN: " } else { "" });
        format!("{drill}{dry}{text}")
    }

    /// Whether everything is read and nothing changed.
    pub fn is_dry(&self) -> bool {
        self.opened.as_ref().is_some_and(|opened| opened.dry_run)
    }

    /// Whether its simulated stack lives no longer than the process that walks: afterwards nothing is there to go back to.
    pub fn ends_with_its_stack(&self) -> bool {
        self.opened.as_ref().is_some_and(|opened| opened.again.is_some())
    }

    /// The run's id; nothing before it is opened.
    pub fn run(&self) -> &str {
        self.opened.as_ref().map_or("", |opened| opened.run.as_str())
    }

    /// Whether its step was not come to again since.
    pub fn is_last(&self, visit: &Visit) -> bool {
        self.last_visit(&visit.step).is_some_and(|last| last.visit == visit.visit)
    }

    /// The requests that nobody has decided, oldest first.
    pub fn undecided(&self) -> impl DoubleEndedIterator<Item = &Request> {
        self.requests.iter().filter(|request| !self.decisions.contains_key(&request.id))
    }

    /// The step that is open.
    pub fn current(&self) -> Option<&Visit> {
        self.visits.last()
    }

    pub fn place(&self) -> Option<(&StepId, u32)> {
        self.current().map(|visit| (&visit.step, visit.visit))
    }

    pub fn last_visit(&self, step: &StepId) -> Option<&Visit> {
        self.visits.iter().rev().find(|visit| &visit.step == step)
    }

    pub fn visits_of(&self, step: &StepId) -> u32 {
        self.visits.iter().filter(|visit| &visit.step == step).map(|visit| visit.visit).max().unwrap_or(0)
    }

    /// Changes that were made, in order; what duckops only wrote down is none.
    pub fn effects(&self) -> impl Iterator<Item = &Effect> {
        let made = |effect: &&Effect| matches!(effect.applied, Applied::Yes(_));
        let effects = self.sent().filter(made);
        effects.filter(|effect| effect.plan.touches() != Touches::Records)
    }

    /// Each look that was taken, in order.
    pub fn looks(&self) -> impl DoubleEndedIterator<Item = &Evidence> {
        let rounds = self.visits.iter().flat_map(|visit| &visit.rounds);
        rounds.flat_map(|round| &round.looks).map(|(_, evidence)| evidence)
    }

    /// Whether it was closed, and so.
    pub fn is_closed(&self, so: impl Fn(&Outcome) -> bool) -> bool {
        self.closed.as_ref().is_some_and(|(outcome, _)| so(outcome))
    }

    /// Each no that a person said to such requests: what it was of, by whom, why.
    pub fn denials<'s>(&'s self, of: impl Fn(&Request) -> bool + 's) -> impl Iterator<Item = Clean> + 's {
        let denied = move |request: &Request| {
            let decision = self.decisions.get(&request.id).filter(|decision| of(request) && decision.is_no())?;
            Some(Clean::new(format!("{} ({}) {}", request.id, request.plan.words, decision.text())))
        };
        self.requests.iter().filter_map(denied)
    }

    /// Whatever came of every intent, in order.
    pub fn sent(&self) -> impl DoubleEndedIterator<Item = &Effect> {
        self.visits.iter().flat_map(Visit::sent)
    }

    /// An intent without a known effect: the walk was cut off in between.
    pub fn unresolved(&self) -> Option<&Visit> {
        self.current().filter(|visit| visit.intended.is_some() && visit.effect.is_none())
    }

    /// The step before, as the operator went: going back twice goes two steps back. A place without a screen of its
    /// own is none, nor is one that goes on by itself: nobody gets a key there.
    pub fn previous(&self, runbook: &Runbook) -> Option<&StepId> {
        let mut path: Vec<&StepId> = Vec::new();
        let here = self.current().map(|visit| (&visit.step, visit.visit));
        let seen = |visit: &&Visit| {
            let passes = |step| goes_on_by_itself(step, visit) && here != Some((&visit.step, visit.visit));
            runbook.step(&visit.step).is_none_or(|step| !step.silent && !passes(step))
        };
        for visit in self.visits.iter().filter(seen) {
            if visit.how == Entrance::Back {
                while path.last().is_some_and(|last| *last != &visit.step) {
                    path.pop();
                }
            } else {
                path.push(&visit.step);
            }
        }
        path.len().checked_sub(2).map(|at| path[at])
    }

    fn visit(&mut self) -> Option<&mut Visit> {
        self.visits.last_mut()
    }
}

impl Visit {
    pub fn new(step: StepId, visit: u32, entered: Utc, how: Entrance, undecided: Vec<Why>) -> Self {
        Self {
            step,
            visit,
            entered,
            how,
            undecided,
            rounds: Vec::new(),
            from_round: 0,
            again: false,
            anew: false,
            answers: BTreeMap::new(),
            assumed: BTreeSet::new(),
            notes: Vec::new(),
            continued: false,
            skipped: None,
            cut_short: None,
            plan: None,
            request: None,
            spent: None,
            confirmed: false,
            intended: None,
            effect: None,
            earlier: Vec::new(),
            last_at: entered,
        }
    }

    /// The rounds since the last time that looking began anew.
    pub fn counted(&self) -> &[Round] {
        &self.rounds[self.from_round.min(self.rounds.len())..]
    }

    /// How long looking had been repeated at a moment, where only the times of the rounds say it.
    fn by_the_wall(&self, at: Utc) -> Duration {
        self.counted().first().map_or(Duration::ZERO, |first| passed(first.at, at))
    }

    pub fn verdict(&self) -> Option<&Verdict> {
        self.rounds.last().map(|round| &round.verdict)
    }

    /// What it found was bad or not known: whoever passes over it overrides that.
    pub fn did_not_pass(&self) -> bool {
        matches!(self.verdict(), Some(Verdict::Fail(_) | Verdict::Unknown(_)))
    }

    /// What passing over it is: of what a check found an override, else a skip.
    pub fn passed_over(&self) -> &'static str {
        if self.did_not_pass() { "overridden" } else { "skipped" }
    }

    pub fn sent(&self) -> impl DoubleEndedIterator<Item = &Effect> {
        self.earlier.iter().chain(&self.effect)
    }

    /// Whoever asks has gone on.
    fn asks(&mut self, request: String) {
        self.request = Some(request);
        self.continued = true;
    }

    /// What was consented to is gone: words are typed again for the next approval, and nobody is asked for one unless
    /// going on is said anew.
    fn refused(&mut self) {
        self.confirmed = false;
        self.continued &= self.effect.is_some() || !matches!(self.plan, Some(Settled::Plan(_)));
    }

    fn start_anew(&mut self) {
        self.again = true;
        self.anew = true;
        self.from_round = self.rounds.len();
        self.cut_short = None;
        self.plan = None;
        self.request = None;
        self.spent = None;
        self.confirmed = false;
        self.continued = false;
        self.intended = None;
        self.earlier.extend(self.effect.take());
    }
}

/// The state after one more event.
pub fn fold(mut state: State, recorded: &Recorded) -> State {
    state.seq = recorded.seq;
    state.last_at = Some(recorded.at);
    let heard = heard_severity(&state, &recorded.event);
    state.severity = heard.or(state.severity);
    match &recorded.event {
        Event::Opened(opened) => {
            state.opened = Some((**opened).clone());
            state.opened_at = Some(recorded.at);
        }
        Event::Resumed { .. } => state.left = None,
        Event::Left { why } => state.left = Some(why.clone()),
        Event::Entered { how, undecided } => {
            if let (Some(step), Some(visit)) = (&recorded.step, recorded.visit) {
                state.visits.push(Visit::new(step.clone(), visit, recorded.at, *how, undecided.clone()));
            }
        }
        Event::Requested { request } => {
            state.requests.push((**request).clone());
            let id = request.id.clone();
            in_visit(&mut state, recorded, |visit| visit.asks(id));
        }
        Event::Decided { request, decision } => {
            state.decisions.insert(request.clone(), (**decision).clone());
            if matches!(**decision, Decision::Denied { .. }) {
                in_visit(&mut state, recorded, Visit::refused);
            }
        }
        Event::Spent { request } => {
            state.spent.insert(request.clone());
            in_visit(&mut state, recorded, |visit| visit.spent = Some(request.clone()));
        }
        Event::Closed { outcome, say } => state.closed = Some((outcome.clone(), say.clone())),
        _ => in_visit(&mut state, recorded, |visit| within_step(visit, recorded)),
    }
    state
}

fn in_visit(state: &mut State, recorded: &Recorded, change: impl FnOnce(&mut Visit)) {
    if let Some(visit) = state.visit() {
        visit.last_at = recorded.at;
        change(visit);
    }
}

fn within_step(visit: &mut Visit, recorded: &Recorded) {
    match &recorded.event {
        Event::Observed { looks, verdict, unchecked, ran } => {
            visit.again = false;
            let (looks, verdict, unchecked) = (looks.clone(), verdict.clone(), unchecked.clone());
            let ran = ran.unwrap_or_else(|| visit.by_the_wall(recorded.at));
            visit.rounds.push(Round { at: recorded.at, looks, verdict, unchecked, ran });
        }
        Event::LookedAgain => visit.start_anew(),
        Event::Answered { field, value, assumed } => {
            visit.answers.insert(field.clone(), value.clone());
            let _ = if *assumed { visit.assumed.insert(field.clone()) } else { visit.assumed.remove(field) };
        }
        Event::Noted { text } => visit.notes.push(text.clone()),
        Event::Continued => visit.continued = true,
        Event::Skipped { reason } => visit.skipped = Some(reason.clone()),
        Event::CutShort { reason } => visit.cut_short = Some(reason.clone()),
        Event::Drafted { plan } => visit.plan = Some(Settled::Drafted(plan.clone())),
        Event::Settled { plan } => visit.plan = Some(Settled::Plan(plan.clone())),
        Event::Unsettled { why } => visit.plan = Some(Settled::Unsettled(why.clone())),
        Event::Confirmed { .. } => visit.confirmed = true,
        Event::Intended { .. } => visit.intended = Some(recorded.clone()),
        Event::Effected { applied, found } => {
            visit.effect = effect(visit, applied, *found, recorded.at);
            // Going on was said before the walk was cut off: what to do now is decided anew.
            visit.continued &= !visit.effect.as_ref().is_some_and(Effect::was_cut_off);
        }
        _ => {}
    }
}

fn effect(visit: &Visit, applied: &Applied, found: Found, at: Utc) -> Option<Effect> {
    match visit.intended.as_ref().map(|intended| &intended.event) {
        Some(Event::Intended { plan }) => Some(Effect { applied: applied.clone(), found, at, plan: (**plan).clone() }),
        _ => None,
    }
}
