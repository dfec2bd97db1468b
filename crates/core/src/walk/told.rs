//! What is told of a checklist's items: which are in the way, and what whoever agrees to the rest should know.

use super::items::{Item, Standing, items};
use super::scope::truth;
use super::settle::{placed, shown_fact, text};
use super::state::State;
use crate::runbook::{Ref, Runbook, Step, Truth};
use crate::text::Clean;

/// `8/10 A test call of the candidate is overridden: read by hand`, and what passed near its limit, for whoever has to
/// agree to what follows.
pub(super) fn overrides(runbook: &Runbook, state: &State) -> Clean {
    let told = |item: &Item<'_>| match &item.standing {
        Standing::Overridden(why) | Standing::Skipped(why) => {
            Some(format!("{} is {}: {why}", placed(runbook, state, item.step), item.standing.word()))
        }
        Standing::Done { .. } => amber(runbook, state, item.step),
        _ => None,
    };
    let all = items(runbook, state);
    let is_told = |item: &Item<'_>| matches!(item.standing, Standing::Overridden(_) | Standing::Skipped(_));
    let none = (!all.iter().any(is_told)).then(|| "no check is overridden or skipped".to_owned());
    let all: Vec<_> = none.into_iter().chain(all.iter().filter_map(told)).collect();
    Clean::new(all.join("; "))
}

/// `6/10 There is room for mail is amber: mail used is 82 %`.
fn amber(runbook: &Runbook, state: &State, step: &Step) -> Option<String> {
    if step.amber.is_empty() || truth(runbook, state, &step.amber) != Truth::True {
        return None;
    }
    let facts = step.amber.names().into_iter().filter(|name| matches!(name.refer, Ref::Fact { .. }));
    let shown = facts.filter_map(|name| shown_fact(runbook, state, name));
    let shown: Vec<_> = shown.map(|(label, value)| format!("{label} is {value}")).collect();
    Some(format!("{} is amber: {}", placed(runbook, state, step), shown.join(", ")))
}

/// `8/10 A test call of the candidate FAILED by "It answered": invoke failed is yes, expected no`, for each.
pub(super) fn failing(runbook: &Runbook, state: &State) -> Clean {
    let told = |item: &Item<'_>| {
        if !matches!(item.standing, Standing::Failed | Standing::Unknown) {
            return None;
        }
        let by = item.part.map_or_else(String::new, |part| format!(" by \"{}\"", text(runbook, state, &part.title)));
        let why: Vec<_> = item.why.iter().map(Clean::as_str).collect();
        let why = if why.is_empty() { String::new() } else { format!(": {}", why.join(" and ")) };
        Some(format!("{} {}{by}{why}", placed(runbook, state, item.step), item.standing.word()))
    };
    let all = items(runbook, state);
    let all: Vec<_> = all.iter().filter_map(told).collect();
    Clean::new(if all.is_empty() { "nothing".into() } else { all.join("; ") })
}
