//! Approval requests and what became of them: requested, decided, spent, in that order and each once; an approval can
//! be taken back until it is spent.

use super::error::StoreError;
use super::journal::Journal;
use super::place::{self, Make};
use crate::untold::Untold;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use duckops_core::walk::approval::{Decision, Request};
use duckops_core::walk::ports::Clock;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Clone)]
pub struct Approvals {
    dir: PathBuf,
    aside: Untold,
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
    Spent { at: Utc },
}

impl Approvals {
    pub fn new(dir: PathBuf, aside: Untold, clock: Arc<dyn Clock>) -> Self {
        Self { dir, aside, clock }
    }

    /// Makes a request known. The same request again changes nothing. Another one under its id takes its place,
    /// and what was decided of the first is not of the second: a walk that was cut off between publishing a
    /// request and recording it asks anew, under the same id.
    pub fn publish(&self, request: &Request) -> Result<(), StoreError> {
        place::private_dir(&self.dir)?;
        self.under_lock(&request.id, Make::IfAbsent, |standing| match standing {
            Some(known) if &known.request == request => Ok(None),
            _ => Ok(Some(Line::Requested { request: Box::new(request.clone()) })),
        })
    }

    pub fn get(&self, id: &str) -> Result<Option<Standing>, StoreError> {
        Ok(standing(Journal::at(self.path(id)?, &self.aside).read()?))
    }

    /// The same, durable.
    pub fn get_synced(&self, id: &str) -> Result<Option<Standing>, StoreError> {
        Ok(standing(Journal::at(self.path(id)?, &self.aside).read_synced()?))
    }

    /// Decides a request. Once decided it stays so, but for an approval that is not used up: it can be taken back.
    /// The lock is that of [`spend`](Self::spend): one of the two comes first, and the other one is refused. Whether the approver may decide it is for
    /// [`check`](duckops_core::walk::approval::check); here an approval must be of the request that is stored.
    pub fn decide(&self, id: &str, decision: &Decision) -> Result<(), StoreError> {
        self.of_known(id, |standing| match (decision, &standing.decision) {
            (Decision::Denied { .. }, Some(Decision::Approved(_))) if standing.spent => {
                Err(StoreError::Spent(id.into()))
            }
            (Decision::Denied { .. }, Some(Decision::Approved(_))) | (Decision::Denied { .. }, None) => {
                decided(decision)
            }
            (_, Some(_)) => Err(StoreError::Decided(id.into())),
            (Decision::Approved(approval), None) if approval.digest != standing.request.digest() => {
                Err(StoreError::OtherRequest(id.into()))
            }
            (Decision::Approved(_), None) => decided(decision),
        })
    }

    /// Stores a decision that the walk has taken note of, unless it is there already.
    pub fn decide_once(&self, id: &str, decision: &Decision) -> Result<(), StoreError> {
        match self.get_synced(id)?.and_then(|standing| standing.decision) {
            Some(known) if &known == decision => Ok(()),
            _ => self.decide(id, decision),
        }
    }

    /// Uses an approval up, durably. It can be done once: a crash right after it wastes the approval, and nothing
    /// brings it back, so that no copy of a run can use it again.
    pub fn spend(&self, id: &str) -> Result<(), StoreError> {
        let at = self.clock.now();
        self.of_known(id, |standing| match (standing.spent, &standing.decision) {
            (true, _) => Err(StoreError::Spent(id.into())),
            (false, Some(Decision::Approved(_))) if at > standing.request.not_after => {
                Err(StoreError::Expired { id: id.into(), at: standing.request.not_after })
            }
            (false, Some(Decision::Approved(_))) => Ok(Some(Line::Spent { at })),
            (false, Some(Decision::Denied { .. }) | None) => Err(StoreError::NotApproved(id.into())),
        })
    }

    /// Requests without a decision whose time is not over, oldest first.
    pub fn open(&self) -> Result<Vec<Request>, StoreError> {
        let now = self.clock.now();
        let mut found = Vec::new();
        for name in place::names(&self.dir)? {
            let Some(id) = name.strip_suffix(".jsonl") else { continue };
            found.extend(self.get(id)?.filter(|standing| standing.decision.is_none()).map(|standing| standing.request));
        }
        found.retain(|request| request.not_after >= now);
        found.sort_by(|a, b| a.made.cmp(&b.made).then_with(|| a.id.cmp(&b.id)));
        Ok(found)
    }

    /// Takes away what was asked in a run that is taken away. What was used up stays good for nothing: an approval that
    /// is not there cannot be used.
    pub(super) fn remove_of(&self, run: &str) -> Result<(), StoreError> {
        let of_run = |name: &String| {
            let id = name.split('.').next().and_then(|id| id.rsplit_once('-'));
            id.is_some_and(|(of, number)| of == run && number.bytes().all(|byte| byte.is_ascii_digit()))
        };
        for name in place::names(&self.dir)?.iter().filter(|name| of_run(name)) {
            place::remove(&self.dir.join(name))?;
        }
        Ok(())
    }

    fn of_known(
        &self,
        id: &str,
        line: impl FnOnce(&Standing) -> Result<Option<Line>, StoreError>,
    ) -> Result<(), StoreError> {
        let unknown = || StoreError::NoRequest(Clean::new(id).to_string());
        if self.get(id)?.is_none() {
            return Err(unknown());
        }
        self.under_lock(id, Make::Never, |standing| standing.map_or_else(|| Err(unknown()), line))
    }

    /// Reads and writes while nobody else does.
    fn under_lock(
        &self,
        id: &str,
        make: Make,
        line: impl FnOnce(Option<&Standing>) -> Result<Option<Line>, StoreError>,
    ) -> Result<(), StoreError> {
        Journal::at(self.path(id)?, &self.aside).change(make, |lines| line(standing(lines).as_ref())).map(drop)
    }

    /// Where a request lies. Nobody else may have put it there.
    fn path(&self, id: &str) -> Result<PathBuf, StoreError> {
        place::known_or_none(&self.dir)?;
        match place::is_id(id) {
            true => Ok(self.dir.join(format!("{}.jsonl", id.to_uppercase()))),
            false => Err(StoreError::NoRequest(Clean::new(id).to_string())),
        }
    }
}

fn decided(decision: &Decision) -> Result<Option<Line>, StoreError> {
    Ok(Some(Line::Decided { decision: Box::new(decision.clone()) }))
}

fn standing(lines: Vec<Line>) -> Option<Standing> {
    let mut standing: Option<Standing> = None;
    for line in lines {
        match (line, &mut standing) {
            (Line::Requested { request }, standing) => {
                *standing = Some(Standing { request: *request, decision: None, spent: false });
            }
            (Line::Decided { decision }, Some(standing)) => standing.decision = Some(*decision),
            (Line::Spent { .. }, Some(standing)) => standing.spent = true,
            (Line::Decided { .. } | Line::Spent { .. }, None) => {}
        }
    }
    standing
}
