//! Consent: a second person's approval, then the words typed by the operator.

use super::{Ended, Stopped, Turn, Walk, or_leave};
use chrono::SubsecRound;
use duckops_core::runbook::Step;
use duckops_core::text::Clean;
use duckops_core::time::stamp;
use duckops_core::walk::StepId;
use duckops_core::walk::approval::{Approval, Decision, Mode, Refusal, Request, counts, first_other};
use duckops_core::walk::approved::open_request;
use duckops_core::walk::event::{Entrance, Event, Opened};
use duckops_core::walk::next::{branches_to, draft};
use duckops_core::walk::ports::{Left, Prompt, Reply};
use duckops_core::walk::settle::placed;
use duckops_core::world::actions::{Plan, Tier};
use duckops_core::world::{Fact, Value};

impl Walk<'_> {
    /// Publishes the request if there is none yet, then waits: for a decision in the store, or for what the
    /// operator types.
    pub(super) async fn approve(&mut self, step: &Step, plan: &Plan, open: Option<&str>) -> Result<Turn, Stopped> {
        let known = open.and_then(|id| self.state.requests.iter().find(|request| request.id == id)).cloned();
        let Some(request) = known else { return self.publish(step, plan) };
        if let Some(decision) = self.record.decided(&request.id)? {
            return self.decide(&request, decision);
        }
        let approvers = self.setting_texts("approvers");
        let contact = self.setting_texts("contact").first().cloned().unwrap_or_else(|| Clean::new(""));
        let prompt = Prompt::Approval {
            step: step.id.clone(),
            place: self.place_of(step),
            request: request.clone(),
            approvers,
            contact,
        };
        let (ask, record) = (&mut *self.ask, &*self.record);
        let reply = tokio::select! {
            reply = ask.ask(&prompt) => reply,
            decision = record.decision(&request.id) => return { let decision = decision?; self.decide(&request, decision) },
        };
        match or_leave!(reply) {
            Reply::Approval(approval) => self.decide(&request, Decision::Approved(approval)),
            Reply::Denied { by, reason } => {
                let at = self.clock.now();
                self.decide(&request, Decision::Denied { by, reason, at })
            }
            Reply::Move(to) => self.go(step, to),
            Reply::Answer(_) | Reply::Words(_) | Reply::ByApproval => Ok(Turn::On),
        }
    }

    fn publish(&mut self, step: &Step, plan: &Plan) -> Result<Turn, Stopped> {
        let Some(opened) = self.state.opened.clone() else { return Ok(Turn::On) };
        if let Some(why) = self.nobody_approves(plan) {
            let wants = Clean::new(format!("an approval: {why}"));
            return Ok(Left::NoAnswer { step: step.id.clone(), field: None, wants }.into());
        }
        let acting = draft(self.runbook, step).map_or(&step.id, |(acting, _)| &acting.id);
        let request = self.request(&opened, acting, plan);
        self.append(Event::Requested { request: Box::new(request) })
    }

    /// Why no approval can come, before somebody waits for one.
    pub(super) fn nobody_approves(&self, plan: &Plan) -> Option<String> {
        let opened = self.state.opened.as_ref().filter(|_| plan.consent() == Tier::Gated)?;
        if let (Mode::Signed, Err(why)) = (self.mode(), self.verify.ready()) {
            let hint = why.hint.map(|hint| format!(": {hint}")).unwrap_or_default();
            return Some(format!("no signature can be verified here: {}{hint}", why.text));
        }
        let listed = self.setting_texts("approvers");
        match first_other(&opened.operator, &known(&opened.identity), &listed) {
            Some(_) => None,
            None if listed.is_empty() => Some("nobody may approve: set approvers, then begin a new run".into()),
            None => Some(format!(
                "nobody else may approve: the operator {} is the only approver. Set approvers, or be another \
                 --operator; then begin a new run",
                opened.operator
            )),
        }
    }

    fn request(&mut self, opened: &Opened, acting: &StepId, plan: &Plan) -> Request {
        // Whole seconds: what is shown is exactly what is approved.
        let made = self.clock.now().trunc_subsecs(0);
        let valid = match opened.settings.get("approval_valid") {
            Some(Value::Duration(time)) => chrono::TimeDelta::from_std(*time).unwrap_or(chrono::TimeDelta::minutes(30)),
            _ => chrono::TimeDelta::minutes(30),
        };
        Request {
            id: format!("{}-{}", opened.run, self.state.requests.len() + 1),
            run: opened.run.clone(),
            step: acting.clone(),
            runbook: opened.runbook.clone(),
            runbook_digest: opened.digest.clone(),
            account: opened.account.clone(),
            region: opened.region.clone(),
            gate: self.setting_texts("gate").first().cloned().unwrap_or_else(|| Clean::new("")),
            reason: plan.args.text("reason").unwrap_or_else(|_| Clean::new("none given")),
            plan: plan.clone(),
            requester: opened.operator.clone(),
            requester_arn: known(&opened.identity),
            nonce: (self.nonce)(),
            made,
            not_after: made.checked_add_signed(valid).unwrap_or(made),
            drill: opened.drill.is_some(),
            mode: self.mode(),
            earlier: self.state.denials(|request| &request.step == acting).collect(),
        }
    }

    /// A decision counts only if it is of this request, in time, and by somebody who may decide.
    fn decide(&mut self, request: &Request, decision: Decision) -> Result<Turn, Stopped> {
        if let Decision::Approved(approval) = &decision
            && let Err(refusal) = self.counts(request, approval)
        {
            self.notice(&format!("not counted as approval: {refusal}"))?;
            return Ok(match (refusal, self.record.decided(&request.id)?) {
                (Refusal::Expired(_), _) => Turn::from(Left::Expired),
                (refusal @ Refusal::CannotVerify { .. }, _) => self.cannot_verify(&refusal),
                (refusal, Some(_)) => self.withdraw(&request.id, &refusal)?,
                (_, None) => Turn::On,
            });
        }
        let denied = matches!(decision, Decision::Denied { .. }).then(|| decision.text());
        let turn = self.append(Event::Decided { request: request.id.clone(), decision: Box::new(decision) })?;
        Ok(denied.map_or(turn, |text| Turn::End(Ended::Denied(text))))
    }

    fn counts(&self, request: &Request, approval: &Approval) -> Result<(), Refusal> {
        counts(request, approval, &self.setting_texts("approvers"), self.clock.now(), self.verify)
    }

    /// Not refused, not approved: somebody mends it and comes back.
    fn cannot_verify(&self, refusal: &Refusal) -> Turn {
        let hint = match refusal {
            Refusal::CannotVerify { hint, .. } => hint.as_str(),
            _ => "",
        };
        let step = self.state.current().map(|visit| visit.step.clone()).unwrap_or_else(|| "approval".into());
        Left::NoAnswer { step, field: None, wants: Clean::new(format!("an approval: {refusal}: {hint}")) }.into()
    }

    /// As it was when the run began: whoever takes it up does not choose anew.
    fn mode(&self) -> Mode {
        Mode::of(self.setting_texts("approvals").first().map_or("", Clean::as_str))
    }

    /// The words, typed. Whatever else is typed changes nothing.
    pub(super) async fn confirm(&mut self, step: &Step, plan: &Plan) -> Result<Turn, Stopped> {
        // Nobody types words for an approval that is gone.
        let approved = open_request(&self.state, plan, self.clock.now()).map(str::to_owned);
        if let Some(request) = approved
            && let Some(denied) = self.taken_back(&request)?
        {
            return Ok(denied);
        }
        let prompt = Prompt::Confirm { step: step.id.clone(), place: self.place_of(step), plan: plan.clone() };
        match or_leave!(self.ask.ask(&prompt).await) {
            Reply::Words(words) if words == plan.words => self.append(Event::Confirmed { words, by_approval: false }),
            Reply::ByApproval if plan.consent() == Tier::Gated => {
                self.append(Event::Confirmed { words: plan.words.clone(), by_approval: true })
            }
            Reply::Words(words) => self.notice(&format!("`{words}` is not `{}`: nothing was changed", plan.words)),
            Reply::Move(to) => self.go(step, to),
            _ => Ok(Turn::On),
        }
    }

    /// Uses the approval up, unless it was taken back: also between looking and using.
    pub(super) fn spend(&mut self, request: &str) -> Result<Turn, Stopped> {
        if let Some(denied) = self.taken_back(request)? {
            return Ok(denied);
        }
        if let Some(refused) = self.no_longer_counts(request)? {
            return Ok(refused);
        }
        match self.append(Event::Spent { request: request.into() }) {
            Ok(turn) => Ok(turn),
            Err(cause) => match self.taken_back(request) {
                Ok(Some(denied)) => Ok(denied),
                Ok(None) | Err(_) => Err(cause),
            },
        }
    }

    /// An approval that was there and has been taken back since: nothing more is done or written with it.
    pub(super) fn withdrawn(&mut self) -> Result<Option<Turn>, Stopped> {
        match self.unspent().map(|request| request.id.clone()) {
            Some(request) => self.taken_back(&request),
            None => Ok(None),
        }
    }

    /// The newest request that was approved and is neither used up nor expired, unless its change is under way.
    fn unspent(&self) -> Option<&Request> {
        let now = self.clock.now();
        let usable = |request: &&Request| {
            let approved = matches!(self.state.decisions.get(&request.id), Some(Decision::Approved(_)));
            approved && now <= request.not_after && !self.state.spent.contains(&request.id)
        };
        self.state.requests.iter().rev().find(usable).filter(|_| self.state.unresolved().is_none())
    }

    /// Looked at once more when it is used: neither the run's file nor the store is sealed, and a key can have ended.
    fn no_longer_counts(&mut self, id: &str) -> Result<Option<Turn>, Stopped> {
        let request = self.state.requests.iter().find(|request| request.id == id).cloned();
        let (Some(request), Some(Decision::Approved(approval))) = (request, self.state.decisions.get(id)) else {
            return Ok(None);
        };
        let Err(refusal) = self.counts(&request, approval) else { return Ok(None) };
        match refusal {
            Refusal::Expired(_) => return Ok(Some(Turn::from(Left::Expired))),
            Refusal::CannotVerify { .. } => return Ok(Some(self.cannot_verify(&refusal))),
            _ => {}
        }
        self.withdraw(id, &refusal).map(Some)
    }

    /// What does not count is no approval for anybody: the walk asks anew when it is taken up.
    fn withdraw(&mut self, id: &str, refusal: &Refusal) -> Result<Turn, Stopped> {
        let reason = format!("the approval does not count: {refusal}");
        let decision = Decision::withdrawn(&reason, self.clock.now());
        let why = decision.text();
        self.append(Event::Decided { request: id.into(), decision: Box::new(decision) })?;
        Ok(Turn::End(Ended::Denied(why)))
    }

    fn taken_back(&mut self, id: &str) -> Result<Option<Turn>, Stopped> {
        let Some(decision @ Decision::Denied { .. }) = self.record.decided(id)? else { return Ok(None) };
        let step = self.state.current().and_then(|visit| self.runbook.step(&visit.step));
        let place = step.map_or_else(|| "it".into(), |step| placed(self.runbook, &self.state, step));
        let why = Clean::new(format!("{place}: not done, {}", taken_back_text(&decision)));
        self.append(Event::Decided { request: id.into(), decision: Box::new(decision) })?;
        self.where_it_was_obtained(id, why).map(Some)
    }

    /// Where a step obtained the approval, the walk stands there again. What was written down of it must not stay the
    /// last word: where a branch of that step leads to an entry, that is offered first.
    fn where_it_was_obtained(&mut self, id: &str, why: Clean) -> Result<Turn, Stopped> {
        let acting = self.state.requests.iter().find(|request| request.id == id).map(|request| request.step.clone());
        let runbook = self.runbook;
        let obtains = |step: &&Step| step.approve.is_some() && step.approve == acting;
        let Some(step) = runbook.steps.iter().find(obtains).filter(|step| self.state.last_visit(&step.id).is_some())
        else {
            return Ok(Turn::End(Ended::Denied(why)));
        };
        match branches_to(runbook, &self.state, step).map(|entry| entry.id.clone()) {
            Some(entry) => {
                self.notice(why.as_str())?;
                self.taken_back = Some(why);
                self.enter(&entry, Entrance::Forward)
            }
            None => {
                self.enter(&step.id, Entrance::Back)?;
                Ok(Turn::End(Ended::Denied(why)))
            }
        }
    }

    pub(super) fn setting_texts(&self, name: &str) -> Vec<Clean> {
        match self.state.opened.as_ref().and_then(|opened| opened.settings.get(name)) {
            Some(Value::Texts(texts)) => texts.clone(),
            Some(value) => vec![Clean::new(value.to_string())],
            None => Vec::new(),
        }
    }
}

fn taken_back_text(decision: &Decision) -> Clean {
    match decision {
        Decision::Denied { by, reason, at } if decision.is_no() => {
            Clean::new(format!("{by} took the approval back at {}: {reason}", stamp(*at)))
        }
        other => other.text(),
    }
}

fn known(fact: &Fact) -> Clean {
    match fact {
        Fact::Known(value) => Clean::new(value.to_string()),
        Fact::Unknown(_) => Clean::new(""),
    }
}
