//! What comes after a drill: its score, from the events that its run recorded, and from nothing else.

use crate::app::walk::store_error;
use crate::app::{Session, runs, stores};
use crate::console::render::Page;
use crate::drill::Drill;
use crate::error::{Error, Exit};
use crate::report::score::{Practised, json, text};
use crate::store::{Store, Summary};
use duckops_core::report::score::{Score, score};
use duckops_core::walk::event::{Event, Recorded};
use serde_json::json;

/// The score of a run of a drill, when its drill is one of this duckops.
pub fn of(events: &[Recorded]) -> Option<(Drill, Score)> {
    let Event::Opened(opened) = &events.first()?.event else { return None };
    let drill = Drill::named(opened.drill.as_ref()?.as_str())?;
    // Whoever walks another runbook on a drill's stack is held against nothing.
    let is_its = drill.scenario.runbook == opened.runbook && !opened.dry_run;
    is_its.then(|| (drill, score(&drill.lesson(), events)))
}

/// The score of one that came to its end.
pub fn listed(store: &Store, run: &Summary) -> Result<Option<Score>, Error> {
    if run.drill.is_none() || run.closed.is_none() || run.damaged.is_some() {
        return Ok(None);
    }
    let whole = store.read_whole(&run.id).map_err(|error| store_error(&error))?;
    Ok(of(&whole.events).map(|(_, score)| score))
}

/// Tells it. The exit code is the walk's, as in a real incident; but a drill that is lost never ends with 0.
pub fn tell(session: &Session, run: &str, walked: Exit) -> Result<Exit, Error> {
    let (_, whole) = runs::find(session, run)?;
    let Some((drill, score)) = of(&whole.events) else { return Ok(walked) };
    let name = drill.name();
    let another = drill.with_seed(Some(next(session, &drill)?));
    let practised = Practised {
        name: &name,
        scenario: drill.scenario.id,
        seed: drill.seed,
        title: drill.scenario.title,
        another: &another,
    };
    let lesson = drill.lesson();
    let page = Page { colour: session.streams.facts.color_err, ..session.page() };
    session.err(&text(&page, &practised, &lesson, &score));
    if session.settings.json {
        let practised = Practised { another: &session.again(&another), ..practised };
        session.json(&json!({ "score": json(&practised, &lesson, &score) }))?;
    }
    Ok(match walked {
        Exit::Done if score.ended.is_some() && !score.won => Exit::No,
        walked => walked,
    })
}

/// A seed that this drill was not practised with here.
fn next(session: &Session, drill: &Drill) -> Result<u64, Error> {
    let named = |name: &str| Drill::named(name).filter(|other| other.is_case_of(drill)).and_then(|other| other.seed);
    let all = stores::runs(session)?;
    let seeds = all.iter().filter_map(|(_, run)| named(run.drill.as_ref()?.0.as_str()));
    Ok(seeds.chain(drill.seed).max().map_or(1, |seed| seed.wrapping_add(1)))
}
