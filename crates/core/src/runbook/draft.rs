//! A document as it is read: its own words, before any name in them has a meaning.

use super::Kind;
use super::block::{self, LookDraft, StepDraft};
use super::code::Code;
use super::document::{self, ProseKind, Section};
use super::follow::Followable;
use super::hidden;
use super::keys;
use super::mistake::{self, Mistake};
use super::reader::{self, Reader, Written};
use super::resolve;
use crate::standing::incident::SEVERITIES;
use crate::text::secrets_replaced;
use crate::world::Type;
use std::collections::BTreeMap;
use std::ops::Range;

/// A document, read but not resolved.
#[derive(Clone, Debug)]
pub struct Draft {
    pub source: usize,
    pub id: Written,
    pub kind: Kind,
    pub title: String,
    pub severity: Option<String>,
    pub ledgers: Vec<String>,
    pub any_order: bool,
    pub takes: BTreeMap<String, Type>,
    pub propose: Option<(Vec<LookDraft>, Vec<block::CondDraft>)>,
    pub intro: Vec<(ProseKind, Written)>,
    pub steps: Vec<StepDraft>,
}

impl Draft {
    pub fn followable(&self) -> Followable<'_> {
        let takes = (self.kind == Kind::Part).then_some(&self.takes);
        Followable { id: &self.id.text, steps: &self.steps, takes }
    }
}

/// What can be read of a document, and what is wrong with it so far.
pub fn read(at: usize, text: &str) -> (Option<Draft>, Vec<Mistake>) {
    let mut mistakes = hidden::mistakes(at, text);
    let sections = document::sections(at, text, &mut mistakes);
    let draft = draft(at, text, &sections, &mut mistakes);
    (draft, mistakes)
}

fn draft(at: usize, text: &str, sections: &[Section<'_>], mistakes: &mut Vec<Mistake>) -> Option<Draft> {
    let Some(head) = sections.first().filter(|head| head.is_title) else {
        mistakes.push(Mistake::new(Code::NO_TITLE, at, 0..0, "a runbook begins with a `# heading`"));
        return None;
    };
    let Some(block) = &head.runbook else {
        mistakes.push(Mistake::new(
            Code::NO_BLOCK,
            at,
            head.title_span.clone(),
            "there is no `toml runbook` block under the title",
        ));
        return None;
    };
    let table = reader::parse(at, block, mistakes)?;
    let mut reader = Reader::new(at, block, &table);
    let id = reader.needed("id", mistakes)?;
    let kind = kind(&mut reader, mistakes);
    let written_title = reader.text("title", mistakes).map(|title| title.text);
    let severity = severity(&mut reader, mistakes);
    let ledgers = ledgers(&mut reader, mistakes);
    let propose = reader.table("propose", mistakes).map(|mut inner| {
        let looks = block::looks(&mut inner, mistakes);
        let when = block::conds(&mut inner, "when", mistakes);
        inner.end(&keys::names(keys::PROPOSE), mistakes);
        (looks, when)
    });
    let any_order = reader.bool("any_order", mistakes);
    let takes = takes(&mut reader, mistakes);
    reader.end(&keys::names(keys::RUNBOOK), mistakes);
    let steps: Vec<_> = sections[1..].iter().filter_map(|section| block::step(at, section, mistakes)).collect();
    if sections.len() == 1 {
        mistakes.push(Mistake::new(Code::NO_STEPS, at, head.title_span.clone(), "a runbook has at least one step"));
    }
    twice(text, &steps, mistakes);
    let title = secrets_replaced(&written_title.unwrap_or_else(|| without_id(&head.title, &id.text)));
    let exact = |text: &String, span: &Range<usize>| Written { text: text.clone(), span: span.clone(), exact: false };
    let intro = head.prose.iter().map(|(kind, text, span)| (*kind, exact(text, span))).collect();
    Some(Draft { source: at, id, kind, title, severity, ledgers, any_order, takes, propose, intro, steps })
}

/// Without one that there is, the rest is read as of the kind that is probably meant: its mistakes are none of that one.
fn kind(reader: &mut Reader<'_>, mistakes: &mut Vec<Mistake>) -> Kind {
    const KINDS: [Kind; 3] = [Kind::Triage, Kind::Checklist, Kind::Part];
    let named = |word: &str| KINDS.into_iter().find(|kind| kind.word() == word);
    let written = reader.needed("kind", mistakes);
    let word = written.as_ref().map_or("", |written| &written.text);
    if let Some(kind) = named(word) {
        return kind;
    }
    let near = mistake::nearest(word, KINDS.map(Kind::word)).and_then(named);
    if let Some(written) = written {
        let message = format!("`{}` is no kind of runbook", written.text);
        let mistake = Mistake::new(Code::UNKNOWN_KIND, reader.source, written.span, message);
        mistakes.push(mistake.hint("kind is \"triage\", \"checklist\" or \"part\""));
    }
    near.unwrap_or(if reader.has("takes") { Kind::Part } else { Kind::Triage })
}

/// `takes.version = "version"`: what a part is given where it is followed, and of which type.
fn takes(reader: &mut Reader<'_>, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, Type> {
    let Some(mut inner) = reader.table("takes", mistakes) else { return BTreeMap::new() };
    let mut found = BTreeMap::new();
    for (name, values) in inner.rest_lists(mistakes) {
        let kind = values.first().unwrap_or(&name);
        match resolve::answer_type(&kind.text) {
            Some(ty) => drop(found.insert(name.text, ty)),
            None => mistakes.push(
                Mistake::new(
                    Code::UNKNOWN_TYPE,
                    inner.source,
                    kind.span.clone(),
                    format!("`{}` is no type", kind.text),
                )
                .nearest(&kind.text, keys::names(keys::ANSWERS)),
            ),
        }
    }
    found
}

/// One that an incident can have.
fn severity(reader: &mut Reader, mistakes: &mut Vec<Mistake>) -> Option<String> {
    let written = reader.text("severity", mistakes)?;
    if !SEVERITIES.contains(&written.text.as_str()) {
        let message = format!("`{}` is no severity: {}", written.text, SEVERITIES.join(", "));
        mistakes.push(Mistake::new(Code::WRONG_VALUE, reader.source, written.span.clone(), message));
    }
    Some(written.text)
}

fn ledgers(reader: &mut Reader<'_>, mistakes: &mut Vec<Mistake>) -> Vec<String> {
    let known = crate::world::actions::LEDGERS;
    let written = reader.texts("ledgers", mistakes);
    for ledger in written.iter().filter(|ledger| !known.contains(&ledger.text.as_str())) {
        let mistake = Mistake::new(
            Code::UNKNOWN_LEDGER,
            reader.source,
            ledger.span.clone(),
            format!("there is no ledger `{}`", ledger.text),
        );
        mistakes.push(mistake.nearest_or_all(&ledger.text, known.iter().copied(), "one of"));
    }
    written.into_iter().map(|ledger| ledger.text).collect()
}

fn twice(text: &str, steps: &[StepDraft], mistakes: &mut Vec<Mistake>) {
    for (at, step) in steps.iter().enumerate() {
        let Some(first) = steps[..at].iter().find(|earlier| earlier.id.text == step.id.text) else { continue };
        let message = format!("a second step `{}`", step.id.text);
        let (line, _) = mistake::position(text, first.id.span.start);
        let mistake = Mistake::new(Code::SAME_ID, step.source, step.id.span.clone(), message);
        mistakes.push(mistake.hint(format!("the first one is at line {line}")));
    }
}

/// `INC-001 · Lambda function down` is `Lambda function down`.
fn without_id(title: &str, id: &str) -> String {
    let rest = title.get(..id.len()).filter(|start| start.eq_ignore_ascii_case(id)).map(|start| &title[start.len()..]);
    rest.map_or(title, |rest| rest.trim_start_matches([' ', '·', ':', '-', '–', '—'])).trim().to_string()
}
