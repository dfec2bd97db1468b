//! `duckops drill ID | list | serve`: the same walk, against a stack that is broken on purpose.

pub(super) mod auto;
pub mod scored;

use super::walk::{self, Scene, Wanted};
use super::{Session, library};
use crate::cli::{DrillArgs, DrillCommand, WalkArgs};
use crate::console::Signals;
use crate::console::render::{Detail, table};
use crate::drill::{Drill, DrillStack, Left, Scenario, scenarios};
use crate::error::{Error, Exit};
use crate::settings::{Origin, Resolved, Told};
use duckops_core::runbook::nearest;
use duckops_core::text::{Clean, shell_word};
use duckops_core::world::Table;
use duckops_core::world::settings::Settings;
use std::io;
use std::sync::Arc;

pub fn run(session: &Session, args: &DrillArgs) -> Result<Exit, Error> {
    match (&args.command, &args.id) {
        (Some(DrillCommand::List), _) => list(session),
        (Some(DrillCommand::Serve { scenario, seed, port }), _) => {
            serve(session, find(scenario.as_deref().unwrap_or(scenarios()[0].id), *seed)?, *port)
        }
        (None, Some(id)) => drill(session, id, args),
        (None, None) => list(session),
    }
}

fn list(session: &Session) -> Result<Exit, Error> {
    if session.settings.json {
        let one =
            |s: &Scenario| serde_json::json!({ "id": s.id, "runbook": s.runbook, "title": s.title, "what": s.what });
        session.json(&scenarios().iter().map(one).collect())?;
        return Ok(Exit::Done);
    }
    let page = session.page();
    // Whoever practises finds out by themselves what is broken.
    let told = page.detail == Detail::More;
    let mut rows = Table::new(["drill", if told { "what is broken" } else { "what one hears" }]);
    for scenario in scenarios() {
        let what = if told { scenario.what } else { scenario.title };
        rows.row([scenario.id, what].map(Clean::new));
    }
    session.out(&table(&page, &rows))?;
    if !told {
        session.out(&page.command("with what is broken", "duckops drill list -v"))?;
    }
    Ok(Exit::Done)
}

fn find(id: &str, seed: Option<u64>) -> Result<Drill, Error> {
    Drill::find(id, seed).ok_or_else(|| {
        let error = Error::wrong(format!("there is no drill `{}`", Clean::new(id)));
        match nearest(id, scenarios().iter().map(|scenario| scenario.id)) {
            Some(near) => error.hint(format!("did you mean `{near}`? All of them: duckops drill list")),
            None => error.hint("duckops drill list"),
        }
    })
}

async fn start(session: &Session, drill: Drill, port: u16) -> Result<DrillStack, Error> {
    let stack = DrillStack::start(drill, Arc::clone(&session.clock), port).await;
    stack.map_err(|cause: io::Error| Error::file(format!("cannot serve on 127.0.0.1:{port}"), &cause))
}

fn drill(session: &Session, id: &str, args: &DrillArgs) -> Result<Exit, Error> {
    let drill = find(id, args.seed)?;
    let (scenario, name) = (drill.scenario, drill.name());
    let library = Arc::new(library::load(&session.settings)?);
    let runbook = library::find(&library, scenario.runbook)?;
    let walk_args = WalkArgs {
        id: Some(scenario.runbook.into()),
        answers: args.answers.clone(),
        answer: args.answer.clone(),
        ..WalkArgs::default()
    };
    super::block_on(async {
        let mut ask = match args.auto {
            true => auto::operator(session, drill)?,
            false => walk::operator::find(session, runbook, &walk_args, Some(format!("DRILL {name}")))?,
        };
        let again = drill.command();
        let wanted = Wanted { runbook, library: &library, args: &walk_args, again: Some(&again) };
        practise(session, drill, &wanted, &mut ask).await
    })
}

/// Walks it on a stack of its own, and tells how well.
pub(super) async fn practise(
    session: &Session,
    drill: Drill,
    wanted: &Wanted<'_>,
    ask: &mut walk::operator::Operator,
) -> Result<Exit, Error> {
    let stack = start(session, drill, 0).await?;
    let walked = walk::walk(session, wanted, scene(session, &stack), ask).await?;
    let (exit, won) = match &walked.run {
        Some(run) => scored::tell(session, wanted.runbook, run, walked.exit)?,
        None => (walked.exit, false),
    };
    let left = left(stack.left(walked.outcome.as_ref()), won);
    session.err(&session.page().wrapped(&format!("DRILL {}: {left}", drill.name()), 0, 0));
    Ok(exit)
}

/// In the past: the simulated stack ends with us. Of a drill that was lost nothing was done rightly.
fn left(left: Left, won: bool) -> String {
    let rightly = if won { "rightly " } else { "" };
    match left {
        Left::Healthy => "the simulated stack was left healthy".into(),
        Left::Done => "all that can be done from here was done".into(),
        Left::HandedTo(whom) => format!("{rightly}handed over to {whom}"),
        Left::Deferred => format!("{rightly}deferred: nothing was to be changed now"),
        Left::NotYet => "nothing fails yet, and what would keep it so was not done".into(),
        Left::Broken => "the simulated stack was left broken".into(),
    }
}

/// Nothing of the user's endpoints, credentials or ledgers; only how and where to show and keep things.
pub(super) fn scene(session: &Session, stack: &DrillStack) -> Scene {
    let mine = &session.settings;
    let mut told = Told::default();
    told.add("region", Origin::Flag("drill"), serde_json::Value::Null);
    let mut settings = Resolved {
        values: Settings::default(),
        told,
        endpoint_url: Some(stack.endpoint()),
        profile: None,
        log_dir_said: false,
        ..mine.clone()
    };
    settings.set("api", &stack.api());
    Scene { settings, credentials: Some(DrillStack::keys()) }
}

/// The variables for another terminal, as one line to copy.
fn export(stack: &DrillStack) -> String {
    let words = stack.environment().map(|(name, value)| format!("{name}={}", shell_word(&value)));
    format!("In another terminal, first:\n  export {}\n", words.join(" "))
}

/// Prints the five variables once ready, then serves until stopped.
fn serve(session: &Session, drill: Drill, port: u16) -> Result<Exit, Error> {
    super::block_on(async {
        let mut signals = Signals::new().map_err(|cause| Error::file("cannot listen for signals", &cause))?;
        let stack = start(session, drill, port).await?;
        let lines: String = stack.environment().iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        session.out(&lines)?;
        session.err(&format!("DRILL {}: {}. Ctrl-C ends it.\n{}", drill.name(), drill.announced(), export(&stack)));
        Ok(super::stage::left_exit(&signals.leave().await))
    })
}
