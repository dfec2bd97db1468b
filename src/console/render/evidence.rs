//! What a step's looks brought: what decides first, then the evidence, then the guidance.

use super::header::time_of;
use super::layout::{Detail, Page};
use super::step;
use super::verdict::{judged, mark, progress};
use duckops_core::runbook::{Body, Runbook, Step};
use duckops_core::text::Clean;
use duckops_core::walk::event::Recorded;
use duckops_core::walk::settle::{self, label};
use duckops_core::walk::state::{Round, Visit};
use duckops_core::walk::{State, Verdict, to_type};
use duckops_core::world::{Evidence, Why, WhyKind, duration_text};
use std::time::Duration;

pub fn observed(page: &Page, runbook: &Runbook, state: &State, recorded: &Recorded) -> String {
    let Some(step) = recorded.step.as_ref().and_then(|id| runbook.step(id)) else { return String::new() };
    let Some(visit) = state.current() else { return String::new() };
    match visit.counted() {
        [] => String::new(),
        [only] => card(page, runbook, state, step, recorded, only),
        [.., newest] => round(page, runbook, state, step, recorded, visit, newest),
    }
}

/// One round of a step's looks, whole.
pub fn card(page: &Page, runbook: &Runbook, state: &State, step: &Step, now: &Recorded, round: &Round) -> String {
    let Round { looks, verdict, .. } = round;
    if round.was_not_evaluated() {
        let title = step::title(page, runbook, state, step, None, "not evaluated");
        return format!("\n{title}{}", page.paragraph("It depends on a change that was not made."));
    }
    let mut out = String::from("\n");
    let progress = state.current().and_then(|visit| progress(runbook, state, step, visit, verdict));
    // What consent an action wants counts for more than how old the looks beside it are.
    let note = match step::tier(runbook, state, step) {
        "" => age(page, now, looks),
        tier if page.dated => format!("{tier}  {}", age(page, now, looks)),
        tier => tier.into(),
    };
    let note: Vec<_> = progress.into_iter().chain([note]).collect();
    out.push_str(&step::title(page, runbook, state, step, mark(runbook, state, step, verdict), &note.join("  ")));
    out.push_str(&summaries(page, looks));
    out.push_str(&judged(page, round));
    out.push_str(&unless_all_failed(looks, || step::shown(page, runbook, state, step)));
    out.push_str(&every_fact(page, looks));
    out.push_str(&requests(page, looks));
    out.push_str(&step::prose(page, runbook, state, step));
    out.push_str(&by_hand(runbook, state, step, round));
    out
}

/// A further round of a repeated look is one line.
fn round(
    page: &Page,
    runbook: &Runbook,
    state: &State,
    step: &Step,
    recorded: &Recorded,
    visit: &Visit,
    newest: &Round,
) -> String {
    let (rounds, Round { looks, verdict, .. }) = (visit.counted(), newest);
    let before = rounds.len().checked_sub(2).and_then(|at| rounds.get(at)).map(|round| &round.verdict);
    if rounds.len() > 5 && !rounds.len().is_multiple_of(10) && before == Some(verdict) {
        return String::new();
    }
    let what = looks.first().map_or(String::new(), |(_, evidence)| evidence.summary.to_string());
    let left = format!("    {}  look {}: {what}", time_of(recorded.at), rounds.len());
    match progress(runbook, state, step, visit, verdict) {
        Some(so_far) => page.edges(&left, &so_far),
        None => page.edges(&left, "") + &came_to(page, runbook, state, step, newest, rounds.len()),
    }
}

/// What a repeated look came to, whole: what its first round said stands far above it and is over.
fn came_to(page: &Page, runbook: &Runbook, state: &State, step: &Step, last: &Round, rounds: usize) -> String {
    let mut out = String::from("\n");
    let at = if page.dated { format!("  {}", time_of(last.at)) } else { String::new() };
    let (mark, note) = (mark(runbook, state, step, &last.verdict), format!("after {rounds} looks{at}"));
    out.push_str(&step::title(page, runbook, state, step, mark, &note));
    out.push_str(&summaries(page, &last.looks));
    out.push_str(&judged(page, last));
    out + &unless_all_failed(&last.looks, || step::shown(page, runbook, state, step))
}

/// How old the oldest of the looks is; in a run that is shown again, of when.
fn age(page: &Page, recorded: &Recorded, looks: &[(String, Evidence)]) -> String {
    let oldest = looks.iter().map(|(_, evidence)| evidence.at).min().unwrap_or(recorded.at);
    if page.dated {
        return time_of(oldest);
    }
    match (recorded.at - oldest).to_std() {
        Ok(age) if age >= Duration::from_secs(1) => format!("{} ago", duration_text(age)),
        _ => "just now".into(),
    }
}

/// One line a look: what came back, and what was asked. A failed look says why and what to do.
fn summaries(page: &Page, looks: &[(String, Evidence)]) -> String {
    let mut out = String::new();
    let mut told: Vec<(&Why, Vec<String>)> = Vec::new();
    for (_, evidence) in looks {
        match evidence.failure() {
            None => out.push_str(&page.paragraph(evidence.summary.as_str())),
            Some(why) => match told.iter_mut().find(|(known, _)| *known == why) {
                Some((_, names)) if names.contains(&label(&evidence.query.observe)) => {}
                Some((_, names)) => names.push(label(&evidence.query.observe)),
                None => told.push((why, vec![label(&evidence.query.observe)])),
            },
        }
    }
    out + &told.iter().map(|(why, names)| could_not_check(page, &names.join(", "), why)).collect::<String>()
}

/// All that came back, whether the step shows it or not.
fn every_fact(page: &Page, looks: &[(String, Evidence)]) -> String {
    let one = |(bind, evidence): &(String, Evidence)| {
        let line = |(name, said): (&str, String)| page.fact(&label(&format!("{bind}.{name}")), &said);
        evidence.shown().map(line).collect::<String>()
    };
    looks.iter().filter(|_| page.detail == Detail::More).map(one).collect()
}

/// What was asked, so that it can be asked again by hand.
fn requests(page: &Page, looks: &[(String, Evidence)]) -> String {
    let said = page.detail > Detail::Less;
    let asked = looks.iter().filter(|(_, evidence)| said && evidence.request.as_str() != settle::NOT_ASKED);
    let mut requests: Vec<_> = asked.map(|(_, evidence)| &evidence.request).collect();
    // Two looks with one request are asked for again by one.
    let mut told = std::collections::BTreeSet::new();
    requests.retain(|request| told.insert(request.as_str()));
    requests.into_iter().map(|request| page.paragraph(&format!("< {request}"))).collect()
}

fn could_not_check(page: &Page, names: &str, why: &Why) -> String {
    let word = match why.kind {
        WhyKind::NotEvaluated => "not evaluated",
        WhyKind::Absent => "nothing there",
        _ => "could not check",
    };
    let text = why.text.as_str().trim_start_matches("not evaluated: ");
    let mut out = page.paragraph(&format!("{names} {word}: {text}"));
    out.push_str(&page.hint(why));
    out
}

fn unless_all_failed(looks: &[(String, Evidence)], show: impl Fn() -> String) -> String {
    match !looks.is_empty() && looks.iter().all(|(_, evidence)| evidence.failure().is_some()) {
        true => String::new(),
        false => show(),
    }
}

/// A look failed as a whole; or one has only this to tell, that nothing answers, and so nothing could be judged.
fn could_not_look(round: &Round) -> bool {
    let failed = round.looks.iter().filter_map(|(_, evidence)| evidence.failure());
    let readable = |why: &Why| matches!(why.kind, WhyKind::NotEvaluated | WhyKind::Absent | WhyKind::NotLooked);
    let unanswered = |why: &Why| matches!(why.kind, WhyKind::Network | WhyKind::TimedOut);
    let judged = matches!(&round.verdict, Verdict::Unknown(whys) if whys.iter().any(unanswered));
    judged || failed.into_iter().any(|why| !readable(why))
}

/// What could not be looked at can be looked at by hand.
fn by_hand(runbook: &Runbook, state: &State, step: &Step, round: &Round) -> String {
    if !could_not_look(round) || !matches!(step.body, Body::Look { .. }) {
        return String::new();
    }
    let lines = |command: &duckops_core::runbook::Template| {
        let settled = command.render(|name| match duckops_core::walk::value(runbook, state, name) {
            Ok(value) => value.to_string(),
            Err(_) => format!("<{}>", name.written),
        });
        to_type(state, &settled).lines().map(|line| format!("      {}\n", Clean::new(line))).collect::<String>()
    };
    let commands: String = step.by_hand.iter().map(lines).collect();
    if commands.is_empty() { commands } else { format!("    by hand:\n{commands}") }
}
