//! Which prompt a line of a script answers, and how an answer reads.

use duckops_core::walk::StepId;
use duckops_core::walk::ports::{Move, Prompt, Reply};
use std::fmt;

/// The prompt that a line of the script answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cue {
    Step(StepId),
    Question(StepId, String),
    Confirm(StepId),
    Approval(StepId),
}

impl Cue {
    pub fn step_keys(step: &str) -> Self {
        Cue::Step(step.into())
    }

    pub fn question(step: &str, field: &str) -> Self {
        Cue::Question(step.into(), field.into())
    }

    pub fn of(prompt: &Prompt) -> Self {
        match prompt {
            Prompt::Step(prompt) => Cue::Step(prompt.step.clone()),
            Prompt::Question(prompt) => Cue::Question(prompt.step.clone(), prompt.field.clone()),
            Prompt::Confirm { step, .. } => Cue::Confirm(step.clone()),
            Prompt::Approval { step, .. } => Cue::Approval(step.clone()),
        }
    }

    pub fn step(&self) -> &StepId {
        match self {
            Cue::Step(step) | Cue::Question(step, _) | Cue::Confirm(step) | Cue::Approval(step) => step,
        }
    }
}

impl fmt::Display for Cue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cue::Step(step) => write!(f, "the keys of {step}"),
            Cue::Question(step, field) => write!(f, "the question {step}.{field}"),
            Cue::Confirm(step) => write!(f, "the words of {step}"),
            Cue::Approval(step) => write!(f, "the approval of {step}"),
        }
    }
}

/// An answer as a person would have given it.
pub fn spoken(reply: &Reply) -> String {
    match reply {
        Reply::Move(Move::Continue) => "continue".into(),
        Reply::Move(Move::LookAgain) => "look again".into(),
        Reply::Move(Move::Note(text)) => format!("note: {text}"),
        Reply::Move(Move::Skip(reason)) => format!("skip: {reason}"),
        Reply::Move(Move::Back) => "back".into(),
        Reply::Move(Move::Jump(step)) => format!("jump to {step}"),
        Reply::Move(Move::Update(_)) => "update".into(),
        Reply::Answer(value) => value.to_string(),
        Reply::Words(words) => words.to_string(),
        Reply::ByApproval => "by its approval".into(),
        Reply::Approval(approval) => format!("{} said yes ({})", approval.approver, approval.method),
        Reply::Denied { by, reason } => format!("{by} said no: {reason}"),
    }
}
