//! The walk as text: each event, with the state it led to, becomes what the person sees. Nothing here keeps
//! state: the same events give the same screens again.

mod change;
mod closing;
mod evidence;
mod header;
mod items;
mod jumped;
mod layout;
mod people;
mod request;
mod step;
mod table;
mod verdict;

pub use closing::{come_back, left, stack_gone, walked_now};
pub use header::{clock, not_real};
pub use items::list as items;
pub use layout::{Detail, Mark, NARROW, Page};
pub use people::People;
pub use request::request;
pub use table::{cut_table, table};

use duckops_core::runbook::Runbook;
use duckops_core::walk::State;
use duckops_core::walk::event::{Event, Recorded};
use duckops_core::walk::state::Settled;
use duckops_core::walk::state::Visit;
use duckops_core::walk::update::NOT_ASKED;

/// The open step again, as it stands: whoever takes a run up sees what the one before saw.
fn card(page: &Page, runbook: &Runbook, state: &State, now: &Recorded) -> String {
    let Some(visit) = state.current() else { return String::new() };
    let mut out = match (runbook.step(&visit.step), visit.rounds.last()) {
        (Some(step), Some(round)) => evidence::card(page, runbook, state, step, now, round),
        _ => step::entered(page, runbook, state, &[]),
    };
    if let (Some(Settled::Plan(plan)), None) = (&visit.plan, &visit.effect) {
        out.push_str(&change::draft(page, state, plan));
        out.push_str(&change::earlier(page, state, now.at));
    }
    out
}

/// The looks that an event brought, whole.
pub fn looks(page: &Page, runbook: &Runbook, state: &State, now: &Recorded) -> String {
    let open = state.current().and_then(|visit| Some((runbook.step(&visit.step)?, visit.rounds.last()?)));
    open.map(|(step, round)| evidence::card(page, runbook, state, step, now, round)).unwrap_or_default()
}

/// What a check found is overridden; all else is skipped.
fn passed_over(state: &State) -> &'static str {
    state.current().map_or("skipped", Visit::passed_over)
}

/// The text of one event. `state` is the state after it. Empty for what has no picture of its own.
pub fn event(page: &Page, runbook: &Runbook, state: &State, recorded: &Recorded) -> String {
    match &recorded.event {
        Event::Opened(opened) => header::opening(page, runbook, opened),
        Event::Resumed { skew, incident, .. } => {
            header::resumed(page, runbook, state, recorded, (skew.as_ref(), incident.as_deref()))
        }
        Event::Entered { how, undecided } => {
            items::not_applicable(page, runbook, state, *how)
                + &items::come_back_to(page, runbook, state, *how)
                + &step::entered(page, runbook, state, undecided)
        }
        Event::Observed { .. } => evidence::observed(page, runbook, state, recorded),
        Event::Answered { field, value, assumed } => {
            let assumed = if *assumed { format!("  ({NOT_ASKED})") } else { String::new() };
            step::answered(page, runbook, state, field, &format!("{value}{assumed}"))
        }
        Event::Noted { text } => page.fact("note", text.as_str()),
        Event::Skipped { reason } => page.fact(passed_over(state), reason.as_str()),
        Event::CutShort { reason } => page.fact("ended early", reason.as_str()),
        Event::Settled { plan } => change::draft(page, state, plan),
        Event::Drafted { plan: Ok(plan) } => change::dry_draft(page, state, plan),
        Event::Drafted { plan: Err(why) } | Event::Unsettled { why } => change::unsettled(page, state, why),
        Event::Requested { request } => change::requested(page, state, request),
        Event::Decided { decision, .. } => page.fact("decision", decision.text().as_str()),
        Event::Effected { applied, found } => change::effected(page, state, recorded, applied, *found),
        // One line, however long: the terminal wraps it, and it can be copied as one.
        Event::Updated { text } => format!("\n{text}\n\n"),
        Event::Closed { outcome, say } => closing::closed(page, runbook, state, outcome, say.as_ref()),
        Event::LookedAgain
        | Event::Continued
        | Event::Spent { .. }
        | Event::Confirmed { .. }
        | Event::Intended { .. }
        | Event::Left { .. } => String::new(),
    }
}
