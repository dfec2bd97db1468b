//! A walk on values, and what it finds: every event it recorded, and what was next after each.

use super::*;

pub fn evidence(world: &World, query: &Query, now: Utc) -> Evidence {
    let declared = crate::world::observations::observation(&query.observe).unwrap().facts;
    let known = world.get(query.observe.as_str());
    let fact = |name: &'static str| {
        let value = known.and_then(|facts| facts.get(name)).cloned();
        Fact::from(value.ok_or_else(|| Why::new(WhyKind::NotReported, name)))
    };
    Evidence {
        query: query.clone(),
        request: Clean::new(&query.observe),
        summary: Clean::new("seen"),
        at: now,
        took: std::time::Duration::ZERO,
        bytes: 0,
        facts: declared.iter().map(|declared| (declared.name.to_string(), fact(declared.name))).collect(),
    }
}

/// A walk on values: every event it recorded, and what was next after each.
pub struct Walk {
    pub runbook: Runbook,
    pub world: World,
    pub answers: BTreeMap<&'static str, Value>,
    pub now: Utc,
    pub events: Vec<Recorded>,
    pub applied: Vec<Plan>,
    pub dry_run: bool,
    /// What the operator does at a step instead of going on, each once.
    pub moves: Vec<(&'static str, Event)>,
}

impl Walk {
    pub fn new(world: World) -> Self {
        let answers = [("version", text("41")), ("why", text("errors")), ("anyway", Value::Bool(false))].into();
        Self {
            runbook: runbook(),
            world,
            answers,
            now: at(11),
            events: Vec::new(),
            applied: Vec::new(),
            dry_run: false,
            moves: Vec::new(),
        }
    }

    pub fn opened(&self) -> Event {
        let settings = Settings::default();
        let value = |name: &str| (name.to_string(), settings.get(name).unwrap().clone());
        Event::Opened(Box::new(Opened {
            format: FORMAT,
            run: "7F3K".into(),
            runbook: self.runbook.id.clone(),
            title: "t".into(),
            origin: "embedded".into(),
            digest: self.runbook.digest.clone(),
            sources: self.runbook.sources.clone(),
            operator: "ana".into(),
            identity: Fact::Known(text("arn:aws:iam::121546003735:user/ana")),
            account: "121546003735".into(),
            region: "us-east-1".into(),
            credentials_until: None,
            window_start: self.now,
            settings: SETTINGS.iter().map(|setting| value(setting.name)).collect(),
            ledgers: Vec::new(),
            drill: None,
            again: None,
            skew: None,
            incident: None,
            severity: None,
            dry_run: self.dry_run,
        }))
    }

    pub fn state(&self) -> State {
        self.events.iter().fold(State::default(), state::fold)
    }

    pub fn record(&mut self, event: Event, place: Option<(StepId, u32)>) {
        let place = place.or_else(|| self.state().place().map(|(step, visit)| (step.clone(), visit)));
        let (step, visit) = place.unzip();
        let seq = self.events.len() as u64 + 1;
        self.events.push(Recorded { seq, at: self.now, who: "ana".into(), step, visit, event });
    }

    /// Walks to the end and returns the steps it came through.
    pub fn walk(&mut self) -> Vec<String> {
        self.record(self.opened(), None);
        for _ in 0..300 {
            let state = self.state();
            let runbook = self.runbook.clone();
            if !self.turn(&runbook, &state) {
                return state.visits.iter().map(|visit| visit.step.to_string()).collect();
            }
        }
        panic!("the walk does not end");
    }

    pub fn turn(&mut self, runbook: &Runbook, state: &State) -> bool {
        match next(runbook, state, self.now) {
            Next::Enter { step, visit, how, undecided } => {
                self.record(Event::Entered { how, undecided }, Some((step.id.clone(), visit)));
            }
            Next::Look { step, after: Some(_) } if self.cuts_short(&step.id) => {
                let event = Event::CutShort { reason: "in a hurry".into() };
                self.record(event, None);
            }
            Next::Look { step, after } => {
                let since = after.unwrap_or_default();
                self.now += since;
                let mut looks = Vec::new();
                for look in step.waves().concat() {
                    let with = settle::with_looks(state, &looks, self.now);
                    let evidence = match settle::query(runbook, &with, look) {
                        Ok(query) => evidence(&self.world, &query, self.now),
                        Err(why) => settle::unsettled(look, &why, self.now),
                    };
                    looks.push((look.bind.clone(), evidence));
                }
                let observed = judge(runbook, state, step, &looks, self.now, since);
                self.record(observed, None);
            }
            Next::Ask { question, .. } => {
                let value = self.answers[question.field.as_str()].clone();
                self.record(Event::Answered { field: question.field.clone(), value, assumed: false }, None);
            }
            Next::Pick { step, .. } => self.pick(runbook, state, &step.id),
            Next::Settle { step } => self.settle(runbook, state, step),
            Next::Approve { step, plan, open: None } => {
                self.request(draft(runbook, step).unwrap().0.id.clone(), plan);
            }
            Next::Approve { open: Some(id), .. } => self.approve(state, id),
            Next::Confirm { plan, .. } => {
                self.record(Event::Confirmed { words: plan.words.clone(), by_approval: false }, None)
            }
            Next::Spend { request, .. } => self.record(Event::Spent { request: request.into() }, None),
            Next::Intend { plan, .. } => self.record(Event::Intended { plan: Box::new(plan.clone()) }, None),
            Next::LookBack { .. } => self.apply(state),
            Next::Close { outcome, say } => self.record(Event::Closed { outcome, say }, None),
            Next::Closed => return false,
        }
        true
    }

    /// A repeated look that is ended early, once.
    fn cuts_short(&mut self, step: &StepId) -> bool {
        let cut = |(of, event): &(&str, Event)| *of == step.as_str() && matches!(event, Event::CutShort { .. });
        self.moves.iter().position(cut).map(|at| self.moves.remove(at)).is_some()
    }

    /// The next move that is written for the step; `Updated` stands for a jump to the step it names.
    pub fn pick(&mut self, runbook: &Runbook, state: &State, step: &StepId) {
        let at = self.moves.iter().position(|(of, _)| *of == step.as_str());
        match at.map(|at| self.moves.remove(at).1) {
            Some(Event::Updated { text }) => {
                let target = runbook.step(&StepId(text.to_string())).unwrap();
                let visit = state.visits_of(&target.id) + 1;
                let entered = Event::Entered { how: event::Entrance::Jump, undecided: Vec::new() };
                self.record(entered, Some((target.id.clone(), visit)));
            }
            Some(event) => self.record(event, None),
            None => self.record(Event::Continued, None),
        }
    }

    pub fn settle(&mut self, runbook: &Runbook, state: &State, step: &crate::runbook::Step) {
        let (_, draft) = draft(runbook, step).unwrap();
        let before = draft.action.look_before().map(|query| evidence(&self.world, &query, self.now));
        let plan = settle::args(runbook, state, draft).and_then(|args| (draft.action.plan)(&args, before.as_ref()));
        let plan = plan.and_then(|plan| settle::in_this_run(state, &step.id, plan));
        let plan = plan.map(Box::new);
        self.record(
            match (plan, self.dry_run) {
                (plan, true) => Event::Drafted { plan },
                (Ok(plan), false) => Event::Settled { plan },
                (Err(why), false) => Event::Unsettled { why },
            },
            None,
        );
    }

    pub fn request(&mut self, step: StepId, plan: &Plan) {
        let request = Request {
            id: format!("7F3K-{}", self.state().requests.len() + 1),
            run: "7F3K".into(),
            step,
            runbook: "inc-001".into(),
            runbook_digest: String::new(),
            account: "1".into(),
            region: "r".into(),
            gate: "T-JOSH".into(),
            plan: plan.clone(),
            reason: "r".into(),
            requester: "ana".into(),
            requester_arn: "".into(),
            nonce: "n".into(),
            made: self.now,
            not_after: self.now + TimeDelta::minutes(30),
            drill: false,
            mode: Mode::Recorded,
            earlier: Vec::new(),
        };
        self.record(Event::Requested { request: Box::new(request) }, None);
    }

    pub fn approve(&mut self, state: &State, id: &str) {
        let request = state.requests.iter().find(|request| request.id == id).unwrap();
        let approval = Approval {
            request: id.into(),
            digest: request.digest(),
            approver: "Josh".into(),
            method: "call".into(),
            reference: "r".into(),
            said: self.now,
            reason: "r".into(),
            recorded_by: "ana".into(),
            recorded: self.now,
            proof: Proof::Recorded,
        };
        self.record(Event::Decided { request: id.into(), decision: Box::new(Decision::Approved(approval)) }, None);
    }

    /// The change is made, and the world is another one.
    pub fn apply(&mut self, state: &State) {
        let Some(Event::Intended { plan }) = state.current().and_then(|v| v.intended.as_ref()).map(|r| &r.event) else {
            panic!("nothing was intended")
        };
        self.applied.push((**plan).clone());
        if plan.tier == Tier::Gated {
            let to = plan.args.values["to"].clone();
            let status = [
                ("up", Value::Bool(true)),
                ("code", Value::Int(200)),
                ("version", to.clone()),
                ("red_count", Value::Int(0)),
            ];
            for name in ["version", "sole"] {
                self.world.get_mut("lambda.alias").unwrap().insert(name, to.clone());
            }
            self.world.insert("beak.status", status.into());
        }
        self.record(Event::Effected { applied: Applied::Yes(Outputs::default()), found: Found::Reply }, None);
    }
}
