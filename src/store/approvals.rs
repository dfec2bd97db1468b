//! Approval requests and what became of them: requested, decided, spent, in that order and each once.

use super::error::StoreError;
use super::place;
use super::stream::{self, START, Writer};
use duckops_core::text::Clean;
use duckops_core::walk::approval::{Decision, Request};
use duckops_core::walk::ports::Clock;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Clone)]
pub struct Approvals {
    dir: PathBuf,
    clock: Arc<dyn Clock>,
}

/// How a request stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub request: Request,
    pub decision: Option<Decision>,
    pub spent: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Line {
    Requested { request: Box<Request> },
    Decided { decision: Box<Decision> },
    Spent { at: duckops_core::time::Utc },
}

impl Approvals {
    pub fn new(dir: PathBuf, clock: Arc<dyn Clock>) -> Self {
        Self { dir, clock }
    }

    /// Makes a request known. The same request again changes nothing.
    pub fn publish(&self, request: &Request) -> Result<(), StoreError> {
        place::private_dir(&self.dir)?;
        if self.get(&request.id)?.is_some() {
            return Ok(());
        }
        let path = self.path(&request.id)?;
        let file = place::private_file(&path, true)?;
        place::sync_parent(&path)?;
        Writer::new(&path, file, START.into()).append(&Line::Requested { request: Box::new(request.clone()) })
    }

    pub fn get(&self, id: &str) -> Result<Option<Standing>, StoreError> {
        let path = self.path(id)?;
        if !path.exists() {
            return Ok(None);
        }
        Ok(standing(stream::read::<Line>(&path)?.items))
    }

    /// Decides a request. Once decided it stays so.
    pub fn decide(&self, id: &str, decision: &Decision) -> Result<(), StoreError> {
        self.under_lock(id, |standing| match standing.decision {
            Some(_) => Err(StoreError::Decided(id.into())),
            None => Ok(Line::Decided { decision: Box::new(decision.clone()) }),
        })
    }

    /// Stores a decision that the walk has taken note of, unless it is there already.
    pub fn decide_once(&self, id: &str, decision: &Decision) -> Result<(), StoreError> {
        match self.get(id)?.and_then(|standing| standing.decision) {
            Some(known) if &known == decision => Ok(()),
            _ => self.decide(id, decision),
        }
    }

    /// Uses an approval up. It can be done once.
    pub fn spend(&self, id: &str) -> Result<(), StoreError> {
        let at = self.clock.now();
        self.under_lock(id, |standing| match (standing.spent, &standing.decision) {
            (true, _) => Err(StoreError::Spent(id.into())),
            (false, Some(Decision::Approved(_))) => Ok(Line::Spent { at }),
            (false, _) => Err(StoreError::NotApproved(id.into())),
        })
    }

    /// Requests without a decision whose time is not over, oldest first.
    pub fn open(&self) -> Result<Vec<Request>, StoreError> {
        if !self.dir.exists() {
            return Ok(Vec::new());
        }
        let now = self.clock.now();
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.dir).map_err(StoreError::reading(&self.dir))? {
            let name = entry.map_err(StoreError::reading(&self.dir))?.file_name().to_string_lossy().into_owned();
            let Some(id) = name.strip_suffix(".jsonl") else { continue };
            found.extend(self.get(id)?.filter(|standing| standing.decision.is_none()).map(|standing| standing.request));
        }
        found.retain(|request| request.not_after >= now);
        found.sort_by(|a, b| a.made.cmp(&b.made).then_with(|| a.id.cmp(&b.id)));
        Ok(found)
    }

    fn under_lock(
        &self,
        id: &str,
        line: impl FnOnce(&Standing) -> Result<Line, StoreError>,
    ) -> Result<(), StoreError> {
        let path = self.path(id)?;
        if !path.exists() {
            return Err(StoreError::NoRequest(Clean::new(id).to_string()));
        }
        let file = place::private_file(&path, false)?;
        file.lock().map_err(StoreError::writing(&path))?;
        let lines = stream::read::<Line>(&path)?;
        let standing = standing(lines.items).ok_or_else(|| StoreError::NoRequest(id.into()))?;
        let line = line(&standing)?;
        Writer::new(&path, file, lines.digest).append(&line)
    }

    fn path(&self, id: &str) -> Result<PathBuf, StoreError> {
        let ok = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        match ok {
            true => Ok(self.dir.join(format!("{}.jsonl", id.to_uppercase()))),
            false => Err(StoreError::NoRequest(Clean::new(id).to_string())),
        }
    }
}

fn standing(lines: Vec<Line>) -> Option<Standing> {
    let mut standing: Option<Standing> = None;
    for line in lines {
        match (line, &mut standing) {
            (Line::Requested { request }, None) => {
                standing = Some(Standing { request: *request, decision: None, spent: false });
            }
            (Line::Decided { decision }, Some(standing)) => standing.decision = Some(*decision),
            (Line::Spent { .. }, Some(standing)) => standing.spent = true,
            _ => {}
        }
    }
    standing
}
