//! A question of a step: what it offers, what is no answer, where going back from it leads.

use super::{Stopped, Turn, Walk, or_leave};
use duckops_core::runbook::{Question, QuestionKind, Runbook, Step, Truth, label};
use duckops_core::text::Clean;
use duckops_core::walk::event::{Entrance, Event};
use duckops_core::walk::ports::{AskFor, Excluded, Left, Move, Prompt, QuestionPrompt, Reply};
use duckops_core::walk::{State, settle, truth, update, value};
use duckops_core::world::{Known, Value, WhyKind};

impl Walk<'_> {
    pub(super) async fn question(&mut self, step: &Step, question: &Question) -> Result<Turn, Stopped> {
        let dry = self.state.is_dry();
        if dry && matches!(truth(self.runbook, &self.state, &step.when), Truth::Unknown(_)) {
            return self.go(step, Move::Skip(Clean::new("it depends on what a dry run does not do")));
        }
        let prompt = self.question_prompt(step, question);
        let default = prompt.default.clone();
        let reply = match self.ask.ask(&Prompt::Question(prompt)).await {
            // Nothing depends on it but what is drafted: a dry run takes what would be offered.
            Err(Left::NoAnswer { .. }) if dry => match default {
                Some(value) => {
                    return self.append(Event::Answered { field: question.field.clone(), value, assumed: true });
                }
                None => Ok(Reply::Move(Move::Skip(Clean::new(update::NOT_ASKED)))),
            },
            reply => reply,
        };
        match or_leave!(reply) {
            Reply::Answer(value) => {
                self.append(Event::Answered { field: question.field.clone(), value, assumed: false })
            }
            Reply::Move(to) => self.go(step, to),
            _ => Ok(Turn::On),
        }
    }

    fn question_prompt(&self, step: &Step, question: &Question) -> QuestionPrompt {
        let (runbook, state) = (self.runbook, &self.state);
        let not = excluded(runbook, state, question);
        let named = question.default.as_ref().map(|operand| settle::operand(runbook, state, operand));
        let kind = ask_for(runbook, state, &question.kind, not.clone());
        let (default, no_default) = match self.answered_before(step, question, &kind) {
            Some(answer) => (Some(answer), None),
            None => offered(named, &kind, not.as_ref()),
        };
        QuestionPrompt {
            note: no_single(runbook, state, question),
            step: step.id.clone(),
            place: self.place_of(step),
            field: question.field.clone(),
            label: settle::text(runbook, state, &question.label),
            kind,
            default,
            no_default,
            optional: question.optional,
            can_skip: !question.optional && self.can_skip(step),
            back: self.back_from_question(),
        }
    }

    /// Whoever went back to a question is offered what they had answered.
    fn answered_before(&self, step: &Step, question: &Question, kind: &AskFor) -> Option<Value> {
        let came_back = self.state.current().is_some_and(|visit| visit.how == Entrance::Back);
        let mut before = self.state.visits.iter().rev().filter(|visit| came_back && visit.step == step.id).skip(1);
        let answer = before.next()?.answers.get(&question.field)?.clone();
        let not = excluded(self.runbook, &self.state, question);
        offered(Some(Ok(answer)), kind, not.as_ref()).0
    }

    /// What decides which items there are is no item itself: it is answered.
    fn can_skip(&self, step: &Step) -> bool {
        let head = self.runbook.step(step.head()).unwrap_or(step);
        !head.uncounted
    }

    fn back_from_question(&self) -> Option<&'static str> {
        match (self.is_within_questions(), self.state.previous(self.runbook)) {
            (true, _) => Some("back to the first question of this step"),
            (false, Some(_)) => Some("back a step; what was done stays done"),
            (false, None) => None,
        }
    }

    /// One question of this visit is answered already.
    pub(super) fn is_within_questions(&self) -> bool {
        self.state.current().is_some_and(|visit| !visit.answers.is_empty())
    }
}

/// A default is offered when it is known, one of the rows, and not excluded; otherwise it is said why not.
fn offered(named: Option<Known<Value>>, kind: &AskFor, not: Option<&Excluded>) -> (Option<Value>, Option<Clean>) {
    let value = match named {
        None => return (None, None),
        Some(Err(why)) => return (None, Some(why.text)),
        Some(Ok(value)) => value,
    };
    let written = Clean::new(value.to_string());
    let AskFor::Row { table, .. } = kind else { return (Some(value), None) };
    if let Some(not) = not.filter(|not| not.row == written) {
        return (None, Some(Clean::new(format!("{written} cannot be chosen: {}", not.why))));
    }
    match table.rows.iter().any(|row| row.first() == Some(&written)) {
        true => (Some(value), None),
        false => (None, Some(Clean::new(format!("{written} is not among them")))),
    }
}

/// The row that is no answer, and why in the words of the document.
fn excluded(runbook: &Runbook, state: &State, question: &Question) -> Option<Excluded> {
    let name = question.not.as_ref()?;
    let row = Clean::new(value(runbook, state, name).ok()?.to_string());
    let because = question.because.as_ref().map(|because| settle::text(runbook, state, because));
    let why = because.unwrap_or_else(|| Clean::new(format!("it is the same as {}", label(&name.written))));
    Some(Excluded { row, why })
}

/// No single row is ruled out, and why: part of the traffic goes elsewhere, say.
fn no_single(runbook: &Runbook, state: &State, question: &Question) -> Option<Clean> {
    let because = question.because.as_ref()?;
    match value(runbook, state, question.not.as_ref()?) {
        Err(why) if why.kind == WhyKind::Absent => {
            Some(Clean::new(format!("{}: {}", settle::text(runbook, state, because), why.text)))
        }
        _ => None,
    }
}

fn ask_for(runbook: &Runbook, state: &State, kind: &QuestionKind, not: Option<Excluded>) -> AskFor {
    match kind {
        QuestionKind::Text => AskFor::Text,
        QuestionKind::YesNo => AskFor::YesNo,
        QuestionKind::Number => AskFor::Number,
        QuestionKind::Count => AskFor::Count,
        QuestionKind::Url => AskFor::Url,
        QuestionKind::Mail => AskFor::Mail,
        QuestionKind::Time => AskFor::Time,
        QuestionKind::Choice(words) => AskFor::Choice(words.iter().map(Clean::new).collect()),
        QuestionKind::Version { from } => match value(runbook, state, from) {
            Ok(Value::Table(table)) => AskFor::Row { table, not },
            // The list could not be read: a version can still be typed.
            Ok(_) | Err(_) => AskFor::Text,
        },
    }
}
