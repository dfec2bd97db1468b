//! The world of a walk: looks and changes, each sent to the adapter it belongs to.

use super::carried::Carried;
use super::snapshot::Camera;
use super::stage::Stage;
use super::standing::Standing;
use super::{Session, health, library, standing};
use crate::crash::point;
use crate::error::Error;
use crate::ledger::Ledgers;
use crate::stack::{Platform, Prefetch};
use crate::store::History;
use async_trait::async_trait;
use duckops_core::runbook::{Body, Library, Runbook};
use duckops_core::text::Clean;
use duckops_core::walk::event::Applied;
use duckops_core::walk::ports::{Act, Clock, Durable, Observe};
use duckops_core::walk::{State, settle};
use duckops_core::world::actions::Plan;
use duckops_core::world::settings::Settings;
use duckops_core::world::{Evidence, Fact, Query, Value, Why, WhyKind};
use std::sync::Arc;

pub struct World {
    stack: Arc<dyn Platform>,
    ledgers: Ledgers,
    history: Arc<History>,
    standing: Standing,
    camera: Camera,
    prefetch: Prefetch,
    carried: Carried,
    settings: Settings,
    /// Where the runbook is found for what is wrong.
    runbooks: Arc<Library>,
    clock: Arc<dyn Clock>,
}

impl World {
    /// The world of a stage, with the ledgers of a walk on it.
    pub fn new(
        session: &Session,
        stage: &Stage,
        ledgers: Ledgers,
        standing: Standing,
        camera: Camera,
        runbooks: Arc<Library>,
    ) -> Self {
        let stack = Arc::clone(&stage.stack);
        let history = Arc::clone(&stage.history);
        let settings = stage.settings.values.clone();
        let prefetch = Prefetch::new(Arc::clone(&stack), Arc::clone(&session.clock));
        let (carried, clock) = (Carried::default(), Arc::clone(&session.clock));
        Self { prefetch, carried, stack, ledgers, history, standing, camera, settings, runbooks, clock }
    }

    /// The same, which begins with looks that a probe took.
    pub fn carrying(self, carried: Carried) -> Self {
        Self { carried, ..self }
    }

    /// For looking without a walk. A drill's deploy log is there before anything is written into it.
    pub fn without_a_walk(session: &Session, stage: &Stage) -> Result<Self, Error> {
        let (dir, nobody) = (stage.ledger_dir.clone(), Clean::default());
        // Only looked at: nothing is made.
        let store = stage.store_as_it_is(session);
        let ledgers = Ledgers::new(dir, store.anchors(), nobody.clone(), Arc::clone(&session.clock));
        if let Some(drill) = &stage.drill {
            drill.bring_deploy_log_of_its_own(session, &ledgers)?;
        }
        let camera = Camera::new(stage, store.clone(), nobody);
        let standing = Standing::new(store, ledgers.clone());
        let runbooks = Arc::new(library::load(&session.settings)?);
        Ok(Self::new(session, stage, ledgers, standing, camera, runbooks))
    }

    /// Begins those looks that are still to come, before anything is changed, that need no answer and nothing of
    /// another look. A call to a function that is down is an error in its log: none is made that nobody looks at.
    pub fn look_ahead(&self, runbook: &Runbook, state: &State) {
        let before = runbook.steps.iter().take_while(|step| !matches!(step.body, Body::Do(_)));
        let looks = before.filter(|step| state.last_visit(&step.id).is_none()).flat_map(|step| &step.looks);
        let queries = looks.filter_map(|look| settle::query(runbook, state, look).ok());
        self.prefetch.start(queries.filter(|query| !self.carried.has(query)).collect());
    }
}

#[async_trait]
impl Observe for World {
    async fn look(&self, query: &Query) -> Evidence {
        if query.observe.starts_with("ledger.") {
            return self.ledgers.look_deploys(query);
        }
        if query.observe.starts_with("history.") {
            return self.history.look(query);
        }
        if query.observe == "health.now" {
            return health::now(self, &self.settings, &self.runbooks, query).await;
        }
        if let Some(evidence) = self.standing.look(query) {
            return evidence;
        }
        if let Some(carried) = self.carried.take(query, self.clock.now()) {
            return carried;
        }
        let evidence = match self.prefetch.take(query, self.settings.duration("prefetch_age")).await {
            Some(evidence) => evidence,
            None => self.stack.look(query).await,
        };
        self.history.keep(&evidence);
        evidence
    }
}

#[async_trait]
impl Act for World {
    async fn apply(&self, intent: &Durable<Plan>) -> Applied {
        point();
        let applied = self.send(intent).await;
        point();
        applied
    }
    async fn look_back(&self, intent: &Durable<Plan>) -> Applied {
        match intent.get().action.as_str() {
            "lambda.promote" | "ses.request-production" | "lambda.invoke" => self.stack.look_back(intent).await,
            "snapshot.take" => self.camera.look_back(intent),
            action if action.starts_with("ledger.") => self.ledgers.look_back(intent),
            action => self.standing.look_back(intent).unwrap_or_else(|| Applied::CannotTell(unknown(action))),
        }
    }
}

fn unknown(action: &str) -> Why {
    Why::new(WhyKind::NotLooked, format!("this duckops does not know how to do {action}"))
}

impl World {
    /// An incident that is on is not less so because no snapshot of it could be kept.
    async fn declare(&self, intent: &Durable<Plan>) -> Applied {
        let applied = self.standing.apply(intent).unwrap_or_else(|| Applied::No(unknown("incident.start")));
        let Applied::Yes(outputs) = applied else { return applied };
        let Some(Fact::Known(id)) = outputs.get("id") else { return Applied::Yes(outputs) };
        let run = Some(standing::run_of(intent));
        let frozen = self.camera.freeze(intent.at(), &id.to_string(), run).await;
        Applied::Yes(outputs.with("snapshot", frozen.map(|taken| Value::Text(Clean::new(&taken.snapshot.id)))))
    }

    /// The adapter of the action, once.
    async fn send(&self, intent: &Durable<Plan>) -> Applied {
        match intent.get().action.as_str() {
            "lambda.promote" | "ses.request-production" => {
                self.prefetch.clear();
                self.carried.clear();
                self.stack.apply(intent).await
            }
            "lambda.invoke" => self.stack.apply(intent).await,
            "snapshot.take" => self.camera.apply(intent).await,
            "incident.start" => self.declare(intent).await,
            action if action.starts_with("ledger.") => self.ledgers.apply(intent),
            action => self.standing.apply(intent).unwrap_or_else(|| Applied::No(unknown(action))),
        }
    }
}
