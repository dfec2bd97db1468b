//! A paragraph for the chat, from the events.

mod not_known;
mod seen;

pub(crate) use not_known::not_known;
use seen::{Ages, Seen};

use super::event::{Applied, Outcome};
use super::hand_over::capitalised;
use super::scope::value;
use super::settle::{self, label};
use super::severity::severity;
use super::state::{Effect, State, Visit};
use super::step_id::StepId;
use super::verdict::Verdict;
use crate::runbook::{Body, Name, Question, Ref, Runbook, Step};
use crate::text::{Clean, sentence};
use crate::time::{Utc, stamp};
use crate::world::actions::Touches;
use crate::world::{Evidence, Value};
use std::collections::BTreeSet;

/// Said of a question that nobody was there to answer.
pub const NOT_ASKED: &str = "not asked in a dry run";

/// What is broken, what was found, what was chosen and changed, what comes next: plain text to paste. What did not pass
/// comes first; of a step that was come to again, what was seen last. After a change what was seen since comes first,
/// and what was seen before it is told as that.
pub fn paragraph(runbook: &Runbook, state: &State, now: Utc) -> Clean {
    let change = last_change(state);
    let is_since = |visit: &Visit| change.is_none_or(|(after, _)| after.iter().any(|other| std::ptr::eq(other, visit)));
    let seen = Seen { runbook, state, ages: Ages::of(state, now) };
    // Of what is mended the chat hears first that it is.
    let mut since = seen.told(if seen.ages.mended { "Was FAIL" } else { "FAIL" }, &is_since);
    if let (Some((_, words)), true) = (change, since.is_empty()) {
        since.push(format!("How it is since {words} is not known: nobody has looked."));
    }
    let before = change.map(|(_, words)| (words, seen.told("FAIL", &|visit| !is_since(visit))));
    let before = before.filter(|(_, told)| !told.is_empty());
    let before = before.map(|(words, told)| format!("Before {words}: {}", told.join(" ")));
    let changes = denied(state).chain(state.sent().filter_map(self::change));
    let said = answers(runbook, state).chain(changes).chain(skipped(runbook, state));
    let (head, place) = (head(runbook, state) + &seen.ages.of_all(), place(runbook, state));
    let is_last = state.closed.is_none() && change.is_none();
    let (first, last) = if is_last { (None, Some(place)) } else { (Some(place), None) };
    let parts = [head].into_iter().chain(first).chain(since).chain(said).chain(before).chain(last);
    Clean::new(parts.collect::<Vec<_>>().join(" "))
}

/// The words of the last change of the world that was made, and the visits after it: what a step looks at before it
/// changes something was seen before the change.
fn last_change(state: &State) -> Option<(&[Visit], &Clean)> {
    let (at, made) = state.visits.iter().enumerate().rev().find_map(|(at, visit)| {
        let made = visit.sent().rfind(|effect| effect.changed_the_world())?;
        Some((at, made))
    })?;
    Some((&state.visits[at + 1..], &made.plan.words))
}

fn seen_at(visit: &Visit) -> Option<Utc> {
    visit.rounds.last().map(|round| round.at)
}

/// What the newest look of a walk as it was then brought that nobody judges, with its lists: what is red is what is
/// asked for next. Where somebody chose or did something, that is told. A later look under the same name is of a later
/// step: what is told here is what was seen here.
pub(crate) fn found(runbook: &Runbook, state: &State, then: &State) -> Option<String> {
    let visit = then.current()?;
    let step = runbook.step(&visit.step)?;
    let decides = matches!(step.body, Body::Do(_) | Body::Ask(_)) || step.approve.is_some();
    if decides && (visit.plan.is_some() || !visit.answers.is_empty()) {
        return None;
    }
    let list = |name: &Name| match value(runbook, then, name) {
        Ok(Value::Texts(texts)) if texts.is_empty() => Some(format!("{}: nothing", label(&name.written))),
        Ok(list @ Value::Texts(_)) => Some(format!("{}: {list}", label(&name.written))),
        _ => None,
    };
    let looks = &visit.rounds.last()?.looks;
    let brought = looks.iter().map(|(bind, evidence)| brought(runbook, then, step, bind, evidence));
    let said = brought.chain(step.show.iter().filter_map(list));
    Some(format!("{}: {}", title(runbook, state, visit)?, said.collect::<Vec<_>>().join("; ")))
}

/// Each visit, with the walk up to it and no further. The walk is copied once for all of them.
pub(crate) fn as_it_went<T>(state: &State, mut tell: impl FnMut(&State, &Visit) -> Option<T>) -> Vec<T> {
    let mut then = State { visits: Vec::with_capacity(state.visits.len()), ..state.clone() };
    let mut each = |visit: &Visit| {
        then.visits.push(visit.clone());
        tell(&then, visit)
    };
    state.visits.iter().filter_map(&mut each).collect()
}

/// Whether it is one of these.
pub(crate) fn is_in(visits: &[&Visit], visit: &Visit) -> bool {
    visits.iter().any(|other| std::ptr::eq(*other, visit))
}

/// What one look found, in its own line. Where that line only says that there was an answer, what the step shows of it
/// counts: `200 OK` is no finding.
fn brought(runbook: &Runbook, state: &State, step: &Step, bind: &str, evidence: &Evidence) -> String {
    let of_look = |name: &&Name| matches!(&name.refer, Ref::Fact { bind: of, step: None, .. } if of == bind);
    let shown = |name: &Name| match value(runbook, state, name) {
        Ok(Value::Texts(_) | Value::Table(_)) => None,
        _ => settle::shown_fact(runbook, state, name).map(|(label, value)| format!("{label} {value}")),
    };
    let answers = evidence.fact("answer").is_ok();
    let shown: Vec<_> = step.show.iter().filter(|_| answers).filter(of_look).filter_map(shown).collect();
    if shown.is_empty() { format!("{}{}", evidence.summary, text_of_an_error(evidence)) } else { shown.join(", ") }
}

/// How many errors there are tells nobody which.
fn text_of_an_error(evidence: &Evidence) -> String {
    match (evidence.query.observe.as_str(), evidence.fact("newest")) {
        ("logs.search", Ok(Value::Text(newest))) => format!(", which says: {}", newest.shortened(160)),
        _ => String::new(),
    }
}

/// What was answered last, in the words of the question; apart from it what nobody was asked for.
fn answers(runbook: &Runbook, state: &State) -> impl Iterator<Item = String> {
    let (assumed, chosen): (Vec<_>, Vec<_>) = said(runbook, state).into_iter().partition(|answer| answer.assumed);
    let told = |head: &str, all: Vec<Answer>| {
        let texts: Vec<_> = all.into_iter().map(|answer| answer.text).collect();
        (!texts.is_empty()).then(|| sentence(format!("{head}: {}", texts.join("; "))))
    };
    [told("Chosen", chosen), told("Assumed, not asked in a dry run", assumed)].into_iter().flatten()
}

/// A question with its last answer, and when somebody was there last.
pub(crate) struct Answer {
    pub at: Utc,
    pub text: String,
    pub assumed: bool,
}

/// Each question that has an answer.
pub(crate) fn said(runbook: &Runbook, state: &State) -> Vec<Answer> {
    let of_step = |step: &Step| -> Vec<Answer> {
        let Body::Ask(questions) = &step.body else { return Vec::new() };
        let visit = state.visits.iter().rev().find(|visit| visit.step == step.id && !visit.answers.is_empty());
        let said = |question: &Question| {
            let answer = visit?.answers.get(&question.field)?;
            let asked = settle::text(runbook, state, &question.label);
            let (visit, assumed) = (visit?, visit?.assumed.contains(&question.field));
            Some(Answer { at: visit.last_at, text: answered(asked.as_str(), answer), assumed })
        };
        questions.iter().filter_map(said).collect()
    };
    runbook.steps.iter().flat_map(of_step).collect()
}

/// A question and what was answered, as it is told.
pub(crate) fn answered(asked: &str, answer: &Value) -> String {
    let colon = if asked.ends_with('?') { "" } else { ":" };
    format!("{asked}{colon} {answer}")
}

fn denied(state: &State) -> impl Iterator<Item = String> {
    state.denials(|_| true).map(sentence)
}

/// What was made, and what was not: whoever takes over must not take the one for the other.
fn change(effect: &Effect) -> Option<String> {
    let (target, words, at) = (&effect.plan.target, &effect.plan.words, stamp(effect.at));
    match &effect.applied {
        Applied::No(why) => Some(sentence(format!("Not made at {at}: {words}, {target}: {}", why.text))),
        Applied::CannotTell(why) => {
            Some(sentence(format!("May or may not be made at {at}: {words}, {target}: {}", why.text)))
        }
        _ if effect.plan.touches() == Touches::Records => None,
        applied if applied.failed() => Some(format!("Failed at {at}: {words}, {target}.")),
        Applied::Yes(_) if effect.plan.is_by_hand() => {
            Some(format!("Allowed at {at}, to be done by hand: {words}, {target}."))
        }
        Applied::Yes(_) => Some(format!("Changed {target}: {words} at {at}.")),
    }
}

fn skipped(runbook: &Runbook, state: &State) -> impl Iterator<Item = String> {
    let said = |visit: &Visit| {
        let reason = visit.skipped.as_ref()?;
        if reason.as_str() == NOT_ASKED {
            return Some(format!("Not asked in a dry run: \"{}\".", passed_over(runbook, state, visit)?));
        }
        let word = capitalised(visit.passed_over());
        Some(sentence(format!("{word} \"{}\": {reason}", passed_over(runbook, state, visit)?)))
    };
    state.visits.iter().filter(|visit| state.is_last(visit)).filter_map(said)
}

/// What a skip left out: the question at which it was said, where others of its step were answered; else the step.
pub fn passed_over(runbook: &Runbook, state: &State, visit: &Visit) -> Option<Clean> {
    let step = runbook.step(&visit.step)?;
    let open = match &step.body {
        Body::Ask(questions) if !visit.answers.is_empty() => {
            questions.iter().find(|question| !visit.answers.contains_key(&question.field))
        }
        _ => None,
    };
    Some(settle::text(runbook, state, open.map_or(&step.title, |question| &question.label)))
}

/// Of each step that was judged, what was seen last.
pub(crate) fn newest(state: &State) -> Vec<&Visit> {
    let mut told = BTreeSet::new();
    let judged = state.visits.iter().rev().filter(|visit| visit.verdict().is_some());
    let mut newest: Vec<_> = judged.filter(|visit| told.insert(&visit.step)).collect();
    newest.reverse();
    newest
}

/// A title can read like a claim, which did not hold: it is quoted. Why it did not is what was judged, not how the
/// request went.
fn because(word: &str, runbook: &Runbook, state: &State, visit: &Visit) -> Option<String> {
    Some(format!("{word} \"{}\": {}", title(runbook, state, visit)?, reasons(visit.verdict()?, "; ")))
}

/// Why something did not pass, each reason once.
pub(crate) fn reasons(verdict: &Verdict, between: &str) -> String {
    let whys: Vec<&str> = match verdict {
        Verdict::Fail(failing) => failing.iter().map(Clean::as_str).collect(),
        Verdict::Unknown(whys) => whys.iter().map(|why| why.text.as_str()).collect(),
        Verdict::Pass | Verdict::Seen | Verdict::Pending { .. } => Vec::new(),
    };
    once(whys.into_iter()).join(between)
}

/// Each once, in their order.
fn once<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut told = BTreeSet::new();
    texts.filter(|text| told.insert(*text)).collect()
}

pub(crate) fn title(runbook: &Runbook, state: &State, visit: &Visit) -> Option<String> {
    Some(settle::text(runbook, state, &runbook.step(&visit.step)?.title).to_string())
}

/// What the looks saw by which a step is judged; where none of its own decides, what the first one saw.
pub(crate) fn decided_by(runbook: &Runbook, visit: &Visit) -> Option<Clean> {
    let looks = &visit.rounds.last()?.looks;
    let pass = match &runbook.step(&visit.step)?.body {
        Body::Look { pass, .. } => pass.names(),
        _ => Vec::new(),
    };
    let is_own = |step: &Option<StepId>| step.as_ref().is_none_or(|step| *step == visit.step);
    let is_of =
        |name: &Name, bind: &str| matches!(&name.refer, Ref::Fact { bind: of, step, .. } if of == bind && is_own(step));
    let decides = |bind: &str| pass.iter().any(|name| is_of(name, bind));
    let deciding: Vec<_> = looks.iter().filter(|(bind, _)| decides(bind)).collect();
    let told = if deciding.is_empty() { looks.iter().take(1).collect() } else { deciding };
    let told: Vec<_> = once(told.iter().map(|(_, evidence)| evidence.summary.as_str()));
    (!told.is_empty()).then(|| Clean::new(told.join("; ")))
}

pub(crate) fn passed_without(visit: &Visit) -> String {
    let unchecked = visit.rounds.last().map_or(&[][..], |round| &round.unchecked);
    let labels: Vec<_> = unchecked.iter().flat_map(|one| one.labels.clone()).collect();
    if labels.is_empty() { String::new() } else { format!(" (but could not check: {})", labels.join(", ")) }
}

fn head(runbook: &Runbook, state: &State) -> String {
    let severity = severity(runbook, state).map(|severity| format!(" {severity}")).unwrap_or_default();
    let opened = state.opened_at.map(stamp).unwrap_or_else(|| "?".into());
    state.marked(&format!("{} {}{severity}, looked at since {opened}.", runbook.id.to_uppercase(), runbook.title))
}

fn place(runbook: &Runbook, state: &State) -> String {
    if let Some((outcome, _)) = &state.closed {
        return if state.is_dry() {
            format!("{}.", ended(state, outcome))
        } else {
            format!("Ended: {}.", outcome.in_words())
        };
    }
    if let Some(request) = state.undecided().next_back() {
        return format!("Waiting for {} to approve {} ({}).", request.gate, request.plan.words, request.id);
    }
    let Some(visit) = state.current() else { return "Just begun.".into() };
    let place = runbook.place(&visit.step);
    let title = runbook.step(&visit.step).map(|step| settle::text(runbook, state, &step.title));
    sentence(format!("Now at {place}: {}", title.unwrap_or_else(|| Clean::new(visit.step.as_str()))))
}

/// How a walk ended; a dry run has ended nothing.
pub(crate) fn ended(state: &State, outcome: &Outcome) -> String {
    match (outcome, state.is_dry()) {
        (Outcome::Escalated(to), true) => {
            format!("Would have been escalated to {to}; nothing was changed, nobody was told")
        }
        (_, true) => format!("Would have ended: {}; nothing was changed", outcome.word()),
        (Outcome::Escalated(to), false) => format!("escalated to {to}"),
        (_, false) => format!("ended, {}", outcome.word()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::walk::event::Found;
    use crate::walk::request::tests::request;
    use crate::world::{Outputs, Why, WhyKind};

    #[test]
    fn what_was_not_made_is_not_told_as_changed() {
        let why = || Why::new(WhyKind::Network, "the alias was not reached");
        for (applied, said) in [
            (Applied::Yes(Outputs::default()), "Changed prod: prod 43 -> 41 at 1970-01-01T00:00:00Z."),
            (Applied::No(why()), "Not made at 1970-01-01T00:00:00Z: prod 43 -> 41, prod: the alias was not reached."),
            (
                Applied::CannotTell(why()),
                "May or may not be made at 1970-01-01T00:00:00Z: prod 43 -> 41, prod: the alias was not reached.",
            ),
        ] {
            let at = chrono::DateTime::UNIX_EPOCH;
            let effect = Effect { applied, found: Found::Reply, at, plan: request().plan };
            assert_eq!(change(&effect).as_deref(), Some(said));
        }
    }
}
