//! What was left broken or undone, as far as the events tell.

use super::Lesson;
use crate::text::Clean;
use crate::walk::State;
use crate::walk::event::{Applied, Outcome};
use crate::walk::state::Effect;
use crate::world::{Evidence, Fact, Value};

pub fn all(lesson: &Lesson, state: &State, standing: &[Clean]) -> Vec<Clean> {
    let undone = lesson.undone(state).into_iter().map(|change| Clean::new(format!("not done: {}", change.words)));
    let unresolved = state.unresolved().map(|_| Clean::new("a change was sent, and its result is not known"));
    undone.chain(standing.iter().cloned()).chain(unresolved).chain(red(state)).chain(mode(state)).collect()
}

/// Of each action the last change counts: a wrong one that was taken back is not left.
pub fn standing(lesson: &Lesson, state: &State) -> Vec<Clean> {
    let made: Vec<&Effect> = state.effects().filter(|effect| effect.plan.changes_the_world()).collect();
    let is_last = |at: usize| !made[at + 1..].iter().any(|later| later.plan.action == made[at].plan.action);
    let left = (0..made.len()).filter(|at| is_last(*at) && !lesson.allows(&made[*at].plan));
    left.map(|at| Clean::new(format!("{} stands", made[at].plan.words))).collect()
}

/// Called over, and what status answered last was no 200.
fn red(state: &State) -> Option<Clean> {
    let statuses = state.looks().filter(|evidence| evidence.query.observe == "beak.status");
    let last = statuses.max_by_key(|evidence| evidence.at).filter(|_| state.is_closed(Outcome::is_mended))?;
    let answer = |evidence: &Evidence| evidence.facts.get("answer").map(ToString::to_string).unwrap_or_default();
    let is_up = last.facts.get("up") == Some(&Fact::Known(Value::Bool(true)));
    (!is_up).then(|| Clean::new(format!("status answered {} at the last look", answer(last))))
}

/// Incident mode that the walk turned on is left with it. Whoever hands an incident over leaves it on.
fn mode(state: &State) -> Option<Clean> {
    let is_over = state.is_closed(Outcome::is_mended)
        || !matches!(state.closed, Some((Outcome::Escalated(_) | Outcome::Deferred, _)));
    let made =
        |effect: &&Effect| matches!(effect.applied, Applied::Yes(_)) && effect.plan.action.starts_with("incident.");
    let last = state.sent().rfind(made).filter(|_| is_over)?;
    (last.plan.action == "incident.start").then(|| Clean::new("incident mode is still on"))
}
