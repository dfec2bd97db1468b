//! Bare `duckops triage`: which runbooks fit what is red now.

use super::walk::operator;
use super::{Session, library, past, stage};
use crate::app::world::Looking;
use crate::console::render::table;
use crate::error::{Error, Exit};
use duckops_core::runbook::{Conds, Library, Look, Name, Propose, Ref, Runbook, Truth};
use duckops_core::text::Clean;
use duckops_core::walk::settle;
use duckops_core::world::{Evidence, Known, Query, Table, Value, Why};
use futures_util::future::join_all;

/// One runbook and whether it is the one to walk.
struct Proposal<'l> {
    runbook: &'l Runbook,
    truth: Truth,
    seen: Vec<Clean>,
}

pub fn run(session: &Session) -> Result<Exit, Error> {
    let library = library::load(&session.settings)?;
    super::block_on(async {
        let mut ask = operator::signals_only(session)?;
        let stage = match stage::find(session, session.settings.clone(), None, &mut ask).await? {
            Ok(stage) => stage,
            Err(left) => return Ok(stage::left_exit(&left)),
        };
        let proposals = look(&library, &Looking::new(&stage)).await;
        past::warn(session, &stage.history);
        show(session, &proposals)
    })
}

async fn look<'l>(library: &'l Library, looking: &Looking<'_>) -> Vec<Proposal<'l>> {
    let with = library.runbooks().filter_map(|runbook| Some((runbook, runbook.propose.as_ref()?)));
    join_all(with.map(|(runbook, propose)| one(runbook, propose, looking))).await
}

async fn one<'l>(runbook: &'l Runbook, propose: &Propose, looking: &Looking<'_>) -> Proposal<'l> {
    let mut evidence = Vec::new();
    for look in &propose.looks {
        evidence.push(taken(look, &evidence, looking).await);
    }
    let value = |name: &Name| value(name, &evidence, looking);
    let seen = evidence.iter().map(|(_, evidence)| evidence.summary.clone()).collect();
    Proposal { runbook, truth: truth(&propose.when, &value), seen }
}

fn truth(when: &Conds, value: &impl Fn(&Name) -> Known<Value>) -> Truth {
    if when.is_empty() { Truth::False } else { when.truth(value) }
}

/// Proposing looks name settings, literals and what an earlier look of the same runbook brought: no walk has begun.
async fn taken(look: &Look, earlier: &[(String, Evidence)], looking: &Looking<'_>) -> (String, Evidence) {
    let mut query = Query::new(look.observation.name);
    for (name, operand) in &look.args {
        let settled = match operand.name() {
            Some(name) => value(name, earlier, looking),
            None => settle::literal(operand),
        };
        match settled {
            Ok(value) => query = query.with(name, value),
            Err(why) => return (look.bind.clone(), settle::unsettled(look, &why, looking.now())),
        }
    }
    (look.bind.clone(), looking.look(&query).await)
}

fn value(name: &Name, evidence: &[(String, Evidence)], looking: &Looking<'_>) -> Known<Value> {
    match &name.refer {
        Ref::Fact { bind, fact, .. } => {
            let found = evidence.iter().find(|(bound, _)| bound == bind);
            found.ok_or_else(|| Why::not_looked(&name.written))?.1.fact(fact).cloned()
        }
        _ => looking.setting(name),
    }
}

/// What is red first, then what could not be told.
fn show(session: &Session, proposals: &[Proposal<'_>]) -> Result<Exit, Error> {
    if session.settings.json {
        let one = |p: &Proposal<'_>| serde_json::json!({ "id": p.runbook.id, "title": p.runbook.title, "fits": word(&p.truth), "seen": p.seen });
        session.json(&proposals.iter().map(one).collect())?;
        return Ok(exit(proposals));
    }
    let mut rows = Table::new(["runbook", "fits", "seen", "title"]);
    for proposal in proposals {
        let seen = proposal.seen.iter().map(Clean::as_str).collect::<Vec<_>>().join("; ");
        let runbook = proposal.runbook;
        rows.row([&runbook.id, word(&proposal.truth), &seen, &runbook.title].map(Clean::new));
    }
    session.out(&table(&session.page(), &rows, usize::MAX))?;
    let fits = proposals.iter().find(|proposal| proposal.truth == Truth::True);
    session.out(&match fits {
        Some(proposal) => format!("\nnext: duckops triage {}\n", proposal.runbook.id),
        None if proposals.iter().any(|proposal| matches!(proposal.truth, Truth::Unknown(_))) => {
            "\nnot everything could be checked: that is neither good nor bad\n".into()
        }
        None => "\nnothing that is red has a runbook here; all of them: duckops runbook list\n".into(),
    })?;
    Ok(exit(proposals))
}

fn word(truth: &Truth) -> &'static str {
    match truth {
        Truth::True => "yes",
        Truth::False => "no",
        Truth::Unknown(_) => "could not check",
    }
}

/// Nothing red is healthy (0); something red is no (1); what could not be told counts before both (3).
fn exit(proposals: &[Proposal<'_>]) -> Exit {
    let any = |wanted: fn(&Truth) -> bool| proposals.iter().any(|proposal| wanted(&proposal.truth));
    match () {
        () if any(|truth| matches!(truth, Truth::Unknown(_))) => Exit::Unknown,
        () if any(|truth| *truth == Truth::True) => Exit::No,
        () => Exit::Done,
    }
}
