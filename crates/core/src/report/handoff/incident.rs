//! The page of an incident: its walks, and what probes and snapshots of its time saw.

use super::{Handoff, first_broken};
use crate::ledger::deploys::Deploy;
use crate::report::around::Around;
use crate::report::began::first_sign;
use crate::report::looked::Looked;
use crate::report::{Run, Told, said_by};
use crate::standing::freeze;
use crate::standing::incident::{End, Incident};
use crate::text::Clean;
use crate::time::{Utc, stamp};
use crate::walk::now::written;
use crate::world::Known;

impl Handoff {
    /// Of an incident, with the runs that belong to it.
    pub fn of_incident(
        incident: &Incident,
        drill: Option<Clean>,
        runs: &[Run],
        looked: &Looked,
        now: Utc,
        deploys: Known<Vec<Deploy>>,
    ) -> Self {
        let title = Clean::new(format!("{} {}", incident.severity(), incident.title));
        let mut page = Self::empty(now, incident.id.clone(), title, drill, deploys);
        page.since.push(began(incident, runs));
        page.stands.push(match &incident.end {
            Some(end) => Told::of_none(end.at, format!("incident mode is off, {}", incident.left_by(end))),
            None => Told::of_none(incident.declared, "incident mode is on"),
        });
        let around = Around::of_incident(incident, runs);
        page.add_looked(incident, looked, &around);
        page.since.extend(
            looked
                .first_broken(incident)
                .into_iter()
                .chain(runs.iter().filter_map(first_broken))
                .min_by_key(|told| told.at),
        );
        page.known.extend(incident.end.iter().flat_map(said_at_its_end));
        page.notes = incident
            .notes
            .iter()
            .map(|note| Told::of_none(note.at, said_by(&note.by, &note.text).to_string()))
            .collect();
        runs.iter().for_each(|run| page.add(run, &around));
        page.written = written(runs.iter().flat_map(|run| run.state.sent()));
        let lists = [&mut page.broken, &mut page.unknown, &mut page.known, &mut page.ruled_out, &mut page.proven];
        for list in lists.into_iter().chain([&mut page.notes]) {
            list.sort_by_key(|told| told.at);
        }
        page.unknown.extend(looked.unread.in_words().into_iter().map(|text| Told::of_none(None, text)));
        page.changed.sort_by_key(|changed| changed.told.at);
        page.add_not_looked(runs);
        page.add_next_look(incident);
        page
    }

    /// What probes and snapshots of its time saw.
    fn add_looked(&mut self, incident: &Incident, looked: &Looked, around: &Around<'_>) {
        let until = incident.end.as_ref().map_or(self.at, |end| end.at);
        if let Some(on) = freeze::open(&looked.freezes).filter(|_| incident.end.is_none()) {
            self.stands.push(Told::of_none(on.since, format!("changes are frozen by {}: {}", on.by, on.reason)));
        }
        if let Some(probe) = looked.last_probe(until) {
            self.add_look(probe.at, probe.is_critical(), &format!("last probe: {}", probe.found()), around);
        }
        if let Some(kept) = looked.snapshots.last() {
            let (id, at) = (&kept.snapshot.id, kept.snapshot.at);
            self.add_look(at, kept.is_down(), &format!("snapshot {id}: {}", kept.in_words()), around);
        }
    }

    fn add_look(&mut self, at: Utc, is_red: bool, found: &str, around: &Around<'_>) {
        let was = around.was(at);
        match is_red {
            true => {
                let so = self.red(was, around);
                self.broken.push(Told::of_none(at, format!("{so}{found}")));
            }
            false => self.known.push(Told::of_none(at, format!("{}{found}", was.unwrap_or_default()))),
        }
    }

    /// Whoever takes over an incident that is on, and of which no walk is open, looks; and so does whoever finds one
    /// that was left while it was red.
    fn add_next_look(&mut self, incident: &Incident) {
        let text = match incident.end {
            Some(_) if self.was_left_red => "look whether it is over now: it was not at the last look before its end",
            None if !self.next.is_empty() => return,
            None if self.broken.is_empty() => "look how it stands, and walk what fits",
            None if self.is_of_the_past() => "look once more, and end it when nothing is red any more",
            None => "look whether it is still so, and walk what fits",
            Some(_) => return,
        };
        self.next.insert(0, Told::of_none(None, text));
    }
}

/// As it was said; else what a walk saw first, for that it was declared later than it began is usual.
fn began(incident: &Incident, runs: &[Run]) -> Told {
    let declared = format!("declared at {} by {}", stamp(incident.declared), incident.by);
    let noticed = incident.noticed().filter(|noticed| *noticed < incident.declared);
    match (incident.began_as_said(), first_sign(runs, incident.declared), noticed) {
        (Some(at), ..) => Told::of_none(at, format!("the incident began, as it was told; {declared}")),
        (None, Some(sign), noticed) if noticed.is_none_or(|noticed| sign.at < noticed) => {
            Told::of_none(sign.at, format!("{}; {declared}, and nobody has said when it began", sign.what))
        }
        (None, _, Some(noticed)) => {
            Told::of_none(noticed, format!("it was noticed; {declared}, and nobody has said when it began"))
        }
        (None, _, None) => Told::of_none(incident.declared, format!("{declared}; nobody has said when it began")),
    }
}

/// What whoever ended it said of it.
fn said_at_its_end(end: &End) -> Vec<Told> {
    let report = end.report.iter();
    let said = report.flat_map(|report| {
        [
            ("components", &report.components),
            ("root cause", &report.root_cause),
            ("corrective actions", &report.actions),
        ]
    });
    let told = |(label, text): (&str, &Option<Clean>)| {
        let text = text.as_ref().map(|text| Clean::new(format!("{label}, as it was told: {text}")))?;
        Some(Told::of_none(end.at, text))
    };
    said.filter_map(told).collect()
}
