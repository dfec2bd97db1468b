//! The world of a walk: looks and changes, each sent to the adapter it belongs to.

use super::snapshot::Camera;
use super::stage::Stage;
use super::standing::{self, Standing};
use crate::ledger::Ledgers;
use crate::stack::{Prefetch, Stack};
use async_trait::async_trait;
use duckops_core::runbook::{Body, Name, Runbook};
use duckops_core::time::Utc;
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::{Act, Durable, Observe};
use duckops_core::walk::{State, settle};
use duckops_core::world::actions::Plan;
use duckops_core::world::{Evidence, Known, Query, Value, Why, WhyKind};
use std::sync::Arc;
use std::time::Duration;

pub struct World {
    stack: Arc<Stack>,
    ledgers: Ledgers,
    standing: Standing,
    camera: Camera,
    prefetch: Prefetch,
    /// How old evidence fetched ahead may be.
    prefetch_age: Duration,
}

impl World {
    pub fn new(stage: &Stage, ledgers: Ledgers, standing: Standing, camera: Camera) -> Self {
        let (stack, prefetch_age) = (Arc::clone(&stage.stack), stage.settings.values.duration("prefetch_age"));
        Self { prefetch: Prefetch::new(Arc::clone(&stack)), stack, ledgers, standing, camera, prefetch_age }
    }

    /// Begins those looks that are still to come, before anything is changed, that need no answer and nothing of
    /// another look. A call to a function that is down is an error in its log: none is made that nobody looks at.
    pub fn look_ahead(&self, runbook: &Runbook, state: &State) {
        let before = runbook.steps.iter().take_while(|step| !matches!(step.body, Body::Do(_)));
        let looks = before.filter(|step| state.last_visit(&step.id).is_none()).flat_map(|step| &step.looks);
        self.prefetch.start(looks.filter_map(|look| settle::query(runbook, state, look).ok()).collect());
    }
}

/// Looking without a walk.
pub struct Looking<'s> {
    stage: &'s Stage,
}

impl<'s> Looking<'s> {
    pub fn new(stage: &'s Stage) -> Self {
        Self { stage }
    }

    pub async fn look(&self, query: &Query) -> Evidence {
        match standing::look(&self.stage.store(), query) {
            Some(evidence) => evidence,
            None => self.stage.stack.look(query).await,
        }
    }

    pub fn now(&self) -> Utc {
        self.stage.now
    }

    /// The value of a name that is a setting.
    pub fn setting(&self, name: &Name) -> Known<Value> {
        let value = name.setting().and_then(|setting| self.stage.settings.values.get(setting)).cloned();
        value.ok_or_else(|| Why::not_looked(&name.written))
    }
}

#[async_trait]
impl Observe for World {
    async fn look(&self, query: &Query) -> Evidence {
        if query.observe.starts_with("ledger.") {
            return self.ledgers.look_deploys(query);
        }
        if let Some(evidence) = self.standing.look(query) {
            return evidence;
        }
        match self.prefetch.take(query, self.prefetch_age).await {
            Some(evidence) => evidence,
            None => self.stack.look(query).await,
        }
    }
}

#[async_trait]
impl Act for World {
    async fn apply(&self, intent: &Durable<Plan>) -> Applied {
        match intent.get().action.as_str() {
            "lambda.promote" => {
                self.prefetch.clear();
                self.stack.promote(intent).await
            }
            "lambda.invoke" => self.stack.invoke(intent).await,
            "snapshot.take" => self.camera.apply(intent).await,
            action if action.starts_with("ledger.") => self.ledgers.apply(intent),
            action => self.standing.apply(intent).unwrap_or_else(|| Applied::No(unknown(action))),
        }
    }

    async fn look_back(&self, intent: &Durable<Plan>) -> Applied {
        match intent.get().action.as_str() {
            "lambda.promote" => self.stack.promote_look_back(intent).await,
            "lambda.invoke" => self.stack.invoke_look_back(),
            "snapshot.take" => self.camera.look_back(intent),
            action if action.starts_with("ledger.") => self.ledgers.look_back(intent),
            action => self.standing.look_back(intent).unwrap_or_else(|| Applied::CannotTell(unknown(action))),
        }
    }
}

fn unknown(action: &str) -> Why {
    Why::new(WhyKind::NotLooked, format!("this duckops does not know how to do {action}"))
}
