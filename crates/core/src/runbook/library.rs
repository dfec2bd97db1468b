//! All runbooks at once: embedded ones, a team's own beside or instead of them, each checked.

use super::args;
use super::block::{self, LookDraft, StepDraft};
use super::code::Code;
use super::document::ProseKind;
use super::draft::{Draft, read};
use super::follow::{self, Followable};
use super::glimpse;
use super::graph::{self, Places};
use super::mistake::{Mistake, Report};
use super::name::Names;
use super::reader::Written;
use super::resolve;
use super::template::{self, Template};
use super::{Kind, Propose, Prose, Runbook, Step};
use crate::text::secrets_replaced;
use crate::walk::StepId;
use base16ct::lower::encode_string as hex;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// A document before it is read.
#[derive(Clone, Debug)]
pub struct Source {
    /// As it is shown: `inc-001.md`, or the path.
    pub file: String,
    pub text: String,
    pub origin: Origin,
}

/// Where a runbook comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Embedded,
    /// A team's own file; it may stand in for an embedded one.
    File(String),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::Embedded => f.write_str("embedded"),
            Origin::File(path) => f.write_str(path),
        }
    }
}

/// A checked runbook, or its mistakes.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The id, as far as it can be read.
    pub id: Option<String>,
    pub source: Source,
    pub result: Result<Box<Runbook>, Report>,
}

/// Every runbook by id. One with mistakes does not hide the others. They are read when the first is asked for; each is
/// checked when it is asked for itself.
#[derive(Clone, Debug)]
pub struct Library {
    sources: Vec<Source>,
    read: OnceLock<Read>,
}

#[derive(Clone, Debug)]
struct Read {
    drafts: Drafts,
    /// Of reading, one list a source.
    mistakes: Vec<Vec<Mistake>>,
    /// One a source.
    checked: Vec<OnceLock<Loaded>>,
}

#[derive(Clone, Debug)]
struct Drafts(Vec<Option<Draft>>);

impl Drafts {
    fn followable(&self) -> Vec<Followable<'_>> {
        self.0.iter().flatten().map(Draft::followable).collect()
    }
}

impl Read {
    fn of(sources: &[Source]) -> Self {
        let read: Vec<_> = sources.iter().enumerate().map(|(at, source)| read(at, &source.text)).collect();
        let (drafts, mut mistakes): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        let mut drafts = Drafts(drafts);
        overridden(&mut drafts, sources, &mut mistakes);
        let checked = vec![OnceLock::new(); sources.len()];
        Self { drafts, mistakes, checked }
    }
}

impl Library {
    /// Reads and checks documents. A later one with the same id stands in for an earlier one.
    pub fn load(sources: Vec<Source>) -> Self {
        Self { sources, read: OnceLock::new() }
    }

    /// What is to be known of one runbook: itself and what it follows. Where that finds none without mistakes, it is
    /// all of them.
    pub fn load_one(sources: Vec<Source>, id: &str) -> Self {
        let needed = glimpse::needed(&sources, id);
        let one = Self::load(needed.into_iter().cloned().collect());
        let is_whole = one.find(id).is_some_and(|loaded| loaded.result.is_ok());
        if is_whole { one } else { Self::load(sources) }
    }

    fn read(&self) -> &Read {
        self.read.get_or_init(|| Read::of(&self.sources))
    }

    /// All of them, in the order of the sources.
    pub fn loaded(&self) -> impl Iterator<Item = &Loaded> {
        let read = self.read();
        let is_one = |at: &usize| read.drafts.0[*at].is_some() || !read.mistakes[*at].is_empty();
        (0..self.sources.len()).filter(is_one).map(|at| self.check(at))
    }

    fn check(&self, at: usize) -> &Loaded {
        let read = self.read();
        let finish = || finish(at, &self.sources[at], read.mistakes[at].clone(), &read.drafts, &self.sources);
        read.checked[at].get_or_init(finish)
    }

    /// The runbooks without mistakes, in order of their ids' kind and name.
    pub fn runbooks(&self) -> impl Iterator<Item = &Runbook> {
        self.loaded().filter_map(|loaded| loaded.result.as_deref().ok())
    }

    /// The ids that can be read, in the order of the sources.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.read().drafts.0.iter().flatten().map(|draft| draft.id.text.as_str())
    }

    /// Id, kind and title of each that can be read, whether it has mistakes or not: none is checked.
    pub fn titles(&self) -> impl Iterator<Item = (&str, Kind, &str)> {
        let drafts = self.read().drafts.0.iter().flatten();
        drafts.map(|draft| (draft.id.text.as_str(), draft.kind, draft.title.as_str()))
    }

    pub fn find(&self, id: &str) -> Option<&Loaded> {
        let has_it = |draft: &Option<Draft>| draft.as_ref().is_some_and(|known| known.id.text.eq_ignore_ascii_case(id));
        self.read().drafts.0.iter().position(has_it).map(|at| self.check(at))
    }

    pub fn reports(&self) -> impl Iterator<Item = &Report> {
        self.loaded().filter_map(|loaded| loaded.result.as_ref().err())
    }
}

/// A document whose id comes again later is left out; twice from the same place is a mistake.
fn overridden(drafts: &mut Drafts, sources: &[Source], mistakes: &mut [Vec<Mistake>]) {
    for at in 0..sources.len() {
        let Some(id) = drafts.0[at].as_ref().map(|draft| draft.id.clone()) else { continue };
        let later =
            (at + 1..sources.len()).find(|later| drafts.0[*later].as_ref().is_some_and(|d| d.id.text == id.text));
        let Some(later) = later else { continue };
        if (sources[at].origin == Origin::Embedded) != (sources[later].origin == Origin::Embedded) {
            drafts.0[at] = None;
            mistakes[at].clear();
        } else {
            let message = format!("`{}` is the id of {} too", id.text, sources[later].file);
            mistakes[at].push(Mistake::new(Code::SAME_ID, at, id.span, message));
        }
    }
}

fn finish(at: usize, source: &Source, mut mistakes: Vec<Mistake>, drafts: &Drafts, sources: &[Source]) -> Loaded {
    let draft = drafts.0[at].as_ref();
    let runbook = draft.map(|draft| resolve_draft(draft, drafts, sources, &mut mistakes));
    let followed = draft.map(|draft| followed_with_mistakes(draft, &mistakes, drafts)).unwrap_or_default();
    mistakes.extend(followed);
    // Mistakes inside a followed runbook are its own; here they would be said twice.
    mistakes.retain(|mistake| mistake.source == at && !mistake.message.is_empty());
    mistakes.sort();
    mistakes.dedup();
    let id = draft.map(|draft| draft.id.text.clone());
    let result = match runbook {
        Some(runbook) if mistakes.is_empty() => Ok(Box::new(runbook)),
        _ => Err(Report { file: source.file.clone(), text: source.text.clone(), mistakes }),
    };
    Loaded { id, source: source.clone(), result }
}

/// One mistake for each followed runbook that has some: what is followed here would be less than what was written.
fn followed_with_mistakes(draft: &Draft, mistakes: &[Mistake], drafts: &Drafts) -> Vec<Mistake> {
    let follows = || draft.steps.iter().filter_map(|step| step.follow.as_ref());
    let elsewhere = mistakes.iter().map(|mistake| mistake.source).filter(|source| *source != draft.source);
    let sources: BTreeSet<_> = elsewhere.collect();
    let broken = sources.into_iter().filter_map(|source| drafts.0[source].as_ref());
    broken
        .filter_map(|broken| {
            let follow = follows().find(|follow| follow.text == broken.id.text).or_else(|| follows().next())?;
            let message = format!("`{}`, which is followed here, has mistakes", broken.id.text);
            Some(Mistake::new(Code::FOLLOWED, draft.source, follow.span.clone(), message))
        })
        .collect()
}

fn resolve_draft(draft: &Draft, drafts: &Drafts, sources: &[Source], mistakes: &mut Vec<Mistake>) -> Runbook {
    let own = match draft.kind {
        Kind::Part => follow::alone(&draft.steps, &draft.takes, &draft.id, mistakes),
        Kind::Triage | Kind::Checklist => draft.steps.clone(),
    };
    let steps = follow::inline(&draft.id.text, &own, &drafts.followable(), mistakes);
    let (step_names, binds) = resolve::gather(&steps);
    let unknown_binds = resolve::unknown_binds(&steps);
    let names = Names {
        source: draft.source,
        prefix: String::new(),
        steps: Arc::new(step_names),
        binds: Arc::new(binds),
        unknown_binds: Arc::new(unknown_binds),
        given: BTreeMap::new(),
    };
    let scoped = |step: &StepDraft| Names {
        source: step.source,
        prefix: step.prefix.clone(),
        given: step.given.clone(),
        ..names.clone()
    };
    let after = |at: usize| steps.get(at + 1).map(StepDraft::full_id);
    let resolved = steps
        .iter()
        .enumerate()
        .map(|(at, step)| resolve::step(step, after(at).as_deref(), &scoped(step), mistakes))
        .collect::<Vec<_>>();
    let resolved = with_heads(resolved, &steps);
    let used = used_sources(draft, &steps, drafts, sources);
    let mut runbook = Runbook {
        id: draft.id.text.clone(),
        kind: draft.kind,
        title: draft.title.clone(),
        severity: draft.severity.clone(),
        ledgers: draft.ledgers.clone(),
        any_order: draft.any_order,
        propose: draft.propose.as_ref().map(|(looks, when)| propose(draft.source, looks, when, mistakes)),
        intro: intro(draft, &names, mistakes),
        steps: resolved,
        origin: sources[draft.source].origin.clone(),
        digest: digest(&used),
        sources: used,
    };
    let places: Places =
        steps.iter().map(|step| (StepId(step.full_id()), (step.source, step.id.span.clone()))).collect();
    graph::check(&mut runbook, &places, mistakes);
    runbook
}

/// A part belongs to the nearest step above it that is none.
fn with_heads(mut resolved: Vec<Step>, drafts: &[StepDraft]) -> Vec<Step> {
    let mut head: Option<StepId> = None;
    for (step, draft) in resolved.iter_mut().zip(drafts) {
        match draft.is_part {
            true => step.part_of = head.clone(),
            false => head = Some(step.id.clone()),
        }
    }
    resolved
}

fn intro(draft: &Draft, names: &Names, mistakes: &mut Vec<Mistake>) -> Vec<Prose> {
    let mut text = |written: &Written| template::parse(names, &written.text, written.span.clone(), false, mistakes);
    draft
        .intro
        .iter()
        .map(|(kind, written)| match kind {
            ProseKind::Paragraph => Prose::Paragraph(text(written)),
            ProseKind::Item => Prose::Item(text(written)),
            ProseKind::Code => Prose::Code(secrets_replaced(&written.text)),
        })
        .collect()
}

fn propose(source: usize, looks: &[LookDraft], when: &[block::CondDraft], mistakes: &mut Vec<Mistake>) -> Propose {
    let bound =
        |look: &LookDraft| Some((look.bind.text.clone(), crate::world::observations::observation(&look.observe.text)?));
    let binds = Arc::new(looks.iter().filter_map(bound).collect());
    let names = Names { source, binds, ..Names::default() };
    let resolved = looks.iter().filter_map(|look| args::look(&names, look, mistakes)).collect();
    Propose { looks: resolved, when: args::conds(&names, when, mistakes) }
}

fn used_sources(draft: &Draft, steps: &[StepDraft], drafts: &Drafts, sources: &[Source]) -> Vec<(String, String)> {
    let mut used = vec![draft.source];
    for step in steps {
        if !used.contains(&step.source) {
            used.push(step.source);
        }
    }
    let id = |at: usize| drafts.0[at].as_ref().map_or_else(String::new, |draft| draft.id.text.clone());
    used.into_iter().map(|at| (id(at), sources[at].text.clone())).collect()
}

/// SHA-256 over ids and texts; lengths keep one document from running into the next.
fn digest(sources: &[(String, String)]) -> String {
    let mut hash = Sha256::new();
    for (id, text) in sources {
        hash.update(format!("{id}:{}\n", text.len()));
        hash.update(text);
    }
    hex(&hash.finalize())
}

impl Template {
    /// Whether it is empty text.
    pub fn is_blank(&self) -> bool {
        self.written().trim().is_empty()
    }
}
