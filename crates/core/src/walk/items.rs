//! A checklist's items: how each stands, how many are done, and which must be come back to before the end.

use super::again;
use super::event::{Applied, Entrance};
use super::next::{applies, goes_on_by_itself};
use super::outdated::outdated;
use super::scope::{approved, is_so_already};
use super::state::{Settled, State, Visit};
use super::verdict::Verdict;
use crate::runbook::{Body, Kind, Runbook, Step, Target};
use crate::text::Clean;
use crate::time::Utc;
use crate::world::Value;

/// How an item stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not come to, or not gone on from.
    Open,
    Done {
        by_evidence: bool,
    },
    /// A check failed, or a change was not made.
    Failed,
    /// Could not check.
    Unknown,
    /// Failed or unknown, and gone on from with a reason.
    Overridden(Clean),
    /// Not done, with a reason.
    Skipped(Clean),
    /// A dry run showed what would be done.
    Drafted,
    /// Its condition does not hold here.
    NotApplicable,
}

impl Standing {
    pub fn word(&self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Done { .. } => "done",
            Standing::Failed => "FAILED",
            Standing::Unknown => "could not check",
            Standing::Overridden(_) => "overridden",
            Standing::Skipped(_) => "skipped",
            Standing::Drafted => "drafted",
            Standing::NotApplicable => "not applicable",
        }
    }
}

/// One item and when something last happened in it.
#[derive(Clone, Debug)]
pub struct Item<'r> {
    pub step: &'r Step,
    pub standing: Standing,
    /// The part that it stands like this by, when that is not the item's own first step.
    pub part: Option<&'r Step>,
    /// What did not hold.
    pub why: Vec<Clean>,
    pub at: Option<Utc>,
}

/// All items in the document's order.
pub fn items<'r>(runbook: &'r Runbook, state: &State) -> Vec<Item<'r>> {
    let one = |step: &'r Step| {
        let visits = visits(runbook, state, step);
        let standing = standing(runbook, state, step, &visits);
        let by = is_bad(&standing).then(|| by(runbook, state, &visits, &standing)).flatten();
        let part = by.map(|(part, _)| part).filter(|part| part.id != step.id);
        let why = by.map(|(_, visit)| visit).or_else(|| waits(step, &visits)).map(failing).unwrap_or_default();
        let why = why.into_iter().chain(outdated(runbook, state, step, &visits)).collect();
        Item { step, standing, part, why, at: visits.last().map(|visit| visit.last_at) }
    };
    runbook.numbered().into_iter().map(one).collect()
}

fn is_bad(standing: &Standing) -> bool {
    matches!(standing, Standing::Failed | Standing::Unknown)
}

/// The step by which an item stands like this, and its visit.
fn by<'r, 's>(
    runbook: &'r Runbook,
    state: &State,
    visits: &[&'s Visit],
    wanted: &Standing,
) -> Option<(&'r Step, &'s Visit)> {
    let mut steps = visits.iter().filter_map(|visit| Some((runbook.step(&visit.step)?, *visit)));
    steps.find(|(step, visit)| &one(state, step, visit) == wanted)
}

/// An item that judges the others has not failed by itself when one of them has: it is still to be done.
fn waits<'s>(head: &Step, visits: &[&'s Visit]) -> Option<&'s Visit> {
    let of_head = visits.iter().find(|visit| visit.step == head.id && visit.skipped.is_none()).copied();
    of_head.filter(|visit| head.judges_items() && matches!(visit.verdict(), Some(Verdict::Fail(_))))
}

fn failing(visit: &Visit) -> Vec<Clean> {
    match (&visit.effect, visit.verdict()) {
        (None, Some(Verdict::Fail(lines))) => lines.clone(),
        _ => Vec::new(),
    }
}

/// `9/10 + 1 overridden, 1 not applicable`: what is not applicable is not counted.
pub fn tally(items: &[Item<'_>]) -> String {
    let count = |wanted: fn(&Standing) -> bool| items.iter().filter(|item| wanted(&item.standing)).count();
    let away = count(|standing| *standing == Standing::NotApplicable);
    let done = count(|standing| matches!(standing, Standing::Done { .. }));
    let overridden = count(|standing| matches!(standing, Standing::Overridden(_)));
    let mut text = format!("{done}/{}", items.len() - away);
    if overridden > 0 {
        text.push_str(&format!(" + {overridden} overridden"));
    }
    if away > 0 {
        text.push_str(&format!(", {away} not applicable"));
    }
    text
}

/// Whether an item needs nothing more: it was gone on from, or does not apply.
pub fn is_settled(runbook: &Runbook, state: &State, head: &Step) -> bool {
    standing(runbook, state, head, &visits(runbook, state, head)) != Standing::Open
}

/// What must be come back to before the checklist counts: the first open item, else the first piece of evidence
/// that passed and has grown old since. It counts when the items are left; what comes after may take its time.
/// `target` is the step that is on its way to be entered: nothing is come back to for its own sake.
pub fn to_come_back_to<'r>(
    runbook: &'r Runbook,
    state: &State,
    target: Option<&Step>,
    now: Utc,
) -> Option<(&'r Step, Entrance)> {
    let other = |head: &&Step| target.is_none_or(|target| target.head() != &head.id);
    let open: Vec<_> = open(runbook, state).into_iter().filter(other).collect();
    let open = open.iter().find(|head| !head.judges_items()).or(open.first()).copied();
    let counted = state.visits.iter().any(|visit| is_after_items(runbook, &visit.step));
    let old = || if counted { None } else { old(runbook, state, now) };
    open.map(|head| (head, Entrance::Open)).or_else(|| old().map(|step| (step, Entrance::Again)))
}

fn open<'r>(runbook: &'r Runbook, state: &State) -> Vec<&'r Step> {
    runbook.numbered().into_iter().filter(|head| !is_settled(runbook, state, head)).collect()
}

/// The open item that judges how all the others stand.
pub fn open_judge<'r>(runbook: &'r Runbook, state: &State) -> Option<&'r Step> {
    open(runbook, state).into_iter().find(|head| head.judges_items())
}

fn old<'r>(runbook: &'r Runbook, state: &State, now: Utc) -> Option<&'r Step> {
    let Some(Value::Duration(age)) = state.opened.as_ref()?.settings.get("evidence_age") else { return None };
    // What was seen later than now is of no known age: a clock was set back.
    let is_old = |at: Utc| !(now - at).to_std().is_ok_and(|passed| passed <= *age);
    // What was looked at again a moment ago counts, however long the others took: otherwise this need not end.
    let renewed = |step: &Step| {
        state.visits.iter().rev().take_while(|visit| visit.how == Entrance::Again).any(|visit| visit.step == step.id)
    };
    let heads = runbook.numbered();
    let of_items = runbook.steps.iter().filter(|step| heads.iter().any(|head| &head.id == step.head()));
    let mut once =
        of_items.filter(|step| matches!(step.body, Body::Look { repeat: None, .. }) && !step.looks.is_empty());
    once.find(|step| {
        if renewed(step) {
            return false;
        }
        let last = state.last_visit(&step.id).and_then(|visit| visit.rounds.last());
        last.is_some_and(|round| round.verdict == Verdict::Pass && is_old(round.at))
    })
}

/// Where a checklist goes on when all of its items are settled.
pub fn after_items(runbook: &Runbook) -> Option<&Target> {
    let last = runbook.numbered().pop()?;
    after_item(runbook, last)
}

/// Where the document goes on after an item and its parts.
pub fn after_item<'r>(runbook: &'r Runbook, head: &Step) -> Option<&'r Target> {
    runbook.main_path_whole().into_iter().rev().find(|step| step.head() == &head.id).map(|step| &step.next)
}

/// Whether a step comes after the items.
pub fn is_after_items(runbook: &Runbook, id: &crate::walk::StepId) -> bool {
    let heads = runbook.heads();
    let last = heads.iter().rposition(|step| !step.uncounted);
    heads.iter().position(|step| &step.id == id).zip(last).is_some_and(|(at, last)| at > last)
}

/// The visits of an item's steps since it was last begun, the last one of each step.
pub(super) fn visits<'s>(runbook: &Runbook, state: &'s State, head: &Step) -> Vec<&'s Visit> {
    let of_item = |visit: &&Visit| runbook.step(&visit.step).is_some_and(|step| step.head() == &head.id);
    let begun = state.visits.iter().rposition(|visit| visit.step == head.id && visit.how != Entrance::Again);
    let since: Vec<_> = state.visits.iter().skip(begun.unwrap_or(0)).filter(of_item).collect();
    let last = |visit: &&&Visit| since.iter().rev().find(|other| other.step == visit.step).is_some_and(|l| l == *visit);
    since.iter().filter(last).copied().collect()
}

fn standing(runbook: &Runbook, state: &State, head: &Step, visits: &[&Visit]) -> Standing {
    let last = visits.iter().max_by_key(|visit| visit.last_at);
    let Some(last) = last.filter(|_| outdated(runbook, state, head, visits).is_none()) else {
        return if applies(runbook, state, head) { Standing::Open } else { Standing::NotApplicable };
    };
    let at = |visit: &Visit| runbook.step(&visit.step);
    if at(last).is_some_and(|step| !is_finished(state, step, last)) {
        return Standing::Open;
    }
    if waits(head, visits).is_some() {
        return Standing::Open;
    }
    let each = visits.iter().filter_map(|visit| Some(one(state, at(visit)?, visit)));
    let worst = each.max_by_key(weight).unwrap_or(Standing::Open);
    match (overridden(state, visits), &worst) {
        (Some(by), Standing::Failed | Standing::Unknown | Standing::Done { .. }) => Standing::Overridden(by),
        _ => worst,
    }
}

/// Who consented to go on in spite of what a check of the same item found.
fn overridden(state: &State, visits: &[&Visit]) -> Option<Clean> {
    let made = |visit: &&&Visit| {
        let effect = visit.effect.as_ref();
        effect.is_some_and(|e| matches!(e.applied, Applied::Yes(_)) && e.plan.overrides())
    };
    let made = visits.iter().find(made)?;
    let decision = state.decisions.get(made.spent.as_ref()?)?.text();
    let reason = made.effect.as_ref().and_then(|effect| effect.plan.args.text("reason").ok());
    Some(reason.map_or(decision.clone(), |reason| Clean::new(format!("{reason}; {decision}"))))
}

/// The step that comes before a jump's target and is open: an item, all the others for one that judges them, and what
/// comes after the items in its turn.
pub fn comes_first<'r>(runbook: &'r Runbook, state: &State, target: &Step) -> Option<&'r Step> {
    if runbook.kind == Kind::Triage {
        return None;
    }
    let beyond = is_after_items(runbook, target.head());
    let first = match beyond || target.judges_items() {
        true => open(runbook, state).into_iter().find(|head| &head.id != target.head()),
        false if runbook.any_order => None,
        false => open(runbook, state).into_iter().find(|head| is_before(runbook, head, target)),
    };
    let heads = runbook.heads().into_iter().take_while(|head| beyond && &head.id != target.head());
    let mut after = heads.filter(|head| is_after_items(runbook, &head.id));
    first.or_else(|| after.find(|head| state.last_visit(&head.id).is_none()))
}

/// Where an item is open: its part that was come to last and is not done, else the item itself.
pub fn open_part<'r>(runbook: &'r Runbook, state: &State, head: &'r Step) -> &'r Step {
    let visits = visits(runbook, state, head);
    let last = visits.iter().max_by_key(|visit| visit.last_at);
    let open = last.and_then(|visit| runbook.step(&visit.step).filter(|step| !is_finished(state, step, visit)));
    open.unwrap_or(head)
}

fn is_before(runbook: &Runbook, head: &Step, target: &Step) -> bool {
    let heads = runbook.heads();
    let at = |id: &crate::walk::StepId| heads.iter().position(|step| &step.id == id);
    at(&head.id).zip(at(target.head())).is_some_and(|(head, target)| head < target)
}

/// In which order the items are gone through, in words: `in any order, 10 last`.
pub fn order(runbook: &Runbook) -> String {
    if !runbook.any_order {
        return "top to bottom".into();
    }
    let last = runbook.numbered().iter().position(|head| head.judges_items());
    last.map_or_else(|| "in any order".into(), |at| format!("in any order, {} last", at + 1))
}

/// How many items stand in one of some ways.
pub fn count(runbook: &Runbook, state: &State, wanted: fn(&Standing) -> bool) -> i64 {
    let found = items(runbook, state).iter().filter(|item| wanted(&item.standing)).count();
    i64::try_from(found).unwrap_or(i64::MAX)
}

/// The worst of an item's steps is how the item stands.
fn weight(standing: &Standing) -> u8 {
    match standing {
        Standing::Failed => 6,
        Standing::Unknown => 5,
        Standing::Overridden(_) => 4,
        Standing::Skipped(_) | Standing::Drafted => 3,
        Standing::Done { by_evidence: true } => 2,
        Standing::Done { by_evidence: false } => 1,
        Standing::Open | Standing::NotApplicable => 0,
    }
}

fn one(state: &State, step: &Step, visit: &Visit) -> Standing {
    let found = judged(state, visit);
    match &visit.skipped {
        _ if step.optional => Standing::Done { by_evidence: found == Some(Standing::Done { by_evidence: true }) },
        Some(reason) if matches!(found, Some(Standing::Failed | Standing::Unknown)) => {
            Standing::Overridden(reason.clone())
        }
        Some(reason) => Standing::Skipped(reason.clone()),
        None => found.unwrap_or(Standing::Done { by_evidence: false }),
    }
}

/// What evidence or effect says; nothing where there is neither.
fn judged(state: &State, visit: &Visit) -> Option<Standing> {
    let effect = again::stands(state, visit).map(|effect| match effect.applied {
        Applied::Yes(_) => Standing::Done { by_evidence: true },
        Applied::No(_) => Standing::Failed,
        Applied::CannotTell(_) => Standing::Unknown,
    });
    effect
        .or_else(|| match visit.verdict()? {
            Verdict::Pass => Some(Standing::Done { by_evidence: true }),
            Verdict::Fail(_) => Some(Standing::Failed),
            Verdict::Unknown(_) | Verdict::Pending { .. } => Some(Standing::Unknown),
            Verdict::Seen => None,
        })
        .or_else(|| match &visit.plan {
            Some(Settled::Unsettled(_)) if is_so_already(visit) => Some(Standing::Done { by_evidence: true }),
            Some(Settled::Unsettled(_)) => Some(Standing::Failed),
            Some(Settled::Drafted(_)) => Some(Standing::Drafted),
            Some(Settled::Plan(_)) | None => None,
        })
}

/// Whether the walk goes on from a visit by itself.
fn is_finished(state: &State, step: &Step, visit: &Visit) -> bool {
    if visit.skipped.is_some() || step.silent {
        return true;
    }
    let planned = matches!(visit.plan, Some(Settled::Plan(_)));
    match (&step.body, &step.approve) {
        (_, Some(acting)) if planned => approved(state, acting).is_some(),
        (Body::Do(_), _) if planned => {
            visit.effect.as_ref().is_some_and(|e| matches!(e.applied, Applied::Yes(_)))
                || (visit.effect.is_some() && visit.continued)
        }
        (Body::Ask(questions), _) => questions.iter().all(|q| visit.answers.contains_key(&q.field)) || visit.continued,
        (Body::Look { .. }, _) if goes_on_by_itself(step, visit) => true,
        _ => visit.continued,
    }
}
