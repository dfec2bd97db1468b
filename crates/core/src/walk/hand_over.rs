//! A text to hand over: whoever gets it was not there.

use super::scope::evidence;
use super::settle::{NOT_KNOWN, did_not_apply, in_text, is_asked, label, was_left_out};
use super::state::State;
use crate::runbook::{Name, Ref, Runbook, Template};
use crate::text::Clean;
use crate::time::{Utc, passed, stamp};
use crate::world::minutes_text;
use std::collections::BTreeSet;
use std::time::Duration;

/// A text to hand over. A sentence that only tells what did not apply on the way here, or what a jump left out, would
/// claim what nobody saw. Whoever gets it was not there: it begins with what was not looked at and what was seen long
/// before, and says once why something is not known.
pub fn said(runbook: &Runbook, state: &State, template: &Template) -> Clean {
    let is_empty = |sentence: &Template| {
        let mut told = sentence.names().filter(|name| name.setting().is_none()).peekable();
        let nothing = |name: &Name| did_not_apply(runbook, state, name) || was_left_out(runbook, state, name);
        told.peek().is_some() && told.all(|name| is_asked(name) && nothing(name))
    };
    let sentences = template.sentences();
    let told: Vec<_> = sentences.iter().filter(|sentence| !is_empty(sentence)).collect();
    let names = |sentences: &[&Template]| -> Vec<Name> {
        sentences.iter().flat_map(|sentence| sentence.names().cloned().collect::<Vec<_>>()).collect()
    };
    let all: Vec<_> = sentences.iter().collect();
    let heads = [left_out(runbook, state, &names(&all)), seen_before(state, &names(&told))];
    let mut whys = BTreeSet::new();
    let mut shown = |name: &Name| {
        in_text(runbook, state, name).unwrap_or_else(|why| match whys.insert(why.text.clone()) {
            true => format!("{NOT_KNOWN} ({})", why.text),
            false => NOT_KNOWN.into(),
        })
    };
    let told = told.iter().map(|sentence| sentence.render(&mut shown));
    Clean::new(heads.into_iter().flatten().chain(told).collect::<Vec<_>>().join(" "))
}

/// What a jump left out of a text, so that nobody reads the rest as seen.
fn left_out(runbook: &Runbook, state: &State, names: &[Name]) -> Option<String> {
    let out = |name: &&Name| was_left_out(runbook, state, name);
    let (facts, answers): (Vec<_>, Vec<_>) =
        names.iter().filter(out).partition(|name| matches!(name.refer, Ref::Fact { .. }));
    let told = |head: &str, names: &[&Name]| (!names.is_empty()).then(|| format!("{head}: {}.", labels(names)));
    let told: Vec<_> = [told("Not looked at", &facts), told("Not asked", &answers)].into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join(" "))
}

/// What was seen so long before that it may be otherwise by now.
fn seen_before(state: &State, names: &[Name]) -> Option<String> {
    let now = state.last_at?;
    let seen = |name: &Name| match &name.refer {
        Ref::Fact { bind, step, .. } => evidence(state, bind, step.as_ref()).map(|evidence| evidence.at),
        _ => None,
    };
    let old: Vec<_> = names.iter().filter_map(|name| Some((seen(name)?, name))).collect();
    let old: Vec<_> = old.into_iter().filter(|(at, _)| is_old(*at, now)).collect();
    let oldest = old.iter().map(|(at, _)| *at).min()?;
    let names: Vec<_> = old.iter().map(|(_, name)| *name).collect();
    Some(format!("{}, at {}: {}.", capitalised(&as_seen(oldest, now)), stamp(oldest), labels(&names)))
}

/// What was looked at longer ago than that is told with its age.
const OLD: Duration = Duration::from_secs(5 * 60);

/// Whether what was seen then is no news of now.
pub fn is_old(at: Utc, now: Utc) -> bool {
    passed(at, now) >= OLD
}

/// `as seen 14 min ago`
pub fn as_seen(at: Utc, now: Utc) -> String {
    format!("as seen {} ago", minutes_text(passed(at, now)))
}

pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Each once.
fn labels(names: &[&Name]) -> String {
    let mut told: Vec<String> = Vec::new();
    for label in names.iter().map(|name| label(&name.written)) {
        if !told.contains(&label) {
            told.push(label);
        }
    }
    told.join(", ")
}
