//! The operator who plays a drill by themself: visibly at a terminal, without delay elsewhere.

use crate::app::Session;
use crate::app::walk::operator::Operator;
use crate::console::{Cue, Script, Signals};
use crate::drill::{Line, Scenario};
use crate::error::Error;
use duckops_core::text::Clean;
use duckops_core::walk::ports::{AskFor, Left, Prompt, Reply};
use duckops_core::world::Value;
use std::sync::Arc;
use std::time::Duration;

/// Time to read a prompt at a terminal.
const READING: Duration = Duration::from_millis(1500);

pub fn operator(session: &Session, scenario: &Scenario) -> Result<Operator, Error> {
    let signals = Signals::new().map_err(|cause| Error::file("cannot listen for signals", &cause))?;
    let script = scenario.play.iter().fold(Script::new(), |script, line| played(script, *line));
    let pace = if session.streams.facts.terminals.stdout { READING } else { Duration::ZERO };
    let tag = format!("DRILL {}", scenario.id);
    let script = script.going_on().watched(session.streams.clone(), Arc::clone(&session.clock), pace, &tag);
    Ok(Operator::Script(script.hearing(signals)))
}

fn played(script: Script, line: Line) -> Script {
    match line {
        Line::Approved { step, by } => script.approved(step, by),
        Line::Words { step } => script.words(step),
        Line::Answer { step, field, value } => {
            script.on(Cue::question(step, field), move |prompt| Ok(Reply::Answer(answer(prompt, value))))
        }
        Line::Default { step, field } => script.on(Cue::question(step, field), |prompt| match prompt {
            Prompt::Question(question) => question.default.clone().map(Reply::Answer).ok_or(Left::Quit),
            _ => Err(Left::Quit),
        }),
    }
}

fn answer(prompt: &Prompt, value: &str) -> Value {
    match prompt {
        Prompt::Question(question) if question.kind == AskFor::YesNo => Value::Bool(value == "yes"),
        Prompt::Question(question) if matches!(question.kind, AskFor::Number | AskFor::Count) => {
            value.parse().map_or_else(|_| Value::Text(Clean::new(value)), Value::Int)
        }
        _ => Value::Text(Clean::new(value)),
    }
}
