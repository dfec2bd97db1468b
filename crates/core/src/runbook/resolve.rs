//! From steps as they are written to steps whose every name is resolved and every type fits.

mod onward;

use super::args::{conds, look, params};
use super::block::{Args, CondDraft, LookDraft, QuestionDraft, StepDraft};
use super::code::Code;
use super::document::ProseKind;
use super::keys;
use super::mistake::Mistake;
use super::name::{Name, Names, StepNames};
use super::operand::Operand;
use super::reader::Written;
use super::template::{self, Template};
use super::{Body, Conds, Draft, Look, Prose, Question, QuestionKind, Repeat, Step};
use crate::text::secrets_replaced;
use crate::walk::StepId;
use crate::world::actions::{ACTIONS, action};
use crate::world::observations::{Observation, observation};
use crate::world::{Type, Value};
use std::collections::BTreeMap;
use std::ops::Range;

/// What all steps of a document offer to be named.
pub fn gather(drafts: &[StepDraft]) -> (BTreeMap<String, StepNames>, BTreeMap<String, &'static Observation>) {
    let (mut steps, mut binds) = (BTreeMap::new(), BTreeMap::new());
    for draft in drafts {
        let mut names = StepNames {
            action: draft.action.as_ref().and_then(|(name, _)| action(&name.text)),
            judged: !draft.pass.is_empty() || draft.action.is_some() || draft.approve.is_some(),
            follows: draft.follow.is_some(),
            approves: draft.approve.is_some(),
            ..StepNames::default()
        };
        for question in &draft.ask {
            let field = question.field.text.clone();
            match question.kind.as_ref().and_then(|kind| answer_type(&kind.text)) {
                Some(ty) => drop(names.answers.insert(field, ty)),
                None => names.untyped.push(field),
            }
        }
        for look in &draft.looks {
            let full = format!("{}{}", draft.prefix, look.bind.text);
            names.binds.push(full.clone());
            if let Some(known) = observation(&look.observe.text) {
                binds.insert(full, known);
            }
        }
        steps.insert(draft.full_id(), names);
    }
    (steps, binds)
}

/// The looks whose observation there is not.
pub fn unknown_binds(drafts: &[StepDraft]) -> Vec<String> {
    let looks = drafts.iter().flat_map(|draft| draft.looks.iter().map(move |look| (draft, look)));
    let unknown = looks.filter(|(_, look)| observation(&look.observe.text).is_none());
    unknown.map(|(draft, look)| format!("{}{}", draft.prefix, look.bind.text)).collect()
}

/// The type of what is answered, or given to a part.
pub fn answer_type(kind: &str) -> Option<Type> {
    Some(match kind {
        "text" | "url" | "mail" | "choice" => Type::Text,
        "yes-no" => Type::Bool,
        "number" | "count" => Type::Int,
        "time" => Type::Time,
        "version" => Type::Version,
        _ => return None,
    })
}

impl StepDraft {
    pub fn full_id(&self) -> String {
        format!("{}{}", self.prefix, self.id.text)
    }
}

/// Resolves one step. `next` is the step after it in the document.
pub fn step(draft: &StepDraft, next: Option<&str>, names: &Names, mistakes: &mut Vec<Mistake>) -> Step {
    let mut r = Resolving { names, draft, mistakes };
    let looks = draft.looks.iter().filter_map(|look| r.look(look)).collect();
    let body = r.body();
    let mut prose = r.prose();
    let (next, returns) = r.next(next, &mut prose);
    Step {
        id: StepId(draft.full_id()),
        title: r.text(&draft.title),
        prose,
        by_hand: draft.commands.iter().map(|command| r.text(command)).collect(),
        when: r.conds(&draft.when),
        optional: draft.optional,
        uncounted: draft.uncounted,
        part_of: None,
        looks,
        show: draft.show.iter().filter_map(|name| r.name(name)).collect(),
        amber: r.conds(&draft.amber),
        body,
        approve: draft.approve.as_ref().and_then(|step| r.approve(step)),
        go: draft.go.iter().filter_map(|branch| r.branch(branch)).collect(),
        next,
        needs: Vec::new(),
        returns,
        silent: draft.silent,
    }
}

/// As far as both are written out.
fn is_longer(one: &Operand, other: &Operand) -> bool {
    match (one, other) {
        (Operand::Literal(Value::Duration(one)), Operand::Literal(Value::Duration(other))) => one > other,
        _ => false,
    }
}

struct Resolving<'a, 'm> {
    names: &'a Names,
    draft: &'a StepDraft,
    mistakes: &'m mut Vec<Mistake>,
}

impl Resolving<'_, '_> {
    fn say(&mut self, code: Code, span: Range<usize>, message: impl Into<String>) {
        self.mistakes.push(Mistake::new(code, self.draft.source, span, message));
    }

    fn keep<T>(&mut self, result: Result<T, Mistake>) -> Option<T> {
        result.map_err(|mistake| self.mistakes.push(mistake)).ok()
    }

    fn name(&mut self, written: &Written) -> Option<Name> {
        let resolved = self.names.resolve(&written.text, written.span.clone());
        self.keep(resolved)
    }

    fn text(&mut self, written: &Written) -> Template {
        template::parse(self.names, &written.text, written.span.clone(), written.exact, self.mistakes)
    }

    fn prose(&mut self) -> Vec<Prose> {
        let draft = self.draft;
        draft.prose.iter().map(|(kind, written)| self.one_prose(*kind, written)).collect()
    }

    fn one_prose(&mut self, kind: ProseKind, written: &Written) -> Prose {
        match kind {
            ProseKind::Paragraph => Prose::Paragraph(self.text(written)),
            ProseKind::Item => Prose::Item(self.text(written)),
            ProseKind::Code => Prose::Code(secrets_replaced(&written.text)),
        }
    }

    fn conds(&mut self, drafts: &[CondDraft]) -> Conds {
        conds(self.names, drafts, self.mistakes)
    }

    fn look(&mut self, draft: &LookDraft) -> Option<Look> {
        look(self.names, draft, self.mistakes)
    }

    fn body(&mut self) -> Body {
        let draft = self.draft;
        let bodies = [!draft.pass.is_empty() || draft.repeat.is_some(), !draft.ask.is_empty(), draft.action.is_some()];
        if bodies.iter().filter(|has| **has).count() > 1 {
            self.say(
                Code::BODIES,
                draft.id.span.clone(),
                "a step judges (`pass`), asks (`ask`) or does (`do`): only one of them",
            );
        }
        if let Some((span, _)) = draft.repeat.as_ref().filter(|_| draft.looks.is_empty()) {
            self.say(Code::REPEAT, span.clone(), "`repeat` wants a `look`");
        }
        if let Some((name, args)) = &draft.action {
            return self.action(name, args).map_or(Body::Read, Body::Do);
        }
        if !draft.ask.is_empty() {
            return Body::Ask(draft.ask.iter().filter_map(|question| self.question(question)).collect());
        }
        if draft.looks.is_empty() && draft.pass.is_empty() {
            return Body::Read;
        }
        let repeat = draft.repeat.as_ref().and_then(|(span, keys)| self.repeat(span, keys));
        Body::Look { pass: self.conds(&draft.pass), repeat }
    }

    fn repeat(&mut self, span: &Range<usize>, said: &Args) -> Option<Repeat> {
        let mut known: BTreeMap<&str, Operand> = BTreeMap::new();
        let before = self.mistakes.len();
        for (key, values) in said {
            let ty = if key.text == "in_a_row" { Type::Int } else { Type::Duration };
            if !keys::names(keys::REPEAT).contains(&key.text.as_str()) {
                let mistake = Mistake::new(
                    Code::UNKNOWN_KEY,
                    self.draft.source,
                    key.span.clone(),
                    format!("`{}` is no key here", key.text),
                );
                self.mistakes.push(mistake.nearest(&key.text, keys::names(keys::REPEAT)));
            } else if let Some(operand) = self.one(key, values, ty) {
                known.insert(&key.text, operand);
            }
        }
        let mut take = |key: &str| known.remove(key);
        match (take("in_a_row"), take("every"), take("limit"), take("for")) {
            (Some(times), Some(every), Some(limit), None) => Some(Repeat::InARow { times, every, limit }),
            (None, Some(every), None, Some(time)) => {
                if is_longer(&every, &time) {
                    self.say(Code::REPEAT, span.clone(), "`every` is longer than `for`: it would be looked at once");
                }
                Some(Repeat::For { time, every })
            }
            _ => {
                if self.mistakes.len() == before {
                    self.say(Code::REPEAT, span.clone(), "`repeat` wants { in_a_row, every, limit } or { every, for }");
                }
                None
            }
        }
    }

    fn one(&mut self, key: &Written, values: &[Written], ty: Type) -> Option<Operand> {
        let [value] = values else {
            self.say(Code::WRONG_VALUE, key.span.clone(), format!("`{}` is one {}", key.text, ty.name()));
            return None;
        };
        let operand = Operand::of_type(self.names, &value.text, ty, value.span.clone());
        self.keep(operand)
    }

    fn question(&mut self, draft: &QuestionDraft) -> Option<Question> {
        let kind = self.question_kind(draft)?;
        let ty = kind.ty();
        let default = draft.default.as_ref().and_then(|written| {
            let ty = if matches!(kind, QuestionKind::Choice(_)) { Type::Text } else { ty };
            let quoted = format!("'{}'", written.text);
            let is_text = ty == Type::Text && !super::operand::looks_like_name(&written.text);
            let text = if is_text { &quoted } else { &written.text };
            let operand = Operand::of_type(self.names, text, ty, written.span.clone());
            self.keep(operand)
        });
        let label = match &draft.label {
            Some(label) => {
                if label.text.trim().is_empty() {
                    self.say(Code::QUESTION, label.span.clone(), "nothing is asked: the label is empty");
                }
                self.text(label)
            }
            None => Template::plain(&draft.field.text),
        };
        let not = draft.not.as_ref().and_then(|not| self.name(not));
        let because = draft.because.as_ref().map(|because| self.text(because));
        if let (Some(because), None) = (&draft.because, &draft.not) {
            self.say(
                Code::QUESTION,
                because.span.clone(),
                "`because` says why `not` is no answer, and there is no `not`",
            );
        }
        let optional = draft.optional;
        Some(Question { field: draft.field.text.clone(), kind, label, default, not, because, optional })
    }

    fn question_kind(&mut self, draft: &QuestionDraft) -> Option<QuestionKind> {
        let kind = draft.kind.as_ref()?;
        Some(match kind.text.as_str() {
            "text" => QuestionKind::Text,
            "yes-no" => QuestionKind::YesNo,
            "number" => QuestionKind::Number,
            "count" => QuestionKind::Count,
            "url" => QuestionKind::Url,
            "mail" => QuestionKind::Mail,
            "time" => QuestionKind::Time,
            "choice" if draft.of.is_empty() => {
                self.say(Code::QUESTION, draft.span.clone(), "a choice wants `of`: the words to choose from");
                return None;
            }
            "choice" => {
                self.no_word_twice(&draft.of);
                QuestionKind::Choice(draft.of.iter().map(|word| word.text.clone()).collect())
            }
            "version" => return self.version(draft),
            other => {
                let mistake = Mistake::new(
                    Code::UNKNOWN_TYPE,
                    self.draft.source,
                    kind.span.clone(),
                    format!("`{other}` is no type of answer"),
                );
                self.mistakes.push(mistake.nearest_or_all(other, keys::names(keys::ANSWERS), "one of"));
                return None;
            }
        })
    }

    fn no_word_twice(&mut self, words: &[Written]) {
        for (at, word) in words.iter().enumerate() {
            if words[..at].iter().any(|other| other.text == word.text) {
                self.say(Code::QUESTION, word.span.clone(), format!("`{}` stands there twice", word.text));
            }
        }
    }

    fn version(&mut self, draft: &QuestionDraft) -> Option<QuestionKind> {
        let Some(from) = &draft.from else {
            self.say(Code::QUESTION, draft.span.clone(), "a version wants `from`: the table it is chosen from");
            return None;
        };
        let name = self.name(from)?;
        if name.ty != Type::Table {
            self.say(
                Code::UNLIKE,
                from.span.clone(),
                format!("`{}` is a {}, a table is wanted", from.text, name.ty.name()),
            );
            return None;
        }
        Some(QuestionKind::Version { from: name })
    }

    fn action(&mut self, written: &Written, args: &Args) -> Option<Draft> {
        let Some(known) = action(&written.text) else {
            let mistake = Mistake::new(
                Code::UNKNOWN_ACTION,
                self.draft.source,
                written.span.clone(),
                format!("there is no action `{}`", written.text),
            );
            self.mistakes.push(mistake.nearest(&written.text, ACTIONS.iter().map(|action| action.name)));
            return None;
        };
        let found = params(self.names, &written.span, known.name, known.params, args, self.mistakes);
        Some(Draft { action: known, args: found })
    }
}
