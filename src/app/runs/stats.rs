//! `duckops runs stats`: what all runs and incidents add up to. Drills are counted apart.

use crate::app::Session;
use crate::app::records;
use crate::error::{Error, Exit};
use crate::report::stats::{json, text};
use duckops_core::report::Run;
use duckops_core::report::stats::Stats;
use duckops_core::standing::incident::Incident;
use serde_json::json;

pub fn run(session: &Session) -> Result<Exit, Error> {
    let (runs, left_out) = records::all_runs(session)?;
    let incidents = records::incidents(session)?;
    let of = |drill: bool| {
        let runs: Vec<Run> = runs.iter().filter(|run| run.drill().is_some() == drill).cloned().collect();
        let its = incidents.iter().filter(|found| found.stack.is_some() == drill);
        let its: Vec<(Incident, Vec<Run>)> = its.map(|found| (found.incident.clone(), found.runs_of(&runs))).collect();
        Stats::of(&runs, &its)
    };
    let (real, drills) = (of(false), of(true));
    if session.settings.json {
        session.json(&json!({ "real": json(&real), "drills": json(&drills), "runs_not_read": left_out }))?;
        return Ok(Exit::Done);
    }
    let page = session.page();
    if (&real, &drills) == (&Stats::default(), &Stats::default()) {
        session.out(&session.again("nothing is recorded yet: duckops triage, or to practise: duckops drill list\n"))?;
        return Ok(Exit::Done);
    }
    session.out(&text(&page, &real))?;
    if drills != Stats::default() {
        session.out(&format!(
            "\n{}\n{}",
            page.bold("DRILL: of what follows nothing was real"),
            text(&page, &drills)
        ))?;
    }
    Ok(Exit::Done)
}
