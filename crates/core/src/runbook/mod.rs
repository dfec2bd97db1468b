//! Runbooks are documents: Markdown in, a checked graph of steps out. Every mistake in one is found here, at
//! load time, with file, line and column.

mod args;
mod block;
mod changes;
mod code;
mod condition;
mod document;
mod draft;
mod follow;
mod glimpse;
mod graph;
mod hidden;
pub mod keys;
mod library;
mod mistake;
mod name;
mod operand;
mod place;
mod reader;
mod resolve;
mod template;
#[cfg(test)]
mod tests;
mod wording;

pub use changes::{Changed, How, changes};
pub use code::{CODES, Code};
pub use condition::{Cond, Conds, Truth};
pub use document::Prose;
pub use library::{Library, Loaded, Origin, Source};
pub use mistake::{Mistake, Report, nearest};
pub use name::{METAS, Meta, Name, OBTAINED, RUN_NAMES, Ref};
pub use operand::Operand;
pub use template::{Piece, Template};
pub use wording::{Unchecked, label};

use crate::walk::event::Outcome;
use crate::walk::{Bind, StepId};
use crate::world::Type;
use crate::world::actions::Action;
use crate::world::observations::Observation;

/// A checked runbook: every name resolves, every type fits, every branch leads somewhere.
#[derive(Clone, Debug)]
pub struct Runbook {
    pub id: String,
    pub kind: Kind,
    pub title: String,
    pub severity: Option<String>,
    pub ledgers: Vec<String>,
    /// A checklist whose items may be done in any order.
    pub any_order: bool,
    /// The conditions under which it is suggested, and the looks they need.
    pub propose: Option<Propose>,
    pub intro: Vec<Prose>,
    pub steps: Vec<Step>,
    pub origin: Origin,
    /// SHA-256 of the documents it consists of, in hex.
    pub digest: String,
    /// Id and text of the document, then of those it follows.
    pub sources: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Triage,
    Checklist,
    /// Steps that several runbooks have in common: followed, never walked alone.
    Part,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Triage => "triage",
            Kind::Checklist => "checklist",
            Kind::Part => "part",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Propose {
    pub looks: Vec<Look>,
    pub when: Conds,
}

/// One heading of a runbook and what it does.
#[derive(Clone, Debug)]
pub struct Step {
    pub id: StepId,
    pub title: Template,
    pub prose: Vec<Prose>,
    /// The commands to type by hand.
    pub by_hand: Vec<Template>,
    /// The step is passed over unless these hold.
    pub when: Conds,
    pub optional: bool,
    /// Not one of a checklist's items.
    pub uncounted: bool,
    /// A further step of this one: a sub-heading, or a step of a runbook that it follows.
    pub part_of: Option<StepId>,
    pub looks: Vec<Look>,
    /// Which facts decide, shown first.
    pub show: Vec<Name>,
    /// It passes, and these say that it is near to not passing.
    pub amber: Conds,
    pub body: Body,
    /// An earlier step may obtain the approval of a later one's action.
    pub approve: Option<StepId>,
    pub go: Vec<Branch>,
    pub next: Target,
    /// The steps whose answers, facts and effects it names.
    pub needs: Vec<StepId>,
    /// An ending of a followed runbook: what it ended as, for the step that followed it.
    pub returns: Option<(StepId, Outcome)>,
    /// Has no screen of its own: the place where a followed runbook returns to.
    pub silent: bool,
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a runbook has a dozen of them")]
pub enum Body {
    /// Prose to read.
    Read,
    /// Facts to judge.
    Look { pass: Conds, repeat: Option<Repeat> },
    /// Questions to answer.
    Ask(Vec<Question>),
    /// A change to make.
    Do(Draft),
}

/// An observation, its arguments not yet settled.
#[derive(Clone, Debug)]
pub struct Look {
    pub bind: Bind,
    pub observation: &'static Observation,
    pub args: Vec<(&'static str, Operand)>,
}

#[derive(Clone, Debug)]
pub enum Repeat {
    /// Until it passed this many times running, or the limit is reached.
    InARow { times: Operand, every: Operand, limit: Operand },
    /// For a time; it passes when it passed throughout.
    For { time: Operand, every: Operand },
}

#[derive(Clone, Debug)]
pub struct Question {
    pub field: String,
    pub kind: QuestionKind,
    pub label: Template,
    pub default: Option<Operand>,
    /// Not a valid answer.
    pub not: Option<Name>,
    /// Why it is none, in words.
    pub because: Option<Template>,
    pub optional: bool,
}

#[derive(Clone, Debug)]
pub enum QuestionKind {
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
    Choice(Vec<String>),
    /// A version out of a table's first column.
    Version {
        from: Name,
    },
}

impl QuestionKind {
    /// The type of the answer.
    pub fn ty(&self) -> Type {
        match self {
            QuestionKind::Text | QuestionKind::Url | QuestionKind::Mail | QuestionKind::Choice(_) => Type::Text,
            QuestionKind::YesNo => Type::Bool,
            QuestionKind::Number | QuestionKind::Count => Type::Int,
            QuestionKind::Time => Type::Time,
            QuestionKind::Version { .. } => Type::Version,
        }
    }
}

/// An action, its arguments not yet settled.
#[derive(Clone, Debug)]
pub struct Draft {
    pub action: &'static Action,
    pub args: Vec<(&'static str, Arg)>,
}

#[derive(Clone, Debug)]
pub enum Arg {
    Operand(Operand),
    Text(Template),
    Facts(Vec<Name>),
}

#[derive(Clone, Debug)]
pub struct Branch {
    pub when: Conds,
    pub to: Target,
}

#[derive(Clone, Debug)]
pub enum Target {
    Step(StepId),
    End(Ending),
}

/// How a walk ends, and the text to paste where there is one.
#[derive(Clone, Debug)]
pub struct Ending {
    pub outcome: Outcome,
    pub say: Option<Template>,
}

impl Target {
    pub fn is(&self, id: &StepId) -> bool {
        matches!(self, Target::Step(to) if to == id)
    }
}

impl Step {
    /// It looks, or judges what is known already.
    pub fn observes(&self) -> bool {
        !self.looks.is_empty() || matches!(&self.body, Body::Look { .. })
    }

    /// The step whose number it carries: itself, or the one that it is a part of.
    pub fn head(&self) -> &StepId {
        self.part_of.as_ref().unwrap_or(&self.id)
    }

    /// One of its branches goes there.
    pub fn leads_to(&self, id: &StepId) -> bool {
        self.go.iter().any(|branch| branch.to.is(id))
    }

    /// Every name in it, and whether its own looks and answers may serve that.
    pub fn names(&self) -> Vec<(&Name, bool)> {
        graph::names(self)
    }

    /// One of its looks or questions is what this names.
    pub fn brings(&self, name: &Name) -> bool {
        match &name.refer {
            Ref::Fact { bind, step, .. } => {
                self.looks.iter().any(|look| &look.bind == bind) && step.as_ref().is_none_or(|step| step == &self.id)
            }
            Ref::Answer { step, .. } => step == &self.id,
            _ => false,
        }
    }

    /// Its conditions ask how the items of the checklist stand: it comes after all the others.
    pub fn judges_items(&self) -> bool {
        let pass = match &self.body {
            Body::Look { pass, .. } => pass.names(),
            _ => Vec::new(),
        };
        let names = self.go.iter().flat_map(|branch| branch.when.names()).chain(pass);
        names.into_iter().any(|name| matches!(&name.refer, Ref::Run(field) if name::OF_ITEMS.contains(field)))
    }

    /// Its looks in the order in which they can be taken: those of one wave at once, a wave after the one
    /// whose facts it asks with.
    pub fn waves(&self) -> Vec<Vec<&Look>> {
        let mut waves: Vec<Vec<&Look>> = Vec::new();
        for look in &self.looks {
            let named = |other: &Look| look.args.iter().filter_map(|(_, arg)| arg.name()).any(|n| n.is_of(&other.bind));
            let after = waves.iter().rposition(|wave| wave.iter().any(|other| named(other)));
            let at = after.map_or(0, |wave| wave + 1);
            if at == waves.len() {
                waves.push(Vec::new());
            }
            waves[at].push(look);
        }
        waves
    }
}

impl Runbook {
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| &step.id == id)
    }

    /// The steps that are counted: those of the main path that are neither parts nor, in a checklist, no items.
    pub fn numbered(&self) -> Vec<&Step> {
        self.heads().into_iter().filter(|step| !step.uncounted).collect()
    }

    /// The main path without the parts of its steps.
    pub fn heads(&self) -> Vec<&Step> {
        self.main_path().into_iter().filter(|step| step.part_of.is_none()).collect()
    }

    /// The steps from heading to heading, without branches.
    pub fn main_path(&self) -> Vec<&Step> {
        let mut path = self.main_path_whole();
        path.retain(|step| !step.silent);
        path
    }

    /// With the places where a followed runbook returns to.
    pub fn main_path_whole(&self) -> Vec<&Step> {
        let mut path: Vec<&Step> = Vec::new();
        let mut at = self.steps.first();
        while let Some(step) = at.filter(|step| !path.iter().any(|known| known.id == step.id)) {
            path.push(step);
            at = match &step.next {
                Target::Step(id) => self.step(id),
                Target::End(_) => None,
            };
        }
        path
    }

    /// When it is used: the first sentence of its introduction.
    pub fn summary(&self, filled: &impl Fn(&Template) -> String) -> String {
        let text = self.intro.iter().find_map(|prose| match prose {
            Prose::Paragraph(text) | Prose::Item(text) => Some(filled(text)),
            Prose::Code(_) => None,
        });
        let text = text.unwrap_or_default();
        text.split_once(". ").map_or(text.clone(), |(first, _)| format!("{first}."))
    }
}
