//! Runs in a list.

use super::Store;
use super::error::StoreError;
use super::place;
use super::runs::Whole;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::walk::approval::Decision;
use duckops_core::walk::event::{Opened, Outcome};
use duckops_core::walk::{State, StepId};
use duckops_core::world::{Why, WhyKind};

/// A run in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub id: String,
    pub runbook: String,
    pub operator: Clean,
    pub opened: Option<Utc>,
    /// The step that is open.
    pub step: Option<StepId>,
    pub closed: Option<Outcome>,
    pub last_at: Option<Utc>,
    /// The incident that was on when it was opened.
    pub incident: Option<String>,
    /// The last change of the world that it made: when, and its words.
    pub changed: Option<(Utc, Clean)>,
    /// What it asked for last was denied.
    pub denied: bool,
    pub dry_run: bool,
    /// The scenario and the API of the simulated stack that it is walked on.
    pub drill: Option<(Clean, Clean)>,
    /// The command that begins it anew: what it is walked on ends with its process.
    pub again: Option<Clean>,
    /// Some process holds it.
    pub held: bool,
    /// Why it cannot be read.
    pub damaged: Option<Why>,
}

impl Summary {
    /// Can be gone on with.
    pub fn is_unfinished(&self) -> bool {
        self.is_open() && self.again.is_none()
    }

    /// What it was walked on ended with its process: how to begin anew.
    pub fn ended_with_its_stack(&self) -> Option<&Clean> {
        self.again.as_ref().filter(|_| self.is_open() && !self.held)
    }

    fn is_open(&self) -> bool {
        self.closed.is_none() && !self.dry_run && self.damaged.is_none()
    }
}

impl Store {
    /// All runs, newest first.
    pub fn list(&self) -> Result<Vec<Summary>, StoreError> {
        let names = place::names(&self.runs())?;
        Ok(self.summaries(names.iter().filter(|name| place::is_id(name))))
    }

    fn summaries<'n>(&self, ids: impl Iterator<Item = &'n String>) -> Vec<Summary> {
        let mut found: Vec<_> = ids.map(|id| self.summary(id)).collect();
        found.sort_by(|a, b| b.opened.cmp(&a.opened).then_with(|| a.id.cmp(&b.id)));
        found
    }

    /// Those in which something was recorded last, newest first: the others are not read.
    pub fn newest(&self, most: usize) -> Result<Vec<Summary>, StoreError> {
        let mut names = place::names(&self.runs())?;
        names.retain(|name| place::is_id(name));
        names.sort_by_cached_key(|id| std::cmp::Reverse(place::modified(&self.run_dir(id).join("events.jsonl"))));
        Ok(self.summaries(names.iter().take(most)))
    }

    /// The run of an id, however that is written.
    pub fn find(&self, id: &str) -> Result<Option<Summary>, StoreError> {
        match self.existing(id) {
            Err(StoreError::NoRun(_)) => Ok(None),
            _ => {
                let id = id.to_uppercase();
                Ok(Some(self.summed(&id, self.read_to_go_on(&id))))
            }
        }
    }

    fn summary(&self, id: &str) -> Summary {
        self.summed(id, self.read_whole(id))
    }

    fn summed(&self, id: &str, read: Result<Whole, StoreError>) -> Summary {
        let summary = match read {
            Ok(Whole { events, damage }) => summed(id, State::of(events), damage.map(|damage| damage.why())),
            Err(error) => summed(id, State::default(), Some(error.why())),
        };
        // Only of those that end with their process does it matter.
        let held = summary.again.is_some() && self.is_held(id);
        Summary { held, ..summary }
    }
}

/// By a person: what duckops withdraws, nobody has said no to.
fn denied(state: &State) -> bool {
    let last = state.requests.last().and_then(|request| state.decisions.get(&request.id));
    let by_nobody = |reason: &Clean, at| last == Some(&Decision::withdrawn(reason.as_str(), at));
    matches!(last, Some(Decision::Denied { reason, at, .. }) if !by_nobody(reason, *at))
}

fn changed(state: &State) -> Option<(Utc, Clean)> {
    let made = state.effects().filter(|effect| effect.changed_the_world()).last()?;
    Some((made.at, made.plan.words.clone()))
}

fn simulated(opened: &Opened) -> Option<(Clean, Clean)> {
    let api = opened.settings.get("api").map(ToString::to_string).unwrap_or_default();
    Some((opened.drill.clone()?, Clean::new(api)))
}

/// What is whole of a damaged run still says which one it was.
fn summed(id: &str, state: State, damaged: Option<Why>) -> Summary {
    let opened = state.opened.as_ref();
    let never =
        || opened.is_none().then(|| Why::new(WhyKind::File, "it was never opened").command("duckops runs list"));
    Summary {
        id: id.into(),
        runbook: opened.map(|opened| opened.runbook.clone()).unwrap_or_default(),
        operator: opened.map(|opened| opened.operator.clone()).unwrap_or_else(|| Clean::new("")),
        opened: state.opened_at,
        step: state.current().map(|visit| visit.step.clone()),
        closed: state.closed.as_ref().map(|(outcome, _)| outcome.clone()),
        last_at: state.last_at,
        incident: opened.and_then(|opened| opened.incident.clone()),
        changed: changed(&state),
        denied: denied(&state),
        dry_run: opened.is_some_and(|opened| opened.dry_run),
        drill: opened.and_then(simulated),
        again: opened.and_then(|opened| opened.again.clone()),
        held: false,
        damaged: damaged.or_else(never),
    }
}
