//! A step as it is written: every key of its block read, no name resolved yet.

use super::code::Code;
use super::document::{ProseKind, Section};
use super::keys;
use super::mistake::Mistake;
use super::name::Given;
use super::reader::{Item, Reader, Written, parse};
use crate::text::Clean;
use crate::walk::event::Outcome;
use std::collections::BTreeMap;
use std::ops::Range;

#[derive(Clone, Debug, Default)]
pub struct StepDraft {
    pub source: usize,
    /// `inc-003/` for a step of a followed runbook.
    pub prefix: String,
    pub id: Written,
    pub title: Written,
    /// A further step of the one above it.
    pub is_part: bool,
    /// Not one of a checklist's items.
    pub uncounted: bool,
    pub prose: Vec<(ProseKind, Written)>,
    pub commands: Vec<Written>,
    pub when: Vec<CondDraft>,
    pub optional: bool,
    pub looks: Vec<LookDraft>,
    pub show: Vec<Written>,
    pub pass: Vec<CondDraft>,
    pub amber: Vec<CondDraft>,
    pub repeat: Option<(Range<usize>, Args)>,
    pub ask: Vec<QuestionDraft>,
    pub action: Option<(Written, Args)>,
    pub approve: Option<Written>,
    pub go: Vec<BranchDraft>,
    pub next: Option<Written>,
    pub end: Option<EndDraft>,
    /// An `end` is written, be it one or not.
    pub ends: bool,
    pub follow: Option<Written>,
    /// What the followed part is given: its name for it, and ours.
    pub with: Args,
    /// In a part: what it is given.
    pub given: BTreeMap<String, Given>,
    /// Set by following: the id of the step that followed, and of the place to return to.
    pub returns: Option<(String, String)>,
    pub silent: bool,
}

pub type Args = Vec<(Written, Vec<Written>)>;

#[derive(Clone, Debug)]
pub enum CondDraft {
    One(Written),
    Any(Vec<Written>),
}

#[derive(Clone, Debug)]
pub struct LookDraft {
    pub bind: Written,
    pub observe: Written,
    pub args: Args,
}

#[derive(Clone, Debug)]
pub struct QuestionDraft {
    pub field: Written,
    pub kind: Option<Written>,
    pub label: Option<Written>,
    pub from: Option<Written>,
    pub of: Vec<Written>,
    pub default: Option<Written>,
    pub not: Option<Written>,
    pub because: Option<Written>,
    pub optional: bool,
    pub span: Range<usize>,
}

#[derive(Clone, Debug)]
pub struct BranchDraft {
    pub when: Vec<CondDraft>,
    pub to: Option<Written>,
    pub end: Option<EndDraft>,
    /// An `end` is written, be it one or not.
    pub ends: bool,
    pub span: Range<usize>,
}

#[derive(Clone, Debug)]
pub struct EndDraft {
    pub outcome: Outcome,
    pub say: Option<Written>,
}

/// Reads the step of a section; nothing when its block cannot be read at all.
pub fn step(source: usize, section: &Section<'_>, mistakes: &mut Vec<Mistake>) -> Option<StepDraft> {
    let block = one_block(source, section, mistakes)?;
    let table = parse(source, block, mistakes)?;
    let mut reader = Reader::new(source, block, &table);
    let id = reader.needed("id", mistakes)?;
    check_id(source, &id, section, mistakes);
    let mut draft = empty(source, id, section);
    draft.when = conds(&mut reader, "when", mistakes);
    draft.optional = reader.bool("optional", mistakes);
    draft.uncounted = reader.bool("uncounted", mistakes);
    draft.looks = looks(&mut reader, mistakes);
    draft.show = reader.texts("show", mistakes);
    draft.pass = conds(&mut reader, "pass", mistakes);
    draft.amber = conds(&mut reader, "amber", mistakes);
    draft.repeat = reader.table("repeat", mistakes).map(|mut inner| (inner.span.clone(), inner.rest_lists(mistakes)));
    draft.ask = questions(&mut reader, mistakes);
    draft.approve = reader.text("approve", mistakes);
    draft.go = branches(&mut reader, mistakes);
    draft.next = reader.text("next", mistakes);
    draft.ends = reader.has("end");
    draft.end = ending(&mut reader, mistakes);
    draft.follow = reader.text("follow", mistakes);
    match reader.text("do", mistakes) {
        Some(action) => draft.action = Some((action, reader.rest_lists(mistakes))),
        None if draft.follow.is_some() => draft.with = reader.rest_lists(mistakes),
        None => reader.end(&keys::names(keys::STEP), mistakes),
    }
    Some(draft)
}

fn one_block<'s, 'a>(
    source: usize,
    section: &'s Section<'a>,
    mistakes: &mut Vec<Mistake>,
) -> Option<&'s super::document::Block<'a>> {
    if section.steps.len() > 1 {
        let at = section.steps[1].offset;
        mistakes.push(Mistake::new(Code::SECOND_BLOCK, source, at..at, "a second `toml step` block under one heading"));
    }
    if section.steps.is_empty() {
        let message = format!("the step `{}` has no `toml step` block", section.title);
        mistakes.push(Mistake::new(Code::NO_BLOCK, source, section.title_span.clone(), message));
    }
    section.steps.first()
}

fn check_id(source: usize, id: &Written, section: &Section<'_>, mistakes: &mut Vec<Mistake>) {
    let ok = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if id.text.is_empty() || !id.text.chars().all(ok) || id.text == "run" {
        let message = format!("`{}` is no step id: lower-case letters, digits and `-`; not `run`", id.text);
        mistakes.push(Mistake::new(Code::STEP_ID, source, id.span.clone(), message));
    }
    if let Some(anchor) = &section.anchor
        && anchor != &id.text
    {
        let message = format!("the heading says {{#{anchor}}}, the step `{}`", id.text);
        mistakes.push(Mistake::new(Code::STEP_ID, source, section.title_span.clone(), message));
    }
}

fn empty(source: usize, id: Written, section: &Section<'_>) -> StepDraft {
    let exact = |text: &String, span: &Range<usize>| Written { text: text.clone(), span: span.clone(), exact: false };
    StepDraft {
        source,
        id,
        title: exact(&section.title, &section.title_span),
        is_part: section.is_part,
        prose: section.prose.iter().map(|(kind, text, span)| (*kind, exact(text, span))).collect(),
        commands: section
            .commands
            .iter()
            .map(|(text, span)| Written { text: text.clone(), span: span.clone(), exact: true })
            .collect(),
        ..StepDraft::default()
    }
}

/// A list of comparisons, `{ any = [..] }` among them.
pub fn conds(reader: &mut Reader<'_>, key: &str, mistakes: &mut Vec<Mistake>) -> Vec<CondDraft> {
    let source = reader.source;
    let mut found = Vec::new();
    for item in reader.items(key) {
        match item {
            Item::Text(written) => found.push(CondDraft::One(written)),
            Item::Table(mut inner) => {
                found.push(CondDraft::Any(inner.texts("any", mistakes)));
                inner.end(&["any"], mistakes);
            }
            Item::Other(span) => {
                mistakes.push(Mistake::new(Code::WRONG_VALUE, source, span, "a condition is a text or { any = [..] }"));
            }
        }
    }
    found
}

/// `look.status = "beak.status"`, or a table with `observe` and arguments.
pub fn looks(reader: &mut Reader<'_>, mistakes: &mut Vec<Mistake>) -> Vec<LookDraft> {
    let Some(mut inner) = reader.table("look", mistakes) else { return Vec::new() };
    let mut found = Vec::new();
    for (bind, item) in inner.rest() {
        match item {
            Item::Text(observe) => found.push(LookDraft { bind, observe, args: Vec::new() }),
            Item::Table(mut table) => {
                if let Some(observe) = table.needed("observe", mistakes) {
                    found.push(LookDraft { bind, observe, args: table.rest_lists(mistakes) });
                }
            }
            Item::Other(span) => {
                mistakes.push(Mistake::new(
                    Code::WRONG_VALUE,
                    inner.source,
                    span,
                    "a look is an observation or { observe = .. }",
                ));
            }
        }
    }
    found
}

fn questions(reader: &mut Reader<'_>, mistakes: &mut Vec<Mistake>) -> Vec<QuestionDraft> {
    let Some(mut inner) = reader.table("ask", mistakes) else { return Vec::new() };
    let mut found = Vec::new();
    for (field, item) in inner.rest() {
        let Item::Table(mut table) = item else {
            mistakes.push(Mistake::new(
                Code::WRONG_VALUE,
                inner.source,
                field.span,
                "a question is a table: { type = .., label = .. }",
            ));
            continue;
        };
        found.push(QuestionDraft {
            kind: table.needed("type", mistakes),
            label: table.text("label", mistakes),
            from: table.text("from", mistakes),
            of: table.texts("of", mistakes),
            default: table.text("default", mistakes),
            not: table.text("not", mistakes),
            because: table.text("because", mistakes),
            optional: table.bool("optional", mistakes),
            span: field.span.clone(),
            field,
        });
        table.end(&keys::names(keys::QUESTION), mistakes);
    }
    found
}

fn branches(reader: &mut Reader<'_>, mistakes: &mut Vec<Mistake>) -> Vec<BranchDraft> {
    let source = reader.source;
    let mut found = Vec::new();
    for item in reader.items("go") {
        let Item::Table(mut table) = item else {
            mistakes.push(Mistake::new(
                Code::WRONG_VALUE,
                source,
                reader.span.clone(),
                "`go` is a table: [[go]] with `when` and `to`",
            ));
            continue;
        };
        let span = table.span.clone();
        found.push(BranchDraft {
            when: conds(&mut table, "when", mistakes),
            to: table.text("to", mistakes),
            ends: table.has("end"),
            end: ending(&mut table, mistakes),
            span,
        });
        table.end(&keys::names(keys::BRANCH), mistakes);
    }
    found
}

/// `end = "resolved"`, or `end = { escalated = "T-JOSH", say = ".." }`.
fn ending(reader: &mut Reader<'_>, mistakes: &mut Vec<Mistake>) -> Option<EndDraft> {
    let source = reader.source;
    match reader.either("end")? {
        Item::Text(word) => outcome(source, &word, None, mistakes).map(|outcome| EndDraft { outcome, say: None }),
        Item::Table(mut table) => {
            let say = table.text("say", mistakes);
            let mut rest = table.rest_lists(mistakes);
            let (key, to) = (!rest.is_empty()).then(|| rest.remove(0))?;
            let outcome = outcome(source, &key, to.first(), mistakes)?;
            Some(EndDraft { outcome, say })
        }
        Item::Other(span) => {
            mistakes.push(Mistake::new(Code::WRONG_VALUE, source, span, "`end` is a word or a table"));
            None
        }
    }
}

fn outcome(source: usize, word: &Written, to: Option<&Written>, mistakes: &mut Vec<Mistake>) -> Option<Outcome> {
    Some(match (word.text.as_str(), to) {
        ("resolved", _) => Outcome::Resolved,
        ("not-an-incident", _) => Outcome::NotAnIncident,
        ("deferred", _) => Outcome::Deferred,
        ("complete", _) => Outcome::Complete,
        ("escalated", Some(to)) => Outcome::Escalated(Clean::new(&to.text)),
        (other, _) => {
            let mistake =
                Mistake::new(Code::UNKNOWN_ENDING, source, word.span.clone(), format!("`{other}` is no ending"));
            mistakes.push(match other {
                "escalated" => mistake.hint("say to whom: end = { escalated = \"T-JOSH\" }"),
                _ => mistake.nearest_or_all(other, keys::names(keys::ENDINGS), "one of"),
            });
            return None;
        }
    })
}
