//! The operator who plays a drill by themself: visibly at a terminal, without delay elsewhere.

use crate::app::Session;
use crate::app::walk::operator::Operator;
use crate::console::{Cue, Script, Signals};
use crate::drill::{Drill, Line};
use crate::error::Error;
use duckops_core::text::Clean;
use duckops_core::walk::ports::{AskFor, Interruption, Left, Move, Prompt, Reply};
use duckops_core::world::Value;
use std::sync::Arc;
use std::time::Duration;

/// Why somebody passes over a step who knows better.
const HURRY: &str = "no time for it";
/// Time to read a prompt at a terminal.
const READING: Duration = Duration::from_millis(1500);

pub fn operator(session: &Session, drill: Drill) -> Result<Operator, Error> {
    let signals = Signals::new().map_err(|cause| Error::file("cannot listen for signals", &cause))?;
    let script = script(drill, drill.scenario.play);
    let pace = if session.streams.facts.terminals.stdout { READING } else { Duration::ZERO };
    let tag = format!("DRILL {}", drill.name());
    let script = script.watched(session.streams.clone(), Arc::clone(&session.clock), pace, &tag);
    Ok(Operator::Script(script.hearing(signals)))
}

/// What somebody answers who plays these lines.
pub fn script(drill: Drill, lines: &[Line]) -> Script {
    let script = lines.iter().fold(Script::new(), |script, line| played(script, *line, drill));
    if lines.iter().any(|line| matches!(line, Line::Leave)) { script } else { script.going_on() }
}

fn played(script: Script, line: Line, drill: Drill) -> Script {
    match line {
        Line::Approved { step, by } => script.approved(step, by),
        Line::Words { step } => script.words(step),
        Line::Answer { step, field, value } => {
            script.on(Cue::question(step, field), move |prompt| Ok(Reply::Answer(answer(prompt, value))))
        }
        Line::Skip { step, field } => {
            let cue = field.map_or_else(|| Cue::step_keys(step), |field| Cue::question(step, field));
            script.reply(cue, Reply::Move(Move::Skip(HURRY.into())))
        }
        Line::Jump { step, to } => script.on(Cue::step_keys(step), move |prompt| jump(prompt, to)),
        // Nothing more is answered.
        Line::Leave => script,
        Line::CutShort { wait } => script.interrupt(wait, Interruption::CutShort(HURRY.into())),
        Line::Version { step, field, version } => {
            let version = Value::Text(Clean::new(drill.dice().version(version)));
            script.reply(Cue::question(step, field), Reply::Answer(version))
        }
        Line::Default { step, field } => script.on(Cue::question(step, field), |prompt| match prompt {
            Prompt::Question(question) => question.default.clone().map(Reply::Answer).ok_or(Left::Quit),
            _ => Err(Left::Quit),
        }),
    }
}

fn jump(prompt: &Prompt, to: &'static str) -> Result<Reply, Left> {
    let Prompt::Step(prompt) = prompt else { return Err(Left::Quit) };
    if prompt.steps.iter().any(|(step, _)| step.as_str() == to) {
        return Ok(Reply::Move(Move::Jump(to.into())));
    }
    let open: Vec<_> = prompt.steps.iter().map(|(step, _)| step.as_str()).collect();
    let why = format!("there is no way to {to} from here, but to {}", open.join(", "));
    Err(Left::BadAnswer { step: prompt.step.clone(), field: None, why: why.into() })
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
