//! A paragraph for the chat, from the events.

use super::event::{Applied, Outcome};
use super::hand_over::{as_seen, capitalised, is_old};
use super::scope::value;
use super::settle::{self, label};
use super::severity::severity;
use super::state::{Effect, State, Visit};
use super::verdict::Verdict;
use crate::health::answer::NO_ANSWER;
use crate::runbook::{Body, Name, Question, Ref, Runbook, Step};
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::world::actions::Touches;
use crate::world::{Evidence, Value, Why};
use std::collections::BTreeSet;

/// Said of a question that nobody was there to answer.
pub const NOT_ASKED: &str = "not asked in a dry run";

/// What is broken, what was found, what was chosen and changed, what comes next: plain text to paste. What did not pass
/// comes first; of a step that was come to again, what was seen last.
pub fn paragraph(runbook: &Runbook, state: &State, now: Utc) -> Clean {
    let newest = newest(state);
    let told = |wanted: fn(&Verdict) -> bool| newest.iter().copied().filter(move |v| v.verdict().is_some_and(wanted));
    // Of what is mended the chat hears first that it is.
    let mended = matches!(state.closed, Some((Outcome::Resolved | Outcome::Complete, _)));
    let word = if mended { "Was FAIL" } else { "FAIL" };
    let ages = Ages { now, mended, last: newest.iter().filter_map(|visit| seen_at(visit)).max() };
    let failed = told(|v| matches!(v, Verdict::Fail(_)));
    let failed =
        failed.filter_map(|visit| Some(because(word, runbook, state, visit)? + &ages.told(seen_at(visit)) + "."));
    let unknown = not_known(runbook, state).into_iter();
    let unknown = unknown.map(|one| format!("Could not check {}: {}{}.", one.titles, one.why, ages.told(one.at)));
    let seen = as_it_went(state, |then, visit| {
        let is_told = matches!(visit.verdict(), Some(Verdict::Seen | Verdict::Pending { .. })) && is_in(&newest, visit);
        is_told.then(|| found(runbook, state, then)).flatten().map(|text| text + &ages.told(seen_at(visit)) + ".")
    });
    let passed: Vec<_> = told(|v| matches!(v, Verdict::Pass))
        .filter_map(|visit| Some(title(runbook, state, visit)? + &passed_without(visit) + &ages.told(seen_at(visit))))
        .collect();
    let passed = (!passed.is_empty()).then(|| format!("Ok: {}.", passed.join("; ")));
    let done = answers(runbook, state).chain(denied(state)).chain(state.sent().filter_map(change));
    let parts = failed.chain(unknown).chain(seen).chain(passed).chain(done).chain(skipped(runbook, state));
    let (head, now) = (head(runbook, state) + &ages.of_all(), place(runbook, state));
    let parts: Vec<_> = match state.closed {
        Some(_) => [head, now].into_iter().chain(parts).collect(),
        None => [head].into_iter().chain(parts).chain([now]).collect(),
    };
    Clean::new(parts.join(" "))
}

/// How old is what is told: whoever reads it must not take what was seen long before for how it is.
struct Ages {
    now: Utc,
    /// What was red is told as what was.
    mended: bool,
    /// The newest look.
    last: Option<Utc>,
}

impl Ages {
    /// Of a look that is old beside the newest one.
    fn told(&self, at: Option<Utc>) -> String {
        match at.zip(self.last) {
            Some((at, last)) if is_old(at, last) && !self.mended => format!(" ({})", as_seen(at, self.now)),
            _ => String::new(),
        }
    }

    /// Where even the newest look is old.
    fn of_all(&self) -> String {
        match self.last {
            Some(last) if is_old(last, self.now) => {
                format!(" All of it {}, at {} or before.", as_seen(last, self.now), stamp(last))
            }
            _ => String::new(),
        }
    }
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
    if shown.is_empty() { evidence.summary.to_string() } else { shown.join(", ") }
}

/// What was answered last, in the words of the question; apart from it what nobody was asked for.
fn answers(runbook: &Runbook, state: &State) -> impl Iterator<Item = String> {
    let (assumed, chosen): (Vec<_>, Vec<_>) = said(runbook, state).into_iter().partition(|answer| answer.assumed);
    let told = |head: &str, all: Vec<Answer>| {
        let texts: Vec<_> = all.into_iter().map(|answer| answer.text).collect();
        (!texts.is_empty()).then(|| format!("{head}: {}.", texts.join("; ")))
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
    state.denials(|_| true).map(|denied| format!("{denied}."))
}

/// What was made, and what was not: whoever takes over must not take the one for the other.
fn change(effect: &Effect) -> Option<String> {
    let (target, words, at) = (&effect.plan.target, &effect.plan.words, stamp(effect.at));
    match &effect.applied {
        Applied::No(why) => Some(format!("Not made at {at}: {words}, {target}: {}.", why.text)),
        Applied::CannotTell(why) => Some(format!("May or may not be made at {at}: {words}, {target}: {}.", why.text)),
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
        Some(format!("{word} \"{}\": {reason}.", passed_over(runbook, state, visit)?))
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

/// Steps that could not be checked for the same reason.
pub(crate) struct NotKnown {
    pub at: Option<Utc>,
    /// Quoted, in their order.
    pub titles: String,
    pub why: String,
}

/// What could not be checked: what kept more than one step from it is told once, of all of them.
pub(crate) fn not_known(runbook: &Runbook, state: &State) -> Vec<NotKnown> {
    let newest = newest(state);
    let open: Vec<_> = newest.iter().filter_map(|visit| Some((*visit, whys(visit.verdict()?)?))).collect();
    let causes = causes(open.iter().flat_map(|(_, whys)| *whys));
    let mut all: Vec<NotKnown> = Vec::new();
    for (visit, whys) in &open {
        let Some(title) = title(runbook, state, visit) else { continue };
        let own: Vec<&str> =
            once(whys.iter().filter_map(|why| causes.iter().find(|cause| is_same(cause, why)).copied()));
        let is_shared =
            |cause: &&str| open.iter().filter(|(_, whys)| whys.iter().any(|why| is_same(cause, why))).count() > 1;
        let (shared, alone): (Vec<&str>, Vec<&str>) = own.into_iter().partition(is_shared);
        let alone = (!alone.is_empty()).then(|| alone.join("; "));
        for why in shared.into_iter().map(str::to_owned).chain(alone) {
            let at = seen_at(visit);
            match all.iter_mut().find(|one| one.why == why) {
                Some(one) => (one.titles, one.at) = (format!("{}, \"{title}\"", one.titles), at.max(one.at)),
                None => all.push(NotKnown { at, titles: format!("\"{title}\""), why }),
            }
        }
    }
    all
}

fn whys(verdict: &Verdict) -> Option<&Vec<Why>> {
    match verdict {
        Verdict::Unknown(whys) => Some(whys),
        _ => None,
    }
}

/// Each cause, in its fullest words.
fn causes<'w>(whys: impl Iterator<Item = &'w Why>) -> Vec<&'w str> {
    let mut causes: Vec<&str> = Vec::new();
    for why in whys {
        match causes.iter_mut().find(|cause| is_same(cause, why)) {
            Some(known) if known.len() < cause(why).len() => *known = cause(why),
            Some(_) => {}
            None => causes.push(cause(why)),
        }
    }
    causes
}

/// What lies behind a reason: that there was no answer is no cause.
fn cause(why: &Why) -> &str {
    why.text.as_str().trim_start_matches(NO_ANSWER)
}

/// `connection refused` is told by `connection refused, and AWS does not answer either`.
fn is_same(known: &str, why: &Why) -> bool {
    let (long, short) = if known.len() < cause(why).len() { (cause(why), known) } else { (known, cause(why)) };
    long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(','))
}

/// Each once, in their order.
fn once<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut told = BTreeSet::new();
    texts.filter(|text| told.insert(*text)).collect()
}

pub(crate) fn title(runbook: &Runbook, state: &State, visit: &Visit) -> Option<String> {
    Some(settle::text(runbook, state, &runbook.step(&visit.step)?.title).to_string())
}

pub(crate) fn summary(visit: &Visit) -> Option<Clean> {
    Some(visit.rounds.last()?.looks.first()?.1.summary.clone())
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
            format!("Ended: {}.", outcome.word())
        };
    }
    let Some(visit) = state.current() else { return "Just begun.".into() };
    let place = runbook.place(&visit.step);
    let title = runbook.step(&visit.step).map(|step| settle::text(runbook, state, &step.title));
    format!("Now at {place}: {}.", title.unwrap_or_else(|| Clean::new(visit.step.as_str())))
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
