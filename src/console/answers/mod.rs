//! Answers given beforehand, for a walk without a person at a terminal. Nothing is guessed and nothing hangs:
//! what is missing or wrong stops the walk, which can be taken up again.

mod given;
#[cfg(test)]
mod tests;

pub use given::{Key, Mistake};

use super::signals::Signals;
use super::values;
use async_trait::async_trait;
use duckops_core::text::Clean;
use duckops_core::walk::StepId;
use duckops_core::walk::approval::Request;
use duckops_core::walk::ports::{Ask, Interruption, Left, Move, Prompt, QuestionPrompt, Reply, Waiting};
use duckops_core::world::actions::{Plan, Tier};
use given::{Entries, Given, read_file, read_flags};

#[derive(Default)]
pub struct Answers {
    entries: Entries,
    signals: Option<Signals>,
}

impl Answers {
    /// Reads a file of answers, by name and text, and the flags, which win.
    pub fn read(file: Option<(&str, &str)>, flags: &[String]) -> Result<Self, Mistake> {
        let mut entries = file.map_or_else(|| Ok(Entries::new()), |(name, text)| read_file(name, text))?;
        entries.extend(read_flags(flags)?);
        Ok(Self { entries, signals: None })
    }

    /// Hears signals from now on.
    pub fn hearing(self, signals: Signals) -> Self {
        Self { signals: Some(signals), ..self }
    }

    /// What is answered, so that a key which no step has is found before anything starts.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.entries.keys()
    }

    /// What was answered and never asked for, or not as often.
    pub fn unused(&self) -> Vec<&Key> {
        let all = |used: usize, given: usize, always: bool| used >= given || (always && used > 0);
        self.entries.iter().filter(|(_, e)| !all(e.used, e.given.len(), e.always)).map(|(key, _)| key).collect()
    }

    /// An answer was used before the walk was taken up again: the next visit gets the next one.
    pub fn was_used(&mut self, step: &StepId, field: Option<&str>) {
        self.take(step, field);
    }

    /// The id of an approval, given for a gate.
    pub fn approval(&self, step: &StepId) -> Option<&str> {
        match self.entry(step, None).and_then(|key| self.peek(&key)) {
            Some(Given::Text(text)) if is_request(text) => Some(text),
            _ => None,
        }
    }

    /// The key under which this is answered: its own, or its step's.
    fn entry(&self, step: &StepId, field: Option<&str>) -> Option<Key> {
        let keys = [field.map(|field| Key::new(step.as_str(), Some(field))), Some(Key::new(step.as_str(), None))];
        keys.into_iter().flatten().find(|key| self.entries.contains_key(key))
    }

    fn peek(&self, key: &Key) -> Option<&Given> {
        let entry = self.entries.get(key)?;
        if entry.always { entry.given.first() } else { entry.given.get(entry.used) }
    }

    fn take(&mut self, step: &StepId, field: Option<&str>) -> Option<Given> {
        let key = self.entry(step, field)?;
        let given = self.peek(&key).cloned()?;
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.used += 1;
        }
        Some(given)
    }

    /// A step is skipped when that is what is given for it now.
    fn skip(&mut self, step: &StepId) -> Option<Reply> {
        match self.peek(&Key::new(step.as_str(), None)) {
            Some(Given::Skip(reason)) => {
                let reason = reason.clone();
                self.take(step, None);
                Some(Reply::Move(Move::Skip(reason)))
            }
            _ => None,
        }
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Reply, Left> {
        let step = match prompt {
            Prompt::Step(prompt) => &prompt.step,
            Prompt::Question(prompt) => &prompt.step,
            Prompt::Confirm { step, .. } | Prompt::Approval { step, .. } => step,
        };
        if let Some(skip) = self.skip(step) {
            return Ok(skip);
        }
        match prompt {
            // To be settled, consented to and made anew: nothing of it is in the world.
            Prompt::Step(prompt) if prompt.not_made => Ok(Reply::Move(Move::LookAgain)),
            Prompt::Step(_) => Ok(Reply::Move(Move::Continue)),
            Prompt::Question(prompt) => self.question(prompt),
            Prompt::Confirm { step, plan, .. } => self.confirm(step, plan),
            Prompt::Approval { step, request, .. } => Err(self.no_approval(step, request)),
        }
    }

    fn question(&mut self, prompt: &QuestionPrompt) -> Result<Reply, Left> {
        let (step, field) = (prompt.step.clone(), Some(prompt.field.clone()));
        match self.take(&prompt.step, Some(&prompt.field)) {
            Some(Given::Text(text)) if text.trim().is_empty() && prompt.optional => Ok(Reply::Move(Move::Continue)),
            Some(Given::Text(text)) if text.trim().is_empty() => {
                Err(Left::BadAnswer { step, field, why: "it is empty".into() })
            }
            Some(Given::Text(text)) => match values::read(&prompt.kind, &text, None) {
                Ok(value) => Ok(Reply::Answer(value)),
                Err(why) => Err(Left::BadAnswer { step, field, why: why.into() }),
            },
            Some(Given::Skip(reason)) => Ok(Reply::Move(Move::Skip(reason))),
            None => {
                let wants = format!("{} ({})", values::wants(&prompt.kind), prompt.label);
                Err(Left::NoAnswer { step, field, wants: wants.into() })
            }
        }
    }

    fn confirm(&mut self, step: &StepId, plan: &Plan) -> Result<Reply, Left> {
        let gated = plan.consent() == Tier::Gated;
        match self.take(step, None) {
            Some(Given::Text(typed)) if Clean::new(typed.trim()) == plan.words => Ok(Reply::Words(plan.words.clone())),
            // The approval's id is what consents to a gated action.
            Some(Given::Text(id)) if gated && is_request(&id) => Ok(Reply::ByApproval),
            None if gated => Ok(Reply::ByApproval),
            Some(_) => {
                let why = format!("the words are `{}`", plan.words);
                Err(Left::BadAnswer { step: step.clone(), field: None, why: why.into() })
            }
            None => {
                let wants = format!("the words `{}`", plan.words);
                Err(Left::NoAnswer { step: step.clone(), field: None, wants: wants.into() })
            }
        }
    }

    fn no_approval(&self, step: &StepId, request: &Request) -> Left {
        let step = step.clone();
        match self.approval(&step) {
            Some(id) if id != request.id => {
                let why = format!("{id} is not an approval of this request, which is {}", request.id);
                Left::BadAnswer { step, field: None, why: why.into() }
            }
            _ => {
                let wants = format!("an approval of {}", request.id);
                Left::NoAnswer { step, field: None, wants: wants.into() }
            }
        }
    }
}

/// Whether it reads like a request's id, `7F3K-2`.
fn is_request(text: &str) -> bool {
    let alphanumeric = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
    text.split_once('-').is_some_and(|(run, n)| alphanumeric(run) && n.parse::<u32>().is_ok())
}

#[async_trait]
impl Ask for Answers {
    async fn ask(&mut self, prompt: &Prompt) -> Result<Reply, Left> {
        match self.signals.as_mut().and_then(Signals::left) {
            Some(left) => Err(left),
            None => self.answer(prompt),
        }
    }

    async fn meanwhile(&mut self, _: &Waiting) -> Interruption {
        match &mut self.signals {
            Some(signals) => Interruption::Left(signals.leave().await),
            None => std::future::pending().await,
        }
    }
}
