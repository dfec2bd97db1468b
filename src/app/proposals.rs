//! Which runbooks fit, by the conditions under which each proposes itself.

use super::health::at_once;
use duckops_core::runbook::{Cond, Conds, Library, Look, Name, Propose, Ref, Runbook, Truth};
use duckops_core::text::Clean;
use duckops_core::walk::ports::Observe;
use duckops_core::walk::settle;
use duckops_core::world::settings::Settings;
use duckops_core::world::{Evidence, Fact, Known, Query, Value, Why};

/// One runbook and whether it is the one to walk.
pub struct Proposal<'l> {
    pub runbook: &'l Runbook,
    pub truth: Truth,
    pub seen: Vec<Clean>,
    /// It does not fit by a condition whose look, as it came out, tells nothing of the others: `status is not up`.
    pub untold: Option<Untold>,
}

/// Why nobody can tell whether a runbook would fit.
pub struct Untold {
    pub whilst: Clean,
    pub whys: Vec<Why>,
}

/// Whether each runbook fits. What is known already is not looked at again, and each look is taken once; one that
/// asks with another's facts comes after it.
pub async fn proposals<'l>(
    library: &'l Library,
    observe: &dyn Observe,
    settings: &Settings,
    known: &[Evidence],
) -> Vec<Proposal<'l>> {
    let with: Vec<_> = library.runbooks().filter_map(|runbook| Some((runbook, runbook.propose.as_ref()?))).collect();
    let mut taken = known.to_vec();
    loop {
        let wanted = wanted(with.iter().map(|(_, propose)| *propose), settings, &taken);
        if wanted.is_empty() {
            break;
        }
        taken.extend(at_once(observe, wanted).await);
    }
    let mut found: Vec<_> = with.iter().map(|(runbook, propose)| one(runbook, propose, settings, &taken)).collect();
    found.sort_by_key(|proposal| rank(&proposal.truth));
    found
}

/// What can be asked by now and was not.
fn wanted<'p>(all: impl Iterator<Item = &'p Propose>, settings: &Settings, taken: &[Evidence]) -> Vec<Query> {
    let mut wanted: Vec<Query> = Vec::new();
    for query in all.flat_map(|propose| queries(propose, settings, taken)).flatten() {
        if !wanted.contains(&query) && !taken.iter().any(|evidence| evidence.query == query) {
            wanted.push(query);
        }
    }
    wanted
}

/// The runbook that fits and whose conditions speak of one of these facts.
pub fn fitting<'l>(proposals: &[Proposal<'l>], facts: &[&str]) -> Option<&'l Runbook> {
    let fits = |proposal: &&Proposal<'_>| proposal.truth == Truth::True;
    speaking(proposals, facts).find(fits).map(|proposal| proposal.runbook)
}

/// Those whose conditions speak of one of these facts, whether they fit or not.
pub fn speaking<'p, 'l>(proposals: &'p [Proposal<'l>], facts: &[&str]) -> impl Iterator<Item = &'p Proposal<'l>> {
    let speaks = |proposal: &&Proposal<'_>| names(proposal.runbook).iter().any(|name| facts.contains(&name.as_str()));
    proposals.iter().filter(speaks)
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
    let of = |(look, query): (&Look, Known<Query>)| match query {
        Ok(query) => {
            let missing =
                || Evidence::not_taken(&query, &Why::not_looked(&query.observe), chrono::DateTime::UNIX_EPOCH);
            taken.iter().find(|evidence| evidence.query == query).cloned().unwrap_or_else(missing)
        }
        Err(why) => settle::unsettled(look, &why, chrono::DateTime::UNIX_EPOCH),
    };
    let asked = propose.looks.iter().zip(queries(propose, settings, taken));
    let evidence: Vec<_> = asked.map(|(look, query)| (look.bind.clone(), of((look, query)))).collect();
    let value = |name: &Name| value(name, &evidence, settings);
    let seen = evidence.iter().map(|(bind, evidence)| told(propose, bind, evidence)).collect();
    Proposal { runbook, truth: truth(&propose.when, &value), seen, untold: untold(&propose.when, &value, &evidence) }
}

/// What a look brought. The summary of status is of its answer: the counts that the conditions go by come before it.
fn told(propose: &Propose, bind: &str, evidence: &Evidence) -> Clean {
    let count = |name: &Name| match &name.refer {
        Ref::Fact { bind: of, fact, .. } if of == bind => match evidence.fact(fact) {
            Ok(Value::Int(n)) => Some(format!("{} {n}", settle::label(fact))),
            _ => None,
        },
        _ => None,
    };
    let is_status = evidence.query.observe == "beak.status";
    let counts = propose.when.names().into_iter().filter(|_| is_status).filter_map(count);
    Clean::new(counts.chain([evidence.summary.to_string()]).collect::<Vec<_>>().join(", "))
}

/// A condition does not hold, and the others are not known for the reasons that its own look gives.
fn untold(when: &Conds, value: &impl Fn(&Name) -> Known<Value>, evidence: &[(String, Evidence)]) -> Option<Untold> {
    let (unmet, others): (Vec<_>, Vec<_>) = when.0.iter().cloned().partition(|cond| is_unmet(cond, value));
    let [Cond::Is { name }] = unmet.as_slice() else { return None };
    let (Ref::Fact { bind, fact, .. }, Truth::Unknown(whys)) = (&name.refer, Conds(others).truth(value)) else {
        return None;
    };
    let (_, look) = evidence.iter().find(|(bound, _)| bound == bind)?;
    let of_look = |why: &Why| look.facts.values().any(|fact| matches!(fact, Fact::Unknown(unknown) if unknown == why));
    let whilst = Clean::new(format!("{bind} is not {fact}"));
    whys.iter().all(of_look).then_some(Untold { whilst, whys })
}

fn is_unmet(cond: &Cond, value: &impl Fn(&Name) -> Known<Value>) -> bool {
    matches!(cond, Cond::Is { .. }) && cond.truth(value) == Truth::False
}

fn truth(when: &Conds, value: &impl Fn(&Name) -> Known<Value>) -> Truth {
    if when.is_empty() { Truth::False } else { when.truth(value) }
}

/// The query of each look. Its arguments name settings, literals and what an earlier look brought: no walk has begun.
fn queries(propose: &Propose, settings: &Settings, taken: &[Evidence]) -> Vec<Known<Query>> {
    let mut earlier: Vec<(String, Evidence)> = Vec::new();
    let mut queries = Vec::new();
    for look in &propose.looks {
        let query = query(look, &earlier, settings);
        let seen = query.as_ref().ok().and_then(|query| taken.iter().find(|evidence| &evidence.query == query));
        earlier.extend(seen.map(|evidence| (look.bind.clone(), evidence.clone())));
        queries.push(query);
    }
    queries
}

fn query(look: &Look, earlier: &[(String, Evidence)], settings: &Settings) -> Known<Query> {
    look.args.iter().try_fold(Query::new(look.observation.name), |query, (name, operand)| {
        let value = match operand.name() {
            Some(named) => value(named, earlier, settings)?,
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
