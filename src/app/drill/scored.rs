//! What comes after a drill: its score, from the events that its run recorded, and from nothing else.

use crate::app::walk::store_error;
use crate::app::{Session, runs, stores};
use crate::console::render::Page;
use crate::drill::Drill;
use crate::error::{Error, Exit};
use crate::report::score::{Practised, json, left, text};
use crate::store::{Store, Summary};
use duckops_core::report::score::{Score, Tell, score};
use duckops_core::runbook::{Runbook, Step};
use duckops_core::text::Clean;
use duckops_core::walk::event::{Event, Recorded};
use duckops_core::walk::{State, StepId, settle};
use serde_json::json;

/// The score of a run of a drill, when its drill is one of this duckops.
pub fn of(events: &[Recorded], title: &dyn Fn(&StepId) -> Clean) -> Option<(Drill, Score)> {
    let Event::Opened(opened) = &events.first()?.event else { return None };
    let drill = Drill::named(opened.drill.as_ref()?.as_str())?;
    // Whoever walks another runbook on a drill's stack is held against nothing.
    let is_its = drill.scenario.runbook == opened.runbook && !opened.dry_run;
    let lesson = drill.lesson();
    // What was repaired already teaches another lesson.
    let is_its = is_its && !lesson.was_repaired_before(events);
    is_its.then(|| (drill, score(&lesson, events, title)))
}

/// The score of one that came to its end; none of one that was left.
pub fn listed(store: &Store, run: &Summary) -> Result<Option<Score>, Error> {
    if run.drill.is_none() || run.closed.is_none() || run.damaged.is_some() {
        return Ok(None);
    }
    let whole = store.read_whole(&run.id).map_err(|error| store_error(&error))?;
    let scored = of(&whole.events, &|step| Clean::new(step.as_str())).map(|(_, score)| score);
    Ok(scored.filter(|score| !score.was_left()))
}

/// Tells it. The exit code is the walk's, as in a real incident; but a drill that is lost never ends with 0. And whether
/// it was won.
pub fn tell(session: &Session, runbook: &Runbook, run: &str, walked: Exit) -> Result<(Exit, bool), Error> {
    let (_, whole) = runs::find(session, run)?;
    let Some(scored) = Scored::of(session, runbook, &whole.events)? else { return Ok((walked, false)) };
    let page = Page { colour: session.streams.facts.color_err, ..session.page() };
    session.err(&match scored.score.was_left() {
        true => left(&page, &scored.practised(), run),
        false => scored.text(&page, runbook),
    });
    if session.settings.json {
        let another = session.again(&scored.another);
        let practised = Practised { another: &another, ..scored.practised() };
        session.json(&json!({ "score": json(&practised, &scored.drill.lesson(), &scored.score) }))?;
    }
    let score = &scored.score;
    let lost = walked == Exit::Done && score.ended.is_some() && !score.won;
    Ok((if lost { Exit::No } else { walked }, score.won))
}

/// What was told at its end, once more; nothing of what is no drill.
pub fn again(session: &Session, runbook: &Runbook, events: &[Recorded]) -> Result<String, Error> {
    let scored = Scored::of(session, runbook, events)?;
    Ok(scored.map(|scored| scored.text(&session.page(), runbook)).unwrap_or_default())
}

struct Scored {
    drill: Drill,
    name: String,
    another: String,
    score: Score,
    /// The steps that were come to.
    visited: Vec<StepId>,
}

impl Scored {
    fn of(session: &Session, runbook: &Runbook, events: &[Recorded]) -> Result<Option<Self>, Error> {
        let titled = |step: &StepId| title(runbook, runbook.step(step)).unwrap_or_else(|| Clean::new(step.as_str()));
        let Some((drill, score)) = of(events, &titled) else { return Ok(None) };
        let another = drill.with_seed(Some(next(session, &drill)?));
        let visited = events.iter().filter_map(|recorded| recorded.step.clone()).collect();
        Ok(Some(Self { drill, name: drill.name(), another, score, visited }))
    }

    fn practised(&self) -> Practised<'_> {
        let (scenario, seed) = (self.drill.scenario, self.drill.seed);
        Practised { name: &self.name, scenario: scenario.id, seed, title: scenario.title, another: &self.another }
    }

    fn text(&self, page: &Page, runbook: &Runbook) -> String {
        text(page, &self.practised(), &self.drill.lesson(), &self.score, &|tell| self.looked_in(runbook, tell))
    }

    /// A look by the first step that takes it, of those that were come to if there is one: observations have no name on a
    /// screen.
    fn looked_in(&self, runbook: &Runbook, tell: &Tell) -> Clean {
        let is_there = |step: &Step| tell.step.is_none_or(|at| step.id.as_str() == at);
        let takes = |step: &&Step| is_there(step) && step.looks.iter().any(|one| one.observation.name == tell.look);
        let takes_it = || runbook.steps.iter().filter(takes);
        let step = takes_it().find(|step| self.visited.contains(&step.id)).or_else(|| takes_it().next());
        title(runbook, step).unwrap_or_else(|| Clean::new(tell.look))
    }
}

fn title(runbook: &Runbook, step: Option<&Step>) -> Option<Clean> {
    step.map(|step| settle::text(runbook, &State::default(), &step.title))
}

/// A seed that this drill was not practised with here.
fn next(session: &Session, drill: &Drill) -> Result<u64, Error> {
    let named = |name: &str| Drill::named(name).filter(|other| other.is_case_of(drill)).and_then(|other| other.seed);
    let all = stores::runs(session)?;
    let seeds = all.iter().filter_map(|(_, run)| named(run.drill.as_ref()?.0.as_str()));
    Ok(seeds.chain(drill.seed).max().map_or(1, |seed| seed.wrapping_add(1)))
}
