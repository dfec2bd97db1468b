//! Bare `duckops triage`: which runbooks fit what is red now.

use super::proposals::{Proposal, command, proposals};
use super::walk::operator;
use super::world::World;
use super::{Session, library, past, stage};
use crate::console::render::table;
use crate::error::{Error, Exit};
use duckops_core::runbook::Truth;
use duckops_core::text::Clean;
use duckops_core::world::Table;

pub fn run(session: &Session) -> Result<Exit, Error> {
    super::block_on(async {
        let mut ask = operator::signals_only(session)?;
        let stage = match stage::find(session, session.settings.clone(), None, &mut ask).await? {
            Ok(stage) => stage,
            Err(left) => return Ok(stage::left_exit(&left)),
        };
        let runbooks = library::load(&session.settings)?;
        let world = World::without_a_walk(session, &stage)?;
        let proposals = proposals(&runbooks, &world, &stage.settings.values, &[]);
        match stage::beside(&mut ask, "what is red", proposals).await {
            Ok(proposals) => {
                past::warn(session, &stage.history);
                show(session, &proposals)
            }
            Err(left) => Ok(stage::left_exit(&left)),
        }
    })
}

fn show(session: &Session, proposals: &[Proposal<'_>]) -> Result<Exit, Error> {
    if session.settings.json {
        let one = |p: &Proposal<'_>| serde_json::json!({ "id": p.runbook.id, "title": p.runbook.title, "fits": word(&p.truth), "seen": p.seen, "why": whys(&p.truth) });
        session.json(&proposals.iter().map(one).collect())?;
        return Ok(exit(proposals));
    }
    let mut rows = Table::new(["runbook", "fits", "seen", "title"]);
    for proposal in proposals {
        let runbook = proposal.runbook;
        rows.row([&runbook.id, word(&proposal.truth), &told(proposal), &runbook.title].map(Clean::new));
    }
    session.out(&table(&session.page(), &rows, usize::MAX))?;
    let fits = proposals.iter().find(|proposal| proposal.truth == Truth::True);
    session.out(&match fits {
        Some(proposal) => format!("\nnext: {}\n", command(proposal.runbook)),
        None if proposals.iter().any(|proposal| matches!(proposal.truth, Truth::Unknown(_))) => {
            "\nnot everything could be checked: that is neither good nor bad\n".into()
        }
        None => "\nnothing that is red has a runbook here; all of them: duckops runbook list\n".into(),
    })?;
    Ok(exit(proposals))
}

/// What was seen; of what could not be told the reason as well, unless it is what was seen.
fn told(proposal: &Proposal<'_>) -> String {
    let mut told: Vec<_> = proposal.seen.iter().map(Clean::as_str).collect();
    let whys = whys(&proposal.truth);
    for why in &whys {
        if !told.contains(&why.as_str()) {
            told.push(why.as_str());
        }
    }
    told.join("; ")
}

fn whys(truth: &Truth) -> Vec<Clean> {
    let mut whys: Vec<Clean> = Vec::new();
    if let Truth::Unknown(all) = truth {
        for why in all {
            if !whys.contains(&why.text) {
                whys.push(why.text.clone());
            }
        }
    }
    whys
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
