//! How a walk ends, or where it was left.

use super::header::time_of;
use super::layout::Page;
use super::people::People;
use duckops_core::runbook::{Kind, Runbook, Step};
use duckops_core::text::{Clean, sentence};
use duckops_core::time::stamp;
use duckops_core::walk::approval::Request;
use duckops_core::walk::event::Outcome;
use duckops_core::walk::now::{is_incident_over, now, stands, written};
use duckops_core::walk::outcome::{Answer, answer, left_out, not_done, stayed_unknown};
use duckops_core::walk::settle::{placed, text};
use duckops_core::walk::state::{Effect, Visit};
use duckops_core::walk::update::passed_over;
use duckops_core::walk::{State, to_type};
use duckops_core::world::actions::{Touches, Undo};
use duckops_core::world::{Value, Why};

pub fn closed(page: &Page, runbook: &Runbook, state: &State, outcome: &Outcome, say: Option<&Clean>) -> String {
    let dry = state.is_dry();
    let to = match outcome {
        Outcome::Escalated(to) if !dry => format!(" to {to}"),
        _ => String::new(),
    };
    let run = state.run();
    let took = state.opened_at.zip(state.last_at).and_then(|(from, to)| (to - from).to_std().ok());
    let took = took.map(|took| format!("  walk took {}", duckops_core::world::duration_text(took))).unwrap_or_default();
    let mut out = String::from("\n");
    let word = if dry { "END OF THE DRY RUN: nothing was changed".into() } else { outcome.word().to_uppercase() };
    let head = People::of(state).introduced(&format!("{word}{to}"));
    out.push_str(&page.title(&format!("{head}{took}"), None, &format!("run {run}")));
    if let Some(say) = say {
        out.push_str(&page.paragraph(match dry {
            false => "Nobody has been told by this tool. To paste:",
            true => {
                "Nobody has been told, and this is not to be pasted: a dry run did not do or ask all of it. It would \
                     have been:"
            }
        }));
        out.push_str(&page.paragraph(say.as_str()));
    }
    match runbook.kind {
        Kind::Checklist => out.push_str(&super::items::closing(page, runbook, state)),
        Kind::Triage | Kind::Part => {
            out.push_str(&not_checked(page, runbook, state));
            out.push_str(&left_undone(page, runbook, state));
            out.push_str(&skipped(page, runbook, state));
        }
    }
    out.push_str(&state.denials(|_| true).map(|denied| page.fact("denied", denied.as_str())).collect::<String>());
    let good = outcome.is_good();
    let wanted = |effect: &Effect| !state.ends_with_its_stack() && can_be_wanted(effect, good);
    out.push_str(&changes(page, state, &|effect| stands(state, effect) && wanted(effect)));
    // How the command ended that left it, is another thing.
    if !dry && *outcome != Outcome::Abandoned {
        out.push_str(&exit_code(page, runbook, state, good));
    }
    let now = if dry { Vec::new() } else { now(runbook, state) };
    out.push_str(&now.iter().map(|line| page.fact("now", line.as_str())).collect::<String>());
    let incident = state
        .opened
        .as_ref()
        .and_then(|opened| opened.incident.as_ref())
        .filter(|_| good && !dry && !is_incident_over(state));
    out.push_str(
        &incident.map(|id| page.command(&format!("when {id} is over"), "duckops incident end")).unwrap_or_default(),
    );
    out.push_str(&page.command("see", &format!("duckops runs show {run}")));
    out
}

/// Why it is not 0.
fn exit_code(page: &Page, runbook: &Runbook, state: &State, good: bool) -> String {
    let why = match answer(runbook, state) {
        Answer::Yes => return String::new(),
        Answer::No if !good => "1: it is not over with this",
        Answer::No => "1: not all that is required was done and passed",
        Answer::Unknown => "3: something that is required could not be checked",
        Answer::Changed => "5: somebody else made a change meanwhile",
    };
    page.fact("exit code", why)
}

/// At a good end nobody goes back to what was broken. What cannot be undone was said when it was done.
fn can_be_wanted(effect: &Effect, good: bool) -> bool {
    let is_broken = good && effect.plan.touches() == Touches::Traffic;
    !is_broken && matches!(effect.plan.undo, Undo::Command(_))
}

fn not_checked(page: &Page, runbook: &Runbook, state: &State) -> String {
    let titles: Vec<_> =
        stayed_unknown(runbook, state).iter().map(|step| text(runbook, state, &step.title).to_string()).collect();
    if titles.is_empty() { String::new() } else { page.fact("could not check", &titles.join(", ")) }
}

/// What the walk went on without: an entry that could not be written, a change that was refused.
fn left_undone(page: &Page, runbook: &Runbook, state: &State) -> String {
    let line = |(step, known, why): (&Step, bool, &Why)| {
        let label = if known { "not done" } else { "not known" };
        page.fact(label, &format!("{}: {}", text(runbook, state, &step.title), why.text))
    };
    not_done(runbook, state).into_iter().map(line).collect()
}

fn skipped(page: &Page, runbook: &Runbook, state: &State) -> String {
    let over = left_out(runbook, state).into_iter().map(|step| text(runbook, state, &step.title).to_string());
    let over: Vec<_> = over.collect();
    let over = if over.is_empty() { String::new() } else { page.fact("left out", &over.join(", ")) };
    // Whoever came back and did it after all has not left it out.
    let line = |visit: &Visit| {
        let (label, reason) = match (&visit.skipped, &visit.cut_short) {
            (Some(reason), _) => (visit.passed_over(), reason),
            (None, Some(reason)) => ("ended early", reason),
            (None, None) => return None,
        };
        Some(page.fact(label, &format!("{}: {reason}", passed_over(runbook, state, visit)?)))
    };
    state.visits.iter().filter(|visit| state.is_last(visit)).filter_map(line).chain([over]).collect()
}

/// Each change, and how it is undone where that is still to be done.
fn changes(page: &Page, state: &State, undone: &dyn Fn(&Effect) -> bool) -> String {
    let line = |effect: &Effect| {
        // What a person does by hand was allowed here, not done.
        let label = if effect.plan.action == "hand.record" { "allowed by hand" } else { "changed" };
        let undo = if undone(effect) { super::change::undo(page, &effect.plan) } else { String::new() };
        page.fact(label, &format!("{} at {}", effect.plan.words, stamp(effect.at))) + &undo
    };
    state.effects().map(line).collect()
}

fn place(runbook: &Runbook, state: &State) -> String {
    let step = state.current().and_then(|visit| runbook.step(&visit.step));
    step.map_or("the beginning".into(), |step| placed(runbook, state, step))
}

/// Where a walk stands that somebody is at.
pub fn walked_now(page: &Page, runbook: &Runbook, state: &State, holder: &str) -> String {
    let run = state.run();
    let at =
        page.wrapped(&format!("{} {}", sentence(format!("Now at {}", place(runbook, state))), sentence(holder)), 0, 0);
    format!("\n{at}{}", page.command("", &format!("take over:  duckops runs take-over {run}")))
}

/// Where the walk was left, what was changed, how to come back.
pub fn left(page: &Page, runbook: &Runbook, state: &State, why: &str, back: &str) -> String {
    let place = place(runbook, state);
    let changed = match (state.unresolved().is_some(), state.effects().next().is_some(), written(state.sent())) {
        (true, ..) => "A change was sent and its result is not known yet: it is looked up when you come back.".into(),
        (false, true, _) => "What was changed stays changed:".into(),
        (false, false, Some(written)) => format!("Nothing was changed but {written}."),
        (false, false, None) => "Nothing was changed.".into(),
    };
    let mut out = page.wrapped(&format!("{} {changed}", sentence(format!("Left at {place}"))), 0, 0);
    out = format!("\n{out}\n");
    out.push_str(&changes(page, state, &|effect| stands(state, effect)));
    out.push_str(&page.paragraph(why));
    out.push_str(&page.command("", back));
    if let Some(open) = open_request(state) {
        let label = format!("approval until {}", time_of(open.not_after));
        out.push_str(&page.command(&label, &open.command(&approvers(state))));
    }
    out
}

/// The command that goes on with a run; where its simulated stack ended with it, the one that begins it anew.
pub fn come_back(runbook: &Runbook, state: &State) -> String {
    let opened = state.opened.as_ref();
    if let Some(again) = opened.and_then(|opened| opened.again.as_ref()) {
        return stack_gone(again);
    }
    let run = opened.map(|opened| opened.run.clone()).unwrap_or_default();
    to_type(state, &format!("come back:  duckops {} {} --resume={run}", runbook.kind.word(), runbook.id))
}

/// Of a drill that ended with its process.
pub fn stack_gone(again: &Clean) -> String {
    format!("the simulated stack is gone; again:  {again}")
}

fn open_request(state: &State) -> Option<&Request> {
    let open = state.undecided().next_back()?;
    if state.last_at.is_some_and(|now| now > open.not_after) { None } else { Some(open) }
}

fn approvers(state: &State) -> Vec<Clean> {
    match state.opened.as_ref().and_then(|opened| opened.settings.get("approvers")) {
        Some(Value::Texts(names)) => names.clone(),
        _ => Vec::new(),
    }
}
