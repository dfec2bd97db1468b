//! How a walk ended: what is said, and the exit code.

use super::left_exit;
use crate::app::Session;
use crate::console::render::{self, Page};
use crate::drive::{Ended, Stopped, left_text, place};
use crate::error::{Error, Exit};
use crate::store::StoreError;
use duckops_core::runbook::Runbook;
use duckops_core::text::sentence;
use duckops_core::walk::State;
use duckops_core::walk::is_outdated;
use duckops_core::walk::outcome::{Answer, answer};
use duckops_core::walk::ports::Left;
use duckops_core::world::actions::Undo;

/// What a person can do with a no.
const AFTER_A_DENIAL: &str = "Now: come back and ask again as it is, or go [b]ack first and choose otherwise; or leave \
                              it at that.";

/// `again` is what to type when the walk cannot be resumed: a drill's stack is gone with it.
pub fn exit(
    session: &Session,
    runbook: &Runbook,
    state: &State,
    ended: Result<Ended, Stopped>,
    again: Option<&str>,
) -> Result<Exit, Error> {
    let ended = ended.map_err(|cause| stopped(state, cause))?;
    let Some(exit) = left_exit(&ended) else { return Ok(closed(runbook, state)) };
    let exit = if exit == Exit::Stopped && changed_underneath(state) { Exit::Held } else { exit };
    let why = match &ended {
        Ended::Denied(why) if again.is_none() => format!("{} {AFTER_A_DENIAL}", sentence(why)),
        Ended::Denied(why) => why.to_string(),
        Ended::Left(left) => said(left),
        Ended::Closed => String::new(),
    };
    let dry = state.is_dry();
    let back = if dry { "a dry run is not resumed".into() } else { render::come_back(runbook, state) };
    let page = Page { colour: session.streams.facts.color_err, ..session.page() };
    let state = if again.is_some() { &without_way_back(state) } else { state };
    session.err(&render::left(&page, runbook, state, &why, &back));
    Ok(exit)
}

/// The last change was refused because somebody else made another one: that counts before a missing answer.
fn changed_underneath(state: &State) -> bool {
    state.sent().last().is_some_and(is_outdated)
}

/// Without the ways back into a simulated stack that is gone.
pub fn without_way_back(state: &State) -> State {
    let mut state = state.clone();
    for visit in &mut state.visits {
        for effect in visit.earlier.iter_mut().chain(&mut visit.effect) {
            if matches!(effect.plan.undo, Undo::Command(_)) {
                effect.plan.undo = Undo::gone();
            }
        }
    }
    state
}

/// Why it was left, and the flag that would have answered.
fn said(left: &Left) -> String {
    match left {
        Left::NoAnswer { step, field: None, wants } if wants.as_str().starts_with("an approval") => {
            format!("{step} waits for {wants}")
        }
        Left::NoAnswer { step, field, .. } | Left::BadAnswer { step, field, .. } => {
            format!("{}; answer it: --answer {}=VALUE", left_text(left), place(step, field.as_deref()))
        }
        left => left_text(left),
    }
}

fn closed(runbook: &Runbook, state: &State) -> Exit {
    match answer(runbook, state) {
        Answer::Yes => Exit::Done,
        Answer::No => Exit::No,
        Answer::Unknown => Exit::Unknown,
        Answer::Changed => Exit::Held,
    }
}

/// The disk gave way: what is saved, what is not.
pub fn stopped(state: &State, Stopped { not_saved, cause }: Stopped) -> Error {
    let run = state.run();
    let inner = cause.get_ref().and_then(|inner| inner.downcast_ref::<StoreError>());
    let held = inner.filter(|inner| inner.is_of_somebody_else());
    let exit = if held.is_some() { Exit::Held } else { Exit::Stopped };
    let lost = not_saved.map(|what| format!("; not saved: {what}")).unwrap_or_default();
    let sent = if state.unresolved().is_some() { "a change was sent" } else { "no further change was sent" };
    let hint = match inner {
        Some(inner) if held.is_some() => inner.hint().to_string(),
        Some(inner) if inner.is_to_be_mended() => format!("mend it, then go on with --resume: {}", inner.hint()),
        _ => "free the disk or mend its permissions, then go on with --resume".into(),
    };
    Error::new(exit, format!("stopped: run {run} is saved up to event {}, {sent}{lost}", state.seq))
        .because(&cause)
        .hint(hint)
}
