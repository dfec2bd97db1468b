//! A run of a drill while the stack is real, the reverse, or one of another drill: it is said where it lives and how to
//! go there.

use crate::app::reach::Reach;
use crate::app::{Session, stores};
use crate::error::Error;
use crate::store::Summary;
use duckops_core::runbook::Kind;

/// What `duckops drill serve` prints.
const DRILL_VARIABLES: &str = "DUCKOPS_API AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION";

/// Refuses to go on here with a run that is of elsewhere. One that is of here as well is the one that is meant.
pub fn refuse(session: &Session, reach: &Reach, kind: Kind, wanted: impl Fn(&Summary) -> bool) -> Result<(), Error> {
    let mut of_elsewhere = None;
    for (_, run) in stores::runs(session)?.into_iter().filter(|(_, run)| wanted(run)) {
        if reach.has(&run) {
            return Ok(());
        }
        of_elsewhere = of_elsewhere.or(Some(run));
    }
    of_elsewhere.map_or(Ok(()), |run| Err(elsewhere(reach, kind, &run)))
}

fn elsewhere(reach: &Reach, kind: Kind, run: &Summary) -> Error {
    if let Some(why) = &run.damaged {
        return super::taking_up::unreadable(why);
    }
    let again = typed(kind, run, &format!("--resume={}", run.id));
    match (&run.drill, &run.closed) {
        _ if run.again.is_some() => super::taking_up::no_way_back(run),
        (None, _) => Error::wrong(format!("run {} is real; this stack is a drill's", run.id))
            .hint(format!("unset {DRILL_VARIABLES}; {again}")),
        (Some(_), Some(outcome)) => {
            let message = format!("run {} is a drill's, and closed: {}", run.id, outcome.word());
            Error::wrong(message).hint("duckops runs list")
        }
        // Whatever has its address now, or nothing: it is not that stack.
        (Some((scenario, api)), None) if reach.is_at(api) => {
            let message = format!("run {} is of the drill {scenario} at {api}, which has ended", run.id);
            let anew = put_away(kind, run);
            Error::wrong(message).hint(format!("what is kept of it: duckops runs show {}; anew: {anew}", run.id))
        }
        (Some((scenario, api)), None) => {
            let here = if reach.is_real() { "this stack is real" } else { "this is another stack" };
            let message = format!("run {} is of the drill {scenario} at {api}; {here}", run.id);
            let ended = format!("where that has ended: {}", put_away(kind, run));
            Error::wrong(message)
                .hint(format!("export what `duckops drill serve` printed for it, then: {again}; {ended}"))
        }
    }
}

/// Nothing is left to go on with.
fn put_away(kind: Kind, run: &Summary) -> String {
    match kind {
        Kind::Checklist => typed(kind, run, &format!("--reset --resume={}", run.id)),
        Kind::Triage | Kind::Part => typed(kind, run, "--new"),
    }
}

fn typed(kind: Kind, run: &Summary, flags: &str) -> String {
    format!("duckops {} {} {flags}", kind.word(), run.runbook)
}
