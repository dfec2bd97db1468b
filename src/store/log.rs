//! A run that is open: its one holder appends to it.

use super::approvals::Approvals;
use super::error::StoreError;
use super::holder::Holder;
use super::stream::Writer;
use async_trait::async_trait;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::walk::StepId;
use duckops_core::walk::approval::Decision;
use duckops_core::walk::event::{Event, Recorded};
use duckops_core::walk::ports::Record;
use std::io;
use std::time::Duration;

/// How often another terminal's decision is looked for. Real time, not the walk's clock: it decides nothing.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// An open run: events are appended by one holder.
pub struct RunLog {
    pub id: String,
    pub(super) who: Clean,
    pub(super) seq: u64,
    pub(super) writer: Writer,
    pub(super) approvals: Approvals,
    pub(super) holder: Holder,
}

impl RunLog {
    /// What other terminals must know, or have known, before the event is part of the run.
    fn tell(&self, event: &Event) -> Result<(), StoreError> {
        match event {
            Event::Requested { request } => self.approvals.publish(request),
            Event::Decided { request, decision } => self.approvals.decide_once(request, decision),
            Event::Spent { request } => self.approvals.spend(request),
            _ => Ok(()),
        }
    }

    pub(super) fn write(
        &mut self,
        event: Event,
        at: Utc,
        step: Option<(&StepId, u32)>,
    ) -> Result<Recorded, StoreError> {
        let recorded = Recorded {
            seq: self.seq + 1,
            at,
            who: self.who.clone(),
            step: step.map(|(step, _)| step.clone()),
            visit: step.map(|(_, visit)| visit),
            event,
        };
        let recorded = self.writer.append(&recorded)?;
        self.seq = recorded.seq;
        Ok(recorded)
    }

    /// A crash between using an approval up and recording that leaves one that is good for nothing. It is recorded
    /// as such, so that the walk asks for another instead of trying this one for ever.
    pub(super) fn give_up_wasted(&mut self, events: &[Recorded], at: Utc) -> Result<Vec<Recorded>, StoreError> {
        let mut recorded = Vec::new();
        for request in usable(events) {
            if self.approvals.get_synced(request)?.is_some_and(|standing| standing.spent) {
                let reason = "it was used up by a walk that was cut off before it acted";
                let decision = Box::new(Decision::withdrawn(reason, at));
                recorded.push(self.write(Event::Decided { request: request.into(), decision }, at, None)?);
            }
        }
        Ok(recorded)
    }
}

/// The requests whose approval is neither used up nor void, as far as the run knows.
fn usable(events: &[Recorded]) -> Vec<&str> {
    let mut usable: Vec<&str> = Vec::new();
    for event in events {
        match &event.event {
            Event::Decided { request, decision } => {
                usable.retain(|known| known != request);
                usable.extend(matches!(**decision, Decision::Approved(_)).then_some(request.as_str()));
            }
            Event::Spent { request } => usable.retain(|known| known != request),
            _ => {}
        }
    }
    usable
}

#[async_trait]
impl Record for RunLog {
    fn append(&mut self, event: Event, at: Utc, step: Option<(&StepId, u32)>) -> io::Result<Recorded> {
        self.holder.is_still_ours()?;
        self.writer.still_ours()?;
        self.tell(&event)?;
        Ok(self.write(event, at, step)?)
    }

    fn decided(&self, request: &str) -> io::Result<Option<Decision>> {
        let standing = self.approvals.get(request)?.ok_or_else(|| StoreError::NoRequest(request.into()))?;
        Ok(standing.decision)
    }

    async fn decision(&self, request: &str) -> io::Result<Decision> {
        loop {
            if let Some(decision) = self.decided(request)? {
                return Ok(decision);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}
