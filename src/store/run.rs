//! A run: its events, one a line.

use super::approvals::Approvals;
use super::error::StoreError;
use super::holder::{Held, Holder};
use super::ids::Ids;
use super::stream::{self, Lines, START, Writer};
use super::{Store, place};
use async_trait::async_trait;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::walk::approval::Decision;
use duckops_core::walk::event::{Event, FORMAT, Outcome, Recorded};
use duckops_core::walk::ports::Record;
use duckops_core::walk::{State, StepId};
use std::io;
use std::path::PathBuf;

/// An open run: events are appended by one holder.
pub struct RunLog {
    pub id: String,
    who: Clean,
    seq: u64,
    writer: Writer,
    approvals: Approvals,
    _holder: Holder,
}

/// What was read of a run.
pub struct Read {
    pub events: Vec<Recorded>,
    /// A torn last line was set aside into this file.
    pub set_aside: Option<PathBuf>,
}

/// A run in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub id: String,
    pub runbook: String,
    pub operator: Clean,
    pub opened: Option<Utc>,
    /// The step that is open.
    pub step: Option<StepId>,
    pub closed: Option<Outcome>,
    pub dry_run: bool,
    /// Why it cannot be read.
    pub damaged: Option<String>,
}

impl Summary {
    /// Can be gone on with.
    pub fn is_unfinished(&self) -> bool {
        self.closed.is_none() && !self.dry_run && self.damaged.is_none()
    }
}

impl Store {
    /// A new run under a free id, held by `me`. Its first event is still to be appended.
    pub fn create(&self, ids: &mut Ids, me: &Held) -> Result<RunLog, StoreError> {
        place::private_dir(&self.runs())?;
        let id = self.free_id(ids)?;
        let dir = self.run_dir(&id);
        let holder = Holder::take(&dir.join("lock"), me)?;
        let path = dir.join("events.jsonl");
        let file = place::private_file(&path, true)?;
        place::sync_parent(&path)?;
        let writer = Writer::new(&path, file, START.into());
        Ok(RunLog { id, who: me.who.clone(), seq: 0, writer, approvals: self.approvals(), _holder: holder })
    }

    fn free_id(&self, ids: &mut Ids) -> Result<String, StoreError> {
        loop {
            let id = ids.run();
            let dir = self.run_dir(&id);
            if !dir.exists() {
                place::private_dir(&dir)?;
                return Ok(id);
            }
        }
    }

    /// Takes up a run: what it holds, and the right to append.
    pub fn reopen(&self, id: &str, me: &Held) -> Result<(RunLog, Read), StoreError> {
        let dir = self.existing(id)?;
        let holder = Holder::take(&dir.join("lock"), me)?;
        let path = dir.join("events.jsonl");
        let lines = checked(stream::read::<Recorded>(&path)?, &path)?;
        let file = place::private_file(&path, false)?;
        let set_aside = match &lines.torn {
            Some(torn) => Some(set_aside(&dir, torn, &file, lines.whole)?),
            None => None,
        };
        let seq = lines.items.last().map_or(0, |event| event.seq);
        let writer = Writer::new(&path, file, lines.digest);
        let log = RunLog { id: id.into(), who: me.who.clone(), seq, writer, approvals: self.approvals(), _holder: holder };
        Ok((log, Read { events: lines.items, set_aside }))
    }

    /// What a run holds, without holding it.
    pub fn read(&self, id: &str) -> Result<Vec<Recorded>, StoreError> {
        let path = self.existing(id)?.join("events.jsonl");
        Ok(checked(stream::read::<Recorded>(&path)?, &path)?.items)
    }

    fn existing(&self, id: &str) -> Result<PathBuf, StoreError> {
        let ok = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric());
        let dir = self.run_dir(&id.to_uppercase());
        if ok && dir.is_dir() { Ok(dir) } else { Err(StoreError::NoRun(Clean::new(id).to_string())) }
    }

    /// All runs, newest first.
    pub fn list(&self) -> Result<Vec<Summary>, StoreError> {
        let dir = self.runs();
        if !dir.exists() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&dir).map_err(StoreError::reading(&dir))? {
            let id = entry.map_err(StoreError::reading(&dir))?.file_name().to_string_lossy().into_owned();
            found.push(self.summary(&id));
        }
        found.sort_by(|a, b| b.opened.cmp(&a.opened).then_with(|| a.id.cmp(&b.id)));
        Ok(found)
    }

    fn summary(&self, id: &str) -> Summary {
        let empty = Summary {
            id: id.into(),
            runbook: String::new(),
            operator: Clean::new(""),
            opened: None,
            step: None,
            closed: None,
            dry_run: false,
            damaged: None,
        };
        match self.read(id) {
            Err(error) => Summary { damaged: Some(error.to_string()), ..empty },
            Ok(events) => summed(State::of(events), empty),
        }
    }
}

fn summed(state: State, empty: Summary) -> Summary {
    let Some(opened) = &state.opened else {
        return Summary { damaged: Some("it was never opened".into()), ..empty };
    };
    Summary {
        runbook: opened.runbook.clone(),
        operator: opened.operator.clone(),
        opened: state.opened_at,
        step: state.current().map(|visit| visit.step.clone()),
        closed: state.closed.as_ref().map(|(outcome, _)| outcome.clone()),
        dry_run: opened.dry_run,
        ..empty
    }
}

fn checked(lines: Lines<Recorded>, path: &std::path::Path) -> Result<Lines<Recorded>, StoreError> {
    if let Some(Event::Opened(opened)) = lines.items.first().map(|first| &first.event)
        && opened.format > FORMAT
    {
        return Err(StoreError::Newer { file: path.into(), format: opened.format });
    }
    Ok(lines)
}

/// What was cut off in the middle of a write is kept beside the run, and the file ends at its last whole line.
fn set_aside(dir: &std::path::Path, torn: &[u8], file: &std::fs::File, whole: usize) -> Result<PathBuf, StoreError> {
    use std::io::Write;
    let path = dir.join("torn");
    let mut kept = place::private_file(&path, false)?;
    kept.write_all(torn).and_then(|()| kept.sync_all()).map_err(StoreError::writing(&path))?;
    let length = u64::try_from(whole).unwrap_or(u64::MAX);
    file.set_len(length).and_then(|()| file.sync_all()).map_err(StoreError::writing(&path))?;
    Ok(path)
}

#[async_trait]
impl Record for RunLog {
    fn append(&mut self, event: Event, at: Utc, step: Option<(&StepId, u32)>) -> io::Result<Recorded> {
        match &event {
            Event::Requested { request } => self.approvals.publish(request)?,
            Event::Decided { request, decision } => self.approvals.decide_once(request, decision)?,
            Event::Spent { request } => self.approvals.spend(request)?,
            _ => {}
        }
        let recorded = Recorded {
            seq: self.seq + 1,
            at,
            who: self.who.clone(),
            step: step.map(|(step, _)| step.clone()),
            visit: step.map(|(_, visit)| visit),
            event,
        };
        self.writer.append(&recorded)?;
        self.seq = recorded.seq;
        Ok(recorded)
    }

    fn decided(&self, request: &str) -> io::Result<Option<Decision>> {
        Ok(self.approvals.get(request)?.and_then(|standing| standing.decision))
    }

    async fn decision(&self, request: &str) -> io::Result<Decision> {
        let approvals = self.approvals.clone();
        loop {
            if let Some(decision) = approvals.get(request)?.and_then(|standing| standing.decision) {
                return Ok(decision);
            }
            // Real time, not the walk's clock: it is how often a file is looked at, and decides nothing.
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
    }
}

