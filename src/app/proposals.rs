//! Which runbooks fit, by the conditions under which each proposes itself.

use super::health::at_once;
use duckops_core::health::seen::not_taken;
use duckops_core::runbook::{Conds, Library, Look, Name, Propose, Ref, Runbook, Truth};
use duckops_core::text::Clean;
use duckops_core::walk::ports::Observe;
use duckops_core::walk::settle;
use duckops_core::world::settings::Settings;
use duckops_core::world::{Evidence, Known, Query, Value, Why};

/// One runbook and whether it is the one to walk.
pub struct Proposal<'l> {
    pub runbook: &'l Runbook,
    pub truth: Truth,
    pub seen: Vec<Clean>,
}

/// Whether each runbook fits. What is known already is not looked at again, and each look is taken once.
pub async fn proposals<'l>(
    library: &'l Library,
    observe: &dyn Observe,
    settings: &Settings,
    known: &[Evidence],
) -> Vec<Proposal<'l>> {
    let with: Vec<_> = library.runbooks().filter_map(|runbook| Some((runbook, runbook.propose.as_ref()?))).collect();
    let looks = with.iter().flat_map(|(_, propose)| &propose.looks);
    let mut wanted: Vec<Query> = Vec::new();
    for query in looks.filter_map(|look| query(look, settings).ok()) {
        if !wanted.contains(&query) && !known.iter().any(|evidence| evidence.query == query) {
            wanted.push(query);
        }
    }
    let evidence = [known, &at_once(observe, wanted).await].concat();
    let mut found: Vec<_> = with.iter().map(|(runbook, propose)| one(runbook, propose, settings, &evidence)).collect();
    found.sort_by_key(|proposal| rank(&proposal.truth));
    found
}

/// The runbook that fits and whose conditions speak of one of these facts.
pub fn fitting<'l>(proposals: &[Proposal<'l>], facts: &[&str]) -> Option<&'l Runbook> {
    let speaks = |proposal: &&Proposal<'_>| names(proposal.runbook).iter().any(|name| facts.contains(&name.as_str()));
    proposals.iter().filter(|proposal| proposal.truth == Truth::True).find(speaks).map(|proposal| proposal.runbook)
}

/// The facts that its proposing conditions speak of: `beak.status.up`.
fn names(runbook: &Runbook) -> Vec<String> {
    let Some(propose) = &runbook.propose else { return Vec::new() };
    let path = |name: &Name| match &name.refer {
        Ref::Fact { bind, fact, .. } => {
            let look = propose.looks.iter().find(|look| &look.bind == bind)?;
            Some(format!("{}.{fact}", look.observation.name))
        }
        _ => None,
    };
    propose.when.names().into_iter().filter_map(path).collect()
}

fn one<'l>(runbook: &'l Runbook, propose: &Propose, settings: &Settings, taken: &[Evidence]) -> Proposal<'l> {
    let of = |look: &Look| match query(look, settings) {
        Ok(query) => {
            let missing = || not_taken(&query, &Why::not_looked(&query.observe), chrono::DateTime::UNIX_EPOCH);
            taken.iter().find(|evidence| evidence.query == query).cloned().unwrap_or_else(missing)
        }
        Err(why) => settle::unsettled(look, &why, chrono::DateTime::UNIX_EPOCH),
    };
    let evidence: Vec<_> = propose.looks.iter().map(|look| (look.bind.clone(), of(look))).collect();
    let value = |name: &Name| value(name, &evidence, settings);
    let seen = evidence.iter().map(|(_, evidence)| evidence.summary.clone()).collect();
    Proposal { runbook, truth: truth(&propose.when, &value), seen }
}

fn truth(when: &Conds, value: &impl Fn(&Name) -> Known<Value>) -> Truth {
    if when.is_empty() { Truth::False } else { when.truth(value) }
}

/// Proposing looks name settings and literals only: no walk has begun.
fn query(look: &Look, settings: &Settings) -> Known<Query> {
    look.args.iter().try_fold(Query::new(look.observation.name), |query, (name, operand)| {
        let value = match operand.name() {
            Some(named) => setting(named, settings)?,
            None => settle::literal(operand)?,
        };
        Ok(query.with(name, value))
    })
}

fn setting(name: &Name, settings: &Settings) -> Known<Value> {
    let value = name.setting().and_then(|setting| settings.get(setting)).cloned();
    value.ok_or_else(|| Why::not_looked(&name.written))
}

fn value(name: &Name, evidence: &[(String, Evidence)], settings: &Settings) -> Known<Value> {
    match &name.refer {
        Ref::Fact { bind, fact, .. } => {
            let found = evidence.iter().find(|(bound, _)| bound == bind);
            found.ok_or_else(|| Why::not_looked(&name.written))?.1.fact(fact).cloned()
        }
        _ => setting(name, settings),
    }
}

/// What fits first, then what could not be told.
fn rank(truth: &Truth) -> u8 {
    match truth {
        Truth::True => 0,
        Truth::Unknown(_) => 1,
        Truth::False => 2,
    }
}

/// `duckops triage ID`, `duckops checklist ID`.
pub fn command(runbook: &Runbook) -> String {
    format!("duckops {} {}", runbook.kind.word(), runbook.id)
}
