//! What is told of runs and incidents from outside of them: to whoever takes over, to whoever asks what happened. Pure:
//! events in, a picture out; how it is laid out is the binary's.

mod around;
pub mod began;
pub mod handoff;
pub mod looked;
pub mod postmortem;
pub mod prune;
pub mod score;
pub mod stats;
pub mod timeline;
pub mod times;

use crate::runbook::Runbook;
use crate::standing::incident::Incident;
use crate::text::Clean;
use crate::time::Utc;
use crate::walk::approval::Decision;
use crate::walk::event::{Applied, Event, Recorded};
use crate::walk::severity::severity;
use crate::walk::state::{Effect, State};
use crate::world::Evidence;

/// A run as it was read.
#[derive(Clone, Debug)]
pub struct Run {
    pub runbook: Runbook,
    pub state: State,
    pub events: Vec<Recorded>,
    /// Some process walks it just now.
    pub walked: bool,
}

impl Run {
    pub fn id(&self) -> &str {
        self.state.run()
    }

    /// `INC-001 Lambda function down`: beside an incident, which has a severity of its own.
    pub fn name(&self) -> Clean {
        Clean::new(format!("{} {}", self.runbook.id.to_uppercase(), self.runbook.title))
    }

    /// `INC-001 Lambda function down, P0`.
    pub fn title(&self) -> Clean {
        let severity = severity(&self.runbook, &self.state).map(|severity| format!(", {severity}"));
        Clean::new(format!("{}{}", self.name(), severity.unwrap_or_default()))
    }

    /// The scenario when the stack is simulated.
    pub fn drill(&self) -> Option<&Clean> {
        self.state.opened.as_ref().and_then(|opened| opened.drill.as_ref())
    }

    /// What it was walked on ended with its process: nothing of it can be undone any more.
    pub fn stack_is_gone(&self) -> bool {
        !self.walked && self.state.ends_with_its_stack()
    }

    /// What came of every intent, and who had it.
    pub fn sent(&self) -> Vec<Sent> {
        let (mut spent, mut intended) = (None, None);
        let mut sent = Vec::new();
        for recorded in &self.events {
            match &recorded.event {
                Event::Spent { request } => spent = Some(request),
                Event::Intended { plan } => intended = Some(plan),
                Event::Effected { applied, found } => {
                    let Some(plan) = intended.take() else { continue };
                    let (applied, plan) = (applied.clone(), (**plan).clone());
                    let effect = Effect { applied, found: *found, at: recorded.at, plan };
                    let approved_by = spent.take().and_then(|request| self.approver(request));
                    sent.push(Sent { by: recorded.who.clone(), approved_by, effect });
                }
                _ => {}
            }
        }
        sent
    }

    fn approver(&self, request: &str) -> Option<Clean> {
        match self.state.decisions.get(request)? {
            Decision::Approved(approval) => Some(approval.approver.clone()),
            Decision::Denied { .. } => None,
        }
    }

    /// What was noted, when and by whom.
    pub fn notes(&self) -> impl Iterator<Item = Told> {
        self.events.iter().filter_map(|recorded| match &recorded.event {
            Event::Noted { text } => {
                Some(Told { at: Some(recorded.at), run: self.id().into(), text: said_by(&recorded.who, text) })
            }
            _ => None,
        })
    }
}

/// A change that was sent, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    pub by: Clean,
    /// Whose approval was used for it.
    pub approved_by: Option<Clean>,
    pub effect: Effect,
}

impl Sent {
    /// Incident mode was turned on or off: an incident tells that of itself.
    pub fn is_of_incident_mode(&self) -> bool {
        self.effect.plan.action.starts_with("incident.") && matches!(self.effect.applied, Applied::Yes(_))
    }
}

/// One thing that is told, since when it is so, and by which run.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub at: Option<Utc>,
    /// Empty for what is of no run.
    pub run: String,
    pub text: Clean,
}

impl Told {
    /// What is of no run.
    pub fn of_none(at: impl Into<Option<Utc>>, text: impl Into<Clean>) -> Self {
        Self { at: at.into(), run: String::new(), text: text.into() }
    }
}

/// Whether a run is part of what happened in an incident: it says so, it declared it, or somebody was at it while the
/// incident was on, or since it began as was said later. A dry run does nothing.
pub fn belongs(run: &Run, incident: &Incident) -> bool {
    let until = incident.end.as_ref().map_or(Utc::MAX_UTC, |end| end.at);
    let since = incident.since.min(incident.began());
    let meanwhile = |event: &Recorded| event.at >= since && event.at <= until;
    let says_so = |event: &Recorded| match &event.event {
        Event::Opened(opened) => opened.incident.as_ref() == Some(&incident.id),
        Event::Resumed { incident: of, .. } => of.as_ref() == Some(&incident.id),
        _ => false,
    };
    let is_its = |event: &Recorded| says_so(event) || meanwhile(event);
    !run.state.is_dry() && (incident.run.as_deref() == Some(run.id()) || run.events.iter().any(is_its))
}

/// Whether a step looked at nothing but incident mode: an incident tells that of itself.
fn only_at_incident_mode(looks: &[(String, Evidence)]) -> bool {
    looks.iter().all(|(_, evidence)| evidence.query.observe == "incident.state")
}

/// What came of a change, so that nobody takes what was not made for what was.
fn came_of(applied: &Applied, what: &str) -> String {
    match applied {
        Applied::No(why) => format!("NOT made: {what}: {}", why.text),
        Applied::CannotTell(why) => format!("may or may not be made: {what}: {}", why.text),
        applied if applied.failed() => format!("failed: {what}"),
        Applied::Yes(_) => what.into(),
    }
}

/// A note, as it is told: `ana: restarted it`.
pub fn said_by(who: &Clean, text: &Clean) -> Clean {
    Clean::new(format!("{who}: {text}"))
}
