//! Opening a run, or taking one up.

use super::{ending, ledgers, store_error};
use crate::app::Session;
use crate::app::desk::say_missing;
use crate::app::stage::Stage;
use crate::app::{incident, library};
use crate::console::Evidence;
use crate::drive::{Seen, Stopped};
use crate::error::{Error, Exit};
use crate::ledger::Ledgers;
use crate::store::{Held, Ids, RunLog, Store, StoreError};
use duckops_core::runbook::Runbook;
use duckops_core::text::Clean;
use duckops_core::walk::approval::Mode;
use duckops_core::walk::event::{self, Event, Opened};
use duckops_core::walk::ports::Record;
use duckops_core::walk::{State, fold};
use duckops_core::world::Value;
use std::path::PathBuf;

/// A run that is open and held.
pub struct Run {
    pub log: RunLog,
    pub runbook: Runbook,
    pub state: State,
    pub ledgers: Ledgers,
    /// What the open step has seen, for whoever asks for it.
    pub evidence: Evidence,
}

/// What a new run is of.
pub struct Begun<'a> {
    pub runbook: &'a Runbook,
    pub dry_run: bool,
    /// The command that begins it again, where the stack ends with this process.
    pub again: Option<&'a str>,
}

pub fn open(
    session: &Session,
    stage: &Stage,
    store: &Store,
    begun: &Begun<'_>,
    me: &Held,
    ids: &mut Ids,
) -> Result<Run, Error> {
    let log = store.create(ids, me).map_err(|error| store_error(&error))?;
    let ledgers = ledgers(session, stage, stage.ledger_dir.clone(), &me.who);
    if let Some(drill) = &stage.drill {
        drill.bring_deploy_log(&ledgers)?;
    }
    say_missing(session, &ledgers, begun.runbook.ledgers.iter().map(String::as_str));
    let (incident, severity) = incident::open(session, store).map(|one| (one.id, one.severity)).unzip();
    let opened = Opened { incident, severity, ..opened(session, stage, begun, &log, &ledgers, &me.who) };
    let evidence = Evidence::default();
    let run = Run { log, runbook: begun.runbook.clone(), state: State::default(), ledgers, evidence };
    first(session, run, Event::Opened(Box::new(opened)))
}

fn opened(
    session: &Session,
    stage: &Stage,
    begun: &Begun<'_>,
    log: &RunLog,
    ledgers: &Ledgers,
    operator: &Clean,
) -> Opened {
    let (settings, runbook) = (&stage.settings, begun.runbook);
    let path = |name: &String| (name.clone(), Clean::new(ledgers.path(name).display().to_string()));
    Opened {
        format: event::format(Mode::of(settings.values.text("approvals").as_str())),
        run: log.id.clone(),
        runbook: runbook.id.clone(),
        title: Clean::new(&runbook.title),
        origin: Clean::new(runbook.origin.to_string()),
        digest: runbook.digest.clone(),
        sources: runbook.sources.clone(),
        operator: operator.clone(),
        identity: stage.identity.arn.clone().map(Value::Text).into(),
        account: settings.values.text("account"),
        region: settings.values.text("region"),
        credentials_until: stage.identity.expires,
        window_start: session.clock.now(),
        settings: settings.recorded(),
        ledgers: runbook.ledgers.iter().map(path).collect(),
        drill: stage.scenario(),
        again: begun.again.map(Clean::new),
        skew: stage.skew.clone(),
        incident: None,
        severity: None,
        dry_run: begun.dry_run,
    }
}

/// Takes up a run where it was left, with the runbook as it was when the run began.
pub fn resume(
    session: &Session,
    stage: &Stage,
    store: &Store,
    runbook: &Runbook,
    id: &str,
    me: &Held,
) -> Result<Run, Error> {
    let (log, read) = store.reopen(id, me).map_err(|error| held(&error, runbook, id))?;
    if let Some(path) = read.set_aside {
        session.err(&format!(
            "the run's last line was cut off; it is kept in {}\n",
            Clean::new(path.display().to_string())
        ));
    }
    let state = State::of(read.events);
    let opened = state.opened.clone().ok_or_else(|| Error::wrong(format!("run {id} was never opened")))?;
    same_world(stage, &opened)?;
    let runbook = as_it_was(runbook, &opened)?;
    let dir = opened.ledgers.first().and_then(|(_, path)| PathBuf::from(path.as_str()).parent().map(PathBuf::from));
    let dir = dir.unwrap_or_else(|| stage.ledger_dir.clone());
    let ledgers = ledgers(session, stage, dir, &me.who);
    say_missing(session, &ledgers, runbook.ledgers.iter().map(String::as_str));
    let state = as_who_is_here(state, stage);
    let (incident, severity) = incident::open(session, store).map(|one| (one.id, one.severity)).unzip();
    let resumed = Event::Resumed { skew: stage.skew.clone(), incident, severity };
    first(session, Run { log, runbook, state, ledgers, evidence: Evidence::default() }, resumed)
}

/// From here on it is walked as whoever takes it up, who need not be who began it. What the run records of its
/// beginning stays; for how long credentials hold is told only of those that it began with.
fn as_who_is_here(state: State, stage: &Stage) -> State {
    let identity = stage.identity.arn.clone().map(Value::Text).into();
    let opened = state.opened.map(|opened| Opened { identity, credentials_until: None, ..opened });
    State { opened, ..state }
}

/// Somebody else walks it: another one can be begun. Elsewhere it is not: its disk has to be mended.
fn held(error: &StoreError, runbook: &Runbook, id: &str) -> Error {
    let held = store_error(error);
    match error {
        StoreError::Held(_) => {
            let new = format!("duckops {} {} --new", runbook.kind.word(), runbook.id);
            held.hint(format!("take it over: duckops runs take-over {id}; or begin another: {new}"))
        }
        StoreError::File { .. } => {
            held.hint("what it has recorded is kept; mend the disk or its permissions, then go on with --resume")
        }
        _ => held,
    }
}

/// A run belongs to one account, one region, and to a drill or not.
fn same_world(stage: &Stage, opened: &Opened) -> Result<(), Error> {
    let values = &stage.settings.values;
    let (account, region) = (values.text("account"), values.text("region"));
    let differs = match () {
        () if opened.account != account => format!("account {}, the settings say {account}", opened.account),
        () if opened.region != region => format!("region {}, the settings say {region}", opened.region),
        () if opened.drill.is_some() != stage.drill.is_some() => "another world: one is a drill, one is not".into(),
        () => return Ok(()),
    };
    Err(Error::new(Exit::Wrong, format!("run {} is of {differs}", opened.run)).hint("duckops runs list"))
}

fn as_it_was(now: &Runbook, opened: &Opened) -> Result<Runbook, Error> {
    if now.digest == opened.digest {
        return Ok(now.clone());
    }
    library::kept(opened).map_err(|_| {
        Error::wrong(format!("{} as it was then cannot be read by this duckops", opened.runbook)).hint(format!(
            "begin anew: duckops {} {} --new",
            now.kind.word(),
            now.id
        ))
    })
}

/// Records the first event of this process and shows it.
fn first(session: &Session, mut run: Run, event: Event) -> Result<Run, Error> {
    let at = session.clock.now();
    let place = run.state.place().map(|(step, visit)| (step.clone(), visit));
    let not_saved = Some(event.what());
    let recorded = run.log.append(event, at, place.as_ref().map(|(step, visit)| (step, *visit)));
    let recorded = recorded.map_err(|cause| match run.state.opened {
        Some(_) => ending::stopped(&run.state, Stopped { not_saved, cause }),
        None => Error::file("cannot write the run, so nothing was done", &cause)
            .hint("free the disk or mend its permissions, or say another place: --state-dir DIR"),
    })?;
    run.state = fold(run.state, &recorded);
    // Who cannot see the header cannot see the first step either: that is found out there.
    let _closed = super::view::of(session, &run.evidence)(&run.runbook, &run.state, Seen::Event(&recorded));
    Ok(run)
}
