//! The loop over the ports: what is next is decided by the core, done through a port, recorded, folded.
//! Nothing here knows what a runbook is about.

mod change;
mod consent;
mod jump;
mod looks;
mod questions;
mod withdrawn;

#[cfg(test)]
mod tests;

use crate::drive::looks::Looked;
use duckops_core::runbook::{Kind, Runbook, Step};
use duckops_core::text::Clean;
use duckops_core::walk::again::{again, asked_in};
use duckops_core::walk::approved::is_approved;
use duckops_core::walk::ends::ends;
use duckops_core::walk::event::{Entrance, Event, Recorded};
use duckops_core::walk::next::{Next, entered};
use duckops_core::walk::ports::{
    Act, Again, Ask, Clock, Left, Move, Observe, Prompt, Record, Reply, StepPrompt, Verify,
};
use duckops_core::walk::state::Effect;
use duckops_core::walk::{State, StepId, Verdict, cannot_be_done, fold, next};
use duckops_core::world::actions::Plan;
use std::io;
use std::time::Duration;

/// Everything a walk touches, and what it has come to.
pub struct Walk<'a> {
    pub runbook: &'a Runbook,
    pub observe: &'a dyn Observe,
    pub act: &'a dyn Act,
    pub ask: &'a mut dyn Ask,
    pub record: &'a mut dyn Record,
    pub clock: &'a dyn Clock,
    pub verify: &'a dyn Verify,
    /// An unguessable word for each approval request.
    pub nonce: &'a mut (dyn FnMut() -> String + Send),
    pub view: &'a mut (dyn FnMut(&Runbook, &State, Seen<'_>) -> Result<(), Left> + Send),
    pub state: State,
    /// When this process took its last round of looks, by the clock that nobody sets.
    pub looked: Option<Duration>,
    /// That an approval was taken back, until the walk stands where one is asked for again: there it ends.
    pub taken_back: Option<Clean>,
}

/// What there is to show.
pub enum Seen<'a> {
    Event(&'a Recorded),
    /// A word to the operator that is no event: words that did not match, an approval that does not count.
    Notice(&'a str),
}

/// How the loop ended.
#[derive(Debug, PartialEq)]
pub enum Ended {
    Closed,
    /// Resumable.
    Left(Left),
    /// The approver said no; nothing was changed; resumable.
    Denied(Clean),
}

/// The run's file could not be written, or an approval could not be used: the walk stops before any effect.
#[derive(Debug)]
pub struct Stopped {
    /// The event that could not be written, in words.
    pub not_saved: Option<&'static str>,
    pub cause: io::Error,
}

impl From<io::Error> for Stopped {
    fn from(cause: io::Error) -> Self {
        Self { not_saved: None, cause }
    }
}

/// What a turn of the loop came to, when the walk does not just go on.
enum Turn {
    On,
    End(Ended),
}

impl From<Left> for Turn {
    fn from(left: Left) -> Self {
        Turn::End(Ended::Left(left))
    }
}

/// `?` for replies: leaving ends the loop.
macro_rules! or_leave {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(left) => return Ok(left.into()),
        }
    };
}
use or_leave;

impl Walk<'_> {
    /// Walks until the run is closed or left.
    pub async fn drive(&mut self) -> Result<Ended, Stopped> {
        loop {
            match self.turn().await? {
                Turn::On => {}
                Turn::End(ended) => {
                    self.leave(&ended)?;
                    return Ok(ended);
                }
            }
        }
    }

    async fn turn(&mut self) -> Result<Turn, Stopped> {
        if let Some(denied) = self.withdrawn()? {
            return Ok(denied);
        }
        let (runbook, state) = (self.runbook, self.state.clone());
        match next(runbook, &state, self.clock.now()) {
            Next::Enter { step, visit, how, undecided } => {
                let turn = self.append_in(&step.id, visit, Event::Entered { how, undecided })?;
                let denied = self.taken_back.take_if(|_| step.approve.is_some());
                Ok(denied.map_or(turn, |why| Turn::End(Ended::Denied(why))))
            }
            Next::Look { step, after } => self.look(step, after).await,
            Next::Ask { step, question } => self.question(step, question).await,
            Next::Pick { step, doing } => self.pick(step, doing).await,
            Next::Settle { step } => self.settle(step).await,
            Next::Approve { step, plan, open } => self.approve(step, plan, open).await,
            Next::Confirm { step, plan } => self.confirm(step, plan).await,
            Next::Spend { request, .. } => self.spend(request),
            Next::Intend { plan, .. } => self.change(plan).await,
            Next::LookBack { .. } => self.look_back().await,
            Next::Close { outcome, say } => {
                self.withdraw_rest()?;
                self.append(Event::Closed { outcome, say })
            }
            Next::Closed => Ok(Turn::End(Ended::Closed)),
        }
    }

    /// Records an event of the open step.
    fn append(&mut self, event: Event) -> Result<Turn, Stopped> {
        let place = self.state.place().map(|(step, visit)| (step.clone(), visit));
        self.append_at(event, place.as_ref().map(|(step, visit)| (step, *visit)))
    }

    /// Records an event of a certain step.
    fn append_in(&mut self, step: &StepId, visit: u32, event: Event) -> Result<Turn, Stopped> {
        self.append_at(event, Some((step, visit)))
    }

    /// Records an event, then shows it: what is not durable is not seen.
    fn append_at(&mut self, event: Event, place: Option<(&StepId, u32)>) -> Result<Turn, Stopped> {
        let not_saved = Some(event.what());
        let recorded = self.record.append(event, self.clock.now(), place);
        let recorded = recorded.map_err(|cause| Stopped { not_saved, cause })?;
        self.state = fold(std::mem::take(&mut self.state), &recorded);
        or_leave!((self.view)(self.runbook, &self.state, Seen::Event(&recorded)));
        Ok(Turn::On)
    }

    fn notice(&mut self, text: &str) -> Result<Turn, Stopped> {
        or_leave!((self.view)(self.runbook, &self.state, Seen::Notice(text)));
        Ok(Turn::On)
    }

    /// Leaving is an event too, unless the run is closed. A walk whose disk is gone has said so already.
    fn leave(&mut self, ended: &Ended) -> Result<(), Stopped> {
        let why = match ended {
            Ended::Closed => return Ok(()),
            Ended::Denied(why) => why.clone(),
            Ended::Left(left) => Clean::new(left_text(left)),
        };
        self.append(Event::Left { why }).map(|_| ())
    }

    /// One key of the step.
    async fn pick(&mut self, step: &Step, doing: Option<&Plan>) -> Result<Turn, Stopped> {
        if let Some(why) = doing.and_then(|plan| self.nobody_approves(plan))
            && let end @ Turn::End(_) = self.notice(&why)?
        {
            return Ok(end);
        }
        let prompt = Prompt::Step(self.step_prompt(step, doing));
        match or_leave!(self.ask.ask(&prompt).await) {
            Reply::Move(to) => self.go(step, to),
            _ => Ok(Turn::On),
        }
    }

    fn step_prompt(&self, step: &Step, doing: Option<&Plan>) -> StepPrompt {
        let (steps, not_steps) = self.jumps();
        let dry = self.state.is_dry();
        let ends = ends(self.runbook, &self.state).filter(|_| doing.is_none());
        let effect = self.state.current().and_then(|visit| visit.effect.as_ref());
        StepPrompt {
            step: step.id.clone(),
            head: step.head().clone(),
            place: self.place_of(step),
            stands: self.stands(),
            doing: doing.cloned(),
            approved: doing.is_some_and(|plan| is_approved(&self.state, plan, self.clock.now())),
            looks_again: self.looks_again(step),
            can_go_back: self.state.previous(self.runbook).is_some(),
            not_made: effect.is_some_and(Effect::was_cut_off),
            undone: effect.is_some_and(|effect| !effect.was_made()),
            cannot: self.state.current().is_some_and(cannot_be_done),
            optional: step.optional,
            counts_as: self.counts_as(),
            no_override: ends.as_ref().is_some_and(|ends| ends.by_verdict),
            ends: ends.map(|ends| if dry { "dry run" } else { ends.outcome.word() }),
            steps,
            not_steps,
            update: duckops_core::walk::update::paragraph(self.runbook, &self.state, self.clock.now()),
        }
    }

    /// Looking, asking or doing once more.
    fn looks_again(&self, step: &Step) -> Option<Again> {
        let planned = self.state.current().is_some_and(|visit| visit.plan.is_some());
        match again(&self.state) {
            Some(words) => Some(Again::Does(words)),
            None if planned || !step.looks.is_empty() => Some(Again::Looks),
            None => asked_in(self.runbook, &self.state, step).map(|_| Again::Asks),
        }
    }

    fn stands(&self) -> Option<&'static str> {
        match self.state.current().and_then(|visit| visit.verdict())? {
            Verdict::Fail(_) => Some("FAIL"),
            Verdict::Unknown(_) => Some("not known"),
            Verdict::Pass | Verdict::Seen | Verdict::Pending { .. } => None,
        }
    }

    /// In a checklist, going on without what a check wants counts, and overriding it is counted apart.
    fn counts_as(&self) -> Option<&'static str> {
        match self.state.current().and_then(|visit| visit.verdict()).filter(|_| self.runbook.kind == Kind::Checklist)? {
            Verdict::Fail(_) => Some("failed"),
            Verdict::Unknown(_) => Some("unknown"),
            Verdict::Pass | Verdict::Seen | Verdict::Pending { .. } => None,
        }
    }

    /// `step 3 of 12`; in a runbook that is followed also where it stands there.
    fn place_of(&self, step: &Step) -> Clean {
        let place = match self.runbook.position(&step.id) {
            (0, _) => self.runbook.uncounted_place(&step.id).into(),
            (at, of) => format!("step {at} of {of}"),
        };
        Clean::new(match self.runbook.position_followed(&step.id) {
            Some((at @ 1.., of)) => format!("{place}, {at} of {of}"),
            _ => place,
        })
    }

    fn go(&mut self, step: &Step, to: Move) -> Result<Turn, Stopped> {
        match to {
            Move::Continue => self.append(Event::Continued),
            Move::LookAgain => match asked_in(self.runbook, &self.state, step).cloned() {
                Some(asked) => self.enter(&asked, Entrance::Back),
                None => self.append(Event::LookedAgain),
            },
            Move::Note(text) => self.append(Event::Noted { text }),
            Move::Skip(reason) => self.append(Event::Skipped { reason }),
            Move::Update(text) => self.append(Event::Updated { text }),
            Move::Back if self.is_within_questions() => self.enter(&step.id, Entrance::Back),
            Move::Back => match self.state.previous(self.runbook).cloned() {
                Some(previous) => self.enter(&previous, Entrance::Back),
                None => self.notice("this is the first step"),
            },
            Move::Jump(target) if target == step.id => Ok(Turn::On),
            Move::Jump(target) => self.jump(&target),
        }
    }

    fn enter(&mut self, target: &StepId, how: Entrance) -> Result<Turn, Stopped> {
        let Some(step) = self.runbook.step(target) else { return self.notice(&format!("there is no step {target}")) };
        match entered(&self.state, step, how, Vec::new()) {
            Next::Enter { step, visit, how, undecided } => {
                self.append_in(&step.id, visit, Event::Entered { how, undecided })
            }
            _ => Ok(Turn::On),
        }
    }

    /// Races work against the person: whoever wants to leave does not wait for the network.
    async fn beside<T>(
        &mut self,
        work: impl Future<Output = T>,
        waiting: &duckops_core::walk::ports::Waiting,
    ) -> Looked<T> {
        tokio::select! {
            biased;
            done = work => Looked::Done(done),
            interruption = self.ask.meanwhile(waiting) => Looked::Interrupted(interruption),
        }
    }
}

/// Why the walk was left, for the record.
pub fn left_text(left: &Left) -> String {
    match left {
        Left::Quit => "left by the operator".into(),
        Left::NoAnswer { step, field, wants } => format!("{} is not answered: {wants}", place(step, field.as_deref())),
        Left::BadAnswer { step, field, why } => {
            format!("the answer for {} is none: {why}", place(step, field.as_deref()))
        }
        Left::Expired => "the approval request expired: not approved".into(),
        Left::Signal(signal) => format!("ended by signal {signal}"),
        Left::Gone => "the terminal or the pipe is gone".into(),
    }
}

/// `promote` or `target.version`, as `--answer` wants it.
pub fn place(step: &StepId, field: Option<&str>) -> String {
    field.map_or_else(|| step.to_string(), |field| format!("{step}.{field}"))
}
