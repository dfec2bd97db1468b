//! An operator who plays from a script: in tests, and in a drill that plays by itself.

mod cue;
#[cfg(test)]
mod tests;

pub use cue::Cue;

use super::signals::Signals;
use super::streams::Streams;
use async_trait::async_trait;
use cue::spoken;
use duckops_core::text::Clean;
use duckops_core::walk::approval::{Approval, Proof};
use duckops_core::walk::ports::{Ask, Clock, Interruption, Left, Move, Prompt, Reply, Waiting};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

type Line = Box<dyn Fn(&Prompt) -> Result<Reply, Left> + Send>;

/// Answers in order. A prompt that is not the next one ends the walk; a line nobody asked for is told at the end.
#[derive(Default)]
pub struct Script {
    lines: VecDeque<(Cue, Line)>,
    interruptions: VecDeque<(String, Interruption)>,
    goes_on: bool,
    stage: Option<Stage>,
    signals: Option<Signals>,
    failure: Option<String>,
}

/// Where it can be watched.
struct Stage {
    streams: Streams,
    clock: Arc<dyn Clock>,
    pace: Duration,
    tag: String,
}

impl Script {
    pub fn new() -> Self {
        Self::default()
    }

    /// The next prompt is this one, and gets this answer, made from the prompt.
    pub fn on(mut self, cue: Cue, line: impl Fn(&Prompt) -> Result<Reply, Left> + Send + 'static) -> Self {
        self.lines.push_back((cue, Box::new(line)));
        self
    }

    pub fn reply(self, cue: Cue, reply: Reply) -> Self {
        self.on(cue, move |_| Ok(reply.clone()))
    }

    /// Types the words that are asked for.
    pub fn words(self, step: &str) -> Self {
        self.on(Cue::Confirm(step.into()), |prompt| match prompt {
            Prompt::Confirm { plan, .. } => Ok(Reply::Words(plan.words.clone())),
            _ => Err(Left::Quit),
        })
    }

    /// Writes down that this person said yes in a call, when the request was made.
    pub fn approved(self, step: &str, approver: &str) -> Self {
        let approver = Clean::new(approver);
        self.on(Cue::Approval(step.into()), move |prompt| match prompt {
            Prompt::Approval { request, .. } => Ok(Reply::Approval(Approval {
                request: request.id.clone(),
                digest: request.digest(),
                approver: approver.clone(),
                method: "call".into(),
                reference: "by the script".into(),
                said: request.made,
                reason: request.reason.clone(),
                recorded_by: request.requester.clone(),
                recorded: request.made,
                proof: Proof::Recorded,
            })),
            _ => Err(Left::Quit),
        })
    }

    /// Goes on at every step that the next line is not about.
    pub fn going_on(self) -> Self {
        Self { goes_on: true, ..self }
    }

    /// Interrupts the next wait for something that contains these words.
    pub fn interrupt(mut self, what: &str, interruption: Interruption) -> Self {
        self.interruptions.push_back((what.into(), interruption));
        self
    }

    /// Plays visibly: every answer is written out, after the time it takes to read what was asked.
    pub fn watched(self, streams: Streams, clock: Arc<dyn Clock>, pace: Duration, tag: &str) -> Self {
        Self { stage: Some(Stage { streams, clock, pace, tag: tag.into() }), ..self }
    }

    pub fn hearing(self, signals: Signals) -> Self {
        Self { signals: Some(signals), ..self }
    }

    /// What went wrong: a prompt that was not expected, or lines that were never asked for.
    pub fn finish(self) -> Result<(), String> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let waits = self.interruptions.iter().map(|(what, _)| format!("a wait for {what}"));
        let left: Vec<String> = self.lines.iter().map(|(cue, _)| cue.to_string()).chain(waits).collect();
        if left.is_empty() { Ok(()) } else { Err(format!("never asked: {}", left.join(", "))) }
    }

    fn line(&mut self, prompt: &Prompt) -> Result<Reply, Left> {
        let cue = Cue::of(prompt);
        match self.lines.front() {
            Some((next, _)) if *next == cue => self.lines.pop_front().map_or(Err(Left::Quit), |(_, line)| line(prompt)),
            _ if self.goes_on && matches!(cue, Cue::Step(_)) => Ok(Reply::Move(Move::Continue)),
            next => {
                let next = next.map_or("nothing more".into(), |(next, _)| next.to_string());
                let why = format!("asked {cue}, but the script expects {next}");
                self.failure.get_or_insert(why.clone());
                Err(Left::BadAnswer { step: cue.step().clone(), field: None, why: why.into() })
            }
        }
    }

    async fn signal(signals: &mut Option<Signals>) -> Left {
        match signals {
            Some(signals) => signals.leave().await,
            None => std::future::pending().await,
        }
    }
}

#[async_trait]
impl Ask for Script {
    async fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Left> {
        let reply = self.line(prompt)?;
        if let Some(stage) = &self.stage {
            tokio::select! {
                () = stage.clock.sleep(stage.pace) => {}
                left = Self::signal(&mut self.signals) => return Err(left),
            }
            let step = Cue::of(prompt).step().clone();
            stage.streams.err(&format!("{}  step {step} > {}\n", stage.tag, spoken(&reply)))?;
        }
        Ok(reply)
    }

    async fn meanwhile(&mut self, waiting: &Waiting) -> Interruption {
        if self.interruptions.front().is_some_and(|(what, _)| waiting.what.as_str().contains(what))
            && let Some((_, interruption)) = self.interruptions.pop_front()
        {
            return interruption;
        }
        Interruption::Left(Self::signal(&mut self.signals).await)
    }
}
