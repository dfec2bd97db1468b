//! What is known of an incident when it is looked back at: the facts are filled in, what needs judgement is asked.

use super::looked::{Kept, Looked};
use super::timeline::{Moment, timeline};
use super::times::Times;
use super::{Run, handoff::Changed, handoff::changes};
use crate::standing::incident::Incident;
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::walk::approval::Decision;
use crate::world::{Known, duration_text};
use std::collections::BTreeSet;
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Postmortem {
    /// When it was made.
    pub at: Utc,
    pub incident: Incident,
    /// The scenario when the stack is simulated.
    pub drill: Option<Clean>,
    pub times: Times,
    pub timeline: Vec<Moment>,
    pub changed: Vec<Changed>,
    /// Id, title, and how it ended.
    pub runs: Vec<(String, Clean, Clean)>,
    /// Who acted, and who approved.
    pub people: BTreeSet<Clean>,
    /// Those of its time, and where they are kept.
    pub snapshots: Vec<Kept>,
    /// What the last probe found, until its end.
    pub looked: Clean,
    /// Where what probes saw meanwhile is kept.
    pub evidence: Vec<Clean>,
    /// What of its time could not be read: the timeline may lack it.
    pub unread: Vec<Clean>,
}

/// A section to be written by people, and what to think about there. None of it is known to duckops.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    pub heading: &'static str,
    /// What is known already of it.
    pub known: Option<Clean>,
    pub ask: &'static str,
}

impl Postmortem {
    pub fn of(incident: &Incident, drill: Option<Clean>, runs: &[Run], looked: &Looked, at: Utc) -> Self {
        let ended = |run: &Run| match &run.state.closed {
            Some((outcome, _)) => Clean::new(outcome.in_words()),
            None => Clean::new("open"),
        };
        let mut changed: Vec<_> = runs.iter().flat_map(|run| changes(run, true)).collect();
        changed.sort_by_key(|changed| changed.told.at);
        Self {
            at,
            incident: incident.clone(),
            drill,
            times: Times::of(incident, runs),
            timeline: timeline(incident, runs, looked),
            snapshots: looked.snapshots.clone(),
            looked: looked.last_in_words(incident.end.as_ref().map_or(at, |end| end.at)),
            changed,
            runs: runs.iter().map(|run| (run.id().into(), run.name(), ended(run))).collect(),
            people: people(incident, runs),
            evidence: Vec::new(),
            unread: looked.unread.in_words(),
        }
    }

    /// From what led up to it until it was ended, or until now.
    pub fn window(&self) -> (Utc, Utc) {
        let began = self.times.began;
        let from = self.timeline.first().map_or(began, |first| first.at.min(began));
        (from, self.incident.end.as_ref().map_or(self.at, |end| end.at))
    }

    /// `P1: it is slow`; of a drill it says so.
    pub fn title(&self) -> Clean {
        let drill = if self.drill.is_some() { "DRILL: " } else { "" };
        Clean::new(format!("{drill}{} {}", self.incident.severity(), self.incident.title))
    }

    /// What is known, by label, in the order in which people read it. What is not known says why.
    pub fn facts(&self) -> Vec<(&'static str, Clean)> {
        let people: Vec<_> = self.people.iter().map(Clean::as_str).collect();
        let when = |at: Known<Utc>| Clean::new(at.map_or_else(|why| format!("not known: {}", why.text), stamp));
        let mitigated = match &self.times.mitigated {
            Ok((at, words)) => Clean::new(format!("{} by {words}", stamp(*at))),
            Err(why) => Clean::new(format!("not known: {}", why.text)),
        };
        let components = self.incident.report().and_then(|report| report.components.clone());
        let components = components.map(|components| ("Components", components));
        let left = self.incident.end.as_ref().map(|end| ("Incident mode", Clean::new(self.incident.left_by(end))));
        let looked = ("Last probe", self.looked.clone());
        let snapshot = self
            .snapshots
            .iter()
            .map(|kept| ("Snapshot", Clean::new(format!("{}, kept in {}", kept.snapshot.id, kept.path))));
        let facts = vec![
            ("Incident", Clean::new(&self.incident.id)),
            ("Severity", self.severity()),
            ("Began", Clean::new(stamp(self.times.began))),
            ("Noticed", when(self.times.detected.clone())),
            ("Mitigated", mitigated),
            ("Over", when(self.times.resolved.clone())),
            ("Time to detect", span(self.times.to_detect())),
            ("Time to mitigate", span(self.times.to_mitigate())),
            ("Time to resolve", span(self.times.to_resolve())),
            ("Declared by", Clean::new(format!("{} at {}", self.incident.by, stamp(self.incident.declared)))),
            ("People", Clean::new(people.join(", "))),
        ];
        let evidence = self.evidence().map(|kept| ("Seen by probes", kept));
        let unread = self.unread.iter().map(|text| ("Missing here", text.clone()));
        let seen = snapshot.chain(evidence).chain(unread);
        facts.into_iter().chain(left).chain([looked]).chain(components).chain(seen).collect()
    }

    /// The first file, and how many lie beside it.
    fn evidence(&self) -> Option<Clean> {
        let (first, more) = self.evidence.split_first()?;
        let more = match more.len() {
            0 => String::new(),
            1 => " and a later one beside it".into(),
            more => format!(" and {more} later ones beside it"),
        };
        Some(Clean::new(format!("{first}{more}")))
    }

    /// How it was declared is said where it turned out otherwise.
    fn severity(&self) -> Clean {
        let (last, first) = (self.incident.severity(), &self.incident.severity);
        if last == first { last.clone() } else { Clean::new(format!("{last}, declared as {first}")) }
    }

    /// What only people can say. What was said at the end stands in it.
    pub fn judgements(&self) -> Vec<Judgement> {
        let report = self.incident.report();
        let section = |heading, known: Option<&Clean>, ask| Judgement { heading, known: known.cloned(), ask };
        vec![
            section("Impact", None, "Who was hit, and what could they not do? What did it cost them?"),
            section(
                "Root cause",
                report.and_then(|report| report.root_cause.as_ref()),
                "What made it possible, and what made it come now? Which of it is proven, which is assumed?",
            ),
            section(
                "How it was noticed",
                None,
                "Could it have been noticed sooner? By which check, at which threshold?",
            ),
            section("What went well", None, "What should be kept as it is?"),
            section("What went badly", None, "What cost time, and which step of a runbook was wrong or missing?"),
            section("Where we were lucky", None, "What could as well have gone the other way?"),
            section(
                "Corrective actions",
                report.and_then(|report| report.actions.as_ref()),
                "For each: who, until when, and by what will it be known that it works?",
            ),
        ]
    }
}

/// A time in whole seconds, or why it is not known.
pub fn span(time: Known<Duration>) -> Clean {
    Clean::new(match time.map(|time| time.as_secs()) {
        Ok(0) => "0 s".into(),
        Ok(seconds) => duration_text(Duration::from_secs(seconds)),
        Err(why) => format!("not known: {}", why.text),
    })
}

fn people(incident: &Incident, runs: &[Run]) -> BTreeSet<Clean> {
    let approver = |decision: &Decision| match decision {
        Decision::Approved(approval) => Some(approval.approver.clone()),
        Decision::Denied { .. } => None,
    };
    let of_run = |run: &Run| {
        let acted = run.events.iter().map(|event| event.who.clone());
        acted.chain(run.state.decisions.values().filter_map(approver)).collect::<Vec<_>>()
    };
    let noted = incident.notes.iter().map(|note| note.by.clone());
    let ended = incident.end.iter().map(|end| end.by.clone());
    runs.iter().flat_map(of_run).chain(noted).chain(ended).chain([incident.by.clone()]).collect()
}
