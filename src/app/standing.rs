//! How things stand between runs, as a walk looks at it and changes it: incident mode, the change freeze, consent
//! for what is done by hand.

use super::looked;
use crate::ledger::Ledgers;
use crate::store::{Start, Store, StoreError};
use duckops_core::ledger::Entry;
use duckops_core::standing::incident::{End, Incident, Report};
use duckops_core::text::Clean;
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::Durable;
use duckops_core::world::actions::Plan;
use duckops_core::world::{Evidence, Known, Outputs, Query, Value, Why, WhyKind};

pub struct Standing {
    store: Store,
    ledgers: Ledgers,
}

/// Looks at what the store knows; nothing for a look at anything else.
pub fn look(store: &Store, query: &Query) -> Option<Evidence> {
    match query.observe.as_str() {
        "incident.state" => Some(store.incidents().look(query)),
        "freeze.state" => Some(store.freezes().look(query)),
        _ => None,
    }
}

impl Standing {
    pub fn new(store: Store, ledgers: Ledgers) -> Self {
        Self { store, ledgers }
    }

    pub fn look(&self, query: &Query) -> Option<Evidence> {
        look(&self.store, query)
    }

    /// Does it, once: what is there already under the intent's key stands. Nothing for another adapter's action.
    pub fn apply(&self, intent: &Durable<Plan>) -> Option<Applied> {
        Some(match intent.get().action.as_str() {
            "incident.start" => self.start(intent),
            "incident.end" => self.end(intent),
            "freeze.override" => self.override_freeze(intent),
            // The consent was given and used up before the intent: there is nothing more to do here.
            "hand.record" => Applied::Yes(Outputs::default()),
            _ => return None,
        })
    }

    /// By looking alone; but the entry of an incident, which is written once whoever writes it, is not left out for ever
    /// by a crash before it.
    pub fn look_back(&self, intent: &Durable<Plan>) -> Option<Applied> {
        Some(match intent.get().action.as_str() {
            "incident.start" => self.was_started(intent),
            "incident.end" => self.was_ended(intent),
            "freeze.override" => self.was_overridden(intent),
            "hand.record" => Applied::Yes(Outputs::default()),
            _ => return None,
        })
    }

    fn start(&self, intent: &Durable<Plan>) -> Applied {
        let start = match self.declared(intent) {
            Ok(start) => start,
            Err(why) => return Applied::No(why),
        };
        match self.store.incidents().start(start) {
            Ok(incident) => started(&incident, self.ledgers.write(incident.start_entry())),
            Err(error) => not_done(&error, || self.was_started(intent)),
        }
    }

    fn declared(&self, intent: &Durable<Plan>) -> Known<Start> {
        let (args, run) = (&intent.get().args, run_of(intent));
        Ok(Start {
            name: run.clone(),
            severity: args.text("severity")?,
            title: args.text("title")?,
            by: self.ledgers.operator().clone(),
            at: intent.at(),
            began: None,
            detected: None,
            key: intent.key().into(),
            run: Some(run),
        })
    }

    fn end(&self, intent: &Durable<Plan>) -> Applied {
        let report = match Report::told(&intent.get().args) {
            Ok(report) => report,
            Err(why) => return Applied::No(why),
        };
        let (by, key) = (self.ledgers.operator().clone(), intent.key().into());
        let open = self.store.incidents().open().ok().flatten();
        let story = open.map(|open| looked::at_its_end(&self.store, open, report.as_ref(), intent.at()));
        match self.store.incidents().end(End { at: intent.at(), by, text: None, key, report, story }) {
            Ok(incident) => ended(&incident, |entry| self.ledgers.write(entry)),
            Err(error) => not_done(&error, || self.was_ended(intent)),
        }
    }

    fn was_started(&self, intent: &Durable<Plan>) -> Applied {
        self.found(
            |incident| incident.key == intent.key(),
            |incident| started(incident, self.ledgers.write(incident.start_entry())),
        )
    }

    fn was_ended(&self, intent: &Durable<Plan>) -> Applied {
        let is_it = |incident: &Incident| incident.end.as_ref().is_some_and(|end| end.key == intent.key());
        self.found(is_it, |incident| ended(incident, |entry| self.ledgers.write(entry)))
    }

    fn found(&self, is_it: impl Fn(&Incident) -> bool, applied: impl Fn(&Incident) -> Applied) -> Applied {
        match self.store.incidents().all_synced() {
            Ok(all) => match all.iter().find(|incident| is_it(incident)) {
                Some(incident) => applied(incident),
                None => Applied::No(Why::absent("incident mode was not changed by this step")),
            },
            Err(error) => Applied::CannotTell(error.why()),
        }
    }

    /// The banner of the dashboard is nothing that we keep: consent to go on in spite of it stands in the run.
    fn override_freeze(&self, intent: &Durable<Plan>) -> Applied {
        if intent.get().args.values.get("banner") == Some(&Value::Bool(true))
            && self.store.freezes().open().is_ok_and(|open| open.is_none())
        {
            return Applied::Yes(Outputs::default());
        }
        let reason = match intent.get().args.text("reason") {
            Ok(reason) => reason,
            Err(why) => return Applied::No(why),
        };
        let by = self.ledgers.operator().clone();
        match self.store.freezes().override_in(&run_of(intent), reason, by, intent.at(), intent.key()) {
            Ok(()) => Applied::Yes(Outputs::default()),
            Err(error) => not_done(&error, || self.was_overridden(intent)),
        }
    }

    fn was_overridden(&self, intent: &Durable<Plan>) -> Applied {
        match self.store.freezes().is_overridden(intent.key()) {
            Ok(true) => Applied::Yes(Outputs::default()),
            Ok(false) => Applied::No(Why::absent("no override of this step is recorded")),
            Err(error) => Applied::CannotTell(error.why()),
        }
    }
}

/// The run that an intent belongs to: keys are run, step and visit.
pub fn run_of(intent: &Durable<Plan>) -> String {
    intent.key().split('/').next().unwrap_or_default().to_owned()
}

fn started(incident: &Incident, entry: Applied) -> Applied {
    let snapshot = incident.snapshot().map(|id| Value::Text(Clean::new(id)));
    Applied::Yes(entered(Outputs::default().with("id", Ok(id(incident))).with("snapshot", snapshot), entry))
}

fn ended(incident: &Incident, entry: impl Fn(Entry) -> Applied) -> Applied {
    let lasted = incident.end.as_ref().and_then(|end| incident.lasted(end.at));
    let lasted = lasted.ok_or_else(|| Why::new(WhyKind::BadReply, "its end is before its beginning: see the clocks"));
    let outputs = Outputs::default().with("id", Ok(id(incident))).with("lasted", lasted.map(Value::Duration));
    match incident.end_entry() {
        Some(of_end) => Applied::Yes(entered(outputs, entry(of_end))),
        None => Applied::No(Why::absent("incident mode is still on")),
    }
}

fn id(incident: &Incident) -> Value {
    Value::Text(Clean::new(&incident.id))
}

/// What became of the entry in INCIDENT-LOG.md. The mode is what counts: it is on, or off, without an entry, too.
fn entered(outputs: Outputs, entry: Applied) -> Outputs {
    let of = |name: &str| match &entry {
        Applied::Yes(written) => {
            written.get(name).map_or_else(|| Err(Why::not_reported(name)), |fact| fact.known().cloned())
        }
        Applied::No(why) | Applied::CannotTell(why) => Err(why.clone()),
    };
    let (id, path) = (of("entry"), of("path"));
    outputs.with("entry", id).with("path", path)
}

/// It stands like this already; or the disk failed, and what is on it is told by looking.
fn not_done(error: &StoreError, look: impl FnOnce() -> Applied) -> Applied {
    match (error, look()) {
        (StoreError::Already { .. }, _) | (_, Applied::No(_)) => Applied::No(error.why()),
        (_, seen) => seen,
    }
}

#[cfg(test)]
mod tests;
