//! What happened in an incident, one moment after the other, whoever recorded it.

use super::looked::{Kept, Looked};
use super::{Run, came_of, only_at_incident_mode};
use crate::runbook::{Body, Question};
use crate::standing::freeze;
use crate::standing::incident::{Incident, Line, Story};
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::walk::event::{Applied, Event, Outcome, Recorded};
use crate::walk::state::{State, Visit, fold};
use crate::walk::update::{answered, decided_by, reasons};
use crate::walk::{Verdict, settle};
use crate::world::Evidence;
use crate::world::actions::{Plan, Touches};
use serde::{Deserialize, Serialize};

/// What kind of moment it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Incident,
    Probe,
    Look,
    Walk,
    Note,
    Approval,
    Change,
    Freeze,
    Escalation,
    Snapshot,
    Entry,
}

pub const KINDS: [Kind; 11] = [
    Kind::Incident,
    Kind::Probe,
    Kind::Look,
    Kind::Walk,
    Kind::Note,
    Kind::Approval,
    Kind::Change,
    Kind::Freeze,
    Kind::Escalation,
    Kind::Snapshot,
    Kind::Entry,
];

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Incident => "incident",
            Kind::Probe => "probe",
            Kind::Look => "look",
            Kind::Walk => "walk",
            Kind::Note => "note",
            Kind::Approval => "approval",
            Kind::Change => "change",
            Kind::Freeze => "freeze",
            Kind::Escalation => "escalation",
            Kind::Snapshot => "snapshot",
            Kind::Entry => "entry",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    pub at: Utc,
    pub kind: Kind,
    /// Nothing for what no person did.
    pub who: Option<Clean>,
    /// Empty for what is of no run.
    pub run: String,
    pub text: Clean,
    /// When it was written down, where that was later than it happened.
    pub written: Option<Utc>,
    /// It led up to the incident: it was before the beginning.
    pub before: bool,
}

/// A probe that found another state than the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeChange {
    pub at: Utc,
    /// OK, WARNING, CRITICAL or UNKNOWN; nothing for the first one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<Clean>,
    pub to: Clean,
    /// The checks that are not well, in a few words each.
    pub what: Clean,
}

/// Ordered by when things happened, also what was told later. Of one moment: as it was recorded.
pub fn timeline(incident: &Incident, runs: &[Run], looked: &Looked) -> Vec<Moment> {
    let probes = &looked.changes;
    let (began, until) = (incident.began(), incident.end.as_ref().map_or(Utc::MAX_UTC, |end| end.at));
    let mut all = vec![];
    if began != incident.declared {
        all.push(of_incident(began, None, "it began, as it was told".into()));
    }
    let declared = format!("declared as {}: {}", incident.severity, incident.title);
    all.push(of_incident(incident.declared, Some(&incident.by), declared));
    // What is told to the second is no other moment for what it lacks of one.
    let told_anew = |at: &Utc, known: Utc| stamp(*at) != stamp(known);
    let noticed = incident.noticed().filter(|at| told_anew(at, incident.declared));
    all.extend(noticed.map(|at| of_incident(at, None, "it was noticed, as it was told".into())));
    all.extend(leading_up(probes, began).into_iter().map(|probe| Moment { before: true, ..of_probe(probe) }));
    all.extend(probes.iter().filter(|probe| probe.at >= began && probe.at <= until).map(of_probe));
    let meanwhile = |at: Utc| at >= began && at <= until;
    all.extend(looked.freezes.iter().map(of_freeze).filter(|moment| meanwhile(moment.at)));
    // What a walk took is told by the walk.
    let alone = looked.snapshots.iter().filter(|kept| kept.snapshot.run.is_none());
    all.extend(alone.map(of_snapshot).filter(|moment| meanwhile(moment.at)));
    all.extend(runs.iter().flat_map(of_run));
    all.extend(incident.notes.iter().map(|note| Moment {
        kind: Kind::Note,
        written: (note.written != note.at).then_some(note.written),
        ..of_incident(note.at, Some(&note.by), note.text.to_string())
    }));
    if let Some(end) = &incident.end {
        let resolved = incident.resolved().filter(|at| told_anew(at, end.at));
        all.extend(resolved.map(|at| of_incident(at, None, "it was over, as it was told".into())));
        all.push(of_incident(end.at, Some(&end.by), "incident mode was left".into()));
    }
    all.sort_by_key(|moment| moment.at);
    all
}

fn of_incident(at: Utc, who: Option<&Clean>, text: String) -> Moment {
    Moment {
        at,
        kind: Kind::Incident,
        who: who.cloned(),
        run: String::new(),
        text: Clean::new(text),
        written: None,
        before: false,
    }
}

fn of_freeze(event: &freeze::Event) -> Moment {
    let (at, by, text) = match event {
        freeze::Event::On { reason, by, at } => (*at, by, format!("changes were frozen: {reason}")),
        freeze::Event::Off { by, at, reason } => {
            let reason = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            (*at, by, format!("the freeze was lifted{reason}"))
        }
        freeze::Event::Overridden { run, reason, by, at, .. } => {
            (*at, by, format!("run {run} went on in spite of the freeze: {reason}"))
        }
    };
    Moment { kind: Kind::Freeze, ..of_incident(at, Some(by), text) }
}

fn of_snapshot(kept: &Kept) -> Moment {
    let snapshot = &kept.snapshot;
    let text = format!("snapshot {} was taken: {}", snapshot.id, kept.in_words());
    Moment { kind: Kind::Snapshot, ..of_incident(snapshot.at, Some(&snapshot.by), text) }
}

/// So many moments an entry tells, the newest: one that changes every minute would fill it.
const MOST: usize = 60;

/// What the entry of an incident's end tells: the last look, and what happened meanwhile, without what walks saw and wrote.
pub fn story(incident: &Incident, runs: &[Run], looked: &Looked, now: Utc) -> Story {
    let mut told = timeline(incident, runs, looked);
    // Notes of the incident itself are in its entry already.
    told.retain(|moment| moment.at <= now && !moment.before && moment.is_told_at_the_end());
    let left_out = told.len().saturating_sub(MOST);
    let line = |moment: Moment| Line {
        at: moment.at,
        who: moment.who.clone().unwrap_or_else(|| Clean::new(moment.kind.word())),
        text: if moment.run.is_empty() {
            moment.text
        } else {
            Clean::new(format!("{} (run {})", moment.text, moment.run))
        },
    };
    let mut lines: Vec<_> = told.into_iter().skip(left_out).map(line).collect();
    if let Some(first) = lines.first().map(|line| line.at).filter(|_| left_out > 0) {
        let text = Clean::new(format!("{left_out} earlier moments are left out here"));
        lines.insert(0, Line { at: first, who: Clean::new("duckops"), text });
    }
    let by_us = |text| Line { at: now, who: Clean::new("duckops"), text };
    lines.extend(looked.unread.in_words().into_iter().map(by_us));
    Story { looked: looked.last_in_words(now), lines }
}

impl Moment {
    fn is_told_at_the_end(&self) -> bool {
        match self.kind {
            Kind::Probe | Kind::Freeze | Kind::Escalation | Kind::Snapshot | Kind::Approval | Kind::Change => true,
            Kind::Note => !self.run.is_empty(),
            Kind::Incident | Kind::Look | Kind::Walk | Kind::Entry => false,
        }
    }
}

/// How the stack came from its last OK to the state in which the incident began. One that was never seen OK can have been
/// like this for weeks: of it, the state alone.
pub(super) fn leading_up(probes: &[ProbeChange], began: Utc) -> Vec<&ProbeChange> {
    let earlier: Vec<_> = probes.iter().filter(|probe| probe.at < began).collect();
    let ok = |probe: &&ProbeChange| probe.to.as_str() == "OK";
    match earlier.iter().rposition(ok) {
        Some(last) => earlier[last + 1..].to_vec(),
        None => earlier.last().copied().into_iter().collect(),
    }
}

fn of_probe(probe: &ProbeChange) -> Moment {
    let from = probe.from.as_ref().map(|from| format!("{from} -> ")).unwrap_or_default();
    let what = if probe.what.as_str().is_empty() { String::new() } else { format!(": {}", probe.what) };
    Moment { kind: Kind::Probe, ..of_incident(probe.at, None, format!("{from}{}{what}", probe.to)) }
}

fn of_run(run: &Run) -> Vec<Moment> {
    let mut state = State::default();
    let (mut all, mut intended) = (Vec::new(), None);
    for recorded in &run.events {
        state = fold(state, recorded);
        if let Event::Intended { plan } = &recorded.event {
            intended = Some(plan);
        }
        if let Some((kind, text)) = told(run, &state, recorded, intended.map(|plan| &**plan)) {
            let who = (kind != Kind::Look).then(|| recorded.who.clone());
            let (run, text) = (run.id().into(), Clean::new(text));
            all.push(Moment { at: recorded.at, kind, who, run, text, written: None, before: false });
        }
    }
    all
}

/// What an event tells of what happened; nothing for how the walk itself went on.
fn told(run: &Run, state: &State, recorded: &Recorded, intended: Option<&Plan>) -> Option<(Kind, String)> {
    let title = || {
        let step = state.current().and_then(|visit| run.runbook.step(&visit.step));
        step.map(|step| settle::text(&run.runbook, state, &step.title)).unwrap_or_default()
    };
    Some(match &recorded.event {
        Event::Opened(_) => (Kind::Walk, format!("began {}", run.name())),
        Event::Resumed { .. } => (Kind::Walk, "went on with it".into()),
        Event::Left { why } => (Kind::Walk, format!("left it: {why}")),
        Event::Closed { outcome: Outcome::Escalated(to), say } => {
            let say = say.as_ref().map(|say| format!("; to tell them: {say}")).unwrap_or_default();
            (Kind::Escalation, format!("ended it: escalated to {to}{say}"))
        }
        Event::Closed { outcome, .. } => (Kind::Walk, format!("ended it: {}", outcome.word())),
        Event::Observed { looks, verdict, .. } => {
            if *verdict == Verdict::Seen && is_preparation(run, state, looks) {
                return None;
            }
            let found = state.current().and_then(|visit| decided_by(&run.runbook, visit)).unwrap_or_default();
            (Kind::Look, looked(&title(), found.as_str(), verdict)?)
        }
        Event::Answered { field, value, .. } => (Kind::Walk, answered(&asked(run, state, field), value)),
        Event::Noted { text } => (Kind::Note, text.to_string()),
        Event::Skipped { reason } => {
            let word = state.current().map_or("skipped", Visit::passed_over);
            (Kind::Walk, format!("{word} \"{}\": {reason}", title()))
        }
        Event::CutShort { reason } => (Kind::Walk, format!("ended \"{}\" early: {reason}", title())),
        Event::Unsettled { why } => (Kind::Walk, format!("\"{}\" cannot be done: {}", title(), why.text)),
        Event::Requested { request } => {
            (Kind::Approval, format!("asked {} for {}: {}", request.gate, request.id, request.plan.words))
        }
        Event::Decided { request, decision } => (Kind::Approval, format!("{request} {}", decision.text())),
        Event::Effected { applied, .. } => made(intended?, applied)?,
        Event::Entered { .. }
        | Event::LookedAgain
        | Event::Continued
        | Event::Drafted { .. }
        | Event::Settled { .. }
        | Event::Spent { .. }
        | Event::Confirmed { .. }
        | Event::Intended { .. } => return None,
        Event::Updated { .. } => (Kind::Walk, "took a text for the chat".into()),
    })
}

/// What is only looked at for what is then done or asked for, and incident mode: both have moments of their own.
fn is_preparation(run: &Run, state: &State, looks: &[(String, Evidence)]) -> bool {
    let step = state.current().and_then(|visit| run.runbook.step(&visit.step));
    let acts = step.is_some_and(|step| matches!(step.body, Body::Do(_)) || step.approve.is_some());
    acts || only_at_incident_mode(looks)
}

/// Of a watch that goes on, only its end is told.
fn looked(title: &Clean, summary: &str, verdict: &Verdict) -> Option<String> {
    let summary = if summary.is_empty() { String::new() } else { format!(": {summary}") };
    Some(match verdict {
        Verdict::Pass if summary.is_empty() => return None,
        Verdict::Pass => format!("ok {title}{summary}"),
        Verdict::Fail(_) => format!("FAIL \"{title}\"{summary}; {}", reasons(verdict, ", ")),
        Verdict::Unknown(_) => format!("could not check \"{title}\": {}", reasons(verdict, ", ")),
        Verdict::Seen if summary.is_empty() => return None,
        Verdict::Seen => format!("{title}{summary}"),
        Verdict::Pending { .. } => return None,
    })
}

fn asked(run: &Run, state: &State, field: &str) -> String {
    let step = state.current().and_then(|visit| run.runbook.step(&visit.step));
    let of = |question: &&Question| question.field == field;
    let question = step.and_then(|step| match &step.body {
        Body::Ask(questions) => questions.iter().find(of),
        _ => None,
    });
    question.map_or_else(|| field.to_owned(), |question| settle::text(&run.runbook, state, &question.label).to_string())
}

/// Incident mode has moments of its own.
fn made(plan: &Plan, applied: &Applied) -> Option<(Kind, String)> {
    if plan.action.starts_with("incident.") && matches!(applied, Applied::Yes(_)) {
        return None;
    }
    if plan.action.starts_with("ledger.") {
        return Some((Kind::Entry, came_of(applied, &format!("{}: {}", plan.target, plan.after))));
    }
    let kind = if plan.touches() == Touches::Records { Kind::Entry } else { Kind::Change };
    Some((kind, came_of(applied, &plan.done())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standing::incident::{Event, all};

    fn at(minute: u32) -> Utc {
        format!("2026-11-22T02:{minute:02}:00Z").parse().unwrap()
    }

    fn incident(began: u32, declared: u32) -> Incident {
        let (severity, title, by) = ("P1".into(), "slow".into(), "ana".into());
        let (id, key, run, detected) = ("I-1".into(), "k".into(), None, None);
        let (at, began) = (at(declared), Some(at(began)));
        all(&[Event::Started { id, severity, title, by, at, key, run, began, detected }]).remove(0)
    }

    /// Each probe as its minute and what it found: another state than the one before it.
    fn told(probes: &[(u32, &str)]) -> Vec<String> {
        let probes: Vec<_> = probes
            .iter()
            .map(|(minute, to)| ProbeChange { at: at(*minute), from: None, to: (*to).into(), what: "".into() })
            .collect();
        let looked = Looked { changes: probes, ..Looked::default() };
        let timeline = timeline(&incident(20, 30), &[], &looked);
        assert!(timeline.is_sorted_by_key(|moment| moment.at), "{timeline:?}");
        let moments = timeline.iter().filter(|moment| moment.kind == Kind::Probe);
        moments.map(|moment| format!("{}{}", if moment.before { "before " } else { "" }, moment.text)).collect()
    }

    #[test]
    fn what_led_up_to_it_is_told_since_the_last_ok() {
        let whole = [(1, "CRITICAL"), (5, "OK"), (10, "WARNING"), (15, "UNKNOWN"), (20, "CRITICAL"), (40, "OK")];
        assert_eq!(told(&whole), ["before WARNING", "before UNKNOWN", "CRITICAL", "OK"]);
        assert_eq!(told(&[(5, "WARNING"), (10, "OK"), (25, "CRITICAL")]), ["CRITICAL"], "it was well when it began");
        assert_eq!(told(&[]), [""; 0]);
    }

    /// It may have been in trouble for weeks: in which state it was when it began is enough.
    #[test]
    fn of_a_stack_that_was_never_seen_well_the_state_alone_is_told() {
        assert_eq!(told(&[(1, "CRITICAL"), (5, "WARNING"), (10, "CRITICAL")]), ["before CRITICAL"]);
    }
}
