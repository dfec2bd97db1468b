//! What now? A pure function of the runbook, the state and the time.

use super::approved::{is_approved, open_request};
use super::ends::was_told;
use super::event::{Applied, Entrance, Outcome};
use super::hand_over;
use super::items;
use super::scope::truth;
use super::settle;
use super::state::{Settled, State, Visit};
use super::verdict::Verdict;
use crate::runbook::{Body, Branch, Draft, Ending, Kind, Question, Repeat, Runbook, Step, Target, Truth};
use crate::text::Clean;
use crate::time::Utc;
use crate::world::actions::{Plan, Tier, Touches};
use crate::world::{Value, Why};
use std::time::Duration;

/// The one thing to do next.
#[derive(Debug)]
pub enum Next<'r> {
    Enter {
        step: &'r Step,
        visit: u32,
        how: Entrance,
        undecided: Vec<Why>,
    },
    /// All looks of the step, at once; a further one of a repeated look so long after the one before.
    Look {
        step: &'r Step,
        after: Option<Duration>,
    },
    Ask {
        step: &'r Step,
        question: &'r Question,
    },
    /// Settle the change, from a fresh look where the action wants one.
    Settle {
        step: &'r Step,
    },
    /// One key of the step; going on makes the change when there is one.
    Pick {
        step: &'r Step,
        doing: Option<&'r Plan>,
    },
    /// Consent of a second person: a new request, or the open one.
    Approve {
        step: &'r Step,
        plan: &'r Plan,
        open: Option<&'r str>,
    },
    /// An approval is there: use it up.
    Spend {
        step: &'r Step,
        plan: &'r Plan,
        request: &'r str,
    },
    Confirm {
        step: &'r Step,
        plan: &'r Plan,
    },
    Intend {
        step: &'r Step,
        plan: &'r Plan,
    },
    /// The walk was cut off between intent and effect: look whether the change is in the world.
    LookBack {
        step: &'r Step,
    },
    Close {
        outcome: Outcome,
        say: Option<Clean>,
    },
    Closed,
}

pub fn next<'r>(runbook: &'r Runbook, state: &'r State, now: Utc) -> Next<'r> {
    if state.closed.is_some() {
        return Next::Closed;
    }
    let Some(visit) = state.current() else { return enter_first(runbook, state, now) };
    match runbook.step(&visit.step) {
        Some(step) => within(runbook, state, step, visit, now),
        None => Next::Close {
            outcome: Outcome::Abandoned,
            say: Some(Clean::new(format!("the step {} is gone", visit.step))),
        },
    }
}

fn enter_first<'r>(runbook: &'r Runbook, state: &State, now: Utc) -> Next<'r> {
    match runbook.steps.first() {
        Some(first) if applies(runbook, state, first) => entered(state, first, Entrance::Forward, Vec::new()),
        Some(first) => arrive(runbook, state, onward(runbook, state, passed_over(runbook, first)), Vec::new(), now),
        None => Next::Close { outcome: Outcome::Complete, say: None },
    }
}

fn within<'r>(runbook: &'r Runbook, state: &'r State, step: &'r Step, visit: &'r Visit, now: Utc) -> Next<'r> {
    if visit.intended.is_some() && visit.effect.is_none() {
        return Next::LookBack { step };
    }
    if visit.skipped.is_some() || step.silent || was_told(runbook, state, step, visit) {
        return leave(runbook, state, step, visit, now);
    }
    look(runbook, state, step, visit)
        .or_else(|| body(step, state, visit, now))
        .unwrap_or_else(|| leave(runbook, state, step, visit, now))
}

/// The looks of the step that are still to be taken.
fn look<'r>(runbook: &'r Runbook, state: &State, step: &'r Step, visit: &Visit) -> Option<Next<'r>> {
    if !step.observes() || visit.continued {
        return None;
    }
    let counted = visit.counted();
    let after = match (counted.last(), repeat(step)) {
        (None, _) => None,
        (Some(_), Some(rule)) if goes_on(visit) => Some(every(runbook, state, rule)),
        (Some(_), _) => return None,
    };
    Some(Next::Look { step, after })
}

fn repeat(step: &Step) -> Option<&Repeat> {
    match &step.body {
        Body::Look { repeat, .. } => repeat.as_ref(),
        _ => None,
    }
}

fn goes_on(visit: &Visit) -> bool {
    visit.cut_short.is_none() && matches!(visit.verdict(), Some(Verdict::Pending { .. }))
}

fn every(runbook: &Runbook, state: &State, repeat: &Repeat) -> Duration {
    let (Repeat::InARow { every, .. } | Repeat::For { every, .. }) = repeat;
    match settle::operand(runbook, state, every) {
        Ok(Value::Duration(every)) => every,
        _ => Duration::from_secs(5),
    }
}

/// What the step asks or does, once its looks are there.
fn body<'r>(step: &'r Step, state: &'r State, visit: &'r Visit, now: Utc) -> Option<Next<'r>> {
    match &step.body {
        Body::Read | Body::Look { .. } if step.approve.is_some() => act(step, state, visit, now),
        Body::Look { .. } if goes_on_by_itself(step, visit) => None,
        Body::Read | Body::Look { .. } => (!visit.continued).then_some(Next::Pick { step, doing: None }),
        Body::Ask(questions) => {
            let open = questions.iter().find(|question| !visit.answers.contains_key(&question.field));
            open.filter(|_| !visit.continued).map(|question| Next::Ask { step, question })
        }
        Body::Do(_) => act(step, state, visit, now),
    }
}

/// What was judged without a look, or looked at again before it counts, asks for nobody when it passes.
pub fn goes_on_by_itself(step: &Step, visit: &Visit) -> bool {
    let passed = visit.verdict() == Some(&Verdict::Pass);
    passed && (step.looks.is_empty() || visit.how == Entrance::Again)
}

fn act<'r>(step: &'r Step, state: &'r State, visit: &'r Visit, now: Utc) -> Option<Next<'r>> {
    if let Some(effect) = &visit.effect {
        let done = matches!(effect.applied, Applied::Yes(_)) && !effect.applied.failed();
        return (!done && !visit.continued).then_some(Next::Pick { step, doing: None });
    }
    match &visit.plan {
        None => Some(Next::Settle { step }),
        Some(Settled::Unsettled(_) | Settled::Drafted(_)) => {
            (!visit.continued).then_some(Next::Pick { step, doing: None })
        }
        Some(Settled::Plan(plan)) if !visit.continued => Some(Next::Pick { step, doing: Some(plan) }),
        Some(Settled::Plan(plan)) if step.approve.is_some() => obtain(step, state, plan, now),
        Some(Settled::Plan(plan)) => Some(consent(step, state, visit, plan, now)),
    }
}

/// A step that only obtains the approval of a later one's action: done when it is there.
fn obtain<'r>(step: &'r Step, state: &'r State, plan: &'r Plan, now: Utc) -> Option<Next<'r>> {
    let open = open_request(state, plan, now);
    (!is_approved(state, plan, now)).then_some(Next::Approve { step, plan, open })
}

/// Approval, then the typed words, then the intent: as much of it as the action's tier wants.
fn consent<'r>(step: &'r Step, state: &'r State, visit: &'r Visit, plan: &'r Plan, now: Utc) -> Next<'r> {
    if plan.consent() == Tier::Gated && visit.spent.is_none() {
        return approve(step, state, visit, plan, now);
    }
    if plan.consent() != Tier::Routine && !visit.confirmed {
        return Next::Confirm { step, plan };
    }
    Next::Intend { step, plan }
}

/// Words first, then the approval is used up: an approval is not wasted on somebody who hesitates.
fn approve<'r>(step: &'r Step, state: &'r State, visit: &'r Visit, plan: &'r Plan, now: Utc) -> Next<'r> {
    match open_request(state, plan, now) {
        Some(request) if state.decisions.contains_key(request) => match visit.confirmed {
            true => Next::Spend { step, plan, request },
            false => Next::Confirm { step, plan },
        },
        open => Next::Approve { step, plan, open },
    }
}

/// The step is done: the first branch whose conditions hold, else the next step.
pub(super) fn leave<'r>(runbook: &'r Runbook, state: &State, step: &'r Step, visit: &Visit, now: Utc) -> Next<'r> {
    let mut undecided = Vec::new();
    for branch in &step.go {
        match truth(runbook, state, &branch.when) {
            Truth::True => return arrive(runbook, state, onward(runbook, state, &branch.to), undecided, now),
            Truth::False => {}
            Truth::Unknown(whys) => undecided.extend(whys),
        }
    }
    match (runbook.kind, visit.how) {
        (Kind::Checklist, Entrance::Again) => match items::open_judge(runbook, state) {
            Some(judge) => arrive_at(runbook, state, judge, undecided, now),
            None => {
                let after = items::after_items(runbook).unwrap_or(&step.next);
                arrive(runbook, state, onward(runbook, state, after), undecided, now)
            }
        },
        _ => arrive(runbook, state, past_settled(runbook, state, beyond(runbook, state, step, visit)), undecided, now),
    }
}

/// Behind a step; when it was skipped, behind the runbook that it follows, and behind its whole item unless one of its
/// further parts leads elsewhere.
fn beyond<'r>(runbook: &'r Runbook, state: &State, step: &'r Step, visit: &Visit) -> &'r Target {
    let mut next = &step.next;
    if visit.skipped.is_some()
        && !state.is_dry()
        && let Some(back) = followed_to(runbook, step)
    {
        return &back.next;
    }
    if !skips_item(runbook, state, step, visit) {
        return next;
    }
    let holds = |branch: &&Branch| truth(runbook, state, &branch.when) == Truth::True;
    while let Target::Step(id) = next
        && let Some(part) = runbook.step(id).filter(|part| part.head() == step.head() && part.id != step.id)
    {
        match part.go.iter().find(holds) {
            Some(branch) => return &branch.to,
            None => next = &part.next,
        }
    }
    next
}

/// Where the runbook that a step follows returns to.
fn followed_to<'r>(runbook: &'r Runbook, step: &Step) -> Option<&'r Step> {
    let ends = |other: &&Step| other.returns.as_ref().is_some_and(|(by, _)| *by == step.id);
    match &runbook.steps.iter().find(ends)?.next {
        Target::Step(place) => runbook.step(place),
        Target::End(_) => None,
    }
}

/// Where a step leads to that does not apply: behind all of its parts, and behind the runbook that it follows.
pub fn passed_over<'r>(runbook: &'r Runbook, step: &'r Step) -> &'r Target {
    let after_all = step.part_of.is_none().then(|| items::after_item(runbook, step)).flatten();
    after_all.unwrap_or_else(|| &followed_to(runbook, step).unwrap_or(step).next)
}

/// An override goes on to what else belongs to the item, an entry that is not written takes nothing with it, and what
/// was answered or done in the item is still judged. A dry run shows all of it, also behind a question that nobody answered.
fn skips_item(runbook: &Runbook, state: &State, step: &Step, visit: &Visit) -> bool {
    let of_item = |visit: &&Visit| runbook.step(&visit.step).is_some_and(|other| other.head() == step.head());
    let done = state
        .visits
        .iter()
        .filter(of_item)
        .flat_map(Visit::sent)
        .any(|effect| !matches!(effect.applied, Applied::No(_)));

    let entry = matches!(&step.body, Body::Do(draft) if draft.action.touches == Touches::Records);
    let skips = runbook.kind == Kind::Checklist && visit.skipped.is_some() && !state.is_dry();
    skips && !visit.did_not_pass() && visit.answers.is_empty() && !entry && !done
}

/// A step whose `when` does not hold is passed over, with all of its parts.
fn onward<'r>(runbook: &'r Runbook, state: &State, mut target: &'r Target) -> &'r Target {
    for _ in 0..=runbook.steps.len() {
        let Target::Step(id) = target else { return target };
        match runbook.step(id).filter(|step| !applies(runbook, state, step)) {
            Some(step) => target = passed_over(runbook, step),
            None => return target,
        }
    }
    target
}

/// Going on, a checklist passes over the items that are settled: whoever came back to one goes on where they were.
fn past_settled<'r>(runbook: &'r Runbook, state: &State, target: &'r Target) -> &'r Target {
    let mut target = onward(runbook, state, target);
    for _ in 0..=runbook.steps.len() {
        let settled = settled_item(runbook, state, target);
        match settled.and_then(|head| items::after_item(runbook, head)) {
            Some(after) => target = onward(runbook, state, after),
            None => break,
        }
    }
    target
}

fn settled_item<'r>(runbook: &'r Runbook, state: &State, target: &Target) -> Option<&'r Step> {
    let Target::Step(id) = target else { return None };
    let head = runbook.step(id).filter(|step| step.part_of.is_none() && !step.uncounted)?;
    let visited = runbook.kind == Kind::Checklist && state.last_visit(&head.id).is_some();
    (visited && items::is_settled(runbook, state, head)).then_some(head)
}

/// Enters a target, or ends.
fn arrive<'r>(runbook: &'r Runbook, state: &State, target: &'r Target, undecided: Vec<Why>, now: Utc) -> Next<'r> {
    match target {
        Target::End(ending) if ending.outcome == Outcome::Complete => match come_back(runbook, state, None, now) {
            Some((step, how)) => entered(state, step, how, undecided),
            None => close(runbook, state, ending),
        },
        Target::End(ending) => close(runbook, state, ending),
        Target::Step(id) => match runbook.step(id) {
            Some(step) => arrive_at(runbook, state, step, undecided, now),
            None => {
                Next::Close { outcome: Outcome::Abandoned, say: Some(Clean::new(format!("the step {id} is gone"))) }
            }
        },
    }
}

/// Enters a step; or, where a checklist would count now and something in it is open or old, that.
fn arrive_at<'r>(runbook: &'r Runbook, state: &State, step: &'r Step, undecided: Vec<Why>, now: Utc) -> Next<'r> {
    let counts = items::is_after_items(runbook, &step.id) || step.judges_items();
    let back = counts.then(|| come_back(runbook, state, Some(step), now)).flatten();
    let (step, how) = back.unwrap_or((step, Entrance::Forward));
    entered(state, step, how, undecided)
}

fn come_back<'r>(runbook: &'r Runbook, state: &State, to: Option<&Step>, now: Utc) -> Option<(&'r Step, Entrance)> {
    (runbook.kind == Kind::Checklist).then(|| items::to_come_back_to(runbook, state, to, now)).flatten()
}

fn close<'r>(runbook: &Runbook, state: &State, ending: &Ending) -> Next<'r> {
    let say = ending.say.as_ref().map(|say| Clean::new(state.marked(hand_over::said(runbook, state, say).as_str())));
    Next::Close { outcome: ending.outcome.clone(), say }
}

/// The step to which a branch of this one leads now.
pub fn branches_to<'r>(runbook: &'r Runbook, state: &State, step: &'r Step) -> Option<&'r Step> {
    let branch = step.go.iter().find(|branch| truth(runbook, state, &branch.when) == Truth::True)?;
    match onward(runbook, state, &branch.to) {
        Target::Step(id) => runbook.step(id),
        Target::End(_) => None,
    }
}

pub(super) fn applies(runbook: &Runbook, state: &State, step: &Step) -> bool {
    truth(runbook, state, &step.when) != Truth::False
}

/// Opens a step, as its next visit.
pub fn entered<'r>(state: &State, step: &'r Step, how: Entrance, undecided: Vec<Why>) -> Next<'r> {
    Next::Enter { step, visit: state.visits_of(&step.id) + 1, how, undecided }
}

/// The change that a step is about: its own, or that of the step whose approval it obtains.
pub fn draft<'r>(runbook: &'r Runbook, step: &'r Step) -> Option<(&'r Step, &'r Draft)> {
    let acting = match &step.approve {
        Some(id) => runbook.step(id)?,
        None => step,
    };
    match &acting.body {
        Body::Do(draft) => Some((acting, draft)),
        _ => None,
    }
}
