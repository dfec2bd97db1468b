//! Bare `duckops triage`: which runbooks fit what is red now.

use super::proposals::{Proposal, command, proposals};
use super::walk::operator;
use super::world::World;
use super::{Session, library, past, stage};
use crate::console::render::{Page, not_real};
use crate::error::{Error, Exit};
use duckops_core::runbook::{Runbook, Truth};
use duckops_core::text::Clean;
use duckops_core::world::Why;

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
                show(session, stage.scenario().as_ref(), &proposals)
            }
            Err(left) => Ok(stage::left_exit(&left)),
        }
    })
}

fn show(session: &Session, drill: Option<&Clean>, proposals: &[Proposal<'_>]) -> Result<Exit, Error> {
    if session.settings.json {
        let one = |p: &Proposal<'_>| serde_json::json!({ "drill": drill, "id": p.runbook.id, "title": p.runbook.title, "fits": word(p), "seen": p.seen, "why": whys(p) });
        session.json(&proposals.iter().map(one).collect())?;
        return Ok(exit(proposals));
    }
    let drill = drill.map(|scenario| format!("{}\n", not_real(scenario))).unwrap_or_default();
    session.out(&(drill + &text(session, proposals)))?;
    Ok(exit(proposals))
}

/// What fits comes first, each with the command to copy; then what nobody knows; last, in a line, what does not fit.
fn text(session: &Session, proposals: &[Proposal<'_>]) -> String {
    let page = session.page();
    let all = |wanted: fn(&Truth) -> bool| proposals.iter().filter(move |proposal| wanted(&proposal.truth));
    let head = |runbook: &Runbook| format!("{} {}", runbook.id.to_uppercase(), runbook.title);
    let mut out = String::new();
    for proposal in all(|truth| *truth == Truth::True) {
        let runbook = proposal.runbook;
        out.push_str(&page.title(&head(runbook), None, runbook.severity.as_deref().unwrap_or_default()));
        out.push_str(&page.command("", &command(runbook)));
        out.push_str(&page.paragraph(&told(proposal)));
    }
    let unknown: Vec<_> = all(|truth| matches!(truth, Truth::Unknown(_))).collect();
    if out.is_empty() {
        out.push_str(&match unknown.is_empty() {
            true => page
                .again("no runbook fits now; what is not well: duckops status; all runbooks: duckops runbook list\n"),
            false => "no runbook fits what could be checked\n".into(),
        });
    }
    if !unknown.is_empty() {
        out.push_str("\ncould not check, which is neither good nor bad:\n");
        out.push_str(&unknown.iter().map(|one| page.paragraph(&head(one.runbook))).collect::<String>());
        out.push_str(&reasons(&page, &unknown));
    }
    let (untold, others): (Vec<_>, Vec<_>) = all(|truth| *truth == Truth::False).partition(|one| one.untold.is_some());
    out + &told_of(&page, &untold, &others)
}

/// What does not fit, and what nobody can tell of as long as something else is wrong.
fn told_of(page: &Page, untold: &[&Proposal<'_>], others: &[&Proposal<'_>]) -> String {
    let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
    for (label, proposal) in untold.iter().filter_map(|one| Some((&one.untold.as_ref()?.whilst, one))) {
        let label = format!("cannot be told while {label}");
        match lines.iter_mut().find(|(known, _)| *known == label) {
            Some((_, ids)) => ids.push(&proposal.runbook.id),
            None => lines.push((label, vec![&proposal.runbook.id])),
        }
    }
    lines.push(("do not fit".into(), others.iter().map(|one| one.runbook.id.as_str()).collect()));
    lines.retain(|(_, ids)| !ids.is_empty());
    let line = |(label, ids): &(String, Vec<&str>)| page.wrapped(&format!("{label}: {}", ids.join(", ")), 0, 4);
    let all: String = lines.iter().map(line).collect();
    if all.is_empty() { all } else { format!("\n{all}") }
}

/// Why, each reason once, and what can be done about it.
fn reasons(page: &Page, unknown: &[&Proposal<'_>]) -> String {
    let mut told: Vec<&Why> = Vec::new();
    for why in unknown.iter().flat_map(|one| unknown_by(&one.truth)) {
        if !told.iter().any(|known| known.text == why.text) {
            told.push(why);
        }
    }
    let hints: std::collections::BTreeSet<String> = told.iter().map(|why| page.hint(why)).collect();
    told.iter().map(|why| page.item(why.text.as_str())).chain(hints).collect()
}

fn told(proposal: &Proposal<'_>) -> String {
    proposal.seen.iter().map(Clean::as_str).collect::<Vec<_>>().join("; ")
}

fn unknown_by(truth: &Truth) -> &[Why] {
    match truth {
        Truth::Unknown(all) => all,
        _ => &[],
    }
}

fn whys(proposal: &Proposal<'_>) -> Vec<Clean> {
    let mut whys: Vec<Clean> = Vec::new();
    let untold = proposal.untold.iter().flat_map(|untold| &untold.whys);
    for why in unknown_by(&proposal.truth).iter().chain(untold) {
        if !whys.contains(&why.text) {
            whys.push(why.text.clone());
        }
    }
    whys
}

fn word(proposal: &Proposal<'_>) -> &'static str {
    match &proposal.truth {
        Truth::False if proposal.untold.is_some() => "cannot be told",
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
