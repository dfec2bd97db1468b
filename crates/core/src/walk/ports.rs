//! The ports through which a walk touches the world.

use super::approval::{Approval, Decision, Refusal, Request};
use super::event::{Applied, Event, Recorded};
use super::step_id::StepId;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::actions::Plan;
use crate::world::{Evidence, Known, Query, Table, Value};
use async_trait::async_trait;
use chrono::{DateTime, FixedOffset};
use std::io;
use std::time::Duration;

/// The only source of time. Wall-clock time for records, monotonic time for durations.
#[async_trait]
pub trait Clock: Send + Sync {
    fn now(&self) -> Utc;
    /// A moment in the zone of the person at this machine, for what they plan by. A clock that knows no zone says UTC.
    fn local(&self, at: Utc) -> DateTime<FixedOffset> {
        at.fixed_offset()
    }
    /// Monotonic time since some fixed start of this process.
    fn elapsed(&self) -> Duration;
    async fn sleep(&self, time: Duration);
}

/// Looks at the world. There is no error: a look that failed is evidence of unknown facts.
#[async_trait]
pub trait Observe: Send + Sync {
    async fn look(&self, query: &Query) -> Evidence;
}

/// Changes the world, once. Only an intent that is on disk can be applied.
#[async_trait]
pub trait Act: Send + Sync {
    async fn apply(&self, intent: &Durable<Plan>) -> Applied;
    /// Whether the change is in the world, by looking.
    async fn look_back(&self, intent: &Durable<Plan>) -> Applied;
}

/// Puts questions to whoever can answer: a person at a terminal, an answers file, a test's script.
#[async_trait]
pub trait Ask: Send {
    async fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Left>;
    /// Runs beside work that may take a while: says what is awaited, hears keys and signals. It is dropped
    /// when the work is done and returns only when the person wants something else.
    async fn meanwhile(&mut self, waiting: &Waiting) -> Interruption;
}

/// Keeps the run. Returns after the event is durable.
#[async_trait]
pub trait Record: Send + Sync {
    /// A request is published and a spent approval is spent before this returns.
    fn append(&mut self, event: Event, at: Utc, step: Option<(&StepId, u32)>) -> io::Result<Recorded>;
    /// What was decided of a request, if anything was.
    fn decided(&self, request: &str) -> io::Result<Option<Decision>>;
    /// Waits until it is decided.
    async fn decision(&self, request: &str) -> io::Result<Decision>;
}

/// Verifies the signatures of approvals.
pub trait Verify: Send + Sync {
    /// Whether signatures can be verified here at all; why not, before anybody signs.
    fn ready(&self) -> Known<()>;
    /// The signature is of this request, by a key that is the approver's now and not the requester's.
    fn verify(&self, request: &Request, approval: &Approval, signature: &str, now: Utc) -> Result<(), Refusal>;
}

/// Something that is on disk. Only [`Durable::of_intent`] makes one, from the recorded intent.
#[derive(Clone, Debug)]
pub struct Durable<T> {
    value: T,
    /// Unique in the world: run, step and visit. What makes a repeated write recognisable.
    key: String,
    at: Utc,
}

impl Durable<Plan> {
    /// The plan of a recorded intent; nothing for any other event.
    pub fn of_intent(run: &str, recorded: &Recorded) -> Option<Self> {
        let (Event::Intended { plan }, Some(step), Some(visit)) = (&recorded.event, &recorded.step, recorded.visit)
        else {
            return None;
        };
        Some(Self { value: (**plan).clone(), key: format!("{run}/{step}/{visit}"), at: recorded.at })
    }
}

impl<T> Durable<T> {
    pub fn get(&self) -> &T {
        &self.value
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    /// When the intent was recorded.
    pub fn at(&self) -> Utc {
        self.at
    }
}

/// One question, complete: what the person needs to answer it.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one prompt at a time")]
pub enum Prompt {
    /// The keys of a step, after it was shown.
    Step(StepPrompt),
    Question(QuestionPrompt),
    /// Type the words to do it.
    Confirm {
        step: StepId,
        place: Clean,
        plan: Plan,
    },
    /// Wait for an approval, or type what the approver said.
    Approval {
        step: StepId,
        place: Clean,
        request: Request,
        approvers: Vec<Clean>,
        contact: Clean,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct StepPrompt {
    pub step: StepId,
    /// The step that it is a part of, or itself.
    pub head: StepId,
    /// Where the step stands: `step 3 of 12`, `branch` or `outcome`.
    pub place: Clean,
    /// What is wrong with it, in a word, where something is.
    pub stands: Option<&'static str>,
    /// Going on does this.
    pub doing: Option<Plan>,
    /// What it does is approved already.
    pub approved: bool,
    /// What looking again comes to; nothing where it would only repeat what is known.
    pub looks_again: Option<Again>,
    pub can_go_back: bool,
    /// Its change was intended, the walk was cut off, and looking back it was not made.
    pub not_made: bool,
    /// It was to make a change that was not made, or of which nobody knows: going on goes on without it.
    pub undone: bool,
    /// Its change cannot be made as it stands: going on without it wants a reason.
    pub cannot: bool,
    pub optional: bool,
    /// A check of a checklist that did not pass: going on counts it as this (`failed`), skipping it overrides it.
    pub counts_as: Option<&'static str>,
    /// Going on ends the walk: as what (`escalated`).
    pub ends: Option<&'static str>,
    /// An override would change nothing: the walk ends just so.
    pub no_override: bool,
    /// Where a jump can go: id and title.
    pub steps: Vec<(StepId, Clean)>,
    /// Where it cannot go, and why.
    pub not_steps: Vec<(StepId, Clean)>,
    /// The text for the chat, from the events so far.
    pub update: Clean,
}

/// What is done once more.
#[derive(Clone, Debug, PartialEq)]
pub enum Again {
    Looks,
    /// What a person said.
    Asks,
    /// What this run has done already, in words.
    Does(Clean),
}

#[derive(Clone, Debug, PartialEq)]
pub struct QuestionPrompt {
    pub step: StepId,
    pub place: Clean,
    pub field: String,
    pub label: Clean,
    pub kind: AskFor,
    pub default: Option<Value>,
    /// What is to be known before choosing.
    pub note: Option<Clean>,
    /// Why a default that the document names is not offered.
    pub no_default: Option<Clean>,
    pub optional: bool,
    /// The step can be skipped, with a reason.
    pub can_skip: bool,
    /// What going back from here does; nothing where there is no way back.
    pub back: Option<&'static str>,
}

/// What an answer can be.
#[derive(Clone, Debug, PartialEq)]
pub enum AskFor {
    Text,
    YesNo,
    Number,
    /// How many: whole, and never less than none.
    Count,
    /// A website, with https:// or http://.
    Url,
    /// A mail address.
    Mail,
    Time,
    Choice(Vec<Clean>),
    /// One of a table's first column; `not` is shown but cannot be chosen.
    Row {
        table: Table,
        not: Option<Excluded>,
    },
}

/// A row that cannot be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Excluded {
    pub row: Clean,
    /// `it is the version that is live`.
    pub why: Clean,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    Move(Move),
    Answer(Value),
    /// The words as typed.
    Words(Clean),
    /// No words: an approval stands for them, where nobody can type.
    ByApproval,
    /// What the approver said, written down by the operator.
    Approval(Approval),
    /// The approver said no.
    Denied {
        by: Clean,
        reason: Clean,
    },
}

/// What a key of a step asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Move {
    Continue,
    LookAgain,
    Note(Clean),
    Skip(Clean),
    Back,
    Jump(StepId),
    Update(Clean),
}

/// Why the walk stops here, resumable.
#[derive(Clone, Debug, PartialEq)]
pub enum Left {
    /// The operator left.
    Quit,
    /// Nobody can answer: which step and field, and what it wants.
    NoAnswer {
        step: StepId,
        field: Option<String>,
        wants: Clean,
    },
    /// An answer was given that is none.
    BadAnswer {
        step: StepId,
        field: Option<String>,
        why: Clean,
    },
    Expired,
    Signal(i32),
    /// The terminal or the pipe is gone.
    Gone,
}

/// What is being waited for.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    pub what: Clean,
    /// When it will end at the latest.
    pub limit: Duration,
    /// Can be ended before its time, with a word why.
    pub can_cut_short: bool,
    /// Nothing is under way: this is the pause before the next look.
    pub pause: Option<Pause>,
}

/// A pause between two rounds of a repeated look. `limit` is how long it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Pause {
    /// `look 5, 1 of 3 ok`.
    pub progress: Clean,
    /// What comes at the end of all rounds, and how far off that is when the pause begins: `gives up`, `ends`.
    pub end: Option<(&'static str, Duration)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Interruption {
    /// The person wants to end it early: why, is asked next.
    EndEarly,
    CutShort(Clean),
    Left(Left),
}
