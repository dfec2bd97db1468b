//! Looking: all looks of a step at once, while the person can still leave.

use super::{Stopped, Turn, Walk, or_leave};
use duckops_core::runbook::{Body, Look, Repeat, Step};
use duckops_core::text::Clean;
use duckops_core::time::{Utc, passed};
use duckops_core::walk::event::Event;
use duckops_core::walk::ports::{AskFor, Interruption, Left, Observe, Pause, Prompt, QuestionPrompt, Reply, Waiting};
use duckops_core::walk::{Bind, good_in_a_row, judge, settle};
use duckops_core::world::{Evidence, Known, Query, Value};
use futures_util::future::join_all;
use std::time::Duration;

/// Work that was done, or that somebody did not want to wait for.
pub(super) enum Looked<T> {
    Done(T),
    Interrupted(Interruption),
}

impl Walk<'_> {
    /// All looks of the step, wave by wave; those of a wave at once.
    pub(super) async fn look(&mut self, step: &Step, after: Option<Duration>) -> Result<Turn, Stopped> {
        if let Some(turn) = self.wait(step, after).await? {
            return Ok(turn);
        }
        let mut looks = Vec::new();
        for wave in step.waves() {
            let with = settle::with_looks(&self.state, &looks, self.clock.now());
            let settled: Vec<_> = wave.iter().map(|look| (*look, settle::query(self.runbook, &with, look))).collect();
            let waiting = self.waiting(step, &settled);
            let (observe, clock) = (self.observe, self.clock);
            let work = join_all(settled.into_iter().map(|(look, query)| evidence(observe, look, query, clock.now())));
            match self.beside(work, &waiting).await {
                Looked::Done(done) => looks.extend(done),
                Looked::Interrupted(interruption) => return self.interrupted(interruption).await,
            }
        }
        self.observed(step, looks)
    }

    fn observed(&mut self, step: &Step, looks: Vec<(Bind, Evidence)>) -> Result<Turn, Stopped> {
        let since = self.since_last_round();
        let observed = judge(self.runbook, &self.state, step, &looks, self.clock.now(), since);
        self.looked = Some(self.clock.elapsed());
        self.append(observed)
    }

    pub(super) async fn interrupted(&mut self, interruption: Interruption) -> Result<Turn, Stopped> {
        match interruption {
            Interruption::EndEarly => self.why_early().await,
            Interruption::CutShort(reason) => self.append(Event::CutShort { reason }),
            Interruption::Left(left) => Ok(left.into()),
        }
    }

    /// Asked beside no work: nobody is cut off while they type.
    async fn why_early(&mut self) -> Result<Turn, Stopped> {
        let step = self.state.place().and_then(|(step, _)| self.runbook.step(step));
        let Some(step) = step else { return Ok(Turn::On) };
        let prompt = Prompt::Question(QuestionPrompt {
            step: step.id.clone(),
            place: self.place_of(step),
            field: "early".into(),
            label: Clean::new("Why end it early?"),
            kind: AskFor::Text,
            default: None,
            note: None,
            no_default: None,
            optional: false,
            can_skip: false,
            back: Some("back: it is not ended early"),
        });
        match or_leave!(self.ask.ask(&prompt).await) {
            Reply::Answer(reason) => self.append(Event::CutShort { reason: Clean::new(reason.to_string()) }),
            _ => Ok(Turn::On),
        }
    }

    /// Waits for the next round of a repeated look. It can be ended early.
    async fn wait(&mut self, step: &Step, after: Option<Duration>) -> Result<Option<Turn>, Stopped> {
        let wait = after.map_or(Duration::ZERO, |after| after.saturating_sub(self.since_last_round()));
        if wait.is_zero() {
            return Ok(None);
        }
        let pause = self.pause(step);
        let waiting = Waiting { what: Clean::new("the next look"), limit: wait, can_cut_short: true, pause };
        let clock = self.clock;
        match self.beside(clock.sleep(wait), &waiting).await {
            Looked::Done(()) => Ok(None),
            Looked::Interrupted(interruption) => self.interrupted(interruption).await.map(Some),
        }
    }

    /// Since the step's last round, whatever becomes of the wall clock meanwhile; only of a round of an earlier
    /// process nothing else is known.
    fn since_last_round(&self) -> Duration {
        match self.looked {
            Some(looked) => self.clock.elapsed().saturating_sub(looked),
            None => {
                let last = self.state.current().and_then(|visit| visit.counted().last());
                last.map_or(Duration::ZERO, |last| passed(last.at, self.clock.now()))
            }
        }
    }

    /// How far the repeated look has come, and when it is over.
    fn pause(&self, step: &Step) -> Option<Pause> {
        let (visit, Body::Look { repeat: Some(repeat), .. }) = (self.state.current()?, &step.body) else { return None };
        let counted = visit.counted();
        let ran = counted.last().map_or(Duration::ZERO, |last| last.ran + self.since_last_round());
        let next = format!("look {}", counted.len() + 1);
        let (progress, word, limit) = match repeat {
            Repeat::InARow { times, limit, .. } => {
                let wanted = self.shown(times).map_or_else(String::new, |times| format!(" of {times}"));
                (format!("{next}, {}{wanted} ok", good_in_a_row(visit)), "gives up", limit)
            }
            Repeat::For { time, .. } => (format!("{next}, ok so far"), "ends", time),
        };
        let left = match settle::operand(self.runbook, &self.state, limit) {
            Ok(Value::Duration(limit)) => Some((word, limit.saturating_sub(ran))),
            Ok(_) | Err(_) => None,
        };
        Some(Pause { progress: Clean::new(progress), end: left })
    }

    fn shown(&self, operand: &duckops_core::runbook::Operand) -> Option<String> {
        match settle::operand(self.runbook, &self.state, operand) {
            Ok(value) => Some(value.to_string()),
            Err(_) => None,
        }
    }

    fn waiting(&self, step: &Step, looks: &[(&Look, Known<Query>)]) -> Waiting {
        let what: Vec<_> = looks.iter().map(|(look, _)| look.observation.name).collect();
        let limit = looks.iter().filter_map(|(_, query)| query.as_ref().ok()).map(|query| self.limit(query)).max();
        let can_cut_short = matches!(&step.body, Body::Look { repeat: Some(_), .. });
        let limit = limit.unwrap_or(Duration::ZERO);
        Waiting { what: Clean::new(what.join(", ")), limit, can_cut_short, pause: None }
    }

    /// How long a look may take: its own time-out, else that of an AWS call.
    fn limit(&self, query: &Query) -> Duration {
        let setting = |name: &str| self.state.opened.as_ref().and_then(|opened| opened.settings.get(name).cloned());
        match query.args.get("timeout").cloned().or_else(|| setting("aws_timeout")) {
            Some(Value::Duration(time)) => time,
            _ => Duration::ZERO,
        }
    }

    pub(super) async fn look_once(&mut self, query: &Query) -> Result<Evidence, Left> {
        let waiting =
            Waiting { what: Clean::new(&query.observe), limit: self.limit(query), can_cut_short: false, pause: None };
        let observe = self.observe;
        match self.beside(observe.look(query), &waiting).await {
            Looked::Done(evidence) => Ok(evidence),
            Looked::Interrupted(Interruption::Left(left)) => Err(left),
            Looked::Interrupted(Interruption::CutShort(_) | Interruption::EndEarly) => Err(Left::Quit),
        }
    }
}

/// A look that could not be settled is evidence of that.
async fn evidence(observe: &dyn Observe, look: &Look, query: Known<Query>, now: Utc) -> (Bind, Evidence) {
    let evidence = match query {
        Ok(query) => observe.look(&query).await,
        Err(why) => settle::unsettled(look, &why, now),
    };
    (look.bind.clone(), evidence)
}
