//! How what a walk changed stands now, as far as the walk knows: by its changes, and by what it saw after them.

use super::event::Applied;
use super::state::{Effect, State};
use crate::health::{as_count, counted};
use crate::runbook::{Body, Runbook};
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::actions::{Plan, Touches};
use crate::world::{Evidence, Value};

/// In words: where the alias is, whether incident mode is on.
pub fn now(runbook: &Runbook, state: &State) -> Vec<Clean> {
    [alias(runbook, state), status(state), incident(state)].into_iter().flatten().map(Clean::new).collect()
}

/// Whether a change is still as it was made: nothing later of this walk is a change of the same, and it was not seen
/// otherwise since.
pub fn stands(state: &State, effect: &Effect) -> bool {
    let last = state.effects().filter(|other| other.plan.target == effect.plan.target).last();
    let is_last = last.is_some_and(|last| last.at == effect.at && last.plan.action == effect.plan.action);
    is_last && !(effect.plan.action == "incident.start" && seen_off(state, effect.at))
}

/// What was only written down: `GOVERNANCE-LOG.md: 1 entry`. It is no change of what the entries are about, and not
/// nothing either.
pub fn written<'s>(sent: impl Iterator<Item = &'s Effect>) -> Option<Clean> {
    let made =
        |effect: &&Effect| matches!(effect.applied, Applied::Yes(_)) && effect.plan.touches() == Touches::Records;
    let mut all: Vec<(&Plan, usize)> = Vec::new();
    for plan in sent.filter(made).map(|effect| &effect.plan) {
        match all.iter_mut().find(|(known, _)| known.target == plan.target) {
            Some((_, many)) => *many += 1,
            None => all.push((plan, 1)),
        }
    }
    let one = |(plan, many): &(&Plan, usize)| match plan.action.starts_with("ledger.") {
        true => format!("{}: {}", plan.target, counted(as_count(*many), "entry", "entries")),
        false => format!("{}: {}", plan.target, counted(as_count(*many), "more", "more")),
    };
    (!all.is_empty()).then(|| Clean::new(all.iter().map(one).collect::<Vec<_>>().join(", ")))
}

fn alias(runbook: &Runbook, state: &State) -> Option<String> {
    let moves = |body: &Body| matches!(body, Body::Do(draft) if draft.action.touches == Touches::Traffic);
    runbook.steps.iter().find(|step| moves(&step.body))?;
    let moved = state.effects().filter(|effect| effect.plan.touches() == Touches::Traffic).last();
    let tried = state.sent().rev().find(|effect| effect.plan.touches() == Touches::Traffic);
    let seen = last_look(state, "lambda.alias");
    let since = seen.filter(|(at, _)| tried.is_none_or(|tried| *at > tried.at));
    let alias = setting(state, "alias");
    if let Some(at) = tried.filter(|tried| matches!(tried.applied, Applied::CannotTell(_))).map(|tried| tried.at) {
        return Some(format!("whether {alias} was moved at {} is not known: look before you go on", stamp(at)));
    }
    match (moved, since, seen) {
        (Some(moved), Some((_, seen)), _) if is_at(seen, &to(&moved.plan)?) => {
            Some(format!("{alias} is at {}, since {}", to(&moved.plan)?, stamp(moved.at)))
        }
        (_, Some((at, seen)), _) => {
            Some(format!("{alias} is at {}{}, seen {}", version(seen)?, weights(seen), stamp(at)))
        }
        (Some(moved), None, _) => Some(format!("{alias} is at {}, read back {}", to(&moved.plan)?, stamp(moved.at))),
        (None, None, Some((at, seen))) => Some(format!(
            "{alias} was at {}{}, seen {}, before the change that was not made",
            version(seen)?,
            weights(seen),
            stamp(at)
        )),
        (None, None, None) => None,
    }
}

/// What status said last, where that was after the traffic was moved.
fn status(state: &State) -> Option<String> {
    let moved = state.effects().filter(|effect| effect.plan.touches() == Touches::Traffic).last()?;
    let (at, seen) = last_look(state, "beak.status").filter(|(at, _)| *at >= moved.at)?;
    Some(format!("status: {}, seen {}", seen.summary, stamp(at)))
}

/// The version that a promotion gives all of the traffic to.
fn to(plan: &Plan) -> Option<Clean> {
    plan.args.text("to").ok()
}

/// Whether a look at the alias saw all of the traffic go to this version.
pub fn is_at(seen: &Evidence, version: &Clean) -> bool {
    self::version(seen).as_ref() == Some(version) && weights(seen).is_empty()
}

fn version(seen: &Evidence) -> Option<Clean> {
    seen.fact("version").ok().map(|version| Clean::new(version.to_string()))
}

fn weights(seen: &Evidence) -> String {
    match (seen.fact("weighted"), seen.fact("weights")) {
        (Ok(Value::Bool(true)), Ok(weights)) => format!(", with {weights}"),
        _ => String::new(),
    }
}

fn incident(state: &State) -> Option<String> {
    let Some(changed) = mode_changed(state) else { return was_on(state) };
    let on = changed.plan.action == "incident.start";
    match last_look(state, "incident.state").filter(|(at, _)| on && *at > changed.at) {
        Some((at, seen)) if is_off(seen) => Some(format!("incident mode is off, seen {}", stamp(at))),
        _ => Some(format!("incident mode is {}, since {}", if on { "on" } else { "off" }, stamp(changed.at))),
    }
}

/// The last change of incident mode.
fn mode_changed(state: &State) -> Option<&Effect> {
    state.effects().filter(|effect| effect.plan.action.starts_with("incident.")).last()
}

/// Where the walk did not change it, only that it is on is said.
fn was_on(state: &State) -> Option<String> {
    let (_, seen) = last_look(state, "incident.state")?;
    let is_on = seen.fact("on").ok() == Some(&Value::Bool(true));
    let since = seen.fact("since").map_or_else(|_| "?".into(), ToString::to_string);
    is_on.then(|| format!("incident mode is on, since {since}"))
}

/// Whether the walk ended incident mode, or saw last that it was off.
pub fn is_incident_over(state: &State) -> bool {
    let ended = mode_changed(state).is_some_and(|effect| effect.plan.action == "incident.end");
    ended || last_look(state, "incident.state").is_some_and(|(_, seen)| is_off(seen))
}

fn seen_off(state: &State, since: Utc) -> bool {
    last_look(state, "incident.state").is_some_and(|(at, seen)| at > since && is_off(seen))
}

fn is_off(seen: &Evidence) -> bool {
    seen.fact("on").ok() == Some(&Value::Bool(false))
}

/// The newest look of an observation that told something, and when it was taken.
fn last_look<'s>(state: &'s State, observation: &str) -> Option<(Utc, &'s Evidence)> {
    let rounds = state.visits.iter().rev().flat_map(|visit| visit.rounds.iter().rev());
    let looks = rounds.flat_map(|round| round.looks.iter().map(|(_, evidence)| (evidence.at, evidence)));
    let mut of = looks.filter(|(_, evidence)| evidence.query.observe == observation);
    of.find(|(_, evidence)| evidence.failure().is_none())
}

fn setting(state: &State, name: &str) -> String {
    let known = state.opened.as_ref().and_then(|opened| opened.settings.get(name));
    known.map_or_else(|| name.to_owned(), Value::to_string)
}
