//! Names: `api` is a setting, `alias.version` a fact or an answer, `probe.status.code` a fact of one step's look.

use super::code::Code;
use super::mistake::Mistake;
use super::reader::Written;
use super::template;
use crate::walk::{Bind, StepId};
use crate::world::actions::{Action, EVERY_OUTPUT};
use crate::world::observations::Observation;
use crate::world::settings::{SETTINGS, setting};
use crate::world::{Declared, Type};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A name in a document, resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub written: String,
    pub refer: Ref,
    pub ty: Type,
    pub source: usize,
    pub span: Range<usize>,
}

/// What a name refers to.
#[derive(Clone, Debug, PartialEq)]
pub enum Ref {
    Setting(&'static str),
    /// The latest look bound to this name; with a step, that step's latest.
    Fact {
        bind: Bind,
        fact: &'static str,
        step: Option<StepId>,
    },
    Answer {
        step: StepId,
        field: String,
    },
    Meta {
        step: StepId,
        meta: Meta,
    },
    Output {
        step: StepId,
        name: &'static str,
    },
    Run(&'static str),
    /// What a part is given, while nobody follows it: it is checked by its declared type.
    Given(String),
}

/// What `given.version` is in a part.
#[derive(Clone, Debug)]
pub enum Given {
    /// The part by itself: of this type.
    Declared(Type),
    /// Followed: the follower's name for it, where that stands, and the type it must have.
    Taken { name: Written, source: usize, ty: Type },
}

/// What every step can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meta {
    Verdict,
    Took,
    At,
    /// How a followed runbook ended.
    Outcome,
    /// Why a repeated look was ended before its time; absent when it was not.
    Early,
}

pub const VERDICTS: &[&str] = &["pass", "fail", "unknown"];
pub const OUTCOMES: &[&str] = &["resolved", "not an incident", "escalated", "deferred", "complete"];

/// What every step can be asked for: which of it, its type, what it is.
pub const METAS: &[(Meta, Declared)] = &[
    (Meta::Verdict, one("verdict", Type::Word(VERDICTS), "How it was judged, where it judges or acts")),
    (Meta::Took, one("took", Type::Duration, "How long it took")),
    (Meta::At, one("at", Type::Time, "When something of it was recorded last")),
    (Meta::Outcome, one("outcome", Type::Word(OUTCOMES), "How the runbook ended that it follows")),
    (Meta::Early, one("early", Type::Text, "Why a repeated look was ended before its time; absent when it was not")),
];

const fn one(name: &'static str, ty: Type, doc: &'static str) -> Declared {
    Declared { name, ty, doc }
}

/// What a run can be asked for.
pub const RUN_NAMES: &[Declared] = &[
    one("id", Type::Text, "Its id"),
    one("operator", Type::Text, "Who walks it"),
    one("identity", Type::Text, "Who that is for AWS"),
    one("opened", Type::Time, "When it was opened"),
    one("runbook", Type::Text, "The runbook's id"),
    one("failed", Type::Int, "How many of a checklist's items failed"),
    one("unchecked", Type::Int, "How many could not be checked"),
    one("overridden", Type::Int, "How many were overridden or skipped"),
    one("overrides", Type::Text, "Which were overridden or skipped, and why, in words"),
    one("failing", Type::Text, "Which failed or could not be checked, each with its part"),
];

/// Those that ask how a checklist's items stand.
pub const OF_ITEMS: &[&str] = &["failed", "unchecked", "overridden"];

/// What a step that obtains an approval leaves behind.
pub const OBTAINED: &[Declared] = &[
    Declared { name: "approval", ty: Type::Text, doc: "Who approved it, or said no, when, by which method" },
    Declared { name: "change", ty: Type::Text, doc: "What was approved, in words: `prod 43 -> 41`" },
    Declared {
        name: "denied",
        ty: Type::Bool,
        doc: "Somebody said no to what was asked for last, or took the yes back",
    },
];

/// The names that one step offers to others.
#[derive(Clone, Debug, Default)]
pub struct StepNames {
    pub answers: BTreeMap<String, Type>,
    /// Answers whose type is unknown: that is said once, not again where they are named.
    pub untyped: Vec<String>,
    pub action: Option<&'static Action>,
    pub binds: Vec<Bind>,
    pub judged: bool,
    pub follows: bool,
    /// It obtains the approval of a later step's action.
    pub approves: bool,
}

/// Everything that can be named in a document; cheap to take along to each of its steps.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub source: usize,
    /// `inc-003/` in a followed runbook: it sees its own names only.
    pub prefix: String,
    pub steps: Arc<BTreeMap<String, StepNames>>,
    pub binds: Arc<BTreeMap<Bind, &'static Observation>>,
    /// Looks whose observation is unknown: that is said once, not again at each of its facts.
    pub unknown_binds: Arc<Vec<Bind>>,
    /// Of a step in a part: what it is given.
    pub given: BTreeMap<String, Given>,
}

impl Name {
    pub fn setting(&self) -> Option<&'static str> {
        match self.refer {
            Ref::Setting(name) => Some(name),
            _ => None,
        }
    }

    /// Whether it names a fact of the look bound to `bind`.
    pub fn is_of(&self, bind: &str) -> bool {
        matches!(&self.refer, Ref::Fact { bind: of, .. } if of == bind)
    }

    /// The step that must come before, when it is a certain one.
    pub fn step(&self) -> Option<&StepId> {
        match &self.refer {
            Ref::Fact { step, .. } => step.as_ref(),
            Ref::Answer { step, .. } | Ref::Meta { step, .. } | Ref::Output { step, .. } => Some(step),
            Ref::Setting(_) | Ref::Run(_) | Ref::Given(_) => None,
        }
    }
}

fn is_text(given: &Written) -> bool {
    !template::holes(&given.text).is_empty()
}

impl Names {
    pub fn resolve(&self, written: &str, span: Range<usize>) -> Result<Name, Mistake> {
        let parts: Vec<&str> = written.split('.').collect();
        let mistake = |message: String| Mistake::new(Code::UNKNOWN_NAME, self.source, span.clone(), message);
        let name = |(refer, ty)| Name { written: written.into(), refer, ty, source: self.source, span: span.clone() };
        match parts.as_slice() {
            [one] => self.setting(one).map(name).ok_or_else(|| self.unknown_setting(one, &span)),
            ["run", field] => run_name(field).map(name).ok_or_else(|| {
                mistake(format!("a run has no `{field}`")).nearest(field, RUN_NAMES.iter().map(|known| known.name))
            }),
            ["given", field] if !self.given.is_empty() => self.given(written, field, span.clone()),
            [first, second] => self.two(written, first, second, &span).map(name),
            [step, bind, fact] => self.three(step, bind, fact, &span).map(name),
            _ => Err(mistake(format!("`{written}` is no name: a setting, step.answer, look.fact or step.look.fact"))),
        }
    }

    /// In a part that is followed, the follower's own name stands for it.
    fn given(&self, written: &str, field: &str, span: Range<usize>) -> Result<Name, Mistake> {
        match self.given.get(field) {
            Some(Given::Declared(ty)) => {
                let refer = Ref::Given(field.into());
                Ok(Name { written: written.into(), refer, ty: *ty, source: self.source, span })
            }
            Some(Given::Taken { name, source, ty }) => self.taken(name, *source, *ty),
            None => Err(Mistake::new(Code::UNKNOWN_NAME, self.source, span, format!("this part takes no `{field}`"))
                .nearest(field, self.given.keys().map(String::as_str))),
        }
    }

    /// A text with names of the follower's that a part was given: it can stand in a text, not for a name.
    pub fn given_text(&self, written: &str) -> Option<(Names, &Written)> {
        match self.given.get(written.strip_prefix("given.")?)? {
            Given::Taken { name, source, ty: Type::Text } if is_text(name) => Some((self.of_follower(*source), name)),
            Given::Taken { .. } | Given::Declared(_) => None,
        }
    }

    fn of_follower(&self, source: usize) -> Names {
        Names { source, given: BTreeMap::new(), ..self.clone() }
    }

    fn taken(&self, name: &Written, source: usize, ty: Type) -> Result<Name, Mistake> {
        if is_text(name) {
            let message = format!("a {} is wanted: a text with names in it can only stand in a text", ty.name());
            return Err(Mistake::new(Code::UNLIKE, source, name.span.clone(), message));
        }
        let follower = self.of_follower(source);
        let found = follower.resolve(&name.text, name.span.clone())?;
        if found.ty == ty {
            return Ok(found);
        }
        let message = format!("`{}` is a {}, a {} is wanted", name.text, found.ty.name(), ty.name());
        Err(Mistake::new(Code::UNLIKE, source, name.span.clone(), message))
    }

    fn setting(&self, written: &str) -> Option<(Ref, Type)> {
        setting(written).map(|setting| (Ref::Setting(setting.name), setting.ty))
    }

    fn unknown_setting(&self, written: &str, span: &Range<usize>) -> Mistake {
        let known = SETTINGS.iter().map(|setting| setting.name);
        Mistake::new(Code::UNKNOWN_SETTING, self.source, span.clone(), format!("there is no setting `{written}`"))
            .nearest(written, known)
    }

    /// `alias.version`: a look's fact, a step's answer, an effect's output, or what every step has.
    fn two(&self, written: &str, first: &str, second: &str, span: &Range<usize>) -> Result<(Ref, Type), Mistake> {
        let full = format!("{}{first}", self.prefix);
        let mut found = Vec::new();
        if let Some(observation) = self.binds.get(&full)
            && let Some(fact) = declared(observation.facts, second)
        {
            found.push((Ref::Fact { bind: full.clone(), fact: fact.name, step: None }, fact.ty));
        }
        if let Some(step) = self.steps.get(&full) {
            found.extend(step.own(&StepId(full.clone()), second));
        }
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => Err(self.unknown_two(written, &full, first, second, span)),
            _ => Err(Mistake::new(
                Code::AMBIGUOUS_NAME,
                self.source,
                span.clone(),
                format!("`{written}` could be the look's or the step's"),
            )
            .hint("give the look another name")),
        }
    }

    fn unknown_two(&self, written: &str, full: &str, first: &str, second: &str, span: &Range<usize>) -> Mistake {
        let mistake = |message| Mistake::new(Code::UNKNOWN_NAME, self.source, span.clone(), message);
        let mut known: Vec<String> = Vec::new();
        if let Some(observation) = self.binds.get(full) {
            known.extend(observation.facts.iter().map(|fact| fact.name.to_string()));
        }
        if let Some(step) = self.steps.get(full) {
            known.extend(step.own_names());
        }
        let is_untyped = self.steps.get(full).is_some_and(|step| step.untyped.iter().any(|field| field == second));
        if is_untyped || self.unknown_binds.iter().any(|bind| bind == full) {
            return mistake(String::new());
        }
        if known.is_empty() {
            let firsts = self.steps.keys().chain(self.binds.keys()).filter_map(|name| name.strip_prefix(&self.prefix));
            return mistake(format!("`{written}`: no step and no look is named `{first}`")).nearest(first, firsts);
        }
        mistake(format!("`{first}` has no `{second}`")).nearest(second, known.iter().map(String::as_str))
    }

    fn three(&self, step: &str, bind: &str, fact: &str, span: &Range<usize>) -> Result<(Ref, Type), Mistake> {
        let mistake = |message: String| Mistake::new(Code::UNKNOWN_NAME, self.source, span.clone(), message);
        let (full_step, full_bind) = (format!("{}{step}", self.prefix), format!("{}{bind}", self.prefix));
        let Some(known) = self.steps.get(&full_step) else {
            let steps = self.steps.keys().filter_map(|name| name.strip_prefix(&self.prefix));
            return Err(mistake(format!("there is no step `{step}`")).nearest(step, steps));
        };
        let observation = self.binds.get(&full_bind).filter(|_| known.binds.contains(&full_bind));
        if self.unknown_binds.contains(&full_bind) {
            return Err(mistake(String::new()));
        }
        let Some(observation) = observation else {
            let binds = known.binds.iter().filter_map(|name| name.strip_prefix(&self.prefix));
            return Err(mistake(format!("the step `{step}` has no look `{bind}`")).nearest(bind, binds));
        };
        match declared(observation.facts, fact) {
            Some(known) => {
                Ok((Ref::Fact { bind: full_bind, fact: known.name, step: Some(StepId(full_step)) }, known.ty))
            }
            None => Err(mistake(format!("{} has no fact `{fact}`", observation.name))
                .nearest(fact, observation.facts.iter().map(|fact| fact.name))),
        }
    }
}

impl StepNames {
    fn own(&self, step: &StepId, name: &str) -> Option<(Ref, Type)> {
        if let Some(ty) = self.answers.get(name) {
            return Some((Ref::Answer { step: step.clone(), field: name.into() }, *ty));
        }
        if let Some(output) = self.outputs().find(|output| output.name == name) {
            return Some((Ref::Output { step: step.clone(), name: output.name }, output.ty));
        }
        let (meta, known) = METAS.iter().find(|(meta, known)| known.name == name && self.has(*meta))?;
        Some((Ref::Meta { step: step.clone(), meta: *meta }, known.ty))
    }

    fn outputs(&self) -> impl Iterator<Item = &'static Declared> {
        let obtained = OBTAINED.iter().filter(|_| self.approves);
        self.action.into_iter().flat_map(|action| action.outputs.iter().chain(EVERY_OUTPUT)).chain(obtained)
    }

    fn has(&self, meta: Meta) -> bool {
        match meta {
            Meta::Verdict => self.judged,
            Meta::Outcome => self.follows,
            Meta::Took | Meta::At | Meta::Early => true,
        }
    }

    fn own_names(&self) -> Vec<String> {
        let metas = METAS.iter().filter(|(meta, _)| self.has(*meta)).map(|(_, known)| known.name.to_string());
        self.answers.keys().cloned().chain(self.outputs().map(|output| output.name.to_string())).chain(metas).collect()
    }
}

fn declared(list: &'static [Declared], name: &str) -> Option<&'static Declared> {
    list.iter().find(|declared| declared.name == name)
}

fn run_name(field: &str) -> Option<(Ref, Type)> {
    RUN_NAMES.iter().find(|known| known.name == field).map(|known| (Ref::Run(known.name), known.ty))
}
