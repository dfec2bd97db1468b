//! Which simulated stack this is, by what it tells of itself: asked in one place, for walks and for commands that are
//! none.

use super::{Session, block_on, stage, stores};
use crate::console::render::not_real;
use crate::drill::SEED;
use crate::error::Error;
use crate::ledger::Ledgers;
use crate::stack::{Past, Stack, is_loopback, is_same_server};
use crate::store::Summary;
use chrono::SubsecRound as _;
use duckops_core::text::Clean;
use duckops_core::time::Utc;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Stands before what is of a drill.
pub fn mark(drill: bool) -> &'static str {
    if drill { "DRILL " } else { "" }
}

/// An API of this machine that tells nobody what it is.
pub fn silent(api: &Clean) -> String {
    format!("{api} does not answer: whether it is a drill is not known")
}

/// A simulated stack: what happens in it, and what its team knew before.
#[derive(Clone)]
pub struct Simulated {
    pub scenario: Clean,
    pub past: Past,
    deploy_log: Option<String>,
}

impl Simulated {
    /// What is kept of a drill is kept by which one it is, so one that does not tell is none to go on with.
    pub async fn of(stack: &Stack, scenario: Clean) -> Result<Self, Error> {
        let (past, deploy_log) = tokio::join!(stack.drill_past(), stack.drill_deploy_log());
        let told = past.and_then(|past| Ok((past, deploy_log?)));
        let (past, deploy_log) = told.map_err(|why| {
            Error::unknown(format!("the drill {scenario} does not tell which one it is"), &why)
                .hint("begin it again: duckops drill serve")
        })?;
        Ok(Self { scenario, past, deploy_log })
    }

    /// The drill that the API of the settings is; nothing when that is real. Drills are served on loopback only: nothing
    /// is asked of the network for what is real.
    pub fn here(session: &Session) -> Result<Option<Self>, Error> {
        let api = session.settings.values.text("api");
        if !is_loopback(api.as_str()) {
            return Ok(None);
        }
        block_on(async {
            let stack = Stack::connect(stage::parts(&session.settings, None), Arc::clone(&session.clock)).await;
            let stack = stack.map_err(|why| Error::wrong("the settings of the stack are wrong").because(&why.text))?;
            match stack.probe().await.drill {
                Ok(Some(scenario)) => Self::of(&stack, scenario).await.map(Some),
                Ok(None) => Ok(None),
                Err(why) => Err(Error::unknown(format!("is {api} a drill or not? It does not answer"), &why)
                    .hint("begin the drill again, or name another API: --api URL")),
            }
        })
    }

    /// What is walked on one stack shares its ledgers, as it shares its state. `drills` is where drills keep their runs.
    pub fn ledgers(&self, drills: &Path) -> PathBuf {
        drills.join("ledgers").join(self.folder())
    }

    /// On stderr, before anything else is.
    pub fn say(&self, session: &Session) {
        session.err(&format!("{}\n", not_real(&self.scenario)));
    }

    /// Whether a run is of this stack. What has its port now has had it since it began: what was begun there later
    /// is of no other.
    pub fn has(&self, api: &Clean, run: &Summary) -> bool {
        let Some((scenario, other)) = &run.drill else { return false };
        let began = self.past.began.trunc_subsecs(0);
        scenario == &self.scenario
            && is_same_server(api.as_str(), other.as_str())
            && run.opened.is_some_and(|opened| opened >= began)
    }

    /// Incident mode, the freeze and what a probe found begin with a stack and end with it.
    pub fn standing(&self, drills: &Path) -> PathBuf {
        stores::standing(drills, &self.folder())
    }

    fn folder(&self) -> String {
        folder(&self.scenario, self.past.began)
    }

    /// Where a look goes: into the drill's own place, and into none that was named.
    pub fn bring_deploy_log_of_its_own(&self, session: &Session, ledgers: &Ledgers) -> Result<(), Error> {
        if session.settings.log_dir_said { Ok(()) } else { self.bring_deploy_log(ledgers) }
    }

    /// The simulated team has a deploy log, as a real one would have in its repository.
    pub fn bring_deploy_log(&self, ledgers: &Ledgers) -> Result<(), Error> {
        let Some(text) = &self.deploy_log else { return Ok(()) };
        ledgers.seed("deploy", text).map_err(|cause| Error::file("cannot write the drill's deploy log", &cause))
    }
}

/// `inc-001-20261122T021407Z`. The scenario's name comes over the wire: only letters, digits and dashes of it.
fn folder(scenario: &Clean, began: Utc) -> String {
    let dashed = scenario.as_str().replace(' ', "-");
    let plain: String = dashed.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    format!("{plain}-{}", began.format("%Y%m%dT%H%M%SZ"))
}

/// The scenario, as its runs name it, of such a folder.
pub fn scenario_of(folder: &str) -> Clean {
    let name = folder.rsplit_once('-').map_or(folder, |(name, _)| name);
    Clean::new(name.replace(&SEED.replace(' ', "-"), SEED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drill_is_told_by_its_scenario_and_when_it_began() {
        let began = chrono::DateTime::parse_from_rfc3339("2026-11-22T02:14:07.9Z").unwrap().to_utc();
        for (scenario, named) in [
            ("inc-001", "inc-001-20261122T021407Z"),
            ("inc-001 seed 17", "inc-001-seed-17-20261122T021407Z"),
            ("../../etc", "etc-20261122T021407Z"),
        ] {
            assert_eq!(folder(&scenario.into(), began), named);
            if !scenario.contains('/') {
                assert_eq!(scenario_of(named).as_str(), scenario);
            }
        }
    }
}
