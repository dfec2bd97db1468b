//! A runbook that is not what it was when a run began: the run keeps its own copy. What changed is said, and whoever
//! is there chooses between going on with the copy and beginning anew.

use super::store_error;
use super::taking_up::{Choice, before_the_first_step};
use crate::app::reach::Reach;
use crate::app::{Session, library};
use crate::cli::WalkArgs;
use crate::error::Error;
use crate::store::{Store, Summary};
use duckops_core::runbook::{Changed, Kind, Library, Runbook, changes};
use duckops_core::text::Clean;
use duckops_core::walk::event::{Event, Opened, Recorded};
use duckops_core::walk::ports::{Ask, Left, Reply};
use duckops_core::world::Value;

/// The runbook to walk. One that has mistakes by now does not stop a run that keeps a whole copy of it.
pub fn runbook(session: &Session, library: &Library, kind: Kind, args: &WalkArgs, id: &str) -> Result<Runbook, Error> {
    let unusable = match library::find_kind(library, id, kind) {
        Ok(found) => return Ok(found.clone()),
        Err(error) => error,
    };
    let Some(wanted) = &args.resume else { return Err(unusable) };
    let Some(opened) = only_run(session, id, wanted)? else { return Err(unusable) };
    let kept = library::kept(&opened)?;
    let (why, more) = match library.find(id) {
        Some(_) => ("cannot be used as it is now", session.again("what is wrong with it: duckops runbook lint")),
        None => ("is not found from here", format!("it was {}", opened.origin)),
    };
    session.err(&format!("{id} {why}: going on with it as run {} keeps it\n  {more}\n", opened.run));
    Ok(kept)
}

/// Of which family the runbook of a run is: as it is found, else as the run keeps it.
pub fn family(library: &Library, store: &Store, run: &Summary) -> Option<Kind> {
    let found = library.find(&run.runbook).and_then(|loaded| loaded.result.as_deref().ok());
    let kept = || {
        let opening = store.opening(&run.id).ok()??;
        library::kept(opening_of(&opening)?).ok()
    };
    found.map(|runbook| runbook.kind).or_else(|| kept().map(|runbook| runbook.kind))
}

/// The unfinished run that is meant, when there is only one.
fn only_run(session: &Session, id: &str, wanted: &str) -> Result<Option<Opened>, Error> {
    let meant = |run: &str| wanted.is_empty() || run.eq_ignore_ascii_case(wanted);
    let mut found = Reach::of(session).runs(session)?;
    found.retain(|(_, run)| run.is_unfinished() && run.runbook.eq_ignore_ascii_case(id) && meant(&run.id));
    let [(store, run)] = found.as_slice() else { return Ok(None) };
    let opening = store.opening(&run.id).map_err(|error| store_error(&error))?;
    Ok(opening.as_ref().and_then(opening_of).cloned())
}

fn opening_of(first: &Recorded) -> Option<&Opened> {
    match &first.event {
        Event::Opened(opened) => Some(opened),
        _ => None,
    }
}

/// Going on with the run, or with a new one because the runbook has changed.
pub async fn choose(
    session: &Session,
    store: &Store,
    runbook: &Runbook,
    run: String,
    ask: &mut dyn Ask,
) -> Result<Result<Choice, Left>, Error> {
    let opening = store.opening(&run).map_err(|error| store_error(&error))?;
    let Some(opened) = opening.as_ref().and_then(opening_of).filter(|opened| opened.digest != runbook.digest) else {
        return Ok(Ok(Choice::Resume(run)));
    };
    session.err(&format!("{} has changed since run {run} began:\n", runbook.id));
    for one in changes(&opened.sources, &runbook.sources) {
        session.err(&format!("  {}\n", told(&one)));
    }
    if !session.can_ask() {
        let anew = session.again(&format!("duckops {} {} --new", runbook.kind.word(), runbook.id));
        session.err(&format!("going on with it as it was; to begin anew with it as it is: {anew}\n"));
        return Ok(Ok(Choice::Resume(run)));
    }
    let (as_it_was, anew) = (Clean::new("go on with it as it was"), Clean::new("begin a new run with it as it is now"));
    let prompt = before_the_first_step("runbook", "The runbook has changed", vec![as_it_was, anew.clone()]);
    Ok(match ask.ask(&prompt).await {
        Ok(Reply::Answer(Value::Text(chosen))) if chosen == anew => Ok(Choice::New),
        Ok(_) => Ok(Choice::Resume(run)),
        Err(left) => Err(left),
    })
}

fn told(one: &Changed) -> String {
    format!("{:<8} {} ({})", one.how.word(), one.title, one.step)
}
